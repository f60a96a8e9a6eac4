"""What goes wrong on the network, each thing by name: which row of the ledger results, and that no article and no other
portal is lost by it. All of it in one crawl with the real command, a portal a row of WEATHER."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.archive import read_pages
from crawler.ledger import Ledger
from crawler.net.limits import MAX_PAGE, MIB
from tests.weather import FOREVER, WEATHER
from tests.weather_portal import NEW, Site, WeatherPortal, crawl, describe, rows

NAMES = {f"t{number:02d}": name for number, name in enumerate(WEATHER)}
GOOD, PASSING, LASTING = 1, 2, 3


@dataclass
class Crawled:
    data: Path
    portals_dir: Path
    portals: dict[str, WeatherPortal]
    output: str


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Three articles a portal: one without weather, one with as much as may pass, one whose weather never ends."""
    directory = tmp_path_factory.mktemp("weather")
    with ExitStack() as stack:
        portals = {}
        for ident, name in NAMES.items():
            lasts = WEATHER[name].tries if WEATHER[name].row else FOREVER
            site = Site(ident, 3, {PASSING: (name, lasts), LASTING: (name, FOREVER)})
            portals[ident] = stack.enter_context(WeatherPortal(site))
            describe(directory / "portals", portals[ident])
        done = crawl(directory / "data", directory / "portals", *NAMES)
        assert done.returncode == 0, done.stderr
        yield Crawled(directory / "data", directory / "portals", portals, done.stdout)


@pytest.mark.parametrize(("ident", "name"), NAMES.items(), ids=NAMES.values())
def test_the_ledger_says_what_happened(crawled: Crawled, ident: str, name: str) -> None:
    found = rows(crawled.data, ident)
    assert set(found) == {f"/tin/bai-{n}.html" for n in (GOOD, PASSING, LASTING)}
    assert found[f"/tin/bai-{GOOD}.html"] == NEW
    assert found[f"/tin/bai-{PASSING}.html"] == NEW
    expected = WEATHER[name].row or NEW
    status, reason, passing = found[f"/tin/bai-{LASTING}.html"]
    assert (status, passing) == (expected[0], expected[2]), reason
    assert re.fullmatch(expected[1] or "", reason or ""), reason


def test_the_archive_holds_whole_pages_and_marks_broken_ones(crawled: Crawled) -> None:
    book = Ledger(crawled.data / "ledger.db")
    kept = {page.url: page for page in read_pages(crawled.data / "archive", book)}
    for ident, name in NAMES.items():
        site, portal = crawled.portals[ident].site, crawled.portals[ident]
        assert kept[portal.url(GOOD)].body == site.article(GOOD), name
        if WEATHER[name].row is not None:
            assert kept[portal.url(PASSING)].body == site.article(PASSING), name
    for name in ("short of its length", "chunked cut", "reset inside"):
        ident = next(i for i, n in NAMES.items() if n == name)
        broken = _responses(crawled.data, ident, crawled.portals[ident].url(LASTING))
        marks = [record.headers.get("WARC-Truncated") for record in broken]
        assert marks == ["disconnect"] * 3, name


def _responses(data: Path, portal: str, url: str) -> list[Any]:
    """The response records of an address, in the order in which they came."""
    found = []
    for path in (data / "archive" / portal).glob("*.warc.gz"):
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, record_types=WarcRecordType.response)
            found += [record for record in records if record.headers["WARC-Target-URI"] == url]
    return found


@pytest.mark.parametrize("name", ["200 MB unannounced", "header flood", "header line flood", "gzip bomb"])
def test_floods_are_stopped_early(crawled: Crawled, name: str) -> None:
    portal = crawled.portals[next(i for i, n in NAMES.items() if n == name)]
    target = f"/tin/bai-{LASTING}.html"
    # Sent is more than was read: what lay in the buffers of both sides counts.
    assert portal.sent[target] / portal.visits(target) < MAX_PAGE + 16 * MIB


def test_a_repetition_waits(crawled: Crawled) -> None:
    """429 waits as long as it says, a server error longer each time."""
    for name, least in (("429 seconds", [1.0, 1.0, 1.0]), ("429 fraction", [0.5, 0.5, 0.5]), ("500", [0.1, 0.3])):
        portal = crawled.portals[next(i for i, n in NAMES.items() if n == name)]
        times = [at for at, target in portal.asked if target == f"/tin/bai-{LASTING}.html"]
        assert len(times) == len(least) + 1
        assert all(b - a >= gap for (a, b), gap in zip(pairwise(times), least, strict=True)), name


def test_everyone_is_told_who_asks_and_nobody_is_asked_for_what_robots_forbids(crawled: Crawled) -> None:
    for portal in crawled.portals.values():
        assert all("Chiso/" in agent and "thu@example.org" in agent for agent in portal.agents)
        assert portal.asked[0][1] == "/robots.txt" and portal.visits("/robots.txt") == 1


def test_the_next_run_asks_again_for_what_may_pass_and_for_nothing_else(crawled: Crawled, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(crawled.data, data)
    names = [i for i, n in NAMES.items() if n in ("404", "redirect home", "403", "empty", "redirect ring")]
    before = {i: len(crawled.portals[i].asked) for i in names}
    done = crawl(data, crawled.portals_dir, *names)
    assert done.returncode == 0, done.stderr
    for ident in names:
        again = {target for _, target in crawled.portals[ident].asked[before[ident] :] if "bai-" in target}
        row = WEATHER[NAMES[ident]].row
        expected = {f"/tin/bai-{LASTING}.html"} if row and row[2] else set()
        assert {urlsplit(target).path for target in again} == expected, NAMES[ident]
