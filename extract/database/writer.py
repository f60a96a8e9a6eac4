"""The one writer that every build ends in: the same rows give the same bytes (see docs, "Writer").

The staged tables are copied in id order into a fresh file, the full-text index is filled and optimised, `VACUUM INTO`
makes the final file, and a rename swaps it in. Until the rename the old database stays as it was."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.search_text import search_fold
from extract.database.errors import BuildError

# Ids are hashes, so rows go all over the file: what the cache holds need not be read and written again.
_CACHE_KIB = 65_536
SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "database.sql"
_WORK = ".build-"
_INDEX = re.compile(r"^CREATE INDEX [^;]+;\n", re.M)


def open_fresh(path: Path | str, *, indexed: bool = True) -> sqlite3.Connection:
    """A new database file with the schema and no rows; what is read has names. Durability comes from the final rename, not
    from a journal. Not `indexed`: the indices of the schema are left out, for `add_indices`."""
    db = sqlite3.connect(path, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")
    db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    schema = SCHEMA.read_text(encoding="utf-8")
    db.executescript(schema if indexed else _INDEX.sub("", schema))
    return db


def add_indices(db: sqlite3.Connection) -> None:
    """Indices made of rows that are there are sorted once; filled row by row they are written all over the file."""
    for statement in _INDEX.findall(SCHEMA.read_text(encoding="utf-8")):
        db.execute(statement)


@contextmanager
def work_beside(target: Path) -> Iterator[Path]:
    """A directory beside the target for what a build makes on its way, removed at the end. Those that killed builds left are
    removed first: who works in one holds a lock, which a kill gives back. Raises OSError."""
    for left in target.parent.glob(f"{_WORK}*"):
        with suppress(OSError), (left / "lock").open("w") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=target.parent))
    with (work / "lock").open("w") as lock:
        # Not flock, which a forked worker would hold on to for the moment that it outlives a killed build.
        fcntl.lockf(lock, fcntl.LOCK_EX)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def table_names(db: sqlite3.Connection) -> list[str]:
    """The tables of the schema in its order, without those of the full-text index."""
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").fetchall()
    return [row[0] for row in rows if not row[0].startswith(("articles_fts", "sqlite_"))]


def column_names(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table in order."""
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def write_database(
    stage: Path, work: Path, target: Path, to: Callable[[str], None] = lambda step: None
) -> dict[str, int]:
    """Copy the staged rows into `target` through files in the directory `work`; `to` is told each step. Returns row counts by
    table.

    Raises BuildError where a reference is broken or the disk is full."""
    fresh, final = work / "fresh.db", work / "final.db"
    db = open_fresh(fresh, indexed=False)
    try:
        db.execute("ATTACH DATABASE ? AS stage", (str(stage),))
        db.execute("BEGIN")
        to("tables in order")
        counts = {table: _copy(db, table) for table in table_names(db)}
        to("indices of the file")
        add_indices(db)
        to("full text")
        _fill_search(db)
        to("references")
        _check_references(db)
        db.execute("COMMIT")
        db.execute("DETACH DATABASE stage")
        to("writing the file")
        db.execute("VACUUM INTO ?", (str(final),))
    finally:
        db.close()
    _sync(final)
    final.replace(target)
    return counts


def _copy(db: sqlite3.Connection, table: str) -> int:
    columns = column_names(db, table)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = db.execute(f'INSERT INTO main.{table} ({names}) SELECT {names} FROM stage.{table} ORDER BY "{columns[0]}"')
    return cursor.rowcount


def _fill_search(db: sqlite3.Connection) -> None:
    rows = db.execute("SELECT docid, title, body FROM main.articles ORDER BY docid")
    folded = ((docid, search_fold(title), search_fold(body)) for docid, title, body in rows)
    db.executemany("INSERT INTO articles_fts (rowid, title, body) VALUES (?, ?, ?)", folded)
    db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")


def _check_references(db: sqlite3.Connection) -> None:
    broken = db.execute("PRAGMA main.foreign_key_check").fetchone()
    if broken:
        raise BuildError(f"a row of {broken[0]} refers to a row of {broken[2]} that does not exist")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def explain_failure(error: Exception, target: Path) -> BuildError:
    """A BuildError for what the system refused while building."""
    full = isinstance(error, OSError) and error.errno == errno.ENOSPC
    if full or "disk is full" in str(error):
        return BuildError(f"the disk is full; {target} was left as it was")
    return BuildError(f"could not be written: {error}; the old file was left as it was", target)
