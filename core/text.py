"""Folding: a clean copy of a text to match on, with a map back to the text as given.

Rules read only the folded copy (NFC, one kind of dash, quote, apostrophe and space, tone marks where the gazetteer
puts them: `Hoà` -> `Hòa`); evidence counts the code points of the text as given. Source: docs/codebook.md ("Input",
"Names"), survey of spellings (NFD pages, `Ð` for `Đ`, no-break spaces).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

REPLACEMENT = "\ufffd"
# Capital letters for a character class: a range such as `À-Ỹ` holds the small ones too.
UPPER = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.isupper() and unicodedata.name(c).startswith("LATIN"))
_SAME_LENGTH = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4`\u2032\u02b9\u201b", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "),
    **dict.fromkeys("\u200b\u200c\u200d\ufeff\u2060", " "),
    "\u00d0": "Đ",
    "\u00f0": "đ",
    "\uff05": "%",
    "\uff0c": ",",
    "\u2044": "/",
    "\u2215": "/",
}
# They are few in a text: a pattern finds them several times faster than `str.translate` asks for each character.
_ODD = re.compile(f"[{re.escape(''.join(_SAME_LENGTH))}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A longer run of one character (a ruled line, a menu's spaces), or of digits, is noise and as good as this much of it.
RUN = 100
_RUN = re.compile(rf"(.)\1{{{RUN},}}|\d{{{RUN + 1},}}", re.S)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# New-style placement on the second vowel of an open syllable (hoà, khoẻ, thuỷ) -> the gazetteer's (hòa, khỏe, thủy).
# The first vowel stands first and in both cases, so that `re` skips to it.
_OPEN = re.compile(r"[oOuU](?:(?<=[oO])[àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|(?<=[uU])[ỳýỷỹỵỲÝỶỸỴ])(?<![qgQG]..)(?!(?i:[a-zà-ỹđ]))")


def _move_tone(match: re.Match[str]) -> str:
    first, second = match.group(0)[0], match.group(0)[1]
    parts = unicodedata.normalize("NFD", second)
    tone = next(c for c in parts if c in _TONES)
    bare = unicodedata.normalize("NFC", parts.replace(tone, ""))
    return unicodedata.normalize("NFC", first + tone) + bare


def place_tones(text: str) -> str:
    """Put tone marks where the official gazetteer puts them; NFC in, NFC out, same length.

    `quý`, `quỹ` keep theirs (the u belongs to qu), and so does a closed syllable (`hoàn`, `thuyết`)."""
    return _OPEN.sub(_move_tone, text)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `starts[i]` is the offset in `raw` where folded character i begins; one entry more for the end."""

    raw: str
    text: str
    starts: tuple[int, ...] | None = field(default=None, repr=False)
    low: str = field(default="", repr=False)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of folded[start:end] in the text as given; never empty where the folded span is not."""
        if self.starts is None:
            return start, end
        last = end
        while start < last < len(self.starts) - 1 and self.starts[last] == self.starts[start]:
            last += 1
        return self.starts[start], self.starts[last]


def lower_same_length(text: str) -> str:
    """Lower case, one character for one: characters whose lower form is longer stay as they are."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def fold(raw: str) -> Folded:
    """Fold a text of any form (NFD, lone surrogates, odd spaces). Linear in its length; never raises."""
    if raw.isascii():
        return _folded(raw, _in_one_kind(raw), None)
    safe = _SURROGATE.sub(REPLACEMENT, raw)
    starts: tuple[int, ...] | None = None
    if unicodedata.is_normalized("NFC", safe):
        text = safe
    else:
        text, starts = _compose(safe)
    return _folded(raw, place_tones(_in_one_kind(text)), starts)


def _in_one_kind(text: str) -> str:
    """One kind of dash, quote, apostrophe and space; same length."""
    return _ODD.sub(lambda m: _SAME_LENGTH[m.group()], text)


def _folded(raw: str, text: str, starts: tuple[int, ...] | None) -> Folded:
    """The folded text with long runs shortened, so that no rule spends the square of a run's length on it."""
    if _may_run(text) and _RUN.search(text) is not None:
        kept: list[str] = []
        offsets: list[int] = []
        at = 0
        for m in (*_RUN.finditer(text), None):
            until = m.start() + RUN if m else len(text)
            kept.append(text[at:until])
            offsets.extend(range(at, until) if starts is None else starts[at:until])
            at = m.end() if m else until
        # The last character kept of a run stands for the rest of it: the next offset is after the run.
        text, starts = "".join(kept), (*offsets, len(raw))
    return Folded(raw, text, starts, lower_same_length(text))


def _may_run(text: str) -> bool:
    """Can there be a long run? Of one, four characters stand `RUN // 6` apart, the first at a multiple of thrice that."""
    step = RUN // 6
    four = zip(text[:: 3 * step], text[step :: 3 * step], text[2 * step :: 3 * step], text[3 * step :: 3 * step], strict=False)
    return any(a == b == c == d or (a.isdecimal() and b.isdecimal() and c.isdecimal() and d.isdecimal()) for a, b, c, d in four)


# Below it (Latin, Greek, Cyrillic) only combining marks join a base; above it letters do, too (Hangul, Indic vowels).
_JOINING = "\u0900"


def _joins(cluster: str, letter: str) -> bool:
    joined = unicodedata.normalize("NFC", cluster + letter)
    return joined != unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", letter)


def _compose(text: str) -> tuple[str, tuple[int, ...]]:
    """NFC with the offset of every composed character; a base and its marks are one cluster."""
    out: list[str] = []
    starts: list[int] = []
    i, n = 0, len(text)
    while i < n:
        j = i + 1
        while j < n and (unicodedata.combining(text[j]) or (text[j] >= _JOINING and _joins(text[i:j], text[j]))):
            j += 1
        cluster = unicodedata.normalize("NFC", text[i:j])
        out.append(cluster)
        # Marks that do not compose stay characters of their own: all point at the cluster's start but the last ones
        # keep distinct offsets, so that spans stay half-open.
        starts.extend(min(i + k, j - 1) for k in range(len(cluster)))
        i = j
    return "".join(out), (*starts, n)


def strip_marks(text: str) -> str:
    """Lower case without any marks, đ as d: a search key, not same-length for NFD input."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join("d" if c == "đ" else c for c in parts if not unicodedata.combining(c))


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """One key for the spellings of a name: case, tone placement, quotes, dashes and spaces folded; i/y kept."""
    return re.sub(r"[^\w']+", " ", fold(name).low).strip()
