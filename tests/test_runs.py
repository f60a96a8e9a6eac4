"""Runs tell what they do: a log of events, a report of each run, and dry runs that touch nothing."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from portal_server import PortalServer
from rich.progress import Progress as Bars

from core.article_store import article_partitions, read_articles, write_articles
from core.events import EventLog, LogError, Run, emit, plain, stage, telling
from core.progress import Steps
from core.run_report import KEPT, Report, read_reports, write_report
from crawler.watch import _Left
from tests.gold import articles

ROOT = Path(__file__).resolve().parents[1]
KEYS = ["at", "run", "command", "event"]
Line = dict[str, Any]


@pytest.fixture
def data(demo_data: Path, tmp_path: Path) -> Path:
    """A copy of the sample's data, without the reports of the runs that made it."""
    # Another test may have the ledger open just now.
    copy = Path(shutil.copytree(demo_data, tmp_path / "data", ignore=shutil.ignore_patterns("*-wal", "*-shm")))
    shutil.rmtree(copy / "reports")
    return copy


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "CHISO_LOG"}
    return kept | {"CHISO_ALLOW_LOOPBACK": "1"}


def run(*args: object, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *map(str, args)]
    return subprocess.run(command, cwd=ROOT, env=environment() | more, capture_output=True, text=True, timeout=300, check=False)


def started(*args: object) -> subprocess.Popen[str]:
    command, pipe = [sys.executable, "-m", *map(str, args)], subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it does not get on"
        time.sleep(0.02)


def lines_of(log: Path) -> list[Line]:
    """Every line is whole and of the form that is promised."""
    text = log.read_text(encoding="utf-8")
    assert text.endswith("\n")
    found = [json.loads(line) for line in text.splitlines()]
    for line in found:
        assert list(line)[:4] == KEYS
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["at"])
    return found


def events(lines: list[Line], name: str) -> list[Line]:
    return [line for line in lines if line["event"] == name]


def one(data_dir: Path) -> Line:
    (report,) = read_reports(data_dir)
    return report


def tree(directory: Path) -> dict[str, bytes | None]:
    paths = directory.rglob("*") if directory.exists() else ()
    return {str(path.relative_to(directory)): path.read_bytes() if path.is_file() else None for path in paths}


@pytest.mark.long
def test_the_log_of_facts_and_build_agrees_with_what_was_done(data: Path, tmp_path: Path, demo_data: Path) -> None:
    log = tmp_path / "log.jsonl"
    shutil.rmtree(data / "facts")
    assert run("extract", "facts", "--data", data, "--log", log).returncode == 0
    assert run("extract", "build", "--data", data, CHISO_LOG=str(log)).returncode == 0
    assert (data / "chiso.db").read_bytes() == (demo_data / "chiso.db").read_bytes()
    lines = lines_of(log)
    facts, build = ([line for line in lines if line["command"] == f"extract {name}"] for name in ("facts", "build"))
    for told in (facts, build):
        assert [told[0]["event"], told[-1]["event"]] == ["command begun", "command ended"]
        assert len({line["run"] for line in told}) == 1 and told[-1]["run"] == told[0]["run"]
        assert told[-1]["status"] == 0 and told[-1]["peak_mib"] > 10
        assert told[0]["versions"].keys() == {"program", "python", "rules", "vocabulary"}
        begun, ended = ([line["stage"] for line in events(told, f"stage {word}")] for word in ("begun", "ended"))
        assert begun == ended and len(begun) == len(set(begun)) > 0
        assert not events(told, "error")
    partitions = article_partitions(data)
    assert partitions is not None
    done = {line["partition"]: line["articles"] for line in events(facts, "partition done")}
    assert done == {p.name: p.rows for p in partitions} and sum(done.values()) == 72
    assert sum(line["articles"] for line in events(build, "partition done")) == 72
    (out,) = [line for line in events(build, "counts") if line["of"] == "out"]
    with closing(sqlite3.connect(data / "chiso.db")) as db:
        for table in ("articles", "scores", "issues", "v_scores"):
            assert out[table] == db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    assert {"copies of stories", "people", "panels", "full text", "writing the file"} <= {line.get("stage") for line in build}
    text = log.read_text(encoding="utf-8")
    assert not [a["title"] for a in read_articles(data) if a["title"] in text]


@pytest.mark.long
def test_the_log_of_a_crawl_names_each_portal_and_not_who_asked(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with PortalServer(5) as server:
        portals = server.portal(tmp_path / "portals", "take: all\n")
        where = ("--data", tmp_path / "data", "--portals", portals, "--contact", "thu@example.org")
        done = run("crawler", "crawl", "thu", *where, "--log", log)
    assert done.returncode == 0, done.stderr
    lines = lines_of(log)
    (portal,) = events(lines, "portal crawled")
    assert (portal["portal"], portal["articles"]) == ("thu", {"new": 5})
    assert [line["articles"] for line in events(lines, "portal ended")] == [5]
    report = one(tmp_path / "data")
    assert (report["command"], report["status"], report["worked"]) == ("crawler crawl", 0, {"articles_fetched": 5})
    assert report["portals"][0]["articles"] == {"new": 5}
    assert "thu@example.org" not in log.read_text(encoding="utf-8") + json.dumps(report)


@pytest.mark.long
def test_a_portal_that_lists_nothing_is_told_as_failed(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with PortalServer(0) as server:
        portals = server.portal(tmp_path / "portals", "take: all\n")
        where = ("--data", tmp_path / "data", "--portals", portals, "--contact", "thu@example.org")
        assert run("crawler", "crawl", "thu", *where, "--log", log).returncode == 1
    (failed,) = events(lines_of(log), "portal failed")
    assert (failed["portal"], failed["reason"]) == ("thu", "no article was listed")
    report = one(tmp_path / "data")
    assert (report["outcome"], report["failed"]) == ("failed", [{"portal": "thu", "reason": "no article was listed"}])


def test_standard_error_as_log(data: Path) -> None:
    done = run("extract", "verify", "--data", data, "--log", "-")
    assert done.returncode == 0
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in told] == [
        "command begun",
        "stage begun",
        "stage ended",
        "counts",
        "counts",
        "command ended",
    ]


def _write_many(log: Path, writer: int) -> None:
    opened = EventLog(str(log))
    for number in range(300):
        opened.write({"writer": writer, "number": number, "fill": "đ" * (number * 37 % 5000)})
    opened.close()


def test_lines_of_several_processes_are_whole(tmp_path: Path) -> None:
    log, fork = tmp_path / "log.jsonl", multiprocessing.get_context("fork")
    writers = [fork.Process(target=_write_many, args=(log, writer)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    found = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    by_writer = {writer: [line["number"] for line in found if line["writer"] == writer] for writer in range(4)}
    assert by_writer == {writer: list(range(300)) for writer in range(4)}


def many(data: Path) -> None:
    cases = [case.article for case in articles()]
    write_articles(data, [cases[n % len(cases)] | {"url": f"u{n}"} for n in range(3000)])


def test_a_killed_run_leaves_whole_lines_and_the_next_appends(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    many(tmp_path)
    process = started("extract", "facts", "--data", tmp_path, "--engine", "local:2", "--log", log)
    until(lambda: log.exists() and '"stage begun"' in log.read_text(encoding="utf-8"))
    process.kill()
    process.communicate(timeout=60)
    killed = lines_of(log)
    assert killed[0]["event"] == "command begun" and not events(killed, "command ended")
    assert list(read_reports(tmp_path)) == []
    assert run("extract", "build", "--data", tmp_path, "--log", log).returncode == 1  # nothing was extracted
    assert lines_of(log)[: len(killed)] == killed


@pytest.mark.long
def test_a_run_told_to_stop_says_so_in_log_and_report(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    many(tmp_path)
    process = started("extract", "facts", "--data", tmp_path, "--engine", "local:2", "--log", log)
    until(lambda: log.exists() and '"partition done"' in log.read_text(encoding="utf-8"))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 143
    lines = lines_of(log)
    assert [line["event"] for line in lines[-3:]] == ["stage ended", "interrupted", "command ended"]
    assert lines[-3]["failed"] is True and lines[-2]["signal"] == "SIGTERM" and lines[-1]["status"] == 143
    report = one(tmp_path)
    assert (report["status"], report["outcome"]) == (143, "interrupted")
    done = events(lines, "partition done")
    assert report["partitions"] == {"done": len(done), "articles": sum(line["articles"] for line in done)}


def test_a_log_that_cannot_be_opened_ends_the_command_before_it_begins(data: Path, tmp_path: Path) -> None:
    shutil.rmtree(data / "facts")
    done = run("extract", "facts", "--data", data, "--log", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"chiso: the log {tmp_path} cannot be written: Is a directory\n"
    assert not (data / "facts").exists() and not (data / "reports").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_log_on_a_full_disk_is_warned_of_once_and_the_run_goes_on(data: Path) -> None:
    done = run("extract", "verify", "--data", data, "--log", "/dev/full")
    assert done.returncode == 0 and done.stdout.endswith(", 0 problems\n")
    assert done.stderr == "chiso: the log /dev/full is written no further: No space left on device\n"


def test_a_torn_last_line_is_not_glued_to_the_next(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text('{"whole": 1}\n{"torn": ')
    opened = EventLog(str(log))
    opened.write({"next": 2})
    opened.close()
    assert log.read_text().splitlines() == ['{"whole": 1}', '{"torn": ', '{"next": 2}']
    with pytest.raises(LogError, match="No such file"):
        EventLog(str(tmp_path / "none" / "log"))


def test_reports_after_success_and_failure_and_their_table(data: Path) -> None:
    done = run("extract", "report", "--data", data)
    assert (done.returncode, done.stderr) == (1, f"chiso: {data}: no run has left a report there\n")
    assert run("extract", "verify", "--data", data).returncode == 0
    (data / "facts" / "index.json").unlink()
    failed = run("extract", "build", "--data", data)
    assert failed.returncode == 1
    good, bad = read_reports(data)
    assert (good["command"], good["outcome"], good["in"]) == ("extract verify", "done", {})
    assert good["out"]["problems"] == 0 and good["worked"]["archived_records"] == 72
    assert (bad["command"], bad["outcome"], bad["status"]) == ("extract build", "failed", 1)
    assert bad["errors"] == [{"message": failed.stderr.removeprefix("chiso: ").strip()}]
    table = run("extract", "report", "--data", data).stdout.splitlines()
    assert [line[21:].split("  ")[0] for line in table] == ["command", "extract verify", "extract build"]
    assert "failed (1)" in table[2] and "index.json" in table[2]
    assert json.loads(run("extract", "report", "--data", data, "--json", "--last", "1").stdout) == [bad]
    broken = data / "reports" / f"{bad['run']}.json"
    broken.write_text("{", encoding="utf-8")
    done = run("extract", "report", "--data", data)
    assert done.returncode == 1 and done.stderr.startswith(f"chiso: {broken}: not a report: ")


@pytest.mark.long
def test_what_was_set_aside_is_in_log_and_report(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    many(tmp_path)
    partitions = article_partitions(tmp_path)
    assert partitions is not None and len(partitions) > 1
    lost = partitions[0]
    with pq.ParquetFile(lost.path) as file:
        names = file.schema_arrow.names
        column = file.metadata.row_group(0).column(names.index("article"))
    begin = column.dictionary_page_offset or column.data_page_offset
    content = bytearray(lost.path.read_bytes())
    content[begin : begin + 200] = bytes(200)  # keys stay, so it is a partition that is known and cannot be read
    lost.path.write_bytes(content)
    done = run("extract", "facts", "--data", tmp_path, "--nlp", "off", "--log", log)
    assert done.returncode == 1 and f"set aside: {lost.name}" in done.stderr
    (aside,) = events(lines_of(log), "partition set aside")
    assert (aside["partition"], aside["articles"]) == (lost.name, lost.rows) and "row group 0" in aside["reason"]
    report = one(tmp_path)
    assert [entry["partition"] for entry in report["aside"]] == [lost.name]
    assert report["outcome"] == "failed" and len(report["errors"]) == 1
    assert report["partitions"] == {"done": len(partitions) - 1, "articles": 3000 - lost.rows}


def test_an_article_that_cannot_be_read_is_told_without_its_words(tmp_path: Path) -> None:
    write_articles(tmp_path, [{"url": "http://a.test/1", "title": "Tin", "body": "Lời kín", "published_at": ["Lời kín"]}])
    log = tmp_path / "log.jsonl"
    done = run("extract", "facts", "--data", tmp_path, "--log", log)
    assert done.returncode == 1
    (unread,) = events(lines_of(log), "article not read")
    assert unread["url"] == "http://a.test/1" and re.fullmatch(r"\w+", unread["error"])
    assert one(tmp_path)["failed"] == [{"url": unread["url"], "error": unread["error"]}]
    assert "Lời kín" not in log.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_changes_nothing_of_the_run(data: Path) -> None:
    (data / "reports").write_text("somebody's own file")
    done = run("extract", "verify", "--data", data)
    assert done.returncode == 0
    assert done.stderr.startswith(f"chiso: no report of this run: {data}: ") and done.stderr.count("\n") == 1


def test_a_database_alone_gets_no_report(data: Path, tmp_path: Path) -> None:
    before = tree(data)
    assert run("extract", "export", tmp_path / "out", "--database", data / "chiso.db", "--format", "csv").returncode == 0
    assert tree(data) == before


def test_the_last_hundred_reports_are_kept(tmp_path: Path) -> None:
    names = [f"20260101T000000{n:03}Z-7" for n in range(KEPT + 3)]
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "mine.json").write_text("{}")
    for name in names:
        write_report(tmp_path, {"run": name, "command": "c", "status": 0, "seconds": 1})
    assert [report["run"] for report in read_reports(tmp_path)] == names[3:]
    assert (tmp_path / "reports" / "mine.json").exists()


def test_words_in_quotes_stay_out() -> None:
    assert plain("ValueError: 'ông Nguyễn Văn A' is no date") == "ValueError: '…' is no date"
    assert plain('name "Nam" and “Lan”,\n«Hoa»') == "name '…' and '…', '…'"
    assert plain("no 'data/facts/index.json'") == "no 'data/facts/index.json'"
    assert plain("article '0123456789abcdef' of 'http://a.vn/x y'") == "article '0123456789abcdef' of '…'"
    assert plain("x" * 1000) == "x" * 399 + "…"


def test_events_need_a_run_and_belong_to_it() -> None:
    emit("nobody listens")
    report = Report()
    with telling(Run("test", None, report)), pytest.raises(KeyError), stage("first", articles=3) as told:
        told["read"] = 2
        raise KeyError
    emit("nobody listens any more")
    (ended,) = report.content(1.0)["stages"]
    assert {k: v for k, v in ended.items() if k != "seconds"} == {"stage": "first", "articles": 3, "read": 2, "failed": True}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_steps_are_shown_on_a_terminal_and_nowhere_else() -> None:
    shown, piped = Terminal(), io.StringIO()
    for out in (shown, piped):
        with Steps("build", out) as to:
            to("people")
            to("panels")
    assert shown.getvalue() == "\r\x1b[Kbuild: people …\r\x1b[Kbuild: panels …\r\x1b[K"
    assert piped.getvalue() == ""


def test_a_crawl_shows_the_time_left_where_the_total_is_known() -> None:
    now = 0.0
    bars = Bars(_Left(), get_time=lambda: now)
    known, unknown = bars.add_task("known", total=100), bars.add_task("unknown", total=None)
    for now in (1.0, 2.0, 3.0):
        bars.update(known, completed=10 * now)
        bars.update(unknown, completed=10 * now)
    said = {task.id: _Left().render(task).plain for task in bars.tasks}
    assert said == {known: "0:07 left", unknown: ""}


@pytest.mark.long
def test_a_dry_crawl_asks_for_nothing_and_makes_no_file(tmp_path: Path) -> None:
    with PortalServer(5) as server:
        portals = server.portal(tmp_path / "portals", "take: all\n")
        where = ("crawl", "thu", "--data", tmp_path / "data", "--portals", portals, "--contact", "thu@example.org")
        done = run("crawler", *where, "--dry-run", "--from", "2024-01-02", "--max-pages", "3")
        assert done.returncode == 0 and not (tmp_path / "data").exists() and server.asked == {}
        assert "thu: 1 section, 0 articles known (0 fetched), never crawled; days from 2024-01-02; " in done.stdout
        assert done.stdout.endswith(": to its end, at most 3 listing pages\n")
        assert run("crawler", *where).returncode == 0
        before, asked = tree(tmp_path / "data"), Counter(server.asked)
        done = run("crawler", *where, "--dry-run")
        assert (tree(tmp_path / "data"), server.asked) == (before, asked)
        assert re.search(r"thu: 1 section, 5 articles known \(5 fetched\), last crawled \d{4}-\S+Z; all days; ", done.stdout)
        assert ": back to what is known, at most " in done.stdout
        for wrong in (("crawl", "khong-co", *where[2:]), where[:-2]):
            dry, real = run("crawler", *wrong, "--dry-run"), run("crawler", *wrong)
            assert (dry.returncode, dry.stderr) == (real.returncode, real.stderr) and real.returncode in (1, 2)


@pytest.mark.long
def test_a_dry_crawl_reads_a_ledger_of_an_earlier_version_and_one_in_use(data: Path) -> None:
    path = data / "ledger.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        for column in ("etag", "last_modified", "content", "layout", "published_at", "body_chars"):
            db.execute(f"ALTER TABLE requests DROP COLUMN {column}")
        db.execute("PRAGMA user_version = 1")
    before = tree(data)
    done = run("crawler", "crawl", "--sample", "--data", data, "--dry-run")
    assert done.returncode == 0 and "22 articles known (18 fetched)" in done.stdout, done.stderr
    assert tree(data) == before
    path.write_bytes(b"no ledger" * 1000)
    done = run("crawler", "crawl", "--sample", "--data", data, "--dry-run")
    assert (done.returncode, done.stderr) == (1, "error: the ledger cannot be read: file is not a database\n")


@pytest.mark.long
def test_a_dry_parse_tells_what_would_be_read_and_why(data: Path) -> None:
    def dry() -> str:
        before = tree(data)
        done = run("crawler", "parse", "--archive", "--data", data, "--dry-run")
        assert done.returncode == 0 and tree(data) == before, done.stderr
        return done.stdout

    assert dry() == "dry run: 79 archived pages, 0 to read, 79 kept\n"
    with closing(sqlite3.connect(data / "readings.db")) as db, db:
        rows = [sha for (sha,) in db.execute("SELECT sha256 FROM readings ORDER BY sha256 LIMIT 6")]
        db.executemany("UPDATE readings SET rules = 'other' WHERE sha256 = ?", [(sha,) for sha in rows[:3]])
        db.executemany("UPDATE readings SET family = 'other' WHERE sha256 = ?", [(sha,) for sha in rows[3:5]])
        db.execute("DELETE FROM readings WHERE sha256 = ?", (rows[5],))
    told = dry()
    assert "6 to read (1 never read, 2 read as of another family, 3 read by other rules), 73 kept" in told
    done = run("crawler", "parse", "--archive", "--data", data)
    assert done.returncode == 0 and one(data)["worked"] == {"pages_read": 6}
    assert dry() == "dry run: 79 archived pages, 0 to read, 79 kept\n"
    (data / "ledger.db").unlink()
    assert run("crawler", "parse", "--archive", "--data", data, "--dry-run").returncode == 1
    assert run("crawler", "parse", ROOT / "README.md", "--data", data, "--dry-run").returncode == 2


def test_a_dry_build_counts_what_the_build_holds_and_writes_nothing(data: Path) -> None:
    with closing(sqlite3.connect(data / "chiso.db")) as db:
        held = db.execute("SELECT count(*) FROM facts").fetchone()[0]
    (data / "chiso.db").unlink()
    before = tree(data)
    done = run("extract", "build", "--data", data, "--dry-run")
    assert done.returncode == 0 and tree(data) == before, done.stderr
    assert done.stdout.startswith(f"dry run: 72 versions of articles in 1 partition, {held} facts\n")
    assert done.stdout.endswith(f"all inputs are there; {data / 'chiso.db'} would be made\n")
    (data / "portals.json").unlink()
    done = run("extract", "build", "--data", data, "--dry-run")
    assert "\nall inputs are there (not there, and not needed: portals.json); " in done.stdout


@pytest.mark.long
@pytest.mark.parametrize("lost", ["facts/index.json", "facts", "articles/index.json", "articles/*.parquet", "facts/*.parquet"])
def test_a_dry_build_ends_as_the_build_where_an_input_is_missing(data: Path, lost: str) -> None:
    for path in data.glob(lost):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    dry = run("extract", "build", "--data", data, "--dry-run")
    assert not (data / "reports").exists()
    real = run("extract", "build", "--data", data)
    assert dry.returncode == real.returncode == 1
    assert dry.stderr.startswith("chiso: ") and dry.stderr.count("\n") == real.stderr.count("\n") == 1
