"""What the CMS families share: addresses, head metadata, files, and the signs of pages that are no article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from bs4 import BeautifulSoup, PageElement, Tag

from crawler.cms.base import FileLink, ListingItem, NotArticle
from crawler.cms.file_names import file_name
from crawler.dates_seen import iso_attribute
from crawler.decode import clean_inline
from crawler.html_text import Block, blocks_of, line_of

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}
IMAGE_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}
_TRACKING = re.compile(
    r"^(?:fbclid|gclid|zarsrc|utm_\w+|_x_tr_\w+|phpsessid|jsessionid|aspxautodetectcookiesupport|redirect|"
    r"inheritredirect|tmpl|print|"
    r"aspsessionid\w*|sessionid|cftoken|cfid|[0-9a-f]{32}|"
    r"p_p_state|p_p_mode|p_p_lifecycle|viewmode|_afrloop|_adf\.ctrl-state|nocache|ref|share)$",
    re.I,
)
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*|/\(S\([^)/?#]*\)\)", re.I)
_PRINT_QUERY = {("print", "1"), ("viewmode", "print"), ("p_p_state", "pop_up"), ("tmpl", "component")}
_DOWNLOAD = re.compile(
    r"[?&]download=1|/doc_download/|/attachments/article/|[?&]download=true|/documents/\d+/|/linkclick\.aspx\?fileticket=|"
    r"/\w*(?:download|getfile)\w*\.(?:ashx|aspx|php|jsp|do)\?",
    re.I,
)
_SEARCH_PATH = re.compile(r"/(?:search|seek|tim-kiem|timkiem|tag|tags|topic|author|feeds?|rss)(?:[/.?]|$)", re.I)
_PRINT_PATH = re.compile(r"/(?:print|savefile|ban-in|in-trang)(?:[-/.]|$)", re.I)


def canonical(url: str, *, drop: Iterable[str] = ()) -> str:
    """An address without fragment, session ids, tracking and print parts; host in lower case, `www.` kept. A parameter given
    twice with one value stands once (queries that grow from page to page); bytes that are no UTF-8 stay as they are."""
    parts = urlsplit(url.strip())
    path = _SESSION_PATH.sub("", parts.path) or "/"
    gone = {d.lower() for d in drop}
    given = dict.fromkeys(parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape"))
    query = [(k, v) for k, v in given if not _TRACKING.match(k) and k.lower() not in gone]
    written = urlencode(query, safe=":/,", errors="surrogateescape")
    return urlunsplit((parts.scheme.lower() or "http", parts.netloc.lower(), path, written, ""))


def absolute(base: str, href: object) -> str | None:
    """An address of a link on a page at `base`, without a session id in its path (the cookie carries it); None for scripts,
    fragments, mail and the like."""
    text = str(href or "").strip()
    if not text or text.startswith("#") or re.match(r"(?:javascript|mailto|tel|data|about):", text, re.I):
        return None
    try:
        url = urljoin(base, text)
        bare = _SESSION_PATH.sub("", url)
        return bare if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def base_of(soup: BeautifulSoup, url: str) -> str:
    """What relative links of a page stand on: its `<base href>`, else its own address."""
    base = soup.find("base", href=True)
    return urljoin(url, str(base["href"])) if isinstance(base, Tag) else url


def refused_address(url: str) -> NotArticle | None:
    """Addresses that are never an article: home, print copies, searches, tags, feeds."""
    parts = urlsplit(url)
    query = {(k.lower(), v.lower()) for k, v in parse_qsl(parts.query)}
    if _PRINT_PATH.search(parts.path) or query & _PRINT_QUERY:
        return NotArticle("print copy")
    if _SEARCH_PATH.search(parts.path) or any(k in ("searchword", "keyword", "tukhoa") for k, _ in query):
        return NotArticle("search")
    if parts.netloc and parts.path in ("", "/", "/index.php", "/vi", "/vi/", "/en", "/en/") and not parts.query:
        return NotArticle("home page")
    return None


def meta_content(soup: BeautifulSoup, *names: str) -> str | None:
    """The content of the first `meta` with one of these names or properties."""
    for name in names:
        for key in ("property", "name", "itemprop"):
            tag = soup.find("meta", attrs={key: name})
            if isinstance(tag, Tag) and (text := clean_inline(str(tag.get("content") or ""))):
                return text
    return None


def generator(soup: BeautifulSoup) -> str:
    """The software a page says it was made by, or "". The name's case varies (`Generator` on Drupal, `GENERATOR` on DNN)."""
    tag = soup.select_one("meta[name=generator i]")
    return clean_inline(str(tag.get("content") or "")) if tag is not None else ""


def json_ld(soup: BeautifulSoup) -> list[dict[str, object]]:
    """The JSON-LD objects of a page (graphs flattened); scripts that are no JSON are passed over."""
    out: list[dict[str, object]] = []
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.string or "")
        except ValueError:
            continue
        stack = data if isinstance(data, list) else [data]
        for item in stack:
            if isinstance(item, dict):
                graph = item.get("@graph")
                out += [x for x in graph if isinstance(x, dict)] if isinstance(graph, list) else [item]
    return out


def head_section(soup: BeautifulSoup) -> str | None:
    """The first section that the head gives an article: its meta, else JSON-LD's."""
    if found := meta_content(soup, "article:section"):
        return found
    for data in json_ld(soup):
        named = data.get("articleSection")
        first = named[0] if isinstance(named, list) and named else named
        if isinstance(first, str) and (text := clean_inline(first)):
            return text
    return None


def machine_date(tag: PageElement | None) -> str | None:
    """An element's date from `datetime`, `content` or its text, where it is a whole ISO date."""
    if not isinstance(tag, Tag):
        return None
    return iso_attribute(str(tag.get("datetime") or tag.get("content") or tag.get_text(strip=True)))


def extension(url: str) -> str:
    """The file name ending of an address in lower case, or ""."""
    name = unquote(urlsplit(url).path).rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def file_links(node: Tag | None, base: str, also: re.Pattern[str] | None = None) -> tuple[FileLink, ...]:
    """Files that an element offers: links to documents, and documents embedded in it. In page order, each once.
    `also`: what a family's download addresses look like besides."""
    if node is None:
        return ()
    found: dict[str, FileLink] = {}
    for tag in node.find_all(["a", "iframe", "embed", "object"]):
        url = absolute(base, tag.get("href") or tag.get("src") or tag.get("data"))
        if url is None:
            continue
        if tag.name == "iframe":  # a viewer shows the file named in its query: of Google, Microsoft, pdf.js
            query = dict(parse_qsl(urlsplit(url).query))
            url = absolute(base, next((query[key] for key in ("url", "src", "file") if key in query), "")) or url
        kind = extension(url)
        download = _DOWNLOAD.search(url) or (also is not None and also.search(url))
        if (kind not in MEDIA_TYPES and (not download or tag.name != "a")) or kind in IMAGE_TYPES:
            continue
        name = file_name(tag, url, MEDIA_TYPES) if tag.name == "a" else unquote(urlsplit(url).path).rsplit("/", 1)[-1] or None
        kind = kind if kind in MEDIA_TYPES else extension("/" + (name or "").replace("/", "-"))
        found.setdefault(url, FileLink(url, name, MEDIA_TYPES.get(kind)))
    return tuple(found.values())


def image_files(node: Tag | None, base: str) -> tuple[FileLink, ...]:
    """The pictures of an element as files: the pages of a scanned document where an article has no text."""
    found: dict[str, FileLink] = {}
    for tag in node.find_all("img", src=True) if node is not None else []:
        url = absolute(base, tag.get("src"))
        if url and extension(url) in IMAGE_TYPES:
            found.setdefault(url, FileLink(url, str(tag.get("alt") or "") or None, IMAGE_TYPES[extension(url)]))
    return tuple(found.values())


def blocks_without(node: Tag, gone: Iterable[Tag]) -> list[Block]:
    """Blocks of a node, the given elements left out (they stay in the page: only their attributes are marked meanwhile)."""
    before = [(n, n.attrs) for n in gone]
    for n, attrs in before:
        n.attrs = {**attrs, "hidden": ""}
    try:
        return blocks_of(node)
    finally:
        for n, attrs in reversed(before):
            n.attrs = attrs


# The path line above an article.
_PATH = (
    ".breadcrumb, .breadcrumbs, .path, .temp-breadcrumbs, #breadcrumb, [itemtype*=BreadcrumbList], #breadcrumbs, .entry-crumbs,"
    " .tdb-breadcrumbs, .rank-math-breadcrumb, .yoast-breadcrumbs, .breadcrumb-trail, nav[aria-label=breadcrumb i],"
    " nav[aria-labelledby*=breadcrumb i]"
)


def breadcrumb(soup: BeautifulSoup) -> str | None:
    """The last link of the path line above an article: its section."""
    for node in soup.select(_PATH):
        names = [line_of(a) for a in node.find_all("a")]
        names = [n for n in names if n and not re.match(r"^(?:trang (?:chủ|nhất)|home)$", n, re.I) and len(n) <= 80]
        if names:
            return names[-1]
    return None


def path_end(soup: BeautifulSoup) -> str | None:
    """The last step of the path line above an article, where it is no link: the page's own name."""
    for node in soup.select(_PATH):
        last = next((text for text in reversed(node.find_all(string=True)) if clean_inline(text)), None)
        if last is not None and last.find_parent("a") is None:
            return clean_inline(last)
    return None


def item(link: Tag, base: str, date: str | None = None) -> ListingItem | None:
    """A listing item from its link; the title attribute stands in where the link's text is cut."""
    url = absolute(base, link.get("href"))
    if url is None:
        return None
    text, full = line_of(link), clean_inline(str(link.get("title") or ""))
    cut = not text or text.endswith(("...", "…"))
    return ListingItem(url, (full if cut and full else text) or None, date)


def unique(items: Iterable[ListingItem | None]) -> tuple[ListingItem, ...]:
    """Items in page order, each address once."""
    out: dict[str, ListingItem] = {}
    for one in items:
        if one is not None:
            out.setdefault(one.url, one)
    return tuple(out.values())


def scripted_next(soup: BeautifulSoup, base: str) -> str | None:
    """The address that a script loads when `load more` is clicked, where an attribute says it."""
    for name in ("data-next-page", "data-next-url", "data-nexturl", "data-next-href"):
        tag = soup.find(attrs={name: re.compile(r"^(?:https?://|/|\?)")})
        if isinstance(tag, Tag):
            return absolute(base, tag.get(name))
    return None


def next_link(soup: BeautifulSoup, base: str) -> str | None:
    """The next page by `rel=next` of head or pager."""
    tag = soup.find(["link", "a"], rel="next", href=True)
    return absolute(base, tag.get("href")) if isinstance(tag, Tag) else None
