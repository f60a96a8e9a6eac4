"""The main list of a listing page of unknown markup: which of the many lists of links it is, and what stands beside its items.

Links that stand alike in one container are a group; the group with most words wins, where teasers, dates and addresses below
the listing's own speak for it and a box's heading ("Tin đọc nhiều") speaks against it. No class name decides alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem
from crawler.cms.density import furniture
from crawler.cms.empty_list import why_empty
from crawler.cms.headlines import Headline, headlines, item_of, own_child, told_beside
from crawler.cms.link_places import container_of, place_in
from crawler.cms.nested import chains
from crawler.cms.page_numbers import is_page_key
from crawler.cms.pagers import next_page, pager_roots, shared_depth
from crawler.decode import fold
from crawler.furniture import is_stop
from crawler.html_text import blocks_of, is_hidden, line_of

_BOX = re.compile(
    r"^\W*(?:(?:các |những )?(?:tin|bài)(?: tức| viết)? (?:mới|nóng|nổi bật|đọc nhiều|xem nhiều|tiêu điểm|khác|liên quan|đã đưa|"
    r"cũ hơn|ảnh|video|vắn|nhanh|hot|cùng chuyên mục)|đọc nhiều|xem nhiều|nổi bật|tiêu điểm|mới nhất|mới cập nhật|thông báo|"
    r"văn bản|liên kết|video|hình ảnh|thư viện|thăm dò|lịch |dịch vụ|chuyên mục|danh mục|menu|quảng cáo|hot news|"
    r"most (?:read|viewed)|latest|popular|recent|trending)",
    re.I,
)
# Boxes that gather articles of all sections; `Thông báo`, `Văn bản` and the like are sections, too.
_NEWS_BOX = re.compile(
    r"\b(?:mới|nóng|nổi bật|đọc nhiều|xem nhiều|tiêu điểm|khác|liên quan|hot|most (?:read|viewed)|latest|popular|"
    r"trending|recent|featured)",
    re.I,
)
_LONG_LEAD = 60
_BOXED = 0.15  # what a box's heading counts against a list
_PAGER = 6.0  # what it counts to stand closest to a pager
_LONGEST_HEADING = 45  # characters of a box's heading
_MOST_LEADERS = 3  # headlines set apart above a list


@dataclass(slots=True, eq=False)
class _Group:
    """Links in like places of one container."""

    container: Tag
    links: list[Tag] = field(default_factory=list)
    items: dict[str, ListingItem] = field(default_factory=dict)
    keyed: float = 0  # a link to another host counts half: lists name those, too


def main_listing(soup: BeautifulSoup, url: str, key_of: Callable[[str], str | None]) -> Listing:
    """The items of the page's main list in page order, and the next page. `key_of`: an address's article key, None for others.

    Links of the main list that have no key are kept, too: what they are shows when they are fetched."""
    links = [h for h in headlines(soup, common.base_of(soup, url)) if not _is_same_list(h.url, url)]
    groups = _groups(links, key_of)
    inside = [g for g in groups if not _beside(g.container, groups)]
    pagers = pager_roots(soup)
    closest = max((_closeness(g, pagers) for g in inside or groups), default=0)
    near_pager = [g for g in inside or groups if closest and _closeness(g, pagers) == closest]
    best = max(inside or groups, key=lambda g: _score(g, url) * (_PAGER if g in near_pager else 1), default=None)
    if best is None or not (best.keyed or all(i.date or i.lead for i in best.items.values())):
        return Listing((), *next_page(soup, url))
    if not _mostly_below(best, url) and (empty := why_empty(soup, best.links[-1], pagers, boxed=_is_news_box(best))):
        return Listing((), empty=empty)
    items = best.items | _set_apart(best, links, url)
    inner = {id(a) for a in best.container.find_all("a")}
    order = {h.url: i for i, h in reversed(list(enumerate(links))) if id(h.link) in inner or h.url not in best.items}
    found = sorted(items.values(), key=lambda item: order.get(item.url, -1))
    return Listing(tuple(found), *next_page(soup, url, best.links[-1]))


def _mostly_below(group: _Group, url: str) -> bool:
    """Whether most articles of a list lie below the page: it is the page's own, whatever stands around it."""
    return sum(1 for i in group.items.values() if _below(i.url, url)) * 2 >= len(group.items)


def _is_news_box(group: _Group) -> bool:
    """Whether a list stands under the heading of a box of news from all sections."""
    return _is_boxed(group) and _NEWS_BOX.search(_heading(group) or "") is not None


def _is_boxed(group: _Group) -> bool:
    """Whether a list stands under the heading of a side box that is not the page's own name."""
    heading = _heading(group)
    return bool(heading and _BOX.match(heading) and not _is_section(heading, group))


def _is_same_list(target: str, url: str) -> bool:
    """Whether an address is the listing's own, another page of it, or with its name added."""
    ours, theirs = urlsplit(url), urlsplit(target)
    told = ("catname", "sname", "title", "name")
    left = [{(k.lower(), v) for k, v in parse_qsl(p.query) if not is_page_key(k)} for p in (ours, theirs)]
    kept = [{(k, v) for k, v in pairs if k not in told} for pairs in left]
    same = ours.netloc.removeprefix("www.") == theirs.netloc.removeprefix("www.") and _stem(ours.path) == _stem(theirs.path)
    return same and kept[0] == kept[1]


def _stem(path: str) -> str:
    """A list's path without the page's number and the ending."""
    return re.sub(r"(?:/(?:page|trang)[-/]?\d+)?(?:\.[a-z]{3,5})?/?$", "", path, flags=re.I).lower()


def _closeness(group: _Group, pagers: list[Tag]) -> int:
    return max((shared_depth(pager, group.links[-1]) for pager in pagers), default=0)


def _groups(links: list[Headline], key_of: Callable[[str], str | None]) -> list[_Group]:
    """The groups of headlines, in page order of their first link; each address once in a container."""
    found: dict[tuple[str, int], _Group] = {}
    taken: set[tuple[int, str]] = set()
    nested = list(chains(links))
    for chain in nested:
        made = found[("", id(chain.container))] = _Group(chain.container)
        for one, nodes in zip(chain.links, chain.nodes, strict=True):
            made.links.append(one.link)
            made.keyed += _weight(one, key_of)
            made.items[one.url] = told_beside(one, nodes)
    chained = {one.url for chain in nested for one in chain.links}
    for one in links:
        if one.url in chained:
            continue
        container = container_of(one.link)
        group = found.setdefault((place_in(one.link, container), id(container)), _Group(container))
        if (id(container), one.url) not in taken:
            taken.add((id(container), one.url))
            group.links.append(one.link)
            group.keyed += _weight(one, key_of)
            group.items[one.url] = item_of(one, container)
    groups = [g for g in found.values() if g.items]
    for group in groups:
        if len(group.items) == 1:
            one = next(h for h in links if h.link is group.links[0])
            group.items = {one.url: item_of(one, group.container, lone=True)}
    return groups


def _weight(one: Headline, key_of: Callable[[str], str | None]) -> float:
    return float(key_of(one.url) is not None) if one.own else 0.5


def _beside(container: Tag, groups: list[_Group]) -> bool:
    """Whether a container stands in an element known by name as menu, side box or footer.

    An element that holds most of the page's lists is the page's frame, whatever it is called."""
    for tag in [container, *container.parents]:
        if tag.name in ("body", "html", "[document]"):
            return False
        if is_hidden(tag):
            return True
        if furniture(tag):
            within = sum(len(g.items) for g in groups if g.container is tag or tag in g.container.parents)
            if within * 10 < 6 * sum(len(g.items) for g in groups):
                return True
    return False


def _score(group: _Group, url: str) -> float:
    """How much a group looks like the page's own list: its words, and what speaks for or against it."""
    items = list(group.items.values())
    count = len(items)
    words = sum(min(len(i.title or ""), 160) for i in items)
    teased = sum(1 for i in items if _is_teased(i)) / count
    dated = sum(1 for i in items if i.date) / count
    below = sum(1 for i in items if _below(i.url, url)) / count
    score = words * (0.3 + 0.7 * group.keyed / count) * (1 + 1.5 * teased) * (1 + 0.5 * dated) * (1 + 1.5 * below)
    return score * (_BOXED if _is_boxed(group) else 1.0)


def _is_teased(item: ListingItem) -> bool:
    return item.lead is not None and len(item.lead) >= _LONG_LEAD


def _below(target: str, url: str) -> bool:
    """Whether an article's address lies below its listing's: by path, or by the section's number in the query."""
    there, here = urlsplit(target), urlsplit(url)
    stem = _stem(here.path)
    if stem.strip("/") and there.path.lower().startswith(stem + "/"):
        return True
    keys = ("catid", "cat", "cid", "pageid", "chuyenmucid", "categoryid", "tabid")
    ours = {(k.lower(), v) for k, v in parse_qsl(here.query) if k.lower() in keys}
    theirs = {(k.lower(), v) for k, v in parse_qsl(there.query) if k.lower() in keys}
    catid = [pair for pair in ours if pair[0] != "pageid"]
    return bool(ours) and (set(catid) <= theirs if catid else bool(ours & theirs))


def _heading(group: _Group) -> str | None:
    """The short line that a list stands under: right before its first item, or before its container (box > content > list)."""
    tag = own_child(group.links[0], group.container)
    for _ in range(4):
        for sibling in tag.find_previous_siblings(True, limit=3):
            if text := line_of(sibling):
                return text if len(text) <= _LONGEST_HEADING else None
        parent = tag.parent
        if parent is None or parent.name in ("td", "body", "html", "[document]", "form"):
            return None
        tag = parent
    return None


def _is_section(heading: str, group: _Group) -> bool:
    """Whether a heading is the page's own: the document's title begins with it ("Thông báo" lists notices there)."""
    root = [*group.container.parents][-1] if group.container.parent else group.container
    title = root.find("title")
    return isinstance(title, Tag) and len(fold(heading)) >= 5 and fold(title.get_text()).startswith(fold(heading))


def _set_apart(best: _Group, links: list[Headline], url: str) -> dict[str, ListingItem]:
    """Headlines of the same list in other markup, above and below it: the newest in larger type, the rest as bare lines.

    Neighbouring elements count up to the first that is a box of its own (by heading, or by items that are not alike)."""
    out: dict[str, ListingItem] = {}
    for forward, link in ((False, best.links[0]), (True, best.links[-1])):
        node, ended = own_child(link, best.container), False
        for _ in range(2):
            for sibling in node.find_next_siblings(True) if forward else node.find_previous_siblings(True):
                items = _alike(sibling, best, links, url) if isinstance(sibling, Tag) and not ended else None
                ended = items is None
                out.update(items or {})
            parent = node.parent
            if ended or parent is None or parent.name in ("td", "body", "html", "[document]", "form", "main"):
                break
            node = parent
    return out


def _alike(sibling: Tag, best: _Group, links: list[Headline], url: str) -> dict[str, ListingItem] | None:
    """The items of an element beside the list; {} where it has none, None where it is a box of its own."""
    opening = next((b.text for b in blocks_of(sibling) if b.text), "")
    if furniture(sibling) or (len(opening) <= _LONGEST_HEADING and (_BOX.match(opening) or is_stop(opening))):
        return None
    inner = {id(a) for a in ([sibling] if sibling.name == "a" else sibling.find_all("a", href=True))}
    items = {h.url: item_of(h, container_of(h.link)) for h in links if id(h.link) in inner and h.url not in best.items}
    teased = all(_is_teased(i) for i in best.items.values())
    told = [i for i in items.values() if _is_teased(i) or (i.date and not teased)]
    elsewhere = {h.url for h in links if not h.own}
    below = [i for i in items.values() if _below(i.url, url) or i.url in elsewhere]
    few = len(items) <= _MOST_LEADERS
    alike = (len(told) == len(items) and (len(below) == len(items) or few)) or (few and len(below) == len(items))
    return items if alike else None
