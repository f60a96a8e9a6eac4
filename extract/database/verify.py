"""Checking a built database: in itself, against the crawl ledger that it counts, and against the archive that it points into.

Everything is read row by row: what a check keeps does not grow with the database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from extract.database.errors import BuildError
from extract.database.findings import Findings, show_progress
from extract.database.opening import open_built
from extract.database.verify_archive import check_archive
from extract.database.verify_ledger import check_ledger
from extract.database.verify_rows import check_facts, check_file, check_quotes, check_search
from extract.database.verify_tables import check_panels, check_public_tables
from extract.database.writer import table_names

_DECISIONS = Path(__file__).resolve().parents[2] / "decisions"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked (`counts`: rows by table, `quotes`: mentions compared, `records`: records of the archive read) and what
    is wrong: `problems`, at most a few lines of each kind, `found` in all. `notes`: what was not checked, and why."""

    counts: dict[str, int]
    quotes: int
    records: int
    problems: tuple[str, ...]
    found: int
    notes: tuple[str, ...]


def verify(database: Path, data_dir: Path | None = None, *, archive: bool = True, decisions: Path = _DECISIONS) -> VerifyReport:
    """Check references, quotes, the rows that follow from facts and the full-text index; what ledger.db of `data_dir` says was
    fetched (None: of the directory where the database lies); and, with `archive`, the record and hash of every page.
    `decisions`: the directory of the decisions that the database was built with.

    Raises BuildError where the file is missing, no database, or of another version, and where the ledger cannot be read."""
    data_dir = data_dir or database.parent
    db = open_built(database)
    findings = Findings()
    counts: dict[str, int] = {}
    quotes = records = 0
    try:
        check_file(db, findings)
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in table_names(db)}
        quotes = check_quotes(db, findings)
        check_facts(db, findings)
        check_search(db, findings)
        check_public_tables(db, findings)
        check_panels(db, findings)
        check_ledger(db, data_dir / "ledger.db", decisions, findings)
        if archive:
            records = check_archive(db, data_dir / "archive", findings)
        else:
            findings.notes.append("not checked: the archive (left out by --no-archive)")
    except sqlite3.DatabaseError as error:
        # A file that has its version and its tables, and cannot be read on, is damaged; its check may have said where.
        if not findings.total and error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise BuildError(f"not a database of this project: {error}", database) from error
        findings.add("integrity", f"integrity: {error}; what comes after was not checked")
    finally:
        show_progress("")
        db.close()
    return VerifyReport(counts, quotes, records, findings.lines(), findings.total, tuple(findings.notes))
