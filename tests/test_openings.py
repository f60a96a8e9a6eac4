"""Patterns of `core.openings` find what the plain ones find: on made strings, and over the patterns of the mentions."""

from __future__ import annotations

import random
import re

import pytest

from core.openings import Lead, at_word_start, endings
from extract.mentions import people, places

ENDINGS = {
    r"(?:\bcác|\bnhững|(?<!án )\d)\s+": {"các", "những", r"\d"},
    r"(?:a |b )c": {"a c", "b c"},
    r"(?:a\s*|b )c ?": {"c", "b c"},
    r"x+(?:tnc[st]|\d{2})\s": {"tncs", "tnct", ""},
    r"(?:ab|c.|)": {"ab", ""},
    r"ông \d": {r"\d"},
    r"\d ông ": {" ông"},
    r"(?i:ông)\s": {""},
    r"đồng chí:?\s*": {""},
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
    fast = re.compile(rf"(?:{at_word_start(ALTERNATIVES, before=chr(92) + 'w&')})(?!\w)")
    for seed in range(2000):
        text = _made(seed)
        assert [m.span() for m in fast.finditer(text)] == [m.span() for m in plain.finditer(text)], text
