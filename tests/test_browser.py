"""Journeys through browse in a real browser: what a researcher does, with mouse, keyboard, phone, and without JavaScript."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browse_pages import INDEX, LEAGUE, PROVINCE, ask, main_pages
from tests.browser import DESKTOP, PHONE, Visitor, unavailable

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SENTENCE = 'a[href*="/-/article/"][href*="#fact-"]'
FEW = 3
# Whether the focused element looks otherwise than without focus: a ring of its own, or (points of a chart) of its marker.
_RING = """() => {
  const at = document.activeElement;
  const look = () => [at, ...at.querySelectorAll("*")].map(e => {
    const s = getComputedStyle(e);
    const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 ? s.outline : "";
    return [ring, s.stroke, s.strokeWidth].join();
  }).join(";");
  const focused = look();
  at.blur();
  const plain = look();
  at.focus();
  return focused !== plain;
}"""
_FOCUSED = "() => document.activeElement.getAttribute('href') || document.activeElement.id || document.activeElement.name || ''"
_LIGHTNESS = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number);
  return (r + g + b) / 765;
}"""
_WIDTH = "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"


@pytest.fixture(scope="session")
def database(demo_data: Path) -> Path:
    return demo_data / "chiso.db"


def plain(text: str) -> str:
    """The text with every run of blanks as one."""
    return " ".join(text.split())


def quote_of(database: Path, address: str) -> str:
    """The words of the fact that an address ends with."""
    fact = address.partition("#fact-")[2]
    (quote,) = ask(database, "SELECT quote FROM mentions WHERE fact = ? AND evidence", (fact,))
    return plain(quote)


def assert_sentence(visitor: Visitor, database: Path) -> None:
    """The browser shows the highlighted words of the fact in the address."""
    shown, quote = visitor.sentence(), quote_of(database, visitor.page.url)
    assert shown and (shown in quote or quote in shown or any(shown in plain(cell) for cell in quote.split("|")))


def test_start_to_province_to_chart_point_to_sentence(visitor: Visitor, database: Path) -> None:
    """The sentence behind a province's rank, in three clicks at most."""
    visitor.go("/")
    visitor.click('nav a[href="/-/provinces"]')
    visitor.click(f'main a[href^="/-/province/{PROVINCE}"]')
    points = visitor.page.locator(f"svg {SENTENCE}")
    charted = {urlsplit(str(points.nth(at).get_attribute("href"))).fragment for at in range(points.count())}
    name = ask(database, "SELECT name FROM places WHERE id = ?", (f"vn-p-{PROVINCE}",))[0]
    ranked = ask(
        database,
        "SELECT preferred_fact_id FROM v_panel WHERE province = ? AND rank IS NOT NULL ORDER BY indicator, year",
        (name,),
    )
    assert len(ranked) > 10 and {f"fact-{fact}" for fact in ranked} <= charted
    visitor.click(f'svg a[href$="#fact-{ranked[0]}"]')
    assert_sentence(visitor, database)
    assert visitor.clicks <= FEW


def test_search_without_marks_leads_to_marks(visitor: Visitor) -> None:
    page = visitor.go("/")
    page.fill("#q", "chi so hai long")
    page.press("#q", "Enter")
    page.wait_for_url("**/-/search?**")
    hits = page.locator("main mark")
    assert hits.count() > 3 and "hài lòng" in " ".join(hits.all_text_contents()).casefold()
    visitor.click('main h2 a[href*="/-/article/"]')
    assert "hài lòng" in page.locator("main").inner_text().casefold()
    assert page.locator("main mark").count() > 0


def test_all_awards_of_a_year(visitor: Visitor, database: Path) -> None:
    (wanted,) = ask(database, "SELECT count(*) FROM v_awards WHERE year = 2025")
    visitor.go("/")
    visitor.click('nav a[href="/-/awards"]')
    visitor.click('main a[href*="year=2025"]')
    assert visitor.clicks <= FEW
    links = visitor.page.locator(f"main {SENTENCE}")
    facts = {str(links.nth(at).get_attribute("href")).partition("#")[2] for at in range(links.count())}
    assert facts == {f"fact-{fact}" for fact in ask(database, "SELECT fact_id FROM v_awards WHERE year = 2025")}
    assert re.search(rf"\b{wanted}\b", visitor.page.locator("main").inner_text())


def test_who_chaired_an_event(visitor: Visitor, database: Path) -> None:
    chaired = ask(database, "SELECT fact_id, chairs FROM v_events WHERE chairs IS NOT NULL AND chairs <> ''")
    visitor.go("/")
    visitor.click('nav a[href="/-/events"]')
    told = 0
    for fact, chairs in chaired:
        row = visitor.page.locator("main tr, main li, main article").filter(has=visitor.page.locator(f'a[href$="#fact-{fact}"]'))
        if row.count():
            told += 1
            assert chairs.split(";")[0].strip() in plain(str(row.last.text_content()))
            last = fact
    assert told > 5
    visitor.click(f'main a[href$="#fact-{last}"]')
    assert_sentence(visitor, database)
    assert visitor.clicks <= FEW


def test_two_articles_that_disagree(visitor: Visitor, database: Path) -> None:
    values, facts = ask(database, "SELECT stated_values, fact_ids FROM v_disagreements WHERE what = 'value'")[0]
    visitor.go("/")
    visitor.click('nav a[href="/-/disagreements"]')
    page, articles = visitor.page, set()
    for value in values.split("; "):
        assert value in page.locator("main").inner_text()
    for fact in facts.split("; "):
        visitor.click(f'main a[href$="#fact-{fact}"]')
        assert_sentence(visitor, database)
        articles.add(urlsplit(page.url).path)
        page.go_back(wait_until="load")
    assert len(articles) == 2 and visitor.clicks <= FEW


def test_csv_of_a_league_table(visitor: Visitor, database: Path) -> None:
    visitor.go("/")
    visitor.click('nav a[href="/-/indices"]')
    visitor.click(f'main a[href*="/-/index/{INDEX}"]')
    with visitor.page.expect_download() as download:
        visitor.click(f'main a[href*="/-/index/{INDEX}.csv"]')
    assert visitor.clicks <= FEW
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    year = int(rows[0]["year"])
    sql = "SELECT province, rank, value FROM v_panel WHERE indicator = ? AND year = ?"
    stated = {(name, rank, value) for name, rank, value in ask(database, sql, (INDEX, year))}
    got = {(r["province"], int(r["rank"]) if r["rank"] else None, float(r["value"]) if r["value"] else None) for r in rows}
    assert got == stated and len(rows) == len(stated) > 1


def walk(visitor: Visitor, wanted: str, most: int = 200) -> None:
    """Tab to the first stop whose address fits the pattern, looking at each stop for a ring; Enter."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        stop = str(visitor.page.evaluate(_FOCUSED))
        if visitor.page.evaluate("() => document.activeElement === document.body"):
            break
        assert visitor.page.evaluate(_RING), f"no visible focus on {stop!r} of {visitor.page.url}"
        if re.search(wanted, stop):
            visitor.page.keyboard.press("Enter")
            visitor.page.wait_for_load_state("load")
            return
    raise AssertionError(f"the keyboard does not reach {wanted} on {visitor.page.url}")


def test_keyboard_alone_reaches_a_sentence(visitor: Visitor, database: Path) -> None:
    page = visitor.go("/")
    walk(visitor, "^/-/provinces$")
    page.wait_for_url("**/-/provinces")
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUSED) == "#main" and page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    walk(visitor, f"^/-/province/{PROVINCE}$")
    page.wait_for_url(f"**/-/province/{PROVINCE}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    walk(visitor, "#fact-")
    page.wait_for_url("**#fact-*")
    assert_sentence(visitor, database)


def test_things_to_tap_are_tall_enough(visitor: Visitor) -> None:
    visitor.page.set_viewport_size(PHONE)
    visitor.go("/")
    for part in visitor.page.locator("header a, header button, header input").locator("visible=true").all():
        box = part.bounding_box()
        assert box is not None and box["height"] >= 24, f"too small to tap: {part.text_content()}"


def test_language_stays_over_pages(visitor: Visitor, database: Path) -> None:
    page = visitor.go(LEAGUE)
    assert page.locator("html").get_attribute("lang") == "en"
    english = page.locator("main").inner_text()
    visitor.click('.languages a[hreflang="vi"]')
    assert "year=" in page.url and page.locator("main").inner_text() != english
    for name in ("start", "provinces", "province", "search", "article", "awards"):
        visitor.go(main_pages(database)[name])
        assert page.locator("html").get_attribute("lang") == "vi", name
        assert page.locator(".languages [aria-current]").text_content() == "Tiếng Việt"
    visitor.click('.languages a[hreflang="en"]')
    visitor.go("/-/awards")
    assert page.locator("html").get_attribute("lang") == "en"


def test_dark_mode(visitor: Visitor, database: Path) -> None:
    for path in ("/", f"/-/province/{PROVINCE}", LEAGUE, "/chiso/v_panel"):
        visitor.page.emulate_media(color_scheme="light")
        assert visitor.go(path).evaluate(_LIGHTNESS) > 0.9
        visitor.page.emulate_media(color_scheme="dark")
        assert visitor.page.evaluate(_LIGHTNESS) < 0.2


@pytest.fixture
def scriptless(browser: Browser, sample_site: str) -> Iterator[Visitor]:
    """A visitor whose browser runs no JavaScript at all."""
    made = Visitor(browser, sample_site, java_script_enabled=False)
    yield made
    made.close()


def test_everything_works_without_javascript(scriptless: Visitor, database: Path) -> None:
    page = scriptless.page
    for name, path in main_pages(database).items():
        scriptless.go(path)
        if page.locator("h1").count() != 1 or len(page.locator("main").inner_text()) < 100:
            scriptless.faults.append(f"nothing to read without JavaScript: {name}")
    scriptless.go("/-/search")
    page.locator("input[name=q]").last.fill("thủ tục hành chính")
    page.locator("input[name=q]").last.press("Enter")
    page.wait_for_url("**/-/search?**")
    assert page.locator('main a[href*="/-/article/"]').count() > 3


def test_pages_keep_the_policy_and_fit_a_phone(visitor: Visitor, database: Path) -> None:
    """Each main page with JavaScript on: nothing is refused, fails, or asks elsewhere (see Visitor); none scrolls sideways."""
    for name, path in main_pages(database).items():
        visitor.page.set_viewport_size(DESKTOP)
        page = visitor.go(path)
        if not page.title() or page.locator("h1").count() != 1:
            visitor.faults.append(f"no title or not one h1: {name}")
        if brought := page.locator("script, [style], [onclick], [onload]").count():
            visitor.faults.append(f"{brought} scripts or inline styles: {name}")
        page.set_viewport_size(PHONE)
        if (width := page.evaluate(_WIDTH)) > PHONE["width"]:
            visitor.faults.append(f"{width} pixels wide on a phone: {name}")


def test_missing_page_says_so(visitor: Visitor) -> None:
    missing = "/-/province/atlantis"
    visitor.expected.add(missing)
    page = visitor.go(missing)
    assert page.locator("h1").count() == 1 and page.locator("header a").count() > 3


def test_a_visitor_notices_what_goes_wrong(browser: Browser, sample_site: str) -> None:
    made = Visitor(browser, sample_site)
    made.go("/-/nothing")
    brought = "const s = document.createElement('script'); s.textContent = '1'; document.head.append(s);"
    made.go("/").evaluate(f"() => {{ {brought} setTimeout(() => {{ throw new Error('told') }}, 0) }}")
    made.page.set_content('<img src="http://elsewhere.test/x.png">')
    made.page.wait_for_timeout(100)
    with pytest.raises(AssertionError) as told:
        made.close()
    for words in (
        "404: ",
        "script error: told",
        "request to another host: http://elsewhere.test/x.png",
        "Content Security Policy",
    ):
        assert words in str(told.value)


@pytest.mark.parametrize(("name", "value", "fails"), [("CI", "true", True), ("CHISO_BROWSER", "must", True), ("CI", "", False)])
def test_a_missing_browser_fails_only_where_it_must_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fails: bool
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("CHISO_BROWSER", raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(pytest.fail.Exception if fails else pytest.skip.Exception, match="chromium is missing"):
        unavailable("chromium is missing")
