"""Hypothesis profiles: `ci` repeats the same examples every time, `long` (CHISO_LONG=1, make test-long) looks further."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from core.vocabulary import VOCAB_DIR
from extract.database.vocabulary import read_names
from extract.knowledge.organizations import Organizations
from tests.browser import browser, sample_site, visitor

__all__ = ["browser", "sample_site", "visitor"]

LONG = os.environ.get("CHISO_LONG") == "1"
ROOT = Path(__file__).resolve().parents[1]
# What `make demo` runs after the set-up.
DEMO = (
    "crawler crawl --sample --data {data}",
    "crawler parse --archive --data {data}",
    "extract facts --data {data}",
    "extract build --data {data} --database {data}/chiso.db",
)

_SLOW = [HealthCheck.too_slow]
settings.register_profile("ci", derandomize=True, max_examples=100, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("long", derandomize=False, max_examples=5000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile("long" if LONG else "ci")


# Files that take longest: begun first, so that the cores end together (make test takes files in this order).
SLOW = (
    *("incremental", "crawl", "commands", "add", "bench", "rebuild", "timer", "weather_portals", "crawl_live", "readme", "kills"),
    "fanout",
    *("browser", "axe", "links"),
    *("weather", "weather_many", "examples", "families", "robustness", "identity", "check_live", "nlp", "export", "replica"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first; tests marked `long` run with CHISO_LONG=1 only."""
    rank = {f"test_{name}": at for at, name in enumerate(SLOW)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))
    if LONG:
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="full counts: CHISO_LONG=1 or make test-long"))


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the sample with its chiso.db, made as `make demo` makes it; not to be written into.

    The workers of one run share it: the first that asks makes it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    data = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    with data.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = data / ".done"
        if not done.exists():
            _make_demo(data)
            done.touch()
    return data


def _make_demo(data: Path) -> None:
    data.mkdir()
    for command in DEMO:
        args = command.format(data=data).split()
        run = subprocess.run([sys.executable, "-m", *args], cwd=ROOT, capture_output=True, text=True, timeout=300)
        assert run.returncode == 0, run.stderr


@pytest.fixture
def organizations() -> Organizations:
    """The bodies of the vocabulary before any article named one; a test may add to them."""
    return read_names(VOCAB_DIR).organizations
