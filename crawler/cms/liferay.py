"""Liferay 6 and 7: the stock Asset Publisher and the news portlets of Vietnamese vendors (VNPT eportal, EcoIT,
Vietsoftware, DNICT). Facts: docs/portals survey, section 3.

Addresses are in `liferay_address`, the tables of layouts in `liferay_layouts`, reading in `liferay_article` and
`liferay_list`. Where none of them fits, the general signals of `Generic` get their turn."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms import liferay_address as address
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.cms.generic import Generic
from crawler.cms.liferay_article import read_article, shows_text
from crawler.cms.liferay_collections import read_collection
from crawler.cms.liferay_layouts import LAYOUTS, STOCK
from crawler.cms.liferay_list import read_listing
from crawler.cms.liferay_signals import read_by_signals

_FILES = re.compile(
    r"^(?:https?://[^/]+)?/(?:o/(?:[\w-]+-theme|js_loader\w*|frontend-[\w-]+)[/?]|html/(?:js|themes|portlet|common)/|combo(?:/?\?|$)|"
    r"c/portal/|[\w-]+-theme/)|^/o/[\w.-]+(?:[/?]|$)",
    re.I,
)
_LIST_ITEMS = 3  # a page whose address names no article is a listing from this number of items on


class Liferay(Generic):
    """The family's pages; see `Family` for what each method gives."""

    id = "liferay"
    local_numbers = False

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        names = {k.lower(): v for k, v in headers.items()}
        if "liferay-portal" in names or "liferay" in names.get("x-powered-by", "").lower():
            signs.append("header Liferay-Portal")
        if re.search(r"(?:^|[\s,;])(?:GUEST_LANGUAGE_ID|COOKIE_SUPPORT|LFR_SESSION_STATE_\d+)=", names.get("set-cookie", "")):
            signs.append("cookies GUEST_LANGUAGE_ID, COOKIE_SUPPORT")
        if "liferay" in common.generator(soup).lower():
            signs.append(f"generator {common.generator(soup)}")
        if any("Liferay." in text or "themeDisplay" in text for text in (s.string or "" for s in soup.find_all("script"))):
            signs.append("script Liferay.ThemeDisplay")
        if any(_FILES.match(str(t.get("src") or t.get("href") or "")) for t in soup.find_all(["script", "link"])):
            signs.append("files under /o/<theme>/, /html/js/ or /combo")
        if soup.select_one('.portlet-boundary, [id^="p_p_id_"]') is not None:
            signs.append("portlets p_p_id_<name>_")
        if soup.select_one(".journal-content-article, .asset-full-content, .asset-abstract") is not None:
            signs.append("classes of the Asset Publisher")
        if signs:
            vendors = [x for x in LAYOUTS if x not in STOCK and soup.select_one(", ".join(x.bodies))]
            signs += [f"classes of the {x.name} portlet" for x in vendors]
        return signs

    def article_key(self, url: str) -> str | None:
        """The article's name in the address, its asset entry (`id-57`), a vendor's id, or a file's uuid."""
        known, key = address.article_key(url)
        if known or address.is_home(url):
            return key
        return super().article_key(url)

    def canonical_url(self, url: str) -> str:
        return address.canonical(url)

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """The site map, and the feed of each listing whose address names its Asset Publisher."""
        feeds = dict.fromkeys(feed for url in sections if (feed := address.feed(url)))
        return (urljoin(base_url, "/sitemap.xml"), *feeds)

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        found = read_listing(soup, url, self.article_key)
        if found is not None:
            return found
        collection = read_collection(soup, url, self.article_key)
        if collection is not None:
            return collection
        general = super().listing(soup, address.unclicked(url))
        return replace(general, next_url=address.unclicked(general.next_url) if general.next_url else None, next_form=())

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        if address.is_print(url):
            return NotArticle("print copy")
        if address.is_home(url):
            return NotArticle("home page")
        refused = common.refused_address(url)
        if refused and not (refused.reason == "search" and address.article_key(url)[1]):
            return refused
        found = read_article(soup, url, is_list=not address.article_key(url)[1] and self._lists(soup, url))
        private = isinstance(found, NotArticle) and found.reason == "no body"
        return (read_by_signals(soup, url, super().article) if private else None) or found

    def _lists(self, soup: BeautifulSoup, url: str) -> bool:
        """Whether a page shows a list: many items, or some and a pager."""
        # Beside a web content that stands on a page of its own, side columns show lists, too.
        text = shows_text(soup, url)
        found = read_listing(soup, url, self.article_key, wide_only=text)
        found = found or (None if text else read_collection(soup, url, self.article_key)) or Listing(())
        paged = found.next_url is not None or address.page_number(url) is not None
        return len(found.items) >= _LIST_ITEMS or (paged and len(found.items) > 0)
