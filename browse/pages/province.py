"""The profile of a province: its indices over the years, its events, awards and officials, and the ranking of its own units."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page
from browse.asking import Row, fetch_all, fetch_one
from browse.language import Language, language_of
from browse.profile import figures
from browse.units import Former, Province, Units, is_merged, read_units

SHOWN = 10
_PANEL = """
SELECT v.province, v.indicator, v.year, v.value, v.unit, v.break_before, v.rank, v."of", v.sources, v.agreement,
       v.preferred_fact_id AS fact, v.preferred_article_id AS article, i.name, i.name_en
FROM v_panel v JOIN indicators i ON i.id = v.indicator
WHERE {where} ORDER BY v.indicator, v.year, v.province
"""
# What a list shows, newest first; {where} is one of the two below.
_LISTS = {
    "events": """SELECT kind, name, start_date AS day, chairs, organizer, article_id, fact_id FROM v_events WHERE {where}
                 ORDER BY coalesce(start_date, substr(published_at, 1, 10)) DESC, fact_id LIMIT :shown""",
    "awards": """SELECT kind, grantor, recipient_kind, count, names, coalesce(year, substr(date, 1, 4)) AS year, status,
                 article_id, fact_id FROM v_awards WHERE {where} ORDER BY published_at DESC, id LIMIT :shown""",
    "officials": """SELECT person, name, title, organization, status, first_seen, last_seen, article_id, fact_id FROM v_officials
                    WHERE {where} ORDER BY last_seen DESC, sort_key, id LIMIT :shown""",
}
_PRESENT, _FORMER = "province_2025 = :name", "province = :name"
_LOCAL = """
SELECT v.indicator, v.year, v.province, count(*) AS n, i.name, i.name_en
FROM v_local_panel v JOIN indicators i ON i.id = v.indicator
WHERE {where} GROUP BY 1, 2, 3 ORDER BY v.year DESC, v.indicator, v.province
"""
_LOCAL_ROWS = """
SELECT subject, group_name, value, max, unit, rank, "of", tier, sources, agreement, preferred_fact_id AS fact,
       preferred_article_id AS article
FROM v_local_panel WHERE province = :province AND indicator = :indicator AND year = :year
ORDER BY group_name IS NULL, group_name, rank IS NULL, rank, value DESC, subject LIMIT 400
"""
_DISAGREEMENTS = "SELECT count(*) AS n FROM v_disagreements WHERE {where}"


async def province_page(datasette: Any, request: Request) -> Response:
    """`/-/province/<slug>`: a province of today with all that it was made of, or a former one."""
    database = datasette.get_database()
    units = await read_units(database)
    slug = request.url_vars["slug"]
    present, former = units.find(slug), units.find_former(slug)
    name = present.name if present else former[0].name if former else None
    if name is None:
        return await no_such(datasette, request, "province")
    where, values = (_PRESENT if present else _FORMER), {"name": name}
    spoken = language_of(request)
    panel = await fetch_all(database, _PANEL.format(where=f"v.{where}"), values)
    lists: Row = {}
    for key, sql in _LISTS.items():
        lists[key] = await fetch_all(database, sql.format(where=where), values | {"shown": SHOWN})
        total = await fetch_one(database, f"SELECT count(*) AS n FROM v_{key} WHERE {where}", values)
        lists[f"{key}_total"] = total["n"] if total else 0
    context = {
        "name": name,
        "slug": slug,
        "present": present,
        "former": former,
        "figures": figures(panel, _line_names(panel, units, present, spoken), spoken),
        "lists": lists,
        "disagreements": (await fetch_one(database, _DISAGREEMENTS.format(where=where), values) or {"n": 0})["n"],
        "local": await _local(datasette, request, where, values),
        "database_name": database.name,
        "filter": ("province_2025" if present else "province", name),
    }
    return await page(datasette, request, "chiso_province.html", context)


def _line_names(panel: list[Row], units: Units, present: Province | None, spoken: Language) -> list[str]:
    """The unit that each row of the panel is of, as a chart names it: a name that stands for a province before and after the
    merger is two units."""
    merged = present is not None and any(isinstance(m, Former) and m.valid_to >= "2025-06-30" for m in present.members)
    names = []
    for row in panel:
        since = present is not None and merged and row["province"] == present.name and is_merged(row["year"], row["of"])
        both = present is not None and merged and row["province"] == present.name
        key = "province.merged" if since else "province.before" if both else None
        names.append(spoken.say(key, name=_short(row["province"])) if key else _short(row["province"]))
    return names


def _short(name: str) -> str:
    return name.removeprefix("tỉnh ").removeprefix("thành phố ")


async def _local(datasette: Any, request: Request, where: str, values: Row) -> Row:
    """The rankings of units below the province that there are, and the rows of the one asked for (else the newest)."""
    database = datasette.get_database()
    choices = await fetch_all(database, _LOCAL.format(where=f"v.{where}"), values)
    if not choices:
        return {"choices": [], "rows": [], "chosen": None}
    asked = (request.args.get("local"), request.args.get("year"), request.args.get("of"))
    chosen = next(
        (c for c in choices if (c["indicator"], str(c["year"])) == asked[:2] and asked[2] in (None, c["province"])), choices[0]
    )
    rows = await fetch_all(database, _LOCAL_ROWS, {key: chosen[key] for key in ("province", "indicator", "year")})
    groups: dict[str | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["group_name"], []).append(row)
    return {"choices": choices, "groups": groups, "chosen": chosen}
