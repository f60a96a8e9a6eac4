"""A sieve leaves out only patterns that cannot match: over the corpus's texts it finds what trying all of them finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from core.sieve import Scanner, Sieve, needs
from extract.awards import kinds
from extract.events import nouns
from extract.measures import lexer, tiers
from extract.text import read_text
from tests.gold import articles

# Pattern -> (texts that hold what it needs, texts that do not); where the second is empty, nothing can be told.
NEEDS = {
    r"xếp (?:thứ|hạng) \d": (("xếp hạng 3", "3 xếp thứ"), ("xếp hạng ba", "3 hạng xếp ", "xếp 3")),
    r"s(?<!chỉ s)ố(?= \d)(?: liệu)?": (("số 5", "chỉ số 5"), ("số", "s ố 5")),
    r"(?:đạt )?\d+ điểm(?! cầu)": (("9 điểm cầu", "٣ điểm"), ("chín điểm", "9 đồng")),
    r"(?<=lần )thứ (?=nhất|nhì)": (("thứ nhất", "thứ nhì"), ("thứ ba", "lần nhất")),
    r"\d{1,3}\d*(?<!x)[.,](?=\d)\d+": (("80.94", "1,5 điểm", "٣,٥"), ("8, 5", "80 .94", "8.")),
    r"\d*[.,]\d|[.,]\d": ((".5", ",5"), ()),
    r"(?:năm )*(?:19|20)\d\d": (("1999", "2031"), ("2112", "năm")),
    r"(?:giải (?:nhất|nhì)|cờ)": (("giải nhì", "cờ"), ("nhất", "giải ba")),
    r"a|b+|[^c]|(?i:giải)|\w+": (("", "x"), ()),
    r"(?i)giải": (("",), ()),
    r"(?!giải)(?<!cờ)\s?": (("",), ()),
}


def _sieves() -> Iterator[Sieve[Any]]:
    yield from (lexer._CHANGES, lexer._FIGURES, lexer._TIMES_AND_WORDS, lexer._NOISE, lexer._MASKS, lexer._RESPECTIVELY)
    yield from (tiers._counts(), tiers._others(), kinds._patterns(), nouns._FIND, nouns._ANAPHOR_FIND)


def test_needs_are_read_off_the_pattern() -> None:
    for pattern, (holding, wanting) in NEEDS.items():
        scanner, sieve = Scanner(re.compile(pattern)), Sieve([(re.compile(pattern), pattern)])
        for text in holding:
            assert sieve.pick(text, 0, len(text)), (pattern, text)
        for text in wanting:
            assert not sieve.pick(text, 0, len(text)), (pattern, text, needs(re.compile(pattern)))
            assert scanner.search(text, 0, len(text)) is None
            assert not list(scanner.finditer(text, 0, len(text)))


def test_only_a_stretch_is_looked_at() -> None:
    sieve = Sieve([(re.compile("giải nhất"), None)])
    text = "hai giải nhất, ba"
    assert sieve.pick(text, 4, 13)
    assert not sieve.pick(text, 13, 17)
    assert not sieve.pick(text, 4, 12)


def test_what_is_left_out_matches_nowhere() -> None:
    left_out = kept = 0
    for article in articles():
        text = read_text(article.article["body"], "body")
        for block in text.blocks:
            for start, end in [(s.start, s.end) for s in (*block.sentences, *block.rows)]:
                for sieve in _sieves():
                    picked = {pattern.pattern for pattern, _ in sieve.pick(text.low, start, end)}
                    for pattern, _ in sieve.entries:
                        if pattern.pattern in picked:
                            kept += 1
                            continue
                        left_out += 1
                        assert pattern.search(text.low, start, end) is None, (pattern.pattern, text.low[start:end])
    assert left_out > kept > 0
