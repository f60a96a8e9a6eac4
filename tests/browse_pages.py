"""The main pages of browse over the sample database: what every look at "each page" goes through."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

PROVINCE = "laocai"
INDEX, YEAR = "PAR_INDEX", 2022
LEAGUE = f"/-/index/{INDEX}?year={YEAR}"


def ask(database: Path, sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """The rows of a query: single values where it has one column, else tuples."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute(sql, values).fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


@lru_cache(maxsize=2)
def main_pages(database: Path) -> dict[str, str]:
    """Name → address of each main page."""
    fact, article = ask(
        database, "SELECT fact_id, article_id FROM v_awards WHERE year IS NOT NULL ORDER BY length(quote) DESC, fact_id LIMIT 1"
    )[0]
    (archived,) = ask(database, "SELECT id FROM pages WHERE archive_file IS NOT NULL ORDER BY id LIMIT 1")
    (person,) = ask(database, "SELECT person FROM v_officials GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
    return {
        "start": "/",
        "provinces": "/-/provinces",
        "province": f"/-/province/{PROVINCE}",
        "indices": "/-/indices",
        "index": LEAGUE,
        "article": f"/-/article/{article}",
        "archived": f"/-/archived/{archived}",
        "search": "/-/search?q=chi+so+hai+long",
        "awards": "/-/awards",
        "events": "/-/events",
        "officials": "/-/officials",
        "person": f"/-/person/{person}",
        "documents": "/-/documents",
        "disagreements": "/-/disagreements",
        "coverage": "/-/coverage",
        "codebook": "/-/codebook",
        "downloads": "/-/downloads",
        "cite": f"/-/cite?fact={fact}",
        "report": f"/-/report?fact={fact}",
        "database": "/chiso",
        "table": "/chiso/v_panel",
        "filtered": "/chiso/v_scores?indicator=PAR_INDEX&_sort_desc=value",
        "row": f"/chiso/articles/{article}",
        "sql": "/chiso?sql=select+*+from+v_panel+limit+5",
    }
