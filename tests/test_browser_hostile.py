"""Hostile articles in a real browser: shown as text, nothing of them runs, loads or leads anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browse_fixture import serving
from tests.browse_pages import ask
from tests.browser import PHONE, Visitor
from tests.hostile_fixture import HARM, build_hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Elements that only the articles could have brought, and links that are none.
_BROUGHT = """() => [
  ...document.querySelectorAll("script, [onerror], [onload], main img, iframe:not([sandbox]), main svg[onload]"),
  ...[...document.querySelectorAll("a[href], form[action], link[href]")].filter(e => !/^https?:$/.test(
    new URL(e.getAttribute("href") || e.getAttribute("action"), location.href).protocol)),
].map(e => e.outerHTML.slice(0, 200))"""
_SIZE = "() => document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[str]:
    with serving(database) as http:
        yield str(http.base_url).rstrip("/")


@pytest.fixture
def guest(browser: Browser, site: str) -> Iterator[Visitor]:
    made = Visitor(browser, site)
    yield made
    made.close()


def harmless(guest: Visitor, path: str) -> None:
    """Open the page; fail where anything of an article came to life."""
    page = guest.go(path)
    assert page.evaluate("() => window.ran") is None, path
    assert page.evaluate(_BROUGHT) == [], path


def shown(text: str) -> str:
    """What remains of a text on a page: control characters and blanks aside."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())


def test_articles_are_shown_and_do_nothing(guest: Visitor, database: Path) -> None:
    guest.page.set_viewport_size(PHONE)
    articles = ask(database, "SELECT id, title, body FROM articles ORDER BY url")
    assert len(articles) == len(HARM)
    for article, title, body in articles:
        harmless(guest, f"/-/article/{article}")
        told = shown(str(guest.page.locator("h1").text_content()))
        assert shown(title) in told
        first = shown(body.split("mở đầu")[0])
        assert first and first in shown(str(guest.page.locator("main article").first.text_content()))
        assert guest.page.evaluate(_SIZE) <= PHONE["width"], title[:60]


def test_lists_search_and_tables_of_them(guest: Visitor, database: Path) -> None:
    fact, article = ask(database, "SELECT fact_id, article_id FROM v_scores ORDER BY article_title LIMIT 1")[0]
    paths = ["/", "/-/provinces", "/-/province/gialai", "/-/indices", "/-/index/PAR_INDEX?year=2022", "/-/disagreements"]
    paths += [
        "/-/search?q=gia+lai",
        "/-/search?q=script",
        "/-/search?q=tran+hoai+mau",
        "/-/officials",
        "/-/coverage",
        "/-/awards",
    ]
    paths += [f"/-/cite?fact={fact}", f"/-/report?fact={fact}", f"/chiso/articles/{article}", f"/chiso/v_scores/{fact}"]
    paths += [
        f"/chiso/{table}" for table in ("articles", "v_scores", "v_officials", "v_disagreements", "issues", "portals", "people")
    ]
    for path in paths:
        harmless(guest, path)


@pytest.mark.parametrize(
    "path",
    [
        "/-/search?q=<script>window.ran=1</script>",
        '/-/search?q="><img src=x onerror=window.ran=1>',
        "/-/awards?year=<script>window.ran=1</script>",
        '/-/officials?q="><img src=x onerror=window.ran=1>',
        "/-/index/PAR_INDEX?year=2022&sort=<script>window.ran=1</script>",
        "/-/cite?page=javascript:window.ran=1",
        "/-/cite?page=//a.chiso.test/x",
        '/-/report?fact="><img src=x onerror=window.ran=1>',
        '/chiso/v_scores?indicator="><img src=x onerror=window.ran=1>',
        "/chiso?sql=select+'<img src=x onerror=window.ran=1>'",
        "/chiso?sql=select+nothing+from+'<img src=x onerror=window.ran=1>'",
    ],
)
def test_hostile_addresses_do_nothing(guest: Visitor, path: str) -> None:
    guest.expected.add(path.split("?")[0])
    harmless(guest, path)
