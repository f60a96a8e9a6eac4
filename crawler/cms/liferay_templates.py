"""Lists that a site's own template draws (7.x: widget templates, 6.2: application display templates): their classes are the
site's, so the items are known by their addresses. Facts: experience."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms import liferay_layouts as layouts
from crawler.cms.base import ListingItem
from crawler.cms.liferay_portlets import is_narrow
from crawler.cms.listed import Names, items_of, printed_date
from crawler.furniture import READ_MORE
from crawler.html_text import line_of

# What one article shows, and links below it.
_ONE = ".asset-full-content, .asset-links"
_LEAST = 2  # items: one link alone is a pointer


def templated(
    soup: BeautifulSoup, base: str, article_key: Callable[[str], str | None], known: set[int]
) -> list[tuple[Tag, dict[str, ListingItem]]]:
    """The items of each publisher in a wide column that is not `known` (ids of portlets whose items a row has found)."""
    out = []
    for portlet in soup.select(f"{layouts.PUBLISHER}:is({layouts.PORTLET})"):
        if id(portlet) in known or is_narrow(portlet) or portlet.select_one(_ONE) is not None:
            continue
        links = [a for a in portlet.select("a[href]") if _leads_to_article(a, base, article_key)]
        found = items_of(links, base, Names(links="a[href]"), set(), printed_date)
        items = {(url := address.canonical(i.url)): ListingItem(url, i.title, i.date, i.lead) for i in found if i.title}
        if len(items) >= _LEAST:
            out.append((portlet, items))
    return out


def _leads_to_article(link: Tag, base: str, article_key: Callable[[str], str | None]) -> bool:
    """Whether a link leads to an article under an address of Liferay's own form, and is no `Xem tiếp`."""
    target = common.absolute(base, link.get("href"))
    if target is None or address.is_print(target) or READ_MORE.match(line_of(link)):
        return False
    return address.article_key(target)[1] is not None and article_key(target) is not None
