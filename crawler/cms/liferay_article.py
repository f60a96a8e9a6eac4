"""A Liferay article page taken apart: which element is the text, its title, date, author, section and files; and what a page
is that holds no article. Facts: docs/portals survey, section 3; layouts: `liferay_layouts`."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from soupsieve import closest

from crawler.body import Body, make_body
from crawler.byline import is_name_line, printed_author, read_byline
from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms import liferay_layouts as layouts
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.cms.density import Page
from crawler.cms.generic import trim
from crawler.cms.liferay_files import document_images, document_links
from crawler.cms.liferay_fragments import fragments_around, own_heading
from crawler.cms.liferay_layouts import Layout
from crawler.cms.liferay_portlets import GONE, is_narrow, is_portlet, portlet_of, shows_notice
from crawler.cms.signals import find_date, head_title
from crawler.cms.text_page import MIN_BODY
from crawler.dates_seen import seen_date
from crawler.decode import fold
from crawler.furniture import SOFT_404, folded_key, is_noise, is_related, is_stop, is_update, meta_date
from crawler.html_text import Block, blocks_of, line_of, readable

_PUBLISHED = re.compile(r"xuất bản|published|\bđăng\b", re.I)
_CREATED = re.compile(r"tạo|created", re.I)
_BY = re.compile(r"^\s*(?:bởi|by|được (?:viết|đăng|tạo) bởi)\s+", re.I)
_ACCOUNTS = frozenset(("test", "admin", "liferay", "user", "portal", "default", "guest", "editor", "omni", "trị", "tập"))
_FETCH = re.compile(r"(?:tải (?:về|xuống|file|tệp)|download|xem (?:file|tệp|chi tiết)|(?:file|tệp(?: tin)?) đính kèm)\W*$", re.I)
_NULL = re.compile(r"(?:^|:\s*)(?:null|none|n/a)\s*$", re.I)
_ARTICLE = 400  # characters: a web content with less is a notice or a box
_EMPTY_FIELD = re.compile(r"(?:tác giả|nguồn(?: tin)?|author|source)\s*:\s*(?:null|none|n/a)?", re.I)


def read_article(soup: BeautifulSoup, url: str, *, is_list: bool) -> ParsedArticle | NotArticle:
    """The article of a page. `is_list`: its address names no article and it shows a list's items."""
    for layout in layouts.LAYOUTS:
        found = _body(soup, layout, url)
        if found is None:
            continue
        if is_list and layout in layouts.STOCK:
            return NotArticle("listing")
        scope = _scope(found, layout)
        if title := _title(scope, found, layout):
            return _read(soup, url, layout, _own_title(soup, found, title), found, scope)
    if is_list:
        return NotArticle("listing")
    if shows_notice(soup, url, named_only=True):
        return NotArticle("soft 404")
    page, hint = Page(soup), head_title(soup)
    loose = [(layout, found) for layout in layouts.LOOSE if (found := _body(soup, layout, url)) is not None]
    for layout, found in loose:
        title = own_heading(page, found, hint)
        # A heading that the page's head names tells a display page from a banner beside a withdrawn article.
        if title and hint and folded_key(hint).startswith(folded_key(title)[:60]):
            return _read(soup, url, layout, title, found, _scope(found, layout))
    if shows_notice(soup, url):
        return NotArticle("soft 404")
    for layout, found in loose[-1:]:
        if title := own_heading(page, found, hint):
            return _read(soup, url, layout, title, found, _scope(found, layout))
    return NotArticle("no body")


def _body(soup: BeautifulSoup, layout: Layout, url: str) -> Tag | None:
    """The layout's body element with something in it: in the portlet that the address names, else the longest."""
    named = address.instance(url)
    for css in layout.bodies:
        found = [n for n in soup.select(css) if n.find_parent(["footer", "nav", "aside"]) is None]
        found = [n for n in found if line_of(n) or common.file_links(n, url) or document_links(n, url) or n.find("img")]
        if layout in layouts.LOOSE:
            found = [n for n in found if (p := portlet_of(n)) is None or not is_narrow(p)]
            found = [n for n in found if len(line_of(n)) >= MIN_BODY or document_links(n, url)]
        if found:
            own = [n for n in found if is_portlet(portlet_of(n), named)]
            return max(own or found, key=lambda n: len(line_of(n)))
    return None


def shows_text(soup: BeautifulSoup, url: str) -> bool:
    """Whether a web content in the page's wide column is long enough to be an article, and no publisher's item."""
    body = _body(soup, layouts.WEB_CONTENT, url)
    return body is not None and len(line_of(body)) >= _ARTICLE and body.find_parent(class_=re.compile("^asset-")) is None


def _scope(body: Tag, layout: Layout) -> Tag:
    """The element around the body in which title, date and author are looked for."""
    for css in (layout.scope, layouts.PORTLET):
        found = closest(css, body) if css else None
        if isinstance(found, Tag):
            return found
    # A theme that draws no portlet frames: the smallest element that holds the title, too.
    climbed = (p for p in body.parents if any(p.select_one(css) is not None for css in layout.titles))
    return next(climbed, body.parent or body)


def _title(scope: Tag, body: Tag, layout: Layout) -> str | None:
    around = [scope, *([p] if (p := portlet_of(body)) is not None and p is not scope else [])]
    for css in layout.titles:
        for place in around:
            for node in place.select(css):
                shown = " ".join(b.text for b in readable(blocks_of(node))[0] if b.text)
                if shown and node.find_parent(class_=re.compile(r"^asset-(?:links|abstract)")) is None:
                    return shown
    return None


def _own_title(soup: BeautifulSoup, body: Tag, title: str) -> str:
    """The heading that a web content's structure prints itself, where the page's head repeats that one and not the asset's
    title (which then is a name for editors, as `tin-cchc-05`); else the asset's title."""
    hint = folded_key(head_title(soup) or "")
    if not hint or hint.startswith(folded_key(title)):
        return title
    heads = (line_of(n) for n in body.find_all(["h1", "h2", "h3"], limit=3))
    return next((t for t in heads if len(t) >= 15 and hint.startswith(folded_key(t))), title)


def blocks_without(node: Tag, css: str) -> list[Block]:
    """Blocks of an element without the parts a selector names (the page stays as it is)."""
    inner = [(n, n.attrs) for n in node.select(css)]
    for n, attrs in inner:
        n.attrs = {**attrs, "hidden": ""}
    try:
        return blocks_of(node)
    finally:
        for n, attrs in inner:
            n.attrs = attrs


def _read(soup: BeautifulSoup, url: str, layout: Layout, title: str, body: Tag, scope: Tag) -> ParsedArticle | NotArticle:
    base = common.base_of(soup, url)
    inner = readable(blocks_without(body, layouts.TOOLS))[0]
    if layout is layouts.DISPLAY_PAGE:
        inner += [b for n in fragments_around(scope, body)[1] for b in readable(blocks_of(n))[0]]
    inner = [b for b in inner if b.kind == "table" or not _EMPTY_FIELD.fullmatch(b.text)]
    kept = tidy(inner, title) if layout.exact and body is not scope else trim(inner, title)
    made = make_body([*_head(scope, body, layout), *kept], title)
    # Vendors print the attachments below the article's own element, in the same portlet.
    files = document_links((body.parent or body) if layout in layouts.LOOSE else portlet_of(scope) or scope, base)
    if not made.text:
        files += tuple(f for f in document_images(body, base) if f.url not in {x.url for x in files})
    notice = len(made.text) < 200 and not files
    if notice and (SOFT_404.search(made.text) or GONE.search(made.text)):
        return NotArticle("soft 404")
    if not made.text and not files:
        # Where the stock software prints the text is known: the general signals would only find what stands around it.
        return NotArticle("soft 404" if SOFT_404.search(title) else "no text" if layout in layouts.STOCK else "no body")
    published, signal = _date(soup, scope, layout, inner)
    name = layout.name + ("+tcvn3" if made.tcvn3 else "")
    section = _section(soup, layout, title)
    return ParsedArticle(title, made.text, published, signal, _author(scope, layout, made), section, files, name)


def _head(scope: Tag, body: Tag, layout: Layout) -> list[Block]:
    """The lead and the main picture's caption, where they stand outside the body."""
    out: list[Block] = []
    lead = scope.select_one(layout.lead) if layout.lead else None
    if lead is not None and body not in lead.parents and lead not in body.parents and lead is not body:
        out += blocks_of(lead)
    if layout is layouts.DISPLAY_PAGE:
        above = fragments_around(scope, body)[0]
        out += [b for n in above for b in readable(blocks_of(n))[0] if meta_date(b.text) is None]
    for node in scope.select(layout.caption) if layout.caption else []:
        if body not in node.parents and (text := line_of(node)):
            out.append(Block("caption", text))
    return out


def tidy(blocks: list[Block], title: str) -> list[Block]:
    """The blocks of an element that holds the text only: without a web content template's title and date lines above it, and
    without a list of related items below. A paragraph that merely begins like a stop line stays."""
    key = folded_key(title)
    start = 0
    for i, block in enumerate(blocks[:8]):
        if block.kind in ("table", "image") or not (
            folded_key(block.text) == key or is_noise(block.text) or meta_date(block.text) is not None
        ):
            break
        start = i + 1
    kept = blocks[start:]
    for i, block in enumerate(kept):
        if i == 0 or block.kind in ("table", "image") or not (is_stop(block.text) or is_related(block.text)):
            continue
        rest = [b for b in kept[i + 1 :] if b.text]
        linked = [b for b in rest if b.linked > 0.5]
        furniture = all(b.linked > 0.5 or is_noise(b.text) or is_stop(b.text) or is_related(b.text) for b in rest)
        if (furniture and linked) or (not rest and (block.linked > 0.5 or is_related(block.text) or len(block.text) <= 25)):
            return kept[:i]
    return [b for b in kept if not (b.linked > 0.9 and (is_noise(b.text) or _FETCH.match(b.text)))]


def _date(soup: BeautifulSoup, scope: Tag, layout: Layout, inner: list[Block]) -> tuple[str | None, str | None]:
    """The layout's own date element; a machine date goes first where that one has no time."""
    places = [scope, *([p] if (p := portlet_of(scope)) is not None and p is not scope else [])]
    seen: tuple[str, str, bool] | None = None
    for css in layout.dates:
        for node in [n for place in places for n in place.select(css)]:
            if iso := common.machine_date(node):
                return iso, f"liferay:{css}"
            line = line_of(node)
            # A bare tag may be a sentence of the story: there only a line of nothing but a date counts.
            if not re.search(r"[.#\[]", css) and meta_date(line) is None:
                continue
            if found := published_in(line):
                seen = (found[0], f"liferay:{css}", found[1])
                break
        if seen:
            break
    if seen and seen[2]:
        return seen[:2]
    general, signal = find_date(Page(soup), "", inner)
    machine = str(signal).startswith(("json-ld", "html:datePublished", "meta:"))
    # A template's line that names the same day may tell the time, too.
    timed = str(general)[:10] == (seen[0][:10] if seen else "") and "T00:00:00" not in str(general)
    if seen and not machine and not timed:
        return seen[:2]
    return general, signal


def published_in(line: str) -> tuple[str, bool] | None:
    """When a line says something was published, and whether it tells the time: `Đã tạo 01/06/2024 - Đã xuất bản 02/06/2024`.
    Where it says only when it was created, that; never when it was changed."""
    parts = [p for p in re.split(r"\s+[-–|]\s+(?=\D)", line) if seen_date(p)]
    if not parts or len(line) > 300:
        return None
    labelled = [p for p in parts if _PUBLISHED.search(p)] or [p for p in parts if _CREATED.search(p)]
    part = (labelled or [line])[0]
    found = seen_date(part)
    if found is None or (not labelled and is_update(part[: found.start])):
        return None
    return found.iso, found.timed


def _author(scope: Tag, layout: Layout, made: Body) -> str | None:
    """The author a layout prints, else the byline's, else the printed source, else who put it in where that is a person."""
    if name := _printed(scope, layout.author):
        said = read_byline(name, styled=True)
        return (said.credit if said else None) or printed_author(_BY.sub("", name))
    if made.byline.credit:
        return made.byline.credit
    if layout in layouts.LOOSE and (name := _labelled(scope)):
        return name
    if name := _printed(scope, layout.source):
        said = read_byline(name, styled=True)
        return (said.credit if said else None) or printed_author(name)
    poster = printed_author(_BY.sub("", _printed(scope, layout.poster) or ""))
    return poster if poster and is_name_line(poster) and _ACCOUNTS.isdisjoint(fold(poster).split()) else None


def _labelled(scope: Tag) -> str | None:
    """The author in the first line with such a label (`Tác giả: …`): a display page's fragments have no names of their own."""
    said = (read_byline(b.text) for b in blocks_of(scope) if b.kind == "p" and ":" in b.text and len(b.text) <= 80)
    return next((b.author for b in said if b and b.author), None)


def _printed(scope: Tag, css: str) -> str | None:
    """The first text of a field; a field that a template left at `null` is none."""
    for node in scope.select(css) if css else []:
        text = line_of(node)
        if text and not _NULL.search(text) and not text.endswith(":"):
            return text
    return None


def _section(soup: BeautifulSoup, layout: Layout, title: str) -> str | None:
    """The article's section: the layout's own, else the last step of the path line that is not the article."""
    for node in soup.select(layout.section) if layout.section else []:
        if text := line_of(node):
            return text
    key = folded_key(title)
    for path in soup.select(".breadcrumb, .breadcrumbs, .taglib-breadcrumb, .portlet-breadcrumb ul"):
        names = [line_of(a) for a in path.find_all("a")]
        names = [n for n in names if n and len(n) <= 80 and not re.match(r"^(?:trang (?:chủ|nhất)|home)$", n, re.I)]
        names = [n for n in names if not (folded_key(n) and key.startswith(folded_key(n)))]
        if names:
            return names[-1]
    return None
