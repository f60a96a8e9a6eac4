"""Patterns of `core.openings` find what the plain ones find: on made strings, and over the patterns of the mentions."""

from __future__ import annotations

import random
import re

import pytest

from core.openings import Lead, any_opening, any_word, endings
from extract import dates
from extract.events import citations
from extract.mentions import people, places
from extract.text import read_text
from tests.gold import articles

ENDINGS = {
    r"(?:\bcác|\bnhững|(?<!án )\d)\s+": {"các", "những", r"\d"},
    r"(?:a |b )c": {"a c", "b c"},
    r"(?:a\s*|b )c ?": {"c", "b c"},
    r"x+(?:tnc[st]|\d{2})\s": {"tncs", "tnct", ""},
    r"(?:ab|c.|)": {"ab", ""},
    r"ông \d": {r"\d"},
    r"\d ông ": {" ông"},
    r"(?i:ông)\s": {""},
    r"đồng chí:?\s*": {"đồng chí", ":"},
    r"(?:của|do)(?: (?:ông|bà))?\s*": {"của", "do", " ông", " bà"},
    r"(?:a|b)+c?": {"c", ""},
}
ALTERNATIVES = ("tỉnh(?! ủy)", "thành phố", r"tp\.?", "x(?<!công x)ã", "p", "phường")
SYLLABLES = (
    "tỉnh", "thành", "phố", "tp", ".", "công", "xã", "p", "phường", "ủy", "các", "những", "số", "án", "2", "٣", "cấp", "ông",
    "bà", "đường", "tncs", "đ/c", "trường", "theo", "ảnh:", "nguồn", "&", "_", "k", "TƯỚNG",
)  # fmt: skip


def _made(seed: int) -> str:
    dice = random.Random(seed)
    return "".join(dice.choice(SYLLABLES) + dice.choice((" ", " ", "  ", "", "\n", " \n")) for _ in range(dice.randint(1, 12)))


@pytest.mark.parametrize(("pattern", "expected"), ENDINGS.items())
def test_endings_are_read_off_the_pattern(pattern: str, expected: set[str]) -> None:
    assert endings(pattern) == expected


@pytest.mark.parametrize(
    "pattern", [*ENDINGS, *(lead.pattern for lead in (places._PLURAL, places._NOT_PLACE, people._REJECT_BEFORE))]
)
def test_a_lead_finds_what_its_pattern_finds(pattern: str) -> None:
    plain, lead = re.compile(f"(?:{pattern})$"), Lead(pattern, reach=9)
    for seed in range(300):
        text = _made(seed)
        for at in range(len(text) + 1):
            slow, fast = plain.search(text, max(0, at - 9), at), lead.before(text, at)
            assert (slow and slow.span()) == (fast and fast.span()), (text, at)


def test_alternatives_at_the_start_of_a_word() -> None:
    plain = re.compile(rf"(?<![\w&])(?:{'|'.join(ALTERNATIVES[:3])}|(?<!công )xã|p|phường)(?!\w)")
    fast = re.compile(any_word(ALTERNATIVES, not_after=r"[\w&]") + r"(?!\w)")
    for seed in range(2000):
        text = _made(seed)
        assert [m.span() for m in fast.finditer(text)] == [m.span() for m in plain.finditer(text)], text


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
