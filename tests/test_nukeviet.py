"""NukeViet: what its addresses mean, its kinds of lists in all themes, pagers, feeds, and layouts of articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crawler.cms import FAMILIES
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.cms.nukeviet_address import feed, page_number
from crawler.parse import parse_page
from crawler.tree import Tree
from tests.small_portal import Reply, SmallPortal, run

NUKEVIET = FAMILIES["nukeviet"]
H = "http://a.example"

KEYS = [
    ("/cai-cach/hop-bao-101.html", "101"),
    ("/cai-cach/101.html", "101"),
    ("/hop-bao-101.html", "101"),
    ("/index.php/cai-cach/hop-bao-101.html", "101"),
    ("/vi/news/cai-cach/hop-bao-101.html", "101"),
    ("/vi/cai-cach/hop-bao-101.html", "101"),
    ("/index.php/vi/news/cai-cach/hop-bao-101.html", "101"),
    ("/vi/news/print/cai-cach/hop-bao-101.html", "101"),
    ("/savefile/cai-cach/hop-bao-101.html?fbclid=x", "101"),
    ("/cai-cach/h%E1%BB%8Dp-b%C3%A1o-101.html", "101"),
    ("/index.php?language=vi&nv=news&op=cai-cach/hop-bao-101", "101"),
    ("/index.php?nv=news&op=cai-cach/hop-bao-101.html&language=vi", "101"),
    ("/index.php?language=vi&nv=news&op=print/cai-cach/hop-bao-101", "101"),
    ("/vi/news/Cai-cach/Hop-bao-quy-mot-101/", "101"),
    # Each language and module numbers its own.
    ("/en/news/reform/press-briefing-101.html", "en-101"),
    ("/thong-bao/chung/hop-bao-101.html", "thong-bao-101"),
    ("/vi/thong-bao/chung/hop-bao-101.html", "thong-bao-101"),
    ("/index.php?language=en&nv=news&op=reform/press-briefing-101", "en-101"),
    # Lists, feeds, tools, other pages.
    ("/cai-cach/", None),
    ("/nghi-quyet-30/", None),
    ("/vi/news/nghi-quyet-30/", None),
    ("/vi/news/cai-cach/page-12/", None),
    ("/index.php?language=vi&nv=news&op=nghi-quyet-30", None),
    ("/index.php?language=vi&nv=news&op=cai-cach/page-2", None),
    ("/tag/hop-bao-101.html", None),
    ("/vi/news/tag/hop-bao-101.html", None),
    ("/index.php/vi/news/topic/hop-bao-101.html", None),
    ("/vi/users/login/", None),
    ("/2024.html", None),
    ("/", None),
]


@pytest.mark.parametrize(("path", "key"), KEYS, ids=[k[0] for k in KEYS])
def test_article_key(path: str, key: str | None) -> None:
    assert NUKEVIET.article_key(H + path) == key


ADDRESSES = [
    ("/vi/news/print/cc/a-1.html?nv_redirect=x", "/vi/news/cc/a-1.html"),
    ("/cc/a-1.html?download=1&id=0", "/cc/a-1.html"),
    ("/cc/page-1/", "/cc/"),
    ("/cc/page-2/", "/cc/page-2/"),
    ("/index.php?language=vi&nv=news&op=print/cc/a-1", "/index.php?language=vi&nv=news&op=cc/a-1"),
]


@pytest.mark.parametrize(("path", "want"), ADDRESSES, ids=[a[0] for a in ADDRESSES])
def test_canonical_url(path: str, want: str) -> None:
    assert NUKEVIET.canonical_url(H + path) == H + want


FEEDS = [
    ("/cai-cach/", "/rss/cai-cach/"),
    ("/cai-cach/page-2/", "/rss/cai-cach/"),
    ("/thong-bao/chung/", "/thong-bao/rss/chung/"),
    ("/vi/news/cai-cach/", "/vi/news/rss/cai-cach/"),
    ("/vi/news/", "/vi/news/rss/"),
    ("/index.php/cai-cach/", "/index.php/rss/cai-cach/"),
    ("/index.php/vi/news/cai-cach/", "/index.php/vi/news/rss/cai-cach/"),
    ("/index.php?language=vi&nv=news&op=cai-cach", "/index.php?language=vi&nv=news&op=rss/cai-cach"),
    ("/", "/rss/"),
]


@pytest.mark.parametrize(("section", "want"), FEEDS, ids=[f[0] for f in FEEDS])
def test_feeds(section: str, want: str) -> None:
    assert feed(H + section) == H + want
    assert H + want in NUKEVIET.discovery(f"{H}/", (H + section,))


def test_sitemaps_of_the_languages_and_modules_of_the_sections() -> None:
    found = NUKEVIET.discovery(f"{H}/", (f"{H}/vi/thong-bao/chung/", f"{H}/en/news/reform/"))
    assert {f"{H}/sitemap.xml", f"{H}/sitemap-vi.thong-bao.xml", f"{H}/sitemap-en.news.xml"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("path", "number"), [("/cc/", 1), ("/cc/page-3/", 3), ("/index.php?nv=news&op=cc/page-2", 2), ("/cc/?page=4", 4)]
)
def test_page_number(path: str, number: int) -> None:
    assert page_number(H + path) == number


def listed(html: str, path: str = "/cc/") -> Listing:
    return NUKEVIET.listing(Tree(html), H + path)


META = (
    '<div class="text-muted"><ul class="list-unstyled list-inline"><li><em class="fa fa-clock-o">&nbsp;</em> {day}</li>'
    '<li><em class="fa fa-eye">&nbsp;</em> Đã xem: 120</li><li>'
    '<em class="fa fa-comment-o">&nbsp;</em> Phản hồi: 0</li></ul></div>'
)
LEAD = "Sáng nay, ủy ban nhân dân xã tổ chức họp báo về thủ tục hành chính của quý."
DAY = "05/06/2024 14:05:00"
OLDER = (
    '<ul class="related"><li>'
    '<a href="/cc/cu-1.html" title="Tin cũ">Bài cũ hơn về một cửa điện tử <em>(01/02/2024)</em></a></li></ul>'
)
SIDE = '<div class="col-sm-8 col-md-6"><h3><a href="/cc/ben-7.html">Tin bên cạnh danh sách chính</a></h3></div>'


def box(inner: str, heading: str = "") -> str:
    return f'<div class="news_column"><div class="panel panel-default">{heading}<div class="panel-body">{inner}</div></div></div>'


def head(level: int, name: str) -> str:
    return f'<h{level}><a href="/cc/{name}.html" title="Họp báo {name}">Họp báo {name}</a></h{level}>'


CATEGORY = '<div class="panel-heading"><h4 class="cat-icon"><a href="/con/">Chuyên mục con</a></h4></div>'
OTHERS = (
    '<ul class="related"><li class="icon_list"><a class="show h4" href="/cc/ba-3.html" data-content="Lời dẫn của bài thứ ba">'
    "Họp báo ba-3</a></li></ul>"
)
# Kinds of lists: markup, and of each item the address, day and teaser.
KINDS = {
    "page": (
        box(head(2, "mot-1") + META.format(day=DAY) + LEAD)
        + box(head(3, "hai-2") + META.format(day=DAY) + f"<p>{LEAD}</p>")
        + OLDER,
        [("mot-1", DAY, LEAD), ("hai-2", DAY, LEAD)],
    ),
    "egov page": (
        '<div class="box-icon-title"><h2>Tin tức</h2></div>'
        + box(head(3, "mot-1") + META.format(day=DAY) + LEAD + '<div class="viewmore">'
        '<a class="more" href="/cc/mot-1.html">Xem tiếp</a></div>')
        + '<hr><h4 class="h2">Các tin khác</h4>'
        + OLDER,
        [("mot-1", DAY, LEAD)],
    ),
    "list of 4.0": (
        '<div class="list-group"><a class="show h4" href="/cc/mot-1.html" title="Họp báo mot-1" data-content="Lời dẫn">'
        '<h4 class="list-group-item-heading"><span class="label label-default">1</span>&nbsp;&nbsp;Họp báo mot-1</h4></a></div>',
        [("mot-1", None, "Lời dẫn")],
    ),
    "list of 4.5": (
        '<div class="list-group"><div class="list-group-item">'
        '<a class="show h4" href="/cc/mot-1.html">Họp báo mot-1</a></div></div>',
        [("mot-1", None, None)],
    ),
    "grid": (
        box(head(2, "mot-1") + META.format(day=DAY) + LEAD).replace("panel-body", "panel-body featured")
        + '<div class="row news_column news_grid"><div class="col-sm-12 col-md-6"><div class="thumbnail">'
        '<a href="/cc/hai-2.html">'
        '<img src="/x.jpg"></a><div class="caption text-center"><h4><a class="show" href="/cc/hai-2.html" title="Họp báo hai-2"'
        ' data-content="Lời dẫn hai">Họp báo...</a></h4></div></div></div></div>',
        [("mot-1", DAY, LEAD), ("hai-2", None, "Lời dẫn hai")],
    ),
    "main": (
        box(head(3, "mot-1") + META.format(day="05/06/2024 14:05") + LEAD + OTHERS, CATEGORY),
        [("mot-1", "05/06/2024 14:05", LEAD), ("ba-3", None, "Lời dẫn của bài thứ ba")],
    ),
    "main with columns": (
        box(f'<div class="row"><div class="col-md-16">{head(3, "mot-1")}{LEAD}</div>'
        f'<div class="col-md-8">{OTHERS}</div></div>', CATEGORY),
        [("mot-1", None, LEAD), ("ba-3", None, "Lời dẫn của bài thứ ba")],
    ),
    "two columns": (
        f'<div class="row"><div class="news_column two_column col-md-12"><div class="panel">{CATEGORY}<div class="panel-body">'
        f"{head(3, 'mot-1')}{META.format(day=DAY)}<p>{LEAD}</p>{OTHERS}</div></div></div></div>",
        [("mot-1", DAY, LEAD), ("ba-3", None, "Lời dẫn của bài thứ ba")],
    ),
    "news in the centre above": (
        '<div id="hot-news"><div class="panel panel-default news_column"><div class="panel-body"><h2>'
        '<a href="/cc/nong-9.html">Tin nóng'
        "</a></h2></div></div></div>" + box(head(3, "mot-1") + META.format(day=DAY) + LEAD),
        [("mot-1", DAY, LEAD)],
    ),
    "grid of 5": (
        '<main class="main-content-lg"><div class="row"><div class="col"><article class="card h-100"><a href="/cc/mot-1.html">'
        '<img src="/x.jpg"></a><div class="card-body"><h2 class="fs-6"><a class="link-body-emphasis" href="/cc/mot-1.html"'
        ' data-toggle="tooltipArticle" data-hometext="Lời dẫn một">Họp báo mot-1</a></h2></div></article></div></div></main>',
        [("mot-1", None, "Lời dẫn một")],
    ),
    "raw": (
        box(head(3, "mot-1") + META.format(day=DAY) + LEAD).replace(
            "/cc/mot-1.html", "/index.php?language=vi&amp;nv=news&amp;op=cc/mot-1"
        ),
        [("/index.php?language=vi&nv=news&op=cc/mot-1", DAY, LEAD)],
    ),
    "another host": (
        box('<h3><a href="http://b.example/x" target="_blank">Họp báo nơi khác</a></h3>' + META.format(day=DAY) + LEAD),
        [("http://b.example/x", DAY, LEAD)],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_lists(kind: str) -> None:
    html, want = KINDS[kind]
    found = listed(f'<html><body><div class="container"><div class="row">{html}{SIDE}</div></div></body></html>')
    urls = [u if "//" in u else H + (u if u.startswith("/") else f"/cc/{u}.html") for u, _, _ in want]
    assert [i.url for i in found.items] == urls
    assert [(i.date, i.lead) for i in found.items] == [(d, lead) for _, d, lead in want]
    assert all(i.title and i.title.startswith("Họp báo") for i in found.items)


# Pages of tests/lists whose boxes show sections, and those sections.
BOXED = {
    "nukeviet-main-left": ["/cchc/", "/chuyen-doi-so/"],
    "nukeviet-main-right": ["/cchc/", "/chuyen-doi-so/"],
    "nukeviet-two-column": ["/cchc/", "/chuyen-doi-so/"],
    "nukeviet5-main-left": ["/mot-cua/", "/chuyen-doi-so/"],
    "nukeviet5-main-top": ["/mot-cua/"],
    "nukeviet3-modern-main": ["/vi/news/Mot-cua/", "/vi/news/Chuyen-doi-so/"],
    "nukeviet-topic": [],
    "nukeviet-page-new": [],
    "nukeviet-raw": [],
    "nukeviet-list-new": [],
}
LISTS = Path(__file__).with_name("lists")


@pytest.mark.parametrize("page", BOXED)
def test_boxes_of_sections_lead_to_their_listings(page: str) -> None:
    cases = json.loads((LISTS / "cases.json").read_text(encoding="utf-8"))
    url = next(case["url"] for case in cases if case["page"] == page)
    found = listed((LISTS / f"{page}.html").read_text(encoding="utf-8"), url)
    assert [f.url.removeprefix(H) for f in found.further] == BOXED[page]
    assert all(f.name for f in found.further)


def headline(category: str, number: int) -> str:
    return f'<a href="/{category}/bai-{number}.html">Xã số {number} trả kết quả cải cách hành chính tại thôn</a>'


def listing_page(category: str, numbers: range, following: str = "") -> str:
    rows = "".join(box(f"<h3>{headline(category, n)}</h3>" + META.format(day=DAY) + f"<p>{LEAD}</p>") for n in numbers)
    return f'<html><head><meta name="generator" content="NukeViet v4.5"></head><body>{MENU}{rows}{following}</body></html>'


def article_page(number: int) -> str:
    return PRIVATE.replace("Xã họp báo quý hai", f"Xã số {number} trả kết quả cải cách hành chính tại thôn").replace(
        "<p>Kết quả", f"<p>Đây là tin thứ {number}.</p><p>Kết quả"
    )


MENU = '<div class="menu"><a href="/tin-tuc/">Tin tức</a><a href="/mot-cua/">Một cửa</a><a href="/van-ban/">Văn bản</a></div>'


def section_box(category: str, name: str, first: int) -> str:
    heading = f'<div class="panel-heading"><h4 class="cat-icon"><a href="/{category}/">{name}</a></h4></div>'
    others = f'<ul class="related"><li>{headline(category, first + 1)}</li></ul>'
    return box(f"<h3>{headline(category, first)}</h3>" + META.format(day=DAY) + f"<p>{LEAD}</p>{others}", heading)


def test_the_sections_behind_boxes_are_crawled_to_their_end(tmp_path: Path) -> None:
    """A parent category shows two items of each of its subcategories: the rest is on the subcategories' own pages."""
    first = section_box("mot-cua", "Một cửa", 10) + section_box("so-hoa", "Số hóa", 30)
    top = f'<html><head><meta name="generator" content="NukeViet v4.5"></head><body>{MENU}{first}</body></html>'
    pages: dict[str, str | Reply] = {
        "/tin-tuc/": top,
        "/mot-cua/": listing_page("mot-cua", range(10, 12), pager("/mot-cua/page-2/")),
        "/mot-cua/page-2/": listing_page("mot-cua", range(12, 13), pager("/mot-cua/")),
        "/so-hoa/": listing_page("so-hoa", range(30, 33)),
        "/van-ban/": listing_page("van-ban", range(50, 52)),
    }
    for category, numbers in (("mot-cua", range(10, 13)), ("so-hoa", range(30, 33)), ("van-ban", range(50, 52))):
        pages |= {f"/{category}/bai-{n}.html": article_page(n) for n in numbers}
    with SmallPortal(pages) as server:
        portals = tmp_path / "portals"
        portals.mkdir()
        (portals / "hop.yml").write_text(
            f"id: hop\nname: Xã Hộp\nfamily: nukeviet\nbase_url: {server.here}/\nhosts: [127.0.0.1]\ndelay: 1\nkind: official\n"
            "sections:\n  - {url: /tin-tuc/, name: Tin tức}\nplaces:\n  - {place: huyện An Lão, province: tỉnh Bình Định}\n",
            encoding="utf-8",
        )
        done = run("crawl", "hop", "--portals", portals, "--data", tmp_path / "data")
        assert done.returncode == 0, done.stderr + done.stdout
        asked = server.asked
    wanted = [path for path in pages if not path.startswith("/van-ban/")]
    assert sorted(path for path in asked if path in pages) == sorted(wanted)


def test_a_private_theme_is_read_by_general_signals() -> None:
    rows = "".join(
        f'<div class="tin">'
        f'<a class="td" href="/cc/xa-so-{n}-tra-ket-qua-{n}.html">Xã số {n} trả kết quả thủ tục hành chính tại nhà</a>'
        f"<span>0{n}/06/2024</span><p>{LEAD}</p></div>"
        for n in range(1, 6)
    )
    found = listed(f"<html><body><div id=ds>{rows}</div><div class=phan-trang>"
    f"<b>1</b> <a href='/cc/page-2/'>2</a></div></body></html>")
    assert [i.url for i in found.items] == [f"{H}/cc/xa-so-{n}-tra-ket-qua-{n}.html" for n in range(1, 6)]
    assert found.next_url == f"{H}/cc/page-2/"


def pager(*links: str) -> str:
    return '<ul class="pagination">' + "".join(f'<li><a href="{link}">x</a></li>' for link in links) + "</ul>"


NEXT = [
    ("/cc/", pager("javascript:void(0)", "/cc/page-2/", "/cc/page-3/"), "/cc/page-2/"),
    ("/cc/page-2/", pager("/cc/", "/cc/page-3/", "/cc/page-9/"), "/cc/page-3/"),
    ("/cc/page-9/", pager("/cc/", "/cc/page-8/", "javascript:void(0)"), None),
    ("/vi/news/cc/", pager("/vi/news/cc/page-2/"), "/vi/news/cc/page-2/"),
    ("/index.php/cc/", pager("/index.php/cc/page-2/"), "/index.php/cc/page-2/"),
    (
        "/index.php?language=vi&nv=news&op=cc",
        pager("/index.php?language=vi&amp;nv=news&amp;op=cc/page-2"),
        "/index.php?language=vi&nv=news&op=cc/page-2",
    ),
    # A box's pager beside the list's.
    ("/cc/", pager("/khac/page-2/") + pager("/cc/page-2/"), "/cc/page-2/"),
    ("/cc/", '<link rel="next" href="/cc/page-2/">' + pager("/cc/page-2/"), "/cc/page-2/"),
]


@pytest.mark.parametrize(("path", "html", "want"), NEXT, ids=[f"{n[0]}-{i}" for i, n in enumerate(NEXT)])
def test_next_page(path: str, html: str, want: str | None) -> None:
    found = listed(box(head(3, "mot-1") + META.format(day=DAY) + LEAD) + html, path)
    assert found.next_url == (H + want if want else None)


TEXT = "<p>Ngày 4/6, xã tổ chức họp báo.</p><p>Kết quả đạt 91,5 điểm.</p>"
MOBILE = (
    '<meta name="generator" content="NukeViet v4.5"><div class="news_column"><h1>Xã họp báo quý hai</h1>'
    '<em class="time">Thứ tư - 05/06/2024 14:05</em><div id="hometext"><div class="imghome text-center"><a href="#" id="pop">'
    '<img src="/a.jpg"></a><div class="modal fade" aria-hidden="true"><h4 class="modal-title">Xã họp báo</h4></div>'
    f'<em class="show">Quang cảnh họp báo quý hai</em><hr></div><p>{LEAD}</p></div><div class="bodytext">{TEXT}</div>'
    '<p class="text-right"><strong>Tác giả: </strong>Vi Thảo</p><p class="text-right">'
    '<strong>Nguồn tin: </strong>Đài xã</p></div>'
)
MOBILE_WIDE = MOBILE.replace('<div class="bodytext">', '<div><img src="/b.jpg"><p class="imgalt">'
    '<em>Đại biểu dự</em></p></div><div class="bodytext">')
PRIVATE = (
    '<meta name="generator" content="NukeViet v4.3"><div class="chi-tiet"><h1>Xã họp báo quý hai</h1>'
    '<span class="date">05/06/2024'
    f' 14:05</span><div class="sapo">{LEAD}</div><div class="bodytext">{TEXT}</div></div>'
)
LAYOUTS = [
    (MOBILE, "mobile", ["[ảnh] Quang cảnh họp báo quý hai", LEAD], "Vi Thảo"),
    (MOBILE_WIDE, "mobile", ["[ảnh] Quang cảnh họp báo quý hai", LEAD, "[ảnh] Đại biểu dự"], "Vi Thảo"),
    (PRIVATE, "private", [LEAD], None),
]


@pytest.mark.parametrize(("html", "layout", "opening", "author"), LAYOUTS, ids=["mobile", "mobile, wide picture", "private"])
def test_layouts(html: str, layout: str, opening: list[str], author: str | None) -> None:
    found, family = parse_page(html.encode(), f"{H}/cc/hop-bao-1.html")
    assert isinstance(found, ParsedArticle), found
    assert family == "nukeviet"
    assert found.body.split("\n\n") == [*opening, "Ngày 4/6, xã tổ chức họp báo.", "Kết quả đạt 91,5 điểm."]
    assert (found.title, found.published_at, found.author) == ("Xã họp báo quý hai", "2024-06-05T14:05:00+07:00", author)


def test_files_are_downloads_not_viewers() -> None:
    page = PRIVATE + (
        '<div class="list-group news-download-file"><div class="list-group-item"><span class="badge">'
        '<a href="#pdf0">xem</a></span>'
        '<a href="/cc/hop-bao-1.html?download=1&amp;id=0">Tập tin 1: <strong>Báo cáo.pdf</strong></a>'
        '<div class="collapse" data-src="/cc/hop-bao-1.html?pdf=1&amp;id=0"><iframe src=""></iframe></div></div></div>'
    )
    found, _ = parse_page(page.encode(), f"{H}/cc/hop-bao-1.html")
    assert isinstance(found, ParsedArticle)
    assert [(f.url, f.name, f.media_type) for f in found.files] == [
        (f"{H}/cc/hop-bao-1.html?download=1&id=0", "Báo cáo.pdf", "application/pdf")
    ]


@pytest.mark.parametrize("path", ["/print/cc/a-1.html", "/vi/news/savefile/cc/a-1.html", "/index.php?nv=news&op=print/cc/a-1"])
def test_copies_are_no_articles(path: str) -> None:
    assert NUKEVIET.article(BeautifulSoup(PRIVATE, "lxml"), H + path) == NotArticle("print copy")
