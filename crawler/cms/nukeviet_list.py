"""NukeViet's listing pages: items with date and teaser, and the next page. Facts: docs/portals survey, section 1.

Kinds of lists by category: page, list, grid, main_left/right/bottom (boxes of subcategories), two_column; the eGovernment
and mobile themes use the same class names; NukeViet 5 and the theme `modern` of 3 have others. The block of older items
below a list repeats what page 2 shows.
"""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms import nukeviet_address as address
from crawler.cms.base import Listing, ListingItem
from crawler.cms.nukeviet_boxes import boxed_sections
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE, is_noise, is_related, meta_date
from crawler.html_text import blocks_of, classes_of, line_of, readable

# The links of items by kind: name, links, the box that an item's date and teaser stand in (CSS; matched upwards). All rows
# are read; a link that several find is one item. Where no box is named it is the largest element with this one item; such rows
# are of other versions than those above them, and read only where these find nothing.
_ROWS = (
    ("page", ".news_column h2 a, .news_column h3 a, .panel-body.featured h2 a", ".panel-body, .featured, .news_column"),
    ("small", ".news_column h4 a", ".panel-body, .thumbnail, li, .news_column"),
    ("list", ".list-group a.show, .list-group > a, .list-group-item > a", ".list-group-item, a"),
    ("grid", ".thumbnail .caption h3 a, .thumbnail .caption h4 a, .thumbnail .caption > a", ".thumbnail"),
    ("main", ".news_column ul.related a, .two_column ul.related a", "li"),
    ("nukeviet3", "#news_column h3 a, .news_column .items h3 a, .items .title a", ".items"),
    ("nukeviet5", "main article h2 a, main article h3 a, .catbox h3 a, main .list-group-item h2 a", ""),
    ("modern", ".listz-news h4 a, .t-news h4 a, .t-news .other-news li a, .cat-news h4 a, .cat-news .ot-news li a", ""),
)
# Where a list stands: inside columns arrange the items, around it they part it from the boxes.
_LISTS = frozenset(("news_column", "catbox-outer", "main-content-lg"))
# What holds the items of one list, or exactly one item: no box of an item reaches beyond.
_HOLDERS = frozenset(("catbox", "cat-news", "t-news"))
_ONE_ITEM = ("article", "li", "tr")
# Boxes beside a list, by class and by id.
_BOXES = frozenset(
    (
        *("other-news", "detail-related", "sidebar", "block_tophits", "block_groups", "newsright", "headline", "newscenter"),
        *("block-top", "bottom-cat", "breadcrumbs", "news-download-file", "newsdetailbox"),
    )
)
_COLUMNS = frozenset(("col-md-6", "col-sm-6"))
_BOX_IDS = frozenset(("block_headline", "tabs_top", "hot-news", "hotnews", "topnews", "left", "right", "footer", "header"))
_DATES = ".text-muted li, .text-muted, .time, .date, time, .publtime, .small, small"
_LEAD_LEAST = 30


def read_listing(soup: BeautifulSoup, url: str) -> Listing:
    """The items of the main list and the next page; no items where no known kind of list stands on the page."""
    base = common.base_of(soup, url)
    links: dict[int, tuple[Tag, str]] = {}
    for name, css, box in _ROWS:
        if links and not box:
            break
        for link in soup.select(css):
            if id(link) not in links and not _beside(link) and (name != "main" or _is_of_box(link)):
                links[id(link)] = (link, box)
    order = {id(tag): at for at, tag in enumerate(soup.find_all("a"))}
    shared = _shared([link for link, box in links.values() if not box])
    found = [_item(*links[key], base, shared) for key in sorted(links, key=lambda k: order.get(k, 0))]
    further = boxed_sections(soup, base, url, [link for link, _ in links.values()])
    return Listing(common.unique(found), next_page(soup, base, url), further=further)


def next_page(soup: BeautifulSoup, base: str, url: str) -> str | None:
    """The page after this one: head link, else the pager's number one higher. Arrows may be disabled scripts."""
    following = common.next_link(soup, base)
    if following:
        return following
    number, section = address.page_number(url), address.section_steps(url)
    found: list[str] = []
    for link in soup.select(".pagination a[href], [class*=page] a[href], [class*=paging] a[href]"):
        target = common.absolute(base, link.get("href"))
        if (
            target
            and address.same_host(target, base)
            and address.page_number(target) == number + 1
            and not address.article_key(target)
        ):
            found.append(target)
    own = [target for target in found if address.section_steps(target) == section]
    return next(iter(own or found), None)


def _shared(links: list[Tag]) -> set[int]:
    """The elements (by id) that hold links to more than one address."""
    held: dict[int, object] = {}
    shared: set[int] = set()
    for link in links:
        for parent in link.parents:
            if held.setdefault(id(parent), link.get("href")) != link.get("href"):
                shared.add(id(parent))
    return shared


def _item(link: Tag, box_css: str, base: str, shared: set[int]) -> ListingItem | None:
    """One item; None for links of categories, tools and print copies."""
    target = common.absolute(base, link.get("href"))
    if target is None or address.is_copy(target) or READ_MORE.match(line_of(link)):
        return None
    if address.same_host(target, base) and not address.article_key(target):
        return None
    title = _title(link)
    if title is None:
        return None
    box = _box(link, box_css) if box_css else _own_box(link, shared)
    return ListingItem(target, title, _date(box), _lead(link, box, title))


def _title(link: Tag) -> str | None:
    """The headline: the link's text without the running number of old lists, its title attribute where the text is cut."""
    text, full = line_of(link), clean_inline(str(link.get("title") or ""))
    label = link.select_one(".label, .badge")
    if label is not None:
        text = text.removeprefix(line_of(label)).strip()
    return (full if full and (not text or text.endswith(("...", "…"))) else text) or None


def _box(link: Tag, css: str) -> Tag:
    """The nearest of the boxes named, in their order; the link itself where there is none."""
    names = [name.strip() for name in css.split(",")]
    for parent in [link, *link.parents]:
        classes = set(classes_of(parent)) if parent.attrs else set()
        if any(name[1:] in classes if name.startswith(".") else name == parent.name for name in names) and parent is not link:
            return parent
    return link


def _own_box(link: Tag, shared: set[int]) -> Tag:
    """The largest element that holds no other item."""
    box = link
    for parent in link.parents:
        if id(parent) in shared or parent.name in ("main", "body") or (parent.attrs and _HOLDERS & set(classes_of(parent))):
            break
        box = parent
        if box.name in _ONE_ITEM:
            break
    return box


def _date(box: Tag) -> str | None:
    """The day beside an item. Counters on the same line change with every visit and are left out."""
    for node in box.select(_DATES):
        text = line_of(node)
        seen = seen_date(text)
        if seen:
            return text[seen.start : seen.end]
    clock = box.select_one("em.fa-clock-o, i.fa-clock-o, .fa-clock, .fa-calendar")
    text = line_of(clock.parent) if clock is not None else ""
    seen = seen_date(text)
    return text[seen.start : seen.end] if seen else None


def _lead(link: Tag, box: Tag, title: str) -> str | None:
    """The teaser: the text of the item's box, or the tooltip of the link where the list shows headlines only."""
    for block in readable(blocks_of(box))[0] if box is not link else []:
        text = block.text
        if block.kind not in ("p", "caption") or len(text) < _LEAD_LEAST or block.linked >= 0.5 or text == title:
            continue
        if not is_noise(text) and meta_date(text) is None:
            return text
    return clean_inline(str(link.get("data-content") or link.get("data-hometext") or "")) or None


def _is_of_box(link: Tag) -> bool:
    """Whether a link of a `related` list is one of a subcategory's items, not of the older items below a list: those have
    their day in brackets."""
    row = link.find_parent("li")
    return row is not None and not is_related(line_of(row))


def _beside(link: Tag) -> bool:
    """Whether a link stands in a box beside the list, or in the block of older items below it."""
    above = [(parent, set(classes_of(parent))) for parent in link.parents]
    outer = max((at for at, (_, classes) in enumerate(above) if classes & _LISTS), default=-1)
    boxes = _BOXES - {"other-news"} if any("t-news" in classes for _, classes in above) else _BOXES
    if outer < 0 and any("related" in classes for _, classes in above):
        return True
    for at, (parent, classes) in enumerate(above):
        if parent.name in ("aside", "footer", "nav") or classes & boxes or parent.get("id") in _BOX_IDS:
            return True
        if at > outer and classes & _COLUMNS:
            return True
    return False


def looks_like_list(soup: BeautifulSoup) -> bool:
    """Whether a page that is no article shows a list."""
    css = (
        "ul.pagination, .news_column h2 a, .news_column h3 a, .list-group a.show, .thumbnail .caption, .listz-news, .cat-news, "
        "main article h2 a, .catbox"
    )
    return soup.select_one(css) is not None
