"""What openpyxl's read-only mode does not tell of a sheet, from its XML: merged ranges, hidden rows and columns, and formulas
that were saved without their value."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO

from lxml import etree

MAX_MERGED = 50_000
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")


@dataclass
class SheetMarks:
    """Rows and columns count from 1. `merged`: (row, column) -> the first cell of its range; `unset`: cells whose formula has no
    value; `reach`: the last merged column of a row; `rows`, `columns`: the last row and the widest row that hold a cell."""

    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    reach: dict[int, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unset: int = 0
    rows: int = 0
    columns: int = 0


def sheet_paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part; empty where the workbook does not tell."""
    try:
        book = _root(package, "xl/workbook.xml")
        relations = _root(package, "xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    targets = {str(r.get("Id")): str(r.get("Target")) for r in relations}
    out = {}
    for sheet in book.iter("{*}sheet"):
        number = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        target = targets.get(number, "")
        out[str(sheet.get("name"))] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return out


def _root(package: zipfile.ZipFile, part: str) -> etree._Element:
    return etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def read_marks(stream: IO[bytes], max_row: int, max_column: int) -> SheetMarks:
    """The marks of a sheet's part up to a row and column, read as a stream."""
    out = SheetMarks()
    for _, element in etree.iterparse(stream, events=("end",), resolve_entities=False, no_network=True):
        name = etree.QName(element).localname
        if name == "c":
            formula, value = element.find("{*}f"), element.find("{*}v")
            out.unset += formula is not None and (value is None or value.text is None) and element.get("t") != "str"
        elif name == "row":
            _row(element, out)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        elif name == "col" and _is_on(element.get("hidden")):
            first, last = int(element.get("min", 1)), int(element.get("max", 1))
            out.hidden_columns.update(range(first, min(last, max_column) + 1))
        elif name == "mergeCell":
            _merge(str(element.get("ref")), out, max_row, max_column)
    return out


def _row(element: etree._Element, out: SheetMarks) -> None:
    told = str(element.get("r") or "")
    number = int(told) if told.isdigit() and len(told) < 8 else out.rows + 1
    cells = element.findall("{*}c")
    if cells:
        out.rows = max(out.rows, number)
        last = _RANGE.fullmatch(str(cells[-1].get("r") or ""))
        out.columns = max(out.columns, len(cells), column_number(last[1]) if last else 0)
    if _is_on(element.get("hidden")):
        out.hidden_rows.add(number)


def _is_on(flag: str | None) -> bool:
    return flag in ("1", "true")


def _merge(reference: str, out: SheetMarks, max_row: int, max_column: int) -> None:
    found = _RANGE.fullmatch(reference.replace("$", ""))
    if found is None:
        return
    left, top = column_number(found[1]), int(found[2])
    right, bottom = column_number(found[3] or found[1]), int(found[4] or found[2])
    for row in range(top, min(bottom, max_row) + 1):
        out.reach[row] = max(out.reach.get(row, 0), min(right, max_column))
        for column in range(left, min(right, max_column) + 1):
            if len(out.merged) < MAX_MERGED:
                out.merged[row, column] = (top, left)


def column_number(letters: str) -> int:
    """`A` is 1, `AA` 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
