"""Date literals of page furniture -> ISO 8601 with +07:00. Shapes: docs/portals survey, "Dates seen"; all day-first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # no daylight saving time
_MONTHS = {m: i + 1 for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])}
# `2:05 chiều 12/03/2024` is an afternoon; in `08:15 Chiều 5/11, UBND …` a sentence begins.
_HALF = r"(?P<half>SA|CH|[AP]\.?M|sáng|chiều|tối)\b(?!\s+(?:nay|qua|(?:ngày\s+)?\d{1,2}/\d{1,2}(?![/\d])))"
_TIME = (
    r"(?P<H>[01]?\d|2[0-3])\s*(?::|h|g|giờ)\s*(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?(?:\s*(?:phút|'))?"
    rf"(?:\s*{_HALF})?"
)
# Months in words, as WordPress writes them (`Tháng Sáu 26, 2024`); the longer names first.
_WORDS = {
    "mười hai": 12, "mười một": 11, "mười": 10, "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "chạp": 12,
}  # fmt: skip
_WORD = rf"(?P<word>{'|'.join(_WORDS)})"
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_MON = r"(?P<m>0?[1-9]|1[0-2])"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
# `26 Th6, 2024` on WordPress, `26 thg 6, 2024` where ICU writes it; elements side by side leave no space (`26Thg 6`).
_TH = r"(?:tháng\s*|(?<![^\W\d])thg\.?\s*|(?<![^\W\d])th\.?\s?)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DATES = (
    rf"{_DAY}\s?(?P<sep>[/.\-])\s?{_MON}\s?(?P=sep)\s?{_YEAR}",
    rf"(?:ngày\s+)?{_DAY}{_ORDINAL}\s*,?\s*{_TH}{_MON}\s*,?\s+(?:năm\s+)?{_YEAR}",
    rf"{_DAY}{_ORDINAL}\s+(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?,?\s+{_YEAR}",
    rf"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?\s+{_DAY}{_ORDINAL},?\s+{_YEAR}",
    rf"(?:ngày\s+)?{_DAY}{_ORDINAL}\s*,?\s+tháng\s+{_WORD}\s*,?\s+(?:năm\s+)?{_YEAR}",
    rf"tháng\s+{_WORD}\s+{_DAY}\s*,\s*(?:năm\s+)?{_YEAR}",
    rf"{_TH}{_MON}\s+{_DAY}(?:\s*,\s*|\s+)(?:năm\s+)?{_YEAR}",
    rf"{_YEAR}/{_MON}/{_DAY}(?!/)",
    rf"{_YEAR}-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?!\d|T|\+)",
)
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")  # what every shape holds
_GLUE = r"(?:\s*[-–|,@•·]\s*|\s+)(?:lúc\s*:?\s*|at\s+|vào lúc\s*)?"
# `08:15, Thứ Tư, 06/11/2024`: the weekday stands between.
_BACK_GLUE = (
    r"(?:\s*[-–|,•·]\s*|\s+)(?:(?:thứ\s+(?:\w+)|chủ\s+nhật)\s*[-–|,]?\s*)?(?:ngày\s*:?\s*)?"
)
_SHAPES = tuple(
    re.compile(shape, re.I)
    for date in _DATES
    for shape in (
        rf"(?<![\d/.,:\-]){date}{_GLUE}{_TIME}(?![\d])",
        rf"(?<![\d/.,:]){_TIME}{_BACK_GLUE}{date}(?![\d/])",
        rf"(?<![\d/.,:\-]){date}(?![\d/])",
    )
)
# `06/11/24`: too little to be told from a fraction or a number within a text; see `short_date`.
_SHORT = rf"{_DAY}(?P<sep>[/-]){_MON}(?P=sep)(?P<y>[0-4]\d)"
_SHORT_SHAPES = (
    re.compile(rf"(?<![\w/.,:\-]){_SHORT}(?:{_GLUE}{_TIME})?(?![\w/\-])", re.I),
    re.compile(rf"(?<![\d/.,:]){_TIME}{_BACK_GLUE}{_SHORT}(?![\w/\-])", re.I),
)
# How long ago, where a page prints no day: `2 giờ trước`, `Đăng hôm qua`, `3 days ago`.
_RELATIVE = re.compile(
    r"\W*(?:(?:đã |được )?(?:đăng|cập nhật|xuất bản|posted|updated|published)(?: lúc| vào)?\s*:?\s*)?(?:cách đây |"
    r"khoảng |hơn |about )*"
    r"(?:(?:\d{1,3}|một|hai|ba|vài|mấy|an?)\s*(?:giây|phút|giờ|tiếng|ngày|tuần|tháng|năm|seconds?|minutes?|mins?|hours?|days?|weeks?|"
    r"months?|years?)\s*(?:trước(?: đây)?|ago)|vừa (?:xong|đăng)|mới đây|just now|hôm (?:nay|"
    r"qua)\W+(?:lúc )?\d{1,2}[:h]\d{2})\W*",
    re.I,
)
# A date in elements of its own, a line each: `07` over `11/2024`, `Thg11` over `06` over `2024`.
_PARTED = tuple(
    re.compile(shape, re.I)
    for shape in (
        rf"{_DAY}[\s/.,\-]*\n(?:tháng|thg|th|t)?\.?\s*{_MON}\s*[\n/.,\-]\s*(?:năm\s*)?{_YEAR}",
        rf"(?:tháng|thg|th|t)\.?\s*{_MON}\n{_DAY}[\s/.,\-]*\n(?:năm\s*)?{_YEAR}",
        rf"(?:tháng|thg|th|t)?\.?\s*{_MON}\s*[/.,\-]\s*{_YEAR}\n{_DAY}",
    )
)
_ISO = re.compile(
    r"(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?P<H>[01]\d|2[0-3]):(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d)(?:\.\d+)?)?\s*(?P<z>Z|[+-]\d\d:?\d\d)?)?"
)


@dataclass(frozen=True, slots=True)
class SeenDate:
    """A date literal: `iso` (midnight where no time is printed), where it stands in its line, and whether a time is."""

    iso: str
    start: int
    end: int
    timed: bool


def iso_attribute(value: str | None) -> str | None:
    """A machine date (attribute, meta, JSON-LD) as ISO with +07:00; None unless the WHOLE value is a valid one.

    A value without a zone is Vietnam's time; another zone is converted. A malformed value (`2024-06-26+0714:05:00`) is None.
    """
    found = _ISO.fullmatch((value or "").strip())
    if not found:
        return None
    parts = found.groupdict()
    moment = _moment(parts)
    if moment is None:
        return None
    zone = parts["z"]
    if zone and zone != "Z":
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes if zone[0] == "+" else -minutes)))
    elif zone:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(VIETNAM).isoformat()


def _moment(parts: dict[str, str | None]) -> datetime | None:
    """The named parts as a moment of Vietnam's time; None where the calendar has no such day."""
    name = parts.get("name")
    word = parts.get("word")
    month = _MONTHS[name.lower()[:3]] if name else _WORDS[" ".join(word.lower().split())] if word else int(parts["m"] or 0)
    hour = int(parts.get("H") or 0)
    half = (parts.get("half") or "").replace(".", "").upper()
    if half in ("CH", "PM", "CHIỀU", "TỐI") and hour < 12:
        hour += 12
    elif half in ("SA", "AM", "SÁNG") and hour == 12:
        hour = 0
    year = parts["y"] or "0"
    try:
        return datetime(
            int(year) + (2000 if len(year) == 2 else 0),
            month,
            int(parts["d"] or 0),
            hour,
            int(parts.get("M") or 0),
            int(parts.get("S") or 0),
            tzinfo=VIETNAM,
        )
    except ValueError:
        return None


def seen_date(line: str) -> SeenDate | None:
    """The first date literal of a line, with the time printed beside it; None where there is none (or no such day)."""
    if _HAS_YEAR.search(line) is None:
        return None
    best: tuple[int, int, SeenDate] | None = None
    for shape in _SHAPES:
        found = shape.search(line)
        if found is None:
            continue
        moment = _moment(found.groupdict())
        if moment is None:
            continue
        seen = SeenDate(moment.isoformat(), found.start(), found.end(), found.groupdict().get("H") is not None)
        # Earliest wins, then the shape that reads more of it (a time beside the date).
        key = (found.start("d") if not seen.timed else min(found.start("d"), found.start("y")), -(found.end() - found.start()))
        if best is None or key < best[:2]:
            best = (*key, seen)
    return best[2] if best else None


def short_date(line: str) -> SeenDate | None:
    """A date with a year of two digits (`06/11/24 08:15`), day first; for lines that hold little else, beside a headline."""
    found = next((m for shape in _SHORT_SHAPES if (m := shape.search(line))), None)
    moment = _moment(found.groupdict()) if found else None
    if found is None or moment is None:
        return None
    return SeenDate(moment.isoformat(), found.start(), found.end(), found.groupdict().get("H") is not None)


def is_relative(line: str) -> bool:
    """Whether a line says nothing but how long ago something was published: no day can be told from it."""
    return len(line) <= 60 and _RELATIVE.fullmatch(line) is not None


def parted_date(parts: list[str]) -> str | None:
    """A date whose day, month and year stand in elements of their own, as `dd/mm/yyyy`; None where they are anything else."""
    if not 2 <= len(parts) <= 3:
        return None
    text = "\n".join(part.strip() for part in parts)
    for shape in _PARTED:
        found = shape.fullmatch(text) if len(text) <= 30 else None
        if found is not None and _moment(found.groupdict()) is not None:
            return f"{int(found['d']):02}/{int(found['m']):02}/{found['y']}"
    return None
