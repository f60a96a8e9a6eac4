"""What was read of each page, kept in data/readings.db so that no page is read twice by the same rules.

The file is derived: without it pages are read again from the archive. Rows are valid for the rules that made them: the hash of
the sources that read pages and the versions of the libraries they use.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crawler.cms.base import FileLink, NotArticle, ParsedArticle

_SOURCES = Path(__file__).resolve().parent
_LIBRARIES = ("beautifulsoup4", "lxml", "soupsieve", "trafilatura")


@cache
def rules_version() -> str:
    """The state of everything that decides how a page is read."""
    digest = hashlib.sha256()
    for path in sorted(p for p in _SOURCES.rglob("*.py") if "replica" not in p.parts):
        digest.update(f"{path.relative_to(_SOURCES).as_posix()}\n".encode() + path.read_bytes())
    digest.update(" ".join(version(name) for name in _LIBRARIES).encode())
    return digest.hexdigest()[:16]


def dumped(parsed: ParsedArticle | NotArticle, family: str) -> str:
    """A reading as JSON: what the page gave, and the family whose adapter read it."""
    kind = "article" if isinstance(parsed, ParsedArticle) else "none"
    return json.dumps({"family": family, kind: asdict(parsed)}, ensure_ascii=False)


def loaded(text: str) -> tuple[ParsedArticle | NotArticle, str]:
    """The reading of `dumped`."""
    data: dict[str, Any] = json.loads(text)
    if "none" in data:
        return NotArticle(**data["none"]), data["family"]
    article = data["article"]
    return ParsedArticle(**article | {"files": tuple(FileLink(**f) for f in article["files"])}), data["family"]


class Readings:
    """The open file. A file that cannot be read is begun anew: nothing in it is lost for good."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = self._open(path)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = self._open(path)

    def _open(self, path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.execute(
            "CREATE TABLE IF NOT EXISTS readings (sha256 TEXT, url TEXT, family TEXT, rules TEXT, reading TEXT NOT NULL, "
            "PRIMARY KEY (sha256, url, family)) WITHOUT ROWID"
        )
        return db

    def get(self, sha256: str, url: str, family: str | None) -> str | None:
        """The reading of a page's bytes at an address by these rules, or None."""
        found = self._db.execute(
            "SELECT reading FROM readings WHERE sha256 = ? AND url = ? AND family = ? AND rules = ?",
            (sha256, url, family or "", rules_version()),
        ).fetchone()
        return str(found[0]) if found else None

    def has(self, sha256: str, url: str, family: str | None) -> bool:
        """Is there a reading of a page's bytes at an address by these rules?"""
        found = self._db.execute(
            "SELECT 1 FROM readings WHERE sha256 = ? AND url = ? AND family = ? AND rules = ?",
            (sha256, url, family or "", rules_version()),
        ).fetchone()
        return found is not None

    def put_all(self, rows: Iterable[tuple[str, str, str | None, str]]) -> None:
        """Enter many readings (hash, address, family, reading) by these rules, all or none."""
        rules = rules_version()
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)",
            ((sha256, url, family or "", rules, reading) for sha256, url, family, reading in rows),
        )
        self._db.execute("COMMIT")

    def put(self, sha256: str, url: str, family: str | None, reading: str) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?)", (sha256, url, family or "", rules_version(), reading)
        )

    def close(self) -> None:
        self._db.close()
