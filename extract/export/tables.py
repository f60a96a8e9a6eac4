"""What is exported, and in which form: the tables, their columns with types and constraints, their rows in batches.

Exported are the public tables (v_*) and the look-ups that explain them. None of these holds a press text: what they give of
one is the quote, the title and the address. Everything here is read from the database itself, so a new column of
schemas/database.sql is exported without a line being written here."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extract.database.errors import BuildError

LOOKUPS = ("accuracy", "codebook", "coverage", "indicator_editions", "indicators", "place_successors", "places")
BATCH = 2000
Row = tuple[Any, ...]

_KINDS = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}
_PYTHON: dict[str, type] = {"string": str, "integer": int, "number": float}
# A public table v_x is filled from x (schemas/views.sql), these from others: the CHECK of a column there holds here.
_FILLED_FROM = {"v_officials": "tenures", "v_panel": "scores", "v_local_panel": "scores"}
# Every fact has these from `facts` (and nothing else: `type` means another thing there) …
_OF_FACTS = ("confidence", "derived")
# … and these have another name here.
_RENAMED = {
    ("v_awards", "recipient_kind"): ("award_recipients", "kind"),
    ("v_awards", "count"): ("award_recipients", "count"),
    ("v_panel", "value_share"): ("facts", "confidence"),
    ("v_panel", "agreement"): ("facts", "confidence"),
    ("v_local_panel", "agreement"): ("facts", "confidence"),
    ("v_panel", "break_before"): ("facts", "derived"),
}
_NOT_FINITE = (math.inf, -math.inf)  # SQLite keeps no NaN: it stores null.
_IN = re.compile(r"""CHECK \("?(\w+)"? IN \(([^)]*)\)\)""")
_BETWEEN = re.compile(r"""CHECK \("?(\w+)"? BETWEEN (\d+) AND (\d+)\)""")
_AT_LEAST = re.compile(r"""CHECK \("?(\w+)"? >= (\d+)\)""")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `kind` is string, integer (64 bits) or number (a double); `constraints` are those of a Table Schema."""

    name: str
    kind: str
    constraints: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export: `key` is its first column; `references` are (column, table, column there) that hold in the export."""

    name: str
    columns: tuple[Column, ...]
    key: str
    references: tuple[tuple[str, str, str], ...]
    rows: int

    def names(self) -> list[str]:
        """The columns in order."""
        return [column.name for column in self.columns]


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def read_tables(db: sqlite3.Connection) -> list[Table]:
    """The tables to export by name. Raises BuildError where the database has no public ones."""
    present = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    public = [name for name in present if name.startswith("v_")]
    if not public:
        raise BuildError("has no public tables")
    chosen = sorted({*public, *(name for name in LOOKUPS if name in present)})
    checks = _checks(db)
    return [_table(db, name, set(chosen), checks) for name in chosen]


def _table(db: sqlite3.Connection, name: str, chosen: set[str], checks: dict[tuple[str, str], dict[str, Any]]) -> Table:
    declared = list(db.execute(f"PRAGMA table_info({quoted(name)})"))
    key = declared[0][1]
    columns = []
    for _, column, type_, not_null, _, _ in declared:
        if type_ not in _KINDS:
            raise BuildError(f"column {name}.{column} has the type '{type_}', which no format knows")
        constraints = _constraints(name, column, checks)
        if not_null or column == key:
            constraints = {"required": True} | constraints
        if column == key:
            constraints |= {"unique": True}
        columns.append(Column(column, _KINDS[type_], constraints))
    listed = db.execute(f"PRAGMA foreign_key_list({quoted(name)})")
    references = sorted((row[3], row[2], row[4]) for row in listed if row[2] in chosen)
    rows = db.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]
    return Table(name, tuple(columns), key, tuple(references), rows)


def _checks(db: sqlite3.Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """(table, column) -> the constraints that its CHECK states, of every table of the database."""
    out: dict[tuple[str, str], dict[str, Any]] = {}
    for table, sql in db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"):
        for column, listed in _IN.findall(sql):
            values = [item.strip() for item in listed.split(",")]
            out[table, column] = {"enum": [item[1:-1] if item.startswith("'") else int(item) for item in values]}
        for column, low, high in _BETWEEN.findall(sql):
            out[table, column] = {"minimum": int(low), "maximum": int(high)}
        for column, low in _AT_LEAST.findall(sql):
            out[table, column] = {"minimum": int(low)}
    return out


def _constraints(table: str, column: str, checks: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    source = _FILLED_FROM.get(table, table.removeprefix("v_"))
    places = [(table, column), _RENAMED.get((table, column), (source, column))]
    if table.startswith("v_") and column in _OF_FACTS:
        places.append(("facts", column))
    return next((checks[place] for place in places if place in checks), {})


def read_batches(db: sqlite3.Connection, table: Table) -> Iterator[list[Row]]:
    """The rows in the order of their key, at most BATCH at once; a value is None or of its column's type.

    Raises BuildError where a value is of another type: no format may guess what it stands for."""
    names = ", ".join(quoted(name) for name in table.names())
    cursor = db.execute(f"SELECT {names} FROM {quoted(table.name)} ORDER BY {quoted(table.key)}")
    types = [_PYTHON[column.kind] for column in table.columns]
    while rows := cursor.fetchmany(BATCH):
        for row in rows:
            for place, (value, type_) in enumerate(zip(row, types, strict=True)):
                if value is not None and (type(value) is not type_ or value in _NOT_FINITE):
                    column = table.columns[place]
                    raise BuildError(f"{table.name}.{column.name} of {row[0]!r} is {value!r}, which is no {column.kind}")
        yield rows
