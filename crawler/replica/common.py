"""A portal of the kit whose classes begin `common-` (gialai.gov.vn, moit.gov.vn): slugs without ids, pages by `?page=`.

What is not in the survey (addresses of copies, answers beyond the last page) is plain: copies by `?print=1`, an empty list."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.replica import parts
from crawler.replica.answers import XML, Answer, page, redirect
from crawler.replica.site import Category, Item, Site

HEADERS = (("X-Frame-Options", "SAMEORIGIN"),)


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    asked = urlsplit(target)
    query = {k: v[0] for k, v in parse_qs(asked.query).items()}
    path = asked.path.rstrip("/") or "/"
    if path == "/":
        return page("common/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:4]) for c in site.categories]})
    if path == "/robots.txt":
        return parts.robots(site, "/quan-tri/")
    if path == "/sitemap.xml":
        items = [(i, address(site, i)) for i in site.items if i.kind != "unpublished"]
        return page("wordpress/sitemap.xml", {"items": items}, content_type=XML)
    if file := parts.file_answer(site, path):
        return file
    steps = path.strip("/").split("/")
    category = site.category(steps[1]) if len(steps) > 1 and steps[0] == "tin-tuc" else None
    if category is None:
        return not_found(site)
    return _article(site, steps[2], query) if len(steps) == 3 else _listing(site, category, query.get("page", "1"))


def not_found(site: Site) -> Answer:
    return page("common/notfound.html", _furniture(site), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    return parts.limited(seconds)


def address(site: Site, item: Item) -> str:
    return f"{site.base}/tin-tuc/{item.category}/{item.slug}.html"


def _furniture(site: Site) -> dict[str, Any]:
    return parts.furniture(site, lambda item: address(site, item)) | {"category": None}


def _article(site: Site, name: str, query: dict[str, str]) -> Answer:
    item = next((i for i in site.items if f"{i.slug}.html" == name and i.kind != "unpublished"), None)
    if item is None:
        return not_found(site)
    if item.kind == "external":
        return redirect(item.target or "", 302)
    if item.kind == "soft_404":
        return page("common/soft404.html", _furniture(site) | {"item": item})
    words = parts.article_words(site, item, lambda i: address(site, i), ("figure", "table", "centred")[item.id % 3])
    return parts.shown("common/print.html" if query.get("print") == "1" else "common/article.html", words, item)


def _listing(site: Site, category: Category, number: str) -> Answer:
    part = parts.part_of(site, category, int(number) if number.isdigit() and number != "0" else 1)
    first = f"/tin-tuc/{category.slug}"
    words = {"category": category, "part": part, "page_url": lambda n: first if n == 1 else f"{first}?page={n}"}
    return page("common/list.html", _furniture(site) | words)
