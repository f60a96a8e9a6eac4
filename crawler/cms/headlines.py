"""The links of a page that may be headlines, and what stands beside each: date and teaser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import ListingItem
from crawler.cms.pagers import is_pager_text
from crawler.dates_seen import parted_date, seen_date
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE, is_noise, is_stop, meta_date
from crawler.html_text import blocks_of, is_hidden, line_of

LEAST_TITLE = 15  # characters; shorter link texts are menu entries and tools
LEAST_WORDS = 3
_MARKS = 14  # characters beside a headline that are bullets, counters or a "new" mark
_LABEL = 25  # letters beside a date that can be its label
_MOST_TEXT = 1200  # characters of an item: an element with more is no item


@dataclass(frozen=True, slots=True)
class Headline:
    """A link whose words may be an article's headline. `own`: it leads to the listing's own host."""

    link: Tag
    url: str
    title: str
    own: bool = True


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def headlines(soup: BeautifulSoup, base: str) -> list[Headline]:
    """The links of a page that may be headlines, in page order."""
    out = []
    for link in soup.find_all("a", href=True):
        target = (common.absolute(base, link.get("href")) or "").partition("#")[0]
        if not target or target == base or common.extension(target) in common.MEDIA_TYPES:
            continue
        title = title_of(link)
        if len(title) >= LEAST_TITLE and len(title.split()) >= LEAST_WORDS and not _is_tool(title) and not is_hidden(link):
            out.append(Headline(link, target, title, _host(target) == _host(base)))
    return out


def _is_tool(text: str) -> bool:
    """Whether a link's words are a tool's. Headlines begin with such words, too ("Chia sẻ kinh nghiệm …"): they are longer."""
    return bool(READ_MORE.match(text)) or (len(text.split()) <= 5 and (is_noise(text) or is_stop(text)))


def title_of(link: Tag) -> str:
    """A headline: the heading within a link around a whole item, else its text, or its title attribute where that is cut."""
    heading = link.find(["h1", "h2", "h3", "h4", "h5", "h6", "strong"])
    text = line_of(heading) if isinstance(heading, Tag) else ""
    text = text or _first_line(link) or line_of(link)
    full = clean_inline(str(link.get("title") or ""))
    return full if full and (not text or text.endswith(("...", "…"))) else text


def _first_line(link: Tag) -> str | None:
    """The headline of a link around a whole item that has no heading: the first of its blocks that is as long as one."""
    if link.find(["p", "div"]) is None:
        return None
    lines = [text for b in blocks_of(link) if (text := b.text) and not meta_date(text)]
    return next((t for t in lines if len(t) >= LEAST_TITLE and len(t.split()) >= LEAST_WORDS), None) if len(lines) > 1 else None


def own_child(link: Tag, container: Tag) -> Tag:
    """The child of a container that holds a link: its item's element."""
    box: Tag = link
    for parent in link.parents:
        if parent is container:
            break
        box = parent
    return box


def item_of(one: Headline, container: Tag, lone: bool = False) -> ListingItem:
    """An item with date and teaser: the text around its headline within the item's own element, which is a child of
    `container`; of a `lone` item it is the first element that says more than the headline."""
    box = own_child(one.link, container)
    if lone:
        boxes = [tag for tag in [one.link, *one.link.parents] if len(line_of(tag)) > len(line_of(one.link)) + _MARKS]
        boxes = [one.link] if len(line_of(one.link)) > len(one.title) + _MARKS else boxes
        box = boxes[0] if boxes and len(line_of(boxes[0])) <= _MOST_TEXT else one.link
    parts = [box]
    if box.name == "tr" or len(line_of(box)) <= len(one.title) + _MARKS:
        # Headline, date and teaser may be siblings: all up to the next headline is this item's.
        parts += _until_next(box)
    rest = clean_inline(" ".join(map(line_of, parts)))
    if len(rest) > _MOST_TEXT:
        return ListingItem(one.url, one.title)
    rest = rest.replace(one.title, " ", 1).replace(line_of(one.link), " ", 1).strip()
    date = _date(parts, rest)
    lead = re.sub(r"(?:xem tiếp|xem thêm|đọc thêm|đọc tiếp|chi tiết|xem chi tiết)\W*$", "", rest, flags=re.I)
    lead = clean_inline(lead.replace(date, " ", 1) if date else lead).strip(" |-–()[],:»>")
    lead = re.sub(r"^(?:ngày )?(?:đăng|cập nhật|xuất bản)(?: lúc| ngày)?\s*:?\s+(?=\W|$)", "", lead, flags=re.I)
    told = len(lead.split()) >= 6 and not re.match(r"trang (?:chủ|nhất)\b", lead, re.I)
    return ListingItem(one.url, one.title, date, lead if told else None)


def _date(parts: list[Tag], rest: str) -> str | None:
    """An item's date as printed: an element of its own, in brackets, or at the edge of the text beside the headline. A date
    within a sentence of the teaser is none."""
    for part in parts:
        for tag in [part, *part.find_all(True)]:
            text = line_of(tag) if len(tag.get_text()) <= 80 else ""
            seen = seen_date(text)
            if seen and len(re.sub(r"[\W\d]", "", text[: seen.start] + text[seen.end :])) <= _LABEL:
                return text[seen.start : seen.end]
            if 6 <= len(text) <= 30 and (found := parted_date(list(tag.stripped_strings))):
                return found
    bracketed = [m.group(1) for m in re.finditer(r"[(\[]([^()\[\]]{8,40})[)\]]", rest) if seen_date(m.group(1))]
    seen = seen_date(bracketed[-1] if bracketed else rest)
    if seen and bracketed:
        return bracketed[-1][seen.start : seen.end]
    return rest[seen.start : seen.end] if seen and (seen.start <= 3 or seen.end >= len(rest) - 3) else None


def _until_next(box: Tag) -> list[Tag]:
    """The siblings between an item's headline and the next one."""
    out: list[Tag] = []
    for sibling in box.find_next_siblings(limit=4):
        if not isinstance(sibling, Tag):
            continue
        links = [sibling] if sibling.name == "a" else sibling.find_all("a", href=True)
        titles = [t for t in map(title_of, links) if len(t) >= LEAST_TITLE and not _is_tool(t)]
        if titles or is_pager_text(line_of(sibling)) or re.match(r"h[1-6]$", sibling.name):
            break
        out.append(sibling)
    return out
