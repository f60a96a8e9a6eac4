"""What stands around an article's text on Joomla: day, author, category. Docs/portals survey, section 2.

The core prints a list (`dl.article-info`), template frameworks a line (`Viết bởi A ngày 6 tháng 11 năm 2024. Đăng trong B`)."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from crawler.byline import printed_author
from crawler.cms import common
from crawler.cms.signals import head_date
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import meta_date
from crawler.html_text import Block, classes_of, line_of

_HEAD_DATES = (
    "dd.published time[itemprop=datePublished]",
    "dd.published time",
    "time[itemprop=datePublished]",
    "dd.create time[itemprop=dateCreated]",
    "dd.create time",
    ".published time",
    ".eb-meta-date time",
    "meta[itemprop=datePublished]",
    "meta[property=datePublished]",
)
_TEXT_DATES = (
    "dd.published",
    ".itemDateCreated",
    "dd.create",
    ".createdate",
    ".rt-date-posted",
    ".published",
    ".eb-meta-date",
    ".art-postdateicon",
    ".art-postheadericons",
    ".uk-article-meta time",
    ".uk-article-meta",
    ".meta time",
    "p.meta",
)
_AUTHOR = (
    "dd.createdby [itemprop=name], dd.createdby, .itemAuthor a, .itemAuthor, .createdby, .createby, .eb-meta-author, .rt-author,"
    " td .small"
)
_SECTION = "dd.category-name a, dd.category-name span, .itemCategory a, .eb-meta-category a, .category-name a, dd.category-name"
# Boxes of other texts, with days of their own: modules, related articles, documents of DOCman.
_OTHERS = re.compile(
    r"^(?:moduletable.*|related.*|itemrelated|items-more|latestnews.*|mostread.*|newsflash.*|mod-.*|docman_.*|k2itemsblock)$",
    re.I,
)
# The line of YOOtheme and Warp, and what follows the author's name and goes before the category's in it.
_LINE = ".uk-article-meta, p.meta, .meta"
_BY = re.compile(
    r"\b(?:viết bởi|đăng bởi|tác giả:?|written by|by)\s+(?P<name>.{2,80}?)\s*(?:\s(?:ngày|vào|lúc|on)\s|[|.,•]|$)", re.I
)
_IN = re.compile(r"(?:đăng trong|chuyên mục|danh mục|posted in|category)\s*:?\s*$", re.I)


def date(box: Tag, soup: BeautifulSoup) -> tuple[str | None, str | None]:
    """The day of publication as ISO 8601, and the signal's name: machine dates of the box, printed ones, the page's head."""
    for css in _HEAD_DATES:
        iso = common.machine_date(_own(box, css) or (soup.select_one(css) if css.startswith("meta") else None))
        if iso:
            return iso, "joomla:time"
    for css in _TEXT_DATES:
        node = _own(box, css) or _own(soup, css)
        seen = seen_date(line_of(node)) if node is not None else None
        if seen:
            return seen.iso, f"joomla:{css.lstrip('d.')}"
    iso, signal = head_date(soup)
    if signal == "html:datePublished":
        iso = common.machine_date(_own(soup, "[itemprop=datePublished]"))
    return iso, signal if iso else None


def _own(within: Tag, css: str) -> Tag | None:
    """The first of these elements that is not another text's: a module's, a related article's, a file's."""
    return next((node for node in within.select(css) if not _of_another(node, within)), None)


def _of_another(node: Tag, within: Tag) -> bool:
    for parent in node.parents:
        if parent is within:
            return False
        if any(_OTHERS.match(name) for name in classes_of(parent)):
            return True
    return False


def date_line(blocks: list[Block]) -> tuple[str | None, str | None, list[Block]]:
    """The day that editors type above the text where the template prints none, and the blocks without its line."""
    for at, block in enumerate(blocks[:2]):
        found = meta_date(block.text) if block.kind == "p" else None
        if found is not None:
            return found[1].iso, found[0], blocks[:at] + blocks[at + 1 :]
    return None, None, blocks


def author(box: Tag, body: Tag) -> str | None:
    """The author that the CMS prints in a field or line of its own."""
    node = box.select_one(_AUTHOR) or body.select_one(_AUTHOR)
    if node is not None:
        return printed_author(line_of(node))
    machine = box.select_one("meta[property=author]")
    if machine is not None and machine.get("content"):
        return printed_author(str(machine["content"]))
    line = box.select_one(_LINE)
    found = _BY.search(line_of(line)) if line is not None else None
    return printed_author(found["name"]) if found else None


def section(box: Tag) -> str | None:
    """The category's name."""
    node = box.select_one(_SECTION)
    if node is not None:
        return re.sub(r"^(?:Chuyên mục|Danh mục|Category)\s*:\s*", "", line_of(node)) or None
    line = box.select_one(_LINE)
    for link in line.select("a") if line is not None else ():
        before = link.previous_sibling
        if before is not None and not isinstance(before, Tag) and _IN.search(clean_inline(str(before))[-60:]):
            return line_of(link) or None
    return None
