"""robots.txt as RFC 9309 has it: a server error or no answer forbids everything for now, 4xx forbids nothing. Crawl-delay is
honoured too; one so long that a crawl would not end is honoured by leaving the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.net.errors import Refused, Withheld
from crawler.net.limits import MAX_CRAWL_DELAY
from crawler.net.reasons import trouble_of
from crawler.net.throttle import PortalThrottle

if TYPE_CHECKING:
    from crawler.spider import PortalSpider

PRODUCT = "Chiso"


class RobotsObeyed(RobotsTxtMiddleware):
    """Asks for robots.txt once a host and run."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._withheld: dict[str, str] = {}
        self._robots: dict[str, Request] = {}

    @property
    def _spider(self) -> PortalSpider:
        return cast("PortalSpider", self.crawler.spider)

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        self._robots.setdefault(parts.netloc, Request(f"{parts.scheme}://{parts.netloc}/robots.txt"))
        parser = await self.robot_parser(request)
        if reason := self._withheld.get(parts.netloc):
            raise Withheld(reason)
        try:
            self.process_request_2(parser, request)
        except IgnoreRequest as error:
            raise Refused("robots.txt") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            self._withhold(netloc, f"HTTP {response.status}")
        if response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        delay = _crawl_delay(self._parsers[netloc])
        if delay > MAX_CRAWL_DELAY:
            self._withheld[netloc] = f"robots.txt asks for {delay:.0f} s between two requests, more than a crawl can wait"
        elif delay and (throttle := self.crawler.get_extension(PortalThrottle)):
            throttle.slow_down(request.meta.get("download_slot", ""), delay)
        asked = response.request or self._robots[netloc]
        self._spider.record_robots(asked, response, self._withheld.get(netloc))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        trouble = trouble_of(exc)
        self._withhold(netloc, trouble.text if trouble else str(exc) or type(exc).__name__)
        self._spider.record_robots(self._robots[netloc], None, self._withheld[netloc])
        super()._robots_error(exc, netloc)

    def _withhold(self, netloc: str, reason: str) -> None:
        self._withheld[netloc] = f"robots.txt not to be had: {reason}"


def _crawl_delay(parser: object) -> float:
    delay: float | None = parser.crawl_delay(PRODUCT) if isinstance(parser, RobotParser) else None
    return delay or 0.0
