"""Sitemaps, feeds and JSON lists: which articles a portal says it has, and when they last changed.

A feed serves to discover only: times in feeds are wrong on one common family (minutes are the month's number; survey
section 1), so of a feed's time the day is kept. XML is read without entities, DTD and network, within limits."""

from __future__ import annotations

import html
import html.entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from crawler.decode import clean_inline, decode
from crawler.net.encoding import GZIP_MAGIC, gunzip
from crawler.net.errors import TooLarge, Unreadable
from crawler.net.limits import MAX_SITEMAP, MAX_URL

# The sitemap protocol allows 50,000 addresses a file.
MAX_ENTRIES = 50_000
MAX_TEXT = 2_000
_ZONE = timezone(timedelta(hours=7))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_QUOTED = r""""[^"]*"|'[^']*'"""
_DOCTYPE = re.compile(rf"""<!DOCTYPE(?:[^\[>"']|{_QUOTED})*(?:\[(?:[^\]"']|{_QUOTED})*\]\s*)?>""", re.I)
_ENTITY = re.compile(r"&(?:(#\d+|#[xX][0-9a-fA-F]+|amp|lt|gt|quot|apos);|([A-Za-z]\w*;)?)")
_UNKNOWN = "\ufffc"  # stands for an entity that only a DTD could explain; what holds it is dropped
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_TAG = re.compile(r"<[^<>]{0,1000}>")
# What PHP prints where its messages are not switched off, and how the documents begin behind it.
_NOTE = re.compile(
    r"(?:<br\s*/?>|<b>|\s)*(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards|Fatal error|Parse error)(?:</b>)?\s*:", re.I
)
_START = re.compile(r"<\?xml\b|<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b|\[\s*\{")
_NOTES = 100_000
_NEXT = re.compile(r"""<([^<>]{1,2048})>\s*((?:;\s*[\w*-]+\s*(?:=\s*(?:"[^"]*"|[^\s";,]+))?\s*)*)""")
_REL_NEXT = re.compile(r"""rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)""", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """An address in a sitemap, feed or list. `lastmod` is text as written, from sitemaps and JSON lists only; `title` and
    `lead` plain text; `date` of publication: ISO 8601, from feeds the day only (+07:00)."""

    url: str
    lastmod: str | None = None
    title: str | None = None
    date: str | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """`pages` listed by a sitemap, feed or list, `sitemaps` named by a sitemap index, `next_url`: where it goes on."""

    pages: tuple[Found, ...] = ()
    sitemaps: tuple[str, ...] = ()
    next_url: str | None = None


def parse_discovery(body: bytes, *, base: str = "", link: str | None = None) -> Discovered | None:
    """Read a sitemap, sitemap index, RSS or Atom document (also gzip by itself), or a list of posts of WordPress
    (`/wp-json/wp/v2/posts`); None where it is none of them (an HTML error page, a bomb).

    `base`: its address, which relative links stand on; `link`: the answer's `Link` header, for the next page."""
    try:
        content = gunzip(body, MAX_SITEMAP) if body.startswith(GZIP_MAGIC) else body[:MAX_SITEMAP]
    except (TooLarge, Unreadable):
        return None
    text = _without_notes(decode(content)[0].lstrip("\ufeff \t\r\n"))
    following = _next_of(link, base)
    if text.startswith("["):
        posts = _posts(text)
        return None if posts is None else Discovered(_absolute(posts, base), next_url=following)
    root = _tree(text)
    if root is None:
        return None
    match _name(root):
        case "sitemapindex":
            named = [url for entry in _all(root, "sitemap") if (url := _text(entry, "loc"))]
            return Discovered(sitemaps=tuple(urljoin(base, url) for url in named[:MAX_ENTRIES]))
        case "urlset":
            return Discovered(_absolute(map(_of_sitemap, _all(root, "url")), base))
        case "rss" | "RDF":
            return Discovered(_absolute(map(_of_rss, _all(root, "item")), base), next_url=following)
        case "feed":
            onward = next((href for rel, href in _links(root) if rel == "next"), None)
            pages = _absolute(map(_of_atom, _all(root, "entry")), base)
            return Discovered(pages, next_url=following or (_web(onward, base) if onward else None))
    return None


def _without_notes(text: str) -> str:
    """A document without the messages of a faulty plugin that the server prints before it."""
    if not _NOTE.match(text):
        return text
    starts = (text[found.start() :] for found in _START.finditer(text[:_NOTES]))
    return next((rest for rest in starts if not rest.startswith("[") or _posts(rest) is not None), text)


def _tree(text: str) -> Any:
    """The root element, or None. There is no DTD left that could define entities, nothing is loaded, and depth is bounded
    by libxml2 (256); broken places of a feed are passed over."""
    plain = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    plain = _ENTITY.sub(_known_entity, _NOT_XML.sub("", plain))
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=False, recover=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(plain.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def _known_entity(found: re.Match[str]) -> str:
    """XML's own entities as they are, HTML's as their characters, a bare ampersand escaped, others marked."""
    if found[1]:
        return found[0]
    if not found[2]:
        return "&amp;"
    return html.entities.html5.get(found[2], _UNKNOWN)


def _name(element: Any) -> str:
    """An element's name without its namespace, "" for what is no element (an entity that stays unexpanded)."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(root: Any, name: str) -> Iterator[Any]:
    found = (e for e in root.iter() if _name(e) == name)
    return (entry for _, entry in zip(range(MAX_ENTRIES), found, strict=False))


def _text(element: Any, *names: str) -> str | None:
    """The text of the first child with one of these names; None where there is none, or it hangs on an entity."""
    for name in names:
        for child in element:
            if _name(child) == name:
                text = "".join(child.itertext()).strip()
                if text and _UNKNOWN not in text:
                    return text[: MAX_TEXT * 4]
    return None


def _of_sitemap(entry: Any) -> Found | None:
    news = next((child for child in entry if _name(child) == "news"), entry)
    url = _text(entry, "loc")
    title, date = _text(news, "title"), _text(news, "publication_date")
    return Found(url, _text(entry, "lastmod"), _plain(title), _iso(date)) if url else None


def _of_rss(entry: Any) -> Found | None:
    url = _text(entry, "link") or next((href for _, href in _links(entry)), None)
    date = _day(_text(entry, "pubDate", "date"))
    return Found(url, None, _plain(_text(entry, "title")), date, _plain(_text(entry, "description"))) if url else None


def _of_atom(entry: Any) -> Found | None:
    url = next((href for rel, href in _links(entry) if rel == "alternate"), None)
    date = _day(_text(entry, "published", "issued", "updated", "modified"))
    return Found(url, None, _plain(_text(entry, "title")), date, _plain(_text(entry, "summary"))) if url else None


def _links(element: Any) -> list[tuple[str, str]]:
    """Relation and address of the links that an element has itself."""
    links = [child for child in element if _name(child) == "link" and child.get("href")]
    return [(child.get("rel", "alternate"), child.get("href").strip()) for child in links]


def _posts(text: str) -> Iterator[Found | None] | None:
    """The posts of a WordPress list; None where the JSON is something else."""
    try:
        data = json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, list) or not all(isinstance(post, dict) and isinstance(post.get("link"), str) for post in data):
        return None
    return map(_of_post, data[:MAX_ENTRIES])


def _of_post(post: dict[str, Any]) -> Found | None:
    changed = _utc(post.get("modified_gmt")) or _iso(post.get("modified"))
    published = _utc(post.get("date_gmt")) or _iso(post.get("date"))
    return Found(post["link"], changed, _plain(_rendered(post, "title")), published, _plain(_rendered(post, "excerpt")))


def _rendered(post: dict[str, Any], key: str) -> str | None:
    value = post.get(key)
    text = value.get("rendered") if isinstance(value, dict) else value
    return text if isinstance(text, str) else None


def _absolute(pages: Iterator[Found | None], base: str) -> tuple[Found, ...]:
    """The pages with whole web addresses, each once, in order."""
    out: dict[str, Found] = {}
    for page in pages:
        url = _web(page.url, base) if page is not None else None
        if page is not None and url is not None:
            out.setdefault(url, Found(url, page.lastmod, page.title, page.date, page.lead))
    return tuple(out.values())


def _web(url: str, base: str) -> str | None:
    try:
        whole = urljoin(base, html.unescape(url).strip())
    except ValueError:
        return None
    return whole if re.match(r"https?://[^\s/]", whole, re.I) and len(whole) <= MAX_URL else None


def _plain(text: str | None) -> str | None:
    """A title or lead as plain text: these portals escape entities twice and put markup into descriptions."""
    if text is None:
        return None
    bare = _TAG.sub(" ", html.unescape(_TAG.sub(" ", html.unescape(text[: MAX_TEXT * 4]))))
    return clean_inline(bare)[:MAX_TEXT] or None


def _iso(text: object) -> str | None:
    """An ISO date or time as written, where it is one (WordPress has `0000-00-00T00:00:00` for none)."""
    value = text.strip() if isinstance(text, str) else ""
    try:
        datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return value


def _utc(text: object) -> str | None:
    value = _iso(text)
    return f"{value}+00:00" if value and "T" in value and not re.search(r"(?:Z|[+-]\d\d:?\d\d)$", value) else value


def _day(text: str | None) -> str | None:
    """The day of a feed's time in Vietnam: RFC 822 or ISO."""
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text.replace("Z", "+00:00")) if re.match(r"\d{4}-", text) else parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(_ZONE).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _next_of(link: str | None, base: str) -> str | None:
    """The address that a `Link` header gives for the next page (RFC 8288)."""
    for match in _NEXT.finditer((link or "")[:8192]):
        if _REL_NEXT.search(match[2]):
            return _web(match[1], base)
    return None
