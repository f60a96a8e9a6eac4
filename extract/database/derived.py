"""What follows from the staged rows: current articles and copies, the public tables, the codebook."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from core.catalog import read_catalog
from extract.database.errors import BuildError
from extract.database.writer import column_names, table_names
from extract.knowledge.panels.stories import mark_copies
from extract.knowledge.places import Places

_VIEWS = Path(__file__).resolve().parents[2] / "schemas" / "views.sql"
_FILLED = re.compile(r"^INSERT INTO (v_\w+)\n(.*)", re.M | re.S)
_PUBLIC_INDICES = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name LIKE 'v\\_%' ESCAPE '\\' AND sql IS NOT NULL"
_TEMP_CACHE_KIB = 32_768
_ARTICLES = """
INSERT INTO articles
SELECT v.article, docid(v.article), v.portal, v.url, v.title, v.published_at, v.published_source,
       v.author, v.section, v.place, v.province, p.province_2025, v.body, v.id, NULL
FROM article_versions v LEFT JOIN province_names p ON p.name = v.province
WHERE v.current = 1 ORDER BY v.article
"""


def docid(article: str) -> int:
    """The row of an article in the full-text index: 63 bits of its id (a rowid is signed), so that it never shifts."""
    return int(article, 16) >> 1


def fill_articles(db: sqlite3.Connection, current: set[str], places: Places) -> None:
    """Fill `articles` from the versions that are current, and mark copies of one story (extract.knowledge.panels.stories)."""
    fill_current(db, current, places.successors)
    mark_copies(db)


def fill_current(db: sqlite3.Connection, current: set[str], successors: Mapping[str, str]) -> None:
    """Fill `articles` from the versions that are current. `successors`: province -> province since 2025. Raises BuildError."""
    db.execute("CREATE TEMP TABLE province_names (name TEXT PRIMARY KEY, province_2025 TEXT)")
    db.executemany("INSERT INTO province_names VALUES (?, ?)", sorted(successors.items()))
    db.executemany("UPDATE article_versions SET current = 1 WHERE id = ?", [(version,) for version in sorted(current)])
    db.create_function("docid", 1, docid, deterministic=True)
    try:
        db.execute(_ARTICLES)
    except sqlite3.IntegrityError as error:
        raise BuildError(f"two articles have one docid, or one article two current versions: {error}") from error


def _public_statements() -> list[str]:
    return [statement for statement in _VIEWS.read_text(encoding="utf-8").split(";\n") if statement.strip()]


def public_selects(db: sqlite3.Connection) -> dict[str, str]:
    """The SELECT that fills each v_ table that states facts, by table, its rows ordered by their first column. Makes the TEMP
    tables that they need but for `province_names`, which is as `fill_current` makes it."""
    out = {}
    for statement in _public_statements():
        if found := _FILLED.search(statement):
            out[found[1]] = f"{found[2]}\nORDER BY 1"
        else:
            db.execute(statement)
    return out


def fill_public_tables(db: sqlite3.Connection) -> None:
    """Fill the v_ tables that state facts (schemas/views.sql), without indices in the stage: the writer makes those of the
    database, and filling them here row by row takes longer than all else."""
    for (name,) in db.execute(_PUBLIC_INDICES).fetchall():
        db.execute(f'DROP INDEX "{name}"')
    db.execute(f"PRAGMA temp.cache_size = -{_TEMP_CACHE_KIB}")
    for statement in _public_statements():
        db.execute(statement)


def fill_codebook(db: sqlite3.Connection) -> None:
    """Fill `codebook` from schemas/tables.csv and schemas/columns.csv. Raises KeyError for a table or column without text."""
    catalog = read_catalog()
    insert = "INSERT INTO codebook VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    for table in table_names(db):
        text = catalog.tables[table]
        title = f"{text.title} / {text.title_vi}"
        counting = text.counting_rule or None
        db.execute(insert, (table, table, None, title, text.grain, text.meaning, text.meaning_vi, None, None, counting))
        for name in column_names(db, table):
            column = catalog.column(table, name)
            unit, null_rule = column.unit or None, column.null_rule or None
            db.execute(insert, (f"{table}.{name}", table, name, name, None, column.en, column.vi, unit, null_rule, None))
