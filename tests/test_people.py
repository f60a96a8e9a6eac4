"""extract.knowledge.persons.people and same_person: which mentions of a name are one person, why, and who headed a body when."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from extract.database.load import Inputs, build
from extract.database.verify import verify
from extract.knowledge.lineage import Lineage
from extract.knowledge.persons.person_rules import RULES
from tests.few_places import few_places
from tests.load_fixture import EMPTY, span, write_data

DOCS = Path(__file__).resolve().parents[1] / "docs" / "data.md"
HEAD = "Giám đốc@Sở Nội vụ tỉnh Gia Lai"
DEPUTY = "Phó Giám đốc@Sở Nội vụ tỉnh Gia Lai"
VICE_CHAIR = "Phó Chủ tịch@Ủy ban nhân dân tỉnh Gia Lai"
SECRETARY = "Bí thư@Tỉnh ủy Gia Lai"
SEAT = "Tỉnh ủy viên@Tỉnh ủy Gia Lai"
ELSEWHERE = "Giám đốc@Sở Nội vụ tỉnh Hà Tĩnh"
DISTRICT = "Bí thư@Huyện ủy Chư Sê"
PLANNING, FINANCE = "Giám đốc@Sở Kế hoạch và Đầu tư tỉnh Gia Lai", "Giám đốc@Sở Tài chính tỉnh Gia Lai"
CHAIR = "Chủ tịch@Ủy ban nhân dân huyện Chư Sê"
# Name of the case; mentions of one name as (day, posts; `-` former, `+` new); the people (equal letters are one); the
# rules of the joinings in order of their mentions.
CASES: list[tuple[str, list[tuple[str, str]], str, str]] = [
    ("one post within a term", [("2020-01-10", HEAD), ("2023-05-01", HEAD)], "aa", "same_post"),
    ("one post, twelve years of silence", [("2010-01-10", HEAD), ("2022-01-10", HEAD)], "ab", ""),
    (
        "one post over twelve years, named in between",
        [("2010-01-10", HEAD), ("2014-01-10", HEAD), ("2018-01-10", HEAD), ("2022-01-10", HEAD)],
        "aaaa",
        "same_post same_post same_post",
    ),
    ("one post in two provinces", [("2020-01-10", HEAD), ("2020-03-01", ELSEWHERE)], "ab", ""),
    ("deputy, then head", [("2019-01-10", DEPUTY), ("2023-05-01", HEAD)], "aa", "rise"),
    ("head, soon after deputy", [("2019-01-10", HEAD), ("2021-01-10", DEPUTY)], "aa", "same_body"),
    ("head, long after deputy", [("2019-01-10", HEAD), ("2023-01-10", DEPUTY)], "ab", ""),
    (
        "two posts in one district",
        [("2021-01-10", DISTRICT), ("2022-05-01", "Chủ tịch@Ủy ban nhân dân huyện Chư Sê")],
        "aa",
        "same_locality",
    ),
    ("districts of one name that nobody located", [("2021-01-10", "Bí thư@Huyện ủy Châu Thành")] * 2, "ab", ""),
    ("titles without a body", [("2021-01-10", "Chủ tịch"), ("2021-01-11", "Chủ tịch")], "ab", ""),
    ("formerly in the post", [("2010-01-10", HEAD), ("2022-01-10", f"-nguyên {HEAD}")], "aa", "former_post"),
    ("formerly, long after", [("2000-01-10", HEAD), ("2022-01-10", f"-{HEAD}")], "ab", ""),
    ("formerly, then again in the post", [("2021-01-10", f"-{HEAD}"), ("2022-01-10", HEAD)], "ab", ""),
    (
        "formerly, of two who held it the later",
        [("2010-01-10", HEAD), ("2021-01-10", HEAD), ("2022-01-10", f"-{HEAD}")],
        "abb",
        "former_post",
    ),
    ("leaders of a province", [("2020-01-10", VICE_CHAIR), ("2024-01-10", SECRETARY)], "aa", "province_leaders"),
    ("head of a department, then vice-chair", [("2020-01-10", HEAD), ("2022-01-10", VICE_CHAIR)], "aa", "province_heads"),
    ("deputy of a department, then vice-chair", [("2020-01-10", DEPUTY), ("2020-02-10", VICE_CHAIR)], "ab", ""),
    ("a seat in the party committee", [("2020-01-10", SEAT), ("2021-01-10", HEAD)], "aa", "party_seat"),
    ("a seat, and a deputy", [("2020-01-10", SEAT), ("2020-01-12", DEPUTY)], "ab", ""),
    ("one ministry", [("2020-01-10", "Thứ trưởng@Bộ Nội vụ"), ("2022-01-10", "Bộ trưởng@Bộ Nội vụ")], "aa", "same_body"),
    ("two ministries", [("2020-01-10", "Thứ trưởng@Bộ Nội vụ"), ("2020-02-10", "Thứ trưởng@Bộ Tư pháp")], "ab", ""),
    (
        "the province of old, and that of today",
        [("2024-01-10", "Giám đốc@Sở Nội vụ tỉnh Bình Định"), ("2025-09-10", HEAD)],
        "aa",
        "same_post",
    ),
    (
        "two provinces that only later were one",
        [("2023-01-10", "Giám đốc@Sở Nội vụ tỉnh Bình Định"), ("2024-01-10", HEAD)],
        "ab",
        "",
    ),
    ("one body through the reform", [("2024-01-10", VICE_CHAIR), ("2025-10-10", VICE_CHAIR)], "aa", "same_post"),
    ("two are one by an article that names both posts", [("2020-01-10", DISTRICT), ("2021-01-10", HEAD),
                                                        ("2021-06-10", f"-{DISTRICT};+{HEAD}")], "aaa", "same_post"),
    (
        "a move to another province, and a namesake who stayed",
        [("2020-01-10", HEAD), ("2021-01-10", f"{HEAD};+{ELSEWHERE}"), ("2021-06-10", ELSEWHERE), ("2021-12-10", HEAD)],
        "aaab",
        "same_post same_post",
    ),
    ("one person in two posts at once", [("2020-01-10", f"{SECRETARY};{DISTRICT}"), ("2020-02-10", DISTRICT)], "aa", "same_post"),
    (
        "two bodies that only later were one",
        [("2024-01-10", f"Phó {PLANNING}"), ("2024-01-12", f"Phó {FINANCE}")],
        "ab",
        "",
    ),
    (
        "a department, and the one that took it over",
        [("2024-01-10", PLANNING), ("2025-04-12", FINANCE)],
        "aa",
        "same_post",
    ),
    (
        "heads of one name in two provinces that became one",
        [("2024-01-10", HEAD), ("2024-03-10", "Giám đốc@Sở Nội vụ tỉnh Bình Định"), ("2025-09-10", HEAD), ("2026-01-10", HEAD)],
        "abcc",
        "same_post",
    ),
    ("two of one name in one article", [("2023-01-10", HEAD), ("2023-02-10", f"{HEAD};{CHAIR}"), ("2023-03-10", CHAIR)],
     "abc", ""),
    ("named with the old post and the new", [("2023-01-10", HEAD), ("2023-02-10", f"{HEAD};+{CHAIR}"), ("2023-03-10", CHAIR)],
     "aaa", "same_post same_post"),
    ("vice-chair of the province and head of a department", [("2023-01-10", HEAD), ("2023-02-10", f"{HEAD};{VICE_CHAIR}")],
     "aa", "same_post"),
    ("no date, no period", [("2020-01-10", HEAD), ("", HEAD)], "ab", ""),
]  # fmt: skip


def name_of(case: int) -> str:
    return f"Đỗ {'ABCDĐEGHIKLMNOPQRSTUVXYZ'[case // 20]}ân {'BCDĐGHKLMNPQRSTVXZÂÔ'[case % 20]}inh"


def position(text: str) -> dict[str, Any]:
    status = {"-": "former", "+": "new"}.get(text[0], "current")
    title, _, organization = text.lstrip("-+").partition("@")
    return {"title": title, "organization": organization or None, "status": status}


def made(key: str, day: str, name: str, posts: str, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """An article of a newspaper that names one official."""
    body = f"{name} dự hội nghị. " + " ".join(f"chuyen{key}x{n}" for n in range(60))
    url = f"http://bao.chiso.test/{key}"
    when = f"{day}T08:00:00+07:00" if day else None
    article = {"url": url, "title": f"Tin {key}", "published_at": when, "body": body, "portal": {"id": "bao"}}
    official = {"name": name, "positions": [position(p) for p in posts.split(";")], "roles": [], "evidence": span(body, name)}
    return article | more, EMPTY | {"url": url, "officials": [official], "issues": []}


def query(database: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(sql, values)]
    finally:
        db.close()


def build_made(data: Path, pairs: list[tuple[dict[str, Any], dict[str, Any]]], **decisions: str) -> Path:
    write_data(data, pairs)
    (data / "decisions").mkdir(exist_ok=True)
    for name, text in decisions.items():
        (data / "decisions" / f"{name}.csv").write_text(text, encoding="utf-8")
    build(data, data / "chiso.db", Inputs(data, decisions=data / "decisions", vocabulary=few_places()))
    return data / "chiso.db"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All cases in one database, each under a name of its own."""
    pairs = [made(f"{c}-{n}", day, name_of(c), posts) for c, case in enumerate(CASES) for n, (day, posts) in enumerate(case[1])]
    found = build_made(tmp_path_factory.mktemp("people"), pairs)
    assert verify(found).problems == ()
    return found


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case[0] for case in CASES])
def test_who_is_one_person(database: Path, number: int) -> None:
    _, mentions, expected, rules = CASES[number]
    sql = """SELECT o.id, o.person, a.url FROM officials o JOIN facts f ON f.id = o.id
             JOIN articles a ON a.version = f.article_version WHERE o.name = ?"""
    rows = {row["url"].rpartition("-")[2]: row for row in query(database, sql, name_of(number))}
    people = [rows[str(n)]["person"] for n in range(len(mentions))]
    letters: dict[str, str] = {}
    assert "".join(letters.setdefault(person, "abcdef"[len(letters)]) for person in people) == expected
    joined = {row["fact"]: row for row in query(database, "SELECT * FROM merges WHERE person IS NULL")}
    order = [rows[str(n)]["id"] for n in range(len(mentions))]
    found = [joined[fact] for fact in order if fact in joined]
    assert " ".join(row["rule"] for row in found) == rules
    assert all(row["other_fact"] in order and row["into_person"] in people for row in found)


def test_what_stays_apart_in_doubt_is_an_issue(database: Path) -> None:
    rows = query(database, "SELECT rule, quote, message FROM issues WHERE rule LIKE 'people.%' ORDER BY rule")
    assert [row["rule"] for row in rows] == ["people.clashing_posts", "people.two_fit"]
    doubted = [n for n, case in enumerate(CASES) if case[0].startswith(("two of one name", "heads of one name"))]
    assert {row["message"].split(": ")[0] for row in rows} == {name_of(n) for n in doubted} == {row["quote"] for row in rows}


def test_every_joining_is_a_row_with_its_reason(database: Path) -> None:
    joinings = len(query(database, "SELECT id FROM officials")) - len(query(database, "SELECT id FROM people"))
    rows = query(database, "SELECT * FROM merges")
    assert len(rows) == joinings + len([row for row in rows if row["person"]]) - 1, "one more where two people became one"
    assert {(row["how"], row["action"], row["decided_by"]) for row in rows} == {("automatic", "merge", None)}
    number = next(n for n, case in enumerate(CASES) if case[0] == "deputy, then head")
    (row,) = query(database, "SELECT m.* FROM merges m JOIN people p ON p.id = m.into_person WHERE p.name = ?", name_of(number))
    assert row["reason"] == (
        "Phó Giám đốc, Sở Nội vụ tỉnh Gia Lai (2019-01-10); Giám đốc, Sở Nội vụ tỉnh Gia Lai (2023-05-01): "
        "from deputy to head in one body, 1572 days apart"
    )


def test_two_who_become_one_leave_the_id_of_the_later(database: Path) -> None:
    (row,) = query(database, "SELECT * FROM merges WHERE person IS NOT NULL")
    assert row["rule"] == "former_post"
    assert query(database, "SELECT id FROM people WHERE id = ?", row["person"]) == []
    assert len(query(database, "SELECT id FROM people WHERE id = ?", row["into_person"])) == 1


def test_the_documented_rules_are_those_of_the_code() -> None:
    documented = re.findall(r"^\| `(\w+)` \|.*\| ([0-9]+|any) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert documented == [("same_story", "any")] + [(rule.id, str(rule.days // 365)) for rule in RULES]


def head_at() -> str:
    """The query of docs/data.md: who headed a body on a day."""
    found = re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return next(sql for sql in found if "FROM tenures" in sql)


@pytest.mark.parametrize(
    ("day", "name", "certain"),
    [
        ("2020-06-01", "Vũ Thị Mận", 1),
        ("2021-06-01", "Vũ Thị Mận", 0),
        ("2023-01-01", "Bùi Văn Đào", 0),
        ("2023-06-01", "Bùi Văn Đào", 1),
        ("2030-01-01", "Bùi Văn Đào", 0),
    ],
)
def test_head_of_a_body_at_a_date(tmp_path: Path, day: str, name: str, certain: int) -> None:
    pairs = [
        made("1", "2020-01-10", "Vũ Thị Mận", HEAD),
        made("2", "2021-01-10", "Vũ Thị Mận", HEAD),
        made("3", "2023-03-10", "Bùi Văn Đào", HEAD),
        made("4", "2024-03-10", "Bùi Văn Đào", HEAD),
        made("5", "2024-04-10", "Vũ Thị Mận", f"-nguyên {HEAD}"),
        made("6", "2020-06-01", "Hồ Văn Mơ", DEPUTY),
        made("7", "2020-06-01", "Hồ Văn Mít", ELSEWHERE),
    ]
    database = build_made(tmp_path, pairs)
    rows = query(database, head_at().replace("'2024-06-01'", "?"), *([day] * head_at().count("'2024-06-01'")))
    assert (rows[0]["name"], rows[0]["within"]) == (name, certain)


def test_ids_follow_from_the_earliest_mention(tmp_path: Path) -> None:
    first = made("1", "2020-01-10", "Vũ Thị Mận", HEAD)
    later = [
        made("2", "2019-06-10", "Vũ Thị Mận", DEPUTY),
        made("3", "2022-01-10", "Vũ Thị Mận", ELSEWHERE),
        made("4", "2022-01-10", "Vũ Thị Mận", "Chủ tịch@Ủy ban nhân dân xã Ia Pal huyện Chư Sê"),
        made("5", "2022-06-10", "Vũ Thị Mận", HEAD),
    ]
    before = query(build_made(tmp_path / "a", [first]), "SELECT id FROM people")
    after = query(
        build_made(tmp_path / "b", [first, *later]), "SELECT person FROM v_officials WHERE title = 'Giám đốc' ORDER BY 1"
    )
    assert before[0]["id"] in {row["person"] for row in after}
    assert len(query(tmp_path / "b" / "chiso.db", "SELECT id FROM people")) >= 2


def test_spellings_of_a_name_are_one_name(tmp_path: Path) -> None:
    pairs = [made("1", "2020-01-10", "Vũ Thị Hoà", HEAD), made("2", "2021-01-10", "Vũ Thị  Hòa", HEAD)]
    pairs += [made("3", "2021-01-10", "Vũ Thị Hoa", HEAD)]
    assert [r["articles"] for r in query(build_made(tmp_path, pairs), "SELECT articles FROM people ORDER BY 1")] == [1, 2]


def test_copies_and_versions_of_an_article_name_one_person(tmp_path: Path) -> None:
    article, facts = made("1", "2020-01-10", "Vũ Thị Mận", "Chủ tịch")
    copy = article | {"url": "http://khac.chiso.test/9", "portal": {"id": "khac"}, "published_at": "2021-01-10T08:00:00+07:00"}
    version = article | {"title": "Tin 1 (đính chính)"}
    pairs = [(article, facts), (copy, facts | {"url": copy["url"]}), (version, facts)]
    database = build_made(tmp_path, pairs)
    assert [r["articles"] for r in query(database, "SELECT articles FROM people")] == [1]
    assert {r["rule"] for r in query(database, "SELECT rule FROM merges")} == {"same_story"}


@pytest.mark.parametrize(
    ("pairs", "a", "b", "related"),
    [
        ([("x", "z"), ("y", "z")], "x", "z", True),
        ([("x", "z"), ("y", "z")], "x", "y", False),
        ([("x", "y"), ("y", "z")], "z", "x", True),
        ([("x", "y"), ("y", "x")], "y", "x", True),
        ([], "x", "x", True),
        ([], "x", "y", False),
    ],
)
def test_lineage(pairs: list[tuple[str, str]], a: str, b: str, related: bool) -> None:
    assert Lineage(pairs).related(a, b) is related
