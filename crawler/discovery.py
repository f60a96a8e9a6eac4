"""Sitemaps and feeds: which articles a portal says it has, and when they last changed.

A feed serves to discover only: times in feeds are wrong on one common family (minutes are the month's number).
"""

from __future__ import annotations

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag


@dataclass(frozen=True, slots=True)
class Found:
    """An address in a sitemap or feed. `lastmod` is text as written, from sitemaps only."""

    url: str
    lastmod: str | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """`pages` listed by a sitemap or feed, `sitemaps` named by a sitemap index."""

    pages: tuple[Found, ...] = ()
    sitemaps: tuple[str, ...] = ()


def parse_discovery(body: bytes) -> Discovered | None:
    """Read a sitemap, sitemap index, RSS or Atom document; None where it is none of them (an HTML error page)."""
    root = BeautifulSoup(body, "xml").find(True)
    if not isinstance(root, Tag):
        return None
    match root.name:
        case "sitemapindex":
            return Discovered(sitemaps=tuple(url for url, _ in _entries(root, "sitemap", "loc")))
        case "urlset":
            return Discovered(pages=tuple(Found(url, _text(e, "lastmod")) for url, e in _entries(root, "url", "loc")))
        case "rss" | "RDF":
            return Discovered(pages=tuple(Found(url) for url, _ in _entries(root, "item", "link")))
        case "feed":
            links = [link for entry in root.find_all("entry") for link in entry.find_all("link")]
            own = [link for link in links if link.get("href") and link.get("rel", "alternate") == "alternate"]
            return Discovered(pages=tuple(Found(str(link["href"])) for link in own))
    return None


def _entries(root: Tag, tag: str, address: str) -> list[tuple[str, Tag]]:
    return [(url, element) for element in root.find_all(tag) if (url := _text(element, address))]


def _text(element: Tag, tag: str) -> str | None:
    found = element.find(tag, recursive=False)
    return found.get_text(strip=True) or None if found is not None else None
