"""What an answer, or its absence, means for the ledger: status, reason, and whether another run may fare better."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.cms.base import Family
from crawler.ledger import Status
from crawler.net.errors import Refused, Unanswered
from crawler.net.reasons import trouble_of
from crawler.pager import one_form
from crawler.plan import PortalRun

_HOME = re.compile(r"/?(?:(?:vi|en)/?)?(?:(?:index|home|default|trang-chu)(?:\.(?:php|html?|aspx?|jsp))?)?/?", re.I)
# 403: front ends refuse in this way whom they take for too eager, for a while.
_PASSING_HTTP = {403, 408, 425, 429}


def is_passing(status: int) -> bool:
    """Whether an HTTP status is one that passes (server trouble, rate limit, a refusal)."""
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


def article_problem(family: Family, key: str, response: Response) -> str | None:
    """Why an answer cannot be the article asked for, before its page is read; None where it can (or has not changed: 304)."""
    if response.status not in (200, 304):
        return f"HTTP {response.status}"
    if "redirect_urls" in response.meta and key not in (family.article_key(response.url), family.canonical_url(response.url)):
        if is_home(response.url):
            return "redirected to the home page (soft 404)"
        return f"redirected to another page: {response.url}"
    return None


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
