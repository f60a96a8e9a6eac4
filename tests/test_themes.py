"""Themes and versions of the families beside those that the replicas serve: skeletons of pages around one text.

Adding a theme is adding `tests/themes/<page>.html` (the text's place is marked) and a row of `cases.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.cms.base import NotArticle, ParsedArticle
from crawler.parse import parse_page

THEMES = Path(__file__).with_name("themes")
CASES = json.loads((THEMES / "cases.json").read_text(encoding="utf-8"))
TITLE = "Xã Hòa Tâm đối thoại với người dân về thủ tục đất đai"
BODY = [
    "[ảnh] Buổi đối thoại tại nhà văn hóa thôn Phước Lộc",
    "Chiều 5/11, UBND xã Hòa Tâm tổ chức buổi đối thoại với hơn sáu mươi người dân của bốn thôn về thủ tục cấp giấy chứng nhận "
    "quyền sử dụng đất, do Chủ tịch UBND xã Lương Công Thiệu chủ trì.",
    "Theo báo cáo, từ đầu năm xã tiếp nhận 214 hồ sơ đất đai, trả đúng hẹn 97,2%; còn 6 hồ sơ phải bổ sung giấy tờ.",
    "| Thôn | Hồ sơ |\n|---|---|\n| Phước Lộc | 81 |\n| Phước Long | 133 |",
    "Niêm yết mức phí tại nhà văn hóa thôn;",
    "Hẹn ngày trả kết quả bằng tin nhắn.",
    "Bình luận về cách làm này, ông Thiệu nói xã sẽ đối thoại mỗi quý một lần và công khai kết quả xử lý trên trang tin.",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["page"])
def test_a_theme_is_read(case: dict[str, Any]) -> None:
    skeleton = (THEMES / f"{case['page']}.html").read_text(encoding="utf-8")
    assert skeleton.count("{{BODY}}") == 1
    text = (THEMES / f"{case.get('text', 'body')}.html").read_text(encoding="utf-8")  # some software's editors close no tags
    page = skeleton.replace("{{BODY}}", text)
    address = case.get("url", "/tin/xa-hoa-tam-doi-thoai-voi-nguoi-dan")
    found, family = parse_page(page.encode(), f"http://hoatam.example{address}")
    assert isinstance(found, ParsedArticle), found
    assert (family, found.layout) == (case["family"], case["layout"])
    assert found.title == TITLE
    time = case.get("time", "08:15")  # null: the page prints no date that counts
    assert found.published_at == (f"2024-11-06T{time}:00+07:00" if time else None)
    assert (found.author, found.section) == (case["author"], case["section"])
    # `head` stands for the caption's line where a lead has a place of its own; `tail` is what follows the text.
    assert found.body.split("\n\n") == [*case.get("head", BODY[:1]), *BODY[1:], *case.get("tail", [])]
    assert [f.url.removeprefix("http://hoatam.example") for f in found.files] == case.get("files", [])
    assert (found.whole or "").removeprefix("http://hoatam.example") == case.get("whole", "")


SCANS = ["/images/trang-1.jpg", "/images/trang-2.jpg"]


@pytest.mark.parametrize(
    ("page", "others"),
    [
        ("joomla25-beez", ["/images/doi-thoai.jpg"]),
        ("joomla15-table", ["/images/stories/doi-thoai.jpg"]),
        ("joomla3-protostar", []),
        ("nukeviet45-left", ["/cai-cach-hanh-chinh/xa-hoa-tam-doi-thoai-101.html?download=1&id=0"]),
    ],
)
def test_pictures_without_words_are_files(page: str, others: list[str]) -> None:
    """The pages of a signed decision: with a lead or without, and without the buttons of the tools."""
    skeleton = (THEMES / f"{page}.html").read_text(encoding="utf-8").replace(BODY[0].removeprefix("[ảnh] "), "")
    pictures = "".join(f'<p><img src="{path}"></p>' for path in SCANS)
    found, _ = parse_page(skeleton.replace("{{BODY}}", pictures).encode(), "http://hoatam.example/tin/cong-bo-quyet-dinh")
    assert isinstance(found, ParsedArticle), found
    assert [f.url.removeprefix("http://hoatam.example") for f in found.files] == [*others, *SCANS]


NOTICED = ["joomla25-beez", "joomla15-table", "joomla3-protostar", "joomla4-cassiopeia", "nukeviet46-navigation"]


@pytest.mark.parametrize("page", NOTICED)
def test_a_notice_instead_of_a_text_is_no_article(page: str) -> None:
    skeleton = (THEMES / f"{page}.html").read_text(encoding="utf-8").replace(BODY[0].removeprefix("[ảnh] "), "")
    found, _ = parse_page(skeleton.replace("{{BODY}}", "<p>Tin đang cập nhật.</p>").encode(), "http://hoatam.example/tin/bai")
    assert isinstance(found, NotArticle) and found.reason == "soft 404"


@pytest.mark.parametrize("link", ["Tải về", "Kế hoạch đối thoại"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["page"])
def test_a_file_at_the_texts_end_takes_no_text_with_it(case: dict[str, Any], link: str) -> None:
    skeleton = (THEMES / f"{case['page']}.html").read_text(encoding="utf-8")
    text = (THEMES / "body.html").read_text(encoding="utf-8")
    line = f'<p>File đính kèm: <a href="/f/ke-hoach-12.pdf">{link}</a></p>'
    address = f"http://hoatam.example{case.get('url', '/tin/xa-hoa-tam-doi-thoai-voi-nguoi-dan')}"
    found, _ = parse_page(skeleton.replace("{{BODY}}", text + line).encode(), address)
    assert isinstance(found, ParsedArticle), found
    assert set(BODY[1:]) <= set(found.body.split("\n\n"))
    assert "Tải về" not in found.body
    named = "ke-hoach-12.pdf" if link == "Tải về" else link
    assert named in [f.name for f in found.files]


SIGNED = '<p style="text-align:right"><b>Cao Thị Mai</b></p>'
FILES = [
    "<p>File đính kèm: <a href='/f/kh-12.pdf'>Kế hoạch đối thoại</a></p>",
    "<p>Tài liệu kèm theo:&nbsp;<a href='/f/kh-12.pdf'>Kế hoạch đối thoại</a> <a href='/f/mau.docx'>Mẫu phiếu</a></p>",
    "<p><a href='/f/kh-12.pdf'>Tệp đính kèm: Kế hoạch đối thoại</a></p><p><a href='/f/mau.docx'>Tải về: Mẫu phiếu</a></p>",
]


@pytest.mark.parametrize("files", FILES)
@pytest.mark.parametrize("page", ["wp-twentytwentyfour", "drupal10-olivero", "joomla4-cassiopeia", "webforms-detail"])
def test_the_author_may_sign_above_the_files(page: str, files: str) -> None:
    case = next(case for case in CASES if case["page"] == page)
    skeleton = (THEMES / f"{page}.html").read_text(encoding="utf-8")
    text = (THEMES / "body.html").read_text(encoding="utf-8")
    address = f"http://hoatam.example{case.get('url', '/tin/xa-hoa-tam-doi-thoai-voi-nguoi-dan')}"
    found, _ = parse_page(skeleton.replace("{{BODY}}", text + SIGNED + files).encode(), address)
    assert isinstance(found, ParsedArticle), found
    assert found.author == "Cao Thị Mai"
    assert set(BODY[1:]) <= set(found.body.split("\n\n")) and "Cao Thị Mai" not in found.body
    assert "/f/kh-12.pdf" in [f.url.removeprefix("http://hoatam.example") for f in found.files]
