"""extract.database.verify: every kind of damage done to a copy of the sample, and what is said of it."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import LONG

from extract.database.derived import public_selects
from extract.database.errors import BuildError
from extract.database.findings import LINES_A_KIND, Findings
from extract.database.load import Inputs, build
from extract.database.verify import VerifyReport, verify
from extract.database.writer import table_names

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def data(demo_data: Path, tmp_path: Path) -> Path:
    """A copy of the sample's data directory, to be damaged."""
    copy = tmp_path / "data"
    shutil.copytree(demo_data, copy)
    return copy


def change(database: Path, sql: str, *values: Any) -> None:
    """Run statements without the checks that the program's own connections would make."""
    with closing(sqlite3.connect(database)) as db, db:
        if values:
            db.execute(sql, values)
        else:
            db.executescript(sql)


def first(database: Path, sql: str) -> Any:
    with closing(sqlite3.connect(database)) as db:
        return db.execute(sql).fetchone()


def problems(data: Path) -> str:
    return "\n".join(verify(data / "chiso.db").problems)


def test_a_sound_database_has_no_problem(demo_data: Path) -> None:
    report = verify(demo_data / "chiso.db")
    pages = first(demo_data / "chiso.db", "SELECT count(*) FROM pages")[0]
    assert (report.problems, report.found, report.notes) == ((), 0, ())
    assert report.quotes == report.counts["mentions"] > 1000
    assert report.records == pages > 50


# What is done to chiso.db, and what is said of it; {table.column}: the least value.
ROWS = [
    ("UPDATE mentions SET start = start + 1 WHERE id = {mentions.id}", r"^mentions \w{16}: the quote .* \d+-\d+$"),
    ("UPDATE mentions SET quote = 'x' WHERE id = (SELECT min(id) FROM mentions WHERE field = 'attachment')", r"at attachment \d"),
    ("DELETE FROM posts WHERE id = {tenures.post}", r"^tenures \w{16}: refers to a missing row of posts$"),
    ("DELETE FROM documents WHERE id = {documents.id}", r"^facts \w{16}: no row in documents$"),
    ("UPDATE mentions SET evidence = 0 WHERE fact = {facts.id}", r"^facts \w{16}: 0 mentions are its evidence"),
    ("UPDATE mentions SET evidence = 1 WHERE fact = (SELECT fact FROM mentions WHERE evidence = 0)", r"^facts \w+: \d ment"),
    ("UPDATE articles SET docid = docid + 1 WHERE id = {articles.id}", r"^articles \w{16}: not in the full-text"),
    ("UPDATE articles SET docid = docid + 1 WHERE id = {articles.id}", r"^articles_fts \d+: no article has this"),
    ("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')", r"^articles not in the full-text index: … and 52 more$"),
    ("UPDATE v_scores SET value = value + 1, unit = 'x' WHERE fact_id = {v_scores.fact_id}", r"in value, unit$"),
    ("UPDATE scores SET year = 1999 WHERE id = {v_scores.fact_id}", r"^v_scores \w{16}: other than .* in year$"),
    ("UPDATE v_ranks SET quote = NULL WHERE fact_id = {v_ranks.fact_id}", r"^v_ranks \w{16}: .* in quote$"),
    ("UPDATE places SET code = 'x' WHERE name = 'tỉnh Lào Cai'", r"^v_scores \w{16}: .* in subject_code$"),
    *((f"DELETE FROM v_{t} WHERE rowid = {{v_{t}.rowid}}", rf"^v_{t} \w{{16}}: missing, the facts")
      for t in ("scores", "ranks", "tier_counts", "events", "officials", "awards", "documents")),
    ("UPDATE v_events SET fact_id = 'z' WHERE fact_id = (SELECT max(fact_id) FROM v_events)", r"^v_events z: no fact of a"),
    ("UPDATE v_awards SET id = 'a' WHERE id = {v_awards.id}", r"^v_awards a: no fact of a current"),
    ("UPDATE v_panel SET preferred_fact_id = {v_events.fact_id}", r"^v_panel \w{16}: the preferred fact \w{16} is"),
    ("UPDATE v_local_panel SET year = year + 1", r"^v_local_panel \w{16}: the preferred fact \w{16} is"),
    ("UPDATE v_disagreements SET fact_ids = 'gone; ' || fact_ids", r"^v_disagreements \w{16}: there is no fact 'gone'$"),
    ("DELETE FROM portals WHERE id = 'tamduong'", r"^portals tamduong: missing, but the ledger says it was asked"),
    ("DELETE FROM pages WHERE id = {pages.id}", r"^ledger requests \d+: http://\S+ was fetched \(\S+, offset \d+\), but"),
    ("UPDATE coverage SET fetched = fetched + 1 WHERE id = {coverage.id}", r"^coverage of [\w-]+: fetched 19, not 18 "),
    ("UPDATE coverage SET refused = 0 WHERE portal = 'dailoc'", r"^coverage of dailoc: refused 0, not 2 "),
    ("DELETE FROM coverage WHERE portal = 'quynhon'", r"^coverage of quynhon: listed 0, not 16; fetched 0, not 12; refused 0"),
    ("UPDATE coverage SET portal = 'nowhere' WHERE portal = 'quynhon'", r"^coverage of nowhere: listed 16, not 0; "),
    ("UPDATE pages SET sha256 = 'abc' WHERE id = {pages.id}", r"^pages \w{16}: .*gz, offset \d+: .* [0-9a-f]{64}, not abc$"),
    ("UPDATE pages SET archive_offset = NULL WHERE id = {pages.id}", r"^pages \w{16}: \S+gz, and no offset$"),
    ("UPDATE pages SET archive_file = NULL WHERE id = {pages.id}", r"^pages \w{16}: no archive file is named"),
    ("UPDATE pages SET archive_offset = 1 WHERE id = {pages.id}", r"^pages \w{16}: \S+gz, offset 1: \w"),
    ("UPDATE pages SET archive_offset = 1 WHERE id = {pages.id}", r"^pages \w+: the ledger has no such page at \S+, offset 1$"),
    ("UPDATE pages SET archive_file = '../ledger.db' WHERE id = {pages.id}", r"^pages \w{16}: \S+ lies outside of the"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "said"), ROWS if LONG else ROWS[::3])
def test_a_damaged_row_is_reported(data: Path, sql: str, said: str) -> None:
    change(data / "chiso.db", re.sub(r"\{(\w+)\.(\w+)\}", r"(SELECT min(\2) FROM \1)", sql))
    report = verify(data / "chiso.db")
    assert re.search(said, "\n".join(report.problems), re.M), report.problems
    assert report.found >= 1


def test_every_public_table_is_made_again_or_checked(demo_data: Path) -> None:
    with closing(sqlite3.connect(demo_data / "chiso.db")) as db:
        public = {name for name in table_names(db) if name.startswith("v_")}
        made = set(public_selects(db))
    assert made | {"v_panel", "v_local_panel", "v_disagreements"} == public


def _record(data: Path) -> tuple[Path, int, str]:
    """File, offset and page of a record that is neither the first nor the last of its file."""
    name, offset, page = first(
        data / "chiso.db",
        "SELECT archive_file, archive_offset, id FROM pages WHERE portal = 'dailoc' ORDER BY archive_offset LIMIT 1 OFFSET 5",
    )
    return data / "archive" / name, offset, page


def _flip(path: Path, offset: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[offset + 200] ^= 0xFF
    path.write_bytes(raw)


def _cut(path: Path, offset: int) -> None:
    path.write_bytes(path.read_bytes()[: offset + 200])


ARCHIVE: list[tuple[Callable[[Path, int], None], str, int]] = [
    (_flip, r"offset {offset}: \w", 1),
    (_cut, r"offset {offset}: \w", 13),
    (lambda path, _: path.write_bytes(b""), r"offset {offset}: no response record", 18),
    (lambda path, _: path.unlink(), r"is missing \(offset {offset}\)", 18),
]


@pytest.mark.parametrize(("damage", "said", "n"), ARCHIVE)
def test_a_damaged_archive_is_reported(data: Path, damage: Callable[[Path, int], None], said: str, n: int) -> None:
    """Only the records that are hit: those before and behind are read and found whole."""
    path, offset, page = _record(data)
    sound = verify(data / "chiso.db").records
    damage(path, offset)
    report = verify(data / "chiso.db")
    lines = [line for line in report.problems if line.startswith(f"pages {page}: {path}")]
    assert len(lines) == 1 and re.search(said.format(offset=offset), lines[0]), report.problems
    assert (report.found, report.records) == (n, sound - n)
    assert verify(data / "chiso.db", archive=False).found == 0


def test_another_body_at_the_place_is_reported(data: Path) -> None:
    """The record is whole, but it is that of another page."""
    path, offset, page = _record(data)
    (other,) = first(data / "chiso.db", f"SELECT max(archive_offset) FROM pages WHERE archive_file LIKE '%/{path.name}'")
    change(data / "chiso.db", "UPDATE pages SET archive_offset = ? WHERE id = ?", other, page)
    assert re.search(rf"^pages {page}: {re.escape(str(path))}, offset {other}: the body has SHA-256", problems(data), re.M)
    assert offset != other


def test_a_damaged_file_is_reported(data: Path) -> None:
    path = data / "chiso.db"
    (page,) = first(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'idx_v_scores_value'")
    raw = bytearray(path.read_bytes())
    raw[(page - 1) * 4096 : page * 4096] = bytes(4096)
    path.write_bytes(raw)
    assert re.fullmatch("integrity: .*; what comes after was not checked", problems(data))
    assert command("--data", data).returncode == 1


def test_what_a_later_crawl_fetched_is_missed(data: Path) -> None:
    """An older database beside a newer ledger: new addresses are problems; new versions of known ones cannot be told from those
    that say the same, and are counted in a note."""
    row = first(data / "ledger.db", "SELECT * FROM requests WHERE kind = 'article' AND status = 'fetched' ORDER BY id LIMIT 1")
    with closing(sqlite3.connect(data / "ledger.db")) as db, db:
        names = [column[1] for column in db.execute("PRAGMA table_info(requests)")]
        new = dict(zip(names, row, strict=True)) | {"id": 9001, "warc": "later.warc.gz", "offset": 7, "sha256": "0" * 64}
        db.execute(f"INSERT INTO requests VALUES ({', '.join('?' * len(names))})", list(new.values()))
    report = verify(data / "chiso.db")
    assert report.problems == ()
    assert len(report.notes) == 1 and report.notes[0].startswith("not checked: 1 later fetch of addresses")
    new_address = "UPDATE requests SET url = 'http://new.test/', final_url = NULL, article_key = 'n' WHERE id = 9001"
    change(data / "ledger.db", new_address)
    report = verify(data / "chiso.db")
    assert re.search(r"^ledger requests 9001: http://new.test/ was fetched ", "\n".join(report.problems), re.M)
    assert re.search(r"^coverage of [\w-]+: listed \d+, not \d+; fetched", "\n".join(report.problems), re.M)
    change(
        data / "chiso.db",
        "INSERT INTO issues (id, stage, rule, message, url) VALUES ('i', 'parse', 'parse.not_article', 'x', 'http://new.test/')",
    )
    assert "ledger requests 9001" not in problems(data)


def test_a_ledger_that_lost_rows_is_reported(data: Path) -> None:
    change(data / "ledger.db", "DELETE FROM requests WHERE portal = 'tamduong'")
    found = problems(data)
    assert re.search(r"^pages \w{16}: the ledger has no such page at tamduong/\S+, offset \d+$", found, re.M)
    assert re.search(r"^coverage of tamduong: listed \d+, not 12", found, re.M)


def test_a_file_that_is_no_ledger_stops_the_check(data: Path) -> None:
    (data / "ledger.db").write_bytes(b"no database, but some bytes that are long enough to be read")
    with pytest.raises(BuildError, match=r"ledger\.db: not a readable crawl ledger"):
        verify(data / "chiso.db")
    (data / "ledger.db").unlink()
    sqlite3.connect(data / "ledger.db").close()
    with pytest.raises(BuildError, match=r"ledger\.db: not a readable crawl ledger"):
        verify(data / "chiso.db")


def test_what_is_missing_is_said_to_be_unchecked(data: Path) -> None:
    shutil.rmtree(data / "archive")
    (data / "ledger.db").unlink()
    report = verify(data / "chiso.db")
    assert (report.problems, report.records) == ((), 0)
    assert report.notes == (
        f"not checked: counts against the crawl ledger ({data / 'ledger.db'} is missing)",
        f"not checked: the archive ({data / 'archive'} is missing)",
    )


def test_what_was_taken_out_is_not_missed(data: Path) -> None:
    """An article by its address; a person whose name stands in the address of another."""
    (url,) = first(data / "chiso.db", "SELECT url FROM pages WHERE portal = 'dailoc' ORDER BY id LIMIT 1")
    (named,) = first(data / "chiso.db", "SELECT url FROM pages WHERE url LIKE '%lao-cai-xep-thu%' ORDER BY id LIMIT 1")
    decisions = data / "decisions"
    decisions.mkdir()
    lines = ("kind,match,reason,who,when", f"article,{url},r,t,2026-01-01", "person,Lào Cai Xếp Thứ,r,t,2026-01-01")
    (decisions / "redactions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    build(data, data / "chiso.db", Inputs(data, decisions=decisions))
    assert first(data / "chiso.db", "SELECT count(*) FROM pages WHERE archive_file IS NULL") == (1,)
    with closing(sqlite3.connect(data / "chiso.db")) as db:
        assert db.execute("SELECT count(*) FROM pages WHERE url = ?", (named,)).fetchone() == (0,)
    report = verify(data / "chiso.db", decisions=decisions)
    assert (report.problems, report.notes) == ((), ())


def test_lines_of_a_kind_are_bounded_and_all_are_counted() -> None:
    findings = Findings()
    for n in range(LINES_A_KIND + 3):
        findings.add("a", f"a {n}")
    findings.add("b", "b 0")
    lines = findings.lines()
    assert lines[LINES_A_KIND - 1 :] == (f"a {LINES_A_KIND - 1}", "a: … and 3 more", "b 0")
    assert findings.total == LINES_A_KIND + 4


def command(*args: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "extract", "verify", *map(str, args)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_says_what_it_compared_and_ends_with_the_status(data: Path) -> None:
    database = data / "chiso.db"
    sound: VerifyReport = verify(database)
    rows = sum(sound.counts.values())
    done = command("--data", data)
    said = f"{sound.quotes} quotes and {sound.records} archived records compared, {rows} rows, 0 problems\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    done = command("--database", database, "--no-archive")
    assert (done.returncode, done.stderr) == (0, "not checked: the archive (left out by --no-archive)\n")
    assert "0 archived records" in done.stdout
    _record(data)[0].unlink()
    # Ledger and archive lie beside the database, unless --data names another directory.
    done = command("--database", database)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 18 and done.stdout.endswith(", 18 problems\n")
    (data / "empty").mkdir()
    done = command("--database", database, "--data", data / "empty")
    assert done.returncode == 0 and done.stderr.count("not checked: ") == 2
