"""Lists of 7.4's content pages: collection displays, drawn from fragments without any portlet, and the pagers below them.

The pager is made of buttons that a script works: the page asked for stands in the address as `page_number_<the display's id>`,
and the display tells its id in a class of its own (`lfr-layout-structure-item-<id>`). Facts: the tag that renders such pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms.base import Listing, ListingItem
from crawler.cms.liferay_layouts import COLLECTION
from crawler.cms.listed import is_disabled
from crawler.cms.pagers import next_page
from crawler.cms.signals import in_side_box
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE
from crawler.html_text import blocks_of, classes_of, line_of

_OWN_CLASS = re.compile(r"lfr-layout-structure-item-(?P<id>[0-9a-f]+(?:-[0-9a-f]+)+)", re.I)
_PAGER = "[id^=paginationButtons_], .pagination-bar, ul.pagination"
_HEADS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_LEAST_TITLE = 12  # characters: less is a button's word
_LONGEST_DATE = 60  # characters of a line that tells an item's day

Keyed = Callable[[str], str | None]


def read_collection(soup: BeautifulSoup, url: str, article_key: Keyed) -> Listing | None:
    """The items of the page's main collection display and the next page; of several the one with a pager, else the one with most
    to read. None where the page has none with items."""
    base = common.base_of(soup, url)
    found = [
        (node, items)
        for node in soup.select(COLLECTION)
        if not in_side_box(node) and node.select_one(COLLECTION) is None and (items := _items(node, base, article_key))
    ]
    if not found:
        return None
    paged = [f for f in found if f[0].select_one(_PAGER) is not None]
    node, items = max(paged or found, key=lambda f: sum(len(i.title or "") for i in f[1]))
    return Listing(items, _next(soup, node, url))


def _items(node: Tag, base: str, article_key: Keyed) -> tuple[ListingItem, ...]:
    """One item an address. A card's headline is no link, and a whole card may be one: the headline is looked for in all that
    stands around the item's links and around no other's."""
    targets: dict[int, str] = {}
    links: dict[str, list[Tag]] = {}
    for link in node.find_all("a", href=True):
        target = common.absolute(base, link.get("href"))
        if target is not None and not address.is_print(target) and article_key(target):
            targets[id(link)] = address.canonical(target)
            links.setdefault(targets[id(link)], []).append(link)
    out = []
    for target, same in links.items():
        box = same[0]
        while isinstance(box.parent, Tag) and box.parent is not node:
            if any(targets.get(id(a), target) != target for a in box.parent.find_all("a")):
                break
            box = box.parent
        words = [line_of(h) for h in box.find_all(_HEADS)] + [t for a in same if not READ_MORE.match(t := line_of(a))]
        title = next((t for t in words if len(t) >= _LEAST_TITLE), None)
        if title is not None:
            lines = [b.text for b in blocks_of(box) if b.text and b.text != title]
            seen = [(t, s) for t in lines if len(t) <= _LONGEST_DATE and (s := seen_date(t)) is not None]
            date = seen[0][0][seen[0][1].start : seen[0][1].end] if seen else None
            lead = next((t for t in lines if len(t) > _LONGEST_DATE), None)
            out.append(ListingItem(target, clean_inline(title), date, lead))
    return tuple(out)


def _next(soup: BeautifulSoup, node: Tag, url: str) -> str | None:
    """The page after this one: what the pager's links lead to, else the display's own parameter where its buttons go on."""
    if node.select_one(f":is({_PAGER}) a[href]") is not None:
        return next_page(soup, url, node)[0]
    named = (_OWN_CLASS.fullmatch(c) for c in classes_of(node))
    button = node.select_one("[id^=paginationNextButton_]")
    ident = str(button["id"]).partition("_")[2] if button is not None else next((m["id"] for m in named if m), None)
    if ident is None or node.select_one(_PAGER) is None:
        return None
    name = f"page_number_{ident}"
    parts = urlsplit(url)
    asked = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != name]
    shown = [int(v) for k, v in parse_qsl(parts.query) if k == name and v.isdigit()]
    numbers = {int(t): li for li in node.select(".pagination li") if (t := li.get_text().strip()).isascii() and t.isdigit()}
    marked = [n for n, li in numbers.items() if "active" in classes_of(li)]
    at = (marked or shown or [1])[0]
    more = not is_disabled(button) if button is not None else at < max(numbers, default=0)
    if not more:
        return None
    return address.unclicked(parts._replace(query=urlencode([*asked, (name, str(at + 1))]), fragment="").geturl())
