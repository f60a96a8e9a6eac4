"""What Datasette shows of every table and column, made from schemas/tables.csv and schemas/columns.csv."""

from __future__ import annotations

from typing import Any

from browse.canned import canned_queries
from core.catalog import Catalog

# What people filter by; the public tables are indexed on these.
_FACETS: dict[str, tuple[str, ...]] = {
    "v_scores": ("indicator", "year", "province", "status"),
    "v_ranks": ("indicator", "year", "province", "status"),
    "v_tier_counts": ("indicator", "year", "province", "tier"),
    "v_events": ("kind", "province"),
    "v_officials": ("province", "title", "status"),
    "v_awards": ("kind", "year", "province", "status"),
    "v_documents": ("type", "issuer"),
    "v_panel": ("indicator", "year", "province_2025"),
    "v_local_panel": ("indicator", "year", "province"),
    "v_disagreements": ("indicator", "year"),
    "articles": ("portal", "province"),
    "issues": ("stage", "rule"),
    "coverage": ("portal",),
}
_SORT_DESC = {"v_scores": "year", "v_ranks": "year", "v_panel": "year", "v_local_panel": "year", "articles": "published_at"}
_SORT = {"v_officials": "sort_key", "people": "sort_key", "places": "sort_key", "organizations": "sort_key"}
# What names a row where others refer to it: never null, so that there is always something to click.
_LABELS = {"pages": "url", "attachments": "url", "article_versions": "title"}


def column_description(catalog: Catalog, table: str, column: str) -> str:
    """English, Vietnamese, unit and null rule of a column in one line."""
    text = catalog.column(table, column)
    unit = f" Unit: {text.unit}." if text.unit else ""
    null = f" Null: {text.null_rule}." if text.null_rule else ""
    return f"{text.en} / {text.vi}{unit}{null}"


def build_metadata(catalog: Catalog, columns: dict[str, list[str]], database: str) -> dict[str, Any]:
    """Datasette's metadata for a database whose tables have `columns`. Raises KeyError for a table or column without text."""
    return {
        "title": "Chiso",
        "description": "Administrative-reform news of Vietnam's local governments as a database that can be checked.",
        "databases": {
            database: {
                "title": "Chiso / Chỉ số",
                "description": "Public tables begin with v_; each row leads to the words it was read from.",
                "queries": canned_queries(),
                "tables": {table: _table(catalog, table, names) for table, names in columns.items()}
                | {"articles_fts": {"hidden": True}},
            }
        },
    }


def _table(catalog: Catalog, table: str, names: list[str]) -> dict[str, Any]:
    text = catalog.tables[table]
    counting = f" Counting: {text.counting_rule}" if text.counting_rule else ""
    out: dict[str, Any] = {
        "title": f"{text.title} / {text.title_vi}",
        "description": f"{text.meaning} / {text.meaning_vi} One row: {text.grain}.{counting}",
        "columns": {name: column_description(catalog, table, name) for name in names},
        "sortable_columns": names,
    }
    if table in _FACETS:
        out["facets"] = list(_FACETS[table])
    if table in _SORT_DESC:
        out["sort_desc"] = _SORT_DESC[table]
    if table in _SORT:
        out["sort"] = _SORT[table]
    if table == "articles":
        out |= {"label_column": "title", "fts_table": "articles_fts", "fts_pk": "docid"}
    elif table in _LABELS or "name" in names:
        out["label_column"] = _LABELS.get(table, "name")
    return out
