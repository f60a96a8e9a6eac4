"""The provinces of today, what they were made of, and how much is known of each."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.asking import fetch_all
from browse.units import read_units

# Of the panel, not of the facts: what a profile's charts show.
_KNOWN = "SELECT province_2025 AS name, count(*) AS points, min(year) AS first, max(year) AS last FROM v_panel GROUP BY 1"
_LATEST = """
SELECT province, year, rank, "of", preferred_article_id AS article, preferred_fact_id AS fact FROM v_panel
WHERE indicator = 'PAR_INDEX' AND rank IS NOT NULL ORDER BY year
"""


async def provinces_page(datasette: Any, request: Request) -> Response:
    """`/-/provinces`: the provinces in alphabetical order, each with its former ones."""
    database = datasette.get_database()
    units = await read_units(database)
    known = {row["name"]: row for row in await fetch_all(database, _KNOWN)}
    latest = {row["province"]: row for row in await fetch_all(database, _LATEST)}
    listed = [
        {"province": province, "known": known.get(province.name), "latest": latest.get(province.name)}
        for province in units.provinces
    ]
    return await page(datasette, request, "chiso_provinces.html", {"listed": listed})
