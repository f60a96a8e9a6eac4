"""The Datasette plugin: own pages, links from fact rows to the highlighted quote, search that knows Vietnamese."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import hookimpl
from datasette.utils import append_querystring, path_with_removed_args, path_with_replaced_args, tilde_encode
from markupsafe import Markup, escape

from browse import stock
from browse.answer import shown_date
from browse.asking import fetch_one
from browse.errors import handle_exception
from browse.language import ARGUMENT, LANGUAGES, language, language_of
from browse.routes import ROUTES
from browse.sheets import MAX_ROWS, register_output_renderer
from browse.units import short_name
from core.search_text import match_expression, read_query

_ARTICLE_COLUMNS = {"article_id": "fact_id", "preferred_article_id": "preferred_fact_id"}
_FACT_COLUMNS = {fact: article for article, fact in _ARTICLE_COLUMNS.items()}


def register_routes() -> list[tuple[str, Any]]:
    """The own pages."""
    return ROUTES


async def extra_template_vars(request: Any, datasette: Any) -> dict[str, Any]:
    """What every template can say: `t(key, …)` a text, `number(value)` a number, `language` for names in two languages,
    `switch(code)` this page's address in the other language, `sample` whether the articles are the invented ones."""
    spoken = language_of(request) if request is not None else language(LANGUAGES[0])

    def switch(code: str) -> str:
        # `//host/…` would be an address elsewhere.
        path = "/" + request.path.lstrip("/\\") if request is not None else "/"
        return str(path_with_replaced_args(request, {ARGUMENT: code}, path)) if request is not None else path

    own = {"t": spoken.say, "number": spoken.number, "language": spoken, "lang": spoken.code, "switch": switch}
    asking = {"options": stock.options(datasette), "names": stock.names(datasette)}
    sample = await fetch_one(datasette.get_database(), "SELECT 1 FROM portals WHERE sample = 1 LIMIT 1")
    return own | asking | {"parameter_words": stock.parameter_words(spoken), "sample": sample is not None}


def prepare_jinja2_environment(env: Any) -> None:
    """The filters of the own templates."""
    env.filters["shown_date"] = shown_date
    env.filters["short_name"] = short_name
    for function in (stock.described, stock.error_words, stock.fact_of, stock.group_of, stock.input_type, stock.null_words):
        env.globals[function.__name__] = function
    env.globals |= {"raw_values": stock.raw_values, "sentence_of": stock.sentence_of, "table_groups": stock.table_groups}
    env.globals |= {"tilde_encode": tilde_encode, "without": path_with_removed_args, "append_query": append_querystring}
    env.globals["sheet_rows"] = MAX_ROWS


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
        if table is None and label:
            # Results of a query have no labels: words say more than a hash, which the files hold.
            label = "the sentence" if column in _FACT_COLUMNS else "the article"
        return _article_link(datasette, article, fact if column in _FACT_COLUMNS or table else None, label)
    if table == "articles" and column == "title" and "id" in keys:
        return _article_link(datasette, row["id"], None, value)
    return _fact_links(value, column, table, datasette)


def _fact_links(value: Any, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Links to the sentences of the facts that a cell of another table names; `fact_ids` holds several."""
    if table is None or column not in (stock.FACT_COLUMNS.get(table), "other_fact", "fact_ids") or column == "id":
        return None
    fact, label = _plain(value)
    if not fact:
        return None
    named = [(one.strip(), one.strip()) for one in str(fact).split(";")] if column == "fact_ids" else [(fact, label or fact)]
    link = Markup('<a class="id" href="{}">{}</a>')
    return Markup(" ").join(link.format(datasette.urls.path(f"/-/fact/{id_}"), shown) for id_, shown in named)


def _article_link(datasette: Any, article: Any, fact: Any, label: Any) -> Markup | None:
    if not article or not label:
        return None
    anchor = f"#fact-{fact}" if fact else ""
    href = datasette.urls.path(f"/-/article/{article}{anchor}")
    return Markup('<a href="{}">{}</a>').format(escape(href), escape(label))


# Marked by call, not by decorator: pluggy's marker carries no types.
hookimpl(register_routes)
hookimpl(prepare_jinja2_environment)
hookimpl(render_cell)
hookimpl(register_output_renderer)
hookimpl(extra_template_vars)
hookimpl(handle_exception)
hookimpl(prepare_connection, trylast=True)
