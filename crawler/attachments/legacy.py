"""Text of PDF fonts from before Unicode: which coding a font has, and the letters that PDF readers turn into others.

Source: survey section 8 ("TCVN3": U+2212 or a hyphen stands for the code of u-horn (AD), U+03BC for that of a-grave (B5);
"VNI": a letter and a mark letter behind it)."""

from __future__ import annotations

import re

from pdfminer.encodingdb import EncodingDB

from crawler.coding.legacy import Stretch, from_tcvn3, from_vni
from crawler.coding.legacy import to_unicode as decided

# pdfminer reads the code AD of Windows' code page as a space; in TCVN3 fonts it is a letter.
EncodingDB.win2unicode[0xAD] = "\u00ad"
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TCVN3_FONT = re.compile(r"^\.?Vn(?=[A-Z3])")
_VNI_FONT = re.compile(r"^VNI[-_ ]?[A-Z]", re.I)
_CAPITALS = re.compile(r"H(?=$|[,\-]|Bold|Italic)")
_ODD = str.maketrans({"\u2212": "\u00ad", "\u03bc": "\u00b5", "\u2010": "\u00ad", "\u2011": "\u00ad"})
# A hyphen that stands where a syllable has its u-horn: behind an initial that has no vowel yet, before what may follow.
_HYPHEN = re.compile(
    r"(?<![^\W_])(?P<onset>(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?)-"
    r"(?P<rime>(?:[ơớờởỡợ](?:ng|[cimnptu])?|[cimntu]|ng|a)?)(?![^\W_])",
    re.I,
)


def coding_of(font: str, text: str | None = None) -> str:
    """`tcvn3`, `tcvn3 capitals`, `vni` or "" (Unicode) by the font's name; with `text` by what is written in it."""
    name = _SUBSET.sub("", font)
    if _TCVN3_FONT.match(name):
        return "tcvn3 capitals" if _CAPITALS.search(name) else "tcvn3"
    if _VNI_FONT.match(name):
        return "vni"
    return "tcvn3" if text is not None and "tcvn3" in decided([Stretch((text.translate(_ODD),))])[1] else ""


def to_unicode(text: str, coding: str) -> str:
    """Text of a coding as Unicode."""
    if not coding or not text:
        return text
    if coding == "vni":
        return from_vni(text)
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
