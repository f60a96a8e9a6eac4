"""The order in which a page is read: columns are found by the gutters between them, and read one after the other.

A gutter is a stretch of white that several lines of text leave free, with text on both sides. Letterheads and signatures are
columns, too: the agency and the motto stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crawler.attachments.pdf_chars import Segment
from crawler.attachments.pdf_tables import PageTable
from crawler.attachments.pdf_unruled import unruled_table, without

MAX_SEGMENTS = 3000  # of a page; more are a drawing, read from top to bottom
_DEPTH = 4
_STACK = 10


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
    """A column or stretch of the page that is read from top to bottom; `left`, `right`: the margins of its area in points;
    `stacked`: it is a column of a few short lines, as letterheads and signatures are."""

    items: list[Line | PageTable] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    stacked: bool = False


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
        unruled = unruled_table(items, at)
        if unruled is not None:
            plain.append(unruled[1])
            at = unruled[0]
            continue
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
        for side in ([i for i in inside if i.x1 <= gutter], [i for i in inside if i.x1 > gutter]):
            for flow in _ordered(side, depth + 1):
                flow.stacked = flow.stacked or (len(flow.items) < _STACK and _are_short(flow))
                yield flow
        at = end
    if plain:
        yield _flow(plain, items)


def _are_short(flow: Flow) -> bool:
    return all(isinstance(i, Line) and len(i.text) < 45 for i in flow.items)


def _band(items: list[Item], start: int) -> tuple[int, float] | None:
    """The longest run of items from `start` that a gutter parts: (index behind it, a place in the gutter)."""
    free = [(float("-inf"), float("inf"))]
    best: tuple[int, float] | None = None
    for end in range(start, len(items)):
        free = without(free, items[end].x0, items[end].x1)
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
