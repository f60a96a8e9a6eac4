"""Text of PDF fonts from before Unicode: which coding a font has, and the letters that PDF readers turn into others.

Source: survey section 8 ("TCVN3"): U+2212 or a hyphen stands for the code of u-horn (AD), U+03BC for that of a-grave (B5)."""

from __future__ import annotations

import re

from crawler.decode import from_tcvn3, is_tcvn3

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TCVN3_FONT = re.compile(r"^\.?Vn(?=[A-Z3])")
_CAPITALS = re.compile(r"H(?=$|[,\-]|Bold|Italic)")
_ODD = str.maketrans({"\u2212": "\u00ad", "\u03bc": "\u00b5", "\u2010": "\u00ad", "\u2011": "\u00ad"})
# A hyphen that stands where a syllable has its u-horn: behind an initial that has no vowel yet, before what may follow.
_HYPHEN = re.compile(
    r"(?<![^\W_])(?P<onset>(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?)-"
    r"(?P<rime>(?:[ơớờởỡợ](?:ng|[cimnptu])?|[cimntu]|ng|a)?)(?![^\W_])",
    re.I,
)


def coding_of(font: str, text: str | None = None) -> str:
    """`tcvn3`, `tcvn3 capitals` or "" (Unicode) by the font's name; with `text` by what is written in it."""
    name = _SUBSET.sub("", font)
    if _TCVN3_FONT.match(name):
        return "tcvn3 capitals" if _CAPITALS.search(name) else "tcvn3"
    return "tcvn3" if text is not None and is_tcvn3(text.translate(_ODD)) else ""


def to_unicode(text: str, coding: str) -> str:
    """Text of a coding as Unicode."""
    if not coding or not text:
        return text
    out = _HYPHEN.sub(_horn, from_tcvn3(text.translate(_ODD)))
    return out.upper() if coding == "tcvn3 capitals" else out


def _horn(m: re.Match[str]) -> str:
    onset, rime = m["onset"], m["rime"]
    # `-` alone is a dash, `QD-UB` joins two short forms.
    if (
        not (onset or rime)
        or (len(onset) > 1 and onset.isupper())
        or rime[:1].isupper()
        or (not onset and rime in ("a", "i", "c", "m"))
    ):
        return m.group()
    return f"{onset}ư{rime}"
