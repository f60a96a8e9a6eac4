"""Lists of awards, events, officials, documents, disagreements and coverage, people, and the start page, over HTTP."""

from __future__ import annotations

import csv
import html
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from browse.codes import GROUPS, choices
from browse.language import LANGUAGES, language
from extract.database.load import Inputs, build
from tests.browse_fixture import page, serving, words
from tests.load_fixture import write_sample

ROOT = Path(__file__).resolve().parents[1]
LISTS = ("awards", "events", "officials", "documents", "disagreements", "coverage")
_COLUMNS = "kind, grantor, recipient_kind, count, year, status, province, province_2025, fact_id, article_id, article_title"


def add_rows(database: Path) -> None:
    """Sixty awards more, of former and present provinces, and accuracy of frozen gold."""
    with closing(sqlite3.connect(database)) as db, db:
        fact, article, title = db.execute("SELECT fact_id, article_id, article_title FROM v_awards").fetchone()
        for i in range(60):
            former = "tỉnh Yên Bái" if i < 7 else "tỉnh Lào Cai"
            values = ("giấy khen", f"Cơ quan {i:02}", "individual", i, 2021 + i % 2, "planned", former, "tỉnh Lào Cai")
            row = (f"x{i:02}", *values, fact, article, title)
            db.execute(f"INSERT INTO v_awards (id, {_COLUMNS}) VALUES ({', '.join('?' * len(row))})", row)
        accuracy = ("acc", "all", None, 0.9, 0.8, 0.85, 0.811, 0.877, 4321, "frozen articles", "r")
        db.execute(f"INSERT INTO accuracy VALUES ({', '.join('?' * len(accuracy))})", accuracy)
        db.execute("UPDATE portals SET sample = 1")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_sample(tmp_path_factory.mktemp("data"))
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    add_rows(data / "chiso.db")
    return data / "chiso.db"


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[httpx.Client]:
    with serving(database) as http:
        yield http


@pytest.fixture(autouse=True)
def no_cookie(client: httpx.Client) -> None:
    """The language that a test asks for is not kept for the next."""
    client.cookies.clear()


def body_rows(markup: str) -> list[str]:
    return re.findall(r"<tr><td.*?</tr>", markup, re.DOTALL)


def total(markup: str) -> int:
    (found,) = re.findall(r'<p role="status"><strong>([\d,]+) row', markup)
    return int(found.replace(",", ""))


def test_every_code_of_the_schema_is_said_in_both_languages() -> None:
    sql = (ROOT / "schemas/database.sql").read_text(encoding="utf-8")
    checked = 0
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", sql, re.DOTALL):
        for column, values in re.findall(r"^\s*(\w+) TEXT[^\n]*CHECK \([^\n]*?\bIN \(('[^)]*)\)\)", body, re.MULTILINE):
            group = GROUPS[f"{table}.{column}"]
            for value in re.findall(r"'([^']*)'", values):
                checked += 1
                for code in LANGUAGES:
                    assert value in dict(choices(language(code), group)), f"{table}.{column}: {value}"
    assert checked > 100


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", LISTS)
def test_lists_are_pages_without_script_in_both_languages(client: httpx.Client, name: str, code: str) -> None:
    text = page(client, f"/-/{name}?_lang={code}")
    heading = "heading"
    assert f"<h1>{language(code).say(f'{name}.{heading}')}</h1>" in text
    assert f'<html lang="{code}">' in text and text.count("<h1") == 1
    assert "<script" not in text and " style=" not in text and " onclick" not in text
    labels = set(re.findall(r'<label[^>]* for="([^"]*)"', text))
    assert set(re.findall(r'<(?:select|input) id="([^"]*)"', text)) <= labels
    ids = re.findall(r' id="([^"]*)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["awards", "events", "officials", "documents"])
def test_every_row_leads_to_its_sentence(client: httpx.Client, name: str) -> None:
    rows = body_rows(page(client, f"/-/{name}"))
    assert rows
    article, fact = re.findall(r'href="(/-/article/[0-9a-f]{16})#(fact-[0-9a-f]{16})"', rows[-1])[0]
    assert f'id="{fact}"' in page(client, article)
    assert all("#fact-" in row for row in rows)


def test_awards_are_filtered_by_year_province_and_status(client: httpx.Client) -> None:
    assert total(page(client, "/-/awards")) == 62
    assert total(page(client, "/-/awards?year=2021")) == 30
    assert total(page(client, "/-/awards?status=planned")) == 60
    assert total(page(client, "/-/awards?province=yenbai")) == 7
    assert total(page(client, "/-/awards?province=laocai")) == 60
    assert total(page(client, "/-/awards?province=laocai&year=2021&kind=giấy+khen&status=result")) == 0
    assert total(page(client, "/-/awards?year=1999&province=hanoi")) == 0


def test_all_awards_of_a_year_are_two_clicks_from_the_start(client: httpx.Client) -> None:
    assert 'href="/-/awards?year=2022"' in page(client, "/")
    listed = page(client, "/-/awards?year=2022")
    assert re.search(r'<a href="/-/awards\?year=2022" aria-current="true">2022</a> <span class="small">30<', listed)
    assert len(body_rows(listed)) == 30


@pytest.mark.parametrize("query", ["kind=x", "status=x", "year=20x2", "year=99999999999", "province=nowhere"])
def test_unknown_choices_are_not_found(client: httpx.Client, query: str) -> None:
    page(client, f"/-/awards?{query}", 404)


@pytest.mark.parametrize("asked", ["0", "-1", "x", "999999999999999999", "٣"])
def test_odd_page_numbers_give_a_page(client: httpx.Client, asked: str) -> None:
    response = client.get("/-/awards", params={"page": asked})
    assert response.status_code == 200 and body_rows(response.text)


def test_pages_hold_every_row_once(client: httpx.Client) -> None:
    first, second = page(client, "/-/awards?status=planned"), page(client, "/-/awards?status=planned&page=2")
    assert 'rel="next" href="/-/awards?status=planned&amp;page=2"' in first.replace("&page", "&amp;page")
    assert 'rel="prev" href="/-/awards?status=planned"' in second and 'rel="next"' not in second
    names = re.findall(r"Cơ quan \d\d", first + second)
    assert len(body_rows(first)) == 50 and sorted(names) == [f"Cơ quan {i:02}" for i in range(60)]
    assert body_rows(page(client, "/-/awards?status=planned&page=77")) == body_rows(second)


@pytest.mark.parametrize(
    "path",
    [
        "awards?province=yenbai&year=2021",
        "events?year=2023",
        "officials?q=mau+tran",
        "documents?q=812",
        "disagreements?year=2022",
    ],
)
def test_the_same_rows_are_downloads(client: httpx.Client, path: str) -> None:
    text = page(client, f"/-/{path}")
    links = {kind: html.unescape(address) for address, kind in re.findall(r'<a href="([^"]*)">(CSV|JSON|XLSX)</a>', text)}
    assert set(links) == {"CSV", "JSON", "XLSX"}
    rows = list(csv.DictReader(page(client, links["CSV"]).splitlines()))
    assert len(rows) == total(text) > 0
    assert len(client.get(links["JSON"]).json()["rows"]) == len(rows)
    assert ".xlsx?" in links["XLSX"] and links["XLSX"].split("?")[1] in links["CSV"]


@pytest.mark.parametrize(
    ("typed", "found"), [("hoai mau", True), ("Trần Hoài", True), ("MAU", True), ("oai", False), ("*", False)]
)
def test_names_are_found_with_and_without_marks(client: httpx.Client, typed: str, found: bool) -> None:
    text = client.get("/-/officials", params={"q": typed}).text
    assert (total(text) > 0) is found
    assert ("Trần Hoài Mẫu" in text) is found


def test_hostile_arguments_are_shown_not_run(client: httpx.Client) -> None:
    for name, argument in (("officials", "q"), ("documents", "q")):
        text = client.get(f"/-/{name}", params={argument: '"><script>alert(1)</script>' * 9}).text
        assert "<script" not in text and total(text) == 0
    assert "<script" not in page(client, "/-/disagreements") and 'href="javascript' not in page(client, "/-/coverage")


def test_who_chaired_is_seen_at_once(client: httpx.Client) -> None:
    row = body_rows(page(client, "/-/events"))[0]
    assert '<strong lang="vi">Trần Hoài Mẫu</strong>' in row
    assert re.search(r"<details>.*<dt>chaired</dt><dd><a lang=\"vi\" href=\"/-/person/[0-9a-f]{16}\">Trần Hoài Mẫu", row)
    assert "Conference" in row and "12/03/2023" in row and "2023-03" not in words(row)
    assert "Hội nghị" in body_rows(page(client, "/-/events?_lang=vi"))[0]


def test_a_person_has_posts_events_and_articles(client: httpx.Client) -> None:
    person = re.findall(r'href="(/-/person/[0-9a-f]{16})">Trần Hoài Mẫu', page(client, "/-/officials?q=mau"))[0]
    text = page(client, person)
    assert '<h1 lang="vi">Trần Hoài Mẫu</h1>' in text and "Chủ tịch" in text and "<strong>chaired</strong>" in text
    for article, fact in re.findall(r'href="(/-/article/[0-9a-f]{16})#(fact-[0-9a-f]{16})"', text):
        assert f'id="{fact}"' in page(client, article)
    page(client, "/-/person/0123456789abcdef", 404)


def test_two_articles_that_disagree_stand_side_by_side(client: httpx.Client) -> None:
    assert 'href="/-/disagreements">1 figure stated differently' in page(client, "/")
    text = page(client, "/-/disagreements")
    (figure,) = re.findall(r'<section class="figure".*?</section>', text, re.DOTALL)
    statements = re.findall(r"<article.*?</article>", figure, re.DOTALL)
    values = [re.findall(r"<h3[^>]*>(.*?) points</h3>", s) for s in statements]
    assert values == [["84.2"], ["84.2"], ["84.25"]]
    assert sum("a copy of another article" in s for s in statements) == 1
    assert len({v[0] for v, s in zip(values, statements, strict=True) if "preferred" in s.split(">")[0]}) == 1
    assert "&lt;b&gt;Chỉ số&lt;/b&gt;" in figure
    links = [re.findall(r'href="(/-/article/[0-9a-f]{16})#(fact-[0-9a-f]{16})"', s) for s in statements]
    assert len({article for ((article, _),) in links}) == 3
    for ((article, fact),) in links:
        assert f'id="{fact}"' in page(client, article)
    (panel,) = client.get("/chiso/v_panel.json?_shape=array").json()
    assert words(language("en").say(f"code.decided_by.{panel['decided_by']}")) in words(figure)
    assert "84,25" in page(client, "/-/disagreements?_lang=vi")


@pytest.mark.parametrize(
    ("typed", "found"), [("QĐ-UBND", True), ("qđ-ubnd", True), ("qd-ubnd", True), ("%", False), ("_", False), ("'", False)]
)
def test_part_of_a_number_is_found_alike_in_page_and_file(client: httpx.Client, typed: str, found: bool) -> None:
    text = client.get("/-/documents", params={"q": typed}).text
    (link,) = {html.unescape(link) for link in re.findall(r'href="(/chiso/v_documents\.csv[^"]*)"', text)}
    numbers = [row["number"] for row in csv.DictReader(page(client, link).splitlines())]
    assert bool(numbers) is found and all(number in text for number in numbers)
    assert text.count("#fact-") == len(numbers)


def test_issues_of_a_portal_can_be_filtered_further(client: httpx.Client) -> None:
    links = {html.unescape(link) for link in re.findall(r'href="(/chiso/issues[^"]*_where[^"]*)"', page(client, "/-/coverage"))}
    assert links
    for link in links:
        assert json.loads(page(client, link.replace("issues?", "issues.json?") + "&rule=no.such.rule"))["rows"] == []


def test_coverage_shows_gaps_as_gaps(client: httpx.Client, database: Path) -> None:
    rows = client.get("/chiso/coverage.json?_shape=array").json()
    portal = next(row["portal"] for row in rows if row["portal"] and row["month"])
    text = page(client, f"/-/coverage?portal={portal}")
    months = [row["month"] for row in rows if row["portal"] == portal and row["month"]]
    years = int(max(months)[:4]) - int(min(months)[:4]) + 1
    assert text.count('<td class="n gap"></td>') == 12 * years - len(months)
    (foot,) = re.findall(r"<tfoot>.*?</tfoot>", text, re.DOTALL)
    fetched = sum(row["fetched"] for row in rows if row["portal"] == portal)
    assert re.findall(r'<td class="n">(\d+)</td>', foot)[1] == str(fetched)
    (issues,) = re.findall(r'href="(/chiso/issues\?[^"]*)"', text)
    assert client.get(html.unescape(issues)).status_code == 200
    assert "Listed" in page(client, "/-/coverage") and "/chiso/issues?_where=" in page(client, "/-/coverage")
    page(client, "/-/coverage?portal=nowhere", 404)


@pytest.mark.parametrize(
    ("code", "share"), [("en", "(F1 85.0%, 95% interval 81.1 to 87.7%)"), ("vi", "khoảng tin cậy 95% từ 81,1 đến 87,7%")]
)
def test_start_page_tells_accuracy_sample_and_ways_in(client: httpx.Client, code: str, share: str) -> None:
    text = page(client, f"/?_lang={code}")
    assert share in text and language(code).number(4321) in text
    assert language(code).say("start.sample") in text
    assert len(re.findall(r'href="/-/province/[a-z]+"', text)) == 34
    for way in ("awards", "events", "officials", "documents", "disagreements", "coverage", "downloads", "codebook"):
        assert f'href="/-/{way}"' in text
    assert 'href="/-/index/PAR_INDEX?year=2022"' in text and 'action="/-/search"' in text
