"""Commands told to stop (Ctrl-C, SIGTERM): the exit status of a shell, one line, no traceback, nothing lost or half-written."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from portal_server import PortalServer

from core import article_store
from core.article_store import write_articles
from crawler.archive import read_pages
from crawler.ledger import Ledger
from extract.incremental.store import Rules, write_all_facts
from schemas.facts import TYPES
from tests.gold import articles

ROOT = Path(__file__).resolve().parents[1]
KEPT = "error: interrupted; what was fetched is kept, run again to go on\n"
ARTICLES = 40
ENOUGH = 6


class Held(PortalServer):
    """Holds back what is asked after a number of articles; `reached` when the first of those has come."""

    def __init__(self, articles: int, hold_after: int | None = None) -> None:
        super().__init__(articles, self._count)
        self.reached = threading.Event()
        self.free = threading.Event()
        self.hold_after = hold_after

    def _count(self, number: int) -> None:
        if number > ENOUGH:
            self.reached.set()

    def page(self, path: str) -> tuple[int, bytes]:
        if self.hold_after is not None and path.startswith("/tin/bai-") and self.articles_asked() > self.hold_after:
            self.reached.set()
            self.free.wait(60)
        return super().page(path)

    def articles_asked(self) -> int:
        return sum(n for path, n in self.asked.items() if path.startswith("/tin/bai-"))


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return kept | {"CHISO_ALLOW_LOOPBACK": "1"}


def started(*args: str) -> subprocess.Popen[str]:
    """A command in a group of its own, as a terminal starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", *args],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def crawling(data: Path, portals: Path, *options: str) -> subprocess.Popen[str]:
    where = ("--data", str(data), "--portals", str(portals), "--contact", "thu@example.org")
    return started("crawler", "crawl", "thu", *where, *options)


def archived(data: Path) -> set[str | None]:
    return {page.key for page in read_pages(data / "archive", Ledger(data / "ledger.db"))}


def fetched(data: Path) -> set[str | None]:
    with sqlite3.connect(data / "ledger.db") as db:
        where = "kind = 'article' AND status = 'fetched'"
        return {key for (key,) in db.execute(f"SELECT article_key FROM requests WHERE {where}")}


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "it does not get on"
        time.sleep(0.02)


@pytest.mark.parametrize("told, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_crawl_told_to_stop_sums_up_and_the_next_goes_on(tmp_path: Path, told: signal.Signals, status: int) -> None:
    with Held(ARTICLES) as server:
        portals = server.portal(tmp_path / "portals", "delay: 0.1\ntake: all\n")
        process = crawling(tmp_path / "data", portals)
        assert server.reached.wait(60)
        os.killpg(process.pid, told)
        said, errors = process.communicate(timeout=30)
        asked = Counter(server.asked)
        assert process.returncode == status
        assert errors.startswith("stopping: ") and errors.endswith(KEPT) and errors.count("\n") == 2
        new = len(fetched(tmp_path / "data"))
        assert 0 < new < ARTICLES and said.startswith("thu: 2 listing pages, ") and f": {new} new, " in said
        assert f" 0 failed, {ARTICLES - new} not asked for yet; files" in said
        assert "alarm" not in said and "no article was listed" not in errors
        assert archived(tmp_path / "data") == fetched(tmp_path / "data")
        assert new == sum(path.startswith("/tin/bai-") for path in asked)  # what was under way has come, too
        again = crawling(tmp_path / "data", portals)
        said, errors = again.communicate(timeout=60)
    assert (again.returncode, errors) == (0, "")
    assert f" {ARTICLES - new} new, 0 changed" in said
    assert all(n == 1 for path, n in server.asked.items() if path.startswith("/tin/bai-"))


def test_told_twice_it_stops_at_once(tmp_path: Path) -> None:
    with Held(ARTICLES, hold_after=ENOUGH) as server:
        portals = server.portal(tmp_path / "portals")
        process = crawling(tmp_path / "data", portals)
        assert server.reached.wait(60)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr is not None and process.stderr.readline().startswith("stopping: ")
        before = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=30)
        assert time.monotonic() - before < 5
        server.free.set()
        server.hold_after = None
        assert (process.returncode, said, errors) == (130, "", KEPT)
        again = crawling(tmp_path / "data", portals)
        again.communicate(timeout=60)
    assert again.returncode == 0 and len(archived(tmp_path / "data")) == ARTICLES
    twice = [path for path, n in server.asked.items() if path.startswith("/tin/bai-") and n > 1]
    assert len(twice) == 1  # the one that was held back


@pytest.mark.long
def test_answers_that_do_not_come_are_not_awaited_for_long(tmp_path: Path) -> None:
    with Held(ARTICLES, hold_after=ENOUGH) as server:
        process = crawling(tmp_path / "data", server.portal(tmp_path / "portals"), "--quiet")
        assert server.reached.wait(60)
        os.killpg(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=20)
        server.free.set()
    assert (process.returncode, said, errors) == (130, "", KEPT)


def test_a_look_at_a_portal_can_be_stopped(tmp_path: Path) -> None:
    with Held(ARTICLES, hold_after=0) as server:
        portals = server.portal(tmp_path / "portals")
        process = started("crawler", "check", "thu", "--portals", str(portals), "--contact", "thu@example.org")
        assert server.reached.wait(60)
        os.killpg(process.pid, signal.SIGINT)
        os.killpg(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=30)
        server.free.set()
    assert (process.returncode, said, errors) == (130, "", "interrupted\n")


@pytest.mark.parametrize("told, status", [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.long)])
def test_facts_and_database_of_before_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: signal.Signals, status: int
) -> None:
    cases = [c.article for c in articles()]
    for name, value in (("MIN_ROWS", 100), ("_CUT_AT", 4)):
        monkeypatch.setattr(article_store, name, value)
    write_articles(tmp_path, [cases[n % len(cases)] | {"url": f"u{n}"} for n in range(3000)])
    process = started("extract", "facts", "--data", str(tmp_path), "--engine", "local:2")
    until(lambda: any((tmp_path / "facts").glob("*.parquet")))  # a partition is done, the workers are at the next
    os.killpg(process.pid, told) if told == signal.SIGINT else process.send_signal(told)
    said, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (status, "interrupted; what was read is kept, run again to go on\n")
    assert said == "3000 articles to read (3000 new), 0 kept\n"
    kept = {path.name for path in (tmp_path / "facts").iterdir()}
    assert kept and all(name.endswith(".parquet") for name in kept)

    empty = json.dumps({"url": "u{}", "issues": []} | {name: [] for name in TYPES})
    write_all_facts(tmp_path, (empty.replace("u{}", f"u{n}") for n in range(3000)), Rules("test", "test", "off"))
    (tmp_path / "chiso.db").write_text("before")
    process = started("extract", "build", "--data", str(tmp_path))
    until(lambda: any(tmp_path.glob(".build-*")))
    os.killpg(process.pid, told)
    said, errors = process.communicate(timeout=60)
    assert (process.returncode, said, errors) == (status, "", f"interrupted; {tmp_path / 'chiso.db'} is as it was\n")
    assert (tmp_path / "chiso.db").read_text() == "before" and not any(tmp_path.glob(".build-*"))
