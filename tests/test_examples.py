"""docs/examples: every query gives the committed result in DuckDB (Parquet and CSV) and SQLite, and so does the Python; the R and
Stata files, which are not run here, read tables and columns that exist and print the columns of the query."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import validate
from pygments.lexers import SLexer, StataLexer
from pygments.token import Comment, Error, String

from extract.export.run import export
from tests.export_fixture import one_of_links
from tests.gold import ROOT
from tests.test_readme import tables

EXAMPLES = ROOT / "docs" / "examples"
RESULTS = (EXAMPLES / "results.md").read_text(encoding="utf-8")
QUERIES = sorted(path.stem for path in EXAMPLES.glob("*.sql"))
Result = tuple[list[str], list[list[str]]]


def committed() -> dict[str, Result]:
    """The table of each query in results.md."""
    found = re.findall(r"^\[(\w+)\.sql\]\(\1\.sql\)\n\n((?:\|.*\n)+)", RESULTS, re.M)
    return {name: tables(text)[0] for name, text in found}


def text_of(value: Any) -> str:
    return "" if value is None else str(value)


def result_of(cursor: Any) -> Result:
    rows = [[text_of(value) for value in row] for row in cursor.fetchall()]
    return [column[0] for column in cursor.description], rows


def sql(name: str) -> str:
    return (EXAMPLES / f"{name}.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def exported(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("examples")
    export(demo_data / "chiso.db", out, ["csv", "parquet"])
    return out


@pytest.fixture(scope="session")
def package(exported: Path) -> dict[str, dict[str, str]]:
    """table -> column -> type, of the exported tables."""
    resources = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    return {one["name"]: {field["name"]: field["type"] for field in one["schema"]["fields"]} for one in resources}


def test_the_package_of_the_sample_is_valid(demo_data: Path, exported: Path) -> None:
    report = validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    described = json.loads((exported / "datapackage.json").read_text(encoding="utf-8"))
    total, broken = one_of_links(demo_data / "chiso.db", described)
    assert total > 200 and broken == 0


def test_every_query_has_a_result() -> None:
    assert sorted(committed()) == QUERIES and len(QUERIES) == 5
    assert all(rows for _, rows in committed().values())
    assert "**Fiction**" in RESULTS and "**Hư cấu**" in RESULTS


@pytest.mark.parametrize("name", QUERIES)
def test_query_in_sqlite(demo_data: Path, name: str) -> None:
    db = sqlite3.connect(f"{(demo_data / 'chiso.db').as_uri()}?mode=ro", uri=True)
    assert result_of(db.execute(sql(name))) == committed()[name]
    db.close()


@pytest.mark.parametrize("format_", ("parquet", "csv"))
@pytest.mark.parametrize("name", QUERIES)
def test_query_in_duckdb(exported: Path, package: dict[str, dict[str, str]], name: str, format_: str) -> None:
    kinds = {"integer": "BIGINT", "number": "DOUBLE"}
    with duckdb.connect() as db:
        for table, columns in package.items():
            source = f"'{exported / table}.parquet'"
            if format_ == "csv":
                typed = ", ".join(f"'{column}': '{kinds.get(kind, 'VARCHAR')}'" for column, kind in columns.items())
                source = f"read_csv('{exported / table}.csv', header=true, columns={{{typed}}})"
            db.execute(f"CREATE VIEW {table} AS SELECT * FROM {source}")
        assert result_of(db.execute(sql(name))) == committed()[name]


def test_the_python_file_prints_the_results(exported: Path) -> None:
    command = [sys.executable, str(EXAMPLES / "analysis.py"), str(exported)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == RESULTS
    usage = subprocess.run(command[:2], capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert usage.returncode == 1 and usage.stderr.startswith("usage:")


def sections(file: str) -> dict[str, str]:
    """name -> code, of the parts that `# (a) name` or `* (a) name` begins."""
    text = (EXAMPLES / file).read_text(encoding="utf-8")
    parts = re.split(r"^[#*] \([a-e]\) (\w+)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


PRINTED = {
    "analysis.R": r"select\(([^()]+)\) \|>\n  present\(\)",
    "analysis.do": r"^list ([^,]+),",
}
STRINGS = {"analysis.R": r'"([^"\n]*)"', "analysis.do": r'"([^"`\n]*)"'}


@pytest.mark.parametrize("file", PRINTED)
def test_other_languages_print_the_columns_of_the_query(file: str) -> None:
    assert sorted(sections(file)) == QUERIES
    for name, code in sections(file).items():
        (printed,) = re.findall(PRINTED[file], code, re.M)
        assert re.split(r"[,\s]+", printed) == committed()[name][0], name


@pytest.mark.parametrize("file", PRINTED)
def test_other_languages_filter_by_the_words_of_the_query(file: str) -> None:
    """What the query compares with stands in the R and Stata code, letter by letter (the same Unicode form, too)."""
    for name, code in sections(file).items():
        query = "\n".join(line for line in sql(name).splitlines() if not line.startswith("--"))
        wanted = {text.removesuffix("%") for text in re.findall(r"'([^']*)'", query)}
        assert wanted <= set(re.findall(STRINGS[file], code)), name


def test_stata_reads_tables_and_numbers_that_exist(package: dict[str, dict[str, str]]) -> None:
    found = re.findall(r"^use_public (\w+), numeric\(([\w ]+)\)$", (EXAMPLES / "analysis.do").read_text(encoding="utf-8"), re.M)
    assert len(found) == 5
    for table, names in found:
        kinds = {package[table][name] for name in names.split()}
        assert kinds <= {"integer", "number"}, table


def test_r_reads_tables_that_exist(package: dict[str, dict[str, str]]) -> None:
    found = re.findall(r'read_public\("(\w+)"\)', (EXAMPLES / "analysis.R").read_text(encoding="utf-8"))
    assert len(found) == 3 and set(found) <= set(package)


@pytest.mark.parametrize("file, lexer", (("analysis.R", SLexer()), ("analysis.do", StataLexer())))
def test_other_languages_are_well_formed(file: str, lexer: Any) -> None:
    """As far as a lexer tells: no stray character, every bracket of the code closed in its order."""
    text = (EXAMPLES / file).read_text(encoding="utf-8")
    open_, pairs = [], {")": "(", "]": "[", "}": "{"}
    for kind, value in lexer.get_tokens(text):
        assert kind is not Error, value
        if kind in Comment or kind in String:
            continue
        for character in value:
            if character in pairs.values():
                open_.append(character)
            elif character in pairs:
                assert open_ and open_.pop() == pairs[character], value
    assert open_ == []
