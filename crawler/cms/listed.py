"""The items of a listing and its next page, for families whose lists differ in names only (survey sections 6, 6.1, 7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem
from crawler.cms.headlines import without_date
from crawler.cms.item_texts import without_texts
from crawler.cms.listed_pager import find_pager, next_page
from crawler.cms.surroundings import beside, names_of, select_in_order
from crawler.dates_seen import parted_date, seen_date
from crawler.decode import clean_inline
from crawler.html_text import line_of

# A list's first story stands in an element of its own on many themes.
_LEADING = re.compile(r"(?:^|[-_])(?:featured?|leading|lead|first|hero|top-?(?:news|story)|tin-?(?:dau|chinh))(?:$|[-_])", re.I)
_HEADS = ("h1", "h2", "h3", "h4", "h5")


@dataclass(frozen=True, slots=True)
class Names:
    """How a family names the parts of its lists (CSS). `links`: the headlines' links; `boxes`: what holds one item; `date`,
    `lead`: inside a box; `main`: elements that hold the list, the surest first; `following`: the link to the next page;
    `leading`: what holds a list's first stories where they stand apart from the others; `text`: what holds an item's own text,
    whose headings may be links to anywhere (lists that print whole articles)."""

    links: str
    boxes: str = ""
    date: str = ""
    lead: str = ""
    main: str = ""
    following: str = ""
    leading: str = ""
    text: str = ""


Wanted = Callable[[str], bool]
Dated = Callable[[Tag], str | None]
Said = Callable[[str], str | None]


def printed_date(node: Tag) -> str | None:
    """The date as an element prints it, else as its attribute has it."""
    if parted := parted_date(list(node.stripped_strings)):
        return parted
    return date_in(line_of(node)) or common.machine_date(node)


def date_in(text: str) -> str | None:
    """The first date of a text, as printed."""
    seen = seen_date(text)
    return text[seen.start : seen.end] if seen else None


def read_listing(
    soup: BeautifulSoup, url: str, names: Names, wanted: Wanted, dated: Dated = printed_date, said: Said = date_in
) -> Listing:
    """The list's items in page order and its next page. `wanted`: whether an address can be an article's; `dated`: the date of
    one of the family's date elements; `said`: the date in an item's text where it has no such element.

    Links to other hosts are kept: the crawl records that it refuses them."""
    base = common.base_of(soup, url)
    pager = find_pager(soup)
    links = _main_links(soup, base, names, wanted, pager)
    following, form = next_page(soup, url, names.following, pager)
    held = {id(box) for box in soup.select(names.boxes)} if names.boxes else set()
    return Listing(items_of(links, base, names, held, dated, said), following, form)


def _main_links(soup: BeautifulSoup, base: str, names: Names, wanted: Wanted, pager: Tag | None) -> list[Tag]:
    """The headlines of the page's own list: in the family's main element, else in the smallest element around the pager."""
    found: list[Tag] = []
    for link in soup.select(names.links):
        target = target_of(link, base)
        if not target or beside(link) or link.find_parent("thead") is not None:  # a table's column headings sort it
            continue
        foreign = urlsplit(target).netloc != urlsplit(base).netloc
        # Links to other hosts are headlines only where they are as long as one: the rest are buttons for sharing.
        if len(line_of(link)) >= 20 if foreign else wanted(target):
            found.append(link)
    if names.text:
        found = without_texts(found, soup.select(names.boxes), soup.select(names.text))
    for one, mains in select_in_order(soup, names.main) if names.main else ():
        inside = [link for link in found if any(main in link.parents for main in mains)]
        if inside and one:
            found = inside
            break
    own = {id(link) for link in _around(pager, found)}
    if own and names.leading:
        own |= {id(a) for box in soup.select(names.leading) for a in box.find_all("a")}
    return [link for link in found if id(link) in own] if own else found


def target_of(link: Tag, base: str) -> str | None:
    """Where a link leads, whatever part of the page it names (`#comments`)."""
    target = common.absolute(base, link.get("href"))
    return target.split("#")[0] if target else None


def _around(pager: Tag | None, links: list[Tag]) -> list[Tag]:
    """The links in the smallest element that holds the pager and any of them, and the lead story above it."""
    for parent in pager.parents if pager is not None else ():
        inside = [link for link in links if parent in link.parents]
        if inside:
            leading = [n for n in parent.previous_siblings if isinstance(n, Tag) and any(_LEADING.search(c) for c in names_of(n))]
            own = {id(link) for link in inside}
            return [link for link in links if id(link) in own or any(n in link.parents for n in leading)]
    return []


def items_of(
    links: list[Tag], base: str, names: Names, held: set[int], dated: Dated, said: Said = date_in
) -> tuple[ListingItem, ...]:
    """One item an address: the link with the headline's text counts, not the picture's or `read more`."""
    targets = {id(link): target_of(link, base) for link in links}  # read once for all items of the page
    grouped: dict[str, list[Tag]] = {}
    for link in links:
        if target := targets[id(link)]:
            grouped.setdefault(target, []).append(link)
    out = []
    for target, same in grouped.items():
        best = max(same, key=lambda link: (link.find_parent(_HEADS) is not None, len(line_of(link))))
        box = item_box(best, targets, held)
        head = best.find(_HEADS)
        one = common.item(best, base)
        # A link around the whole item (picture, headline, teaser) is named by its headline.
        title = line_of(head) if isinstance(head, Tag) and line_of(head) else one.title if one else None
        title = without_date(title)[0] if title else None
        out.append(ListingItem(target, title, _date(box, title, names, dated, said), _lead(box, title, names)))
    return tuple(out)


def item_box(link: Tag, targets: Mapping[int, str | None], held: set[int]) -> Tag:
    """What holds one item: the family's box (`held`: their ids), else the largest element around the link without another's.

    `targets`: where this and the other items' links lead, by the links' ids."""
    own = targets[id(link)]
    named = next((parent for parent in link.parents if id(parent) in held), None)
    if named is not None and not any(targets.get(id(a), own) != own for a in named.find_all("a")):
        return named
    box = link
    for parent in link.parents:
        if parent.name in ("body", "main", "html", "form") or any(targets.get(id(a), own) != own for a in parent.find_all("a")):
            break
        box = parent
    return box


def _date(box: Tag, title: str | None, names: Names, dated: Dated, said: Said) -> str | None:
    """The date beside a headline: of the family's elements, else of the item's text (never of its title)."""
    for _, nodes in select_in_order(box, names.date) if names.date else ():
        for node in nodes:
            if found := dated(node):
                return found
    text = line_of(box)
    at = len(title or "") if title and text.startswith(title.rstrip(" .…")) else 0
    for part in (text[at:], text):
        if len(text) <= 1500 and (found := said(part)):
            return found
    return None


def _lead(box: Tag, title: str | None, names: Names) -> str | None:
    for node in box.select(names.lead) if names.lead else []:
        text = clean_inline(line_of(node))
        if len(text) >= 20 and text != title:
            return text
    return None
