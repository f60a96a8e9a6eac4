"""The pager of a listing whose family names its parts: its element, the page's own number, and what leads to the next page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.postback import postback_request
from crawler.cms.surroundings import beside, is_side_box, names_of, says, select_in_order
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
_NUMBER = re.compile(r"(?:trang|page|go to page|tới trang|đến trang)?\s*\[?\s*(\d{1,4})\s*\]?", re.I)
_CURRENT = frozenset(("current", "active", "selected", "is-active", "pager-current", "rgcurrentpage", "cpb"))
_SCRIPTED = "a[href], a[onclick], input[type=submit], input[type=button], button"


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
