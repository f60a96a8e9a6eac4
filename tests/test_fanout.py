"""A crawl fanned out on an engine ends as one in one process does, whatever is killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import LONG
from portal_server import PortalServer

from core.article_store import read_articles
from crawler.fanout import groups_of
from crawler.ledger import Entry, Ledger
from crawler.mend import MENDED
from crawler.pieces import MAKING, PIECES, PieceError, enter, enter_left, make, stop
from crawler.portals import load_portals
from crawler.readings import Readings
from tests.cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("mot", "hai", "ba")
ARTICLES = 200 if LONG else 12
KILLS = 10 if LONG else 2
SEED = int(os.environ.get("CHISO_SEED", "20261123"))


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return kept | {"CHISO_ALLOW_LOOPBACK": "1", "CHISO_BACKOFF": "0.1"}


def command(data: Path, portals: Path, *names: str) -> list[str]:
    return [sys.executable, "-m", "crawler", *names, "--data", str(data), "--portals", str(portals), "--quiet"]


def crawl_command(data: Path, portals: Path, *options: str) -> list[str]:
    return [*command(data, portals, "crawl", *NAMES), "--contact", "thu@example.org", *options]


def run(line: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(line, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=200)


def crawl(data: Path, portals: Path, *options: str) -> None:
    done = run(crawl_command(data, portals, *options))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list((data / PIECES).glob("*"))


def write_portal(directory: Path, name: str, base: str) -> None:
    directory.mkdir(exist_ok=True)
    (directory / f"{name}.yml").write_text(
        f"id: {name}\nname: Cổng {name}\nfamily: nukeviet\nbase_url: {base}/\nhosts: [127.0.0.1]\n"
        "sections:\n  - {url: /tin/, name: Tin}\nplaces:\n"
        "  - {place: huyện Thử, province: tỉnh Thử}\ndelay: 0\ntake: all\n",
        encoding="utf-8",
    )


@contextmanager
def three(directory: Path, articles: int = ARTICLES) -> Iterator[tuple[Path, list[PortalServer]]]:
    """Three portals, each a server of its own, and the directory of their files."""
    with ExitStack() as stack:
        servers = [stack.enter_context(PortalServer(articles + at)) for at in range(len(NAMES))]
        for name, server in zip(NAMES, servers, strict=True):
            write_portal(directory / "portals", name, server.base)
        yield directory / "portals", servers


@dataclass(frozen=True, slots=True)
class Whole:
    """Portals that one process has crawled into `data`; `first`: what it asked for."""

    portals: Path
    servers: list[PortalServer]
    data: Path
    first: list[dict[str, int]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    directory = tmp_path_factory.mktemp("whole")
    with three(directory) as (portals, servers):
        crawl(directory / "data", portals)
        yield Whole(portals, servers, directory / "data", asked(servers))


def asked(servers: list[PortalServer]) -> list[dict[str, int]]:
    """The articles that were asked for since the last call, by server."""
    found = [{path: n for path, n in server.asked.items() if path.startswith("/tin/bai-")} for server in servers]
    for server in servers:
        server.asked.clear()
    return found


def rows(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each portal in their order, walks too, without what tells when and where; answers come in any order."""
    columns = (
        "url, kind, status, reason, passing, http_status, final_url, article_key, listed_title, listed_date, lastmod, "
        "content, layout, published_at, body_chars"
    )
    with sqlite3.connect(data / "ledger.db") as db:
        found = {
            name: [
                *sorted(db.execute(f"SELECT {columns} FROM requests WHERE portal = ?", (name,)).fetchall(), key=repr),
                *db.execute("SELECT section, pages, max_pages, since, ended FROM walks WHERE portal = ?", (name,)).fetchall(),
            ]
            for name in NAMES
        }
        assert db.execute("SELECT count(*) FROM runs WHERE finished_at IS NULL").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM pieces").fetchone() == (0,)
        return found


def last_words(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of fetched articles: what several runs have in common with one."""
    return {name: [row for row in found if row[1:3] == ("article", "fetched")] for name, found in rows(data).items()}


def parsed(data: Path, portals: Path) -> list[dict[str, Any]]:
    done = run(command(data, portals, "parse", "--archive"))
    assert done.returncode == 0, done.stderr
    gone = ("fetched_at", "warc", "offset", "sha256")
    return [a | {"page": {k: v for k, v in a["page"].items() if k not in gone}} for a in read_articles(data)]


@pytest.mark.long
def test_a_cluster_ends_as_one_process_does(whole: Whole, tmp_path: Path) -> None:
    with Cluster(workers=2) as cluster:
        crawl(tmp_path, whole.portals, "--engine", f"dask:{cluster.address}")
    assert asked(whole.servers) == whole.first
    assert rows(tmp_path) == rows(whole.data)


@pytest.mark.long
def test_engines_end_as_one_process_does_and_ask_nothing_again(whole: Whole, tmp_path: Path) -> None:
    servers, portals = whole.servers, whole.portals
    assert [len(paths) for paths in whole.first] == [ARTICLES, ARTICLES + 1, ARTICLES + 2]
    expected, local = rows(whole.data), tmp_path / "local"
    crawl(local, portals, "--engine", "local:2")
    assert asked(servers) == whole.first
    assert rows(local) == expected
    with sqlite3.connect(local / "readings.db") as db:
        assert db.execute("SELECT count(*) FROM readings").fetchone()[0] >= sum(map(len, whole.first))
    assert parsed(local, portals) == parsed(whole.data, portals)
    # Whatever crawled first, the other knows it all.
    copy = shutil.copytree(whole.data, tmp_path / "one")
    crawl(copy, portals, "--engine", "local:2")
    crawl(local, portals)
    assert asked(servers) == [{}, {}, {}]
    assert rows(copy) == rows(local)


@pytest.mark.long
def test_portals_of_one_host_are_one_task(tmp_path: Path) -> None:
    for name, base in (("mot", "http://127.0.0.1:81"), ("hai", "http://127.0.0.1:82"), ("ba", "http://127.0.0.1:81")):
        write_portal(tmp_path / "portals", name, base)
    portals = load_portals(tmp_path / "portals").select(NAMES)
    assert [tuple(p.id for p in group) for group in groups_of(portals)] == [("mot", "ba"), ("hai",)]


@pytest.mark.long
def test_a_host_is_asked_one_thing_at_a_time_by_all_its_portals(tmp_path: Path) -> None:
    with three(tmp_path) as (portals, servers):
        write_portal(portals, "ba", servers[0].base)
        under_way, most = 0, 0
        lock, page = threading.Lock(), servers[0].page

        def slow(path: str) -> tuple[int, bytes]:
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.01)
            with lock:
                under_way -= 1
            return page(path)

        servers[0].page = slow  # type: ignore[method-assign]
        crawl(tmp_path / "data", portals, "--engine", "local:3")
        assert most == 1 and asked(servers)[0] == {f"/tin/bai-so-{n}.html": 2 for n in range(1, ARTICLES + 1)}


@pytest.mark.long
def test_a_portal_that_fails_is_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    with three(tmp_path) as (portals, servers):
        data = tmp_path / "data"
        # Where the archive of one portal should lie, something else does.
        (data / "archive").mkdir(parents=True)
        (data / "archive" / "hai").write_text("")
        done = run(crawl_command(data, portals, "--engine", "local:2"))
        assert done.returncode == 1 and " on: hai" in done.stderr and "mot" not in done.stderr
        assert "cannot write" in done.stderr and len(done.stderr.splitlines()) == 1
        found = asked(servers)
        assert [len(found[0]), len(found[2])] == [ARTICLES, ARTICLES + 2]
        (data / "archive" / "hai").unlink()
        crawl(data, portals)
        found = asked(servers)
        assert [len(paths) for paths in found] == [0, ARTICLES + 1, 0]


# Ctrl-C reaches the whole group, `kill` the parent alone.
@pytest.mark.long
@pytest.mark.parametrize(
    ("signum", "status", "to"),
    [(signal.SIGINT, 130, os.killpg), pytest.param(signal.SIGTERM, 143, os.kill, marks=pytest.mark.long)],
)
def test_a_signal_keeps_what_was_fetched(
    signum: signal.Signals, status: int, to: Callable[[int, int], None], tmp_path: Path
) -> None:
    with three(tmp_path, ARTICLES + 30) as (portals, servers):
        due = threading.Event()
        servers[0].answered = lambda number: due.set() if number > 5 else None
        for server in servers:
            page = server.page
            server.page = lambda path, page=page: (time.sleep(0.05), page(path))[1]  # type: ignore[misc, method-assign]
        line = [word for word in crawl_command(tmp_path / "data", portals, "--engine", "local:2") if word != "--quiet"]
        process = subprocess.Popen(line, cwd=ROOT, env=environment(), stdout=-1, stderr=-1, text=True, start_new_session=True)
        assert due.wait(60)
        to(process.pid, signum)
        out, err = process.communicate(timeout=60)
        assert process.returncode == status, err
        assert "error: interrupted; what was fetched is kept, run again to go on" in err and "not asked for yet" in out
        for server in servers:
            del server.page  # type: ignore[method-assign]
        crawl(tmp_path / "data", portals)
        assert all(set(paths.values()) == {1} for paths in asked(servers))
        assert {name: len(found) for name, found in last_words(tmp_path / "data").items()} == {
            name: ARTICLES + 30 + at for at, name in enumerate(NAMES)
        }


@pytest.mark.long
@pytest.mark.parametrize("victim", [pytest.param("parent", marks=pytest.mark.long), "piece"])
def test_kills_at_any_moment_end_as_an_undisturbed_crawl(victim: str, whole: Whole, tmp_path: Path) -> None:
    print(f"CHISO_SEED={SEED}")
    moments = random.Random(f"{SEED} {victim}").sample(range(4, 3 * ARTICLES), KILLS)
    data = tmp_path / "killed"
    for server in whole.servers:
        server.order.clear()
    kills = sum(kill_at(moment, victim, data, whole.portals, whole.servers) for moment in sorted(moments))
    crawl(data, whole.portals, "--engine", "local:2")
    found = asked(whole.servers)
    assert [set(paths) for paths in found] == [set(paths) for paths in whole.first]
    assert kills
    # Two pieces at once are under way, each with one request at a time.
    assert sum(n - 1 for paths in found for n in paths.values()) <= 2 * kills
    assert last_words(data) == last_words(whole.data)


def kill_at(moment: int, victim: str, data: Path, portals: Path, servers: list[PortalServer]) -> int:
    """Crawl until so many articles are answered in all, then kill; how many were killed (none where it was done before)."""
    due = threading.Event()

    def answered(number: int) -> None:
        if sum(path.startswith("/tin/bai-") for server in servers for path in server.order) >= moment:
            due.set()

    for server in servers:
        server.answered = answered
    process = subprocess.Popen(crawl_command(data, portals, "--engine", "local:2"), cwd=ROOT, env=environment())
    while not due.wait(0.02) and process.poll() is None:
        pass
    for server in servers:
        server.answered = lambda number: None
    pids = [process.pid] if victim == "parent" else pieces_of(data)[:1]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    status = process.wait(120)
    # A piece that dies once is begun anew by its task.
    assert status == (-signal.SIGKILL if victim == "parent" and pids else 0)
    return len(pids)


def pieces_of(data: Path) -> list[int]:
    """The processes that crawl a piece of a data directory: those that hold its lock."""
    found = []
    for lock in sorted((data / PIECES).glob("*/crawl.lock")):
        for link in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if link.readlink() == lock and b"crawler.piece" in (link.parents[1] / "cmdline").read_bytes():
                    found.append(int(link.parts[2]))
            except OSError:
                continue
    return found


def test_a_piece_is_entered_once(tmp_path: Path) -> None:
    data, piece = tmp_path, tmp_path / PIECES / "R.mot"
    ledger = Ledger(data / "ledger.db")
    Readings(data / "readings.db").close()
    ledger.begin("Q", "2026-01-01T00:00:00Z", ["mot", "hai"], False)
    ledger.record(Entry("Q", "hai", "http://hai/1", "article", "fetched", article_key="1"))
    mended = Entry("Q", "mot", "http://mot/1", "article", "fetched", MENDED, True, warc="mot/Q", offset=7, article_key="1")
    ledger.record(mended)
    ledger.begin("R", "2026-01-02T00:00:00Z", ["mot"], False)
    make(data, piece, "R", ("mot",))
    own = Ledger(piece / "ledger.db")
    assert own.portals() == ("mot",) and own.known("mot") == {"1": mended} and own.unfinished() == ["Q", "R"]
    own.settle(Entry("Q", "mot", "http://mot/1", "article", "fetched", content="c", warc="mot/Q", offset=7, article_key="1"))
    own.record(Entry("R", "mot", "http://mot/2", "article", "fetched", warc="mot/R", offset=1, article_key="2"))
    own.close()
    kept = json.dumps([str(p) for p in sorted(piece.iterdir())])
    with sqlite3.connect(data / "ledger.db") as db:
        # As if a kill had come between entering and removing.
        db.execute("INSERT INTO pieces VALUES ('R.mot')")
    copy = {path.name: path.read_bytes() for path in piece.iterdir()}
    enter_left(data)
    assert not piece.exists() and ledger.known("mot") == {"1": mended}, kept
    piece.mkdir()
    for name, content in copy.items():
        (piece / name).write_bytes(content)
    assert enter(data, piece)
    known = ledger.known("mot")
    assert (known["1"].content, known["1"].reason, known["2"].offset) == ("c", None, 1)
    assert sorted(ledger.known("hai")) == ["1"]
    ledger.close()


def test_what_is_half_made_is_removed_and_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.db").close()
    half = tmp_path / PIECES / f"R.mot{MAKING}"
    half.mkdir(parents=True)
    (half / "ledger.db").write_text("half")
    enter_left(tmp_path)
    assert not half.exists()
    broken = tmp_path / PIECES / "R.hai"
    broken.mkdir()
    stop(broken)
    (broken / "ledger.db").write_text("no database, and long enough to be taken for one " * 40)
    with pytest.raises(PieceError, match=r"R\.hai: cannot be taken in: .*; move it away"):
        enter_left(tmp_path)
    assert broken.exists()
