"""Tables without lines between their columns, told by how their texts stand below each other.

Only what leaves no doubt is taken: at least four rows that fill the same columns, with figures below each other."""

from __future__ import annotations

import re

from crawler.attachments.grids import EMPTY
from crawler.attachments.pdf_chars import Segment
from crawler.attachments.pdf_tables import PageTable
from crawler.html_table import Cell

_FIGURE = re.compile(r"^[-+]?\d[\d.,/]*\s*%?$")
_LEAST_ROWS = 4
_LONGEST = 120
Free = list[tuple[float, float]]
_ALL: Free = [(float("-inf"), float("inf"))]


def without(free: list[tuple[float, float]], x0: float, x1: float) -> list[tuple[float, float]]:
    """Stretches of white, less what stands from x0 to x1."""
    out = []
    for a, b in free:
        if x1 <= a or x0 >= b:
            out.append((a, b))
            continue
        out += [(a, x0)] if x0 > a else []
        out += [(x1, b)] if x1 < b else []
    return out


def unruled_table(items: list[Segment | PageTable], start: int) -> tuple[int, PageTable] | None:
    """(index behind it, the table) of a table without lines that begins with an item; None where none does."""
    first = items[start]
    if not isinstance(first, Segment):
        return None
    lines = _run(items, start)
    # A run may have caught lines of text behind the table: the longest beginning that is a table counts.
    for count in range(len(lines), _LEAST_ROWS - 1, -1):
        table = _table(lines[:count])
        if table is not None:
            return start + sum(map(len, lines[:count])), table
        if count < len(lines) - 6:
            break
    return None


def _run(items: list[Segment | PageTable], start: int) -> list[list[Segment]]:
    """The lines from an item on that leave some stretch free between their texts, none far below the one before."""
    lines: list[list[Segment]] = []
    free, step = _ALL, 0.0
    for item in items[start:]:
        if not isinstance(item, Segment):
            break
        if lines and item.line == lines[-1][0].line:
            lines[-1].append(item)
        else:
            gap = item.top - lines[-1][0].top if lines else 0.0
            if (len(lines) == 1 and (len(lines[0]) < 2 or gap > 4 * item.size)) or (len(lines) > 1 and gap > 1.9 * step):
                break
            step = max(step, gap)
            lines.append([item])
        free = without(free, item.x0, item.x1)
        if lines and len(lines) > 1 and not _inner(free):
            return lines[:-1]
    return lines


def _inner(free: Free) -> Free:
    return [(a, b) for a, b in free if a != float("-inf") and b != float("inf") and b - a >= 3]


def _table(lines: list[list[Segment]]) -> PageTable | None:
    free = _ALL
    segments = [s for line in lines for s in line]
    for s in segments:
        free = without(free, s.x0, s.x1)
    cuts = [(a + b) / 2 for a, b in sorted(_inner(free))]
    if not cuts:
        return None
    rows: list[list[str]] = []
    for line in lines:
        row = [""] * (len(cuts) + 1)
        for s in sorted(line, key=lambda s: s.x0):
            at = sum(1 for cut in cuts if cut < s.x0)
            row[at] = f"{row[at]} {s.text}".strip()
        only = [i for i, text in enumerate(row) if text]
        if rows and len(only) == 1 and row[only[0]][0].islower() and rows[-1][only[0]]:
            # A text that wraps goes on with a small letter.
            rows[-1][only[0]] += f" {row[only[0]]}"
        else:
            rows.append(row)
    whole = [row for row in rows if all(row)]
    figures = [all(_FIGURE.match(row[c]) for row in whole[1:]) for c in range(len(cuts) + 1)]
    longest = max(len(cell) for row in rows for cell in row)
    if len(whole) < _LEAST_ROWS or len(whole) < len(rows) - 1 or not all(rows[-1]) or longest > _LONGEST:
        return None
    # Ordinals beside texts are a list.
    if not any(figures[1:]) or all(figures):
        return None
    cells = [[Cell(text) if text else EMPTY for text in row] for row in rows]
    xs = [min(s.x0 for s in segments), *cuts, max(s.x1 for s in segments)]
    return PageTable(xs[0], xs[-1], min(s.top for s in segments), max(s.bottom for s in segments), cells, xs)
