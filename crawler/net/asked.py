"""What the middlewares ask of the spider that they serve: the crawl's own, or that of a visit for a few pages."""

from __future__ import annotations

from typing import Protocol

from scrapy import Request
from scrapy.http import Response

from crawler.archive import Archive
from crawler.portals import PortalConfig


class Asked(Protocol):
    """`stopped`: why nothing more is asked, None while it goes on; `archive`: where answers are written."""

    archive: Archive

    @property
    def stopped(self) -> str | None:
        """Why nothing more is asked."""

    def portal_of(self, request: Request) -> PortalConfig | None:
        """The portal that a request belongs to and whose host it asks; None where it leaves the portal."""

    def marks(self, request: Request) -> dict[str, str]:
        """What the archive notes beside a record."""

    def stop(self, reason: str) -> None:
        """Ask nothing more."""

    def record_robots(self, asked: Request, response: Response | None, problem: str | None) -> None:
        """What robots.txt was: the answer, or why there is none; `problem`: why nothing may be asked."""
