"""Lines and pages made to be slow are read in the time of their length: every page comes from the network."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from crawler.byline import credited, printed_author, read_byline, split_byline
from crawler.cms import FAMILIES
from crawler.dates_seen import seen_date
from crawler.html_text import Block
from crawler.tree import Tree

LABELS = "tác giả bài viết " * 40
LINES: list[tuple[str, Callable[[], object]]] = [
    ("labels in a field", lambda: printed_author(LABELS)),
    ("labels at the end", lambda: split_byline([Block("p", "Lời mở."), Block("p", f"{'Nội dung. ' * 8}({LABELS}x")])),
    ("labels on a line", lambda: read_byline(LABELS[:100])),
    ("labels before a name", lambda: credited(LABELS[:150])),
    ("months", lambda: seen_date("mar" * 7000 + " 2024")),
]


@pytest.mark.parametrize("read", [read for _, read in LINES], ids=[name for name, _ in LINES])
def test_a_line_of_repeated_words(read: Callable[[], object]) -> None:
    began = time.process_time()
    read()
    assert time.process_time() - began < 1


def _listing(n: int) -> BeautifulSoup:
    links = "".join(
        f'<li><a href="/bai-viet-ve-cai-cach-{i}/">Bài viết về cải cách hành chính số {i}</a> 06/11/2024</li>' for i in range(n)
    )
    return Tree(f"<title>Tin</title><main><h1>Tin</h1><ul>{links}</ul></main>")


def test_a_listing_of_very_many_items() -> None:
    page = _listing(800)
    began = time.process_time()
    found = FAMILIES["wordpress"].listing(page, "https://vidu.gov.vn/tin-tuc/")
    assert len(found.items) == 800 and found.items[0].date
    assert time.process_time() - began < 3


def test_a_title_that_is_repeated_everywhere() -> None:
    text = "<div><h2>Cải cách hành chính ở xã Một</h2><p>Xã Một đã ban hành kế hoạch cải cách hành chính trong năm nay.</p></div>"
    page = Tree(f"<title>Cải cách hành chính ở xã Một</title><body>{text * 600}</body>")
    began = time.process_time()
    FAMILIES["generic"].article(page, "https://vidu.gov.vn/bai-viet-123.html")
    assert time.process_time() - began < 4
