"""The number of the database's schema: which file this program can read, and what to say of another.

The one place of the number is the line `PRAGMA user_version` of schemas/database.sql, which the writer runs with the rest. Files
from before the number have 0 and count as version 1."""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from pathlib import Path

_SCHEMA = Path(__file__).resolve().parents[1] / "schemas" / "database.sql"
_LINE = re.compile(r"^PRAGMA user_version = (\d+);$", re.M)
_ANEW = "`python -m extract build` makes it anew from the articles and facts (ids do not change)"


@cache
def needed_version() -> int:
    """The version that this program writes and reads. Raises ValueError where the schema does not have one line of it."""
    (number,) = _LINE.findall(_SCHEMA.read_text(encoding="utf-8"))
    return int(number)


def version_fault(db: sqlite3.Connection) -> str | None:
    """Why this program cannot read an open database, in one line; None for one of its own version, and for a file without
    `facts`: it is no database of this project, whatever its number. Raises sqlite3.DatabaseError where it is none at all."""
    if db.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'facts'").fetchone() is None:
        return None
    found, needed = max(int(db.execute("PRAGMA user_version").fetchone()[0]), 1), needed_version()
    if found == needed:
        return None
    if found > needed:
        return f"made by a later version of this program (schema version {found}, this one needs {needed}): use that, or {_ANEW}"
    return f"has schema version {found}, this program needs {needed}: {_ANEW}"
