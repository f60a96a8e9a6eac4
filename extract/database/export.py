"""The public tables as CSV or JSON lines: every v_ table, one file each, rows in id order, the same bytes every time."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

import sqlite_utils

from extract.database.errors import BuildError

Rows = Iterable[dict[str, Any]]


def _write_csv(file: TextIO, columns: Sequence[str], rows: Rows) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([row[name] for name in columns])
        count += 1
    return count


def _write_jsonl(file: TextIO, columns: Sequence[str], rows: Rows) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps({name: row[name] for name in columns}, ensure_ascii=False) + "\n")
        count += 1
    return count


_WRITERS: dict[str, Callable[[TextIO, Sequence[str], Rows], int]] = {"csv": _write_csv, "jsonl": _write_jsonl}
FORMATS = tuple(_WRITERS)


def export(database: Path, out_dir: Path, formats: Sequence[str] = FORMATS) -> dict[str, int]:
    """Write `<table>.<format>` for every public table. Returns rows by table. Redactions are already in the database.

    Raises BuildError for an unknown format, a missing or foreign database, or a directory that cannot be written."""
    unknown = [name for name in formats if name not in _WRITERS]
    if unknown:
        raise BuildError(f"unknown format '{unknown[0]}'; known: {', '.join(FORMATS)}")
    if not database.exists():
        raise BuildError("missing; run `make demo`", database)
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    db = sqlite_utils.Database(connection)
    try:
        tables = [name for name in sorted(db.table_names()) if name.startswith("v_")]
        if not tables:
            raise BuildError("has no public tables", database)
        out_dir.mkdir(parents=True, exist_ok=True)
        return {table: _export_table(db, table, out_dir, formats) for table in tables}
    except sqlite3.DatabaseError as error:
        raise BuildError(f"not a database of this project: {error}", database) from error
    except OSError as error:
        raise BuildError(f"cannot be written: {error.strerror}", out_dir) from error
    finally:
        connection.close()


def _export_table(db: sqlite_utils.Database, table: str, out_dir: Path, formats: Sequence[str]) -> int:
    columns = [column.name for column in db.table(table).columns]
    count = 0
    for format_ in formats:
        target = out_dir / f"{table}.{format_}"
        partial = target.with_name(target.name + ".part")
        with partial.open("w", encoding="utf-8", newline="") as file:
            count = _WRITERS[format_](file, columns, db.table(table).rows_where(order_by=f'"{columns[0]}"'))
        partial.replace(target)
    return count
