"""The files that sample articles offer, made from the text of their pages: PDF, DOCX, XLSX by the media type.

What is read from them must be that text again; a page whose text does not fit on paper is an error."""

from __future__ import annotations

import re

from crawler.replica.body import cells
from crawler.replica.office_writer import DOCX_BREAK, column, docx, docx_paragraph, docx_table, xlsx, xlsx_cell
from crawler.replica.pdf_writer import PdfPage, PdfWriter, width_of
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import PARAGRAPH, File

_LEFT, _RIGHT, _TOP, _BOTTOM = 85.0, 552.0, 57.0, 785.0
_SIZE, _STEP = 13.0, 18.0
_NUMBER = re.compile(r"\d{1,6}(?:\.(\d+))?")


def file_bytes(file: File, seed: int) -> bytes:
    """The bytes of a file; without pages a scanned PDF, made from the seed. Raises ValueError for a text that does not fit, or a
    media type that is not made here."""
    if not file.pages:
        return scanned_pdf(seed)
    made = _MAKERS.get(file.media_type)
    if made is None:
        raise ValueError(f"{file.name}: no sample is made of {file.media_type}")
    return made(file)


def _blocks(page: str) -> list[str | list[list[str]]]:
    """Paragraphs, and tables as rows of cells."""
    out: list[str | list[list[str]]] = []
    for block in page.split(PARAGRAPH):
        rows = block.split("\n")
        out.append([cells(row) for n, row in enumerate(rows) if n != 1] if block.startswith("|") else block)
    return out


def _pdf(file: File) -> bytes:
    writer = PdfWriter()
    for number, text in enumerate(file.pages, 1):
        page, top = writer.page(), _TOP
        if number > 1:
            page.text(294, 30, str(number), 12)
        for block in _blocks(text):
            top = _paragraph(page, block, top) if isinstance(block, str) else _table(page, block, top)
        if top > _BOTTOM:
            raise ValueError(f"{file.name}: page {number} does not fit on paper")
    return writer.made()


def _wrapped(text: str, width: float, first: float = 0.0, size: float = _SIZE) -> list[str]:
    lines, line, left = [], "", width - first
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size) > left:
            lines.append(line)
            line, left = word, width
        else:
            line = longer
    return [*lines, line]


def _paragraph(page: PdfPage, text: str, top: float) -> float:
    """Short lines in capitals are centred and bold, others begin with an indent."""
    heading = text.isupper() and len(text) < 60
    indent = 0.0 if heading else 28.0
    for n, line in enumerate(_wrapped(text, _RIGHT - _LEFT, indent)):
        x = (_LEFT + _RIGHT - width_of(line, _SIZE)) / 2 if heading else _LEFT + (indent if n == 0 else 0)
        page.text(x, top, line, _SIZE, bold=heading)
        top += _STEP
    return top + 6


def _table(page: PdfPage, rows: list[list[str]], top: float) -> float:
    widest = [max(width_of(row[c], 12) for row in rows) + 10 for c in range(len(rows[0]))]
    scale = min(1.0, (_RIGHT - _LEFT) / sum(widest))
    places = [_LEFT]
    for width in widest:
        places.append(places[-1] + width * scale)
    for n, row in enumerate(rows):
        lines = [_wrapped(text, places[c + 1] - places[c] - 8, size=12) for c, text in enumerate(row)]
        bottom = top + 15 * max(map(len, lines)) + 4
        for c, held in enumerate(lines):
            page.box(places[c], top, places[c + 1], bottom)
            for k, line in enumerate(held):
                page.text(places[c] + 4, top + 2 + 15 * k, line, 12, bold=n == 0)
        top = bottom
    return top + 8


def _docx(file: File) -> bytes:
    body = []
    for number, text in enumerate(file.pages):
        body += [DOCX_BREAK] if number else []
        body += [docx_paragraph(b) if isinstance(b, str) else docx_table(b) for b in _blocks(text)]
    return docx("".join(body))


def _xlsx(file: File) -> bytes:
    """A page is a sheet; numbers are stored as such, with as many decimals as they are printed with."""
    formats = ["0", "0.0", "0.00", "0.000"]
    sheets = {}
    for number, text in enumerate(file.pages, 1):
        rows, at = [], 1
        for block in _blocks(text):
            for row in [[block]] if isinstance(block, str) else block:
                made = "".join(_cell(f"{column(c)}{at}", value) for c, value in enumerate(row, 1) if value)
                rows.append(f'<row r="{at}">{made}</row>')
                at += 1
        sheets[f"Bieu {number}"] = f"<sheetData>{''.join(rows)}</sheetData>"
    return xlsx(sheets, formats)


def _cell(place: str, text: str) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None or len(found[1] or "") > 3:
        return xlsx_cell(place, text)
    return xlsx_cell(place, float(text) if found[1] else int(text), 1 + len(found[1] or ""))


_MAKERS = {
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
}
