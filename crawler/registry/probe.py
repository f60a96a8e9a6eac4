"""A few pages of portals, asked as a crawl asks: same settings, so same robots.txt, host guard, limits, pace and user agent.

What comes is thrown away after use (the archive of a probe is a temporary directory).
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.http import Response

from core.interrupt import Terminated
from crawler.archive import Archive
from crawler.decode import decode
from crawler.ledger import Kind
from crawler.net.asked import Asked
from crawler.outcome import why
from crawler.portals import PortalConfig
from crawler.settings import scrapy_settings
from crawler.stopping import run_process
from crawler.tree import Tree

T = TypeVar("T")


class ProbeError(RuntimeError):
    """Nothing could be asked at all; the text says why."""


class NoPage(Exception):  # noqa: N818 - an answer, too
    """An address that gave no page; the text says why, as a ledger's `reason` does."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with status 200. `url`: where it was found after redirects; of a header that came several times all values
    stand there, one a line."""

    asked: str
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return decode(self.body, self.headers)[0]

    def soup(self) -> BeautifulSoup:
        return Tree(self.text)


@dataclass
class Robots:
    """What a host's robots.txt was: HTTP status (0: no answer), and why nothing may be asked (None: it was to be had)."""

    status: int
    problem: str | None


class Asker(Protocol):
    """Asks a portal for a page. Raises NoPage. `robots`: what each host that was asked has, by host and port."""

    robots: dict[str, Robots]

    async def __call__(self, portal: PortalConfig, url: str, kind: Kind = "listing") -> Page: ...


Job = Callable[[Asker], Awaitable[T]]


def probe(
    portals: tuple[PortalConfig, ...], job: Job[T], *, contact: str, sample_port: int | None = None, most: int | None = None
) -> T:
    """Run a job that asks the portals, with at most `most` requests in all (redirects, repetitions and robots.txt count).

    It starts and ends the event loop of this process, so one call a process. Raises ProbeError."""
    with tempfile.TemporaryDirectory(prefix="chiso-probe-") as directory:
        archive = Archive(Path(directory), "probe")
        try:
            process = CrawlerProcess(scrapy_settings(portals, contact, sample_port))
        except ValueError as error:  # a limit set in the environment that is no number
            raise ProbeError(str(error)) from error
        crawler = process.create_crawler(_Probe)
        answer: _Answer[T] = _Answer()
        process.crawl(crawler, portals=portals, job=job, answer=answer, archive=archive, most=most)
        stop = run_process(process, lambda line: None)
        archive.close()
    if stop is not None and not answer.given:
        raise Terminated if stop.signum == signal.SIGTERM else KeyboardInterrupt
    if answer.error is not None:
        raise answer.error
    if not answer.given:
        raise ProbeError("the crawler did not start")
    return cast("T", answer.value)


@dataclass
class _Answer(Generic[T]):
    """What the job came to."""

    given: bool = False
    value: T | None = None
    error: BaseException | None = field(default=None)


class _Probe(Spider):
    """Gives the middlewares what they ask of the crawl's spider, and runs the job."""

    name = "probe"

    def __init__(
        self,
        portals: tuple[PortalConfig, ...],
        job: Job[Any],
        answer: _Answer[Any],
        archive: Archive,
        most: int | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.portals = {p.id: p for p in portals}
        self.job = job
        self.answer = answer
        self.archive = archive
        self.most = most
        self.asked = 0
        self.stopped: str | None = None
        self.robots: dict[str, Robots] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> _Probe:
        spider: _Probe = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._count, signal=signals.request_reached_downloader)
        return spider

    def _count(self) -> None:
        self.asked += 1
        if self.most is not None and self.asked >= self.most:
            self.stop(f"limit of {self.most} requests reached")

    # -- asked by the middlewares (crawler.net.asked) -------------------------------------------------------------

    def portal_of(self, request: Request) -> PortalConfig | None:
        if named := self.portals.get(request.meta.get("portal", "")):
            return named if named.owns(request.url) else None
        return next((p for p in self.portals.values() if p.owns(request.url)), None)

    def marks(self, request: Request) -> dict[str, str]:
        return {}

    def stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason

    def record_robots(self, asked: Request, response: Response | None, problem: str | None) -> None:
        self.robots[urlsplit(asked.url).netloc] = Robots(response.status if response is not None else 0, problem)

    # -- the job --------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        try:
            self.answer.value = await self.job(self)
            self.answer.given = True
        except Exception as error:  # noqa: BLE001 - handed to the caller of `probe`
            self.answer.error = error
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # Scrapy wants a generator
            yield request

    async def __call__(self, portal: PortalConfig, url: str, kind: Kind = "listing") -> Page:
        meta = {"portal": portal.id, "kind": kind}
        engine = self.crawler.engine
        if engine is None:
            raise ProbeError("the crawler did not start")
        try:
            response = await engine.download_async(Request(url, dont_filter=True, meta=meta))
        except Exception as error:  # whatever the network does is an answer
            raise NoPage(why(error)[1]) from error
        if response.status != 200:
            raise NoPage(f"HTTP {response.status}")
        headers = {
            name.decode("latin-1"): "\n".join(v.decode("latin-1") for v in values) for name, values in response.headers.items()
        }
        return Page(url, response.url, headers, response.body)


# A spider that no longer gives what the middlewares ask is an error of types, not of the network.
_SERVED: type[Asked] = _Probe
