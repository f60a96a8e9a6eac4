"""One run of the crawler: lock, mend what a killed run left, crawl, sum up."""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from crawler.alarms import find_alarms
from crawler.archive import Archive, Whole, recover
from crawler.ledger import Entry, Kind, Ledger, Walk
from crawler.net.limits import LimitError
from crawler.outcome import is_passing
from crawler.plan import Limits
from crawler.portals import PortalConfig
from crawler.reading import Readers
from crawler.readings import Readings
from crawler.settings import scrapy_settings
from crawler.spider import MENDED, PortalSpider, Say

REINDEXED: dict[str, Kind] = {"article": "article", "file": "file"}
NO_LIMITS = Limits()


class CrawlError(RuntimeError):
    """The run could not be made or had to be given up; the text says why."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to, for one portal. `articles`, `listings`, `files`: rows by status (a fetched article is `new` or
    `changed`; one that an earlier run refused or failed, and this one left alone, is `known`); `reasons`: (kind, status,
    reason) of what was refused or failed; `walks`: how far each section was read; `alarms`: what a keeper of the portal's
    file should look at; `ok`: a listing was read and it named articles."""

    portal: str
    articles: Counter[str]
    listings: Counter[str]
    files: Counter[str]
    reasons: Counter[tuple[str, str, str]]
    walks: tuple[Walk, ...]
    alarms: tuple[str, ...]
    ok: bool


def crawl(
    portals: tuple[PortalConfig, ...],
    data: Path,
    *,
    contact: str,
    sample_port: int | None = None,
    limits: Limits = NO_LIMITS,
    say: Say | None = None,
    workers: int | None = None,
) -> list[Summary]:
    """Crawl the portals into `data/archive` and `data/ledger.db`. Raises CrawlError where nothing can be stored, or
    another run is writing there. It starts and ends the event loop of this process, so one call a process. `workers`:
    processes that read pages (None: by the machine's cores)."""
    with _locked(data), closing(Readers(workers)) as readers, closing(Readings(data / "readings.db")) as readings:
        ledger = Ledger(data / "ledger.db")
        mend(data / "archive", ledger)
        started = datetime.now(UTC)
        run = _run_id(started, ledger)
        ledger.begin(run, started.strftime("%Y-%m-%dT%H:%M:%SZ"), [p.id for p in portals], sample_port is not None)
        archive = Archive(data / "archive", run)
        process = CrawlerProcess(_settings(portals, contact, sample_port))
        crawler = process.create_crawler(PortalSpider)
        process.crawl(
            crawler,
            portals=portals,
            archive=archive,
            ledger=ledger,
            readers=readers,
            readings=readings,
            run=run,
            limits=limits,
            say=say,
        )
        process.start()
        archive.close()
        stopped = crawler.spider.stopped if isinstance(crawler.spider, PortalSpider) else "the crawler did not start"
        if stopped is None and crawler.stats.get_value("finish_reason") != "finished":
            stopped = "interrupted; what was fetched is kept, run again to go on"
        if stopped:
            raise CrawlError(stopped)
        ledger.finish(run, _now())
        counts = ledger.counts(run)
        walks = {p.id: ledger.walks(run, p.id) for p in portals}
        alarms = {p.id: find_alarms(ledger, p, run, started.date()) for p in portals}
        ledger.close()
    return [_summary(p.id, counts.get(p.id, Counter()), walks[p.id], alarms[p.id]) for p in portals]


def mend(archive_dir: Path, ledger: Ledger) -> int:
    """After a kill: cut half-written records off and enter whole ones that the ledger lacks. How many were entered.

    Rows of records that a power failure kept from the disk are taken back. Articles are entered as `passing`: the run that
    follows reads them from the archive. Redirects and answers that another
    request may not meet (rate limits, server errors) are not entered: those addresses are asked for again."""
    entered = 0
    for run in ledger.unfinished():
        for path in sorted(archive_dir.glob(f"*/{run}.warc.gz")):
            warc = path.relative_to(archive_dir).as_posix()
            known = ledger.places(warc)
            records = recover(path)
            ledger.forget(warc, known - {whole.offset for whole in records})
            for whole in records:
                entry = None if whole.offset in known else _entry(run, path.parent.name, warc, whole)
                if entry is not None:
                    ledger.record(entry)
                    entered += 1
        ledger.finish(run, _now())
    return entered


def _entry(run: str, portal: str, warc: str, whole: Whole) -> Entry | None:
    """The row of a record that a killed run left without one; None where the answer settles nothing."""
    kind = REINDEXED.get(whole.marks.get("kind", ""))
    answered = whole.status == 200
    if kind is None or not whole.usable or not (answered or (400 <= whole.status < 500 and not is_passing(whole.status))):
        return None
    asked = whole.marks.get("asked", whole.url)
    return Entry(
        run=run,
        portal=portal,
        url=asked,
        kind=kind,
        status="fetched" if answered else "failed",
        reason=MENDED if answered else f"HTTP {whole.status}",
        passing=answered and kind == "article",
        http_status=whole.status,
        final_url=whole.url if whole.url != asked else None,
        sha256=whole.sha256,
        warc=warc,
        offset=whole.offset,
        fetched_at=whole.date,
        article_key=whole.marks.get("key"),
        listed_title=whole.marks.get("title"),
        listed_date=whole.marks.get("date"),
        lastmod=whole.marks.get("lastmod"),
    )


def _settings(portals: tuple[PortalConfig, ...], contact: str, sample_port: int | None) -> dict[str, Any]:
    try:
        return scrapy_settings(portals, contact, sample_port)
    except LimitError as error:
        raise CrawlError(str(error)) from error


@contextmanager
def _locked(data: Path) -> Iterator[None]:
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


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _summary(
    portal: str, counts: Counter[tuple[str, str, str]], walks: tuple[Walk, ...], alarms: tuple[str, ...]
) -> Summary:
    by_kind: dict[str, Counter[str]] = {"article": Counter(), "listing": Counter(), "file": Counter()}
    reasons: Counter[tuple[str, str, str]] = Counter()
    for (kind, status, reason), n in counts.items():
        if kind in by_kind:
            left_alone = reason in ("known: refused", "known: failed")
            by_kind[kind]["known" if left_alone else (reason if kind == "article" and status == "fetched" else status)] += n
        if status in ("refused", "failed") or (kind == "listing" and reason):
            reasons[kind, status, reason] += n
    # Silence is a failure too: a portal whose listings name no article has changed its pages.
    ok = by_kind["listing"]["fetched"] > 0 and sum(by_kind["article"].values()) > 0
    return Summary(portal, by_kind["article"], by_kind["listing"], by_kind["file"], reasons, walks, alarms, ok)
