"""Twenty portals in one crawl, weather on a third of their pages: every article that a server finally delivers is there, and
the ledger accounts for every address. Short form in `make test`, full form with CHISO_LONG=1."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.article_store import read_articles
from crawler.archive import read_pages
from crawler.ledger import Ledger
from tests.certificates import make, server_context
from tests.test_tls import old_only
from tests.weather import FOREVER, WEATHER
from tests.weather_portal import NEW, PER_PAGE, ROOT, Row, Site, WeatherPortal, crawl, describe, rows

PORTALS = 20
# Pages in codings whose words are another test's matter; here only that they are articles.
CODINGS = {"tcvn3", "vni", "utf-8 twice"}


def site(number: int, articles: int, lasting: int) -> Site:
    """Portal `number`: every third article has weather, each portal begins elsewhere in the table. What cannot pass never
    ends; of what can, every page passes after one attempt or two, but each `lasting`-th, which never ends either."""
    names = list(WEATHER)
    weather = {}
    for count, article in enumerate(range(2, articles + 1, 3)):
        name = names[(number * 7 + count * 5) % len(names)]
        row = WEATHER[name]
        ends = row.row is not None and row.tries > 0 and (number + count) % lasting
        weather[article] = (name, 1 + count % min(row.tries, 2) if ends else FOREVER)
    listing = {2: ("500", 1)} if number % 4 == 0 else {}
    return Site(f"c{number:02d}", articles, weather, listing_weather=listing)


def expected(one: Site, number: int) -> tuple[str, str, int] | None:
    """The row of an article that is never delivered, None for one that is."""
    name, lasts = one.weather.get(number, ("", 0))
    return WEATHER[name].row if lasts == FOREVER else None


@pytest.mark.parametrize(
    ("articles", "lasting", "timeout"),
    [pytest.param(18, 40, "2.5", id="short"), pytest.param(120, 9, "8", id="full", marks=pytest.mark.long)],
)
def test_twenty_portals_in_bad_weather(tmp_path: Path, articles: int, lasting: int, timeout: str) -> None:
    root = make("Gốc", ca=True)
    middle = make("Trung gian", root, ca=True)
    leaf = make("Cổng", middle)
    (tmp_path / "root.pem").write_bytes(root.pem)
    (tmp_path / "portals" / "certificates").mkdir(parents=True)
    (tmp_path / "portals" / "certificates" / "middle.pem").write_bytes(middle.pem)
    tls = {
        3: (server_context(tmp_path, leaf, middle), ""),
        7: (server_context(tmp_path, leaf), "certificates: [middle.pem]\n"),
        11: (old_only(tmp_path, leaf, middle), "tls: legacy\n"),
    }
    with ExitStack() as stack:
        running: dict[str, WeatherPortal] = {}
        for number in range(PORTALS):
            context, extra = tls.get(number, (None, ""))
            portal = stack.enter_context(WeatherPortal(site(number, articles, lasting), context))
            describe(tmp_path / "portals", portal, extra)
            running[portal.site.id] = portal
        settings = {"SSL_CERT_FILE": str(tmp_path / "root.pem"), "CHISO_TIMEOUT": timeout}
        done = crawl(tmp_path / "data", tmp_path / "portals", *running, **settings)
    assert done.returncode == 0, done.stderr
    parsed = parse(tmp_path)
    kept = {page.url: page.body for page in read_pages(tmp_path / "data" / "archive", Ledger(tmp_path / "data" / "ledger.db"))}
    for portal in running.values():
        check_ledger(tmp_path / "data", portal)
        check_articles(portal, parsed, kept)


def check_ledger(data: Path, portal: WeatherPortal) -> None:
    """Each address that was listed or asked has a row, and it says what happened."""
    one = portal.site
    found = rows(data, one.id)
    assert set(found) == {f"/tin/bai-{n}.html" for n in range(1, one.articles + 1)}
    for number in range(1, one.articles + 1):
        status, reason, passing = found[f"/tin/bai-{number}.html"]
        row = expected(one, number) or NEW
        what = (one.id, number, one.weather.get(number), reason)
        assert (status, passing) == (row[0], row[2]) and re.fullmatch(row[1] or "", reason or ""), what
    listings = rows(data, one.id, "listing")
    pages = -(-one.articles // PER_PAGE)
    ok: Row = ("fetched", None, 0)
    assert listings == {"/tin/" if n == 1 else f"/tin/page-{n}/": ok for n in range(1, pages + 1)}
    assert rows(data, one.id, "robots") == {"/robots.txt": ok}
    known = {*found, *listings, *rows(data, one.id, "sitemap"), "/robots.txt", "/"}  # "/": where redirects went
    asked = {urlsplit(target).path for _, target in portal.asked}
    assert asked <= known and set(found) <= asked


def check_articles(portal: WeatherPortal, parsed: dict[str, str], kept: dict[str, bytes]) -> None:
    one = portal.site
    for number in range(1, one.articles + 1):
        name, lasts = one.weather.get(number, ("", 0))
        if expected(one, number) is not None:
            assert portal.url(number) not in parsed
            continue
        assert name in CODINGS or parsed.get(portal.url(number)) == one.title(number), (one.id, number, name)
        if lasts != FOREVER:
            assert kept[portal.url(number)] == one.article(number), (one.id, number, name)


def parse(directory: Path) -> dict[str, str]:
    """Titles of the articles that the archive holds, by address as it was asked for."""
    command = [sys.executable, "-m", "crawler", "parse", "--archive", "--data", str(directory / "data")]
    command += ["--portals", str(directory / "portals")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return {article["url"].partition("?")[0]: article["title"] for article in read_articles(directory / "data")}
