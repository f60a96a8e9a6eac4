"""The VNPT multi-site portal and its older WebForms branch. Facts: docs/portals survey, section 5 (and 7, 8).

No source shows the classes of its pages, so lists (`lists`), pagers (`pagers`) and articles (`region`) are read by their words
and their structure; what is known for certain are the addresses of articles and files.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import NEITHER, NO_BODY, NO_TITLE, Listing, NotArticle, ParsedArticle
from crawler.cms.density import Page, listing_like
from crawler.cms.lists import main_listing
from crawler.cms.region import read_region

# Addresses by which a page is known: sign, pattern of a path with its query.
_SIGNS = (
    ("files under /upload/<site>/<day>/", re.compile(r"^/upload/\d{5,8}/(?:19|20)\d{6}/[^/]+\.\w{2,5}", re.I)),
    ("files under /upload/<site>/fck/", re.compile(r"^/upload/\d{5,8}/fck/", re.I)),
    ("links to mDefault.aspx?sid=", re.compile(r"^/(?:[\w-]+/)?m?default\.aspx\?(?=.*\bsid=\d)(?=.*(?:page|cat)id=\d)", re.I)),
)
_ID_KEYS = ("id", "newsid", "itemid", "articleid")
_PAGE = re.compile(r"\.(?:html?|aspx)$")
_MENU = re.compile(r"^(?:menu|menu[-_][\w-]+|index\.php|vi|vi-vn)$")
_PAGING = re.compile(r"^(?:trang|page)[-_]?\d+$")
_PRINT = re.compile(r"/(?:m?print|in-?bai(?:-viet)?|ban-?in|in-?trang)(?:\.aspx|[-/]|$)", re.I)
# A slug of so many words is an article's own; the software numbers a second one with the same words.
_LONG_SLUG_WORDS = 5
_LONG_SLUG = 22


class Vnpt:
    """The family's pages; see `Family` for what each method gives."""

    id = "vnpt"
    local_numbers = False

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        """Addresses of files and pages on the site's own host: text pasted from elsewhere brings other hosts' pictures."""
        seen = [str(t.get("src") or t.get("href") or "") for t in soup.find_all(["img", "a", "link", "script", "iframe"])]
        own = _own_host(soup, seen)
        paths = [_local(address, own) for address in seen]
        return [sign for sign, pattern in _SIGNS if any(p and pattern.match(p) for p in paths)]

    def article_key(self, url: str) -> str | None:
        """WebForms: site and number. Multi-site: the slug alone where it is long, because one article stands under several
        menus' paths (`/menu-second/tin-tuc/x.html`) and has no number; short slugs (`thong-bao`) recur in several sections, so
        there the path counts, without the menu's part."""
        parts = urlsplit(_plain(url))
        if _refused(url) is not None or parts.path.lower().startswith("/upload/"):
            return None
        query = {k.lower(): v for k, v in parse_qsl(parts.query)}
        number = next((query[k] for k in _ID_KEYS if query.get(k, "").isdigit()), None)
        if number and (query.get("sid", "").isdigit() or "catid" in query or "pageid" in query):
            return f"{query['sid']}-{number}" if query.get("sid", "").isdigit() else number
        steps = [s for s in unquote(parts.path).lower().split("/") if s]
        steps = [re.sub(r"\(s\([^)]*\)\)", "", s) for s in steps if not _MENU.match(s)]
        if not steps:
            return None
        page = _PAGE.search(steps[-1])
        slug = _PAGE.sub("", steps[-1]).strip("-_")
        if _PAGING.match(slug) or slug in ("default", "mdefault", "index", ""):
            return None
        words = [w for w in re.split(r"[-_]", slug) if w]
        if len(words) >= _LONG_SLUG_WORDS + (0 if page else 2) and len(slug) >= _LONG_SLUG:
            return slug
        return "/".join([*steps[:-1], slug]) if page and (len(steps) > 1 or len(words) > 3) else None

    def canonical_url(self, url: str) -> str:
        return common.canonical(_plain(url), drop=("page", "trang", "pageindex", "mode"))

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """None: no source shows a sitemap or feed of this software."""
        return ()

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        return main_listing(soup, url, self.article_key)

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        refused = _refused(url)
        if refused:
            return refused
        found = read_region(soup, url, "forms" if ".aspx" in urlsplit(url).path.lower() else "multi-site")
        no_text = isinstance(found, NotArticle) and found.reason in (NO_TITLE, NO_BODY, NEITHER)
        # An address without a key may be a list's; a gone article's may show its section's list.
        listed = no_text and (not self.article_key(url) or listing_like(Page(soup))) and self.listing(soup, url).items
        return NotArticle("listing") if listed else found


def _plain(url: str) -> str:
    """An address whose `&` was escaped twice (`&amp;id=7` in a link) as meant."""
    return url.replace("&amp;", "&")


def _refused(url: str) -> NotArticle | None:
    """Print copies besides those of every software, and the home page of the WebForms branch."""
    parts = urlsplit(_plain(url))
    query = {k.lower(): v.lower() for k, v in parse_qsl(parts.query)}
    if _PRINT.search(parts.path) or query.get("print") in ("1", "true", "yes") or query.get("mode") == "print":
        return NotArticle("print copy")
    home = re.search(r"^/?m?default\.aspx$", parts.path.strip("/"), re.I) and not set(query) - {"sid", "sname"}
    return common.refused_address(_plain(url)) or (NotArticle("home page") if home else None)


def _own_host(soup: BeautifulSoup, addresses: list[str]) -> str:
    """The host that a page names as its own, else the one that most of its addresses name; "" where all are relative."""
    for tag in (soup.find("link", rel="canonical"), soup.find("base", href=True)):
        if isinstance(tag, Tag) and urlsplit(str(tag.get("href") or "")).netloc:
            return urlsplit(str(tag["href"])).netloc.lower()
    if named := urlsplit(common.meta_content(soup, "og:url") or "").netloc:
        return named.lower()
    hosts = Counter(h for a in addresses if (h := _host(a)))
    relative = sum(1 for a in addresses if a and not _host(a))
    return hosts.most_common(1)[0][0] if hosts and hosts.most_common(1)[0][1] > relative else ""


def _host(address: str) -> str:
    try:
        return urlsplit(address.strip()).netloc.lower()
    except ValueError:
        return ""


def _local(address: str, own: str) -> str | None:
    """Path and query of an address on the page's own host (or a relative one), or None."""
    address = _plain(address.strip())
    host = _host(address)
    if host and host.removeprefix("www.") != own.removeprefix("www."):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = parts.path if parts.path.startswith("/") else "/" + parts.path.lstrip("./")
    return path + (f"?{parts.query}" if parts.query else "")
