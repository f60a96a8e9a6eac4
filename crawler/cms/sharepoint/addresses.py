"""Addresses of SharePoint portals: whose article they are, and what in them is no part of an article's identity.

IIS takes paths in any letter case, so keys are in lower case. Facts: docs/portals survey, section 4.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from crawler.cms import common
from crawler.dates_seen import iso_attribute

# Names of the parameter that says which item is shown, in the order in which they count.
_ITEM_PARAMS = (
    "itemid", "newsid", "idnews", "articleid", "idarticle", "idtin", "tinid", "idbaiviet", "baivietid", "idbai", "postid",
    "contentid", "infoid", "idtintuc", "tintucid", "nid", "aid", "id",
)  # fmt: skip
_LIST_PARAMS = ("urllistprocess", "listurl", "list", "listid", "listname")
# What the address of an article may carry besides its identity: where the reader came from, dialogs, paging of related items.
_LOOSE = (
    "source", "contenttypeid", "rootfolder", "isdlg", "initialtabid", "visibilitycontext", "previewmode", "contextissue",
    "pageindex", "page", "trang", "pageno", "currentpage", "print", "isprint", "inbai", "banin", "mobile",
)  # fmt: skip
# Cookieless sessions: `/(S(abc))/`, `/(X(1)A(…)F(…)S(…))/`.
_COOKIELESS = re.compile(r"/\((?:[A-Z]\([^()]*\))+\)(?=/|$)", re.I)
_DATED = re.compile(r"^(?P<web>.*?)/pages/(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})/(?P<name>[^/]+)\.aspx$", re.I)
_NUMBERED = re.compile(r"^(?P<web>.*)/(?P<id>\d{2,12})/(?P<slug>[^/]+)\.(?:aspx|html?)$", re.I)
_LIST_FORM = re.compile(r"^(?P<list>.*/lists/[^/]+)/[^/]+\.aspx$", re.I)
_SYSTEM = re.compile(r"/(?:_layouts|_forms|_vti_\w+|_catalogs|_trust|_login|_controltemplates|style library|siteassets)/", re.I)
# The last part of the path of a page that shows a list whatever else its address says.
_LIST_PAGE = re.compile(
    r"^(?:chuyen-?muc\w*|danh-?(?:sach|muc)\w*|category|categories|list|listing|allitems|default|home|trang-?chu|index|"
    r"(?:news|archive)list|loai-?tin)$",
    re.I,
)
_LIST_FOLDER = re.compile(r"/(?:chuyen-?muc|danh-?muc|category|loai-?tin)$", re.I)
_FILE = re.compile(r"\.(?!aspx$|html?$|ashx$|php$)[a-z0-9]{2,5}$", re.I)
_PRINT_PAGE = re.compile(r"/(?:print\w*|\w*print|ban-?in|in-?(?:tin|bai|trang)(?:-?viet)?)\.aspx$", re.I)
_PRINT_PARAMS = frozenset(("print", "isprint", "inbai", "banin", "printview"))
_PRINT_MODES = frozenset(("mode", "view", "type", "viewmode", "displaymode", "act", "action"))
_REFUSING = re.compile(
    r"/(?:_forms|_login|_trust)/|/_layouts/(?:\d+/)?(?:\w+/)?(?:error|authenticate|accessdenied|closeconnection|login|signout|"
    r"pagenotfound\w*|spnotfound)\b|/(?:pagenotfound\w*|pagenotfounderror|404|login|dang-?nhap)\.aspx$",
    re.I,
)
_WORDS_OF_A_HEADLINE = 7  # a publishing page whose name has as many is an article, not a section


def article_key(url: str) -> str | None:
    """What an address says which article it is, in lower case and without the host; None for lists, files and system pages.

    `2024-6-26/slug-x1y2` (dated page), `tintuc/70` (item of the site `tintuc`), `lists/tintuc/70` (item of a list)."""
    path = _path(url)
    if _SYSTEM.search(path + "/") or _FILE.search(path) or common.refused_address(url.partition("?")[0]):
        return None
    if found := _DATED.match(path):
        day = f"{found['y']}-{int(found['m'])}-{int(found['d'])}/{found['name']}"
        web = found["web"].strip("/")
        return (day if web in ("", "portal") else f"{web}/{day}").lower()
    query = {k.lower(): v.strip() for k, v in parse_qsl(urlsplit(url).query)}
    name, item = next(((n, i) for n in _ITEM_PARAMS if (i := _item(query.get(n, "")))), ("", ""))
    stem = path.rsplit("/", 1)[-1].rpartition(".")[0]
    if item and not (name in ("id", "aid", "nid") and _LIST_PAGE.match(stem)):
        return f"{_context(path, query)}/{item}".lstrip("/")
    if found := _NUMBERED.match(path):
        if _LIST_FOLDER.search(found["web"]):
            return None
        # A year or month is a folder: many articles are in it.
        folder = len(found["id"]) < 3 or re.fullmatch(r"(?:19|20)\d\d", found["id"])
        return (path if folder else f"{found['web']}/{found['id']}").strip("/")
    headline = path.endswith(".aspx") and stem.count("-") + 1 >= _WORDS_OF_A_HEADLINE
    return path.strip("/") if headline and not _LIST_FOLDER.search(path.rpartition("/")[0]) else None


def named_page(url: str) -> str | None:
    """The path of a page that is named in three words or more and is no list or system page: in a list it may be an article."""
    path = _path(url)
    stem = path.rsplit("/", 1)[-1].rpartition(".")[0]
    if not path.endswith(".aspx") or _SYSTEM.search(path) or _LIST_PAGE.match(stem) or common.refused_address(url):
        return None
    return path.strip("/") if stem.count("-") >= 2 else None


def _path(url: str) -> str:
    """The path without session, in one coding and letter case."""
    path = unicodedata.normalize("NFC", unquote(urlsplit(url.strip()).path))
    return re.sub(r"/{2,}", "/", _COOKIELESS.sub("", path)).casefold()


def _item(value: str) -> str:
    """An item's number or GUID in one form; "" where the value is neither or says no item (`0`)."""
    bare = value.strip("{} ").lower()
    if re.fullmatch(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", bare):
        return bare
    return str(int(bare)) if bare.isascii() and bare.isdigit() and len(bare) <= 18 and int(bare) > 0 else ""


def _context(path: str, query: dict[str, str]) -> str:
    """Within what an item's number counts: the list where the address names one, else the site (its pages share its lists)."""
    named = next((query[n] for n in _LIST_PARAMS if re.search(r"[a-z]", query.get(n, ""), re.I)), "")
    if named:
        return named.strip("{}/ ").casefold()
    form = _LIST_FORM.match(path)
    folders = (form["list"] if form else path.rpartition("/")[0]).split("/")
    return "/".join(f for f in folders if f and f not in ("pages", "sitepages"))


def canonical_url(url: str) -> str:
    """The address without session, tracking, print and dialog parts; its parameters sorted by name, since their order
    varies from link to link. `portal/Pages` is written so above a day: its letter case varies, and IIS takes any."""
    plain = common.canonical(_COOKIELESS.sub("", url))
    parts = urlsplit(plain)
    path = re.sub(r"^/portal/pages(?=/\d{4}-\d{1,2}-\d{1,2}/)", "/portal/Pages", parts.path, flags=re.I)
    loose = _LOOSE if article_key(url) else ()
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if k.lower() not in loose and not (k.lower() in _PRINT_MODES and v.lower() == "print")
    ]
    query.sort(key=lambda pair: pair[0].lower())
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query, safe=":/,{}"), ""))


def published_day(url: str) -> str | None:
    """The day in the path of a dated page as ISO 8601 (midnight, +07:00); None where there is none."""
    found = _DATED.match(_path(url))
    return iso_attribute(f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}") if found else None


def is_print_copy(url: str) -> bool:
    """Whether an address asks for the copy to print."""
    query = {k.lower(): v.lower() for k, v in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    asked = any(query.get(name, "0") not in ("0", "false", "no") for name in _PRINT_PARAMS if name in query)
    return asked or any(query.get(name) == "print" for name in _PRINT_MODES) or _PRINT_PAGE.search(_path(url)) is not None


def is_refusal(url: str) -> bool:
    """Whether an address is where SharePoint sends who asks for what is not there or not open: error, login."""
    return _REFUSING.search(_path(url)) is not None


def is_home(url: str) -> bool:
    """Whether an address is the start page of a site."""
    parts = urlsplit(url)
    return not parts.query and re.search(r"/(?:pages|sitepages)/(?:default|home|trang-?chu|index)\.aspx$", _path(url)) is not None
