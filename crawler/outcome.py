"""What an answer, or its absence, means for the ledger: status, reason, and whether another run may fare better."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from crawler.cms.base import Family
from crawler.ledger import Status
from crawler.middlewares import Refused, Withheld
from crawler.plan import PortalRun

_PASSING_HTTP = {408, 425, 429}


def is_passing(status: int) -> bool:
    """Whether an HTTP status is one that passes (server trouble, rate limit)."""
    return status in _PASSING_HTTP or status >= 500


def listing_problem(run: PortalRun, asked: str, response: Response) -> str | None:
    """Why an answer is not the listing asked for, or None where it is."""
    if response.status != 200:
        return f"HTTP {response.status}"
    if response.url != asked and response.url in run.addresses:
        return "redirected to a listing already asked for (beyond the last page)"
    if response.url != asked and response.url.rstrip("/") == run.config.base_url.rstrip("/"):
        return "redirected to the home page (no such section)"
    return None


def article_problem(family: Family, key: str, response: Response) -> str | None:
    """Why an answer cannot be the article asked for, before its page is read; None where it can (or has not changed: 304)."""
    if response.status not in (200, 304):
        return f"HTTP {response.status}"
    if "redirect_urls" in response.meta and family.article_key(response.url) != key:
        return f"redirected to another page: {response.url}"
    return None


def why(error: BaseException | None) -> tuple[Status, str, bool]:
    """Ledger status, reason and whether it may pass, of a request that brought no answer."""
    text = str(error).strip()
    match error:
        case Refused():
            return "refused", text, False
        case Withheld():
            return "failed", text, True
        case IgnoreRequest():
            return "failed", text or "ignored", False
        case DownloadTimeoutError():
            return "failed", "timeout", True
        case CannotResolveHostError():
            return "failed", "host name not found", True
        case DownloadConnectionRefusedError():
            return "failed", "connection refused", True
        case DownloadCancelledError():
            return "failed", f"answer too large: {text}", False
    if "certificate" in text.lower():
        return "failed", f"certificate not trusted: {text}", True
    return "failed", f"{type(error).__name__}: {text}", True
