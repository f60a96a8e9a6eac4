"""The next page of a listing by what its pager shows: numbers, words and arrows, whatever classes they carry.

A pager is the largest element whose text is nothing but page numbers and pager words; its links may be addresses
(`?page=2`, `/trang-2`), postbacks or buttons. Facts: docs/portals survey, sections 1 to 7 ("Pagination").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, NavigableString, Tag

from crawler.cms import common
from crawler.cms.page_numbers import load_more, page_number
from crawler.cms.postback import Fields, postback_of, postback_request
from crawler.decode import clean_inline, fold
from crawler.html_text import classes_of

Step = tuple[str | None, Fields]
NO_STEP: Step = (None, ())

_WORDS = re.compile(
    r"\b(?:trang|page|pages|đầu|cuối|trước|sau|tiếp|theo|kế|về|first|last|prev|previous|next|of|trên|tổng|cộng|số|kết|quả|bản|ghi|"
    r"bài|viết|tin|mục|hiển|thị|hiện|từ|đến|tới|đi|go|to|xem|thêm|cũ|hơn|mới|older|newer|posts|showing|results|tất|cả|có|dòng|"
    r"hiện|tại|current|trong|lùi|tiến|tiên|cùng|(?:chevron|arrow|navigate|keyboard_arrow)_\w+|(?:first|last)_page)\b",
    re.I,
)
_NEXT = frozenset(
    fold(word)
    for word in (
        "sau", "trang sau", "sau trang", "tiếp", "tiếp theo", "trang tiếp", "trang tiếp theo", "kế tiếp", "kế", "trang kế",
        "trang kế tiếp", "next", "next page", "trang tới", "tin cũ hơn", "các tin cũ hơn", "bài cũ hơn", "bài viết cũ hơn",
        "older", "older posts", "cũ hơn", "đi tới trang sau", "đến trang sau", "đi đến trang tiếp theo", "tiến", "tiep",
    )
)  # fmt: skip
_LAST = frozenset(fold(word) for word in ("cuối", "trang cuối", "cuối cùng", "last", "last page", "trang cuối cùng"))
# The last five: the names that icon fonts draw as arrows.
_NEXT_ARROWS = (
    ">", "›", "→", "▶", "►", "❯", "chevron_right", "navigate_next", "keyboard_arrow_right", "arrow_forward", "arrow_forward_ios",
)  # fmt: skip
_LAST_ARROWS = (">>", "»»", "››", ">|", "»|", "›|", "▶|", "⏭", ">>|", "last_page")
_GAPS = ("...", "…", "....", "..", "[...]", "…»")
_NUMBER = re.compile(r"(?:trang\s*|page\s*)?[\[(<«-]?\s*(\d{1,4})\s*[\])>»-]?", re.I)
_COUNTER = re.compile(r"(?:trang|page)\s*(?:hiện tại)?\s*:?\s*(\d{1,4})\s*(?:/|trên|of|trong)\s*(?:tổng số\s*)?\d", re.I)
_CURRENT = re.compile(r"(?:^|[-_\s])(?:current|active|selected|cur|on|hien-?tai|dang-?chon|chon|nowpage|here)(?:$|[-_\s])", re.I)
_WEEKDAYS = re.compile(r"\b(?:t[2-7]|cn|hai|ba|tư|năm|sáu|bảy|mo|tu|we|th|fr|sa|su|mon|tue|wed|thu|fri|sat|sun)\b", re.I)
_GO = re.compile(r"""\blocation(?:\.href)?\s*=\s*(["'])(?P<url>[^"']{1,500})\1""")
_MOST_TEXT = 400  # characters of a pager
_YEARS = 1900  # labels from here on are archive years, not pages


@dataclass(frozen=True, slots=True)
class _Mark:
    """One thing a pager shows. `kind`: number, gap, next or last; `link`: what can be clicked (None: plain text);
    `current`: the markup says that the page shown is this one."""

    kind: str
    number: int | None
    link: Tag | None
    current: bool = False


def next_page(soup: BeautifulSoup, url: str, near: Tag | None = None) -> Step:
    """Address and form fields (() for a GET) of the next listing page; (None, ()) on the last one or where nothing tells.

    `near`: an element of the list; of several pagers the one that stands closest to it in the markup counts."""
    base = common.base_of(soup, url)
    if by_rel := common.next_link(soup, base):
        return by_rel, ()
    for root in _nearest(pager_roots(soup), near):
        step = _step(root, soup, base, url)
        if step[0] is not None:
            return step
    if more := load_more(soup, base, url):
        return more, ()
    step = _by_select(soup, base, url)
    scripted = common.scripted_next(soup, base) if step[0] is None else None
    return (scripted, ()) if scripted and scripted != url else step


def _label(tag: Tag) -> str:
    """What a reader sees of a link or button: its text, a button's value, a picture's or the element's title."""
    text = clean_inline(tag.get_text(" "))
    image = tag.find("img")
    options = [
        text,
        str(tag.get("value") or "") if tag.name == "input" else "",
        str(image.get("alt") or image.get("title") or "") if isinstance(image, Tag) else "",
        *(str(tag.get(name) or "") for name in ("aria-label", "title", "alt")),
    ]
    return next((clean_inline(o) for o in options if clean_inline(o)), "")


def _clickable(tag: Tag) -> bool:
    """Whether a link or button leads anywhere: an address or a postback, and not switched off."""
    if tag.has_attr("disabled") or any(c.lower() in ("disabled", "aspnetdisabled") for c in classes_of(tag)):
        return False
    parent = tag.parent
    if isinstance(parent, Tag) and parent.attrs and "disabled" in classes_of(parent):
        return False
    if postback_of(tag) is not None:
        return True
    if _address(tag, "http://a.example/") is not None:
        return True
    if tag.name == "a":
        return False
    return str(tag.get("type") or "submit").lower() in ("submit", "image") and bool(tag.get("name"))


def _kind(label: str) -> tuple[str, int | None] | None:
    """What a label says: a page's number, a gap between blocks of numbers, the next or the last page."""
    bare = label.strip()
    if bare in _GAPS:
        return "gap", None
    if bare in _LAST_ARROWS or fold(bare) in _LAST:
        return "last", None
    if bare in _NEXT_ARROWS or (fold(bare) in _NEXT and "«" not in bare and "<" not in bare):
        return "next", None
    if bare == "»":
        return "»", None
    found = _NUMBER.fullmatch(bare)
    if found and 0 < int(found.group(1)) < _YEARS:
        return "number", int(found.group(1))
    return None


def is_pager_text(text: str) -> bool:
    """Whether a text is nothing but page numbers, arrows and pager words."""
    return len(text) <= _MOST_TEXT and re.search(r"[^\W\d_]", _WORDS.sub("", text)) is None


def pager_roots(soup: BeautifulSoup) -> list[Tag]:
    """The pagers of a page in page order: around each link with a pager's label, the largest element of pager text only."""
    found: dict[int, Tag] = {}
    sized: dict[int, bool] = {}
    for link in soup.find_all(["a", "button", "input"]):
        if len(link.get_text()) > 60 or not _clickable(link) or _kind(_label(link)) is None:
            continue
        root: Tag = link
        for parent in list(link.parents)[:8]:
            if parent.name in ("body", "html", "[document]", "form", "main"):
                break
            if id(parent) not in sized:
                text = clean_inline(parent.get_text(" ")) if len(parent.find_all(True, limit=200)) < 200 else "x"
                sized[id(parent)] = is_pager_text(text)
            if not sized[id(parent)]:
                break
            root = parent
        if not _is_calendar(root):
            found.setdefault(id(root), root)
    return list(found.values())


def _is_calendar(root: Tag) -> bool:
    """Whether numbers are the days of a month: weekdays stand in the same table."""
    table = root.find_parent("table") if root.name != "table" else root
    if not isinstance(table, Tag):
        return False
    cells = [clean_inline(c.get_text(" ")) for c in table.find_all(["td", "th"], limit=24)]
    return sum(1 for text in cells if len(text) <= 12 and _WEEKDAYS.search(text)) >= 5


def _nearest(roots: list[Tag], near: Tag | None) -> list[Tag]:
    """Pagers as close to the list as any: a side box's own pager is none of this list."""
    if near is None or len(roots) < 2:
        return roots
    shared = [shared_depth(root, near) for root in roots]
    return [root for root, level in zip(roots, shared, strict=True) if level == max(shared)]


def shared_depth(one: Tag, other: Tag) -> int:
    """How many elements stand around both: the larger, the closer they are in the markup."""
    around = {id(tag) for tag in [other, *other.parents]}
    return sum(1 for tag in [one, *one.parents] if id(tag) in around)


def _marks(root: Tag, base: str, url: str) -> list[_Mark]:
    """What a pager shows, in page order."""
    out: list[_Mark] = []
    buttons = ("a", "button", "input")
    for node in [root] if root.name in buttons else root.descendants:
        if isinstance(node, Tag) and node.name in buttons:
            kind = _kind(_label(node))
            if kind is not None:
                live = _clickable(node)
                names = [" ".join(classes_of(t)) for t in (node, node.parent) if isinstance(t, Tag)]
                said = any(_CURRENT.search(n) for n in names) or (live and _address(node, base) == url)
                current = node.get("aria-current") is not None or (said and kind[0] == "number")
                out.append(_Mark(kind[0], kind[1], node if live else None, current))
        elif isinstance(node, NavigableString) and node.find_parent(buttons) is None:
            bare = _NUMBER.fullmatch(clean_inline(str(node)).strip(" |,;.:"))
            if bare and 0 < int(bare.group(1)) < _YEARS:
                out.append(_Mark("number", int(bare.group(1)), None))
    return out


def _address(link: Tag, base: str) -> str | None:
    """Where a link leads, or a button whose script goes to an address."""
    found = _GO.search(str(link.get("onclick") or ""))
    return common.absolute(base, link.get("href")) or (common.absolute(base, found["url"]) if found else None)


def _current(marks: list[_Mark], root: Tag, url: str) -> int | None:
    """The number of the page shown: marked so, the one that is no link, the counter's, the hole in the run, the address's."""
    marked = {m.number for m in marks if m.current}
    linked = {m.number for m in marks if m.kind == "number" and m.link is not None and m.number is not None}
    plain = {m.number for m in marks if m.kind == "number" and m.link is None and m.number is not None}
    counter = _COUNTER.search(clean_inline(root.get_text(" ")))
    if len(marked) == 1:
        return marked.pop()
    if counter:
        return int(counter.group(1))
    if len(plain - linked) == 1:
        return (plain - linked).pop()
    if len(plain) > 1:
        return None  # numbers that scripts make clickable
    holes = set(range(min(linked), max(linked))) - linked if linked else set()
    if len(holes) == 1:
        return holes.pop()
    if linked and not holes and min(linked) == 2:
        return 1
    if any(m.link is not None and postback_of(m.link) is not None for m in marks):
        return None
    return page_number(url) or 1


def _step(root: Tag, soup: BeautifulSoup, base: str, url: str) -> Step:
    """Where one pager leads from the page shown."""
    marks = _marks(root, base, url)
    at = _current(marks, root, url)
    live = [m for m in marks if m.link is not None]
    wanted: list[Tag | None] = []
    if at is not None:
        wanted += [m.link for m in live if m.number == at + 1]
    forward = [m for m in live if m.kind == "next"]
    if not forward and not any(m.kind == "last" and m.link is not None for m in live):
        forward = [m for m in live if m.kind == "»"]
    wanted += [m.link for m in forward[-1:]]
    numbers = [i for i, m in enumerate(marks) if m.kind == "number"]
    if at is not None and numbers:
        # "..." before the numbers leads back, the one behind them to the next block.
        wanted += [m.link for m in marks[numbers[-1] + 1 :] if m.kind == "gap" and m.link is not None][-1:]
    for link in wanted:
        step = _follow(link, soup, base, url) if link is not None else NO_STEP
        if step[0] is not None:
            return step
    return NO_STEP


def _follow(link: Tag, soup: BeautifulSoup, base: str, url: str) -> Step:
    """The request of a click; none where it stays on the page shown, or jumps to the last one."""
    click = postback_of(link)
    if click is None and (link.name == "a" or _address(link, base)):
        target = _address(link, base)
        # What follows `#` alone is a script's: the server would send the same page again.
        return (target, ()) if target and target.partition("#")[0] != url.partition("#")[0] else NO_STEP
    if click is not None and re.search(r"(?:^|\$)(?:last|prev|first)\w*$", click.argument or click.target, re.I):
        return NO_STEP
    return postback_request(link, soup, url) or NO_STEP


def _by_select(soup: BeautifulSoup, base: str, url: str) -> Step:
    """A drop-down list of pages: the option after the chosen one, as an address or a postback."""
    for select in soup.find_all("select"):
        options = select.find_all("option")
        numbers = [_NUMBER.fullmatch(clean_inline(o.get_text(" "))) for o in options]
        if len(options) < 2 or not select.get("onchange") or [int(n.group(1)) if n else 0 for n in numbers] != [
            *range(1, len(options) + 1)
        ]:
            continue
        at = next((i for i, o in enumerate(options) if o.has_attr("selected")), 0)
        if at + 1 == len(options):
            return NO_STEP
        value = str(options[at + 1].get("value") or "")
        if postback_of(select) is not None:
            return postback_request(select, soup, url, value) or NO_STEP
        target = common.absolute(base, value) if re.search(r"[/?=]", value) else None
        if target and target != url:
            return target, ()
    return NO_STEP
