"""The links of a page that may be headlines, and what stands beside each: date and teaser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from crawler.cms import common
from crawler.cms.base import ListingItem
from crawler.cms.pagers import is_pager_text
from crawler.dates_seen import parted_date, seen_date, short_date
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE, is_ago, is_noise, is_stop, meta_date
from crawler.html_text import blocks_of, is_hidden, line_of, readable

LEAST_TITLE = 15  # characters; shorter link texts are menu entries and tools
LEAST_WORDS = 3
_PARTS = ("div", "p", "section", "article", "li")
_MARKS = 14  # characters beside a headline that are bullets, counters or a "new" mark
_MOST_BESIDE = 4  # elements beside a headline that can be its item's
_INLINE = frozenset(("a", "b", "strong", "i", "em", "u", "font", "span", "small", "time", "img", "label"))
_DATE_LABEL = r"(?:\b(?:ngày |được |đã )?(?:đăng|cập nhật|xuất bản)(?: tin| lúc| ngày)?\s*:?\s*)?"
_DATED_TITLE = re.compile(r"\s*[(\[]\s*(?:ngày\s*)?(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4})[^()\[\]]{0,12}[)\]]\s*$", re.I)
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


def _first_line(link: Tag) -> str:
    """The first line of a link around a whole item (headline, day, teaser in elements of their own) that reads like a headline;
    "" where the link is one line, or nothing else tells that it holds more than a headline."""
    if link.find(_PARTS) is None:
        return ""
    lines = [b.text for b in readable(blocks_of(link))[0] if b.text]
    titles = [t for t in lines if len(t) >= LEAST_TITLE and len(t.split()) >= LEAST_WORDS and not _tells_day(t)]
    return titles[0] if len(lines) >= 2 and titles else ""


def _tells_day(line: str) -> bool:
    return is_ago(line) or meta_date(line) is not None


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
    elif box.name == "tr":
        box = _cell_of(one, box)
    nodes: list[PageElement] = [box]
    if box.name == "tr" or len(line_of(box)) <= len(one.title) + _MARKS:
        # Headline, date and teaser may be siblings: all up to the next headline is this item's.
        nodes = _dated_line(box) or [box, *_until_next(box)]
    return told_beside(one, nodes)


def told_beside(one: Headline, nodes: Sequence[PageElement]) -> ListingItem:
    """An item of the elements and texts that are its own, its headline among them."""
    parts = [node for node in nodes if isinstance(node, Tag)]
    rest = clean_inline(" ".join(map(_text, nodes)))
    if len(rest) > _MOST_TEXT:
        return ListingItem(one.url, one.title)
    rest = rest.replace(one.title, " ", 1).replace(line_of(one.link), " ", 1).strip()
    title, printed = without_date(one.title)
    date = _date(parts, rest) or printed
    lead = re.sub(rf"{_DATE_LABEL}{re.escape(date)}", " ", rest, count=1, flags=re.I) if date else rest
    lead = re.sub(r"(?:xem tiếp|xem thêm|đọc thêm|đọc tiếp|chi tiết|xem chi tiết)\W*$", "", lead.rstrip(), flags=re.I)
    lead = clean_inline(lead).strip(" |-–()[],:»>")
    lead = re.sub(rf"^{_DATE_LABEL}(?=\W|$)", "", lead, flags=re.I)
    told = len(lead.split()) >= 6 and not re.match(r"trang (?:chủ|nhất)\b", lead, re.I)
    return ListingItem(one.url, title, date, lead if told else None)


def without_date(title: str) -> tuple[str, str | None]:
    """A headline and the date that some themes print behind it inside the link: `Title (26/06/2024)`."""
    found = _DATED_TITLE.search(title)
    return (title[: found.start()], found["date"]) if found and found.start() else (title, None)


def _date(parts: list[Tag], rest: str) -> str | None:
    """An item's date as printed: an element of its own, in brackets, or at the edge of the text beside the headline. A date
    within a sentence of the teaser is none."""
    for part in parts:
        for tag in [part, *part.find_all(True)]:
            text = line_of(tag) if len(tag.get_text()) <= 80 else ""
            seen = seen_date(text) or short_date(text)
            if seen and len(re.sub(r"[\W\d]", "", text[: seen.start] + text[seen.end :])) <= _LABEL:
                return text[seen.start : seen.end]
            if 6 <= len(text) <= 30 and (found := parted_date(list(tag.stripped_strings))):
                return found
    bracketed = [m.group(1) for m in re.finditer(r"[(\[]([^()\[\]]{8,40})[)\]]", rest) if seen_date(m.group(1))]
    seen = seen_date(bracketed[-1] if bracketed else rest)
    if seen and bracketed:
        return bracketed[-1][seen.start : seen.end]
    return rest[seen.start : seen.end] if seen and (seen.start <= 3 or seen.end >= len(rest) - 3) else None


def _text(node: PageElement) -> str:
    """What a reader sees of an element or of a text between elements."""
    return line_of(node) if isinstance(node, Tag) else str(node) if type(node) is NavigableString else ""


def _cell_of(one: Headline, row: Tag) -> Tag:
    """The row, or where it holds several articles the part of it that is this one's."""
    own: Tag = one.link
    for parent in one.link.parents:
        others = [a for a in parent.find_all("a", href=True) if a["href"] != one.link["href"]]
        if parent is row and not any(map(_holds_headline, others)):
            return row
        if parent is row or any(map(_holds_headline, others)):
            break
        own = parent
    return own


def _dated_line(box: Tag) -> list[PageElement]:
    """The line of a headline in running text, where its date stands before it (what follows is dated by the next line's)."""
    before = _line(box.previous_siblings) if box.name in _INLINE else []
    if not before or seen_date(clean_inline(" ".join(map(_text, reversed(before))))) is None:
        return []
    return [*reversed(before), box, *_line(box.next_siblings)]


def _line(siblings: Iterable[PageElement]) -> list[PageElement]:
    """The texts and inline elements up to the line's end."""
    out: list[PageElement] = []
    for node in siblings:
        if isinstance(node, Tag) and node.name not in _INLINE:
            break
        out.append(node)
    # A line that holds another article's headline, too, has no date of its own.
    return [] if any(isinstance(n, Tag) and _holds_headline(n) for n in out) else out


def _holds_headline(tag: Tag) -> bool:
    titles = map(title_of, [tag] if tag.name == "a" else tag.find_all("a", href=True))
    return any(len(t) >= LEAST_TITLE and not _is_tool(t) for t in titles)


def _until_next(box: Tag) -> list[PageElement]:
    """The siblings between an item's headline and the next one, with the texts between them."""
    out: list[PageElement] = []
    tags = 0
    for sibling in box.next_siblings:
        if isinstance(sibling, Tag):
            tags += 1
            if tags > _MOST_BESIDE or _holds_headline(sibling) or re.match(r"h[1-6]$", sibling.name):
                break
        if ends_item(sibling):
            break
        out.append(sibling)
    return out


def ends_item(node: PageElement) -> bool:
    """Whether what stands below a headline is a rule, an empty element or the list's page numbers."""
    text = _text(node).strip()
    if isinstance(node, Tag) and not text:
        return node.name != "br" and node.name not in _INLINE
    return re.search(r"\w", text) is not None and is_pager_text(text) and not seen_date(text)
