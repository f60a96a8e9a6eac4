"""The gazetteer: which unit a name means on which day."""

from __future__ import annotations

import pytest

from core.places import gazetteer, spellings, split_type


def test_numbers_of_units_by_day() -> None:
    places = gazetteer().places
    on = {day: [p for p in places if p.valid_on(day)] for day in ("2024-06-30", "2025-06-30", "2025-07-01")}
    assert sum(p.level == "province" for p in on["2024-06-30"]) == 63
    assert sum(p.level == "province" for p in on["2025-06-30"]) == 63
    assert sum(p.level == "district" for p in on["2025-06-30"]) == 696
    assert sum(p.level == "province" for p in on["2025-07-01"]) == 34
    assert sum(p.level == "commune" for p in on["2025-07-01"]) == 3321
    assert not any(p.level == "district" for p in on["2025-07-01"])


@pytest.mark.parametrize(
    ("name", "day", "id_"),
    [
        ("thành phố Huế", "2024-12-31", "vn-d-thuathienhue-hue"),
        ("thành phố Huế", "2025-01-01", "vn-p-hue"),
        ("tỉnh Gia Lai", "2025-06-30", "vn-p-gialai"),
        ("tỉnh Gia Lai", "2025-07-01", "vn-p-gialai-2025"),
        ("tỉnh Bình Định", "2025-07-01", None),
        ("huyện Thủy Nguyên", "2023-01-01", "vn-d-haiphong-thuynguyen"),
        ("thành phố Thủy Nguyên", "2025-02-01", "vn-d-haiphong-thuynguyen-thanhpho"),
        ("phường Pleiku", "2025-08-01", "vn-c25-gialai-pleiku"),
        ("đặc khu Phú Quốc", "2025-08-01", "vn-c25-angiang-phuquoc"),
        ("thị xã Từ Sơn", "2019-01-01", "vn-d-bacninh-tuson-thixa"),
        ("thị xã Cam Ranh", "2010-12-22", "vn-d-khanhhoa-camranh-thixa"),
        ("thành phố Cam Ranh", "2010-12-22", None),
        ("thành phố Cam Ranh", "2010-12-23", "vn-d-khanhhoa-camranh"),
        ("huyện Yên Hưng", "2011-06-01", "vn-d-quangninh-yenhung"),
        ("quận Bắc Từ Liêm", "2013-12-26", None),
        ("huyện Từ Liêm", "2013-12-26", "vn-d-hanoi-tuliem"),
        ("huyện Ia H'Drai", "2015-03-10", None),
        ("thành phố Hà Tiên", "2018-10-31", None),
        ("thành phố Phú Quốc", "2021-01-01", "vn-d-kiengiang-phuquoc-thanhpho"),
        ("huyện Hoành Bồ", "2019-12-31", "vn-d-quangninh-hoanhbo"),
        ("thị trấn Vân Tùng", "2023-04-09", None),
        ("thị trấn Vân Tùng", "2023-04-10", "vn-c-backan-nganson-vantung"),
    ],
)
def test_a_name_and_a_day_mean_one_unit(name: str, day: str, id_: str | None) -> None:
    found = gazetteer().full(name, day)
    assert (found.id if found else None) == id_


def test_every_unit_lies_in_a_province_and_ids_are_unique() -> None:
    known = gazetteer()
    assert len({p.id for p in known.places}) == len(known.places)
    assert {known.province_of(p).level for p in known.places} == {"province"}


@pytest.mark.parametrize("alias", ["Đắc Lắc", "đăk lăk", "DAK LAK", "Đak Lak"])
def test_spellings_of_one_province(alias: str) -> None:
    assert {p.full for p in gazetteer().named(alias)} == {"tỉnh Đắk Lắk"}


def test_dashes_and_apostrophes_of_names() -> None:
    assert {"Bà Rịa-Vũng Tàu", "Bà Rịa Vũng Tàu"} <= spellings("Bà Rịa - Vũng Tàu")
    assert [p.full for p in gazetteer().named("cư m’gar", level="district")] == ["huyện Cư M'gar"]


def test_split_type() -> None:
    assert split_type("Thị xã Ba Đồn") == ("thị xã", "Ba Đồn")
    assert split_type("Ia Grai") is None
