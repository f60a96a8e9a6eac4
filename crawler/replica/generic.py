"""A portal of a theme made for it alone (ASP.NET pages, tables, no telling names): the general signals have to read it.

One category pages by postback, another by addresses (`Category.layout`: postback, address)."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, Answer, page, redirect, text
from crawler.replica.aspnet import block, clicked, seal
from crawler.replica.body import paragraphs_html
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import PAGE_SIZE, Category, File, Item, Site

HEADERS = (("Set-Cookie", "ASP.NET_SessionId=sample0theme0session0key1; path=/; HttpOnly"),)
SESSION = "ASP.NET_SessionId="
PAGER = "lvTin$dpTrang"
_CAPTIONS = ("table", "centred", "title")


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    parts = urlsplit(target)
    query = {k.lower(): v[0] for k, v in parse_qs(parts.query).items()}
    path = parts.path.lower()
    match path:
        case "/robots.txt":
            return text("User-agent: *\nDisallow: /quantri/\n")
        case "/" | "/trangchu.aspx":
            return page("generic/home.html", _furniture(site) | {"boxes": [(c, site.listed(c)[:3]) for c in site.categories]})
        case "/danhsach.aspx":
            menu = _menu(site, query)
            number = query.get("trang", "1")
            return _list(site, menu, int(number) if number.isdigit() else 1) if menu else not_found(site)
        case "/chitiet.aspx" | "/bantin/print.aspx":
            item = site.item(int(query["id"])) if query.get("id", "").isdigit() else None
            return _article(site, item, path.endswith("/print.aspx"))
    return _file(site, path) if path.startswith("/taptin/") else not_found(site)


def post(site: Site, target: str, form: dict[str, str]) -> Answer:
    """A click on the pager of a list; without the state of its page it is refused."""
    menu = _menu(site, {k.lower(): v[0] for k, v in parse_qs(urlsplit(target).query).items()})
    number = clicked(form, menu.slug, PAGER, _pages(site, menu)) if menu else None
    if menu is None or number is None:
        return Answer(500, b"<html><body><h1>Runtime Error</h1></body></html>")
    return _list(site, menu, number)


def session_lost(site: Site) -> Answer:
    return redirect(f"{site.base}/trangchu.aspx", 302)


def not_found(site: Site) -> Answer:
    return page("generic/notice.html", _furniture(site))


def too_many(site: Site, seconds: int) -> Answer:
    return Answer(429, b"Too Many Requests\n", "text/plain", {"Retry-After": str(seconds)})


def address(site: Site, item: Item, category: str | None = None) -> str:
    """An article's address; the category in it is decoration."""
    menu = site.category(category or item.category)
    return f"{site.base}/chitiet.aspx?cm={site.categories.index(menu) + 3 if menu else 0}&id={item.id}"


def file_address(site: Site, item: Item, file: File) -> str:
    return f"{site.base}/taptin/{item.id}/{quote(file.name)}"


def section_address(site: Site, category: Category) -> str:
    return f"/danhsach.aspx?cm={site.categories.index(category) + 3}"


def _menu(site: Site, query: dict[str, str]) -> Category | None:
    return next((c for i, c in enumerate(site.categories, 3) if query.get("cm") == str(i)), None)


def _furniture(site: Site, menu: Category | None = None) -> dict[str, object]:
    return {
        "site": site,
        "words": site.words,
        "menu": menu,
        "hot": [(i, address(site, i)) for i in site.hot(5)],
        "latest": [(i, address(site, i)) for i in site.items if i.kind == "article"][:7],
        "address": lambda item: address(site, item),
        "section": lambda category: section_address(site, category),
        "clock": _clock,
    }


def _clock(item: Item) -> str:
    """A 12-hour clock, as the server's Vietnamese culture writes it: `3:05 CH`."""
    hour = item.published.hour
    return f"{hour % 12 or 12}:{item.published.minute:02d} {'CH' if hour >= 12 else 'SA'}"


def _article(site: Site, item: Item | None, print_copy: bool) -> Answer:
    if item is None or item.kind in ("unpublished", "soft_404"):
        return not_found(site)
    if item.kind == "external":
        return redirect(item.target or "", 302)
    newer, older = site.neighbours(item)
    words = {
        "item": item,
        "category": site.category(item.category),
        "body": Markup(paragraphs_html(item, item.paragraphs[1:], _CAPTIONS[item.pick("captions", len(_CAPTIONS))])),
        "files": [(f, file_address(site, item, f)) for f in item.files],
        "others": [(i, address(site, i)) for i in [*newer, *older]],
    }
    template = "generic/print.html" if print_copy else "generic/article.html"
    furniture = _furniture(site, site.category(item.category))
    return page(template, furniture | words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def _size(site: Site) -> int:
    return int(site.words.get("page_size", PAGE_SIZE))


def _pages(site: Site, menu: Category) -> int:
    return max(1, -(-len(site.listed(menu)) // _size(site)))


def _list(site: Site, menu: Category, number: int) -> Answer:
    size, pages = _size(site), _pages(site, menu)
    items = site.listed(menu)[(number - 1) * size : number * size]
    here = section_address(site, menu)
    words = {
        "items": [(i, i.target if i.kind == "external" else address(site, i, menu.slug)) for i in items],
        "number": number,
        "pages": pages,
        "here": here,
        "pager": PAGER,
        "block": block(number, pages),
        "state": seal(menu.slug, number),
    }
    return page("generic/list.html", _furniture(site, menu) | words)


def _file(site: Site, path: str) -> Answer:
    for item in site.items:
        for file in item.files:
            if urlsplit(file_address(site, item, file)).path.lower() == path:
                return Answer(200, scanned_pdf(item.id), file.media_type)
    return Answer(404, b"", "text/plain")
