"""The XLSX: one workbook `chiso.xlsx` with a sheet a table, so that a person opens one file and finds the codebook beside.

Every text is written as a text, never as a formula or an error value. What a sheet cannot hold stops the export with a
reason: nothing is cut off. The file's dates are fixed, so the same rows give the same bytes."""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml.etree import LxmlError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from extract.database.errors import BuildError
from extract.export.tables import Column, Row, Table

FILE = "chiso.xlsx"
MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
# Whole numbers above are not exact in a spreadsheet, whose numbers are doubles.
_MAX_WHOLE = 2**53
# What XML 1.0 cannot hold or a reader would change, and what already looks like its escape (ECMA-376, ST_Xstring).
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_OTHERWISE = "choose other formats: --format csv --format parquet"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DOCUMENT_DATE = "1980-01-01T00:00:00Z"
_CORE = "docProps/core.xml"


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
        """Save, then write the archive anew with fixed dates: openpyxl puts the time of the run into it."""
        draft = self._path.with_suffix(".draft")
        self._book.save(draft)
        with zipfile.ZipFile(draft) as source, zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                member = zipfile.ZipInfo(name, _ZIP_DATE)
                member.compress_type = zipfile.ZIP_DEFLATED
                # Sizes are not known beforehand to a stream: room for more than 4 GB only where it is needed.
                big = source.getinfo(name).file_size > 2**31
                with source.open(name) as read, target.open(member, "w", force_zip64=big) as write:
                    if name == _CORE:
                        write.write(_fixed_dates(read.read()))
                    else:
                        shutil.copyfileobj(read, write, 1 << 20)
        draft.unlink()


def _cell(sheet: object, table: Table, column: Column, row: Row, value: object) -> object:
    """A cell of the declared type. A number goes in by its repr: openpyxl would write 16 digits of the 17 that a double has."""
    if value is None:
        return None
    where = f"{table.name}.{column.name} of {row[0]!r}"
    if isinstance(value, str):
        text = escape(value)
        if len(text.encode("utf-16-le")) // 2 > MAX_CHARACTERS:
            raise BuildError(f"{where} has {len(value):,} characters, a cell of XLSX holds {MAX_CHARACTERS:,}: {_OTHERWISE}")
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell
    if isinstance(value, int) and abs(value) > _MAX_WHOLE:
        raise BuildError(f"{where} is {value}, which a cell of XLSX cannot hold exactly: {_OTHERWISE}")
    cell = WriteOnlyCell(sheet, repr(value))
    cell.data_type = "n"
    return cell


def escape(text: str) -> str:
    """The text as XLSX spells it: `_x000D_` for a character that XML cannot hold, `_x005F_` for the `_` of such a spelling.
    Excel and LibreOffice undo it when they read, openpyxl and pandas do not."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _fixed_dates(core: bytes) -> bytes:
    text = core.decode("utf-8")
    fixed, dates = re.subn(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{_DOCUMENT_DATE}", text)
    if dates != 2:
        raise BuildError("openpyxl writes its document properties in another form than before; XLSX would not be repeatable")
    return fixed.encode("utf-8")
