"""Numbers and bullets of DOCX lists, which stand in no text: they are counted as the word processor counts them.

Ordinals of tables (`TT`) and of articles (`Điều 1.`) are often made this way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_BULLETS = {"-": "-", "+": "+", "*": "*", "o": "-", "\uf02d": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-"}
_SLOT = re.compile(r"%(\d)")
MAX_LEVEL = 8


@dataclass(slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Lists:
    """The lists of a document and where each stands. `label` counts on: paragraphs are to be asked in order."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: Any, styles: Any) -> Lists:
        """`numbering`, `styles`: root elements of these parts, or None."""
        out = cls()
        told = {} if numbering is None else {a.get(f"{W}abstractNumId"): a for a in numbering.findall(f"{W}abstractNum")}
        for num in [] if numbering is None else numbering.findall(f"{W}num"):
            number, base = num.get(f"{W}numId"), _value(num, "abstractNumId")
            levels = _levels(told.get(base))
            for override in num.findall(f"{W}lvlOverride"):
                _override(override, levels)
            # Lists over one abstract list count on from each other, unless an override starts anew.
            anew = any(o.find(f"{W}startOverride") is not None for o in num.findall(f"{W}lvlOverride"))
            out.levels[number], out.abstract[number] = levels, f"{base}/{number}" if anew else str(base)
        for style in [] if styles is None else styles.findall(f"{W}style"):
            properties = style.find(f"{W}pPr/{W}numPr")
            if properties is not None and (number := _value(properties, "numId")):
                out.of_style[style.get(f"{W}styleId")] = (number, _whole(_value(properties, "ilvl")))
        return out

    def label(self, paragraph: Any) -> str:
        """What stands before a paragraph (`1.`, `a)`, `-`), "" where nothing does."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return ""
        own, style = properties.find(f"{W}numPr"), _value(properties, "pStyle")
        number, level = self.of_style.get(style or "", (None, 0))
        if own is not None:
            number = _value(own, "numId") or number
            level = _whole(_value(own, "ilvl")) if own.find(f"{W}ilvl") is not None else level
        levels = self.levels.get(number or "")
        if number is None or levels is None or level not in levels:
            return ""
        return self._count(self.abstract[number], levels, level)

    def _count(self, shared: str, levels: dict[int, _Level], level: int) -> str:
        counts = self.counts.setdefault(shared, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        if levels[level].form == "bullet":
            return _BULLETS.get(levels[level].text, "-")
        if levels[level].form == "none":
            return ""

        def shown(m: re.Match[str]) -> str:
            at = int(m[1]) - 1
            known = levels.get(at)
            return _number(counts.get(at, known.start if known else 1), known.form if known else "decimal")

        return _SLOT.sub(shown, levels[level].text).strip()


def _levels(abstract: Any) -> dict[int, _Level]:
    found = {} if abstract is None else {_whole(e.get(f"{W}ilvl")): _level(e) for e in abstract.findall(f"{W}lvl")}
    return {n: level for n, level in found.items() if n <= MAX_LEVEL}


def _level(element: Any) -> _Level:
    text = _value(element, "lvlText") or ""
    return _Level(_value(element, "numFmt") or "decimal", text, _whole(_value(element, "start"), 1))


def _override(override: Any, levels: dict[int, _Level]) -> None:
    at = _whole(override.get(f"{W}ilvl"))
    own = override.find(f"{W}lvl")
    if own is not None:
        levels[at] = _level(own)
    start = _value(override, "startOverride")
    if start is not None and at in levels:
        levels[at].start = _whole(start, 1)


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _number(n: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and n > 0:
        text = chr(97 + (n - 1) % 26) * min((n - 1) // 26 + 1, 4)
        return text.upper() if form == "upperLetter" else text
    if form in ("lowerRoman", "upperRoman") and 0 < n < 4000:
        text, left = "", n
        for value, sign in _ROMAN:
            text += sign * (left // value)
            left %= value
        return text.upper() if form == "upperRoman" else text
    return f"{n:02d}" if form == "decimalZero" else str(n)
