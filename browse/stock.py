"""What the templates of Datasette's own pages ask for: descriptions from the codebook, the sentence behind a row, groups of
tables, words and choices of the parameters of canned queries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

from datasette.utils import escape_sqlite, tilde_encode

from browse.asking import fetch_all, fetch_one
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
# The column of a table that names the fact which a row belongs to; the fact's own address leads to its sentence.
FACT_COLUMNS = {
    **dict.fromkeys(("facts", "scores", "ranks", "tier_counts", "events", "officials", "awards", "documents"), "id"),
    **dict.fromkeys(("mentions", "issues", "merges"), "fact"),
    "event_participants": "event",
    "official_positions": "official",
    "award_recipients": "award",
}
_INDICATORS = """
SELECT id AS value, id || ' · ' || name AS label FROM indicators
WHERE id IN (SELECT indicator FROM v_panel UNION SELECT indicator FROM v_local_panel) ORDER BY id
"""
# Parameters of canned queries that a list is offered for.
_CHOICES = {
    "indicator": _INDICATORS,
    "other": _INDICATORS,
    "portal": "SELECT id AS value, name AS label FROM portals ORDER BY sort_key",
    "province": "SELECT name AS value, name AS label FROM places WHERE level = 'province' GROUP BY name ORDER BY min(sort_key)",
}
# What the others take.
INPUTS = {"year": "number", "day": "date"}


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


def null_words(table: str | None, column: str) -> str:
    """What an empty cell of a column means."""
    text = described(table, column)
    rule = text.null_rule if isinstance(text, ColumnText) else ""
    return f"null: {rule}" if rule else "null"


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


def fact_of(values: dict[str, Any], table: str | None = None) -> str | None:
    """The fact that a row (column → value) states or prefers."""
    fact = values.get("fact_id") or values.get("preferred_fact_id") or values.get(FACT_COLUMNS.get(table or "", ""))
    return str(fact) if fact else None


def sentence_of(values: dict[str, Any], table: str | None = None) -> str | None:
    """The path to the highlighted words of the fact that a row states; to the article where it names one but no fact; None
    where it names neither."""
    article, fact = values.get("article_id") or values.get("preferred_article_id"), fact_of(values, table)
    if article:
        return f"/-/article/{tilde_encode(str(article))}" + (f"#fact-{fact}" if fact else "")
    return f"/-/fact/{tilde_encode(fact)}" if fact else None


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


def input_type(name: str) -> str:
    """The type of the input of a parameter without a list."""
    return INPUTS.get(name, "text")


def options(datasette: Any) -> Callable[[str], Awaitable[list[tuple[Any, Any]]]]:
    """A function that gives (value, label) for a parameter that has a list; empty for the others."""

    async def choices(name: str) -> list[tuple[Any, Any]]:
        if name not in _CHOICES:
            return []
        return [(row["value"], row["label"]) for row in await fetch_all(datasette.get_database(), _CHOICES[name])]

    return choices


def names(datasette: Any) -> Callable[[str, dict[str, Any]], Awaitable[dict[str, tuple[str, str]]]]:
    """A function that gives column → (name, path) for the foreign keys of a row (column → value) that lead to a named row; an
    article leads to its own page."""

    async def named(table: str, values: dict[str, Any]) -> dict[str, tuple[str, str]]:
        database = datasette.get_database()
        found = {}
        for key in await database.foreign_keys_for_table(table):
            value, label = values.get(key["column"]), await database.label_column_for_table(key["other_table"])
            if value is None or label is None:
                continue
            other, encoded = key["other_table"], tilde_encode(str(value))
            shown, table_name, id_ = (escape_sqlite(one) for one in (label, other, key["other_column"]))
            sql = f"SELECT {shown} AS name FROM {table_name} WHERE {id_} = :value"
            row = await fetch_one(database, sql, {"value": value})
            if row and row["name"] is not None:
                article = datasette.urls.path(f"/-/article/{encoded}")
                path = article if other == "articles" else datasette.urls.row(database.name, other, encoded)
                found[key["column"]] = str(row["name"]), path
        return found

    return named
