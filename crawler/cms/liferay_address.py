"""Addresses of Liferay portals: which article one means, and the same address without what a session or a click adds.

Facts: docs/portals survey, section 3, and the stock Asset Publisher's routes: the number after an article's name is the
**site's** (`/content/<name>/<groupId>`), the same for all its articles, and `/content/id/<n>` is the asset entry's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit

_PUBLISHER = re.compile(
    r"(?:^|&)p_p_id=(?:101|com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet)_INSTANCE_([A-Za-z0-9]+)"
)
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_SESSION = re.compile(r";(?:jsessionid|jsessionidsso)=[^/?#;]*", re.I)
_ASSET = re.compile(r"/-/asset_publisher/(?P<rest>[^?]*)$", re.I)
_DISPLAY = re.compile(r"(?:^|/)w/(?P<name>[^/]+)/?$", re.I)
_PORTLET_PATH = re.compile(r"/-/(?P<rest>.+?)/?$")
# Window states that the stock routes append to an article's path; the last two are what a print window shows.
_STATES = frozenset(("normal", "maximized", "minimized", "pop_up", "exclusive"))
_PRINT_STATES = frozenset(("pop_up", "exclusive"))
# Portlets whose friendly addresses are never one article.
_NO_ARTICLES = re.compile(
    r"asset_publisher|document_library|documents|calendar|message_boards|search|tags?|categor(?:y|ies)|login|rss|polls|wiki|"
    r"image_gallery|site_map|language|bookmarks|directory|blogs_aggregator",
    re.I,
)
# Parameters that a session, a click or the window adds: they change nothing of what is shown.
_NOISE = re.compile(
    r"^(?:p_p_(?:state|state_rcv|mode|lifecycle|col_id|col_count|col_pos|cacheability|auth)|p_auth|p_l_back_url(?:_title)?|"
    r"p_l_mode|p_v_l_s_g_id|p_o_p_id|p_r_p_resetcur|refererplid|referergroupid|doasuserid|doasgroupid|controlpanelcategory|"
    r"redirect|backurl|returntofullpageurl|inheritredirect|viewmode|cur|delta|resetcur|keywords|advancedsearch|andoperator|"
    r"orderbycol|orderbytype|p|page|trang|pageindex|pagenumber|paged|currentpage|fbclid|gclid|zarsrc|utm_\w+|_x_tr_\w+|_gl|jsessionid|nocache|ref|share)$",
    re.I,
)
_CLICK = re.compile(r"^(?:p_auth|p_p_auth|redirect|backurl|p_l_back_url(?:_title)?|doasuserid|jsessionid)$", re.I)
_FILE_NAMES = frozenset(("uuid", "groupid", "fileentryid", "folderid", "name", "title"))
# Names of the parameters that identify an article, the stock ones first; those of categories and sites never do.
_BY_NAME = ("urltitle", "friendlyurl", "articleurltitle")
_ENTRY = ("assetentryid",)
_ID = re.compile(
    r"^(?:(?:\w*(?:article|news|entry|content|post|item|tin|tintuc|bai|baiviet|noidung|chitiet|cms)_?id)|"
    r"id_?(?:tin|tintuc|bai|baiviet|news|article|content)|(?:ma|so)_?(?:tin|bai|baiviet)|dinhdanh|articlekey|nid|id)$",
    re.I,
)
_NOT_ID = re.compile(r"cat|chuyenmuc|danhmuc|folder|group|parent|site|layout|vocab|structure|template|type|menu|plid", re.I)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query: as written, the portlet it belongs to ("" for the page's own), name and value."""

    text: str
    portlet: str
    name: str
    value: str


def parameters(query: str) -> list[Parameter]:
    """The parameters of a query in order, namespaces taken apart: `_101_INSTANCE_aB3_cur=2` is `cur` of `101_INSTANCE_aB3`."""
    pieces = [(p, *(unquote_plus(x) for x in p.partition("=")[::2])) for p in query.split("&") if p]
    named = next((value for _, name, value in pieces if name == "p_p_id"), "")
    out = []
    for text, name, value in pieces:
        portlet = ""
        if named and name.startswith(f"_{named}_"):
            portlet, name = named, name[len(named) + 2 :]
        elif found := re.match(r"_(?P<portlet>\w+?_INSTANCE_[A-Za-z0-9]+)_(?P<name>.+)$", name):
            portlet, name = found["portlet"], found["name"]
        elif found := re.match(r"_(?P<portlet>\w+)_(?P<name>[A-Za-z][\w.]*?)$", name):
            portlet, _, name = f"{found['portlet']}_{found['name']}".rpartition("_")
        out.append(Parameter(text, portlet, name, value))
    return out


def _split(url: str) -> SplitResult:
    parts = urlsplit(url.strip())
    return parts._replace(path=_SESSION.sub("", parts.path) or "/")


def document(parts: SplitResult) -> bool:
    """Whether an address is a file of the portal's document library."""
    return parts.path.lower().startswith(("/documents/", "/c/document_library/"))


def canonical(url: str) -> str:
    """The address without session, window, paging and search parts; parameters in one order. A file's is its path."""
    parts = _split(url)
    asked = parameters(parts.query)
    path = parts.path
    if document(parts):
        kept = [p for p in asked if p.name.lower() in _FILE_NAMES] if "/get_file" in path.lower() else []
    else:
        kept = [p for p in asked if not _NOISE.match(p.name)]
        named = _DISPLAY.search(path) is not None
        if found := _ASSET.search(path):
            steps = [s for s in found["rest"].split("/") if s]
            steps = steps[:-1] if steps and steps[-1].lower() in _STATES else steps
            path = path[: found.start("rest")] + "/".join(steps)
            named = _by_asset_path(found["rest"], "") is not None
        # Where the path names the article, what is said to the portlet changes nothing.
        kept = [p for p in kept if not (named and (p.portlet or p.name == "p_p_id"))]
    query = "&".join(p.text for p in sorted(kept, key=lambda p: (p.name != "p_p_id", p.portlet, p.name, p.value)))
    scheme, host = parts.scheme.lower() or "http", parts.netloc.lower()
    return parts._replace(scheme=scheme, netloc=host, path=path, query=query, fragment="").geturl()


def unclicked(url: str) -> str:
    """An address as the page gives it, without session and the way back: safe to ask for, the same in every session."""
    parts = _split(url)
    query = "&".join(p.text for p in parameters(parts.query) if not _CLICK.match(p.name))
    return parts._replace(query=query, fragment="").geturl()


def _named(text: str) -> str:
    """An article's name in an address as a key."""
    return unicodedata.normalize("NFC", unquote_plus(text)).strip().lower()


def _by_query(asked: list[Parameter]) -> str | None:
    for names, form in ((_BY_NAME, "{}"), (_ENTRY, "id-{}")):
        for p in asked:
            if p.name.lower() in names and p.value:
                return form.format(_named(p.value))
    for p in asked:
        if _ID.match(p.name) and not _NOT_ID.search(p.name) and re.search(r"\d", p.value):
            return _named(p.value)
    return None


def _by_asset_path(rest: str, query: str) -> str | None:
    """`<instance>/<type>/<name>[/<site>][/<window>]`, `<instance>/<type>/id/<n>`; some themes write `Content/<name>?<n>`."""
    steps = [s for s in rest.split("/") if s]
    steps = steps[:-1] if steps and steps[-1].lower() in _STATES else steps
    match steps[1:]:
        case [_, ("id" | "ID"), number, *_] if number.isdigit():
            return f"id-{number}"
        case [name] if name.lower() not in ("rss", "content"):
            return query if query.isdigit() else _named(name)
        case [_, name, *_] if name.lower() != "rss":
            return _named(name)
    return None


def article_key(url: str) -> tuple[bool, str | None]:
    """Whether the address has a form of Liferay's, and if so the article's key (None: a list, a feed, a search)."""
    parts = _split(url)
    path = unquote(parts.path)
    asked = parameters(parts.query)
    if document(parts):
        found = UUID.search(path) or UUID.search(parts.query)
        return True, found.group(0).lower() if found else None
    if (asset := _ASSET.search(path)) and (key := _by_asset_path(asset["rest"], parts.query)):
        return True, key
    if display := _DISPLAY.search(path):
        return True, _named(display["name"])
    if by_query := _by_query(asked):
        return True, by_query
    if asset:
        return True, None
    if portlet := _PORTLET_PATH.search(path):
        steps = [s for s in portlet["rest"].split("/") if s]
        if not steps or _NO_ARTICLES.fullmatch(steps[0]) or steps[-1].lower() in ("rss", "feed"):
            return True, None
        if steps[0].lower() == "journal_content":  # `<portlet>/<site>/<article>`: the portlet differs from page to page
            return True, steps[-1].lower()
        return True, re.sub(r"\.(?:html?|jsp|aspx?)$", "", _named("/".join(steps)))
    return any(p.portlet or p.name == "p_p_id" for p in asked), None


def is_print(url: str) -> bool:
    """Whether an address asks for the print window's copy (`viewMode=print`, `p_p_state=pop_up`, `…/pop_up`)."""
    parts = _split(url)
    if _ASSET.search(parts.path) and parts.path.rstrip("/").rsplit("/", 1)[-1].lower() in _PRINT_STATES:
        return True
    asked = {(p.name.lower(), p.value.lower()) for p in parameters(parts.query)}
    return ("viewmode", "print") in asked or any(("p_p_state", state) in asked for state in _PRINT_STATES)


def is_home(url: str) -> bool:
    """Whether an address is a site's front page: `/`, `/web/<site>[/home]`, `/<language>/home`."""
    parts = _split(url)
    found = re.fullmatch(
        r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?(?:/(?:web|group)/[^/]+)?(?:/(?:home|trang-chu|trangchu|index))?/?", parts.path, re.I
    )
    return found is not None and not parts.query


def instance(url: str) -> str | None:
    """The portlet that an address speaks to: its `p_p_id`, or the Asset Publisher's instance in the path."""
    parts = _split(url)
    asked = parameters(parts.query)
    named = next((p.value for p in asked if p.name == "p_p_id"), None) or next((p.portlet for p in asked if p.portlet), None)
    found = _ASSET.search(parts.path)
    return named or (found["rest"].split("/")[0] or None if found else None)


def page_number(url: str) -> int | None:
    """The page of a list that an address asks for, None where it says none."""
    value = next((p.value for p in parameters(_split(url).query) if p.name == "cur"), "")
    return int(value) if value.isascii() and value.isdigit() else None


def feed(url: str) -> str | None:
    """The Asset Publisher's feed of a listing whose address names the publisher's instance; None for others."""
    parts = _split(url)
    found = _ASSET.search(parts.path)
    if found and (name := found["rest"].split("/")[0]):
        page = parts.path[: found.start()]
    elif found := _PUBLISHER.search(parts.query):
        name, page = found.group(1), parts.path.rstrip("/")
    else:
        return None
    return parts._replace(path=f"{page}/-/asset_publisher/{name}/rss", query="", fragment="").geturl()
