"""What a database holds, as a short table for the terminal: the end of `make demo`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from extract.database.errors import BuildError
from extract.database.opening import open_built
from extract.facts import FACT_TYPES


def summarize(database: Path) -> str:
    """Portals, pages, articles, facts by type, where the database is and how to open it.

    Raises BuildError where the database is missing, no database of this project or of another version."""
    db = open_built(database)
    try:
        counts = {name: _count(db, name) for name in ("portals", "pages", "articles", "issues", *FACT_TYPES)}
        facts = _count(db, "facts")
    except sqlite3.DatabaseError as error:
        raise BuildError(f"not a database of this project: {error}", database) from error
    finally:
        db.close()
    lines = [
        "",
        *(_line(name, counts[name]) for name in ("portals", "pages", "articles")),
        _line("facts", facts),
        *(_line(f"  {name.replace('_', ' ')}", counts[name]) for name in FACT_TYPES),
        _line("issues", counts["issues"]),
        "",
        f"Database: {database} ({database.stat().st_size / 1e6:.1f} MB)",
        "Open it:  make serve   (then http://127.0.0.1:8001/)",
        "          or any SQLite tool: the tables v_scores, v_ranks, … are the stable ones",
    ]
    return "\n".join(lines)


def _count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _line(name: str, n: int) -> str:
    return f"{name:16} {n:7}"
