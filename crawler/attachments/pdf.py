"""PDF -> pages, with pdfplumber: tables by their lines, text in reading order, running lines and stamps left out."""

from __future__ import annotations

import io
import logging
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from crawler.attachments.grids import continued
from crawler.attachments.paragraphs import paragraphs
from crawler.attachments.pdf_chars import font_codings, glyphs_of, segments_of
from crawler.attachments.pdf_furniture import PageLayout, drop_furniture, without_stamps
from crawler.attachments.pdf_layout import Flow, Line, flows_of
from crawler.attachments.pdf_limits import Budget, bounded
from crawler.attachments.pdf_tables import PageTable, tables_of
from crawler.attachments.result import MAX_PAGES, FileText, UnreadableError, finished, joined, letters
from crawler.html_table import pipe_rows

MAX_CHARS = 60_000  # of one page; a page of small print has some 10,000
_HARDLY = 12  # letters and digits: less are a stamp's rest or dust
_ON_PICTURE = 200  # less on a page that is a picture are stamps and page numbers over a scan
_COVERED = 0.5  # of a page's area
_NEAR = 6.0

logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(body: bytes) -> FileText:
    """The text of a PDF. Pages without text are ""; `scanned` where all are. Raises UnreadableError."""
    with bounded() as budget:
        try:
            with pdfplumber.open(io.BytesIO(body)) as document:
                return _read(document, budget)
        except PdfminerException as error:
            raise _refused(error) from error


def _refused(error: BaseException) -> UnreadableError:
    """Why a PDF does not open: pdfplumber wraps what pdfminer says."""
    causes = [error, *error.args]
    if any(isinstance(c, UnreadableError) for c in causes):
        return next(c for c in causes if isinstance(c, UnreadableError))
    if any(isinstance(c, PDFPasswordIncorrect) for c in causes) or "encrypt" in str(error).lower():
        return UnreadableError("encrypted: it wants a password")
    return UnreadableError(f"damaged pdf: {type(error).__name__}: {' '.join(str(error).split())[:200]}")


def _read(document: Any, budget: Budget) -> FileText:
    layouts: list[PageLayout] = []
    notes: list[str] = []
    unknown = known = 0
    pages = document.pages
    if not pages:
        raise UnreadableError("damaged pdf: no page")
    for page in pages[:MAX_PAGES]:
        budget.turn()
        layout, note, lost = _layout(page)
        layouts.append(layout)
        notes += [note] if note else []
        unknown, known = unknown + lost, known + sum(letters(line.text) for line in layout.lines)
        page.close()
    if unknown > 30 and unknown > known:
        raise UnreadableError("its fonts do not tell which letters they show")
    if len(pages) > MAX_PAGES:
        notes.append(f"only the first {MAX_PAGES} of {len(pages)} pages were read")
    drop_furniture(layouts)
    _drop_repeated_heads(layouts)
    texts = [joined(_paragraphs(layout)) for layout in layouts]
    least = [_ON_PICTURE if layout.picture else _HARDLY for layout in layouts]
    texts = [text if letters(text) >= n else "" for text, n in zip(texts, least, strict=True)]
    if not any(texts) and any(layout.crowded for layout in layouts):
        raise UnreadableError("; ".join(dict.fromkeys(notes)), "too_large")
    if not any(texts):
        raise UnreadableError("no text, pictures only", "scanned")
    empty = [str(n) for n, text in enumerate(texts, 1) if not text]
    if empty:
        notes.append(f"pages without text: {', '.join(empty[:20])}{' …' if len(empty) > 20 else ''}")
    return finished(texts, list(dict.fromkeys(notes)))


def _layout(page: Page) -> tuple[PageLayout, str | None, int]:
    """A page's flows, a note, and how many characters have no letter. A page drawn sideways is turned first."""
    page = _upright(page)
    chars = page.chars
    if len(chars) > MAX_CHARS:
        return PageLayout([], float(page.height), crowded=True), f"a page of {len(chars)} characters was left out", 0
    width, height = float(page.width), float(page.height)
    glyphs, unknown = glyphs_of(chars, width, height, font_codings(chars))
    tables, note = tables_of(page, glyphs)
    rest = [g for g in glyphs if not any(t.holds(g) for t in tables)]
    flows = flows_of(without_stamps(segments_of(rest)), tables)
    return PageLayout(flows, height, _is_picture(page, width * height)), note, unknown


def _is_picture(page: Page, area: float) -> bool:
    """Whether pictures cover most of a page, as a scan does."""
    return sum(abs(float(i["width"]) * float(i["height"])) for i in page.images[:1000]) > _COVERED * area


def _upright(page: Page) -> Page:
    """The page turned so that most of its characters stand upright: landscape tables are often drawn sideways."""
    turned = [c for c in page.chars if not c.get("upright", True)]
    if len(turned) * 2 <= len(page.chars):
        return page
    # The matrix (a, b, c, d, e, f) of a character that runs upwards has b > 0.
    up = sum(1 if c["matrix"][1] > 0 else -1 for c in turned)
    source = page.page_obj
    rotation = (int(source.rotate or 0) + (90 if up > 0 else 270)) % 360
    source.rotate = rotation
    source.attrs["Rotate"] = rotation
    return Page(page.pdf, source, page.page_number, page.initial_doctop)


def _drop_repeated_heads(pages: list[PageLayout]) -> None:
    """A table that goes on from the page before repeats no header."""
    head: PageTable | None = None
    for page in pages:
        items = [i for flow in page.flows for i in flow.items]
        first = items[0] if items else None
        if head is not None and isinstance(first, PageTable) and _same_columns(head, first):
            first.rows = first.rows[continued(head.rows, first.rows) :]
            head = head if len(items) == 1 else None
        else:
            head = None
        last = items[-1] if items else None
        if isinstance(last, PageTable) and (head is None or last is not first):
            head = last


def _same_columns(a: PageTable, b: PageTable) -> bool:
    return len(a.columns) == len(b.columns) and all(abs(x - y) < _NEAR for x, y in zip(a.columns, b.columns, strict=True))


def _paragraphs(page: PageLayout) -> list[str]:
    out: list[str] = []
    for flow in page.flows:
        out += _flow_text(flow)
    return out


def _flow_text(flow: Flow) -> list[str]:
    out: list[str] = []
    lines: list[Line] = []
    for item in flow.items:
        if isinstance(item, Line):
            lines.append(item)
            continue
        out += paragraphs(lines, flow.left, flow.right, stacked=flow.stacked)
        lines = []
        out.append(pipe_rows([[c.text for c in row] for row in item.rows]))
    return out + paragraphs(lines, flow.left, flow.right, stacked=flow.stacked)
