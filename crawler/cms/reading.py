"""The words by which an article's parts are told on a page of unknown markup: where it ends, which line dates it.

Signals: docs/portals survey, sections 5 and 8 ("Text-driven fallback")."""

from __future__ import annotations

import re

from crawler.cms.text_page import is_prose
from crawler.dates_seen import SeenDate
from crawler.furniture import is_related, is_stop, is_update, meta_date
from crawler.html_text import Block

# A heading that opens a list of other articles, or what readers wrote: nothing below it is this article's.
OTHERS = re.compile(
    r"^\W*(?:(?:các |những |một số )?(?:tin|bài)(?: tức| viết)?(?: đã đăng| đăng)? "
    r"(?:khác|liên quan|cùng (?:chuyên mục|chủ đề|loại)|mới hơn|cũ hơn|đã đưa|đã đăng|mới nhất|tiếp theo|trước đó)\b|"
    r"ý kiến (?:bạn đọc|của bạn|bình luận|độc giả)|bình luận\W*$)",
    re.I,
)
AUTHOR = re.compile(
    r"(?:tác giả|người viết|đăng bởi|người đăng(?: tin)?|viết bởi)\s*:\s*(?P<name>[^|•·\d]{2,70}?)\s*"
    r"(?:[|•·]|\s[-–]\s|ngày|lượt|$)",
    re.I,
)
_CONTACT = re.compile(r"^\W*(?:địa chỉ|trụ sở|điện thoại|số điện thoại|đt|tel|fax|hotline|email|e-mail|thư điện tử)\s*:", re.I)


def prose(blocks: list[Block]) -> int:
    """How many characters of running text and tables there are; an office's address in the footer is none."""
    return sum(len(b.text) for b in blocks if b.kind == "table" or (is_prose(b) and not _CONTACT.match(b.text)))


def end_of(blocks: list[Block]) -> int:
    """Where the article's text ends: at a heading of other articles or the first of their titles; at another stop line
    where hardly any text follows (sentences begin with such words, too)."""
    seen = False
    total = prose(blocks)
    for i, block in enumerate(blocks):
        text = block.text
        if block.kind in ("table", "image") or not text:
            seen = seen or block.kind == "table"
            continue
        if len(text) <= 120 and OTHERS.match(text) and not text.endswith(".") and not _is_inset(blocks, i, total):
            return i
        if seen and is_related(text) and block.linked > 0.4:
            return i
        if seen and is_stop(text) and prose([b for b in blocks[i:] if b.linked < 0.3]) * 4 < total:
            return i
        seen = seen or is_prose(block)
    return len(blocks)


def _is_inset(blocks: list[Block], i: int, total: int) -> bool:
    """Whether a list of other articles stands within the text: most of the text follows it, with no headlines in between."""
    if blocks[i].text.lower().lstrip().startswith(("ý kiến", "bình luận")):
        return False
    rest = next((j for j in range(i + 1, len(blocks)) if blocks[j].text and blocks[j].linked < 0.6), len(blocks))
    end = next((j for j in range(rest, len(blocks)) if OTHERS.match(blocks[j].text)), len(blocks))
    headlines = sum(1 for b in blocks[rest:end] if b.linked > 0.6 and len(b.text) >= 25)
    return headlines <= 1 and total > 0 and prose(blocks[rest:end]) * 2 >= total


def dated(line: str) -> tuple[str, SeenDate] | None:
    """The date of a meta line, an author's field beside it left out; None for lines that say when the page was changed."""
    bare = AUTHOR.sub(" ", line) if len(line) <= 200 else line
    found = meta_date(bare)
    return found if found and not is_update(bare[: found[1].start]) else None
