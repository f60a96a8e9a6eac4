"""A Dask cluster as several machines would have it: a scheduler and workers as processes of their own, on 127.0.0.1."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
_SECONDS = 60
_PAGES = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")


class Cluster:
    """Started as docs/cluster.md says. `scheduler` and `workers` are the processes, to be killed by a test."""

    def __init__(self, workers: int) -> None:
        self._wanted = workers
        self.address = ""
        self.scheduler: subprocess.Popen[bytes]
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Cluster:
        port = free_port()
        self.address = f"127.0.0.1:{port}"
        self.scheduler = _start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), *_PAGES)
        until_open(port)
        options = ("--nthreads", "1", *_PAGES, "--death-timeout", "10", "--host", "127.0.0.1")
        self.workers = [_start("dask_worker", f"tcp://{self.address}", *options) for _ in range(self._wanted)]
        if self._wanted:
            self._until_ready()
        return self

    def _until_ready(self) -> None:
        from distributed import Client

        with Client(f"tcp://{self.address}", timeout=_SECONDS, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(self._wanted, timeout=_SECONDS)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(command: str, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{command}", *options],
        cwd=ROOT,
        env=os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until_open(port: int) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + _SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "the scheduler does not start"
            time.sleep(0.1)
        else:
            return
