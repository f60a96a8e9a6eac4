"""A VNPT multi-site portal, or (site setting `branch`: forms) a portal of its WebForms branch.

Addresses and behaviour: docs/portals survey, sections 5 and 7. The markup is not known from any source: three themes with
neutral names (site setting `theme`: blocks, tables; the forms branch has its own), the words of section 0, sample a."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qs, urlencode, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, Answer, page, redirect, text
from crawler.replica.aspnet import block, clicked, delta, seal
from crawler.replica.body import paragraphs_html
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import PAGE_SIZE, Category, File, Item, Site

HEADERS = (("Set-Cookie", "ASP.NET_SessionId=k3vq0hx5j2mz1w4typ0sample; path=/; HttpOnly"),)
SESSION = "ASP.NET_SessionId="
PAGER = "ctl00$cphMain$ctl01$pgList"
_CAPTIONS = ("centred", "table", "figure")
_SLUG = 65  # characters of a slug before it is cut
_LIST_PAGE = re.compile(r"^(?P<path>.*?)/trang-(?P<page>\d+)$")


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    parts = urlsplit(target)
    query = {k.lower(): v[0] for k, v in parse_qs(parts.query).items()}
    path = parts.path.rstrip("/") or "/"
    if path == "/robots.txt":
        return text("User-agent: *\nDisallow: /admin/\n" + "".join(f"Disallow: /{r}/\n" for r in site.words["disallow"]))
    if path.startswith("/upload/"):
        return _upload(site, path)
    return _forms(site, path, query) if _is_forms(site) else _multi(site, path, query)


def post(site: Site, target: str, form: dict[str, str]) -> Answer:
    """A click on the pager of a list. A form without the page's state, or with one of another page, is refused."""
    query = {k.lower(): v[0] for k, v in parse_qs(urlsplit(target).query).items()}
    menu = _by_number(site, query.get("catid", ""))
    if not _is_forms(site) or menu is None:
        return not_found(site)
    number = clicked(form, menu.slug, PAGER, _pages(site, menu))
    if number is None:
        return page("vnpt/viewstate.html", {"site": site}, status=500)
    whole = _list(site, menu, number, target)
    return _partial(whole, menu, number, target) if menu.slug in site.words.get("partial", []) else whole


def session_lost(site: Site) -> Answer:
    """A POST without the session's cookie."""
    return page("vnpt/viewstate.html", {"site": site}, status=500)


def not_found(site: Site) -> Answer:
    """Unknown addresses get a notice inside the normal page, with status 200."""
    words = {"notice": "Nội dung bạn tìm không tồn tại hoặc đã bị gỡ."}
    return page(f"vnpt/{_theme(site)}_notice.html", _furniture(site, None) | words)


def too_many(site: Site, seconds: int) -> Answer:
    return Answer(429, b"Too Many Requests\n", "text/plain", {"Retry-After": str(seconds)})


def address(site: Site, item: Item, category: str | None = None) -> str:
    """An article's address, by default below its own category."""
    slug = category or item.category
    if _is_forms(site):
        menu = site.category(slug)
        query = {
            "sid": site.words["site"],
            "sname": site.words["short"],
            "pageid": site.words["page"],
            "catid": _number(site, menu) if menu else 0,
            "id": item.id,
            "title": item.slug[:_SLUG],
        }
        return f"{site.base}/mDefault.aspx?{urlencode(query)}"
    return f"{site.base}/{_path(site, slug)}/{item.slug[:_SLUG]}.html"


def file_address(site: Site, item: Item, file: File) -> str:
    """An attachment's address: the site's number, the day, the name with some digits of a hash."""
    stem, _, kind = file.name.rpartition(".")
    mark = hashlib.sha256(f"{item.id}/{file.name}".encode()).hexdigest()[:5]
    name = re.sub(r"\W+", "-", stem)
    return f"{site.base}/upload/{site.words['site']}/{item.published:%Y%m%d}/{name}_{mark}.{kind}"


def section_address(site: Site, category: Category) -> str:
    if _is_forms(site):
        number = _number(site, category)
        return f"/mDefault.aspx?sid={site.words['site']}&pageid={site.words['page']}&catid={number}&catname={category.slug}"
    return f"/{_path(site, category.slug)}"


def _is_forms(site: Site) -> bool:
    return bool(site.words.get("branch") == "forms")


def _theme(site: Site) -> str:
    return "forms" if _is_forms(site) else str(site.words["theme"])


def _path(site: Site, slug: str) -> str:
    return str(site.words.get("paths", {}).get(slug, slug))


def _number(site: Site, category: Category) -> int:
    return 71010 + site.categories.index(category)


def _by_number(site: Site, number: str) -> Category | None:
    return next((c for c in site.categories if str(_number(site, c)) == number), None)


def _shown(site: Site) -> list[Item]:
    return [i for i in site.items if i.kind not in ("unpublished", "external")]


def _link(site: Site, item: Item, category: str | None = None) -> str:
    """Where a list's link leads; what belongs to no public category stands below its own path."""
    if item.kind == "external":
        return item.target or ""
    return address(site, item, category if site.category(item.category) else None)


def _furniture(site: Site, menu: Category | None) -> dict[str, object]:
    shown = _shown(site)
    return {
        "site": site,
        "words": site.words,
        "menu": menu,
        "hot": [(i, address(site, i)) for i in site.hot(6)],
        "latest": [(i, address(site, i)) for i in shown[:6]],
        "address": lambda item: _link(site, item),
        "section": lambda category: section_address(site, category),
        "picture": lambda item: f"/upload/{site.words['site']}/fck/{site.words['short']}/anh-{item.id}.jpg",
    }


def _multi(site: Site, path: str, query: dict[str, str]) -> Answer:
    """Lists and articles by path. The slug decides: a menu's prefix and another section's path give the same page."""
    path = path.lower().removeprefix("/menu-second")
    if path in ("", "/"):
        boxes = [(c, site.listed(c)[:3]) for c in site.categories]
        return page(f"vnpt/{_theme(site)}_home.html", _furniture(site, None) | {"boxes": boxes})
    if path.endswith(".html"):
        slug = path.rsplit("/", 1)[-1].removesuffix(".html").rstrip("-")
        item = next((i for i in site.items if i.slug[:_SLUG].rstrip("-") == slug), None)
        return _article(site, item, query)
    paged = _LIST_PAGE.match(path)
    path, number = (paged["path"], paged["page"]) if paged else (path, query.get("page", "1"))
    menu = next((c for c in site.categories if f"/{_path(site, c.slug)}" == path), None)
    if menu is None or not number.isdigit():
        return not_found(site)
    return _list(site, menu, max(int(number), 1), path)


def _forms(site: Site, path: str, query: dict[str, str]) -> Answer:
    if path == "/" or (path.lower() in ("/default.aspx", "/mdefault.aspx") and not set(query) - {"sid", "sname"}):
        boxes = [(c, site.listed(c)[:3]) for c in site.categories]
        return page("vnpt/forms_home.html", _furniture(site, None) | {"boxes": boxes})
    if path.lower() != "/mdefault.aspx":
        return not_found(site)
    if query.get("id"):
        return _article(site, site.item(int(query["id"])) if query["id"].isdigit() else None, query)
    menu = _by_number(site, query.get("catid", ""))
    return _list(site, menu, 1, section_address(site, menu)) if menu else not_found(site)


def _article(site: Site, item: Item | None, query: dict[str, str]) -> Answer:
    if item is None or item.kind in ("unpublished", "soft_404"):
        return not_found(site)
    if item.kind == "external":
        return redirect(item.target or "", 302)
    newer, older = site.neighbours(item)
    html = paragraphs_html(item, item.paragraphs[1:], _CAPTIONS[item.pick("captions", len(_CAPTIONS))])
    uploads = f"/upload/{site.words['site']}/{item.published:%Y%m%d}/"
    words = {
        "item": item,
        "own": address(site, item),
        "category": site.category(item.category),
        "body": Markup(re.sub(r"/uploads/news/\d{4}_\d\d/", uploads, html)),
        "files": [(f, file_address(site, item, f)) for f in item.files],
        "others": [(i, address(site, i)) for i in [*newer, *older]],
        "field": _in_field(item),
    }
    template = "vnpt/print.html" if query.get("print") else f"vnpt/{_theme(site)}_article.html"
    menu = site.category(item.category)
    return page(template, _furniture(site, menu) | words, nfd=item.nfd, content_type=LATIN if item.mislabelled else HTML)


def _in_field(item: Item) -> bool:
    """Whether the author stands beside the date rather than below the text: typed with a label or an office, or by chance."""
    author = item.author or ""
    typed = (":" in author or author.endswith(")")) and not author.startswith("Theo")
    return bool(author) and (typed or (item.pick("field", 2) == 1 and not author.startswith("Theo")))


def _size(site: Site) -> int:
    return int(site.words.get("page_size", PAGE_SIZE))


def _pages(site: Site, menu: Category) -> int:
    return max(1, -(-len(site.listed(menu)) // _size(site)))


def _list(site: Site, menu: Category, number: int, target: str) -> Answer:
    """A list's page; beyond the last one it is empty, and its pager goes on as if nothing were wrong."""
    size, pages = _size(site), _pages(site, menu)
    items = site.listed(menu)[(number - 1) * size : number * size]
    style = site.words.get("pager", "query")
    path = f"/{_path(site, menu.slug)}"
    words = {
        "items": [(i, _link(site, i, menu.slug)) for i in items],
        "number": number,
        "pages": pages,
        "page_url": lambda n: path if n == 1 else (f"{path}/trang-{n}" if style == "path" else f"{path}?page={n}"),
        "action": target,
        "pager": PAGER,
        "block": block(number, pages),
        "state": seal(menu.slug, number),
    }
    return page(f"vnpt/{_theme(site)}_list.html", _furniture(site, menu) | words)


def _partial(whole: Answer, menu: Category, number: int, target: str) -> Answer:
    """The list's panel alone, as a server answers whose page scripts ask for it."""
    panel = whole.body.decode().partition("<!--panel-->")[2].partition("<!--/panel-->")[0]
    records = [
        ("#", "", "4"),
        ("updatePanel", "ctl00_cphMain_upList", panel),
        ("hiddenField", "__VIEWSTATE", seal(menu.slug, number)),
        ("hiddenField", "__VIEWSTATEGENERATOR", "9C2BA1F0"),
        ("asyncPostBackControlIDs", "", ""),
        ("formAction", "", target),
        ("pageTitle", "", menu.name),
    ]
    return Answer(200, delta(records).encode(), "text/plain; charset=utf-8")


def _upload(site: Site, path: str) -> Answer:
    for item in site.items:
        for file in item.files:
            if urlsplit(file_address(site, item, file)).path == path:
                return Answer(200, scanned_pdf(item.id), file.media_type)
    return Answer(404, b"", "text/plain")
