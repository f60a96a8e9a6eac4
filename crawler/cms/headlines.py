"""The links of a page that may be headlines, and what stands beside each: date and teaser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import ListingItem
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE, is_noise, is_stop
from crawler.html_text import is_hidden, line_of

LEAST_TITLE = 15  # characters; shorter link texts are menu entries and tools
_LEAST_WORDS = 3
_MOST_TEXT = 1200  # characters of an item: an element with more is no item


@dataclass(frozen=True, slots=True)
class Headline:
    """A link whose words may be an article's headline."""

    link: Tag
    url: str
    title: str


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")


def headlines(soup: BeautifulSoup, base: str) -> list[Headline]:
    """The links of a page that may be headlines, in page order."""
    out = []
    for link in soup.find_all("a", href=True):
        target = (common.absolute(base, link.get("href")) or "").partition("#")[0]
        if not target or _host(target) != _host(base) or target == base or common.extension(target) in common.MEDIA_TYPES:
            continue
        title = title_of(link)
        if len(title) >= LEAST_TITLE and len(title.split()) >= _LEAST_WORDS and not _is_tool(title) and not is_hidden(link):
            out.append(Headline(link, target, title))
    return out


def _is_tool(text: str) -> bool:
    """Whether a link's words are a tool's. Headlines begin with such words, too ("Chia sẻ kinh nghiệm …"): they are longer."""
    return bool(READ_MORE.match(text)) or (len(text.split()) <= 5 and (is_noise(text) or is_stop(text)))


def title_of(link: Tag) -> str:
    """A headline: the heading within a link around a whole item, else its text, or its title attribute where that is cut."""
    heading = link.find(["h1", "h2", "h3", "h4", "h5", "h6", "strong"])
    text = line_of(heading) if isinstance(heading, Tag) else ""
    text = text or line_of(link)
    full = clean_inline(str(link.get("title") or ""))
    return full if full and (not text or text.endswith(("...", "…"))) else text


def own_child(link: Tag, container: Tag) -> Tag:
    """The child of a container that holds a link: its item's element."""
    box: Tag = link
    for parent in link.parents:
        if parent is container:
            break
        box = parent
    return box


def item_of(one: Headline, container: Tag) -> ListingItem:
    """An item with date and teaser: the text around its headline within the item's own element."""
    box = own_child(one.link, container)
    if len(line_of(box)) > _MOST_TEXT:  # the only item of its list: its element is not told by neighbours
        boxes = [tag for tag in one.link.parents if tag in box.descendants and len(line_of(tag)) <= _MOST_TEXT]
        box = boxes[-1] if boxes else box
    texts = [line_of(box)]
    if box.name == "tr" or len(texts[0]) <= len(one.title) + 14:
        # Headline, date and teaser may be siblings: all up to the next headline is this item's.
        texts += _until_next(box)
    text = clean_inline(" ".join(texts))
    if len(text) > _MOST_TEXT:
        return ListingItem(one.url, one.title)
    rest = text.replace(one.title, " ", 1)
    seen = seen_date(rest)
    date = rest[seen.start : seen.end] if seen else None
    lead = re.sub(r"(?:xem tiếp|xem thêm|đọc thêm|đọc tiếp|chi tiết|xem chi tiết)\W*$", "", rest, flags=re.I)
    lead = clean_inline(lead.replace(date, " ", 1) if date else lead).strip(" |-–()[],:»>")
    return ListingItem(one.url, one.title, date, lead if len(lead.split()) >= 6 else None)


def _until_next(box: Tag) -> list[str]:
    """The lines of the siblings between an item's headline and the next one."""
    out: list[str] = []
    for sibling in box.find_next_siblings(limit=4):
        if not isinstance(sibling, Tag):
            continue
        links = [sibling] if sibling.name == "a" else sibling.find_all("a", href=True)
        titles = [t for t in map(title_of, links) if len(t) >= LEAST_TITLE and not _is_tool(t)]
        if titles or re.match(r"h[1-6]$", sibling.name):
            break
        out.append(line_of(sibling))
    return out
