"""The indices that articles tell of, and the league table of one index and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page
from browse.asking import Row, fetch_all, fetch_one
from browse.charts import histogram, tiles
from browse.charts.indices import ORDER
from browse.files import file_answer
from browse.language import Language, language_of
from browse.league import COLUMNS, SORTS, edition, measure, sort_rows, with_changes
from browse.units import Province, provinces, short_name, slugs_by_name

_INDICES = """
SELECT i.*, n.rows AS panel_rows, n.units AS panel_units, n.first AS panel_first, n.last AS panel_last,
       l.rows AS local_rows, l.units AS local_units, l.first AS local_first, l.last AS local_last
FROM indicators i
LEFT JOIN (SELECT indicator, count(*) AS rows, count(DISTINCT province) AS units, min(year) AS first, max(year) AS last
           FROM v_panel GROUP BY 1) n ON n.indicator = i.id
LEFT JOIN (SELECT indicator, count(*) AS rows, count(DISTINCT province) AS units, min(year) AS first, max(year) AS last
           FROM v_local_panel GROUP BY 1) l ON l.indicator = i.id
WHERE n.rows > 0 OR l.rows > 0
"""
_YEARS = "SELECT year, count(*) AS n FROM v_panel WHERE indicator = :id GROUP BY 1 ORDER BY 1"
_TABLE = """
SELECT v.*, v.preferred_fact_id AS fact_id, v.preferred_article_id AS article_id, a.title AS article_title, a.url AS article_url,
       a.published_at, (SELECT quote FROM mentions m WHERE m.fact = v.preferred_fact_id AND m.evidence = 1) AS quote
FROM v_panel v JOIN articles a ON a.id = v.preferred_article_id WHERE v.indicator = :id AND v.year = :year
"""
_LOCAL = """
SELECT v.province, v.year, count(*) AS n FROM v_local_panel v WHERE v.indicator = :id AND v.province IS NOT NULL
GROUP BY 1, 2 ORDER BY v.province, v.year DESC
"""
_EDITION = "SELECT * FROM indicator_editions WHERE indicator = :id AND year = :year"


def unit_word(row: Row, spoken: Language) -> str:
    """`%`, or points in words."""
    return "%" if row["unit"] == "percent" else spoken.say("index.points")


async def indices_page(datasette: Any, request: Request) -> Response:
    """`/-/indices`: every index of which something is known, those of provinces first."""
    listed = await fetch_all(datasette.get_database(), _INDICES)
    listed.sort(key=lambda row: (ORDER.index(row["id"]) if row["id"] in ORDER else len(ORDER), row["id"]))
    groups = [
        ("national", [row for row in listed if row["panel_rows"]]),
        ("local", [row for row in listed if row["local_rows"]]),
    ]
    return await page(datasette, request, "chiso_indices.html", {"groups": groups})


async def index_page(datasette: Any, request: Request) -> Response:
    """`/-/index/<ID>?year=…&sort=rank|value|change|name`: the league table with map and distribution; `.csv`, `.json`, `.xlsx`
    give just what it shows."""
    database = datasette.get_database()
    id_ = request.url_vars["index"]
    indicator = await fetch_one(database, "SELECT * FROM indicators WHERE id = :id", {"id": id_})
    if indicator is None:
        return await no_such(datasette, request, "index")
    known, spoken = await provinces(database), language_of(request)
    years = await fetch_all(database, _YEARS, {"id": id_})
    year = _year(years, request.args.get("year"))
    sort = request.args.get("sort") if request.args.get("sort") in SORTS else "rank"
    rows: list[Row] = []
    if year is not None:
        now = await fetch_all(database, _TABLE, {"id": id_, "year": year})
        before = await fetch_all(database, _TABLE, {"id": id_, "year": year - 1})
        rows = sort_rows(with_changes(now, before, known), str(sort))
    kind = request.url_vars.get("kind")
    if kind:
        return file_answer(f"{id_}-{year or 'none'}", kind, COLUMNS, [[row.get(column) for column in COLUMNS] for row in rows])
    context = {
        "indicator": indicator,
        "years": years,
        "year": year,
        "sort": sort,
        "sorts": SORTS,
        "rows": rows,
        # On a scale of a hundred the share is the value.
        "hundred": all(measure(row) == "hundred" for row in rows if row["value"] is not None),
        "edition": await fetch_one(database, _EDITION, {"id": id_, "year": year}),
        "local": _local(await fetch_all(database, _LOCAL, {"id": id_}), known),
        "path": datasette.urls.path(f"/-/index/{id_}"),
    } | _pictures(indicator, year, rows, spoken, datasette)
    return await page(datasette, request, "chiso_index.html", context)


def _year(years: list[Row], asked: str | None) -> int | None:
    """The year asked for where it is known, else the newest of which at least three provinces are known, else the newest."""
    known = [row["year"] for row in years]
    if asked and asked.isascii() and asked.isdigit() and int(asked[:6]) in known:
        return int(asked[:6])
    wide = [row["year"] for row in years if row["n"] >= 3]
    return max(wide or known, default=None)


def _local(rows: list[Row], known: Sequence[Province]) -> list[Row]:
    """The provinces whose own rankings by this index are known, each with its years."""
    slugs = slugs_by_name(known)
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["province"], []).append(row)
    return [{"province": name, "slug": slugs.get(name), "years": years} for name, years in found.items()]


def _pictures(indicator: Row, year: int | None, rows: list[Row], spoken: Language, datasette: Any) -> Row:
    """Map, histogram and what they say in words."""
    if not rows:
        return {"map": "", "histogram": "", "bins": [], "of": None, "median": None}
    of = edition(rows)
    name = indicator["id"].replace("_", " ")
    # The unit of most; points of a hundred and percent share an axis.
    units = Counter(row["unit"] for row in rows if row["unit"]).most_common(1)
    unit = unit_word({"unit": units[0][0] if units else "point"}, spoken)
    values = _values(rows)
    middle = median(values) if values else None
    known = spoken.say("index.known", n=len(rows), of=of)
    ends = {"low": spoken.number(min(values)), "high": spoken.number(max(values))} if values else {}
    words = histogram.Words(
        id="histogram",
        title=spoken.say("index.histogram", index=name, year=year),
        description=spoken.say("index.histogram_words", n=len(values), **ends) if values else known,
        unit=unit,
        median=spoken.say("index.median"),
    )
    shown = _tiles(rows, of, spoken, datasette)
    return {
        "of": of,
        "median": middle,
        "bins": histogram.bins(values) if len(values) > 1 else [],
        "histogram": histogram.draw(values, words, spoken.number),
        "map": tiles.draw(of, shown, "map", spoken.say("index.map", index=name, year=year), known),
    }


def _values(rows: list[Row]) -> list[float]:
    """The values of the commonest measure: one axis holds no two."""
    valued = [row for row in rows if row["value"] is not None]
    common = Counter(map(measure, valued)).most_common(1)
    return [row["value"] for row in valued if measure(row) == common[0][0]]


def _tiles(rows: list[Row], of: int, spoken: Language, datasette: Any) -> dict[str, tiles.Shown]:
    """What each tile shows: the rank, shaded by fifths of all ranks; the value alone, without shade, where no rank is known."""
    places = {tile.slug for tile in tiles.layouts()[of]}
    shown = {}
    for row in rows:
        if row["slug"] not in places or row["slug"] in shown:
            continue
        rank, value = row["rank"], row["value"]
        parts = [spoken.say("index.rank_words", rank=rank)] if rank is not None else []
        if value is not None:
            parts.append(f"{spoken.number(value)} {unit_word(row, spoken)}")
        text = f"{short_name(row['province'])}: {', '.join(parts)}"
        href = datasette.urls.path(f"/-/article/{row['article_id']}#fact-{row['fact_id']}")
        figure = f"#{rank}" if rank is not None else spoken.number(value, 1)
        shown[row["slug"]] = tiles.Shown(figure, text, href, tiles.shade(rank - 1, row["of"] or of) if rank is not None else None)
    return shown
