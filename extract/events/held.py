"""Days that an event is held on, as they stand in a sentence: not those of documents, deadlines or anniversaries.

Source: docs/codebook.md, "events" (dates), survey of date forms ("Dates that are NOT the event's"). Pure but for the
article's publication day, which the reading carries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.sieve import Scanner
from extract.dates import PARTS, Day, find_days, resolve_day
from extract.events.citations import find_citations
from extract.events.patterns import UNTIL
from extract.reading import Reading
from extract.text import Sentence, Text
from schemas.facts import PartOfDay

# What makes a day something else when it stands directly before it.
_NOT_HELD = re.compile(
    r"(?:trước|sau|từ sau|kể từ|tính từ|tính đến|tính tới|tính hết|chậm nhất(?: là| vào)?|muộn nhất|hạn cuối(?: là)?|"
    r"thời hạn(?: đến)?|hiệu lực(?: thi hành)?(?: từ| kể từ)?|"
    rf"hết|sinh|đến hết|cấp|hoàn thành(?: xong)?(?: vào| trong)?|gửi(?: về)?(?: trước)?|kỷ niệm|ký|so với|đến|{UNTIL})"
    r"\s*(?:vào )?$"
)
# ... unless it is an event's last day.
_LASTS = re.compile(r"(?:kéo dài|diễn ra|tổ chức)(?: cho)? (?:đến|tới)(?: hết)?\s*$")
# What may open a sentence before the day on which somebody acts.
_LEADS = re.compile(r"(?:(?:để|nhằm|thực hiện|trước đó|theo đó|sau đó)[^,;]{0,80}, )?[\s\"(*+\w)-]{0,16}")
_OPEN_END = re.compile(r"\s*(?:đến nay|tới nay|trở đi|trở lại đây|đến thời điểm|hằng|hàng) ?")
# A whole range of years in brackets is an anniversary.
_ANNIVERSARY = re.compile(r"\(\s*$")
_RELATIVE = Scanner(
    re.compile(
        r"(?<!\w)(?:(?P<part>sáng|trưa|chiều|tối) (?P<now>nay|qua)|(?:ngày )?hôm (?P<day>nay|qua))"
        r"(?! ngày|,? ?\(?(?:ngày )?\d|\w)"
    )
)
_SAME_DAY = Scanner(re.compile(r"(?<!\w)(?:(?:buổi )?(?P<part>sáng|trưa|chiều|tối) )?cùng ngày(?!\w)"))
_PART_BEFORE = re.compile(r"(?P<part>sáng|trưa|chiều|tối)(?: ngày| thứ \w+)?,? ?$")
# The period of a report is no day of an event: `từ ngày 13/10 đến ngày 19/10` after `tuần thứ 42`.
_PERIOD = re.compile(r"(?:tuần (?:thứ )?\d+|tháng \d+|quý \w+)[^.;]{0,25}\($")


@dataclass(frozen=True, slots=True)
class When:
    """When something was held: ISO days (None where the year stays open), part of the day, and where that stands."""

    start: int
    end: int
    start_date: str | None
    end_date: str | None
    part_of_day: PartOfDay | None
    same_day: bool = False
    day: Day | None = None


def find_when(reading: Reading, text: Text, start: int, end: int, *, announced: bool = False) -> list[When]:
    """Every day in text[start:end] on which something may have been held, in order."""
    low = text.low
    days = find_days(low, start, end)
    cited = find_citations(text.text, low, start, end) if days else ()
    taken = [(c.number_start, max(c.end, c.day.end if c.day else 0)) for c in cited]
    out: list[When] = []
    for day in days:
        if any(a <= day.start < b for a, b in taken) or _is_other(low, day, start, end):
            continue
        first, last = resolve_day(day, reading.published, announced=announced)
        out.append(When(day.start, day.end, _iso(first), _iso(last), day.part_of_day or _part_before(low, day, start), day=day))
    out += [w for w in _relative(reading, low, start, end) if not any(w.start < o.end and o.start < w.end for o in out)]
    return sorted(out, key=lambda w: w.start)


def resolve_when(reading: Reading, when: When, announced: bool) -> When:
    """The same day read as announced (closest after publication) or past."""
    if when.day is None or not announced:
        return when
    first, last = resolve_day(when.day, reading.published, announced=True)
    return When(when.start, when.end, _iso(first), _iso(last), when.part_of_day, when.same_day, when.day)


def span_of(first: When, last: When) -> When:
    """`Sáng 18/10 và chiều 19/10`, `khai giảng sáng 10/10, bế giảng ngày 12/10`: from one day to the other."""
    if not first.start_date or not last.start_date or first.end_date or last.start_date <= first.start_date:
        return last if last.start_date == first.start_date else first
    part = first.part_of_day if first.part_of_day == last.part_of_day else None
    return replace(first, end_date=last.start_date, part_of_day=part)


def lead_day(reading: Reading, text: Text, sentence: Sentence, before: int) -> str | None:
    """The day that opens a sentence before someone acts: `Ngày 8/2/2022, UBND huyện ban hành …`."""
    for when in find_when(reading, text, sentence.start, min(before, sentence.start + 300)):
        if _LEADS.fullmatch(text.low, sentence.start, when.start) and when.end_date is None:
            return when.start_date
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _is_other(low: str, day: Day, start: int, end: int) -> bool:
    before = low[max(start, day.start - 30) : day.start]
    ranged = day.end_day is not None
    if _LASTS.search(before):
        return False
    if _NOT_HELD.search(before) or _OPEN_END.match(low, day.end, end):
        return True
    if not day.lead and re.search(r"(?:từ|đến|tới)\s*$", before) and not ranged:
        return True
    if ranged and _PERIOD.search(low[max(start, day.start - 60) : day.start]):
        return True
    if re.match(r"từ ", low[day.start : day.start + 3]) and not ranged and not re.match(r",? ?tại", low[day.end : day.end + 6]):
        return True
    return (
        ranged
        and day.year is not None
        and day.end_year is not None
        and day.year != day.end_year
        and bool(_ANNIVERSARY.search(before))
    )


def _part_before(low: str, day: Day, start: int) -> PartOfDay | None:
    m = _PART_BEFORE.search(low[max(start, day.start - 16) : day.start])
    return PARTS[m["part"]] if m else None


def _relative(reading: Reading, low: str, start: int, end: int) -> list[When]:
    out = []
    for m in _RELATIVE.finditer(low, start, end):
        back = 1 if "qua" in (m["now"], m["day"]) else 0
        day = reading.published - timedelta(days=back) if reading.published else None
        out.append(When(m.start(), m.end(), _iso(day), None, PARTS[m["part"]] if m["part"] else None))
    out += [
        When(m.start(), m.end(), None, None, PARTS[m["part"]] if m["part"] else None, same_day=True)
        for m in _SAME_DAY.finditer(low, start, end)
    ]
    return out
