"""SQLite files that are only looked at: no file is made beside them, none is changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def open_read_only(path: Path) -> sqlite3.Connection:
    """The open file. Where nobody has it open (there is no `-wal` beside it) SQLite is told so, else it would make one.

    Raises sqlite3.OperationalError where it cannot be opened."""
    in_use = path.with_name(f"{path.name}-wal").exists()
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{'' if in_use else '&immutable=1'}", uri=True)
