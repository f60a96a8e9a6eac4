"""Archived pages: those of the sample are shown as fetched, hostile ones can do nothing, what was taken out is not given out."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import html
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from browse.archived import archive_path, clean
from browse.language import LANGUAGES
from browse.redacted import taken_out
from crawler.archive import Archive, Exchange
from extract.database.load import Inputs, build
from tests.browse_fixture import page, serving, words
from tests.load_fixture import article_a, article_b, copy_of_a, write_data

HOSTILE = """<!DOCTYPE html><html><head><title>T</title><meta http-equiv="refresh" content="0;url=http://evil.example/">
<base href="http://evil.example/"><link rel="stylesheet" href="http://evil.example/a.css"><style>
body{background:url(http://evil.example/b)}</style><script src="http://evil.example/x.js"></script></head><body onload="alert(1)" background="http://evil.example/c">
<p style="background:url(http://evil.example/d)" onclick="alert(2)">Chỉ số &lt;b&gt; &amp; đạt 84,20 điểm</p>
<img src="http://evil.example/e" alt='ảnh "1"><script>' onerror="alert(3)">
<a href="javascript:alert(4)">liên kết</a><a href="http://evil.example/f" ping="http://evil.example/g">ra ngoài</a>
<iframe src="http://evil.example/h"></iframe><object data="http://evil.example/i"></object><embed src="http://evil.example/j">
<form action="http://evil.example/k"><input name="x"><button formaction="http://evil.example/l">Gửi</button>trong biểu mẫu</form>

<svg><script>alert(5)</script><a xlink:href="http://evil.example/m">s</a></svg>
<math><mtext><style><img src=x onerror=alert(6)></style></mtext></math>
<noscript><p title="</noscript><img src=x onerror=alert(7)>"></noscript><template><img src=x></template>
<!--[if IE]><script>1</script><![endif]-->
<video src="http://evil.example/n" poster="http://evil.example/o"></video><custom-tag onfocus=alert(8)>giữ lại</custom-tag>
<table background="http://evil.example/p"><tr><td colspan="2" onmouseover="x">ô</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made articles, their pages in a real archive: a hostile page, one in an old encoding, one that is no HTML."""
    directory = tmp_path_factory.mktemp("data")
    archive = Archive(directory / "archive", "20260101T000000Z")
    bodies = [
        (HOSTILE.encode(), "text/html; charset=utf-8"),
        ("<p>Điểm à â</p>".encode("cp1258", "replace"), "text/html; charset=windows-1258"),
    ]
    bodies.append((b"%PDF-1.4 \xff", "application/pdf"))
    pairs = []
    for number, ((article, facts), (body, kind)) in enumerate(zip((article_a(), article_b(), copy_of_a()), bodies, strict=True)):
        place = archive.write("gialai", _exchange(body, kind, number))
        found = {"sha256": hashlib.sha256(body).hexdigest(), "warc": place.warc, "offset": place.offset}
        pairs.append((article | {"page": {"fetched_at": "2026-01-01T00:00:00Z", "key": str(number)} | found}, facts))
    archive.close()
    write_data(directory, pairs)
    build(directory, directory / "chiso.db", Inputs(directory, decisions=directory / "none"))
    return directory


def _exchange(body: bytes, kind: str, number: int) -> Exchange:
    return Exchange(
        url=f"http://gialai.chiso.test/{number}",
        method="GET",
        request_headers=(),
        status=200,
        headers=(("Content-Type", kind), ("Content-Encoding", "gzip"), ("Set-Cookie", "a=b")),
        body=gzip.compress(body),
        date="2026-01-01T00:00:00Z",
        marks={},
    )


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[httpx.Client]:
    with serving(data / "chiso.db") as http:
        yield http


def pages_of(database: Path) -> list[tuple[str, str, str]]:
    """(page, sha256, title) by the order of the archive."""
    sql = "SELECT g.id, g.sha256, v.title FROM pages g JOIN article_versions v ON v.page = g.id ORDER BY g.archive_offset"
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def test_hostile_page_can_do_nothing(client: httpx.Client, data: Path) -> None:
    archived = pages_of(data / "chiso.db")[0][0]
    answer = client.get(f"/-/archived/{archived}/page")
    assert answer.headers.get_list("content-security-policy") == [
        "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ]
    assert answer.headers["content-type"].startswith("text/html") and "set-cookie" not in answer.headers
    assert_harmless(answer.text)
    for kept in ("Chỉ số <b> & đạt 84,20 điểm", 'ảnh "1"><script>', "liên kết", "ra ngoài", "giữ lại", "biểu mẫu", "ô"):
        assert kept in words(answer.text)
    assert '<td colspan="2">' in answer.text and "alert(" not in answer.text
    outer = page(client, f"/-/archived/{archived}")
    (frame,) = re.findall(r"<iframe([^>]*)>", outer)
    assert ' sandbox=""' in frame and f' src="/-/archived/{archived}/page"' in frame


def assert_harmless(text: str) -> None:
    tags = re.findall(r"<\s*(/?)([a-z0-9!-]+)([^>]*)>", text.split("<body>", 1)[1], re.IGNORECASE)
    assert {name.lower() for _, name, _ in tags}.isdisjoint(
        {
            "script",
            "style",
            "link",
            "meta",
            "base",
            "img",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "button",
            "svg",
            "a",
            "video",
        }
    )
    for _, _, attributes in tags:
        assert set(re.findall(r'([\w:-]+)="[^"]*"', attributes)) <= {"colspan", "rowspan", "lang", "dir", "title"}
        assert not re.sub(r'\s[\w:-]+="[^"]*"', "", attributes).strip()


@pytest.mark.parametrize(
    "text",
    ["", " ", "<", "\x00", "<?xml version='1.0' encoding='utf-7'?><p>x</p>", "<div>" * 5000 + "x", "<b>" * 300 + "<script>y",
     "<p x='\"><script>'>",
     "<frameset><frame src=x></frameset>", "<plaintext><img src=x>", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><p>&e;</p>",
     '<p title="&quot; onclick=&quot;x">', "<a href=x><a href=y>", "<title><img src=x></title>", "<xmp><img src=x></xmp>"],
)  # fmt: skip
def test_no_page_is_too_odd_to_be_cleaned(text: str) -> None:
    cleaned = clean(text, "ảnh")
    assert_harmless(cleaned)
    assert "root:" not in cleaned


def test_record_is_a_file_and_never_a_page(client: httpx.Client, data: Path) -> None:
    archived, sha256, _ = pages_of(data / "chiso.db")[0]
    for part in ("", "?part=body"):
        answer = client.get(f"/-/archived/{archived}/record{part}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff" and "sandbox" in answer.headers["content-security-policy"]
    assert answer.content == HOSTILE.encode() and hashlib.sha256(answer.content).hexdigest() == sha256
    whole = client.get(f"/-/archived/{archived}/record").content
    record = next(iter(ArchiveIterator(BytesIO(whole), record_types=WarcRecordType.response)))
    assert gzip.decompress(record.reader.read()) == HOSTILE.encode()


@pytest.mark.parametrize("code", LANGUAGES)
def test_page_in_an_old_encoding_and_one_that_is_no_html(client: httpx.Client, data: Path, code: str) -> None:
    _, old, pdf = (archived for archived, _, _ in pages_of(data / "chiso.db"))
    assert "à â" in client.get(f"/-/archived/{old}/page").text
    text = page(client, f"/-/archived/{pdf}?_lang={code}")
    assert "<iframe" not in text and f"/-/archived/{pdf}/record" in text and f'<html lang="{code}">' in text
    page(client, f"/-/archived/{pdf}/page", 404)


def served_copy(data: Path, tmp_path: Path, change: str = "", *values: Any) -> Path:
    shutil.copytree(data / "archive", tmp_path / "archive")
    shutil.copy(data / "chiso.db", tmp_path / "chiso.db")
    if change:
        with closing(sqlite3.connect(tmp_path / "chiso.db")) as connection, connection:
            connection.execute(change, values)
    return tmp_path / "chiso.db"


def test_page_that_is_not_the_one_that_was_read_is_told(data: Path, tmp_path: Path) -> None:
    with serving(served_copy(data, tmp_path, "UPDATE pages SET sha256 = ?", "0" * 64)) as http:
        archived = pages_of(data / "chiso.db")[0][0]
        assert "has another hash" in page(http, f"/-/archived/{archived}")


@pytest.mark.parametrize(
    "name",
    ["../secret.warc.gz", "gialai/../../secret.warc.gz", "/etc/passwd", "no.warc.gz", "gialai", "out/secret.warc.gz", "a\0b"],
)
def test_nothing_outside_the_archive_is_read(data: Path, tmp_path: Path, name: str) -> None:
    database = (
        served_copy(data, tmp_path / "in", "UPDATE pages SET archive_file = ?", name)
        if "\0" not in name
        else tmp_path / "in/chiso.db"
    )
    (source,) = (data / "archive" / "gialai").iterdir()
    for place in ("in", "."):
        (tmp_path / place).mkdir(exist_ok=True)
        shutil.copy(source, tmp_path / place / "secret.warc.gz")
    (tmp_path / "in" / "archive").mkdir(exist_ok=True)
    (tmp_path / "in" / "archive" / "out").symlink_to(tmp_path)
    assert archive_path(database, name) is None
    if name.startswith("../"):
        with serving(database) as http:
            archived = pages_of(data / "chiso.db")[0][0]
            assert "does not lie beside" in page(http, f"/-/archived/{archived}")
            for part in ("page", "record"):
                page(http, f"/-/archived/{archived}/{part}", 404)


def test_place_without_a_record_is_told(data: Path, tmp_path: Path) -> None:
    with serving(served_copy(data, tmp_path, "UPDATE pages SET archive_offset = archive_offset + 7")) as http:
        archived = pages_of(data / "chiso.db")[0][0]
        assert "no readable record" in page(http, f"/-/archived/{archived}")
        page(http, f"/-/archived/{archived}/record", 404)


@pytest.mark.parametrize(
    ("redaction", "open_pages"),
    [
        ("person,Trần Hoài Mẫu", set()),
        ('text,"tỉnh Gia Lai đạt 84,25 điểm"', {0, 2}),
        ("article,javascript:alert(1)", {0, 2}),
        ("person,Không Có", {0, 1, 2}),
    ],
)
def test_what_was_taken_out_is_not_given_out_from_the_archive(
    data: Path, tmp_path: Path, redaction: str, open_pages: set[int]
) -> None:
    (tmp_path / "redactions.csv").write_text(
        f"kind,match,reason,who,when\n{redaction},theo yêu cầu,ban biên tập,2026-02-02\n", encoding="utf-8"
    )
    shutil.copytree(data / "archive", tmp_path / "archive")
    build(data, tmp_path / "chiso.db", Inputs(data, decisions=tmp_path))
    with serving(tmp_path / "chiso.db") as http:
        with closing(sqlite3.connect(tmp_path / "chiso.db")) as connection:
            at = {sha256: archived for archived, sha256 in connection.execute("SELECT id, sha256 FROM pages")}
        for number, (_, sha256, _) in enumerate(pages_of(data / "chiso.db")):
            text = page(http, f"/-/archived/{at[sha256]}")
            assert ("was taken out" in text) is (number not in open_pages)
            assert ("<iframe" in text or "/record" in text) is (number in open_pages)
            for part in ("page", "record", "record?part=body"):
                if number not in open_pages:
                    refused = page(http, f"/-/archived/{at[sha256]}/{part}", 404)
                    assert "was taken out" in refused and "84,20" not in refused


def test_unknown_page_is_told(client: httpx.Client) -> None:
    for part in ("", "/page", "/record"):
        assert "No such archived page" in page(client, f"/-/archived/0123456789abcdef{part}?_lang=en", 404)


def test_pages_of_the_sample_are_shown_as_fetched(demo_data: Path) -> None:
    """Of every portal one page: the hash fits, and the words of the title are there."""
    with closing(sqlite3.connect(demo_data / "chiso.db")) as connection:
        sql = "SELECT min(g.id) FROM pages g GROUP BY g.portal"
        archived = [row[0] for row in connection.execute(sql)]
        title = "SELECT title FROM article_versions WHERE page = ?"
        titles = [connection.execute(title, (one,)).fetchone()[0] for one in archived]
    with serving(demo_data / "chiso.db") as http:
        for one, expected in zip(archived, titles, strict=True):
            assert "The archived page has this hash" in page(http, f"/-/archived/{one}")
            text = page(http, f"/-/archived/{one}/page")
            assert_harmless(text)
            assert " ".join(expected.split()) in " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def test_the_whole_family_of_copies_is_held_back() -> None:
    """An original, its two copies, and an issue at one of them: none is shown, and a stranger is."""

    class Asked:
        def __init__(self, connection: sqlite3.Connection) -> None:
            self.connection = connection

        async def execute(self, sql: str, values: dict[str, str], truncate: bool = False) -> SimpleNamespace:
            return SimpleNamespace(rows=self.connection.execute(sql, values).fetchall())

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        connection.executescript(
            "CREATE TABLE articles (id, duplicate_of); CREATE TABLE article_copies (article, original);"
            "CREATE TABLE issues (id, article, rule);"
            "INSERT INTO articles VALUES ('a', NULL), ('b', 'a'), ('c', NULL), ('x', NULL);"
            "INSERT INTO article_copies VALUES ('c', 'a'); INSERT INTO issues VALUES (1, 'c', 'redaction.text');"
        )
        held = {one: asyncio.run(taken_out(Asked(connection), [one])) for one in "abcx"}
    assert held == {"a": True, "b": True, "c": True, "x": False}
