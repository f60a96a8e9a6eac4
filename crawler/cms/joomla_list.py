"""Joomla's listing pages: items with date and teaser, and the next page. Facts: docs/portals survey, section 2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms import joomla_address as address
from crawler.cms.base import Listing, ListingItem
from crawler.dates_seen import iso_attribute, seen_date
from crawler.decode import fold
from crawler.furniture import READ_MORE, is_noise, meta_date
from crawler.html_text import classes_of, line_of, readable

_INFO_DATES = "dd.published, .published, dd.create, .create, .createdate, .itemDateCreated, time, .date"
_MORE = ".readmore a, a.readmore, a.readon, .catItemReadMore a, .eb-post-more a"


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind of list prints an item (CSS): `item` its box, `link` the headline's link in it, `date`, and `lead` ("": the
    first paragraph that is no info line)."""

    name: str
    item: str
    link: str
    date: str = _INFO_DATES
    lead: str = ""


_HEADS = ".page-header a, .item-title a, h1 a, h2 a, h3 a, .contentheading a, .contentheading"
# All rows are read; that with most items is the list. A newer one comes before an older.
ROWS = (
    Row("blog4", ".com-content-category-blog__item, .com-content-category-blog__items > div, .blog-items > div", _HEADS),
    Row("blog", ".blog .item, .items-leading > div, .items-row .item, .blog-featured .item, [itemprop=blogPost]", _HEADS),
    Row(
        "table",
        ".com-content-category__table tr, table.category tr, tr[class*=cat-list-row], .cat-items tr, .category-list tr",
        ".list-title a, th a, td a",
        "td.list-date, .list-date, td.tddate, td:nth-of-type(2), td",
    ),
    Row("rows", "ul.category li, li[class*=cat-list-row]", ".list-title a, strong a, a", ".list-date, .date, span"),
    Row("archive", "#archive-items > div, #archive-items > li, .archive .row0, .archive .row1", _HEADS),
    Row("joomla15", "table.blog .contentpaneopen, .blog .contentpaneopen", _HEADS, ".createdate"),
    Row("sections15", "tr[class*=sectiontableentry]", "td a", "td"),
    Row(
        "k2",
        ".catItemView, .genericItemView, .latestItemView, .tagItemView, .userItemView, .itemListView .itemContainer",
        ".catItemTitle a, .genericItemTitle a, .latestItemTitle a, .tagItemTitle a, .userItemTitle a, h3 a, h2 a",
        ".catItemDateCreated, .genericItemDateCreated, .latestItemDateCreated, .tagItemDateCreated, .userItemDateCreated, time",
        ".catItemIntroText, .genericItemIntroText, .latestItemIntroText, .tagItemIntroText, .userItemIntroText",
    ),
    Row(
        "easyblog",
        ".eb-post, .eb-post-listing__item, .eb-posts > div, .blog-post",
        ".eb-post-title a, .blog-title a, h2 a",
        ".eb-post-date, .eb-meta-date, .blog-meta time, time",
        ".eb-post-body, .eb-post-article, .blog-text",
    ),
    # Frameworks of templates that replace the core's markup: Artisteer, Gantry, Helix, YOOtheme, T3.
    Row("artisteer", ".art-post", ".art-postheader a, .art-PostHeader a", ".art-postheadericons", ".art-article"),
    Row("gantry", ".rt-article, .rt-blog .g-article", ".rt-article-title a, .rt-headline a, .g-article-header a, h2 a"),
    Row("helix", ".article-list .article", ".article-header a, h2 a", ".published, time", ".article-introtext"),
    Row("yootheme", "article.uk-article, .uk-article", ".uk-article-title a, h2 a, h1 a", "time, .uk-article-meta"),
    Row("warp", "#system .item, article.item[data-permalink]", ".title a, h1 a, h2 a", "time, .meta", ".content"),
    Row("zoo", ".teaser-item, .zoo-item", ".pos-title a, h2 a, h1 a", ".pos-meta, time"),
)
# The place of a list: where it stands empty, other lists on the page are boxes.
PLACES = (
    ".blog, .blog-featured, .category-list, .com-content-category, .com-content-category-blog, table.category, #itemListLeading,"
    " .itemListView, .itemList, .eb-posts, table.blog, .archive, .categories-list, .cat-items,"
    " td.sectiontableheader"
)
INFO = (
    "dl.article-info, .article-info, ul.actions, .icons, .btn-group, .readmore, .page-header, .content_rating, .content_vote,"
    " .tags, h1, h2, h3, .contentheading, .createdate, .buttonheading, .item-image, .img-intro, .itemToolbar, .small,"
    " .art-postheadericons"
)
_ASIDE = re.compile(
    r"^(?:items-more|blog_more|cat-children|com-content-category-blog__(?:links|children)|moduletable.*|module|well|sidebar.*|"
    r"latestnews.*|mostread.*|mod-(?:articles|latest|menu|tags|breadcrumbs).*|newsflash.*|itemrelated|relateditems|footer.*|"
    r"breadcrumbs?|k2itemsblock|k2latestcommentsblock|rt-sidebar.*|t3-sidebar.*)$",
    re.I,
)
PAGERS = (
    ".pagination a[href], a.pagenav[href], .pagination-list a[href], a.page-link[href], .k2Pagination a[href], .eb-pager a[href],"
    " .eb-pagination a[href], .pagenavcounter a[href], .list-footer a[href], .uk-pagination a[href], .art-pager a[href]"
)
_NEXT = re.compile(r"^(?:trang )?(?:tiếp|tiếp theo|kế tiếp|kế|sau|trang sau|next|next page)$")
_LEAD_LEAST = 30


def read_listing(soup: BeautifulSoup, url: str) -> Listing | None:
    """The items and the next page. None where no kind of list is known: other signals may find it; no items where its place
    is there and empty (a position beyond the end)."""
    base = common.base_of(soup, url)
    best: tuple[ListingItem, ...] = ()
    for row in ROWS:
        items = common.unique(_item(_parts(element), row, base, url) for element in soup.select(row.item) if not _beside(element))
        best = items if len(items) > len(best) else best
    if not best and soup.select_one(PLACES) is None:
        return None
    return Listing(best, next_page(soup, base, url))


def _beside(element: Tag) -> bool:
    """Whether an element stands in a module's box, or among the titles of the next page's items."""
    for parent in [element, *element.parents]:
        if parent.name in ("aside", "footer", "nav") or any(_ASIDE.match(c) for c in classes_of(parent)):
            return True
        if parent.name in ("main", "body"):
            return False
    return False


def _parts(element: Tag) -> list[Tag]:
    """The elements of an item. Joomla 1.5 has two of one name: headline and tools, then date and text."""
    if "contentpaneopen" not in classes_of(element) or element.select_one(".contentheading") is None:
        return [element]
    text = element.find_next_sibling()
    return [element, text] if isinstance(text, Tag) and "contentpaneopen" in classes_of(text) else [element]


def _item(parts: list[Tag], row: Row, base: str, url: str) -> ListingItem | None:
    """One item; its link is the headline's, or "Đọc thêm" where headlines are no links."""
    links = [n for part in parts for n in part.select(row.link) if n.name == "a"]
    for link in [*links, *(n for part in parts for n in part.select(_MORE))]:
        target = common.absolute(base, link.get("href"))
        if target is None or _beside(link) or not _leads_to_article(target, base, url):
            continue
        more = READ_MORE.match(line_of(link)) is not None or link.find_parent(class_="readmore") is not None
        title = _headline(parts[0]) if more else None
        one = common.item(link, base)
        if one is None or (more and title is None) or not (title or one.title):
            continue
        target = address.canonical(target) if _same_host(target, base) else target
        dates, leads = (_date(part, row) for part in parts), (_lead(part, row) for part in parts)
        return ListingItem(target, title or one.title, next(filter(None, dates), None), next(filter(None, leads), None))
    return None


def _headline(element: Tag) -> str | None:
    """An item's headline that is no link."""
    node = element.select_one(".page-header h1, .page-header h2, .page-header, .contentheading, .catItemTitle, h2, h3")
    return line_of(node) or None if node is not None else None


def _leads_to_article(target: str, base: str, url: str) -> bool:
    if not _same_host(target, base):
        return True
    return address.section_path(target) != address.section_path(url) and (
        address.article_key(target) is not None or address.may_be_article(target)
    )


def _same_host(target: str, base: str) -> bool:
    return urlsplit(target).netloc.lower() == urlsplit(base).netloc.lower()


def _date(element: Tag, row: Row) -> str | None:
    """The day of an item, by the first of the row's selectors that shows one; counters are left out."""
    for css in row.date.split(", "):
        for node in element.select(css):
            text = line_of(node)
            if seen := seen_date(text):
                return text[seen.start : seen.end]
            stamp = node if node.name == "time" else node.find("time")
            if isinstance(stamp, Tag) and iso_attribute(str(stamp.get("datetime") or "")):
                return str(stamp.get("datetime"))
    return None


def _lead(element: Tag, row: Row) -> str | None:
    node = element.select_one(row.lead) if row.lead else element
    if element.name == "tr" or node is None:
        return None
    for block in readable(common.blocks_without(node, element.select(INFO)))[0]:
        text = block.text
        if block.kind not in ("p", "heading") or len(text) < _LEAD_LEAST or block.linked >= 0.5:
            continue
        if not is_noise(text) and meta_date(text) is None:
            return text
    return None


def next_page(soup: BeautifulSoup, base: str, url: str) -> str | None:
    """The following page: the pager's smallest `start` above this page's, else the path's next number, else the link that says
    so. Links of the same list go first: a page may hold the pager of a module, too."""
    links: list[tuple[Tag, str]] = []
    for link in soup.select(PAGERS):
        target = common.absolute(base, link.get("href"))
        if target and _same_host(target, base):
            links.append((link, target))
    own = [one for one in links if address.section_path(one[1]) == address.section_path(url)]
    at = address.start(url) or 0
    starts = [(n, t) for _, t in own or links if (n := address.start(t)) is not None and n > at]
    if starts:
        return min(starts)[1]
    number = address.page_number(url) or 1
    numbered = [t for _, t in own or links if address.page_number(t) == number + 1]
    if numbered:
        return numbered[0]
    if own and any(address.start(t) is not None or address.page_number(t) for _, t in own):
        return None  # the pager counts, and nothing follows
    named = [t for link, t in links if _NEXT.match(fold(line_of(link) or str(link.get("title") or ""))) or "next" in _rel(link)]
    return next((t for t in named if t != url and address.article_key(t) is None), None)


def _rel(link: Tag) -> list[str]:
    return [str(value) for value in link.get_attribute_list("rel") if value]
