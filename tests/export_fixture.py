"""A database with values that break careless exports, and the readers that give each file back as rows of SQLite's types."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd

from extract.database.load import Inputs, build
from extract.export.tables import Table, read_tables
from extract.export.workbook import FILE
from tests.load_fixture import write_sample

# Each becomes a row of v_scores, whose subject, component, quote and title it is.
HOSTILE = (
    '=HYPERLINK("http://x.test","bấm")',
    "+84 24 3826",
    "-5,2 điểm",
    "@SUM(A1)",
    "#N/A",
    "Đắk Lắk; Thừa Thiên – Huế; Bà Rịa–Vũng Tàu; ờ ỡ ợ",
    "hoa\u0300 (tổ hợp), hòa (dựng sẵn)",
    'anh nói: "được", rồi đi',
    '"',
    "dòng một\ndòng hai",
    "dòng một\r\ndòng hai\rba",
    "\n",
    "ô | cột \\| dược\t87,5%",
    " đầu và cuối ",
    "\u00a0không ngắt\u3000",
    "0123",
    "1e5",
    "1,234.50",
    "87,5",
    "TRUE",
    "NULL",
    "NA",
    "nan",
    "None",
    "2025-07-01",
    "",
    "😀 \U00020b9f",
    "\ufeffBOM ở đầu",
    "U+FFFE: \ufffe; thoát: _x000D_ _x41_ __x0041_; điều khiển: \x01\x1f\x7f\x85",
    "x" * 32_767,
)
NUMBERS = (84.2, 0.1 + 0.2, 1e-7, 1e22, 89.0, 5e-324, 1.7976931348623157e308, 100 / 3, 0.0)
WHOLE = (2022, 0, -1, 2**31, 2**53)
Rows = list[tuple[Any, ...]]


def hostile_database(directory: Path) -> Path:
    """The sample of load_fixture with a row of v_scores for each of HOSTILE; places without their 15,000 units."""
    data = write_sample(directory)
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    db = sqlite3.connect(data / "chiso.db")
    (first,) = db.execute("SELECT * FROM v_scores ORDER BY 1 LIMIT 1")
    names = [row[1] for row in db.execute("PRAGMA table_info(v_scores)")]
    for n, text in enumerate(HOSTILE):
        changed = dict(zip(names, first, strict=True)) | {"fact_id": f"hostile{n:02}", "subject": text, "quote": text}
        changed |= {"component": text, "article_title": text, "value": NUMBERS[n % len(NUMBERS)], "year": WHOLE[n % len(WHOLE)]}
        db.execute(f"INSERT INTO v_scores VALUES ({', '.join('?' * len(names))})", [changed[name] for name in names])
    db.execute("DELETE FROM place_successors")
    db.execute("DELETE FROM places WHERE level <> 'province'")
    db.commit()
    db.close()
    return data / "chiso.db"


def copy_with(database: Path, target: Path, *statements: str) -> Path:
    """A copy of a database after some SQL."""
    shutil.copyfile(database, target)
    db = sqlite3.connect(target)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return target


def tables_of(database: Path) -> list[Table]:
    db = sqlite3.connect(database)
    try:
        return read_tables(db)
    finally:
        db.close()


def stored(database: Path, table: Table) -> Rows:
    """What SQLite holds, in the order of the key."""
    db = sqlite3.connect(database)
    try:
        names = ", ".join(f'"{name}"' for name in table.names())
        return db.execute(f'SELECT {names} FROM {table.name} ORDER BY "{table.key}"').fetchall()
    finally:
        db.close()


def one_of_links(database: Path, package: dict[str, Any]) -> tuple[int, int]:
    """(links that `one_of` describes, those of them that lead nowhere)."""
    db, total, broken = sqlite3.connect(database), 0, 0
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if "one_of" in field:
                places = (place.split(".") for place in field["one_of"])
                union = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in places)
                name = field["name"]
                sql = f"SELECT count(*), count(*) FILTER (WHERE {name} NOT IN ({union})) FROM {resource['name']}"
                links, lost = db.execute(f"{sql} WHERE {name} IS NOT NULL").fetchone()
                total, broken = total + links, broken + lost
    db.close()
    return total, broken


def _python(values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(None if value is None or value is pd.NA or value != value else value for value in values)


def _rows(frame: pd.DataFrame) -> Rows:
    return [_python(row) for row in frame.astype(object).itertuples(index=False, name=None)]


def pandas_csv(directory: Path, table: Table) -> Rows:
    """As docs/data.md tells it: types by column, only the empty cell null."""
    kinds = {"string": "object", "integer": "Int64", "number": "float64"}
    dtypes = {column.name: kinds[column.kind] for column in table.columns}
    path = directory / f"{table.name}.csv"
    frame = pd.read_csv(path, dtype=dtypes, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
    assert list(frame.columns) == table.names()
    return _rows(frame)


def pandas_parquet(directory: Path, table: Table) -> Rows:
    frame = pd.read_parquet(directory / f"{table.name}.parquet", dtype_backend="numpy_nullable")
    assert list(frame.columns) == table.names()
    return _rows(frame)


def pandas_jsonl(directory: Path, table: Table) -> Rows:
    lines = (directory / f"{table.name}.jsonl").read_bytes().decode("utf-8").split("\n")
    assert lines.pop() == ""
    return [tuple(json.loads(line)[name] for name in table.names()) for line in lines]


def unescape(text: str) -> str:
    """What a spreadsheet program makes of `_x000D_`."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def pandas_xlsx(directory: Path, table: Table) -> Rows:
    frame = pd.read_excel(
        directory / FILE, sheet_name=table.name, dtype=object, keep_default_na=False, na_values=[""], engine="openpyxl"
    )
    assert list(frame.columns) == table.names()
    return [tuple(unescape(v) if isinstance(v, str) else v for v in _typed(row, table)) for row in _rows(frame)]


def openpyxl_xlsx(directory: Path, table: Table) -> Rows:
    book = openpyxl.load_workbook(directory / FILE, read_only=True)
    try:
        header, *rows = book[table.name].iter_rows()
        assert [cell.value for cell in header] == table.names()
        types = {"string": {"s", "inlineStr"}, "integer": {"n"}, "number": {"n"}}
        for row in rows:
            for cell, column in zip(row, table.columns, strict=False):
                assert cell.value is None or cell.data_type in types[column.kind], (column, cell.value, cell.data_type)
        wide = [[cell.value for cell in row] for row in rows]
    finally:
        book.close()
    padded = [tuple(row + [None] * (len(table.columns) - len(row))) for row in wide]
    return [tuple(unescape(v) if isinstance(v, str) else v for v in _typed(row, table)) for row in padded]


def _typed(row: Sequence[Any], table: Table) -> list[Any]:
    """A spreadsheet has one kind of number: 89.0 and 89 are the same cell."""
    kinds = [column.kind for column in table.columns]
    return [float(v) if kind == "number" and isinstance(v, int) else v for v, kind in zip(row, kinds, strict=True)]


def duckdb_csv(directory: Path, table: Table) -> Rows:
    kinds = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
    columns = ", ".join(f"'{column.name}': '{kinds[column.kind]}'" for column in table.columns)
    path = directory / f"{table.name}.csv"
    options = f"header=true, delim=',', quote='\"', escape='\"', nullstr='', allow_quoted_nulls=false, columns={{{columns}}}"
    with duckdb.connect() as db:
        return db.execute(f"SELECT * FROM read_csv('{path}', {options}, auto_detect=false)").fetchall()


def duckdb_parquet(directory: Path, table: Table) -> Rows:
    with duckdb.connect() as db:
        path = directory / f"{table.name}.parquet"
        kinds = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
        described = db.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
        assert [(row[0], row[1]) for row in described] == [(c.name, kinds[c.kind]) for c in table.columns]
        return db.execute(f"SELECT * FROM '{path}'").fetchall()


# How each is read, and whether it tells the empty text from null.
READERS: dict[str, tuple[str, Callable[[Path, Table], Rows], bool]] = {
    "pandas csv": ("csv", pandas_csv, False),
    "duckdb csv": ("csv", duckdb_csv, True),
    "pandas parquet": ("parquet", pandas_parquet, True),
    "duckdb parquet": ("parquet", duckdb_parquet, True),
    "json": ("jsonl", pandas_jsonl, True),
    "pandas xlsx": ("xlsx", pandas_xlsx, False),
    "openpyxl xlsx": ("xlsx", openpyxl_xlsx, False),
}


def without_empty(rows: Rows) -> Rows:
    """The rows as a reader sees them that takes an empty text for null."""
    return [tuple(None if value == "" else value for value in row) for row in rows]
