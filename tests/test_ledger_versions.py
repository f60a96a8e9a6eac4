"""data/ledger.db of the version before this one: what `crawler.ledger_schema` makes of it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger import Ledger
from crawler.ledger_schema import VERSION
from extract.database.verify import verify

VERSION_1 = """
CREATE TABLE runs (
  id TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, portals TEXT NOT NULL, sample INTEGER NOT NULL
);
CREATE TABLE requests (
  id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs(id), portal TEXT NOT NULL, url TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('listing','article','file','robots','sitemap')),
  status TEXT NOT NULL CHECK (status IN ('listed','fetched','unchanged','refused','failed')),
  reason TEXT, passing INTEGER NOT NULL DEFAULT 0, http_status INTEGER, final_url TEXT, sha256 TEXT,
  warc TEXT, "offset" INTEGER, fetched_at TEXT, article_key TEXT,
  listed_title TEXT, listed_date TEXT, lastmod TEXT
);
CREATE INDEX requests_by_key ON requests(portal, kind, article_key);
CREATE INDEX requests_by_run ON requests(run, portal);
CREATE UNIQUE INDEX requests_by_place ON requests(warc, "offset") WHERE status <> 'unchanged';
"""


def held(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


@pytest.mark.long
def test_a_whole_ledger_of_version_1_keeps_every_row(demo_data: Path, tmp_path: Path) -> None:
    """The sample's ledger as version 1 wrote it: its rows are kept, its form becomes that of a new one, and both fit the
    database that was built of it."""
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(VERSION_1)
        columns = ", ".join(f'"{row[1]}"' for row in db.execute("PRAGMA table_info(requests)"))
        db.execute("ATTACH DATABASE ? AS sample", (str(demo_data / "ledger.db"),))
        db.execute("INSERT INTO runs SELECT * FROM sample.runs")
        db.execute(f"INSERT INTO requests ({columns}) SELECT {columns} FROM sample.requests")
        db.commit()
    before = held(path, f"SELECT {columns} FROM requests ORDER BY id")
    shutil.copy(demo_data / "chiso.db", tmp_path)
    assert verify(tmp_path / "chiso.db").problems == ()
    Ledger(path).close()
    Ledger(tmp_path / "new.db").close()
    assert held(path, f"SELECT {columns} FROM requests ORDER BY id") == before and len(before) > 100
    assert held(path, "SELECT count(*) FROM requests WHERE content IS NOT NULL OR etag IS NOT NULL") == [(0,)]
    form = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    assert held(path, form) == held(tmp_path / "new.db", form)
    assert held(path, "PRAGMA user_version") == [(VERSION,)]
    assert verify(tmp_path / "chiso.db").problems == ()
