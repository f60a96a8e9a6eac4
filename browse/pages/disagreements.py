"""Figures that articles state differently: every statement with its article, portal, day and sentence, side by side."""

from __future__ import annotations

from typing import Any

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.answer import no_such
from browse.asking import Row, fetch_all
from browse.listing import Filter, Listing, UnknownChoiceError, ask
from browse.pages.records import list_page

DISAGREEMENTS = Listing(
    "disagreements",
    "v_disagreements",
    "id, what, indicator, subject, province, province_2025, year, period, component, scope, articles, fact_ids",
    "indicator, year DESC, subject, what, id",
    (
        Filter("indicator", "indicator", "indicator"),
        Filter("province", "province", "province"),
        Filter("year", "year", "year"),
    ),
    (),
)
# A figure that more articles state is shown with the first of them and a link to all.
_MOST_STATED = 12
_STATED = """
SELECT s.fact_id, s.article_id, s.article_title, s.published_at, s.quote, s.{columns}, p.name AS portal_name, a.duplicate_of
FROM {table} s LEFT JOIN articles a ON a.id = s.article_id LEFT JOIN portals p ON p.id = a.portal
WHERE s.fact_id IN ({ids})
"""
_TABLES = {
    "v_scores": 'value, s.unit, s.max, s.derived, NULL AS rank, NULL AS "of", NULL AS tier',
    "v_ranks": 'rank, s."of", s.tier, s.derived, NULL AS value, NULL AS unit, NULL AS max',
}
_PANEL = """
SELECT value, rank, NULL AS tier, decided_by, sources, agreement, preferred_fact_id, preferred_article_id FROM v_panel
WHERE indicator = :indicator AND year = :year AND province = :subject
"""
_LOCAL_PANEL = """
SELECT value, rank, tier, decided_by, sources, agreement, preferred_fact_id, preferred_article_id FROM v_local_panel
WHERE indicator = :indicator AND year = :year AND subject = :subject AND province IS :province
"""


async def disagreements_page(datasette: Any, request: Request) -> Response:
    """`/-/disagreements?indicator=&province=&year=&page=`"""
    database = datasette.get_database()
    try:
        found = await ask(database, DISAGREEMENTS, request)
    except UnknownChoiceError as error:
        return await no_such(datasette, request, str(error))
    names = {row["id"]: row for row in await fetch_all(database, "SELECT id, name, name_en FROM indicators")}
    stated = await _statements(database, [i for row in found.rows for i in _ids(row)[:_MOST_STATED]])
    figures = [await _figure(database, row, stated) for row in found.rows]
    template = "chiso_disagreements.html"
    return await list_page(datasette, request, DISAGREEMENTS, template, found, {"figures": figures, "indicators": names})


def _ids(row: Row) -> list[str]:
    return str(row["fact_ids"] or "").split("; ")


async def _statements(database: Database, ids: list[str]) -> dict[str, Row]:
    """Fact id → the score or rank with its article and portal."""
    named = {f"f{i}": fact for i, fact in enumerate(ids)}
    found: dict[str, Row] = {}
    for table, columns in _TABLES.items() if named else ():
        sql = _STATED.format(table=table, columns=columns, ids=", ".join(f":{name}" for name in named))
        found |= {row["fact_id"]: row for row in await fetch_all(database, sql, named)}
    return found


async def _figure(database: Database, row: Row, stated: dict[str, Row]) -> Row:
    """A disagreement with its statements, those of one value beside each other, and what the panel prefers."""
    what, ids = row["what"], _ids(row)
    statements = [stated[i] for i in ids[:_MOST_STATED] if i in stated]
    statements.sort(key=lambda s: (s[what] is None, s[what], s["published_at"] or "", s["fact_id"]))
    panel, table = await _panel(database, row)
    figures = {s[what] for s in statements if panel and s[what] == panel[what] is not None}
    # A figure that agrees but for rounding is preferred with the one that is shown.
    figures |= {s[what] for s in statements if panel and s["fact_id"] == panel["preferred_fact_id"]}
    statements = [s | {"preferred": s[what] in figures} for s in statements]
    return row | {
        "statements": statements,
        "more": len(ids) - len(statements),
        "panel": panel,
        "panel_table": table,
        "step": _step(row, panel, statements) if panel and figures else None,
    }


async def _panel(database: Database, row: Row) -> tuple[Row | None, str]:
    """The panel's row of this figure; none for parts, periods and ranks of a region or block."""
    if row["period"] or row["component"] or row["year"] is None:
        return None, ""
    values = {name: row[name] for name in ("indicator", "year", "subject", "province")}
    for sql, table in ((_PANEL, "v_panel"), (_LOCAL_PANEL, "v_local_panel")):
        found = await fetch_all(database, sql, values)
        if len(found) == 1 and (row["what"] != "rank" or row["scope"] in (None, "national") or table == "v_local_panel"):
            return found[0], table
    return None, ""


def _step(row: Row, panel: Row, statements: list[Row]) -> str | None:
    """The key of the words for the step that decided: a panel row keeps that of its main figure."""
    if panel["preferred_fact_id"] in _ids(row):
        return f"code.decided_by.{panel['decided_by']}"
    beside = any(s["preferred"] and s["article_id"] == panel["preferred_article_id"] for s in statements)
    return "disagreements.same_article" if beside else "disagreements.step_of_main"
