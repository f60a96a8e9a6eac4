"""An article on a page of unknown markup, by what a reader sees: from its title to the first line that ends an article.

The title's element is found first; the text is what follows it, within the smallest element around both, up to "Các tin khác"
and the like. No class names are needed. Signals: docs/portals survey, sections 5 and 8 ("Text-driven fallback").
"""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import credited, printed_author
from crawler.cms import common
from crawler.cms.base import NEITHER, NO_BODY, NO_TITLE, FileLink, NotArticle, ParsedArticle
from crawler.cms.density import Page
from crawler.cms.reading import AUTHOR, OTHERS, best_date, dated, end_of, paired, prose, signed
from crawler.cms.sections import section_of
from crawler.cms.signals import head_date, head_title
from crawler.cms.text_page import MIN_BODY, is_prose, opens_body
from crawler.cms.titles import Region, find_region
from crawler.dates_seen import parted_date, seen_date
from crawler.furniture import RELATIVE, SOFT_404, folded_key, is_ago, is_noise, is_stop, meta_date
from crawler.html_text import Block, blocks_of, readable

_ATTACHED = re.compile(
    r"^\W*(?:(?:danh sách |các )?(?:tệp|tập|file|files|tài liệu|văn bản)(?: tin)?(?: văn bản)? ?(?:đính kèm|kèm theo|đính)|"
    r"tải (?:về|xuống|tài liệu|file|tệp)|download|đính kèm)\b.{0,40}$|^\W*(?:tệp|tập) tin\W*$",
    re.I,
)
_FIELD = re.compile(r"^\W*(?:chuyên mục|danh mục|thể loại|lĩnh vực|nguồn tin|số ký hiệu|mã tin|người đăng|từ khóa)\s*:", re.I)
_SECTION_FIELD = re.compile(r"^\W*(?:chuyên mục|danh mục|thể loại|category)\s*:\s*(?P<name>[^|•·:]{2,60}?)\s*(?:$|[|•·])", re.I)
_LISTED = re.compile(r"^(?:\d{1,3}[.)/]|[IVX]{1,5}[.)]|[-+*•–—])\s?\S")
_NOTICE = 150  # characters of a notice
_SHORT_TOOL = 20  # characters of a tool's name that is no link
_DATE_LINES = 4  # lines beside the title among which a date's parts may stand
_MOST_HEADLINES = 3  # linked headlines in a text: more is a list


def read_region(soup: BeautifulSoup, url: str, layout: str) -> ParsedArticle | NotArticle:
    """The article of a page whose markup is unknown, or why there is none (`no title`, `soft 404`, …)."""
    page = Page(soup)
    hint = head_title(soup)
    if soup.body is not None and re.search(r"\bprint\s*\(", str(soup.body.get("onload") or "")):
        return NotArticle("print copy")
    gone = "soft 404" if _says_gone(page) else None
    region = find_region(page, hint)
    if region is None:
        return NotArticle(gone or (NO_TITLE if prose(page.blocks) >= MIN_BODY else NEITHER))
    title = " ".join(b.text for b in readable(blocks_of(region.title))[0])
    region = replace(region, above=paired(region.above), after=paired(region.after))
    end = end_of(region.after)
    text = _text(region.after[:end], title) if prose(region.after[:end]) else []
    if _is_list(region.after[:end]):
        return NotArticle(gone or "listing")
    base = common.base_of(soup, url)
    files = _files(region, end, base)
    made = make_body(text, title)
    if not made.text:
        files += tuple(f for f in _pictures(region, end, base) if f.url not in {x.url for x in files})
    if (len(made.text) < MIN_BODY and not files) or (SOFT_404.search(title) and len(made.text) < 400):
        return NotArticle(gone or NO_BODY)
    published, signal = head_date(soup)
    if published is None:
        published, signal = _date(region, end)
    author = made.byline.credit or _field_author(region)
    section = section_of(soup, url, title) or _field_section(region)
    return ParsedArticle(
        title, made.text, published, signal, author, section, files, layout + ("+tcvn3" if made.tcvn3 else "")
    )


def _says_gone(page: Page) -> bool:
    """Whether a short line of the page says that there is nothing to read (a sentence of an article may use the same words)."""
    return any(SOFT_404.search(b.text) for b in page.blocks if len(b.text) <= _NOTICE and b.linked < 0.5 and b.kind != "table")


def _text(blocks: list[Block], title: str) -> list[Block]:
    """The article's own blocks: without date lines, counters, tools and fields above the text, and without files' names."""
    first = next((i for i, b in enumerate(blocks) if b.kind == "table" or is_prose(b)), len(blocks))
    out: list[Block] = []
    attached = inset = False
    for i, block in enumerate(blocks):
        text = block.text
        if block.kind in ("table", "image"):
            out.append(block)
            continue
        attached = attached and block.linked > 0.6
        if _ATTACHED.match(text) and len(text) <= 200 and (block.linked > 0.3 or _files_follow(blocks, i)):
            attached = True
        inset = OTHERS.match(text) is not None if len(text) <= 120 and block.linked < 0.6 else inset and block.linked > 0.6
        tool = is_noise(text) or (is_stop(text) and (block.linked > 0.3 or len(text) <= _SHORT_TOOL))
        if attached or inset or tool or not text or (i < first and _is_furniture_line(block)):
            continue
        out.append(block)
    while out and out[-1].kind not in ("table", "li") and (out[-1].linked > 0.6 or meta_date(out[-1].text)):
        out.pop()  # tools ("Chia sẻ Facebook Zalo"), a date below the text
    return out


def _files_follow(blocks: list[Block], i: int) -> bool:
    return blocks[i].text.rstrip().endswith(":") and all(b.linked > 0.6 for b in blocks[i + 1 : i + 2])


def _is_furniture_line(block: Block) -> bool:
    """Whether a line between title and text is a date, a field or a tool rather than a headline of a part."""
    text = block.text
    if meta_date(text) or dated(text) or _FIELD.match(text) or (AUTHOR.search(text) and len(text) <= 120) or block.linked > 0.6:
        return True
    return len(text) < 25 and block.kind == "p" and not (block.bold or block.italic or block.align or _LISTED.match(text))


def _is_list(blocks: list[Block]) -> bool:
    """Whether what follows a title is a list of headlines: linked lines with teasers between, or dates again and again."""
    headlines = [b for b in blocks if b.linked > 0.6 and 25 <= len(b.text) <= 250 and b.kind != "table"]
    dates = [b for b in blocks if b.kind != "table" and dated(b.text)]
    linked = sum(len(b.text) * b.linked for b in blocks)
    total = sum(len(b.text) for b in blocks)
    return (len(headlines) >= _MOST_HEADLINES and linked * 5 >= total) or len(dates) >= 3


def _date(region: Region, end: int) -> tuple[str | None, str | None]:
    """The date line between title and text, else the one right above the title, else a labelled one right below the text."""
    first = next((i for i, b in enumerate(region.after) if opens_body(b) or b.kind == "table"), end)
    below = [b.text for b in region.after[: first + 1]]
    above = [b.text for b in reversed(region.above[:-1])]
    for lines in (below, above):
        best = best_date([m for t in lines if (m := dated(t))])
        if best is not None:
            return best[1].iso, best[0]
    for lines in (below[:_DATE_LINES], [b.text for b in region.above[:-1]][-_DATE_LINES:]):
        if parted := _parted(lines):
            return parted, "text:date line"
    for block in [b for b in region.after[max(first + 1, end - 3) : end + 3] if b.text]:
        found_at = dated(block.text)
        if found_at and found_at[0] != "text:date line":
            return found_at[1].iso, found_at[0]
    return None, RELATIVE if any(is_ago(t) for t in (*below, *above)) else None


def _field_section(region: Region) -> str | None:
    """The section named in a field beside the title (`Chuyên mục: X`)."""
    for block in [*region.above[:-1], *region.after[:8]]:
        if len(block.text) <= 100 and (found := _SECTION_FIELD.match(block.text)):
            return found["name"]
    return None


def _parted(lines: list[str]) -> str | None:
    """A date whose parts stand on lines of their own (`06` over `11/2024`)."""
    spans = (lines[i : i + count] for count in (3, 2) for i in range(len(lines) - count + 1))
    found = next((date for span in spans if (date := parted_date(span))), None)
    seen = seen_date(found) if found else None
    return seen.iso if seen else None


def _field_author(region: Region) -> str | None:
    """An author named in a field beside the title (`Tác giả: X | 04/09/2023`)."""
    for block in [*region.above[:-1], *region.after[:8]]:
        if len(block.text) <= 160 and (found := AUTHOR.search(block.text)):
            return printed_author(f"Tác giả: {found['name']}")
        if name := credited(block.text) or signed(block.text):
            return printed_author(name)
    return None


def _offered(region: Region, end: int, names: list[str]) -> list[Tag]:
    """The elements of these names behind the title and before the list of other articles."""
    last = folded_key(region.after[end].text) if end < len(region.after) and OTHERS.match(region.after[end].text) else ""
    stop = next((s for s in region.container.find_all(string=OTHERS) if last and last.startswith(folded_key(str(s)))), None)
    behind = {id(t) for t in region.title.find_all_next(names)}
    past = {id(t) for t in stop.find_all_next(names)} if stop is not None else set()
    return [t for t in region.container.find_all(names) if id(t) in behind and id(t) not in past]


def _pictures(region: Region, end: int, base: str) -> tuple[FileLink, ...]:
    """The article's own pictures: those around it are none of a scan's pages, nor is the mark of a file's link."""
    links = [a for a in region.container.find_all("a") if common.extension(str(a.get("href"))) in common.MEDIA_TYPES]
    marks = {id(image) for a in links for image in a.find_all("img")}
    own = {common.absolute(base, t.get("src")) for t in _offered(region, end, ["img"]) if id(t) not in marks}
    return tuple(f for f in common.image_files(region.container, base) if f.url in own)


def _files(region: Region, end: int, base: str) -> tuple[FileLink, ...]:
    """Documents linked or embedded."""
    found: dict[str, FileLink] = {}
    for tag in _offered(region, end, ["a", "iframe", "embed", "object"]):
        for file in common.file_links(tag.parent, base):
            own = common.absolute(base, tag.get("href") or tag.get("src") or tag.get("data"))
            if file.url == own or tag.name != "a":
                found.setdefault(file.url, file)
    return tuple(found.values())
