"""Later crawls: what is new or changed is fetched, listings are read no further than they must be, days and topic bound a run."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from portal_server import PER_PAGE, PortalServer

from core.article_store import read_articles
from crawler.ledger import Ledger

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = 5 * PER_PAGE


@pytest.fixture
def server() -> Iterator[PortalServer]:
    with PortalServer(ARTICLES) as running:
        yield running


def run(server: PortalServer, directory: Path, *args: str, extra: str = "delay: 0\ntake: all\n") -> str:
    """One crawl of the server's portal into `directory`; its report."""
    portals = server.portal(directory / "portals", extra)
    server.asked.clear()
    command = [sys.executable, "-m", "crawler", "crawl", "thu", "--contact", "thu@example.org", *args]
    where = ["--data", str(directory / "data"), "--portals", str(portals)]
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")} | {"CHISO_ALLOW_LOOPBACK": "1"}
    done = subprocess.run([*command, *where], cwd=ROOT, env=kept, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(server: PortalServer) -> tuple[int, set[int]]:
    """Listing pages and articles asked for in the last run."""
    listings = [p for p in server.asked if p.startswith("/tin/") and "bai-" not in p]
    return len(listings), {int(p.split("-")[-1].removesuffix(".html")) for p in server.asked if "bai-" in p}


def rows(directory: Path, where: str, columns: str = "article_key, reason") -> list[tuple[Any, ...]]:
    with sqlite3.connect(directory / "data" / "ledger.db") as db:
        return sorted(db.execute(f"SELECT {columns} FROM requests WHERE kind = 'article' AND {where}").fetchall())


def test_a_later_run_reads_until_all_is_known(server: PortalServer, tmp_path: Path) -> None:
    assert f"{ARTICLES} new, 0 changed" in run(server, tmp_path)
    assert asked(server) == (5, set(range(1, ARTICLES + 1)))
    assert "0 new, 0 changed" in run(server, tmp_path)
    assert asked(server) == (1, set())
    server.articles += 3
    assert "3 new, 0 changed" in run(server, tmp_path)
    assert asked(server) == (2, set(range(ARTICLES + 1, ARTICLES + 4)))
    run(server, tmp_path, "--full")
    assert asked(server) == (6, set())


def test_a_run_of_few_pages_does_not_stop_a_deeper_one(server: PortalServer, tmp_path: Path) -> None:
    run(server, tmp_path, "--max-pages", "2")
    assert asked(server) == (2, set(range(ARTICLES - 2 * PER_PAGE + 1, ARTICLES + 1)))
    run(server, tmp_path)
    assert asked(server) == (5, set(range(1, ARTICLES - 2 * PER_PAGE + 1)))


@pytest.mark.parametrize("dated", [True, False])
def test_backfill_stops_on_old_pages(server: PortalServer, tmp_path: Path, dated: bool) -> None:
    server.dated = dated
    since, until = server.day(ARTICLES - 25), server.day(ARTICLES - 5)
    report = run(server, tmp_path, "--from", since.isoformat(), "--to", until.isoformat())
    listings, articles = asked(server)
    # The third page is the first that holds older articles only; without days it is known when its articles are read.
    assert listings == 3 and f"read no further: older than {since}" in report
    wanted = set(range(ARTICLES - 25, ARTICLES - 4))
    if dated:
        assert articles == wanted
        outside = rows(tmp_path, "status = 'outside'")
        assert {int(key) for key, _ in outside} == set(range(ARTICLES - 59, ARTICLES + 1)) - wanted
        assert all(reason.startswith("published on 20") for _, reason in outside)
        assert "39 of other days" in report
    else:
        assert articles == set(range(ARTICLES - 59, ARTICLES + 1))
    run(server, tmp_path)
    assert asked(server)[0] == 5  # the run of some days does not stop one of all
    assert len(rows(tmp_path, "status = 'fetched'")) == ARTICLES


def test_a_changed_article_is_a_new_version_and_the_old_one_stays(server: PortalServer, tmp_path: Path) -> None:
    run(server, tmp_path)
    server.titles[ARTICLES - 3] = "Hội nghị cải cách hành chính đã đổi tên"
    report = run(server, tmp_path)
    assert "0 new, 1 changed" in report and asked(server)[1] == {ARTICLES - 3}
    parsed = [sys.executable, "-m", "crawler", "parse", "--archive", "--quiet", "--data", str(tmp_path / "data")]
    for _ in range(2):
        subprocess.run([*parsed, "--portals", str(tmp_path / "portals")], cwd=ROOT, check=True, timeout=120)
        titles = [a["title"] for a in read_articles(tmp_path / "data") if a["page"]["key"] == str(ARTICLES - 3)]
        assert sorted(titles) == sorted(
            {server.title(ARTICLES - 3), f"Hội nghị cải cách hành chính lần thứ {ARTICLES - 3} của huyện"}
        )
        (tmp_path / "data" / "readings.db").unlink()


@pytest.mark.long
def test_a_counter_is_no_change(server: PortalServer, tmp_path: Path) -> None:
    run(server, tmp_path, "--max-pages", "1")
    first = rows(tmp_path, "status = 'fetched'", "sha256, content")
    assert "0 new, 0 changed, 20 unchanged" in run(server, tmp_path, "--max-pages", "1", "--recheck")
    again = rows(tmp_path, "status = 'unchanged'", "sha256, content")
    assert len(asked(server)[1]) == PER_PAGE and {c for _, c in first} == {c for _, c in again}
    assert not {s for s, _ in first} & {s for s, _ in again}


def test_a_server_that_knows_its_versions_is_asked_by_them(server: PortalServer, tmp_path: Path) -> None:
    server.tagged = True
    run(server, tmp_path, "--max-pages", "1")
    server.titles[ARTICLES] = "Hội nghị cải cách hành chính đã đổi tên"
    assert "0 new, 1 changed, 19 unchanged" in run(server, tmp_path, "--max-pages", "1", "--recheck")
    assert len(server.spared) == PER_PAGE - 1
    assert rows(tmp_path, "http_status = 304", "status") == [("unchanged",)] * (PER_PAGE - 1)
    assert "0 new, 0 changed, 20 unchanged" in run(server, tmp_path, "--max-pages", "1", "--recheck")
    assert len(server.spared) == 2 * PER_PAGE - 1


def test_what_is_off_the_topic_is_not_downloaded(server: PortalServer, tmp_path: Path) -> None:
    off = {n: f"Giải bóng đá thanh niên lần thứ {n} khai mạc" for n in range(ARTICLES, ARTICLES - 30, -2)}
    server.titles |= off
    report = run(server, tmp_path, extra="delay: 0\n")
    assert asked(server)[1] == set(range(1, ARTICLES + 1)) - set(off)
    assert {int(key) for key, _ in rows(tmp_path, "status = 'irrelevant'")} == set(off)
    assert f"{len(off)} irrelevant" in report
    # A title that comes on topic later is fetched then.
    del server.titles[ARTICLES]
    assert "1 new" in run(server, tmp_path, extra="delay: 0\n")
    assert asked(server)[1] == {ARTICLES}


def test_what_only_a_sitemap_names_is_in_the_ledger(server: PortalServer, tmp_path: Path) -> None:
    server.folder = "/bai-viet"  # below no section
    server.sitemap = {f"/bai-viet/bai-so-{n}.html": "2021-01-01" for n in (ARTICLES, 1)}
    elsewhere = "only in a sitemap, in no section"
    assert f"{PER_PAGE} new, 0 changed" in (first := run(server, tmp_path, "--max-pages", "1"))
    assert "1 irrelevant" in first and rows(tmp_path, "status = 'irrelevant'") == [("1", elsewhere)]
    # Named again it is no news; that an article of the section changed is, though no listing shows it any more.
    server.articles += PER_PAGE
    server.sitemap[f"/bai-viet/bai-so-{ARTICLES}.html"] = "2022-01-01"
    server.titles[ARTICLES] = "Hội nghị cải cách hành chính đã đổi tên"
    assert f"{PER_PAGE} new, 1 changed" in run(server, tmp_path, "--max-pages", "1")
    assert rows(tmp_path, "status = 'irrelevant'") == [("1", elsewhere)]
    # A section that is read further shows it: then it is wanted.
    run(server, tmp_path)
    assert asked(server)[1] == set(range(1, ARTICLES - PER_PAGE + 1))


def test_an_old_ledger_is_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as db:
        db.executescript(
            """CREATE TABLE runs (id TEXT PRIMARY KEY, started_at TEXT NOT NULL, finished_at TEXT, portals TEXT NOT NULL,
            sample INTEGER NOT NULL);
            CREATE TABLE requests (id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs(id), portal TEXT NOT NULL,
            url TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('listing','article')),
            status TEXT NOT NULL CHECK (status IN ('listed','fetched')), reason TEXT, passing INTEGER NOT NULL DEFAULT 0,
            http_status INTEGER, final_url TEXT, sha256 TEXT, warc TEXT, "offset" INTEGER, fetched_at TEXT, article_key TEXT,
            listed_title TEXT, listed_date TEXT, lastmod TEXT);
            INSERT INTO runs VALUES ('r1', '2024', '2024', 'thu', 0);
            INSERT INTO requests (run, portal, url, kind, status, article_key, warc, "offset")
            VALUES ('r1', 'thu', 'http://thu.example/1', 'article', 'fetched', '1', 'a', 7);"""
        )
    for _ in range(2):
        ledger = Ledger(path)
        known = ledger.known("thu")
        ledger.close()
        assert (known["1"].status, known["1"].offset, known["1"].etag) == ("fetched", 7, None)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE requests SET status = 'irrelevant'")
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(sqlite3.DatabaseError, match="version 99"):
        Ledger(path)
