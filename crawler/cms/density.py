"""Where the text stands on a page of unknown software."""

from __future__ import annotations

import re
from functools import cached_property

from bs4 import BeautifulSoup, Tag

from crawler.decode import fold
from crawler.furniture import READ_MORE
from crawler.html_text import Block, blocks_of, classes_of, is_hidden, line_of, readable


class Page:
    """A page of unknown software; what is dear to find is found once."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.soup = soup

    @cached_property
    def body(self) -> Tag | None:
        """The element with most running text."""
        return densest(self.soup)

    @cached_property
    def blocks(self) -> list[Block]:
        """The whole page's blocks, furniture known by name left out, in Unicode."""
        return readable(main_blocks(self.soup))[0]


_CONTAINERS = ("div", "article", "section", "main", "td", "form", "body")
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:menu|nav|navbar|footer|sidebar|aside|latest-?news|most-?read|breadcrumbs?|comments?|related|"
    r"lien-?quan|tin-?khac|other-?news|share|social|toolbar|rating|pagination|pager|"
    r"counter|thong-?ke|weather|thoi-?tiet|banner|slider|carousel|marquee|login|search|popup|modal|copyright|"
    r"hot-?news|most-?read|tags?)(?:$|[-_\s])",
    re.I,
)


def furniture(tag: Tag) -> bool:
    """Whether an element is menu, side box, footer or tool by its name, class or id."""
    if tag.name in ("nav", "footer", "aside"):
        return True
    if not tag.attrs or tag.name in ("body", "html", "main", "article", "form"):
        return False
    names = " ".join([*classes_of(tag), str(tag.get("id") or "")])
    return bool(_FURNITURE.search(names))


def _inside_furniture(tag: Tag) -> bool:
    return any(furniture(parent) or is_hidden(parent) for parent in [tag, *tag.parents] if parent.name != "[document]")


def _own_text(tag: Tag) -> tuple[int, int, int]:
    """Characters of a paragraph-like element, of links in it, and its punctuation marks."""
    text = tag.get_text(" ", strip=True)
    linked = sum(len(a.get_text(" ", strip=True)) for a in tag.find_all("a"))
    return len(text), linked, sum(text.count(c) for c in ",.;:")


def densest(soup: Tag) -> Tag | None:
    """The element that holds most running text: paragraphs score for their parents, links count against them."""
    scores: dict[int, float] = {}
    nodes: dict[int, Tag] = {}
    for tag in soup.find_all(["p", "td", "div", "li", "blockquote", "span"]):
        if tag.name in ("div", "td", "span") and (
            tag.find(["p", "div", "table", "ul"]) is not None or (tag.name == "span" and tag.find_parent("p"))
        ):
            continue
        size, linked, marks = _own_text(tag)
        if size < 40 or linked > size * 0.5 or _inside_furniture(tag):
            continue
        score = 1 + marks + min(size / 100, 10)
        weight = 1.0
        for parent in list(tag.parents)[:4]:
            if parent.name in _CONTAINERS:
                nodes[id(parent)] = parent
                scores[id(parent)] = scores.get(id(parent), 0.0) + score * weight
                weight *= 0.7
        if tag.name == "div":
            nodes[id(tag)] = tag
            scores[id(tag)] = scores.get(id(tag), 0.0) + score
    if not scores:
        return None
    best = max(scores, key=lambda key: scores[key] * _unlinked(nodes[key]))
    return nodes[best]


def _unlinked(tag: Tag) -> float:
    size, linked, _ = _own_text(tag)
    return 1.0 - min(linked / size, 1.0) if size else 0.0


def by_trafilatura(soup: BeautifulSoup) -> Tag | None:
    """The innermost element that holds the text trafilatura finds; None where it finds none."""
    # Imported where it is needed: it takes longer to load than the rest of the parser together.
    import trafilatura

    text = trafilatura.extract(str(soup), favor_precision=True, include_comments=False, include_tables=False) or ""
    lines = [fold(line) for line in text.splitlines() if len(line) >= 60]
    best: Tag | None = None
    for tag in soup.find_all(_CONTAINERS) if lines else []:
        inside = fold(tag.get_text(" "))
        if sum(line in inside for line in lines) >= 0.9 * len(lines):
            best = tag  # document order: a later match lies deeper or further on
    return best


def main_blocks(soup: BeautifulSoup) -> list[Block]:
    """The blocks of a whole page; menus, side boxes and footers known by name are left out."""
    marked: list[tuple[Tag, dict[str, object]]] = []
    for tag in soup.find_all(True):
        # The raw text is as long as the readable one, give or take its spaces: few need be read to be measured.
        if furniture(tag) and (len(tag.get_text()) < 1500 or len(line_of(tag)) < 6000):
            marked.append((tag, dict(tag.attrs)))
            tag.attrs = {**tag.attrs, "hidden": ""}
    try:
        return blocks_of(soup.body or soup)
    finally:
        for tag, attrs in marked:
            tag.attrs = attrs


def listing_like(page: Page) -> bool:
    """Whether a page's main part is a list of linked headlines rather than one text."""
    soup = page.soup
    # "Xem tiếp" below a headline leads where the headline does; at a box's foot it leads to a section.
    named = {a.get("href") for a in soup.find_all("a", href=True) if len(a.get_text(" ", strip=True)) >= 15}
    more = [
        a
        for a in soup.find_all("a", href=True)
        if READ_MORE.match(a.get_text(" ", strip=True)) and a.get("href") in named and not _inside_furniture(a)
    ]
    if len(more) >= 3:
        return True
    heads = [
        h
        for h in soup.find_all(["h2", "h3", "h4", "h5"])
        if h.find("a", href=True) and len(line_of(h)) >= 25 and not _inside_furniture(h)
    ]
    linked = sum(len(line_of(h)) for h in heads)
    body = page.body
    if body is None:
        return len(heads) >= 4
    blocks = [b for b in blocks_of(body) if b.text]
    headlines = [i for i, b in enumerate(blocks) if b.linked > 0.9 and 25 <= len(b.text) <= 250]
    teased = sum(1 for i in headlines if i + 1 < len(blocks) and blocks[i + 1].linked < 0.5)
    if teased >= 3 and headlines[0] <= 3 and len(headlines) * 5 >= len(blocks):
        return True
    inside = [h for h in heads if body in h.parents]
    return len(inside) >= 3 or (len(heads) >= 5 and linked * 2 >= len(line_of(body)))
