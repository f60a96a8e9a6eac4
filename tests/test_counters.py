"""Hit counters: which lines are nothing but one, and that no family leaves one in an article's text."""

from __future__ import annotations

import pytest

from crawler.body import make_body
from crawler.byline import Byline
from crawler.cms.base import ParsedArticle
from crawler.counters import is_counter
from crawler.furniture import is_noise, is_stop, meta_date
from crawler.html_text import Block
from crawler.parse import parse_page

COUNTERS = [
    "Số lần đọc: 6862", "Số lượt đọc: 6862", "Lần xem: 6862", "Số người xem: 6862", "Đọc: 6862", "Lượt đọc 123", "123 lượt xem",
    "Xem: 1.234", "(Đã đọc 12 lần)", "Hits: 5", "Views: 5", "Truy cập: 5", "Lượt xem: 4", "Đã xem: 4", "Số lượt truy cập: 9",
    "6862 lượt đọc", "LƯỢT XEM : 12", "Lượt xem (12)", "[Lượt xem: 12]", "- Lượt xem: 12 -", "Đã xem 1,234 lượt", "Đọc 45 lần",
    "Bài viết đã được xem 12 lần", "Số lần xem bài viết: 12", "Tổng số lượt xem: 12", "Tổng lượt truy cập: 1 234", "5 views",
    "Views 1.2K", "Pageviews: 7", "Lượt xem: 12 | Lượt tải: 3", "Lượt xem: 12 - Lượt đọc: 3", "Số lượt xem tin: 12",
    "5 người đọc",
    "Có 12 lượt xem", "Số lượt tải: 3", "Đã tải: 3", "Đã xem 12 lần.", "Article hits: 5", "Tin đã được đọc 7 lần", "Hits 12",
    "Lượt xem trang: 12", "Read: 5 times", "Luot xem: 12", "Lượt xem: 0", "Người đọc: 12",
]  # fmt: skip
TEXT = [
    "Trang đã có 12.000 lượt xem trong quý", "Cổng có 12.000 lượt truy cập, tăng 3% so với quý trước.", "Xem: Phụ lục 3",
    "Số lượt truy cập cổng đạt 12.000 trong quý II.", "Lượt truy cập tăng đều qua các tháng.",
    "Lượt truy cập: 12.000 lượt/tháng;",
    "Đọc 12 cuốn sách trong năm", "Xem hướng dẫn", "Số người dự: 45", "Số lượt giao dịch: 6862", "Truy cập", "Lượt xem: 12.000;",
    "45 người đọc sách tại điểm mới", "Tải 5 tấn hàng", "12", "Số hồ sơ: 12", "Tổng số: 12",
]  # fmt: skip


@pytest.mark.parametrize("line", COUNTERS)
def test_a_counter_alone_is_noise(line: str) -> None:
    assert is_counter(line)
    assert is_noise(line)


@pytest.mark.parametrize("line", TEXT)
def test_text_is_no_counter(line: str) -> None:
    assert not is_counter(line)
    assert not is_noise(line)
    assert not is_stop(line)


TITLE = "Xã Ia U mở thêm điểm tiếp nhận hồ sơ ở làng xa"
ONE = "Sáng 4/9, UBND xã Ia U mở thêm điểm tiếp nhận hồ sơ tại nhà rông làng Kép, cách trung tâm xã 14 km, phục vụ 212 hộ dân."
TWO = "Ông Rơ Mah Tuân, Chủ tịch UBND xã, cho biết mỗi tuần điểm mở hai buổi, do hai công chức trực và nhận cả hồ sơ đất đai."
SAID = "Chuyên mục về thủ tục đã có 12.000 lượt xem trong quý, số lần đọc bình quân mỗi bài là 410."

# lines of a body, lines that stay, what the byline said
BODIES: list[tuple[list[str], list[str], Byline]] = [
    ([ONE, "Số lần đọc:", "6862"], [ONE], Byline()),
    ([ONE, "6862", "lượt xem"], [ONE], Byline()),
    ([ONE, "Lượt xem:"], [ONE], Byline()),
    (["Đọc:", "12 lần", ONE], [ONE], Byline()),
    ([ONE, "Nguồn: Báo Tỉnh | Lượt xem: 12"], [ONE], Byline(source="Báo Tỉnh")),
    ([ONE, "Nguồn: Báo Tỉnh - Số lần đọc: 12"], [ONE], Byline(source="Báo Tỉnh")),
    ([ONE, "Nguồn: Báo Tỉnh (Lượt xem: 12)"], [ONE], Byline(source="Báo Tỉnh")),
    ([ONE, "Lượt xem: 12 | Nguồn: Báo Tỉnh"], [ONE], Byline(source="Báo Tỉnh")),
    ([ONE, "Lê Hoa • 12 lượt xem"], [ONE], Byline(author="Lê Hoa")),
    ([ONE, "Tác giả: Lê Hoa Lượt xem: 12"], [ONE], Byline(author="Lê Hoa")),
    ([ONE, f"{TWO} Lượt xem: 12"], [ONE, TWO], Byline()),
    ([ONE, SAID], [ONE, SAID], Byline()),
    ([ONE, "Nguồn: Báo Tỉnh | Xem: Phụ lục 3"], [ONE, "Nguồn: Báo Tỉnh | Xem: Phụ lục 3"], Byline()),
    ([ONE, "Kết quả như sau:", "Đọc:", TWO], [ONE, "Kết quả như sau:", "Đọc:", TWO], Byline()),
]


@pytest.mark.parametrize(("lines", "kept", "byline"), BODIES, ids=[b[0][-1] for b in BODIES])
def test_bodies(lines: list[str], kept: list[str], byline: Byline) -> None:
    made = make_body([Block("p", line) for line in lines], TITLE)
    assert made.text.split("\n\n") == kept
    assert made.byline == byline


@pytest.mark.parametrize("counter", [*COUNTERS[:15], "Số lần đọc: <b>6862</b>", "</div><div>Lần xem:</div><div>12", "Lượt đọc: "])
@pytest.mark.parametrize("place", ["below", "above", "beside the date", "within", "behind the source"])
@pytest.mark.parametrize(
    "page",
    [
        "<title>Trang tin</title><h1>{title}</h1>{text}",
        '<div class="menu">Trang</div><div class="x"><h1>{title}</h1><div class="y">{text}</div></div><div>Các tin khác</div>',
        '<meta name="generator" content="WordPress 6.4"><body class="single"><main id="main"><article class="post hentry">'
        '<h1 class="entry-title">{title}</h1><div class="entry-content">{text}</div></article></main>',
        '<meta name="generator" content="NukeViet v4.5"><div class="news_column panel panel-default"><div class="panel-body">'
        '<h1 class="title margin-bottom-lg">{title}</h1><div id="news-bodyhtml" class="bodytext">{text}</div></div></div>',
    ],
    ids=["bare", "boxes", "wordpress", "nukeviet"],
)
def test_no_page_keeps_its_counter(page: str, place: str, counter: str) -> None:
    one, two, line = f"<p>{ONE}</p>", f"<p>{TWO}</p>", f"<div>{counter}</div>"
    inline = "div" not in counter
    text = {
        "below": one + two + line,
        "above": line + one + two,
        "beside the date": f"<div>Ngày đăng: 04/09/2023 | {counter}</div>{one}{two}" if inline else line + one + two,
        "within": one + line + two,
        "behind the source": one + two + (f"<p>Nguồn: Báo Tỉnh | {counter}</p>" if inline else line),
    }[place]
    found, _ = parse_page(page.format(title=TITLE, text=text).encode(), "http://a.example/tin-tuc/xa-ia-u-mo-them-diem-57.html")
    assert isinstance(found, ParsedArticle), found
    # A date that an editor typed into an element that is nothing but the text stays there, without the counter.
    assert [p for p in found.body.split("\n\n") if p != "Ngày đăng: 04/09/2023"] == [ONE, TWO]


@pytest.mark.parametrize("counter", COUNTERS[:10])
def test_a_date_line_may_have_a_counter(counter: str) -> None:
    for line in (f"Ngày đăng: 04/09/2023 | {counter}", f"04/09/2023 14:05 - {counter}", f"{counter} | Ngày đăng: 04/09/2023"):
        found = meta_date(line)
        assert found is not None, line
        assert found[1].iso.startswith("2023-09-04")
