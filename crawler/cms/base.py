"""What every CMS family module provides, and the records that it hands over.

A family knows addresses and page layouts, nothing of portals, archives or the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bs4 import BeautifulSoup


@dataclass(frozen=True, slots=True)
class ListingItem:
    """A link on a listing page. `date` is the text as printed beside it (it decides whether to fetch, and to fetch again);
    `lead` the teaser below the headline, where there is one."""

    url: str
    title: str | None = None
    date: str | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Further:
    """Another listing, of which a listing page shows the newest items in a box: its address, and its name as the box has it."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing page: its items in page order, and the address of the next page (None on the last one).

    `next_form`: the fields that are POSTed to `next_url`, where the pager is a script (ASP.NET postback); () is a GET.
    `empty`: what shows that the list is meant to have no items, where that is known.
    `further`: listings whose newest items stand on this page in boxes, and whose others stand only there."""

    items: tuple[ListingItem, ...]
    next_url: str | None = None
    next_form: tuple[tuple[str, str], ...] = ()
    empty: str | None = None
    further: tuple[Further, ...] = ()


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file that an article page offers for download."""

    url: str
    name: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article page taken apart. `published_at` is ISO 8601 with +07:00; `published_source` names the signal; `whole`: the
    address of all of the text, where the page shows a part of it."""

    title: str
    body: str
    published_at: str | None = None
    published_source: str | None = None
    author: str | None = None
    section: str | None = None
    files: tuple[FileLink, ...] = ()
    layout: str = ""
    whole: str | None = None


NO_TITLE, NO_BODY, NEITHER = "no title", "no body", "no title and no body"  # reasons of a page that cannot be read


@dataclass(frozen=True, slots=True)
class NotArticle:
    """A page that is no article, and why
    (`listing`, `soft 404`, `no title`, `no body`, `no title and no body`, `print copy`, `search`, ...)."""

    reason: str


class Family(Protocol):
    """One CMS family. All methods are pure; addresses are absolute. `local_numbers`: the number in an address may be that of
    several articles (crawler.identity)."""

    id: str
    local_numbers: bool

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        """The signs of this family on a page, as short English phrases; empty where there is none."""

    def article_key(self, url: str) -> str | None:
        """The article's identity within its portal (`101`), or None where the address is no article's."""

    def canonical_url(self, url: str) -> str:
        """The address without session ids, tracking, print and paging parts."""

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        """The items and the next page of a listing page. Boxes beside the list (hot news, older items) are no items."""

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """Addresses of sitemaps, feeds or JSON lists worth asking on a portal of this family whose listings are
        `sections` (absolute addresses); may be empty."""

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        """Take an article page apart."""
