"""Literals to values: numbers in digits and words, days in the forms that articles print."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from extract.dates import find_days, literal_day, published_day, resolve_day
from extract.numbers import INTEGER, NUMBER, NUMBER_WORD, ORDINAL_WORD, count, decimal, integer, word_number

hundredths = st.integers(0, 99_999_99)


@given(hundredths, st.sampled_from([",", "."]))
def test_decimal_of_a_printed_score(n: int, mark: str) -> None:
    printed = f"{n // 100}{mark}{n % 100:02d}"
    assert decimal(printed) == n / 100
    assert re.fullmatch(NUMBER, printed)


@given(st.integers(1000, 999_999_999), st.integers(1, 99))
def test_decimal_with_both_marks(whole: int, part: int) -> None:
    assert decimal(f"{whole:,}.{part:02d}") == whole + part / 100
    assert decimal(f"{whole:,}".replace(",", ".") + f",{part:02d}") == whole + part / 100


@pytest.mark.parametrize(
    ("literal", "value"),
    [("42.394", 42.394), ("0,6077", 0.6077), ("8, 12", 8.12), ("03", 3.0), ("1 234,5", 1234.5), ("1.234,5", 1234.5),
     ("", None), ("-", None), ("a", None), ("1.2.3", None), ("82,", None), (",5", None), ("9" * 400, None)],
)  # fmt: skip
def test_decimal(literal: str, value: float | None) -> None:
    assert decimal(literal) == value


@given(st.integers(0, 10**12), st.sampled_from([".", " ", ""]))
def test_integer_of_a_printed_count(n: int, mark: str) -> None:
    assert integer(f"{n:,}".replace(",", mark)) == n
    assert count(f"{n:,}".replace(",", mark)) == n


@given(st.integers(0, 99), st.integers(1, 4))
def test_leading_zeros_are_no_value(n: int, width: int) -> None:
    assert integer(f"{n:0{width}d}") == n
    assert re.fullmatch(INTEGER, f"{n:0{width}d}")


@pytest.mark.parametrize("literal", ["82,17", "1.23", "12.3456", "", "a", "1,234", "9" * 5000])
def test_what_is_no_integer(literal: str) -> None:
    assert integer(literal) is None


@given(st.text())
@example("9" * 5000)
@example("")
def test_numbers_never_raise_and_are_finite(text: str) -> None:
    value = decimal(text)
    assert value is None or abs(value) < 1e21
    for read in (integer, word_number, count):
        found = read(text)
        assert found is None or found >= 0


UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(n: int) -> str:
    """A number below 100 as it is said."""
    tens, unit = divmod(n, 10)
    if tens == 0:
        return UNITS[unit]
    head = "mười" if tens == 1 else f"{UNITS[tens]} mươi"
    if unit == 0:
        return head
    if unit == 5:
        return f"{head} lăm"
    return f"{head} {'mốt' if unit == 1 and tens > 1 else 'tư' if unit == 4 and tens > 1 else UNITS[unit]}"


@pytest.mark.parametrize("n", range(100))
def test_word_numbers(n: int) -> None:
    assert word_number(in_words(n)) == n
    assert word_number(in_words(n).upper()) == n
    assert count(in_words(n)) == n
    if n:
        assert re.fullmatch(NUMBER_WORD, in_words(n))


@pytest.mark.parametrize(("words", "n"), [("nhất", 1), ("nhì", 2), ("ba", 3), ("tư", 4), ("bẩy", 7), ("mười bốn", 14)])
def test_ordinal_words(words: str, n: int) -> None:
    assert word_number(words) == n
    assert re.fullmatch(ORDINAL_WORD, words)


@pytest.mark.parametrize(
    "words", ["", " ", "tốt", "mười mười", "hai mươi đơn", "nhất mươi", "mươi", "mười không", "hai ba", "một mươi"]
)
def test_what_is_no_word_number(words: str) -> None:
    assert word_number(words) is None


Form = Callable[[date], str]
# Forms that print the year: read alike without knowing when the article was published.
WITH_YEAR: dict[str, Form] = {
    "slashes": lambda d: f"{d.day}/{d.month}/{d.year}",
    "slashes, two digits": lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}",
    "dashes": lambda d: f"ngày {d.day:02d}-{d.month:02d}-{d.year}",
    "dots": lambda d: f"ngày {d.day}.{d.month}.{d.year}",
    "words": lambda d: f"ngày {d.day} tháng {d.month} năm {d.year}",
    "words, no lead": lambda d: f"{d.day:02d} tháng {d.month:02d} năm {d.year}",
    "half words": lambda d: f"ngày {d.day} tháng {d.month}/{d.year}",
    "morning": lambda d: f"sáng {d.day}/{d.month}/{d.year}",
    "morning of the day": lambda d: f"sáng ngày {d.day}-{d.month}-{d.year}",
    "brackets": lambda d: f"sáng nay ({d.day}/{d.month}/{d.year})",
    "today": lambda d: f"hôm nay, ngày {d.day}/{d.month}/{d.year}",
    "spaces": lambda d: f"ngày {d.day} / {d.month} / {d.year}",
}
WITHOUT_YEAR: dict[str, Form] = {
    "slash": lambda d: f"ngày {d.day}/{d.month}",
    "dash": lambda d: f"sáng {d.day:02d}-{d.month:02d}",
    "dot": lambda d: f"chiều {d.day}.{d.month}",
    "words": lambda d: f"ngày {d.day} tháng {d.month}",
    "bracket": lambda d: f"tối nay ({d.day}/{d.month})",
    "evening of the day": lambda d: f"tối ngày {d.day}/{d.month}",
}
days = st.dates(date(2005, 1, 1), date(2035, 12, 31))
around = st.sampled_from(["{}", "{}, ubnd huyện họp", "vào {}, tại hội trường", "diễn ra {}.", "({})", "kỳ họp {}; kết quả"])


@pytest.mark.parametrize("form", WITH_YEAR.values(), ids=WITH_YEAR)
@given(day=days, place=around)
def test_days_with_a_year(form: Form, day: date, place: str) -> None:
    found = find_days(place.format(form(day)))
    assert len(found) == 1
    assert resolve_day(found[0], None) == (day, None)


@pytest.mark.parametrize("form", WITHOUT_YEAR.values(), ids=WITHOUT_YEAR)
@given(day=days, wait=st.integers(0, 364), place=around)
def test_days_without_a_year(form: Form, day: date, wait: int, place: str) -> None:
    """The year that puts the day closest before (or on) publication, closest after where it is announced."""
    assume((day.month, day.day) != (2, 29))
    found = find_days(place.format(form(day)))
    assert len(found) == 1
    assert resolve_day(found[0], day + timedelta(days=wait)) == (day, None)
    assert resolve_day(found[0], day - timedelta(days=wait), announced=True) == (day, None)
    assert resolve_day(found[0], None) == (None, None)


def test_the_leap_day_takes_a_year_that_has_one() -> None:
    (day,) = find_days("sáng 29/2, huyện họp")
    assert resolve_day(day, date(2024, 3, 2)) == (date(2024, 2, 29), None)
    assert resolve_day(day, date(2026, 3, 2)) == (None, None)


RANGES: dict[str, Callable[[date, date], str]] = {
    "full days": lambda a, b: f"từ ngày {a.day}/{a.month}/{a.year} đến ngày {b.day}/{b.month}/{b.year}",
    "dash": lambda a, b: f"từ ngày {a.day:02d}/{a.month:02d}/{a.year} - {b.day:02d}/{b.month:02d}/{b.year}",
    "to the end of": lambda a, b: f"từ {a.day}/{a.month}/{a.year} đến hết ngày {b.day}/{b.month}/{b.year}",
}
SAME_MONTH: dict[str, Callable[[date, date], str]] = {
    "and": lambda a, b: f"trong các ngày {a.day} và {b.day}/{b.month}/{b.year}",
    "dash": lambda a, b: f"ngày {a.day}-{b.day}/{b.month}/{b.year}",
    "to": lambda a, b: f"từ ngày {a.day} đến {b.day}/{b.month}/{b.year}",
    "to the day": lambda a, b: f"từ ngày {a.day} đến ngày {b.day}/{b.month}/{b.year}",
    "words": lambda a, b: f"từ ngày {a.day} đến ngày {b.day} tháng {b.month} năm {b.year}",
}


@pytest.mark.parametrize("form", RANGES.values(), ids=RANGES)
@given(day=days, length=st.integers(1, 200))
def test_ranges(form: Callable[[date, date], str], day: date, length: int) -> None:
    end = day + timedelta(days=length)
    found = find_days(f"diễn ra {form(day, end)}, tại huyện")
    assert len(found) == 1
    assert resolve_day(found[0], None) == (day, end)


@pytest.mark.parametrize("form", SAME_MONTH.values(), ids=SAME_MONTH)
@given(day=days, length=st.integers(1, 12))
def test_ranges_within_a_month(form: Callable[[date, date], str], day: date, length: int) -> None:
    end = day + timedelta(days=length)
    assume(end.month == day.month)
    found = find_days(f"diễn ra {form(day, end)}, tại huyện")
    assert len(found) == 1
    assert resolve_day(found[0], None) == (day, end)


@given(st.integers(27, 31), st.integers(1, 6), st.integers(2010, 2030))
def test_a_range_across_new_year(last: int, first: int, year: int) -> None:
    (found,) = find_days(f"từ ngày {last}/12 đến ngày {first}/1/{year + 1}")
    assert resolve_day(found, None) == (date(year, 12, last), date(year + 1, 1, first))


@pytest.mark.parametrize(
    "text",
    ["xếp thứ 26/63", "đạt 80.94/100 điểm", "vị trí 5/12", "hạng 7/10", "18/19 xã", "tăng 1-2 bậc", "đạt 9.5 điểm",
     "quyết định số 12/2021/qđ-ubnd", "5/7 chỉ số", "tỷ lệ 96,2%", "từ 10-15 ngày", "số 11/12", "khoản 3 điều 12"],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert find_days(text) == []


@pytest.mark.parametrize(
    ("text", "part"), [("sáng 12/3", "morning"), ("chiều ngày 12/3", "afternoon"), ("tối 12-3", "evening"), ("ngày 12/3", None)]
)
def test_part_of_day(text: str, part: str | None) -> None:
    (day,) = find_days(text)
    assert day.part_of_day == part


@given(st.text(st.sampled_from("0123456789/.-, ngàythángnămsáng()"), max_size=60))
def test_days_are_in_order_apart_and_real(text: str) -> None:
    last = 0
    for day in find_days(text):
        assert last <= day.start < day.end <= len(text)
        last = day.end
        start, end = resolve_day(day, date(2024, 6, 1))
        assert start is None or end is None or start <= end


def test_there_is_no_31_april() -> None:
    assert literal_day(31, 4, 2024) is None
    assert literal_day(29, 2, 2023) is None
    assert literal_day(29, 2, 2024) == date(2024, 2, 29)


@given(days)
def test_published_day_is_the_printed_day(day: date) -> None:
    assert published_day(f"{day.isoformat()}T23:59:00+07:00") == day
    assert published_day(day.isoformat()) == day


@pytest.mark.parametrize("text", [None, "", "2023", "12/3/2023", "2023-13-01T00:00:00+07:00", "2023-02-30"])
def test_what_is_no_publication_day(text: str | None) -> None:
    assert published_day(text) is None
