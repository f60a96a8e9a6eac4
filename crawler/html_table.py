"""HTML tables -> the codebook's pipe rows (one paragraph a table), and which tables are only layout."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag

from crawler.dates_seen import seen_date

_LEAST_HEADLINE = 20  # characters
_LONGEST_DATE = 60  # characters of a line that dates a headline
_DATE_LABEL = 25  # letters in it beside the date
MAX_SPAN = 60  # a colspan above this is a typing error, not a column count


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the page: its text on one line, and what else it holds."""

    text: str
    image: bool = False
    nested: bool = False
    paragraphs: int = 1


_MISSING = Cell("")


def own_rows(table: Tag) -> list[list[Tag]]:
    """The `tr` rows of this very table (not of tables inside its cells), each as its cells."""
    rows = []
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            cells = [c for c in row.contents if isinstance(c, Tag) and c.name in ("td", "th")]
            if cells:
                rows.append(cells)
    return rows


def _span(cell: Tag, name: str, limit: int) -> int:
    digits = str(cell.get(name) or "1").strip()
    return min(max(int(digits), 1), limit) if digits.isascii() and digits.isdigit() else 1


def grid(rows: list[list[tuple[Tag, Cell]]]) -> list[list[Cell]]:
    """Rows of equal width: merged cells repeated over their `rowspan` and `colspan`, missing cells empty."""
    filled: dict[tuple[int, int], Cell] = {}
    for r, row in enumerate(rows):
        c = 0
        for tag, cell in row:
            while (r, c) in filled:
                c += 1
            down = _span(tag, "rowspan", len(rows) - r)
            right = _span(tag, "colspan", MAX_SPAN)
            for dr in range(down):
                for dc in range(right):
                    filled.setdefault((r + dr, c + dc), cell)
            c += right
    width = 1 + max((c for _, c in filled), default=-1)
    cells = [[filled.get((r, c), _MISSING) for c in range(width)] for r in range(len(rows))]
    return _trim(cells)


def _trim(cells: list[list[Cell]]) -> list[list[Cell]]:
    """Without empty rows, and without right-hand columns that exist only because a `colspan` was too wide."""
    kept = [row for row in cells if any(cell.text or cell.image for cell in row)]
    while kept and len(kept[0]) > 1 and all(row[-1] is row[-2] or row[-1] is _MISSING for row in kept):
        kept = [row[:-1] for row in kept]
    return kept


def is_data(cells: list[list[Cell]]) -> bool:
    """Whether a grid is a table of data: two columns or more, one line a cell, text rather than images."""
    if not cells or len(cells[0]) < 2:
        return False
    flat = [cell for row in cells for cell in row]
    if any(cell.nested for cell in flat):
        return False
    texts = [cell for cell in flat if cell.text]
    images = sum(1 for cell in flat if cell.image)
    if not texts or images * 2 >= len(texts):
        return False
    columns = sum(1 for column in zip(*cells, strict=True) if any(cell.text for cell in column))
    if columns < 2:
        return False
    if len(cells) == 1:
        return all(len(cell.text) <= 200 and cell.paragraphs <= 2 for cell in texts) and not _is_dated_headline(texts)
    long = sum(1 for cell in texts if len(cell.text) > 700)
    return long * 3 <= len(texts)


def _is_dated_headline(cells: list[Cell]) -> bool:
    """Whether a row is a headline with its date in the next cell (`Cập nhật: 06/11/2024`): pages laid out by tables."""
    if len(cells) != 2:
        return False
    headline, date = cells
    seen = seen_date(date.text) if len(headline.text) >= _LEAST_HEADLINE and len(date.text) <= _LONGEST_DATE else None
    return seen is not None and len(re.sub(r"[\W\d]", "", date.text[: seen.start] + date.text[seen.end :])) <= _DATE_LABEL


def escape_cell(text: str) -> str:
    """A cell's text as it stands between pipes: `|` escaped, line breaks as spaces."""
    return " ".join(text.split()).replace("|", "\\|")


def pipe_rows(cells: list[list[str]]) -> str:
    """The codebook's table paragraph: `| a | b |`, then `|---|---|` after the page's first row, then the other rows."""
    lines = ["| " + " | ".join(escape_cell(cell) for cell in row) + " |" for row in cells]
    lines.insert(1, "|" + "---|" * len(cells[0]))
    return "\n".join(lines)
