"""SharePoint listings: the headlines of the main list, boxes beside it left out (docs/portals survey, section 4)."""

from __future__ import annotations

import re
from itertools import islice

from bs4 import BeautifulSoup, NavigableString, Tag

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem
from crawler.cms.sharepoint.layouts import BOX_HEAD, LISTS
from crawler.cms.sharepoint.pager import Pager, find_pagers, nearest_first, next_page
from crawler.cms.sharepoint.parts import View, any_case, stands_in
from crawler.dates_seen import seen_date
from crawler.html_text import blocks_of, line_of

_BOX_DEPTH = 7
_MAX_BOX = 2500  # characters of a box beside a list
_WEB_PART = re.compile(r"^(?:WebPartWPQ\d+|MSOZoneCell_WebPart\w+)$")
_MAX_ITEM = 1500
_MAX_NODES = 60
_MAX_DATE = 80  # characters: a longer text is no date line


def read_listing(soup: BeautifulSoup, url: str) -> Listing | None:
    """The list of a page whose headlines a row of `LISTS` finds; None where none does. Boxes of popular or new items may
    have the marks of another row: the list that stands closest to a pager goes first, then the row that is named first."""
    base, view = common.base_of(soup, url), View(soup)
    pagers = find_pagers(soup)
    best: tuple[int, list[Tag], list[Tag], str, str] | None = None
    for links_css, date_css in LISTS:
        links = [a for a in view.select(links_css) if common.absolute(base, a.get("href"))]
        near, chosen = _beside_pager(links, nearest_first(pagers, links))
        chosen = chosen or _largest_list(links)
        if chosen and (best is None or near > best[0]):
            best = (near, chosen, links, links_css, date_css)
    if best is None:
        return None
    _, chosen, links, links_css, date_css = best
    items = _merged([common.item(a, base, _date(a, date_css, {id(o) for o in links if o is not a})) for a in chosen])
    return Listing(items, *next_page(soup, url, chosen, scripted="channel-news" in links_css)) if items else None


def _beside_pager(links: list[Tag], pagers: list[Pager]) -> tuple[int, list[Tag]]:
    """The links in the smallest element that holds a pager and some of them, and how deep in the page it stands; (0, [])
    where that is the whole page."""
    for pager in pagers:
        around = next((p for p in pager.steps[0].tag.parents if any(stands_in(a, p) for a in links)), None)
        if around is not None and around.name not in ("form", "body", "html"):
            return len(list(around.parents)), [a for a in links if stands_in(a, around)]
    return 0, []


def _largest_list(links: list[Tag]) -> list[Tag]:
    """The links of the web part with most text, boxes left out whose head says that they are of popular or new items."""
    groups: dict[int, list[Tag]] = {}
    for link in links:
        if not _in_titled_box(link, links):
            part = next((p for p in link.parents if _WEB_PART.match(str(p.get("id") or ""))), None)
            groups.setdefault(id(part), []).append(link)
    return max(groups.values(), key=lambda g: sum(len(line_of(a)) for a in g), default=[])


def _in_titled_box(link: Tag, links: list[Tag]) -> bool:
    """Whether the smallest box around a link that has a head of its own is headed `Tin đọc nhiều` or the like.

    A row of columns is no box: its first words are those of its first column."""
    for parent in list(link.parents)[:_BOX_DEPTH]:
        if parent.name in ("form", "body", "tr") or len(line_of(parent)) > _MAX_BOX:
            return False
        head = next((b for b in blocks_of(parent) if b.text), None)
        first = next((a for a in links if stands_in(a, parent)), link)
        if head is not None and head.linked < 0.5 and not line_of(first).startswith(head.text):
            return BOX_HEAD.fullmatch(head.text) is not None
    return False


def _merged(items: list[ListingItem | None]) -> tuple[ListingItem, ...]:
    """Items in page order, each address once: the link around a picture and the one with the words are one item."""
    out: dict[str, ListingItem] = {}
    for one in items:
        if one is not None:
            old = out.get(one.url)
            out[one.url] = one if old is None else ListingItem(one.url, old.title or one.title, old.date or one.date)
    return tuple(one for one in out.values() if one.title)


def _date(link: Tag, css: str, others: set[int]) -> str | None:
    """The date printed beside a headline, as printed: in the element around it, else behind it and before the next."""
    for parent in list(link.parents)[:5]:
        around = [a for a in parent.find_all("a", href=True, limit=12) if id(a) in others and a.get("href") != link.get("href")]
        text = line_of(parent)
        if around or len(text) > _MAX_ITEM:
            break
        marked = next((line_of(n) for n in parent.select(any_case(css))), None)
        seen = seen_date(marked or text)
        if seen is not None:
            return (marked or text)[seen.start : seen.end]
    # Behind the last headline the page goes on: only what stands in an element around several of them is the list's.
    whole = next((p for p in link.parents if any(id(a) in others for a in p.find_all("a", href=True))), None)
    for node in islice(link.next_elements, _MAX_NODES):
        if id(node) in others or whole is None or not any(p is whole for p in node.parents):
            break
        text = str(node) if isinstance(node, NavigableString) and len(node) <= _MAX_DATE else ""
        if seen := seen_date(text):
            return text[seen.start : seen.end]
    return None
