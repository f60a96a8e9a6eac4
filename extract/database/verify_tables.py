"""Checks of the public tables: each row again from the facts that it is made of, each chosen figure a row of a fact."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from extract.database.derived import public_selects
from extract.database.findings import Findings, show_progress
from extract.database.writer import column_names

_PROVINCES = """
CREATE TEMP TABLE province_names AS
SELECT DISTINCT name, province_2025 FROM places WHERE level = 'province' AND province_2025 IS NOT NULL
"""
_CHOSEN = """
SELECT p.id, p.preferred_fact_id FROM {panel} p WHERE NOT EXISTS (
  SELECT 1 FROM v_scores s WHERE s.fact_id = p.preferred_fact_id AND s.article_id = p.preferred_article_id
  AND s.indicator = p.indicator AND s.year = p.year
) AND NOT EXISTS (
  SELECT 1 FROM v_ranks r WHERE r.fact_id = p.preferred_fact_id AND r.article_id = p.preferred_article_id
  AND r.indicator = p.indicator AND r.year = p.year
) ORDER BY p.id
"""
_Row = tuple[Any, ...]


def check_public_tables(db: sqlite3.Connection, findings: Findings) -> None:
    """Make every row of the v_ tables that state facts again (schemas/views.sql) and compare it with the row that is there."""
    db.execute("DROP TABLE IF EXISTS temp.province_names")
    db.execute(_PROVINCES)
    db.execute("CREATE UNIQUE INDEX temp.province_names_name ON province_names(name)")
    db.execute("DROP TABLE IF EXISTS temp.sources")
    for table, select in public_selects(db).items():
        show_progress(table)
        columns = column_names(db, table)
        stored = db.execute(f'SELECT * FROM {table} ORDER BY "{columns[0]}"')
        for made, there in _side_by_side(db.execute(select), stored):
            if made == there:
                continue
            if there is None and made is not None:
                findings.add(f"rows missing in {table}", f"{table} {made[0]}: missing, the facts give this row")
            elif made is None and there is not None:
                findings.add(f"rows of no fact in {table}", f"{table} {there[0]}: no fact of a current article gives this row")
            elif made is not None and there is not None:
                other = ", ".join(name for name, a, b in zip(columns, made, there, strict=True) if a != b)
                findings.add(f"rows of {table} unlike the facts", f"{table} {there[0]}: other than the facts say in {other}")


def _side_by_side(made: Iterator[_Row], stored: Iterator[_Row]) -> Iterator[tuple[_Row | None, _Row | None]]:
    """Rows of two readings, both ordered by their first column, in pairs; None where one of them has no such row."""
    left, right = next(made, None), next(stored, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            yield left, None
            left = next(made, None)
        elif left is None or right[0] < left[0]:
            yield None, right
            right = next(stored, None)
        else:
            yield left, right
            left, right = next(made, None), next(stored, None)


def check_panels(db: sqlite3.Connection, findings: Findings) -> None:
    """The figure that a panel prefers is a row of a public table with its article, indicator and year; every statement of a
    disagreement is a fact."""
    for panel in ("v_panel", "v_local_panel"):
        show_progress(panel)
        for id_, fact in db.execute(_CHOSEN.format(panel=panel)):
            line = f"{panel} {id_}: the preferred fact {fact} is no score or rank of its article, indicator and year"
            findings.add(f"preferred facts of {panel}", line)
    show_progress("v_disagreements")
    for id_, facts in db.execute("SELECT id, fact_ids FROM v_disagreements ORDER BY id"):
        for fact in (facts or "").split("; "):
            if db.execute("SELECT 1 FROM facts WHERE id = ?", (fact,)).fetchone() is None:
                findings.add("facts of v_disagreements", f"v_disagreements {id_}: there is no fact '{fact}'")
