"""Lines and pages made to be slow are read like others: every page comes from the network.

No time is judged here (`bench` does that): what took the square of its length, or more, would hold up the whole suite."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from crawler.byline import credited, printed_author, read_byline, split_byline
from crawler.cms import FAMILIES
from crawler.cms.base import ParsedArticle
from crawler.dates_seen import seen_date
from crawler.html_text import Block
from crawler.tree import Tree

LABELS = "tác giả bài viết " * 40
END = [Block("p", "Lời mở."), Block("p", f"{'Nội dung. ' * 8}({LABELS}x")]
LINES: list[tuple[str, Callable[[], object], object]] = [
    ("labels at the end", lambda: split_byline(END)[0], END),
    ("labels on a line", lambda: read_byline(LABELS[:100]), None),
    ("labels before a name", lambda: credited(LABELS[:150]), None),
    ("months", lambda: seen_date("mar" * 7000 + " 2024"), None),
]


@pytest.mark.parametrize(("read", "want"), [line[1:] for line in LINES], ids=[line[0] for line in LINES])
def test_a_line_of_repeated_words(read: Callable[[], object], want: object) -> None:
    assert read() == want


def test_labels_in_a_field() -> None:
    assert not (printed_author(LABELS) or "").startswith("tác giả bài viết tác giả")


def _listing(n: int) -> BeautifulSoup:
    links = "".join(
        f'<li><a href="/bai-viet-ve-cai-cach-{i}/">Bài viết về cải cách hành chính số {i}</a> 06/11/2024</li>' for i in range(n)
    )
    return Tree(f"<title>Tin</title><main><h1>Tin</h1><ul>{links}</ul></main>")


def test_a_listing_of_very_many_items() -> None:
    found = FAMILIES["wordpress"].listing(_listing(800), "https://vidu.gov.vn/tin-tuc/")
    assert len(found.items) == 800 and {item.date for item in found.items} == {"06/11/2024"}


def test_a_title_that_is_repeated_everywhere() -> None:
    text = "<div><h2>Cải cách hành chính ở xã Một</h2><p>Xã Một đã ban hành kế hoạch cải cách hành chính trong năm nay.</p></div>"
    page = Tree(f"<title>Cải cách hành chính ở xã Một</title><body>{text * 600}</body>")
    found = FAMILIES["generic"].article(page, "https://vidu.gov.vn/bai-viet-123.html")
    assert not isinstance(found, ParsedArticle) or found.title == "Cải cách hành chính ở xã Một"
