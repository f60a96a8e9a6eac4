"""The search page over HTTP: queries × articles, filters and their counts, copies, hostile and endless input."""

from __future__ import annotations

import html
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from browse.searching import LONG_FORMS, Asked, count_facets, read_asked, search
from browse.shelf import Shelf, read_shelf
from core.search_text import ABBREVIATIONS, search_fold
from extract.database.load import Inputs, build
from tests.browse_fixture import page, serving, words
from tests.load_fixture import write_sample

FILLER = "Nội dung khác không liên quan. " * 30
# key, portal, province, today's province, published, title, body, fact types, copy of
ARTICLES: tuple[tuple[str, str, str | None, str | None, str | None, str, str, tuple[str, ...], str | None], ...] = (
    (
        "a",
        "mot",
        "tỉnh Bình Định",
        "tỉnh Gia Lai",
        "2024-03-01",
        "Hòa giải ở cơ sở",
        "Đồng lòng làm CCHC.",
        ("scores", "ranks"),
        None,
    ),
    ("b", "mot", "tỉnh Gia Lai", "tỉnh Gia Lai", "2025-08-01", "Hoà nhập số", "Cải cách hành chính ở xã.", ("scores",), None),
    ("c", "hai", "tỉnh Gia Lai", "tỉnh Gia Lai", "2023-05-01", "Một cửa", f"Đường dài {FILLER} dịch vụ công.", ("awards",), None),
    ("d", "hai", "tỉnh Lai Châu", "tỉnh Lai Châu", "2024-06-01", "Hành chính cải cách", "Cách làm mới, OR NOT AND.", (), None),
    ("e", "hai", None, None, None, "Không ngày <b>tháng</b>", "Đường <script>alert(1)</script> dài & 10% - 5.", (), None),
    ("f", "hai", "tỉnh Lai Châu", "tỉnh Lai Châu", "2024-03-02", "Hòa giải ở cơ sở", "Đồng lòng làm CCHC.", ("scores",), "a"),
)
QUERIES = (
    ("hoa", "ab"),
    ("HOÀ", "ab"),
    ("hòa", "ab"),
    (unicodedata.normalize("NFD", "hòa giải"), "a"),
    ("dong long", "a"),
    ("ĐỒNG LÒNG", "a"),
    ("duong dai", "ce"),
    ("CCHC", "ab"),
    ("cải cách hành chính", "ab"),
    ("cải hành", "bd"),
    ('"hành chính cải cách"', "d"),
    ("“hành chính cải cách”", "d"),
    ("„hành chính cải cách”", "d"),
    ("«cải cách hành»", "b"),
    ('"cách cải"', ""),
    ('"một cửa', "c"),
    ("dvc", "c"),
    ("duong AND dai", ""),
    ("cach OR NOT AND", "d"),
    ("hoa*", "ab"),
    ("title:hoa", ""),
    ("-hoa", "ab"),
    ("hoa^2", ""),
    ("NEAR(hoa)", ""),
    ("hoa\0giải", "a"),
    ("%", "abcde"),
    ("", "abcde"),
)


def _fill(database: Path) -> None:
    with closing(sqlite3.connect(database)) as db, db:
        for portal in ("mot", "hai"):
            db.execute("INSERT INTO portals (id, name, sort_key) VALUES (?, ?, ?)", (portal, f"Cổng {portal}", portal))
        for table in ("articles", "articles_fts"):
            db.execute(
                f"DELETE FROM {table}" if table == "articles" else "INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')"
            )
        for docid, (key, portal, province, present, published, title, body, types, copy) in enumerate(ARTICLES, 1):
            db.execute(
                "INSERT INTO articles (id, docid, portal, url, title, published_at, province,"
                " province_2025, body, version, duplicate_of)"
                " VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)",
                (key * 16, docid, portal, title, published, province, present, body, f"v{key}", copy and copy * 16),
            )
            db.execute(
                "INSERT INTO articles_fts (rowid, title, body) VALUES (?, ?, ?)", (docid, search_fold(title), search_fold(body))
            )
            for type_ in types:
                row = (f"{key}{type_}", type_, f"v{key}")
                db.execute("INSERT INTO facts (id, type, article_version, confidence, derived) VALUES (?, ?, ?, 1, 0)", row)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_sample(tmp_path_factory.mktemp("data"))
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    _fill(data / "chiso.db")
    return data / "chiso.db"


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[httpx.Client]:
    with serving(database) as http:
        yield http


@pytest.fixture(scope="module")
def opened(database: Path) -> Iterator[tuple[sqlite3.Connection, Shelf]]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection, read_shelf(connection)


def ask(client: httpx.Client, **arguments: Any) -> str:
    response = client.get("/-/search", params=arguments)
    assert response.status_code == 200
    return response.text


def keys(text: str) -> list[str]:
    return [found[0] for found in re.findall(r'<h2 lang="vi"><a href="/-/article/([0-9a-f]{16})', text)]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_queries_find_these_articles(client: httpx.Client, query: str, expected: str) -> None:
    text = ask(client, q=query)
    assert sorted(keys(text)) == list(expected)
    assert f"<strong>{len(expected)} article{'' if len(expected) == 1 else 's'}</strong>" in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"province": "gialai"}, "bac"),
        ({"province": "binhdinh"}, "a"),
        ({"province": "laichau"}, "d"),
        ({"year": "2024"}, "da"),
        ({"type": "scores"}, "ba"),
        ({"portal": "hai", "year": "2024"}, "d"),
        ({"type": "awards", "year": "2024"}, ""),
        ({"province": "nowhere", "year": "x", "type": "'", "portal": "--", "offset": "-1"}, "bdace"),
        ({"copies": "show"}, "bdface"),
        ({"q": "hoa", "copies": "show", "province": "laichau"}, "f"),
        ({"q": "hoa", "order": "date"}, "ba"),
        ({"offset": "999980"}, "bdace"),
        ({"year": "٢٠٢٤"}, "bdace"),
    ],
)
def test_filters_and_order(client: httpx.Client, arguments: dict[str, str], expected: str) -> None:
    assert "".join(keys(ask(client, **arguments))) == expected


def test_facets_add_up_with_sql(opened: tuple[sqlite3.Connection, Shelf]) -> None:
    connection, shelf = opened
    for arguments in (
        {},
        {"q": "hoa"},
        {"province": "gialai"},
        {"q": "cải", "year": "2024"},
        {"type": "scores", "portal": "mot"},
    ):
        asked = read_asked(arguments, shelf)
        found = search(connection, shelf, asked)
        for name, counts in found.facets.items():
            assert all(counts.values())
            for value, n in counts.items():
                narrowed = search(connection, shelf, read_asked(arguments | {name: str(value)}, shelf))
                assert narrowed.total == n == len(narrowed.rows)
    facets = search(connection, shelf, Asked()).facets
    by_year = (
        "SELECT substr(published_at, 1, 4), count(*) FROM articles WHERE duplicate_of IS NULL AND published_at <> '' GROUP BY 1"
    )
    assert facets["year"] == {int(year): n for year, n in connection.execute(by_year)}
    by_type = """SELECT f.type, count(DISTINCT a.id) FROM articles a JOIN facts f ON f.article_version = a.version
                 WHERE a.duplicate_of IS NULL GROUP BY 1"""
    assert facets["type"] == dict(connection.execute(by_type)) == {"scores": 2, "ranks": 1, "awards": 1}
    assert facets["province"] == {"gialai": 3, "binhdinh": 1, "laichau": 1}
    assert count_facets([], shelf, Asked())["year"] == {}


def test_links_add_and_remove_a_filter(client: httpx.Client) -> None:
    text = html.unescape(ask(client, q="hoa", order="date"))
    assert 'href="/-/search?q=hoa&province=gialai&order=date"' in text and "(until 2025)" in text
    text = html.unescape(ask(client, q="hoa", province="binhdinh"))
    assert text.count('href="/-/search?q=hoa"') >= 2 and '<input type="hidden" name="province" value="binhdinh">' in text
    assert '<a href="/-/search?q=hoa&province=gialai"' in text


def test_expansions_are_told(client: httpx.Client) -> None:
    assert {key: search_fold(form).replace(",", "") for key, form in LONG_FORMS.items()} == ABBREVIATIONS
    for query in ("cchc", "cai cach hanh chinh"):
        assert "CCHC = cải cách hành chính</span>" in ask(client, q=query)
    assert "There is no word" in ask(client, q="%") and "There is no word" not in ask(client)


def test_snippets_are_cut_from_the_original_and_lead_to_the_hit(client: httpx.Client) -> None:
    text = ask(client, q="duong dich vu cong", province="gialai")
    (snippet,) = re.findall(r'<p class="snippet" lang="vi">(.*?)</p>', text, re.DOTALL)
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", snippet) == ["Đường", "dịch vụ công"]
    assert words(snippet).startswith("Đường dài") and " … " in words(snippet) and len(words(snippet)) < 500
    assert 'href="/-/article/cccccccccccccccc#:~:text=%C4%90%C6%B0%E1%BB%9Dng,-d%C3%A0i%20N%E1%BB%99i%20dung"' in text
    assert "Award: 1" in text


def test_copies_are_hidden_with_a_note(client: httpx.Client) -> None:
    text = html.unescape(ask(client, q="hoa"))
    assert "1 other article with the same text left out." in text and 'href="/-/search?q=hoa&copies=show"' in text
    assert "same text elsewhere: 1" in text
    shown = ask(client, q="hoa", copies="show")
    assert 'href="/-/article/aaaaaaaaaaaaaaaa">the first article' in shown and "left out" not in shown


def test_nothing_found_says_what_to_try(client: httpx.Client) -> None:
    text = ask(client, q='hoa "cách cải"', year="2024")
    for advice in ("Try fewer words", "Try without quotation marks", "Remove a filter above"):
        assert advice in text
    vietnamese = ask(client, q="hoa xyz", _lang="vi")
    assert "Hãy thử ít từ hơn" in vietnamese and "0 bài viết" in vietnamese and '<html lang="vi">' in vietnamese
    client.cookies.clear()


@pytest.mark.parametrize(
    "query", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}", "a" * 2000, '"' * 2000, "đ " * 1000, "\ud7ff"]
)
def test_hostile_and_endless_queries(client: httpx.Client, query: str) -> None:
    text = ask(client, q=query, province=query, order=query, offset=query)
    assert "<script" not in text and "<img" not in text and " style=" not in text
    assert len(text) < 80_000


def test_pages_follow_each_other(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("browse.searching", "browse.pages.search"):
        monkeypatch.setattr(f"{module}.PAGE_SIZE", 2)
    seen, address = [], "/-/search?order=date"
    for first in (1, 3, 5):
        text = html.unescape(page(client, address))
        seen += keys(text)
        assert f'start="{first}"' in text and ('rel="prev"' in text) == (first > 1) and "5 articles" in text
        following = re.findall(r'rel="next" href="([^"]*)"', text)
        address = following[0] if following else ""
    assert "".join(key[0] for key in seen) == "bdace" and not address


def test_counting_is_bounded_and_said(opened: tuple[sqlite3.Connection, Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    connection, shelf = opened
    asked = read_asked({"q": "hoa"}, shelf)
    assert search(connection, shelf, asked).weighed and not search(connection, shelf, asked).more
    monkeypatch.setattr("browse.searching.MOST_WEIGHED", 1)
    assert not search(connection, shelf, asked).weighed
    monkeypatch.setattr("browse.searching.MOST_HITS", 1)
    found = search(connection, shelf, asked)
    assert found.more and found.total == 1


def test_a_page_in_each_language_has_one_heading(client: httpx.Client) -> None:
    for code in ("en", "vi"):
        text = page(client, f"/-/search?q=hoa&_lang={code}")
        assert text.count("<h1>") == 1 and f'<html lang="{code}">' in text
        assert len(re.findall(r' id="([^"]*)"', text)) == len(set(re.findall(r' id="([^"]*)"', text)))
    client.cookies.clear()
