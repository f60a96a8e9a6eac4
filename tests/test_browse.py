"""browse over HTTP: a real database, a real Datasette on a free loopback port."""

from __future__ import annotations

import csv
import html
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from browse.answer import safe_link, shown_date
from browse.highlight import Mark, blocks, cut
from browse.metadata import build_metadata
from browse.server import ServeError, table_columns
from core.catalog import read_catalog
from extract.database.load import Inputs, build
from tests.browse_fixture import page, serving, words
from tests.load_fixture import write_sample

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_sample(tmp_path_factory.mktemp("data"))
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    return data / "chiso.db"


@pytest.fixture(scope="module")
def client(database: Path) -> Iterator[httpx.Client]:
    with serving(database) as http:
        yield http


def article_of(client: httpx.Client, url_part: str) -> str:
    (row,) = client.get(f"/chiso/articles.json?_shape=array&url__contains={url_part}").json()
    return str(row["id"])


def test_start_page_leads_to_every_public_table(client: httpx.Client, database: Path) -> None:
    text = page(client, "/")
    tables = [name for name in table_columns(database) if name.startswith("v_")]
    assert len(tables) == 10
    for name in tables:
        assert f'href="/chiso/{name}"' in text
        page(client, f"/chiso/{name}")


def test_own_pages_run_no_script_and_ask_nobody_else(client: httpx.Client) -> None:
    for path in ("/", "/-/search?q=gia+lai", f"/-/article/{article_of(client, 'gialai')}"):
        response = client.get(path)
        assert "<script" not in response.text and " style=" not in response.text and " onclick" not in response.text
        sheets = set(re.findall(r'(?:src|<link[^>]*href)="([^"]*)"', response.text))
        assert all(sheet.startswith("/assets/") or sheet == f"{path}.css" for sheet in sheets)
        assert all(client.get(sheet).headers["content-type"].startswith(("text/css", "image/svg+xml")) for sheet in sheets)
        assert response.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("table", ["v_scores", "v_ranks", "v_tier_counts", "v_events", "v_officials", "v_awards", "v_documents"])
def test_fact_rows_lead_to_the_highlighted_quote(client: httpx.Client, table: str) -> None:
    rows = client.get(f"/chiso/{table}.json?_shape=array").json()
    listing = html.unescape(page(client, f"/chiso/{table}"))
    assert rows
    for row in rows:
        target = f"/-/article/{row['article_id']}#fact-{row['fact_id']}"
        assert f'href="{target}"' in listing
        text = page(client, target.split("#")[0])
        assert text.count(f'id="fact-{row["fact_id"]}"') == 1
        pieces = re.findall(r'<mark[^>]* data-facts="([^"]*)"[^>]*>(.*?)</mark>', text, re.DOTALL)
        outlined = "".join(words(part) for facts, part in pieces if row["fact_id"] in facts.split())
        for cell in filter(None, (cell.strip() for cell in row["quote"].split("|"))):
            assert cell in outlined


def test_every_anchor_is_outlined_with_its_quote_and_entry(client: httpx.Client) -> None:
    facts = 0
    for row in client.get("/chiso/articles.json?_shape=array&_size=max").json():
        text, style = (page(client, f"/-/article/{row['id']}{suffix}") for suffix in ("", ".css"))
        inside = "".join(re.findall(r"<mark[^>]*>.*?</mark>|<td>(?:<span[^>]*></span>)+</td>", text, re.DOTALL))
        for anchor in re.findall(r'id="((?:fact|mention)-[^"]*)"', text):
            assert text.count(f'id="{anchor}"') == 1 and f'<span class="anchor" id="{anchor}"></span>' in inside
        for fact in re.findall(r'id="fact-([^"]*)"', text):
            facts += 1
            assert f'.chiso:has([id="fact-{fact}"]:target) [data-facts~="{fact}"]' in style
            assert re.search(rf'<li [^>]*data-facts="{fact}"', text)
    assert facts > 10
    assert "mark:has(> .anchor:target)" in page(client, "/assets/article.css")


def test_table_page_folds_the_columns_and_gives_all_rows_as_csv(client: httpx.Client) -> None:
    for table, query in (("v_scores", ""), ("codebook", "?_size=1&_labels=on"), ("codebook", "?_size=1&_next={}")):
        first = client.get(f"/chiso/{table}.json?_size=1").json()
        text = page(client, f"/chiso/{table}{query.format(first['next'])}")
        assert '<details class="columns-of-table"><summary>Columns / Các cột</summary>' in text
        cells = r'<tr id="column-([^"]*)"><th scope="row"><code>[^<]*</code></th><td>[^<]+</td><td lang="vi">[^<]+</td>'
        described = re.findall(cells, text)
        assert described == first["columns"]
        (link,) = re.findall(r'<a href="([^"]*)">CSV</a>', text)
        assert "_stream=on" in link and "_labels" not in link and "_next" not in link
        rows = list(csv.reader(page(client, html.unescape(link)).splitlines()))
        assert rows[0] == first["columns"] and len(rows) == 1 + first["filtered_table_rows_count"]


def test_database_page_opens_with_a_query_of_the_panel(client: httpx.Client) -> None:
    assert ">select * from v_panel limit 50</textarea>" in page(client, "/chiso")


def test_replaced_database_is_opened_anew(database: Path, tmp_path: Path) -> None:
    served, other = tmp_path / "chiso.db", tmp_path / "other.db"
    shutil.copy(database, served)
    with serving(served) as http:
        assert "tỉnh đạt" in page(http, f"/-/article/{(article := article_of(http, 'gialai'))}")
        shutil.copy(served, other)
        with closing(sqlite3.connect(other)) as connection, connection:
            connection.execute("UPDATE articles SET title = '█'")
        other.replace(served)
        assert "<title>█ · Chiso</title>" in page(http, f"/-/article/{article}")
        served.unlink()
        assert "does not exist" in page(http, f"/-/article/{article}", 503)
        shutil.copy(database, served)
        assert "tỉnh đạt" in page(http, f"/-/article/{article}")


@pytest.mark.parametrize(
    ("stamp", "shown"),
    [("2026-05-18T14:10:00+07:00", "18/05/2026 14:10"), ("2026-05-18", "18/05/2026"), (None, ""), ("May", "May")],
)
def test_dates_are_shown_as_read_in_vietnam(stamp: str | None, shown: str) -> None:
    assert shown_date(stamp) == shown


def test_panel_leads_to_the_preferred_fact(client: httpx.Client) -> None:
    (row,) = client.get("/chiso/v_panel.json?_shape=array").json()
    assert f'href="/-/article/{row["preferred_article_id"]}#fact-{row["preferred_fact_id"]}"' in page(client, "/chiso/v_panel")


def test_article_page_shows_table_caption_and_title_mark(client: httpx.Client) -> None:
    text = page(client, f"/-/article/{article_of(client, 'gialai')}")
    rows = re.findall(r"<tr([^>]*)>(.*?)</tr>", text)
    assert len(rows) == 3
    assert "hit" in rows[1][0] and "m-scores" in rows[1][0] and "hit" not in rows[2][0]
    assert "Sở Y tế | dược" in rows[2][1]
    assert '<p class="caption">[ảnh] Quang cảnh hội nghị</p>' in text
    assert re.search(r'<h1>.*<mark[^>]*>(<span[^>]*></span>)+<a href="#entry-\w+">tỉnh đạt 84,20 điểm</a></mark></h1>', text)
    assert 'href="http://gialai.chiso.test/tin/101.html"' in text


def test_hostile_text_is_shown_not_run(client: httpx.Client) -> None:
    article = article_of(client, "javascript")
    text = page(client, f"/-/article/{article}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "<script" not in text
    assert "&lt;b&gt;Chỉ số&lt;/b&gt; CCHC &amp;" in text
    assert 'href="javascript' not in text
    for path in ("/-/search?q=<script>alert(1)</script>", '/-/search?q="><img src=x>', "/chiso/articles", "/chiso/v_scores"):
        found = page(client, path)
        assert "<script>alert" not in found and "<img src=x" not in found and 'href="javascript' not in found


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("http://a.gov.vn/x", True),
        ("https://a.gov.vn", True),
        ("javascript:alert(1)", False),
        ("JaVaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.gov.vn", False),
        ("http:///x", False),
        ("", False),
        (None, False),
        ("http://[", False),
    ],
)
def test_only_web_addresses_are_linked(address: str | None, linked: bool) -> None:
    assert (safe_link(address) is not None) is linked


@pytest.mark.parametrize("query", ["đội ngũ", "doi ngu", "Hòa Bình", "TTHC", "thủ tục hành chính", '"đổi mới phương thức"'])
def test_search_page_highlights_in_the_original(client: httpx.Client, query: str) -> None:
    text = client.get("/-/search", params={"q": query}).text
    assert "<strong>1 article</strong>" in text
    assert re.search(r'<p class="snippet"[^>]*>.*<mark[^>]*m-hit', text)


def test_search_that_finds_nothing_or_is_no_query(client: httpx.Client) -> None:
    for query in ("khôngcótừnày", '"', "AND OR NOT", "*", "title:x", "()"):
        assert client.get("/-/search", params={"q": query}).status_code == 200
    assert "0 articles" in client.get("/-/search", params={"q": "khôngcótừnày"}).text
    assert client.get("/-/search", params={"q": "tỉnh", "offset": "x"}).status_code == 200


@pytest.mark.parametrize(("typed", "count"), [("UBND", 2), ("ủy ban nhân dân", 2), ("doi moi", 2), ("CCHC", 3), ("xyz", 0)])
def test_table_search_reads_queries_alike(client: httpx.Client, typed: str, count: int) -> None:
    response = client.get("/chiso/articles.json", params={"_search": typed, "_shape": "array"})
    assert len(response.json()) == count


def test_only_readers_of_this_machine_are_answered(client: httpx.Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"host": "evil.example:8001"}).status_code == 400
    assert client.get("/", headers={"host": "localhost:9"}).status_code == 200
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert client.request(method, "/chiso").status_code == 405
    assert client.head("/").status_code == 200


def test_every_answer_carries_the_policy(client: httpx.Client) -> None:
    paths = ("/", "/chiso", "/chiso/v_scores", "/chiso/v_scores.json", "/chiso/v_scores.csv", "/assets/base.css", "/-/nothing")
    for path in paths:
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"


def test_refusals_carry_the_policy_too(client: httpx.Client) -> None:
    for answer in (client.post("/"), client.get("/", headers={"host": "evil.example"})):
        assert answer.status_code >= 400 and answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("cookie", ["a,b=1", "foo/bar=1", "chiso_lang", "a=b; chiso_lang=vi; c/d=1", "\xff=1"])
def test_cookies_of_other_programs_do_no_harm(client: httpx.Client, cookie: str) -> None:
    for path in ("/", "/chiso/v_scores", "/-/nothing"):
        answer = client.get(path, headers={"cookie": cookie.encode("latin-1")})  # type: ignore[dict-item]
        assert answer.status_code == (404 if "nothing" in path else 200)
        assert ('lang="vi"' in answer.text[:400]) is ("chiso_lang=vi" in cookie and "v_scores" not in path)


def test_language_is_chosen_by_address_cookie_and_browser(client: httpx.Client) -> None:
    def title(path: str, **headers: str) -> str:
        answer = client.get(path, headers=headers)
        client.cookies.clear()
        return words(re.findall(r'<html lang="(..)">', answer.text)[0])

    assert title("/") == "en" and title("/?_lang=vi") == "vi" and title("/?_lang=xx") == "en"
    assert title("/", **{"accept-language": "vi-VN,vi;q=0.9,en;q=0.8"}) == "vi"
    assert title("/", **{"accept-language": "fr,en;q=0.8,vi;q=0.5"}) == "en"
    assert title("/", cookie="chiso_lang=vi", **{"accept-language": "en"}) == "vi"
    assert title("/?_lang=en", cookie="chiso_lang=vi") == "en"
    kept = client.get("/?_lang=vi")
    assert kept.headers["set-cookie"].startswith("chiso_lang=vi;") and 'lang="vi"' in client.get("/-/search?q=a").text
    client.cookies.clear()


def test_the_switch_keeps_the_page_and_leads_nowhere_else(client: httpx.Client) -> None:
    assert 'href="/-/search?q=h%E1%BB%99i+ngh%E1%BB%8B&amp;_lang=vi"' in page(client, "/-/search?q=hội+nghị")
    found = client.get(f"{client.base_url}//evil.example/x").text
    assert 'href="/evil.example/x?_lang=vi"' in found and 'href="//' not in found


def test_errors_are_pages(client: httpx.Client) -> None:
    assert "No such article" in page(client, "/-/article/0123456789abcdef", 404)
    assert "No such page" in page(client, "/-/nothing", 404)


def test_metadata_describes_every_column(client: httpx.Client, database: Path) -> None:
    columns = table_columns(database)
    tables = build_metadata(read_catalog(), columns, "chiso")["databases"]["chiso"]["tables"]
    for table, names in columns.items():
        assert set(tables[table]["columns"]) == set(names)
        assert " / " in tables[table]["title"] and tables[table]["description"]
        assert set(tables[table].get("facets", ())) <= set(names)
    shown = page(client, "/chiso/v_scores")
    assert "Scores / Điểm số" in shown and "Năm được đánh giá" in shown
    assert 'data-column="indicator"' in shown and 'data-column="province"' in shown
    columns["v_scores"].append("undescribed")
    with pytest.raises(KeyError, match=r"v_scores\.undescribed"):
        build_metadata(read_catalog(), columns, "chiso")


def test_overlapping_marks_are_cut_not_torn() -> None:
    text = "abcdefghij"
    marks = [Mark(1, 5, "m1", "f1", "scores"), Mark(3, 8, "m2", "f2", "ranks"), Mark(3, 4, "m3", "f3", "scores", first=False)]
    pieces = cut(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    assert [(p.text, p.types) for p in pieces] == [
        ("a", ()),
        ("bc", ("scores",)),
        ("d", ("ranks", "scores")),
        ("e", ("ranks", "scores")),
        ("fgh", ("ranks",)),
        ("ij", ()),
    ]
    assert pieces[2].mentions == ("m2", "m3") and pieces[2].facts == ("f2",)


def test_blocks_keep_every_word_and_anchor() -> None:
    text = "Một\n\n| a \\| b | c |\n|---|---|\n| d | |\n\n[ảnh] ba\n\n|không phải bảng"
    marks = [Mark(text.index("| d"), text.index("| d") + 7, "m", "f", "ranks"), Mark(0, 3, "n", "g", "scores")]
    made = blocks(text, marks)
    assert [block.kind for block in made] == ["text", "table", "caption", "text"]
    cells = [["".join(piece.text for piece in cell) for cell in row.cells] for row in made[1].rows]
    assert cells == [["a | b", "c"], ["d", ""]]
    assert made[1].rows[1].cells[0][0].facts == ("f",) and made[1].rows[1].types == ("ranks",)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "browse", "serve", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_serve_says_what_is_wrong(database: Path, tmp_path: Path) -> None:
    missing = run("--database", str(tmp_path / "no.db"))
    assert missing.returncode == 1 and "make demo" in missing.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("--database", str(database), "--port", str(port))
    assert result.returncode == 1 and f"port {port} is taken" in result.stderr and "Traceback" not in result.stderr
    foreign = tmp_path / "foreign.db"
    foreign.write_bytes(b"not a database at all, but long enough to be read as one")
    with pytest.raises(ServeError, match="no readable database"):
        table_columns(foreign)


def test_served_database_is_not_changed(client: httpx.Client, database: Path) -> None:
    before = database.read_bytes()
    client.get("/chiso", params={"sql": "delete from articles"})
    client.get("/chiso/v_scores")
    assert database.read_bytes() == before
    assert [path.name for path in database.parent.glob("chiso.db-*")] == []
