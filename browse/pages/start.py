"""The start page: what this is, how much it covers, how far it is to be believed, and the ways in."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.asking import fetch_all, fetch_one
from browse.units import provinces
from core.catalog import read_catalog

_TOTALS = """
SELECT (SELECT count(*) FROM portals) AS portals, (SELECT count(*) FROM articles) AS articles,
       (SELECT count(*) FROM facts) AS facts,
       (SELECT substr(min(published_at), 1, 10) FROM articles) AS first,
       (SELECT substr(max(published_at), 1, 10) FROM articles) AS last,
       (SELECT min(year) FROM v_panel) AS first_year, (SELECT max(year) FROM v_panel) AS last_year,
       (SELECT count(DISTINCT province_2025) FROM v_panel) AS provinces
"""
# Frozen gold was written apart from the rules: what to expect of text that nobody has tuned to.
_ACCURACY = """
SELECT gold_kind, f1, precision, recall, interval_low, interval_high, gold_size FROM accuracy
WHERE fact_type = 'all' AND slot IS NULL ORDER BY gold_kind LIKE 'frozen%' DESC, gold_kind
"""
_INDICES = """
SELECT p.indicator AS id, i.name, i.name_en, max(p.year) AS year, min(p.year) AS first, count(*) AS n
FROM v_panel p JOIN indicators i ON i.id = p.indicator WHERE p.year IS NOT NULL GROUP BY p.indicator ORDER BY n DESC, p.indicator
"""
_AWARD_YEARS = "SELECT year, count(*) AS n FROM v_awards WHERE year IS NOT NULL GROUP BY year ORDER BY year DESC"
_MOST_YEARS = 12


async def start_page(datasette: Any, request: Request) -> Response:
    """`/`: totals, accuracy, the questions that people come with, and every public table with its number of rows."""
    database = datasette.get_database()
    catalog = read_catalog()
    names = [name for name in await database.table_names() if name.startswith("v_")]
    counted = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in names)
    counts = {row["name"]: row["n"] for row in await fetch_all(database, counted)}
    accuracy = {row["gold_kind"]: row for row in await fetch_all(database, _ACCURACY)}
    context = {
        "views": [
            {"text": catalog.tables[name], "count": counts[name], "href": datasette.urls.table(database.name, name)}
            for name in catalog.tables
            if name in counts
        ],
        "counts": counts,
        "totals": await fetch_one(database, _TOTALS),
        "database_name": database.name,
        # The frozen articles are whole articles as the crawl meets them; passages are hand-picked hard places.
        "measured": [accuracy[kind] for kind in ("frozen articles", "frozen passages") if kind in accuracy],
        "accuracy_url": datasette.urls.table(database.name, "accuracy") + "?slot__isnull=1&_sort=gold_kind&_facet=gold_kind",
        "provinces": [one for one in await provinces(database) if one.today],
        "indices": await fetch_all(database, _INDICES),
        "award_years": (await fetch_all(database, _AWARD_YEARS))[:_MOST_YEARS],
    }
    return await page(datasette, request, "chiso_start.html", context)
