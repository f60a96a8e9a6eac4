"""Archived files and the articles that offer them: pages and status, issues, the kept results, one click to the quote."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from browse.server import make_datasette
from core.article_store import read_articles
from crawler.archive import Archive, Exchange, sha256
from crawler.articles import parse_archive
from crawler.attachments import FileText
from crawler.attachments.apart import Apart
from crawler.attachments.kept import Kept
from crawler.files import Files
from crawler.ledger import Entry, Ledger
from crawler.portals import Portals
from crawler.replica.pdf_writer import PdfWriter
from crawler.replica.scan import scanned_pdf
from crawler.replica.site import CORPUS
from extract.database.load import build
from extract.incremental.run import update
from extract.nlp import AUTO
from schemas.records import Article, Attachment

PAGE = "http://a.example/tin/quyet-dinh-{n}.html"
FILE = "http://a.example/files/{n}.pdf"
BODY = "<p>Ngày 17/02/2025, UBND huyện ban hành quyết định công bố kết quả xếp hạng các xã năm 2024 để các đơn vị biết.</p>"


def pdf(*lines: str) -> bytes:
    writer = PdfWriter()
    page = writer.page()
    for n, line in enumerate(lines):
        page.text(60, 60 + 40 * n, line)
    return writer.made()


def html(n: int, body: str) -> bytes:
    return (
        f"<html><head><title>Tin {n}</title></head><body><h1>Quyết định số {n}/QĐ-UBND về kết quả xếp hạng</h1>"
        f'<div class="entry-content">{body}<p><a href="/files/{n}.pdf">{n}.pdf</a></p></div></body></html>'
    ).encode()


def entry(portal: str, url: str, kind: Any, **more: Any) -> Entry:
    key = re.sub(r"\D", "", url) if kind == "article" else url
    return Entry(run="r1", portal=portal, url=url, kind=kind, article_key=key, **({"status": "fetched"} | more))


class Crawled:
    """An archive with its ledger, filled answer by answer."""

    def __init__(self, data: Path) -> None:
        self.ledger, self.archive, self.count = Ledger(data / "ledger.db"), Archive(data / "archive", "r1"), 0

    def add(self, url: str, kind: Any, body: bytes, media_type: str = "text/html") -> None:
        self.count += 1
        when = f"2024-01-02T03:04:{self.count:02d}Z"
        exchange = Exchange(url, "GET", (), 200, (("Content-Type", media_type),), body, when, {"kind": kind})
        place = self.archive.write("a", exchange)
        stored = {"http_status": 200, "sha256": sha256(body), "warc": place.warc, "offset": place.offset, "fetched_at": when}
        self.ledger.record(entry("a", url, kind, **stored))

    def close(self) -> None:
        self.archive.close()
        self.ledger.close()


# What became of an article's file, whether the page has text -> status, pages, rules of the issues.
OUTCOMES: dict[str, tuple[bytes | dict[str, Any] | None, str, str | None, list[str], list[str]]] = {
    "text": (pdf("Xã Tân Bình đạt 91,25 điểm."), BODY, "text", ["Xã Tân Bình đạt 91,25 điểm."], []),
    "scan": (scanned_pdf(1), BODY, "scanned", [], ["attachment.scanned"]),
    "scan only": (scanned_pdf(1), "", "scanned", [], ["attachment.only", "attachment.scanned"]),
    "damaged": (b"%PDF-1.4 cut off", BODY, "failed", [], ["attachment.failed"]),
    "scan and a pointer": (
        scanned_pdf(2),
        "<p>Xem chi tiết tại tệp đính kèm.</p>",
        "scanned",
        [],
        ["attachment.only", "attachment.scanned"],
    ),
    "damaged only": (b"%PDF-1.4 cut off", "", "failed", [], ["attachment.only", "attachment.failed"]),
    "refused": ({"status": "refused", "reason": "robots.txt"}, BODY, "failed", [], ["attachment.not_fetched"]),
    "too large": ({"status": "failed", "reason": "answer too large: 99 MB"}, BODY, "too_large", [], ["attachment.not_fetched"]),
    "waiting": ({"status": "listed"}, BODY, None, [], ["attachment.not_fetched"]),
    "unknown": (None, BODY, None, [], ["attachment.not_fetched"]),
}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article for each outcome, number n that of its row."""
    data = tmp_path_factory.mktemp("files")
    crawled = Crawled(data)
    for n, (file, body, *_) in enumerate(OUTCOMES.values(), 100):
        crawled.add(PAGE.format(n=n), "article", html(n, body))
        if isinstance(file, bytes):
            crawled.add(FILE.format(n=n), "file", file, "application/octet-stream")
        elif file is not None:
            crawled.ledger.record(entry("a", FILE.format(n=n), "file", **file))
    crawled.close()
    parse_archive(data, Portals({}))
    return data


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("number, name", enumerate(OUTCOMES, 100))
def test_outcome(parsed: Path, number: int, name: str) -> None:
    *_, status, pages, rules = OUTCOMES[name]
    (article,) = [a for a in read_articles(parsed) if a["url"] == PAGE.format(n=number)]
    (file,) = article["attachments"]
    assert (file.get("status"), file.get("pages", [])) == (status, pages)
    told = [i for i in lines(parsed / "parse_issues.jsonl") if i["url"] == PAGE.format(n=number)]
    assert [i["rule"] for i in told] == rules
    assert all(i["reason"] for i in told)


@pytest.mark.parametrize(
    "name, reason",
    [
        ("refused", "it was not fetched (robots.txt)"),
        ("too large", "it was not fetched (answer too large: 99 MB)"),
        ("waiting", "it is not fetched yet"),
        ("unknown", "it was not asked for"),
    ],
)
def test_why_a_file_is_not_there_is_a_sentence(parsed: Path, name: str, reason: str) -> None:
    number = 100 + list(OUTCOMES).index(name)
    (told,) = [i["reason"] for i in lines(parsed / "parse_issues.jsonl") if i["url"] == PAGE.format(n=number)]
    assert told.startswith("attachment ") and told.endswith(f": {reason}")


def written(data: Path) -> dict[str, bytes]:
    """What parsing writes for the steps after it."""
    files = [data / "parse_issues.jsonl", *(data / "articles").iterdir()]
    return {path.name: path.read_bytes() for path in files}


def test_parsing_again_reads_nothing_and_gives_the_same_bytes(parsed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(parsed)
    monkeypatch.setattr(Apart, "read", lambda *_: pytest.fail("a kept result was read again"))
    counts = parse_archive(parsed, Portals({}))
    assert written(parsed) == before
    files = {key.removeprefix("file: "): n for key, n in counts.items() if key.startswith("file: ")}
    assert files == {"text": 1, "scanned": 3, "failed": 2, "not fetched": 4}


def test_issues_are_rows_of_the_database(parsed: Path) -> None:
    update(parsed, "local:1", AUTO)
    build(parsed, parsed / "chiso.db")
    db = sqlite3.connect(parsed / "chiso.db")
    rows = db.execute("SELECT i.rule, a.url FROM issues i JOIN articles a ON a.id = i.article WHERE i.stage = 'parse'").fetchall()
    wanted = [(rule, PAGE.format(n=n)) for n, (*_, rules) in enumerate(OUTCOMES.values(), 100) for rule in rules]
    assert Counter(rows) == Counter(wanted)
    (message,) = db.execute(
        "SELECT DISTINCT message FROM issues WHERE rule = 'attachment.only' AND message LIKE '%scanned%'"
    ).fetchone()
    assert message.startswith("attachment only")
    counts = db.execute("SELECT status, page_count FROM attachments WHERE status IN ('text', 'scanned') ORDER BY 1, 2").fetchall()
    db.close()
    assert counts == [("scanned", None)] * 3 + [("text", 1)]


def test_the_newest_version_of_a_file_counts(tmp_path: Path) -> None:
    crawled = Crawled(tmp_path)
    for text in ("Bản thứ nhất của bảng điểm", "Bản thứ hai của bảng điểm"):
        crawled.add(FILE.format(n=7), "file", pdf(text))
    crawled.ledger.record(entry("a", FILE.format(n=7), "file", status="failed", reason="HTTP 500", passing=True))
    files = Files(tmp_path, crawled.ledger)
    article = Article("u", "t", "b", attachments=(Attachment("x", FILE.format(n=7)),))
    filled, issues = files.fill("a", article)
    elsewhere, told = files.fill("b", article)
    files.close()
    crawled.close()
    assert (filled.attachments[0].pages, issues) == (("Bản thứ hai của bảng điểm",), [])
    assert elsewhere.attachments == article.attachments and [i.rule for i in told] == ["attachment.not_fetched"]


def test_a_file_whose_bytes_are_not_those_of_the_ledger_is_not_read(tmp_path: Path) -> None:
    crawled = Crawled(tmp_path)
    crawled.add(FILE.format(n=7), "file", pdf("Bảng điểm các xã"))
    crawled.ledger._db.execute("UPDATE requests SET sha256 = 'f00'")
    files = Files(tmp_path, crawled.ledger)
    article, (issue,) = files.fill("a", Article("u", "t", "b" * 200, attachments=(Attachment("x", FILE.format(n=7)),)))
    assert (article.attachments[0].status, article.attachments[0].pages, files.counts) == ("failed", (), {"damaged": 1})
    assert issue.rule == "attachment.not_fetched" and "has another hash than noted" in issue.reason
    files.close()
    crawled.close()


def test_kept_results(tmp_path: Path) -> None:
    """Kept by file and what was said of it; a broken one is made again, a directory that takes nothing costs nothing."""
    made: list[str] = []

    def make() -> FileText:
        made.append("x")
        return FileText(("trang",), "text", "why")

    kept = Kept(tmp_path)
    said = (None, "a.pdf", "u")
    assert kept.get("ab12", said, make) == kept.get("ab12", said, make) == FileText(("trang",), "text", "why")
    kept.get("ab12", (None, "b.pdf", "u"), make)
    assert len(made) == kept.read == 2
    for path in tmp_path.rglob("*.json"):
        path.write_text("{broken", encoding="utf-8")
    assert kept.get("ab12", said, make).pages == ("trang",)
    assert len(made) == 3
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert Kept(tmp_path / "file").get("ab12", said, make).status == "text"


def test_reading_apart_ends_what_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process answers as `read` does; one that hangs or dies costs its file, and the next is read again."""
    reader = Apart()
    assert reader.read(pdf("Bảng điểm các xã"), None, "a.pdf", "u") == FileText(("Bảng điểm các xã",), "text")
    reader.close()
    real = sys.executable
    for script, status in (("sleep 60", "failed"), ("exit 1", "too_large")):
        other = tmp_path / "python"
        other.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        other.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(other))
        reader = Apart(seconds=0.5)
        assert reader.read(b"%PDF-", None, None, "u").status == status
        monkeypatch.setattr(sys, "executable", real)
        reader = Apart()
        assert reader.read(pdf("Bảng điểm các xã"), None, None, "u").status == "text"
        reader.close()


def test_facts_of_files_lead_to_their_words(demo_data: Path) -> None:
    """Every fact that the sample's gold reads in a file is in the database, its quote stands there, and the article's page shows
    it highlighted in the file's section, under the address that a click on the fact leads to."""
    db = sqlite3.connect(demo_data / "chiso.db")
    rows = db.execute(
        'SELECT m.fact, m.quote, m.page, m.start, m."end", t.pages, t.name, a.id FROM mentions m '
        "JOIN attachments t ON t.id = m.attachment JOIN articles a ON a.version = t.article_version WHERE m.evidence"
    ).fetchall()
    db.close()
    gold = [json.loads(p.read_text(encoding="utf-8"))["gold"] for p in sorted((CORPUS / "dailoc").glob("*.json"))]
    pointing = [r for g in gold for records in g.values() if isinstance(records, list) for r in records if in_file(r)]
    assert len(rows) >= len(pointing) > 30
    assert all(json.loads(pages)[page - 1][start:end] == quote for _, quote, page, start, end, pages, _, _ in rows)
    shown = {article: article_page(demo_data / "chiso.db", article) for article in {row[-1] for row in rows}}
    for fact, quote, _, _, _, _, name, article in rows:
        section = next(s for s in shown[article].find_all("section") if name in s.find("h2").get_text())
        place = section.find(id=f"fact-{fact}")
        assert place is not None, (name, fact)
        assert shown[article].find("a", href=f"#fact-{fact}") is not None
        marked = place.find_parent("mark").get_text() if place.find_parent("mark") else ""
        assert marked and marked in quote


def in_file(record: dict[str, Any]) -> bool:
    return (record.get("evidence") or {}).get("in") == "attachment"


def article_page(database: Path, article: str) -> BeautifulSoup:
    answer = asyncio.run(make_datasette(database).client.get(f"/-/article/{article}"))
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def test_the_scanned_decision_is_marked(demo_data: Path) -> None:
    db = sqlite3.connect(demo_data / "chiso.db")
    found = db.execute(
        "SELECT i.message, a.title FROM issues i JOIN articles a ON a.id = i.article WHERE i.rule = 'attachment.only'"
    ).fetchall()
    db.close()
    assert [message.partition(":")[0] for message, _ in found] == ["attachment only"]
    assert found[0][1].startswith("Quyết định số 418/QĐ-UBND")
