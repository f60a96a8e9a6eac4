"""Killed crawls: whatever moment the crawler dies at, the run after it ends with what an undisturbed crawl has."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from conftest import LONG
from portal_server import PortalServer

from core.article_store import read_articles

ROOT = Path(__file__).resolve().parents[1]
KILLS = 20 if LONG else 2
ARTICLES = 500 if LONG else 60
SEED = 20261122


def command(data: Path, portals: Path, *names: str) -> list[str]:
    return [sys.executable, "-m", "crawler", *names, "--data", str(data), "--portals", str(portals), "--quiet"]


def crawl_command(data: Path, portals: Path) -> list[str]:
    return [*command(data, portals, "crawl", "thu"), "--contact", "thu@example.org"]


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return kept | {"CHISO_ALLOW_LOOPBACK": "1"}


def finish(data: Path, portals: Path) -> None:
    for line in (crawl_command(data, portals), command(data, portals, "parse", "--archive")):
        done = subprocess.run(line, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr


def articles(data: Path) -> list[dict[str, Any]]:
    """The parsed articles, without what tells when and where the bytes were stored."""
    gone = ("fetched_at", "warc", "offset", "sha256")
    return [a | {"page": {k: v for k, v in a["page"].items() if k not in gone}} for a in read_articles(data)]


def last_words(data: Path) -> list[tuple[Any, ...]]:
    """The rows of the archived articles, without what tells when and where."""
    columns = "portal, url, status, article_key, listed_title, listed_date, content, layout, published_at, body_chars"
    where = "kind = 'article' AND status <> 'listed'"
    with sqlite3.connect(data / "ledger.db") as db:
        return sorted(db.execute(f"SELECT {columns} FROM requests WHERE {where}").fetchall())


def test_a_crawl_killed_at_any_moment_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    with PortalServer(ARTICLES) as server:
        portals = server.portal(tmp_path / "portals")
        finish(tmp_path / "whole", portals)
        assert sum(path.startswith("/tin/bai-") for path in server.asked) == ARTICLES
        server.asked.clear()
        server.order.clear()
        again, in_flight, kills = _killed(server, tmp_path / "killed", portals)
    assert kills >= KILLS // 2
    assert set(again) <= in_flight and sum(n - 1 for n in again.values()) <= kills
    assert articles(tmp_path / "killed") == articles(tmp_path / "whole")
    assert last_words(tmp_path / "killed") == last_words(tmp_path / "whole")


def _killed(server: PortalServer, data: Path, portals: Path) -> tuple[dict[str, int], set[str], int]:
    """Crawl with kills at seeded moments, then to the end: articles asked for again, those under way at a kill, kills."""
    moments = sorted(random.Random(SEED).sample(range(2, ARTICLES), KILLS))
    due = threading.Event()
    state: dict[str, Any] = {"left": moments.copy(), "articles": 0}

    def answered(number: int) -> None:
        """At a seeded number of answered articles the crawler is to die."""
        state["articles"] = sum(n for path, n in server.asked.items() if path.startswith("/tin/bai-"))
        if state["left"] and state["articles"] >= state["left"][0]:
            due.set()

    server.answered = answered
    kills = 0
    while state["left"]:
        due.clear()
        process = subprocess.Popen(crawl_command(data, portals), cwd=ROOT, env=environment())
        assert due.wait(120), "the crawl does not get on"
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        state["left"] = [m for m in state["left"] if m > state["articles"]]
    finish(data, portals)
    # A run begins with robots.txt; before its archive has an answer, nothing more is asked: the last request is under way.
    begins = [at for at, path in enumerate(server.order) if path == "/robots.txt"]
    in_flight = {server.order[at - 1] for at in begins[1:]}
    return {path: n for path, n in server.asked.items() if path.startswith("/tin/bai-") and n > 1}, in_flight, kills
