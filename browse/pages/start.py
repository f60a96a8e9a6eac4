"""The start page: what this is, how much it covers, how far it is to be believed, and the ways in."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.asking import fetch_all, fetch_one
from core.catalog import read_catalog

_TOTALS = """
SELECT (SELECT count(*) FROM portals) AS portals, (SELECT count(*) FROM articles) AS articles,
       (SELECT count(*) FROM facts f JOIN articles a ON a.version = f.article_version) AS facts,
       (SELECT min(substr(published_at, 1, 10)) FROM articles) AS first,
       (SELECT max(substr(published_at, 1, 10)) FROM articles) AS last,
       (SELECT min(year) FROM v_panel) AS first_year, (SELECT max(year) FROM v_panel) AS last_year,
       (SELECT count(DISTINCT province) FROM v_panel) AS provinces,
       (SELECT max(sample) FROM portals) AS sample
"""
# Frozen gold was written apart from the rules: what to expect of text that nobody has tuned to.
_ACCURACY = """
SELECT gold_kind, f1, precision, recall, interval_low, interval_high, gold_size FROM accuracy
WHERE fact_type = 'all' AND slot IS NULL ORDER BY gold_kind LIKE 'frozen%' DESC, gold_kind
"""
_PROVINCES = """
SELECT province_2025 AS name, count(*) AS n FROM v_panel WHERE province_2025 IS NOT NULL GROUP BY 1
"""


async def start_page(datasette: Any, request: Request) -> Response:
    """`/`: totals, accuracy, the questions that people come with, and every public table with its number of rows."""
    database = datasette.get_database()
    catalog = read_catalog()
    names = [name for name in await database.table_names() if name.startswith("v_")]
    counted = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in names)
    counts = {row["name"]: row["n"] for row in await fetch_all(database, counted)}
    context = {
        "views": [
            {"text": catalog.tables[name], "count": counts[name], "href": datasette.urls.table(database.name, name)}
            for name in catalog.tables
            if name in counts
        ],
        "totals": await fetch_one(database, _TOTALS),
        "database_name": database.name,
        "accuracy": await fetch_all(database, _ACCURACY),
        "table": {
            name: datasette.urls.table(database.name, name)
            for name in ("v_awards", "v_officials", "v_events", "v_disagreements", "coverage", "issues", "codebook", "accuracy")
        },
    }
    return await page(datasette, request, "chiso_start.html", context)
