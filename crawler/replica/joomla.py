"""A Joomla 3 site: addresses and pages as the stock software gives them, with its readiness to answer 200."""

from __future__ import annotations

import re
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, Answer, page, text
from crawler.replica.body import paragraphs_html
from crawler.replica.site import PAGE_SIZE, Category, Item, Site

_SEF = re.compile(r"^/(?P<menu>[a-z0-9-]+)(?:/(?P<id>\d+)(?:-[^/]*)?)?$")
_RSS = "application/rss+xml; charset=utf-8"
HEADERS = (("Set-Cookie", "9f86d081884c7d659a2feaa0c55ad015=b1946ac92492d2347c6235b4d2611184; path=/; HttpOnly"),)
_CAPTIONS = ("title", "centred", "table")
_RULES = "administrator bin cache cli components includes installation language layouts libraries logs modules plugins tmp"


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    parts = urlsplit(target)
    query = {k: v[0] for k, v in parse_qs(parts.query).items()}
    path = parts.path.removeprefix("/index.php").rstrip("/") or "/"
    if path == "/robots.txt":
        rules = [*_RULES.split(), *site.words["disallow"]]
        return text("User-agent: *\n" + "".join(f"Disallow: /{r}/\n" for r in rules))
    if path == "/" and query.get("view") == "article":
        return _article(site, query.get("id", "").split(":")[0], None, query)
    if path == "/":
        if query.get("format") == "feed":
            return _feed(site, None)
        boxes = [(c, site.listed(c)[:4]) for c in site.categories]
        return page("joomla/home.html", _furniture(site, None, "/") | {"boxes": boxes})
    found = _SEF.match(path)
    menu = site.category(found["menu"]) if found else None
    if found is None or (menu is None and found["menu"] not in site.words["disallow"]):
        return not_found(site)
    if found["id"]:
        return _article(site, found["id"], menu, query)
    if menu is None:
        return not_found(site)
    return _feed(site, menu) if query.get("format") == "feed" else _listing(site, menu, query)


def not_found(site: Site) -> Answer:
    return page("joomla/notfound.html", {"site": site}, status=404)


def too_many(site: Site, seconds: int) -> Answer:
    """Joomla itself limits nothing; the server before it does."""
    return Answer(429, b"Too Many Requests\n", "text/plain", {"Retry-After": str(seconds)})


def address(site: Site, item: Item, menu: str | None = None) -> str:
    """An article's address below a menu entry, by default its category's."""
    return f"{site.base}/{menu or item.category}/{item.id}-{item.slug}"


def _link(site: Site, item: Item, menu: str | None = None) -> str:
    if item.kind == "external":
        return item.target or ""
    return address(site, item, menu if site.category(item.category) else None)


def _furniture(site: Site, menu: Category | None, here: str) -> dict[str, object]:
    shown = [i for i in site.items if i.kind == "article"]
    return {
        "site": site,
        "words": site.words,
        "menu": menu,
        "here": site.base + here,
        "popular": [(i, address(site, i)) for i in site.hot(5)],
        "latest": [(i, address(site, i)) for i in shown[:5]],
        "address": lambda item: _link(site, item),
        "written": written_date,
    }


def written_date(item: Item) -> str:
    """`26 Tháng 6 2024`, as the Vietnamese language pack writes it."""
    return f"{item.published.day:02d} Tháng {item.published.month} {item.published.year}"


def _article(site: Site, number: str, menu: Category | None, query: dict[str, str]) -> Answer:
    """Whatever the alias and menu path, the number decides; there is no canonical link."""
    item = site.item(int(number)) if number.isdigit() else None
    if item is None or item.kind in ("unpublished", "external"):
        return not_found(site)
    furniture = _furniture(site, menu, f"/{item.category}/{item.id}-{item.slug}")
    if item.kind == "soft_404":
        return page("joomla/soft404.html", furniture)
    template = "joomla/print.html" if query.get("tmpl") == "component" else "joomla/article.html"
    newer, older = site.neighbours(item)
    last_line = item.author is not None and item.pick("byline", 2) == 1
    words = {
        "item": item,
        "heading": menu or site.category(item.category),
        "category": site.category(item.category),
        "body": Markup(paragraphs_html(item, item.paragraphs, _CAPTIONS[item.pick("captions", len(_CAPTIONS))])),
        "last_line": item.author if last_line else None,
        "created_by": item.author if item.author and not last_line else "Super User",
        "previous": newer[-1] if newer else None,
        "following": older[0] if older else None,
    }
    return page(template, furniture | words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def _listing(site: Site, menu: Category, query: dict[str, str]) -> Answer:
    """A start beyond the end gives 200 with an empty list, and the pager names the last page."""
    items = site.listed(menu)
    pages = max(1, -(-len(items) // PAGE_SIZE))
    value = query.get("start", query.get("limitstart", "0"))
    start = int(value) if value.isdigit() else 0
    links = [(i, _link(site, i, menu.slug)) for i in items[start : start + PAGE_SIZE + 4]]
    words = {
        "items": links[:PAGE_SIZE],
        "more": links[PAGE_SIZE:],
        "number": min(start // PAGE_SIZE + 1, pages),
        "pages": pages,
        "page_url": lambda n: f"/{menu.slug}" + (f"?start={(n - 1) * PAGE_SIZE}" if n > 1 else ""),
    }
    return page(f"joomla/{menu.layout}.html", _furniture(site, menu, f"/{menu.slug}") | words)


def _feed(site: Site, menu: Category | None) -> Answer:
    items = [i for i in (site.listed(menu) if menu else site.items) if i.kind == "article"][:PAGE_SIZE]
    entries = [(i, address(site, i), format_datetime(i.published)) for i in items]
    return page("joomla/rss.xml", {"site": site, "menu": menu, "entries": entries}, content_type=_RSS)
