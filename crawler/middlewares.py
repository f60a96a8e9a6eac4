"""Scrapy middlewares: the host guard, robots.txt with Crawl-delay, 429 with Retry-After, the archive, the throttle.

Each refusal is an IgnoreRequest whose text becomes the ledger's `reason`.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.archive import Exchange
from crawler.settings import MAX_RETRY_AFTER, MAX_WAITS, PRODUCT

if TYPE_CHECKING:
    from crawler.spider import PortalSpider

SAMPLE_DOMAIN = ".chiso.test"


class Refused(IgnoreRequest):
    """A request that is not sent, by a rule; the text says which."""


class Withheld(IgnoreRequest):
    """A request given up for a passing cause (rate limit, robots.txt not to be had, archive not writable)."""


class _Middleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def spider(self) -> PortalSpider:
        return cast("PortalSpider", self.crawler.spider)


class HostGuard(_Middleware):
    """No request off the portal's hosts, also not after a redirect."""

    def process_request(self, request: Request) -> None:
        if self.spider.stopped:
            raise Withheld(self.spider.stopped)
        if self.spider.portal_of(request) is None:
            host = urlsplit(request.url).netloc
            raise Refused(f"redirect to another host: {host}" if "redirect_urls" in request.meta else f"another host: {host}")


class SampleProxy(_Middleware):
    """Sample runs only: `http://<id>.chiso.test/…` is asked of the replica on 127.0.0.1, and nothing else is asked."""

    def process_request(self, request: Request) -> None:
        port = self.crawler.settings.get("SAMPLE_PORT")
        if port is None:
            return
        if not (urlsplit(request.url).hostname or "").endswith(SAMPLE_DOMAIN):
            raise Refused("a sample run asks the bundled portals only")
        request.meta["proxy"] = f"http://127.0.0.1:{int(port)}"


class RobotsObeyed(RobotsTxtMiddleware):
    """robots.txt as RFC 9309 has it: a server error or no answer forbids everything for now, 4xx forbids nothing.
    Crawl-delay is honoured too."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unreachable: dict[str, str] = {}

    @property
    def _spider(self) -> PortalSpider:
        return cast("PortalSpider", self.crawler.spider)

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser = await self.robot_parser(request)
        if reason := self._unreachable.get(urlsplit(request.url).netloc):
            raise Withheld(f"robots.txt not to be had: {reason}")
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest as error:
            raise Refused("robots.txt") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            self._unreachable[netloc] = f"HTTP {response.status}"
        if response.status >= 400:
            response = response.replace(body=b"")
        self._spider.record_robots(response, self._unreachable.get(netloc))
        await super()._parse_robots(response, netloc, request)
        delay = _crawl_delay(self._parsers[netloc])
        if delay:
            self._spider.slow_down(urlsplit(request.url).hostname or "", delay)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._unreachable[netloc] = str(exc) or type(exc).__name__
        super()._robots_error(exc, netloc)


def _crawl_delay(parser: object) -> float | None:
    delay: float | None = parser.crawl_delay(PRODUCT) if isinstance(parser, RobotParser) else None
    return delay or None


class RetryAfter(_Middleware):
    """429 and 503 with Retry-After: the whole host waits that long, then the same request is sent again."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._until: dict[str, float] = {}

    async def process_request(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        while (left := self._until.get(host, 0.0) - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        header = response.headers.get("Retry-After")
        if response.status != 429 and not (response.status == 503 and header):
            return response
        waits = request.meta.get("waits", 0) + 1
        wait = _seconds(header.decode("latin-1") if header else None, waits)
        if waits > MAX_WAITS or wait > MAX_RETRY_AFTER:
            raise Withheld(f"rate limit: HTTP {response.status}, wait of {wait:.0f} s asked, {waits - 1} waited")
        host = urlsplit(request.url).netloc
        self._until[host] = max(self._until.get(host, 0.0), time.monotonic() + wait)
        return request.replace(dont_filter=True, meta=request.meta | {"waits": waits})


def _seconds(value: str | None, waits: int) -> float:
    """Retry-After as seconds: a number or an HTTP date; without one 30 s, 60 s, 90 s."""
    if value is not None and value.strip().isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value or "")
    except ValueError:
        return 30.0 * waits
    return max(0.0, (when.astimezone(UTC) - datetime.now(UTC)).total_seconds())


class ArchiveResponses(_Middleware):
    """Next to the wire: every answer goes to the archive as it came, before anything decodes or follows it."""

    def process_response(self, request: Request, response: Response) -> Response:
        portal = self.spider.portal_of(request)
        if portal is None:
            raise Refused(f"another host: {urlsplit(request.url).netloc}")
        exchange = Exchange(
            url=request.url,
            method=request.method,
            request_headers=_pairs(request, hide=("Proxy-Authorization",)),
            status=response.status,
            headers=_pairs(response),
            body=response.body,
            date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            marks=self.spider.marks(request),
        )
        try:
            place = self.spider.archive.write(portal.id, exchange)
        except OSError as error:
            self.spider.stop(f"cannot write the archive: {error.strerror or error}")
            raise Withheld(self.spider.stopped or "") from error
        request.meta["place"] = place
        request.meta["fetched_at"] = exchange.date
        request.meta["http_status"] = response.status
        return response


def _pairs(message: Request | Response, hide: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    hidden = {name.lower() for name in hide}
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
        if name.decode("latin-1").lower() not in hidden
    )


class PortalThrottle(AutoThrottle):
    """AutoThrottle whose lower bound is a portal's own delay or the Crawl-delay of its robots.txt."""

    def _min_delay(self) -> float:
        return 0.0

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            slot.delay = max(slot.delay, cast("PortalSpider", spider).floors.get(key, 0.0))
