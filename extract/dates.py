"""Day literals in running text -> ISO days. Pure functions; the publication day is an argument, never `now()`.

Source: docs/codebook.md ("events": a day without a year takes the year that puts it closest before, or on,
publication; closest after it where announced) and the survey of date forms. Spans are found with own patterns
(dateparser.search_dates reads scores as years); complete literals are validated by dateparser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import dateparser

from core.openings import any_opening
from core.sieve import register, words_in
from schemas.facts import PartOfDay

PARTS: dict[str, PartOfDay] = {
    "sáng": "morning", "trưa": "afternoon", "chiều": "afternoon", "tối": "evening", "đêm": "evening",
}  # fmt: skip

_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_Y = r"(?:19|20)\d{2}"
_SEP = r" ?[/.-] ?"
_SEP_TIGHT = r"[/.-]"
_LONG = rf"(?P<d>{_D}) tháng (?P<m>{_M})(?!\d)(?:(?: ?,)? ?(?:năm|/) ?(?P<y>{_Y}))?"
_PART = r"(?P<part>sáng|trưa|chiều|tối|đêm)"
_WEEKDAY = r"(?:\(?(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)\)?,? \(?(?:ngày )?)?"
# What may stand before a day: only after one of these may a bare `23-8` or `19.7` be a day.
_LEAD = (
    rf"(?:{_PART}(?: ngày)?(?: hôm)?(?: nay| qua)?,? ?\(?(?:ngày )?|(?:vào |trong |từ |đến |hết )?(?:các )?ngày ?\(?|"
    r"hôm (?:nay|qua),? ?\(?(?:ngày )?|hôm (?=\d)|(?:trong|sau|qua) (?:\d+|hai|ba|bốn|năm) ngày(?: (?!từ )[^\W\d]+){0,5},? ?"
    r"\(?(?:ngày )?(?:từ )?(?:ngày )?)"
)
# One day: `23-8`, `28/7/2017`, `09 tháng 5 năm 2020`.
_SHORT = rf"(?P<d>{_D}){_SEP}(?P<m>{_M})(?:{_SEP}(?P<y>{_Y}))?(?![\d/%]|[.,-]\d)"
# Several days of one month: `12 và 13/5`, `10, 11 và 12/3/2024`, `6-12/10/2025`, `25 đến 27/11`.
_SEVERAL = (
    rf"(?P<first>{_D})(?P<more>(?: ?, ?{_D})*) ?(?P<link>và|đến(?: hết)?(?: ngày)?|-|,) ?(?:ngày )?"
    rf"(?P<last>{_D})(?:{_SEP_TIGHT}(?P<m>{_M})(?:{_SEP_TIGHT}(?P<y>{_Y}))?|"
    rf" tháng (?P<m2>{_M})(?: ?năm (?P<y2>{_Y}))?)(?![\d/%]|[.,-]\d)"
)
# From one full day to another: `từ ngày 30/10/2020 đến ngày 19/11/2020`, `28/12/2024 - 03/01/2025`.
_FROM_TO = (
    rf"(?P<d1>{_D})(?:{_SEP_TIGHT}| tháng )(?P<m1>{_M})(?:(?:{_SEP_TIGHT}| năm )(?P<y1>{_Y}))?"
    rf" ?(?:đến(?: hết)?(?: ngày)?|-|và(?: ngày)?) ?"
    rf"(?P<d2>{_D})(?:{_SEP_TIGHT}| tháng )(?P<m2>{_M})(?:(?:{_SEP_TIGHT}| năm )(?P<y2>{_Y}))?(?![\d/%]|[.,-]\d)"
)
_PATTERNS = (
    (re.compile(rf"(?<![\d/.,-])(?P<lead>{_LEAD})?{_FROM_TO}"), "from_to"),
    (re.compile(rf"(?<![\d/.,-])(?P<lead>{_LEAD}){_SEVERAL}"), "several"),
    (re.compile(rf"(?<![\d/.,-])(?P<lead>{_LEAD})?{_LONG}"), "long"),
    (re.compile(rf"(?<![\d/.,-])(?P<lead>{_LEAD})?{_WEEKDAY}{_SHORT}"), "short"),
)
# What every one of them holds.
_DAY_AND_MONTH = re.compile(r"\d(?: ?[/.-] ?| tháng )\d")
# What every day that is one has, too: a word of its lead, `tháng`, or its year.
_SIGNS = register(
    (
        frozenset({*PARTS, "ngày", "hôm ", " tháng "})
        | {f"{sep}{blank}{century}" for sep in "/.-" for blank in ("", " ") for century in (19, 20)}
        | {f"{digit} năm {century}" for digit in range(10) for century in (19, 20)},
    )
)
# How they begin, each with a word of its lead, a weekday or the day's number: a search tries them nowhere else.
_FIRST_WORDS = (
    *PARTS, "vào ", "trong ", "từ ", "đến ", "hết ", "các ", "ngày", "hôm ", "sau ", "qua ", "(", "thứ ", "chủ nhật",
    *map(str, range(10)),
)  # fmt: skip
_OPENING = re.compile(any_opening(_FIRST_WORDS, not_after=r"[\d/.,-]"))
_NOT_A_DAY = re.compile(r"(?:số|điểm|hạng|thứ|vị trí|bậc|xếp|đạt|%|tỷ lệ|khoản|điều) ?$")
# What stands before a weekday.
_OPENS = re.compile(r"(?:^|[,.;:(\n\"+-]|(?:^| )(?:vào|từ|trong|hôm|qua|đến|và)) ?$")


class Day(NamedTuple):
    """A day, or a range of days, as the text has it: half-open folded offsets; years are None where not printed.

    `lead` says that a word like `ngày` or `sáng` stands before it."""

    start: int
    end: int
    day: int
    month: int
    year: int | None = None
    end_day: int | None = None
    end_month: int | None = None
    end_year: int | None = None
    part_of_day: PartOfDay | None = None
    lead: bool = False


@lru_cache(maxsize=20_000)
def literal_day(day: int, month: int, year: int) -> date | None:
    """A complete literal as a day, None where there is no such day (31/4). dateparser gets complete literals only."""
    parsed = dateparser.parse(
        f"{day:02d}/{month:02d}/{year:04d}", languages=["vi"], date_formats=["%d/%m/%Y"], settings={"DATE_ORDER": "DMY"}
    )
    return parsed.date() if parsed and (parsed.day, parsed.month, parsed.year) == (day, month, year) else None


def find_days(low: str, start: int = 0, end: int | None = None) -> list[Day]:
    """Every day or range of days in low[start:end] (folded lower-case text), in order, longest first, no overlaps.

    A day without a year and without a leading word (`ngày`, `sáng`, ...) is no day: `26/63` and `23-8` are too
    easily ranks or numbers."""
    return list(_find_days(low, start, len(low) if end is None else end))


# Several fact types read the days of one sentence.
@lru_cache(maxsize=256)
def _find_days(low: str, start: int, end: int) -> tuple[Day, ...]:
    if not words_in(low, start, end) & _SIGNS:
        return ()
    numbers = [m.end() for m in _DAY_AND_MONTH.finditer(low, start, end)]
    if not numbers:
        return ()
    found: list[Day] = []
    taken: list[tuple[int, int]] = []
    openings = [m.start() for m in _OPENING.finditer(low, start, numbers[-1])]
    for pattern, kind in _PATTERNS:
        for m in _matches(pattern, low, openings, end):
            if any(m.start() < b and a < m.end() for a, b in taken):
                continue
            day = _read(kind, m, low)
            if day is not None:
                found.append(day)
                taken.append((m.start(), m.end()))
    return tuple(sorted(found, key=lambda d: d.start))


def _matches(pattern: re.Pattern[str], low: str, openings: list[int], end: int) -> Iterator[re.Match[str]]:
    """As `finditer` of a pattern whose matches begin at one of the openings."""
    at = 0
    for opening in openings:
        if opening >= at and (m := pattern.match(low, opening, end)) is not None:
            yield m
            at = m.end()


def _read(kind: str, m: re.Match[str], low: str) -> Day | None:
    g = m.groupdict()
    lead = bool(g.get("lead"))
    part = PARTS.get(g.get("part") or "")
    begin = m.start()

    def num(name: str) -> int | None:
        return int(g[name]) if g.get(name) else None

    if kind == "from_to":
        if not lead and not (g["y1"] or g["y2"]):
            return None
        first_year = num("y1") or num("y2")
        return Day(begin, m.end(), int(g["d1"]), int(g["m1"]), first_year, int(g["d2"]), int(g["m2"]), num("y2"), part, lead)
    if kind == "several":
        month = num("m") or num("m2")
        first, last = int(g["first"]), int(g["last"])
        if month is None or first >= last:
            return None
        year = num("y") or num("y2")
        return Day(begin, m.end(), first, month, year, last, month, year, part, lead)
    year = num("y")
    if kind == "short" and not lead and (said := low.find("ngày ", begin, m.start("d"))) >= 0:
        # `thứ Năm, ngày 12/3`: a weekday; `kỳ họp thứ tư ngày 12/3`: a number of what stands before it.
        lead, begin = True, begin if _OPENS.search(low[max(0, begin - 8) : begin]) else said
    if kind == "short" and not lead and (year is None or _NOT_A_DAY.search(low[max(0, begin - 12) : begin])):
        return None
    return Day(begin, m.end(), int(g["d"]), int(g["m"]), year, part_of_day=part, lead=lead)


def resolve_day(day: Day, published: date | None, *, announced: bool = False) -> tuple[date | None, date | None]:
    """(start, end) of a Day; end None for a single day; (None, None) where the year stays open or no such day exists.

    Without a printed year: the year that puts the day closest before or on `published` (closest after, where the
    article announces it). A range across New Year ends in the next year."""
    year = day.year
    if year is None:
        year = _nearest_year(day, published, announced)
    if year is None:
        return None, None
    start = literal_day(day.day, day.month, year)
    if start is None or day.end_day is None or day.end_month is None:
        return start, None
    end = literal_day(day.end_day, day.end_month, day.end_year or year)
    if end is not None and end < start:
        # 28/12 - 3/1: a printed year belongs to the side that carries it, a found one to the start.
        if day.year is None or day.end_year is None:
            end = literal_day(day.end_day, day.end_month, year + 1)
        else:
            start = literal_day(day.day, day.month, year - 1)
    return start, end if end != start else None


def _nearest_year(day: Day, published: date | None, announced: bool) -> int | None:
    if published is None:
        return None
    years = range(published.year - 1, published.year + 2)
    days = [d for y in years if (d := literal_day(day.day, day.month, y)) is not None]
    fits = [d for d in days if (d >= published if announced else d <= published)]
    if not fits:
        return None
    return (min(fits) if announced else max(fits)).year


def published_day(published_at: str | None) -> date | None:
    """The day of an article's `published_at` as printed (no conversion between zones); None where it is no date."""
    if not published_at:
        return None
    m = re.match(r"(\d{4})-(\d{2})-(\d{2})", published_at)
    if not m:
        return None
    try:
        return date(int(m[1]), int(m[2]), int(m[3]))
    except ValueError:
        return None
