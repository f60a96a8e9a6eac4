"""The tables of data/ledger.db, and how a ledger of an earlier version becomes one of this version."""

from __future__ import annotations

import sqlite3

VERSION = 2
KINDS = ("listing", "article", "file", "robots", "sitemap")
# `irrelevant`: the title is not on the topic; `outside`: not in the days asked for. Neither is ever requested.
STATUSES = ("listed", "fetched", "unchanged", "refused", "failed", "irrelevant", "outside")
# What version 2 added to `requests`.
_ADDED = (
    "etag TEXT",
    "last_modified TEXT",
    "content TEXT",
    "layout TEXT",
    "published_at TEXT",
    "body_chars INTEGER",
)


def _quoted(words: tuple[str, ...]) -> str:
    return ",".join(f"'{word}'" for word in words)


_REQUESTS = f"""
CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs(id), portal TEXT NOT NULL, url TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ({_quoted(KINDS)})),
  status TEXT NOT NULL CHECK (status IN ({_quoted(STATUSES)})),
  reason TEXT, passing INTEGER NOT NULL DEFAULT 0, http_status INTEGER, final_url TEXT, sha256 TEXT,
  warc TEXT, "offset" INTEGER, fetched_at TEXT, article_key TEXT,
  listed_title TEXT, listed_date TEXT, lastmod TEXT, {", ".join(_ADDED)}
);
"""
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, portals TEXT NOT NULL, sample INTEGER NOT NULL
);
{_REQUESTS}
CREATE INDEX IF NOT EXISTS requests_by_key ON requests(portal, kind, article_key);
CREATE INDEX IF NOT EXISTS requests_by_run ON requests(run, portal);
CREATE UNIQUE INDEX IF NOT EXISTS requests_by_place ON requests(warc, "offset") WHERE status <> 'unchanged';
CREATE TABLE IF NOT EXISTS walks (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs(id), portal TEXT NOT NULL, section TEXT NOT NULL,
  pages INTEGER NOT NULL, max_pages INTEGER NOT NULL, since TEXT, ended TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS walks_by_section ON walks(portal, section);
-- Pieces whose rows are entered and that are about to be removed (crawler.pieces).
CREATE TABLE IF NOT EXISTS pieces (name TEXT PRIMARY KEY);
"""


def prepare(db: sqlite3.Connection) -> None:
    """Create the tables, or bring those of an earlier version up to this one: every row is kept.

    Raises sqlite3.DatabaseError where the file is no ledger, or one of a later version."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise sqlite3.DatabaseError(f"the ledger is of version {version}, this program knows up to {VERSION}")
    columns = [row[1] for row in db.execute("PRAGMA table_info(requests)")]
    if columns and version < VERSION:
        _upgrade(db, columns)
    db.executescript(_SCHEMA)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _upgrade(db: sqlite3.Connection, columns: list[str]) -> None:
    """A CHECK cannot be altered, so the table is copied; one transaction, so a kill leaves the old one."""
    names = ", ".join(f'"{name}"' for name in columns)
    db.executescript(
        f"""BEGIN IMMEDIATE;
        DROP INDEX IF EXISTS requests_by_key;
        DROP INDEX IF EXISTS requests_by_run;
        DROP INDEX IF EXISTS requests_by_place;
        ALTER TABLE requests RENAME TO requests_before;
        {_REQUESTS}
        INSERT INTO requests ({names}) SELECT {names} FROM requests_before;
        DROP TABLE requests_before;
        COMMIT;"""
    )
