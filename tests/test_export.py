"""extract.database.export: the public tables as files."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from extract.database.errors import BuildError
from extract.database.export import export
from extract.database.load import Inputs, build
from extract.database.verify import verify
from tests.load_fixture import write_sample


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_sample(tmp_path_factory.mktemp("data"))
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    return data / "chiso.db"


def test_files_hold_what_the_tables_hold(database: Path, tmp_path: Path) -> None:
    counts = export(database, tmp_path)
    db = sqlite3.connect(database)
    assert len(counts) == 10
    for table, count in counts.items():
        cursor = db.execute(f"SELECT * FROM {table} ORDER BY 1")
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
        assert len(rows) == count
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        assert lines[0] == names
        assert lines[1:] == [["" if value is None else str(value) for value in row] for row in rows]
        listed = [json.loads(line) for line in (tmp_path / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]
        assert listed == [dict(zip(names, row, strict=True)) for row in rows]
    db.close()


def test_twice_gives_the_same_bytes(database: Path, tmp_path: Path) -> None:
    export(database, tmp_path / "a")
    export(database, tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_a_redacted_person_is_in_no_file(tmp_path: Path) -> None:
    data = write_sample(tmp_path / "data")
    decisions = data / "decisions"
    decisions.mkdir()
    rows = "kind,match,reason,who,when\nperson,Trần Hoài Mẫu,asked,editor,2026-05-01\n"
    (decisions / "redactions.csv").write_text(rows, encoding="utf-8")
    build(data, data / "chiso.db", Inputs(data, decisions=decisions))
    export(data / "chiso.db", tmp_path / "out")
    files = list((tmp_path / "out").iterdir())
    assert len(files) == 20
    assert not any("Trần Hoài Mẫu" in path.read_text(encoding="utf-8") for path in files)
    assert "[ẩn danh]" in (tmp_path / "out" / "v_officials.csv").read_text(encoding="utf-8")


def test_what_cannot_be_exported(database: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="unknown format 'xml'; known: csv, jsonl"):
        export(database, tmp_path, ["xml"])
    for call in (lambda: export(tmp_path / "no.db", tmp_path), lambda: verify(tmp_path / "no.db")):
        with pytest.raises(BuildError, match=r"no\.db: missing; run `make demo`"):
            call()
    (tmp_path / "foreign.db").write_bytes(b"no database, but some bytes that are long enough")
    with pytest.raises(BuildError, match="not a database of this project"):
        export(tmp_path / "foreign.db", tmp_path / "out")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BuildError, match="cannot be written"):
        export(database, tmp_path / "file")
