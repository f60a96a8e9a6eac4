"""Where documents are cited by number: spans only; extract/facts/documents.py resolves them.

Source: docs/codebook.md, "documents": decisions and other legal documents cited by number, the number as stated. A
number is printed in full (`61/2018/NĐ-CP`, `09-NQ/TU`, `1830/SNV-CCHC`) or bare (`Quyết định số 677`, `Nghị định 61`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from core.vocabulary import Lexicon
from extract.dates import Day, find_days

# Lower-case surface -> the codebook's type, longest first.
_TYPE_NAMES = (
    "Thông tư liên tịch", "Văn bản hợp nhất", "Chương trình hành động", "Quyết định", "Nghị định", "Nghị quyết liên tịch",
    "Nghị quyết", "Kế hoạch", "Chỉ thị",
    "Công văn", "Công điện", "Thông tư", "Thông báo", "Thông tri", "Tờ trình", "Báo cáo", "Hướng dẫn", "Kết luận",
    "Chương trình", "Đề án", "Quy định",
    "Quy chế", "Bộ luật", "Luật", "Pháp lệnh", "Văn bản", "Lệnh", "Sắc lệnh", "Hợp đồng",
)  # fmt: skip
TYPES = {name.lower(): name for name in sorted(_TYPE_NAMES, key=len, reverse=True)}
# Types that are cited by a bare number even without `số`.
_BARE_TYPES = frozenset({"Quyết định", "Nghị định", "Nghị quyết", "Chỉ thị", "Thông tư", "Công văn", "Kế hoạch", "Kết luận"})
_SIGN = r"[A-ZĐ][A-Za-zĐđƯưƠơ]*\d{0,2}"
_FULL = rf"\d+[a-zđ]?(?: ?/ ?(?:19|20)\d\d)?(?: ?[/-] ?{_SIGN}(?:(?: ?- ?|/|&|\.)(?:{_SIGN}|\d{{1,2}}(?![\d/])))*)"
_BARE = r"\d+[a-zđ]?(?:/(?:19|20)\d\d)?(?![\w%]|[.,/-]\d)"
_NUMBER = re.compile(rf"(?P<full>{_FULL})(?!\w)|(?P<bare>{_BARE})")
_MARK = r",? (?:có )?số ?:? ?(?=\d)|:? (?=\d)"
_CITE = re.compile(rf"(?<!\w)(?P<type>{'|'.join(TYPES)})(?P<marked>{_MARK}|(?!\w))")
# `Luật Tổ chức chính quyền địa phương số 77/2015/QH13`, `Kế hoạch hành động số 25-KH/HU`: words between type and number.
_WORDS = r"(?: [^\W\d_]+){1,9} số ?:? ?(?=\d)"
_NAMED = re.compile(_WORDS)
_OTHER_TYPE = re.compile(rf"(?<!\w)(?:{'|'.join(TYPES)})(?!\w)")
# What follows the type that a citation begins with.
_GOES_ON = re.compile(f"{_MARK}|{_WORDS}")
_NEXT = re.compile(r" ?(?:,|;)? ?(?:và |cùng |với )?(?P<marked>số ?:? ?)?(?=\d)")
# What may follow a bare number that is a number and no count (`Kế hoạch 6 tháng`).
_AFTER_BARE = re.compile(
    r"\s*(?:$|[,.;:)\"!?(\n|]|(?:của|ngày|về|và|cũng|đã|được|do|là|tại|trên|với|đến|năm \d{4} của|thì|theo|quy định|nêu|"
    r"có|cho|yêu cầu|ban hành|phê duyệt|công bố)(?!\w))"
)
_DAY_GAP = re.compile(r"\s?[,(]?\s?(?:ký |ban hành |được ban hành )?$")
_SAME_DAY = re.compile(r",? (?:ký |ban hành )?cùng ngày(?!\w)")
_OF = re.compile(
    r"\s?\)?,? ?(?:của|(?:vừa |đã |mới )*(?:được|do)(?= [^,;.()]{3,90}? (?:ban hành|ký|phê duyệt|thông qua)(?!\w))) "
    r"(?:đồng chí |ông |bà )?(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document cited at [start, end) of a text (folded offsets): its type, where its number stands, the day printed
    with it, and the offset where `của …` names the issuer (None where nothing does). Citations of one list share
    `group`; `same_day`: printed `cùng ngày`, of the day of the document before."""

    start: int
    end: int
    type: str
    number_start: int
    number_end: int
    bare: bool
    day: Day | None
    issuer_at: int | None
    group: int
    same_day: bool = False


def find_citations(text: str, low: str, start: int, end: int) -> Iterator[Citation]:
    """Every citation in text[start:end] (one block), in order."""
    openings = _openings(low)
    pos = start
    for i in range(bisect_left(openings, start), len(openings)):
        if openings[i] >= end:
            return
        if openings[i] >= pos and (m := _CITE.match(low, openings[i], end)) is not None:
            group = _read_group(text, low, m, end) if m["marked"] else _read_named(text, low, m, end)
            yield from group
            pos = group[-1].end if group else m.end()


def may_cite(low: str) -> bool:
    """Can a text cite any document?"""
    return bool(_openings(low))


# Events ask for each clause of a text, documents for each block.
@lru_cache(maxsize=16)
def _openings(low: str) -> tuple[int, ...]:
    """Where a citation may begin in a whole text."""
    return tuple(dict.fromkeys(hit.start for hit in _types().find_all(low) if _GOES_ON.match(low, hit.end)))


@cache
def _types() -> Lexicon[str]:
    return Lexicon(TYPES.items(), lasting=True)


def _read_named(text: str, low: str, m: re.Match[str], end: int) -> list[Citation]:
    """A citation whose type has words of its own before the number; another type in between is the one that counts."""
    gap = _NAMED.match(low, m.end(), end)
    if gap is None or not text[m.start()].isupper() or _OTHER_TYPE.search(gap.group()):
        return []
    one = _read_one(text, low, TYPES[m["type"]], m.start(), gap.end(), end, True, m.start())
    return [one] if one is not None and not one.bare else []


def _read_group(text: str, low: str, m: re.Match[str], end: int) -> list[Citation]:
    """One citation or a list that shares its type: `các Quyết định số 1/QĐ-UBND, số 2/QĐ-UBND`."""
    kind = TYPES[m["type"]]
    out: list[Citation] = []
    begin, at, marked = m.start(), m.end(), "số" in m["marked"]
    while True:
        one = _read_one(text, low, kind, begin, at, end, marked, m.start())
        if one is None:
            return out
        if not out and one.bare and not marked and (kind not in _BARE_TYPES or text[m.start()].islower()):
            return out
        out.append(one)
        follow = _NEXT.match(low, one.end, end)
        if follow is None:
            return out
        begin, at, marked = follow.end(), follow.end(), bool(follow["marked"])
        begin = follow.start("marked") if follow["marked"] else begin
        if (
            not marked
            and not re.match(_FULL, text[at:end])
            and not (out[-1].bare and kind in _BARE_TYPES and text[one.end] in ", ")
        ):
            return out


def _read_one(text: str, low: str, kind: str, begin: int, at: int, end: int, marked: bool, group: int) -> Citation | None:
    number = _NUMBER.match(text, at, end)
    if number is None:
        return None
    bare = number["full"] is None
    if bare and not _AFTER_BARE.match(low, number.end(), end):
        return None
    tail = number.end()
    day = _day_after(low, tail, end)
    same_day = _SAME_DAY.match(low, tail, end) if day is None else None
    if same_day is not None:
        tail = same_day.end()
    if day is not None:
        tail = day.end
        if low[tail : tail + 1] == ")":
            tail += 1
    issuer = _OF.match(low, tail, end)
    return Citation(
        begin, tail, kind, number.start(), number.end(), bare, day, issuer.end() if issuer else None, group,
        same_day is not None,
    )  # fmt: skip


def _day_after(low: str, at: int, end: int) -> Day | None:
    """The day printed directly after an offset: `ngày 12/3/2023`, `(ngày 12 tháng 3 năm 2023)`."""
    stop = min(end, at + 60)
    for day in find_days(low, at, stop):
        return day if day.lead and _DAY_GAP.fullmatch(low[at : day.start]) and day.end_day is None else None
    return None


def day_after(low: str, at: int, end: int) -> Day | None:
    """As in a citation, after the issuer: `của Chính phủ ngày 15/7/2021`."""
    return _day_after(low, at, end)
