"""The spider as others see it: what it holds, what the middlewares ask of it (crawler.net.asked), whom it tells of progress.

What it asks of portals, and in which order, is in `spider`."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from crawler.archive import Archive
from crawler.cms import FAMILIES
from crawler.ledger import Ledger, Signature, Status
from crawler.plan import Limits, PortalRun
from crawler.portals import PortalConfig
from crawler.progress import Progress, Say
from crawler.reading import Readers
from crawler.readings import Readings
from crawler.recorder import Recorder
from crawler.settings import MAX_LISTING_PAGES


class ServedSpider(Spider):
    """See the module. `say` is told of progress."""

    def __init__(
        self,
        portals: tuple[PortalConfig, ...],
        archive: Archive,
        ledger: Ledger,
        readers: Readers,
        readings: Readings,
        run: str,
        limits: Limits,
        say: Say | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.archive = archive
        self.ledger = ledger
        self.readers = readers
        self.readings = readings
        self.book = Recorder(ledger, run)
        self.say = say or (lambda progress: None)
        self.runs = {p.id: PortalRun.begin(p, FAMILIES[p.family], ledger, limits, MAX_LISTING_PAGES) for p in portals}

    def portal_of(self, request: Request) -> PortalConfig | None:
        """The portal that a request belongs to and whose host it asks; None where it leaves the portal."""
        if named := self.runs.get(request.meta.get("portal", "")):
            return named.config if named.config.owns(request.url) else None
        return next((r.config for r in self.runs.values() if r.config.owns(request.url)), None)

    def marks(self, request: Request) -> dict[str, str]:
        """What the archive notes beside a record, so that the ledger can be mended from it."""
        signature: Signature = request.meta.get("signature") or Signature()
        named = {
            "kind": request.meta.get("kind"),
            "key": request.meta.get("key"),
            "title": signature.title,
            "date": signature.date,
            "lastmod": signature.lastmod,
            "asked": request.meta.get("redirect_urls", [None])[0],
        }
        return {k: v for k, v in named.items() if v}

    @property
    def stopped(self) -> str | None:
        """Why nothing more is asked for, None while the run goes on."""
        return self.book.stopped

    def stop(self, reason: str) -> None:
        """Give up the whole run (nothing can be stored any more)."""
        self.book.stop(reason)

    def record_robots(self, asked: Request, response: Response | None, problem: str | None) -> None:
        if portal := self.portal_of(asked):
            status: Status = "failed" if problem else "fetched"
            self.book.record(portal.id, "robots", asked, status, problem, response=response, passing=bool(problem))

    def _say(self, run: PortalRun, ended: bool = False) -> None:
        self.say(Progress(run.config.id, run.pages, run.done, run.total, ended))

    def _of(self, response: Response) -> tuple[PortalRun, Request]:
        request = response.request
        if request is None:
            raise ValueError(f"{response.url}: an answer without its request")
        return self.runs[request.meta["portal"]], request
