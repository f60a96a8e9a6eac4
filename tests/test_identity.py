"""One number, several articles: where the software is unknown, headlines part what a number in the address joins."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import pytest

from core.article_store import read_articles
from crawler.identity import same_headline
from tests.small_portal import SENTENCE, SmallPortal, run

NEWS = (
    "Huyện họp bàn về chỉ số cải cách hành chính",
    "Xã Đại Sơn mở điểm hỗ trợ dịch vụ công",
    "Chấm điểm bộ phận một cửa quý II",
)
NOTES = (
    "Lịch tiếp công dân tháng tám của huyện",
    "Thông báo tuyển viên chức một cửa năm nay",
    "Niêm yết thủ tục mới của ngành đất đai",
)


def listing(section: str, titles: tuple[str, ...]) -> str:
    items = "".join(
        f"<div class='item'><h3><a href='/{section}/xem.jsp?id={n}'>{title}</a></h3><span>0{n}/08/2024</span></div>"
        for n, title in enumerate(titles, 1)
    )
    return f"<html><head><title>Cổng thử</title></head><body><div class='list'>{items}</div></body></html>"


def article(title: str, text: str | None = SENTENCE) -> str:
    body = "" if text is None else f"<div class='content'>{f'<p>{title}. {text}</p>' * 3}</div>"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>Ngày đăng: 05/08/2024</p>{body}</body></html>"


def portal_of(directory: Path, here: str, sections: tuple[str, ...]) -> Path:
    directory.mkdir(exist_ok=True)
    lines = "".join(f"  - {{url: '/{section}/', name: {section}}}\n" for section in sections)
    (directory / "thu.yml").write_text(
        f"id: thu\nname: Cổng thử\nfamily: generic\nbase_url: {here}/\nhosts: [127.0.0.1]\ndelay: 0\ntake: all\n"
        f"sections:\n{lines}"
        "places:\n  - {place: huyện Thử, province: tỉnh Thử}\n",
        encoding="utf-8",
    )
    return directory


def crawl(directory: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return run("crawl", "thu", *args, "--data", directory / "data", "--portals", directory / "portals")


def titles(directory: Path) -> list[str]:
    where = ("--data", directory / "data", "--portals", directory / "portals")
    done = run("parse", "--archive", *where, contact=False)
    assert done.returncode == 0, done.stderr
    return sorted(article["title"] for article in read_articles(directory / "data"))


def test_a_number_of_two_sections_is_two_articles(tmp_path: Path) -> None:
    pages = {"/tin/": listing("tin", NEWS), "/thong-bao/": listing("thong-bao", NOTES)}
    pages |= {f"/tin/xem.jsp?id={n}": article(title) for n, title in enumerate(NEWS, 1)}
    pages |= {f"/thong-bao/xem.jsp?id={n}": article(title) for n, title in enumerate(NOTES, 1)}
    with SmallPortal(pages) as portal:
        portal_of(tmp_path / "portals", portal.here, ("tin", "thong-bao"))
        for again in (False, True):
            done = crawl(tmp_path, *(["--full"] if again else []))
            assert done.returncode == 0, done.stderr
            assert ("0 new" if again else "6 new") in done.stdout
            assert titles(tmp_path) == sorted(NEWS + NOTES)


def test_one_article_in_two_sections_is_one(tmp_path: Path) -> None:
    cut = (NEWS[0][:30] + "...", NEWS[1].upper(), NEWS[2])
    pages = {"/tin/": listing("tin", NEWS), "/noi-bat/": listing("noi-bat", cut)}
    pages |= {f"/{section}/xem.jsp?id={n}": article(t) for section in ("tin", "noi-bat") for n, t in enumerate(NEWS, 1)}
    with SmallPortal(pages) as portal:
        portal_of(tmp_path / "portals", portal.here, ("tin", "noi-bat"))
        assert "3 new" in crawl(tmp_path).stdout
    assert titles(tmp_path) == sorted(NEWS)


def test_a_portal_whose_articles_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    pages = {"/tin/": listing("tin", NEWS)} | {f"/tin/xem.jsp?id={n}": article(title, None) for n, title in enumerate(NEWS, 1)}
    with SmallPortal(pages) as portal:
        portal_of(tmp_path / "portals", portal.here, ("tin",))
        done = crawl(tmp_path)
    assert done.returncode == 1 and "no article could be read on: thu" in done.stderr
    with sqlite3.connect(tmp_path / "data" / "ledger.db") as db:
        reasons = db.execute("SELECT reason FROM requests WHERE kind = 'article' AND status = 'failed'").fetchall()
    assert len(reasons) == 3 and all(reason.startswith("no article: ") for (reason,) in reasons)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Xã A họp", "XÃ A HỌP", True),
        ("Xã A họp, bàn việc", "Xã A họp bàn việc.", True),
        ("Xã A họp…", "Xã A họp bàn việc", True),
        ("Xã A họp bàn việc", "Xã A họp...", True),
        ("Xã A họp", "Xã A họp bàn việc", False),
        ("Xã A họp", "Xã B họp", False),
        ("Xã A họp", None, True),
        (None, None, True),
    ],
)
def test_headlines_of_one_article(one: str | None, other: str | None, same: bool) -> None:
    assert same_headline(one, other) is same
