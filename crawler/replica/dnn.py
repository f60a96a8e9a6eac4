"""A DotNetNuke site: pages by tab number, a news module whose lists page by POST (a Telerik grid and a GridView), print copies.

The page number is kept in a signed view state, which every answer renews: a POST without a valid one is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.replica import parts
from crawler.replica.answers import Answer, page, redirect
from crawler.replica.site import Category, Item, Site

HEADERS = (
    ("Set-Cookie", ".ASPXANONYMOUS=QmFuZG9jYW5kYW5o; path=/; HttpOnly"),
    ("Set-Cookie", "language=vi-VN; path=/"),
    ("X-AspNet-Version", "4.0.30319"),
)
FIRST_TAB = 119
_KEY = b"replica of a DotNetNuke site"
_PAGER = "dnn$ctr500$ViewNews$grdNews"


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    given = _given(target)
    path = urlsplit(target).path
    if path in ("/", "/Default.aspx") and "tabid" not in given:
        return page("dnn/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:4]) for c in site.categories]})
    if path == "/robots.txt":
        return parts.robots(site, "/admin/ /App_Data/ /bin/ /Install/ /Providers/")
    if file := parts.file_answer(site, path):
        return file
    category = _category(site, given.get("tabid", ""))
    if category is None:
        return not_found(site)
    if "itemid" in given:
        return _article(site, given)
    return _listing(site, category, 1)


def post(site: Site, target: str, form: dict[str, str]) -> Answer:
    """A click on a pager: the view state says which list and page it was made on, the event which page is wanted."""
    category = _category(site, _given(target).get("tabid", ""))
    state = _opened(form.get("__VIEWSTATE", ""))
    if category is None or state is None or state[0] != category.slug or "__EVENTVALIDATION" not in form:
        return Answer(500, b"Validation of viewstate MAC failed.\n", "text/plain")
    if form.get("__EVENTTARGET") == _PAGER and (found := re.fullmatch(r"Page\$(\d+)", form.get("__EVENTARGUMENT", ""))):
        return _listing(site, category, int(found[1]))
    if form.get("__EVENTTARGET") == _PAGER + "$ctl03$ctl02":
        return _listing(site, category, state[1] + 1)
    return _listing(site, category, state[1])


def not_found(site: Site) -> Answer:
    return page("dnn/notfound.html", _furniture(site), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    return parts.limited(seconds)


def address(site: Site, item: Item) -> str:
    return f"{site.base}/{item.category}/tabid/{tab_of(site, item.category)}/ItemID/{item.id}/Default.aspx"


def tab_of(site: Site, slug: str) -> int:
    return FIRST_TAB + next(n for n, c in enumerate(site.categories) if c.slug == slug)


def _category(site: Site, tab: str) -> Category | None:
    at = int(tab) - FIRST_TAB if tab.isdigit() else -1
    return site.categories[at] if 0 <= at < len(site.categories) else None


def _given(target: str) -> dict[str, str]:
    """Names (in lower case) and values of the path read in pairs, and of the query."""
    parts_ = urlsplit(target)
    steps = [unquote(s) for s in parts_.path.split("/") if s]
    pairs = {k.lower(): v for k, v in pairwise(steps)}
    return pairs | {k.lower(): v for k, v in parse_qsl(parts_.query)}


def _signed(slug: str, number: int) -> str:
    said = f"{slug}|{number}"
    return base64.b64encode(f"{said}|{_mac(said)}".encode()).decode()


def _opened(state: str) -> tuple[str, int] | None:
    """List and page of a view state; None where it is not one of ours."""
    try:
        slug, number, mac = base64.b64decode(state, validate=True).decode().split("|")
    except ValueError:
        return None
    return (slug, int(number)) if hmac.compare_digest(mac, _mac(f"{slug}|{number}")) else None


def _mac(said: str) -> str:
    return hmac.new(_KEY, said.encode(), hashlib.sha256).hexdigest()


def _furniture(site: Site, state: str = "") -> dict[str, Any]:
    words = parts.furniture(site, lambda item: address(site, item))
    return words | {"state": state or _signed("", 0), "category": None, "tab_of": lambda slug: tab_of(site, slug), "here": "/"}


def _article(site: Site, given: dict[str, str]) -> Answer:
    number = given["itemid"]
    item = site.item(int(number)) if number.isdigit() else None
    if item is None or item.kind == "unpublished":
        return not_found(site)
    if item.kind == "external":
        return redirect(item.target or "", 302)
    if item.kind == "soft_404":
        return page("dnn/soft404.html", _furniture(site) | {"item": item})
    form = ("table", "centred", "figure")[item.id % 3]
    words = parts.article_words(site, item, lambda i: address(site, i), form)
    words |= {
        "state": _signed(item.category, 0),
        "tab_of": lambda slug: tab_of(site, slug),
        "here": urlsplit(address(site, item)).path,
    }
    if "dnnprintmode" in given or "skinsrc" in given:
        return parts.shown("dnn/print.html", words, item)
    return parts.shown(f"dnn/article_{('ids', 'easydnn', 'plain')[item.id % 3]}.html", words, item)


def _listing(site: Site, category: Category, number: int) -> Answer:
    part = parts.part_of(site, category, number)
    here = f"/{category.slug}/tabid/{tab_of(site, category.slug)}/Default.aspx"
    words = _furniture(site, _signed(category.slug, number)) | {"category": category, "part": part, "pager": _PAGER, "here": here}
    return page(f"dnn/list_{category.layout}.html", words)
