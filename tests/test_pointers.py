"""Files that a page offers by a button: what they are called, and that the button is no text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from crawler.body import make_body
from crawler.cms.base import ParsedArticle
from crawler.cms.common import file_links
from crawler.html_text import Block
from crawler.parse import parse_page
from crawler.pointers import names_nothing

BUTTONS = [
    "Tải về", "TẢI VỀ", "Tải xuống", "[Tải về]", "Tải file", "Tải tệp đính kèm", "Download", "Download file", "Tại đây",
    "tại đây", "Xem tại đây", "Xem file", "Xem chi tiết", "Tải về (120 KB)", "Tải về tại đây", "Bấm vào đây để tải về",
    "Click here", "File", "File đính kèm", "Tệp tin 2", "Xem | Tải về", "1", "PDF", "", "Tải về máy", "Toàn văn",
]  # fmt: skip
NAMES = [
    "Kế hoạch số 12",
    "ke-hoach.pdf",
    "Tải về Kế hoạch số 12",
    "Phụ lục 3",
    "Xem Kế hoạch 12",
    "Danh sách các xã",
    "12/KH-UBND",
]


@pytest.mark.parametrize("text", BUTTONS)
def test_a_button_names_nothing(text: str) -> None:
    assert names_nothing(text)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_one(text: str) -> None:
    assert not names_nothing(text)


# markup, the file's name
OFFERED: list[tuple[str, str | None]] = [
    ('<p>File đính kèm: <a href="/f/ke%20hoach%2012.pdf">Tải về</a></p>', "ke hoach 12.pdf"),
    ('<p>File đính kèm: <a href="/f/kh12.PDF">Download</a></p>', "kh12.PDF"),
    ('<p>Tệp đính kèm: <a href="/tai.aspx?file=/2024/kh12.docx&download=1">Tải xuống</a></p>', "kh12.docx"),
    ('<li>Kế hoạch số 12 <a href="/f/a81.pdf">Tải về</a></li>', "Kế hoạch số 12"),
    ('<table><tr><td>1</td><td>Kế hoạch số 12</td><td>12/03/2024</td><td><a href="/f/a81.pdf">Tải về</a></td></tr></table>',
     "Kế hoạch số 12"),
    ('<li><a href="/f/a81.pdf">Tải về</a> <a href="/f/b81.pdf">Tải về</a> Kế hoạch số 12</li>', "a81.pdf"),
    ('<p><a href="/f/a81.pdf" title="Kế hoạch số 12">Tải về</a></p>', "Kế hoạch số 12"),
    ('<p><a href="/f/a81.pdf" title="Tải về">Tải về</a></p>', "a81.pdf"),
    ('<p><a href="/f/a81.pdf" download="kh12.pdf">Tải về</a></p>', "kh12.pdf"),
    ('<p>Kế hoạch số 12: <a href="/linkclick.aspx?fileticket=x1">Tải về</a></p>', "Kế hoạch số 12"),
    ('<p>kh12.pdf (120 KB) <a href="/documents/12/download">Tải về</a></p>', "kh12.pdf"),
    ('<p><a href="/linkclick.aspx?fileticket=x1">Tải về</a></p>', None),
    ('<p>Nội dung chi tiết của kế hoạch xem <a href="/f/a81.pdf">tại đây</a>.</p>', "a81.pdf"),
    ('<p>Tệp: <a href="/f/a81.pdf">Tệp đính kèm: Kế hoạch số 12</a></p>', "Kế hoạch số 12"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "name"), OFFERED, ids=[o[0] for o in OFFERED])
def test_a_file_has_a_name(html: str, name: str | None) -> None:
    assert file_links(BeautifulSoup(html, "lxml"), "http://a.example/")[0].name == name


VIEWERS = [
    "https://docs.google.com/viewer?url=http%3A%2F%2Fa.example%2Ff%2Fqd-48.docx&amp;embedded=true",
    "https://docs.google.com/gview?embedded=true&amp;url=http://a.example/f/qd-48.docx",
    "https://view.officeapps.live.com/op/embed.aspx?src=http%3A%2F%2Fa.example%2Ff%2Fqd-48.docx",
    "/viewer/web/viewer.html?file=/f/qd-48.docx",
]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_file_that_a_viewer_shows_is_the_file(viewer: str) -> None:
    frame = f'<div class="nvck-docs"><iframe src="{viewer}" width="710" height="920"></iframe></div>'
    found = file_links(BeautifulSoup(frame, "lxml"), "http://a.example/tin.html")
    assert [(f.url, f.name) for f in found] == [("http://a.example/f/qd-48.docx", "qd-48.docx")]


ONE = "Sáng 4/9, UBND xã Ia U mở thêm điểm tiếp nhận hồ sơ tại nhà rông làng Kép, cách trung tâm xã 14 km, phục vụ 212 hộ dân."
TWO = "Ông Rơ Mah Tuân, Chủ tịch UBND xã, cho biết mỗi tuần điểm mở hai buổi, do hai công chức trực và nhận cả hồ sơ đất đai."
TITLE = "Xã Ia U mở thêm điểm tiếp nhận hồ sơ ở làng xa"
A = '<a href="/f/kh12.pdf">{}</a>'


@pytest.mark.parametrize(
    "line",
    [
        f"<p>File đính kèm: {A.format('Tải về')}</p>",
        f"<div>Tệp đính kèm 1: {A.format('[Tải về]')} (120 KB)</div>",
        f"<div>File đính kèm:</div><div>{A.format('Tải về')}</div>",
        f"<p>{A.format('Tải xuống')}</p>",
        f"<div><b>TÀI LIỆU KÈM THEO:</b> {A.format('Xem')} | {A.format('Download')}</div>",
    ],
)
@pytest.mark.parametrize("head", ["", '<meta name="generator" content="WordPress 6.4">'], ids=["bare", "wordpress"])
def test_a_button_is_no_text(head: str, line: str) -> None:
    text = f"<p>{ONE}</p><p>{TWO}</p>{line}"
    page = (
        f'{head}<body class="single"><article class="post hentry"><h1 class="entry-title">{TITLE}</h1>'
        f'<div class="entry-content">{text}</div></article>'
    )
    found, _ = parse_page(page.encode(), "http://a.example/tin-tuc/xa-ia-u-mo-them-diem-57.html")
    assert isinstance(found, ParsedArticle), found
    assert found.body.split("\n\n") == [ONE, TWO]
    assert [(f.url, f.name) for f in found.files] == [("http://a.example/f/kh12.pdf", "kh12.pdf")]


@pytest.mark.parametrize(
    "line",
    ["Người dân có thể tải về tại trang của xã.", "Tải về", "Tài liệu đính kèm gồm ba phần:", "Xem chi tiết Kế hoạch tại đây"],
)
def test_words_of_a_sentence_stay(line: str) -> None:
    assert make_body([Block("p", ONE), Block("p", line)], TITLE).text == f"{ONE}\n\n{line}"
