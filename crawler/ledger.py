"""The ledger (data/ledger.db): what every run listed, fetched, refused and failed, and why.

Times of running live here and never in data/chiso.db, which must not change when nothing new was read.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import sqlite_utils

from core.read_only import open_read_only
from crawler import ledger_schema

Kind = Literal["listing", "article", "file", "robots", "sitemap"]
Status = Literal["listed", "fetched", "unchanged", "refused", "failed", "irrelevant", "outside"]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a portal shows of an article before it is opened; a change here is the reason to fetch it again.

    `title` and `date` as printed in the listing, `lastmod` from the sitemap; None where that source says nothing."""

    title: str | None = None
    date: str | None = None
    lastmod: str | None = None

    def differs(self, other: Signature) -> bool:
        """Whether a part that both know differs (a sitemap that is down today is no change)."""
        pairs = ((self.title, other.title), (self.date, other.date), (self.lastmod, other.lastmod))
        return any(a is not None and b is not None and a != b for a, b in pairs)

    def filled(self, other: Signature) -> Signature:
        """This signature, with the parts it lacks taken from another."""
        return Signature(self.title or other.title, self.date or other.date, self.lastmod or other.lastmod)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of `requests`. `passing` marks a failure that another run may not meet (time-out, 5xx, rate limit).

    `sha256` is the hash of the answer's bytes, `content` that of what was read from them (an article's counters change with
    every visit, its text does not); `etag`, `last_modified` as the server sent them; `layout`, `published_at`, `body_chars` of
    what was read."""

    run: str
    portal: str
    url: str
    kind: Kind
    status: Status
    reason: str | None = None
    passing: bool = False
    http_status: int | None = None
    final_url: str | None = None
    sha256: str | None = None
    warc: str | None = None
    offset: int | None = None
    fetched_at: str | None = None
    article_key: str | None = None
    listed_title: str | None = None
    listed_date: str | None = None
    lastmod: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content: str | None = None
    layout: str | None = None
    published_at: str | None = None
    body_chars: int | None = None

    @property
    def signature(self) -> Signature:
        return Signature(self.listed_title, self.listed_date, self.lastmod)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run read of one article: the layout that fitted, its day (ISO or None), the characters of its body."""

    run: str
    layout: str
    published_at: str | None
    body_chars: int


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a run read one section: pages read, the most it would have read, the first day asked for (ISO), why it ended."""

    section: str
    pages: int
    max_pages: int
    since: str | None
    ended: str


class Ledger:
    """The open ledger. Every row is committed at once, after its bytes are in the archive."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._db = sqlite_utils.Database(sqlite3.connect(path, isolation_level=None))
        self._db.conn.execute("PRAGMA journal_mode = WAL")
        self._db.conn.execute("PRAGMA synchronous = NORMAL")
        ledger_schema.prepare(self._db.conn)

    @classmethod
    def reading(cls, path: Path) -> Ledger:
        """The ledger to look at: no file is made or changed. One of an earlier version is copied into memory and brought up to
        date there; where there is none, it is empty. Raises sqlite3.DatabaseError where the file is no ledger."""
        opened = open_read_only(path) if path.exists() else sqlite3.connect(":memory:")
        version = opened.execute("PRAGMA user_version").fetchone()[0]
        if version != ledger_schema.VERSION:
            memory = sqlite3.connect(":memory:", isolation_level=None)
            opened.backup(memory)
            opened.close()
            ledger_schema.prepare(memory)
            opened = memory
        ledger = cls.__new__(cls)
        ledger.path, ledger._db = path, sqlite_utils.Database(opened)
        return ledger

    def close(self) -> None:
        self._db.close()

    def begin(self, run: str, started_at: str, portals: list[str], sample: bool) -> None:
        self._db.table("runs").insert(
            {"id": run, "started_at": started_at, "finished_at": None, "portals": " ".join(portals), "sample": int(sample)}
        )

    def has_run(self, run: str) -> bool:
        return bool(self._db.table("runs").count_where("id = ?", [run]))

    def finish(self, run: str, finished_at: str) -> None:
        self._db.table("runs").update(run, {"finished_at": finished_at})

    def unfinished(self) -> list[str]:
        """Runs that were killed: their last archive record may be half-written, or not yet in the ledger."""
        return [row["id"] for row in self._db.query("SELECT id FROM runs WHERE finished_at IS NULL ORDER BY id")]

    def record(self, entry: Entry) -> None:
        self._db.table("requests").insert(asdict(entry))

    def forget(self, warc: str, offsets: set[int]) -> None:
        """Take back rows whose records are not there: their addresses are asked for again."""
        self._db.conn.executemany('DELETE FROM requests WHERE warc = ? AND "offset" = ?', [(warc, o) for o in sorted(offsets)])

    def settle(self, entry: Entry) -> None:
        """Complete the row of an archived answer (the one at this place in the archive)."""
        changed = {k: v for k, v in asdict(entry).items() if k not in ("warc", "offset", "run")}
        names = ", ".join(f'"{name}" = ?' for name in changed)
        self._db.execute(
            f'UPDATE requests SET {names} WHERE warc = ? AND "offset" = ?', (*changed.values(), entry.warc, entry.offset)
        )

    def known(self, portal: str, kind: Kind = "article") -> dict[str, Entry]:
        """The last word on each article (or file) of a portal, by key. A later run that only saw it in a listing
        changes its signature and nothing else."""
        latest: dict[str, Entry] = {}
        newest = (
            "id IN (SELECT max(id) FROM requests WHERE portal = ? AND kind = ? AND article_key IS NOT NULL "
            "GROUP BY article_key, status = 'listed') ORDER BY id"
        )
        for row in self._entries(newest, (portal, kind)):
            key = row.article_key or ""
            if row.status == "listed" and key in latest:
                seen = (row.listed_title, row.listed_date, row.lastmod)
                latest[key] = replace(latest[key], listed_title=seen[0], listed_date=seen[1], lastmod=seen[2])
            else:
                latest[key] = row
        return latest

    def portals(self) -> tuple[str, ...]:
        """The portals of which there are rows, by id."""
        return tuple(str(row["portal"]) for row in self._db.query("SELECT DISTINCT portal FROM requests ORDER BY portal"))

    def last_crawled(self, portal: str) -> str | None:
        """When the last run began that asked a portal for anything (ISO, UTC); None where none did."""
        query = "SELECT max(started_at) AS at FROM runs WHERE id IN (SELECT run FROM requests WHERE portal = ?)"
        return next(str(row["at"]) if row["at"] else None for row in self._db.query(query, (portal,)))

    def last_listings(self, portal: str) -> list[Entry]:
        """The last word on each listing page of a portal, by address, in the order in which they were met."""
        newest = "id IN (SELECT max(id) FROM requests WHERE portal = ? AND kind = 'listing' GROUP BY url) ORDER BY id"
        return list(self._entries(newest, (portal,)))

    def archived(self, portal: str, kind: Kind, key: str) -> Entry | None:
        """The newest archived version of an article or file, or None."""
        where = "portal = ? AND kind = ? AND article_key = ? AND status = 'fetched' AND warc IS NOT NULL ORDER BY id DESC LIMIT 1"
        return next(self._entries(where, (portal, kind, key)), None)

    def walked(self, run: str, portal: str, walk: Walk) -> None:
        """Note how far a section's listing was read, once all that it listed has been asked for."""
        self._db.table("walks").insert({"run": run, "portal": portal} | asdict(walk))

    def walks(self, run: str, portal: str) -> tuple[Walk, ...]:
        """How far a run read each section of a portal, in its order; sections whose listing failed are missing."""
        found = self._db.query(
            "SELECT section, pages, max_pages, since, ended FROM walks WHERE run = ? AND portal = ? ORDER BY id", (run, portal)
        )
        return tuple(Walk(**row) for row in found)

    def last_walk(self, portal: str, section: str, max_pages: int, since: str | None) -> str | None:
        """The newest run that read a section as far as one with these limits would (to its end, to as many pages, to days as
        early, or to what such a run had read), or None."""
        found = self._db.query(
            "SELECT run FROM walks WHERE portal = ? AND section = ? AND max_pages >= ? AND (since IS NULL OR since <= ?) "
            "ORDER BY id DESC LIMIT 1",
            (portal, section, max_pages, since or ""),
        )
        return next((str(row["run"]) for row in found), None)

    def places(self, warc: str) -> set[int]:
        """The offsets of one archive file that the ledger knows."""
        return {row["offset"] for row in self._db.query('SELECT "offset" FROM requests WHERE warc = ?', (warc,))}

    def pages(self, kinds: tuple[Kind, ...]) -> Iterator[Entry]:
        """Archived answers with status 200, by portal and address, the newest version last."""
        marks = ",".join("?" * len(kinds))
        where = f"kind IN ({marks}) AND http_status = 200 AND warc IS NOT NULL AND status IN ('fetched', 'failed')"
        return self._entries(where + " ORDER BY portal, url, fetched_at, id", kinds)

    def counts(self, run: str) -> dict[str, Counter[tuple[str, str, str]]]:
        """For the summary of a run: by portal, how many rows of each (kind, status, reason); the reason of a fetched article
        is `new`, or `changed` where an earlier run had fetched it."""
        out: dict[str, Counter[tuple[str, str, str]]] = {}
        rows = self._db.query(
            "SELECT portal, kind, status, CASE WHEN kind = 'article' AND status = 'fetched' THEN "
            "CASE WHEN EXISTS (SELECT 1 FROM requests b WHERE b.portal = r.portal AND b.kind = r.kind AND "
            "b.article_key = r.article_key AND b.status = 'fetched' AND b.id < r.id) THEN 'changed' ELSE 'new' END "
            "ELSE coalesce(reason, '') END AS reason, count(*) AS n FROM requests r WHERE run = ? "
            # A part of an article, kept until the whole came, is no article by itself (crawler.parts).
            "AND NOT (kind = 'article' AND status = 'listed' AND warc IS NOT NULL) GROUP BY 1, 2, 3, 4",
            (run,),
        )
        for row in rows:
            out.setdefault(row["portal"], Counter())[row["kind"], row["status"], row["reason"]] += row["n"]
        return out

    def readings(self, portal: str) -> list[Reading]:
        """What was read of a portal's articles, oldest row first."""
        rows = self._db.query(
            "SELECT run, layout, published_at, body_chars FROM requests WHERE portal = ? AND kind = 'article' "
            "AND status = 'fetched' AND content IS NOT NULL ORDER BY id",
            (portal,),
        )
        return [Reading(row["run"], row["layout"] or "", row["published_at"], row["body_chars"] or 0) for row in rows]

    def _entries(self, where: str, values: tuple[str, ...]) -> Iterator[Entry]:
        names = list(Entry.__dataclass_fields__)
        columns = ", ".join(f'"{name}"' for name in names)
        for row in self._db.query(f"SELECT {columns} FROM requests WHERE {where}", values):
            yield Entry(**{**row, "passing": bool(row["passing"])})
