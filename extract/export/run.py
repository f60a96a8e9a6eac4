"""The export: every table in every format, then what describes them; all or nothing.

Files are made in a hidden directory beside their places and moved there when all are whole; checksums.txt comes last. What
an earlier export left and this one does not make goes, so that a directory is one copy of one database."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from core.events import stage
from extract.database.errors import BuildError
from extract.database.opening import open_built
from extract.export import package
from extract.export.tables import Table, read_batches, read_tables
from extract.export.workbook import WorkbookWriter
from extract.export.writers import CsvWriter, JsonLinesWriter, ParquetWriter, Writer

_WRITERS: dict[str, Callable[[Path, bool], Writer]] = {
    "csv": CsvWriter,
    "jsonl": lambda directory, _: JsonLinesWriter(directory),
    "parquet": lambda directory, _: ParquetWriter(directory),
    "xlsx": lambda directory, _: WorkbookWriter(directory),
}
FORMATS = tuple(_WRITERS)


def export(database: Path, out_dir: Path, formats: Sequence[str] = FORMATS, bom: bool = False) -> dict[str, int]:
    """Write the tables in `formats` and the data package around them. Returns rows by table. Redactions are already in the
    database. `bom`: CSV files begin with a byte-order mark.

    Raises BuildError for an unknown format, a database that is missing, foreign or of another version, a value that a format
    cannot hold, or a directory that cannot be written; the files of an earlier export are then as they were."""
    unknown = [name for name in formats if name not in _WRITERS]
    if unknown:
        raise BuildError(f"unknown format '{unknown[0]}'; known: {', '.join(FORMATS)}")
    chosen = [name for name in FORMATS if name in formats]
    before = _identity(database) if database.exists() else None
    db = open_built(database)
    try:
        tables = read_tables(db)
        about = package.read_about(db, database)
        if _identity(database) != before:
            raise BuildError("was replaced while it was read; export again")
        out_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=out_dir) as work:
            _write(db, tables, about, Path(work), chosen, bom)
            _publish(Path(work), out_dir)
    except BuildError as error:
        raise error if error.file else BuildError(error.reason, database) from error
    except sqlite3.DatabaseError as error:
        raise BuildError(f"not a database of this project: {error}", database) from error
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise BuildError(f"cannot be written: {'the disk is full' if full else error.strerror or error}", out_dir) from error
    finally:
        db.close()
    return {table.name: table.rows for table in tables}


def _identity(path: Path) -> tuple[int, ...]:
    """Of a file: another one after a build, which swaps a new file in. Rows and hash must be of one and the same."""
    found = path.stat()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _write(
    db: sqlite3.Connection, tables: list[Table], about: package.About, work: Path, formats: list[str], bom: bool
) -> None:
    for format_ in formats:
        writer = _WRITERS[format_](work, bom)
        with stage(format_, rows=sum(table.rows for table in tables)):
            for table in tables:
                _show_progress(f"{format_} {table.name}")
                writer.add(table, read_batches(db, table))
            _show_progress(f"{format_} finished")
            writer.finish()
    _show_progress("")
    if "csv" in formats:
        (work / package.DESCRIPTOR).write_text(package.descriptor(about, tables, work), encoding="utf-8")
    (work / package.README).write_text(package.readme(about, tables, formats), encoding="utf-8")
    for file in (package.CITATION, package.NOTICES):
        shutil.copyfile(file, work / file.name)
    (work / package.CHECKSUMS).write_text(package.checksums(work), encoding="utf-8")


def _publish(work: Path, out_dir: Path) -> None:
    old = package.read_checksums(out_dir / package.CHECKSUMS)
    made = sorted(path.name for path in work.iterdir())
    blocked = next((name for name in made if (out_dir / name).is_dir()), None)
    if blocked:
        raise BuildError("is a directory; the export needs the name for a file", out_dir / blocked)
    for name in sorted(made, key=lambda name: (name == package.CHECKSUMS, name)):
        (work / name).replace(out_dir / name)
    for name, digest in old.items():
        left = out_dir / name
        # Only what is still as the export wrote it: what somebody has changed since is theirs.
        if name not in made and left.is_file() and package.sha256(left) == digest:
            left.unlink()


def _show_progress(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[Kexport: {what}" if what else "\r\033[K", end="", file=sys.stderr, flush=True)
