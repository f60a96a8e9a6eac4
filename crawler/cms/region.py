"""An article on a page of unknown markup, by what a reader sees: from its title to the first line that ends an article.

The title's element is found first; the text is what follows it, within the smallest element around both, up to "Các tin khác"
and the like. No class names are needed. Signals: docs/portals survey, sections 5 and 8 ("Text-driven fallback").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import printed_author
from crawler.cms import common
from crawler.cms.base import FileLink, NotArticle, ParsedArticle
from crawler.cms.density import Page, furniture
from crawler.cms.sections import section_of
from crawler.cms.signals import find_heading, head_date, head_title
from crawler.cms.text_page import MIN_BODY, is_prose, opens_body
from crawler.dates_seen import SeenDate
from crawler.furniture import SOFT_404, folded_key, is_noise, is_related, is_stop, is_update, meta_date
from crawler.html_text import Block, blocks_of, line_of, readable

# A heading that opens a list of other articles, or what readers wrote: nothing below it is this article's.
_OTHERS = re.compile(
    r"^\W*(?:(?:các |những |một số )?(?:tin|bài)(?: tức| viết)?(?: đã đăng| đăng)? "
    r"(?:khác|liên quan|cùng (?:chuyên mục|chủ đề|loại)|mới hơn|cũ hơn|đã đưa|đã đăng|mới nhất|tiếp theo|trước đó)|"
    r"ý kiến (?:bạn đọc|của bạn|bình luận|độc giả)|bình luận\W*$)",
    re.I,
)
_ATTACHED = re.compile(
    r"^\W*(?:(?:danh sách |các )?(?:tệp|tập|file|files|tài liệu|văn bản)(?: tin)?(?: văn bản)? ?(?:đính kèm|kèm theo|đính)|"
    r"tải (?:về|xuống|tài liệu|file|tệp)|download|đính kèm)\b.{0,40}$|^\W*(?:tệp|tập) tin\W*$",
    re.I,
)
_FIELD = re.compile(r"^\W*(?:chuyên mục|danh mục|thể loại|lĩnh vực|nguồn tin|số ký hiệu|mã tin|người đăng|từ khóa)\s*:", re.I)
_AUTHOR = re.compile(
    r"(?:tác giả|người viết|đăng bởi|người đăng(?: tin)?|viết bởi)\s*:\s*(?P<name>[^|•·\d]{2,70}?)\s*"
    r"(?:[|•·]|\s[-–]\s|ngày|lượt|$)",
    re.I,
)
_LISTED = re.compile(r"^(?:\d{1,3}[.)/]|[IVX]{1,5}[.)]|[-+*•–—])\s?\S")
_HEAD_LINES = 3  # lines above the title that may hold its date
_SHORT_TOOL = 20  # characters of a tool's name that is no link
_MOST_HEADLINES = 3  # linked headlines in a text: more is a list


@dataclass(frozen=True, slots=True)
class _Region:
    """What follows a title's element inside `container`: `above` the last lines before it, `after` those behind."""

    container: Tag
    title: Tag
    above: list[Block]
    after: list[Block]


def read_region(soup: BeautifulSoup, url: str, layout: str) -> ParsedArticle | NotArticle:
    """The article of a page whose markup is unknown, or why there is none (`no title`, `no body`, `soft 404`, `listing`)."""
    page = Page(soup)
    hint = head_title(soup)
    if soup.body is not None and re.search(r"\bprint\s*\(", str(soup.body.get("onload") or "")):
        return NotArticle("print copy")
    gone = "soft 404" if SOFT_404.search(line_of(soup.body)[:4000]) else None
    region = _region(page, hint)
    if region is None:
        return NotArticle(gone or "no title")
    title = " ".join(b.text for b in readable(blocks_of(region.title))[0])
    end = _end(region.after)
    text = _text(region.after[:end], title)
    if _is_list(region.after[:end]):
        return NotArticle("listing")
    base = common.base_of(soup, url)
    files = _files(region, base)
    made = make_body(text, title)
    if not made.text:
        files += tuple(f for f in common.image_files(region.container, base) if f.url not in {x.url for x in files})
    if (len(made.text) < MIN_BODY and not files) or (SOFT_404.search(title) and len(made.text) < 400):
        return NotArticle(gone or "no body")
    published, signal = head_date(soup)
    if published is None:
        published, signal = _date(region, end)
    author = made.byline.credit or _field_author(region)
    section = section_of(soup, url, title)
    return ParsedArticle(
        title, made.text, published, signal, author, section, files, layout + ("+tcvn3" if made.tcvn3 else "")
    )


def _region(page: Page, hint: str | None) -> _Region | None:
    """The title's element, and the smallest element that holds nearly all the text that follows it."""
    name = find_heading(page, page.body, hint)
    if not name:
        return None
    best: tuple[int, int, Tag] | None = None
    for order, node in enumerate(_named(page.soup, name)):
        after = _after(node, page.soup.body or page.soup)
        size = _prose(after[: _end(after)])
        # The last of its repeats that has as much text: path lines and window titles come before.
        if best is None or size * 10 >= best[0] * 9:
            best = (max(size, best[0] if best else 0), order, node)
    if best is None:
        return None
    size, _, title = best
    container: Tag = page.soup.body or page.soup
    for parent in title.parents:
        after = _after(title, parent)
        if _prose(after[: _end(after)]) * 20 >= size * 19 and (size or parent.name in ("body", "td")):
            container = parent
            break
    whole = readable(_visible(container))[0]
    after = readable(_after(title, container))[0]
    above = [b for b in whole[: len(whole) - len(after)] if b.text]
    return _Region(container, title, above[-_HEAD_LINES - 1 :], after)


def _named(soup: BeautifulSoup, name: str) -> list[Tag]:
    """The innermost elements whose words are the title's, links to other pages left out, in page order."""
    key = folded_key(name)
    out: list[Tag] = []
    for tag in (soup.body or soup).find_all(True):
        if tag.name in ("script", "style", "option", "title") or abs(len(tag.get_text()) - len(name)) > len(name) // 2 + 60:
            continue
        if folded_key(line_of(tag)) != key or _in_link(tag) or furniture(tag):
            continue
        if out and out[-1] in tag.parents:
            out.pop()
        out.append(tag)
    return out


def _in_link(tag: Tag) -> bool:
    """Whether an element stands in a link: another page's title. A heading may link to its own page."""
    link = tag if tag.name == "a" else (tag.find_parent("a") or (tag.find("a") if len(tag.find_all(True)) <= 4 else None))
    headed = tag.name in ("h1", "h2") or tag.find_parent(["h1", "h2"]) is not None
    return isinstance(link, Tag) and link.get("href") is not None and not headed


@contextmanager
def _hidden(tags: list[Tag]) -> Iterator[None]:
    """Elements left out while blocks are read (they stay in the page: nothing is changed)."""
    before = [(tag, tag.attrs) for tag in tags]
    for tag in tags:
        tag.attrs = {**tag.attrs, "hidden": ""}
    try:
        yield
    finally:
        for tag, attrs in before:
            tag.attrs = attrs


def _named_furniture(container: Tag) -> list[Tag]:
    """Elements known by name as tools, menus, related lists: unless one holds most of the container's words."""
    size = len(container.get_text())
    return [tag for tag in container.find_all(True) if furniture(tag) and len(tag.get_text()) * 2 < size]


def _visible(container: Tag) -> list[Block]:
    with _hidden(_named_furniture(container)):
        return blocks_of(container)


def _after(title: Tag, container: Tag) -> list[Block]:
    """The blocks of a container that stand behind the title's element."""
    before = [title]
    node = title
    while node is not container and node.parent is not None:
        before += [s for s in node.previous_siblings if isinstance(s, Tag)]
        node = node.parent
    with _hidden(_named_furniture(container)), _hidden(before):
        return blocks_of(container)


def _prose(blocks: list[Block]) -> int:
    return sum(len(b.text) for b in blocks if b.kind == "table" or is_prose(b))


def _end(blocks: list[Block]) -> int:
    """Where the article's text ends: at a heading of other articles or the first of their titles; at another stop line
    where hardly any text follows (sentences begin with such words, too)."""
    seen = False
    total = _prose(blocks)
    for i, block in enumerate(blocks):
        text = block.text
        if block.kind in ("table", "image") or not text:
            seen = seen or block.kind == "table"
            continue
        if len(text) <= 120 and _OTHERS.match(text) and not block.text.endswith("."):
            return i
        if seen and is_related(text) and block.linked > 0.4:
            return i
        if seen and is_stop(text) and _prose([b for b in blocks[i:] if b.linked < 0.3]) * 4 < total:
            return i
        seen = seen or is_prose(block)
    return len(blocks)


def _text(blocks: list[Block], title: str) -> list[Block]:
    """The article's own blocks: without date lines, counters, tools and fields above the text, and without files' names."""
    first = next((i for i, b in enumerate(blocks) if b.kind == "table" or is_prose(b)), len(blocks))
    out: list[Block] = []
    attached = False
    for i, block in enumerate(blocks):
        text = block.text
        if block.kind in ("table", "image"):
            out.append(block)
            continue
        attached = attached and block.linked > 0.6
        if _ATTACHED.match(text) and len(text) <= 200 and (block.linked > 0.3 or _files_follow(blocks, i)):
            attached = True
        if attached or not text or is_noise(text) or (is_stop(text) and (block.linked > 0.3 or len(text) <= _SHORT_TOOL)):
            continue
        if i < first and _is_furniture_line(block):
            continue
        out.append(block)
    while out and out[-1].linked > 0.6 and out[-1].kind not in ("table", "li"):
        out.pop()  # tools: "Chia sẻ Facebook Zalo"
    return out


def _files_follow(blocks: list[Block], i: int) -> bool:
    return blocks[i].text.rstrip().endswith(":") and all(b.linked > 0.6 for b in blocks[i + 1 : i + 2])


def _is_furniture_line(block: Block) -> bool:
    """Whether a line between title and text is a date, a field or a tool rather than a headline of a part."""
    text = block.text
    if _dated(text) or _FIELD.match(text) or (_AUTHOR.search(text) and len(text) <= 120) or block.linked > 0.6:
        return True
    return len(text) < 25 and block.kind == "p" and not (block.bold or block.italic or block.align or _LISTED.match(text))


def _is_list(blocks: list[Block]) -> bool:
    """Whether what follows a title is a list of headlines: linked lines with teasers between, or dates again and again."""
    headlines = [b for b in blocks if b.linked > 0.6 and 25 <= len(b.text) <= 250 and b.kind != "table"]
    dates = [b for b in blocks if b.kind != "table" and _dated(b.text)]
    linked = sum(len(b.text) * b.linked for b in blocks)
    total = sum(len(b.text) for b in blocks)
    return (len(headlines) >= _MOST_HEADLINES and linked * 5 >= total) or len(dates) >= 3


def _date(region: _Region, end: int) -> tuple[str | None, str | None]:
    """The date line between title and text, else the one right above the title, else a labelled one right below the text."""
    first = next((i for i, b in enumerate(region.after) if opens_body(b) or b.kind == "table"), end)
    below = [b.text for b in region.after[: first + 1]]
    above = [b.text for b in reversed(region.above[:-1])]
    for lines in (below, above):
        found = [m for t in lines if (m := _dated(t))]
        labelled = [m for m in found if m[0] != "text:date line"]
        if found:
            source, seen = (labelled or found)[0]
            return seen.iso, source
    for block in [b for b in region.after[max(first + 1, end - 3) : end + 3] if b.text]:
        dated = _dated(block.text)
        if dated and dated[0] != "text:date line":
            return dated[1].iso, dated[0]
    return None, None


def _dated(line: str) -> tuple[str, SeenDate] | None:
    """The date of a meta line, an author's field beside it left out; None for lines that say when the page was changed."""
    bare = _AUTHOR.sub(" ", line) if len(line) <= 200 else line
    found = meta_date(bare)
    return found if found and not is_update(bare[: found[1].start]) else None


def _field_author(region: _Region) -> str | None:
    """An author named in a field beside the title (`Tác giả: X | 04/09/2023`)."""
    for block in [*region.above[:-1], *region.after[:8]]:
        if len(block.text) <= 160 and (found := _AUTHOR.search(block.text)):
            return printed_author(found["name"])
    return None


def _files(region: _Region, base: str) -> tuple[FileLink, ...]:
    """Documents linked behind the title and before the list of other articles."""
    stop = next((s for s in region.container.find_all(string=_OTHERS) if s.parent and s.parent.name != "a"), None)
    behind = {id(t) for t in region.title.find_all_next(["a", "iframe", "embed", "object"])}
    past = {id(t) for t in stop.find_all_next(["a", "iframe", "embed", "object"])} if stop is not None else set()
    wanted = [
        t for t in region.container.find_all(["a", "iframe", "embed", "object"]) if id(t) in behind and id(t) not in past
    ]
    found: dict[str, FileLink] = {}
    for tag in wanted:
        for file in common.file_links(tag.parent, base):
            own = common.absolute(base, tag.get("href") or tag.get("src") or tag.get("data"))
            if file.url == own or tag.name != "a":
                found.setdefault(file.url, file)
    return tuple(found.values())
