"""Liferay: what its addresses mean, the lists of the stock publisher and of vendors, and notices in place of articles."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crawler.cms import FAMILIES, detect
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.cms.liferay_address import feed, is_print
from crawler.cms.liferay_article import published_in
from crawler.parse import parse_page
from crawler.replica.liferay import portlet as portlet_id
from crawler.replica.server import Replica

LIFERAY = FAMILIES["liferay"]
H = "http://a.example"
AP7 = "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_aB3dE6gH9kLm"
AP6 = "101_INSTANCE_aB3dE6gH9kLm"
ECOIT = "CmsViewChiTietBaiViet_WAR_CmsViewEcoITportlet"
UUID = "8f14e45f-ceea-467f-a0e6-1f0c1e2d3a4b"

KEYS = [
    # The stock publisher's routes; the number after the name is the site's.
    ("/tin/-/asset_publisher/aB3/content/hop-bao", "hop-bao"),
    ("/tin/-/asset_publisher/aB3/content/hop-bao/20182", "hop-bao"),
    ("/web/guest/tin/-/asset_publisher/Zz9/content/Hop-Bao?redirect=%2Ftin&inheritRedirect=true", "hop-bao"),
    ("/tin/-/asset_publisher/aB3/content/hop-bao/maximized", "hop-bao"),
    ("/tin/-/asset_publisher/aB3/content/hop-bao/pop_up?_101_INSTANCE_aB3_viewMode=print", "hop-bao"),
    ("/tin/-/asset_publisher/aB3/content/hop-bao;jsessionid=0A1B.node1", "hop-bao"),
    ("/tin/-/asset_publisher/aB3/content/id/4711", "id-4711"),
    ("/tin/-/asset_publisher/aB3/document/id/4712?x=1", "id-4712"),
    ("/tin/-/asset_publisher/aB3/content/h%E1%BB%8Dp", "họp"),
    ("/web/portal/xem/-/asset_publisher/Content/hop-bao?7183222", "7183222"),
    # 7.3 and newer.
    ("/w/hop-bao", "hop-bao"),
    ("/vi/w/hop-bao?p_l_back_url=%2Ftin", "hop-bao"),
    ("/web/so-noi-vu/w/hop-bao", "hop-bao"),
    ("/-/hop-bao", "hop-bao"),
    ("/home/-/journal_content/56_INSTANCE_aB3/20182/33871", "33871"),
    # Raw queries, in any order, of 6.x and of vendors.
    (
        f"/tin?p_p_id={AP6}&p_p_lifecycle=0&_{AP6}_struts_action=%2Fasset_publisher%2Fview_content&_{AP6}_urlTitle=hop-bao",
        "hop-bao",
    ),
    (f"/tin?_{AP6}_urlTitle=hop-bao&redirect=%2Fx%3Fid%3D9&p_p_id={AP6}", "hop-bao"),
    (f"/tin?p_p_id={AP7}&_{AP7}_assetEntryId=4711&_{AP7}_type=content", "id-4711"),
    ("/tin?p_p_id=101&_101_struts_action=%2Fasset_publisher%2Fview_content&_101_urlTitle=hop-bao", "hop-bao"),
    (f"/chi-tiet?_{ECOIT}_categoryId=22&_{ECOIT}_urlTitle=hop-bao&p_p_id={ECOIT}", "hop-bao"),
    (
        "/chi-tiet?p_p_id=cms_WAR_x_INSTANCE_k1&_cms_WAR_x_INSTANCE_k1_articleId=20180911&_cms_WAR_x_INSTANCE_k1_categoryId=5",
        "20180911",
    ),
    ("/chi-tiet-tin?dinhdanh=5523&cat=201", "5523"),
    ("/chi-tiet-tin?danhmuc=201&dinhdanh=5523", "5523"),
    ("/tin-chi-tiet/-/chi-tiet/hop-bao-9902-22.html", "chi-tiet/hop-bao-9902-22"),
    ("/chi-tiet-tin/-/view-article/1/14567890123456/1700000000000", "view-article/1/14567890123456/1700000000000"),
    (f"/documents/20182/31200/a.pdf/{UUID.upper()}?t=1", UUID),
    (f"/c/document_library/get_file?uuid={UUID}&groupId=20182", UUID),
    # Lists, feeds, other portlets, front pages.
    ("/tin/-/asset_publisher/aB3", None),
    ("/tin/-/asset_publisher/aB3/rss", None),
    (f"/tin?p_p_id={AP7}&p_p_lifecycle=0&_{AP7}_cur=2&_{AP7}_delta=20", None),
    ("/chi-tiet-tin?danhmuc=201&p=3", None),
    ("/thu-vien/-/document_library/abc/view/123", None),
    ("/tin?p_p_id=3&_3_struts_action=%2Fsearch%2Fsearch&_3_keywords=a", None),
    ("/web/guest/home", None),
    ("/", None),
]


@pytest.mark.parametrize(("path", "key"), KEYS)
def test_article_key(path: str, key: str | None) -> None:
    assert LIFERAY.article_key(H + path) == key


CANONICAL = [
    ("HTTP://A.example/tin/-/asset_publisher/aB3/content/x;jsessionid=0A.n1?redirect=%2Ftin&p_p_auth=k#y",
     "/tin/-/asset_publisher/aB3/content/x"),
    ("/tin/-/asset_publisher/aB3/content/x/20182/pop_up?_101_INSTANCE_aB3_viewMode=print",
     "/tin/-/asset_publisher/aB3/content/x/20182"),
    ("/w/x?p_l_back_url=%2Ftin&p_l_back_url_title=Tin", "/w/x"),
    ("/xem/-/asset_publisher/Content/x?7183222", "/xem/-/asset_publisher/Content/x?7183222"),
    (f"/tin?_{AP6}_urlTitle=x&p_p_state=maximized&p_p_id={AP6}&p_p_lifecycle=0", f"/tin?p_p_id={AP6}&_{AP6}_urlTitle=x"),
    (f"/tin/-/asset_publisher/aB3dE6gH9kLm?p_p_id={AP6}&_{AP6}_urlTitle=x",
     f"/tin/-/asset_publisher/aB3dE6gH9kLm?p_p_id={AP6}&_{AP6}_urlTitle=x"),
    (f"/tin?_{AP7}_cur=4&p_p_id={AP7}&_{AP7}_delta=20&_{AP7}_resetCur=false&p_p_mode=view", f"/tin?p_p_id={AP7}"),
    (f"/documents/20182/31200/a.pdf/{UUID}?t=17&download=true", f"/documents/20182/31200/a.pdf/{UUID}"),
    (f"/c/document_library/get_file?groupId=1&t=5&uuid={UUID}", f"/c/document_library/get_file?groupId=1&uuid={UUID}"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "want"), CANONICAL)
def test_canonical_url(url: str, want: str) -> None:
    given = url if url.startswith("HTTP") else H + url
    assert LIFERAY.canonical_url(given) == H + want
    assert LIFERAY.canonical_url(H + want) == H + want
    assert LIFERAY.article_key(given) == LIFERAY.article_key(H + want)


def test_print_copies_and_feeds() -> None:
    assert is_print(f"{H}/tin?p_p_id={AP7}&p_p_state=pop_up") and is_print(f"{H}/t/-/asset_publisher/a/content/x/pop_up")
    assert is_print(f"{H}/tin?_{AP6}_viewMode=print") and not is_print(f"{H}/tin?_{AP6}_viewMode=view&p_p_state=maximized")
    want = f"{H}/tin/-/asset_publisher/aB3dE6gH9kLm/rss"
    assert feed(f"{H}/tin?p_p_lifecycle=0&p_p_id={AP6}") == feed(f"{H}/tin/-/asset_publisher/aB3dE6gH9kLm?x=1") == want
    assert feed(f"{H}/tin") is None
    sections = (f"{H}/tin", f"{H}/tin?p_p_id={AP7}")
    assert LIFERAY.discovery(f"{H}/", sections) == (f"{H}/sitemap.xml", want)


def portlet(name: str, inner: str, column: str = "col-md-9") -> str:
    boundary = f'<div class="portlet-boundary portlet-asset-publisher" id="p_p_id_{name}_">{inner}</div>'
    return f'<div class="{column} portlet-column" id="column-1">{boundary}</div>'


def pager(name: str, *pages: int) -> str:
    links = [f'<li><a href="/tin?_{name}_cur={n}&amp;p_p_id={name}&amp;p_p_lifecycle=0">{n}</a></li>' for n in pages]
    return f'<ul class="pagination"><li class="active"><a href="#">1</a></li>{"".join(links)}</ul>'


SIDE = portlet(
    "101_INSTANCE_side00000001",
    '<div class="asset-abstract"><h3 class="asset-title"><a href="/w/ben-canh">Tin bên cạnh</a></h3></div>'
    + pager("101_INSTANCE_side00000001", 2, 3),
    "col-md-3",
)
LINK = "/tin/-/asset_publisher/aB3dE6gH9kLm/content"
DNICT = "tintucguest_INSTANCE_d1"
VIET = "cmsview_INSTANCE_v1"
# What a list looks like: the portlet's id and the markup of an item (u: address, t: title, d: day).
FORMS = {row["form"]: row for row in json.loads(Path(__file__).with_name("liferay_lists.json").read_text(encoding="utf-8"))}
TITLES = [f"Xã số {n} tổ chức hội nghị về cải cách thủ tục hành chính" for n in range(1, 5)]


@pytest.mark.parametrize("form", FORMS)
def test_listing(form: str) -> None:
    name, item = FORMS[form]["portlet"], FORMS[form]["item"]
    items = "".join(item.format(u=f"{LINK}/xa-{n}?redirect=%2Ftin", t=t, d=f"0{n}/06/2024") for n, t in enumerate(TITLES, 1))
    html = f"<body>{SIDE}{portlet(name, items + pager(name, 3, 2))}</body>"
    found = LIFERAY.listing(BeautifulSoup(html, "lxml"), f"{H}/tin")
    assert [(i.url, i.title, i.date) for i in found.items] == [
        (f"{H}{LINK}/xa-{n}", t, f"0{n}/06/2024") for n, t in enumerate(TITLES, 1)
    ]
    assert found.next_url is not None and f"_{name}_cur=2" in found.next_url


@pytest.mark.parametrize(
    ("link", "current", "want"),
    [
        # Page 2 of one publisher, asked for with its parameters in another order.
        (f'<div class="lfr-pagination"><a href="/tin;jsessionid=0F?p_p_id={AP6}&amp;_{AP6}_cur=3">Tiếp</a></div>',
         f"/tin?_{AP6}_delta=5&_{AP6}_cur=2&p_p_id={AP6}", f"/tin?p_p_id={AP6}&_{AP6}_cur=3"),
        (f"<a href=\"javascript:document._{AP6}_fm._{AP6}_cur.value = '2'; submitForm(document._{AP6}_fm);\">2</a>",
         "/tin", f"/tin?p_p_id={AP6}&_{AP6}_cur=2"),
        (f"<a href=\"#\" onclick=\"event.preventDefault(); _{AP6}_submitForm('_{AP6}_cur','2');\">2</a>",
         "/tin", f"/tin?p_p_id={AP6}&_{AP6}_cur=2"),
        ("<div id='pagination'><a href=\"?danhmuc=201&p=2\" class=''>2</a><a href=\"?danhmuc=201&p=9\">>></a></div>",
         "/tin?danhmuc=201", "/tin?danhmuc=201&p=2"),
        (f'<ul class="pagination"><li class="active"><a href="/tin?p_p_id={AP6}&amp;_{AP6}_cur=2">2</a></li></ul>',
         f"/tin?p_p_id={AP6}&_{AP6}_cur=2", None),
        # Beyond the end the last page is shown again: its pager leads nowhere from the page that was asked for.
        (pager(AP6, 2, 3), f"/tin?p_p_id={AP6}&_{AP6}_cur=99", None),
        ('<div class="pager"><a href="javascript:;">Tiếp</a></div>', "/tin", None),
    ],
)  # fmt: skip
def test_next_page(link: str, current: str, want: str | None) -> None:
    item = FORMS["abstracts 6"]["item"]
    items = "".join(item.format(u=f"{LINK}/xa-{n}", t=t, d="01/06/2024") for n, t in enumerate(TITLES))
    html = f"<body>{SIDE}{portlet(AP6, items + link)}</body>"
    found = LIFERAY.listing(BeautifulSoup(html, "lxml"), H + current)
    assert len(found.items) == len(TITLES)
    assert found.next_url == (H + want if want else None)


def test_boxes_of_one_page_without_a_pager_are_all_read() -> None:
    item = FORMS["titles 7.3"]["item"]
    boxes = "".join(portlet(f"{AP7[:-1]}{n}", item.format(u=f"/w/bai-{n}", t=t, d="01/06/2024")) for n, t in enumerate(TITLES))
    found = LIFERAY.listing(BeautifulSoup(f"<body>{boxes}{SIDE.replace('_cur', '_x')}</body>", "lxml"), f"{H}/tin")
    assert [i.url for i in found.items] == [f"{H}/w/bai-{n}" for n in range(4)]


def test_an_unknown_portlet_falls_back_to_general_signals() -> None:
    rows = "".join(f'<div class="r"><p><a href="/chi-tiet/-/tin-bai/xa-{n}.html">{t}</a></p></div>' for n, t in enumerate(TITLES))
    found = LIFERAY.listing(BeautifulSoup(f"<body><div class=x>{rows}</div></body>", "lxml"), f"{H}/tin")
    assert [i.title for i in found.items] == TITLES


BANNER = portlet(
    "56_INSTANCE_b",
    '<div class="journal-content-article"><h2>Tin tức</h2><p>' + "Chào mừng ngày lễ lớn. " * 12 + "</p></div>",
    "col-md-3",
)
LIST = "".join(FORMS["abstracts 7.3"]["item"].format(u=f"{LINK}/xa-{n}", t=t, d="01/06/2024") for n, t in enumerate(TITLES))
NONE = [
    ("/chi-tiet-tin?dinhdanh=55", portlet(DNICT, "<h3>Bài viết ngừng xuất bản</h3>"), "soft 404"),
    ("/chi-tiet-tin?dinhdanh=55", portlet(DNICT, "<h3>Bài viết đã bị gỡ.</h3>"), "soft 404"),
    ("/chi-tiet-tin?dinhdanh=55", portlet(DNICT, "<h3>Không có bài viết với định danh trên</h3>"), "soft 404"),
    (f"{LINK}/mat", portlet(AP7, '<div class="alert alert-danger">Nội dung được chọn không còn tồn tại.</div>'), "soft 404"),
    (f"/tin?p_p_id={AP6}&_{AP6}_urlTitle=mat", portlet(AP6, '<div class="portlet-msg-error">Lỗi hệ thống.</div>'), "soft 404"),
    ("/tin", portlet(VIET, '<div class="alert alert-info">Chuyên mục chưa có bài viết</div>'), "soft 404"),
    ("/tin", portlet(AP7, LIST), "listing"),
    (f"{LINK}/bai?p_p_state=pop_up", portlet(AP7, LIST), "print copy"),
    ("/web/guest/home", portlet(AP7, LIST), "home page"),
    ("/tim-kiem", portlet("3", "<p>Không nhập từ khóa.</p>"), "search"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "main", "reason"), NONE)
def test_no_article(path: str, main: str, reason: str) -> None:
    html = f"<html><head><title>Tin tức - Cổng thông tin điện tử</title></head><body>{main}{BANNER}{SIDE}</body></html>"
    found, family = parse_page(html.encode(), H + path)
    assert (found, family) == (NotArticle(reason), "liferay")


LISTED = [
    ("liferay74-collection-buttons", "listing"),
    ("liferay74-collection-numbers", "listing"),
    ("liferay72-blogs", "listing"),
    ("liferay62-blogs", "no body"),  # two entries and no pager are not enough to say so
]


@pytest.mark.parametrize(("name", "reason"), LISTED)
def test_a_list_without_a_publisher_is_no_article(name: str, reason: str) -> None:
    page = Path(__file__).with_name("lists").joinpath(f"{name}.html").read_bytes()
    assert parse_page(page, f"{H}/cai-cach-hanh-chinh") == (NotArticle(reason), "liferay")


FILES = [
    # A scan's pages: the uuid stands behind the name.
    (
        f'<p><img alt="" src="/documents/20182/31/trang-1.jpg/{UUID}?t=17"></p>',
        [(f"/documents/20182/31/trang-1.jpg/{UUID}", "image/jpeg")],
    ),
    # 6.x: pictures of the image gallery, and documents by their uuid alone.
    (
        f'<p><img src="/image/image_gallery?uuid={UUID}&amp;groupId=20182&amp;t=17"><img src="/documents/20182/{UUID}?t=18"></p>',
        [(f"/image/image_gallery?uuid={UUID}&groupId=20182&t=17", None), (f"/documents/20182/{UUID}", None)],
    ),
    # 7.4: a name of its own without the file's dot, with and without the word that says `download`.
    (
        '<p>Kèm theo: <a href="/documents/d/hoa-tam/ke-hoach-12-pdf?download=true">Kế hoạch</a></p>',
        [("/documents/d/hoa-tam/ke-hoach-12-pdf", "application/pdf")],
    ),
    ('<p>Kèm theo: <a href="/documents/d/hoa-tam/ke-hoach-12">Kế hoạch</a></p>', [("/documents/d/hoa-tam/ke-hoach-12", None)]),
    (
        '<p><iframe src="/documents/d/hoa-tam/quyet-dinh-docx"></iframe></p>',
        [("/documents/d/hoa-tam/quyet-dinh-docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")],
    ),
]


@pytest.mark.parametrize(("content", "files"), FILES)
def test_files_of_the_document_library(content: str, files: list[tuple[str, str | None]]) -> None:
    head = '<h4 class="component-title"><span class="asset-title d-inline">Quyết định về thủ tục đất đai</span></h4>'
    main = f'<div class="asset-full-content">{head}<div class="journal-content-article">{content}</div></div>'
    found, _ = parse_page(f"<html><body>{portlet(AP7, main)}{SIDE}</body></html>".encode(), f"{H}{LINK}/quyet-dinh")
    assert isinstance(found, ParsedArticle), found
    assert [(f.url.removeprefix(H), f.media_type) for f in found.files] == files


def test_a_vendors_article_that_is_one_file() -> None:
    """Its portlet's classes are unknown, its only line is a link, and the head names the page."""
    link = f'<a href="/documents/20182/31/qd.pdf/{UUID}?t=1">Xem tại đây</a>'
    main = f"<h1>Quyết định về thủ tục đất đai</h1><p>06/11/2024</p><p>{link}</p>"
    page = f"<html><head><title>Tin tức</title></head><body>{portlet(DNICT, main)}{SIDE}</body></html>"
    found, family = parse_page(page.encode(), f"{H}/tin?p_p_id={DNICT}&_{DNICT}_articleId=4711")
    assert isinstance(found, ParsedArticle), found
    assert (family, found.title, found.body) == ("liferay", "Quyết định về thủ tục đất đai", "")
    assert [f.url for f in found.files] == [f"{H}/documents/20182/31/qd.pdf/{UUID}"]
    assert found.published_at == "2024-11-06T00:00:00+07:00"


def test_a_stock_article_without_text_is_not_filled_from_around_it() -> None:
    head = '<h4 class="component-title"><span class="asset-title d-inline">Quyết định về thủ tục đất đai</span></h4>'
    text = '<p><img src="/c/anh?id=77"></p>'
    around = "<p>" + "Ông Lương Công Thiệu trả lời câu hỏi của người dân về thời hạn giải quyết hồ sơ. " * 8 + "</p>"
    main = f'<div class="asset-full-content">{head}<div class="journal-content-article">{text}</div></div><div>{around}</div>'
    found, family = parse_page(f"<html><body>{portlet(AP7, main)}</body></html>".encode(), f"{H}{LINK}/quyet-dinh")
    assert (found, family) == (NotArticle("no text"), "liferay")


@pytest.mark.parametrize(
    ("html", "headers", "family"),
    [
        ("<p>x</p>", {"Liferay-Portal": "Liferay Community Edition Portal 7.0"}, "liferay"),
        ("<p>x</p>", {"Set-Cookie": "GUEST_LANGUAGE_ID=vi_VN; Path=/"}, "liferay"),
        ("<p>x</p>", {"Set-Cookie": "JSESSIONID=0A1B; Path=/"}, "generic"),
        ('<script src="/o/js_loader_modules?t=1"></script>', {}, "liferay"),
        ('<script src="/combo/?browserId=other&/html/js/a.js"></script>', {}, "liferay"),
        ('<link href="https://a.example/o/cong-theme/css/main.css">', {}, "liferay"),
        ('<script src="https://cdn.example/o/x.js"></script>', {}, "generic"),
        ("<script>if (Liferay.ThemeDisplay) {}</script>", {}, "liferay"),
        ('<div id="p_p_id_56_INSTANCE_abc_"></div>', {}, "liferay"),
        ('<div class="journal-content-article"><p>x</p></div>', {}, "liferay"),
        ('<div id="contentDetail"><p>x</p></div>', {}, "generic"),
        ('<meta name="generator" content="NukeViet v4.5"><script src="/o/x-theme/a.js"></script>', {}, "nukeviet"),
    ],
)
def test_fingerprint(html: str, headers: dict[str, str], family: str) -> None:
    assert detect(BeautifulSoup(html, "lxml"), headers)[0] == family


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("Đã tạo 01/06/2024 - Đã xuất bản 02/06/2024 - Đã sửa đổi 2 Năm trước đây.", ("2024-06-02T00:00:00+07:00", False)),
        ("Created 01/06/2024 - Modified 2 Years ago.", ("2024-06-01T00:00:00+07:00", False)),
        ("Ngày đăng tin: 07/10/2024 14:32", ("2024-10-07T14:32:00+07:00", True)),
        ("Cập nhật lần cuối 07/10/2024", None),
        ("Đã sửa đổi 2 Năm trước đây.", None),
    ],
)
def test_when_published(line: str, want: tuple[str, bool] | None) -> None:
    assert published_in(line) == want


REPLICAS = Path(__file__).with_name("replicas")


@pytest.mark.parametrize("name", ["liferay-stock", "liferay-six", "liferay-vendor"])
def test_a_session_in_addresses_changes_nothing(name: str) -> None:
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        site = server.sites[name]
        path = ("/web/guest/" if name == "liferay-six" else "/") + site.categories[0].slug
        pages = []
        for headers in ({}, {"Cookie": "COOKIE_SUPPORT=true"}):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            connection.request("GET", path, headers={"Host": f"{name}.chiso.test", **headers})
            pages.append(connection.getresponse().read())
            connection.close()
    assert b";jsessionid=" in pages[0] and b";jsessionid=" not in pages[1]
    first, second = (LIFERAY.listing(BeautifulSoup(page, "lxml"), site.base + path) for page in pages)
    assert first == second and len(first.items) == site.words["delta"] and first.next_url is not None


@pytest.mark.parametrize(("name", "last_again"), [("liferay-stock", True), ("liferay-six", False), ("liferay-vendor", False)])
def test_beyond_the_end(name: str, last_again: bool) -> None:
    """7 shows the last page again, the others an empty list beside full boxes: nothing leads on from there."""
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        site = server.sites[name]
        category = site.categories[0].slug
        path = ("/web/guest/" if name == "liferay-six" else "/") + category
        at = f"p_p_id={portlet_id(site, category)}&_{portlet_id(site, category)}_cur=99"
        _, answer = server.answer(f"{name}.chiso.test", f"{path}?{at}")
        found = LIFERAY.listing(BeautifulSoup(answer.body, "lxml"), f"{site.base}{path}?{at}")
    assert found.next_url is None and bool(found.items) == last_again


def test_an_article_of_a_wrong_site_number_is_the_same() -> None:
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        site = server.sites["liferay-stock"]
        item = next(i for i in site.items if i.kind == "article")
        bodies = []
        for path in (f"/w/{item.slug}", f"/{item.category}/-/asset_publisher/x/content/{item.slug}/99"):
            _, answer = server.answer("liferay-stock.chiso.test", path)
            found, _ = parse_page(answer.body, site.base + path)
            assert isinstance(found, ParsedArticle)
            bodies.append((found.title, found.body))
    assert bodies[0] == bodies[1]
