"""Article pages of families whose themes differ in names only: rows of names, tried in order, and one way of reading.

A family that inherits from `Themed` writes its rows (`layouts`), its addresses and what only it knows."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import credited, printed_author
from crawler.cms import common
from crawler.cms.base import FileLink, Listing, NotArticle, ParsedArticle
from crawler.cms.density import Page
from crawler.cms.generic import Generic
from crawler.cms.labelled_files import labelled_boxes
from crawler.cms.layouts import Layout
from crawler.cms.listed import Names, date_in, printed_date, read_listing
from crawler.cms.own_list import own_list, redated
from crawler.cms.scene import Scene
from crawler.cms.signals import find_date, find_heading, head_title
from crawler.cms.surroundings import (
    TOOLS,
    beside,
    dates_another,
    left_out,
    outermost,
    says,
    select_in_order,
    split_css,
    tools_in,
    unlinked,
)
from crawler.cms.text_page import is_prose
from crawler.dates_seen import SeenDate, iso_attribute, seen_date
from crawler.decode import fold
from crawler.furniture import SOFT_404, folded_key, is_noise, is_related, is_stop, is_update, meta_date
from crawler.html_text import Block, blocks_of, line_of, readable

_HEAD_SIGNALS = ("json-ld", "html:datePublished", "meta:")
_POINTER = re.compile(
    r"\W*(?:(?:tải (?:về|xuống)|download|xem (?:file|tệp|văn bản))\W*$"
    r"|(?:xem|đọc) thêm\s*[:>»–-]|(?:tin|bài)(?: viết| đọc)? liên quan\s*[:>»–-]|(?:có thể )?bạn (?:có thể )?quan tâm\s*[:>»–-])",
    re.I,
)
NOTICE = 400  # characters: a text below this that says `not found` is a notice


class Themed:
    """What such families share; see `Family` for what each method gives."""

    id: str = ""
    local_numbers = False
    layouts: tuple[Layout, ...] = ()
    names: Names = Names(links="")
    mains: str = ""  # what holds a page's own part on all themes (CSS)
    drop: str = ""  # tools inside the text, besides those known by their names
    tools: re.Pattern[str] = TOOLS
    ends: re.Pattern[str] | None = None  # lines that always end this family's text

    def article_key(self, url: str) -> str | None:
        raise NotImplementedError

    def refused(self, soup: BeautifulSoup, url: str) -> NotArticle | None:
        """Pages that are no article by their address or by what the family says on them."""
        return common.refused_address(url)

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        found = read_listing(soup, url, self.names, self.listed, self.listed_date, self.said_date)
        if found.items:
            return found
        general, base = Generic().listing(soup, url), common.base_of(soup, url)
        own = own_list(general, soup, base, self.listed, self.mains)
        items = redated(own.items, soup, base, self.said_date)
        return Listing(items, found.next_url or general.next_url, found.next_form, own.empty)

    def listed_date(self, node: Tag) -> str | None:
        """The date of one of the list's date elements."""
        return printed_date(node)

    def said_date(self, text: str) -> str | None:
        """The date in the text of a list's item that has no date element."""
        return date_in(text)

    def listed(self, url: str) -> bool:
        """Whether an address that a list's headline leads to can be an article's."""
        return common.refused_address(url) is None

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        refused = self.refused(soup, url)
        if refused:
            return refused
        page = Page(soup)
        for layout in self.layouts_of(soup):
            body = self.body(soup, layout)
            scene = Scene(page, body) if body is not None else None
            if scene is not None and (title := self.title(scene, layout)):
                return self._read(scene, url, layout, title)
        body = page.body
        thin = body is None or unlinked(body) < NOTICE
        return NotArticle("soft 404" if thin and SOFT_404.search(_main_text(page)) else "no body")

    def layouts_of(self, soup: BeautifulSoup) -> tuple[Layout, ...]:
        """The rows that are tried on a page; a family may add one that is made of the page's own ids."""
        return self.layouts

    def body(self, soup: BeautifulSoup, layout: Layout) -> Tag | None:
        """The text's element: of the matches of the first selector that has any in the page's main part, the longest."""
        for _, found in select_in_order(soup, layout.body):
            own = outermost([n for n in found if not beside(n)])
            filled = [n for n in own if line_of(n) or n.find(["img", "iframe", "embed", "object"]) is not None]
            if filled:
                return max(filled, key=unlinked)
        return None

    def title(self, scene: Scene, layout: Layout) -> str | None:
        """The heading that the head's title repeats, else the last one of the layout's before the text, else by its signals."""
        hint = head_title(scene.soup)
        key = folded_key(hint or "")
        for _, found in select_in_order(scene.soup, layout.title):
            texts = [(text, n) for n in found if (text := line_of(n)) and not beside(n)]
            same = [text for text, _ in texts if key and _alike(folded_key(text), key)]
            before = [text for text, n in texts if scene.is_before(n)]
            if same or before:
                return same[0] if same else before[-1]
        return find_heading(scene.page, scene.body, hint)

    def published(self, scene: Scene, layout: Layout, inner: list[Block]) -> tuple[str | None, str | None]:
        """The layout's machine date, else the head's, else the layout's visible date, else its machine date below the text (block
        themes have it there), else the line beside the title."""
        if found := self.machine_date(scene, layout):
            # Some attributes tell the day only, and the words beside it the time.
            shown = self.visible_date(scene, layout) if "T00:00:00" in found else None
            return (shown if shown and shown[:10] == found[:10] else found), f"{self.id}:time"
        general = find_date(scene.page, "", inner)
        if (general[1] or "").startswith(_HEAD_SIGNALS):
            return general
        if visible := self.visible_date(scene, layout):
            return visible, f"{self.id}:visible date"
        below = self.machine_date(scene, layout, after=True)
        return (below, f"{self.id}:time") if below else general

    def machine_date(self, scene: Scene, layout: Layout, *, after: bool = False) -> str | None:
        """The first whole ISO date in an attribute of the layout's date elements; with `after` of those below the text, too, but
        never another article's."""
        for node in scene.parts(layout.date, after=after):
            if after and dates_another(node):
                continue
            for tag in [node, *node.find_all(["time", "span", "meta", "abbr"])]:
                for name in ("datetime", "content", "title"):
                    if iso := iso_attribute(str(tag.get(name) or "")):
                        return iso
        return None

    def visible_date(self, scene: Scene, layout: Layout) -> str | None:
        """The date printed in the first of the layout's date elements that has one."""
        seen = ((node, seen_date(line_of(node))) for node in scene.parts(layout.date))
        return next((_with_time(node, s) for node, s in seen if s is not None), None)

    def author(self, scene: Scene, layout: Layout) -> str | None:
        """The author as the page prints it; an account's name (`vanphong2`) is nobody's."""
        names = (printed_author(line_of(node)) for node in scene.parts(layout.author, after=True))
        shown = next((name for name in names if name and " " in name and not name.islower()), None)
        return shown or _credited_above(scene)

    def section(self, scene: Scene, layout: Layout) -> str | None:
        """The article's category as the page prints it, else the last link of the path line, else the head's."""
        shown = (line_of(node) for node in scene.parts(layout.section, after=True))
        return next((name for name in shown if name), None) or common.breadcrumb(scene.soup) or common.head_section(scene.soup)

    def _read(self, scene: Scene, url: str, layout: Layout, title: str) -> ParsedArticle | NotArticle:
        body, base = scene.body, common.base_of(scene.soup, url)
        boxes = list(scene.parts(layout.files, after=True))
        boxes += labelled_boxes(scene, base)
        head = [b for n in _outside(scene, layout.lead) for b in blocks_of(n)]
        head += [b for n in _outside(scene, layout.media) for b in _captions(n)]
        with left_out(tools_in(body, self.drop, self.tools) + [b for b in boxes if body in b.parents]):
            inner, _ = readable(blocks_of(body))
        author = self.author(scene, layout)
        inner = _unsigned(inner, author)
        made = make_body(_not_cut(head, inner) + self._trim(inner, title), title)
        files = _files([*boxes, body], base)
        if not made.text:
            files += common.image_files(body, base)
        if len(made.text) < NOTICE and not files and (SOFT_404.search(made.text) or SOFT_404.match(title)):
            return NotArticle("soft 404")
        if not made.text and not files:
            return NotArticle("no body")
        published, signal = self.published(scene, layout, inner)
        return ParsedArticle(
            title=_unicode(title),
            body=made.text,
            published_at=published,
            published_source=signal,
            author=made.byline.credit or author,
            section=self.section(scene, layout),
            files=files,
            layout=layout.name + ("+tcvn3" if made.tcvn3 else ""),
        )

    def _trim(self, blocks: list[Block], title: str) -> list[Block]:
        """Without the tools and date lines before the first paragraph, and without what a stop line opens at the end."""
        key = folded_key(title)
        first = next((i + 1 for i, b in enumerate(blocks[:12]) if b.kind != "table" and folded_key(b.text) == key), 0)
        out: list[Block] = []
        started = False
        for i, block in enumerate(blocks[first:], first):
            if block.kind not in ("table", "image") and self._ends(blocks, i):
                break
            tool = is_noise(block.text) or _is_pointer(block) or (not started and _is_meta(block))
            if block.kind in ("table", "image") or not tool:
                out.append(block)
            started = started or is_prose(block) or block.kind == "table"
        return out

    def _ends(self, blocks: list[Block], i: int) -> bool:
        """Whether a line ends the text: the family's own stop lines do, others where no prose follows."""
        text = blocks[i].text
        if self.ends is not None and len(text) <= 80 and self.ends.match(text):
            return True
        opens = is_stop(text) or (is_related(text) and blocks[i].linked > 0.5)
        return i > 0 and opens and not any(is_prose(b) or b.kind == "table" for b in blocks[i + 1 :])


def _with_time(node: Tag, seen: SeenDate) -> str:
    """A printed date with the time that stands beside it in an element of its own (page builders set them apart)."""
    for parent in list(node.parents)[:5] if not seen.timed else ():
        line = line_of(parent) if parent.name not in ("body", "main", "article") else ""
        whole = seen_date(line) if len(line) <= 160 else None
        if whole is None or whole.iso[:10] != seen.iso[:10]:
            break
        if whole.timed:
            return whole.iso
    return seen.iso


def _main_text(page: Page) -> str:
    return " ".join(b.text for b in page.blocks)[:3000]


def _unicode(title: str) -> str:
    return " ".join(b.text for b in readable([Block("p", title)])[0])


def _alike(text: str, key: str) -> bool:
    return text == key or (len(text) >= 20 and (key.startswith(text) or text.startswith(key)) and len(key) >= 20)


def _is_meta(block: Block) -> bool:
    """A date line or a tool's link above the text."""
    seen = meta_date(block.text)
    return seen is not None or (is_update(block.text) and seen_date(block.text) is not None and len(block.text) <= 80)


def _is_pointer(block: Block) -> bool:
    """A link that only says that there is a file (it is among the article's files), or that names another article."""
    return block.kind in ("p", "li", "heading") and block.linked > 0.5 and _POINTER.match(block.text) is not None


def _outside(scene: Scene, css: str) -> list[Tag]:
    """The elements of the first selector that has any in the page's main part, outside the text and not around it."""
    body = scene.body
    for one in split_css(css):
        found = [n for n in scene.parts(one) if n is not body and body not in n.parents and n not in body.parents and line_of(n)]
        if found:
            return outermost(found)
    return []


def _not_cut(head: list[Block], inner: list[Block]) -> list[Block]:
    """The lead's blocks without those that only are the text's beginning, cut off (`…`), as excerpts are made."""
    text = fold(" ".join(b.text for b in inner[:8]))
    return [
        b
        for b in head
        if b.kind != "p" or b.text[-1:] not in ("…", "]", ".") or not text.startswith(fold(b.text.rstrip("[]… .")))
    ]


def _unsigned(blocks: list[Block], author: str | None) -> list[Block]:
    """The blocks without a line of nothing but the author's name above the first paragraph: it stands beside the date there."""
    start = next((i for i, b in enumerate(blocks) if is_prose(b) or b.kind == "table"), 0)
    return [b for i, b in enumerate(blocks) if not (author and i < start and printed_author(b.text) == author)]


def _credited_above(scene: Scene) -> str | None:
    """The person whom a line above the text names together with a date."""
    opening = next((b.text for b in blocks_of(scene.body) if is_prose(b)), None)
    for block in scene.page.blocks:
        if block.text == opening:
            return None
        if name := credited(block.text):
            return name
    return None


def _captions(node: Tag) -> list[Block]:
    """What is written below a picture outside the text."""
    return [Block("caption", b.text) for b in blocks_of(node) if b.text and b.kind != "table"]


def _files(nodes: list[Tag], base: str) -> tuple[FileLink, ...]:
    """The files of several elements, each once, those of the boxes first."""
    found: dict[str, FileLink] = {}
    for node in nodes:
        for file in common.file_links(node, base):
            found.setdefault(file.url, file)
        # A viewer before the link has the file's address only: the link's words name it.
        for link in node.find_all("a", href=True):
            file_at = found.get(common.absolute(base, link.get("href")) or "")
            unnamed = file_at is not None and file_at.name == unquote(urlsplit(file_at.url).path).rsplit("/", 1)[-1]
            if file_at is not None and unnamed and line_of(link) and not says(link, "tải xuống", "tải về", "download", "xem"):
                found[file_at.url] = replace(file_at, name=line_of(link))
    return tuple(found.values())
