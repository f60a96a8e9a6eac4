"""The table `coverage`: how far each portal and month is covered, from the crawl ledger and the loaded articles.

Only what holds whenever the crawl ran is counted (an article was listed, fetched, refused or failed), never how often
or when, so that a second crawl without news leaves the database as it is."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.database.inputs import stable_id
from extract.database.ledger import ledger_rows

_REQUESTS = "SELECT portal, url, status, article_key, listed_date FROM requests WHERE kind = 'article' ORDER BY id"
_LOADED = """
SELECT a.id, a.portal, substr(a.published_at, 1, 7) AS month,
       (SELECT count(*) FROM article_versions v WHERE v.article = a.id) AS versions,
       EXISTS (SELECT 1 FROM facts f WHERE f.article_version = a.version) AS extracted
FROM articles a WHERE a.portal IS NOT NULL ORDER BY a.id
"""
# In this order: what was asked for in vain says more than that another run passed it over.
_NOT_FETCHED = ("refused", "failed", "irrelevant", "outside")
_COUNTS = ("listed", "fetched", *_NOT_FETCHED, "changed", "extracted")
_DAY_FIRST = re.compile(r"(?<!\d)\d{1,2}[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{2})-\d{2}(?!\d)")


@dataclass(slots=True)
class _Seen:
    portal: str
    statuses: set[str]
    month: str | None = None
    extracted: bool = False
    versions: int = 0


def listed_month(printed: str | None) -> str | None:
    """`YYYY-MM` of a date as a listing prints it (26/06/2024, 2024-06-26 …); None where it is not plain."""
    if found := _YEAR_FIRST.search(printed or ""):
        year, month = found.groups()
    elif found := _DAY_FIRST.search(printed or ""):
        month, year = found.groups()
    else:
        return None
    return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None


def coverage_rows(db: sqlite3.Connection, ledger: Path) -> list[dict[str, Any]]:
    """One row a portal and month. A missing ledger means that only the loaded articles are known."""
    seen: dict[str, _Seen] = {}
    for portal, url, status, key, printed in ledger_rows(ledger, _REQUESTS):
        entry = seen.setdefault(stable_id("article", portal, key or url), _Seen(portal, set()))
        entry.statuses.add(status)
        entry.month = entry.month or listed_month(printed)
    for row in db.execute(_LOADED):
        entry = seen.setdefault(row["id"], _Seen(row["portal"], set()))
        entry.statuses.add("fetched")
        entry.month, entry.extracted = row["month"] or entry.month, bool(row["extracted"])
        entry.versions = row["versions"]
    totals: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTS, 0))
    for entry in seen.values():
        counts = totals[entry.portal, entry.month or ""]
        counts["listed"] += 1
        outcome = _outcome(entry)
        if outcome:
            counts[outcome] += 1
        counts["extracted"] += entry.extracted
        counts["changed"] += entry.versions > 1
    return [
        {"id": stable_id("coverage", portal, month or None), "portal": portal, "month": month or None} | counts
        for (portal, month), counts in sorted(totals.items())
    ]


def _outcome(entry: _Seen) -> str | None:
    """What became of an article in the end: once fetched, earlier failures do not count."""
    if entry.statuses & {"fetched", "unchanged"}:
        return "fetched"
    return next((status for status in _NOT_FETCHED if status in entry.statuses), None)
