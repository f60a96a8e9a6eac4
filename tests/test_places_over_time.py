"""Places over time: which unit became which and when, asked of a built database in SQL; and the committed tables are what
bench.places makes. Numbers of units by day are those that the statistics office published."""

from __future__ import annotations

import csv
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.places.__main__ import make
from core.places import gazetteer
from core.vocabulary import VOCAB_DIR, table
from extract.database.errors import BuildError
from extract.database.inputs import stable_id
from extract.database.load import build
from extract.database.vocabulary import read_names
from tests.load_fixture import write_sample

# Rows of the gazetteer that are units: not names that articles add, not former spellings.
_VIEWS = """
CREATE TEMP VIEW units AS SELECT * FROM places WHERE id LIKE 'vn-%' AND same_as IS NULL;
CREATE TEMP VIEW reform AS
  SELECT o.id AS old, n.id AS new, s.part, s.doubt FROM place_successors s
  JOIN units o ON o.id = s.place JOIN units n ON n.id = s.successor
  WHERE s.changed_on = '2025-07-01' AND o.valid_to = '2025-06-30' AND n.level = 'commune' AND n.valid_from = '2025-07-01';
"""
# Name, its district or province, and what it became (each with the day), down to July 2025.
CHAINS = [
    ("phường Tây Sơn", "thành phố Pleiku", {("phường Pleiku", "2025-07-01")}),
    ("phường Dương Đông", "thành phố Phú Quốc", {("đặc khu Phú Quốc", "2025-07-01")}),
    ("xã Ngũ Phụng", "huyện Phú Quí", {("đặc khu Phú Quý", "2025-07-01")}),
    ("huyện Côn Đảo", "tỉnh Bà Rịa - Vũng Tàu", {("đặc khu Côn Đảo", "2025-07-01")}),
    ("huyện Lý Sơn", "tỉnh Quảng Ngãi", {("đặc khu Lý Sơn", "2025-07-01")}),
    ("quận 2", "thành phố Hồ Chí Minh", {("thành phố Thủ Đức", "2021-01-01")}),
    ("quận Thủ Đức", "thành phố Hồ Chí Minh", {("thành phố Thủ Đức", "2021-01-01")}),
    ("huyện Tân Thành", "tỉnh Bà Rịa - Vũng Tàu", {("thị xã Phú Mỹ", "2018-04-12"), ("thành phố Phú Mỹ", "2025-03-01")}),
    ("huyện Nam Đông", "tỉnh Thừa Thiên Huế", {("huyện Phú Lộc", "2025-01-01")}),
    ("thành phố Huế", "tỉnh Thừa Thiên Huế", {("quận Phú Xuân", "2025-01-01"), ("quận Thuận Hóa", "2025-01-01")}),
    ("huyện Thủy Nguyên", "thành phố Hải Phòng", {("thành phố Thủy Nguyên", "2025-01-01")}),
    ("huyện Yên Hưng", "tỉnh Quảng Ninh", {("thị xã Quảng Yên", "2011-11-25")}),
    ("huyện Phục Hòa", "tỉnh Cao Bằng", {("huyện Quảng Hòa", "2020-03-01")}),
    ("thành phố Pleiku", "tỉnh Gia Lai", set()),
    ("phường Trung Tự", "quận Đống Đa", {
        ("phường Kim Liên", "2025-01-01"), ("phường Phương Liên Trung Tự", "2025-01-01"),
        ("phường Kim Liên", "2025-07-01"), ("phường Văn Miếu - Quốc Tử Giám", "2025-07-01"),
    }),
    ("xã Hương Thọ", "thành phố Huế", {("phường Long Hồ", "2025-01-01"), ("phường Kim Long", "2025-07-01")}),
    ("xã Hải Hòa", "huyện Tĩnh Gia", {
        ("thị trấn Tĩnh Gia", "2019-12-01"), ("phường Hải Hòa", "2020-06-01"), ("phường Tĩnh Gia", "2025-07-01"),
    }),
    ("xã Hoằng Anh", "thành phố Thanh Hóa", {
        ("xã Long Anh", "2019-12-01"), ("phường Long Anh", "2021-02-01"), ("phường Nguyệt Viên", "2025-07-01"),
    }),
    ("phường 6", "quận 3", {("phường Võ Thị Sáu", "2021-01-01"), ("phường Xuân Hòa", "2025-07-01")}),
    ("xã An Vĩnh", "huyện Lý Sơn", {("huyện Lý Sơn", "2020-02-01"), ("đặc khu Lý Sơn", "2025-07-01")}),
    ("xã Quế Trung", "huyện Nông Sơn", {("thị trấn Trung Phước", "2023-04-10"), ("xã Nông Sơn", "2025-07-01")}),
]  # fmt: skip
# Day -> provinces, districts, communes (None: changes of communes before October 2019 are not recorded).
COUNTS = {
    "2010-01-01": (63, 697, None),
    "2013-12-31": (63, 708, None),
    "2015-06-01": (63, 713, None),
    "2019-10-06": (63, 713, 11_160),
    "2019-12-31": (63, 713, None),
    "2020-03-01": (63, 707, 10_614),
    "2021-01-01": (63, 705, 10_603),
    "2021-07-01": (63, 705, 10_599),
    "2022-12-31": (63, 705, 10_599),
    "2023-04-10": (63, 705, 10_598),
    "2024-02-01": (63, 705, 10_597),
    "2024-05-01": (63, 705, 10_595),
    "2025-02-01": (63, 696, 10_035),
    "2025-06-30": (63, 696, 10_035),
    "2025-07-01": (34, 0, 3_321),
}
COMMUNES_2025 = (
    "Hà Nội 126, Huế 40, Quảng Ninh 54, Cao Bằng 56, Lạng Sơn 65, Lai Châu 38, Điện Biên 45, Sơn La 75, Thanh Hóa 166, "
    "Nghệ An 130, Hà Tĩnh 69, Tuyên Quang 124, Lào Cai 99, Thái Nguyên 92, Phú Thọ 148, Bắc Ninh 99, Hưng Yên 104, "
    "Hải Phòng 114, Ninh Bình 129, Quảng Trị 78, Đà Nẵng 94, Quảng Ngãi 96, Gia Lai 135, Khánh Hòa 65, Lâm Đồng 124, "
    "Đắk Lắk 102, Hồ Chí Minh 168, Đồng Nai 95, Tây Ninh 96, Cần Thơ 103, Vĩnh Long 124, Đồng Tháp 102, Cà Mau 64, An Giang 102"
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    directory = tmp_path_factory.mktemp("places")
    build(write_sample(directory), directory / "chiso.db")
    connection = sqlite3.connect(directory / "chiso.db")
    connection.executescript(_VIEWS)
    yield connection
    connection.close()


def test_every_commune_of_june_2025_has_its_new_ones(db: sqlite3.Connection) -> None:
    """471 communes were divided; the package that says so took 31 parts of namesakes for theirs (`doubt`)."""
    rows = db.execute(
        """SELECT o.id, count(r.new), count(r.new) FILTER (WHERE r.doubt IS NULL), min(r.part), max(r.part)
           FROM units o LEFT JOIN reform r ON r.old = o.id
           WHERE o.level = 'commune' AND o.valid_to = '2025-06-30' GROUP BY o.id"""
    ).fetchall()
    assert len(rows) == 10_035
    assert min(sure for _, _, sure, _, _ in rows) == 1
    assert sum(count > 1 for _, count, _, _, _ in rows) == 471
    assert sum(count - sure for _, count, sure, _, _ in rows) == 31
    assert all(low == high == ("part" if count > 1 else "whole") for _, count, _, low, high in rows)


def test_every_new_commune_comes_from_one_old_province(db: sqlite3.Connection) -> None:
    rows = db.execute(
        """SELECT n.id, count(DISTINCT o.province), count(DISTINCT o.province_2025), min(o.province_2025) = n.province
           FROM units n LEFT JOIN reform r ON r.new = n.id AND r.doubt IS NULL LEFT JOIN units o ON o.id = r.old
           WHERE n.level = 'commune' AND n.valid_from = '2025-07-01' GROUP BY n.id"""
    ).fetchall()
    assert len(rows) == 3_321
    assert {row[1:] for row in rows} == {(1, 1, 1)}


def test_communes_by_province_since_july_2025(db: sqlite3.Connection) -> None:
    rows = db.execute(
        """SELECT p.name, count(*) FROM units n JOIN units p ON p.id = n.parent
           WHERE n.level = 'commune' AND n.valid_from = '2025-07-01' AND p.level = 'province' AND p.valid_to IS NULL
           GROUP BY p.id"""
    ).fetchall()
    stated = {part.rsplit(" ", 1)[0]: int(part.rsplit(" ", 1)[1]) for part in COMMUNES_2025.split(", ")}
    assert {name.removeprefix("tỉnh ").removeprefix("thành phố "): count for name, count in rows} == stated
    assert (len(stated), sum(stated.values())) == (34, 3_321)


@pytest.mark.parametrize("day", COUNTS)
def test_numbers_of_units_by_day(db: sqlite3.Connection, day: str) -> None:
    found = dict(
        db.execute(
            """SELECT level, count(*) FROM units
               WHERE coalesce(valid_from, '') <= ? AND ? <= coalesce(valid_to, '9') GROUP BY level""",
            (day, day),
        )
    )
    expected = dict(zip(("province", "district", "commune"), COUNTS[day], strict=True))
    assert {level: found.get(level, 0) for level, count in expected.items() if count is not None} == {
        level: count for level, count in expected.items() if count is not None
    }


@pytest.mark.parametrize(("name", "within", "became"), CHAINS)
def test_what_a_unit_became(db: sqlite3.Connection, name: str, within: str, became: set[tuple[str, str]]) -> None:
    rows = db.execute(
        """WITH RECURSIVE chain(id, name, day) AS (
             SELECT o.id, NULL, NULL FROM units o JOIN units p ON p.id = o.parent WHERE o.name = ? AND p.name = ?
             UNION
             SELECT n.id, n.name, s.changed_on
             FROM chain c JOIN place_successors s ON s.place = c.id JOIN places n ON n.id = s.successor WHERE s.doubt IS NULL)
           SELECT name, day FROM chain WHERE name IS NOT NULL""",
        (name, within),
    ).fetchall()
    assert set(rows) == became


def test_successors_begin_where_a_unit_ends(db: sqlite3.Connection) -> None:
    """A unit ends on the day before the change, its successor exists on it; every former spelling leads to its unit."""
    wrong = db.execute(
        """SELECT s.id FROM place_successors s JOIN places o ON o.id = s.place JOIN places n ON n.id = s.successor
           WHERE (o.same_as IS NULL) <> (s.changed_on IS NOT NULL)
              OR (o.same_as IS NULL AND (date(o.valid_to, '+1 day') <> s.changed_on
                 OR coalesce(n.valid_from, '') > s.changed_on OR s.changed_on > coalesce(n.valid_to, '9')))
              OR (o.same_as IS NOT NULL AND o.same_as <> n.id)"""
    ).fetchall()
    assert wrong == []
    ended = db.execute("SELECT count(*) FROM units WHERE level = 'district' AND valid_to = '2025-06-30'").fetchone()
    kept = db.execute(
        """SELECT DISTINCT o.name FROM place_successors s JOIN units o ON o.id = s.place
           WHERE o.level = 'district' AND o.valid_to = '2025-06-30'"""
    ).fetchall()
    assert ended == (696,)
    assert {name for (name,) in kept} == {"huyện Bạch Long Vĩ", "huyện Cồn Cỏ", "huyện Hoàng Sa", "huyện Lý Sơn", "huyện Côn Đảo"}


def test_no_last_day_is_a_guess(db: sqlite3.Connection) -> None:
    """Only former spellings end on the latest day possible; of the communes that ended before, five have no known heir."""
    assert db.execute("SELECT count(*) FROM units WHERE valid_to_precision = 'latest'").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM places WHERE same_as IS NOT NULL AND valid_to_precision IS NULL").fetchone() == (0,)
    lost = db.execute(
        """SELECT o.name FROM units o LEFT JOIN place_successors s ON s.place = o.id
           WHERE o.level <> 'district' AND o.valid_to IS NOT NULL AND s.id IS NULL ORDER BY o.name"""
    ).fetchall()
    assert [name for (name,) in lost] == ["xã Cam Thanh", "xã Chư Jôr", "xã Phú An Hòa", "xã Phúc Thành A", "xã Tiền Tiến"]


def test_provinces_are_in_step_with_province_successors(db: sqlite3.Connection) -> None:
    rows = db.execute(
        """SELECT o.name, n.name FROM place_successors s JOIN units o ON o.id = s.place JOIN units n ON n.id = s.successor
           WHERE o.level = 'province'"""
    ).fetchall()
    stays = {full for _, full in _provinces() if full in {old for old, _ in _provinces()}}
    assert {*rows, *((full, full) for full in stays if full not in dict(rows))} == set(_provinces())


def _provinces() -> list[tuple[str, str]]:
    return [(row["old"], row["new"]) for row in table("province_successors")]


@pytest.mark.parametrize(
    ("commune", "district"),
    [
        ("xã Kỳ Bắc", "huyện Kỳ Anh"),
        ("phường Kỳ Liên", "thị xã Kỳ Anh"),
        ("xã Gáo Giồng", "huyện Cao Lãnh"),
        ("phường Hòa Thuận", "thành phố Cao Lãnh"),
        ("xã Thường Lạc", "huyện Hồng Ngự"),
    ],
)
def test_a_commune_lies_in_the_district_of_the_right_type(commune: str, district: str) -> None:
    known = gazetteer()
    found = {known.by_id[p.parent].full for p in known.places if p.full == commune and p.valid_to == "2025-06-30"}
    assert district in found


def test_the_committed_tables_are_what_is_made() -> None:
    for name, content in make().items():
        assert (VOCAB_DIR / name).read_text(encoding="utf-8") == content, f"{name}: run python -m bench.places"


def test_ids_never_change() -> None:
    """A hash of all ids. Where rows were added, see that none is gone (`git diff`), then renew it."""
    ids = sorted(row["id"] for row in table("places"))
    assert len(ids) == len(set(ids)) == 16_537
    assert hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16] == "07c1748c60f5ed27"
    assert all(row["id"] == stable_id("place_successor", row["place"], row["successor"]) for row in table("place_successors"))


def test_every_change_cites_a_resolution_and_where_it_was_confirmed() -> None:
    """The register gives the day in force, until 2015 the day after signing; a day that differs has an address, too."""
    for row in table("place_changes"):
        first, places = date.fromisoformat(row["first_day"]), row.items_of("confirmed")
        registered = {part.removeprefix("nso:") for part in places if part.startswith("nso:")}
        near = {str(first), str(first + timedelta(days=1))} if first.year < 2016 else {str(first)}
        assert row["resolution"] and len(registered) == 1, row
        assert registered <= near or any(part.startswith("http") for part in places), row
        assert not row["signed_on"] or row["signed_on"] <= row["first_day"], row


def test_communes_of_2019_to_2022_end_once_and_say_what_tells_their_successor() -> None:
    """The register tells that a commune ended; numbers, former names, the name or a page tell what it became."""
    told: dict[str, set[str]] = {}
    for row in table("commune_changes"):
        places = row.items_of("confirmed")
        assert places[:2] == ("register", f"nso:{row['first_day']}"), row
        assert bool(row["after"]) == bool(places[2:]), row
        assert all(part in ("number", "vietnamadminunits", "name") or part.startswith("http") for part in places[2:]), row
        assert not row["signed_on"] or row["signed_on"] <= row["first_day"], row
        for id_ in row.items_of("before"):
            told.setdefault(id_, set()).add(row["first_day"])
    assert {len(days) for days in told.values()} == {1}
    assert not told.keys() & {id_ for row in table("place_changes") for id_ in row.items_of("before")}


def test_a_successor_without_a_place_stops_the_build(tmp_path: Path) -> None:
    shutil.copytree(VOCAB_DIR, tmp_path / "vocab")
    file = tmp_path / "vocab" / "place_successors.csv"
    lines = len(file.read_text(encoding="utf-8").splitlines())
    with file.open("a", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerow(["x", "vn-c-nowhere", "vn-p-hue", "whole", "2025-07-01", "x", ""])
    with pytest.raises(BuildError, match=rf"place_successors.csv:{lines + 1}: place 'vn-c-nowhere' is not in places.csv"):
        read_names(tmp_path / "vocab")
