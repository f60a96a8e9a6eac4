"""Pieces of a crawl that is fanned out: `DATA/pieces/<run>.<portal>/`, with a ledger and readings of their own.

SQLite is not safe with several writers on a file system of the network. So a piece is written by one process at a time, which
holds its lock: first by the parent, which copies into it what the main ledger knows of its portals; then by the process that
asks the portals; then by a parent again, which enters its new rows into the main ledger and removes it. Raw answers go where
they always go, in files that no other piece writes (a portal belongs to one piece of a run).
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from crawler.ledger import Ledger

PIECES = "pieces"
# A piece that is being made has no process yet.
MAKING = ".making"
# In a piece: its process is to end, as by a signal; with the text NOW, without waiting for answers.
STOP = "stop"
NOW = "now"
LOCK = "crawl.lock"
# Seconds to wait for the process of a left piece: it is told to stop, and awaits answers for a while (crawler.stopping).
PATIENCE = 30.0
_LOOK = 0.1
# The tables whose rows belong to a portal, in the order in which they are entered.
_TABLES = ("requests", "walks")


class PieceError(RuntimeError):
    """A piece that cannot be taken in; the text says why and what to do."""


def make(data: Path, piece: Path, run: str, portals: tuple[str, ...]) -> None:
    """Make the piece of a run that the main ledger has, with all that a crawl asks the ledger of these portals. Rows keep
    their ids. A kill leaves nothing that looks like a piece."""
    making = piece.with_name(piece.name + MAKING)
    making.mkdir(parents=True)
    Ledger(making / "ledger.db").close()
    with closing(sqlite3.connect(making / "ledger.db", isolation_level=None)) as db:
        db.execute("ATTACH ? AS whole", (str(data / "ledger.db"),))
        db.execute("BEGIN")
        own = f"portal IN ({', '.join('?' * len(portals))})"
        for table in _TABLES:
            names = _columns(db, table)
            db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM whole.{table} WHERE {own}", portals)
        names = _columns(db, "runs")
        used = "SELECT run FROM main.requests UNION SELECT run FROM main.walks UNION SELECT ?"
        db.execute(f"INSERT INTO main.runs ({names}) SELECT {names} FROM whole.runs WHERE id IN ({used})", (run,))
        # Rows behind these are new.
        last = ", ".join(f"(SELECT coalesce(max(id), 0) FROM main.{table}) AS {table}" for table in _TABLES)
        db.execute(f"CREATE TABLE main.seeded AS SELECT {last}")
        db.execute("COMMIT")
    making.rename(piece)


def enter(data: Path, piece: Path) -> bool:
    """Enter a piece into the main ledger and the main readings, then remove it. False where its process goes on.

    Rows are entered in one transaction that notes the piece's name, so a piece that a kill kept from being removed is not
    entered again. Raises PieceError where the piece cannot be read."""
    with _held(piece) as held:
        if not held:
            return False
        if (piece / "ledger.db").exists():
            try:
                _enter_readings(data, piece)
                _enter_rows(data / "ledger.db", piece)
            except sqlite3.DatabaseError as error:
                kept = "move it away, then its answers are entered from the archive"
                raise PieceError(f"{piece}: cannot be taken in: {error}; {kept}") from error
        shutil.rmtree(piece)
    with closing(sqlite3.connect(data / "ledger.db", isolation_level=None)) as db:
        db.execute("DELETE FROM pieces WHERE name = ?", (piece.name,))
    return True


def enter_left(data: Path) -> None:
    """Take in all pieces that a killed crawl left; a process that is still at one (its machine did not see the parent end) is
    told to stop, and awaited. Raises PieceError."""
    for piece in sorted((data / PIECES).glob("*")):
        if piece.name.endswith(MAKING):
            shutil.rmtree(piece)
            continue
        stop(piece)
        deadline = time.monotonic() + PATIENCE
        while not enter(data, piece):
            if time.monotonic() > deadline:
                raise PieceError(f"another process still crawls in {piece}: wait for it, or end it")
            time.sleep(_LOOK)


def stop(piece: Path, now: bool = False) -> None:
    """Tell the piece's process to end; one that has not begun does not begin."""
    if piece.exists():
        (piece / STOP).write_text(NOW if now else "", encoding="ascii")


@contextmanager
def _held(piece: Path) -> Iterator[bool]:
    """Whether no other process holds the piece; while the body runs, none will."""
    with (piece / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _enter_rows(ledger: Path, piece: Path) -> None:
    with closing(sqlite3.connect(ledger, isolation_level=None)) as db:
        db.execute("ATTACH ? AS piece", (str(piece / "ledger.db"),))
        db.execute("BEGIN IMMEDIATE")
        if db.execute("SELECT 1 FROM main.pieces WHERE name = ?", (piece.name,)).fetchone() is None:
            for table in _TABLES:
                names, last = _columns(db, table, but="id"), f"(SELECT {table} FROM piece.seeded)"
                db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM piece.{table} WHERE id > {last} ORDER BY id")
            # Rows of answers that an earlier run had archived and not read (crawler.mend.settle).
            own = ", ".join(f"p.{name}" for name in names_of(db, "requests"))
            old = ", ".join(f"m.{name}" for name in names_of(db, "requests"))
            settled = f"({own}) IS NOT ({old}) AND p.id <= (SELECT requests FROM piece.seeded)"
            names = _columns(db, "requests")
            db.execute(
                f"REPLACE INTO main.requests ({names}) SELECT {own} FROM piece.requests p JOIN main.requests m USING (id) "
                f"WHERE {settled}"
            )
            db.execute("INSERT INTO main.pieces VALUES (?)", (piece.name,))
        db.execute("COMMIT")


def _enter_readings(data: Path, piece: Path) -> None:
    """Before the rows: entered twice they are the same."""
    if not (piece / "readings.db").exists():
        return
    with closing(sqlite3.connect(data / "readings.db", isolation_level=None)) as db:
        db.execute("ATTACH ? AS piece", (str(piece / "readings.db"),))
        if db.execute("SELECT 1 FROM piece.sqlite_master WHERE name = 'readings'").fetchone():
            db.execute("INSERT OR REPLACE INTO main.readings SELECT * FROM piece.readings")


def names_of(db: sqlite3.Connection, table: str) -> list[str]:
    """The quoted names of a table's columns, in the main file's order."""
    return [f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})")]


def _columns(db: sqlite3.Connection, table: str, but: str = "") -> str:
    return ", ".join(name for name in names_of(db, table) if name != f'"{but}"')
