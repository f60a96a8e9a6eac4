"""The indexed tree answers as BeautifulSoup does."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from conftest import LONG
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.tree import Element, Tree

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
    "[itemtype*=BreadcrumbList] a, [itemtype]",
    "[class*=page] a[href], [class^='news'], [id$=body], [class*='ITEM' i], [class='pagination'] > li",
    "div[class*=item]:not([class*=other]) a, :not([class*=x]), [class*='a b'], [class]",
    "p:not([class*=lead]) + p, ul[id*='menu'] ~ [class*=content] h1",
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


# Markup that authors and broken templates write; each is closed, unclosed and nested by the test below.
PIECES = [
    "<p>", "</p>", "<b>", "</b>", "<i class='x  y x'>", "</i>", "<pre>", "</pre>", "<textarea>", "</textarea>", "<table>",
    "<tr><td>", "<td headers='a b'>", "</table>", "<ul><li>", "<li id=x>", "</ul>", "<br>", "<br/>", "</br>", "<script>a<b",
    "</script>", "<style>", "</style>", "<template>", "</template>", "<ruby>a<rt>", "</ruby>",
    "<a rel='n m' href='?a&amp;b'>", "</a>", "<o:p>", "</o:p>", "<svg xmlns='a' xlink:href='b'/>", "<!-- c -->",
    "<?php x ?>", "<!DOCTYPE html>", "<html lang=vi>", "<body class=a>", "</body>", "</html>", "<head>", "</head>",
    "<title>", "</title>", "<meta charset=gbk>", "<meta itemprop=name content='1'>", "<form>", "</form>",
    "<P ID=Y CLASS='A b'>", "<select><option>", "</select>", "<div itemtype=t hidden>", "</div>", "<div @y :z='1' ''>",
    "<\x00>", "&nbsp;", "&lt;", "&#13;", "x", " ", "\n \t", "\u00a0", "đ", "\ufeff", "<", "<1", "</>", "<![CDATA[x]]>",
]  # fmt: skip


INNER = (
    *("p", "b, .x", "#x", "[itemtype]", "td > p", "p ~ i", "table p", "div p + b i", "ul.k li, ul > #x", "[id=x]"),
    *("[class*=x] b, i[class^=y]", "[class$=b]", "[id*=x] ~ li"),
)
# What BeautifulSoup writes into an element beside its links, its attributes and what it holds.
FIXED = sorted(
    vars(BeautifulSoup("<p>", "lxml").find_all("p")[0]).keys()
    - {"parent", "next_element", "previous_element", "next_sibling", "previous_sibling", "attrs", "contents", "parser_class"}
)


def links(soup: BeautifulSoup) -> list[object]:
    """All that a tree says: of each node its kind, what it holds, and the numbers of the nodes that it is linked to."""
    nodes: list[PageElement] = [soup, *soup.descendants]
    number = {id(node): at for at, node in enumerate(nodes)}
    said: list[object] = []
    for node in nodes:
        row: list[object] = [
            None if other is None else number[id(other)]
            for other in (node.parent, node.next_element, node.previous_element, node.next_sibling, node.previous_sibling)
        ]
        if not isinstance(node, Tag):
            row += [type(node), str(node)]
        elif node is not soup:
            kinds = [type(value) for value in node.attrs.values()]
            row += [node.name, dict(node.attrs), kinds, type(node.attrs), len(node.contents), node.can_be_empty_element]
            row += [(name, getattr(node, name)) for name in FIXED]
        said.append(row)
    return said


def words(soup: BeautifulSoup) -> list[str]:
    """All that is no markup, without regard to spaces, which elements keep or do not."""
    return "".join(str(node) for node in soup.descendants if isinstance(node, NavigableString)).split()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_builds_the_tree_of_beautifulsoup(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    built, plain = Tree(html, mend=False), BeautifulSoup(html, "lxml")
    assert links(built) == links(plain) and str(built) == str(plain)


@settings(max_examples=3000 if LONG else 150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_builds_the_tree_of_beautifulsoup_of_broken_markup(pieces: list[str]) -> None:
    html = "".join(pieces)
    built, plain = Tree(html, mend=False), BeautifulSoup(html, "lxml")
    assert links(built) == links(plain) and str(built) == str(plain)
    for one, other in zip(built.find_all(True), plain.find_all(True), strict=True):
        assert isinstance(one, Element)
        for css in INNER:
            assert [str(tag) for tag in one.select(css)] == [str(tag) for tag in other.select(css)]
        for name in ("p", ["td", "li"], "P"):
            assert [str(tag) for tag in one.find_all(name)] == [str(tag) for tag in other.find_all(name)]
            assert str(one.find(name)) == str(other.find(name))


# Markup without end tags, and the same with the end tags that HTML's rules give it.
UNCLOSED = [
    ("<ul><li><b>a<li><a href=x>b<li>c</ul>d", "<ul><li><b>a</b></li><li><a href=x>b</a></li><li>c</li></ul>d"),
    ("<ul><li><div>a<li><p>b<li>c</div></ul>", "<ul><li><div>a</div></li><li><p>b</p></li><li>c</li></ul>"),
    (
        "<ul><li><i>a<ul><li><b>b<li>c</ul>d<li>e</ul>",
        "<ul><li><i>a<ul><li><b>b</b></li><li>c</li></ul>d</i></li><li>e</li></ul>",
    ),
    (
        "<ol><li><b>a<ul><li><u>b<li>c</ul></b><li>d</ol>",
        "<ol><li><b>a<ul><li><u>b</u></li><li>c</li></ul></b></li><li>d</li></ol>",
    ),
    ("<div><b>a<ul><li><b>b<li>c</ul>d</b>e</div>", "<div><b>a<ul><li><b>b</b></li><li>c</li></ul>d</b>e</div>"),
    ("<li><section>a<li>b</section>", "<li><section>a<li>b</li></section></li>"),
    ("<li>a<table><tr><td><li>b</table><li>c", "<li>a<table><tr><td><li>b</li></td></tr></table></li><li>c</li>"),
    (
        "<table><tr><td><ul><li>a<td><div>b<tr><th><b>c<td>d</table>e",
        "<table><tr><td><ul><li>a</li></ul></td><td><div>b</div></td></tr><tr><th><b>c</b></th><td>d</td></tr></table>e",
    ),
    (
        "<table><tr><td><table><tr><td><i>a<td>b</table><tr><td>c</table>",
        "<table><tr><td><table><tr><td><i>a</i></td><td>b</td></tr></table></td></tr><tr><td>c</td></tr></table>",
    ),
    (
        "<table><thead><tr><th><b>a<tbody><tr><td><div>b<tfoot><tr><td>c</table>",
        "<table><thead><tr><th><b>a</b></th></tr></thead><tbody><tr><td><div>b</div></td></tr></tbody>"
        "<tfoot><tr><td>c</td></tr></tfoot></table>",
    ),
    ("<dl><dt><b>a<dd><a href=x>b<dt>c<dd>d</dl>", "<dl><dt><b>a</b></dt><dd><a href=x>b</a></dd><dt>c</dt><dd>d</dd></dl>"),
    (
        "<select><optgroup><option>a<option>b<optgroup><option>c</select>",
        "<select><optgroup><option>a</option><option>b</option></optgroup><optgroup><option>c</option></optgroup></select>",
    ),
    ("<p><b>a<p><i>b</i><p>c<div>d</div>", "<p><b>a</b></p><p><i>b</i></p><p>c</p><div>d</div>"),
    ("<p><a href=x><p>a</a>", "<p><a href=x><p>a</p></a></p>"),
    ("<div><a href=x><b>a<br><a href=y>b</a></div>", "<div><a href=x><b>a<br></b></a><a href=y>b</a></div>"),
    (
        "<ul><li><font face=f>a<li>b<li>c</ul><p>d",
        "<ul><li><font face=f>a</font></li><li><font face=f>b</font></li><li><font face=f>c</font></li></ul><p>d</p>",
    ),
    ("<p><font face=f>a<p>b</font><p>d", "<p><font face=f>a</font></p><p><font face=f>b</font></p><p>d</p>"),
    (
        "<table><tr><td><p><font face=f>a<p>b<td><p>c<p>d</table>",
        "<table><tr><td><p><font face=f>a</font></p><p><font face=f>b</font></p></td><td><p>c</p><p>d</p></td></tr></table>",
    ),
]


@pytest.mark.parametrize(("unclosed", "closed"), UNCLOSED, ids=range(len(UNCLOSED)))
def test_ends_what_html_ends(unclosed: str, closed: str) -> None:
    """Where lxml alone nests items, cells and paragraphs into each other."""
    wanted = BeautifulSoup(closed, "lxml")
    assert links(Tree(unclosed)) == links(wanted)


@settings(max_examples=3000 if LONG else 150, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "<li>", "<p>", "<tr>", "<td>", "<dd>", "<a href=x>", "<font face=f>"]), max_size=25))
def test_a_mended_tree_is_sound(pieces: list[str]) -> None:
    """Its text is the page's, its links agree with each other, and its index with a search."""
    html = "".join(pieces)
    built = Tree(html)
    assert words(built) == words(Tree(html, mend=False))
    nodes: list[PageElement] = [built]
    tags: list[Element] = []

    def walk(tag: Tag) -> None:
        before = None
        for child in tag.contents:
            assert child.parent is tag and child.previous_sibling is before
            assert before is None or before.next_sibling is child
            assert len(nodes) == 1 or (child.previous_element is nodes[-1] and nodes[-1].next_element is child)
            nodes.append(child)
            before = child
            if isinstance(child, Element):
                tags.append(child)
                assert child.number == len(tags)
                walk(child)
                assert child.last == len(tags)
        assert before is None or before.next_sibling is None

    walk(built)
    assert nodes[-1].next_element is None and built.last == len(tags)
    plain = BeautifulSoup(str(built), "html.parser")
    if str(plain) == str(built):
        for css in INNER:
            assert [str(tag) for tag in built.select(css)] == [str(tag) for tag in plain.select(css)]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_finds_as_beautifulsoup(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    indexed, plain = Tree(html), BeautifulSoup(html, "lxml")  # these pages have nothing to mend
    for args, kwargs in FINDS:
        assert str(indexed.find(*args, **kwargs)) == str(plain.find(*args, **kwargs)), (args, kwargs)  # type: ignore[arg-type]
        found, other = indexed.find_all(*args, **kwargs), plain.find_all(*args, **kwargs)  # type: ignore[arg-type]
        assert [str(one) for one in found] == [str(one) for one in other], (args, kwargs)


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


def test_no_page_is_worth_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in ("tin-tuc/bai.html", "http://a.example/", "<?xml version='1.0'?><rss><p>x</p></rss>", "", "\ufeff<p>x"):
            Tree(text)


def test_the_index_sees_marked_attributes() -> None:
    tree = Tree("<div class='a b' id='x'><p class=B>1</p><P id=y>2</P></div>")
    (div,) = tree.select(".a.b#x")
    div.attrs = {**div.attrs, "hidden": ""}
    assert tree.select("div[hidden]") == [div]
    assert [p.get_text() for p in tree.select("p")] == ["1", "2"] and tree.select(".b") == [div]


@pytest.mark.parametrize(
    ("before", "again"),
    [
        ("<ul>", "<li><b>x"),
        ("<ul>", "<li><div>x"),
        ("<ul>", "<li><font face=.VnTime>x"),
        ("", "<p><font face=.VnTime>x"),
        ("<dl>" + "<div>" * 8000, "<dd></dd>"),
        ("<ul>" + "<b>" * 8000, "<li></li>"),
    ],
)
def test_what_nobody_closes_is_all_there(before: str, again: str) -> None:
    tag = again[1:].split(">")[0].split()[0]
    assert len(Tree(before + again * 8000).find_all(tag)) == 8000


def test_of_equal_open_fonts_one_goes_on() -> None:
    tree = Tree("<ul>" + "<li><font face='.VnTime'>x" * 50)
    assert len(tree.find_all("font")) < 50 * 3
    assert all(font.find("font") is None or len(font.find_all("font")) == 1 for font in tree.find_all("font"))
