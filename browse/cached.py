"""A database file that does not change while it is open: what was asked of it once, and took its time, is not asked again.

A file that was replaced is opened anew (browse/server.py), with nothing kept."""

from __future__ import annotations

import asyncio
import copy
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.database import Database, Results

# Only answers that took this long (seconds) and are this small (cells) are kept, so many of them.
SLOW = 0.003
SMALL = 2_000
KEPT = 1_000
# Below this size of a file (bytes) nothing takes long.
LARGE = 256 << 20
# What gives another answer the next time.
_UNSTABLE = re.compile(r"random|current_|now|julianday|localtime|changes|last_insert", re.IGNORECASE)
# Questions about the schema, of which a table page asks dozens.
_SCHEMA = (
    *("table_exists", "table_names", "view_names", "hidden_table_names", "table_columns", "table_column_details"),
    *("primary_keys", "fts_table", "label_column_for_table", "foreign_keys_for_table", "get_all_foreign_keys"),
    *("get_table_definition", "get_view_definition"),
)


class CachedDatabase(Database):  # type: ignore[misc]  # Datasette carries no types
    """A Database whose file is immutable."""

    def __init__(self, datasette: Any, path: str) -> None:
        super().__init__(datasette, path=path, is_mutable=False)
        self._answers: OrderedDict[tuple[Any, ...], Results] = OrderedDict()
        self._schema: dict[tuple[Any, ...], Any] = {}

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, *rest: Any, **more: Any) -> Results:
        """As Database.execute. Raises what it raises; what failed or took too long is not kept."""
        key = _key(sql, params, truncate, rest, more)
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key]
        start = time.perf_counter()
        found = await super().execute(sql, params, truncate, *rest, **more)
        if time.perf_counter() - start >= SLOW and len(found.rows) * len(found.columns) <= SMALL and not _UNSTABLE.search(sql):
            self._answers[key] = found
            if len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return found


def _key(sql: str, params: Any, truncate: bool, rest: tuple[Any, ...], more: dict[str, Any]) -> tuple[Any, ...]:
    """A time limit changes no answer that came."""
    values = tuple(sorted(params.items())) if isinstance(params, dict) else tuple(params or ())
    return sql, values, truncate, rest[1:], more.get("page_size")


def _kept(name: str) -> Callable[..., Awaitable[Any]]:
    asked = getattr(Database, name)

    async def method(self: CachedDatabase, *args: Any) -> Any:
        key = (name, *args)
        if key not in self._schema:
            self._schema[key] = await asked(self, *args)
        # A caller may change its answer.
        return copy.deepcopy(self._schema[key])

    return method


for _name in _SCHEMA:
    setattr(CachedDatabase, _name, _kept(_name))


async def warm(datasette: Any) -> None:
    """Ask once for what every reader asks first of a large file: counts, the facets of whole tables, what searches count by."""
    database = datasette.get_database()
    if database.size < LARGE:
        return
    await database.table_counts(limit=datasette.setting("sql_time_limit_ms"))
    names = [name for name in await database.table_names() if name.startswith("v_")]
    for path in ("/-/search", "/", *(datasette.urls.table(database.name, name) for name in names)):
        await datasette.client.get(path)
        await asyncio.sleep(0)
