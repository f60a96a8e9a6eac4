"""Redirects, followed a few times and told apart where they end nowhere.

A server that redirects to the same address until its cookie comes back is followed; one that never stops is a loop."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from core.counted import counted
from crawler.net.errors import Withheld


class Redirects(RedirectMiddleware):
    """Scrapy's, with a reason of our own."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        try:
            following: Request = super()._redirect(redirected, request, reason)
        except IgnoreRequest as error:
            passed = [*request.meta.get("redirect_urls", []), request.url]
            kind = "redirect loop" if redirected.url in passed else "too many redirects"
            raise Withheld(f"{kind} ({counted(len(passed), 'time')})") from error
        return following
