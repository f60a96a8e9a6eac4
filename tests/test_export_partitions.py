"""`export --from-partitions`: the tables of statements straight from the partitions are those of the database, row for row."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from core import article_store
from extract.database.errors import BuildError
from extract.database.load import Inputs, build
from extract.export.partitions import LOOKUPS, TABLES, export_partitions
from extract.export.run import export
from tests.few_places import few_places
from tests.load_fixture import EMPTY, article_a, article_b, copy_of_a, write_data
from tests.test_rebuild import gold_pairs

ROOT = Path(__file__).resolve().parents[1]
REDACTED = "kind,match,reason,who,when\nperson,trần hoài mẫu,asked,editor,2026-05-01\narticle,http://x.chiso.test/9,wrong,editor,2026-05-01\n"


def given(data: Path, redactions: str = "") -> Inputs:
    (data / "decisions").mkdir(parents=True, exist_ok=True)
    if redactions:
        (data / "decisions" / "redactions.csv").write_text(redactions, encoding="utf-8")
    return Inputs(data, decisions=data / "decisions", vocabulary=few_places())


def rows(source: str) -> list[tuple[Any, ...]]:
    """All rows of a table in the order of its key, with their types."""
    return duckdb.sql(f"SELECT * FROM '{source}' ORDER BY 1").fetchall()


def same_as_the_database(data: Path, inputs: Inputs, engine: str = "local:1") -> Path:
    """Compare both exports; the directory of the one from the partitions."""
    build(data, data / "chiso.db", inputs)
    export(data / "chiso.db", data / "whole", ("parquet",))
    counts = export_partitions(data, data / "parts", engine, inputs)
    for table in (*TABLES, *LOOKUPS):
        made = rows(str(data / "parts" / (f"{table}/*.parquet" if table in TABLES else f"{table}.parquet")))
        assert made == rows(str(data / "whole" / f"{table}.parquet")), table
        assert counts[table] == len(made)
    return data / "parts"


def contents(directory: Path) -> dict[str, bytes]:
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize("engine", ["local:2", pytest.param("dask", marks=pytest.mark.long)])
def test_many_partitions_give_the_rows_of_the_database(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_store, "MIN_ROWS", 10)
    monkeypatch.setattr(article_store, "_CUT_AT", 4)
    pairs = [(article | {"page": {"key": str(n)}}, facts) for n, (article, facts) in enumerate(gold_pairs())]
    write_data(tmp_path, pairs)
    parts = same_as_the_database(tmp_path, given(tmp_path), engine)
    assert len(list((parts / "v_scores").iterdir())) == len(list((tmp_path / "articles").glob("*.parquet"))) > 3
    done = subprocess.run(["sha256sum", "-c", "--quiet", "checksums.txt"], cwd=parts, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_redactions_apply_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    write_data(tmp_path, [article_a(), article_b(), copy_of_a()])
    open_, covered = given(tmp_path), tmp_path / "parts"
    same_as_the_database(tmp_path, open_)
    before = contents(covered)
    times = {path: path.stat().st_mtime_ns for path in covered.rglob("v_*/*.parquet")}
    same_as_the_database(tmp_path, open_)
    assert contents(covered) == before
    assert {path: path.stat().st_mtime_ns for path in covered.rglob("v_*/*.parquet")} == times
    same_as_the_database(tmp_path, given(tmp_path, REDACTED))
    after = contents(covered)
    assert not {path for path in after if path.startswith("v_")} & set(before)
    titles = {row[0] for row in duckdb.sql(f"SELECT article_url FROM '{covered}/v_scores/*.parquet'").fetchall()}
    assert "http://x.chiso.test/9" not in titles
    chairs = duckdb.sql(f"SELECT DISTINCT chairs FROM '{covered}/v_events/*.parquet'").fetchall()
    assert chairs == [("[ẩn danh]",)]


def test_no_article_is_no_part(tmp_path: Path) -> None:
    write_data(tmp_path, [])
    counts = export_partitions(tmp_path, tmp_path / "parts", "local:1", given(tmp_path))
    assert all(counts[table] == 0 for table in TABLES) and counts["places"] > 100
    assert (tmp_path / "parts" / "README.txt").exists()


def test_what_the_facts_lack_stops_the_export(tmp_path: Path) -> None:
    article, _ = article_a()
    write_data(tmp_path, [(article, EMPTY | {"url": "http://other/"})])
    with pytest.raises(BuildError, match=r"facts/[0-9a-f]+\.parquet:1: facts of http://other/"):
        export_partitions(tmp_path, tmp_path / "parts", "local:1", given(tmp_path))
    (tmp_path / "facts" / "index.json").unlink()
    with pytest.raises(BuildError, match="missing; run `make extract`"):
        export_partitions(tmp_path, tmp_path / "parts", "local:1", given(tmp_path))


def test_the_command_writes_parquet_only(demo_data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "extract", "export", "--from-partitions", "--data", str(demo_data), "--out", str(tmp_path)]
    done = subprocess.run([*command, "--format", "csv"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2 and "--from-partitions writes parquet" in done.stderr
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (count,) = duckdb.sql(f"SELECT count(*) FROM '{tmp_path}/v_scores/*.parquet'").fetchall()[0]
    assert f"v_scores           {count:6} rows" in done.stdout
    assert "FICTION" in (tmp_path / "README.txt").read_text(encoding="utf-8")
