"""extract.knowledge: which organisation a name means, what it belongs to, how long it existed, what became of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.vocabulary import table
from extract.database.load import build
from extract.database.vocabulary import read_names
from extract.knowledge.organization_history import changes
from extract.knowledge.organization_names import kind_of, parse_name, split_localities
from extract.knowledge.organizations import Organizations
from load_fixture import EMPTY, official, span, write_data

VOCABULARY = Path(__file__).resolve().parents[1] / "schemas" / "vocab"
LD = "Lao động - Thương binh và Xã hội"
HCM = "thành phố Hồ Chí Minh"


@pytest.fixture
def organizations() -> Organizations:
    return read_names(VOCABULARY).organizations


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


def test_a_commune_is_that_of_the_district_behind_it(organizations: Organizations) -> None:
    # Several provinces have a commune of this name.
    unit = organizations.find("Ủy ban nhân dân xã Tân Lập huyện Vũ Thư", None, "2024-01-01")
    assert unit.place is not None and unit.place.province == "tỉnh Thái Bình" and unit.unplaced is None


@pytest.mark.parametrize(
    ("name", "province", "why"),
    [
        ("Ủy ban nhân dân huyện", None, "no locality is told"),
        ("Ủy ban nhân dân xã Tân Lập", None, "'xã Tân Lập' is no unit of the gazetteer, or several have this name"),
        ("Ủy ban nhân dân xã Không Có Thật", "tỉnh Gia Lai", "is no unit"),
    ],
)
def test_an_open_locality_says_why(organizations: Organizations, name: str, province: str | None, why: str) -> None:
    assert why in (organizations.find(name, province, "2024-01-01").unplaced or "")


@pytest.mark.parametrize("name", ["Bộ Nội vụ", "Văn phòng Chính phủ", "Văn phòng Bộ Nội vụ", "Tổng cục Thuế", "VCCI"])
def test_central_bodies_have_no_locality(organizations: Organizations, name: str) -> None:
    unit = organizations.find(name, None, "2024-01-01", "tỉnh Gia Lai")
    assert (unit.level, unit.place, unit.unplaced) == ("central", None, None)


# -- parents, days, successors -------------------------------------------------------------------------------------

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
    unit = organizations.find(name, None, day, "tỉnh Gia Lai")
    names = []
    while (above := organizations.parent(unit)) is not None:
        names.append(above.name)
        unit = above
    assert names == chain


# (name, day of the article, valid_from, valid_to)
DAYS = [
    ("Sở Nội vụ tỉnh Gia Lai", "2024-01-01", None, "2025-06-30"),
    ("Sở Nội vụ tỉnh Gia Lai", "2025-08-01", "2025-07-01", None),
    ("Sở Nội vụ thành phố Hà Nội", "2024-01-01", None, None),
    ("Sở Kế hoạch và Đầu tư tỉnh Gia Lai", "2024-01-01", None, "2025-02-28"),
    ("Sở Nông nghiệp và Môi trường tỉnh Gia Lai", "2025-05-01", "2025-02-20", "2025-06-30"),
    # The city merged two months later than the others.
    (f"Sở Tài nguyên và Môi trường {HCM}", "2025-04-01", None, "2025-04-30"),
    (f"Sở Nông nghiệp và Môi trường {HCM}", "2025-05-10", "2025-05-01", "2025-06-30"),
    (f"Sở Giao thông công chánh {HCM}", "2025-04-01", "2025-03-01", "2025-04-30"),
    # Ended with the merger of 2018, begun again with that of 2025: the days of its place.
    ("Sở Xây dựng tỉnh Lào Cai", "2024-01-01", None, "2025-06-30"),
    ("Sở Bưu chính Viễn thông tỉnh Gia Lai", "2007-05-01", None, "2008-12-31"),
    ("Sở Thông tin và Truyền thông tỉnh Gia Lai", "2020-01-01", "2008-02-04", "2025-02-28"),
    ("Huyện ủy Chư Sê", "2024-01-01", None, "2025-06-30"),
    ("Công an huyện Chư Sê", "2024-01-01", None, "2025-02-28"),
    ("Bộ Nông nghiệp và Môi trường", "2025-05-01", "2025-03-01", None),
    ("Bộ Thông tin và Truyền thông", "2020-01-01", "2007-08-01", "2025-02-28"),
    ("Trung tâm Hành chính công tỉnh Gia Lai", "2017-01-01", None, "2025-06-30"),
]


@pytest.mark.parametrize(("name", "day", "first", "last"), DAYS)
def test_a_body_has_days(organizations: Organizations, name: str, day: str, first: str | None, last: str | None) -> None:
    unit = organizations.find(name, None, day, "tỉnh Gia Lai")
    row = next(row for row in organizations.rows() if row["id"] == unit.id)
    assert (row["valid_from"], row["valid_to"]) == (first, last)


# (name, day) -> what it became in the end, link by link
BECAME = [
    ("Sở Kế hoạch và Đầu tư tỉnh Bình Định", "2024-01-01", ["Sở Tài chính tỉnh Bình Định", "Sở Tài chính tỉnh Gia Lai"]),
    ("Sở Tài nguyên và Môi trường tỉnh Quảng Nam", "2024-01-01",
     ["Sở Nông nghiệp và Môi trường tỉnh Quảng Nam", "Sở Nông nghiệp và Môi trường thành phố Đà Nẵng"]),
    ("Sở Bưu chính Viễn thông tỉnh Quảng Nam", "2007-01-01",
     ["Sở Thông tin và Truyền thông tỉnh Quảng Nam", "Sở Khoa học và Công nghệ tỉnh Quảng Nam",
      "Sở Khoa học và Công nghệ thành phố Đà Nẵng"]),
    (f"Sở Giao thông vận tải {HCM}", "2024-01-01",
     [f"Sở Giao thông công chánh {HCM}", f"Sở Xây dựng {HCM}", f"Sở Xây dựng {HCM}"]),
    ("Ban Tuyên giáo Tỉnh ủy Quảng Nam", "2024-01-01",
     ["Ban Tuyên giáo và Dân vận Tỉnh ủy Quảng Nam", "Ban Tuyên giáo và Dân vận Thành ủy Đà Nẵng"]),
    ("Tỉnh ủy Thừa Thiên Huế", "2024-01-01", ["Thành ủy Huế"]),
    ("Bộ Thủy sản", "2006-01-01", ["Bộ Nông nghiệp và Phát triển nông thôn", "Bộ Nông nghiệp và Môi trường"]),
    ("Cục Thi hành án dân sự tỉnh Bình Định", "2024-01-01", ["Thi hành án dân sự tỉnh Gia Lai"]),
    # Not certain: a regional agency, a department that not every province has, a board of a zone, a district.
    ("Cục Thuế tỉnh Gia Lai", "2024-01-01", []),
    ("Sở Du lịch tỉnh Bà Rịa - Vũng Tàu", "2024-01-01", []),
    ("Sở Văn hóa, Thể thao và Du lịch tỉnh Bình Dương", "2024-01-01", []),
    ("Ban Quản lý Khu kinh tế mở Chu Lai tỉnh Quảng Nam", "2024-01-01", []),
    ("Ủy ban nhân dân huyện Chư Sê", "2024-01-01", []),
    ("Sở Nội vụ thành phố Hà Nội", "2024-01-01", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "day", "chain"), BECAME)
def test_what_became_of_a_body(organizations: Organizations, name: str, day: str, chain: list[str]) -> None:
    unit = organizations.find(name, None, day, "tỉnh Gia Lai")
    rows = {row["id"]: row for row in organizations.rows()}
    names, at = [], rows[unit.id]
    while at["successor"]:
        at = rows[at["successor"]]
        names.append(at["name"])
    assert names == chain


def test_parts_are_named_and_linked_where_known(organizations: Organizations) -> None:
    unit = organizations.find(f"Sở {LD} tỉnh Gia Lai", None, "2024-01-01")
    health = organizations.find("Sở Y tế tỉnh Gia Lai", None, "2024-01-01")
    organizations.complete()
    rows = [row for row in organizations.successor_rows() if row["organization"] == unit.id]
    found = {row["name"]: (row["part"], row["successor"] is not None) for row in rows}
    assert found["Sở Nội vụ tỉnh Gia Lai"] == ("whole", True)
    assert found[health.name] == ("part", True)
    assert found["Sở Giáo dục và Đào tạo"] == ("part", False), "no fact names that department: its row is not made"
    assert all(row["changed_on"] == "2025-02-20" and row["changed_until"] == "2025-03-01" and row["source"] for row in rows)


def test_a_regional_agency_is_named_without_a_link(organizations: Organizations) -> None:
    unit = organizations.find("Cục Thuế tỉnh Gia Lai", None, "2024-01-01")
    organizations.complete()
    (row,) = [row for row in organizations.successor_rows() if row["organization"] == unit.id]
    assert (row["name"], row["successor"], row["part"]) == ("Chi cục Thuế khu vực", None, "whole")


# -- the vocabulary agrees with itself -----------------------------------------------------------------------------


def test_a_body_becomes_one_whole_body_at_a_time() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for change in changes():
        if change.part == "whole" and not change.goes_on:
            key = (change.before, change.level, change.place, change.changed_on)
            assert seen.setdefault(key, change.after) == change.after, key


def test_changes_lie_within_the_days_of_the_vocabulary() -> None:
    """departments.csv and organization_kinds.csv give the earliest and latest day anywhere, changes those of each merger."""
    days = {(f"{r['head']} {r['name']}", r["level"]): (r["valid_from"], r["valid_to"]) for r in table("departments")}
    days |= {(r["normal"], ""): (r["valid_from"], r["valid_to"]) for r in table("organization_kinds")}
    wrong = []
    for change in changes():
        _, last = days.get((change.before, change.level), days.get((change.before, ""), ("", "")))
        first, _ = days.get((change.after, change.after_level), days.get((change.after, ""), ("", "")))
        until = change.changed_until
        if change.before_ends and last and until and date.fromisoformat(last) < date.fromisoformat(until) - timedelta(days=1):
            wrong.append((change.before, last, until))
        if change.after_begins and first and first > change.changed_on:
            wrong.append((change.after, first, change.changed_on))
    assert not wrong


def test_every_name_of_changes_and_parents_is_an_official_one() -> None:
    names = {c.before for c in changes()} | {c.after for c in changes() if c.after_level != "region"}
    names |= {r["name"] for r in table("organization_parents")} | {r["parent"] for r in table("organization_parents")}
    unread = {n: parse_name(n).name for n in names - {"", "{party}"} if parse_name(n).name != n or parse_name(n).kind is None}
    assert not unread


# -- the database answers ------------------------------------------------------------------------------------------

# (published, sentence, name, title, organisation)
PEOPLE = [
    ("2024-03-01", "Ông Trần Văn Một, Giám đốc Sở Kế hoạch và Đầu tư tỉnh Gia Lai dự.", "Trần Văn Một", "Giám đốc",
     "Sở Kế hoạch và Đầu tư tỉnh Gia Lai"),
    ("2024-09-01", "Ông Trần Văn Một, Giám đốc Sở KH&ĐT tỉnh Gia Lai nói.", "Trần Văn Một", "Giám đốc",
     "Sở KH&ĐT tỉnh Gia Lai"),
    ("2025-04-01", "Bà Lê Thị Hai, Giám đốc Sở Tài chính tỉnh Gia Lai chủ trì.", "Lê Thị Hai", "Giám đốc",
     "Sở Tài chính tỉnh Gia Lai"),
    ("2025-09-01", "Bà Lê Thị Hai, Giám đốc Sở Tài chính tỉnh Gia Lai kết luận.", "Lê Thị Hai", "Giám đốc",
     "Sở Tài chính tỉnh Gia Lai"),
    ("2024-05-01", "Ông Võ Ba, Trưởng phòng Nội vụ huyện Chư Sê dự.", "Võ Ba", "Trưởng phòng", "Phòng Nội vụ huyện Chư Sê"),
]  # fmt: skip


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    directory = tmp_path_factory.mktemp("organizations")
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for number, (day, body, name, title, organization) in enumerate(PEOPLE):
        url = f"http://gialai.chiso.test/tin/{number}.html"
        portal = {"id": "gialai", "place": "tỉnh Gia Lai", "province": None}
        article = {"url": url, "title": f"Tin {number}", "published_at": f"{day}T08:00:00+07:00", "body": body, "portal": portal}
        who = official(span(body, body), name, title, organization)
        pairs.append((article, EMPTY | {"url": url, "officials": [who], "issues": []}))
    write_data(directory, pairs)
    build(directory, directory / "chiso.db")
    connection = sqlite3.connect(directory / "chiso.db")
    yield connection
    connection.close()


_LINE = """
WITH RECURSIVE line(id) AS (
  SELECT id FROM organizations WHERE name = 'Sở Kế hoạch và Đầu tư tỉnh Gia Lai'
  UNION SELECT s.successor FROM line l JOIN organization_successors s ON s.organization = l.id
  WHERE s.part = 'whole' AND s.successor IS NOT NULL)
"""


def test_heads_of_a_department_across_its_merger(db: sqlite3.Connection) -> None:
    query = """
    SELECT o.name, p.name, o.province_2025, t.first_seen, t.last_seen
    FROM line l JOIN organizations o ON o.id = l.id JOIN posts q ON q.organization = o.id AND q.title = 'Giám đốc'
    JOIN tenures t ON t.post = q.id JOIN people p ON p.id = t.person ORDER BY t.first_seen
    """
    assert db.execute(_LINE + query).fetchall() == [
        ("Sở Kế hoạch và Đầu tư tỉnh Gia Lai", "Trần Văn Một", "tỉnh Gia Lai", "2024-03-01", "2024-09-01"),
        ("Sở Tài chính tỉnh Gia Lai", "Lê Thị Hai", "tỉnh Gia Lai", "2025-04-01", "2025-04-01"),
        ("Sở Tài chính tỉnh Gia Lai", "Lê Thị Hai", "tỉnh Gia Lai", "2025-09-01", "2025-09-01"),
    ]


@pytest.mark.parametrize(
    ("day", "head"), [("2024-06-01", "Trần Văn Một"), ("2025-05-01", "Lê Thị Hai"), ("2025-10-01", "Lê Thị Hai")]
)
def test_head_of_a_department_at_a_date(db: sqlite3.Connection, day: str, head: str) -> None:
    query = """
    SELECT p.name FROM line l JOIN organizations o ON o.id = l.id JOIN posts q ON q.organization = o.id AND q.title = 'Giám đốc'
    JOIN tenures t ON t.post = q.id JOIN people p ON p.id = t.person
    WHERE coalesce(o.valid_from, '') <= :day AND :day <= coalesce(o.valid_to, '9999') AND t.first_seen <= :day
    ORDER BY t.first_seen DESC LIMIT 1
    """
    assert db.execute(_LINE + query, {"day": day}).fetchall() == [(head,)]


def test_all_units_below_a_peoples_committee(db: sqlite3.Connection) -> None:
    query = """
    WITH RECURSIVE below(id) AS (
      SELECT id FROM organizations WHERE name = 'Ủy ban nhân dân tỉnh Gia Lai' AND valid_to = '2025-06-30'
      UNION SELECT o.id FROM below b JOIN organizations o ON o.parent = b.id)
    SELECT o.name FROM below b JOIN organizations o ON o.id = b.id ORDER BY o.name
    """
    assert [name for (name,) in db.execute(query)] == [
        "Phòng Nội vụ huyện Chư Sê",
        "Sở Kế hoạch và Đầu tư tỉnh Gia Lai",
        "Sở Tài chính tỉnh Gia Lai",
        "Ủy ban nhân dân huyện Chư Sê",
        "Ủy ban nhân dân tỉnh Gia Lai",
    ]


def test_what_became_of_a_department_with_its_source(db: sqlite3.Connection) -> None:
    query = """
    SELECT s.name, s.part, s.changed_on, s.changed_until, s.source FROM organizations o
    JOIN organization_successors s ON s.organization = o.id WHERE o.name = 'Sở Kế hoạch và Đầu tư tỉnh Gia Lai'
    """
    (row,) = db.execute(query).fetchall()
    assert row[:4] == ("Sở Tài chính tỉnh Gia Lai", "whole", "2025-02-20", "2025-03-01")
    assert row[4].startswith("Nghị định 45/2025/NĐ-CP")
