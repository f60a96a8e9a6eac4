"""HTML -> blocks: paragraphs, list items, tables and captions in page order, as a reader sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from bs4 import NavigableString, PageElement, Tag

from crawler.coding.legacy import SUSPECT, Stretch, to_unicode
from crawler.decode import clean_inline
from crawler.html_table import Cell, grid, is_data, own_rows, pipe_rows

Kind = Literal["p", "li", "heading", "caption", "table", "image"]

_BLOCK_TAGS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "address",
        "figure",
        "center",
        "form",
        "fieldset",
        "body",
        "html",
        "tbody",
        "tr",
        "td",
        "th",
        "hr",
        "details",
        "summary",
        "caption",
        "legend",
    ]
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SKIP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "select",
        "option",
        "button",
        "textarea",
        "input",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "head",
        "audio",
        "video",
    ]
)
_CAPTION_CLASS = re.compile(
    r"(?:^|[-_ ])(?:wp-caption|caption(?:-text)?|img-?title|image-?(?:title|caption)|photo-?(?:desc|caption)|"
    r"chu-?thich(?:-anh)?|anh-?desc)(?:$|[-_ ])|motaanh|pcaption",
    re.I,
)
_HIDDEN_CLASS = frozenset(("hidden", "d-none", "hide", "sr-only", "visually-hidden", "screen-reader-text", "element-invisible"))
_ALIGN_CLASS = re.compile(r"(?:^|[\s-])(?:text|rte|align|ql-align)-?(center|right)(?:$|\s)", re.I)
_ALIGN_STYLE = re.compile(r"text-align\s*:\s*(center|right|left|justify)", re.I)
_DISPLAY_NONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_SENTENCE_END = (".", ":", ";", "!", "?", "…", ")", "”", '"')


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page. `align`: `center`, `right` or ""; `italic`, `bold`: all of its text is;
    `linked`: the share of its characters that stand in links (0-1)."""

    kind: Kind
    text: str
    align: str = ""
    italic: bool = False
    bold: bool = False
    linked: float = 0.0


@dataclass(frozen=True, slots=True)
class _Style:
    kind: Kind = "p"
    align: str = ""
    italic: bool = False
    bold: bool = False
    linked: bool = False


class _Walker:
    """Collects blocks; inline text waits in a buffer until a block ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._runs: list[tuple[str, _Style]] = []
        self._after_break = False

    def walk(self, node: Tag, style: _Style) -> None:
        for child in node.children:
            if type(child) is NavigableString:
                self._runs.append((str(child), style))
            elif isinstance(child, Tag):
                self._tag(child, style)

    def _tag(self, tag: Tag, style: _Style) -> None:
        name = tag.name
        if name in _SKIP or is_hidden(tag):
            return
        if name == "br":
            self.flush(style)
            self._after_break = True
        elif name == "img":
            self._image(tag, style)
        elif name == "table":
            self.flush(style)
            self._table(tag, style)
        elif name in _HEADINGS:
            self._enter(tag, replace(style, kind="heading", align=_align(tag) or style.align))
        elif name == "li":
            self._enter(tag, replace(style, kind="li"))
        elif name == "figcaption" or (tag.get("class") and _CAPTION_CLASS.search(" ".join(classes_of(tag)))):
            self._enter(tag, replace(style, kind="caption"))
        elif name in _BLOCK_TAGS or ("-" in name and _is_component(tag)):
            self._enter(tag, replace(style, align=_align(tag) or style.align) if tag.attrs else style)
        elif name in ("em", "i"):
            self.walk(tag, replace(style, italic=True))
        elif name in ("strong", "b"):
            self.walk(tag, replace(style, bold=True))
        elif name == "a":
            self.walk(tag, replace(style, linked=bool(tag.get("href"))))
        else:
            self.walk(tag, _inline_style(tag, style))

    def _enter(self, tag: Tag, style: _Style) -> None:
        self.flush(style)
        self.walk(tag, style)
        self.flush(style)

    def _image(self, tag: Tag, style: _Style) -> None:
        self.flush(style)
        self.blocks.append(Block("image", ""))
        if "caption" in classes_of(tag):
            text = clean_inline(str(tag.get("title") or ""))
            if text:
                self.blocks.append(Block("caption", text))

    def flush(self, style: _Style) -> None:
        if not self._runs:
            return
        runs, self._runs = self._runs, []
        broken, self._after_break = self._after_break, False
        text = clean_inline("".join(t for t, _ in runs), keep_soft_hyphen=True)
        if not text or text == "\u00ad":
            self._after_break = broken
            return
        solid = [(len(t.strip()), s) for t, s in runs if t.strip()]
        total = sum(n for n, _ in solid)
        first = solid[0][1]
        block = Block(
            first.kind,
            text,
            first.align,
            all(s.italic for _, s in solid),
            all(s.bold for _, s in solid),
            round(sum(n for n, s in solid if s.linked) / total, 3),
        )
        last = self.blocks[-1] if self.blocks else None
        # A line break inside a running sentence is no paragraph.
        if broken and last and last.kind == block.kind and text[:1].islower() and not last.text.endswith(_SENTENCE_END):
            self.blocks[-1] = replace(last, text=f"{last.text} {text}", italic=last.italic and block.italic)
        else:
            self.blocks.append(block)

    def _table(self, table: Tag, style: _Style) -> None:
        rows = [[tag for tag in row if not is_hidden(tag)] for row in own_rows(table) if not is_hidden(row[0].parent or table)]
        rows = [row for row in rows if row]
        caption = table.find("caption")
        if isinstance(caption, Tag) and caption.find_parent("table") is table:
            self._enter(caption, style)
        # What a cell holds does not hang on the style around it, but for the kind of its lines: one walk serves for both.
        held = {id(tag): blocks_of(tag, style if style.kind == "p" else None) for row in rows for tag in row}
        cells = grid([[(tag, _cell(tag, held[id(tag)])) for tag in row] for row in rows])
        if is_data(cells):
            self.blocks.append(Block("table", pipe_rows([[cell.text for cell in row] for row in cells])))
            return
        # A table around a picture and its caption is small; one that lays out a page has pictures, too.
        flat = [cell for row in cells for cell in row]
        small = len(flat) <= 16 and sum(len(cell.text) for cell in flat) <= 1200 and not any(cell.nested for cell in flat)
        picture = small and any(tag.find("img") for row in rows for tag in row)
        for row in rows:
            for tag in row:
                inner = held[id(tag)] if style.kind == "p" else blocks_of(tag, style)
                short = all(len(b.text) <= 300 for b in inner)
                self.blocks += [replace(b, kind="caption") if picture and short and b.kind == "p" else b for b in inner]


def _is_component(tag: Tag) -> bool:
    """Whether a custom element (`mat-card-title`) sets its content apart, as frameworks do: in no line of text, and no icon."""
    parent = tag.parent
    if parent is None or parent.name == "p" or not (parent.name in _BLOCK_TAGS or "-" in parent.name):
        return False
    beside = (s for s in parent.children if type(s) is NavigableString)
    return not tag.name.endswith("icon") and not any(s.strip() for s in beside)


def _cell(tag: Tag, inner: list[Block]) -> Cell:
    text = " ".join(b.text for b in inner if b.text)
    return Cell(text, tag.find("img") is not None, tag.find("table") is not None, sum(1 for b in inner if b.text))


def classes_of(tag: Tag) -> list[str]:
    """The class names of an element, in page order."""
    return [name for name in tag.get_attribute_list("class") if name] if tag.attrs else []


def _align(tag: Tag) -> str:
    style = tag.get("style")
    found = _ALIGN_STYLE.search(str(style)) if style else None
    if found is None and tag.get("class"):
        found = _ALIGN_CLASS.search(" ".join(classes_of(tag)))
    value = (found.group(1) if found else str(tag.get("align") or ("center" if tag.name == "center" else ""))).lower()
    return value if value in ("center", "right") else ("left" if value in ("left", "justify") else "")


def _inline_style(tag: Tag, style: _Style) -> _Style:
    css = str(tag.get("style") or "").lower()
    if not css:
        return style
    italic = style.italic or "italic" in css
    bold = style.bold or bool(re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", css))
    return replace(style, italic=italic, bold=bold)


def is_hidden(tag: Tag) -> bool:
    """Whether a reader never sees this element (hidden attribute, class or style)."""
    attrs = tag.attrs
    if not attrs:
        return False
    if "hidden" in attrs or (attrs.get("aria-hidden") == "true" and tag.name != "div"):
        return True
    classes = attrs.get("class")
    if classes and not _HIDDEN_CLASS.isdisjoint(classes):
        return True
    css = attrs.get("style")
    return bool(css) and _DISPLAY_NONE.search(str(css)) is not None


def blocks_of(node: PageElement | None, style: _Style | None = None) -> list[Block]:
    """The blocks under a node, in page order. Text stays as coded on the page: see `readable` for TCVN3."""
    if not isinstance(node, Tag):
        return []
    base = style or _Style()
    walker = _Walker()
    walker.walk(node, base)
    walker.flush(base)
    return walker.blocks


def readable(blocks: list[Block]) -> tuple[list[Block], bool]:
    """Blocks with soft hyphens dropped, NFC; and whether any was in TCVN3 or VNI. A page that crawler.coding.page has put right
    (parse_page does) has none left; blocks of other origin are turned into Unicode here."""
    texts = [b.text for b in blocks]
    found = False
    if any(SUSPECT.search(text) for text in texts):
        pieces, codings = to_unicode([Stretch((text,)) for text in texts])
        texts, found = ["".join(p) for p in pieces], bool(codings)
    out = []
    for block, coded in zip(blocks, texts, strict=True):
        text = "\n".join(clean_inline(line) for line in coded.split("\n"))
        if text or block.kind == "image":
            out.append(block if text == block.text else replace(block, text=text))
    return out, found


def line_of(node: PageElement | None) -> str:
    """All the text of an element on one line, hidden parts left out."""
    blocks, _ = readable(blocks_of(node))
    return " ".join(b.text for b in blocks if b.text)
