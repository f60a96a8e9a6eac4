"""The codebook of the public tables, and what can be taken away."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.citing import edition
from core.catalog import read_catalog

# Datasette gives no more rows in one answer (browse/server.py).
MAX_JSON = 1000


async def codebook_page(datasette: Any, request: Request) -> Response:
    """`/-/codebook#v_scores.value`: every public table and column, with type, unit and what null means."""
    database, catalog = datasette.get_database(), read_catalog()
    tables = []
    for name in [table for table in catalog.tables if table.startswith("v_")]:
        details = await database.table_column_details(name)
        columns = [(column.name, column.type.lower(), catalog.column(name, column.name)) for column in details]
        if columns:
            tables.append({"text": catalog.tables[name], "columns": columns, "href": datasette.urls.table(database.name, name)})
    return await page(datasette, request, "chiso_codebook.html", {"tables": tables, "database_name": database.name})


async def downloads_page(datasette: Any, request: Request) -> Response:
    """`/-/downloads`: each public table as CSV, JSON and XLSX, the data package, licence and version."""
    database, catalog = datasette.get_database(), read_catalog()
    counts = await database.table_counts(1000)
    tables = [
        {"text": catalog.tables[name], "count": counts[name], "name": name, "key": (await database.primary_keys(name))[0]}
        for name in catalog.tables
        if name.startswith("v_") and name in counts
    ]
    context = {"tables": tables, "database_name": database.name, "copy": await edition(database), "max_json": MAX_JSON}
    return await page(datasette, request, "chiso_downloads.html", context)
