"""`.xlsx` of Datasette's tables, rows and queries: all rows of the filter in one sheet, what they are in another.

Not datasette-xlsx: its sheets speak Swedish and carry the time of the export, so that the same rows give other bytes."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from typing import Any

from datasette.database import Database, QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request
from datasette.views.base import DatasetteError

from browse.canned import canned_queries
from browse.citing import edition
from browse.files import XLSX_TYPE, xlsx_bytes
from browse.stock import described
from core.catalog import ColumnText, TableText

# What a reader scrolls through in a spreadsheet, and what is made within some seconds; more are in the CSV.
MAX_ROWS = 20_000
TIME_LIMIT_MS = 10_000
# Datasette asks for one row more than it shows.
_LIMIT = re.compile(r"\s+limit\s+\d+\s*$", re.IGNORECASE)
_ABOUT = ("what", "English, or the value", "Tiếng Việt", "unit", "null means")


async def render_xlsx(
    datasette: Any,
    request: Request,
    database: str,
    table: str | None,
    sql: str | None,
    query_name: str | None,
    columns: list[str],
    rows: list[Any],
    view_name: str,
    data: dict[str, Any],
) -> dict[str, Any] | None:
    """The answer as Datasette takes it from a renderer: the row of a row's page, else all rows of the filter or query, up to
    MAX_ROWS. None (404) where there are no rows to speak of. Raises QueryInterrupted past TIME_LIMIT_MS, DatasetteError for SQL
    that does not run."""
    if data.get("error"):
        raise DatasetteError(str(data["error"]), status=400)
    if not columns:
        return None
    source = datasette.get_database(database)
    values = [list(row) for row in rows]
    if sql and view_name != "row":
        whole = _LIMIT.sub("", sql) if view_name == "table" else sql
        columns, values = await _all_rows(source, whole, (data.get("query") or {}).get("params") or {})
    cut, values = len(values) > MAX_ROWS, values[:MAX_ROWS]
    name = table or query_name or "query"
    about = _about(request, table, query_name, len(values), cut)
    about += [["filter", data["human_description_en"]]] if data.get("human_description_en") else []
    about += await _citation(source) + _columns(table, columns)
    sheets = [
        (name, columns, [[_plain(value) for value in row] for row in values]),
        ("about", _ABOUT, [row + [None] * (len(_ABOUT) - len(row)) for row in about]),
    ]
    filename = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return {
        # Seconds of work for a long table: other readers are answered meanwhile.
        "body": await asyncio.to_thread(xlsx_bytes, sheets),
        "content_type": XLSX_TYPE,
        "headers": {"content-disposition": f'attachment; filename="{filename}.xlsx"'},
    }


async def _all_rows(source: Database, sql: str, parameters: Any) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows, one row more than a sheet holds where there are more. Datasette's own execute stops at a page."""

    def read(connection: sqlite3.Connection) -> tuple[list[str], list[list[Any]]]:
        with sqlite_timelimit(connection, TIME_LIMIT_MS):
            try:
                cursor = connection.execute(sql, parameters)
                return [column[0] for column in cursor.description], [list(row) for row in cursor.fetchmany(MAX_ROWS + 1)]
            except sqlite3.OperationalError as error:
                if error.args == ("interrupted",):
                    raise QueryInterrupted(error, sql, parameters) from error
                raise DatasetteError(str(error), status=400) from error

    found: tuple[list[str], list[list[Any]]] = await source.execute_fn(read)
    return found


def _plain(value: Any) -> Any:
    """A value of SQL as a cell holds it; bytes (of somebody's SQL) as hexadecimal text."""
    if isinstance(value, bytes):
        return value.hex()
    return value["value"] if isinstance(value, dict) else value


def _about(request: Request, table: str | None, query: str | None, shown: int, cut: bool) -> list[list[Any]]:
    """What the rows are and where they come from."""
    rows: list[list[Any]] = []
    text = described(table)
    if isinstance(text, TableText):
        rows += [["title", text.title, text.title_vi], ["meaning", text.meaning, text.meaning_vi], ["one row", text.grain]]
        rows += [["counting", text.counting_rule]] if text.counting_rule else []
    if query in canned_queries():
        known = canned_queries()[query]
        rows += [["title", known["title"], known["title_vi"]], ["meaning", known["description"], known["description_vi"]]]
        rows += [["parameter", f"{name} = {request.args.get(name) or known['empty'][name]}"] for name in known["params"]]
    rows += [["address", f"{request.path}{'?' + request.query_string if request.query_string else ''}"], ["rows", shown]]
    if cut:
        rows.append(["cut", f"there are more rows: take the CSV, or filter (an XLSX has {MAX_ROWS:,} at most)"])
    return rows


async def _citation(source: Database) -> list[list[Any]]:
    """Which copy of the data this is, and how to name it."""
    copy = await edition(source)
    version = f"rules {copy.rules}, database {copy.sha256}" + (f", pages to {copy.fetched}" if copy.fetched else "")
    rows: list[list[Any]] = [["cite", f"{copy.authors}: {copy.title}. {version}. Facts: CC BY 4.0."]]
    if copy.sample:
        rows.append(["warning", "The sample articles are fiction: do not cite them."])
    return rows


def _columns(table: str | None, columns: list[str]) -> list[list[Any]]:
    """What the columns of a table mean; SQL's own columns have no description."""
    found = [(column, described(table, column)) for column in columns] if table else []
    return [[name, text.en, text.vi, text.unit, text.null_rule] for name, text in found if isinstance(text, ColumnText)]


def register_output_renderer() -> dict[str, Any]:
    """The renderer; Datasette lists it beside JSON wherever rows are shown."""
    return {"extension": "xlsx", "render": render_xlsx}
