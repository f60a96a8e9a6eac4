"""extract.knowledge: which organisation a name means, its official spelling and kind, and what it belongs to."""

from __future__ import annotations

import pytest

from core.vocabulary import table
from extract.knowledge.organization_names import kind_of, parse_name, split_localities
from extract.knowledge.organizations import Organizations
from extract.knowledge.setting import Setting

LD = "Lao động - Thương binh và Xã hội"
HCM = "thành phố Hồ Chí Minh"


# -- names ---------------------------------------------------------------------------------------------------------

# (as written, official spelling without the locality, localities, kind)
NAMES = [
    ("Ủy ban nhân dân xã Ia Tiêm huyện Chư Sê", "Ủy ban nhân dân", ["xã Ia Tiêm", "huyện Chư Sê"], "people_committee"),
    ("Ủy ban nhân dân xã A, huyện B, tỉnh C", "Ủy ban nhân dân", ["xã A", "huyện B", "tỉnh C"], "people_committee"),
    (f"Ủy ban nhân dân {HCM}", "Ủy ban nhân dân", [HCM], "people_committee"),
    ("Ủy ban nhân dân huyện", "Ủy ban nhân dân huyện", [], "people_committee"),
    ("Trường Chính trị Trần Phú", "Trường Chính trị Trần Phú", [], "school"),
    ("Học viện Chính trị quốc gia Hồ Chí Minh", "Học viện Chính trị quốc gia Hồ Chí Minh", [], "school"),
    ("Đoàn TNCS Hồ Chí Minh tỉnh X", "Đoàn Thanh niên Cộng sản Hồ Chí Minh", ["tỉnh X"], "mass_organization"),
    ("Tỉnh đoàn Gia Lai", "Tỉnh đoàn", ["tỉnh Gia Lai"], "mass_organization"),
    ("Quận ủy 1", "Quận ủy", ["quận 1"], "party_committee"),
    ("Huyện ủy Chư Sê tỉnh Gia Lai", "Huyện ủy", ["huyện Chư Sê", "tỉnh Gia Lai"], "party_committee"),
    ("Sở Nội vụ tỉnh Bà Rịa - Vũng Tàu", "Sở Nội vụ", ["tỉnh Bà Rịa - Vũng Tàu"], "department"),
    ("Sở VH-TT&DL tỉnh X", "Sở Văn hóa, Thể thao và Du lịch", ["tỉnh X"], "department"),
    ("Sở Lao động, Thương binh và Xã hội tỉnh X", f"Sở {LD}", ["tỉnh X"], "department"),
    ("Phòng Văn hóa và Thông tin quận 1", "Phòng Văn hóa và Thông tin", ["quận 1"], "division"),
    ("Ủy ban Mặt trận Tổ quốc tỉnh X", "Ủy ban Mặt trận Tổ quốc Việt Nam", ["tỉnh X"], "fatherland_front"),
    ("Mặt trận Tổ quốc Việt Nam tỉnh X", "Ủy ban Mặt trận Tổ quốc Việt Nam", ["tỉnh X"], "fatherland_front"),
    ("Hội Phụ nữ huyện X", "Hội Liên hiệp Phụ nữ", ["huyện X"], "mass_organization"),
    ("Ban quản lý các khu công nghiệp tỉnh X", "Ban Quản lý các Khu công nghiệp", ["tỉnh X"], "management_board"),
    ("Trung tâm Phục vụ Hành chính công tỉnh X", "Trung tâm Phục vụ hành chính công", ["tỉnh X"], "one_stop_center"),
    ("Văn phòng HĐND và UBND huyện X", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", ["huyện X"], "office"),
    ("Văn phòng Đoàn ĐBQH và HĐND tỉnh X", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân", ["tỉnh X"], "office"),
    ("Trung tâm Kiểm soát bệnh tật thuộc Sở Y tế tỉnh X", "Trung tâm Kiểm soát bệnh tật Sở Y tế", ["tỉnh X"], "center"),
    ("Ban Dân tộc tỉnh X", "Ban Dân tộc", ["tỉnh X"], "board"),
    ("Ban Dân tộc HĐND tỉnh X", "Ban Dân tộc Hội đồng nhân dân", ["tỉnh X"], "council_board"),
    ("Thanh tra Sở Y tế tỉnh X", "Thanh tra Sở Y tế", ["tỉnh X"], "inspectorate"),
    ("Cục Thuế tỉnh X", "Cục Thuế", ["tỉnh X"], "tax"),
    ("Đoàn công tác tỉnh X", "Đoàn công tác", ["tỉnh X"], "team"),
    ("Đoàn Văn Anh", "Đoàn Văn Anh", [], None),
    ("Nguyễn Văn Sở", "Nguyễn Văn Sở", [], None),
    ("Chủ tịch Ủy ban nhân dân tỉnh X", "Chủ tịch Ủy ban nhân dân", ["tỉnh X"], None),
    ("Bộ trưởng Bộ Y tế", "Bộ trưởng Bộ Y tế", [], None),
    ("Thông tấn xã Việt Nam", "Thông tấn xã Việt Nam", [], "press"),
]


@pytest.mark.parametrize(("written", "name", "localities", "kind"), NAMES)
def test_a_name_is_read(written: str, name: str, localities: list[str], kind: str | None) -> None:
    short, found = split_localities(written)
    assert (parse_name(short).name, found) == (name, localities)
    assert kind_of(written) == kind


def test_every_body_of_the_vocabulary_has_a_kind() -> None:
    wrong = {r["id"]: (r["body"], k) for r in table("organization_kinds") if (k := kind_of(r["normal"])) is None}
    heads = {f"{r['head']} {r['name']}": kind_of(f"{r['head']} {r['name']}") for r in table("departments")}
    expected = {"Sở": "department", "Phòng": "division", "Bộ": "ministry"}
    wrong |= {name: ("", kind) for name, kind in heads.items() if kind != expected.get(name.split()[0], kind) or kind is None}
    assert not wrong


def test_heads_of_kinds_stand_in_one_list_only() -> None:
    listed = {r["surface"] for r in table("organization_kinds")}
    assert not listed & {head for r in table("organization_types") for head in r.items_of("heads")}


# -- which organisation --------------------------------------------------------------------------------------------

SAME = [
    ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Gia Lai", "Mặt trận Tổ quốc tỉnh Gia Lai", "2024-01-01"),
    ("Trung tâm Phục vụ Hành chính công tỉnh Gia Lai", "Trung tâm phục vụ hành chính công tỉnh Gia Lai", "2024-01-01"),
    (f"Sở {LD} tỉnh Gia Lai", "Sở LĐ-TB&XH tỉnh Gia Lai", "2024-01-01"),
    # A department that has ended is that of its own time, whenever it is spoken of.
    ("Sở Kế hoạch và Đầu tư tỉnh Gia Lai", "Sở KH&ĐT tỉnh Gia Lai", "2025-09-01"),
]


@pytest.mark.parametrize(("one", "other", "day"), SAME)
def test_variants_are_one_organisation(organizations: Organizations, one: str, other: str, day: str) -> None:
    first = organizations.find(one, None, "2024-01-01")
    assert organizations.find(other, None, day) is first
    assert first.name == one if "Hành chính công" not in one else first.name == "Trung tâm Phục vụ hành chính công tỉnh Gia Lai"


def test_a_bureau_named_with_its_ministry_is_that_bureau(organizations: Organizations) -> None:
    bureau = organizations.find("Vụ Cải cách hành chính", None, "2024-01-01")
    assert organizations.find("Vụ Cải cách hành chính Bộ Nội vụ", None, "2024-01-01") is bureau
    above = organizations.parent(bureau)
    assert above is not None and above.name == "Bộ Nội vụ"


@pytest.mark.parametrize(
    ("name", "day", "official"),
    [
        ("Sở Nội vụ thành phố Thủ Đức", "2024-01-01", f"Sở Nội vụ {HCM}"),
        ("Sở Y tế thành phố Vinh", "2024-01-01", "Sở Y tế tỉnh Nghệ An"),
        (f"Sở Y tế {HCM}", "2024-01-01", f"Sở Y tế {HCM}"),
        ("Phòng Y tế thành phố Vinh", "2024-01-01", "Phòng Y tế thành phố Vinh"),
    ],
)
def test_only_provinces_have_departments(organizations: Organizations, name: str, day: str, official: str) -> None:
    assert organizations.find(name, None, day).name == official


def test_a_commune_is_that_of_the_district_behind_it(organizations: Organizations) -> None:
    # Several provinces have a commune of this name.
    unit = organizations.find("Ủy ban nhân dân xã Tân Lập huyện Vũ Thư", None, "2024-01-01")
    assert unit.place is not None and unit.place.province == "tỉnh Thái Bình"


@pytest.mark.parametrize(
    ("name", "province", "why"),
    [
        ("Ủy ban nhân dân huyện", None, "resolve.open_organization"),
        ("Ủy ban nhân dân xã Tân Lập", None, "resolve.ambiguous_place"),
        ("Ủy ban nhân dân xã Không Có Thật", "tỉnh Gia Lai", "resolve.unknown_place"),
    ],
)
def test_an_open_locality_says_why(organizations: Organizations, name: str, province: str | None, why: str) -> None:
    setting = Setting()
    organizations.find(name, province, "2024-01-01", setting)
    assert [left.rule for left in setting.open.values()] == [why]


@pytest.mark.parametrize("name", ["Bộ Nội vụ", "Văn phòng Chính phủ", "Văn phòng Bộ Nội vụ", "Tổng cục Thuế", "VCCI"])
def test_central_bodies_have_no_locality(organizations: Organizations, name: str) -> None:
    unit = organizations.find(name, None, "2024-01-01", Setting(province="tỉnh Gia Lai"))
    assert (unit.level, unit.place) == ("central", None)


# -- parents -------------------------------------------------------------------------------------

# (name, day, near) -> names of the chain of parents
PARENTS = [
    ("Sở Nội vụ tỉnh Gia Lai", "2024-01-01", ["Ủy ban nhân dân tỉnh Gia Lai", "Chính phủ"]),
    ("Văn phòng Sở Nội vụ tỉnh Gia Lai", "2024-01-01", ["Sở Nội vụ tỉnh Gia Lai", "Ủy ban nhân dân tỉnh Gia Lai", "Chính phủ"]),
    ("Thanh tra tỉnh Gia Lai", "2024-01-01", ["Ủy ban nhân dân tỉnh Gia Lai", "Chính phủ"]),
    ("Phòng Nội vụ huyện Chư Sê", "2024-01-01", ["Ủy ban nhân dân huyện Chư Sê", "Ủy ban nhân dân tỉnh Gia Lai", "Chính phủ"]),
    ("Phòng Kinh tế phường Pleiku", "2025-08-01", ["Ủy ban nhân dân phường Pleiku", "Ủy ban nhân dân tỉnh Gia Lai", "Chính phủ"]),
    ("Đảng ủy xã Ia Tiêm", "2024-01-01", ["Huyện ủy Chư Sê", "Tỉnh ủy Gia Lai", "Ban Chấp hành Trung ương Đảng"]),
    ("Đảng ủy phường Pleiku", "2025-08-01", ["Tỉnh ủy Gia Lai", "Ban Chấp hành Trung ương Đảng"]),
    ("Ban Tổ chức Tỉnh ủy Gia Lai", "2024-01-01", ["Tỉnh ủy Gia Lai", "Ban Chấp hành Trung ương Đảng"]),
    ("Cục Thuế tỉnh Gia Lai", "2024-01-01", ["Tổng cục Thuế", "Bộ Tài chính", "Chính phủ"]),
    ("Thuế tỉnh Gia Lai", "2025-08-01", ["Cục Thuế (Bộ Tài chính)", "Bộ Tài chính", "Chính phủ"]),
    ("Công an huyện Chư Sê", "2024-01-01", ["Công an tỉnh Gia Lai", "Bộ Công an", "Chính phủ"]),
    ("Trung tâm Phục vụ hành chính công tỉnh Gia Lai", "2024-01-01",
     ["Văn phòng Ủy ban nhân dân tỉnh Gia Lai", "Ủy ban nhân dân tỉnh Gia Lai", "Chính phủ"]),
    ("Trung tâm Phục vụ hành chính công tỉnh Quảng Ninh", "2024-01-01", ["Ủy ban nhân dân tỉnh Quảng Ninh", "Chính phủ"]),
    # Nothing certain follows from kind and level.
    ("Trung tâm Xúc tiến đầu tư tỉnh Gia Lai", "2024-01-01", []),
    ("Phòng Giao dịch Ngân hàng Chính sách xã hội huyện Chư Sê", "2024-01-01", []),
    (f"Sở Giao dịch Chứng khoán {HCM}", "2024-01-01", []),
    ("Ban Thi đua - Khen thưởng tỉnh Gia Lai", "2024-01-01", []),
    ("Hội đồng nhân dân tỉnh Gia Lai", "2024-01-01", []),
    ("Ủy ban nhân dân xã Không Có Thật", "2024-01-01", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "day", "chain"), PARENTS)
def test_a_body_belongs_to_another(organizations: Organizations, name: str, day: str, chain: list[str]) -> None:
    unit = organizations.find(name, None, day, Setting(province="tỉnh Gia Lai"))
    names = []
    while (above := organizations.parent(unit)) is not None:
        names.append(above.name)
        unit = above
    assert names == chain


@pytest.mark.parametrize("provinces", [(None, "tỉnh Gia Lai"), ("tỉnh Gia Lai", None)])
def test_what_is_of_the_centre_is_so_whoever_came_first(organizations: Organizations, provinces: tuple[str | None, ...]) -> None:
    # Without a day `tỉnh Gia Lai` may be either of two: that caller knows no place.
    for province in provinces:
        organizations.find("Ban Chỉ đạo cải cách hành chính của Chính phủ", province)
    assert [(row["level"], row["place"]) for row in organizations.rows() if row["name"].startswith("Ban Chỉ đạo")] == [
        ("central", None)
    ]
