"""Whether a listing page's own list is empty, so that what looks like its list is a side box ("Tin mới", "Xem nhiều").

A page says so ("Chưa có bài viết", "Đang cập nhật") or shows nothing below its own name. Its name is the heading that the
window's title begins with, else its only h1; what belongs to it is the largest element around it that the other list stands
outside of. A sentence of that kind in another box tells nothing.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from crawler.cms.density import furniture
from crawler.cms.pagers import is_pager_text, shared_depth
from crawler.cms.surroundings import names_of
from crawler.decode import clean_inline, fold
from crawler.html_text import Block, blocks_of, line_of

_SAYS = re.compile(
    r"^\W*(?:(?:hiện (?:tại |nay )?|hiện thời )?(?:chuyên mục|danh mục|mục|trang|nội dung|thông tin|dữ liệu|bài viết|"
    r"tin(?: tức| bài)?)?"
    r"(?: này)?\s*(?:hiện )?(?:đang (?:được )?(?:cập nhật|xây dựng|bổ sung)|(?:chưa|không) (?:có|tìm thấy|tồn tại)\s*(?:bất kỳ )?"
    r"(?:bài(?: viết)?|tin(?: tức| bài)?|dữ liệu|nội dung|thông tin|bản ghi|kết quả|mục|văn bản)|chưa cập nhật)|"
    r"(?:0|không) (?:bài viết|kết quả|bản ghi|mục tin)\W*$|"
    r"(?:sorry, )?(?:(?:there (?:are|is) )?no (?:posts?|articles?|news|items?|results?|data|records?|"
    r"content)(?: to (?:display|show)|"
    r" found| available| yet)?|nothing (?:was )?found))\b.{0,60}$",
    re.I,
)
_LONGEST = 120  # characters of a notice
_LEAST_NAME = 4
_NO_NAME = ("title", "a", "script", "option")  # elements whose words name no part of the page
_MOST_BARE = 40  # letters that may stand below a name without being a list: a tool, a number


def why_empty(soup: BeautifulSoup, item: Tag, pagers: list[Tag], *, boxed: bool) -> str | None:
    """Why the page's own list is empty, where `item` is a headline of the likeliest list found; None where that may be its own.

    `boxed`: that list stands under a side box's heading ("Tin mới"). Without it only a notice below the page's name counts."""
    container = item.parent or item
    for name in _names(soup):
        column = _column(name, container)
        if column is None:
            continue
        apart = shared_depth(column, item)
        if any(shared_depth(pager, item) > apart for pager in pagers):
            return None  # a list with a pager of its own is no side box
        rest = [b for b in blocks_of(column) if b.text and fold(b.text) != fold(line_of(name))]
        notice = next((said for b in rest if (said := _said(b))), None)
        if notice is not None:
            return f'the list is empty: "{notice}"'
        if boxed and column is not name and not _is_band(column) and _is_bare(rest):
            return "the list is empty: nothing below its name"
    if boxed and (notice := _notice(soup, container)):
        return f'the list is empty: "{notice}"'
    return None


def _names(soup: BeautifulSoup) -> list[Tag]:
    """The elements that may be the page's own name: those that the window's title begins with, else the only h1."""
    title = fold(clean_inline(soup.title.get_text())) if soup.title is not None else ""
    heads = soup.find_all(["h1", "h2", "h3", "h4", "h5"])
    texts = [(tag, fold(line_of(tag))) for tag in heads]
    named = [tag for tag, text in texts if len(text) >= _LEAST_NAME and title.startswith(text)]
    if not named and len(title) >= _LEAST_NAME:
        first = re.split(r"\s[-–|:]\s|\s*[|»]\s*", title)[0]
        for string in soup.find_all(string=lambda s: s is not None and fold(clean_inline(str(s))) == first):
            parent = string.parent
            if isinstance(parent, Tag) and parent.name not in _NO_NAME and parent.find_parent("a") is None:
                named.append(parent)
    ones = [tag for tag in heads if tag.name == "h1"]
    return named or (ones if len(ones) == 1 else [])


def _column(name: Tag, container: Tag) -> Tag | None:
    """The largest element around a name that the other list stands outside of; None where the list surrounds the name."""
    around = {id(tag) for tag in [container, *container.parents]}
    if id(name) in around:
        return None
    column = name
    for parent in name.parents:
        if id(parent) in around:
            break
        column = parent
    return column


def _is_band(column: Tag) -> bool:
    """Whether an element is a page's head or path line, which hold a name and nothing else on full pages, too."""
    named = " ".join(names_of(column))
    heads = column.name in ("header", "nav") or re.search(r"head|banner|breadcrumb|title|hero|top|path|duong-?dan", named, re.I)
    return bool(heads) or furniture(column) or column.name in ("h1", "h2", "h3", "h4", "h5")


def _said(block: Block) -> str | None:
    """The notice that a block is, or that a row of a table is (its cells repeat one that spans them)."""
    if block.linked >= 0.5:
        return None
    for line in block.text.split("\n"):
        cells = list(dict.fromkeys(cell.strip() for cell in line.split("|") if cell.strip()))
        text = cells[0] if len(cells) == 1 else ""
        if len(text) <= _LONGEST and _SAYS.match(text):
            return text
    return None


def _is_bare(blocks: list[Block]) -> bool:
    """Whether blocks are no more than path lines, page numbers and short tools."""
    told = [b for b in blocks if b.kind != "image" and not is_pager_text(b.text) and b.linked < 0.9]
    return sum(len(re.sub(r"[\W\d]", "", b.text)) for b in told) <= _MOST_BARE and not any(len(b.text) > 60 for b in blocks)


def _notice(soup: BeautifulSoup, container: Tag) -> str | None:
    """A notice on a page without a name of its own: outside the list, and under no heading of a box."""
    root = soup.body or soup
    inside = {id(tag) for tag in container.find_all(True)} | {id(container)}
    for tag in root.find_all(["p", "div", "td", "span", "li", "h2", "h3", "h4"]):
        if id(tag) in inside or tag.find(["p", "div", "td", "span", "li"]) is not None or len(tag.get_text()) > _LONGEST:
            continue
        block = next((b for b in blocks_of(tag) if b.text), None)
        if block is not None and (said := _said(block)) and not _headed(tag):
            return said
    return None


def _headed(tag: Tag) -> bool:
    """Whether a short line stands right above an element: a box's heading."""
    node: Tag = tag
    for _ in range(3):
        before = next((s for s in node.find_previous_siblings(True, limit=2) if line_of(s)), None)
        if before is not None:
            return True
        parent = node.parent
        if parent is None or parent.name in ("body", "html", "main", "td", "form"):
            return False
        node = parent
    return any(furniture(p) for p in tag.parents)
