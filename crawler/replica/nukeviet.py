"""A NukeViet 4 portal: addresses, redirects and pages as the stock software gives them.

What an install is like stands in the site's file: `install` is how addresses are written (`rewrite`, the default; `language`:
below /vi/news; `script`: behind /index.php), `theme` the theme (`default`, `egov`), `page_size` the items of a list's page. A
category's `layout` is its kind of list: `page`, `list`, `grid`."""

from __future__ import annotations

import re
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, XML, Answer, page, redirect, text
from crawler.replica.body import paragraphs_html
from crawler.replica.documents import file_bytes
from crawler.replica.site import CAPTION, PAGE_SIZE, Category, Item, Site
from crawler.replica.tcvn3 import to_tcvn3

_ARTICLE = re.compile(r"^/(?P<copy>print/|savefile/)?(?P<category>[a-z0-9-]+)/(?P<slug>[a-z0-9-]*?)-?(?P<id>\d+)\.html$")
_LISTING = re.compile(r"^/(?P<category>[a-z0-9-]+)/(?:page-(?P<page>\d+)/)?$")
HEADERS = (("Set-Cookie", "nv4_sess=0123456789abcdef; path=/; HttpOnly"),)
_CAPTIONS = ("figure", "centred", "table")
_ROOTS = {"rewrite": "", "language": "/vi/news", "script": "/index.php"}
_GENERATORS = {"default": "NukeViet v4.5", "egov": "NukeViet v4.4"}


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    parts = urlsplit(target)
    if found := re.fullmatch(r"(?:/index\.php)?/(robots\.txt|sitemap.*\.xml)", parts.path):
        return _for_robots(site, found[1])
    path = _inner(site, parts.path)
    match path:
        case None:
            return redirect(site.base + "/vi/", 302) if parts.path == "/" else not_found(site)
        case "/":
            return page("nukeviet/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:4]) for c in site.categories]})
        case "/rss/":
            return _rss(site, None)
        case "/feeds/":
            return page("nukeviet/feeds.html", _furniture(site))
    if path.startswith("/rss/"):
        category = site.category(path.removeprefix("/rss/").strip("/"))
        return _rss(site, category) if category else redirect(site.base + "/")
    if found := _ARTICLE.match(path):
        return _article(site, found, parts.path, parse_qs(parts.query))
    if found := _LISTING.match(path):
        return _listing(site, found)
    return not_found(site)


def root(site: Site) -> str:
    """What stands before a category in every address of an install."""
    return _ROOTS[site.words.get("install", "rewrite")]


def _inner(site: Site, path: str) -> str | None:
    """A path without what the install puts before it; None where that is missing and nothing else is meant."""
    if site.words.get("install") != "language":
        return path.removeprefix("/index.php") or "/"
    path = path.removeprefix("/index.php")
    if path in ("/vi", "/vi/"):
        return "/"
    return path.removeprefix("/vi/news") or "/" if path.startswith("/vi/news") else None


def _for_robots(site: Site, name: str) -> Answer:
    """robots.txt, the index of sitemaps, and a sitemap for each language (another language numbers its articles anew)."""
    languages = ["vi", "en"] if site.words.get("install") == "language" else ["vi"]
    if name == "robots.txt":
        return text(_robots(site))
    if name == "sitemap.xml":
        return page("nukeviet/sitemap_index.xml", {"site": site, "languages": languages}, content_type=XML)
    entries = [(i.iso, address(site, i)) for i in _shown(site)]
    if name == "sitemap-en.news.xml" and "en" in languages:
        entries = [(iso, url.replace("/vi/news/", "/en/news/")) for iso, url in entries[:1]]
    elif name != "sitemap-vi.news.xml":
        return not_found(site)
    return page("nukeviet/sitemap.xml", {"entries": entries}, content_type=XML)


def not_found(site: Site) -> Answer:
    """A true 404 whose page leads to the home page after some seconds."""
    return page("nukeviet/notfound.html", _furniture(site), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    answered = page("nukeviet/blocked.html", {"site": site, "seconds": seconds})
    return Answer(429, answered.body, headers={"Retry-After": str(seconds)})


def address(site: Site, item: Item, category: str | None = None) -> str:
    """An article's address, by default the canonical one."""
    return f"{site.base}{root(site)}/{category or item.category}/{item.slug}-{item.id}.html"


def _shown(site: Site) -> list[Item]:
    return [i for i in site.items if i.kind != "unpublished"]


def _robots(site: Site) -> str:
    rules = [f"/{name}/" for name in ("admin", "data", "includes", "install", "modules", "users", "statistics")]
    rules += [f"{root(site)}/{name}/" for name in site.words["disallow"]]
    return "User-agent: *\n" + "".join(f"Disallow: {rule}\n" for rule in rules) + f"Sitemap: {site.base}/sitemap.xml\n"


def _furniture(site: Site) -> dict[str, object]:
    return {
        "site": site,
        "words": site.words,
        "root": root(site),
        "theme": site.words.get("theme", "default"),
        "generator": _GENERATORS[site.words.get("theme", "default")],
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
        return page("nukeviet/print.html", {"item": item, "site": site, "url": address(site, item), "body": _body(site, item)})
    if path.removeprefix("/index.php") != urlsplit(address(site, item)).path.removeprefix("/index.php"):
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
        "body": _body(site, item),
        "photo": _main_photo(item),
        "byline": item.pick("byline", 2) if item.author and not item.author.startswith("Theo") else 1,
        "newer": newer,
        "older": older,
        "broken_time": f"{item.published:%Y-%m-%d}+07{item.published:%H:%M:%S}",
    }
    template = "nukeviet/egov.html" if site.words.get("theme") == "egov" else "nukeviet/article.html"
    return page(template, _furniture(site) | words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def _known(site: Site, category: str) -> bool:
    return site.category(category) is not None or category in site.words["disallow"]


def _main_photo(item: Item) -> str | None:
    """The caption of the picture between lead and body, where the article's second paragraph is a caption."""
    rest = item.paragraphs[1:2]
    return rest[0].removeprefix(CAPTION) if rest and rest[0].startswith(CAPTION) else None


def _body(site: Site, item: Item) -> Markup:
    after = 2 if _main_photo(item) else 1
    captions = _CAPTIONS[item.pick("captions", len(_CAPTIONS))]
    html = paragraphs_html(item, item.paragraphs[after:], captions)
    return Markup(to_tcvn3(html) if item.id in site.words.get("tcvn3", ()) else html)


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
    size = int(site.words.get("page_size", PAGE_SIZE))
    pages = max(1, -(-len(items) // size))
    number = int(found["page"] or 1)
    first = f"{site.base}{root(site)}/{category.slug}/"
    if found["page"] and (number == 1 or number > pages):
        return redirect(first)
    start = (number - 1) * size
    links = [(i, address(site, i, category.slug)) for i in items[start : start + 2 * size]]
    words = {
        "category": category,
        "items": links[:size],
        "more": links[size:],
        "number": number,
        "pages": pages,
        "first": first,
        "page_url": lambda n: first if n == 1 else f"{first}page-{n}/",
    }
    kind = "egov_page" if category.layout == "page" and site.words.get("theme") == "egov" else category.layout
    return page(f"nukeviet/{kind}.html", _furniture(site) | words)
