"""XLSX that is the same for the same rows, and in which every text is a text: what the export and the web pages share."""

from __future__ import annotations

import math
import re
import shutil
import zipfile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
# Whole numbers above are not exact in a spreadsheet, whose numbers are doubles.
MAX_WHOLE = 2**53
# What XML 1.0 cannot hold or a reader would change, and what already looks like its escape (ECMA-376, ST_Xstring).
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DOCUMENT_DATE = "1980-01-01T00:00:00Z"
_CORE = "docProps/core.xml"


class CellError(ValueError):
    """A value that no cell can hold; the message says why."""


def make_cell(sheet: Any, value: object) -> Any:
    """A cell of a write-only sheet: text never as formula or error value, a number by its repr (openpyxl would write 16 of the
    17 digits that a double has), None as an empty cell. Raises CellError for what a cell cannot hold."""
    if value is None:
        return None
    if isinstance(value, str):
        text = escape(value)
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_CHARACTERS:
            raise CellError(f"has {len(value):,} characters, a cell of XLSX holds {MAX_CHARACTERS:,}")
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell
    if isinstance(value, float) and not math.isfinite(value):
        raise CellError(f"is {value}, which is no number of XLSX")
    if isinstance(value, int) and abs(value) > MAX_WHOLE:
        raise CellError(f"is {value}, which a cell of XLSX cannot hold exactly")
    cell = WriteOnlyCell(sheet, repr(value))
    cell.data_type = "n"
    return cell


def escape(text: str) -> str:
    """The text as XLSX spells it: `_x000D_` for a character that XML cannot hold, `_x005F_` for the `_` of such a spelling.
    Excel and LibreOffice undo it when they read, openpyxl and pandas do not."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def save(book: Workbook, draft: IO[bytes], target: IO[bytes]) -> None:
    """Save into `draft` (read, write, seek), then write the archive anew with fixed dates into `target`: openpyxl puts the time
    of the run into it. Raises OSError; ValueError where openpyxl writes its properties in another form than known."""
    book.save(draft)
    draft.seek(0)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            # Sizes are not known beforehand to a stream: room for more than 4 GB only where it is needed.
            big = source.getinfo(name).file_size > 2**31
            with source.open(name) as read, made.open(member, "w", force_zip64=big) as write:
                if name == _CORE:
                    write.write(_fixed_dates(read.read()))
                else:
                    shutil.copyfileobj(read, write, 1 << 20)


def _fixed_dates(core: bytes) -> bytes:
    text = core.decode("utf-8")
    fixed, dates = re.subn(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{_DOCUMENT_DATE}", text)
    if dates != 2:
        raise ValueError("openpyxl writes its document properties in another form than before; XLSX would not be repeatable")
    return fixed.encode("utf-8")
