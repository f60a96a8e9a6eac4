"""What a run writes into the ledger; a ledger that cannot be written stops the run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from scrapy import Request
from scrapy.http import Response

from crawler.entries import entry_of, headers_of, with_reading
from crawler.ledger import Entry, Kind, Ledger, Status
from crawler.reading import PageRead


class Recorder:
    """`stopped`: why nothing more is asked for, None while the run goes on."""

    def __init__(self, ledger: Ledger, run: str) -> None:
        self.run = run
        self.stopped: str | None = None
        self._ledger = ledger

    def stop(self, reason: str) -> None:
        """Give up the whole run; the first reason stays."""
        self.stopped = self.stopped or reason

    def record(
        self,
        portal: str,
        kind: Kind,
        request: Request,
        status: Status,
        reason: str | None,
        *,
        response: Response | None = None,
        passing: bool = False,
        found: PageRead | None = None,
    ) -> Entry:
        """Write the row of a request, with its answer and what was read of it where there is one."""
        entry = entry_of(self.run, portal, kind, request, status, reason, response, passing)
        if found is not None and response is not None:
            entry = with_reading(entry, found, headers_of(response))
        self.write(entry)
        return entry

    def write(self, entry: Entry) -> None:
        """Write a row, unless the run is given up."""
        self._do(self._ledger.record, entry)

    def settle(self, entry: Entry) -> None:
        """Complete the row of an archived answer, unless the run is given up."""
        self._do(self._ledger.settle, entry)

    def _do(self, work: Callable[[Entry], None], entry: Entry) -> None:
        if self.stopped is None:
            try:
                work(entry)
            except (OSError, sqlite3.Error) as error:
                self.stop(f"cannot write the ledger: {error}")
