"""A NukeViet 4.5 portal: addresses, redirects and pages as the stock software gives them (default theme)."""

from __future__ import annotations

import re
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, XML, Answer, page, redirect, text
from crawler.replica.body import paragraphs_html
from crawler.replica.documents import file_bytes
from crawler.replica.site import CAPTION, PAGE_SIZE, Category, Item, Site

_ARTICLE = re.compile(r"^/(?P<copy>print/|savefile/)?(?P<category>[a-z0-9-]+)/(?P<slug>[a-z0-9-]*?)-?(?P<id>\d+)\.html$")
_LISTING = re.compile(r"^/(?P<category>[a-z0-9-]+)/(?:page-(?P<page>\d+)/)?$")
HEADERS = (("Set-Cookie", "nv4_sess=0123456789abcdef; path=/; HttpOnly"),)
_CAPTIONS = ("figure", "centred", "table")


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    parts = urlsplit(target)
    path = parts.path.removeprefix("/index.php") or "/"
    match path:
        case "/":
            return page("nukeviet/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:4]) for c in site.categories]})
        case "/robots.txt":
            return text(_robots(site))
        case "/sitemap.xml":
            return page("nukeviet/sitemap_index.xml", {"site": site}, content_type=XML)
        case "/sitemap-vi.news.xml":
            return page("nukeviet/sitemap.xml", {"items": [(i, address(site, i)) for i in _shown(site)]}, content_type=XML)
        case "/rss/":
            return _rss(site, None)
        case "/feeds/":
            return page("nukeviet/feeds.html", _furniture(site))
    if path.startswith("/rss/"):
        category = site.category(path.removeprefix("/rss/").strip("/"))
        return _rss(site, category) if category else redirect(site.base + "/")
    if found := _ARTICLE.match(path):
        return _article(site, found, path, parse_qs(parts.query))
    if found := _LISTING.match(path):
        return _listing(site, found)
    return not_found(site)


def not_found(site: Site) -> Answer:
    """A true 404 whose page leads to the home page after some seconds."""
    return page("nukeviet/notfound.html", _furniture(site), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    answered = page("nukeviet/blocked.html", {"site": site, "seconds": seconds})
    return Answer(429, answered.body, headers={"Retry-After": str(seconds)})


def address(site: Site, item: Item, category: str | None = None) -> str:
    """An article's address, by default the canonical one."""
    return f"{site.base}/{category or item.category}/{item.slug}-{item.id}.html"


def _shown(site: Site) -> list[Item]:
    return [i for i in site.items if i.kind != "unpublished"]


def _robots(site: Site) -> str:
    rules = ["admin", "data", "includes", "install", "modules", "users", "statistics", *site.words["disallow"]]
    return "User-agent: *\n" + "".join(f"Disallow: /{r}/\n" for r in rules) + f"Sitemap: {site.base}/sitemap.xml\n"


def _furniture(site: Site) -> dict[str, object]:
    return {
        "site": site,
        "words": site.words,
        "hot": [(i, address(site, i)) for i in site.hot()],
        "fresh": [(i, address(site, i)) for i in _shown(site)[:5]],
        "address": lambda item: address(site, item),
    }


def _rss(site: Site, category: Category | None) -> Answer:
    items = [i for i in (site.listed(category) if category else list(site.items)) if i.kind != "unpublished"][:20]
    # The stock feed prints the month where the minutes belong.
    dates = [format_datetime(i.published.replace(minute=i.published.month)) for i in items]
    entries = [(i, address(site, i), d) for i, d in zip(items, dates, strict=True)]
    return page("nukeviet/rss.xml", {"site": site, "category": category, "entries": entries}, content_type=XML)


def _article(site: Site, found: re.Match[str], path: str, query: dict[str, list[str]]) -> Answer:
    item = site.item(int(found["id"]))
    if item is None or item.kind == "unpublished" or not _known(site, found["category"]):
        return not_found(site)
    if found["copy"]:
        return page("nukeviet/print.html", {"item": item, "site": site, "url": address(site, item), "body": _body(item)})
    if path != urlsplit(address(site, item)).path:
        return redirect(address(site, item))
    if item.kind == "external":
        return redirect(item.target or "", 302)
    if item.kind == "soft_404":
        return page("nukeviet/soft404.html", _furniture(site))
    if query.get("download") == ["1"]:
        return _file(site, item, query.get("id", ["0"])[0])
    newer, older = site.neighbours(item)
    words = {
        "item": item,
        "url": address(site, item),
        "category": site.category(item.category),
        "body": _body(item),
        "photo": _main_photo(item),
        "byline": item.pick("byline", 2) if item.author and not item.author.startswith("Theo") else 1,
        "newer": newer,
        "older": older,
        "broken_time": f"{item.published:%Y-%m-%d}+07{item.published:%H:%M:%S}",
    }
    return page("nukeviet/article.html", _furniture(site) | words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def _known(site: Site, category: str) -> bool:
    return site.category(category) is not None or category in site.words["disallow"]


def _main_photo(item: Item) -> str | None:
    """The caption of the picture between lead and body, where the article's second paragraph is a caption."""
    rest = item.paragraphs[1:2]
    return rest[0].removeprefix(CAPTION) if rest and rest[0].startswith(CAPTION) else None


def _body(item: Item) -> Markup:
    after = 2 if _main_photo(item) else 1
    captions = _CAPTIONS[item.pick("captions", len(_CAPTIONS))]
    return Markup(paragraphs_html(item, item.paragraphs[after:], captions))


def _file(site: Site, item: Item, number: str) -> Answer:
    file = next((f for f in item.files if f.number == number), None)
    if file is None:
        return not_found(site)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Answer(200, file_bytes(file, item.id), file.media_type, headers)


def _listing(site: Site, found: re.Match[str]) -> Answer:
    category = site.category(found["category"])
    if category is None:
        return redirect(site.base + "/")
    items = site.listed(category)  # a cached block may still name an unpublished one
    pages = max(1, -(-len(items) // PAGE_SIZE))
    number = int(found["page"] or 1)
    first = f"{site.base}/{category.slug}/"
    if found["page"] and (number == 1 or number > pages):
        return redirect(first)
    start = (number - 1) * PAGE_SIZE
    links = [(i, address(site, i, category.slug)) for i in items[start : start + 2 * PAGE_SIZE]]
    words = {
        "category": category,
        "items": links[:PAGE_SIZE],
        "more": links[PAGE_SIZE:],
        "number": number,
        "pages": pages,
        "first": first,
        "page_url": lambda n: first if n == 1 else f"{first}page-{n}/",
    }
    return page(f"nukeviet/{category.layout}.html", _furniture(site) | words)
