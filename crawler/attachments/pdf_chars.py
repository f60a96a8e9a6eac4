"""The characters of a PDF page -> segments: runs of text on one line without a wide gap.

A PDF knows glyphs and places, no words: spaces are told by gaps, lines by height. Fonts of the TCVN3 code are read by their
table (survey section 8)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from crawler.attachments.legacy import coding_of, to_unicode
from crawler.attachments.result import clean

_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\u0132": "IJ"}
# Bullets of symbol fonts, which lie in the private-use area or under Latin-1 codes.
_BULLETS = dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8\uf06e\uf071", "-") | {"\uf02d": "-", "\uf02b": "+"}
_UNKNOWN = re.compile(r"\(cid:(\d+)\)")
_BOLD = re.compile(r"bold|black|heavy|demi", re.I)
SPLIT = 0.9  # a gap of so many font sizes parts segments
SPACE = 0.17  # a gap of so many font sizes is a space
_RAISED = 0.87  # raised marks are at most so large beside the letters


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: box in points from the page's top left, font size, what its font is coded in."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    coding: str
    upright: bool

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Segment:
    """Text of one line without a wide gap. `line`: segments of one height have one number."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    line: int


def glyphs_of(chars: Iterable[dict[str, Any]], width: float, height: float, codings: dict[str, str]) -> tuple[list[Glyph], int]:
    """The visible characters of a page and how many have no letter. `codings`: font name -> coding, where it is known by more
    than the name."""
    out: list[Glyph] = []
    unknown = 0
    seen: set[tuple[str, int, int]] = set()
    for c in chars:
        text = str(c["text"])
        x0, x1, top, bottom = float(c["x0"]), float(c["x1"]), float(c["top"]), float(c["bottom"])
        if x1 < 0 or x0 > width or bottom < 0 or top > height or bottom - top < 1:
            continue
        font = str(c["fontname"])
        coding = codings.get(font) or coding_of(font)
        if coding and (code := _UNKNOWN.fullmatch(text)) and int(code[1]) < 256:
            # A code of the old coding that the font's own table has no letter for, as it has none for u-horn.
            text = chr(int(code[1]))
        if text == "\u00ad" and not coding:
            text = "-"
        if _UNKNOWN.fullmatch(text) or text == "\ufffd":
            unknown += 1
            continue
        text = _LIGATURES.get(text, _BULLETS.get(text, text))
        if len(text) == 1 and "\ue000" <= text <= "\uf8ff":
            unknown += 1
            continue
        # Bold that is made by printing twice, a hair's breadth apart.
        at = (text, round(x0), round(top))
        if not text.isspace() and any((text, at[1] + d, at[2] + e) in seen for d in (-1, 0, 1) for e in (-1, 0, 1)):
            continue
        seen.add(at)
        if out and text and unicodedata.combining(text[0]) and abs(out[-1].middle - (top + bottom) / 2) < bottom - top:
            last = out[-1]
            out[-1] = Glyph(
                last.text + text, last.x0, last.x1, last.top, last.bottom, last.size, last.bold, last.coding, last.upright
            )
            continue
        size = bottom - top
        out.append(Glyph(text, x0, x1, top, bottom, size, bool(_BOLD.search(font)), coding, bool(c.get("upright", True))))
    return out, unknown


def font_codings(chars: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Fonts whose name says nothing and whose text is coded in TCVN3 all the same."""
    texts: dict[str, list[str]] = defaultdict(list)
    for c in chars:
        texts[str(c["fontname"])].append(str(c["text"]))
    return {font: "tcvn3" for font, found in texts.items() if not coding_of(font) and coding_of(font, "".join(found))}


def segments_of(glyphs: list[Glyph]) -> list[Segment]:
    """The segments of upright characters, by line and from left to right."""
    out: list[Segment] = []
    for number, line in enumerate(_with_raised(list(_lines([g for g in glyphs if g.upright])))):
        out += _segments(line, number)
    return out


def _lines(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Characters of about one height, from the top."""
    line: list[Glyph] = []
    height = middle = 0.0
    for g in sorted(glyphs, key=lambda g: (g.middle, g.x0)):
        if line and g.middle - middle > 0.4 * min(height, max(g.size, height * _RAISED)):
            yield line
            line = []
        if not line:
            height, middle = g.size, g.middle
        elif g.size > height:
            height = g.size
        line.append(g)
    if line:
        yield line


def _with_raised(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Lines that hold only small raised marks are taken into the line below, beside whose letters they stand."""
    out: list[list[Glyph]] = []
    waiting: list[Glyph] = []
    for line in lines:
        size = max(g.size for g in line)
        if waiting and all(_stands_at(g, line, size) for g in waiting):
            line = [*waiting, *line]
        elif waiting:
            out.append(waiting)
        waiting = []
        if len(line) <= 12 and all(g.text.isdigit() or g.text.isspace() or g.text in "*()" for g in line):
            waiting = line
        else:
            out.append(line)
    return [*out, waiting] if waiting else out


def _stands_at(mark: Glyph, line: list[Glyph], size: float) -> bool:
    """Whether a mark is small, raised, and right behind a letter of a line."""
    if mark.text.isspace():
        return True
    near = any(-0.2 * size < mark.x0 - g.x1 < 0.4 * size and g.top < mark.bottom < g.bottom for g in line if not g.text.isspace())
    return mark.size < size * _RAISED and near


def _segments(line: list[Glyph], number: int) -> Iterator[Segment]:
    main = Counter[float]()
    for g in line:
        main[round(g.size, 1)] += 0 if g.text.isspace() else 1
    size = max(main, key=lambda s: (main[s], s))
    run: list[Glyph] = []
    end = 0.0
    for g in sorted(line, key=lambda g: g.x0):
        if g.text.isspace():
            run += [g] if run else []
            continue
        if _is_note_mark(g, size, line) and not (run and run[-1].text == "m"):
            # It leaves its place, but no text. Behind a unit it is its power.
            g = replace(g, text="")
        if run and g.x0 - end > SPLIT * size:
            yield from _segment(run, size, number)
            run = []
        run.append(g)
        end = max(end, g.x1) if len(run) > 1 else g.x1
    yield from _segment(run, size, number)


def _is_note_mark(g: Glyph, size: float, line: list[Glyph]) -> bool:
    """A small raised figure refers to a footnote: it must not grow onto the number before it."""
    if g.size >= size * _RAISED or not (g.text.isdigit() or g.text in "*()"):
        return False
    base = max(o.bottom for o in line if o.size >= size * _RAISED)
    return base - g.bottom > 0.2 * size


def _segment(run: list[Glyph], size: float, number: int) -> Iterator[Segment]:
    text = text_of_run(run, size)
    solid = [g for g in run if not g.text.isspace()]
    if text:
        bold = sum(g.bold for g in solid) * 2 > len(solid)
        yield Segment(
            text,
            solid[0].x0,
            max(g.x1 for g in solid),
            min(g.top for g in solid),
            max(g.bottom for g in solid),
            size,
            bold,
            number,
        )


def text_of_run(run: list[Glyph], size: float) -> str:
    """The text of characters from left to right, a space in every gap, stretches of one coding turned into Unicode."""
    parts: list[tuple[str, str]] = []
    end: float | None = None
    for g in run:
        if g.text.isspace():
            parts.append((" ", ""))
            continue
        if end is not None and g.x0 - end > SPACE * size:
            parts.append((" ", ""))
        parts.append((g.text, g.coding))
        end = g.x1
    # A space belongs to the stretch around it, so that a coding sees whole lines.
    out, stretch, coding = "", "", ""
    for text, code in parts:
        if text != " " and code != coding:
            out, stretch, coding = out + to_unicode(stretch, coding), "", code
        stretch += text
    return clean(out + to_unicode(stretch, coding))


def cell_text(glyphs: list[Glyph]) -> tuple[list[str], list[float]]:
    """The lines of a table cell and the heights of their middles. Characters that stand sideways are read along their column."""
    upright = [g for g in glyphs if g.upright]
    if not upright and glyphs:
        columns: dict[int, list[Glyph]] = defaultdict(list)
        for g in glyphs:
            columns[round(g.x0 / 3)].append(g)
        words = ["".join(g.text for g in sorted(columns[x], key=lambda g: -g.top)) for x in sorted(columns)]
        return [clean(" ".join(words))], [0.0]
    texts, heights = [], []
    for line in _lines(upright):
        found = list(_segments(line, 0))
        if found:
            texts.append(" ".join(s.text for s in found))
            heights.append((found[0].top + found[0].bottom) / 2)
    return texts, heights
