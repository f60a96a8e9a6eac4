"""Grids of cells, whatever file they come from -> the codebook's pipe rows, by the same rules as tables of a page."""

from __future__ import annotations

import re

from crawler.html_table import Cell, is_data, pipe_rows

EMPTY = Cell("")
# Letterheads and signatures are set in grids of two columns: agency and motto, recipients and signer.
_FRAME = re.compile(
    r"cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do|nơi nhận\s*:|^(?:tm|kt|tl|tuq|q)\s*\.\s|đảng cộng sản việt nam$",
    re.I,
)


def is_frame(cells: list[list[Cell]]) -> bool:
    """Whether a grid is a letterhead or the end of an official letter, which is no table."""
    if not cells or len(cells[0]) > 3 or len(cells) > 8:
        return False
    return any(_FRAME.search(cell.text) for row in cells for cell in row)


def table_text(cells: list[list[Cell]]) -> str | None:
    """The table's paragraph; None where the grid is layout. Empty rows and columns are left out."""
    kept = trimmed(cells)
    if not is_data(kept) or is_frame(kept):
        return None
    return pipe_rows([[cell.text for cell in row] for row in kept])


def trimmed(cells: list[list[Cell]]) -> list[list[Cell]]:
    """A grid of equal rows without the rows and columns that hold nothing."""
    rows = [row for row in cells if any(c.text or c.image for c in row)]
    if not rows:
        return []
    width = max(len(row) for row in rows)
    rows = [row + [EMPTY] * (width - len(row)) for row in rows]
    used = [i for i in range(width) if any(row[i].text or row[i].image for row in rows)]
    rows = [[row[i] for i in used] for row in rows]
    # A column that only repeats merged cells of its neighbour everywhere adds nothing.
    keep = [i for i in range(len(used)) if i == 0 or any(row[i] is not row[i - 1] for row in rows)]
    return [[row[i] for i in keep] for row in rows]


def continued(header: list[list[Cell]], rows: list[list[Cell]]) -> int:
    """How many rows at the top of a table that goes on from another page repeat that table's first rows."""
    n = 0
    while n < min(len(header), len(rows) - 1, 5) and _said(header[n]) == _said(rows[n]):
        n += 1
    return n


def _said(row: list[Cell]) -> list[str]:
    return [" ".join(cell.text.split()).casefold() for cell in row]
