"""Every link of every page leads somewhere: a walk of three clicks from the start page over the sample database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from browse.routes import ROUTES
from tests.conftest import LONG
from tests.link_crawl import Markup, Walk, served

MOST, ENOUGH = 2000, 20
# Files that a page's head names, and what stands a fourth click away.
UNLINKED = re.compile(r"\.css\$$|/record\$$|/-/fact/")


@pytest.fixture(scope="module")
def walk(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """CHISO_LONG=1 walks on to 2,000 addresses; else it ends when it saw each kind of page 20 times, where there are so many."""
    log = tmp_path_factory.mktemp("links") / "log"
    with served(demo_data / "chiso.db", log) as client:
        walked = Walk(client, MOST, None if LONG else ENOUGH).run()
    if "Traceback" in log.read_text():
        walked.faults.append(log.read_text()[-2000:])
    return walked


def test_every_address_answers_well(walk: Walk) -> None:
    assert walk.faults == [], f"{len(walk.faults)} faults"


def test_every_kind_of_page_was_seen_often(walk: Walk) -> None:
    print(*sorted(f"{walk.seen[kind]:5} of {n:5} {kind}" for kind, n in walk.found.items()), sep="\n")
    assert walk.seen.total() <= MOST and walk.anchors > 100
    assert {kind: walk.seen[kind] for kind in walk.found if walk.seen[kind] < min(ENOUGH, walk.found[kind])} == {}


def test_every_route_is_linked(walk: Walk) -> None:
    kinds = {kind.rpartition(" ")[0] or kind for kind in walk.found} | set(walk.found)
    assert {pattern for pattern, _ in ROUTES if not UNLINKED.search(pattern)} - kinds == set()
    assert {"table or query", "table or query csv", "table or query json", "row", "database"} <= set(walk.found)


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<p id="a"></p><p id="a"></p>', "id 'a' stands 2 times"),
        ("<div><span></div></span>", "</div> closes ['body', 'div', 'span'] at line 1"),
        ("<h1>b</h1>", "2 h1"),
        ("<section>", "<section> is not closed"),
        ('<a href="x" href="y"></a>', "<a> has an attribute twice: [('href', 'x'), ('href', 'y')]"),
    ],
)
def test_faults_of_markup_are_found(markup: str, fault: str) -> None:
    sound = '<!DOCTYPE html><html lang="vi"><head><title>x</title></head><body><h1>x</h1><ul><li>a<li>b</ul>{}</body></html>'
    assert Markup(sound.format("")).faults == []
    assert fault in Markup(sound.format(markup)).faults
