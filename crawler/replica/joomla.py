"""A Joomla site: addresses and pages as the stock software gives them, with its readiness to answer 200.

What a site is made with stands in its file: `version` (`three`, the default; `five`: modern routing without numbers; `old`: 2.5
without a body's container, addresses behind index.php with the category's number; `k2`: K2 on Joomla 3, with suffix) and
`page_size`. A category's `layout` is its kind of list: `blog`, `table`, or `k2`."""

from __future__ import annotations

import re
from email.utils import format_datetime
from urllib.parse import parse_qs, quote, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, Answer, page, text
from crawler.replica.body import paragraphs_html
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import CAPTION, PAGE_SIZE, Category, Item, Site
from crawler.replica.tcvn3 import to_tcvn3

# Addresses by version: a list, or an article by its number or its alias.
_SEF = {
    "three": re.compile(r"^/(?P<menu>[a-z0-9-]+)(?:/(?P<id>\d+)(?:-[^/]*)?)?$"),
    "five": re.compile(r"^/(?P<menu>[a-z0-9-]+)(?:/(?P<alias>[a-z0-9-]+))?$"),
    "old": re.compile(r"^/(?P<menu>[a-z0-9-]+)(?:/\d+-[a-z0-9-]+)?(?:/(?P<id>\d+)(?:-[^/]*)?)?$"),
    "k2": re.compile(r"^/(?P<menu>[a-z0-9-]+)(?:/item/(?P<id>\d+)(?:-[^/]*)?)?\.html$"),
}
_TEMPLATES = {"three": "", "five": "five_", "old": "old_", "k2": ""}
_RSS = "application/rss+xml; charset=utf-8"
HEADERS = (("Set-Cookie", "9f86d081884c7d659a2feaa0c55ad015=b1946ac92492d2347c6235b4d2611184; path=/; HttpOnly"),)
# A paragraph that ends in an e-mail address, which Joomla hides from robots behind a script.
CLOAKED = "Ý kiến góp ý xin gửi về hộp thư điện tử:"
_CAPTIONS = ("title", "centred", "table")
_RULES = "administrator bin cache cli components includes installation language layouts libraries logs modules plugins tmp"


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    parts = urlsplit(target)
    query = {k: v[0] for k, v in parse_qs(parts.query).items()}
    path = parts.path.removeprefix("/index.php").rstrip("/") or "/"
    if path.startswith(("/images/", "/attachments/", "/component/k2/item/download/")) or "download" in query:
        return _file(site, target)
    if path == "/robots.txt":
        before = "/index.php" if version(site) == "old" else ""
        rules = [*(f"/{name}/" for name in _RULES.split()), *(f"{before}/{name}/" for name in site.words["disallow"])]
        return text("User-agent: *\n" + "".join(f"Disallow: {rule}\n" for rule in rules))
    if path == "/" and query.get("view") == "article":
        return _article(site, _by_number(site, query.get("id", "").split(":")[0]), None, query)
    if path == "/":
        if query.get("format") == "feed":
            return _feed(site, None)
        boxes = [(c, site.listed(c)[:4]) for c in site.categories]
        return page("joomla/home.html", _furniture(site, None, "/") | {"boxes": boxes})
    found = _SEF[version(site)].match(path)
    menu = site.category(found["menu"]) if found else None
    if found is None or (menu is None and found["menu"] not in site.words["disallow"]):
        return not_found(site)
    named = found.groupdict()
    if named.get("alias"):
        return _article(site, next((i for i in site.items if i.slug == named["alias"]), None), menu, query)
    if named.get("id"):
        return _article(site, _by_number(site, named["id"]), menu, query)
    if menu is None:
        return not_found(site)
    return _feed(site, menu) if query.get("format") == "feed" else _listing(site, menu, query)


def not_found(site: Site) -> Answer:
    return page("joomla/notfound.html", {"site": site}, status=404)


def too_many(site: Site, seconds: int) -> Answer:
    """Joomla itself limits nothing; the server before it does."""
    return Answer(429, b"Too Many Requests\n", "text/plain", {"Retry-After": str(seconds)})


def version(site: Site) -> str:
    """What a site is made with."""
    return str(site.words.get("version", "three"))


def _by_number(site: Site, number: str) -> Item | None:
    return site.item(int(number)) if number.isdigit() else None


def address(site: Site, item: Item, menu: str | None = None) -> str:
    """An article's address below a menu entry, by default its category's."""
    at = menu or item.category
    match version(site):
        case "five":
            return f"{site.base}/{at}/{item.slug}"
        case "old":
            return f"{site.base}/index.php/{at}/{_number(site, item)}-{item.category}/{item.id}-{item.slug}"
        case "k2":
            return f"{site.base}/{at}/item/{item.id}-{item.slug}.html"
    return f"{site.base}/{at}/{item.id}-{item.slug}"


def _number(site: Site, item: Item) -> int:
    """The number of an article's category."""
    return 8 + next((i for i, c in enumerate(site.categories) if c.slug == item.category), len(site.categories))


def section_address(site: Site, menu: str) -> str:
    """A list's path."""
    return {"old": f"/index.php/{menu}", "k2": f"/{menu}.html"}.get(version(site), f"/{menu}")


def file_address(site: Site, item: Item, number: str) -> str:
    """The address of an article's file: as the Attachments extension, K2 or Phoca Download give it."""
    name = next(f.name for f in item.files if f.number == number)
    match version(site):
        case "five":
            return f"{address(site, item)}?download={item.id}:{quote(name.rsplit('.', 1)[0].lower().replace(' ', '-'))}"
        case "k2":
            return f"{site.base}/component/k2/item/download/{number}_{item.id:08x}"
    return f"{site.base}/attachments/article/{item.id}/{quote(name)}"


def _file(site: Site, target: str) -> Answer:
    for item in site.items:
        for file in item.files:
            if file_address(site, item, file.number) == site.base + target:
                return Answer(200, scanned_pdf(item.id), file.media_type)
    return not_found(site)


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
        "list_of": lambda slug: section_address(site, slug),
        "k2": version(site) == "k2",
        "written": written_date,
    }


def written_date(item: Item) -> str:
    """`26 Tháng 6 2024`, as the Vietnamese language pack writes it."""
    return f"{item.published.day:02d} Tháng {item.published.month} {item.published.year}"


def _article(site: Site, item: Item | None, menu: Category | None, query: dict[str, str]) -> Answer:
    """Whatever the alias and menu path, the number decides; there is no canonical link."""
    if item is None or item.kind in ("unpublished", "external"):
        return not_found(site)
    furniture = _furniture(site, menu, address(site, item).removeprefix(site.base))
    made = _TEMPLATES[version(site)]
    if item.kind == "soft_404":
        return page(f"joomla/{made}soft404.html", furniture)
    template = f"joomla/{made}print.html" if query.get("tmpl") == "component" else f"joomla/{made}article.html"
    photo = _main_photo(item) if version(site) == "k2" else None
    inner = [p for p in item.paragraphs[1 if photo else 0 :] if p != CLOAKED]
    html = paragraphs_html(item, inner, _CAPTIONS[item.pick("captions", len(_CAPTIONS))])
    newer, older = site.neighbours(item)
    last_line = item.author is not None and item.pick("byline", 2) == 1
    words = {
        "item": item,
        "heading": menu or site.category(item.category),
        "category": site.category(item.category),
        "body": Markup(to_tcvn3(html) if item.id in site.words.get("tcvn3", ()) else html),
        "files": [(f, file_address(site, item, f.number)) for f in item.files],
        "photo": photo,
        "cloaked": CLOAKED if CLOAKED in item.paragraphs else None,
        "last_line": item.author if last_line else None,
        "created_by": item.author if item.author and not last_line else "Super User",
        "previous": newer[-1] if newer else None,
        "following": older[0] if older else None,
    }
    return page(template, furniture | words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def _main_photo(item: Item) -> str | None:
    """The caption of K2's own picture above the text, where the article begins with a caption."""
    first = item.paragraphs[:1]
    return first[0].removeprefix(CAPTION) if first and first[0].startswith(CAPTION) else None


def _listing(site: Site, menu: Category, query: dict[str, str]) -> Answer:
    """A start beyond the end gives 200 with an empty list, and the pager names the last page."""
    items = site.listed(menu)
    size = int(site.words.get("page_size", PAGE_SIZE))
    pages = max(1, -(-len(items) // size))
    value = query.get("start", query.get("limitstart", "0"))
    start = int(value) if value.isdigit() else 0
    links = [(i, _link(site, i, menu.slug)) for i in items[start : start + size + 4]]
    at = section_address(site, menu.slug)
    words = {
        "items": links[:size],
        "more": links[size:],
        "number": min(start // size + 1, pages),
        "pages": pages,
        "page_url": lambda n: at + (f"?start={(n - 1) * size}" if n > 1 else ""),
    }
    return page(f"joomla/{_TEMPLATES[version(site)]}{menu.layout}.html", _furniture(site, menu, at) | words)


def _feed(site: Site, menu: Category | None) -> Answer:
    items = [i for i in (site.listed(menu) if menu else site.items) if i.kind == "article"][:PAGE_SIZE]
    entries = [(i, address(site, i), format_datetime(i.published)) for i in items]
    return page("joomla/rss.xml", {"site": site, "menu": menu, "entries": entries}, content_type=_RSS)
