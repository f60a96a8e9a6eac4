"""The XLSX: one workbook `chiso.xlsx` with a sheet a table, so that a person opens one file and finds the codebook beside.

Every text is written as a text, never as a formula or an error value. What a sheet cannot hold stops the export with a
reason: nothing is cut off. The file's dates are fixed, so the same rows give the same bytes."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml.etree import LxmlError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from core.workbook import MAX_ROWS, CellError, make_cell, save
from extract.database.errors import BuildError
from extract.export.tables import Column, Row, Table

FILE = "chiso.xlsx"
_OTHERWISE = "choose other formats: --format csv --format parquet"


class WorkbookWriter:
    """The writer of the one workbook; sheets in the order of `add`."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE
        self._book = Workbook(write_only=True)

    def add(self, table: Table, batches: Iterator[list[Row]]) -> None:
        """A sheet with a bold, frozen header. Raises BuildError for a sheet too long, a text too long or a number too big."""
        if table.rows + 1 > MAX_ROWS:
            raise BuildError(f"{table.name} has {table.rows:,} rows, a sheet of XLSX holds {MAX_ROWS - 1:,}: {_OTHERWISE}")
        sheet = self._book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        header = []
        for name in table.names():
            cell = WriteOnlyCell(sheet, name)
            cell.font = Font(bold=True)
            header.append(cell)
        sheet.append(header)
        try:
            try:
                for rows in batches:
                    for row in rows:
                        sheet.append([_cell(sheet, table, column, row, v) for column, v in zip(table.columns, row, strict=True)])
            finally:
                sheet.close()
        except LxmlError as error:
            # What the disk refuses to openpyxl's temporary file arrives as an error of XML.
            raise OSError(errno.EIO, f"no room for the sheets in {tempfile.gettempdir()}: {error}") from error

    def finish(self) -> None:
        """Save with fixed dates."""
        draft = self._path.with_suffix(".draft")
        try:
            with draft.open("w+b") as unfixed, self._path.open("wb") as target:
                save(self._book, unfixed, target)
        except ValueError as error:
            raise BuildError(str(error)) from error
        draft.unlink()


def _cell(sheet: object, table: Table, column: Column, row: Row, value: object) -> object:
    """A cell of the declared type. Raises BuildError for what a cell cannot hold, with its place."""
    try:
        return make_cell(sheet, value)
    except CellError as error:
        raise BuildError(f"{table.name}.{column.name} of {row[0]!r} {error}: {_OTHERWISE}") from error
