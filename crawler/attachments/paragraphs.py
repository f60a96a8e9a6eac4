"""Lines of a column -> paragraphs: lines of one paragraph are joined, list items and headings stay apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from crawler.attachments.pdf_layout import Line

# What opens a paragraph of its own: marks of lists, and the parts of a legal text.
_BULLET = re.compile(r"^[-–—+*•●▪◦✓►]\s*\S")
_PART = re.compile(
    r"^(?:điều|chương|mục|phần|phụ lục|biểu)\s+(?:số\s+)?(?:\d+|[IVX]+)\b|^căn cứ\s|^(?:nơi nhận|kính gửi|số)\s*:", re.I
)
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)/]|\(\d{1,2}\)|[IVX]{1,4}[.)]|[a-zđ][.)])\s*\S", re.I)
_END = re.compile(r"[.:;!?…][\"”)\]]?$|\./\.$")
_LOWER = re.compile(r"^[^\W\d_]")


def paragraphs(lines: Sequence[Line], left: float, right: float, *, stacked: bool = False) -> list[str]:
    """The paragraphs of lines from the top; `left`, `right`: the margins of their column. `stacked`: short lines of a letterhead
    or signature, of which each says its own."""
    if not lines:
        return []
    if len(lines) > 6:
        # A figure or stamp may stand out of the column: enough lines tell its margins themselves.
        right, left = _edge([line.x1 for line in lines], last=True), _edge([line.x0 for line in lines], last=False)
    leading = _leading(lines)
    out = [[lines[0]]]
    for before, line in pairwise(lines):
        if _goes_on(out[-1], before, line, left, right, leading) and not (stacked and _starts(line.text)):
            out[-1].append(line)
        else:
            out.append([line])
    return [_joined([line.text for line in group]) for group in out]


def _edge(values: list[float], *, last: bool) -> float:
    """The margin of a column: the outermost place, but for the outermost twentieth of the lines."""
    ordered = sorted(values)
    skip = len(ordered) // 20
    return ordered[-1 - skip] if last else ordered[skip]


def _leading(lines: Sequence[Line]) -> float:
    """The usual step from line to line, in font sizes."""
    steps = sorted((b.top - a.top) / b.size for a, b in pairwise(lines) if 0.85 * b.size < b.top - a.top < 3 * b.size)
    usual = steps[len(steps) // 3] if steps else 1.3
    # Of a few lines each may be a paragraph.
    return usual if len(steps) > 3 else min(usual, 1.75)


def _goes_on(group: list[Line], before: Line, line: Line, left: float, right: float, leading: float) -> bool:
    """Whether a line belongs to the paragraph of the line before."""
    step = (line.top - before.top) / line.size
    if step > leading + 0.33 or not 0.84 < line.size / before.size < 1.19:
        return False
    if _BULLET.match(line.text) or (_PART.match(line.text) and _starts(line.text)):
        return False
    ended = bool(_END.search(before.text))
    full = before.x1 > right - _first_word(line) - 0.6 * line.size
    if _NUMBERED.match(line.text) and (ended or not full or line.x0 > left + 0.8 * line.size):
        return False
    # A line that is centred belongs to the one before where that is centred and of one kind.
    if _centred(before, left, right) and _centred(line, left, right):
        return before.bold == line.bold and before.text.isupper() == line.text.isupper() and not ended
    if not _starts(line.text) and (not ended or (full and before.text.endswith((";", ":", "…")))):
        return True
    # Short lines in another style are headings; a long one only ends in bold words.
    if (line.bold != before.bold or line.text.isupper() != before.text.isupper()) and (not full or len(before.text) < 45):
        return False
    indented = line.x0 - left > 0.8 * line.size
    hanging = line.x0 - group[0].x0 > 0.8 * line.size and bool(_BULLET.match(group[0].text) or _NUMBERED.match(group[0].text))
    same = len(group) > 1 and abs(line.x0 - before.x0) < 0.5 * line.size
    return full and (not indented or hanging or same) and not before.text.endswith((":", ";"))


def _starts(text: str) -> bool:
    """Whether a line could begin a sentence: it does not begin with a small letter."""
    first = _LOWER.match(text)
    return not (first and text[0].islower())


def _first_word(line: Line) -> float:
    """How wide a line's first word is: it did not fit behind the line before."""
    word = line.text.split(" ", 1)[0]
    return (line.x1 - line.x0) * len(word) / max(len(line.text), 1)


def _centred(line: Line, left: float, right: float) -> bool:
    before, behind = line.x0 - left, right - line.x1
    return before > 1.5 * line.size and behind > 1.5 * line.size and abs(before - behind) < 2.2 * line.size


def _joined(texts: list[str]) -> str:
    """Lines as one text; a number or date that a line end cut after its stroke, and a word behind its hyphen, stay together."""
    out = texts[0]
    for text in texts[1:]:
        glued = re.search(r"(?:\d/|\w[-/])$", out) and re.match(r"\w", text) and " " in out and not re.search(r"\s[-/]$", out)
        out += text if glued else f" {text}"
    return out
