"""docs/cluster.md is true: its blocks, run as they stand (on 127.0.0.1, at a free port), make the sample's facts and database on
a scheduler and workers that are processes of their own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster import free_port, until_open

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.M | re.S)


def placed(block: str, project: Path, port: int) -> str:
    """A block with this machine in the place of the page's."""
    return block.replace("/shared/chiso", str(project)).replace("10.0.0.1", "127.0.0.1").replace("8786", str(port))


@contextmanager
def running(commands: str) -> Iterator[subprocess.Popen[bytes]]:
    """Commands that go on until they are ended, in a group of their own."""
    process = subprocess.Popen(
        ["bash", "-euo", "pipefail", "-c", commands],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.long
def test_the_page_can_be_followed_step_by_step(demo_data: Path, tmp_path: Path) -> None:
    scheduler, workers, work = BLOCKS
    shutil.copytree(demo_data, tmp_path / "data", ignore=shutil.ignore_patterns("articles", "facts", "chiso.db", "readings.db*"))
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    port = free_port()
    with running(placed(scheduler, tmp_path, port)):
        until_open(port)
        with running(placed(workers, tmp_path, port)):
            deadline = time.monotonic() + 60
            while True:
                done = subprocess.run(
                    ["bash", "-euo", "pipefail", "-c", placed(work, tmp_path, port)],
                    env=os.environ | {"PYTHONPATH": str(ROOT)},
                    capture_output=True,
                    text=True,
                    timeout=300,
                    check=False,
                )
                # Who is quicker than the workers is told so.
                if "has no worker" not in done.stderr or time.monotonic() > deadline:
                    break
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert (tmp_path / "data" / "chiso.db").read_bytes() == (demo_data / "chiso.db").read_bytes()
    assert list((tmp_path / "data" / "export-partitions" / "v_scores").glob("*.parquet"))
