"""The habits of one newsroom: decimal mark, dates, honorifics, dashes, tone placement, abbreviations (survey 1.2, 2.2, P13)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bench.grammar.draw import Draw

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_PLACE = re.compile(r"(?i)(?<![qg])([oòóỏõọ][ae]|[uùúủũụ]y)(?![a-zà-ỹđ])")


@dataclass(frozen=True, slots=True)
class Style:
    """`comma`: decimal mark; `percent`: how the sign is set; `zero`: leading zeros before counted nouns; `slash`: mark in
    dates; `committee`: `UBND` or written out; `reform`: `CCHC` or written out; `new_tones`: hoà, uỷ; `apostrophe`."""

    comma: str
    percent: str
    zero: bool
    slash: str
    honorifics: tuple[str, ...]
    dash: str
    committee: str
    reform: str
    new_tones: bool
    apostrophe: str
    trim: bool
    board: str

    @classmethod
    def drawn(cls, draw: Draw) -> Style:
        comma = "." if draw.chance(0.12) else ","
        slashes = {"/": 70, "-": 28} | ({".": 2} if comma == "," else {})
        return cls(
            comma=comma,
            percent=" %" if draw.chance(0.06) else "%",
            zero=draw.chance(0.45),
            slash=draw.weighted(slashes),
            honorifics=draw.weighted(
                {("đồng chí",): 45, ("ông", "bà"): 35, ("đ/c",): 6, ("",): 14},
            ),
            dash=draw.weighted({" - ": 60, " – ": 30, " — ": 2, "- ": 4, "-": 4}),
            committee="Ủy ban nhân dân" if draw.chance(0.1) else "UBND",
            reform="cải cách hành chính" if draw.chance(0.3) else "CCHC",
            new_tones=draw.chance(0.25),
            apostrophe=draw.weighted({"'": 6, "’": 3, "‘": 1}),
            trim=draw.chance(0.35),
            board="Ban chỉ đạo" if draw.chance(0.2) else "Ban Chỉ đạo",
        )

    def spelled(self, text: str) -> str:
        """The house's spelling of a finished text: as many code points as before, so that spans hold."""
        if self.apostrophe != "'":
            text = re.sub(r"(?<=\w)'(?=\w)", self.apostrophe, text)
        return _OLD_PLACE.sub(_new_tone, text) if self.new_tones else text


def _new_tone(match: re.Match[str]) -> str:
    """`òa` -> `oà`; a pair without tone stays."""
    first, second = match[0][0], match[0][1]
    parts = unicodedata.normalize("NFD", first)
    tone = "".join(c for c in parts if c in _TONES)
    if not tone:
        return match[0]
    bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    return bare + unicodedata.normalize("NFC", second + tone)
