"""The order in which a page is read: columns are found by the gutters between them, and read one after the other.

A gutter is a stretch of white that several lines of text leave free, with text on both sides. Letterheads and signatures are
columns, too: the agency and the motto stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.attachments.grids import EMPTY
from crawler.attachments.pdf_chars import Segment
from crawler.attachments.pdf_tables import PageTable
from crawler.html_table import Cell

MAX_SEGMENTS = 3000  # of a page; more are a drawing, read from top to bottom
_DEPTH = 4
_FIGURE = re.compile(r"^[-+]?\d[\d.,/]*\s*%?$")


@dataclass(slots=True)
class Line:
    """A line of a column."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(slots=True)
class Flow:
    """A column or stretch of the page that is read from top to bottom; `left`, `right`: the margins of its area in points."""

    items: list[Line | PageTable] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0


Item = Segment | PageTable


def flows_of(segments: list[Segment], tables: list[PageTable]) -> list[Flow]:
    """The flows of a page in reading order."""
    items: list[Item] = sorted([*segments, *tables], key=lambda i: (i.top, i.x0))
    if len(items) > MAX_SEGMENTS:
        return [_flow(items, items)]
    return list(_ordered(items, 0))


def _ordered(items: list[Item], depth: int) -> Iterator[Flow]:
    """The items of an area: what stands beside each other in columns, the rest from the top."""
    plain: list[Item] = []
    at = 0
    while at < len(items):
        band = _band(items, at) if depth < _DEPTH else None
        if band is None:
            plain.append(items[at])
            at += 1
            continue
        end, gutter = band
        if plain:
            yield _flow(plain, items)
            plain = []
        inside = items[at:end]
        table = _unruled(inside)
        if table is not None:
            yield Flow([table])
        else:
            yield from _ordered([i for i in inside if i.x1 <= gutter], depth + 1)
            yield from _ordered([i for i in inside if i.x1 > gutter], depth + 1)
        at = end
    if plain:
        yield _flow(plain, items)


def _band(items: list[Item], start: int) -> tuple[int, float] | None:
    """The longest run of items from `start` that a gutter parts: (index behind it, a place in the gutter)."""
    free = [(float("-inf"), float("inf"))]
    best: tuple[int, float] | None = None
    for end in range(start, len(items)):
        free = _without(free, items[end].x0, items[end].x1)
        inner = [(a, b) for a, b in free if a != float("-inf") and b != float("inf")]
        if not inner and len(free) < 2:
            break
        found = next((g for g in sorted(inner, key=lambda g: g[0] - g[1]) if _parts(items[start : end + 1], g)), None)
        if found is not None:
            best = (_without_tail(items, start, end + 1, found), (found[0] + found[1]) / 2)
        elif best is not None and not inner:
            break
    return best


def _without_tail(items: list[Item], start: int, end: int, gutter: tuple[float, float]) -> int:
    """Where a band of a few lines ends: a heading below a letterhead is centred on the page, or stands off, and may lie on one
    side of the gutter by chance."""
    left = [i for i in items[start:end] if i.x1 <= gutter[0] + 0.01]
    right = [i for i in items[start:end] if i.x0 >= gutter[1] - 0.01]
    shorter, longer = sorted((left, right), key=lambda side: max(i.bottom for i in side))
    below = max(i.bottom for i in shorter)
    beside = min(_lines_in(left, 0, below), _lines_in(right, 0, below))
    middle = (min(i.x0 for i in items) + max(i.x1 for i in items)) / 2
    own = sum(i.x0 + i.x1 for i in longer) / len(longer) / 2
    last = below
    for at in range(start, end):
        item = items[at]
        if item.top < below - 1:
            last = max(last, item.bottom) if item in longer else last
            continue
        size, centre = _size(item), (item.x0 + item.x1) / 2
        stands_off = item.top - last > (0.9 if beside < 5 else 3.0) * size
        centred = beside < 5 and abs(centre - middle) < size and abs(centre - own) > size
        if stands_off or centred:
            return at
        last = item.bottom
    return end


def _without(free: list[tuple[float, float]], x0: float, x1: float) -> list[tuple[float, float]]:
    out = []
    for a, b in free:
        if x1 <= a or x0 >= b:
            out.append((a, b))
            continue
        out += [(a, x0)] if x0 > a else []
        out += [(x1, b)] if x1 < b else []
    return out


def _parts(items: list[Item], gutter: tuple[float, float]) -> bool:
    """Whether a stretch of white parts two columns: text on both sides at the same heights, from the first item on, wide enough
    for how few lines tell of it, and more on each side than the marks of a list."""
    left = [i for i in items if i.x1 <= gutter[0] + 0.01]
    right = [i for i in items if i.x0 >= gutter[1] - 0.01]
    if not left or not right:
        return False
    top, bottom = max(left[0].top, right[0].top), min(max(i.bottom for i in left), max(i.bottom for i in right))
    sizes = sorted(_size(i) for i in items)
    size = sizes[len(sizes) // 2]
    # Both begin here: lines of one side that stand above belong to what is before.
    if abs(left[0].top - right[0].top) > 1.6 * size:
        return False
    beside = min(_lines_in(left, top, bottom), _lines_in(right, top, bottom))
    width = gutter[1] - gutter[0]
    if beside < 2 or width < (2.0 if beside < 5 else 0.9) * size:
        return False
    return all(_weight(side) >= 5 for side in (left, right))


def _size(item: Item) -> float:
    return item.size if isinstance(item, Segment) else 12.0


def _lines_in(items: list[Item], top: float, bottom: float) -> int:
    """How many lines stand between two heights; a table counts as its rows."""
    lines = {i.line for i in items if isinstance(i, Segment) and i.bottom > top and i.top < bottom}
    return len(lines) + sum(len(i.rows) for i in items if isinstance(i, PageTable) and i.bottom > top and i.top < bottom)


def _weight(items: list[Item]) -> float:
    """Characters a line: marks of a list and ordinals have few."""
    texts = [len(i.text) if isinstance(i, Segment) else 40 for i in items]
    return sum(texts) / len(texts)


def _flow(items: list[Item], area: list[Item]) -> Flow:
    """Segments of one height as one line, in the margins of the area that they stand in."""
    out: list[Line | PageTable] = []
    lines: dict[int, list[Segment]] = {}
    for item in items:
        if isinstance(item, Segment):
            lines.setdefault(item.line, []).append(item)
    for item in items:
        if isinstance(item, PageTable):
            out.append(item)
        elif lines[item.line][0] is item:
            parts = sorted(lines[item.line], key=lambda s: s.x0)
            out.append(_line(parts))
    return Flow(sorted(out, key=lambda i: i.top), min(i.x0 for i in area), max(i.x1 for i in area))


def _line(parts: list[Segment]) -> Line:
    size = max(p.size for p in parts)
    return Line(
        " ".join(p.text for p in parts),
        parts[0].x0,
        max(p.x1 for p in parts),
        min(p.top for p in parts),
        max(p.bottom for p in parts),
        size,
        all(p.bold for p in parts),
    )


def _unruled(items: list[Item]) -> PageTable | None:
    """A table without lines: at least three rows that fill the same columns with short texts, one column or more of figures.
    A line that fills the column of words alone goes on from the one above. None where any row does not fit."""
    if any(isinstance(i, PageTable) for i in items):
        return None
    segments = [i for i in items if isinstance(i, Segment)]
    free = [(float("-inf"), float("inf"))]
    for s in segments:
        free = _without(free, s.x0, s.x1)
    cuts = [(a + b) / 2 for a, b in sorted(free) if a != float("-inf") and b != float("inf") and b - a >= 3]
    if not cuts:
        return None
    rows: list[list[str]] = []
    heights: dict[int, list[Segment]] = {}
    for s in segments:
        heights.setdefault(s.line, []).append(s)
    for line in sorted(heights, key=lambda n: min(s.top for s in heights[n])):
        row = [""] * (len(cuts) + 1)
        for s in sorted(heights[line], key=lambda s: s.x0):
            at = sum(1 for cut in cuts if cut < s.x0)
            row[at] = f"{row[at]} {s.text}".strip()
        if rows and sum(map(bool, row)) == 1 and not _FIGURE.match(next(filter(None, row))) and rows[-1][_only(row)]:
            rows[-1][_only(row)] += f" {row[_only(row)]}"
        else:
            rows.append(row)
    whole = [row for row in rows if all(row)]
    figures = [all(_FIGURE.match(row[c]) for row in whole[1:]) for c in range(len(cuts) + 1)]
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if len(whole) < 4 or len(whole) < 0.8 * len(rows) or not any(figures) or all(figures) or longest > 160:
        return None
    cells = [[Cell(text) if text else EMPTY for text in row] for row in rows]
    xs = [min(s.x0 for s in segments), *cuts, max(s.x1 for s in segments)]
    return PageTable(xs[0], xs[-1], min(s.top for s in segments), max(s.bottom for s in segments), cells, xs)


def _only(row: list[str]) -> int:
    return next(i for i, text in enumerate(row) if text)
