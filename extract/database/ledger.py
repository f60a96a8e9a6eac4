"""What the build takes from the crawl ledger (data/ledger.db).

Only outcomes that hold whenever the crawl ran, never how often or when: a crawl without news leaves the database as it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from extract.database.errors import BuildError


def ledger_rows(ledger: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query on the ledger; none where no crawl has made one. Raises BuildError for a file that is no ledger."""
    if not ledger.exists():
        return []
    try:
        connection = sqlite3.connect(ledger)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise BuildError(f"not a readable crawl ledger: {error}", ledger) from error


def asked_portals(ledger: Path) -> set[str]:
    """Ids of the portals that were crawled, also of those that gave nothing."""
    return {row[0] for row in ledger_rows(ledger, "SELECT DISTINCT portal FROM requests WHERE kind IN ('article', 'listing')")}
