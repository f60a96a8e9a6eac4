"""The small readers of page furniture: dates, meta lines, bylines, stop lines, the text-driven page."""

import pytest

from crawler.byline import printed_author, read_byline, split_byline
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.dates_seen import iso_attribute, seen_date
from crawler.furniture import is_noise, is_related, is_stop, meta_date
from crawler.html_text import Block
from crawler.parse import parse_text

DATES = [
    ("26/06/2024", "2024-06-26T00:00:00+07:00"),
    ("3-5-2021", "2021-05-03T00:00:00+07:00"),
    ("26-06-2024, 02:00", "2024-06-26T02:00:00+07:00"),
    ("Thứ tư - 26/06/2024 14:05", "2024-06-26T14:05:00+07:00"),
    ("Thứ sáu, 12 Tháng 7 2013 08:00", "2013-07-12T08:00:00+07:00"),
    ("Tháng Sáu 26, 2024", "2024-06-26T00:00:00+07:00"),
    ("Tháng Mười Một 6, 2024", "2024-11-06T00:00:00+07:00"),
    ("26 Tháng Mười Hai, 2023 lúc 7:05", "2023-12-26T07:05:00+07:00"),
    ("6 tháng năm năm 2024", "2024-05-06T00:00:00+07:00"),
    ("Tháng 6 26, 2024", "2024-06-26T00:00:00+07:00"),
    ("ngày 5 tháng 9 năm 2022", "2022-09-05T00:00:00+07:00"),
    ("08/12/2022 | 16:39", "2022-12-08T16:39:00+07:00"),
    ("15:00 20/11/2009", "2009-11-20T15:00:00+07:00"),
    ("15h30, ngày 5.6.2021", "2021-06-05T15:30:00+07:00"),
    ("08/12/2022 4:39 CH", "2022-12-08T16:39:00+07:00"),
    ("08/12/2022 12:10:59 SA", "2022-12-08T00:10:59+07:00"),
    ("Published June 26, 2024", "2024-06-26T00:00:00+07:00"),
    ("26 Tháng Sáu, 2024 2:05 chiều", "2024-06-26T14:05:00+07:00"),
    ("26/06/2024 lúc 8:15 sáng", "2024-06-26T08:15:00+07:00"),
    ("26/06/2024 12:05 Sáng nay, xã", "2024-06-26T12:05:00+07:00"),
    ("26/06/2024 08:15 Chiều 25/6, xã", "2024-06-26T08:15:00+07:00"),
    ("2:05 CH 26/06/2024", "2024-06-26T14:05:00+07:00"),
    ("2:05 chiều ngày 26/06/2024", "2024-06-26T14:05:00+07:00"),
    ("June 26th, 2024 2:05 p.m.", "2024-06-26T14:05:00+07:00"),
    ("Th6 26, 2024", "2024-06-26T00:00:00+07:00"),
    ("26 Th11, 2024", "2024-11-26T00:00:00+07:00"),
    ("26 thg 11, 2024", "2024-11-26T00:00:00+07:00"),
    ("2024/11/26", "2024-11-26T00:00:00+07:00"),
    ("Đăng ngày 2024/1/6 08:15", "2024-01-06T08:15:00+07:00"),
    ("6th Tháng 11 2024", "2024-11-06T00:00:00+07:00"),
    ("26th Tháng Mười Một 2024", "2024-11-26T00:00:00+07:00"),
    ("/2024/11/26/", None),
    ("2024/13/26", None),
    ("31/02/2022", None),
    ("tỷ lệ 26/63", None),
    ("12/2022", None),
    ("Điện thoại 0269.382.4404", None),
]


@pytest.mark.parametrize(("line", "iso"), DATES)
def test_seen_date(line: str, iso: str | None) -> None:
    found = seen_date(line)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2024-06-26T14:05:00+07:00", "2024-06-26T14:05:00+07:00"),
        ("2024-06-26T07:05:00Z", "2024-06-26T14:05:00+07:00"),
        ("2024-06-26 14:05:00", "2024-06-26T14:05:00+07:00"),
        ("2024-06-26T07:05:00.123+00:00", "2024-06-26T14:05:00+07:00"),
        ("2024-06-26+0714:05:00", None),
        ("2024-02-30", None),
        ("26/06/2024", None),
        (None, None),
    ],
)
def test_iso_attribute(value: str | None, iso: str | None) -> None:
    assert iso_attribute(value) == iso


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("Ngày đăng 08/12/2022 | 16:39 | Lượt xem: 263", "text:Ngày đăng"),
        ("Đăng lúc: 10:20 - 01/02/2020", "text:Đăng lúc"),
        ("Cập nhật lúc: 15:00 20/11/2009", "text:Cập nhật lúc"),
        ("Đăng ngày 15 thg 10, 2024", "text:Đăng"),
        ("Đăng ngày 15 tháng 10 năm 2024, 08:30", "text:Đăng"),
        ("Đăng tin ngày 15/10/2024", "text:Đăng tin ngày"),
        ("Hạn đăng ký đến ngày 15/10/2024", None),
        ("Chủ nhật, 03/05/2020 09:12 GMT+7", "text:date line"),
        ("04/09/2023", "text:date line"),
        ("Lượt xem: 1.204 | Ngày đăng: 04/09/2023", "text:Ngày đăng"),
        ("Tác giả: Lê Hoa | Cập nhật: 04/09/2023 10:00", "text:Cập nhật"),
        ("Đăng lúc: Thứ hai - 04/09/2023 08:15 - Người đăng bài viết: admin", "text:Đăng lúc"),
        ("Ngày đăng: 04/09/2023 - Người đăng: Trần Thị Hải Vân", "text:Ngày đăng"),
        ("Thứ hai, 04/09/2023 08:15 | Người viết: Trần Thị Hải Vân", "text:date line"),
        ("Người đăng: Trần Thị Hải Vân | Ngày đăng: 04/09/2023", "text:Ngày đăng"),
        ("Đăng ngày 04/09/2023, người nộp hồ sơ sẽ nhận kết quả tại nhà", None),
        ("Quyết định số 12 ngày 04/09/2023", None),
        ("Hội nghị diễn ra ngày 04/09/2023 tại trụ sở UBND xã", None),
        ("Khai mạc hội thi nấu ăn của xã Tân Lập (04/09/2023)", None),
        ("Giấy phép số 12/GP-TTĐT ngày 05/06/2015 do Sở cấp", None),
    ],
)
def test_meta_date(line: str, source: str | None) -> None:
    found = meta_date(line)
    assert (found[0] if found else None) == source


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Tin, ảnh: Lê Hoa", "Lê Hoa"),
        ("Tin&ảnh: Trần Bình -", "Trần Bình"),
        ("Bài và ảnh: Quỳnh Anh/ Cổng TTĐT", "Quỳnh Anh"),
        ("Tin: Lê Hoa - Ảnh: Trần Bình", "Lê Hoa"),
        ("Tác giả: Y Nhuân Byă", "Y Nhuân Byă"),
        ("Lê Hoa (tổng hợp)", "Lê Hoa"),
        ("Minh Tâm – Quốc Huy", "Minh Tâm – Quốc Huy"),
        ("H.Nga", "H.Nga"),
        ("(Theo Báo Tỉnh)", "Theo Báo Tỉnh"),
        ("Nguồn: Đài Truyền thanh huyện", "Đài Truyền thanh huyện"),
        ("PV", "PV"),
    ],
)
def test_byline(line: str, credit: str) -> None:
    found = read_byline(line)
    assert found is not None
    assert found.credit == credit


@pytest.mark.parametrize(
    "line",
    [
        "Hà Nội", "Kết quả đạt được", "I. Tình hình chung", "Theo đó, các đơn vị tự chấm điểm.", "UBND huyện", "Phòng Nội vụ",
        "Hội nghị thống nhất các nội dung:", "Đứng đầu là Sở Tư pháp với 91,2 điểm.", "Theo kế hoạch, các xã hoàn thành",
    ],
)  # fmt: skip
def test_no_byline(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Viết bởi Super User", None), ("Tác giả: Lê Hoa - Văn phòng", "Lê Hoa - Văn phòng"), ("Administrator", None),
        ("Biên tập viên", None), ("Biên tập viên: Hoài An", "Hoài An"),
    ],
)
def test_printed_author(text: str, name: str | None) -> None:
    assert printed_author(text) == name


STOPS = [
    "Các tin khác",
    "Tin liên quan:",
    "NHỮNG TIN CŨ HƠN",
    "Ý kiến bạn đọc",
    "Bình luận (0)",
    "Chia sẻ:",
    "Về đầu trang",
    "Bản quyền thuộc về UBND xã",
    "Chú ý: Việc đăng lại bài viết trên ở website hoặc nơi khác mà không ghi rõ nguồn là vi phạm bản quyền",
    "Đề nghị ghi rõ nguồn khi phát hành lại thông tin từ trang này",
    "Lưu ý: Vui lòng ghi rõ nguồn khi sử dụng lại nội dung",
    "Khi trích dẫn lại thông tin, xin ghi rõ nguồn hoatam.example",
    "Sao chép nội dung trang này phải ghi rõ nguồn",
    "Quay lại",
]
PROSE = [
    "Gửi tin nhắn khi trễ hẹn.",
    "Chia sẻ tại hội nghị, ông Nam cho rằng cần tiếp tục đổi mới.",
    "Tin học hóa thủ tục hành chính được đẩy mạnh ở 12 xã.",
    "Đánh giá kết quả, đoàn kiểm tra ghi nhận nhiều cố gắng.",
    "Quay lại thời điểm đầu năm, chỉ số này còn thấp.",
    "Bình luận về kết quả này, ông Nam cho rằng còn nhiều việc phải làm.",
    "Lưu ý: người dân nộp hồ sơ trước 10 giờ sẽ nhận kết quả trong ngày.",
    "Việc đăng lại hồ sơ lên cổng dịch vụ công được làm trong tháng 11.",
    "Đề nghị các xã sử dụng chung biểu mẫu và ghi rõ ngày hẹn trả.",
]


@pytest.mark.parametrize("line", STOPS)
def test_stop_lines(line: str) -> None:
    assert is_stop(line)


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_no_furniture(line: str) -> None:
    assert not is_stop(line)
    assert not is_noise(line)
    assert not is_related(line)


LEAD = "Sáng 12/5, UBND huyện tổ chức hội nghị sơ kết công tác cải cách hành chính. Ông Lê Nam chủ trì hội nghị."
MORE = "Theo báo cáo, toàn huyện có 11/12 xã được xếp loại tốt; tỷ lệ hồ sơ đúng hạn đạt 98,2%, tăng so với cùng kỳ."
TITLE = "Huyện Ba Tơ Hạ sơ kết cải cách hành chính quý I"
ORDERS = {
    "date below title": f"{TITLE}\n13/05/2024 08:00\n{LEAD}\n{MORE}",
    "date above title": f"13/05/2024 08:00\n{TITLE}\n\n{LEAD}\n\n{MORE}",
    "title twice": f"{TITLE}\n13/05/2024 08:00\n{TITLE}\n{LEAD}\n{TITLE}\n{MORE}",
    "date at the end": f"{TITLE}\n{LEAD}\n{MORE}\nNgày đăng: 13/05/2024 08:00\nTin liên quan\nKhai mạc hội thao của huyện",
    "today above": "Thứ năm, 20/06/2024\nTrang chủ\nLiên hệ\nHội nghị khác của huyện bàn về nông thôn mới\n"
    f"{TITLE}\nĐăng ngày: 13/05/2024 08:00\n{LEAD}\n{MORE}",
    "windows line ends": f"{TITLE}\r\n13/05/2024 08:00\r\n\r\n{LEAD}\r\n\r\n{MORE}\r\n",
    "counters after": f"{TITLE}\n13/05/2024 08:00\n{LEAD}\n{MORE}\nLượt xem: 12\nCác bài viết khác\n{TITLE[:20]} (01/02/2020)",
}


@pytest.mark.parametrize("order", ORDERS)
def test_text_page(order: str) -> None:
    found = parse_text(ORDERS[order])
    assert isinstance(found, ParsedArticle), found
    assert (found.title, found.published_at) == (TITLE, "2024-05-13T08:00:00+07:00")
    assert found.body == f"{LEAD}\n\n{MORE}"


def test_a_date_that_is_not_the_articles_is_not_taken() -> None:
    found = parse_text(f"Thứ năm, 20/06/2024\nTrang chủ\nGiới thiệu\n{TITLE}\n{LEAD}\n{MORE}\nGiấy phép số 4 ngày 01/02/2012")
    assert isinstance(found, ParsedArticle)
    assert found.published_at is None


def test_text_without_a_title_is_none() -> None:
    assert parse_text(f"{LEAD}\n{MORE}") == NotArticle("no title")


def test_short_closing_sentences_stay() -> None:
    found = parse_text(f"{TITLE}\n13/05/2024\n{LEAD}\n{MORE}\nHội nghị thành công tốt đẹp.\nLê Hoa\nTrang chủ\nLiên hệ")
    assert isinstance(found, ParsedArticle)
    assert found.body == f"{LEAD}\n\n{MORE}\n\nHội nghị thành công tốt đẹp."
    assert found.author == "Lê Hoa"


def test_a_text_of_headlines_dates_and_teasers_is_a_listing() -> None:
    lines = [f"Xã số {n} tổ chức hội nghị sơ kết\n0{n}/05/2024\n{LEAD}" for n in range(1, 7)]
    assert parse_text("\n".join(lines)) == NotArticle("listing")


@pytest.mark.parametrize(
    ("last", "linked", "author"),
    [
        ("Kế hoạch kiểm tra.docx", 1.0, "Minh Thuấn"),
        ("602-KH-UBND.signed.pdf (1,2 MB)", 0.95, "Minh Thuấn"),
        ("File đính kèm: Kế hoạch kiểm tra", 0.5, "Minh Thuấn"),
        ("Kế hoạch nêu trong tệp kiem-tra.docx", 0.3, None),  # a sentence with a link
        ("Xem trang của huyện", 1.0, None),
    ],
)
def test_a_signature_may_stand_above_the_files(last: str, linked: float, author: str | None) -> None:
    text = Block("p", "Ủy ban nhân dân huyện vừa ban hành kế hoạch kiểm tra công tác cải cách hành chính năm 2024.")
    file = Block("p", last, linked=linked)
    blocks, byline = split_byline([text, Block("p", "Minh Thuấn", align="right"), file])
    assert byline.author == author and file in blocks
