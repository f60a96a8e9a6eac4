"""DOCX -> pages. Pages are what the file itself tells of them: breaks set by hand, and those that the word processor noted where
it last laid the text out; a file without either is one page. Source: ECMA-376 part 1, section 17."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.opc.package import OpcPackage

from crawler.attachments.docx_numbers import Lists, W
from crawler.attachments.grids import EMPTY, is_frame, table_text, trimmed
from crawler.attachments.package import checked
from crawler.attachments.result import MAX_PAGES, FileText, UnreadableError, clean, finished, joined
from crawler.coding.page import text_to_unicode
from crawler.html_table import Cell

MAX_CELLS = 400_000
MAX_SPAN = 64
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted and moved-away text, field codes, drawings' inner texts (read apart), phonetic guides, the other form of a drawing.
_SKIP = frozenset({f"{W}{n}" for n in ("del", "moveFrom", "instrText", "delText", "rt", "txbxContent", "pPr", "sdtPr")})
_SKIP_ALL = _SKIP | {f"{_MC}Fallback"}
_WRAPPERS = frozenset({f"{W}{n}" for n in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")})


@dataclass
class _Writer:
    """Pages being written. A break before anything was written on a page opens none."""

    lists: Lists
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    cells: int = 0

    def add(self, text: str) -> None:
        if text:
            self.pages[-1].append(text)

    def turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])


def read_docx(body: bytes) -> FileText:
    """The text of a DOCX file (also .docm, .dotx): paragraphs and tables in document order. Raises UnreadableError."""
    checked(body).close()
    package = OpcPackage.open(io.BytesIO(body))
    main = package.main_document_part
    root = _element(main)
    content = root.find(f"{W}body")
    if content is None:
        raise UnreadableError("damaged docx: no body")
    related = {rel.reltype.rsplit("/", 1)[-1]: rel.target_part for rel in main.rels.values() if not rel.is_external}
    lists = Lists.of(_element(related.get("numbering")), _element(related.get("styles")))
    writer = _Writer(lists)
    _blocks(content, writer)
    pages = [joined(_readable(page)) for page in writer.pages]
    while len(pages) > 1 and not pages[-1]:
        pages.pop()
    notes = [f"only the first {MAX_PAGES} of {len(pages)} pages were read"] if len(pages) > MAX_PAGES else []
    return finished(pages[:MAX_PAGES], notes)


def _element(part: Any) -> Any:
    """The root element of a part. Its parser (python-docx's own) expands no entities."""
    from docx.oxml.parser import parse_xml

    return None if part is None else getattr(part, "element", None) if hasattr(part, "element") else parse_xml(part.blob)


def _readable(paragraphs: list[str]) -> list[str]:
    """Texts typed for a TCVN3 font, as Unicode."""
    return [text_to_unicode(p)[0] for p in paragraphs]


def _blocks(parent: Any, writer: _Writer) -> None:
    for child in parent:
        if child.tag == f"{W}p":
            _paragraph(child, writer)
        elif child.tag == f"{W}tbl":
            _table(child, writer)
        elif child.tag in _WRAPPERS:
            _blocks(child, writer)


def _paragraph(p: Any, writer: _Writer) -> None:
    """A paragraph belongs to the page where it begins; a break inside it takes effect behind it."""
    label = writer.lists.label(p)
    properties = p.find(f"{W}pPr")
    if properties is not None and _is_on(properties.find(f"{W}pageBreakBefore")):
        writer.turn()
    lines, before, after = [""], False, False
    for piece in _pieces(p):
        if piece == "\f":
            before, after = before or not "".join(lines).strip(), after or bool("".join(lines).strip())
        elif piece == "\n":
            lines.append("")
        else:
            lines[-1] += piece
    if before:
        writer.turn()
    texts = [clean(line) for line in lines]
    if label:
        texts[0] = f"{label} {texts[0]}".strip() if any(texts) else ""
    for text in texts:
        writer.add(text)
    for box in p.iter(f"{W}txbxContent"):
        if not any(a.tag == f"{_MC}Fallback" for a in box.iterancestors()):
            _blocks(box, writer)
    if after:
        writer.turn()


def _is_on(flag: Any) -> bool:
    return flag is not None and flag.get(f"{W}val", "true") not in ("0", "false", "off")


def _pieces(node: Any) -> Iterator[str]:
    """Text of a paragraph; `\\n` a line break, `\\f` a page break."""
    for child in node:
        tag = child.tag
        if tag in _SKIP_ALL or not isinstance(tag, str):
            continue
        if tag == f"{W}r" and _is_on(child.find(f"{W}rPr/{W}vanish")):
            continue
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in (f"{W}tab", f"{W}ptab"):
            yield " "
        elif tag in (f"{W}noBreakHyphen", f"{W}softHyphen"):
            yield "-" if tag.endswith("noBreakHyphen") else ""
        elif tag == f"{W}lastRenderedPageBreak" or (tag == f"{W}br" and child.get(f"{W}type") == "page"):
            yield "\f"
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n" if child.get(f"{W}type") != "column" else " "
        elif tag == f"{W}sym":
            yield " "
        else:
            yield from _pieces(child)


def _table(table: Any, writer: _Writer) -> None:
    """A table as pipe rows, in parts where pages part it; a layout table as the paragraphs of its cells."""
    rows = [_Row.of(row, writer) for row in _rows(table)]
    parts: list[list[_Row]] = [[]]
    for row in rows:
        if row.opens_page and parts[-1]:
            parts.append([])
        parts[-1].append(row)
    cells = _grid(rows)
    layout = not _bordered(table) and (len(trimmed(cells)[0]) if trimmed(cells) else 0) <= 2
    if layout or is_frame(trimmed(cells)) or table_text(cells) is None:
        for row in rows:
            for text in row.paragraphs:
                writer.add(text)
        return
    at = 0
    for n, part in enumerate(parts):
        if n:
            writer.turn()
        piece = cells[at : at + len(part)]
        at += len(part)
        writer.add(table_text(piece) or _plain(piece))


def _plain(cells: list[list[Cell]]) -> str:
    """A row or two of a table that alone would be no table: the page break parted them from it."""
    from crawler.html_table import pipe_rows

    kept = [row for row in cells if any(c.text for c in row)]
    return pipe_rows([[c.text for c in row] for row in kept]) if kept else ""


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


@dataclass
class _Row:
    """One row: (cell, columns, whether it goes on from above); `paragraphs`: its texts, one by one."""

    cells: list[tuple[Cell, int, bool]]
    paragraphs: list[str]
    opens_page: bool

    @classmethod
    def of(cls, row: Any, writer: _Writer) -> _Row:
        out = cls([], [], False)
        before = row.find(f"{W}trPr/{W}gridBefore")
        if before is not None:
            out.cells.append((EMPTY, _span(before), False))
        for tc in _cells(row):
            inner = _Writer(writer.lists)
            _blocks(tc, inner)
            texts = _readable([text for page in inner.pages for text in page])
            out.opens_page = out.opens_page or _at_start(tc)
            merge = tc.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            nested = tc.find(f"{W}tbl") is not None
            image = next(tc.iter(f"{W}drawing"), None) is not None or next(tc.iter(f"{W}pict"), None) is not None
            cell = Cell(" ".join(texts), image, nested, len(texts))
            out.cells.append((cell, _span(tc.find(f"{W}tcPr/{W}gridSpan")), goes_on))
            out.paragraphs += [] if goes_on else texts
            writer.cells += 1
            if writer.cells > MAX_CELLS:
                raise UnreadableError(f"more than {MAX_CELLS} table cells", "too_large")
        return out


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _at_start(cell: Any) -> bool:
    """Whether a page begins before the first letter of a cell."""
    text = "".join(piece for p in cell.iter(f"{W}p") for piece in _pieces(p))
    return "\f" in text and not text.partition("\f")[0].strip()


def _span(element: Any) -> int:
    value = None if element is None else element.get(f"{W}val")
    return min(max(int(value), 1), MAX_SPAN) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1


def _grid(rows: list[_Row]) -> list[list[Cell]]:
    """Merged cells repeated over their columns, and downwards where a row goes on from the one above."""
    out: list[list[Cell]] = []
    for row in rows:
        line: list[Cell] = []
        for cell, span, goes_on in row.cells:
            if goes_on and out and len(line) < len(out[-1]):
                cell = out[-1][len(line)]
            line += [cell] * span
        out.append(line)
    width = max((len(line) for line in out), default=0)
    return [line + [EMPTY] * (width - len(line)) for line in out]


def _bordered(table: Any) -> bool:
    """Whether a reader sees lines between the cells: the table's own, its style's (any but the plain one), or a cell's."""
    own = table.find(f"{W}tblPr/{W}tblBorders")
    inner = [own.find(f"{W}{side}") for side in ("insideH", "insideV")] if own is not None else []
    if own is not None:
        return any(side is not None and side.get(f"{W}val") not in ("nil", "none") for side in inner)
    style = table.find(f"{W}tblPr/{W}tblStyle")
    if style is not None and style.get(f"{W}val") not in ("TableNormal", "PlainTable", None):
        return True
    sides = (side for borders in table.iter(f"{W}tcBorders") for side in borders)
    return any(side.get(f"{W}val") not in ("nil", "none", None) for side in sides)
