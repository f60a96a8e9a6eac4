"""Drupal sites, 7 (aliases, `li.pager-next`, tables of files) and 10 (`/node/<n>`, `pager__item--next`, `time[datetime]`): the
site file says which. Pages are counted from 0; a page beyond the last is an empty list with status 200."""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawler.replica import parts
from crawler.replica.answers import XML, Answer, page, redirect
from crawler.replica.site import Category, Item, Site

HEADERS = (("X-Drupal-Cache", "HIT"), ("X-Frame-Options", "SAMEORIGIN"))
_NODE = re.compile(r"^(?:/vi)?/(?P<copy>print/)?(?:node/)?(?P<id>\d+)(?P<copy2>/printable/print)?$")
_FIGURES = {
    "7": '<div class="media-wrap">{img}<blockquote class="image-field-caption"><p>{text}</p></blockquote></div>',
    "10": '<figure role="group" class="caption caption-img align-center">{img}<figcaption>{text}</figcaption></figure>',
}


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    asked = urlsplit(target)
    query = {k: v[0] for k, v in parse_qs(asked.query).items()}
    path = (asked.path.rstrip("/") or "/").removeprefix("/vi") or "/"
    category = site.category(path.strip("/"))
    if category:
        return _listing(site, category, query.get("page", "0"))
    match path:
        case "/":
            return page("drupal/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:4]) for c in site.categories]})
        case "/robots.txt":
            return parts.robots(
                site, "/includes/ /misc/ /modules/ /profiles/ /scripts/ /admin/ /user/login /search/", "/sitemap.xml"
            )
        case "/sitemap.xml":
            return page("wordpress/sitemap.xml", {"items": [(i, address(site, i)) for i in _published(site)]}, content_type=XML)
        case "/rss.xml":
            entries = [(i, address(site, i), format_datetime(i.published)) for i in _published(site)[:10]]
            return page("wordpress/rss.xml", {"site": site, "category": None, "entries": entries}, content_type=XML)
    file = parts.file_answer(site, path)
    return file or _article(site, path)


def not_found(site: Site) -> Answer:
    return page("drupal/notfound.html", _furniture(site), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    return parts.limited(seconds)


def version(site: Site) -> str:
    return str(site.words["version"])


def address(site: Site, item: Item) -> str:
    """Seven has aliases (the usual module), ten has none here."""
    return f"{site.base}/{item.category}/{item.slug}" if version(site) == "7" else f"{site.base}/node/{item.id}"


def _published(site: Site) -> list[Item]:
    return [i for i in site.items if i.kind != "unpublished"]


def _furniture(site: Site) -> dict[str, Any]:
    return parts.furniture(site, lambda item: address(site, item)) | {
        "version": version(site),
        "written": written,
        "category": None,
    }


def written(item: Item) -> str:
    """Drupal's own medium format puts the month first: `T4, 06/26/2024 - 14:05`."""
    short = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")[item.published.weekday()]
    return f"{short}, {item.published:%m/%d/%Y - %H:%M}"


def _article(site: Site, path: str) -> Answer:
    """The node answers at its number and at its alias; the canonical link and the short link tell both."""
    found = _NODE.match(path)
    number = int(found["id"]) if found else None
    slug = path.rsplit("/", 1)[-1]
    item = next((i for i in _published(site) if i.id == number or (number is None and i.slug == slug)), None)
    if item is None:
        return not_found(site)
    if item.kind == "external":
        return redirect(item.target or "", 302)
    if item.kind == "soft_404":
        return page("drupal/soft404.html", _furniture(site) | {"item": item})
    words = parts.article_words(site, item, lambda i: address(site, i), "figure")
    words |= {"version": version(site), "written": written, "visible": item.pick("date", 2) == 1}
    for name in ("body", "rest"):
        words[name] = parts.restyled(words[name], _FIGURES[version(site)])
    copy = found is not None and (found["copy"] or found["copy2"])
    return parts.shown("drupal/print.html" if copy else f"drupal/article{version(site)}.html", words, item)


def _listing(site: Site, category: Category, asked: str) -> Answer:
    number = int(asked) + 1 if asked.isdigit() else 1
    part = parts.part_of(site, category, number)
    first = f"/{category.slug}"
    words = {"category": category, "part": part, "page_url": lambda n: first if n == 1 else f"{first}?page={n - 1}"}
    return page(f"drupal/list_{category.layout}.html", _furniture(site) | words)
