"""Killed and starved runs: whatever moment a process dies at, or the disk is full, the run after it ends with the files and the
database of an undisturbed one. The moments are drawn from a seed: CHISO_SEED=n draws others."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import LONG

from core import article_store
from core.article_store import article_partitions, write_articles
from tests.cluster import Cluster
from tests.gold import articles
from tests.portal_server import PortalServer

ROOT = Path(__file__).resolve().parents[1]
SEED = int(os.environ.get("CHISO_SEED", "20261123"))
MOMENTS = 10 if LONG else 2
COPIES = 2
SECONDS = 240
FULL = "the disk is full"


def draw(what: str) -> random.Random:
    """The random numbers of one test; the seed is printed where the test fails."""
    print(f"CHISO_SEED={SEED} ({what})")
    return random.Random(f"{SEED} {what}")


def command(*args: object) -> list[str]:
    return [sys.executable, "-m", *map(str, args)]


def environment() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return kept | {"CHISO_ALLOW_LOOPBACK": "1"}


def run(*args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=SECONDS, check=False
    )


def begun(*args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*args), cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def files(directory: Path) -> dict[str, bytes]:
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles in some twenty partitions, with the facts and the database of runs that nobody disturbs."""
    data = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patched:
        # How large partitions are is a matter of who writes them: whoever reads takes any.
        for name, value in (("MIN_ROWS", 10), ("MAX_ROWS", 40), ("_CUT_AT", 4)):
            patched.setattr(article_store, name, value)
        given = (c.article | {"url": f"http://u{n}/", "page": {"key": f"{n:04}"}} for n, c in enumerate(articles() * COPIES))
        write_articles(data, given)
    for step in ("facts", "build"):
        done = run("extract", step, "--data", data)
        assert done.returncode == 0, done.stderr
    return data


def begun_again(undisturbed: Path, data: Path) -> Path:
    """The articles of the undisturbed run, and nothing more."""
    shutil.copytree(undisturbed / "articles", data / "articles")
    return data


def partitions(data: Path) -> int:
    return len(list((data / "facts").glob("*.parquet")))


def until_done(process: subprocess.Popen[str], data: Path, count: int) -> None:
    """Until so many partitions of facts are there, or the process has ended."""
    deadline = time.monotonic() + SECONDS
    while partitions(data) < count and process.poll() is None:
        assert time.monotonic() < deadline, "the run does not get on"
        time.sleep(0.005)


def moments(rng: random.Random, data: Path, count: int = MOMENTS) -> list[int]:
    """Numbers of partitions that are done when the blow falls, rising; 0: while the run begins."""
    total = len(article_partitions(data) or ())
    return sorted(rng.sample(range(total), min(count, total)))


def test_extraction_whose_process_is_killed(undisturbed: Path, tmp_path: Path) -> None:
    rng, data = draw("parent"), begun_again(undisturbed, tmp_path / "data")
    kills = 0
    for count in moments(rng, data):
        process = begun("extract", "facts", "--data", data, "--engine", "local:2")
        until_done(process, data, count)
        time.sleep(rng.uniform(0, 1.5 if count == 0 else 0.1))
        kills += process.poll() is None
        process.kill()
        process.communicate()
    assert kills > 0
    assert run("extract", "facts", "--data", data).returncode == 0
    assert files(data / "facts") == files(undisturbed / "facts")


def test_extraction_whose_workers_are_killed(undisturbed: Path, tmp_path: Path) -> None:
    rng, data = draw("worker"), begun_again(undisturbed, tmp_path / "data")
    process = begun("extract", "facts", "--data", data, "--engine", "local:2")
    kills = 0
    for count in moments(rng, data):
        until_done(process, data, count)
        if workers := _children(process.pid):
            os.kill(rng.choice(workers), signal.SIGKILL)
            kills += 1
    _, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, errors) == (0, "") and kills > 0
    assert files(data / "facts") == files(undisturbed / "facts")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


@pytest.mark.long
def test_extraction_whose_scheduler_is_killed(undisturbed: Path, tmp_path: Path) -> None:
    rng, data = draw("scheduler"), begun_again(undisturbed, tmp_path / "data")
    for count in moments(rng, data):
        with Cluster(workers=2) as cluster:
            process = begun("extract", "facts", "--data", data, "--engine", f"dask:{cluster.address}")
            until_done(process, data, count)
            cluster.scheduler.kill()
            _, errors = process.communicate(timeout=SECONDS)
            # Just done, or told in one line.
            assert (process.returncode, errors) == (0, "") or (process.returncode == 1 and errors.count("\n") == 1), errors
            assert not errors or "scheduler has gone; what is done is kept" in errors or "no Dask cluster" in errors
    assert run("extract", "facts", "--data", data).returncode == 0
    assert files(data / "facts") == files(undisturbed / "facts")


@pytest.mark.long
def test_extraction_whose_dask_workers_are_killed(undisturbed: Path, tmp_path: Path) -> None:
    rng, data = draw("dask worker"), begun_again(undisturbed, tmp_path / "data")
    with Cluster(workers=2) as cluster:
        process = begun("extract", "facts", "--data", data, "--engine", f"dask:{cluster.address}")
        for count in moments(rng, data):
            until_done(process, data, count)
            # The nanny of a worker starts another one in its place.
            for nanny in cluster.workers:
                if workers := _children(nanny.pid):
                    os.kill(workers[-1], signal.SIGKILL)
        _, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, errors) == (0, "")
    assert files(data / "facts") == files(undisturbed / "facts")


@pytest.mark.long
def test_a_build_that_is_killed(undisturbed: Path, tmp_path: Path) -> None:
    rng, data = draw("loader"), tmp_path / "data"
    shutil.copytree(undisturbed, data)
    (data / "chiso.db").write_bytes(b"the one before")
    started = time.monotonic()
    assert run("extract", "build", "--data", data, "--database", data / "other.db").returncode == 0
    whole = time.monotonic() - started
    for _ in range(MOMENTS):
        process = begun("extract", "build", "--data", data)
        time.sleep(rng.uniform(0.2, 0.9) * whole)
        process.kill()
        process.communicate()
        assert (data / "chiso.db").read_bytes() in (b"the one before", (undisturbed / "chiso.db").read_bytes())
    assert run("extract", "build", "--data", data).returncode == 0
    assert (data / "chiso.db").read_bytes() == (undisturbed / "chiso.db").read_bytes()
    assert not list(data.glob(".build-*"))


@pytest.mark.long
def test_parsing_that_is_killed(demo_data: Path, tmp_path: Path) -> None:
    rng, data = draw("parse"), tmp_path / "data"
    shutil.copytree(
        demo_data, data, ignore=shutil.ignore_patterns("readings.db*", "articles", "parse_issues.jsonl", "attachments")
    )
    for _ in range(MOMENTS):
        process = begun("crawler", "parse", "--data", data)
        time.sleep(rng.uniform(0.5, 3))
        process.kill()
        process.communicate()
    assert run("crawler", "parse", "--data", data).returncode == 0
    assert files(data / "articles") == files(demo_data / "articles")
    assert (data / "parse_issues.jsonl").read_bytes() == (demo_data / "parse_issues.jsonl").read_bytes()


@pytest.mark.long
def test_a_partition_that_cannot_be_read_is_set_aside(undisturbed: Path, tmp_path: Path) -> None:
    data = begun_again(undisturbed, tmp_path / "data")
    victim, *_ = article_partitions(data) or ()
    whole = victim.path.read_bytes()
    at = len(whole) // 3
    victim.path.write_bytes(whole[:at] + bytes(64) + whole[at + 64 :])
    done = run("extract", "facts", "--data", data, "--engine", "local:2")
    assert done.returncode == 1 and f"set aside: {victim.name} ({victim.rows} articles): " in done.stderr
    assert partitions(data) == partitions(undisturbed) - 1
    victim.path.write_bytes(whole)
    assert run("extract", "facts", "--data", data).returncode == 0
    assert files(data / "facts") == files(undisturbed / "facts")


@contextmanager
def small_disk(at: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of so many kilobytes. Skips the test where this user may not make one."""
    at.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(at)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"a small disk needs root: {made.stderr.strip()}")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def grown(at: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=200m", str(at)], check=True)


def kilobytes(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) // 1024


def told_full(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1 and FULL in done.stderr and "Traceback" not in done.stderr, done.stderr


@pytest.mark.long
def test_a_disk_that_is_full_while_extracting(undisturbed: Path, tmp_path: Path) -> None:
    rng = draw("full, extracting")
    with small_disk(tmp_path / "disk", 200_000) as disk:
        data = begun_again(undisturbed, disk / "data")
        (data / "facts").mkdir()
        for _ in range(MOMENTS):
            lacking = kilobytes(undisturbed / "facts") - kilobytes(data / "facts")
            room = shutil.disk_usage(disk).used // 1024 + int(lacking * rng.uniform(0.1, 0.6))
            subprocess.run(["mount", "-o", f"remount,size={room}k", str(disk)], check=True)
            told_full(run("extract", "facts", "--data", data, "--engine", "local:2"))
        grown(disk)
        assert run("extract", "facts", "--data", data).returncode == 0
        assert files(data / "facts") == files(undisturbed / "facts")


@pytest.mark.long
def test_a_disk_that_is_full_while_loading(undisturbed: Path, tmp_path: Path) -> None:
    rng = draw("full, loading")
    size = (undisturbed / "chiso.db").stat().st_size // 1024
    with small_disk(tmp_path / "disk", size) as disk:
        database = disk / "chiso.db"
        database.write_bytes(b"the one before")
        for _ in range(MOMENTS):
            # A build writes the rows three times on its way.
            subprocess.run(["mount", "-o", f"remount,size={int(size * rng.uniform(0.05, 2.4)) + 64}k", str(disk)], check=True)
            told_full(run("extract", "build", "--data", undisturbed, "--database", database))
            assert database.read_bytes() == b"the one before" and [p.name for p in disk.iterdir()] == ["chiso.db"]
        grown(disk)
        assert run("extract", "build", "--data", undisturbed, "--database", database).returncode == 0
        assert database.read_bytes() == (undisturbed / "chiso.db").read_bytes()


@pytest.mark.long
def test_a_disk_that_is_full_while_archiving(tmp_path: Path) -> None:
    rng = draw("full, archiving")
    with PortalServer(40) as server, small_disk(tmp_path / "disk", 64) as disk:
        portals = server.portal(tmp_path / "portals", "delay: 0\ntake: all\n")
        data = disk / "data"
        crawl = ("crawler", "crawl", "thu", "--contact", "thu@example.org", "--portals", portals, "--quiet", "--data")
        assert run(*crawl, tmp_path / "whole").returncode == 0
        for _ in range(MOMENTS):
            room = kilobytes(disk) + rng.randint(100, 180)
            subprocess.run(["mount", "-o", f"remount,size={room}k", str(disk)], check=True)
            done = run(*crawl, data)
            assert done.returncode == 1 and "Traceback" not in done.stderr, (room, kilobytes(disk), done.stderr)
        grown(disk)
        assert run(*crawl, data).returncode == 0
        for one in (data, tmp_path / "whole"):
            assert run("crawler", "parse", "--portals", portals, "--data", one).returncode == 0
        assert _fetched(data) == _fetched(tmp_path / "whole")
        assert files(data / "articles").keys() == {"index.json", *(p.path.name for p in article_partitions(data) or ())}


def _fetched(data: Path) -> list[tuple[str, str]]:
    """(key, content) of the archived articles."""
    with sqlite3.connect(data / "ledger.db") as db:
        where = "kind = 'article' AND status = 'fetched'"
        return sorted(db.execute(f"SELECT DISTINCT article_key, content FROM requests WHERE {where}").fetchall())
