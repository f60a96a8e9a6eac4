"""docs/operations.md is true: its commands, run one after another on the sample, back up, check, restore and build."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crawler.ledger import Entry, Ledger

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```sh\n(.*?)^```$", PAGE, re.M | re.S))
DRY, WATCH, BACKUP, CHECK, RESTORE, UPDATE = BLOCKS.values()


@pytest.fixture
def project(demo_data: Path, tmp_path: Path) -> Path:
    """A directory as the page takes it: the environment, decisions, and the sample as data/live."""
    # Another test may have the ledger open just now.
    shutil.copytree(demo_data, tmp_path / "data" / "live", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    shutil.copytree(ROOT / "decisions", tmp_path / "decisions")
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return tmp_path


def run(project: Path, commands: str) -> subprocess.CompletedProcess[str]:
    line = ["bash", "-euo", "pipefail", "-c", commands]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(line, cwd=project, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_every_block_is_run_here() -> None:
    runs, copies = ["Before a long run", "Watch a run and read what it did"], ["Make a backup", "Check a backup", "Restore"]
    assert list(BLOCKS) == [*runs, *copies, "A new version of the program"]
    assert PAGE.count("```sh") == len(BLOCKS)


@pytest.mark.long
def test_dry_runs_then_a_logged_run_and_its_report(project: Path) -> None:
    live = project / "data" / "live"
    before = {path: path.read_bytes() for path in live.rglob("*") if path.is_file()}
    done = run(project, DRY)
    assert done.returncode == 0 and done.stdout.count("dry run: ") == 3, done.stderr
    assert "0 articles to read, 72 kept" in done.stdout
    assert {path: path.read_bytes() for path in live.rglob("*") if path.is_file()} == before
    done = run(project, WATCH)
    assert done.returncode == 0, done.stderr
    table = done.stdout.splitlines()[-4:]
    assert [line[21:36].strip() for line in table] == ["command", "crawler parse", "extract facts", "extract build"]
    lines = [json.loads(line) for line in (live / "runs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["event"] for line in lines} <= set(re.findall(r"`([a-z ]+)`", PAGE[PAGE.index("| event |") :]))
    assert live.joinpath("chiso.db").read_bytes() == before[live / "chiso.db"]


@pytest.mark.long
def test_backup_check_and_restore(project: Path) -> None:
    done = run(project, BACKUP + CHECK)
    assert done.returncode == 0 and done.stdout.endswith(", 0 problems\n"), done.stderr
    assert "not checked" not in done.stderr
    shutil.rmtree(project / "decisions")
    done = run(project, RESTORE)
    assert done.returncode == 0 and done.stdout.endswith(", 0 problems\n"), done.stderr
    assert (project / "data/restored/chiso.db").read_bytes() == (project / "data/live/chiso.db").read_bytes()
    assert {path.name for path in (project / "decisions").iterdir()} == {path.name for path in (ROOT / "decisions").iterdir()}


@pytest.mark.long
def test_a_damaged_backup_is_told(project: Path) -> None:
    assert run(project, BACKUP).returncode == 0
    file = min((project / "backup" / "archive").rglob("*.warc.gz"))
    file.write_bytes(file.read_bytes()[:-20_000])
    done = run(project, CHECK)
    assert done.returncode == 1 and re.search(rf"{re.escape(file.name)}, offset \d+: ", done.stderr)
    done = run(project, RESTORE)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "of the archive could not be read: see data/restored/" in done.stderr
    told = (project / "data/restored/parse_issues.jsonl").read_text(encoding="utf-8")
    assert re.search(rf"{re.escape(file.name)}: [^\"]*record at \d+", told)


@pytest.mark.parametrize("copy", [BACKUP.splitlines()[1], *re.findall(r'`(sqlite3 \S+ "\.backup [^`]+)`', PAGE)])
def test_the_copy_of_a_ledger_in_use_has_its_last_rows(project: Path, copy: str) -> None:
    if copy.startswith("sqlite3") and shutil.which("sqlite3") is None:
        pytest.skip("needs the command sqlite3")
    (project / "backup").mkdir()
    ledger = Ledger(project / "data" / "live" / "ledger.db")
    try:
        ledger.begin("later", "2026-01-01T00:00:00Z", ["dailoc"], True)
        ledger.record(Entry("later", "dailoc", "http://dailoc.chiso.test/last", "article", "listed", article_key="last"))
        assert run(project, copy).returncode == 0
    finally:
        ledger.close()
    with closing(sqlite3.connect(project / "backup" / "ledger.db")) as db:
        assert db.execute("SELECT url FROM requests ORDER BY id DESC LIMIT 1").fetchone() == ("http://dailoc.chiso.test/last",)


@pytest.mark.long
def test_a_file_of_the_version_before_is_built_anew(project: Path) -> None:
    database = project / "data" / "live" / "chiso.db"
    before = database.read_bytes()
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("PRAGMA user_version = 0")
    assert run(project, ".venv/bin/python -m extract summary --data data/live").returncode == 1
    assert run(project, UPDATE).returncode == 0
    assert database.read_bytes() == before
