"""One writer a format behind one interface: a table at a time, rows in batches, so that memory does not grow with the rows.

A writer makes its files in the directory that it is given; the same rows give the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from extract.export.tables import Row, Table

_TO_QUOTE = re.compile('[",\r\n]')
_ARROW = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64()}
# Rows of a Parquet row group: one group is what a writer holds, and what a reader fetches at once.
_GROUP = 10_000


class Writer(Protocol):
    """What every format offers: `add` once a table, then `finish` once."""

    def add(self, table: Table, batches: Iterator[list[Row]]) -> None:
        """Write a table. Raises BuildError for what the format cannot hold, OSError where the disk refuses."""

    def finish(self) -> None:
        """Write what belongs to all tables."""


def csv_cell(value: object) -> str:
    """A cell as RFC 4180 has it: null is empty, the empty string is `""`, numbers stand as Python's repr (shortest exact)."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    return '"' + value.replace('"', '""') + '"' if value == "" or _TO_QUOTE.search(value) or value != value.strip() else value


class CsvWriter:
    """`<table>.csv`: UTF-8, comma, LF after each record, a header. With `bom` the three bytes that make Excel read UTF-8.

    Cells are as printed: one that begins with `=` keeps it (docs/data.md says what to do about spreadsheets)."""

    def __init__(self, directory: Path, bom: bool = False) -> None:
        self._directory, self._encoding = directory, "utf-8-sig" if bom else "utf-8"

    def add(self, table: Table, batches: Iterator[list[Row]]) -> None:
        with (self._directory / f"{table.name}.csv").open("w", encoding=self._encoding, newline="") as file:
            file.write(",".join(map(csv_cell, table.names())) + "\n")
            for rows in batches:
                file.writelines(",".join(map(csv_cell, row)) + "\n" for row in rows)

    def finish(self) -> None:
        """Nothing is common to the tables."""


class JsonLinesWriter:
    """`<table>.jsonl`: UTF-8, one object a line, null as null."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def add(self, table: Table, batches: Iterator[list[Row]]) -> None:
        names = table.names()
        with (self._directory / f"{table.name}.jsonl").open("w", encoding="utf-8", newline="") as file:
            for rows in batches:
                file.writelines(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)

    def finish(self) -> None:
        """Nothing is common to the tables."""


class ParquetWriter:
    """`<table>.parquet`: string, int64 and double as the columns are declared, null as null, snappy; no time of writing."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def add(self, table: Table, batches: Iterator[list[Row]]) -> None:
        schema = arrow_schema(table)
        with pq.ParquetWriter(self._directory / f"{table.name}.parquet", schema, compression="snappy") as file:
            for rows in _groups(batches):
                arrays = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
                file.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=_GROUP)

    def finish(self) -> None:
        """Nothing is common to the tables."""


def arrow_schema(table: Table) -> pa.Schema:
    """The columns as they are declared."""
    return pa.schema([pa.field(c.name, _ARROW[c.kind], nullable=not c.constraints.get("required")) for c in table.columns])


def _groups(batches: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """Batches joined to row groups; a group's size depends on nothing but the rows."""
    held: list[Row] = []
    for rows in batches:
        held += rows
        if len(held) >= _GROUP:
            yield held
            held = []
    if held:
        yield held
