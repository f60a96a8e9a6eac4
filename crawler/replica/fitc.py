"""A FITC portal (Thừa Thiên Huế): one address with a query (`gd` the page's design, `cn` its function, `tc` the article), tables
for layout, classes `TT_*`, comments around the text. Lists page by `&page=`, or by POST as ASP.NET pages do."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.replica import parts
from crawler.replica.answers import Answer, page, redirect
from crawler.replica.site import Category, Item, Site

HEADERS = (("Set-Cookie", "ASP.NET_SessionId=q0w1e2r3t4y5u6i7o8p9a0s1; path=/; HttpOnly"), ("X-AspNet-Version", "2.0.50727"))
FIRST = 129
_PAGER = "ctl16$ctl00$phanTrang"


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    asked = urlsplit(target)
    query = {k: v[0] for k, v in parse_qs(asked.query).items()}
    if asked.path == "/robots.txt":
        return parts.robots(site, "/Admin/")
    if file := parts.file_answer(site, asked.path):
        return file
    if asked.path not in ("/", "/Default.aspx"):
        return not_found(site)
    if "tc" in query:
        return _article(site, query)
    category = _category(site, query.get("cn", ""))
    if category is None:
        return page("fitc/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:4]) for c in site.categories]})
    return _listing(site, category, query.get("page", "1"))


def post(site: Site, target: str, form: dict[str, str]) -> Answer:
    """A click on the second list's pager."""
    category = _category(site, parse_qs(urlsplit(target).query).get("cn", [""])[0])
    if category is None or form.get("__VIEWSTATE") != state_of(category) or form.get("__EVENTTARGET") != _PAGER:
        return Answer(500, b"Runtime Error\n", "text/plain")
    return _listing(site, category, form.get("__EVENTARGUMENT", ""))


def not_found(site: Site) -> Answer:
    return page("fitc/notfound.html", _furniture(site), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    return parts.limited(seconds)


def address(site: Site, item: Item) -> str:
    return f"{site.base}/?gd=1&cn={number_of(site, item.category)}&tc={item.id}"


def number_of(site: Site, slug: str) -> int:
    return FIRST + next(n for n, c in enumerate(site.categories) if c.slug == slug)


def state_of(category: Category) -> str:
    return f"/wEPDwUK{category.slug}=="


def _category(site: Site, number: str) -> Category | None:
    at = int(number) - FIRST if number.isdigit() else -1
    return site.categories[at] if 0 <= at < len(site.categories) else None


def _furniture(site: Site) -> dict[str, Any]:
    own = {"category": None, "number_of": lambda slug: number_of(site, slug), "state": "/wEPDwUK=="}
    return parts.furniture(site, lambda item: address(site, item)) | own


def _article(site: Site, query: dict[str, str]) -> Answer:
    item = site.item(int(query["tc"])) if query["tc"].isdigit() else None
    if item is None or item.kind == "unpublished":
        return not_found(site)
    if item.kind == "external":
        return redirect(item.target or "", 302)
    if item.kind == "soft_404":
        return page("fitc/soft404.html", _furniture(site) | {"item": item})
    words = parts.article_words(site, item, lambda i: address(site, i), ("figure", "table", "centred")[item.id % 3])
    words |= {"number_of": lambda slug: number_of(site, slug), "state": "/wEPDwUK==", "named": item.id % 2 == 1}
    words["body"] = parts.restyled(
        words["body"],
        '<table class="TT_TinChiTiet_DongAnhMinhHoa"><tbody><tr><td>{img}</td></tr>'
        '<tr><td class=" TT_TinChiTiet_MoTaAnh">{text}</td></tr></tbody></table>',
    )
    return parts.shown("fitc/print.html" if query.get("print") == "1" else "fitc/article.html", words, item)


def _listing(site: Site, category: Category, number: str) -> Answer:
    part = parts.part_of(site, category, int(number) if number.isdigit() and number != "0" else 1)
    words = {"category": category, "part": part, "pager": _PAGER, "state": state_of(category)}
    return page("fitc/list.html", _furniture(site) | words)
