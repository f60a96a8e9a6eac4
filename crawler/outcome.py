"""What an answer, or its absence, means for the ledger: status, reason, and whether another run may fare better."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.cms.base import Family, NotArticle
from crawler.decode import decode
from crawler.ledger import Status
from crawler.net.errors import Refused, Unanswered
from crawler.net.reasons import trouble_of
from crawler.pager import one_form
from crawler.parse import parse_page
from crawler.plan import PortalRun

# What a family module may raise on a page it was not made for. Such a page is recorded and stays in the archive.
ADAPTER_ERRORS = (ValueError, LookupError, AttributeError, TypeError, RecursionError)
_HOME = re.compile(r"/?(?:(?:vi|en)/?)?(?:(?:index|home|default|trang-chu)(?:\.(?:php|html?|aspx?|jsp))?)?/?", re.I)
_PASSING_HTTP = {408, 425, 429}


def is_passing(status: int) -> bool:
    """Whether an HTTP status is one that passes (server trouble, rate limit)."""
    return status in _PASSING_HTTP or status >= 500


def listing_problem(run: PortalRun, asked: str, response: Response) -> str | None:
    """Why an answer is not the listing asked for, or None where it is."""
    if response.status != 200:
        return f"HTTP {response.status}"
    if one_form(response.url) == one_form(asked):
        return None
    if response.url in run.addresses:
        return "redirected to a listing already asked for (beyond the last page)"
    at_home = is_home(response.url) or response.url.rstrip("/") == run.config.base_url.rstrip("/")
    if at_home and not is_home(asked):
        return "redirected to the home page (no such section)"
    return None


def is_home(url: str) -> bool:
    """Whether an address is a site's front page: where portals send those who ask for what they do not have."""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def read_article(family: Family, key: str, response: Response) -> tuple[str | None, list[str]]:
    """Why the answer is no article (None where it is one), and the addresses of the files it offers."""
    if response.status != 200:
        return f"HTTP {response.status}", []
    if "redirect_urls" in response.meta and (family.article_key(response.url) or family.canonical_url(response.url)) != key:
        if is_home(response.url):
            return "redirected to the home page (soft 404)", []
        return f"redirected to another page: {response.url}", []
    try:
        parsed, _ = parse_page(response.body, response.url, family=family.id, headers=_headers(response))
    except ADAPTER_ERRORS as error:
        return f"adapter error: {type(error).__name__}: {error}", []
    if isinstance(parsed, NotArticle):
        return f"no article: {parsed.reason}", []
    return None, [f.url for f in parsed.files]


def soup(response: Response) -> BeautifulSoup:
    """The page as a tree; its bytes are believed before its header: wrong headers are common on these portals."""
    return BeautifulSoup(decode(response.body, _headers(response))[0], "lxml")


def _headers(response: Response) -> dict[str, str]:
    return {name.decode("latin-1"): values[-1].decode("latin-1") for name, values in response.headers.items() if values}


def why(error: BaseException | None) -> tuple[Status, str, bool]:
    """Ledger status, reason and whether it may pass, of a request that brought no answer."""
    text = str(error).strip()
    if isinstance(error, Unanswered):
        return "refused" if isinstance(error, Refused) else "failed", text, error.passing
    if isinstance(error, IgnoreRequest):
        return "failed", text or "ignored", False
    if trouble := trouble_of(error):
        return "failed", trouble.text, True
    return "failed", f"{type(error).__name__}: {text}", True
