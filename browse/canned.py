"""The canned queries: one file each in browse/queries, its head saying in two languages what it answers.

A head is lines `-- field: text`, the parameters among them (`-- parameter: year = newest`: its name, and what an empty one
means); after it stands one SELECT, which does with an empty parameter what the head says."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent / "queries"
_HEAD = re.compile(r"-- (\w+): (.+)")
_PARAMETER = re.compile(r"([a-z]+) = (.+)")
_IN_SQL = re.compile(r":([a-z]+)")
_FIELDS = ("title", "title_vi", "description", "description_vi")


@lru_cache(maxsize=1)
def canned_queries() -> dict[str, dict[str, Any]]:
    """Name → Datasette's description of a query: sql, the fields of its head, `params` (names in the order of the head) and
    `empty` (name → what an empty one means: `all`, `newest`, or a value). Raises ValueError with the file for a head that is
    not complete or does not name the parameters of its SQL."""
    return {path.stem: read_query(path) for path in sorted(_FOLDER.glob("*.sql"))}


def read_query(path: Path) -> dict[str, Any]:
    """One file, as canned_queries tells. Raises ValueError as it does."""
    lines = path.read_text(encoding="utf-8").splitlines()
    fields: dict[str, str] = {}
    empty: dict[str, str] = {}
    while lines and (head := _HEAD.fullmatch(lines[0])):
        lines.pop(0)
        if head[1] != "parameter":
            fields[head[1]] = head[2].strip()
        elif parameter := _PARAMETER.fullmatch(head[2].strip()):
            empty[parameter[1]] = parameter[2]
    sql = "\n".join(lines).strip()
    if set(fields) != set(_FIELDS):
        raise ValueError(f"{path.name}: the head has {', '.join(fields)} instead of {', '.join(_FIELDS)}")
    if set(empty) != (used := set(_IN_SQL.findall(sql))):
        raise ValueError(f"{path.name}: the head names the parameters {sorted(empty)}, the SQL {sorted(used)}")
    return {**fields, "sql": sql, "params": list(empty), "empty": empty}
