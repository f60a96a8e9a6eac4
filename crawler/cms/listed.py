"""The items of a listing and its next page, for families whose lists differ in names only (survey sections 6, 6.1, 7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem
from crawler.cms.headlines import without_date
from crawler.cms.item_texts import without_texts
from crawler.cms.postback import postback_request
from crawler.cms.surroundings import beside, is_side_box, names_of, says, select_in_order
from crawler.dates_seen import parted_date, seen_date
from crawler.decode import clean_inline
from crawler.html_text import line_of

_PAGER = re.compile(
    r"(?:^|[-_ ])(?:pagination|paginate|paging\w*|pager\w*|page-list|"
    r"pages|page-?nav(?:i|igation)?|page-?numbers?|pagenavi|wp-pagenavi|phan-?trang|"
    r"nav-?links|navigation|rg(?:Pager|NumPart|WrapData)\w*|grid-?pager|gridpager)(?:$|[-_ \d])|"
    r"(?:^|_)(?:lbl|div|tbl|pnl|ul)phan_?trang",
    re.I,
)
_NEXT_WORDS = (
    "next", "next page", "go to next page", "trang sau", "trang tiếp", "trang tiếp theo", "trang kế", "trang kế tiếp", "tiếp",
    "tiếp theo", "sau", "kế tiếp", "đến trang kế", "tới trang kế tiếp", "đến trang sau", "older posts", "older entries",
    "bài cũ hơn", "bài viết cũ hơn", "các bài viết cũ hơn", "cũ hơn", "xem trang sau", "tin cũ hơn", "previous posts",
    "trang cũ hơn",
)  # fmt: skip
_ARROWS = ("›", ">", "→", "&gt;")
_LAST_ARROWS = ("»", ">>")
# A list's first story stands in an element of its own on many themes.
_LEADING = re.compile(r"(?:^|[-_])(?:featured?|leading|lead|first|hero|top-?(?:news|story)|tin-?(?:dau|chinh))(?:$|[-_])", re.I)
_NUMBER = re.compile(r"(?:trang|page|go to page|tới trang|đến trang)?\s*\[?\s*(\d{1,4})\s*\]?", re.I)
_CURRENT = frozenset(("current", "active", "selected", "is-active", "pager-current", "rgcurrentpage", "cpb"))
_SCRIPTED = "a[href], a[onclick], input[type=submit], input[type=button], button"
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
    grouped: dict[str, list[Tag]] = {}
    for link in links:
        target = target_of(link, base)
        if target:
            grouped.setdefault(target, []).append(link)
    out = []
    for target, same in grouped.items():
        best = max(same, key=lambda link: (link.find_parent(_HEADS) is not None, len(line_of(link))))
        box = item_box(best, links, base, held)
        head = best.find(_HEADS)
        one = common.item(best, base)
        # A link around the whole item (picture, headline, teaser) is named by its headline.
        title = line_of(head) if isinstance(head, Tag) and line_of(head) else one.title if one else None
        title = without_date(title)[0] if title else None
        out.append(ListingItem(target, title, _date(box, title, names, dated, said), _lead(box, title, names)))
    return tuple(out)


def item_box(link: Tag, links: list[Tag], base: str, held: set[int]) -> Tag:
    """What holds one item: the family's box (`held`: their ids), else the largest element around the link without another's."""
    own = target_of(link, base)
    others = {id(other) for other in links if target_of(other, base) != own}
    named = next((parent for parent in link.parents if id(parent) in held), None)
    if named is not None and not any(id(a) in others for a in named.find_all("a")):
        return named
    box = link
    for parent in link.parents:
        if parent.name in ("body", "main", "html", "form") or any(id(a) in others for a in parent.find_all("a")):
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


# -- the next page --------------------------------------------------------------------------------------------------------


def find_pager(soup: BeautifulSoup) -> Tag | None:
    """The element of the page numbers: named so, in no side box; the last one (a list may have one above and one below)."""
    found: Tag | None = None
    for tag in soup.find_all(True):
        if not tag.attrs or tag.name in ("body", "html", "a", "input", "em", "strong", "link", "script"):
            continue
        named = any(_PAGER.search(n) for n in names_of(tag)) and _counts(tag)
        aside = any(is_side_box(p) for p in tag.parents if p.name != "nav")
        if named and not aside and (found is None or found not in tag.parents):
            found = tag
    if found is None:
        # Grids of ASP.NET name their pager nowhere: its row is the one with numbers that post.
        posting = next((a for a in soup.select("a[href*=__doPostBack]") if _number(a) is not None and not beside(a)), None)
        found = posting.find_parent(["tr", "ul", "div", "p"]) if posting is not None else None
    return found if isinstance(found, Tag) else None


def _counts(tag: Tag) -> bool:
    """Whether an element's links are page numbers or words for the next page (a menu named `navigation` has none)."""
    links = tag.select(_SCRIPTED)
    return len(links) <= 60 and any(_number(a) is not None or _is_next(a) for a in links)


def next_page(soup: BeautifulSoup, url: str, css: str, pager: Tag | None) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """Address (and form fields, where the pager is a script) of the page after this one; (None, ()) on the last."""
    base = common.base_of(soup, url)
    links = [link for _, found in select_in_order(soup, css) for link in found if not is_disabled(link)] if css else []
    if pager is not None:
        links += _numbered_next(pager, url)
    for link in links:
        target, form = follow(link, soup, url)
        if target and (form or target.split("#")[0] != url.split("#")[0]):
            return target, form
    head = soup.find("link", rel="next", href=True)
    target = common.absolute(base, head.get("href")) if isinstance(head, Tag) else None
    target = target or common.scripted_next(soup, base)
    return (target, ()) if target and target != url else (None, ())


def follow(link: Tag, soup: BeautifulSoup, url: str) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """What a click on a link or button asks for: an address, or the form that its script (or the button itself) sends."""
    request = postback_request(link, soup, url)
    if request is not None:
        return request
    return (common.absolute(common.base_of(soup, url), link.get("href")) if link.name == "a" else None), ()


def is_disabled(link: Tag) -> bool:
    """Whether a pager's link is there but leads nowhere."""
    held = [link, *([link.parent] if link.parent is not None else [])]
    names = {n.lower() for tag in held for n in names_of(tag)}
    return (
        link.has_attr("disabled")
        or not names.isdisjoint(("disabled", "aspnetdisabled", "inactive"))
        or (re.match(r"\s*(?:javascript:)?\s*return\s+false", str(link.get("onclick") or ""), re.I) is not None)
    )


def _number(link: Tag) -> int | None:
    found = _NUMBER.fullmatch(line_of(link) or str(link.get("value") or "").strip())
    return int(found.group(1)) if found else None


def _is_next(link: Tag) -> bool:
    text = line_of(link).strip()
    named = any(re.search(r"(?:^|[-_])next(?:$|[-_])", n, re.I) for n in names_of(link))
    return named or text in _ARROWS or says(link, *_NEXT_WORDS)


def _numbered_next(pager: Tag, url: str) -> list[Tag]:
    """The pager's links that lead to the next page, the surest first: the number one higher, the words, the arrows."""
    links = [link for link in pager.select(_SCRIPTED) if not is_disabled(link)]
    at = current_page(pager, links, url)
    if at is None:
        return [link for link in links if _is_next(link)]
    wanted = [link for link in links if _number(link) == at + 1]
    dots = [link for link in links if line_of(link) in ("...", "…")]
    # "..." stands twice after the first block of numbers: the last one leads on.
    onward = dots[-1:] if dots and (at % 10 == 0 or at % 5 == 0) and (len(dots) > 1 or at <= 10) else []
    arrows = [] if wanted or at == max(filter(None, map(_number, links)), default=0) else [
        link for link in links if line_of(link) in _LAST_ARROWS
    ]  # fmt: skip
    return [*wanted, *(link for link in links if _is_next(link)), *onward, *arrows]


def current_page(pager: Tag, links: list[Tag], url: str) -> int | None:
    """The page's own number: the one marked in the pager, else the number that its links lack, else the address's."""
    for node in pager.find_all(["span", "strong", "b", "em", "li", "a", "td", "input"]):
        named = {n.lower() for n in names_of(node)}
        marked = (
            any(n.endswith(("hientai", "hien-tai")) for n in named)
            or not named.isdisjoint(_CURRENT)
            or node.get("aria-current") in ("page", "true")
        )
        plain = node.name not in ("a", "input") and node.find_parent("a") is None and not node.find("a")
        if (marked or plain) and (number := _number(node)) is not None:
            return number
    shown = {n for n in map(_number, links) if n is not None}
    if shown and min(shown) <= 2 and (gap := next((n for n in range(1, max(shown)) if n not in shown), None)):
        return gap
    return page_of(url)


def page_of(url: str) -> int | None:
    """The page number that an address names (`?page=2`, `/page/2/`, `/trang-2`); 1 where it names none."""
    parts = urlsplit(url)
    for key, value in parse_qsl(parts.query):
        if re.search(r"(?:page|trang|paged|pageindex|currentpage|pg)$", key, re.I) and value.isdigit():
            return int(value)
    found = re.search(r"/(?:page|trang|pageid|currentpage)[-/](\d+)", unquote(parts.path), re.I)
    return int(found.group(1)) if found else 1
