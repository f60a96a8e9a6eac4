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
from crawler.cms.base import Listing
from crawler.cms.liferay_layouts import COLLECTION
from crawler.cms.liferay_templates import drawn_items
from crawler.cms.listed_pager import is_disabled
from crawler.cms.pagers import next_page
from crawler.cms.signals import in_side_box
from crawler.html_text import classes_of

_OWN_CLASS = re.compile(r"lfr-layout-structure-item-(?P<id>[0-9a-f]+(?:-[0-9a-f]+)+)", re.I)
_PAGER = "[id^=paginationButtons_], .pagination-bar, ul.pagination"


def read_collection(soup: BeautifulSoup, url: str, article_key: Callable[[str], str | None]) -> Listing | None:
    """The items of the page's main collection display and the next page; of several the one with a pager, else the one with most
    to read. None where the page has none with items."""
    base = common.base_of(soup, url)
    found = [
        (node, items)
        for node in soup.select(COLLECTION)
        if not in_side_box(node) and node.select_one(COLLECTION) is None and (items := drawn_items(node, base, article_key))
    ]
    if not found:
        return None
    paged = [f for f in found if f[0].select_one(_PAGER) is not None]
    node, items = max(paged or found, key=lambda f: sum(len(i.title or "") for i in f[1]))
    return Listing(items, _next(soup, node, url))


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
