"""The codebook of the public tables, and what can be taken away."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.asking import fetch_all, fetch_one
from core.catalog import read_catalog

_VERSION = "SELECT rules_version FROM accuracy WHERE rules_version IS NOT NULL LIMIT 1"
_NEWEST = "SELECT max(fetched_at) AS fetched FROM pages"


async def codebook_page(datasette: Any, request: Request) -> Response:
    """`/-/codebook#v_scores.value`: every public table and column, with unit and what null means."""
    database, catalog = datasette.get_database(), read_catalog()
    tables = []
    for name in [table for table in catalog.tables if table.startswith("v_")]:
        columns = [(column, catalog.column(name, column)) for column in await database.table_columns(name)]
        if columns:
            tables.append({"text": catalog.tables[name], "columns": columns, "href": datasette.urls.table(database.name, name)})
    return await page(datasette, request, "chiso_codebook.html", {"tables": tables, "database_name": database.name})


async def downloads_page(datasette: Any, request: Request) -> Response:
    """`/-/downloads`: each public table as CSV, JSON and XLSX, the data package, licence and version."""
    database, catalog = datasette.get_database(), read_catalog()
    counts = await database.table_counts(1000)
    tables = [
        {"text": catalog.tables[name], "count": counts[name], "name": name}
        for name in catalog.tables
        if name.startswith("v_") and name in counts
    ]
    context = {
        "tables": tables,
        "database_name": database.name,
        "version": (await fetch_one(database, _VERSION) or {"rules_version": None})["rules_version"],
        "newest": (await fetch_all(database, _NEWEST))[0]["fetched"],
    }
    return await page(datasette, request, "chiso_downloads.html", context)
