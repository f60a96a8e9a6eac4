"""The page numbers that addresses of listings carry, in query or path (docs/portals survey, sections 1 to 7, "Pagination")."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup

from crawler.cms import common

_PAGE_KEY = re.compile(r"^(?:p|pg|trang|paged|cur|\w*page(?:index|no|num|number|_?id)?|\w*_cur|so-?trang|currentpage)$", re.I)
_PAGE_PATH = re.compile(r"(?:/|[-_])(?:page|trang|p|pages)[-/_]?(\d{1,4})(?:\.[a-z]{3,5})?/?$", re.I)
_MORE = re.compile(
    r"^\W*(?:xem|tải|hiển thị|đọc|load|show|view)\s+(?:thêm|tiếp|more)(?:\s+(?:các\s+)?(?:tin|bài)(?:\s+(?:bài|viết|tức|khác))?)?"
    r"\W*$",
    re.I,
)
_LONGEST = 60  # characters of a button's label


def is_page_key(key: str) -> bool:
    """Whether a query's key carries a page number; `pageid` names a page of the site."""
    return _PAGE_KEY.match(key) is not None and not key.lower().endswith("pageid")


def page_number(url: str) -> int | None:
    """The page number that an address carries in its query (`?page=2`, `…_cur=2`) or path (`/trang-2`), or None."""
    parts = urlsplit(url)
    for key, value in parse_qsl(parts.query):
        if is_page_key(key) and value.isdigit() and len(value) <= 4:
            return int(value)
    found = _PAGE_PATH.search(parts.path)
    return int(found.group(1)) if found else None


def load_more(soup: BeautifulSoup, base: str, url: str) -> str | None:
    """Where a button below the list that loads more of it leads: an address of this list with the next page's number.

    An item's own link says `Xem thêm`, too; it leads to the item."""
    following = (page_number(url) or 1) + 1
    for link in soup.find_all("a", href=True):
        label = link.get_text(" ")
        target = common.absolute(base, link.get("href")) if len(label) <= _LONGEST and _MORE.match(label.strip()) else None
        if target and page_number(target) == following and _list_path(target) == _list_path(url):
            return target
    return None


def _list_path(url: str) -> str:
    """A list's address without the part that numbers its pages."""
    parts = urlsplit(url)
    return parts.netloc.lower() + _PAGE_PATH.sub("", parts.path).rstrip("/").lower()
