"""Checks against the archive: the record of every page is there, and its body has the hash of the row."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from core.counted import counted
from core.warc import MAX_RECORD, record_at
from extract.database.findings import PROGRESS_EVERY, Findings, show_progress

# By file and offset: each file is opened once and read from its beginning to its end.
_PAGES = """
SELECT archive_file, archive_offset, sha256, id FROM pages
WHERE archive_file IS NOT NULL OR archive_offset IS NOT NULL ORDER BY archive_file, archive_offset, id
"""
_Page = tuple[str | None, int | None, str | None, str]


def check_archive(db: sqlite3.Connection, archive: Path, findings: Findings) -> int:
    """Returns how many records were read. A missing archive is noted, a missing file of it is a problem."""
    if not archive.is_dir():
        if db.execute(f"SELECT 1 FROM ({_PAGES}) LIMIT 1").fetchone():
            findings.notes.append(f"not checked: the archive ({archive} is missing)")
        return 0
    read = 0
    with closing(db.execute(_PAGES)) as rows:
        for name, pages in groupby(rows, key=lambda row: row[0]):
            for _ in _records(archive, name, pages, findings):
                read += 1
                if read % PROGRESS_EVERY == 0:
                    show_progress(f"{counted(read, 'record')} of the archive, {name}")
    return read


def _records(archive: Path, name: str | None, pages: Iterator[Any], findings: Findings) -> Iterator[str]:
    """Compare the pages of one archive file; gives the id of each whose record could be read."""
    path = archive / (name or "")
    reason = None
    if name is None:
        reason = "no archive file is named, only an offset"
    elif not path.resolve().is_relative_to(archive.resolve()):
        reason = f"{name} lies outside of the archive"
    elif not path.is_file():
        reason = f"{path} is missing"
    if reason is not None:
        for page in pages:
            findings.add("archive files", f"pages {page[3]}: {reason} (offset {page[1]})")
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        for page in pages:
            findings.add("archive files", f"pages {page[3]}: {path} cannot be read: {error.strerror} (offset {page[1]})")
        return
    with stream:
        for page in pages:
            if _compare(stream, path, page, findings):
                yield page[3]


def _compare(stream: BinaryIO, path: Path, page: _Page, findings: Findings) -> bool:
    """Whether there is a record; that its hash is another one is a problem, too."""
    _, offset, sha256, id_ = page
    if offset is None:
        findings.add("archive records", f"pages {id_}: {path}, and no offset")
        return False
    try:
        record = record_at(stream, offset, MAX_RECORD)
    except ValueError as error:
        findings.add("archive records", f"pages {id_}: {path}, offset {offset}: {error}")
        return False
    found = hashlib.sha256(record.body).hexdigest()
    if found != sha256:
        findings.add("archive hashes", f"pages {id_}: {path}, offset {offset}: the body has SHA-256 {found}, not {sha256}")
    return True
