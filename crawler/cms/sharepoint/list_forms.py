"""Links of list views that lead to `_layouts/listform.aspx`, which sends on to the form of the item's list: here they become
that form's address, so that an item has one address (and key) wherever it is listed. Facts: experience."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms.base import Listing, ListingItem

_LISTFORM = re.compile(r"/_layouts/(?:\d+/)?listform\.aspx$", re.I)
# What the script of a list view says of its list: number and folder, in either order.
_SAID = re.compile(r"""\b\w+\.(?P<name>listName|listUrlDir)\s*=\s*(?P<value>"(?:[^"\\]|\\.){1,400}")""")
_VIEW = re.compile(r"^(?P<list>.*/lists/[^/]+)/[^/]+\.aspx$", re.I)


def own_forms(listing: Listing, soup: BeautifulSoup, url: str) -> Listing:
    """A listing whose items stand under the addresses of their lists' own forms, where the page tells which list that is."""
    if not any(_LISTFORM.search(urlsplit(item.url).path) for item in listing.items):
        return listing
    folders = _folders(soup)
    view = _VIEW.match(urlsplit(url).path)
    only = view["list"] if view is not None and not folders else None  # a view's own page, whose scripts say nothing
    return replace(listing, items=tuple(_own_form(item, folders, only, common.base_of(soup, url)) for item in listing.items))


def _own_form(item: ListingItem, folders: dict[str, str], only: str | None, base: str) -> ListingItem:
    parts = urlsplit(item.url)
    asked = {k.lower(): v for k, v in parse_qsl(parts.query)}
    folder = folders.get(asked.get("listid", "").strip("{}").lower(), only)
    if not _LISTFORM.search(parts.path) or folder is None or not asked.get("id", "").isdigit():
        return item
    return replace(item, url=urljoin(base, f"{folder}/DispForm.aspx?ID={asked['id']}"))


def _folders(soup: BeautifulSoup) -> dict[str, str]:
    """Each list's number (GUID in lower case) and its folder, as the scripts of the page's list views say."""
    out: dict[str, str] = {}
    for script in soup.find_all("script"):
        number = folder = ""
        for found in _SAID.finditer(script.string or ""):
            try:
                value = str(json.loads(found["value"]))
            except ValueError:
                continue
            if found["name"] == "listName":
                number = value.strip("{}").lower()
            else:
                folder = quote(value)
            if number and folder.startswith("/"):
                out.setdefault(number, folder)
                number = folder = ""
    return out
