"""A crawl that is fanned out on an engine: a task for each portal, or for portals that share a host.

The parent makes pieces (crawler.pieces), has them crawled (crawler.piece), and enters each as it ends, so the main ledger has
one writer and the rows of a portal stand in it in the order in which they came. All tasks write the same run: what the ledger
says in the end is what a crawl in one process would have said."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import FrameType

from core.engine import EngineError, Failed, Job, open_engine
from core.interrupt import status_of
from crawler.crawl import (
    Asked,
    CrawlError,
    Interrupted,
    Summary,
    begin,
    checked_settings,
    locked,
    open_ledger,
    summaries,
    summary_of,
)
from crawler.ledger import Ledger
from crawler.mend import now
from crawler.net.limits import limits_of
from crawler.net.slots import authorities, slots_of
from crawler.piece import Outcome, Task, crawl_piece
from crawler.pieces import PIECES, PieceError, enter, make, stop
from crawler.portals import PortalConfig
from crawler.progress import Progress, Say
from crawler.readings import Readings
from crawler.stopping import WAITING

# The settings of crawler.net.limits, which hold on every machine.
_SETTINGS = ("CHISO_TIMEOUT", "CHISO_BACKOFF", "CHISO_MAX_WAIT", "CHISO_ALLOW_LOOPBACK")
_TOLD = "its process was told to stop"
# Seconds that a process may outlive its worker (core.interrupt).
_ENDING = 3.0
_LEFT = "its process goes on; the next crawl takes its answers in"


def groups_of(portals: tuple[PortalConfig, ...]) -> list[tuple[PortalConfig, ...]]:
    """Portals by the hosts that they share, in their order: one process asks a host, so that one thing at a time is asked."""
    slots = slots_of(portals)
    groups: dict[str, list[PortalConfig]] = {}
    for portal in portals:
        groups.setdefault(slots[authorities(portal)[0]], []).append(portal)
    return [tuple(group) for group in groups.values()]


@dataclass
class _Fan:
    """A fanned out crawl under way. `open`: pieces that are not entered, by the name of their job; `faults`: by portal why it
    was given up; `left`: by portal articles that were not come to; `stopped`: some task was told to stop."""

    asked: Asked
    tell: Callable[[str], None]
    say: Say | None
    environment: dict[str, str] = field(default_factory=dict)
    open: dict[str, Task] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    stopped: bool = False
    signum: int | None = None
    at_once: bool = False

    def jobs(self) -> Iterator[Job]:
        """The tasks; a piece is made when an engine is about to run it, and none after a signal."""
        for group in groups_of(self.asked.portals):
            if self.signum is not None:
                self.stopped = True
                return
            name = f"{self.asked.run}.{group[0].id}"
            task = Task(self.asked.data / PIECES / name, replace(self.asked, portals=group), self.environment)
            make(self.asked.data, task.piece, self.asked.run, tuple(p.id for p in group))
            self.open[name] = task
            if self.signum is not None:
                stop(task.piece, self.at_once)
            yield Job(name, (task,), crawl_piece, _first)

    def take(self, name: str, outcome: Outcome) -> None:
        """Enter what a task came to. Raises PieceError."""
        task = self.open[name]
        fault = outcome.fault or (_TOLD if outcome.stopped and self.signum is None else None)
        deadline = time.monotonic() + _ENDING
        while not (entered := enter(self.asked.data, task.piece)) and time.monotonic() < deadline:
            time.sleep(0.1)
        if entered:
            del self.open[name]
        else:
            fault = fault or _LEFT
        self.stopped = self.stopped or outcome.stopped
        for portal in task.asked.portals:
            if fault is not None:
                self.faults[portal.id] = fault
            if outcome.done is not None:
                pages, done, total = outcome.done[portal.id]
                self.left[portal.id] = total - done
                if self.say is not None:
                    self.say(Progress(portal.id, pages, done, total, ended=True))

    def stop(self, now: bool = False) -> None:
        """Tell all tasks under way or waiting to end."""
        for task in list(self.open.values()):
            stop(task.piece, now)

    def told(self, signum: int, frame: FrameType | None) -> None:
        """A signal: as crawler.stopping has it."""
        if self.signum is None:
            self.signum = signum
            self.stop()
            self.tell(WAITING)
        elif not self.at_once:
            self.at_once = True
            self.stop(now=True)
        else:
            os._exit(status_of(signum))


def crawl_fanned(
    asked: Asked, engine: str, *, say: Say | None = None, tell: Callable[[str], None] | None = None
) -> list[Summary]:
    """As `crawl`, on the engine of a checked text (`asked.run` is set here). A task that fails is the `fault` of its portals;
    the others go on. Raises CrawlError, Interrupted."""
    data = asked.data.resolve()
    checked_settings(asked.portals, asked.contact, asked.sample_port)
    with locked(data):
        # Closed whenever workers may be forked: they must not hold the parent's connections.
        with closing(open_ledger(data)) as ledger, closing(Readings(data / "readings.db")):
            started = datetime.now(UTC)
            run = begin(ledger, started, asked.portals, asked.sample_port)
        fan = _Fan(replace(asked, data=data, run=run), tell or (lambda line: None), say)
        with _signals(fan):
            try:
                _run(fan, engine)
            except (EngineError, PieceError) as error:
                raise CrawlError(str(error)) from error
            except (OSError, sqlite3.Error) as error:
                raise CrawlError(f"cannot write in {data}: {error}") from error
        with closing(Ledger(data / "ledger.db")) as ledger:
            if fan.signum is not None and fan.stopped:
                raise Interrupted(fan.signum, [] if fan.at_once else _parts(ledger, fan))
            if not fan.faults and not fan.stopped:
                ledger.finish(run, now())
            # Not `finish`ed otherwise: the next run looks for answers that were archived and not entered.
            found = summaries(ledger, asked.portals, run, started)
    return [replace(s, fault=fan.faults.get(s.portal, s.fault)) for s in found]


def _run(fan: _Fan, engine: str) -> None:
    with open_engine(engine) as opened:
        limits = limits_of()
        fan.environment = {name: os.environ[name] for name in _SETTINGS if name in os.environ}
        # The ceiling is one of all hosts together.
        fan.environment["CHISO_RATE"] = str(limits.rate / max(1, min(opened.cores, len(groups_of(fan.asked.portals)))))
        try:
            for outcome in opened.run(fan.jobs()):
                fan.take(outcome.name, Outcome(fault=outcome.reason) if isinstance(outcome, Failed) else outcome.result)
        finally:
            # Before the engine is closed, which waits for what is under way.
            fan.stop()


@contextmanager
def _signals(fan: _Fan) -> Iterator[None]:
    before = {signum: signal.signal(signum, fan.told) for signum in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _parts(ledger: Ledger, fan: _Fan) -> list[Summary]:
    """Of an interrupted run: what has not been read yet is no sign of a fault."""
    counts = ledger.counts(fan.asked.run)
    found = [summary_of(p.id, counts[p.id], (), ()) for p in fan.asked.portals if p.id in counts]
    return [replace(s, fault=None, left=fan.left.get(s.portal, 0)) for s in found]


def _first(results: list[Outcome]) -> Outcome:
    return results[0]
