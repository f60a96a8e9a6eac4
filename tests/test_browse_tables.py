"""Datasette's own pages in our templates, canned queries, and what can be taken away."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import openpyxl
import pytest

from browse.canned import canned_queries
from browse.files import csv_text, json_text, xlsx_bytes
from browse.server import table_columns
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
    for name in ("patterns", "allow-debug", "permissions", "messages", "logout", "threads", "actor", "auth-token"):
        assert client.get(f"/-/{name}").status_code == 404
    assert client.get("/chiso.db").status_code == 403


def test_a_table_says_what_it_is_and_names_things(client: httpx.Client) -> None:
    text = page(client, "/chiso/v_scores")
    assert "Scores" in text and "Điểm số" in text and "Năm được đánh giá" in text and "Null means" in text
    assert ">Chỉ số cải cách hành chính</a>" in text
    assert 'aria-sort="descending"' in text and re.search(r'<section data-column="indicator"', text)


def test_every_foreign_key_is_shown_with_a_name(client: httpx.Client, database: Path) -> None:
    # Ids of facts, articles' versions and the like are hashes whose row says all there is to say.
    nameless = {"facts", "article_versions", "pages", "tenures", "mentions", "officials", "awards", "events", "attachments"}
    with closing(sqlite3.connect(database)) as connection:
        for table in table_columns(database):
            for key in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
                if key[2] not in nameless:
                    columns = table_columns(database)[key[2]]
                    assert "name" in columns or key[2] == "articles", (table, key)


def test_a_row_shows_its_columns_with_meaning_and_links(client: httpx.Client) -> None:
    row = client.get("/chiso/v_scores.json?_shape=array&_size=1").json()[0]
    text = page(client, f"/chiso/v_scores/{row['fact_id']}")
    assert f'href="/-/article/{row["article_id"]}#fact-{row["fact_id"]}"' in text
    assert f"/-/cite?fact={row['fact_id']}" in text and f"/-/report?fact={row['fact_id']}" in text
    assert "Năm được đánh giá" in text


@pytest.mark.parametrize("name", QUERIES)
def test_a_canned_query_answers_without_and_with_parameters(client: httpx.Client, name: str) -> None:
    assert client.get(f"/chiso/{name}.json?_shape=array").status_code == 200
    text = page(client, f"/chiso/{name}?_lang=vi")
    client.cookies.clear()
    assert canned_queries()[name]["title_vi"] in text
    for parameter in re.findall(r":([a-z]+)", canned_queries()[name]["sql"]):
        assert f'name="{parameter}"' in text
        found = client.get(f"/chiso/{name}.json", params={parameter: "không có", "_shape": "array"})
        assert found.status_code == 200


def test_xlsx_has_all_rows_of_the_filter_and_says_what_they_are(client: httpx.Client) -> None:
    for path in ("/chiso/codebook", "/chiso/v_scores", "/chiso/articles"):
        rows = list(csv.reader(page(client, f"{path}.csv?_stream=on&_size=max").splitlines()))
        answer = client.get(f"{path}.xlsx")
        assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
        assert answer.headers["content-disposition"] == f'attachment; filename="{path.split("/")[-1]}.xlsx"'
        found = sheet(answer.content, path.split("/")[-1])
        assert found[0] == rows[0]
        about = dict(sheet(answer.content, "about")[1:])
        assert about["address"] == f"{path}.xlsx" and about["rows"] == len(found) - 1
        (count,) = (client.get(f"{path}.json?_size=0&_extra=count").json()["filtered_table_rows_count"],)
        assert len(found) - 1 == count
    assert client.get("/chiso/v_scores.xlsx").content == client.get("/chiso/v_scores.xlsx").content
    some = sheet(client.get("/chiso/v_scores.xlsx?year=1900").content, "v_scores")
    assert len(some) == 1


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
    for language, word in (("en", "The year assessed"), ("vi", "Năm được đánh giá")):
        text = page(client, f"/-/codebook?_lang={language}")
        assert word in text
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
