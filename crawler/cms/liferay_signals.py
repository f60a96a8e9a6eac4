"""Articles of vendors' portlets whose classes no layout names, and of display pages without any: read by the general signals,
with what only Liferay tells: which element is a portlet's name, which portlet the address speaks to, which links are files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms import liferay_layouts as layouts
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.cms.liferay_files import document_links
from crawler.cms.liferay_portlets import is_portlet
from crawler.cms.reading import dated
from crawler.cms.signals import head_date
from crawler.cms.surroundings import left_out
from crawler.furniture import SOFT_404
from crawler.html_text import blocks_of, line_of

_NAMES = ".portlet-title, .portlet-title-text, .portlet-topper, .portlet-header"
_LEAST_TITLE = 15  # characters

General = Callable[[BeautifulSoup, str], ParsedArticle | NotArticle]


def read_by_signals(soup: BeautifulSoup, url: str, general: General) -> ParsedArticle | NotArticle | None:
    """The article that the general signals find where portlets' names are left out, with its library files; None where they
    find none."""
    base = common.base_of(soup, url)
    place = _place(soup, url)
    with left_out(soup.select(_NAMES)):
        found = general(soup, url)
        files = document_links(place, base)
        if isinstance(found, ParsedArticle):
            own = {f.url: f for f in files}
            every = {(clean := _clean(f.url)): own.get(clean) or replace(f, url=clean) for f in found.files} | own
            found = replace(found, files=tuple(every.values()))
            if found.published_at is None and not found.body:
                published, signal = _date(soup, place)
                found = replace(found, published_at=published, published_source=signal)
            return found
        heads = place.find_all(["h1", "h2", "h3"]) if place is not None else []
        title = next((t for h in heads if len(t := line_of(h)) >= _LEAST_TITLE and h.find("a") is None), None)
        if title is None or not files or SOFT_404.search(title) or not address.article_key(url)[1]:
            return None
        published, signal = _date(soup, place)
        return ParsedArticle(title, "", published, signal, None, common.breadcrumb(soup), files, "files only")


def _date(soup: BeautifulSoup, place: Tag | None) -> tuple[str | None, str | None]:
    """The date of an article without text: the head's, else the first date line beside its file."""
    if (head := head_date(soup))[0] is not None:
        return head
    said = next((d for b in blocks_of(place) if (d := dated(b.text))), None)
    return (said[1].iso, said[0]) if said else (None, None)


def _clean(url: str) -> str:
    """A library file's address without what tells only when it was changed; any other as it is."""
    return address.canonical(url) if address.document(urlsplit(url)) else url


def _place(soup: BeautifulSoup, url: str) -> Tag | None:
    """The portlet that the address speaks to, else the main part of a page made of fragments."""
    named = address.instance(url)
    portlet = next((n for n in soup.select(layouts.PORTLET) if is_portlet(n, named)), None)
    main = soup.select_one("#main-content")
    return portlet or (main if main is not None and main.select_one(layouts.PORTLET) is None else None)
