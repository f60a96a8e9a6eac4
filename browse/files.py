"""Rows as files to take away: CSV, JSON, XLSX with the same columns in the same order; the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import json
import math
import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from datasette.utils.asgi import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.workbook import MAX_CHARACTERS, MAX_WHOLE, make_cell, save

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "json", "xlsx")
# Enough for Excel's column widths without looking at all rows.
_WIDTH_ROWS, _WIDEST = 200, 60


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV: comma, LF, quotes where needed; null is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def json_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A JSON array of objects."""
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=1) + "\n"


def xlsx_bytes(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]]]]) -> bytes:
    """A workbook of (name, columns, rows), each sheet with a bold, frozen header. Texts are texts, never formulas; one that is
    longer than a cell holds is cut and ends with `…`. Raises core.workbook.CellError for a number that no cell holds."""
    book = Workbook(write_only=True)
    for name, columns, rows in sheets:
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(columns, rows), 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        header = []
        for column in columns:
            cell = WriteOnlyCell(sheet, column)
            cell.font = Font(bold=True)
            header.append(cell)
        sheet.append(header)
        for row in rows:
            sheet.append([make_cell(sheet, _cut(value)) for value in row])
    with tempfile.TemporaryFile() as draft, tempfile.TemporaryFile() as target:
        save(book, draft, target)
        target.seek(0)
        return target.read()


def _cut(value: Any) -> Any:
    """What a cell can hold of a value: long texts cut, whole numbers that a double cannot hold as text."""
    if (isinstance(value, int) and abs(value) > MAX_WHOLE) or (isinstance(value, float) and not math.isfinite(value)):
        return str(value)
    if isinstance(value, str) and len(value) > MAX_CHARACTERS // 2:
        # Characters beyond the basic plane count twice.
        return value[: MAX_CHARACTERS // 2 - 1] + "…"
    return value


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    shown = [columns, *rows[:_WIDTH_ROWS]]
    longest = [max((len(str(row[i])) for row in shown if row[i] is not None), default=0) for i in range(len(columns))]
    return [min(max(length + 2, 8), _WIDEST) for length in longest]


def file_answer(name: str, kind: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Response:
    """The rows as a download `name.kind`. `name` holds letters, digits, `-`, `_` only. Raises ValueError for another kind."""
    headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    if kind == "csv":
        return Response(csv_text(columns, rows), content_type="text/csv; charset=utf-8", headers=headers)
    if kind == "json":
        return Response(json_text(columns, rows), content_type="application/json; charset=utf-8", headers=headers)
    if kind == "xlsx":
        return Response(xlsx_bytes([(name, columns, rows)]), content_type=XLSX_TYPE, headers=headers)
    raise ValueError(f"no file of kind {kind}")
