"""The first middleware: what may be asked at all, and with which limits. Each refusal's text becomes the ledger's reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.net.addresses import LOOPBACK_HINT, AddressPolicy, is_loopback_literal, url_problem
from crawler.net.errors import Refused, Withheld
from crawler.net.limits import Limits
from crawler.net.slots import slot_of

if TYPE_CHECKING:
    from crawler.net.asked import Asked

SAMPLE_DOMAIN = ".chiso.test"
# What an attempt leaves in a request; the next attempt must not inherit it.
_OF_ATTEMPT = ("place", "fetched_at", "http_status", "download_latency")


class HostGuard:
    """No request off the portal's hosts, also not after a redirect; none to an address of a kind that is never asked."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._policy: AddressPolicy = crawler.settings["NET_POLICY"]
        self._limits: Limits = crawler.settings["NET_LIMITS"]
        self._slots: dict[str, str] = crawler.settings["NET_SLOTS"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider = cast("Asked", self._crawler.spider)
        for name in _OF_ATTEMPT:
            request.meta.pop(name, None)
        if spider.stopped:
            raise Withheld(spider.stopped)
        moved = "redirect to " if "redirect_urls" in request.meta else ""
        if problem := url_problem(request.url, self._policy):
            here = not moved and is_loopback_literal(urlsplit(request.url).hostname or "") and not self._policy.loopback
            raise Refused(f"{moved}{problem} ({LOOPBACK_HINT})" if here else moved + problem)
        if spider.portal_of(request) is None:
            raise Refused(f"{moved}another host: {urlsplit(request.url).netloc}")
        slot = slot_of(request.url, self._slots)
        kind = request.meta.get("kind")
        request.meta["download_slot"] = slot
        request.meta["cookiejar"] = slot  # cookies of one portal are no other's
        request.meta["download_maxsize"] = self._limits.max_bytes(kind)
        request.meta["download_timeout"] = self._limits.seconds(kind)


class SampleProxy:
    """Sample runs only: `http://<id>.chiso.test/…` is asked of the replica on 127.0.0.1, and nothing else is asked."""

    def __init__(self, port: int | None) -> None:
        self._port = port

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.get("SAMPLE_PORT"))

    def process_request(self, request: Request) -> None:
        request.meta.pop("proxy", None)
        if self._port is None:
            return
        if not (urlsplit(request.url).hostname or "").endswith(SAMPLE_DOMAIN):
            raise Refused("a sample run asks the bundled portals only")
        request.meta["proxy"] = f"http://127.0.0.1:{self._port}"
