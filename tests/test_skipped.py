"""`skipped`: what crawls passed over or lost, from the ledger."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.__main__ import main
from crawler.ledger import Entry, Kind, Ledger, Status

HERE = "http://a.example"


def row(
    run: str,
    path: str,
    status: Status,
    reason: str | None = None,
    kind: Kind = "article",
    *,
    portal: str = "a",
    title: str | None = None,
    passing: bool = False,
) -> Entry:
    key = None if kind == "listing" else path
    return Entry(run, portal, HERE + path, kind, status, reason, passing, article_key=key, listed_title=title)


ROWS = (
    row("r1", "/tin/?page=1", "fetched", kind="listing"),
    row("r1", "/tin/?page=2", "failed", "HTTP 500", "listing"),
    row("r1", "/tin/1", "failed", "timeout", passing=True, title="Bài một"),
    row("r1", "/tin/2", "failed", "HTTP 404", title="Bài hai"),
    row("r1", "/tin/3", "irrelevant", "no word of the topic", title="Giải bóng đá"),
    row("r1", "/tin/4", "fetched", title="Bài bốn"),
    row("r1", "/tin/5", "refused", "robots.txt"),
    row("r1", "/tep/1.pdf", "listed", kind="file"),
    row("r1", "/tin/9", "failed", "HTTP 404", portal="b"),
    # The next run had better luck with the first, and only saw the second.
    row("r2", "/tin/1", "fetched", title="Bài một"),
    row("r2", "/tin/2", "listed", "known: failed", title="Bài hai, sửa"),
    row("r2", "/tin/6", "failed", "HTTP 404"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        for run in ("r1", "r2"):
            ledger.begin(run, "2026-01-01T00:00:00Z", ["a", "b"], False)
        for entry in ROWS:
            ledger.record(entry)
    return tmp_path


def run(data: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["skipped", "--data", str(data), *args])


def test_addresses_stand_below_their_reason(data: Path) -> None:
    done = run(data, "a")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "a: 1 listing failed: HTTP 500",
        f"  {HERE}/tin/?page=2  (asked for again)",
        "a: 2 articles failed: HTTP 404",
        f"  {HERE}/tin/2  Bài hai, sửa",
        f"  {HERE}/tin/6",
        "a: 1 article refused: robots.txt",
        f"  {HERE}/tin/5  (asked for again)",
        "a: 1 article irrelevant: no word of the topic",
        f"  {HERE}/tin/3  Giải bóng đá",
        "a: 1 file listed",
        f"  {HERE}/tep/1.pdf  (asked for again)",
    ]


def test_without_a_name_all_portals_are_told(data: Path) -> None:
    assert f"b: 1 article failed: HTTP 404\n  {HERE}/tin/9\n" in run(data).stdout
    assert run(data, "b").stdout == f"b: 1 article failed: HTTP 404\n  {HERE}/tin/9\n"


def test_as_csv_by_status(data: Path) -> None:
    rows = list(csv.DictReader(run(data, "--csv", "--status", "refused", "--status", "irrelevant").stdout.splitlines()))
    assert [(r["portal"], r["kind"], r["status"], r["again"], r["url"], r["title"], r["run"]) for r in rows] == [
        ("a", "article", "refused", "1", f"{HERE}/tin/5", "", "r1"),
        ("a", "article", "irrelevant", "0", f"{HERE}/tin/3", "Giải bóng đá", "r1"),
    ]


def test_what_is_not_there_is_named(data: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = run(data, "c")
    assert done.exit_code == 1 and done.stderr == f"error: {data}: nothing was crawled there of c\n"
    empty = tmp_path_factory.mktemp("empty")
    done = run(empty)
    assert done.exit_code == 1 and done.stderr == f"error: {empty}: nothing was crawled there\n"
    assert list(empty.iterdir()) == []
    assert run(data, "--status", "fetched").exit_code == 2
