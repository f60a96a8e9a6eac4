"""The article page: both ways between words and entries, slots in two languages, filter, versions; citations; fact addresses."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from browse.citing import bibtex, tex
from browse.highlight import Mark, blocks, linked
from browse.language import LANGUAGES
from extract.database.load import Inputs, build
from tests.browse_fixture import page, serving, words
from tests.load_fixture import article_a, article_b, copy_of_a, write_data

LATER = "2026-02-01T00:00:00Z"


def later_a() -> tuple[dict[str, object], dict[str, object]]:
    """The first article fetched again with another author's line: its second version, the current one."""
    article, facts = article_a()
    body = article["body"] + "\n\nTin mới thêm."
    return article | {"body": body, "page": article["page"] | {"sha256": "ab", "fetched_at": LATER, "offset": 20}}, facts


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_data(tmp_path_factory.mktemp("data"), [article_a(), later_a(), article_b(), copy_of_a()])
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    return data / "chiso.db"


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[httpx.Client]:
    with serving(database) as http:
        yield http


def ask(database: Path, sql: str, *values: object) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql, values).fetchall()


def article_of(database: Path) -> str:
    return ask(database, "SELECT article FROM article_versions GROUP BY article HAVING count(*) = 2")[0][0]


def test_every_fact_is_reached_from_its_words_and_back(client: httpx.Client, database: Path) -> None:
    for (article,) in ask(database, "SELECT id FROM articles"):
        text = page(client, f"/-/article/{article}")
        main, entries = text.split('<ol class="facts">')
        facts = [
            fact
            for (fact,) in ask(
                database, "SELECT f.id FROM facts f JOIN articles a ON a.version = f.article_version WHERE a.id = ?", article
            )
        ]
        assert set(re.findall(r'href="#entry-(\w+)"', main)) == set(facts)
        assert sorted(re.findall(r'<li id="entry-(\w+)"', entries)) == sorted(facts)
        for fact in facts:
            for target in (f"#fact-{fact}", f"/-/cite?fact={fact}", f"/-/report?fact={fact}"):
                assert f'href="{target}"' in entries
        for mark in re.findall(
            r"<mark class=\"m [^>]*>(.*?)</mark>",
            main.split("<h1>")[1].split('class="legend"')[0] + main.split('<div class="text">')[1],
        ):
            assert "<a href=" in mark or not words(mark).strip()


def test_rows_that_entries_lead_to_are_there(client: httpx.Client, database: Path) -> None:
    text = page(client, f"/-/article/{article_of(database)}")
    rows = set(re.findall(r'href="(/chiso/v_[^"]*)"', text))
    assert len(rows) >= 7
    for row in rows:
        assert "0 rows" not in page(client, row)


def test_slots_are_said_in_the_language_of_the_page(client: httpx.Client, database: Path) -> None:
    english, vietnamese = (html.unescape(page(client, f"/-/article/{article_of(database)}?_lang={code}")) for code in LANGUAGES)
    for text in (
        "84.2 points",
        "conference",
        "morning",
        "3 collectives",
        "Chủ tịch, Ủy ban nhân dân tỉnh Gia Lai (in office then)",
        "<dd>chairs</dd>",
    ):
        assert text in english
    for text in (
        "84,2 điểm",
        "hội nghị",
        "sáng",
        "3 tập thể",
        "Chủ tịch, Ủy ban nhân dân tỉnh Gia Lai (đương nhiệm khi đó)",
        "<dt>chủ trì</dt>",
    ):
        assert text in vietnamese
    assert "Reading: sure (0.90)" in english and "Độ tin cậy khi đọc: cao (0,90)" in vietnamese
    assert "ranks.no_subject" in english and "nobody is named" in english
    assert "PAR_LOCAL<" not in english


def test_one_type_can_be_shown_alone(client: httpx.Client, database: Path) -> None:
    text = page(client, f"/-/article/{article_of(database)}?type=documents")
    assert set(re.findall(r'<li id="entry-\w+" class="(m-\w+)"', text)) == {"m-documents"}
    assert set(re.findall(r'<mark class="(m m-\w+) "', text)) == {"m m-documents"}
    assert 'aria-current="true"><mark class="m m-documents">' in text
    everything = page(client, f"/-/article/{article_of(database)}?type=nonsense")
    assert everything.count('<li id="entry-') > text.count('<li id="entry-') == 1


def test_earlier_version_and_its_facts_are_shown(client: httpx.Client, database: Path) -> None:
    article = article_of(database)
    ((old,),) = ask(database, "SELECT id FROM article_versions WHERE article = ? AND NOT current", article)
    facts = ask(database, "SELECT id FROM facts WHERE article_version = ?", old)
    current = page(client, f"/-/article/{article}")
    assert "Tin mới thêm." in current and f"?version={old}" in current
    text = page(client, f"/-/article/{article}?version={old}&_lang=en")
    assert "Tin mới thêm." not in text and "earlier version" in text and f".css?version={old}" in text
    assert facts
    for (fact,) in facts:
        answer = client.get(f"/-/fact/{fact}")
        assert answer.status_code == 302 and answer.headers["location"] == f"/-/article/{article}?version={old}#fact-{fact}"
        assert f'id="fact-{fact}"' in text and f'id="fact-{fact}"' not in current
    page(client, f"/-/article/{article}?version=0123456789abcdef", 404)


def test_fact_leads_to_its_words(client: httpx.Client, database: Path) -> None:
    (fact, article) = ask(database, "SELECT fact_id, article_id FROM v_scores ORDER BY fact_id")[0]
    answer = client.get(f"/-/fact/{fact}")
    assert answer.status_code == 302 and answer.headers["location"] == f"/-/article/{article}#fact-{fact}"
    assert "No such fact" in page(client, "/-/fact/0123456789abcdef?_lang=en", 404)


def test_copies_lead_to_each_other(client: httpx.Client, database: Path) -> None:
    pairs = ask(database, "SELECT article, original FROM article_copies")
    assert pairs
    for article, original in pairs:
        assert f'href="/-/article/{original}"' in page(client, f"/-/article/{article}")
        assert f'href="/-/article/{article}"' in page(client, f"/-/article/{original}")


@pytest.mark.parametrize("code", LANGUAGES)
def test_citations_hold_what_leads_back(client: httpx.Client, database: Path, code: str) -> None:
    sql = (
        "SELECT fact_id, article_id, article_title, quote FROM v_scores WHERE article_url LIKE 'http:%' AND quote NOT LIKE '%|%'"
    )
    fact, article, title, quote = ask(database, sql)[0]
    of_fact = html.unescape(page(client, f"/-/cite?fact={fact}&_lang={code}"))
    pre = re.findall(r"<pre[^>]*>(.*?)</pre>", of_fact, re.DOTALL)
    assert len(pre) == 2
    for part in pre:
        for text in (title, quote, f"/-/fact/{fact}", "2026"):
            assert tex(text) in part or text in part
    of_article = html.unescape(page(client, f"/-/cite?article={article}&_lang={code}"))
    assert title in of_article and f"/-/article/{article}" in of_article and quote not in of_article
    whole = page(client, f"/-/cite?_lang={code}")
    assert "The Chiso authors" in whole and re.search(r"SHA-256 [0-9a-f]{12}…", whole)
    assert "/-/search?q=x" in page(client, f"/-/cite?page=/-/search?q=x&_lang={code}")
    assert page(client, f"/-/cite?_lang={code}") == whole


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil", "http://evil", "javascript:x", "/-/nothing", "/other/x", "/a b", "/" + "x" * 2000]
)
def test_only_own_pages_are_cited(client: httpx.Client, path: str) -> None:
    assert client.get("/-/cite", params={"page": path}).status_code == 404


@pytest.mark.parametrize("query", ["fact=x", "fact=0123456789abcdef", "article=x", "article=0123456789abcdef"])
def test_what_is_not_there_is_not_cited(client: httpx.Client, query: str) -> None:
    page(client, f"/-/cite?{query}", 404)


def test_bibtex_keeps_its_form() -> None:
    entry = bibtex("k", {"title": "50% & {x} \\y", "url": "http://a/b_c}%20d", "note": None})
    assert entry == "@misc{k,\n  title = {{50\\% \\& \\{x\\} \\textbackslash{}y}},\n  url = {http://a/b_c%20d},\n}"


def test_every_fact_gets_a_link_even_where_all_cover_the_same_words() -> None:
    marks = [Mark(0, 3, f"m{n}", f"f{n}", "ranks") for n in range(3)] + [Mark(0, 7, "m", "g", "scores")]
    ((block,),) = linked([blocks("abc def", marks)])
    assert [(p.text, p.link, p.more) for p in block.pieces] == [("abc", "f0", ("f1", "f2")), (" def", "g", ())]
