"""XLSX -> one page a sheet: title rows as paragraphs, grids as pipe rows, values as they are displayed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from crawler.attachments.grids import EMPTY, table_text
from crawler.attachments.package import checked
from crawler.attachments.result import MAX_PAGES, FileText, UnreadableError, clean, finished, joined
from crawler.attachments.xlsx_format import shown
from crawler.attachments.xlsx_sheets import SheetMarks, read_marks, sheet_paths
from crawler.coding.page import text_to_unicode
from crawler.html_table import Cell, pipe_rows

MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_CELLS = 600_000
# Lines above and below the grid that stand in several cells: letterhead, signatures.
_LETTER = re.compile(
    r"^(?:cộng h(?:òa|oà) xã hội|độc lập\s*[-–]|số\s*:|"
    r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân) (?:tỉnh|thành|huyện|quận|thị|xã|phường)|"
    r"đơn vị tính|đvt|người lập|thủ trưởng|(?:kt|tm|tl)\.|nơi nhận|\(ký|ngày .{1,12} tháng|.{0,40}, ngày .{1,12} tháng)",
    re.I,
)
_FIGURE = re.compile(r"^[-+]?\d[\d.,]*\s*%?$")
Line = list[Cell]


def read_xlsx(body: bytes) -> FileText:
    """The text of an XLSX file (also .xlsm, .xltx). Hidden sheets, rows and columns are left out, and told.

    Raises UnreadableError."""
    with checked(body) as package:
        paths = sheet_paths(package)
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        try:
            pages: list[str] = []
            notes: list[str] = []
            cells = 0
            for sheet in book.worksheets[:MAX_PAGES]:
                if sheet.sheet_state != "visible":
                    notes.append("a hidden sheet was left out")
                    continue
                marks = SheetMarks(columns=MAX_COLUMNS)
                if (part := paths.get(sheet.title)) and part in package.namelist():
                    with package.open(part) as stream:
                        marks = read_marks(stream, MAX_ROWS, MAX_COLUMNS)
                lines = _lines(sheet, marks)
                cells += sum(len(line) for _, line in lines)
                if cells > MAX_CELLS:
                    raise UnreadableError(f"more than {MAX_CELLS} cells", "too_large")
                notes += _notes(marks)
                pages.append(joined(_readable(_page(lines))))
        finally:
            book.close()
    return finished(pages, list(dict.fromkeys(notes)))


def _notes(marks: SheetMarks) -> list[str]:
    out = []
    if marks.unset:
        out.append(f"{marks.unset} formulas were saved without a value")
    hidden = [
        f"{len(found)} hidden {what}" for found, what in ((marks.hidden_rows, "rows"), (marks.hidden_columns, "columns")) if found
    ]
    if hidden:
        out.append(f"{' and '.join(hidden)} were left out")
    if marks.rows > MAX_ROWS or marks.columns > MAX_COLUMNS:
        out.append(f"only {MAX_ROWS} rows and {MAX_COLUMNS} columns of a sheet were read")
    return out


def _readable(paragraphs: list[str]) -> list[str]:
    return [text_to_unicode(p)[0] for p in paragraphs]


def _lines(sheet: Any, marks: SheetMarks) -> list[tuple[int, Line]]:
    """(row number, cells) of the shown rows that hold something, merged cells repeated."""
    sheet.reset_dimensions()
    width = max(1, min(marks.columns, MAX_COLUMNS))
    firsts: dict[tuple[int, int], Cell] = {}
    wanted = set(marks.merged.values())
    out = []
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=width), 1):
        line = []
        for column in range(1, max(len(row), marks.reach.get(number, 0)) + 1):
            cell = row[column - 1] if column <= len(row) else None
            text = clean(shown(cell.value, cell.number_format)) if cell is not None and cell.value is not None else ""
            made = Cell(text) if text else EMPTY
            if (number, column) in wanted:
                firsts[number, column] = made
            if (number, column) in marks.merged:
                made = firsts.get(marks.merged[number, column], EMPTY)
            line.append(made)
        shown_cells = [c for n, c in enumerate(line, 1) if n not in marks.hidden_columns]
        if number not in marks.hidden_rows and any(c.text for c in shown_cells):
            out.append((number, shown_cells))
    return out


def _page(lines: list[tuple[int, Line]]) -> list[str]:
    """A sheet's paragraphs and tables. Blank rows part its blocks, unless a block of figures goes on below one."""
    out: list[str] = []
    for block in _blocks(lines):
        top = 0
        while top < len(block) and _is_line(block, top):
            top += 1
        bottom = len(block)
        while bottom > top and _is_line(block, bottom - 1):
            bottom -= 1
        out += [text for line in block[:top] for text in _texts(line)]
        grid = block[top:bottom]
        if grid:
            out.append(table_text(grid) or _narrow(grid))
        out += [text for line in block[bottom:] for text in _texts(line)]
    return out


def _narrow(grid: list[Line]) -> str:
    """A grid that is no table by the rules of pages (one column, very long cells): still rows, for a sheet is made of them."""
    rows = [[c.text for c in row] for row in grid]
    return pipe_rows(rows) if max(len({t for t in row if t}) for row in rows) > 1 else joined([t for r in rows for t in r])


def _blocks(lines: list[tuple[int, Line]]) -> Iterator[list[Line]]:
    block: list[Line] = []
    last = 0
    for number, line in lines:
        if block and number > last + 1 and not (_has_figures(line) and any(_has_figures(b) for b in block)):
            yield block
            block = []
        block.append(line)
        last = number
    if block:
        yield block


def _texts(line: Line) -> list[str]:
    """What a row says, each merged cell once."""
    return list(dict.fromkeys(c.text for i, c in enumerate(line) if c.text and (i == 0 or c is not line[i - 1])))


def _has_figures(line: Line) -> bool:
    return any(_FIGURE.match(c.text) for c in line) and len(_texts(line)) > 1


def _is_line(block: list[Line], at: int) -> bool:
    """Whether a row at the edge of a block is a title, letterhead or signature rather than a row of the grid."""
    texts = _texts(block[at])
    if len(texts) == 1:
        return True
    return len(texts) == 2 and not _has_figures(block[at]) and any(_LETTER.match(t) for t in texts)
