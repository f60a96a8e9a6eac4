"""The canned queries: one file each in browse/queries, its head saying in two languages what it answers.

A head is lines `-- field: text`; after it stands one SELECT, whose `:parameters` are asked for on the page. Empty parameters
mean the default that the SQL names, or all."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "queries"
_HEAD = re.compile(r"-- (\w+): (.+)")
_FIELDS = ("title", "title_vi", "description", "description_vi")


@lru_cache(maxsize=1)
def canned_queries() -> dict[str, dict[str, str]]:
    """Name → Datasette's description of a query (sql and the fields of its head). Raises ValueError with file and line for a head
    that is not complete."""
    found = {}
    for path in sorted(_FOLDER.glob("*.sql")):
        fields: dict[str, str] = {}
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            head = _HEAD.fullmatch(line)
            if head is None:
                if set(fields) != set(_FIELDS):
                    raise ValueError(f"{path.name}:{number}: the head has {', '.join(fields)} instead of {', '.join(_FIELDS)}")
                fields["sql"] = "\n".join(lines[number - 1 :]).strip()
                break
            fields[head[1]] = head[2].strip()
        found[path.stem] = fields
    return found
