"""Dates of page furniture whose parts stand in elements of their own, or with words between."""

from __future__ import annotations

import pytest

from crawler.dates_seen import parted_date, seen_date

PARTED = [
    (["07", "11/2024"], "07/11/2024"),
    (["07", "Tháng 11", "2024"], "07/11/2024"),
    (["7", "11", "2024"], "07/11/2024"),
    (["Thg11", "06", "2024"], "06/11/2024"),
    (["T11", "06", "2024"], "06/11/2024"),
    (["11/2024", "06"], "06/11/2024"),
    (["07", "Tháng 11, 2024"], "07/11/2024"),
    (["31", "02/2024"], None),
    (["07", "11"], None),
    (["12", "bài viết năm 2024"], None),
    (["06/11/2024"], None),
    (["45", "11/2024"], None),
]


@pytest.mark.parametrize(("parts", "want"), PARTED)
def test_parted_date(parts: list[str], want: str | None) -> None:
    assert parted_date(parts) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("Cập nhật lúc 08:15, Thứ Tư, 06/11/2024 (GMT+7)", "2024-11-06T08:15:00+07:00"),
        ("08:15 Chủ nhật, ngày 10/11/2024", "2024-11-10T08:15:00+07:00"),
        ("06Tháng 11, 2024", "2024-11-06T00:00:00+07:00"),
        ("Thg11 06 2024", "2024-11-06T00:00:00+07:00"),
        ("Thứ Tư, 6 Tháng Mười Một 2024", "2024-11-06T00:00:00+07:00"),
    ],
)
def test_seen_date(line: str, want: str) -> None:
    seen = seen_date(line)
    assert seen is not None and seen.iso == want
