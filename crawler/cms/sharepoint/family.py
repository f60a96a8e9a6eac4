"""SharePoint portals, incl. those of the vendor TANDAN: the family's pages (docs/portals survey, section 4)."""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.cms.generic import Generic
from crawler.cms.sharepoint import addresses
from crawler.cms.sharepoint.client_list import drawn_list
from crawler.cms.sharepoint.list_forms import own_forms
from crawler.cms.sharepoint.listing import read_listing
from crawler.cms.sharepoint.page import read_page
from crawler.cms.sharepoint.pager import next_page
from crawler.cms.sharepoint.parts import any_case

_HEADERS = (
    "microsoftsharepointteamservices", "sprequestguid", "x-sharepointhealthscore", "sprequestduration", "spislatency",
    "x-ms-invokeapp",
)  # fmt: skip
# What only pages of this software have; the name is the sign.
_MARKS = (
    ("classes of TANDAN portals", "[class*=tandan- i], .channel-news-title, .TD-channel-main-td"),
    ("#s4-workspace", "#s4-workspace, #s4-bodyContainer, #s4-ribbonrow"),
    ("sign-in link to Authenticate.aspx", "a[href*='/_layouts/' i][href*=authenticate i]"),
    ("files under /_layouts/", "script[src*='/_layouts/' i], link[href*='/_layouts/' i], img[src*='/_layouts/' i]"),
    ("__REQUESTDIGEST", "input[name=__REQUESTDIGEST]"),
    ("web part inputs", "input[name^=MSOWebPartPage_], input[name^=MSOSPWebPartManager], input[name^=_wpcmWpid]"),
    ("rich text field", ".ms-rtestate-field, [id$=RichHtmlField]"),
    ("classes of the province web parts", ".detail_artical, .cont_artical"),
)
# What other ASP.NET software has, too: counts beside one of the others.
_WEAK = (("form#aspnetForm", "form#aspnetForm"), ("files of list items", "a[href*='/Attachments/'][href*='/Lists/' i]"))


class _AnyPage(Generic):
    """Lists whose headlines no row names: there a page with a short name may be an article, too."""

    def article_key(self, url: str) -> str | None:
        return addresses.article_key(url) or addresses.named_page(url)


_ANY_PAGE = _AnyPage()


class SharePoint(Generic):
    """The family's pages; see `Family` for what each method gives. Lists that no row knows are read as `Generic` reads them."""

    id = "sharepoint"
    local_numbers = False

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        made_by = common.generator(soup)
        signs = [f"generator {made_by}"] if re.match(r"(?:microsoft )?sharepoint", made_by, re.I) else []
        signs += [f"header {name}" for name in headers if name.lower() in _HEADERS]
        signs += [name for name, css in _MARKS if soup.select_one(any_case(css)) is not None]
        if "_spPageContextInfo" in str(soup.head or ""):
            signs.append("_spPageContextInfo")
        return signs + [name for name, css in _WEAK if signs and soup.select_one(css) is not None]

    def article_key(self, url: str) -> str | None:
        return addresses.article_key(url)

    def canonical_url(self, url: str) -> str:
        return addresses.canonical_url(url)

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """None: publishing sites seldom have a site map, and a list's feed needs its GUID, which no page tells for sure."""
        return ()

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        known = read_listing(soup, url) or drawn_list(soup, url)
        if known is not None:
            return own_forms(known, soup, url)
        found = _ANY_PAGE.listing(soup, url)
        following, form = next_page(soup, url, [])
        return replace(found, next_url=following or found.next_url, next_form=form)

    def article(self, soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
        if addresses.is_print_copy(url):
            return NotArticle("print copy")
        if addresses.is_refusal(url):
            return NotArticle("soft 404")
        if addresses.is_home(url):
            return NotArticle("home page")
        return common.refused_address(url) or read_page(soup, url)
