"""Articles and lists on pages whose names tell nothing, one difficulty at a time."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from crawler.byline import credited
from crawler.cms import FAMILIES
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.cms.lists import main_listing
from crawler.cms.region import read_region
from crawler.parse import parse_page

URL = "http://a.example/tin-tuc/xa-la-u-mo-them-diem-tiep-nhan-ho-so.html"
TITLE = "Xã Ia U mở thêm điểm tiếp nhận hồ sơ ở làng xa"
ONE = "Sáng 4/9, UBND xã Ia U mở thêm điểm tiếp nhận hồ sơ tại nhà rông làng Kép, cách trung tâm xã 14 km, phục vụ 212 hộ dân."
TWO = "Ông Rơ Mah Tuân, Chủ tịch UBND xã, cho biết mỗi tuần điểm mở hai buổi, do hai công chức trực và nhận cả hồ sơ đất đai."
HOT = "".join(f'<li><a href="/tin-tuc/tin-so-{n}-trong-tuan.html">Tin số {n} trong tuần của các xã</a></li>' for n in range(6))
OTHERS = '<p>Các tin khác</p><ul><li><a href="/tin-tuc/a-b-c-d-e-f.html">Làng Kép có đường bê tông mới</a> (01/08/2023)</li></ul>'
HEAD = f"<title>Trang tin</title><div><p>Thứ bảy, 21/11/2026</p><ul>{HOT}</ul></div>"
FOOT = "<div><p>Giấy phép số 11/GP ngày 02/03/2010</p><p>Địa chỉ: 10 đường Số 1, thị trấn. Điện thoại: 0269 000 000.</p></div>"


def page(main: str) -> BeautifulSoup:
    return BeautifulSoup(f"<body>{HEAD}<div>{main}</div>{FOOT}</body>", "lxml")


# name, the page's main part, the body's paragraphs, date
CASES = [
    ("views and no date", f"<p>{TITLE}</p><p>Lượt xem: 4</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}", [ONE, TWO], None),
    ("date and views", f"<p>{TITLE}</p><p>Ngày đăng: 04/09/2023 - Lượt xem: 4</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}",
     [ONE, TWO], "2023-09-04T00:00:00+07:00"),
    ("date above the title", f"<p>Thứ hai, 04/09/2023, 14:05</p><p>{TITLE}</p><p>Lượt xem: 4</p><p>{ONE}</p><p>{TWO}</p>"
     + OTHERS,
     [ONE, TWO], "2023-09-04T14:05:00+07:00"),
    ("date below the text", f"<h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p><p>Cập nhật lúc: 15:00 04/09/2023</p>{OTHERS}",
     [ONE, TWO], "2023-09-04T15:00:00+07:00"),
    ("when it was changed is no date", f"<h1>{TITLE}</h1><p>Cập nhật lần cuối: 05/09/2023</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}",
     [ONE, TWO], None),
    ("lead apart", f"<h1>{TITLE}</h1><p>04/09/2023</p><div><b>{ONE}</b></div><div><div><p>{TWO}</p></div></div>{OTHERS}",
     [ONE, TWO], "2023-09-04T00:00:00+07:00"),
    ("inset of others", f"<h1>{TITLE}</h1><p>Lượt xem: 4</p><p>{ONE}</p><div><p>Tin liên quan</p><p><a href='/x/1'>Làng Kép có"
     f" thêm đường bê tông mới</a></p></div><p>{TWO}</p><p>{TWO[:-1]} và hộ tịch.</p>{OTHERS}",
     [ONE, TWO, f"{TWO[:-1]} và hộ tịch."], None),
    ("stop words that open sentences", f"<h1>{TITLE}</h1><p>Lượt xem: 4</p><p>{ONE}</p>"
     "<p>Thời tiết xấu không làm giảm lượt người đến.</p>"
     f"<p>Các ý kiến của bà con tập trung vào ba việc:</p><p>Đang có 5 làng xin mở thêm điểm như vậy.</p><p>{TWO}</p>{OTHERS}",
     [ONE, "Thời tiết xấu không làm giảm lượt người đến.", "Các ý kiến của bà con tập trung vào ba việc:",
      "Đang có 5 làng xin mở thêm điểm như vậy.", TWO], None),
    ("no list of others", f"<h1>{TITLE}</h1><p>Lượt xem: 4</p><p>{ONE}</p><p>{TWO}</p><p><a href='#'>In trang</a></p>",
     [ONE, TWO], None),
    ("tools before the text", f"<h1>{TITLE}</h1><p>Cỡ chữ: A- A+</p><p><a href='#'>In trang</a> | <a href='#'>Gửi email</a></p>"
     f"<p>{ONE}</p><p>{TWO}</p>{OTHERS}", [ONE, TWO], None),
    ("comments", f"<h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p><p>Ý kiến bạn đọc</p><p>{ONE[:-1]}, tôi rất mừng.</p>"
     f"<p>{TWO[:-1]}, thật tốt.</p>", [ONE, TWO], None),
    ("year of two digits", f"<h1>{TITLE}</h1><p>04/09/23 - 14:05</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}",
     [ONE, TWO], "2023-09-04T14:05:00+07:00"),
    ("half of the day", f"<h1>{TITLE}</h1><p>Ngày đăng: 4-9-2023 02:05 CH</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}",
     [ONE, TWO], "2023-09-04T14:05:00+07:00"),
    ("month in short", f"<h1>{TITLE}</h1><p>04 Th9, 2023</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}",
     [ONE, TWO], "2023-09-04T00:00:00+07:00"),
    ("changed before published", f"<h1>{TITLE}</h1><p>Cập nhật: 06/09/2023 07:00 | Ngày xuất bản: 04/09/2023 14:05</p>"
     f"<p>{ONE}</p><p>{TWO}</p>{OTHERS}", [ONE, TWO], "2023-09-04T14:05:00+07:00"),
    ("published, then changed", f"<h1>{TITLE}</h1><p>Xuất bản: 04/09/2023 14:05, cập nhật lúc 06/09/2023 07:00</p><p>{ONE}</p>"
     f"<p>{TWO}</p>{OTHERS}", [ONE, TWO], "2023-09-04T14:05:00+07:00"),
    ("changed below an unlabelled day", f"<h1>{TITLE}</h1><p>04/09/2023</p><p>Cập nhật: 06/09/2023</p><p>{ONE}</p><p>{TWO}</p>"
     + OTHERS, [ONE, TWO], "2023-09-04T00:00:00+07:00"),
    ("changed in an element of its own", f"<h1>{TITLE}</h1><p>Cập nhật: 06/09/2023</p><p>Đăng ngày: 04/09/2023</p><p>{ONE}</p>"
     f"<p>{TWO}</p>{OTHERS}", [ONE, TWO], "2023-09-04T00:00:00+07:00"),
    ("how long ago", f"<h1>{TITLE}</h1><p>3 ngày trước | Lượt xem: 4</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}", [ONE, TWO], None),
    ("a fraction is no date", f"<h1>{TITLE}</h1><p>Lượt xem: 4</p><p>{ONE}</p><p>Tổ 04/09/23 hộ</p><p>{TWO}</p>{OTHERS}",
     [ONE, "Tổ 04/09/23 hộ", TWO], None),
    ("fields in elements", f"<h1>{TITLE}</h1><table><tr><td>Ngày đăng:</td></tr><tr><td>04/09/2023 14:05</td></tr></table>"
     f"<p>{ONE}</p><p>{TWO}</p>{OTHERS}", [ONE, TWO], "2023-09-04T14:05:00+07:00"),
    ("menu line above", "<p><a href='/'>Trang chủ</a> | <a href='/gt'>Giới thiệu</a> | <a href='/lh'>Liên hệ</a></p>"
     f"<h1>{TITLE}</h1><p>04/09/2023</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}", [ONE, TWO], "2023-09-04T00:00:00+07:00"),
    ("title that repeats", f"<p><a href='/'>Trang chủ</a> » <span>{TITLE}</span></p><h2>{TITLE}</h2><p>Lượt xem: 4</p>"
     f"<p>{ONE}</p><p>{TWO}</p>{OTHERS}", [ONE, TWO], None),
]  # fmt: skip


@pytest.mark.parametrize(("main", "body", "date"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
@pytest.mark.parametrize("window", ["Trang tin", TITLE, f"{TITLE} - Trang thông tin điện tử xã Ia U"])
def test_article(main: str, body: list[str], date: str | None, window: str) -> None:
    soup = page(main)
    assert soup.title is not None
    soup.title.string = window
    found = read_region(soup, URL, "x")
    assert isinstance(found, ParsedArticle), found
    assert found.title == TITLE
    assert found.body.split("\n\n") == body
    assert found.published_at == date


SCAN = (
    '<p><img src="/upload/104521/20230904/trang-1.jpg"></p>'
    '<p>File đính kèm: <a href="/upload/104521/20230904/qd.pdf">qd.pdf</a></p>'
)
NONE = [
    ("nothing but furniture", "<p>Xin chào</p>", "no title and no body"),
    ("a title without a text", f"<h1>{TITLE}</h1><p>Lượt xem: 4</p>", "no body"),
    ("notice", "<p>Bài viết không tồn tại.</p>", "soft 404"),
    ("teasers", "".join(f"<h3><a href='/t/{n}'>{TITLE} {n}</a></h3><p>{ONE}</p>" for n in range(4)), "listing"),
]


@pytest.mark.parametrize(("main", "reason"), [c[1:] for c in NONE], ids=[c[0] for c in NONE])
def test_no_article(main: str, reason: str) -> None:
    assert parse_page(str(page(main)).encode(), URL, family="vnpt")[0] == NotArticle(reason)


def test_a_text_without_a_title_says_so() -> None:
    assert read_region(BeautifulSoup(f"<body><p>{ONE}</p><p>{TWO}</p></body>", "lxml"), URL, "x") == NotArticle("no title")


MANY = "<p>Các tin khác</p>" + "".join(
    f'<p><a href="/t/{n}.html">Tin số {n} trong tuần của các xã</a> (0{n}/08/2023)</p>' for n in range(1, 6)
)


@pytest.mark.parametrize("others", [OTHERS, MANY, ""], ids=["one", "many", "none"])
def test_a_scan_keeps_its_files(others: str) -> None:
    found = read_region(page(f"<h1>{TITLE}</h1><p>Lượt xem: 4</p>{SCAN}{others}"), URL, "x")
    assert isinstance(found, ParsedArticle), found
    assert (found.title, found.body) == (TITLE, "")
    assert [f.url.rsplit("/", 1)[1] for f in found.files] == ["qd.pdf", "trang-1.jpg"]


def test_pictures_around_a_scan_are_none_of_its_pages() -> None:
    """A banner above the title, the mark of a file's link, the pictures of the list below."""
    icon = '<p><a href="/upload/104521/20230904/qd.pdf"><img src="/images/pdf.png"> qd.pdf</a></p>'
    above, below = '<div><img src="/images/banner.jpg"></div>', f'{MANY}<p><img src="/images/chan-trang.jpg"></p>'
    main = f"{above}<h1>{TITLE}</h1><p>Lượt xem: 4</p>{SCAN}{icon}{below}"
    found = read_region(page(main), URL, "x")
    assert isinstance(found, ParsedArticle), found
    assert [f.url.rsplit("/", 1)[1] for f in found.files] == ["qd.pdf", "trang-1.jpg"]


def test_a_print_copy_says_so() -> None:
    soup = BeautifulSoup(f'<body onload="self.print()"><h1>{TITLE}</h1><p>{ONE}</p><p>{TWO}</p></body>', "lxml")
    assert read_region(soup, URL, "x") == NotArticle("print copy")


# name, the line above the article, its section
HOME = "<a href='/'>Trang chủ</a>"
PATHS = [
    ("arrows", f"{HOME} » <a href='/a'>Tin tức</a> » <a href='/b'>Cải cách hành chính</a>", "Cải cách hành chính"),
    ("icons", f"{HOME}<i class='x'></i><a href='/b'>Cải cách hành chính</a>", "Cải cách hành chính"),
    ("pictures", f"{HOME} <img src='m.gif'> <a href='/b'>Cải cách hành chính</a>", "Cải cách hành chính"),
    ("one entry", f"{HOME} | <a href='/b'>Cải cách hành chính</a>", "Cải cách hành chính"),
    ("the title behind", f"{HOME} | <a href='/a'>Tin tức</a> | <a href='/b'>Cải cách hành chính</a> | {TITLE}",
     "Cải cách hành chính"),
    ("each below the last", f"{HOME} | <a href='/a'>Tin tức</a> | <a href='/a/b'>Cải cách hành chính</a>",
     "Cải cách hành chính"),
    ("words only", "Trang chủ &gt; Tin tức &gt; Cải cách hành chính", "Cải cách hành chính"),
    ("menu", f"{HOME} | <a href='/gt'>Giới thiệu</a> | <a href='/a'>Tin tức</a> | <a href='/lh'>Liên hệ</a>", None),
    ("menu of sections", f"{HOME} | <a href='/a'>Tin tức</a> | <a href='/v'>Văn bản</a> | <a href='/d'>Du lịch</a>",
     None),
    ("menu of two", f"{HOME} | <a href='/lh'>Liên hệ</a>", None),
    ("menu without marks", f"{HOME} <a href='/gt'>Giới thiệu</a> <a href='/a'>Tin tức</a>", None),
    ("menu in brackets", f"[{HOME}] [<a href='/v'>Văn bản</a>] [<a href='/a'>Hình ảnh</a>]", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "section"), [c[1:] for c in PATHS], ids=[c[0] for c in PATHS])
def test_a_path_line_and_a_menu_line(line: str, section: str | None) -> None:
    main = f"<div>{line}</div><h1>{TITLE}</h1><p>04/09/2023</p><p>{ONE}</p><p>{TWO}</p>{OTHERS}"
    found = read_region(page(main), "http://a.example/xem/57", "x")
    assert isinstance(found, ParsedArticle), found
    assert (found.title, found.body.split("\n\n"), found.section) == (TITLE, [ONE, TWO], section)


ITEMS = [
    ("Xã Ia U mở thêm điểm tiếp nhận", "03/09/2023"),
    ("Làng Kép có đường bê tông mới", "01/08/2023"),
    ("Tin vắn ngắn thôi", "02/07/2023"),
]
BOX = f"<div><p>Tin đọc nhiều</p><ul>{HOT}</ul></div>"
LISTS = {
    "lines": "<ul>{}</ul>", "rows": "<table>{}</table>", "blocks": "<div>{}</div>", "cards": "<div>{}</div>",
    "cut": "<div>{}</div>", "headings": "<div>{}</div>",
}  # fmt: skip
FORMS = {
    "lines": '<li><a href="{url}">{title}</a> ({date})</li>',
    "rows": '<tr><td><a href="{url}">{title}</a></td><td>{date}</td></tr>',
    "blocks": '<div><a href="{url}"><img src="a.jpg"></a><h3><a href="{url}">{title}</a></h3><p>{date}</p><p>{lead}</p>'
    '<a href="{url}">Xem tiếp</a></div>',
    "cards": '<a href="{url}"><img src="a.jpg"><h4>{title}</h4><span>{date}</span><p>{lead}</p></a>',
    "cut": '<div><p><a href="{url}" title="{title}">{short}...</a></p><p>Ngày đăng: {date}</p></div>',
    "headings": '<h3><a href="{url}">{title}</a></h3><p><i>{date}</i> {lead} <a href="{url}">Chi tiết</a></p>',
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("box_first", [True, False])
def test_list(form: str, count: int, box_first: bool) -> None:
    shown = [(f"http://a.example/tin-tuc/bai-viet-so-{n}-cua-xa.html", t, d) for n, (t, d) in enumerate(ITEMS[:count])]
    rows = "".join(FORMS[form].format(url=u, title=t, short=t[:20], date=d, lead=ONE) for u, t, d in shown)
    main = f'<div>{LISTS[form].format(rows)}<p><b>1</b> <a href="?page=2">2</a></p></div>'
    soup = BeautifulSoup(f"<body>{HEAD}<div>{BOX + main if box_first else main + BOX}</div>{FOOT}</body>", "lxml")
    found = main_listing(soup, "http://a.example/tin-tuc", FAMILIES["vnpt"].article_key)
    assert [(i.url, i.title, i.date) for i in found.items] == shown
    assert found.next_url == "http://a.example/tin-tuc?page=2"
    assert [i.lead for i in found.items] == [ONE if "{lead}" in FORMS[form] else None] * count


def test_a_date_within_a_teaser_is_none_of_the_item() -> None:
    rows = "".join(f'<li><a href="/t/{t}.html">{t}</a> Từ ngày 15/12/2016, người dân nộp hồ sơ qua mạng.</li>' for t, _ in ITEMS)
    found = main_listing(BeautifulSoup(f"<ul>{rows}</ul>", "lxml"), "http://a.example/t", FAMILIES["vnpt"].article_key)
    assert [i.date for i in found.items] == [None, None, None]


def test_a_short_text_is_read_where_the_head_names_its_dated_title() -> None:
    """Two lines of news below an address that says nothing, beside a box of headlines; the portal's name comes first."""
    one = "Ngày 3/4, xã Ia U niêm yết 45 thủ tục mới."
    two = "Người dân tra cứu tại Bộ phận Một cửa hoặc trên trang tin của xã, kể cả ngày nghỉ."
    main = f"<h3>{TITLE}</h3><p>Ngày đăng: 04/09/2023 - Lượt xem: 4</p><p>{one}</p><p>{two}</p>"
    html = f"<title>Cổng thông tin điện tử xã Ia U | {TITLE}</title><body><aside><ul>{HOT}</ul></aside><div>{main}</div>{FOOT}"
    found, _ = parse_page(html.encode(), "http://a.example/chi-tiet/12/niem-yet")
    assert isinstance(found, ParsedArticle), found
    assert (found.title, found.body.split("\n\n")) == (TITLE, [one, two])
    assert found.published_at == "2023-09-04T00:00:00+07:00"


NAMED = [
    ("Nguyệt Ánh • 04/09/2023, 14:05 • 120 lượt xem", "Nguyệt Ánh"),
    ("Thứ Hai, 04/09/2023 14:05 | Rơ Mah Tuân", "Rơ Mah Tuân"),
    ("Tin Tức | 04/09/2023 14:05", None),
    ("04/09/2023 14:05 | Đọc bài | Rơ Mah Tuân", None),
]


@pytest.mark.parametrize(("line", "author"), NAMED)
def test_a_name_in_a_line_of_fields(line: str, author: str | None) -> None:
    assert credited(line) == author
