"""What a killed run left: half-written records, whole ones without a row, rows of records that never reached the disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive import Whole, read_record, recover
from crawler.entries import with_reading
from crawler.ledger import Entry, Kind, Ledger
from crawler.outcome import is_passing
from crawler.plan import PortalRun
from crawler.reading import Readers

MENDED = "entered after a killed run"
REINDEXED: dict[str, Kind] = {"article": "article", "file": "file"}


def now() -> str:
    """This moment, ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def mend(archive_dir: Path, ledger: Ledger) -> int:
    """After a kill: cut half-written records off and enter whole ones that the ledger lacks. How many were entered.

    Rows of records that a power failure kept from the disk are taken back. Articles are entered as `passing`: the run that
    follows reads them from the archive (`settle`). Redirects and answers that another request may not meet (rate limits, server
    errors) are not entered: those addresses are asked for again."""
    entered = 0
    for run in ledger.unfinished():
        entered += mend_files(sorted(archive_dir.glob(f"*/{run}.warc.gz")), archive_dir, run, ledger)
        ledger.finish(run, now())
    return entered


def mend_files(paths: Iterable[Path], archive_dir: Path, run: str, ledger: Ledger) -> int:
    """`mend` for some files of one run, which goes on."""
    entered = 0
    for path in paths:
        warc = path.relative_to(archive_dir).as_posix()
        known = ledger.places(warc)
        records = recover(path)
        ledger.forget(warc, known - {whole.offset for whole in records})
        for whole in records:
            entry = None if whole.offset in known else _entry(run, path.parent.name, warc, whole)
            if entry is not None:
                ledger.record(entry)
                entered += 1
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


async def settle(run: PortalRun, ledger: Ledger, archive_dir: Path, readers: Readers) -> list[str]:
    """What a killed run had archived without reading it is read from the archive, not asked for again. The files that those
    articles offer."""
    files: list[str] = []
    for key, entry in list(run.known.items()):
        if entry.reason != MENDED or entry.warc is None or entry.offset is None:
            continue
        _, headers, body = read_record(archive_dir, entry.warc, entry.offset)
        found = await readers.article(body, entry.final_url or entry.url, run.family.id, headers)
        # A part of an article: the whole is asked for in this run (crawler.parts).
        settled = with_reading(replace(entry, reason=None, passing=found.whole is not None), found, headers)
        ledger.settle(settled)
        run.with_known(key, settled)
        files += found.files
    return files
