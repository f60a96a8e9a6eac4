"""Each format, read back as researchers read it, holds cell by cell what SQLite holds."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workbook import escape
from extract.database.errors import BuildError
from extract.export import workbook
from extract.export.run import export
from extract.export.tables import BATCH, Column, Table
from extract.export.workbook import WorkbookWriter
from extract.export.writers import CsvWriter, JsonLinesWriter, ParquetWriter, Writer
from tests.conftest import LONG
from tests.export_fixture import READERS, copy_with, hostile_database, stored, tables_of, unescape, without_empty

COLUMNS = (
    Column("id", "string", {"required": True}),
    Column("of", "integer", {}),
    Column("value", "number", {}),
    Column("quote", "string", {}),
    Column("last one", "string", {}),
)
# What a database of this project can hold: no NUL and no lone surrogate (core.slots.storable).
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)
PIECES = st.sampled_from(['"', ",", "\n", "\r", "_x000D_", "=", "_", "x41_", "ệ", " ", "\ufeff", "#N/A", "\x0b", "\ufffe"])
HARD = TEXTS | st.lists(PIECES | TEXTS, max_size=6).map("".join)
# SQLite keeps neither NaN nor -0.0.
NUMBER = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
ROW = st.tuples(st.none() | st.integers(-(2**53), 2**53), st.none() | NUMBER, st.none() | HARD, HARD)


def table_of(rows: list[tuple[Any, ...]], name: str = "v_made") -> Table:
    return Table(name, COLUMNS, "id", (), len(rows))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_database(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def plain(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plain")
    export(database, out)
    return out


@pytest.fixture(scope="module")
def with_bom(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bom")
    export(database, out, ["csv"], bom=True)
    return out


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("bom", (False, True), ids=("plain", "bom"))
def test_files_hold_what_the_tables_hold(database: Path, plain: Path, with_bom: Path, reader: str, bom: bool) -> None:
    format_, read, tells_empty = READERS[reader]
    if bom and format_ != "csv":
        pytest.skip("only CSV has a BOM")
    for table in tables_of(database):
        rows = stored(database, table)
        got = read(with_bom if bom else plain, table)
        assert len(got) == table.rows
        for expected, found in zip(rows if tells_empty else without_empty(rows), got, strict=True):
            assert [(type(v), repr(v)) for v in found] == [(type(v), repr(v)) for v in expected], table.name


def test_bom_is_the_only_difference(plain: Path, with_bom: Path) -> None:
    for path in plain.glob("*.csv"):
        assert (with_bom / path.name).read_bytes() == b"\xef\xbb\xbf" + path.read_bytes()


def test_csv_is_bytes_as_documented(tmp_path: Path) -> None:
    rows: list[tuple[Any, ...]] = [("a", None, 84.2, "", None), ("b", 3, None, '=1,"x"\n', " y")]
    writer = CsvWriter(tmp_path)
    writer.add(table_of(rows), iter([rows]))
    expected = 'id,of,value,quote,last one\na,,84.2,"",\nb,3,,"=1,""x""\n"," y"\n'
    assert (tmp_path / "v_made.csv").read_bytes() == expected.encode()


def made(tmp: Path, rows: list[tuple[Any, ...]]) -> Table:
    """The rows in every format, in batches of two."""
    table = table_of(rows)
    writers: list[Writer] = [CsvWriter(tmp), JsonLinesWriter(tmp), ParquetWriter(tmp), WorkbookWriter(tmp)]
    for writer in writers:
        writer.add(table, iter([rows[i : i + 2] for i in range(0, len(rows), 2)]))
        writer.finish()
    return table


@settings(max_examples=1000 if LONG else 40)
@given(st.lists(ROW, max_size=5))
def test_any_row_comes_back(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[Any, ...]]) -> None:
    tmp = tmp_path_factory.mktemp("any")
    rows = [(f"{n:03}", *row) for n, row in enumerate(cells)]
    table = made(tmp, rows)
    for name, (_, read, tells_empty) in READERS.items():
        expected = rows if tells_empty else without_empty(rows)
        got = read(tmp, table)
        assert [[repr(v) for v in row] for row in got] == [[repr(v) for v in row] for row in expected], name


@given(HARD)
def test_escaping_of_xlsx_is_undone(text: str) -> None:
    spelt = escape(text)
    assert unescape(spelt) == text
    assert not any(c in spelt for c in "\x00\r\x0b\ufffe\uffff")


TOO_MUCH = (
    ("quote = printf('%.*c', 32768, 'x')", r"v_scores\.quote of 'hostile03' has 32,768 characters"),
    ("quote = replace(printf('%.*c', 16384, 'x'), 'x', '😀')", r"v_scores\.quote of 'hostile03' has 16,384 characters"),
    ("year = 9007199254740993", r"v_scores\.year of 'hostile03' is 9007199254740993"),
)


@pytest.mark.parametrize("change, message", TOO_MUCH)
def test_xlsx_stops_where_it_would_lose(database: Path, tmp_path: Path, change: str, message: str) -> None:
    changed = copy_with(database, tmp_path / "changed.db", f"UPDATE v_scores SET {change} WHERE fact_id = 'hostile03'")
    with pytest.raises(BuildError, match=message + ".*--format csv --format parquet"):
        export(changed, tmp_path / "out", ["xlsx"])
    assert list((tmp_path / "out").iterdir()) == []
    export(changed, tmp_path / "out", ["csv", "parquet"])
    (table,) = (t for t in tables_of(changed) if t.name == "v_scores")
    assert READERS["duckdb parquet"][1](tmp_path / "out", table) == stored(changed, table)


def test_xlsx_has_no_more_rows_than_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("a", None, None, None, ""), ("b", None, None, None, "")]
    assert workbook.MAX_ROWS == 2**20
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    WorkbookWriter(tmp_path).add(table_of(rows), iter([rows]))
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    with pytest.raises(BuildError, match="v_made has 2 rows, a sheet of XLSX holds 1: choose other formats"):
        WorkbookWriter(tmp_path).add(table_of(rows), iter([rows]))


WRONG = (
    ("year", "'khoảng 2022'", "v_scores.year of 'hostile03' is 'khoảng 2022', which is no integer"),
    ("year", "2022.5", "v_scores.year of 'hostile03' is 2022.5, which is no integer"),
    ("value", "'cao'", "v_scores.value of 'hostile03' is 'cao', which is no number"),
    ("value", "9e999", f"v_scores.value of 'hostile03' is {math.inf}, which is no number"),
    ("quote", "x'00ff'", "v_scores.quote of 'hostile03' is b'\\x00\\xff', which is no string"),
)


@pytest.mark.parametrize("column, value, message", WRONG)
def test_a_value_of_another_type_is_named(database: Path, tmp_path: Path, column: str, value: str, message: str) -> None:
    changed = copy_with(database, tmp_path / "w.db", f"UPDATE v_scores SET {column} = {value} WHERE fact_id = 'hostile03'")
    with pytest.raises(BuildError) as raised:
        export(changed, tmp_path / "out", ["csv"])
    assert str(raised.value) == f"{changed}: {message}"


# Writes N made rows in FORMAT and prints the most memory that the process ever held, in MB.
_MEASURE = """
import resource, sys
from pathlib import Path
from extract.export.run import _WRITERS
from extract.export.tables import Column, Table
n, format_, out = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
names = [f"c{i}" for i in range(12)]
kinds = ["number" if i % 3 else "string" for i in range(12)]
columns = (Column("id", "string", {"required": True}), *(Column(c, kind, {}) for c, kind in zip(names, kinds)))
def row(k):
    return (f"{k:016x}", *(k / 7 + i if i % 3 else f"câu số {k} của bài {i} " * 6 for i in range(12)))
def batches():
    for start in range(0, n, 2000):
        yield [row(k) for k in range(start, start + 2000)]
writer = _WRITERS[format_](out, False)
writer.add(Table("v_many", columns, "id", (), n), batches())
writer.finish()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize("format_", ("csv", "jsonl", "parquet", pytest.param("xlsx", marks=pytest.mark.long)))
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, format_: str) -> None:
    """Held at once, 100,000 rows take 110 MB more than 40,000 do (measured)."""
    assert 20_000 % BATCH == 0
    peaks = []
    for n in (40_000, 100_000):
        command = [sys.executable, "-c", _MEASURE, str(n), format_, str(tmp_path)]
        run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
        peaks.append(int(run.stdout))
    assert peaks[1] - peaks[0] < 30, peaks
