"""One article, two articles: no text that a command prints counts one thing as several."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from core.counted import counted
from crawler.__main__ import _parse_text
from crawler.crawl import Summary
from crawler.watch import report

ONE_OF_SEVERAL = re.compile(r"(?<![\d.,/])1 (?:[a-z]+ )?[a-z]{3,}s\b")


@pytest.mark.parametrize(
    "given, text",
    [
        ((1, "article"), "1 article"),
        ((0, "article"), "0 articles"),
        ((2, "listing page"), "2 listing pages"),
        ((1, "address", "addresses"), "1 address"),
        ((11, "address", "addresses"), "11 addresses"),
    ],
)
def test_counted(given: tuple[int, str], text: str) -> None:
    assert counted(*given) == text


def test_the_report_of_one_article() -> None:
    one = Summary("thu", Counter(new=1), Counter(fetched=1), Counter(fetched=1), Counter(), (), (), None)
    assert report([one]).startswith("thu: 1 listing page, 1 article listed: 1 new, ")
    assert ONE_OF_SEVERAL.search(report([one])) is None


def test_what_parsing_one_page_came_to() -> None:
    text = _parse_text(Counter({"articles": 1, "none": 1, "none: soft 404": 1, "file: text": 1}))
    assert text == "parsed 1 article; no article: 1 page (soft 404: 1); files: 1 text"
