"""Joomla 2.5 to 5, and K2. Facts: docs/portals survey, section 2."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import printed_author
from crawler.cms import common
from crawler.cms.base import Listing, ListingItem, NotArticle, ParsedArticle
from crawler.dates_seen import seen_date
from crawler.furniture import SOFT_404
from crawler.html_text import Block, blocks_of, classes_of, line_of, readable

_SEF = re.compile(r"/(?P<id>\d+)-[^/]+?(?:\.html?)?$|/(?P<id2>\d+)(?:\.html?)?$")
_K2 = re.compile(r"/item/(?P<id>\d+)(?:-[^/]*)?$")
# Layouts in the order tried: name, container, title, body ("" where the container itself holds the text), intro.
_LAYOUTS = (
    ("joomla4", ".com-content-article", ".page-header h1, .page-header h2, h1, h2", ".com-content-article__body"),
    ("joomla3", ".item-page", "h2[itemprop=headline], h1[itemprop=headline], .page-header h2, h2", "[itemprop=articleBody]"),
    ("k2", "#k2Container, .itemView", "h2.itemTitle, .itemTitle", ".itemBody"),
    ("joomla25", ".item-page, .rt-article, .art-article", "h2, .contentheading, h1", ""),
    ("joomla15", ".article-content, .contentpaneopen", ".contentheading, h2", ""),
)
_TOOLS = (
    "dl.article-info, .article-info, ul.actions, .icons, .btn-group, .dropdown, ul.pager, .pagenav, .pagination,"
    " .content_rating, .content_vote, "
    ".tags, .tag-category, .page-header, .itemHeader, .itemToolbar, .itemRatingBlock, .itemLinks, .itemComments,"
    " .itemSocialSharing, "
    ".item-navigation, .articleinfo, .buttonheading, .createdate, .small, .contentheading, form,"
    " .jllikeproSharesContayner, .addthis_toolbox"
)
_HEAD_DATES = (
    "dd.published time[itemprop=datePublished]",
    "dd.published time",
    "time[itemprop=datePublished]",
    "dd.create time[itemprop=dateCreated]",
    "dd.create time",
    "meta[itemprop=datePublished]",
)
_TEXT_DATES = ("dd.published", ".itemDateCreated", "dd.create", ".createdate", ".published")


class Joomla:
    """The family's pages; see `Family` for what each method gives."""

    id = "joomla"

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        if common.generator(soup).lower().startswith("joomla"):
            signs.append(f"generator {common.generator(soup)}")
        body = soup.body
        classes = " ".join(classes_of(body)) if body is not None and body.attrs else ""
        if re.search(r"\bcom_\w+\b.*\bview-\w+", classes):
            signs.append("body class com_* view-*")
        if soup.find(["script", "link"], src=re.compile(r"/media/(?:jui|system|vendor)/")) or soup.find(
            "link", href=re.compile(r"/media/(?:jui|system|vendor)/")
        ):
            signs.append("files under /media/jui, /media/system or /media/vendor")
        if soup.select_one(".item-page, .com-content-article, #k2Container, .blog .items-row") is not None:
            signs.append("com_content classes")
        cookies = " ".join(v for k, v in headers.items() if k.lower() == "set-cookie")
        if re.search(r"(?:^|[\s,;])[0-9a-f]{32}=", cookies):
            signs.append("cookie with a 32-hex name")
        return signs

    def article_key(self, url: str) -> str | None:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        view = (query.get("view") or [""])[0]
        if view:
            found = re.match(r"\d+", (query.get("id") or [""])[0])
            return found.group(0) if view in ("article", "item") and found else None
        k2 = _K2.search(parts.path)
        if k2:
            return f"k2-{k2['id']}"
        found = _SEF.search(parts.path)
        return (found["id"] or found["id2"]) if found else None

    def canonical_url(self, url: str) -> str:
        return common.canonical(url, drop=("tmpl", "print", "page", "start", "limitstart", "layout", "showall", "Itemid"))

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """Joomla's core has no site map; each list has a feed of its first items (the list's address + this query)."""
        return (urljoin(base_url, "?format=feed&type=rss"),)

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        base = common.base_of(soup, url)
        items: list[ListingItem | None] = []
        main = (
            soup.select_one(
                ".blog, .category-list, .blog-featured, #itemListLeading, .com-content-category, .archive, #component,"
                " main, #content"
            )
            or soup
        )
        for link in main.select(
            ".page-header h2 a, .items-leading h2 a, .items-row h2 a, .item h2 a, .blog-item h2 a, .item-content h2 a,"
            " h2.item-title a, h3.catItemTitle a, "
            "h2[itemprop=name] a, table.category .list-title a, td.list-title a, th.list-title a, .list-title a,"
            " tr[class*=cat-list-row] td a, .contentheading a"
        ):
            target = common.absolute(base, link.get("href"))
            if target and (self.article_key(target) or urlsplit(target).netloc != urlsplit(base).netloc):
                items.append(common.item(link, base, _item_date(link)))
        return Listing(common.unique(items), _next(soup, base, url))

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        refused = common.refused_address(url)
        if refused:
            return refused
        classes = " ".join(classes_of(soup.body)) if soup.body is not None and soup.body.attrs else ""
        if re.search(r"\bview-(?:category|categories|featured|archive|itemlist)\b", classes):
            return NotArticle("listing")
        if re.search(r"\bcom_(?:search|finder)\b", classes):
            return NotArticle("search")
        for name, box_css, title_css, body_css in _LAYOUTS:
            box = soup.select_one(box_css)
            body = box.select_one(body_css) if box is not None and body_css else box
            if box is not None and body is not None:
                return _read(soup, url, name, box, body, title_css)
        if soup.select_one(".blog, .category-list, table.category, #itemListLeading"):
            return NotArticle("listing")
        return NotArticle("soft 404" if SOFT_404.search(line_of(soup.body)[:3000]) else "no body")


def _item_date(link: Tag) -> str | None:
    box = link.find_parent(["tr", "article"]) or link.find_parent(class_=re.compile(r"^item|catItemView|items-row|leading"))
    if not isinstance(box, Tag):
        return None
    node = box.select_one("td.list-date, dd.published, dd.create, .catItemDateCreated, time")
    text = line_of(node)
    seen = seen_date(text)
    return text[seen.start : seen.end] if seen else text or None


def _next(soup: BeautifulSoup, base: str, url: str) -> str | None:
    """The following page of the list: the pager's smallest `start` above this page's."""
    at = _start(url) or 0
    best: tuple[int, str] | None = None
    for link in soup.select(".pagination a[href], ul.pagination-list a[href], a.pagenav[href], .k2Pagination a[href]"):
        target = common.absolute(base, link.get("href"))
        start = _start(target) if target else None
        if target and start is not None and start > at and (best is None or start < best[0]):
            best = (start, target)
    return best[1] if best else None


def _start(url: str) -> int | None:
    query = parse_qs(urlsplit(url).query)
    value = (query.get("start") or query.get("limitstart") or [""])[0]
    return int(value) if value.isdigit() else None


def _title(soup: BeautifulSoup, box: Tag, css: str) -> Tag | None:
    """The article's heading. A page heading (h1 outside the article box) is the category's name, so only the box counts first."""
    for one in css.split(", "):
        found = box.select_one(one)
        if (
            found is not None
            and line_of(found)
            and found.find_parent(class_=re.compile(r"^(?:items-more|related|moduletable)")) is None
        ):
            return found
    return soup.select_one(
        "h2.contentheading, td.contentheading, .componentheading, [itemprop=headline], .page-header h1, .page-header h2, h1"
    )


def _read(soup: BeautifulSoup, url: str, layout: str, box: Tag, body: Tag, title_css: str) -> ParsedArticle | NotArticle:
    base = common.base_of(soup, url)
    title = _title(soup, box, title_css)
    shown, _ = readable(blocks_of(title))
    name = " ".join(b.text for b in shown) or common.meta_content(soup, "og:title") or ""
    notice = line_of(body)
    if len(notice) < 200 and SOFT_404.search(notice) and not common.file_links(box, base):
        return NotArticle("soft 404")
    if not name:
        return NotArticle("no title")
    made = make_body(_body_blocks(box, body, title), name)
    files = common.file_links(box, base)
    if not made.text:
        files += common.image_files(body, base)
    if not made.text and not files:
        return NotArticle("soft 404" if SOFT_404.search(line_of(box)) else "no body")
    published, signal = _date(box, soup)
    return ParsedArticle(
        title=name,
        body=made.text,
        published_at=published,
        published_source=signal,
        author=made.byline.credit or _author(box),
        section=_section(box) or common.breadcrumb(soup),
        files=files,
        layout=layout + ("+tcvn3" if made.tcvn3 else ""),
    )


def _body_blocks(box: Tag, body: Tag, title: Tag | None) -> list[Block]:
    """The text's blocks, tools taken out. Without a body container everything after the article info is text."""
    gone = {id(node) for node in body.select(_TOOLS)}
    if title is not None:
        gone.add(id(title))
    intro = (
        []
        if body is box
        else [
            b
            for css in (".item-image", ".itemImageBlock", ".full-image", ".img-intro-left")
            for n in box.select(css)
            if body not in n.parents
            for b in blocks_of(n)
        ]
    )
    return intro + _without(body, gone)


def _without(node: Tag, gone: set[int]) -> list[Block]:
    """Blocks of a node, the given elements left out (they stay in the page: nothing is changed)."""
    inner = [n for n in node.find_all(True) if id(n) in gone]
    if not inner:
        return blocks_of(node)
    before = [(n, n.attrs) for n in inner]
    for n in inner:
        n.attrs = {**n.attrs, "hidden": ""}
    try:
        return blocks_of(node)
    finally:
        for n, attrs in before:
            n.attrs = attrs


def _date(box: Tag, soup: BeautifulSoup) -> tuple[str | None, str | None]:
    for css in _HEAD_DATES:
        iso = common.machine_date(box.select_one(css) or (soup.select_one(css) if css.startswith("meta") else None))
        if iso:
            return iso, "joomla:time"
    for css in _TEXT_DATES:
        node = box.select_one(css) or soup.select_one(css)
        seen = seen_date(line_of(node)) if node is not None else None
        if seen:
            return seen.iso, f"joomla:{css.lstrip('d.')}"
    return None, None


def _author(box: Tag) -> str | None:
    node = box.select_one("dd.createdby [itemprop=name], dd.createdby, .itemAuthor a, .createby")
    return printed_author(line_of(node)) if node is not None else None


def _section(box: Tag) -> str | None:
    node = box.select_one("dd.category-name a, dd.category-name span, .itemCategory a, dd.category-name")
    return re.sub(r"^(?:Chuyên mục|Danh mục|Category)\s*:\s*", "", line_of(node)) or None if node is not None else None
