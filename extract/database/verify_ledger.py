"""Checks against the crawl ledger: what it says was asked and fetched is in the database, and is counted."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.counted import counted
from extract.database.decisions import read_decisions
from extract.database.errors import BuildError
from extract.database.findings import PROGRESS_EVERY, Findings, show_progress
from extract.database.inputs import stable_id

_OLDER = "the database is older than the ledger, or rows were lost: parse, extract facts and build again"
_PORTALS = """
SELECT DISTINCT portal FROM ledger.requests WHERE kind IN ('article', 'listing')
AND portal NOT IN (SELECT id FROM main.portals) ORDER BY portal
"""
# Those that the parser reads (crawler/ledger.py, Ledger.pages): an answer in the archive, at the address that it came from.
_FETCHED = """
SELECT portal, coalesce(nullif(final_url, ''), url), sha256, id, coalesce(nullif(article_key, ''), url), warc, "offset"
FROM ledger.requests WHERE kind = 'article' AND status = 'fetched' ORDER BY 1, 2, 4
"""
# The other way round. The index on places holds rows that are not `unchanged`.
_UNKNOWN_PLACES = """
SELECT p.id, p.archive_file, p.archive_offset FROM main.pages p WHERE p.archive_file IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM ledger.requests r WHERE r.warc = p.archive_file AND r."offset" = p.archive_offset AND r.sha256 = p.sha256
  AND r.status <> 'unchanged'
) ORDER BY p.id
"""
# As extract/database/coverage.py counts, without months: every article by its key, once; fetched goes before all else.
_COUNTS = ("listed", "fetched", "refused", "failed", "irrelevant", "outside")
_COVERAGE = """
WITH seen AS (
  SELECT portal, article_id(portal, coalesce(nullif(article_key, ''), url)) AS article,
         CASE WHEN status IN ('fetched', 'unchanged') THEN 'a fetched' WHEN status = 'refused' THEN 'b refused'
              WHEN status = 'failed' THEN 'c failed' WHEN status = 'irrelevant' THEN 'd irrelevant'
              WHEN status = 'outside' THEN 'e outside' ELSE 'f listed' END AS outcome
  FROM ledger.requests WHERE kind = 'article'
  UNION ALL SELECT portal, id, 'a fetched' FROM main.articles WHERE portal IS NOT NULL
), settled AS (SELECT portal, article, substr(min(outcome), 3) AS outcome FROM seen GROUP BY portal, article),
due AS (
  SELECT portal, count(*) AS listed, sum(outcome = 'fetched') AS fetched, sum(outcome = 'refused') AS refused,
         sum(outcome = 'failed') AS failed, sum(outcome = 'irrelevant') AS irrelevant, sum(outcome = 'outside') AS outside
  FROM settled GROUP BY portal
), stated AS (
  SELECT portal, sum(listed) AS listed, sum(fetched) AS fetched, sum(refused) AS refused, sum(failed) AS failed,
         sum(irrelevant) AS irrelevant, sum(outside) AS outside
  FROM main.coverage GROUP BY portal
)
SELECT portal, {columns} FROM due LEFT JOIN stated USING (portal)
UNION ALL SELECT portal, {columns} FROM stated LEFT JOIN due USING (portal) WHERE due.portal IS NULL
ORDER BY portal
"""


def check_ledger(db: sqlite3.Connection, ledger: Path, decisions: Path, findings: Findings) -> None:
    """A missing ledger is noted. Raises BuildError where the file is no ledger."""
    if not ledger.exists():
        findings.notes.append(f"not checked: counts against the crawl ledger ({ledger} is missing)")
        return
    taken_out = read_decisions(decisions).articles_out()
    db.create_function("article_id", 2, lambda portal, key: stable_id("article", portal, key), deterministic=True)
    try:
        db.execute("ATTACH DATABASE ? AS ledger", (f"{ledger.resolve().as_uri()}?mode=ro",))
        show_progress("the ledger")
        for (line,) in db.execute("PRAGMA ledger.integrity_check"):
            if line != "ok":
                findings.add("integrity of the ledger", f"{ledger}: integrity: {line}")
        for (portal,) in db.execute(_PORTALS):
            findings.add("portals", f"portals {portal}: missing, but the ledger says it was asked ({_OLDER})")
        _check_fetched(db, taken_out, findings)
        for id_, file, offset in db.execute(_UNKNOWN_PLACES):
            findings.add("pages unknown to the ledger", f"pages {id_}: the ledger has no such page at {file}, offset {offset}")
        _check_coverage(db, findings)
    except sqlite3.DatabaseError as error:
        raise BuildError(f"not a readable crawl ledger: {error}", ledger) from error
    # Not detached: a cursor of the connection may still hold it; it goes with the connection.


def _check_fetched(db: sqlite3.Connection, taken_out: frozenset[str], findings: Findings) -> None:
    """Every address that was fetched as an article has a row of `pages`, an issue that says why it is none, or a decision."""
    db.execute("CREATE TEMP TABLE told (url TEXT PRIMARY KEY) WITHOUT ROWID")
    db.execute("INSERT OR IGNORE INTO told SELECT url FROM main.issues WHERE rule = 'parse.not_article' AND url IS NOT NULL")
    again = fetched = 0
    for (portal, url), group in groupby(db.execute(_FETCHED), key=lambda row: (row[0], row[1])):
        rows, held, n = [], 0, 0
        for row in group:
            n += 1
            held += _has_page(db, portal, url, row[2])
            rows = [row]  # the last fetch stands for the address
        fetched += n
        if fetched % PROGRESS_EVERY < n:
            show_progress(f"{counted(fetched, 'fetched page')} of the ledger")
        if held:
            again += n - held
        elif not _accounted(db, portal, url, rows[0], taken_out):
            _, _, _, id_, _, file, offset = rows[0]
            line = f"ledger requests {id_}: {url} was fetched ({file}, offset {offset}), but no row of pages or issues has it"
            findings.add("fetched pages", f"{line} ({_OLDER})")
    if again:
        findings.notes.append(
            f"not checked: {counted(again, 'later fetch', 'later fetches')} of addresses that are in pages have no row of their "
            "own: they read as an earlier one does, or the database is older than the ledger"
        )


def _has_page(db: sqlite3.Connection, portal: str, url: str, sha256: str | None) -> bool:
    """Ids of pages follow from their content, so a page that was taken out is found, too: it has its id alone. An address that
    named a person taken out is that of its host (extract/database/redaction.py)."""
    parts = urlsplit(url)
    ids = [stable_id("page", portal, address, sha256) for address in (url, f"{parts.scheme}://{parts.netloc}/")]
    return db.execute("SELECT 1 FROM main.pages WHERE id IN (?, ?)", ids).fetchone() is not None


def _accounted(db: sqlite3.Connection, portal: str, url: str, row: Any, taken_out: frozenset[str]) -> bool:
    if url in taken_out or stable_id("article", portal, row[4]) in taken_out:
        return True
    return db.execute("SELECT 1 FROM told WHERE url = ?", (url,)).fetchone() is not None


def _check_coverage(db: sqlite3.Connection, findings: Findings) -> None:
    show_progress("coverage")
    columns = ", ".join(f"ifnull(due.{name}, 0), ifnull(stated.{name}, 0)" for name in _COUNTS)
    for portal, *numbers in db.execute(_COVERAGE.format(columns=columns)):
        pairs = zip(_COUNTS, numbers[::2], numbers[1::2], strict=True)
        if other := [f"{name} {stated}, not {due}" for name, due, stated in pairs if due != stated]:
            findings.add("coverage", f"coverage of {portal}: {'; '.join(other)} ({_OLDER})")
