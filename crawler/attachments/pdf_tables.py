"""Ruled tables of a PDF page: cells by the lines around them, merged cells repeated, rows told apart where lines lack."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.attachments.grids import EMPTY, is_frame, trimmed
from crawler.attachments.pdf_chars import SPACE, Glyph, cell_text
from crawler.html_table import Cell, is_data

MAX_EDGES = 12_000  # more lines are a map or a drawing; looking for cells in them takes the square of their number
MAX_TABLES = 60
_NEAR = 3.0


@dataclass(slots=True)
class PageTable:
    """A table: its box in points from the top left, its rows, and where its columns begin."""

    x0: float
    x1: float
    top: float
    bottom: float
    rows: list[list[Cell]]
    columns: list[float]

    def holds(self, g: Glyph) -> bool:
        return self.x0 - 1 <= (g.x0 + g.x1) / 2 <= self.x1 + 1 and self.top - 1 <= g.middle <= self.bottom + 1


def tables_of(page: Any, glyphs: list[Glyph]) -> tuple[list[PageTable], str | None]:
    """The tables of a page in order, and a note where none was looked for. Boxes and frames that hold running text are none."""
    if len(page.edges) > MAX_EDGES:
        return [], f"tables are not told apart from drawings ({len(page.edges)} lines on a page)"
    found: list[PageTable] = []
    for table in page.find_tables()[:MAX_TABLES]:
        made = _table([tuple(map(float, box)) for box in table.cells], glyphs)
        if made is not None:
            found.append(made)
    # A frame around a table is one, too: the table with more cells stays.
    found.sort(key=lambda t: (-sum(map(len, t.rows)), t.top))
    kept: list[PageTable] = []
    for t in found:
        if not any(t.top < k.bottom - 2 and k.top < t.bottom - 2 and t.x0 < k.x1 - 2 and k.x0 < t.x1 - 2 for k in kept):
            kept.append(t)
    return sorted(kept, key=lambda t: (t.top, t.x0)), None


def _table(boxes: list[tuple[float, ...]], glyphs: list[Glyph]) -> PageTable | None:
    if len(boxes) < 2:
        return None
    xs, ys = _marks([b[0] for b in boxes] + [b[2] for b in boxes]), _marks([b[1] for b in boxes] + [b[3] for b in boxes])
    if len(xs) < 3 or len(ys) < 2:
        return None
    slots: dict[tuple[int, int], int] = {}
    for number, (x0, top, x1, bottom) in enumerate(boxes):
        for r in range(_index(ys, top), max(_index(ys, bottom), _index(ys, top) + 1)):
            for c in range(_index(xs, x0), max(_index(xs, x1), _index(xs, x0) + 1)):
                slots.setdefault((r, c), number)
    inside: dict[int, list[Glyph]] = {}
    for word in _words(glyphs):
        # A word that is too wide for its cell belongs there whole.
        centre = (word[0].x0 + word[-1].x1) / 2
        at = (bisect_right(ys, word[0].middle) - 1, bisect_right(xs, centre) - 1)
        if at in slots:
            inside.setdefault(slots[at], []).extend(word)
    texts = {number: cell_text(held) for number, held in inside.items()}
    cells = {n: Cell(" ".join(lines), paragraphs=1) for n, (lines, _) in texts.items()}
    rows: list[list[Cell]] = []
    for r in range(len(ys) - 1):
        numbers = [slots.get((r, c)) for c in range(len(xs) - 1)]
        alone = all(n is None or n not in (slots.get((r - 1, c)), slots.get((r + 1, c))) for c, n in enumerate(numbers))
        parted = _parted([texts.get(n, ([], [])) if n is not None else ([], []) for n in numbers], numbers) if alone else None
        rows += parted or [[cells.get(n, EMPTY) if n is not None else EMPTY for n in numbers]]
    kept = trimmed(rows)
    if not is_data(kept) or is_frame(kept):
        return None
    return PageTable(xs[0], xs[-1], ys[0], ys[-1], kept, xs)


def _words(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    """Characters that follow each other without a gap, as the page gives them; sideways ones one by one."""
    word: list[Glyph] = []
    for g in glyphs:
        last = word[-1] if word else None
        if last and not (
            g.upright
            and not g.text.isspace()
            and not last.text.isspace()
            and abs(g.middle - last.middle) < 0.3 * g.size
            and -0.5 * g.size < g.x0 - last.x1 < SPACE * g.size
        ):
            yield word
            word = []
        word.append(g)
    if word:
        yield word


def _marks(values: list[float]) -> list[float]:
    """Where lines stand, those nearer than three points as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out


def _index(marks: list[float], value: float) -> int:
    return min(range(len(marks)), key=lambda i: abs(marks[i] - value))


def _parted(columns: list[tuple[list[str], list[float]]], numbers: list[int | None]) -> list[list[Cell]] | None:
    """The rows of a cell row that holds several without lines between them: at least two columns have the same three or more
    lines at the same heights, and every other line stands at one of these heights. None where that is not so."""
    own = [c for n, c in enumerate(columns) if n == 0 or numbers[n] != numbers[n - 1]]
    count = max((len(lines) for lines, _ in own), default=0)
    full = [heights for lines, heights in own if len(lines) == count]
    if count < 3 or len(full) < 2 or any(abs(a - b) > _NEAR for h in full[1:] for a, b in zip(full[0], h, strict=True)):
        return None
    # Words that wrap make as many lines in two columns now and then; figures do not wrap.
    figures = sum(
        all(any(ch.isdigit() for ch in line) and len(line) < 14 for line in lines) for lines, _ in own if len(lines) == count
    )
    if not figures:
        return None
    out = [[EMPTY] * len(columns) for _ in range(count)]
    for c, (lines, heights) in enumerate(columns):
        for line, height in zip(lines, heights, strict=True):
            at = min(range(count), key=lambda i: abs(full[0][i] - height))
            if abs(full[0][at] - height) > _NEAR:
                return None
            out[at][c] = Cell(line)
    return out
