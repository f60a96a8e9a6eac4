"""Article pages of families whose themes differ in names only: rows of names, tried in order, and one way of reading.

A family that inherits from `Themed` writes its rows (`layouts`), its addresses and what only it knows."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import printed_author
from crawler.cms import common
from crawler.cms.base import Listing, NotArticle, ParsedArticle
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
    select_in_order,
    tools_in,
    unlinked,
)
from crawler.cms.text_page import is_prose
from crawler.cms.themed_parts import (
    alike,
    captions,
    credited_above,
    files_of,
    is_meta,
    is_pointer,
    main_text,
    not_cut,
    outside,
    unicode_title,
    unsigned,
    with_time,
)
from crawler.dates_seen import iso_attribute, seen_date
from crawler.furniture import SOFT_404, folded_key, is_noise, is_related, is_stop
from crawler.html_text import Block, blocks_of, line_of, readable

_HEAD_SIGNALS = ("json-ld", "html:datePublished", "meta:")
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
        return NotArticle("soft 404" if thin and SOFT_404.search(main_text(page)) else "no body")

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
            same = [text for text, _ in texts if key and alike(folded_key(text), key)]
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
        return next((with_time(node, s) for node, s in seen if s is not None), None)

    def author(self, scene: Scene, layout: Layout) -> str | None:
        """The author as the page prints it; an account's name (`vanphong2`) is nobody's."""
        names = (printed_author(line_of(node)) for node in scene.parts(layout.author, after=True))
        shown = next((name for name in names if name and " " in name and not name.islower()), None)
        return shown or credited_above(scene)

    def section(self, scene: Scene, layout: Layout) -> str | None:
        """The article's category as the page prints it, else the last link of the path line, else the head's."""
        shown = (line_of(node) for node in scene.parts(layout.section, after=True))
        return next((name for name in shown if name), None) or common.breadcrumb(scene.soup) or common.head_section(scene.soup)

    def _read(self, scene: Scene, url: str, layout: Layout, title: str) -> ParsedArticle | NotArticle:
        body, base = scene.body, common.base_of(scene.soup, url)
        boxes = list(scene.parts(layout.files, after=True))
        boxes += labelled_boxes(scene, base)
        head = [b for n in outside(scene, layout.lead) for b in blocks_of(n)]
        head += [b for n in outside(scene, layout.media) for b in captions(n)]
        with left_out(tools_in(body, self.drop, self.tools) + [b for b in boxes if body in b.parents]):
            inner, _ = readable(blocks_of(body))
        author = self.author(scene, layout)
        inner = unsigned(inner, author)
        made = make_body(not_cut(head, inner) + self._trim(inner, title), title)
        files = files_of([*boxes, body], base)
        if not made.text:
            files += common.image_files(body, base)
        if len(made.text) < NOTICE and not files and (SOFT_404.search(made.text) or SOFT_404.match(title)):
            return NotArticle("soft 404")
        if not made.text and not files:
            return NotArticle("no body")
        published, signal = self.published(scene, layout, inner)
        return ParsedArticle(
            title=unicode_title(title),
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
            tool = is_noise(block.text) or is_pointer(block) or (not started and is_meta(block))
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
