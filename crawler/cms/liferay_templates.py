"""Lists that a site's own template or a vendor's portlet draws (7.x: widget templates, 6.2: application display templates, search
containers): their classes are the site's, so the items are known by their addresses. Facts: experience."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms import liferay_layouts as layouts
from crawler.cms.base import ListingItem
from crawler.cms.liferay_portlets import is_narrow
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE
from crawler.html_text import blocks_of, line_of

# What one article shows, and links below it.
_ONE = ".asset-full-content, .asset-links, .journal-content-article"
_LEAST = 2  # items: one link alone is a pointer
_HEADS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_LEAST_TITLE = 12  # characters: less is a button's word
_LONGEST_DATE = 60  # characters of a line that tells an item's day

Keyed = Callable[[str], str | None]


def templated(soup: BeautifulSoup, base: str, article_key: Keyed, known: set[int]) -> list[tuple[Tag, dict[str, ListingItem]]]:
    """The items of each portlet in a wide column that is not `known` (ids of portlets whose items a row has found)."""
    out = []
    for portlet in soup.select(layouts.PORTLET):
        if id(portlet) in known or is_narrow(portlet) or portlet.select_one(_ONE) is not None:
            continue
        items = drawn_items(portlet, base, article_key)
        if len(items) >= _LEAST:
            out.append((portlet, {i.url: i for i in items}))
    return out


def drawn_items(node: Tag, base: str, article_key: Keyed) -> tuple[ListingItem, ...]:
    """One item an address that leads to an article under an address of Liferay's own form. A card's headline may be no link, and
    a whole card may be one: the headline is looked for in all that stands around the item's links and around no other's."""
    targets: dict[int, str] = {}
    links: dict[str, list[Tag]] = {}
    for link in node.find_all("a", href=True):
        target = common.absolute(base, link.get("href"))
        if target and not address.is_print(target) and address.article_key(target)[1] is not None and article_key(target):
            targets[id(link)] = address.canonical(target)
            links.setdefault(targets[id(link)], []).append(link)
    out = []
    for target, same in links.items():
        box = same[0]
        while isinstance(box.parent, Tag) and box.parent is not node:
            if any(targets.get(id(a), target) != target for a in box.parent.find_all("a")):
                break
            box = box.parent
        if title := _title(box, same, base):
            out.append(ListingItem(target, title, *_date_and_lead(box, title)))
    return tuple(out)


def _title(box: Tag, links: list[Tag], base: str) -> str | None:
    """The heading that is the link or holds it, else another of the item's, else the link's own words; one in full goes first."""
    heads = sorted(box.find_all(_HEADS), key=lambda h: not any(h in a.parents or a in h.parents for a in links))
    whole = (item.title for a in links if (item := common.item(a, base)) is not None and item.title)
    words = [t for t in (*(line_of(h) for h in heads), *whole) if len(t) >= _LEAST_TITLE and not READ_MORE.match(t)]
    uncut = [t for t in words if not t.endswith(("...", "…"))]
    return clean_inline((uncut or words)[0]) if words else None


def _date_and_lead(box: Tag, title: str) -> tuple[str | None, str | None]:
    """The day that a short line of an item prints (a date within a teaser is none of the item's), and the teaser."""
    lines = [b.text for b in blocks_of(box) if b.text]
    lines = [t for t in (line.replace(title, " ").strip() for line in lines) if t]
    seen = [(t, s) for t in lines if len(t) <= _LONGEST_DATE and (s := seen_date(t)) is not None]
    date = seen[0][0][seen[0][1].start : seen[0][1].end] if seen else None
    return date, next((t for t in lines if len(t) > _LONGEST_DATE), None)
