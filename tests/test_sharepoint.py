"""SharePoint and TANDAN portals: addresses, pagers and page shapes beyond those of the replicas. A case is a row."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from crawler.cms import FAMILIES, detect
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.parse import parse_page
from crawler.replica.server import Replica

FAMILY = FAMILIES["sharepoint"]
REPLICAS = Path(__file__).with_name("replicas")
GUID = "8f14e45f-ceea-467f-a0e6-1f0c1e2d3a4b"


def page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "lxml")


# -- addresses -----------------------------------------------------------------------------------------------------

KEYS = [
    ("/portal/Pages/2024-6-26/Chi-So-Cchcx7k2qp.aspx", "2024-6-26/chi-so-cchcx7k2qp"),
    ("/PORTAL/pages/2024-06-26/chi-so-cchcX7K2QP.aspx?PageIndex=3#top", "2024-6-26/chi-so-cchcx7k2qp"),
    ("/(S(abcdefghij0123456789klmn))/portal/Pages/2024-6-26/Chi-So-Cchcx7k2qp.aspx", "2024-6-26/chi-so-cchcx7k2qp"),
    ("/xa-phu-hoa/Pages/2024-6-26/Tin1.aspx", "xa-phu-hoa/2024-6-26/tin1"),
    ("/portal/Pages/Cai-cach-hanh-chinh.aspx", None),
    ("/portal/Pages/Cai-cach-hanh-chinh.aspx?PageIndex=2", None),
    ("/tintuc/Pages/kinh-te.aspx?ItemID=70", "tintuc/70"),
    ("/tintuc/Pages/van-hoa.aspx?date=&EventID=0&itemid=0070", "tintuc/70"),
    ("/tintuc/Pages/kinh-te.aspx?date=&EventID=0&Page=2", None),
    ("/tintuc/Pages/kinh-te.aspx?ItemID=0", None),
    ("/Lists/TinTuc/View_Detail.aspx?ItemID=70", "lists/tintuc/70"),
    ("/Lists/TinTuc/DispForm.aspx?ID=70&Source=%2FPages%2Fdefault.aspx&ContentTypeId=0x0100", "lists/tintuc/70"),
    ("/Lists/TinTuc/AllItems.aspx?Paged=TRUE&p_ID=30", None),
    ("/Lists/TinTuc/Attachments/70/quyet-dinh.pdf", None),
    ("/Pages/tintuc/chuyenmuc.aspx?ChuyenMucID=32&page=2", None),
    ("/Pages/tintuc/chuyenmuc.aspx?ID=32", None),
    ("/Pages/tintuc/chitiet.aspx?ChuyenMucID=32&ID=71", "tintuc/71"),
    (f"/_layouts/15/listform.aspx?PageType=4&ListId={{{GUID}}}&ID=5", None),
    (f"/Pages/xem.aspx?List={GUID}&ID=5", f"{GUID}/5"),
    (f"/Pages/xem.aspx?ID={{{GUID.upper()}}}", GUID),
    ("/vn/tin-tuc/67890/ten-bai-viet.aspx", "vn/tin-tuc/67890"),
    ("/vn/chuyen-muc/12/kinh-te.aspx?page=2", None),
    ("/tin-tuc/2023/06/hop-bao.aspx", "tin-tuc/2023/06/hop-bao.aspx"),
    ("/tin-tuc/2023/hop-bao.aspx", "tin-tuc/2023/hop-bao.aspx"),
    ("/Pages/so-noi-vu-to-chuc-hoi-nghi-tong-ket.aspx", "pages/so-noi-vu-to-chuc-hoi-nghi-tong-ket.aspx"),
    ("/_layouts/15/Authenticate.aspx?Source=/tintuc/Pages/a.aspx%3FItemID=70", None),
    ("/_forms/default.aspx?ReturnUrl=%2f&ItemID=70", None),
    ("/tim-kiem.aspx?ItemID=70", None),
    ("/", None),
]


@pytest.mark.parametrize(("path", "key"), KEYS)
def test_article_key(path: str, key: str | None) -> None:
    assert FAMILY.article_key(f"http://a.example{path}") == key


@pytest.mark.parametrize(
    ("url", "want"),
    [
        ("/Portal/pages/2024-6-26/Tin1.aspx?PageIndex=2", "/portal/Pages/2024-6-26/Tin1.aspx"),
        ("/(S(abcdefghij0123456789klmn))/Pages/x.aspx?ItemID=7&print=1", "/Pages/x.aspx?ItemID=7"),
        ("/(X(1)S(abc))/Pages/x.aspx?ItemID=7", "/Pages/x.aspx?ItemID=7"),
        ("/Pages/x.aspx?ItemID=7&ChuyenMucID=3&utm_source=z", "/Pages/x.aspx?ChuyenMucID=3&ItemID=7"),
        ("/Pages/x.aspx?ChuyenMucID=3&ItemID=7&Page=2", "/Pages/x.aspx?ChuyenMucID=3&ItemID=7"),
        ("/Lists/T/DispForm.aspx?ID=7&Source=%2F&ContentTypeId=0x01&IsDlg=1", "/Lists/T/DispForm.aspx?ID=7"),
        ("/Pages/tin.aspx?Page=2", "/Pages/tin.aspx?Page=2"),
    ],
)
def test_canonical_url(url: str, want: str) -> None:
    assert FAMILY.canonical_url(f"HTTP://A.example{url}") == f"http://a.example{want}"


# -- signs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "headers", "family"),
    [
        ("<p>x</p>", {"MicrosoftSharePointTeamServices": "15.0.0.4571"}, "sharepoint"),
        ("<p>x</p>", {"sprequestguid": "x", "x-sharepointhealthscore": "0"}, "sharepoint"),
        ('<meta name="GENERATOR" content="Microsoft SharePoint">', {}, "sharepoint"),
        ('<div id="s4-workspace"><p>x</p></div>', {}, "sharepoint"),
        ('<a href="/_layouts/15/Authenticate.aspx?Source=%2F">Sign In</a>', {}, "sharepoint"),
        ('<script src="/_layouts/15/init.js?rev=x"></script>', {}, "sharepoint"),
        ('<p class="tandan-p-article-news-title">x</p>', {}, "sharepoint"),
        ('<DIV CLASS="Tandan-Title-View">x</DIV>', {}, "sharepoint"),
        ('<form id="aspnetForm"><p>x</p></form>', {}, "generic"),
        ('<div id="news-detail">x</div>', {}, "generic"),
    ],
)
def test_signs(html: str, headers: dict[str, str], family: str) -> None:
    assert detect(page(html), headers)[0] == family


# -- listings and pagers -------------------------------------------------------------------------------------------

AT = "http://a.example/portal/Pages/Tin-tuc.aspx"
STATE = '<input type="hidden" name="__VIEWSTATE" value="v1"><input type="HIDDEN" name="__REQUESTDIGEST" value="d">'


def item(number: int) -> str:
    return (
        f'<div class="channel-news-title"><a href="/portal/Pages/2024-1-{number}/Tin{number}.aspx">Xã số {number} tổ chức hội'
        f' nghị</a></div><label class="pub-time">0{number}/01/2024 | 8</label>'
    )


def listing(pager: str, url: str = AT) -> Listing:
    items = "".join(f"<li>{item(n)}</li>" for n in range(1, 4))
    return FAMILY.listing(page(f'<form id="aspnetForm">{STATE}<ul>{items}</ul>{pager}</form>'), url)


def click(target: str, label: str, more: str = "") -> str:
    return f"<a {more} href=\"javascript:__doPostBack(&#39;{target}&#39;,&#39;&#39;)\">{label}</a> "


PAGERS = [
    # what the pager shows, the address of this page, the next address (None: none), the target of the click
    ('<div>Trang <b>1</b> <a href="?PageIndex=2">2</a> <a href="?PageIndex=3">3</a></div>', AT, f"{AT}?PageIndex=2", None),
    ('<div><a href="?pageindex=1">1</a> <a href="?pageindex=3">3</a></div>', f"{AT}?pageindex=2", f"{AT}?pageindex=3", None),
    ('<div><a href="?Page=0">1</a> <a href="?Page=1">2</a> <a href="?Page=2">3</a></div>', AT, f"{AT}?Page=1", None),
    ('<div><a href="?Page=1">Sau</a> <a href="?Page=9">Cuối</a></div>', AT, None, None),
    ('<div><a href="?Page=2">Sau</a> <a href="?Page=9">Cuối</a></div>', AT, f"{AT}?Page=2", None),
    ('<div><a href="/portal/Pages/Khac.aspx?Page=2">2</a></div>', AT, None, None),
    (f"<div><span>1</span> {click('p$2', '2')}{click('p$3', '3')}</div>", AT, AT, "p$2"),
    (f"<div>{click('p$1', '1')}<b>2</b> {click('p$3', '3')}</div>", AT, AT, "p$3"),
    (f"<div>{click('back', '...')}{click('p$4', '4')}<span>5</span> {click('on', '...')}</div>", AT, AT, "on"),
    (f"<div>{click('back', '...')}{click('p$4', '4')}<span>5</span></div>", AT, None, None),
    (f"<div>{click('p$1', '1')}2 {click('p$3', '3')}</div>", AT, AT, "p$3"),
    (f"<div>{click('p$1', '1')}[2] {click('p$3', '3')}</div>", AT, AT, "p$3"),
    (
        f"<ul><li>{click('p$1', '1')}</li><li class='active'>{click('p$2', '2')}</li><li>{click('p$3', '3')}</li></ul>",
        AT,
        AT,
        "p$3",
    ),
    (f"<div>{click('p$1', '1')}{click('p$2', '2', 'style=color:red')}{click('p$3', '3')}</div>", AT, AT, "p$3"),
    (f"<div>{click('p$1', '1')}{click('p$2', '2')}{click('p$3', '3')}</div>", AT, None, None),
    (f"<div>{click('p$1', '1')}{click('p$2', '2')}{click('n', 'Tiếp')}</div>", AT, AT, "n"),
    (f"<div>Trang 2/3 {click('f', '<<')}{click('b', '<')}{click('n', '>')}{click('l', '>>')}</div>", AT, AT, "n"),
    (f"<div>Trang 3/3 {click('b', '<')}{click('n', '>')}</div>", AT, None, None),
    (f"<div><a class='aspNetDisabled'>1</a> {click('p$2', '2')}</div>", AT, AT, "p$2"),
    ('<div><span>1</span> <a href="javascript:goPage(2)">2</a></div>', AT, f"{AT}?PageIndex=2", None),
    ('<div><span>2</span> <a href="javascript:goPage(3)">3</a></div>', f"{AT}?PageIndex=2", f"{AT}?PageIndex=3", None),
    ('<div><span>1</span> <a href="javascript:goPage(2)">2</a></div>', f"{AT}?PageIndex=5", None, None),
    (
        '<td class="ms-paging">1 - 30</td><td id="pagingWPQ2next"><a href="javascript:" onclick=\'RefreshPageTo(event, '
        '"/portal/Pages/Tin-tuc.aspx?Paged=TRUE\\u0026p_ID=30\\u0026PageFirstRow=31");\'>&gt;</a></td>',
        AT,
        f"{AT}?Paged=TRUE&p_ID=30&PageFirstRow=31",
        None,
    ),
    (
        "<table>" + "".join(f"<tr><td>{click('cal', str(n))}</td></tr>" for n in range(1, 31)) + "</table>",
        AT,
        None,
        None,
    ),
]


@pytest.mark.parametrize(("pager", "url", "want", "target"), PAGERS)
def test_pager(pager: str, url: str, want: str | None, target: str | None) -> None:
    found = listing(pager, url)
    assert len(found.items) == 3
    assert found.next_url == want
    sent = dict(found.next_form)
    assert sent.get("__EVENTTARGET") == target
    if target:
        assert (sent["__VIEWSTATE"], sent["__REQUESTDIGEST"]) == ("v1", "d")


SIDE = "".join(
    f'<div class="channel-news-title"><a href="/portal/Pages/2020-1-{n}/H.aspx">Tin nóng số {n} của tỉnh</a></div>'
    for n in (1, 2, 3, 4)
)
LAYOUTS = [
    f'<div id="WebPartWPQ1"><h4>Tin xem nhiều</h4>{SIDE}</div><div id="WebPartWPQ2">{item(1)}{item(2)}</div>',
    f'<div class="col-md-3"><h3>Tin nổi bật</h3><div>{SIDE}</div></div><div class="col-md-9">{item(1)}{item(2)}</div>',
    f'<div class="c1">{SIDE}</div><div class="c2"><div>{item(1)}{item(2)}</div><p><b>1</b> '
    f'<a href="?PageIndex=2">2</a></p></div>',
    f'<div class="tandan-div-article-other">{SIDE}</div><div>{item(1)}{item(2)}</div>',
    f'<aside>{SIDE}</aside><a href="/portal/Pages/2024-1-1/Tin1.aspx"><img src="a.jpg"></a>{item(1)}{item(2)}',
]


PROVINCE = "".join(
    f'<div class="name_artical"><a href="/portal/Pages/2024-1-{n}/Tin{n}.aspx">Xã số {n} tổ chức hội nghị</a>'
    f'<span class="time_update">(ngày 0{n}/01/2024)</span></div>'
    for n in (1, 2)
)
PAGER = '<p><b>1</b> <a href="?PageIndex=2">2</a></p>'
LAYOUTS += [
    f'<div class="c1">{SIDE}</div><div class="c2"><div class="cont_artical">{PROVINCE}</div>{PAGER}</div>',
    f'<table><tr><td><b>Tin đọc nhiều</b>{SIDE}</td><td><div>{item(1)}{item(2)}</div></td></tr></table>',
]


@pytest.mark.parametrize("html", LAYOUTS)
def test_boxes_beside_the_list_are_no_items(html: str) -> None:
    found = FAMILY.listing(page(html), AT)
    assert [(i.title, i.date) for i in found.items] == [
        ("Xã số 1 tổ chức hội nghị", "01/01/2024"),
        ("Xã số 2 tổ chức hội nghị", "02/01/2024"),
    ]


def test_an_unknown_list_is_read_by_its_links() -> None:
    rows = "".join(
        f'<div class="r"><a href="/tintuc/Pages/a.aspx?ItemID={n}">Phường số {n} công bố kết quả đánh giá</a>'
        f" <i>0{n}/02/2023</i></div>"
        for n in range(1, 6)
    )
    found = FAMILY.listing(page(f"<div id=x>{rows}</div><p><b>1</b> {click('p2', '2')}</p><form>"
    f"</form>"), "http://a.example/t.aspx")
    assert [i.date for i in found.items] == [f"0{n}/02/2023" for n in range(1, 6)]
    assert dict(found.next_form)["__EVENTTARGET"] == "p2"


def test_short_names_of_pages_count_where_they_make_the_list() -> None:
    rows = "".join(
        f'<div class="r"><a href="/Pages/tin/Hop-thang-{n}.aspx">Họp giao ban tháng {n} của huyện</a> <i>0{n}/02/2023</i></div>'
        for n in range(1, 6)
    )
    menu = "".join(f'<li><a href="/Pages/Gioi-thieu-chung-{n}.aspx">Giới thiệu chung {n}</a></li>' for n in range(3))
    found = FAMILY.listing(page(f"<ul class=menu>{menu}</ul><div id=x>{rows}</div>"), "http://a.example/Pages/tin.aspx")
    assert [i.title for i in found.items] == [f"Họp giao ban tháng {n} của huyện" for n in range(1, 6)]


# -- the replica's server ------------------------------------------------------------------------------------------


def ask(server: Replica, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        headers = {"Host": "sharepoint-old.chiso.test", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


LIST = "/portal/Pages/Cai-cach-hanh-chinh.aspx"


@pytest.mark.parametrize("spoilt", ["__VIEWSTATE", "__EVENTVALIDATION", "__REQUESTDIGEST", "__EVENTTARGET"])
@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_click_without_the_page_s_own_fields_is_refused(spoilt: str, how: str) -> None:
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        _, headers, html = ask(server, "GET", LIST)
        assert headers["MicrosoftSharePointTeamServices"]
        form = dict(FAMILY.listing(page(html), f"http://sharepoint-old.chiso.test{LIST}").next_form)
        assert ask(server, "POST", LIST, form)[0] == 200
        if how == "missing":
            del form[spoilt]
        else:
            form[spoilt] = f"x{form[spoilt]}y"
        assert ask(server, "POST", LIST, form)[0] in (403, 500)


def test_a_scripted_pager_is_walked_to_its_end() -> None:
    seen: list[str] = []
    form: dict[str, str] | None = None
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        for _ in range(20):
            _, _, html = ask(server, "POST" if form else "GET", LIST, form)
            found = FAMILY.listing(page(html), f"http://sharepoint-old.chiso.test{LIST}")
            seen += [i.title or "" for i in found.items]
            form = dict(found.next_form)
            if not form:
                break
    assert not form and len(seen) == len(set(seen)) == 8


# -- article pages -------------------------------------------------------------------------------------------------

TEXT = (
    "<p>Sáng 12/3/2024, UBND xã họp bàn việc sắp xếp lại bộ phận một cửa; dự họp có trưởng các thôn và đại diện đoàn thể.</p>"
    "<p>Giấy phép xây dựng cấp cho hộ dân được trả đúng hẹn 98,5%, cao hơn năm trước 2,5%.</p>"
    "<p>Các ý kiến đều thống nhất mở thêm một quầy hướng dẫn và bố trí người trực vào sáng thứ bảy hằng tuần.</p>"
)
BODY = [
    "Sáng 12/3/2024, UBND xã họp bàn việc sắp xếp lại bộ phận một cửa; dự họp có trưởng các thôn và đại diện đoàn thể.",
    "Giấy phép xây dựng cấp cho hộ dân được trả đúng hẹn 98,5%, cao hơn năm trước 2,5%.",
    "Các ý kiến đều thống nhất mở thêm một quầy hướng dẫn và bố trí người trực vào sáng thứ bảy hằng tuần.",
]
TITLE = "Xã Phú Hòa họp bàn - sắp xếp lại bộ phận một cửa"
SIGN = '<meta name="GENERATOR" content="Microsoft SharePoint">'
TODAY = '<div id="top"><span id="ctl00_lblCurrentDate">Thứ bảy, 21/11/2026</span></div>'
OTHER = '<b>Các tin khác</b><ul><li><a href="/a.aspx?ItemID=1">Tin cũ của xã về hội nghị thôn</a> (01/02/2023)</li></ul>'
FILES = (
    "<p><b>Tài liệu kèm theo:</b></p><table><tr><td>Nghị quyết 5</td>"
    '<td><a href="/Lists/T/Attachments/7/nq5.pdf">Tải về</a></td></tr></table>'
)
G = f"ctl00_ctl24_g_{GUID.replace('-', '_')}_ctl00_"
URL = "http://a.example/tintuc/Pages/a.aspx?ItemID=7"
ARTICLES = {
    "title only in <title>": f"<title>{TITLE} - CỔNG THÔNG TIN ĐIỆN TỬ TỈNH BÀ RỊA - VŨNG TÀU</title>{TODAY}"
    f'<div><span class="tandan-span-date-publish">Đăng ngày 12/03/2024 02:05 CH</span>'
    f'<div class="tandan-p-article-main">{TEXT}</div></div>',
    "no spaces between elements": f"<h1>{TITLE}</h1><div><div class='tandan-date-view'><span>12/03/2024 02:05 CH</span>"
    f"<a href='javascript:void(0)'>In trang</a></div><div class='tandan-content-view'>{TEXT}</div></div>",
    "site's name first": f"<title>Cổng thông tin điện tử xã Phú Hòa - {TITLE}</title>{TODAY}"
    f'<div><span class="tandan-date-view">12/03/2024 14:05</span><div class="tandan-content-view">{TEXT}{OTHER}</div></div>',
    "one element around all": f"<div class='tandan-p-article-main'><p class='tandan-p-article-news-title'>{TITLE}</p>"
    f"<span class='tandan-span-date-publish'>Đăng ngày: 12/03/2024 | 14:05</span>{TEXT}"
    f"<div class='tandan-div-article-other'>{OTHER}</div></div>",
    "a paragraph each": f"<div><h3 class='tandan-p-article-news-title'>{TITLE}</h3>"
    f"<i class='tandan-span-date-publish'>12/03/2024 14:05</i>"
    + TEXT.replace("<p>", "<p class='tandan-p-article-news-content'>")
    + "</div>",
    "other letter case": f"<div><p class='Tandan-P-Article-News-Title'>{TITLE}</p>"
    f"<b class='TANDAN-SPAN-DATE-PUBLISH'>2:05 CH 12/03/2024</b>"
    f"<div class='Tandan-p-article-news-Content'>{TEXT}</div></div>",
    "rich text field": f"{TODAY}<h1>{TITLE}</h1><div><p>Ngày đăng: 12/03/2024 14:05</p>"
    f'<div id="ctl00_PlaceHolderMain_ctl01__ControlWrapper_RichHtmlField" class="ms-rtestate-field">{TEXT}</div></div>',
    "ministry ids": f'{TODAY}<div><div id="divArticleDescription3">{TITLE}</div><p>Thứ ba, 12/03/2024 14:05</p>'
    f'<div id="divArticleDescription2">{TEXT}</div></div>',
    "news ids": f'{TODAY}<div><div id="news-title">{TITLE}</div><p>Cập nhật lúc: 14:05 12/03/2024</p>'
    f'<div id="news-detail">{TEXT}</div></div>',
    "dated ids": f'{TODAY}<div><span id="txtTitle">{TITLE}</span><span id="txtDateString">12/03/2024 14:05'
    f'</span><div id="contenttin">{TEXT}</div></div>',
    "ids with a GUID": f'{TODAY}<div><span id="{G}lblTitle">{TITLE}</span>'
    f'<span id="{G}lblCurrentDate">12/03/2024 2:05 CH</span>'
    f'<div id="{G}lblContent">{TEXT}</div></div>',
    "province": f'{TODAY}<div class="detail_artical"><h3>{TITLE}</h3><div class="time_up">'
    f'<span id="{G}lblCurrentDate">(ngày 12/03/2024 14:05)'
    f'</span></div>{TEXT}<div class="other_News">{OTHER}</div></div>',
    "page named after its menu": f'<div class="page has-menu"><header>{TODAY}</header><article><header class="x"><h2 class='
    f'"tandan-title-view">{TITLE}</h2></header><i class="tandan-date-view">12/03/2024 14:05</i>'
    f'<div class="tandan-content-view">{TEXT}</div></article></div>',
    "dates of other articles": f'<div><div class="tandan-title-view">{TITLE}</div><div>12/03/2024 14:05</div>'
    f'<div class="tandan-content-view">{TEXT}</div><p>Tin liên quan</p><div>01/02/2020 08:00</div></div>',
    "list form": f'{TODAY}<table class="ms-formtable"><tr><td class="ms-formlabel">Tiêu đề</td>'
    f'<td class="ms-formbody">{TITLE}</td></tr>'
    f'<tr><td class="ms-formlabel">Nội dung</td><td class="ms-formbody">{TEXT}</td></tr>'
    f'<tr><td class="ms-formlabel">Ngày đăng</td><td class="ms-formbody">12/03/2024 2:05 CH</td></tr></table>',
}


@pytest.mark.parametrize("name", list(ARTICLES))
@pytest.mark.parametrize("files", [False, True])
def test_article_pages(name: str, files: bool) -> None:
    html = ARTICLES[name]
    if files:
        html = html.replace(TEXT, TEXT + FILES, 1) if TEXT in html else html.replace("</div>", FILES + "</div>", 1)
    found, family = parse_page((SIGN + html).encode(), URL)
    assert isinstance(found, ParsedArticle), found
    assert (family, found.title, found.published_at) == ("sharepoint", TITLE, "2024-03-12T14:05:00+07:00")
    assert found.body.split("\n\n") == BODY
    wanted = [("http://a.example/Lists/T/Attachments/7/nq5.pdf", "Nghị quyết 5")] if files else []
    assert [(f.url, f.name) for f in found.files] == wanted


@pytest.mark.parametrize("name", ["news ids", "dated ids", "ministry ids"])
def test_the_general_reader_knows_the_ids_without_other_signs(name: str) -> None:
    found, family = parse_page(ARTICLES[name].encode(), URL)
    assert isinstance(found, ParsedArticle)
    assert (family, found.title, found.body.split("\n\n")[0]) == ("generic", TITLE, BODY[0])


def test_a_page_without_a_date_has_the_day_of_its_address() -> None:
    body = f"<div class='tandan-p-article-main'>{TEXT}</div>"
    html = f"{SIGN}{TODAY}<div><p class='tandan-p-article-news-title'>{TITLE}</p>{body}</div>"
    found, _ = parse_page(html.encode(), "http://a.example/portal/Pages/2024-3-12/Xa-Phu-Hoa1.aspx")
    assert isinstance(found, ParsedArticle)
    assert (found.published_at, found.published_source) == ("2024-03-12T00:00:00+07:00", "address:day")


def test_an_article_of_files_only() -> None:
    body = f"<div class='tandan-p-article-main'></div>{FILES}"
    html = f"{SIGN}<div><p class='tandan-p-article-news-title'>{TITLE}</p>{body}</div>"
    found, _ = parse_page(html.encode(), URL)
    assert isinstance(found, ParsedArticle) and (found.body, len(found.files)) == ("", 1)


FOOT = "<div><p>Cơ quan chủ quản: UBND xã. Địa chỉ: thôn Một. Giấy phép số 8/GP-TTĐT ngày 04/8/2011 của Sở.</p></div>"
HOT = f'<div id="WebPartWPQ9"><h4>Tin đọc nhiều</h4>{SIDE}</div>'
GONE = [
    ("/tintuc/Pages/a.aspx?ItemID=7", f'<div id="DeltaPlaceHolderMain"><div id="WebPartWPQ2"></div>'
    f'</div>{HOT}{FOOT}', "soft 404"),
    ("/tintuc/Pages/a.aspx?ItemID=7", f'<form id="aspnetForm"><div class="x"></div>{HOT}{FOOT}</form>', "soft 404"),
    ("/portal/Pages/2024-1-2/A.aspx", f'<div class="tandan-p-article-main"> </div>{HOT}{FOOT}', "soft 404"),
    ("/portal/Pages/2024-1-2/A.aspx", f'<div class="tandan-p-article-main"><p>Bài viết không tồn tại.</p>'
    f'</div>{HOT}', "soft 404"),
    ("/portal/Pages/2024-1-2/A.aspx", '<p class="tandan-p-article-news-title"></p>'
    '<i class="tandan-span-date-publish"></i>', "soft 404"),
    ("/portal/Pages/2024-1-2/A.aspx", "<title>Error</title><div><h1>Sorry, something went wrong"
    "</h1>File not found.</div>", "soft 404"),
    ("/_layouts/15/error.aspx?ErrorText=x", f"<h1>Lỗi</h1>{TEXT}", "soft 404"),
    ("/_layouts/15/Authenticate.aspx?Source=x", f"<h1>Đăng nhập</h1>{TEXT}", "soft 404"),
    ("/_layouts/15/AccessDenied.aspx?Source=x", f"<h1>Access</h1>{TEXT}", "soft 404"),
    ("/_forms/default.aspx?ReturnUrl=%2f", f"<h1>Sign In</h1>{TEXT}", "soft 404"),
    ("/portal/Pages/2024-1-2/A.aspx?print=1", ARTICLES["dated ids"], "print copy"),
    ("/_layouts/15/tintuc/Print.aspx?ItemID=7", ARTICLES["dated ids"], "print copy"),
    ("/tintuc/Pages/NewsPrint.aspx?ItemID=7", ARTICLES["dated ids"], "print copy"),
    ("/tintuc/Pages/In-bai-viet.aspx?ItemID=7", ARTICLES["dated ids"], "print copy"),
    ("/tintuc/Pages/a.aspx?ItemID=7&mode=print", ARTICLES["dated ids"], "print copy"),
    ("/portal/Pages/default.aspx", ARTICLES["dated ids"], "home page"),
    ("/portal/Pages/Tin-tuc.aspx", f'<div id="WebPartWPQ2">{item(1)}{item(2)}</div>', "listing"),
]


@pytest.mark.parametrize(("path", "html", "reason"), GONE)
def test_no_article(path: str, html: str, reason: str) -> None:
    assert parse_page((SIGN + html).encode(), f"http://a.example{path}")[0] == NotArticle(reason)


def test_a_page_layout_with_pictures_only_is_an_article_of_files() -> None:
    """The pages of a signed paper in the text's field: its date is that of the layout's line, far below the page's title."""
    menu = "".join(f'<li><a href="/m{n}">Mục số {n} của menu</a></li>' for n in range(9))
    shown = "".join(f'<p><img src="/tin/PublishingImages/t{n}.jpg" alt=""></p>' for n in (1, 2))
    html = (
        '<meta name="GENERATOR" content="Microsoft SharePoint"><title>Quyết định công bố danh mục thủ tục</title><body>'
        f'<div id="s4-workspace"><h1>Quyết định công bố danh mục thủ tục</h1><div id="sideNavBox"><ul>{menu}</ul></div>'
        '<div class="article article-body"><div class="article-header"><div class="date-line">06/11/2024</div></div>'
        '<div class="article-content"><div id="ctl00_PlaceHolderMain_ctl05__ControlWrapper_RichHtmlField" '
        f'class="ms-rtestate-field">{shown}</div></div></div></div>'
    )
    found, _ = parse_page(html.encode(), "http://a.example/tin/Pages/quyet-dinh.aspx")
    assert isinstance(found, ParsedArticle), found
    assert (found.body, found.published_at) == ("", "2024-11-06T00:00:00+07:00")
    assert [f.url for f in found.files] == [f"http://a.example/tin/PublishingImages/t{n}.jpg" for n in (1, 2)]
