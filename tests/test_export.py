"""extract.export: which files there are, what describes them, and that an export is whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from frictionless import validate

from core.catalog import read_catalog
from extract.database.errors import BuildError
from extract.database.load import Inputs, build
from extract.database.verify import verify
from extract.evaluation.accuracy import rules_version
from extract.export import run
from extract.export.run import FORMATS, export
from extract.export.tables import LOOKUPS, Table, read_tables
from tests.export_fixture import copy_with, hostile_database, one_of_links, tables_of
from tests.gold import ROOT
from tests.load_fixture import BODY_A, BODY_B, write_sample

AROUND = {"CITATION.cff", "README.txt", "THIRD_PARTY.md", "checksums.txt"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_database(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def whole(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    export(database, out)
    return out


@pytest.fixture(scope="module")
def described(whole: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((whole / "datapackage.json").read_text(encoding="utf-8"))
    return package


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_the_files_are_those_of_the_public_tables_and_look_ups(database: Path, whole: Path) -> None:
    names = {table.name for table in tables_of(database)}
    public = {name for name in read_catalog().tables if name.startswith("v_")}
    assert names == public | set(LOOKUPS) and len(public) >= 10
    tables = {f"{name}.{format_}" for name in names for format_ in ("csv", "jsonl", "parquet")}
    assert set(contents(whole)) == tables | AROUND | {"chiso.xlsx", "datapackage.json"}


def test_no_press_text_leaves(whole: Path) -> None:
    """The quotes of facts do, and the article's other sentences do not."""
    texts = {name: data.decode() for name, data in contents(whole).items() if name.endswith((".csv", ".jsonl", ".json"))}
    assert "tỉnh Gia Lai đạt 84,20 điểm" in BODY_A and any("tỉnh Gia Lai đạt 84,20 điểm" in text for text in texts.values())
    for sentence in ("Đường về Hoà Bình còn xa", "Ông Mẫu cảm ơn các đại biểu", "<script>alert(1)</script>"):
        assert sentence in BODY_A + BODY_B
        assert [name for name, text in texts.items() if sentence in text] == []


def test_twice_gives_the_same_bytes(database: Path, whole: Path, tmp_path: Path) -> None:
    again = copy_with(database, tmp_path / "elsewhere.db")
    export(again, tmp_path / "b", ["xlsx", "parquet", "jsonl", "csv"])
    assert contents(tmp_path / "b") == contents(whole)


def test_xlsx_tells_no_time(whole: Path) -> None:
    with zipfile.ZipFile(whole / "chiso.xlsx") as book:
        assert {member.date_time for member in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert book.read("docProps/core.xml").count(b">1980-01-01T00:00:00Z<") == 2


def test_frictionless_validates_the_package(whole: Path, database: Path, tmp_path: Path) -> None:
    report = validate(str(whole / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert report.stats["tasks"] == len(tables_of(database))
    export(database, tmp_path, ["csv"], bom=True)
    assert validate(str(tmp_path / "datapackage.json")).valid


BROKEN = (
    ("v_scores.csv", "PAR_LOCAL", "NO_SUCH", "foreign-key"),
    ("v_scores.csv", ",result,", ",perhaps,", "constraint-error"),
    ("v_panel.csv", ",2022,", ",nămnay,", "type-error"),
)


@pytest.mark.parametrize("file, old, new, error", BROKEN)
def test_the_descriptor_finds_what_is_wrong(database: Path, tmp_path: Path, file: str, old: str, new: str, error: str) -> None:
    """Its types, constraints and keys are not idle: a changed cell fails by the very one."""
    export(database, tmp_path, ["csv"])
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    found = {row[0] for row in validate(str(tmp_path / "datapackage.json")).flatten(["type"])}
    assert error in found and "hash-count" in found


def test_the_descriptor_says_what_the_files_are(database: Path, whole: Path, described: dict[str, Any]) -> None:
    catalog = read_catalog()
    digest = hashlib.sha256(database.read_bytes()).hexdigest()
    assert described["version"] == f"{rules_version()}.{digest[:12]}"
    assert described["program"] == {"rules_version": rules_version(), "database_sha256": digest}
    assert described["created"] == "2026-01-03T00:00:00Z"  # the newest page of the sample
    assert [licence["name"] for licence in described["licenses"]] == ["CC-BY-4.0"]
    assert "FICTION" in described["description"] and "HƯ CẤU" in described["description"]
    for table, resource in zip(tables_of(database), described["resources"], strict=True):
        path = whole / resource["path"]
        assert (resource["name"], resource["rows"], resource["bytes"]) == (table.name, table.rows, path.stat().st_size)
        assert resource["hash"] == "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
        schema = resource["schema"]
        assert [field["name"] for field in schema["fields"]] == table.names()
        assert schema["primaryKey"] == table.key and schema["missingValues"] == [""]
        for field in schema["fields"]:
            text = catalog.column(table.name, field["name"])
            assert (field["description"], field["description_vi"]) == (text.en, text.vi)


CONSTRAINTS = (
    ("v_scores", "fact_id", {"required": True, "unique": True}),
    ("v_scores", "status", {"enum": ["result", "target"]}),
    ("v_scores", "confidence", {"minimum": 0, "maximum": 1}),
    ("v_scores", "derived", {"enum": [0, 1]}),
    ("v_officials", "status", {"enum": ["current", "former", "new"]}),
    ("v_awards", "recipient_kind", {"enum": ["collective", "individual", "household", "locality", "mixed"]}),
    ("v_panel", "value_share", {"minimum": 0, "maximum": 1}),
    ("v_documents", "type", None),
    ("indicators", "level", {"enum": ["national", "local", "both"]}),
    ("indicator_editions", "year", {"required": True}),
)


@pytest.mark.parametrize("table, column, expected", CONSTRAINTS)
def test_constraints_are_those_of_the_database(
    described: dict[str, Any], table: str, column: str, expected: dict[str, Any] | None
) -> None:
    (schema,) = (resource["schema"] for resource in described["resources"] if resource["name"] == table)
    (field,) = (field for field in schema["fields"] if field["name"] == column)
    assert field.get("constraints") == expected


def test_what_a_panel_prefers_is_exported(database: Path, described: dict[str, Any]) -> None:
    """`one_of` stands for a foreign key into two tables; frictionless does not know it, so it is checked here."""
    total, broken = one_of_links(database, described)
    assert total > 0 and broken == 0


def test_checksums_hold_and_are_complete(whole: Path) -> None:
    lines = (whole / "checksums.txt").read_text(encoding="utf-8").splitlines()
    stated = dict(reversed(line.split("  ")) for line in lines)
    assert stated == {name: hashlib.sha256(data).hexdigest() for name, data in contents(whole).items() if name != "checksums.txt"}


def test_readme_and_citation(database: Path, whole: Path, described: dict[str, Any]) -> None:
    assert (whole / "CITATION.cff").read_bytes() == (ROOT / "CITATION.cff").read_bytes()
    release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {release}\n" in (whole / "CITATION.cff").read_text(encoding="utf-8")
    text = (whole / "README.txt").read_text(encoding="utf-8")
    for part in (described["version"], described["citation"], "FICTION", "HƯ CẤU", "creativecommons.org/licenses/by/4.0"):
        assert part in text
    for table in tables_of(database):
        assert re.search(rf"^  {table.name} +{table.rows:,}  ", text, re.M)


def test_without_the_sample_nothing_is_called_fiction(database: Path, tmp_path: Path) -> None:
    live = copy_with(database, tmp_path / "live.db", "UPDATE portals SET sample = 0", "UPDATE pages SET fetched_at = 'soon'")
    export(live, tmp_path / "out", ["csv"])
    for name in ("README.txt", "datapackage.json"):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "FICTION" not in text and "HƯ CẤU" not in text
    assert "created" not in json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))


def test_a_redacted_person_is_in_no_file(tmp_path: Path) -> None:
    data = write_sample(tmp_path / "data")
    decisions = data / "decisions"
    decisions.mkdir()
    rows = "kind,match,reason,who,when\nperson,Trần Hoài Mẫu,asked,editor,2026-05-01\n"
    (decisions / "redactions.csv").write_text(rows, encoding="utf-8")
    build(data, data / "chiso.db", Inputs(data, decisions=decisions))
    export(data / "chiso.db", tmp_path / "out", ["csv", "jsonl", "xlsx"])
    files = contents(tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out" / "chiso.xlsx") as book:
        files |= {name: book.read(name) for name in book.namelist()}
    assert [name for name, data in files.items() if "Trần Hoài Mẫu".encode() in data] == []
    assert "[ẩn danh]".encode() in files["v_officials.csv"]


def test_an_export_replaces_the_one_before(database: Path, tmp_path: Path) -> None:
    """What it does not make goes, unless somebody changed it; other files are not touched."""
    export(database, tmp_path, ["csv", "jsonl"])
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "v_panel.jsonl").write_text("mine, too")
    export(database, tmp_path, ["parquet"])
    left = set(contents(tmp_path))
    assert left == {f"{t.name}.parquet" for t in tables_of(database)} | AROUND | {"notes.txt", "v_panel.jsonl"}


@pytest.mark.parametrize("format_", FORMATS)
def test_a_failed_export_leaves_the_old_files(
    database: Path, tmp_path: Path, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value that no format takes, met in the last table; then a disk that fills up."""
    export(database, tmp_path / "out", ["csv", "parquet"])
    before = contents(tmp_path / "out")
    bad = copy_with(database, tmp_path / "bad.db", "UPDATE v_tier_counts SET count = 'nhiều'")
    with pytest.raises(BuildError, match=r"v_tier_counts\.count of .* is 'nhiều'"):
        export(bad, tmp_path / "out", [format_])
    assert contents(tmp_path / "out") == before

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run.package, "checksums", full)
    with pytest.raises(BuildError, match="cannot be written: the disk is full"):
        export(database, tmp_path / "out", [format_])
    assert contents(tmp_path / "out") == before


@pytest.mark.parametrize("format_", FORMATS)
def test_a_disk_that_refuses_is_named(database: Path, tmp_path: Path, format_: str) -> None:
    """No file may grow above 8 kB: a reason on one line, nothing left behind."""
    code = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)); "
    code += "runpy.run_module('extract', run_name='__main__', alter_sys=True)"
    arguments = [sys.executable, "-c", code, "export", str(tmp_path), "--database", str(database), "--format", format_]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert re.fullmatch(rf"chiso: {re.escape(str(tmp_path))}: cannot be written: .*(File too large|EFBIG).*\n", done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_a_database_swapped_meanwhile_is_noticed(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of one database never go under the hash of another."""
    copy, newer = copy_with(database, tmp_path / "a.db"), copy_with(database, tmp_path / "b.db", "DELETE FROM v_events")

    def swap(db: sqlite3.Connection) -> list[Table]:
        tables = read_tables(db)
        newer.replace(copy)
        return tables

    monkeypatch.setattr(run, "read_tables", swap)
    with pytest.raises(BuildError, match=r"a\.db: was replaced while it was read"):
        export(copy, tmp_path / "out", ["csv"])
    assert not (tmp_path / "out").exists()


def test_a_terminal_sees_the_progress(database: Path, tmp_path: Path) -> None:
    reader, terminal = pty.openpty()
    arguments = [sys.executable, "-m", "extract", "export", str(tmp_path), "--database", str(database), "--format", "csv"]
    done = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=terminal, timeout=120, check=False)
    os.close(terminal)
    shown = os.read(reader, 100_000).decode()
    os.close(reader)
    assert done.returncode == 0
    assert "export: csv v_panel" in shown and shown.endswith("\r\033[K")


def test_what_cannot_be_exported(database: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="unknown format 'xml'; known: csv, jsonl, parquet, xlsx"):
        export(database, tmp_path, ["xml"])
    for call in (lambda: export(tmp_path / "no.db", tmp_path), lambda: verify(tmp_path / "no.db")):
        with pytest.raises(BuildError, match=r"no\.db: missing; run `make demo`"):
            call()
    (tmp_path / "foreign.db").write_bytes(b"no database, but some bytes that are long enough")
    with pytest.raises(BuildError, match="not a database of this project"):
        export(tmp_path / "foreign.db", tmp_path / "out")
    sqlite3.connect(tmp_path / "empty.db").close()
    with pytest.raises(BuildError, match=r"empty\.db: has no public tables"):
        export(tmp_path / "empty.db", tmp_path / "out")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BuildError, match="cannot be written"):
        export(database, tmp_path / "file")
    (tmp_path / "out" / "v_scores.csv").mkdir(parents=True)
    with pytest.raises(BuildError, match=r"v_scores\.csv: is a directory"):
        export(database, tmp_path / "out", ["csv"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["v_scores.csv"]


def command(*args: object) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "extract", "export", *map(str, args)]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_command(database: Path, tmp_path: Path) -> None:
    data = database.parent
    default = command("--data", data, "--format", "csv", "--format", "parquet", "--bom")
    assert (default.returncode, default.stderr) == (0, "")
    assert default.stdout.splitlines()[-1] == f"exported to {data / 'export'}"
    names = {path.suffix for path in (data / "export").iterdir()}
    assert names == {".csv", ".parquet", ".txt", ".json", ".cff", ".md"}
    with (data / "export" / "v_panel.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))[0] == "\ufeffid"
    for place in ((tmp_path / "a",), ("--out", tmp_path / "b")):
        assert command(*place, "--database", database, "--format", "jsonl").returncode == 0
        assert (Path(place[-1]) / "v_panel.jsonl").exists()
    both = command(tmp_path / "a", "--out", tmp_path / "b", "--database", database)
    assert both.returncode == 2 and "DIR or --out, not both" in both.stderr
    wrong = command(tmp_path / "c", "--database", database, "--format", "xml")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == "chiso: unknown format 'xml'; known: csv, jsonl, parquet, xlsx\n"


def test_a_failed_xlsx_says_nothing_but_its_reason(database: Path, tmp_path: Path) -> None:
    """openpyxl's half-written sheets are closed: no traceback of theirs follows."""
    bad = copy_with(database, tmp_path / "bad.db", "UPDATE v_tier_counts SET count = 'nhiều'")
    done = command(tmp_path / "out", "--database", bad, "--format", "xlsx")
    assert done.returncode == 1
    assert re.fullmatch(r"chiso: \S+bad\.db: v_tier_counts\.count of '\w+' is 'nhiều', which is no integer\n", done.stderr)
