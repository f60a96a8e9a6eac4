"""One run of the crawler: lock, mend what a killed run left, crawl, sum up."""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.alarms import find_alarms
from crawler.archive import Archive
from crawler.ledger import Ledger, Walk
from crawler.mend import mend, now
from crawler.net.limits import LimitError
from crawler.pieces import PieceError, enter_left
from crawler.plan import Limits
from crawler.portals import PortalConfig
from crawler.progress import Say
from crawler.reading import NOT_READ, Readers
from crawler.readings import Readings
from crawler.settings import scrapy_settings
from crawler.spider import PortalSpider
from crawler.stopping import Stop, run_process

NO_LIMITS = Limits()


# So many pages that give no article, and none that does, are no accident.
UNREAD = 3


class CrawlError(RuntimeError):
    """The run could not be made or had to be given up; the text says why."""


class Interrupted(CrawlError):  # noqa: N818 - told from outside, and no fault
    """The run was told to stop by signal `signum`; `found`: what it came to until then, nothing where it was told twice."""

    def __init__(self, signum: int, found: list[Summary]) -> None:
        super().__init__("interrupted; what was fetched is kept, run again to go on")
        self.signum = signum
        self.found = found


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to, for one portal. `articles`, `listings`, `files`: rows by status (a fetched article is `new` or
    `changed`; one that an earlier run refused or failed, and this one left alone, is `known`); `reasons`: (kind, status,
    reason) of what was refused or failed; `walks`: how far each section was read; `alarms`: what a keeper of the portal's
    file should look at; `fault`: what makes the run a failure on this portal, None where there is nothing; `left`: articles that
    an interrupted run had found and did not come to."""

    portal: str
    articles: Counter[str]
    listings: Counter[str]
    files: Counter[str]
    reasons: Counter[tuple[str, str, str]]
    walks: tuple[Walk, ...]
    alarms: tuple[str, ...]
    fault: str | None
    left: int = 0


def crawl(
    portals: tuple[PortalConfig, ...],
    data: Path,
    *,
    contact: str,
    sample_port: int | None = None,
    limits: Limits = NO_LIMITS,
    say: Say | None = None,
    tell: Callable[[str], None] | None = None,
    workers: int | None = None,
) -> list[Summary]:
    """Crawl the portals into `data/archive` and `data/ledger.db`. Raises CrawlError where nothing can be stored, or
    another run is writing there, Interrupted where SIGINT or SIGTERM stopped it; `tell` is given a line when that begins. It
    starts and ends the event loop of this process, so one call a process. `workers`: processes that read pages (None: by the
    machine's cores)."""
    with locked(data), closing(Readers(workers)) as readers, closing(Readings(data / "readings.db")) as readings:
        ledger = open_ledger(data)
        started = datetime.now(UTC)
        run = begin(ledger, started, portals, sample_port)
        asked = Asked(portals, data, run, contact, sample_port, limits)
        stop, spider = ask(asked, ledger, readers, readings, say, tell or (lambda line: None))
        if stop is not None:
            # Not `finish`ed: the next run looks for answers that were archived and not read any more.
            readers.close(now=True)
            counts = {} if stop.at_once else ledger.counts(run)
            ledger.close()
            raise Interrupted(stop.signum, [_part(p.id, counts[p.id], spider) for p in portals if p.id in counts])
        stopped = spider.stopped if spider is not None else "the crawler did not start"
        if stopped:
            raise CrawlError(stopped)
        ledger.finish(run, now())
        found = summaries(ledger, portals, run, started)
        ledger.close()
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What one run is asked for: the portals, the directory that its archive lies in, its name, and what `crawl` was given."""

    portals: tuple[PortalConfig, ...]
    data: Path
    run: str
    contact: str
    sample_port: int | None
    limits: Limits


def ask(
    asked: Asked, ledger: Ledger, readers: Readers, readings: Readings, say: Say | None, tell: Callable[[str], None]
) -> tuple[Stop | None, PortalSpider | None]:
    """Ask the portals, until all is asked or a signal stops it: that signal (None where it ended by itself), and the spider as
    it is then (None where it did not start). Raises CrawlError where the environment sets no usable limit."""
    archive = Archive(asked.data / "archive", asked.run)
    process = CrawlerProcess(checked_settings(asked.portals, asked.contact, asked.sample_port))
    crawler = process.create_crawler(PortalSpider)
    # An error of our own must not pass for a portal that has nothing more.
    crawler.signals.connect(_stumbled, signals.spider_error)
    process.crawl(
        crawler,
        portals=asked.portals,
        archive=archive,
        ledger=ledger,
        readers=readers,
        readings=readings,
        run=asked.run,
        limits=asked.limits,
        say=say,
    )
    stop = run_process(process, tell)
    archive.close()
    finished = crawler.stats.get_value("finish_reason") == "finished"
    return None if finished else stop, crawler.spider if isinstance(crawler.spider, PortalSpider) else None


def open_ledger(data: Path) -> Ledger:
    """The ledger of a directory, with all that killed runs left taken in. Raises CrawlError where that cannot be read."""
    ledger = Ledger(data / "ledger.db")
    try:
        enter_left(data)
    except PieceError as error:
        ledger.close()
        raise CrawlError(str(error)) from error
    mend(data / "archive", ledger)
    return ledger


def begin(ledger: Ledger, started: datetime, portals: tuple[PortalConfig, ...], sample_port: int | None) -> str:
    """Enter a new run, and give back its name."""
    run = _run_id(started, ledger)
    ledger.begin(run, started.strftime("%Y-%m-%dT%H:%M:%SZ"), [p.id for p in portals], sample_port is not None)
    return run


def summaries(ledger: Ledger, portals: tuple[PortalConfig, ...], run: str, started: datetime) -> list[Summary]:
    """What a run came to that has ended, by portal."""
    counts = ledger.counts(run)
    return [
        summary_of(
            p.id, counts.get(p.id, Counter()), ledger.walks(run, p.id), find_alarms(ledger, p, run, started.date())
        )
        for p in portals
    ]


def _stumbled(failure: Failure, response: Response, spider: PortalSpider) -> None:
    spider.stop(f"error in the crawler at {response.url}: {type(failure.value).__name__}: {failure.value}")


def checked_settings(portals: tuple[PortalConfig, ...], contact: str, sample_port: int | None) -> dict[str, Any]:
    """The settings of a run. Raises CrawlError where the environment sets no usable limit."""
    try:
        return scrapy_settings(portals, contact, sample_port)
    except LimitError as error:
        raise CrawlError(str(error)) from error


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Be the only one who writes in a directory. Raises CrawlError where another is, or nothing can be written."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "crawl.lock").open("w")
    except OSError as error:
        raise CrawlError(f"cannot write in {data}: {error.strerror}") from error
    # A reader that outlives a killed crawler for a moment must not keep the lock.
    os.register_at_fork(after_in_child=lock.close)
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CrawlError(f"another crawl is writing in {data}: wait for it, or give another --data") from error
        yield


def _run_id(started: datetime, ledger: Ledger) -> str:
    """A name for the run that sorts by time: `20240626T140500Z`, with a number where that second had a run already."""
    stem = started.strftime("%Y%m%dT%H%M%SZ")
    number, run = 1, stem
    while ledger.has_run(run):
        number += 1
        run = f"{stem}-{number}"
    return run


def _part(portal: str, counts: Counter[tuple[str, str, str]], spider: PortalSpider | None) -> Summary:
    """Of an interrupted run: what has not been read yet is no sign of a fault."""
    run = spider.runs[portal] if spider is not None else None
    return replace(summary_of(portal, counts, (), ()), fault=None, left=run.total - run.done if run else 0)


def summary_of(
    portal: str, counts: Counter[tuple[str, str, str]], walks: tuple[Walk, ...], alarms: tuple[str, ...]
) -> Summary:
    """A run's rows of one portal, summed up."""
    by_kind: dict[str, Counter[str]] = {"article": Counter(), "listing": Counter(), "file": Counter()}
    reasons: Counter[tuple[str, str, str]] = Counter()
    for (kind, status, reason), n in counts.items():
        if kind in by_kind:
            left_alone = reason in ("known: refused", "known: failed")
            by_kind[kind]["known" if left_alone else (reason if kind == "article" and status == "fetched" else status)] += n
        if status in ("refused", "failed") or (kind == "listing" and reason):
            reasons[kind, status, reason] += n
    # Silence is a failure too: a portal whose listings name no article, or whose articles cannot be read, has changed its pages.
    fault = None
    articles = by_kind["article"]
    unread = sum(n for (kind, _, reason), n in reasons.items() if kind == "article" and reason.startswith(NOT_READ))
    if not by_kind["listing"]["fetched"] or not articles.total():
        fault = "no article was listed"
    elif unread >= UNREAD and not any(articles[status] for status in ("new", "changed", "unchanged")):
        fault = "no article could be read"
    return Summary(portal, articles, by_kind["listing"], by_kind["file"], reasons, walks, alarms, fault)
