"""extract.knowledge: how long organisations existed, what became of them, and the database that answers it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from load_fixture import EMPTY, official, span, write_data

from core.vocabulary import table
from extract.database.load import build
from extract.knowledge.organization_history import changes
from extract.knowledge.organization_names import parse_name
from extract.knowledge.organizations import Organizations
from extract.knowledge.setting import Setting

LD = "Lao động - Thương binh và Xã hội"
HCM = "thành phố Hồ Chí Minh"


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
    unit = organizations.find(name, None, day, Setting(province="tỉnh Gia Lai"))
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
    unit = organizations.find(name, None, day, Setting(province="tỉnh Gia Lai"))
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
    assert found["Sở Giáo dục và Đào tạo tỉnh Gia Lai"] == ("part", False), "no fact names that department: its row is not made"
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
