"""What general signals find on a list page of a known family, where the family's own names found nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem
from crawler.cms.listed import Said, item_box, target_of
from crawler.cms.surroundings import beside
from crawler.html_text import line_of

# What stock templates print where a list has nothing: views of Drupal, WordPress themes of all times, query blocks.
_EMPTY = ".view-empty, .no-results, .not-found, .wp-block-query-no-results"
_LONGEST = 120  # characters of such a notice in the reason
# Elements that the stock templates of WordPress and Drupal hold a page's own part in.
MAINS = "main, [role=main], #content, #primary, #main-content, #content-area, .region-content"


def own_list(general: Listing, soup: BeautifulSoup, base: str, wanted: Callable[[str], bool], css: str) -> Listing:
    """The list that general signals found, with the items in the page's own part (`css`; "" where the family names none).

    Without items and with the reason where the page says that its list is empty: what else it links to stands beside it."""
    if notice := next((node for node in soup.select(_EMPTY) if not beside(node)), None):
        return replace(general, items=(), empty=f'the list is empty: "{line_of(notice)[:_LONGEST]}"')
    mains = soup.select(css) if css else []
    own = {common.absolute(base, a.get("href")) for main in mains for a in main.find_all("a", href=True)}
    targets = {(target or "").split("#")[0] for target in own}
    items = tuple(i for i in general.items if wanted(i.url) and (not mains or i.url in targets))
    aside = general.items and not items
    empty = "the list is empty: what looks like items stands beside it" if aside else general.empty
    return replace(general, items=items, empty=empty)


def redated(items: tuple[ListingItem, ...], soup: BeautifulSoup, base: str, said: Said) -> tuple[ListingItem, ...]:
    """Items that general signals found, with the dates as a family reads them in the items' texts."""
    wanted = {item.url for item in items}
    anchors = soup.find_all("a", href=True) if items else []
    found = [(a, target) for a in anchors if (target := target_of(a, base)) in wanted and line_of(a)]
    targets = {id(link): target for link, target in found}
    dates: dict[str, str] = {}
    for link, target in found:
        text, head = line_of(item_box(link, targets, set())), line_of(link)
        printed = said(text.replace(head, " ", 1)) if len(text) <= 1500 else None
        if printed:
            dates.setdefault(target or "", printed)
    return tuple(replace(item, date=dates.get(item.url, item.date)) for item in items)
