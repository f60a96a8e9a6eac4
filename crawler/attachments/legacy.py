"""Text of PDF fonts from before Unicode: which coding a font has, and the letters that PDF readers turn into others.

Source: survey section 8 ("TCVN3": U+2212 or a hyphen stands for the code of u-horn (AD), U+03BC for that of a-grave (B5);
"VNI": a letter and a mark letter behind it)."""

from __future__ import annotations

import re
import unicodedata

from pdfminer.encodingdb import EncodingDB

from crawler.decode import from_tcvn3, is_tcvn3

# pdfminer reads the code AD of Windows' code page as a space; in TCVN3 fonts it is a letter.
EncodingDB.win2unicode[0xAD] = "\u00ad"
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TCVN3_FONT = re.compile(r"^\.?Vn(?=[A-Z3])")
_VNI_FONT = re.compile(r"^VNI[-_ ]?[A-Z]", re.I)
_VNI_ALONE = str.maketrans("ñöôæóòîÑÖÔÆÓÒÎ", "đươỉĩịỵĐƯƠỈĨỊỴ")
# Mark letters: tone alone, circumflex and tone, breve and tone, in the order acute, grave, hook, tilde, dot, none.
_TONES = ("\u0301", "\u0300", "\u0309", "\u0303", "\u0323", "")
_VNI_MARKS = {
    mark: shape + tone
    for marks, shape in (("ùøûõï", ""), ("áàåãäâ", "\u0302"), ("éèúüëê", "\u0306"))
    for mark, tone in zip(marks, _TONES, strict=False)
}
_VNI_PAIR = re.compile(r"([aeouyơư])([ùøûõï])|([aeo])([áàåãäâ])|(a)([éèúüëê])", re.I)
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
    return "tcvn3" if text is not None and is_tcvn3(text.translate(_ODD)) else ""


def to_unicode(text: str, coding: str) -> str:
    """Text of a coding as Unicode."""
    if not coding or not text:
        return text
    if coding == "vni":
        return _from_vni(text)
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


def _from_vni(text: str) -> str:
    """`caûi caùch` -> `cải cách`. Marks are found before letters that stand alone are turned, but for the two that take marks."""

    def pair(m: re.Match[str]) -> str:
        base, mark = (g for g in m.groups() if g)
        return unicodedata.normalize("NFC", base + _VNI_MARKS[mark.lower()])

    horned = text.translate(str.maketrans("öôÖÔ", "ươƯƠ"))
    parts = re.split(f"({_VNI_PAIR.pattern})", horned, flags=re.I)
    # A split with groups gives the groups, too: every eighth part stands between two pairs.
    between, pairs = parts[::8], parts[1::8]
    out = [between[0].translate(_VNI_ALONE)]
    for found, rest in zip(pairs, between[1:], strict=True):
        out += [_VNI_PAIR.sub(pair, found), rest.translate(_VNI_ALONE)]
    return "".join(out)
