"""The middleware that waits, repeats, and gives hosts up: 429 and 503 with Retry-After, 403, server errors, answers that
break off, hosts that cannot be met. What it decides of a host is in crawler/net/hosts.py."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.net.errors import RefusedByServer, Truncated, Withheld
from crawler.net.hosts import Host, retry_after, wait_before
from crawler.net.limits import MAX_WAITS, RETRIES, Limits
from crawler.net.packing import CUT
from crawler.net.reasons import trouble_of

# Server trouble that a second try may not meet; 52x are what front ends say of the server behind them.
RETRIED = {408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530}
_NAP = 1.0


class Patience:
    """One of it a run. Scrapy's own retry middleware is off."""

    def __init__(self, limits: Limits, sample: bool = False) -> None:
        self._limits = limits
        self._backoff = min(limits.backoff, 0.05) if sample else limits.backoff
        self._hosts: dict[str, Host] = defaultdict(Host)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings["NET_LIMITS"], crawler.settings["SAMPLE_PORT"] is not None)

    async def process_request(self, request: Request) -> None:
        """A repetition waits its time; meanwhile others of the host may go."""
        await self._until(request, lambda host: float(request.meta.get("not_before", 0.0)))

    async def turn(self, request: Request) -> None:
        """Asked right before a request is sent: a host that is to be left in peace gets none, also not those that were
        under way to it already. Raises Withheld where the host is left."""
        await self._until(request, lambda host: host.until)

    async def _until(self, request: Request, when: Callable[[Host], float]) -> None:
        host = self._host(request)
        while True:
            if host.left:
                raise Withheld(host.left)
            wait = when(host) - time.monotonic()
            if wait <= 0:
                return
            await asyncio.sleep(min(wait, _NAP))  # in naps: the host may be left meanwhile

    def process_response(self, request: Request, response: Response) -> Response | Request:
        host, status = self._host(request), response.status
        header = response.headers.get("Retry-After")
        if status == 429 or (status == 503 and header):
            return self._rate_limited(request, status, header.decode("latin-1") if header else None)
        if status == 403 and request.meta.get("kind"):
            host.turned_away(_asked(request), status, _is_content(request))
            raise RefusedByServer(f"refused by the server: HTTP {status}")
        if status in RETRIED:
            if again := self._again(request):
                return again
            host.gave_nothing(_asked(request), f"HTTP {status}", _is_content(request))
            return response
        host.answered(_is_content(request))
        if CUT in response.flags:
            if again := self._again(request):
                return again
            raise Truncated("truncated" if response.body else "empty answer")
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        trouble = trouble_of(exception)
        if trouble is None:
            return None
        host = self._host(request)
        if not trouble.met:
            host.not_met(trouble.text, time.monotonic(), self._backoff)
        again = self._again(request)
        if again is None and trouble.met:
            host.gave_nothing(_asked(request), trouble.text, _is_content(request))
        return again

    def _host(self, request: Request) -> Host:
        return self._hosts[request.meta.get("download_slot", "")]

    def _again(self, request: Request) -> Request | None:
        """The same request once more, after a while and before what was not asked yet: so a host that never answers is
        known as such after a few addresses."""
        tries = request.meta.get("tries", 0) + 1
        if tries > RETRIES:
            return None
        meta = request.meta | {"tries": tries, "not_before": time.monotonic() + wait_before(tries, self._backoff)}
        return request.replace(dont_filter=True, meta=meta, priority=request.priority + 1)

    def _rate_limited(self, request: Request, status: int, header: str | None) -> Request:
        host = self._host(request)
        waits = request.meta.get("waits", 0) + 1
        wait = max(retry_after(header, waits), min(self._backoff, 1.0))
        if waits > MAX_WAITS or wait > self._limits.max_wait:
            host.turned_away(_asked(request), status, _is_content(request))
            raise Withheld(f"rate limit: HTTP {status}, wait of {wait:.0f} s asked, {waits - 1} waited")
        host.told_to_wait(wait, time.monotonic())
        return request.replace(dont_filter=True, meta=request.meta | {"waits": waits})


def _asked(request: Request) -> str:
    """The address that was asked for first, before redirects."""
    return str(request.meta.get("redirect_urls", [request.url])[0])


def _is_content(request: Request) -> bool:
    """Whether an article or a file was asked for, not what leads to them."""
    return request.meta.get("kind") in ("article", "file")
