"""Datasette's own pages in our templates, canned queries, and what can be taken away."""

from __future__ import annotations

import csv
import html
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import openpyxl
import pytest

from browse.canned import canned_queries, read_query
from browse.files import XLSX_TYPE, csv_text, json_text, xlsx_bytes
from browse.server import table_columns
from browse.sheets import MAX_ROWS
from extract.database.load import Inputs, build
from tests.browse_fixture import page, serving
from tests.load_fixture import write_sample

QUERIES = sorted(canned_queries())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_sample(tmp_path_factory.mktemp("data"))
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    return data / "chiso.db"


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[httpx.Client]:
    with serving(database) as http:
        yield http


def sheet(content: bytes, name: str) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


def test_no_page_of_datasette_has_script_or_inline_style(client: httpx.Client, database: Path) -> None:
    (row,) = client.get("/chiso/v_panel.json?_shape=array").json()
    paths = [f"/chiso/{table}" for table in table_columns(database)]
    paths += ["/chiso", "/chiso?sql=select+1", "/chiso?sql=nonsense", f"/chiso/v_panel/{row['id']}", "/-/versions", "/-/settings"]
    paths += [f"/chiso/{name}" for name in QUERIES]
    for path in paths:
        text = client.get(path).text
        assert "<h1" in text and 'lang="en"' in text, path
        for forbidden in ("<script", "<style", " style=", " onclick", '="javascript:'):
            assert forbidden not in text, (path, forbidden)


def test_pages_for_developers_are_not_there(client: httpx.Client) -> None:
    for name in ("patterns", "allow-debug", "permissions", "messages", "logout", "threads", "actor", "auth-token", "databases"):
        assert client.get(f"/-/{name}").status_code == client.get(f"/-/{name}.json").status_code == 404
    assert client.get("/chiso.db").status_code == 403


def test_a_table_says_what_it_is_and_names_things(client: httpx.Client) -> None:
    text = page(client, "/chiso/v_scores")
    assert "Scores" in text and "Điểm số" in text and "Năm được đánh giá" in text and "Null means" in text
    assert ">Chỉ số cải cách hành chính</a>" in text
    assert 'aria-sort="descending"' in text and re.search(r'<section data-column="indicator"', text)


def test_every_foreign_key_is_shown_with_a_name_or_leads_to_its_sentence(client: httpx.Client, database: Path) -> None:
    # A tenure says who and what in its own row; `other_fact` stands beside the fact.
    facts = {"facts", "officials", "awards", "events"}
    with closing(sqlite3.connect(database)) as connection:
        for table, columns in table_columns(database).items():
            for key in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
                other, column = key[2], key[3]
                values = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL LIMIT 1').fetchone()
                if values is None or other == "tenures":
                    continue
                found = html.unescape(page(client, f"/chiso/{table}?{column}={values[0]}&_nofacet=1"))
                if other in facts:
                    assert f'href="/-/fact/{values[0]}"' in found or f'#fact-{values[0]}"' in found, (table, key)
                else:
                    label = next(name for name in ("name", "title", "url") if name in table_columns(database)[other])
                    label = "url" if other == "attachments" else label
                    (name,) = connection.execute(f'SELECT "{label}" FROM "{other}" WHERE id = ?', values).fetchone()
                    assert f">{name}</a>" in found, (table, key)
                assert ">None<" not in found and columns


def test_a_fact_without_an_article_beside_it_leads_to_its_sentence(client: httpx.Client) -> None:
    row = client.get("/chiso/mentions.json?_shape=array&_size=1").json()[0]
    for path in ("/chiso/mentions", f"/chiso/mentions/{row['id']}"):
        assert f'<a class="sentence" lang="en" href="/-/fact/{row["fact"]}">' in page(client, path)
    there = client.get(f"/-/fact/{row['fact']}", follow_redirects=True)
    assert there.status_code == 200 and f'id="fact-{row["fact"]}"' in there.text


def test_filters_can_be_taken_away_and_keep_the_order(client: httpx.Client) -> None:
    text = html.unescape(page(client, "/chiso/v_scores?year__gte=2000&status=result&_sort=value"))
    assert 'href="/chiso/v_scores?year__gte=2000&_sort=value" aria-label="Remove filter 1, status"' in text
    assert 'href="/chiso/v_scores?status=result&_sort=value" aria-label="Remove filter 2, year"' in text
    assert '<input type="hidden" name="_sort" value="value">' in text
    (link,) = re.findall(r'<a href="([^"]*)">CSV</a>', text)
    assert "year__gte=2000" in link and "_sort=value" in link and "_stream=on" in link
    unsorted = html.unescape(page(client, "/chiso/v_scores"))
    assert "_sort=fact_id" in re.findall(r'<a href="([^"]*)">CSV</a>', unsorted)[0]


def test_empty_cells_say_what_that_means_and_long_texts_lead_to_the_row(client: httpx.Client) -> None:
    text = page(client, "/chiso/v_scores")
    assert 'title="null: an exact figure"></td>' in text and 'href="#column-bound"' in text and 'id="column-bound"' in text
    cut = [row for row in client.get("/chiso/articles.json?_shape=array&_size=max").json() if len(row["body"]) > 300]
    listing = page(client, "/chiso/articles")
    for row in cut:
        assert f'… <a href="/chiso/articles/{row["id"]}" aria-label="The whole body">more</a>' in listing
        assert html.escape(row["body"][-40:], quote=False) in page(client, f"/chiso/articles/{row['id']}").replace("&#34;", '"')


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/chiso/v_scores?_sort=nonsense", 400),
        ("/chiso/v_scores?_sort=year&_sort_desc=year", 400),
        ("/chiso/v_scores?_timelimit=soon", 400),
        ("/chiso?sql=select+1&_timelimit=soon", 400),
        ("/chiso/v_scores?_through=x", 400),
        ("/chiso/v_scores?_next=a,b,c", 400),
        ("/chiso/v_scores?_size=many", 400),
        ("/chiso/v_scores?_where=nonsense", 400),
        ("/chiso.xlsx?sql=select+nonsense", 400),
        ("/chiso.xlsx", 404),
        ("/chiso.csv", 404),
        ("/chiso/v_scores/none", 404),
        ("/chiso/none", 404),
    ],
)
def test_arguments_that_do_not_fit_are_no_fault_of_the_server(client: httpx.Client, path: str, status: int) -> None:
    text = page(client, path, status)
    assert "<h1" in text and "<script" not in text


def test_a_row_shows_its_columns_with_meaning_and_links(client: httpx.Client) -> None:
    row = client.get("/chiso/v_scores.json?_shape=array&_size=1").json()[0]
    text = page(client, f"/chiso/v_scores/{row['fact_id']}")
    assert f'href="/-/article/{row["article_id"]}#fact-{row["fact_id"]}"' in text
    assert f"/-/cite?fact={row['fact_id']}" in text and f"/-/report?fact={row['fact_id']}" in text
    assert "Năm được đánh giá" in text


@pytest.fixture(scope="module")
def sample(demo_data: Path) -> Iterator[httpx.Client]:
    with serving(demo_data / "chiso.db") as http:
        yield http


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_gives_rows_of_the_sample_with_its_defaults(sample: httpx.Client, name: str) -> None:
    rows = sample.get(f"/chiso/{name}.json?_shape=array").json()
    assert rows
    known, text = canned_queries()[name], html.unescape(page(sample, f"/chiso/{name}"))
    assert known["title"] in text and known["title_vi"] in text and known["description_vi"] in text
    leads = re.findall(r'<a class="sentence" lang="en" href="([^"]*)">', text)
    if name in ("portal_coverage", "successors"):
        assert "fact_id" not in rows[0]
        return
    expected = [row for row in rows if row["article_id"] or row["fact_id"]]
    assert len(leads) == len(expected) > 0
    # The sentence that a row leads to is one of the article beside it.
    article, fact = leads[0].removeprefix("/-/article/").split("#fact-") if "#" in leads[0] else (None, None)
    if fact:
        assert f'id="fact-{fact}"' in page(sample, f"/-/article/{article}")


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_says_what_empty_parameters_mean(sample: httpx.Client, name: str) -> None:
    known = canned_queries()[name]
    filled = {key: value for key, value in known["empty"].items() if value not in ("all", "newest")}
    plain, asked = (sample.get(f"/chiso/{name}.json", params={"_shape": "array"} | more).json() for more in ({}, filled))
    assert plain == asked
    text = html.unescape(page(sample, f"/chiso/{name}?_lang=vi"))
    sample.cookies.clear()
    for parameter, empty in known["empty"].items():
        hint = {"all": "tất cả", "newest": "mới nhất"}.get(empty, empty)
        listed = f'<select name="{parameter}"><option value="">{hint}<'
        assert listed in text or f'name="{parameter}" value="" placeholder="{hint}">' in text
        strange = sample.get(f"/chiso/{name}", params={parameter: "<b>không có"})
        assert strange.status_code == 200 and "<b>không có" not in strange.text and "&lt;b&gt;không có" in strange.text


def test_parameters_narrow_canned_queries(sample: httpx.Client) -> None:
    def rows(name: str, **asked: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = sample.get(f"/chiso/{name}.json", params={"_shape": "array", **asked}).json()
        return found

    assert {row["year"] for row in rows("awards_of_a_year", year="2024")} == {2024}
    assert {row["start_date"][:4] for row in rows("chairs", year="2018")} == {"2018"}
    heads = rows("heads_on_a_day", day="2017-11-13")
    assert heads[0]["name"] == "Phan Đăng Tụ" and heads[0]["covers_day"] == 1
    assert not any(row["title"].startswith("Phó") and "phụ trách" not in row["title"] for row in heads)
    assert [row["rank"] for row in rows("league_table", year="2025")] == sorted(
        r["rank"] for r in rows("league_table", year="2025")
    )
    assert {row["portal"] for row in rows("portal_coverage", portal="dailoc")} == {"Cổng thông tin điện tử Đại Lộc"}


def test_xlsx_has_all_rows_of_the_filter_and_says_what_they_are(client: httpx.Client) -> None:
    for path in ("/chiso/codebook", "/chiso/v_scores", "/chiso/articles"):
        rows = list(csv.reader(page(client, f"{path}.csv?_stream=on&_size=max").splitlines()))
        answer = client.get(f"{path}.xlsx")
        assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
        assert answer.headers["content-disposition"] == f'attachment; filename="{path.split("/")[-1]}.xlsx"'
        found = sheet(answer.content, path.split("/")[-1])
        assert found[0] == rows[0]
        about = {row[0]: row[1] for row in sheet(answer.content, "about")[1:]}
        assert about["address"] == f"{path}.xlsx" and about["rows"] == len(found) - 1
        assert about["cite"] and about["title"] and about[rows[0][0]]
        (count,) = (client.get(f"{path}.json?_size=0&_extra=count").json()["filtered_table_rows_count"],)
        assert len(found) - 1 == count
    assert client.get("/chiso/v_scores.xlsx").content == client.get("/chiso/v_scores.xlsx").content
    some = sheet(client.get("/chiso/v_scores.xlsx?year=1900").content, "v_scores")
    assert len(some) == 1


def test_xlsx_of_a_query_says_its_parameters_and_is_not_cut_at_a_page(client: httpx.Client, sample: httpx.Client) -> None:
    sql = (
        "with recursive n(i) as (select 1 union all select i + 1 from n limit 1500) select i, '=1' as text, 1e999 as much from n"
    )
    found = sheet(client.get("/chiso.xlsx", params={"sql": sql}).content, "query")
    assert len(found) == 1501 and found[1] == [1, "=1", "inf"]
    page_of_it = page(client, f"/chiso?{urlencode({'sql': sql})}")
    assert "More than <strong>1,000</strong> rows" in page_of_it
    about = sheet(sample.get("/chiso/league_table.xlsx?year=2022").content, "about")
    said = [row[1] for row in about if row[0] == "parameter"]
    assert said == ["indicator = PAR_INDEX", "year = 2022"]
    assert ["title", "League table of a year", "Bảng xếp hạng của một năm", None, None] in about
    assert any(row[0] == "warning" for row in about)


def test_xlsx_stops_at_its_limit_and_says_so(client: httpx.Client) -> None:
    sql = f"with recursive n(i) as (select 1 union all select i + 1 from n) select i from n limit {MAX_ROWS + 5}"
    content = client.get("/chiso.xlsx", params={"sql": sql}).content
    assert len(sheet(content, "query")) == MAX_ROWS + 1
    assert any(row[0] == "cut" for row in sheet(content, "about"))


def test_downloads_are_files_with_their_types(client: httpx.Client) -> None:
    link = html.unescape(re.findall(r'<a href="([^"]*)">CSV</a>', page(client, "/chiso/v_scores"))[0])
    for path, kind, name in (
        (link, "text/csv; charset=utf-8", "v_scores.csv"),
        ("/chiso/league_table.csv?_dl=on", "text/csv; charset=utf-8", "league_table.csv"),
        ("/chiso/v_scores.json", "application/json; charset=utf-8", None),
        ("/chiso/league_table.xlsx", XLSX_TYPE, "league_table.xlsx"),
    ):
        answer = client.get(path)
        assert answer.headers["content-type"] == kind
        assert answer.headers.get("content-disposition") == (f'attachment; filename="{name}"' if name else None)
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_texts_are_never_formulas() -> None:
    rows = [["=1+1", 2, None, 0.1], ["@x", -3, "a\x00b", 1e-7], ["+1", 0, "x" * 40_000, 2.5]]
    content = xlsx_bytes([("t", ["a", "b", "c", "d"], rows)])
    assert content == xlsx_bytes([("t", ["a", "b", "c", "d"], rows)])
    cells = list(openpyxl.load_workbook(io.BytesIO(content))["t"].iter_rows())[1:]
    assert [cell.data_type for cell in cells[0]] == ["s", "n", "n", "n"]
    assert [cell.value for cell in cells[0]] == ["=1+1", 2, None, 0.1]
    assert str(cells[2][2].value).endswith("…")


def test_csv_and_json_have_the_same_rows() -> None:
    rows = [["a,b", 1, None], ['say "x"', 2.5, "\n"]]
    assert list(csv.reader(io.StringIO(csv_text(["x", "y", "z"], rows)))) == [
        ["x", "y", "z"],
        ["a,b", "1", ""],
        ['say "x"', "2.5", "\n"],
    ]
    assert '"x": "a,b"' in json_text(["x", "y", "z"], rows)


def test_codebook_and_downloads_in_both_languages(client: httpx.Client, database: Path) -> None:
    for language, word, kind in (("en", "The year assessed", "whole number"), ("vi", "Năm được đánh giá", "số nguyên")):
        text = page(client, f"/-/codebook?_lang={language}")
        assert word in text and f"<td>{kind}</td>" in text
        for table, columns in table_columns(database).items():
            if table.startswith("v_"):
                assert all(f'id="{table}.{column}"' in text for column in columns)
        downloads = page(client, f"/-/downloads?_lang={language}")
        for link in re.findall(r'href="(/chiso/v_[a-z_]+\.(?:csv|json|xlsx)[^"]*)"', downloads):
            assert client.get(link.replace("&amp;", "&")).status_code == 200
    client.cookies.clear()


def test_a_query_past_the_time_limit_is_stopped_in_words(client: httpx.Client) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    answer = client.get("/chiso", params={"sql": endless, "_timelimit": "50"})
    assert answer.status_code == 400 and "took too long" in answer.text and "<script" not in answer.text


def test_a_head_of_a_query_is_checked(tmp_path: Path) -> None:
    head = "-- title: a\n-- title_vi: b\n-- description: c\n-- description_vi: d\n"
    for name, text, wrong in (
        ("no_vi", head.replace("-- title_vi: b\n", "") + "SELECT 1", "title_vi"),
        ("undeclared", head + "SELECT :year", "year"),
        ("unused", head + "-- parameter: year = all\nSELECT 1", "year"),
    ):
        path = tmp_path / f"{name}.sql"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=f"{name}.sql.*{wrong}"):
            read_query(path)
    path.write_text(head + "-- parameter: year = all\nSELECT :year", encoding="utf-8")
    assert read_query(path)["params"] == ["year"]
