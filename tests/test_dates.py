"""Days in running text: which literals are days, and which year they take."""

from __future__ import annotations

from datetime import date

import pytest

from extract.dates import find_days, published_day, resolve_day

PUBLISHED = date(2024, 1, 10)


Resolved = tuple[str | None, str | None, str | None]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def resolved(text: str, *, announced: bool = False, published: date | None = PUBLISHED) -> list[Resolved]:
    out: list[Resolved] = []
    for day in find_days(text.lower()):
        start, end = resolve_day(day, published, announced=announced)
        out.append((iso(start), iso(end), day.part_of_day))
    return out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sáng 28-12, UBND huyện họp", ("2023-12-28", None, "morning")),
        ("Chiều ngày 8/1, UBND huyện họp", ("2024-01-08", None, "afternoon")),
        ("Ngày 13 tháng 10 năm 2021, Sở họp", ("2021-10-13", None, None)),
        ("Ngày 3 tháng 12, Sở họp", ("2023-12-03", None, None)),
        ("Ngày 02.01, Sở họp", ("2024-01-02", None, None)),
        ("Tối thứ Bảy, 6/1, Sở họp", ("2024-01-06", None, "evening")),
        ("Sáng thứ Sáu (5/1), Sở họp", ("2024-01-05", None, "morning")),
        ("Sáng nay (10/1), Sở họp", ("2024-01-10", None, "morning")),
        ("Trong 2 ngày 4 và 5/1, Sở họp", ("2024-01-04", "2024-01-05", None)),
        ("Trong các ngày 3, 4 và 5/1, Sở họp", ("2024-01-03", "2024-01-05", None)),
        ("Từ ngày 6-12/10/2022, Sở mở lớp", ("2022-10-06", "2022-10-12", None)),
        ("từ ngày 30/10/2020 đến ngày 19/11/2020", ("2020-10-30", "2020-11-19", None)),
        ("kéo dài từ ngày 28/12 đến ngày 05/01, nghỉ", ("2023-12-28", "2024-01-05", None)),
        ("từ ngày 28/12/2022 đến ngày 03/01", ("2022-12-28", "2023-01-03", None)),
        ("từ ngày 28/12 đến ngày 03/01/2023", ("2022-12-28", "2023-01-03", None)),
    ],
)
def test_a_day_and_its_year(text: str, expected: tuple[str, str | None, str | None]) -> None:
    assert resolved(text) == [expected]


@pytest.mark.parametrize("text", ["xếp thứ 26/63 tỉnh", "đạt 12,5/14 điểm", "hạng 7/14", "tăng 23-8 bậc", "từ 7-8% lên"])
def test_numbers_are_no_days(text: str) -> None:
    assert resolved(text) == []


def test_an_announced_day_is_the_next_one() -> None:
    assert resolved("ngày 8/1 sẽ diễn ra", announced=True) == [("2025-01-08", None, None)]
    assert resolved("ngày 15/1 sẽ diễn ra", announced=True) == [("2024-01-15", None, None)]


def test_without_publication_only_a_printed_year_counts() -> None:
    assert resolved("Sáng 5/4, UBND họp", published=None) == [(None, None, "morning")]
    assert resolved("Sáng 5/4/2016, UBND họp", published=None) == [("2016-04-05", None, "morning")]


def test_a_day_that_does_not_exist_has_no_date() -> None:
    assert resolved("ngày 31/4/2023") == [(None, None, None)]


@pytest.mark.parametrize(
    ("value", "day"), [("2023-09-04T00:00:00+07:00", date(2023, 9, 4)), ("2023-13-01", None), ("gần đây", None), (None, None)]
)
def test_published_day(value: str | None, day: date | None) -> None:
    assert published_day(value) == day
