"""One run of the crawler: lock, mend what a killed run left, crawl, sum up."""

from __future__ import annotations

import fcntl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess

from crawler.archive import Archive, recover
from crawler.ledger import Entry, Kind, Ledger
from crawler.net.limits import LimitError
from crawler.portals import PortalConfig
from crawler.settings import scrapy_settings
from crawler.spider import PortalSpider

REINDEXED: dict[str, Kind] = {"article": "article", "file": "file"}


class CrawlError(RuntimeError):
    """The run could not be made or had to be given up; the text says why."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to, for one portal. `articles`, `listings`, `files`: rows by status (an article that an earlier run
    refused or failed, and this one left alone, is `known`); `reasons`: (kind, status, reason) of what was refused, or
    failed; `ok`: a listing was read and it named articles."""

    portal: str
    articles: Counter[str]
    listings: Counter[str]
    files: Counter[str]
    reasons: Counter[tuple[str, str, str]]
    ok: bool


def crawl(
    portals: tuple[PortalConfig, ...],
    data: Path,
    *,
    contact: str,
    sample_port: int | None = None,
    max_pages: int | None = None,
    say: Callable[[str, int, int], None] | None = None,
) -> list[Summary]:
    """Crawl the portals into `data/archive` and `data/ledger.db`. Raises CrawlError where nothing can be stored, or
    another run is writing there. It starts and ends the event loop of this process, so one call a process."""
    with _locked(data):
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
            run=run,
            max_pages=max_pages,
            say=say,
            sample=sample_port is not None,
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
        ledger.close()
    return [_summary(p.id, counts.get(p.id, Counter())) for p in portals]


def mend(archive_dir: Path, ledger: Ledger) -> int:
    """After a kill: cut half-written records off and enter whole ones that the ledger lacks. How many were entered.

    Articles are entered as `passing`: they are asked for once more, for the files that hang on them."""
    entered = 0
    for run in ledger.unfinished():
        for path in sorted(archive_dir.glob(f"*/{run}.warc.gz")):
            warc = path.relative_to(archive_dir).as_posix()
            known = ledger.places(warc)
            for whole in recover(path):
                kind = REINDEXED.get(whole.marks.get("kind", ""))
                if kind is None or whole.status != 200 or whole.offset in known:
                    continue
                ledger.record(
                    Entry(
                        run=run,
                        portal=path.parent.name,
                        url=whole.url,
                        kind=kind,
                        status="fetched",
                        reason="entered after a killed run",
                        passing=kind == "article",
                        http_status=200,
                        sha256=whole.sha256,
                        warc=warc,
                        offset=whole.offset,
                        fetched_at=whole.date,
                        article_key=whole.marks.get("key"),
                        listed_title=whole.marks.get("title"),
                        listed_date=whole.marks.get("date"),
                        lastmod=whole.marks.get("lastmod"),
                    )
                )
                entered += 1
        ledger.finish(run, _now())
    return entered


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


def _summary(portal: str, counts: Counter[tuple[str, str, str]]) -> Summary:
    by_kind: dict[str, Counter[str]] = {"article": Counter(), "listing": Counter(), "file": Counter()}
    reasons: Counter[tuple[str, str, str]] = Counter()
    for (kind, status, reason), n in counts.items():
        if kind in by_kind:
            by_kind[kind]["known" if reason in ("known: refused", "known: failed") else status] += n
        if status in ("refused", "failed") or (kind == "listing" and reason):
            reasons[kind, status, reason] += n
    # Silence is a failure too: a portal whose listings name no article has changed its pages.
    ok = by_kind["listing"]["fetched"] > 0 and sum(by_kind["article"].values()) > 0
    return Summary(portal, by_kind["article"], by_kind["listing"], by_kind["file"], reasons, ok)
