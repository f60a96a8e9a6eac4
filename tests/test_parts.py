"""Articles broken into parts: the whole is asked for, and what stands in where it does not come."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from core.article_store import read_articles
from tests.small_portal import Reply, SmallPortal, run

PART = "/tin/101-xa-dong-khe-ra-soat-thu-tuc"
LINES = [
    f"Đoạn {n}: xã Đông Khê rà soát {n}2 thủ tục hành chính và niêm yết kết quả tại nhà văn hóa các thôn." for n in (1, 2, 3)
]
COUNTER = "<div class='pagenavcounter'>Trang 1 / 3</div>"
HEAD = "<html><head><meta name='generator' content='Joomla! - Open Source Content Management'></head>"


def article(lines: list[str], toc: str = "", counter: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    title = "<div class='page-header'><h2 itemprop='headline'>Xã Đông Khê rà soát thủ tục hành chính</h2></div>"
    day = "<dl class='article-info'><dd class='published'>Được đăng: 26 Tháng 6 2024</dd></dl>"
    body = f"{title}{day}{toc}<div itemprop='articleBody'>{counter}{text}</div>"
    return f"{HEAD}<body class='site com_content view-article'><div class='item-page'>{body}</div></body></html>"


def toc(*links: str) -> str:
    items = "".join(f"<li><a class='toclink' href='{link}'>{link[-9:]}</a></li>" for link in (PART, f"{PART}?start=1", *links))
    return f"<div class='pull-right article-index'><ul>{items}</ul></div>"


def listing() -> str:
    item = f"<div class='item'><div class='page-header'><h2><a href='{PART}'>Xã Đông Khê rà soát thủ tục</a></h2></div></div>"
    return f"{HEAD}<body class='site com_content view-category'><div class='blog'>{item}</div></body></html>"


def crawl(portal: SmallPortal, directory: Path, *args: str) -> str:
    """One crawl and parse of the portal; the crawl's report."""
    portals = directory / "portals"
    portals.mkdir(exist_ok=True)
    (portals / "dongkhe.yml").write_text(
        f"{{id: dongkhe, name: Xã Đông Khê, family: joomla, base_url: '{portal.here}/', hosts: [127.0.0.1], kind: official,"
        " delay: 0, sections: [{url: /tin, name: Tin}], places: [{place: xã Đông Khê, province: tỉnh Cao Bằng}], take: all}",
        encoding="utf-8",
    )
    where = ("--data", directory / "data", "--portals", portals)
    portal.asked.clear()
    done = run("crawl", "dongkhe", *args, *where)
    assert done.returncode == 0, done.stderr
    assert run("parse", "--archive", *where, contact=False).returncode == 0
    return done.stdout


def read(directory: Path, name: str = "articles") -> list[dict[str, Any]]:
    if name == "articles":
        return list(read_articles(directory / "data"))
    return [json.loads(line) for line in (directory / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def rows(directory: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(directory / "data" / "ledger.db") as db:
        return db.execute("SELECT status, reason, passing FROM requests WHERE kind = 'article' ORDER BY id").fetchall()


@pytest.mark.parametrize(
    ("links", "whole"),
    [
        (toc(f"{PART}?showall=1"), "?showall=1"),
        ("", "?showall=1"),  # the list of the parts is off: the plugin knows the address by default
        (toc(), "?print=1"),  # a list without the link: only printers get all parts
    ],
    ids=["link", "no list", "list without the link"],
)
def test_the_whole_is_asked_for_in_place_of_the_part(tmp_path: Path, links: str, whole: str) -> None:
    pages: dict[str, str | Reply] = {"/tin": listing(), PART: article(LINES[:1], links, COUNTER), PART + whole: article(LINES)}
    with SmallPortal(pages) as portal:
        assert "1 article listed: 1 new, 0 changed" in crawl(portal, tmp_path)
        assert [p for p in portal.asked if p.startswith(PART)] == [PART, PART + whole]
        [found] = read(tmp_path)
        assert found["body"].split("\n\n") == LINES
        assert found["page"]["key"] == "101" and found["published_at"].startswith("2024-06-26")
        assert read(tmp_path, "parse_issues") == []
        assert "0 new, 0 changed, 1 unchanged" in crawl(portal, tmp_path, "--recheck")
        assert len(read(tmp_path)) == 1


@pytest.mark.parametrize("other", ["gone", "the part again"])
def test_the_part_stands_in_where_the_whole_does_not_come(tmp_path: Path, other: str) -> None:
    part = article(LINES[:1], toc(f"{PART}?showall=1"), COUNTER)
    pages: dict[str, str | Reply] = {"/tin": listing(), PART: part}
    if other != "gone":
        pages[f"{PART}?showall=1"] = part
    why = "HTTP 404" if other == "gone" else "the whole was asked for, and a part came"
    with SmallPortal(pages) as portal:
        assert "1 article listed: 1 new, 0 changed" in crawl(portal, tmp_path)
        assert rows(tmp_path) == [("fetched", f"a part of the text: {why}", 0)]
        [found] = read(tmp_path)
        assert found["body"] == LINES[0] and found["url"].endswith(PART)
        [issue] = read(tmp_path, "parse_issues")
        assert issue["rule"] == "article.part" and issue["reason"].endswith("?showall=1")
        assert "0 new, 0 changed, 1 unchanged" in crawl(portal, tmp_path, "--recheck")
        assert len(read(tmp_path)) == 1


def test_a_part_is_no_new_version_of_the_whole(tmp_path: Path) -> None:
    whole = f"{PART}?showall=1"
    part = article(LINES[:1], toc(whole), COUNTER)
    with SmallPortal({"/tin": listing(), PART: part, whole: article(LINES)}) as portal:
        crawl(portal, tmp_path)
        portal.pages[whole] = part
        assert "0 new, 0 changed, 1 unchanged" in crawl(portal, tmp_path, "--recheck")
        portal.pages[whole] = Reply(status=500)
        assert "1 failed" in crawl(portal, tmp_path, "--recheck")
        assert rows(tmp_path)[-1] == ("failed", "HTTP 500", 1)
        portal.pages[whole] = article([*LINES, "Đoạn 4: xã bổ sung kết quả của hai thôn còn lại vào ngày hôm sau."])
        assert "0 new, 1 changed" in crawl(portal, tmp_path)
        assert sorted(a["body"].count("\n\n") + 1 for a in read(tmp_path)) == [3, 4]


def test_the_whole_is_asked_for_after_a_kill(tmp_path: Path) -> None:
    """What was archived without a row is read again at the next start: a part there is no settled article."""
    whole = f"{PART}?showall=1"
    pages: dict[str, str | Reply] = {"/tin": listing(), PART: article(LINES[:1], toc(whole), COUNTER), whole: Reply(status=500)}
    with SmallPortal(pages) as portal:
        crawl(portal, tmp_path)
        with sqlite3.connect(tmp_path / "data" / "ledger.db") as db:
            db.execute("DELETE FROM requests WHERE kind = 'article'")
            db.execute("UPDATE runs SET finished_at = NULL")
        portal.pages |= {whole: article(LINES), "/tin": Reply(status=503)}
        done = run("crawl", "dongkhe", "--data", tmp_path / "data", "--portals", tmp_path / "portals")
        assert portal.asked[-1] == whole, done.stderr
        with sqlite3.connect(tmp_path / "data" / "ledger.db") as db:
            newest = "SELECT status, url FROM requests WHERE kind = 'article' ORDER BY id DESC LIMIT 1"
            assert db.execute(newest).fetchone() == ("fetched", portal.here + whole)
