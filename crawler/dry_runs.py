"""What a crawl or a parsing would do (`--dry-run`): from the portal files, the ledger and the readings alone.

No request is made, and no file is made or changed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from core.counted import counted
from core.read_only import open_read_only
from crawler.cms import FAMILIES
from crawler.ledger import Entry, Ledger
from crawler.plan import Limits, PortalRun
from crawler.portals import PortalConfig, Portals
from crawler.readings import rules_version
from crawler.settings import MAX_LISTING_PAGES, min_delay

# In the order in which they are told.
WHY = ("never read", "read as of another family", "read by other rules")


def crawl_outlook(portals: tuple[PortalConfig, ...], data: Path, limits: Limits, sample: bool) -> Iterator[str]:
    """Lines: what would be asked of each portal. Raises sqlite3.DatabaseError where the ledger is none."""
    yield f"dry run: {counted(len(portals), 'portal')} would be crawled, nothing is asked for"
    with closing(Ledger.reading(data / "ledger.db")) as ledger:
        for config in portals:
            run = PortalRun.begin(config, FAMILIES[config.family], ledger, limits, MAX_LISTING_PAGES)
            yield _portal(run, ledger.last_crawled(config.id), min_delay(config, sample))
            for walk in run.walks:
                back = "back to what is known" if walk.before else "to its end"
                yield f"  {walk.url}: {back}, at most {counted(walk.max_pages, 'listing page')}"


def _portal(run: PortalRun, last: str | None, delay: float) -> str:
    limits = run.limits
    days = " ".join(f"{word} {day}" for word, day in (("from", limits.since), ("to", limits.until)) if day)
    asked = Counter(entry.status for entry in run.known.values())
    fetched = asked["fetched"] + asked["unchanged"]
    return (
        f"{run.config.id}: {counted(len(run.walks), 'section')}, {counted(len(run.known), 'article')} known ({fetched} fetched), "
        f"{f'last crawled {last}' if last else 'never crawled'}; {f'days {days}' if days else 'all days'}"
        f"{', known articles asked for again' if limits.recheck else ''}; {delay:g} s between requests at least"
    )


def parse_outlook(data: Path, portals: Portals) -> str:
    """A line: the archived pages, how many would be read anew, and why. Raises sqlite3.DatabaseError where the ledger is none."""
    families = {i: config.family for i, config in portals.by_id.items()}
    with closing(Ledger.reading(data / "ledger.db")) as ledger:
        why = Counter(_reasons(data / "readings.db", ledger.pages(("article",)), families))
    kept = why.pop("kept", 0)
    told = ", ".join(f"{why[reason]} {reason}" for reason in WHY if why[reason])
    pages, anew = counted(kept + why.total(), "archived page"), why.total()
    return f"dry run: {pages}, {anew} to read{f' ({told})' if told else ''}, {kept} kept"


def _reasons(readings: Path, entries: Iterator[Entry], families: dict[str, str]) -> Iterator[str]:
    """Of each page why it would be read, or `kept`."""
    try:
        db = open_read_only(readings) if readings.exists() else None
        if db is not None:
            db.execute("SELECT rules FROM readings LIMIT 1")
    except sqlite3.DatabaseError:
        db = None  # the run begins such a file anew
    for entry in entries:
        at = (entry.sha256 or "", entry.final_url or entry.url)
        query = "SELECT family, rules FROM readings WHERE sha256 = ? AND url = ?"
        found = dict(db.execute(query, at).fetchall()) if db is not None else {}
        rules = found.get(families.get(entry.portal) or "")
        if rules == rules_version():
            yield "kept"
        else:
            yield WHY[2] if rules else WHY[1] if found else WHY[0]
    if db is not None:
        db.close()
