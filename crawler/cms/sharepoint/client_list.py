"""List views that the browser draws (SharePoint 2013 and newer): the rows stand as JSON in a script of the page, as
`var WPQ2ListData = {"Row": […], "NextHref": "?Paged=TRUE&p_ID=30…"}`. Facts: experience."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem
from crawler.decode import clean_inline

_DATA = re.compile(r"\bWPQ\d+ListData\s*=\s*(?=\{)")
_TITLES = ("Title", "LinkTitle", "LinkTitleNoMenu", "TieuDe")
# Columns that say when an item was published, the surest first; when it was changed says nothing of it.
_DATES = ("PublishedDate", "ArticleStartDate", "NgayDang", "NgayXuatBan", "NgayDangTin", "Created")
_MAX_DATA = 2_000_000  # characters of a script
_MAX_ROWS = 1000


def drawn_list(soup: BeautifulSoup, url: str) -> Listing | None:
    """The items of the longest such list on a page, and its next page; None where no script holds one."""
    base = common.base_of(soup, url)
    best: Listing | None = None
    for script in soup.find_all("script"):
        text = script.string or ""
        for found in _DATA.finditer(text) if len(text) <= _MAX_DATA else ():
            try:
                data = json.JSONDecoder().raw_decode(text, found.end())[0]
            except (ValueError, RecursionError):
                continue
            listing = _listing(data, base, url)
            if listing.items and (best is None or len(listing.items) > len(best.items)):
                best = listing
    return best


def _listing(data: dict[str, object], base: str, url: str) -> Listing:
    rows = data.get("Row")
    items = [_item(row, base) for row in (rows if isinstance(rows, list) else [])[:_MAX_ROWS] if isinstance(row, dict)]
    following = data.get("NextHref")
    target = None
    if isinstance(following, str) and following.startswith("?"):
        target = common.absolute(urlsplit(url)._replace(query="", fragment="").geturl(), following)
    return Listing(tuple(i for i in items if i is not None), target if target != url else None)


def _item(row: dict[str, object], base: str) -> ListingItem | None:
    """One row: a page of a library under its own address, an item of a list under that of its form; folders and files none."""
    path, number = row.get("FileRef"), str(row.get("ID") or "")
    title = next((clean_inline(text) for name in _TITLES if isinstance(text := row.get(name), str) and text.strip()), None)
    if not isinstance(path, str) or not path.startswith("/") or title is None or str(row.get("FSObjType") or "0") != "0":
        return None
    if path.lower().endswith(".aspx"):
        address = urljoin(base, quote(path))
    elif path.endswith("_.000") and number.isdigit():
        address = urljoin(base, quote(path.rpartition("/")[0]) + "/DispForm.aspx?" + urlencode({"ID": number}))
    else:
        return None
    date = next((clean_inline(text) for name in _DATES if isinstance(text := row.get(name), str) and text.strip()), None)
    return ListingItem(address, title, date)
