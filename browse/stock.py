"""What the templates of Datasette's own pages ask for: descriptions from the codebook, the sentence behind a row, groups of
tables, words and choices of the parameters of canned queries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

from browse.asking import fetch_all
from browse.language import Language
from core.catalog import Catalog, ColumnText, TableText, read_catalog

_GROUPS = (
    ("public", "Public tables", "Bảng công bố"),
    ("things", "What the facts are about, over time", "Đối tượng của dữ kiện theo thời gian"),
    ("evidence", "Articles, facts and their words", "Bài viết, dữ kiện và câu chữ gốc"),
    ("about", "About the data", "Về dữ liệu"),
)
_MEMBERS = {
    "things": (
        *("places", "place_successors", "organizations", "organization_successors", "indicators", "indicator_editions"),
        *("indicator_components", "people", "posts", "tenures", "merges", "portals", "portal_places"),
    ),
    "about": ("accuracy", "codebook", "coverage", "decisions", "issues"),
}
# Parameters of canned queries that a list is offered for.
_CHOICES = {
    "indicator": "SELECT id AS value, id || ' · ' || name AS label FROM indicators WHERE id IN ({used}) ORDER BY id",
    "year": "SELECT DISTINCT year AS value, year AS label FROM v_panel ORDER BY year DESC",
    "province": "SELECT DISTINCT name AS value, name AS label FROM places WHERE level = 'province' ORDER BY sort_key",
}
_USED = "SELECT indicator FROM v_panel UNION SELECT indicator FROM v_local_panel"


@lru_cache(maxsize=1)
def _catalog() -> Catalog:
    return read_catalog()


def described(table: str | None, column: str | None = None) -> TableText | ColumnText | None:
    """The codebook's text of a table, or of one of its columns; None where there is none (results of SQL)."""
    if table not in _catalog().tables:
        return None
    if column is None:
        return _catalog().tables[table]
    try:
        return _catalog().column(table, column)
    except KeyError:
        return None


def group_of(table: str) -> str:
    """The group that the page of all tables shows a table in."""
    if table.startswith("v_"):
        return "public"
    return next((group for group, tables in _MEMBERS.items() if table in tables), "evidence")


def table_groups() -> tuple[tuple[str, str, str], ...]:
    """(group, title in English, in Vietnamese), in the order of the page."""
    return _GROUPS


def raw_values(row: Any) -> dict[str, Any]:
    """Column → value of a displayed row (Datasette's cells; a foreign key comes as its value or with its label)."""
    found = {}
    for cell in row:
        value = cell.get("raw")
        found[cell["column"]] = value["value"] if isinstance(value, dict) else value
    return found


def fact_of(row: Any) -> str | None:
    """The fact that a row states or prefers."""
    values = raw_values(row)
    fact = values.get("fact_id") or values.get("preferred_fact_id")
    return str(fact) if fact else None


def sentence_of(row: Any) -> str | None:
    """The path to the highlighted words of the fact that a row states; None for rows that state none."""
    values = raw_values(row)
    article = values.get("article_id") or values.get("preferred_article_id")
    fact = fact_of(row)
    return f"/-/article/{article}#fact-{fact}" if article and fact else None


def parameter_words(spoken: Language) -> Callable[[str], str]:
    """Names a parameter of a canned query in the page's language."""

    def words(name: str) -> str:
        return spoken.say(f"query.{name}") if spoken.knows(f"query.{name}") else name

    return words


def error_words(error: Any) -> str:
    """What went wrong with a query: the database's words; the message of a query past its time limit is Datasette's page in
    HTML, so it is said in ours."""
    text = str(error)
    return "The query took too long and was stopped." if "<" in text and "too long" in text else text


def options(datasette: Any) -> Callable[[str], Awaitable[list[tuple[Any, Any]]]]:
    """A function that gives (value, label) for a parameter that has a list; empty for the others."""

    async def choices(name: str) -> list[tuple[Any, Any]]:
        sql = _CHOICES.get(name)
        if sql is None:
            return []
        found = await fetch_all(datasette.get_database(), sql.format(used=_USED))
        return [(row["value"], row["label"]) for row in found]

    return choices
