"""The Datasette plugin: own pages, links from fact rows to the highlighted quote, search that knows Vietnamese."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import NotFound
from markupsafe import Markup, escape

from browse.pages import article_page, article_style, error_page, search_page, shown_date, start_page
from core.search_text import match_expression, read_query

_ARTICLE_COLUMNS = {"article_id": "fact_id", "preferred_article_id": "preferred_fact_id"}
_FACT_COLUMNS = {fact: article for article, fact in _ARTICLE_COLUMNS.items()}


def register_routes() -> list[tuple[str, Any]]:
    """`/` start, `/-/article/<id>` with its style, `/-/search?q=`."""
    return [
        (r"^/$", start_page),
        (r"^/-/article/(?P<article>[0-9a-f]{16})$", article_page),
        (r"^/-/article/(?P<article>[0-9a-f]{16})\.css$", article_style),
        (r"^/-/search$", search_page),
    ]


def prepare_jinja2_environment(env: Any) -> None:
    """The filters of the own templates."""
    env.filters["shown_date"] = shown_date


def prepare_connection(conn: sqlite3.Connection) -> None:
    """Read what is typed into a table's search box as the own search page does (marks, đ, abbreviations).

    Datasette wraps the text in `escape_fts(:search)`; being last, this definition is the one that stays."""
    conn.create_function("escape_fts", 1, lambda query: match_expression(read_query(str(query or ""))), deterministic=True)


def _plain(value: Any) -> tuple[Any, Any]:
    """(value, label) of a cell; Datasette gives a foreign key with its label as a dict."""
    return (value["value"], value["label"]) if isinstance(value, dict) else (value, value)


def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Facts and articles link to the article page, at the quote where the row states a fact."""
    keys = row.keys()
    if column in _ARTICLE_COLUMNS or column in _FACT_COLUMNS:
        article_column = _FACT_COLUMNS.get(column, column)
        fact_column = _ARTICLE_COLUMNS[article_column]
        if article_column not in keys:
            return None
        article, _ = _plain(row[article_column])
        fact = _plain(row[fact_column])[0] if fact_column in keys else None
        _, label = _plain(value)
        return _article_link(datasette, article, fact, label)
    if table == "articles" and column == "title" and "id" in keys:
        return _article_link(datasette, row["id"], None, value)
    return None


def _article_link(datasette: Any, article: Any, fact: Any, label: Any) -> Markup | None:
    if not article or not label:
        return None
    anchor = f"#fact-{fact}" if fact else ""
    href = datasette.urls.path(f"/-/article/{article}{anchor}")
    return Markup('<a href="{}">{}</a>').format(escape(href), escape(label))


def menu_links(datasette: Any) -> list[dict[str, str]]:
    """The menu of Datasette's own pages leads back."""
    return [
        {"href": datasette.urls.path("/"), "label": "Start / Trang đầu"},
        {"href": datasette.urls.path("/-/search"), "label": "Search / Tìm kiếm"},
    ]


def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A missing page gets a page that says so; JSON and other faults stay Datasette's."""
    if request.path.endswith(".json") or not isinstance(exception, NotFound):
        return None

    async def answer() -> Any:
        return await error_page(datasette, request, 404, "No such page / Không có trang này")

    return answer


# Marked by call, not by decorator: pluggy's marker carries no types.
hookimpl(register_routes)
hookimpl(prepare_jinja2_environment)
hookimpl(render_cell)
hookimpl(menu_links)
hookimpl(handle_exception)
hookimpl(prepare_connection, trylast=True)
