"""What the crawls of a data directory passed over or lost: the last word on each address that gave nothing, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from core.counted import counted
from crawler.ledger import Entry, Kind, Ledger, Status
from crawler.plan import ROBOTS

# `listed`: noted and not asked for yet, as files are whose run was stopped.
SKIPPED: tuple[Status, ...] = ("failed", "refused", "listed", "irrelevant", "outside")
# Sitemaps and robots.txt are aids: a missing one loses nothing.
KINDS: tuple[Kind, ...] = ("listing", "article", "file")
COLUMNS = ("portal", "kind", "status", "again", "url", "reason", "title", "run")


@dataclass(frozen=True, slots=True)
class Skipped:
    """An address that gave nothing, in the order of COLUMNS. `again`: a run that comes to it asks for it once more (a failure
    that may pass, robots.txt, a listing), else only when what its listing shows of it changes; `run`: the run that had the last
    word, whose name begins with its day."""

    portal: str
    kind: Kind
    status: Status
    again: bool
    url: str
    reason: str
    title: str
    run: str


def skipped(ledger: Ledger, portals: tuple[str, ...], statuses: tuple[Status, ...]) -> Iterator[Skipped]:
    """The addresses by portal (without names: all that the ledger has), kind and status, in the order in which they were met."""
    for portal in portals or ledger.portals():
        for kind in KINDS:
            last = ledger.last_listings(portal) if kind == "listing" else ledger.known(portal, kind).values()
            rows = [entry for entry in last if entry.status in statuses]
            for entry in sorted(rows, key=lambda entry: statuses.index(entry.status)):
                yield _skipped(entry)


def _skipped(entry: Entry) -> Skipped:
    again = entry.passing or entry.reason == ROBOTS or entry.kind == "listing" or entry.status == "listed"
    title = entry.listed_title or ""
    return Skipped(entry.portal, entry.kind, entry.status, again, entry.url, entry.reason or "", title, entry.run)


def as_text(rows: list[Skipped]) -> Iterator[str]:
    """For a reader: a line for each portal, kind, status and reason with its number, below it the addresses."""
    groups: dict[tuple[str, str, str, str], list[Skipped]] = {}
    for row in rows:
        groups.setdefault((row.portal, row.kind, row.status, row.reason), []).append(row)
    for (portal, kind, status, reason), members in groups.items():
        yield f"{portal}: {counted(len(members), kind)} {status}" + (f": {reason}" if reason else "")
        for row in members:
            yield f"  {row.url}" + (f"  {row.title}" if row.title else "") + ("  (asked for again)" if row.again else "")


def as_csv(rows: list[Skipped]) -> str:
    """For a program: a line an address below the names of the columns; `again` is 1 or 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([int(cell) if isinstance(cell, bool) else cell for cell in astuple(row)] for row in rows)
    return out.getvalue()
