"""The descriptions of every table and column (schemas/tables.csv, schemas/columns.csv): for the table `codebook` and Datasette.

A row of columns.csv with table `*` describes a column of that name wherever no row of its own stands."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"


@dataclass(frozen=True, slots=True)
class TableText:
    """What a table is: its title (en, vi), what one row stands for, and how to count."""

    name: str
    title: str
    title_vi: str
    grain: str
    meaning: str
    meaning_vi: str
    counting_rule: str


@dataclass(frozen=True, slots=True)
class ColumnText:
    """What a column means (en, vi), its unit, and when it is null."""

    en: str
    vi: str
    unit: str
    null_rule: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """All descriptions."""

    tables: dict[str, TableText]
    columns: dict[tuple[str, str], ColumnText]

    def column(self, table: str, name: str) -> ColumnText:
        """The description of a column. Raises KeyError where nobody wrote one."""
        found = self.columns.get((table, name)) or self.columns.get(("*", name))
        if found is None:
            raise KeyError(f"schemas/columns.csv describes no column {table}.{name}")
        return found


def _read(name: str) -> list[dict[str, str]]:
    with (SCHEMAS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def read_catalog() -> Catalog:
    """Read both files."""
    tables = {row["name"]: TableText(**row) for row in _read("tables.csv")}
    columns = {
        (row["table"], row["column"]): ColumnText(row["en"], row["vi"], row["unit"], row["null_rule"])
        for row in _read("columns.csv")
    }
    return Catalog(tables, columns)
