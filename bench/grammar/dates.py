"""Days as articles write them (survey of events, 3.3): most without a year, with a session word or not."""

from __future__ import annotations

from datetime import date

from bench.grammar.draw import Draw
from schemas.facts import PartOfDay

SESSIONS: dict[PartOfDay, str] = {"morning": "sáng", "afternoon": "chiều", "evening": "tối"}


def day_text(draw: Draw, day: date, separator: str, *, year: bool) -> str:
    """`23/8`, `07/4`, `23-8`, `23 tháng 8 năm 2023`."""
    if draw.chance(0.07):
        return f"{day.day} tháng {day.month}" + (f" năm {day.year}" if year else "")
    form = draw.pick(("{0.day}{1}{0.month}", "{0.day:02d}{1}{0.month}", "{0.day:02d}{1}{0.month:02d}"))
    return form.format(day, separator) + (f"{separator}{day.year}" if year else "")


def full_day(draw: Draw, day: date) -> str:
    """A day with its year, as beside the number of a document."""
    form = draw.weighted(
        {
            "{0.day:02d}/{0.month:02d}/{0.year}": 4,
            "{0.day}/{0.month}/{0.year}": 4,
            "{0.day:02d}-{0.month}-{0.year}": 1,
            "{0.day:02d} tháng {0.month:02d} năm {0.year}": 1,
        }
    )
    return form.format(day)


def opening(draw: Draw, day: date, part: PartOfDay | None, separator: str, *, year: bool, today: bool) -> str:
    """The day at the head of a sentence: `Sáng 23-8`, `Chiều ngày 07/4/2023`, `Sáng nay (30/6)`, `Ngày 07/4`.
    `today`: the article appeared on that day."""
    text = day_text(draw, day, separator, year=year)
    if part is None:
        if today and draw.chance(0.2):
            return draw.wording(f"Hôm nay[, ngày {text}|, {text}| ({text})| (ngày {text})]")
        return f"Ngày {text}"
    session = SESSIONS[part].capitalize()
    if today and draw.chance(0.25):
        return draw.wording(f"{session} nay[, {text}|, ngày {text}| ({text})| (ngày {text})]")
    return draw.wording(f"{session} [|ngày ]{text}")


def span_opening(draw: Draw, first: date, last: date, separator: str, *, year: bool) -> str:
    """Several days of one month: `Trong 2 ngày 12 và 13/5`, `Từ ngày 12 đến ngày 14/5/2024`."""
    end = f"{last.day}{separator}{last.month}" + (f"{separator}{last.year}" if year else "")
    if (last - first).days == 1:
        forms = (
            f"Trong [2|hai|02] ngày {first.day} và {end}",
            f"Trong [2|hai] ngày, {first.day} và {end}",
            f"Ngày {first.day} và {end}",
            f"Trong [2|hai|02] ngày ({first.day} và {end})",
        )
        return draw.wording(draw.pick(forms))
    days = (last - first).days + 1
    start = f"{first.day}{separator}{first.month}"
    forms = (
        f"Từ ngày {first.day} đến [|ngày ]{end}",
        f"Từ ngày {start} đến ngày {end}",
        f"Trong {days} ngày, từ [|ngày ]{first.day} đến {end}",
        f"Trong {days} ngày (từ ngày {first.day} đến ngày {end})",
    )
    return draw.wording(draw.pick(forms))
