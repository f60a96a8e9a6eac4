"""Words that only point to a file: `Tải về`, `File đính kèm: Tải về`. They name no file and are no text of an article."""

from __future__ import annotations

import re

from crawler.html_text import Block

_HERE = r"(?:(?:vào|tại|ở) đây|here)"
_FILE = r"(?:file|files|tệp|tập|tệp tin|tập tin|tài liệu|văn bản|bản đầy đủ|toàn văn|phụ lục|pdf|docx?|xlsx?)"
# Repeats have bounds: a word may be the button's or stand behind it, and a long line of such words must not take long.
_FETCH = (
    rf"(?:(?:link |nút )?(?:tải|download)(?: (?:về|xuống|{_FILE}|ngay|máy|đính kèm|kèm theo)){{0,3}}"
    rf"(?: (?:để|tại|ở))?(?: {_HERE})?)"
)
_LOOK = (
    rf"(?:(?:xem|mở|đọc|view|open|preview)(?: (?:trước|chi tiết|online|trực tuyến|thêm|{_FILE}|đính kèm|kèm theo)){{0,3}}"
    rf"(?: {_HERE})?)"
)
_TOUCH = (
    rf"(?:(?:bấm|nhấn|nhấp|click|kích)(?: chuột)?(?: {_HERE})?"
    rf"(?: để (?:tải|xem)(?: (?:về|xuống|{_FILE}|chi tiết)){{0,3}})?|{_HERE})"
)
_SIZE = r"(?:[\d.,]+ ?(?:[kmg]i?b|bytes?)\b)"
_TOOL = rf"(?:{_FETCH}|{_LOOK}|{_TOUCH})"
_LABEL = (
    r"(?:(?:danh sách |các )?(?:tệp|tập|files?|tài liệu|văn bản|phụ lục)(?: tin)?(?: văn bản)? ?(?:đính kèm|kèm theo|gửi kèm)|"
    r"(?:attached |đính kèm )?files?|tệp tin|tập tin|tệp|đính kèm|attachments?)(?: ?(?:số )?\d{1,2})?"
)
_MORE = rf"(?:[\W_]+(?:{_TOOL}|{_FILE}|{_SIZE})){{0,4}}"
_NO_NAME = re.compile(rf"[\W_]*(?:(?:{_LABEL}|{_TOOL}|{_FILE}|{_SIZE})?{_MORE}|\d{{0,3}})[\W_]*", re.I)
_LABELLED = re.compile(rf"[\W_]*{_LABEL}{_MORE}[\W_]+(?:{_TOOL}){_MORE}[\W_]*", re.I)
_FETCHES = re.compile(rf"[\W_]*{_FETCH}{_MORE}[\W_]*", re.I)
_OPENS = re.compile(rf"[\W_]*{_LABEL}\s*[:：][\W_]*", re.I)
SIZE_BEHIND = re.compile(rf"\s*[(\[]?{_SIZE}[)\]]?$", re.I)
LABEL_BEFORE = re.compile(rf"^[\W_]*(?:{_LABEL}|tải (?:về|xuống)|download)\s*[:：]\s*", re.I)
_LONGEST = 100  # characters of a line that only points to files


def names_nothing(text: str) -> bool:
    """Whether a link's text says only what the link is for (`Tải về`, `Xem tại đây (120 KB)`, `1`), not what the file is."""
    return len(text) <= _LONGEST and _NO_NAME.fullmatch(text) is not None


def without_pointers(blocks: list[Block]) -> list[Block]:
    """Blocks without lines that only point to a file: label and button (`File đính kèm: Tải về`), on one line or on two, a linked
    button alone, a label at the end whose files are no text. Tables stay. Pure."""
    out: list[Block] = []
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        opens = _OPENS.fullmatch(block.text) and (following is None or _is_button(following))
        if block.kind in ("table", "image") or not (_is_button(block) or opens):
            out.append(block)
    return out


def _is_button(block: Block) -> bool:
    if block.kind == "table" or not block.text or len(block.text) > _LONGEST:
        return False
    linked = block.linked > 0.5 and _FETCHES.fullmatch(block.text) is not None
    return linked or _LABELLED.fullmatch(block.text) is not None
