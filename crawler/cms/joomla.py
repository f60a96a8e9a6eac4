"""Joomla 1.5 to 5, with K2, EasyBlog and template frameworks. Facts: docs/portals survey, section 2.

Addresses are in `joomla_address`, lists in `joomla_list`, articles (with the table of layouts) in `joomla_article`.
Where no kind of list fits, the general signals of `Generic` get their turn."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms import joomla_address as address
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.cms.generic import Generic
from crawler.cms.joomla_article import read_article
from crawler.cms.joomla_list import PAGERS, read_listing
from crawler.cms.pagers import next_page
from crawler.html_text import classes_of

_LEAST_ITEMS = 2  # what the general signals take for a list holds more than one article
_FILES = re.compile(r"/media/(?:jui|system|vendor|com_content|k2)/")

_CLASSES = ".item-page, .com-content-article, #k2Container, .blog .items-row, .com-content-category-blog, .itemListView"


class Joomla(Generic):
    """The family's pages; see `Family` for what each method gives."""

    id = "joomla"
    local_numbers = True  # without ids an alias may begin with a number: "6 tháng đầu năm …"

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        if common.generator(soup).lower().startswith("joomla"):
            signs.append(f"generator {common.generator(soup)}")
        body = soup.body
        classes = " ".join(classes_of(body)) if body is not None and body.attrs else ""
        if re.search(r"\bcom_\w+\b.*\bview-\w+", classes):
            signs.append("body class com_* view-*")
        if soup.find(["script", "link"], src=_FILES) or soup.find("link", href=_FILES):
            signs.append("files under /media/jui, /media/system or /media/vendor")
        if soup.select_one(_CLASSES) is not None:
            signs.append("com_content classes")
        cookies = " ".join(v for k, v in headers.items() if k.lower() == "set-cookie")
        if re.search(r"(?:^|[\s,;])[0-9a-f]{32}=", cookies):
            signs.append("cookie with a 32-hex name")
        return signs

    def article_key(self, url: str) -> str | None:
        """The article's number, else its path of aliases (`joomla_address`)."""
        return address.article_key(url)

    def canonical_url(self, url: str) -> str:
        return address.canonical(url)

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        return address.discovery(base_url, sections)

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        found = read_listing(soup, url)
        if found is not None and (not found.items or soup.select_one(PAGERS) is not None):
            return found
        if found is not None:  # a private template's pager
            return Listing(found.items, found.next_url or next_page(soup, url)[0])
        general = super().listing(soup, url)
        return general if len(general.items) >= _LEAST_ITEMS else Listing((), empty=general.empty)

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        return read_article(soup, url)
