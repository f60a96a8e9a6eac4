"""What was read: portal by year, months of one portal, and what was left out and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page, safe_link
from browse.asking import Row, fetch_all, quoted
from browse.codes import said
from browse.language import language_of

COUNTS = ("listed", "fetched", "failed", "refused", "irrelevant", "outside", "extracted")
_SUMS = ", ".join(f"sum({name}) AS {name}" for name in COUNTS)
_PORTALS = "SELECT id, name, base_url, kind, sample FROM portals ORDER BY sort_key, id"
_PLACES = """
SELECT pp.portal, p.name, pp.valid_from, pp.valid_to FROM portal_places pp JOIN places p ON p.id = pp.place
ORDER BY pp.portal, coalesce(pp.valid_from, ''), p.sort_key
"""
_BY_PORTAL = (
    f"SELECT portal, min(month) AS first, max(month) AS last, count(month) AS months, {_SUMS} FROM coverage GROUP BY portal"
)
_BY_YEAR = f"""
SELECT portal, substr(month, 1, 4) AS year, count(*) AS months, {_SUMS} FROM coverage WHERE month IS NOT NULL GROUP BY 1, 2
"""
_BY_MONTH = f"SELECT month, {', '.join(COUNTS)} FROM coverage WHERE portal = :portal ORDER BY month IS NULL, month"


async def coverage_page(datasette: Any, request: Request) -> Response:
    """`/-/coverage`: every portal by year; `?portal=<id>`: one portal by month."""
    database = datasette.get_database()
    language = language_of(request)
    portals = await _portals(datasette, database)
    asked = request.args.get("portal") or ""
    context: dict[str, Any] = {
        "portals": portals,
        "counts": COUNTS,
        "asked": asked,
        "path": datasette.urls.path("/-/coverage"),
        "table": datasette.urls.table(database.name, "coverage"),
        "said": lambda group, value: said(language, group, value),
    }
    if not asked:
        return await page(datasette, request, "chiso_coverage.html", context | await _overview(database, portals))
    if asked not in portals:
        return await no_such(datasette, request, "portal")
    months = await fetch_all(database, _BY_MONTH, {"portal": asked})
    context |= {"portal": portals[asked], "months": months, "total": _sum(months), **_grid(months)}
    return await page(datasette, request, "chiso_coverage.html", context)


async def _portals(datasette: Any, database: Database) -> dict[str, Row]:
    """Id → the portal with its places and the addresses of its site and issues, in Vietnamese order."""
    found = {row["id"]: row | {"places": []} for row in await fetch_all(database, _PORTALS)}
    for row in await fetch_all(database, _PLACES):
        found[row["portal"]]["places"].append(row)
    issues = datasette.urls.table(database.name, "issues")
    for name, row in found.items():
        row["link"] = safe_link(row["base_url"])
        row["issues"] = f"{issues}?{urlencode({'_where': _issues_of(name, row['base_url'])})}"
    return found


def _issues_of(portal: str, base_url: str | None) -> str:
    """SQL for the issues of a portal: of its articles, and of pages that gave none. The values come from the database."""
    sql = f"article IN (SELECT id FROM articles WHERE portal = {quoted(portal)})"
    # In brackets: the table's page joins it to other filters.
    return f"({sql} OR substr(url, 1, {len(base_url)}) = {quoted(base_url)})" if base_url else sql


async def _overview(database: Database, portals: dict[str, Row]) -> dict[str, Any]:
    """Sums by portal, and a cell for every portal and year between the first and the last."""
    sums = {row["portal"]: row for row in await fetch_all(database, _BY_PORTAL)}
    cells = {(row["portal"], row["year"]): row for row in await fetch_all(database, _BY_YEAR)}
    known = sorted(year for _, year in cells if year and year.isascii() and year.isdigit())
    years = [str(year) for year in range(int(known[0]), int(known[-1]) + 1)] if known else []
    ids = [name for name in portals if name in sums]
    by_year = {year: _sum([cells[name, year] for name in ids if (name, year) in cells]) for year in years}
    return {
        "sums": sums,
        "ids": ids,
        "cells": cells,
        "years": years,
        "by_year": by_year,
        "total": _sum([sums[name] for name in ids]),
    }


def _sum(rows: list[Row]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in COUNTS}


def _grid(months: list[Row]) -> dict[str, Any]:
    """Twelve months for every year between the first and the last; a month without a row is absent."""
    cells = {row["month"]: row for row in months if row["month"]}
    years = sorted({month[:4] for month in cells})
    span = [str(year) for year in range(int(years[0]), int(years[-1]) + 1)] if years else []
    sums = {year: _sum([row for month, row in cells.items() if month[:4] == year]) for year in span}
    return {"cells": cells, "years": span, "by_year": sums, "twelve": [f"{month:02}" for month in range(1, 13)]}
