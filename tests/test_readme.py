"""README.md is true: its queries give its results on the sample's database, its commands, options, links and lists exist."""

from __future__ import annotations

import re
import shlex
import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import bench.browse
import bench.generate
import bench.growth
import bench.memory
import bench.places.__main__
import bench.scale
import browse.__main__
import crawler.__main__
import extract.__main__
from core.catalog import read_catalog
from tests.conftest import DEMO

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SINGLE: dict[str, click.Command] = {
    "bench.browse": bench.browse.main,
    "bench.generate": bench.generate.main,
    "bench.growth": bench.growth.main,
    "bench.memory": bench.memory.main,
    "bench.places": bench.places.__main__.main,
    "bench.scale": bench.scale.main,
}
GROUPS: dict[str, click.Group] = {
    "crawler": crawler.__main__.main,
    "extract": extract.__main__.main,
    "browse": browse.__main__.cli,
}
Table = tuple[list[str], list[list[str]]]


def fenced(language: str, text: str = README) -> list[str]:
    """The code blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def tables(text: str) -> list[Table]:
    """The pipe tables of a text as (header, rows)."""
    found = []
    for block in re.findall(r"(?:^\|.*\|$\n?)+", text, re.M):
        header, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines())
        found.append((header, rows))
    return found


def table_with(*header: str) -> list[list[str]]:
    """The rows of the one table with this header."""
    (rows,) = [rows for head, rows in tables(README) if head == list(header)]
    return rows


def queries() -> list[tuple[str, Table]]:
    """Each SQL block with the table that follows it."""
    return [(sql, tables(after)[0]) for sql, after in re.findall(r"^```sql\n([^`]*)^```\n\n((?:\|.*\n)+)", README, re.M)]


def code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.fixture(scope="session")
def database(demo_data: Path) -> Iterator[sqlite3.Connection]:
    """The sample's database."""
    db = sqlite3.connect(demo_data / "chiso.db")
    db.row_factory = sqlite3.Row
    yield db
    db.close()


def test_demo_runs_what_the_makefile_runs() -> None:
    recipe = re.search(r"^demo:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert recipe
    commands = [line.strip().removeprefix("@$(V) -m ") for line in recipe[1].splitlines()]
    commands = [c.replace("$(DATABASE)", "{data}/chiso.db").replace("$(DATA)", "{data}") for c in commands]
    assert commands == [*DEMO, "extract summary --data {data} --database {data}/chiso.db"]


def test_every_query_has_a_result() -> None:
    assert len(queries()) == len(fenced("sql")) >= 4


@pytest.mark.parametrize("sql, expected", queries())
def test_query(database: sqlite3.Connection, sql: str, expected: Table) -> None:
    cursor = database.execute(sql)
    rows = [["" if value is None else str(value) for value in row] for row in cursor]
    assert ([column[0] for column in cursor.description], rows) == expected


@pytest.mark.parametrize("view, stated, span", table_with("table", "row", "evidence: characters of the text"))
def test_sentence_becomes_row(database: sqlite3.Connection, view: str, stated: str, span: str) -> None:
    """One fact has these values, and its evidence is (in) the quoted sentence at these offsets."""
    sentence = re.findall(r"^> (.*)$", README, re.M)[0]
    slots = dict(pair.split(" = ") for pair in stated.split("; "))
    start, end = (int(n) for n in span.split("–"))
    (view,) = code(view)
    facts = database.execute(
        f"SELECT v.*, a.body FROM {view} v JOIN mentions m ON m.fact = v.fact_id AND m.evidence AND m.field = 'body' "
        'JOIN articles a ON a.id = v.article_id WHERE m.start = ? AND m."end" = ? AND instr(a.body, ?)',
        (start, end, sentence),
    ).fetchall()
    same = [fact for fact in facts if all(str(fact[name]) == value for name, value in slots.items())]
    assert len(same) == 1
    assert same[0]["body"][start:end] in sentence


def test_what_demo_holds(database: sqlite3.Connection) -> None:
    stated = re.search(r"(\d+) portals, (\d+) articles,\s+about ([\d,]+) facts", README)
    assert stated
    counts = [database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("portals", "articles", "facts")]
    assert [int(stated[1]), int(stated[2])] == counts[:2]
    assert int(stated[3].replace(",", "")) == pytest.approx(counts[2], rel=0.05)


def test_public_tables(database: sqlite3.Connection) -> None:
    rows = {code(name)[0]: grain for name, grain in table_with("table", "one row is")}
    assert rows == {name: text.grain for name, text in read_catalog().tables.items() if name.startswith("v_")}
    names = database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 2) = 'v_'")
    assert set(rows) == {name for (name,) in names}


def stated_commands() -> list[str]:
    """Every command of the code blocks and of the running text, without the interpreter's path."""
    lines = [line for block in fenced("sh") for line in block.splitlines()]
    inline = [text for text in code(re.sub(r"^```.*?^```$", "", README, flags=re.M | re.S)) if " " in text]
    commands = [c.removeprefix(".venv/bin/") for c in lines + inline]
    return [c for c in commands if re.match(r"(?:CHISO_\w+=\S+ )?(?:make|python -m) ", c)]


@pytest.mark.parametrize("command", stated_commands())
def test_command_exists(command: str) -> None:
    """Makefile targets and variables; subcommands with their options; test files."""
    words = [w for w in shlex.split(command, comments=True) if not w.startswith("CHISO_")]
    if words[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        for word in words[1:]:
            name, is_variable, _ = word.partition("=")
            assert re.search(rf"^{name} \?=" if is_variable else rf"^{name}:", makefile, re.M), word
        return
    module, *rest = words[2:]
    if module == "pytest":
        assert all((ROOT / path).is_file() for path in rest)
        return
    params = SINGLE[module].params if module in SINGLE else GROUPS[module].commands[rest[0]].params
    options = {option for p in params for option in p.opts}
    assert {word for word in rest if word.startswith("--")} <= options


def test_commands_are_complete() -> None:
    """The table of commands has every target of the Makefile that has a help text, and every subcommand."""
    first_cells = [code(cell) for cell, _ in table_with("command", "does")]
    targets = {c.removeprefix("make ") for cell in first_cells for c in cell if c.startswith("make ")}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M)) - {"help"}
    stated: dict[str, set[str]] = {name: set() for name in GROUPS}
    for cell in first_cells:
        if cell[0].startswith("python -m "):
            module, *name = cell[0].split()[2:]
            if module in SINGLE:
                assert not name
            else:
                stated[module] |= {*name, *cell[1:]}
    assert any("python -m bench.generate" in cell for cell in first_cells)
    assert stated == {name: set(group.commands) for name, group in GROUPS.items()}


def test_dependencies_are_those_of_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=~! \[]", spec)[0]: False for spec in project["dependencies"]}
    declared |= {re.split(r"[<>=~! \[]", spec)[0]: True for spec in project["optional-dependencies"]["dev"]}
    stated = {name: why.startswith("development:") for cell, why in table_with("package", "why") for name in code(cell)}
    assert stated == declared


def test_directories_are_listed() -> None:
    listed = {code(cell)[0] for cell, _ in table_with("directory", "holds")}
    tracked = {f"{p.name}/" for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = {line.removeprefix("/") for line in lines if line.endswith("/")}
    assert listed == {d for d in tracked - ignored if not d.endswith((".egg-info/", "__pycache__/"))}


def test_links_and_paths_exist() -> None:
    links = [target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", README) if "://" not in target]
    files = [p for p in code(README) if re.fullmatch(r"(?:schemas|docs|decisions|tests|corpus)/[\w/.-]+", p)]
    assert len(links) > 5
    made = {"corpus/accuracy.json"}  # by `extract eval --write`
    assert [path for path in [*links, *files] if path not in made and not (ROOT / path).exists()] == []
