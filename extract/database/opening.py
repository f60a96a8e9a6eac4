"""Opening a built database to read it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core.schema_version import version_fault
from extract.database.errors import BuildError


def open_built(database: Path) -> sqlite3.Connection:
    """The database, read-only. Raises BuildError where it is missing, no database, or of another schema version."""
    if not database.exists():
        raise BuildError("missing; run `make demo`", database)
    db: sqlite3.Connection | None = None
    try:
        db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        fault = version_fault(db)
    except sqlite3.DatabaseError as error:
        if db is not None:
            db.close()
        raise BuildError(f"not a database of this project: {error}", database) from error
    if fault:
        db.close()
        raise BuildError(fault, database)
    return db
