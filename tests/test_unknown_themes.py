"""Pages whose names tell nothing: the replicas' pages with their markup changed must give the same articles and the same lists.

Each change is one that the next theme may make: no classes, other classes, other order of columns, no heading tags, a window
title that names the site only, everything in tables or nothing in tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from crawler.cms import FAMILIES
from crawler.cms.base import Listing, ParsedArticle
from crawler.decode import decode
from crawler.replica.answers import Answer
from crawler.replica.server import family_module
from crawler.replica.site import CORPUS, SITES, Site, load_sites

REPLICAS = Path(__file__).with_name("replicas")
NAMES = {"vnpt-multi": REPLICAS, "vnpt-forms": REPLICAS, "generic-theme": REPLICAS, "tamduong": None}


def no_names(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(True):
        if tag.name == "img":
            continue  # an editor's class on a picture is content: it says that the title is a caption
        tag.attrs = {k: v for k, v in tag.attrs.items() if k not in ("class", "id")}


def other_names(soup: BeautifulSoup) -> None:
    for number, tag in enumerate(soup.find_all(["div", "table", "td", "ul", "p"])):
        tag["class"] = f"x{number % 7} item-photo"


def columns_turned(soup: BeautifulSoup) -> None:
    """The columns in the other order: the main one stays in the middle, hot news changes sides."""
    for tag in soup.find_all(["div", "tr"]):
        children = [c for c in tag.find_all(["div", "td"], recursive=False) if len(c.get_text(strip=True)) > 60]
        if len(children) == 3:
            last = children[2].extract()
            children[0].insert_before(last)
            children[1].insert_after(children[0].extract())
            return
    raise AssertionError("no columns")


def main_first(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(["div", "tr"]):
        children = [c for c in tag.find_all(["div", "td"], recursive=False) if len(c.get_text(strip=True)) > 60]
        if len(children) == 3:
            children[0].insert_before(children[1].extract())
            return
    raise AssertionError("no columns")


def no_headings(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(re.compile(r"^h[1-6]$")):
        tag.name = "div"


def site_title(soup: BeautifulSoup) -> None:
    assert isinstance(soup.title, Tag)
    soup.title.string = "Trang thông tin điện tử"


def other_title(soup: BeautifulSoup) -> None:
    """A window title that is some office's name: nothing in it says that it names the site."""
    assert isinstance(soup.title, Tag)
    soup.title.string = "Huyện ta"


def divs(soup: BeautifulSoup) -> None:
    """Layout tables become divs; tables of data (in the article's body: with a border) stay."""
    for tag in soup.find_all(["table", "tr", "td", "th"]):
        table = tag if tag.name == "table" else tag.find_parent("table")
        if table is None or table.get("border") != "1":
            tag.name = "div"


CHANGES: list[Callable[[BeautifulSoup], None]] = [
    no_names, other_names, columns_turned, main_first, no_headings, site_title, other_title, divs,
]  # fmt: skip


@pytest.fixture(scope="module")
def sites() -> dict[str, Site]:
    return load_sites(REPLICAS / "articles", REPLICAS / "sites") | load_sites(CORPUS, SITES)


def truth(name: str) -> list[dict[str, Any]]:
    folder = CORPUS / name if NAMES[name] is None else REPLICAS / "articles" / name
    return [json.loads(p.read_text(encoding="utf-8"))["article"] for p in sorted(folder.glob("*.json"))]


def page(answer: Answer, change: Callable[[BeautifulSoup], None] | None) -> BeautifulSoup:
    soup = BeautifulSoup(decode(answer.body)[0], "lxml")
    if change is not None:
        change(soup)
    return BeautifulSoup(str(soup), "lxml")


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_articles(sites: dict[str, Site], name: str, change: Callable[[BeautifulSoup], None]) -> None:
    site = sites[name]
    for want in truth(name):
        answer = family_module(site.family).answer(site, want["url"].removeprefix(site.base))
        found = FAMILIES[site.family].article(page(answer, change), want["url"])
        assert isinstance(found, ParsedArticle), (want["url"], found)
        for key in ("title", "published_at", "author", "section", "body"):
            assert getattr(found, key) == want.get(key), (want["url"], key)
        files = [(f.url, f.name) for f in found.files]
        assert files == [(f["url"], f.get("name")) for f in want.get("attachments", [])], want["url"]


def walk(site: Site, url: str, change: Callable[[BeautifulSoup], None] | None) -> list[Listing]:
    """All pages of a list, as its pager leads."""
    module, out, form = family_module(site.family), [], ()
    at: str | None = url
    while at and len(out) < 20:
        parts = urlsplit(at)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = module.post(site, target, dict(form)) if form else module.answer(site, target)
        assert answer.status == 200
        if answer.content_type.startswith("text/plain"):
            return out  # a partial answer has no columns to turn
        found = FAMILIES[site.family].listing(page(answer, change), at)
        out.append(found)
        at, form = found.next_url, found.next_form
    return out


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_listings(sites: dict[str, Site], name: str, change: Callable[[BeautifulSoup], None]) -> None:
    site = sites[name]
    module = family_module(site.family)
    for category in site.categories:
        section = module.section_address(site, category)
        pages = walk(site, site.base + section, change)
        size = int(site.words["page_size"])
        listed = site.listed(category)
        want = [[i.title for i in listed[n * size : (n + 1) * size]] for n in range(len(pages))]
        assert [[i.title for i in p.items] for p in pages] == want
        assert len(pages) == -(-len(listed) // size) or category.slug in site.words.get("partial", [])
