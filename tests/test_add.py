"""`add URL` and `detect URL`: what they find on a portal, what they write, and how they end where it cannot be done.

The portals stand on 127.0.0.1: the bundled replicas (--sample) and scripted ones of an unknown theme."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from crawler.__main__ import main
from crawler.cms import FAMILIES
from crawler.cms.base import ListingItem
from crawler.ledger import Kind
from crawler.portals import PORTALS_DIR, PortalConfig, load_portal, load_portals
from crawler.registry.add import portal_name
from crawler.registry.look import Seen, per_month
from crawler.registry.menu import TOPICS, candidates, topic_of
from crawler.registry.periods import UnknownPlaceError
from crawler.registry.portal_file import place_data, text_of
from crawler.registry.probe import NoPage, Page, Robots
from crawler.registry.scout import MOST, scout
from crawler.registry.visit import portal_id, visitor
from crawler.registry.whose import propose
from tests.small_portal import ROOT, Reply, SmallPortal, article, articles, home, listing, run

TITLE = "Cổng thông tin điện tử huyện Phú Thiện - tỉnh Gia Lai"
DAYS = ["20/06/2025", "12/06/2025", "03/06/2025", "28/05/2025"]
MENU = {
    "Trang chủ": "/",
    "Giới thiệu": "/gioi-thieu",
    "Cải cách hành chính": "/cchc",
    "Chuyển đổi số": "/chuyen-doi-so",
    "Văn bản cải cách hành chính": "/van-ban",
    "Trang của sở": "http://so.khac.example/cai-cach-hanh-chinh",
}
GOOD: dict[str, str | Reply] = {
    "/": home(TITLE, MENU),
    "/cchc": listing("/cchc", DAYS),
    "/chuyen-doi-so": listing("/chuyen-doi-so", DAYS[:1]),
    **articles("/cchc", DAYS),
    "/sitemap.xml": Reply(b"<urlset><url><loc>http://a.example/1</loc></url></urlset>", headers={"Content-Type": "text/xml"}),
}
QUICK = ("--delay", "0")


def test_a_sample_portal_is_found_as_it_was_made(tmp_path: Path) -> None:
    places = ("--place", "Huyện Đại Lộc, tỉnh Quảng Nam", "--place", "xã Đại Lộc, thành phố Đà Nẵng")
    done = run("add", "http://dailoc.chiso.test/", "--sample", "--portals", tmp_path, *places, contact=False)
    assert done.returncode == 0, done.stderr
    written, made = load_portal(tmp_path / "dailoc-chiso-test.yml"), _bundled("dailoc")
    assert (written.family, written.name, written.places) == (made.family, made.name, made.places)
    assert written.hosts == made.hosts and written.base_url == made.base_url
    # Of the general news one section is enough.
    assert written.section_urls() == made.section_urls()[:2]
    assert "family: nukeviet (generator NukeViet v4.5" in done.stdout
    assert "place: huyện Đại Lộc, tỉnh Quảng Nam until 2025-06-30; xã Đại Lộc, thành phố Đà Nẵng from 2025-07-01" in done.stdout
    assert "feed: http://dailoc.chiso.test/sitemap.xml (1 address)" in done.stdout
    assert done.stdout.count("\narticle ") == 3
    facts = done.stdout.splitlines()[-1]
    assert facts.startswith("facts of 3 articles: events ") and "scores" in facts and not facts.endswith("documents 0")


def test_every_sample_portal_is_found_without_its_file() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.scout_samples"], cwd=ROOT, capture_output=True, text=True, timeout=180, check=True
    )
    found = json.loads(done.stdout)
    samples = {p.id: p for p in load_portals().values() if p.sample}
    assert set(found) == set(samples) and len(found) >= 4
    for id_, portal in samples.items():
        assert found[id_]["family"] == portal.family, id_
        # A menu's parent entry lists what its children list.
        own = [url for url in found[id_]["sections"] if any(f"{k}/".startswith(url.rstrip("/")) for k in portal.section_urls())]
        assert len(own) >= 2, (id_, found[id_])
        assert found[id_]["parsed"] == 3 and found[id_]["tried"] <= 5, (id_, found[id_])


def test_a_host_that_passed_on_is_pointed_out(tmp_path: Path) -> None:
    done = run("add", "http://quynhon.chiso.test/", "--sample", "--portals", tmp_path, contact=False)
    assert done.returncode == 0, done.stderr
    assert "place: thành phố Quy Nhơn, tỉnh Bình Định until 2025-06-30" in done.stdout
    both = "--place 'thành phố Quy Nhơn, tỉnh Bình Định' --place 'phường Quy Nhơn, tỉnh Gia Lai'"
    assert f"articles are of days outside that (the last: 2026-02-09); name both places: {both}" in done.stdout


def test_an_unknown_theme_with_a_door_is_found(tmp_path: Path) -> None:
    door = "<html><head><meta http-equiv='Refresh' content='0; URL=/vi/home'></head><body></body></html>"
    pages = GOOD | {"/": door, "/vi/home": GOOD["/"], "/robots.txt": Reply(b"User-agent: *\nDisallow: /chuyen-doi-so\n")}
    with SmallPortal(pages) as server:
        done = run("add", server.here, "--portals", tmp_path, *QUICK)
        assert done.returncode == 0, done.stderr
        path = tmp_path / "127-0-0-1.yml"
        assert path.read_text(encoding="utf-8").splitlines() == [
            f"# Written by `python -m crawler add {server.here}/`; {server.here}/sitemap.xml lists 1 address.",
            "id: 127-0-0-1",
            "name: Cổng thông tin điện tử huyện Phú Thiện",
            "family: generic",
            f"base_url: {server.here}/",
            "hosts: [127.0.0.1]",
            f"source: home page and listings, read on {date.today().isoformat()}",
            "sections:",
            "  - {url: /cchc, name: Cải cách hành chính}",
            "places:",
            "  - {place: huyện Phú Thiện, province: tỉnh Gia Lai, until: 2025-06-30}",
            "delay: 0.0",
            "expect: 4",
        ]
        assert load_portal(path).verified
        assert f"  Chuyển đổi số: {server.here}/chuyen-doi-so (robots.txt)" in done.stdout
        assert "  Trang của sở: http://so.khac.example/cai-cach-hanh-chinh" in done.stdout
        assert "/van-ban" not in server.asked and "/chuyen-doi-so" not in server.asked
        assert len(server.asked) <= MOST
        assert all("Chiso/" in agent and "thu@example.org" in agent for agent in server.agents)


def test_a_second_look_keeps_what_people_wrote(tmp_path: Path) -> None:
    with SmallPortal(GOOD) as server:
        port = server.server_address[1]
        (tmp_path / "cu.yml").write_text(
            f"id: cu\nname: Tên cũ\nfamily: nukeviet\nbase_url: http://127.0.0.1:{port}/\nhosts: [127.0.0.1, cu.example]\n"
            "status: unverified\nsource: danh bạ\nsections: []\nplaces:\n  - {place: xã Cũ, province: tỉnh Gia Lai}\n"
            "delay: 0\nmax_pages: 7\nmoved_to: moi\n",
            encoding="utf-8",
        )
        new = {"id: cu": "id: moi", "moved_to: moi\n": "", f"127.0.0.1:{port}": "moi.example", "127.0.0.1, cu": "moi"}
        text = (tmp_path / "cu.yml").read_text(encoding="utf-8")
        for old, other in new.items():
            text = text.replace(old, other)
        (tmp_path / "moi.yml").write_text(text, encoding="utf-8")
        done = run("add", server.here, "--portals", tmp_path, "--force")
        assert done.returncode == 0, done.stderr
    config = load_portal(tmp_path / "cu.yml")
    assert (config.name, config.hosts, config.moved_to, config.max_pages) == ("Tên cũ", ("127.0.0.1", "cu.example"), "moi", 7)
    assert config.places[0].place == "xã Cũ"
    assert config.verified and config.family == "generic" and [s.url for s in config.sections] == ["/cchc"]


OTHER = "http://moi.example/"
FAILURES: list[tuple[str, dict[str, str | Reply], tuple[str, ...], str]] = [
    ("moved", {"/": Reply(status=301, headers={"Location": OTHER})}, (), "It has moved: add moi.example."),
    ("forbidden", GOOD | {"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n")}, (), "/: robots.txt"),
    ("no section", {"/": home(TITLE, {"Liên hệ": "/lien-he"})}, (), "no section found"),
    ("unreadable articles", {k: v for k, v in GOOD.items() if "bai-viet" not in k}, (), "none of those looked at could be read"),
    ("no place", GOOD | {"/": home("Trang chủ", MENU)}, (), "whose portal it is does not show: the home page names no place"),
    ("places of one time", GOOD, ("--place", "tỉnh Gia Lai", "--place", "huyện Phú Thiện"), "two places are valid on"),
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("pages", "args", "message"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES])
def test_a_failure_is_told_and_nothing_is_written(
    tmp_path: Path, pages: dict[str, str | Reply], args: tuple[str, ...], message: str
) -> None:
    with SmallPortal(pages) as server:
        done = run("add", server.here, "--portals", tmp_path, *QUICK, *args)
        assert len(server.asked) <= MOST
    assert done.returncode == 1 and message in done.stderr, done.stderr
    assert not list(tmp_path.glob("*.yml"))


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["add", "ftp://a.example/"], 1, "'ftp://a.example/' is no address of a portal"),
        (["add", "http://a.example:port/"], 1, "'http://a.example:port/' is no address"),
        (["add", "http://me:secret@a.example/"], 1, "is no address of a portal"),
        (["add", "a.example", "--place", "Phú Thiện"], 1, "'Phú Thiện' does not begin with a type of place"),
        (["add", "a.example", "--place", "huyện Không Có, tỉnh Gia Lai"], 1, "has no 'huyện Không Có' in tỉnh Gia Lai"),
        (["add", "a.example", "--place", "xã Tân Lập"], 1, "'xã Tân Lập' may be xã Tân Lập (huyện"),
        (["add", "a.example", "--place", "tỉnh Gia Lai", "--no-place"], 2, "--place or --no-place, not both"),
        (["add", "https://all.gov.vn/"], 1, "'all' can be the id of no portal"),
        (["add", "https://a.example/", "--id", "../a"], 1, "'../a' can be the id of no portal"),
        (["add", "https://dailoc.chiso.test/"], 1, "dailoc.yml exists: --force replaces family and sections"),
        (
            ["add", "https://dailoc.chiso.test/", "--id", "khac"],
            1,
            "dailoc.chiso.test is described by dailoc.yml: leave --id out",
        ),
        (["add", "https://a.example/", "--id", "dailoc"], 1, "dailoc.yml is another portal's (http://dailoc.chiso.test/)"),
        (["add", "http://mau.chiso.test/", "--force"], 1, "mau.yml is a bundled sample portal"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_asked(tmp_path: Path, args: list[str], status: int, message: str) -> None:
    text = (PORTALS_DIR / "dailoc.yml").read_text(encoding="utf-8")
    (tmp_path / "dailoc.yml").write_text(text.replace("sample: true\n", ""), encoding="utf-8")
    (tmp_path / "mau.yml").write_text(text.replace("dailoc", "mau"), encoding="utf-8")
    done = CliRunner().invoke(main, [*args, "--portals", str(tmp_path), "--contact", "thu@example.org"])
    assert done.exit_code == status and message in " ".join(done.stderr.split()), done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dailoc.yml", "mau.yml"]


@pytest.mark.long
def test_a_portal_that_does_not_answer(tmp_path: Path) -> None:
    done = run("add", "http://127.0.0.1:9/", "--portals", tmp_path)
    assert done.returncode == 1 and "http://127.0.0.1:9/: robots.txt not to be had" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["add", "detect"])
def test_a_live_portal_must_be_told_who_asks(command: str) -> None:
    with SmallPortal(GOOD) as server:
        done = CliRunner(env={"CHISO_CONTACT": ""}).invoke(main, [command, server.here])
        assert done.exit_code == 2 and "--contact" in done.stderr and server.asked == []


@pytest.mark.long
def test_requests_are_bounded_whatever_a_portal_does(tmp_path: Path) -> None:
    menu = {f"Cải cách hành chính {i}": f"/cchc-{i}" for i in range(60)}
    pages: dict[str, str | Reply] = {"/": home(TITLE, menu)}
    for i in range(60):
        pages[f"/cchc-{i}"] = Reply(status=302, headers={"Location": f"{{here}}/dich-{i}"})
        pages[f"/dich-{i}"] = home("Trang", {f"Cải cách hành chính {i}-{j}": f"/cchc-{i}-{j}" for j in range(20)})
    with SmallPortal(pages) as server:
        done = run("add", server.here, "--portals", tmp_path, *QUICK)
        assert done.returncode == 1 and ("no section found" in done.stderr or "nothing is written" in done.stderr)
        assert 10 < len(server.asked) <= MOST


def test_detect_asks_for_a_page_and_its_headers() -> None:
    page = Reply("<html><body><p>Chào</p></body></html>".encode(), headers={"Set-Cookie": "nv4_sess=1; path=/"})
    with SmallPortal({"/tin": page}) as server:
        done = run("detect", server.here + "/tin")
        assert (done.returncode, done.stdout) == (0, "nukeviet\n  session cookies <prefix>_sess, <prefix>_ctr\n"), done.stderr
        assert server.asked == ["/robots.txt", "/tin"]
        missing = run("detect", server.here + "/khong-co")
        assert missing.returncode == 1 and f"{server.here}/khong-co: HTTP 404" in missing.stderr


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><head><meta name='generator' content='Joomla! 3'></head></html>", "joomla\n  generator Joomla! 3\n"),
        ("<html><body>Chào</body></html>", "generic\n  no sign of a known family: its pages are read by general signals\n"),
    ],
)
def test_detect_reads_a_saved_page(tmp_path: Path, page: str, said: str) -> None:
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    done = CliRunner().invoke(main, ["detect", str(tmp_path / "page.html")])
    assert (done.exit_code, done.stdout) == (0, said)
    assert CliRunner().invoke(main, ["detect", "-"], input=page).stdout == said
    assert CliRunner().invoke(main, ["detect", str(tmp_path / "none.html")]).exit_code == 2


# -- what counts as a section, on pages held in memory --------------------------------------------------------------------


class Memory:
    """Answers from a table of pages, as a portal would."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.robots: dict[str, Robots] = {}

    async def __call__(self, portal: PortalConfig, url: str, kind: Kind = "listing") -> Page:
        path = url.removeprefix("http://a.example")
        if path not in self.pages:
            raise NoPage("HTTP 404")
        return Page(url, url, {}, self.pages[path].encode())


PAGER = "<div class='pagination'><a href='/cchc?page=2'>2</a></div>"
HOT = [f"<a href='/nong/tin-nong-trong-tuan-so-{i}-{900 + i}.html'>Tin nóng trong tuần của huyện, số {i}</a>" for i in range(5)]
BOX = "<div class='khoi-b'>" + "".join(f"<div class='muc'><h4>{link}</h4></div>" for link in HOT) + "</div>"
IS_BOX, AS_CCHC = "its items stand beside other lists as well: a box", "the same items as Cải cách hành chính"
CCHC, HOME = "<a href='/cchc'>Cải cách hành chính</a>", "<home>"


def page(section: str, count: int, tail: str = "") -> str:
    return listing(section, DAYS[:1] * count).replace("</body>", tail + "</body>")


ARTICLE = article("Cải cách hành chính là gì", "01/06/2025")
BOXED = {path: page(path, 4, BOX) for path in ("/cchc", "/tin")} | {"/cds": page("/cds", 0, BOX)}
BOXES = {path: page(path, 0, BOX) for path in ("/cchc", "/tin", "/cds")}
SECTIONS: list[tuple[str, dict[str, str], list[str], dict[str, str]]] = [
    ("three items", {"/cchc": page("/cchc", 3)}, ["/cchc"], {}),
    ("two items", {"/cchc": page("/cchc", 2)}, [], {"/cchc": "2 items, fewer than 3"}),
    ("two items and a next page", {"/cchc": page("/cchc", 2, PAGER)}, ["/cchc"], {}),
    ("an article", {"/cchc": ARTICLE}, [], {"/cchc": "no item on the page"}),
    ("the home page", {"/cchc": HOME}, [], {"/cchc": "leads to the home page"}),
    ("another's list", {"/cchc": page("/cchc", 4), "/tin-cchc": page("/cchc", 4)}, ["/cchc"], {"/tin-cchc": AS_CCHC}),
    ("a box beside lists", BOXED, ["/cchc", "/tin"], {"/cds": IS_BOX}),
    ("a box on empty pages", BOXES, [], {"/cchc": IS_BOX, "/cds": AS_CCHC, "/tin": AS_CCHC}),
    ("one of general news", {path: page(path, 4) for path in ("/cchc", "/tin", "/tin-2")}, ["/cchc", "/tin"], {}),
    ("an inner menu", {"/tin": page("/tin", 4, CCHC), "/cchc": page("/cchc", 4)}, ["/tin", "/cchc"], {}),
]
LABELS = {
    "/cchc": "Cải cách hành chính",
    "/tin-cchc": "Tin CCHC",
    "/cds": "Chuyển đổi số",
    "/tin": "Tin tức",
    "/tin-2": "Tin trong tỉnh",
}


@pytest.mark.parametrize(("pages", "kept", "passed"), [s[1:] for s in SECTIONS], ids=[s[0] for s in SECTIONS])
def test_what_counts_as_a_section(pages: dict[str, str], kept: list[str], passed: dict[str, str]) -> None:
    inner = any(CCHC in text for text in pages.values())
    start = home(TITLE, {LABELS[path]: path for path in pages if not (inner and path == "/cchc")})
    asker = Memory({"/": start} | {path: start if text == HOME else text for path, text in pages.items()})
    found = asyncio.run(scout(asker, visitor("http://a.example/")))
    assert [seen.url.removeprefix("http://a.example") for seen in found.lists()] == kept
    told = {url.removeprefix("http://a.example"): why for _, url, why in found.passed}
    assert {path: why for path, why in told.items() if path in LABELS} == passed


DOORS = (
    '<html><head><meta http-equiv="refresh" content="0;url=\'/vi/\'"></head></html>',
    "<html><head><META HTTP-EQUIV=REFRESH CONTENT='3; URL=vi/'></head></html>",
    "<html><script>window.location.href = '/vi/';</script></html>",
    '<html><script>location.replace("/vi/")</script></html>',
)


@pytest.mark.parametrize("door", DOORS)
def test_a_home_page_that_only_sends_on_is_followed(door: str) -> None:
    asker = Memory({"/": door, "/vi/": home(TITLE, {"Cải cách hành chính": "/cchc"}), "/cchc": page("/cchc", 3)})
    found = asyncio.run(scout(asker, visitor("http://a.example/")))
    assert [seen.url for seen in found.lists()] == ["http://a.example/cchc"]


# -- the parts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "url", "topic"),
    [
        ("Cải cách hành chính", "/a", "administrative reform"),
        ("CẢI CÁCH HÀNH CHÍNH", "/a", "administrative reform"),
        ("Tin CCHC", "/a", "administrative reform"),
        ("Cải cách thủ tục hành chính", "/a", "administrative reform"),
        ("Xem thêm", "/cai-cach-hanh-chinh", None),
        ("Chuyên mục", "/tin-tuc/cai-cach-hanh-chinh/", "administrative reform"),
        ("Chuyên mục", "/Pages/CaiCachHanhChinh.aspx", "administrative reform"),
        ("Chuyên mục", "/cchc/Pages/default.aspx", "administrative reform"),
        ("Chuyên mục", "/mDefault.aspx?sid=1&catname=cai-cach-hanh-chinh", "administrative reform"),
        ("Chuyên mục", "/caicachhanhchinh.html", "administrative reform"),
        ("Chỉ số - Xếp hạng", "/a", "indices"),
        ("Chỉ số cải cách hành chính", "/a", "administrative reform"),
        ("PAR INDEX", "/a", "indices"),
        ("Địa chỉ số", "/a", None),
        ("Chuyển đổi số", "/a", "digital government"),
        ("Chính quyền điện tử", "/a", "digital government"),
        ("Tin tức - Sự kiện", "/a", "news"),
        ("Tin trong tỉnh", "/a", "news"),
        ("Chuyên mục", "/tintuc/", "news"),
        ("Văn bản cải cách hành chính", "/a", None),
        ("2", "/cai-cach-hanh-chinh/page-2/", None),
        ("Trang sau", "/cchc?page=2", None),
        ("Đến trang sau", "/cchc?start=5", None),
        ("Về trang đầu tiên", "/cchc", None),
        ("Go to the next page", "/cchc?start=5", None),
        ("Go to page 3", "/cchc?start=10", None),
        ("Lùi", "/cchc", None),
        ("Tới", "/cchc?start=5", None),
        ("Đến với cải cách hành chính", "/a", "administrative reform"),
        ("Đi đến trang kế tiếp", "/cai-cach-hanh-chinh?page=2", None),
        ("Đến trang cuối cùng", "/cai-cach-hanh-chinh?page=7", None),
        ("« đầu tiên", "/cai-cach-hanh-chinh", None),
        ("Go to next page", "/cai-cach-hanh-chinh?page=2", None),
        ("Bài cũ hơn", "/category/cai-cach-hanh-chinh/page/2/", None),
        ("Tin tức trang trại", "/tin-tuc-trang-trai", "news"),
        ("Giới thiệu", "/gioi-thieu", None),
        ("Thủ tục hành chính", "/thu-tuc-hanh-chinh", None),
    ],
)
def test_what_a_menu_speaks_of(label: str, url: str, topic: str | None) -> None:
    rank = topic_of(label, "http://a.example" + url)
    assert (None if rank is None else TOPICS[rank][0]) == topic


def test_articles_and_files_are_no_sections() -> None:
    links = {
        "Cải cách hành chính": "/cchc/",
        "Tin cải cách hành chính": "/cchc/hop-ban-cai-cach-hanh-chinh-12.html",
        "Chỉ số cải cách hành chính 2024": "/bang-diem.pdf",
        "Kênh cải cách hành chính": "http://khac.example/cchc/",
        "Cải cách hành chính: huyện họp bàn với các xã, thị trấn về việc rà soát thủ tục và trả kết quả": "/x",
    }
    soup = BeautifulSoup(home("Trang", links), "lxml")
    own, elsewhere = candidates(soup, "http://a.example/", FAMILIES["nukeviet"], lambda url: url.startswith("http://a.example/"))
    assert [c.url for c in own] == ["http://a.example/cchc/"]
    assert [c.url for c in elsewhere] == ["http://khac.example/cchc/"]


WHOSE: list[tuple[str, str, str, list[str] | str]] = [
    ("Trang chủ", "laocai.gov.vn", "", ["tỉnh Lào Cai, tỉnh Lào Cai"]),
    ("Trang chủ", "www.baria-vungtau.gov.vn", "", ["tỉnh Bà Rịa - Vũng Tàu, tỉnh Bà Rịa - Vũng Tàu, to 2025-06-30"]),
    ("Thành phố Huế", "hue.gov.vn", "", ["thành phố Huế, thành phố Huế, from 2025-01-01"]),
    ("CỔNG TTĐT HUYỆN PHÚ THIỆN", "phuthien.gialai.gov.vn", "", ["huyện Phú Thiện, tỉnh Gia Lai, to 2025-06-30"]),
    ("UBND xã Biển Hồ", "bienho.gialai.gov.vn", "", ["xã Biển Hồ, tỉnh Gia Lai"]),
    ("UBND xã Đại Lộc", "dailoc.danang.gov.vn", "", ["xã Đại Lộc, thành phố Đà Nẵng, from 2025-07-01"]),
    ("Phường Hải Châu - TP. Đà Nẵng", "a.example", "", ["phường Hải Châu, thành phố Đà Nẵng, from 2025-01-01"]),
    ("Cổng thông tin điện tử Sở Nội vụ", "snv.bacgiang.gov.vn", "", ["tỉnh Bắc Giang, tỉnh Bắc Giang, to 2025-06-30"]),
    ("Sở Y tế Hà Nội", "soyte.hanoi.gov.vn", "", ["thành phố Hà Nội, thành phố Hà Nội"]),
    ("Trang chủ", "bactuliem.hanoi.gov.vn", "Cơ quan chủ quản: UBND quận Bắc Từ Liêm",
     ["quận Bắc Từ Liêm, thành phố Hà Nội, from 2013-12-27, to 2025-06-30"]),
    ("Trang chủ", "sopcop.sonla.gov.vn", "", "names no place as its own"),
    ("UBND xã Tân Lập", "a.example", "", "'xã Tân Lập' may be"),
    ("Báo điện tử", "a.example", "Địa chỉ: 5 đường Trần Phú, huyện Phú Thiện", "names no place as its own"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "host", "footer", "expected"), WHOSE)
def test_whose_portal_it_is(title: str, host: str, footer: str, expected: list[str] | str) -> None:
    soup = BeautifulSoup(home(title, {}, footer=footer), "lxml")
    if isinstance(expected, str):
        with pytest.raises(UnknownPlaceError, match=expected):
            propose(soup, host, date(2026, 11, 22))
        return
    found = []
    for place in propose(soup, host, date(2026, 11, 22)):
        data = place_data(place)
        ends = [f"{word} {data[key]}" for word, key in (("from", "from"), ("to", "until")) if key in data]
        found.append(", ".join([data["place"], data["province"], *ends]))
        assert place.unknown() == []
    assert found == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Trang chủ - Cổng thông tin điện tử tỉnh Lào Cai"], "Cổng thông tin điện tử tỉnh Lào Cai"),
        (["Cổng thông tin điện tử | Trang nhất"], "Cổng thông tin điện tử"),
        (["Trang chủ", "UBND huyện Ia Grai"], "UBND huyện Ia Grai"),
        (["Home"], None),
        ([], None),
    ],
)
def test_the_name_of_a_portal(names: list[str], expected: str | None) -> None:
    assert portal_name(names) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("laocai.gov.vn", "laocai"),
        ("www.phuthien.gialai.gov.vn", "phuthien-gialai"),
        ("baria-vungtau.gov.vn", "baria-vungtau"),
        ("baogialai.com.vn", "baogialai"),
        ("tin.example.org", "tin-example-org"),
        ("127.0.0.1", "127-0-0-1"),
        ("gov.vn", "gov"),
    ],
)
def test_the_id_of_a_portal(host: str, expected: str) -> None:
    assert portal_id(host) == expected


def test_pace_is_counted_from_what_is_dated() -> None:
    def seen(days: list[str], first: int = 0) -> Seen:
        keys = tuple(str(first + i) for i in range(len(days)))
        return Seen("u", "n", tuple(ListingItem(k, None, d) for k, d in zip(keys, days, strict=True)), keys, False)

    until = date(2024, 6, 30)
    june = [f"{d:02d}/06/2024" for d in range(1, 31)]
    assert per_month([seen(june)], until) == pytest.approx(30.44)
    assert per_month([seen(june), seen(june)], until) == pytest.approx(30.44)  # the same articles
    assert per_month([seen(june), seen(june, 100)], until) == pytest.approx(60.88)
    assert per_month([seen(["", "", "01/06/2024"])], until) is None
    assert per_month([seen(["01/07/2024", "02/07/2024", "03/07/2024"])], until) is None  # days to come
    assert per_month([], until) is None


def test_a_file_is_read_back_as_it_was_meant(tmp_path: Path) -> None:
    made = _bundled("dailoc")
    data = made.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    data["name"] = 'Tên: "có" dấu # và [ngoặc], 2024-01-01'
    (tmp_path / "dailoc.yml").write_text(text_of(data, "ghi chú"), encoding="utf-8")
    again = load_portal(tmp_path / "dailoc.yml")
    assert again == made.model_copy(update={"name": data["name"]})


def _bundled(name: str) -> PortalConfig:
    return load_portal(PORTALS_DIR / f"{name}.yml")
