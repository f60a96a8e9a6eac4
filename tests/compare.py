"""Two databases compared row by row, and what of a database belongs to one article."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Table = dict[str, Row]
# References by which a row is part of what it refers to; the others (duplicate_of, preferred_fact_id, …) only point.
_PART_OF = frozenset({"id", "article", "article_version", "article_id", "fact", "fact_id", "official", "event", "award"})
# Tables that say more of a row of another: (table, its column that refers to it).
_LISTS = {"organizations": (("organization_successors", "organization"),)}


@dataclass(frozen=True)
class Difference:
    """Rows by table and id: only in the first, only in the second, and in both but not equal (first, second)."""

    gone: dict[str, Table]
    new: dict[str, Table]
    changed: dict[str, dict[str, tuple[Row, Row]]]


class Contents:
    """All rows of a database by table and id, and how the tables refer to each other."""

    def __init__(self, database: Path) -> None:
        db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        db.row_factory = sqlite3.Row
        names = [r["name"] for r in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
        self.tables: dict[str, Table] = {}
        self.references: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            if name.startswith(("articles_fts", "sqlite_")):
                continue
            rows = [dict(row) for row in db.execute(f"SELECT * FROM {name}")]
            key = next(iter(rows[0])) if rows else "id"
            self.tables[name] = {row[key]: row for row in rows}
            assert len(self.tables[name]) == len(rows), f"{name}: an id stands twice"
            self.references[name] = [(r["from"], r["table"]) for r in db.execute(f"PRAGMA foreign_key_list({name})")]
        # Each row of the full-text index by its words: the index must hold the same for the same article.
        self.found = {r["rowid"] for r in db.execute("SELECT rowid FROM articles_fts")}
        db.close()

    def parts_of(self, seeds: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """(table, id) of the seeds and of every row that is part of one of them."""
        owned, grown = set(seeds), True
        while grown:
            more = {
                (table, id_)
                for table, rows in self.tables.items()
                for column, target in self.references[table]
                if column in _PART_OF
                for id_, row in rows.items()
                if (target, row[column]) in owned
            }
            grown = not more <= owned
            owned |= more
        return owned

    def named_by(self, rows: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Everything that these rows refer to, at any number of steps, and what is listed of it (`_LISTS`)."""
        reached, ahead = set(rows), list(rows)
        while ahead:
            table, id_ = ahead.pop()
            row = self.tables[table].get(id_, {})
            keys = [(target, row.get(column)) for column, target in self.references[table]]
            for lists, column in _LISTS.get(table, ()):
                keys += [(lists, key) for key, listed in self.tables[lists].items() if listed[column] == id_]
            for key in keys:
                if key[1] is not None and key not in reached:
                    reached.add(key)
                    ahead.append(key)
        return reached


def compare(first: Contents, second: Contents) -> Difference:
    """The difference of two databases of one schema."""
    assert first.tables.keys() == second.tables.keys()
    gone: dict[str, Table] = {}
    new: dict[str, Table] = {}
    changed: dict[str, dict[str, tuple[Row, Row]]] = {}
    for table, old in first.tables.items():
        now = second.tables[table]
        gone[table] = {id_: row for id_, row in old.items() if id_ not in now}
        new[table] = {id_: row for id_, row in now.items() if id_ not in old}
        changed[table] = {id_: (old[id_], now[id_]) for id_ in old.keys() & now.keys() if old[id_] != now[id_]}
    return Difference(gone, new, changed)


def differing(pair: tuple[Row, Row]) -> set[str]:
    """The columns in which two rows differ."""
    return {name for name in pair[0] if pair[0][name] != pair[1][name]}
