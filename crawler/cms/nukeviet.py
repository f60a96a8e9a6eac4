"""NukeViet 3, 4.x, 5 and eGovernment. Facts: docs/portals survey, section 1.

Addresses are in `nukeviet_address`, lists in `nukeviet_list`, articles (with the table of layouts) in `nukeviet_article`.
Where no kind of list fits, the general signals of `Generic` get their turn."""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms import nukeviet_address as address
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.cms.generic import Generic
from crawler.cms.nukeviet_article import read_article
from crawler.cms.nukeviet_list import read_listing
from crawler.cms.pagers import next_page

_LEAST_ITEMS = 2  # what the general signals take for a list holds more than one article


class NukeViet(Generic):
    """The family's pages; see `Family` for what each method gives."""

    id = "nukeviet"
    local_numbers = False

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        if "nukeviet" in common.generator(soup).lower():
            signs.append(f"generator {common.generator(soup)}")
        cookies = " ".join(v for k, v in headers.items() if k.lower() == "set-cookie")
        if re.search(r"\w+_(?:nvvithemever|statistic_vi|sess|ctr)=", cookies):
            signs.append("session cookies <prefix>_sess, <prefix>_ctr")
        if soup.find(id="news-bodyhtml") is not None:
            signs.append("element #news-bodyhtml")
        if soup.find("img", src=re.compile(r"second=cronjobs")) is not None:
            signs.append("hidden cron image")
        if soup.find(id="timeoutsess") is not None:
            signs.append("inactivity notice #timeoutsess")
        if soup.find("script", src=re.compile(r"/(?:assets|js)/js/global\.js|nukeviet")) is not None:
            signs.append("script /assets/js/global.js")
        return signs

    def article_key(self, url: str) -> str | None:
        """The article's number, with its language and module where these are not the usual ones (`nukeviet_address`)."""
        return address.article_key(self.canonical_url(url))

    def canonical_url(self, url: str) -> str:
        return address.canonical(url)

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        return address.discovery(base_url, sections)

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        found = read_listing(soup, url)
        if soup.select_one("#news-bodyhtml") is not None or (found.items and soup.select_one(".pagination") is not None):
            return found
        if found.items:  # a private theme's pager
            return replace(found, next_url=found.next_url or next_page(soup, url)[0])
        general = super().listing(soup, url)
        # What stands on an empty page is menus and boxes beside it: links to sections are no items.
        items = tuple(i for i in general.items if not address.is_front(i.url) or not address.same_host(i.url, url))
        return replace(general, items=items) if len(items) >= _LEAST_ITEMS else found

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        return read_article(soup, url)
