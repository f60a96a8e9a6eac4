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

# Only answers that took this long (seconds) and are this small (bytes) are kept, so many bytes of them.
SLOW = 0.003
SMALL = 256 << 10
KEPT = 64 << 20
# What a cell costs beside its text.
_CELL = 64
# Names of the schema that are kept; those in an address may be anything.
_NAMES, _LONGEST = 2_000, 200
# Below this size of a file (bytes) nothing takes long.
LARGE = 256 << 20
# What gives another answer the next time.
_UNSTABLE = re.compile(r"random|current_|changes|last_insert|(?:date|time|julianday|unixepoch|timediff)\w*\s*\(", re.IGNORECASE)
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
        self._answers: OrderedDict[tuple[Any, ...], tuple[Results, int]] = OrderedDict()
        self._bytes = 0
        self._schema: dict[tuple[Any, ...], Any] = {}

    async def execute(self, sql: str, params: Any = None, truncate: bool = False, *rest: Any, **more: Any) -> Results:
        """As Database.execute. Raises what it raises; what failed or took too long is not kept."""
        key = _key(sql, params, truncate, rest, more)
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key][0]
        start = time.perf_counter()
        found = await super().execute(sql, params, truncate, *rest, **more)
        if time.perf_counter() - start >= SLOW and not _UNSTABLE.search(sql):
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[Any, ...], found: Results) -> None:
        size = _CELL + len(key[0]) + sum(_bytes_of(value) for value in key[1])
        for row in found.rows:
            size += sum(map(_bytes_of, row))
            if size > SMALL:
                return
        if key in self._answers:  # asked twice at the same time
            self._bytes -= self._answers.pop(key)[1]
        self._answers[key] = found, size
        self._bytes += size
        while self._bytes > KEPT:
            self._bytes -= self._answers.popitem(last=False)[1][1]


def _bytes_of(value: Any) -> int:
    return _CELL + (len(value) if isinstance(value, (str, bytes)) else 0)


def _key(sql: str, params: Any, truncate: bool, rest: tuple[Any, ...], more: dict[str, Any]) -> tuple[Any, ...]:
    """A time limit changes no answer that came."""
    values = tuple(sorted(params.items())) if isinstance(params, dict) else tuple(params or ())
    return sql, values, truncate, rest[1:], more.get("page_size")


def _kept(name: str) -> Callable[..., Awaitable[Any]]:
    asked = getattr(Database, name)

    async def method(self: CachedDatabase, *args: Any) -> Any:
        key = (name, *args)
        if key not in self._schema:
            answer = await asked(self, *args)
            if len(self._schema) >= _NAMES or any(isinstance(arg, str) and len(arg) > _LONGEST for arg in args):
                return answer
            self._schema[key] = answer
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
