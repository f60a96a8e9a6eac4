"""Hit counters: how often a page was read, as portals print it among the text. The number changes with every visit.

Survey, section "Dates seen" (`Lượt xem`, `Đã xem`, `Lượt truy cập` beside the date). Only a line that is nothing but counters, or
the part of a line that a separator sets apart, is one: a sentence may tell how often something was read."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.byline import read_byline
from crawler.dates_seen import seen_date
from crawler.html_text import Block

_READ = r"(?:xem|đọc|truy cập|truy xuất|ghé thăm|thăm|tải(?: về| xuống)?|nghe|tham khảo|view|click|hit)"
_OF = r"(?: (?:bài(?: viết)?|tin(?: bài| tức)?|trang|nội dung|văn bản|chuyên mục)(?: này)?)?"
_HEAD = r"(?:có )?(?:tổng(?: cộng)? )?(?:số )?"
# Labels that nothing but a counter has.
_CERTAIN = (
    rf"(?:{_HEAD}(?:lượt|lần|người)(?: người)?(?: đã)?(?: được)? {_READ}{_OF}|(?:tổng )?số (?:lượt|lần|người)|"
    r"lượt (?:views?|hits?)|(?:total )?(?:article |page ?|post )?(?:views?|hits?|reads)(?: count)?|(?:view|hit|read) ?counts?|"
    r"pageviews?|viewed|visits?|visitors?|view count|luot (?:xem|doc|truy cap)|so (?:lan|luot) (?:xem|doc|truy cap))"
)
# Words that open sentences and fields, too: only a number right behind them tells.
_LOOSE = rf"(?:(?:(?:bài(?: viết)?|tin(?: bài)?|trang|văn bản)(?: này)? )?(?:đã )?(?:được )?{_READ}{_OF}|read)"
_NUMBER = r"\(?\d+(?:[.,\s]\d+)*(?: ?(?:k|m|nghìn|ngàn|triệu))?\b\)?"
_TIMES = r"(?:lượt|lần|người|times?)(?: (?:xem|đọc|truy cập|tải(?: về)?|view))?"
_UNIT = rf"(?:(?:lượt|lần|người)(?: đã)? {_READ}{_OF}|(?:page ?)?(?:views?|hits?|reads)|visits?|pageviews?|luot (?:xem|doc))"
_COLON = r"\s*[:：=]\s*"
_STRONG = rf"{_CERTAIN}{_COLON}{_NUMBER}(?: {_TIMES})?"
_ONE = (
    rf"(?:{_CERTAIN}(?:{_COLON}|\s*[-–]\s*|\s*){_NUMBER}(?: {_TIMES})?|{_LOOSE}(?:{_COLON}|\s+){_NUMBER}(?: {_TIMES})?|"
    rf"(?:(?:đã )?có )?{_NUMBER} {_UNIT})"
)
# The end of a list's item (`;`) is text.
_BETWEEN = r"[^\w;]*"
_LINE = re.compile(rf"{_BETWEEN}{_ONE}(?:[\W_]*{_ONE})*{_BETWEEN}", re.I)
_LABEL = re.compile(rf"{_BETWEEN}(?:(?P<certain>{_CERTAIN})|{_LOOSE})\W*", re.I)
_BARE_UNIT = re.compile(rf"\W*{_UNIT}\W*", re.I)
_BARE_NUMBER = re.compile(rf"[\W_]*{_NUMBER}(?: {_TIMES})?[\W_]*", re.I)
_PIPE = r"\s*[|•·]\s*"
# A label alone waits for a script to fill in its number.
_BEHIND_PIPE = re.compile(rf"{_PIPE}(?:[(\[]?{_ONE}(?:{_BETWEEN}{_ONE})*{_BETWEEN}|{_CERTAIN}\s*[:：]\s*)$", re.I)
_BEFORE_PIPE = re.compile(rf"^{_BETWEEN}{_ONE}(?:{_BETWEEN}{_ONE})*{_PIPE}(?=\w)", re.I)
_BEHIND_MARK = re.compile(rf"(?:\s*[-–—/,]\s*|\s*(?=[(\[]))[(\[]?{_STRONG}(?:{_BETWEEN}{_STRONG})*{_BETWEEN}$", re.I)
_BEHIND_SPACE = re.compile(rf"\s+{_STRONG}(?:{_BETWEEN}{_STRONG})*{_BETWEEN}$", re.I)
_LONGEST = 90  # characters of a line of counters
_SHORT_LINE = 200  # characters of a line beside which a counter may stand
_COUNTED = re.compile(rf"\b{_CERTAIN}(?!\w)", re.I)


def is_counter(line: str) -> bool:
    """Whether a line is nothing but counters with their numbers: `Số lần đọc: 6862`, `(Đã đọc 12 lần)`."""
    return len(line) <= _LONGEST and _LINE.fullmatch(line) is not None


def names_counter(line: str) -> bool:
    """Whether a line is a counter's label without a number (a script or the next element has it)."""
    certain, waits = _label(line)
    return certain or waits


def without_labels(line: str) -> str:
    """A line without the words of counters; their numbers stay."""
    return _COUNTED.sub(" ", line)


def without_counters(blocks: list[Block]) -> list[Block]:
    """Blocks without counters: lines of their own, label and number in elements that follow each other, and those that stand
    behind a date, a source or a name (`Nguồn: … | Lượt xem: 12`). Tables and captions stay as they are. Pure."""
    out: list[Block] = []
    last = max((i for i, b in enumerate(blocks) if b.text and b.kind not in ("table", "image", "caption")), default=-1)
    taken = -1
    for i, block in enumerate(blocks):
        if i == taken:
            continue
        if not block.text or block.kind in ("table", "image", "caption"):
            out.append(block)
            continue
        following = blocks[i + 1].text if i + 1 < len(blocks) and blocks[i + 1].kind not in ("table", "image") else ""
        if _are_one(block.text, following):
            taken = i + 1
        elif not is_counter(block.text) and not _is_empty(block.text):
            text = _cut(block.text, closing=i == last)
            out.append(replace(block, text=text) if text != block.text else block)
    return out


def _are_one(line: str, following: str) -> bool:
    """Whether two lines are a counter's label and its number, in either order."""
    if names_counter(line) and _BARE_NUMBER.fullmatch(following):
        return True
    return _BARE_NUMBER.fullmatch(line) is not None and _BARE_UNIT.fullmatch(following) is not None


def _is_empty(line: str) -> bool:
    """A counter's label whose number a script would fill in: `Lượt xem:`."""
    certain, waits = _label(line)
    return certain and waits


def _label(line: str) -> tuple[bool, bool]:
    """Whether a line is a counter's label that nothing but a counter has, and whether it is a label that ends in a colon."""
    found = _LABEL.fullmatch(line) if len(line) <= _LONGEST else None
    return found is not None and found["certain"] is not None, found is not None and line.rstrip().endswith((":", "："))


def _cut(text: str, *, closing: bool) -> str:
    """A line without the counters at its end or beginning. `closing`: the text's last line, where a counter may be glued to a
    sentence's end."""
    # Most lines have none of the signs that each of these expressions needs.
    if any(sign in text for sign in "|•·"):
        before = _BEFORE_PIPE.match(text)
        text = text[before.end() :] if before else text
        if found := _BEHIND_PIPE.search(text):
            return text[: found.start()].rstrip() or text
    if not any(sign in text for sign in ":：="):
        return text
    if len(text) <= _SHORT_LINE and (found := _BEHIND_MARK.search(text)) and found.start() > 0:
        return text[: found.start()].rstrip()
    if (found := _BEHIND_SPACE.search(text)) and found.start() > 0:
        rest = text[: found.start()].rstrip()
        dated = len(rest) <= _SHORT_LINE and seen_date(rest) is not None and len(rest.split()) <= 8
        ended = closing and rest.endswith((".", "!", "…", "”", ")"))
        if dated or ended or read_byline(rest, styled=True) is not None:
            return rest
    return text
