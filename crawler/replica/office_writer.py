"""Small DOCX and XLSX files for the samples and tests: packages with fixed dates, so that the same parts give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_DATE = (2000, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0
            file.writestr(info, content)
    return out.getvalue()


def _types(overrides: Mapping[str, str]) -> str:
    told = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{told}</Relationships>'


def docx(body: str, numbering: str | None = None) -> bytes:
    """A DOCX file around the XML of its body (prefix `w`); `numbering`: the XML inside of its lists' part."""
    overrides = {"word/document.xml": f"{_WORD}.document.main+xml"}
    targets: list[tuple[str, str]] = []
    parts = {"word/document.xml": f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'}
    if numbering is not None:
        overrides["word/numbering.xml"] = f"{_WORD}.numbering+xml"
        targets.append(("numbering", "numbering.xml"))
        parts["word/numbering.xml"] = f'{_HEAD}<w:numbering xmlns:w="{_W}">{numbering}</w:numbering>'
    top = {"[Content_Types].xml": _types(overrides), "_rels/.rels": _relations([("officeDocument", "word/document.xml")])}
    return package(top | parts | {"word/_rels/document.xml.rels": _relations(targets)})


def docx_paragraph(text: str, properties: str = "") -> str:
    """A paragraph's XML."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


DOCX_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def docx_table(rows: list[list[str]]) -> str:
    """A ruled table's XML, one cell a text."""
    sides = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    body = "".join(f"<w:tr>{''.join(f'<w:tc>{docx_paragraph(c)}</w:tc>' for c in row)}</w:tr>" for row in rows)
    grid = '<w:gridCol w:w="1500"/>' * max(len(row) for row in rows)
    return f"<w:tbl><w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def xlsx(sheets: Mapping[str, str], formats: list[str] | None = None, hidden: tuple[str, ...] = ()) -> bytes:
    """An XLSX file from the XML inside of each sheet, by name. Style n of a cell is the n-th number format, from 1."""
    overrides = {"xl/workbook.xml": f"{_SHEET}.sheet.main+xml", "xl/styles.xml": f"{_SHEET}.styles+xml"}
    parts: dict[str, str] = {}
    listed, targets = "", []
    for n, (name, content) in enumerate(sheets.items(), 1):
        path = f"worksheets/sheet{n}.xml"
        overrides[f"xl/{path}"] = f"{_SHEET}.worksheet+xml"
        parts[f"xl/{path}"] = f'{_HEAD}<worksheet xmlns="{_S}">{content}</worksheet>'
        state = ' state="hidden"' if name in hidden else ""
        listed += f'<sheet name="{escape(name)}" sheetId="{n}"{state} r:id="rId{n}"/>'
        targets.append(("worksheet", path))
    book = f'{_HEAD}<workbook xmlns="{_S}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    top = {"[Content_Types].xml": _types(overrides), "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")])}
    own = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": _relations([*targets, ("styles", "styles.xml")])}
    return package(top | own | {"xl/styles.xml": _styles(formats or [])} | parts)


def _styles(formats: list[str]) -> str:
    told = "".join(
        f'<numFmt numFmtId="{163 + n}" formatCode="{escape(f, {chr(34): "&quot;"})}"/>' for n, f in enumerate(formats, 1)
    )
    cells = "".join(
        f'<xf numFmtId="{0 if not n else 163 + n}" fontId="0" fillId="0" borderId="0"/>' for n in range(len(formats) + 1)
    )
    return (
        f'{_HEAD}<styleSheet xmlns="{_S}"><numFmts count="{len(formats)}">{told}</numFmts>'
        '<fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(formats) + 1}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def xlsx_cell(place: str, value: str | float, style: int = 0) -> str:
    """A cell's XML: a text as an inline string, a number as it is."""
    if isinstance(value, str):
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def xlsx_rows(rows: list[list[str]], first: int = 1) -> str:
    """`sheetData` of texts from row `first` on."""
    out = ""
    for n, row in enumerate(rows, first):
        out += f'<row r="{n}">{"".join(xlsx_cell(f"{column(c)}{n}", text) for c, text in enumerate(row, 1) if text)}</row>'
    return f"<sheetData>{out}</sheetData>"


def column(number: int) -> str:
    """1 is `A`, 27 `AA`."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
