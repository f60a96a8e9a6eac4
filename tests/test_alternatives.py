"""Patterns of many words sorted by first letter find what the plain alternation finds, at the same places."""

from __future__ import annotations

import random
import re

import pytest

from core.alternatives import any_opening, any_word
from extract import dates
from extract.events import citations
from extract.text import read_text
from tests.gold import articles

WORDS = ("đến hết", "đến", "để ra", "chủ trì", "chủ", "chức", "(", "5", "cho ý kiến", "cho")
PIECES = (*WORDS, " ", " ", ",", "x", "ngày", "đ", "c", "\n", "hết")


@pytest.mark.parametrize("not_after", [r"\w", r"[\d/.,-]"])
def test_words_by_first_letter_are_the_plain_alternation(not_after: str) -> None:
    plain = "|".join(map(re.escape, WORDS))
    fast = re.compile(any_word(WORDS, not_after=not_after))
    slow = re.compile(rf"(?<!{not_after})(?:{plain})")
    begins, slow_begins = re.compile(any_opening(WORDS, not_after=not_after)), re.compile(rf"(?<!{not_after})(?=(?:{plain}))")
    dice = random.Random(5)
    for _ in range(3000):
        text = "".join(dice.choices(PIECES, k=dice.randint(1, 12)))
        assert [m.span() for m in fast.finditer(text)] == [m.span() for m in slow.finditer(text)]
        assert [m.start() for m in begins.finditer(text)] == [m.start() for m in slow_begins.finditer(text)]


def test_an_opening_stands_before_what_follows_it() -> None:
    pattern = re.compile(any_opening(("kế hoạch", "kết luận"), then=" số"))
    assert [m.span() for m in pattern.finditer("kế hoạch số 5, kết luận về kế hoạch, kết luận số 7")] == [(0, 1), (37, 38)]


def test_every_day_and_citation_begins_at_an_opening() -> None:
    cited = 0
    for article in articles():
        for raw in (article.article["title"], article.article["body"]):
            low = read_text(raw, "body").low
            days = {m.start() for m in dates._OPENING.finditer(low)}
            assert days >= {m.start() for pattern, _ in dates._PATTERNS for m in pattern.finditer(low)}
            marked = {m.start() for m in citations._CITE.finditer(low) if m["marked"]}
            assert marked <= set(citations._openings(low))
            cited += len(marked)
    assert cited > 20
