"""extract.knowledge.organizations and extract.places: which organisation and place a name means."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.database.fact_rows import Names
from extract.database.vocabulary import read_names
from extract.knowledge.organizations import kind_of, split_locality
from extract.knowledge.setting import Setting

VOCABULARY = Path(__file__).resolve().parents[1] / "schemas" / "vocab"


@pytest.fixture(scope="module")
def names() -> Names:
    return read_names(VOCABULARY)


@pytest.mark.parametrize(
    ("name", "short", "locality"),
    [
        ("Sở Nội vụ tỉnh Đắk Lắk", "Sở Nội vụ", "tỉnh Đắk Lắk"),
        ("Ủy ban nhân dân thành phố Đà Nẵng", "Ủy ban nhân dân", "thành phố Đà Nẵng"),
        ("Ủy ban nhân dân phường 12", "Ủy ban nhân dân", "phường 12"),
        ("Ủy ban nhân dân xã Ea H'leo", "Ủy ban nhân dân", "xã Ea H'leo"),
        ("Bảo hiểm xã hội huyện Ân Thi", "Bảo hiểm xã hội", "huyện Ân Thi"),
        ("Phòng Lao động - Thương binh và Xã hội thị xã Ý Yên", "Phòng Lao động - Thương binh và Xã hội", "thị xã Ý Yên"),
        ("Thành ủy Đà Lạt", "Thành ủy", "thành phố Đà Lạt"),
        ("Ban Tổ chức Thị ủy Ứng Hòa", "Ban Tổ chức Thị ủy", "thị xã Ứng Hòa"),
        ("Đảng ủy xã Đông Á", "Đảng ủy", "xã Đông Á"),
        ("Ủy ban nhân dân huyện", "Ủy ban nhân dân huyện", None),
        ("Trường Đào tạo cán bộ tỉnh ủy viên", "Trường Đào tạo cán bộ tỉnh ủy viên", None),
        ("Tỉnh ủy", "Tỉnh ủy", None),
        ("Bộ Nội vụ", "Bộ Nội vụ", None),
    ],
)
def test_locality_of_a_name(name: str, short: str, locality: str | None) -> None:
    assert split_locality(name) == (short, locality)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Bộ Y tế", "ministry"),
        ("Bộ trưởng Bộ Y tế", None),
        ("Bộ Chỉ huy Quân sự tỉnh X", "military_command"),
        ("Thủ tướng Chính phủ", None),
        ("Chủ tịch Ủy ban nhân dân tỉnh X", None),
        ("Sở Y tế", "department"),
        ("Văn phòng Ủy ban nhân dân tỉnh X", "office"),
        ("Hội đồng nhân dân xã X", "people_council"),
        ("Nguyễn Văn Sở", None),
        ("Sởn Văn A", None),
    ],
)
def test_kind_of_a_name(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_short_and_long_names_are_one_organisation(names: Names) -> None:
    find = names.organizations.find
    long = find("Sở Nội vụ tỉnh Gia Lai", None, "2023-05-01")
    assert find("Sở Nội vụ", "tỉnh Gia Lai", "2023-05-01") is long
    assert long.name == "Sở Nội vụ tỉnh Gia Lai" and long.level == "province"
    assert find("Sở Nội vụ", "tỉnh Bình Định", "2023-05-01") is not long
    assert find("Sở Nội vụ", "tỉnh Gia Lai", "2025-08-01") is not long, "another province since July 2025"
    assert find("Bộ Nội vụ", None, "2023-05-01", "tỉnh Gia Lai").level == "central"


def test_namesakes_are_told_apart_by_province_or_stay_open(names: Names) -> None:
    find = names.places.find
    # Many provinces have a huyện Châu Thành.
    known = find("huyện Châu Thành", "tỉnh Tây Ninh", "2023-05-01")
    assert known is not None and known.code and known.province == "tỉnh Tây Ninh"
    assert find("huyện Châu Thành", None, "2023-05-01", Setting(province="tỉnh Tây Ninh")) is known
    setting = Setting()
    assert find("huyện Châu Thành", None, "2023-05-01", setting) is None
    left = list(setting.open.values())
    assert [(n.rule, n.name, n.province) for n in left] == [("resolve.ambiguous_place", "huyện Châu Thành", None)]
    assert known.id in left[0].options and len(left[0].options) > 5
    unknown = find("xã Không Có Thật", "tỉnh Tây Ninh", "2023-05-01")
    assert unknown is not None
    assert (unknown.code, unknown.level, unknown.province_2025) == (None, "commune", "tỉnh Tây Ninh")


def test_every_province_has_a_successor(names: Names) -> None:
    provinces = {p.name: p for p in names.places.by_id.values() if p.level == "province" and p.is_valid("2020-01-01")}
    assert len(provinces) == 63
    assert len({p.province_2025 for p in provinces.values()}) == 34
    found = [names.places.find(p.province_2025 or "", None, "2025-12-01") for p in provinces.values()]
    assert all(place is not None and place.valid_to is None for place in found)
