"""`.xlsx` of Datasette's tables, rows and queries: all rows of the filter in one sheet, what they are in another.

Not datasette-xlsx: its sheets speak Swedish and carry the time of the export, so that the same rows give other bytes."""

from __future__ import annotations

import re
from typing import Any

from datasette.utils.asgi import Request

from browse.files import XLSX_TYPE, xlsx_bytes
from browse.stock import described
from core.catalog import ColumnText

# What a reader scrolls through in a spreadsheet, and what is made within some seconds; more are in the CSV.
MAX_ROWS = 20_000
TIME_LIMIT_MS = 10_000
# Datasette asks for one row more than it shows.
_LIMIT = re.compile(r"\s+limit\s+\d+\s*$", re.IGNORECASE)
_CITE = "Chiso, administrative-reform news of Vietnam's local governments; facts CC BY 4.0"


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
) -> dict[str, Any]:
    """The answer as Datasette takes it from a renderer. A page's rows where there is no SQL (one row), else all of the query."""
    cut = False
    values = [list(row) for row in rows]
    if sql and view_name != "row":
        parameters = (data.get("query") or {}).get("params") or {}
        limited = f"{_LIMIT.sub('', sql)} limit {MAX_ROWS + 1}" if view_name == "table" else sql
        found = await datasette.get_database(database).execute(
            limited, parameters, truncate=view_name != "table", custom_time_limit=TIME_LIMIT_MS
        )
        columns = list(found.columns)
        values = [list(row) for row in found.rows]
        cut = len(values) > MAX_ROWS or bool(found.truncated)
    name = table or query_name or "query"
    sheets = [(name, columns, [[_plain(value) for value in row] for row in values[:MAX_ROWS]])]
    sheets.append(("about", ["", ""], _about(request, table, columns, len(values[:MAX_ROWS]), cut)))
    filename = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return {
        "body": xlsx_bytes(sheets),
        "content_type": XLSX_TYPE,
        "headers": {"content-disposition": f'attachment; filename="{filename}.xlsx"'},
    }


def _plain(value: Any) -> Any:
    """A value of SQL as a cell holds it; bytes (of somebody's SQL) as hexadecimal text."""
    return value.hex() if isinstance(value, bytes) else value


def _about(request: Request, table: str | None, columns: list[str], shown: int, cut: bool) -> list[list[Any]]:
    """Where the rows come from and what the columns mean."""
    rows: list[list[Any]] = [
        ["address", f"{request.path}{'?' + request.query_string if request.query_string else ''}"],
        ["rows", shown],
    ]
    if cut:
        rows.append(["cut", f"more rows than these: take the CSV, or filter (an XLSX has {MAX_ROWS:,} at most)"])
    rows.append(["cite", _CITE])
    for column in columns:
        text = described(table, column) if table else None
        if isinstance(text, ColumnText):
            rows.append([column, f"{text.en} / {text.vi}" + (f" ({text.unit})" if text.unit else "")])
    return rows


def register_output_renderer() -> dict[str, Any]:
    """The renderer; Datasette lists it beside JSON wherever rows are shown."""
    return {"extension": "xlsx", "render": render_xlsx}
