"""core.schema_version: a database of another version is refused by whatever opens it, in one line, and made anew by `build`."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from browse.server import ServeError, table_columns
from core.schema_version import needed_version, version_fault
from extract.database.writer import table_names
from tests.browse_fixture import serving

ROOT = Path(__file__).resolve().parents[1]
ANEW = "`python -m extract build` makes it anew from the articles and facts (ids do not change)"
COMMANDS = ("extract summary", "extract verify", "extract export", "browse serve --port 0")


@pytest.fixture
def data(demo_data: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    copy.mkdir()
    for name in ("chiso.db", "parse_issues.jsonl", "portals.json", "ledger.db"):
        shutil.copy(demo_data / name, copy)
    for name in ("articles", "facts"):
        shutil.copytree(demo_data / name, copy / name)
    return copy


def stamp(database: Path, version: int) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        db.execute(f"PRAGMA user_version = {version}")


def make_previous(database: Path) -> None:
    """A file as version 1 left it: no number, and without something that version 2 has."""
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("PRAGMA user_version = 0")
        db.execute("DROP TABLE coverage")
        db.execute("ALTER TABLE pages DROP COLUMN layout")


def run(command: str, database: Path | None = None) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", *command.split(), *(("--database", str(database)) if database else ())]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def ids(database: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(database)) as db:
        tables = {name: db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in table_names(db)}
    return {name: [str(row[0]) for row in rows] for name, rows in tables.items()}


def test_the_number_is_that_of_the_schema_and_of_a_built_file(demo_data: Path) -> None:
    with closing(sqlite3.connect(demo_data / "chiso.db")) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (needed_version(),) == (2,)
        assert version_fault(db) is None


@pytest.mark.parametrize("command", COMMANDS)
def test_another_version_is_refused_in_one_line(data: Path, command: str, tmp_path: Path) -> None:
    database = data / "chiso.db"
    make_previous(database)
    before = database.read_bytes()
    name = "serve" if command.startswith("browse") else "chiso"
    done = run(command, database)
    said = f"{name}: {database}: has schema version 1, this program needs 2: {ANEW}\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    stamp(database, 3)
    done = run(command, database)
    said = (
        f"{name}: {database}: made by a later version of this program (schema version 3, this one needs 2): use that, or {ANEW}\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    stamp(database, 0)
    assert database.read_bytes()[100:] == before[100:]


def test_build_makes_the_previous_version_anew_with_the_same_ids(data: Path) -> None:
    database = data / "chiso.db"
    first, known = database.read_bytes(), ids(database)
    make_previous(database)
    assert run("extract summary", database).returncode == 1
    done = run(f"extract build --data {data}", database)
    assert (done.returncode, done.stderr) == (0, "")
    assert run("extract summary", database).returncode == 0
    assert ids(database) == known and len(known["facts"]) > 1000
    assert database.read_bytes() == first


def test_a_file_that_is_replaced_by_another_version_is_no_longer_served(data: Path, tmp_path: Path) -> None:
    served = data / "chiso.db"
    good, other = tmp_path / "good.db", tmp_path / "other.db"
    shutil.copy(served, good)
    shutil.copy(served, other)
    make_previous(other)
    with serving(served) as http:
        assert http.get("/").status_code == 200
        other.replace(served)
        answer: httpx.Response = http.get("/")
        assert (answer.status_code, answer.text) == (
            503,
            f"serve: {served}: has schema version 1, this program needs 2: {ANEW}\n",
        )
        good.replace(served)
        assert http.get("/").status_code == 200


def test_a_foreign_file_is_called_foreign_not_old(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as db, db:
        db.execute("CREATE TABLE things (id)")
    assert re.search(r"other\.db: not a database of this project", run("extract summary", tmp_path / "other.db").stderr)
    with pytest.raises(ServeError, match="is no database of this project"):
        table_columns(tmp_path / "other.db")


def test_articles_of_the_version_before_are_made_anew_from_the_archive(demo_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(demo_data / "archive", data / "archive")
    shutil.copy(demo_data / "ledger.db", data)
    for name in ("articles.jsonl", "facts.jsonl"):
        (data / name).write_text('{"url": "u"}\n', encoding="utf-8")
    for command in ("facts", "build"):
        done = run(f"extract {command} --data {data}")
        assert done.returncode == 1
        said = f"chiso: {data}: articles of an earlier version of this program; run `python -m crawler parse --data {data}`"
        assert done.stderr.startswith(said) and done.stderr.count("\n") == 1
    done = run(f"crawler parse --data {data}")
    assert done.returncode == 0, done.stderr
    assert not (data / "articles.jsonl").exists() and not (data / "facts.jsonl").exists()
    # The step after it is that of every other run.
    for name in ("articles", "parse_issues.jsonl"):
        made, there = data / name, demo_data / name
        files = [path.name for path in made.iterdir()] if made.is_dir() else [""]
        assert [(made / file).read_bytes() for file in files] == [(there / file).read_bytes() for file in files]
