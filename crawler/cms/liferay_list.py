"""Liferay's listing pages: the items of the main list, whichever portlet makes it, and the page after this one.

Facts: docs/portals survey, section 3. A page often holds several publishers: the list is the one that the address or a
pager names, else those outside the side columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from soupsieve import closest

from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms import liferay_layouts as layouts
from crawler.cms.base import Listing, ListingItem
from crawler.cms.liferay_layouts import Row
from crawler.cms.liferay_portlets import is_narrow, is_portlet, portlet_of, shows_alert
from crawler.cms.liferay_templates import templated
from crawler.cms.signals import in_side_box
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE
from crawler.html_text import classes_of, line_of

_SCRIPTED = re.compile(r"""['".](?P<name>_\w+_cur)(?:\.value\s*=\s*|['"]\s*,\s*)['"](?P<page>\d+)['"]""")
_HEADLINE = 25  # characters of a link that may be an article's
_PAGE_NAMES = ("p", "page", "trang", "pageindex", "pagenumber", "paged", "currentpage")


@dataclass
class Found:
    """The items of one portlet (None: of the page outside any portlet), and its pager: page number -> address."""

    portlet: Tag | None
    items: dict[str, ListingItem] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    current: int | None = None

    @property
    def words(self) -> int:
        return sum(len(i.title or "") for i in self.items.values())


def read_listing(
    soup: BeautifulSoup, url: str, article_key: Callable[[str], str | None], *, wide_only: bool = False
) -> Listing | None:
    """The items and the next page, with `wide_only` none where only side columns have any. None where no row of
    `liferay_layouts.ROWS` fits: other signals may find the list; a listing
    without items where the list's place is there and empty."""
    base = common.base_of(soup, url)
    named = address.instance(url)
    groups = _groups(soup, base, article_key)
    own = [g for g in groups if is_portlet(g.portlet, named)]
    spoken_to = [n for n in soup.select(layouts.PORTLET) if is_portlet(n, named)]
    if not own and spoken_to:
        # Its items may stand under addresses of no known form: the general signals see them.
        return None if any(len(line_of(a)) >= _HEADLINE for n in spoken_to for a in n.find_all("a")) else Listing(())
    if not groups:
        return None
    wide = [g for g in groups if g.portlet is None or not is_narrow(g.portlet)]
    if not own and not wide and (wide_only or shows_alert(soup)):
        return Listing(())
    _pagers(soup, base, url, groups)
    # A box in a side column may page, too.
    paged = own or [g for g in wide if g.pages] or [g for g in groups if g.pages and not wide]
    if paged:
        best = max(paged, key=lambda g: g.words)
        return Listing(tuple(best.items.values()), best.pages.get((best.current or 1) + 1))
    items = {item.url: item for g in (wide or [max(groups, key=lambda g: g.words)]) for item in g.items.values()}
    return Listing(tuple(items.values()), common.next_link(soup, base))


def _groups(soup: BeautifulSoup, base: str, article_key: Callable[[str], str | None]) -> list[Found]:
    """The items by portlet, in each by the row that finds most; portlets in the order of the rows."""
    best: dict[int, Found] = {}
    for row in layouts.ROWS:
        found: dict[int, Found] = {}
        for element in soup.select(row.item):
            portlet = portlet_of(element)
            if element.find_parent(["footer", "nav"]) is not None or (portlet is None and in_side_box(element)):
                continue
            item = _item(element, row, base, article_key)
            if item is not None:
                found.setdefault(id(portlet), Found(portlet)).items.setdefault(item.url, item)
        for key, group in found.items():
            if key not in best or len(group.items) > len(best[key].items):
                best[key] = group
    drawn = [Found(portlet, items) for portlet, items in templated(soup, base, article_key, set(best))]
    return [*best.values(), *drawn]


def _item(element: Tag, row: Row, base: str, article_key: Callable[[str], str | None]) -> ListingItem | None:
    """One item. Its link is the first that leads to an article (or off the portal) and is no picture or "Xem tiếp"."""
    links = [a for a in element.select(row.link) if not READ_MORE.match(a.get_text(" ", strip=True)) or row.title]
    for link in sorted(links, key=lambda a: not line_of(a)):  # a picture's link has the same address and no words
        target = common.absolute(base, link.get("href"))
        if target is None or address.is_print(target):
            continue
        if urlsplit(target).netloc.lower() == urlsplit(base).netloc.lower():
            if not article_key(target):
                continue
            target = address.canonical(target)
        dates = [n for n in element.select(row.date) if seen_date(line_of(n))] if row.date else []
        shown = line_of(dates[0]) if dates else ""
        seen = seen_date(shown)
        title = _title(element, link, row, shown)
        if title:
            leads = [t for n in (element.select(row.lead) if row.lead else []) if (t := line_of(n)) not in ("", shown)]
            return ListingItem(target, title, shown[seen.start : seen.end] if seen else None, leads[0] if leads else None)
    return None


def _title(element: Tag, link: Tag, row: Row, date: str) -> str | None:
    """The item's title: its own element or the link's text, without a date inside the link; in full where it is cut."""
    heads = [n for n in (element.select(row.title) if row.title else []) if line_of(n)]
    inner = link.find(["h1", "h2", "h3", "h4", "h5", "h6"])
    text = line_of(heads[0] if heads else inner if isinstance(inner, Tag) else link)
    if date and date in text:
        text = text.replace(date, " ")
    text = clean_inline(text)
    full = clean_inline(str(link.get("title") or ""))
    return (full if full and (not text or text.endswith(("...", "…"))) else text) or None


def _pagers(soup: BeautifulSoup, base: str, url: str, groups: list[Found]) -> None:
    """Give each portlet the pages that the page's links name: by the parameter `cur` of its namespace wherever they stand,
    by a plain page parameter where the pager stands in the portlet."""
    asked = address.parameters(urlsplit(url).query)
    for link in soup.find_all("a"):
        target, portlet, number = _pager_link(link, base, url)
        if target is None or number is None:
            continue
        place = portlet_of(link)
        for group in groups:
            if (portlet and is_portlet(group.portlet, portlet)) or (not portlet and group.portlet is place):
                group.pages.setdefault(number, target)
    for group in groups:
        cur = [p.value for p in asked if p.name == "cur" and (not p.portlet or is_portlet(group.portlet, p.portlet))]
        cur += [p.value for p in asked if not p.portlet and p.name.lower() in _PAGE_NAMES]
        group.current = int(cur[0]) if cur and cur[0].isdigit() else _active(group.portlet or soup)


def _pager_link(link: Tag, base: str, url: str) -> tuple[str | None, str, int | None]:
    """What a link of a pager says: address, portlet ("" where it names none), page number."""
    script = _SCRIPTED.search(f"{link.get('href') or ''} {link.get('onclick') or ''}")
    target = common.absolute(base, link.get("href"))
    if target is None and script:
        portlet = script["name"][1:].removesuffix("_cur")
        page = urlsplit(url)._replace(query=f"p_p_id={portlet}&{script['name']}={script['page']}", fragment="").geturl()
        return address.unclicked(page), portlet, int(script["page"])
    if target is None or urlsplit(target).netloc.lower() != urlsplit(base).netloc.lower():
        return None, "", None
    asked = address.parameters(urlsplit(target).query)
    for p in asked:
        if p.name == "cur" and p.value.isdigit():
            return address.unclicked(target), p.portlet, int(p.value)
    plain = [p for p in asked if not p.portlet and p.name.lower() in _PAGE_NAMES and p.value.isdigit()]
    if plain and closest(layouts.PAGERS, link) is not None:
        return address.unclicked(target), "", int(plain[-1].value)
    return None, "", None


def _active(node: Tag) -> int | None:
    """The page number that a pager marks as the current one."""
    for pager in node.select(layouts.PAGERS):
        for mark in pager.select(".active, .current, strong, [aria-current]"):
            digits = re.search(r"\d+", line_of(mark))
            if digits and "disabled" not in classes_of(mark):
                return int(digits.group(0))
    return None
