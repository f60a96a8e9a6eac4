"""A Liferay portal: addresses, sessions and pages as the stock software (6.2, 7.3) and a vendor's news portlet give them.

What a site is made with stands in its file as `portlet`: `stock7`, `stock6` or `vietsoftware`. A category's
`layout` is how its list looks: `abstracts`, `full`, `titles`, `table` (stock publisher) or `vendor`.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from markupsafe import Markup

from crawler.replica.answers import HTML, LATIN, XML, Answer, page, text
from crawler.replica.body import paragraphs_html
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import CAPTION, Category, Item, Site

HEADERS = (
    ("Set-Cookie", "JSESSIONID=7C41E09B2D5F4A6688F0D3B1C2A59E7D; Path=/; HttpOnly"),
    ("Set-Cookie", "COOKIE_SUPPORT=true; Max-Age=31536000; Path=/; HttpOnly"),
    ("Set-Cookie", "GUEST_LANGUAGE_ID=vi_VN; Max-Age=31536000; Path=/; HttpOnly"),
)
_SESSION = ";jsessionid=7C41E09B2D5F4A6688F0D3B1C2A59E7D"
_GROUP = 20182
_NAMES = {
    "stock7": "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_{}",
    "stock6": "101_INSTANCE_{}",
    "vietsoftware": "cmsview_WAR_cmsportlet_INSTANCE_{}",
}
_VERSIONS = {"stock6": "Liferay Portal Community Edition 6.2 CE GA6 (Newton / Build 6205)"}
_VERSION = "Liferay Community Edition Portal 7.3.5 CE GA6 (Athanasius / Build 7305)"
_CAPTIONS = ("figure", "centred", "table")


def answer(site: Site, target: str) -> Answer:
    """The answer to a path with query."""
    found = _answer(site, target)
    named = {"Liferay-Portal": _VERSIONS.get(site.words["portlet"], _VERSION)}
    return replace(found, headers=named | found.headers)


def cookieless(found: Answer) -> Answer:
    """The same page for a client that sent no cookie: the session stands in the addresses of pages."""
    if not found.content_type.startswith("text/html"):
        return found
    inner = re.sub(
        rb'(<a\b[^>]*?\bhref="/(?!/|o/|documents/|combo)[^"?#;]*)',
        lambda m: m.group(1) + _SESSION.encode(),
        found.body,
    )
    return replace(found, body=inner)


def _answer(site: Site, target: str) -> Answer:
    parts = urlsplit(target)
    path = unquote(re.sub(r";jsessionid=[^/?]*", "", parts.path)).rstrip("/") or "/"
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    match path:
        case "/robots.txt":
            rules = "".join(f"Disallow: {_page(site, name)}\n" for name in site.words["disallow"])
            return text(f"User-Agent: *\nDisallow: /c/portal/login\n{rules}Sitemap: {site.base}/sitemap.xml\n")
        case "/sitemap.xml":
            pages = [site.base + _page(site, c.slug) for c in site.categories]
            return page("liferay/sitemap.xml", {"pages": pages}, content_type=XML)
        case "/" | "/web/guest" | "/web/guest/home":
            boxes = [(c, site.listed(c)[:4]) for c in site.categories]
            return page("liferay/home.html", _furniture(site, None) | {"boxes": boxes})
    if path.startswith("/documents/"):
        return _document(site, path)
    if shown := re.fullmatch(r"(?:/web/guest)?/w/(?P<slug>[^/]+)", path):
        return _article(site, _by_slug(site, shown["slug"]), None, query)
    return _on_page(site, path, query)


def _on_page(site: Site, path: str, query: dict[str, str]) -> Answer:
    """The answer of a page: its list, its feed, or the article that path or query name."""
    name, _, rest = path.removeprefix("/web/guest").lstrip("/").partition("/-/asset_publisher/")
    category = site.category(name)
    if category is None and name not in site.words["disallow"]:
        return not_found(site)
    steps = rest.split("/") if rest else []
    asked = {k.rsplit("_", 1)[-1]: v for k, v in query.items()}
    if steps[1:] == ["rss"] and category:
        return _feed(site, category)
    if len(steps) >= 3:
        copy = steps[-1] == "pop_up"
        return _article(site, _by_slug(site, steps[2]), category, query | ({"p_p_state": "pop_up"} if copy else {}))
    if "urlTitle" in asked:
        return _article(site, _by_slug(site, asked["urlTitle"]), category, query)
    if "articleId" in asked:
        return _article(site, _by_number(site, asked["articleId"]), category, query)
    return _listing(site, category, query) if category else not_found(site)


def not_found(site: Site) -> Answer:
    return page("liferay/notfound.html", _furniture(site, None), status=404)


def too_many(site: Site, seconds: int) -> Answer:
    """Liferay itself limits nothing; the server before it does."""
    return Answer(429, b"Too Many Requests\n", "text/plain", {"Retry-After": str(seconds)})


def _by_slug(site: Site, slug: str) -> Item | None:
    return next((i for i in site.items if i.slug == slug), None)


def _by_number(site: Site, number: str) -> Item | None:
    return site.item(int(number)) if number.isdigit() else None


def _page(site: Site, name: str) -> str:
    """A page's path: 6.2 and older show the site's name in it."""
    return ("/web/guest/" if site.words["portlet"] == "stock6" else "/") + name


def instance(category: str) -> str:
    """The twelve characters of a publisher's instance on a page."""
    return uuid.uuid5(uuid.NAMESPACE_URL, category).hex[:12]


def portlet(site: Site, category: str) -> str:
    """The id of a page's publisher or vendor portlet."""
    return _NAMES[site.words["portlet"]].format(instance(category))


def address(site: Site, item: Item, category: str | None = None) -> str:
    """An article's address on a category's page, without what a click adds."""
    at = category or item.category
    name = portlet(site, at)
    if site.words["portlet"] == "vietsoftware":
        query = f"p_p_id={name}&_{name}_articleId={item.id}&_{name}_mvcRenderCommandName=view_detail"
        return f"{site.base}{_page(site, at)}?{query}"
    if at in site.words.get("raw", ()):
        action = quote("/asset_publisher/view_content", safe="")
        query = f"p_p_id={name}&_{name}_struts_action={action}&_{name}_type=content&_{name}_urlTitle={item.slug}"
        return f"{site.base}{_page(site, at)}?{query}"
    # What another site of the portal owns is shown with that site's number, always the same.
    group = f"/{_GROUP}" if item.pick("group", 3) == 0 else ""
    return f"{site.base}{_page(site, at)}/-/asset_publisher/{instance(at)}/content/{item.slug}{group}"


def _link(site: Site, item: Item, category: str | None = None) -> str:
    """An article's link as a list prints it: with the way back and the window."""
    if item.kind == "external":
        return item.target or ""
    at = (category if site.category(item.category) else None) or item.category
    url = address(site, item, at).removeprefix(site.base)
    path, _, query = url.partition("?")
    if query:
        window = "p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-1&p_p_col_count=1&"
        return f"{path}?{window}{query}"
    back = quote(f"{_page(site, at)}?p_p_id={portlet(site, at)}&p_p_lifecycle=0", safe="")
    return f"{path}?redirect={back}&inheritRedirect=true"


def file_address(site: Site, item: Item, number: str) -> str:
    """The address of an article's file without the time of its last change."""
    name = next(f.name for f in item.files if f.number == number)
    ident = uuid.uuid5(uuid.NAMESPACE_URL, f"{site.id}/{item.id}/{number}")
    return f"{site.base}/documents/{_GROUP}/{30000 + item.id}/{quote(name)}/{ident}"


def _file_link(site: Site, item: Item, number: str) -> str:
    """The same as a page links it: with the time of its last change in milliseconds."""
    return f"{file_address(site, item, number).removeprefix(site.base)}?t={int(item.published.timestamp())}000&download=true"


def _print_url(site: Site, item: Item) -> str:
    """The print window's address."""
    name = portlet(site, item.category)
    query = f"p_p_id={name}&p_p_lifecycle=0&p_p_state=pop_up&p_p_mode=view&_{name}_viewMode=print"
    named = f"_{name}_articleId={item.id}" if site.words["portlet"] == "vietsoftware" else f"_{name}_urlTitle={item.slug}"
    return f"{_page(site, item.category)}?{query}&{named}"


def _document(site: Site, path: str) -> Answer:
    for item in site.items:
        for file in item.files:
            if unquote(file_address(site, item, file.number)) == site.base + path:
                return Answer(200, scanned_pdf(item.id), file.media_type)
    return not_found(site)


def _furniture(site: Site, category: Category | None) -> dict[str, Any]:
    shown = [i for i in site.items if i.kind == "article"]
    return {
        "site": site,
        "words": site.words,
        "kit": site.words["portlet"],
        "category": category,
        "portlet": portlet(site, category.slug) if category else "58",
        "hot": [(i, _link(site, i)) for i in site.hot(5)],
        "fresh": [(i, _link(site, i)) for i in shown[:3]],
        "link": lambda item: _link(site, item),
        "page_of": lambda name: _page(site, name),
        "side": _NAMES["stock6" if site.words["portlet"] == "stock6" else "stock7"].format("sideBoxNews1"),
    }


def _article(site: Site, item: Item | None, category: Category | None, query: dict[str, str]) -> Answer:
    """Whatever page, site number or way back the address names, the article decides."""
    if item is None or item.kind in ("unpublished", "external"):
        return not_found(site)
    own = site.category(item.category)
    furniture = _furniture(site, category or own)
    if item.kind == "soft_404":
        return page("liferay/soft404.html", furniture)
    newer, older = site.neighbours(item)
    vendor = site.words["portlet"] == "vietsoftware"
    photo = _main_photo(item) if vendor else None
    inner = item.paragraphs[(2 if photo else 1) if vendor else 0 :]
    poster = not vendor and item.pick("poster", 2) == 1 and _person(item)
    words = {
        "item": item,
        "own": own,
        "body": Markup(paragraphs_html(item, inner, _CAPTIONS[item.pick("captions", len(_CAPTIONS))])),
        "photo": photo,
        "print_url": _print_url(site, item),
        "poster": item.author if poster else "Quản trị hệ thống",
        "last_line": None if vendor else _signed(item, poster),
        "files": [(f, _file_link(site, item, f.number)) for f in item.files],
        "newer": newer,
        "older": older,
    }
    copy = query.get("p_p_state") == "pop_up" or any(k.endswith("viewMode") and v == "print" for k, v in query.items())
    template = "print" if copy else site.words["portlet"]
    content_type = LATIN if item.mislabelled else HTML
    return page(f"liferay/{template}.html", furniture | words, nfd=item.nfd, content_type=content_type)


def _main_photo(item: Item) -> str | None:
    """The caption of the picture between a vendor's lead and body, where the article's second paragraph is a caption."""
    rest = item.paragraphs[1:2]
    return rest[0].removeprefix(CAPTION) if rest and rest[0].startswith(CAPTION) else None


def _signed(item: Item, poster: bool) -> str | None:
    """The body's last line: the author's name alone, or labelled where it is no person's."""
    if item.author is None or poster:
        return None
    return (
        item.author if item.author.startswith("Theo ") or (item.pick("plain", 2) and _person(item)) else f"Tác giả: {item.author}"
    )


def _person(item: Item) -> bool:
    name = item.author or ""
    return re.fullmatch(r"\w+(?: \w+){1,3}", name) is not None and not name.startswith(("Theo ", "Phòng ", "Ban ", "Văn phòng "))


def _listing(site: Site, category: Category, query: dict[str, str]) -> Answer:
    """A page beyond the end: 7 shows the last one again, 6 and the vendors' portlets an empty list."""
    items, delta = site.listed(category), int(site.words["delta"])
    pages = max(1, -(-len(items) // delta))
    name = portlet(site, category.slug)
    value = query.get(f"_{name}_cur", "1")
    number = max(1, int(value)) if value.isdigit() else 1
    if site.words["portlet"] == "stock7":
        number = min(number, pages)
    start = (number - 1) * delta
    words = {
        "items": [(i, _link(site, i, category.slug)) for i in items[start : start + delta]],
        "number": number,
        "pages": pages,
        "delta": delta,
        "page_url": lambda n: _page_url(site, category, name, n),
    }
    return page("liferay/list.html", _furniture(site, category) | words)


def _page_url(site: Site, category: Category, name: str, number: int) -> str:
    """A pager's link; the order of its parameters differs from page to page."""
    asked = [f"p_p_id={name}", "p_p_lifecycle=0", "p_p_state=normal", "p_p_mode=view", f"_{name}_delta={site.words['delta']}"]
    asked += [f"_{name}_keywords=", f"_{name}_advancedSearch=false", f"_{name}_andOperator=true", f"_{name}_resetCur=false"]
    asked.insert(len(asked) if number % 2 else 1, f"_{name}_cur={number}")
    return f"{_page(site, category.slug)}?{'&'.join(asked)}"


def _feed(site: Site, category: Category) -> Answer:
    items = [i for i in site.listed(category) if i.kind == "article"][:20]
    entries = [(i, site.base + _link(site, i, category.slug), format_datetime(i.published)) for i in items]
    return page("liferay/rss.xml", {"site": site, "menu": category, "entries": entries}, content_type=XML)
