"""One switch for where work is done: this process, several, a Dask cluster give the same; what fails costs itself alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from core.engine import Done, EngineError, Failed, Job, engine_option, open_engine
from tests.cluster import Cluster
from tests.engine_work import Read, Write

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ("local:1", "local:2", "dask")
ENDED = "it ended every process that read it (out of memory?)"


def jobs(directory: Path, *parts: tuple[Any, ...]) -> list[Job]:
    return [Job(f"job {n}", own, Read(directory), Write(directory / f"{n}.txt")) for n, own in enumerate(parts)]


def run(engine: str, work: list[Job]) -> dict[str, Done | Failed]:
    with open_engine(engine) as opened:
        found = list(opened.run(iter(work)))
    assert len(found) == len(work) == len({outcome.name for outcome in found})
    return {outcome.name: outcome for outcome in found}


@pytest.mark.parametrize("engine", ENGINES)
def test_results_come_in_the_order_of_the_parts_and_each_job_is_written_once(engine: str, tmp_path: Path) -> None:
    work = jobs(tmp_path, *((n, n + 1, n + 2) for n in range(20)))
    found = run(engine, work)
    assert found == {f"job {n}": Done(f"job {n}", 6 * n + 6) for n in range(20)}
    for n in range(20):
        assert (tmp_path / f"{n}.txt").read_text() == f"{[2 * n, 2 * n + 2, 2 * n + 4]}\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_job_that_fails_is_set_aside_with_its_reason(engine: str, tmp_path: Path) -> None:
    found = run(engine, jobs(tmp_path, (1, 2), (1, "boom", 3), (5,)))
    assert found["job 1"] == Failed("job 1", "ValueError: not a number")
    assert found["job 0"] == Done("job 0", 6) and found["job 2"] == Done("job 2", 10)
    assert not (tmp_path / "1.txt").exists()


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_a_worker_that_dies_takes_nothing_down(engine: str, tmp_path: Path) -> None:
    found = run(engine, jobs(tmp_path, *((n,) for n in range(6)), (1, "die"), (7, "once"), *((n,) for n in range(8, 14))))
    assert found.pop("job 6") == Failed("job 6", ENDED)
    assert found == {f"job {n}": Done(f"job {n}", 14 if n == 7 else 2 * n) for n in range(14) if n != 6}


def test_who_stops_asking_gets_the_processes_back(tmp_path: Path) -> None:
    with open_engine("local:2") as opened:
        outcomes = opened.run(iter(jobs(tmp_path, *((n,) for n in range(200)))))
        next(outcomes)
        outcomes.close()  # type: ignore[attr-defined]
    assert len(list(tmp_path.iterdir())) < 200


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from core.engine import *; from tests.engine_work import *\n"
        "d = Path(sys.argv[1])\n"
        "with open_engine('local:2') as e: list(e.run([Job(str(n), ('slow',), Read(d), Write(d / 'x')) for n in range(2)]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT)
    deadline = time.monotonic() + 30
    while len(workers := children(process.pid)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    while any(alive(pid) for pid in workers):
        assert time.monotonic() < deadline, "a worker outlives its parent"
        time.sleep(0.1)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.long
def test_a_cluster_of_processes_is_used_by_its_address(tmp_path: Path) -> None:
    with Cluster(workers=2) as cluster:
        found = run(f"dask:{cluster.address}", jobs(tmp_path, *((n,) for n in range(8))))
        assert found == {f"job {n}": Done(f"job {n}", 2 * n) for n in range(8)}
        # What a worker cannot reach (no directory shared with it) is told of each job.
        with open_engine(f"dask:{cluster.address}") as opened:
            outcomes = opened.run(iter(jobs(tmp_path / "none", *((n,) for n in range(3)))))
            assert all(isinstance(outcome, Failed) and "No such file" in outcome.reason for outcome in outcomes)


def test_no_cluster_is_an_error_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.engine.cluster._SECONDS_TO_CONNECT", 1)
    with pytest.raises(EngineError, match=r"^no Dask cluster at tcp://127\.0\.0\.1:1: "), open_engine("dask:127.0.0.1:1"):
        pass
    with (
        Cluster(workers=0) as cluster,
        pytest.raises(EngineError, match="has no worker: start one with"),
        open_engine(f"dask:{cluster.address}"),
    ):
        pass


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("local:0", "'0' is no number of processes (1 to 256)"),
        ("local:x", "'x' is no number of processes"),
        ("local:", "'local:' is none of local, local:N, dask or dask:ADDRESS"),
        ("spark", "'spark' is none of"),
    ],
)
def test_what_is_no_engine_is_a_usage_error(given: str, reason: str) -> None:
    @click.command()
    @engine_option
    def command(engine: str) -> None:
        click.echo(engine)

    done = CliRunner().invoke(command, ["--engine", given])
    assert done.exit_code == 2 and reason in done.output
    assert CliRunner().invoke(command, ["--engine", "dask:10.0.0.1:8786"]).output == "dask:10.0.0.1:8786\n"
