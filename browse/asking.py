"""Questions to the database: rows as dicts."""

from __future__ import annotations

from typing import Any

from datasette.database import Database

Row = dict[str, Any]


async def fetch_all(database: Database, sql: str, values: dict[str, Any] | None = None) -> list[Row]:
    """All rows of a query, as dicts. Raises datasette.database.QueryInterrupted past the server's time limit."""
    result = await database.execute(sql, values or {}, truncate=False)
    return [dict(row) for row in result.rows]


async def fetch_one(database: Database, sql: str, values: dict[str, Any] | None = None) -> Row | None:
    """The first row, or None."""
    found = await fetch_all(database, sql, values)
    return found[0] if found else None


def quoted(text: str) -> str:
    """A text as a literal of SQL, for an address that carries SQL (`_where`); own questions give values by name."""
    return "'" + text.replace("'", "''") + "'"
