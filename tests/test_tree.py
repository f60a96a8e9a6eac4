"""The indexed tree answers as BeautifulSoup does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crawler.tree import Tree

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
SELECTORS = [
    "h1",
    "#news-bodyhtml, .bodytext",
    ".row span.h5, span.h5",
    "h1[itemprop=headline], h1.title",
    ".news_column .panel-body h2 > a, .news_column .panel-body h3 > a, .other-news ul.detail-related li > h4 > a",
    "p.text-right strong, p[style*=right] strong",
    "[itemprop=description]:not(meta)",
    "dl.article-info dd, dd.createdby [itemprop=name]",
    "div[class*='item'] a[href]",
    "a[href*='a,b'], a[href]",
    "ul > li:first-child a, li + li",
    "td:nth-child(2) ~ td",
    "section, nav a, footer p, p:not(.x):has(strong)",
    "div:is(.a, .item-page) h2",
    ".khong-co, #khong-co, khongco",
    "*",
]


FINDS: list[tuple[tuple[object, ...], dict[str, object]]] = [
    ((), {"id": "news-bodyhtml"}),
    ((), {"class_": "bodytext"}),
    ((), {"class_": "panel-body text"}),
    ((), {"attrs": {"itemprop": "datePublished"}}),
    (("meta",), {"attrs": {"property": "og:title"}}),
    (("meta",), {"attrs": {"name": "generator"}}),
    (("link",), {"rel": "canonical", "href": True}),
    (("base",), {"href": True}),
    (("h1",), {}),
    ((["h2", "h1"],), {}),
    (("script",), {"src": re.compile("js")}),
    ((lambda tag: tag.name == "h2",), {}),
    ((), {"string": re.compile("năm")}),
    (("khong-co",), {}),
    ((True,), {}),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_finds_as_beautifulsoup(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    indexed, plain = Tree(html), BeautifulSoup(html, "lxml")
    for args, kwargs in FINDS:
        assert str(indexed.find(*args, **kwargs)) == str(plain.find(*args, **kwargs)), (args, kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_selects_as_beautifulsoup(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    indexed, plain = Tree(html), BeautifulSoup(html, "lxml")
    for css in SELECTORS:
        assert [str(t) for t in indexed.select(css)] == [str(t) for t in plain.select(css)], css
        assert str(indexed.select_one(css)) == str(plain.select_one(css)), css
    body, other = indexed.body, plain.body
    assert body is not None and other is not None
    assert [str(t) for t in body.select("p a, .title")] == [str(t) for t in other.select("p a, .title")]


def test_the_index_sees_marked_attributes() -> None:
    tree = Tree("<div class='a b' id='x'><p class=B>1</p><P id=y>2</P></div>")
    (div,) = tree.select(".a.b#x")
    div.attrs = {**div.attrs, "hidden": ""}
    assert tree.select("div[hidden]") == [div]
    assert [p.get_text() for p in tree.select("p")] == ["1", "2"] and tree.select(".b") == [div]
