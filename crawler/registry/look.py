"""What a page gives: the items of a listing, an article, or the reason why it gives none; and how much a portal publishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from crawler.cms import FAMILIES
from crawler.cms.base import Listing, ListingItem, NotArticle, ParsedArticle
from crawler.dates_seen import seen_date
from crawler.parse import parse_page
from crawler.reading import ADAPTER_ERRORS
from crawler.registry.probe import Page

DAYS_A_MONTH = 30.44
# Fewer dated items than this tell nothing about a portal's pace.
ENOUGH_DATES = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A listing as read: `keys` are the identities of its articles, in the order of `items`."""

    url: str
    name: str
    items: tuple[ListingItem, ...]
    keys: tuple[str, ...]
    more: bool


def read_list(page: Page, family: str, name: str = "") -> Seen | str:
    """The items of a listing page, each article once; text: why it gives none."""
    adapter = FAMILIES[family]
    items: dict[str, ListingItem] = {}
    try:
        listing: Listing = adapter.listing(page.soup(), page.url)
        for item in listing.items:
            items.setdefault(adapter.article_key(item.url) or adapter.canonical_url(item.url), item)
    except ADAPTER_ERRORS as error:
        return f"adapter error: {type(error).__name__}: {error}"
    if not items:
        return listing.empty or "no item on the page"
    return Seen(page.url, name, tuple(items.values()), tuple(items), listing.next_url is not None)


def read_text(page: Page, family: str) -> ParsedArticle | str:
    """The article of a page; text: why it is none."""
    try:
        parsed, _ = parse_page(page.body, page.url, family=family, headers=page.headers)
    except ADAPTER_ERRORS as error:
        return f"adapter error: {type(error).__name__}: {error}"
    return f"no article: {parsed.reason}" if isinstance(parsed, NotArticle) else parsed


def first_articles(lists: Iterable[Seen], most: int, owns: Callable[[str], bool]) -> list[str]:
    """The addresses of the first articles of every listing in turn, each once, at most so many; links off the portal left out."""
    queues = [[(i, k) for i, k in zip(seen.items, seen.keys, strict=True) if owns(i.url)] for seen in lists]
    found: dict[str, str] = {}
    for place in range(max(map(len, queues), default=0)):
        for queue in queues:
            if place < len(queue) and len(found) < most:
                item, key = queue[place]
                found.setdefault(key, item.url)
    return list(found.values())


def per_month(lists: Iterable[Seen], until: date) -> float | None:
    """Articles a month that the listings show, up to a day (of an ended portal its last, else today): of each listing the
    dated items over the time since its oldest one, an article of several listings in the first. None where too few are dated."""
    known: set[str] = set()
    rates = []
    for seen in lists:
        days = []
        for item, key in zip(seen.items, seen.keys, strict=True):
            found = seen_date(item.date or "") if key not in known else None
            known.add(key)
            if found and (day := date.fromisoformat(found.iso[:10])) <= until:
                days.append(day)
        if len(days) >= ENOUGH_DATES:
            rates.append(len(days) * DAYS_A_MONTH / ((until - min(days)).days + 1))
    return sum(rates) if rates else None
