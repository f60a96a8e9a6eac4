"""The list of the provinces of today, each with the former ones it was made of."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.asking import Row, fetch_all
from browse.units import Province, names_of, of_merged, provinces

_COUNTS = "SELECT province_2025, province, count(*) AS n FROM v_panel WHERE province_2025 IS NOT NULL GROUP BY 1, 2"
_RANKS = """
SELECT province, year, rank, "of", preferred_fact_id, preferred_article_id FROM v_panel
WHERE indicator = 'PAR_INDEX' AND rank IS NOT NULL ORDER BY year, province
"""


async def provinces_page(datasette: Any, request: Request) -> Response:
    """`/-/provinces`: the provinces of today, with their figures in the panel and the latest rank in PAR INDEX."""
    database = datasette.get_database()
    every = await provinces(database)
    counts: dict[str, dict[str, int]] = {}
    for row in await fetch_all(database, _COUNTS):
        counts.setdefault(row["province_2025"], {})[row["province"]] = row["n"]
    latest = {row["province"]: row for row in await fetch_all(database, _RANKS)}
    known = {province.slug: province for province in every}
    entries = [_entry(province, known, counts.get(province.name, {}), latest) for province in every if province.today]
    return await page(datasette, request, "chiso_provinces.html", {"entries": entries, "former": len(every) - len(entries)})


def _entry(province: Province, known: dict[str, Province], counts: dict[str, int], latest: dict[str, Row]) -> dict[str, Any]:
    """A renamed province's rank is that of its former name where the new one has none yet; a merged one has its own or,
    said to be so, that of the former province of its name."""
    names = (province.name,) if province.merged else names_of(province, known)
    rank = next((latest[name] for name in names if name in latest), None)
    return {
        "province": province,
        "members": [(known[slug], counts.get(known[slug].name, 0)) for slug in province.members],
        "total": sum(counts.values()),
        "rank": rank,
        "of_former": bool(rank and province.two_units and not of_merged(rank["year"], rank["of"], province.changed_on or "9999")),
    }
