"""The profile of a province: what it was and became, its indices as charts, what happened, who holds office, its own rankings."""

from __future__ import annotations

import json
from typing import Any

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page, safe_link
from browse.asking import Row, fetch_all, fetch_one
from browse.charts.indices import Setting, figures
from browse.language import Language, language_of
from browse.units import Province, names_of, provinces

LATEST = 10
LOCAL_ROWS = 500
# Of the indices of provinces alone: those that judge units below stand in v_local_panel.
_PANEL = """
SELECT p.*, i.name, i.name_en FROM v_panel p LEFT JOIN indicators i ON i.id = p.indicator
WHERE {where} AND (p.value IS NOT NULL OR p.rank IS NOT NULL) AND p.year IS NOT NULL ORDER BY p.indicator, p.year, p.province
"""
_NAMES = "province IN (SELECT value FROM json_each(:names))"
_LATEST = {
    "events": f"""
SELECT fact_id, article_id, start_date, end_date, kind, name, organizer FROM v_events WHERE {_NAMES}
ORDER BY start_date IS NULL, start_date DESC, fact_id LIMIT :limit
""",
    "awards": f"""
SELECT fact_id, article_id, kind, grantor, recipient_kind, count, year, status, published_at FROM v_awards WHERE {_NAMES}
ORDER BY published_at IS NULL, published_at DESC, id LIMIT :limit
""",
    "officials": f"""
SELECT fact_id, article_id, name, title, organization, status, last_seen FROM v_officials WHERE {_NAMES}
ORDER BY last_seen IS NULL, last_seen DESC, sort_key, id LIMIT :limit
""",
}
_LOCAL = f"""
SELECT l.indicator, l.year, count(*) AS n, i.name, i.name_en FROM v_local_panel l LEFT JOIN indicators i ON i.id = l.indicator
WHERE l.{_NAMES} AND l.year IS NOT NULL GROUP BY l.indicator, l.year ORDER BY l.year DESC, l.indicator
"""
_LOCAL_ROWS = f"""
SELECT province, subject, group_name, value, max, unit, rank, "of", tier, agreement,
       preferred_fact_id, preferred_article_id
FROM v_local_panel
WHERE {_NAMES} AND indicator = :indicator AND year = :year
ORDER BY province, group_name IS NULL, group_name, rank IS NULL, rank, value DESC, subject, id LIMIT :limit
"""
_PORTALS = """
SELECT o.id, o.name, o.kind, o.base_url, min(c.month) AS first, max(c.month) AS last, sum(c.listed) AS listed,
       sum(c.fetched) AS fetched, sum(c.extracted) AS extracted
FROM portals o LEFT JOIN coverage c ON c.portal = o.id
WHERE o.id IN (SELECT pp.portal FROM portal_places pp JOIN places p ON p.id = pp.place
               WHERE p.province IN (SELECT value FROM json_each(:names)))
GROUP BY o.id ORDER BY o.sort_key, o.id
"""


async def province_page(datasette: Any, request: Request) -> Response:
    """`/-/province/<slug>?local=<index>&year=<year>`: the profile; `local` and `year` choose the ranking of its own units."""
    database = datasette.get_database()
    known = {province.slug: province for province in await provinces(database)}
    province = known.get(request.url_vars["slug"])
    if province is None:
        return await no_such(datasette, request, "province")
    names = names_of(province, known)
    values = {"names": json.dumps(names, ensure_ascii=False), "limit": LATEST}
    path = datasette.urls.path(f"/-/province/{province.slug}")
    spoken = language_of(request)
    panel = await _panel(database, province)
    years = (min(row["year"] for row in panel), max(row["year"] for row in panel)) if panel else (0, 0)
    context = {
        "province": province,
        "successor": known.get(province.successor or ""),
        "members": [known[slug] for slug in province.members],
        "figures": figures(panel, Setting(province, known, spoken, datasette.urls.path, years)),
        "latest": [await _latest(database, table, values) for table in _LATEST],
        "local": await _local(datasette, request, province, values, spoken),
        "disagreements": await _count(database, "v_disagreements", values),
        "portals": [row | {"link": safe_link(row["base_url"])} for row in await fetch_all(database, _PORTALS, values)],
        "coverage_url": datasette.urls.table(database.name, "coverage"),
        "statements": {name: datasette.urls.table(database.name, f"v_{name}") for name in ("scores", "ranks")},
        "path": path,
        "latest_n": LATEST,
    }
    return await page(datasette, request, "chiso_province.html", context)


async def _panel(database: Database, province: Province) -> list[Row]:
    """The rows of the panel: of a province of today those of its former ones, too."""
    where = "p.province_2025 = :name" if province.today else "p.province = :name"
    return await fetch_all(database, _PANEL.format(where=where), {"name": province.name})


async def _count(database: Database, table: str, values: dict[str, Any]) -> int:
    row = await fetch_one(database, f"SELECT count(*) AS n FROM {table} WHERE {_NAMES}", values)
    return int(row["n"]) if row else 0


async def _latest(database: Database, table: str, values: dict[str, Any]) -> dict[str, Any]:
    """The latest rows of one of the small tables, and how many there are."""
    rows = await fetch_all(database, _LATEST[table], values)
    total = await _count(database, f"v_{table}", values) if len(rows) == LATEST else len(rows)
    return {"table": table, "rows": rows, "total": total}


def _chosen(choices: list[Row], request: Request) -> Row | None:
    """The ranking asked for; else the newest of that index, else of that year, else the newest of all."""
    index, year = request.args.get("local"), request.args.get("year")
    fits = [
        [row for row in choices if row["indicator"] == index and str(row["year"]) == year],
        [row for row in choices if row["indicator"] == index],
        [row for row in choices if str(row["year"]) == year],
        choices,
    ]
    return next((found[0] for found in fits if found), None)


async def _local(
    datasette: Any, request: Request, province: Province, values: dict[str, Any], spoken: Language
) -> dict[str, Any] | None:
    """The rankings of the province's own units, and the chosen one: its groups, each (province, group, rows); None for none."""
    database = datasette.get_database()
    choices = await fetch_all(database, _LOCAL, values)
    chosen = _chosen(choices, request)
    if chosen is None:
        return None
    asked = values | {"indicator": chosen["indicator"], "year": chosen["year"], "limit": LOCAL_ROWS}
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in await fetch_all(database, _LOCAL_ROWS, asked):
        groups.setdefault((row["province"], row["group_name"] or ""), []).append(row)
    column = "province_2025" if province.today else "province"
    exact = {f"{column}__exact": province.name, "indicator__exact": chosen["indicator"], "year__exact": chosen["year"]}
    indices: dict[str, list[Row]] = {}
    for row in choices:
        indices.setdefault(row["indicator"], []).append(row)
    return {
        "indices": [(code, spoken.either(rows[0]["name_en"], rows[0]["name"]), rows) for code, rows in sorted(indices.items())],
        "chosen": chosen,
        "name": spoken.either(chosen["name_en"], chosen["name"]),
        "groups": [(name, group, rows) for (name, group), rows in groups.items()],
        "many": len({name for name, _ in groups}) > 1,
        "filter": exact,
        "table": datasette.urls.table(database.name, "v_local_panel"),
        "bound": LOCAL_ROWS,
    }
