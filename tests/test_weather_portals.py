"""What goes wrong with a whole portal: down, shut, silent, endless, behind a cookie. All in one crawl, so that each test also
says that the others went on."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.net.addresses import LOOPBACK_HINT
from crawler.net.limits import MAX_BLOCKED, MAX_COOKIES, MAX_PAGE, MAX_SILENT, MAX_UNREACHABLE, PER_HOST, RETRIES
from tests.weather import FOREVER
from tests.weather_portal import PER_PAGE, Row, Site, WeatherPortal, crawl, describe, ends, peak, rows

LEFT = r"host left for this run: "
NO_ROBOTS = r"robots\.txt not to be had: "


# Requests until a host without answers is left: all attempts of the addresses that count, and those begun meanwhile.
MANY = (MAX_SILENT + PER_HOST) * (1 + RETRIES)


def _from(first: int, name: str) -> dict[int, tuple[str, int]]:
    return dict.fromkeys(range(first, 61), (name, FOREVER))


@dataclass
class Case:
    """A portal and what its crawl comes to. `fetched`: how many articles; `most`: requests at most; `listing`, `article`:
    reasons (regular expressions) that rows of these kinds have, each at least once; `passing`: of what failed; `ended`:
    why its section was read no further, where its listing came."""

    site: Site
    fetched: int
    most: int
    listing: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    extra: str = ""
    passing: tuple[int, ...] = (1,)
    ended: str = "last page"


# Beside articles and listings a portal is asked for robots.txt and three addresses of sitemaps and feeds.
BESIDE = 4
REPEATS = "the listing repeats itself"
SILENT = f"{MAX_SILENT} pages in a row without an answer, the last: "
CASES = [
    Case(Site("plain", 25), 25, BESIDE + 28),
    # Traps of pagers: the walk ends, with a word, and nothing on the way is lost.
    Case(Site("endless", 25, pager="endless"), 25, BESIDE + 29, ended=REPEATS),
    Case(Site("leere", 25, pager="empty"), 25, BESIDE + 31),
    Case(Site("session", 25, pager="session"), 25, BESIDE + 29, ended=REPEATS),
    Case(Site("growing", 10, pager="growing"), 10, BESIDE + 12, ended=REPEATS),
    Case(Site("calendar", 60), 20, BESIDE + 22, extra="max_pages: 2\n", ended="limit of 2 pages"),
    # Whole portals behind something.
    Case(Site("cookie", every="cookie first"), 12, BESIDE + 15),
    Case(Site("detour", every="cookie detour"), 12, BESIDE + 15),
    Case(Site("cookies", every="cookie flood"), 12, BESIDE + 14),
    Case(Site("packed", every="gzip"), 12, BESIDE + 14),
    Case(Site("mislabelled", every="called gzip"), 12, BESIDE + 14),
    # robots.txt decides for the portal, and a failure of it is no permission.
    Case(Site("robots-once", robots_weather=("503", 2)), 12, BESIDE + 16),
    Case(Site("robots-limit", robots_weather=("429 fraction", 2)), 12, BESIDE + 16),
    Case(Site("robots-gone", robots_weather=("404", FOREVER)), 12, BESIDE + 14),
    Case(Site("robots-403", robots_weather=("403", FOREVER)), 12, BESIDE + 14),
    Case(Site("robots-500", robots_weather=("500", FOREVER)), 0, 1 + RETRIES, (NO_ROBOTS + "HTTP 500",)),
    Case(Site("robots-cut", robots_weather=("short of its length", FOREVER)), 0, 1 + RETRIES, (NO_ROBOTS + "truncated",)),
    Case(Site("robots-slow", robots_weather=("silence", FOREVER)), 0, 1 + RETRIES, (NO_ROBOTS + "timeout",)),
    Case(Site("robots-large", robots_weather=("200 MB unannounced", FOREVER)), 0, 1, (NO_ROBOTS + "answer too large: .*",)),
    Case(Site("robots-delay", robots="User-agent: *\nCrawl-delay: 86400\n"), 0, 1, ("robots.txt asks for 86400 s .*",)),
    Case(Site("forbidden", robots="User-agent: *\nDisallow: /\n"), 0, 1, ("robots.txt",)),
    # Portals that are left: few requests, one reason, the rest passing failures.
    Case(
        Site("closed", 60, _from(1, "403")), 0, BESIDE + 6 + MAX_BLOCKED, (),
        (LEFT + f"HTTP 403 on {MAX_BLOCKED} pages in a row", "refused by the server: HTTP 403"),
    ),
    Case(
        Site("limited", 60, _from(4, "429 huge")), 3, BESIDE + 6 + 3 + MAX_BLOCKED, (),
        (LEFT + f"HTTP 429 on {MAX_BLOCKED} pages in a row", "rate limit: .*"),
    ),
    Case(Site("broken", 60, _from(5, "500")), 4, BESIDE + 10 + 2 * MANY, (), (LEFT + SILENT + "HTTP 500", "HTTP 500")),
    Case(Site("resetting", 60, _from(5, "reset")), 4, BESIDE + 10 + 2 * MANY, (), (LEFT + SILENT + "connection broken off",)),
    # A listing page with weather.
    Case(Site("list-later", 25, listing_weather={2: ("502", 2)}), 25, BESIDE + 30),
    Case(Site("list-lost", 25, listing_weather={2: ("502", FOREVER)}), 10, BESIDE + 14, ("HTTP 502",)),
]  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, WeatherPortal]]]:
    directory = tmp_path_factory.mktemp("portals")
    with ExitStack() as stack:
        running = {}
        for one in CASES:
            running[one.site.id] = stack.enter_context(WeatherPortal(one.site))
            describe(directory / "portals", running[one.site.id], one.extra)
        # One more whose port nobody listens at.
        down = WeatherPortal(Site("down"))
        describe(directory / "portals", down)
        down.server_close()
        done = crawl(directory / "data", directory / "portals", *running, "down")
        assert done.returncode == 1 and "no article was listed on:" in done.stderr
        yield directory / "data", running


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.site.id)
def test_what_the_crawl_of_a_portal_comes_to(crawled: tuple[Path, dict[str, WeatherPortal]], one: Case) -> None:
    data, running = crawled
    articles, listings = rows(data, one.site.id), rows(data, one.site.id, "listing")
    assert sum(status == "fetched" for status, _, _ in articles.values()) == one.fetched, articles
    assert len(running[one.site.id].asked) <= one.most + 1  # and the feed of the section
    for kind, reasons in ((listings, one.listing), (articles, one.article)):
        for reason in reasons:
            assert any(re.fullmatch(reason, found or "") for _, found, _ in kind.values()), (reason, kind)
    lost = {passing for status, _, passing in (*articles.values(), *listings.values()) if status == "failed"}
    assert lost <= set(one.passing)
    assert ends(data, one.site.id) == ([] if any(status != "fetched" for status, _, _ in listings.values()) else [one.ended])


@pytest.mark.parametrize("name", ["closed", "limited", "broken", "resetting"])
def test_every_article_of_a_portal_that_is_left_is_accounted_for(
    crawled: tuple[Path, dict[str, WeatherPortal]], name: str
) -> None:
    data, _ = crawled
    found, listings = rows(data, name), rows(data, name, "listing")
    assert set(found) == listed(listings)
    left = [row for row in (*found.values(), *listings.values()) if (row[1] or "").startswith(LEFT)]
    assert left and {(status, passing) for status, _, passing in left} == {("failed", 1)}
    assert len({reason for _, reason, _ in left}) == 1
    assert list(listings.values())[-1] in left and len(listings) < 6


def listed(listings: dict[str, Row]) -> set[str]:
    """The articles on the listing pages that came."""
    read = sum(status == "fetched" for status, _, _ in listings.values())
    return {f"/tin/bai-{n}.html" for n in range(1, read * PER_PAGE + 1)}


def test_cookies_are_sent_back_up_to_a_number(crawled: tuple[Path, dict[str, WeatherPortal]]) -> None:
    assert 60 <= crawled[1]["cookies"].most_cookies <= MAX_COOKIES
    assert crawled[1]["cookie"].most_cookies == 1
    assert crawled[1]["plain"].most_cookies == 0  # the portals of this test share a host name, not their cookies


def test_no_portal_waits_for_another(tmp_path: Path) -> None:
    """One whose pages all ask for a pause, with more articles than fit under way, and one that works."""
    slow = Site("cham", 14, dict.fromkeys(range(1, 15), ("429 fraction", 1)))
    with WeatherPortal(slow) as waiting, WeatherPortal(Site("nhanh", 14)) as working:
        describe(tmp_path / "portals", waiting)
        describe(tmp_path / "portals", working)
        done = crawl(tmp_path / "data", tmp_path / "portals", "cham", "nhanh")
        assert done.returncode == 0, done.stderr
        ended = working.asked[-1][0]
        assert sum(at < ended for at, target in waiting.asked if "bai-" in target) < 14
    for ident in ("cham", "nhanh"):
        assert [status for status, _, _ in rows(tmp_path / "data", ident).values()] == ["fetched"] * 14


@pytest.mark.long
def test_memory_is_bounded(tmp_path: Path) -> None:
    """Floods cost no more than the limit of a page allows, whatever is sent or unpacked."""
    peaks = []
    for names in (("nfd", "gzip"), ("200 MB unannounced", "gzip bomb in gzip")):
        with WeatherPortal(Site("to", 4, {n: (names[n % 2], FOREVER) for n in range(1, 4)})) as portal:
            describe(tmp_path / names[0], portal)
            peaks.append(peak(tmp_path / names[0] / "data", tmp_path / names[0], "to"))
    assert peaks[1] - peaks[0] < 6 * MAX_PAGE, peaks


def test_a_portal_that_is_down_costs_few_attempts(crawled: tuple[Path, dict[str, WeatherPortal]]) -> None:
    assert rows(crawled[0], "down", "listing") == {
        "/tin/": ("failed", "robots.txt not to be had: connection refused", 1)
    }
    assert rows(crawled[0], "down", "robots") == {
        "/robots.txt": ("failed", "robots.txt not to be had: connection refused", 1)
    }


def test_a_host_that_vanishes_is_given_up_after_a_few_attempts(tmp_path: Path) -> None:
    site = Site("weg", 40)
    with WeatherPortal(site) as portal:
        describe(tmp_path / "portals", portal)
        stop = 15

        class _Vanishing(dict[int, tuple[str, int]]):
            def get(self, number: int, default: object = None) -> tuple[None, int]:  # type: ignore[override]
                if number >= stop:
                    portal.socket.close()
                return None, 0

        site.weather = _Vanishing()
        done = crawl(tmp_path / "data", tmp_path / "portals", "weg")
    assert done.returncode == 0, done.stderr
    found, listings = rows(tmp_path / "data", "weg"), rows(tmp_path / "data", "weg", "listing")
    assert set(found) == listed(listings)
    rest = [row for row in (*found.values(), *listings.values()) if row[0] != "fetched"]
    left = LEFT + f"connection refused ({MAX_UNREACHABLE} attempts in a row)"
    assert {reason for _, reason, _ in rest} <= {"connection refused", left}
    assert ("failed", left, 1) in rest


def test_this_machine_is_refused_unless_allowed(tmp_path: Path) -> None:
    with WeatherPortal(Site("hier", 3)) as portal, WeatherPortal(Site("tên", 3)) as named:
        describe(tmp_path / "portals", portal)
        named.site.id = "ten"
        describe(tmp_path / "portals", named)
        file = tmp_path / "portals" / "ten.yml"
        file.write_text(file.read_text(encoding="utf-8").replace("127.0.0.1", "localhost"), encoding="utf-8")
        done = crawl(tmp_path / "data", tmp_path / "portals", "hier", "ten", CHISO_ALLOW_LOOPBACK="0")
        assert done.returncode == 1
        assert portal.asked == [] and named.asked == []
    assert rows(tmp_path / "data", "hier", "listing") == {
        "/tin/": ("refused", f"IP address in place of a host name: 127.0.0.1 ({LOOPBACK_HINT})", 0)
    }
    (row,) = rows(tmp_path / "data", "ten", "listing").values()
    assert row[0] == "failed" and "leads to an address that is not public" in (row[1] or "")
    assert str(row[1]).endswith(f"(loopback); {LOOPBACK_HINT}") and "CHISO_ALLOW_LOOPBACK=1" in LOOPBACK_HINT


def test_a_port_that_is_no_portals_is_not_asked(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, WeatherPortal(Site("cua", 3)) as portal:
        describe(tmp_path / "portals", portal)
        file = tmp_path / "portals" / "cua.yml"
        away = f"http://127.0.0.1:{other.getsockname()[1]}/tin/"
        text = file.read_text(encoding="utf-8").replace("  - {url: /tin/", f"  - {{url: '{away}', name: Khac}}\n  - {{url: /tin/")
        file.write_text(text, encoding="utf-8")
        done = crawl(tmp_path / "data", tmp_path / "portals", "cua")
        assert "cua.yml" in done.stderr and done.returncode == 1
        assert portal.asked == []


def test_a_setting_that_is_no_number_is_named(tmp_path: Path) -> None:
    with WeatherPortal(Site("cong", 1)) as portal:
        describe(tmp_path / "portals", portal)
        done = crawl(tmp_path / "data", tmp_path / "portals", "cong", CHISO_RATE="nhanh")
        assert (done.returncode, done.stderr) == (1, "error: CHISO_RATE: 'nhanh' is no number from 0.01 to 10000\n")
        assert portal.asked == []
