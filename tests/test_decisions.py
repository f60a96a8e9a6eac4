"""decisions/*.csv: a correction changes its fact and nothing else, merges and splits of people, what cannot be, what is idle."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from core.slots import decided_value
from core.text import name_key
from extract.database.decisions import split_id
from extract.database.errors import BuildError
from extract.database.load import Inputs, build
from extract.database.verify import verify
from extract.database.writer import SCHEMA
from schemas.facts import TYPES
from tests.compare import Contents, Row, compare
from tests.few_places import few_places
from tests.load_fixture import article_a, article_b, copy_of_a, write_data
from tests.test_people import DEPUTY, DISTRICT, ELSEWHERE, HEAD, build_made, made, query

FACTS = "action,fact_id,slot,value,reason,who,when\n"
MERGES = "action,person,into_person,facts,reason,who,when\n"
UNIT = {"name": "Sở Tư pháp", "kind": "organization", "province": "tỉnh Gia Lai"}
DISTRICT_PLACE = {"name": "huyện Chư Sê", "kind": "place", "province": "tỉnh Gia Lai"}
POSITION = [{"title": "Giám đốc", "organization": "Sở Y tế tỉnh Gia Lai", "status": "new"}]
PAIRS = [article_a(), article_b(), copy_of_a(), made("1", "2023-05-01", "Trần Hoài Mẫu", "Chủ tịch@Ủy ban nhân dân tỉnh Gia Lai")]
# Fact type, slot, cell of the file (not text: as JSON), and column = value of the type's table (or of the table named).
REPLACED: list[tuple[str, str, Any, str, Any]] = [
    ("events", "kind", "meeting", "kind", "meeting"),
    ("events", "start_date", "2023-03-11", "start_date", "2023-03-11"),
    ("events", "part_of_day", "", "part_of_day", None),
    ("events", "chairs", ["Lê Văn Khác"], "event_participants.name", "Lê Văn Khác"),
    ("events", "organizer", "Sở Nội vụ tỉnh Gia Lai", "organizations.name", "Sở Nội vụ tỉnh Gia Lai"),
    ("scores", "value", "84.3", "value", 84.3),
    ("scores", "year", "2021", "year", 2021),
    ("scores", "period", "2022", "period", "2022"),
    ("scores", "component", "Cải cách thể chế", "component", "Cải cách thể chế"),
    ("scores", "indicator", "SIPAS", "indicator", "SIPAS"),
    ("scores", "indicator", "OTHER:chỉ số của huyện", "indicators.name", "chỉ số của huyện"),
    ("scores", "status", "target", "status", "target"),
    ("scores", "subject", UNIT, "organizations.name", "Sở Tư pháp tỉnh Gia Lai"),
    ("scores", "subject", DISTRICT_PLACE, "places.name", "huyện Chư Sê"),
    ("scores", "suspect", "checked with the report", "facts.suspect", "checked with the report"),
    ("ranks", "rank", "12", "rank", 12),
    ("ranks", "of", "61", "of", 61),
    ("ranks", "group", "", "group_name", None),
    ("ranks", "tier", "nhóm a", "tier", "nhóm a"),
    ("ranks", "subject", DISTRICT_PLACE, "places.name", "huyện Chư Sê"),
    ("tier_counts", "count", "13", "count", 13),
    ("tier_counts", "tier", "khá", "tier", "khá"),
    ("tier_counts", "scope", DISTRICT_PLACE, "places.name", "huyện Chư Sê"),
    ("officials", "name", "Trần Hoài Mậu", "name", "Trần Hoài Mậu"),
    ("officials", "positions", POSITION, "organizations.name", "Sở Y tế tỉnh Gia Lai"),
    ("awards", "kind", "giấy khen", "kind", "giấy khen"),
    ("awards", "grantor", "Sở Nội vụ tỉnh Gia Lai", "organizations.name", "Sở Nội vụ tỉnh Gia Lai"),
    ("awards", "recipients", [{"kind": "individual", "count": 4, "names": []}], "award_recipients.kind", "individual"),
    ("documents", "number", "813", "number", "813"),
    ("documents", "date", "2023-03-10", "date", "2023-03-10"),
    ("documents", "issuer", "Sở Nội vụ tỉnh Gia Lai", "organizations.name", "Sở Nội vụ tỉnh Gia Lai"),
]
# Look-ups that come with a fact and go with the last one that names them.
NAMED = frozenset({"places", "organizations", "organization_successors", "posts", "indicators"})


def row(*cells: Any) -> str:
    """A line of CSV; what is no text is written as JSON."""
    texts = (c if isinstance(c, str) else json.dumps(c, ensure_ascii=False) for c in cells)
    return ",".join('"' + text.replace('"', '""') + '"' for text in texts) + "\n"


def build_with(data: Path, pairs: list[Any] = PAIRS, **decisions: str) -> Contents:
    build_made(data, pairs, **decisions)
    assert verify(data / "chiso.db").problems == ()
    return Contents(data / "chiso.db")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    return build_with(tmp_path_factory.mktemp("plain"))


def fact_of(contents: Contents, type_: str) -> str:
    """The first fact of a type in the first article: of scores and ranks that of the province."""
    article = next(id_ for id_, row in contents.tables["articles"].items() if row["url"].startswith("http://gialai"))
    version = contents.tables["articles"][article]["version"]
    facts = {i: f for i, f in contents.tables["facts"].items() if f["article_version"] == version and f["type"] == type_}
    return min(facts, key=lambda i: (contents.tables[type_][i].get("subject_kind") == "organization", i))


def check_only(before: Contents, after: Contents, type_: str, fact: str) -> None:
    """Assert that the two differ in nothing but the fact, what is made of it, the decision and its issue."""
    own = before.parts_of({("facts", fact)}) | after.parts_of({("facts", fact)})
    named = {key for side in (before, after) for key in side.named_by(own & side_keys(side)) if key[0] in NAMED}
    states = [side.tables[type_][fact] for side in (before, after) if fact in side.tables[type_]]
    figures = {(r.get("subject"), r.get("indicator"), r.get("year")) for r in states}
    names = {name_key(r["name"]) for r in states if type_ == "officials"}
    people = {id_: name_key(r["name"]) for side in (before, after) for id_, r in side.tables["people"].items()}

    def follows(table: str, id_: str, found: Row) -> bool:
        if table in ("v_panel", "v_local_panel", "v_disagreements"):
            subject = found["province"] if table == "v_panel" else found["subject"]
            return (subject, found["indicator"], found["year"]) in figures
        if table in ("people", "tenures", "v_officials", "merges"):
            person = found.get("into_person") or found.get("person") or found["id"]
            return people[person] in names
        return (table, id_) in own

    difference = compare(before, after)
    for table in before.tables:
        for id_, found in difference.gone[table].items():
            assert follows(table, id_, found) or (table, id_) in named, (table, found)
        for id_, found in difference.new[table].items():
            ours = table in ("issues", "decisions") or (table, id_) in named
            assert ours or follows(table, id_, found), (table, found)
        for id_, (old, new) in difference.changed[table].items():
            in_article = table in ("officials", "official_positions", "event_participants") and bool(names)
            assert follows(table, id_, new) or in_article, (table, old, new)
    # A check may speak of the new value, too (`of` 61 where 63 are ranked): of this fact only.
    checks = [row for row in difference.new["issues"].values() if row["stage"] != "decision"]
    assert all(row["rule"].startswith("check.") and row["fact"] == fact for row in checks)
    (issue,) = (row for row in difference.new["issues"].values() if row["stage"] == "decision")
    (decision,) = difference.new["decisions"].values()
    assert (issue["stage"], issue["rule"]) == ("decision", f"decision.{decision['action']}")
    assert issue["article"] is not None and "misread" in issue["message"]
    assert (decision["fact"], decision["effect"], decision["line"]) == (fact, "applied", 2)


def side_keys(contents: Contents) -> set[tuple[str, str]]:
    return {(table, id_) for table, rows in contents.tables.items() for id_ in rows}


@pytest.mark.parametrize("type_", TYPES)
def test_a_dropped_fact_is_gone_and_nothing_else(plain: Contents, tmp_path: Path, type_: str) -> None:
    fact = fact_of(plain, type_)
    after = build_with(tmp_path, facts=FACTS + row("drop", fact, "", "", "misread", "me", "2026-01-01"))
    assert fact not in after.tables["facts"] and fact not in after.tables[type_]
    assert not [m for m in after.tables["mentions"].values() if m["fact"] == fact]
    check_only(plain, after, type_, fact)


@pytest.mark.parametrize(
    ("type_", "slot", "cell", "column", "value"), REPLACED, ids=[f"{t}.{s}={str(c)[:12]}" for t, s, c, _, _ in REPLACED]
)
def test_a_replaced_slot_changes_its_fact_only(
    plain: Contents, tmp_path: Path, type_: str, slot: str, cell: Any, column: str, value: Any
) -> None:
    fact = fact_of(plain, type_)
    after = build_with(tmp_path, facts=FACTS + row("replace", fact, slot, cell, "misread", "me", "2026-01-01"))
    table, _, name = column.rpartition(".")
    reached = after.named_by(after.parts_of({("facts", fact)}))
    found = [after.tables[table][i][name] for t, i in reached if t == table] if table else [after.tables[type_][fact][name]]
    assert value in found
    old = plain.tables[type_][fact].get(name) if not table else None
    assert old != value or old is None
    check_only(plain, after, type_, fact)


@pytest.mark.parametrize(
    ("type_", "slot", "cell", "reason"),
    [
        ("scores", "rank", "1", "scores have no slot 'rank'"),
        ("scores", "evidence", "", "no slot 'evidence' that can be replaced"),
        ("scores", "value", "cao", "it must be number or null"),
        ("scores", "value", "true", "it must be number or null"),
        ("scores", "value", "1e999", "not a number from"),
        ("scores", "value", "NaN", "not a number from"),
        ("scores", "year", "2021.5", "it must be integer or null"),
        ("scores", "status", "", "none of result, target"),
        ("scores", "status", "perhaps", "none of result, target"),
        ("scores", "unit", "km", "none of point, percent"),
        ("scores", "indicator", "PARINDEX", "no indicator of"),
        ("scores", "subject", "tỉnh Gia Lai", "it must be object or null"),
        ("scores", "subject", {"name": "tỉnh Gia Lai"}, "'kind' is missing"),
        ("scores", "subject", {"name": "x", "kind": "place", "code": 1}, "'code' is unknown"),
        ("scores", "subject", {"name": "x", "kind": "planet"}, "'kind': it is none of"),
        ("events", "start_date", "12/3/2023", "it is no day"),
        ("events", "start_date", "2023-02-30", "it is no day"),
        ("events", "sites", "-1", "a count below 0"),
        ("awards", "recipients", [{"kind": "individual", "count": -1}], "'count': it is a count below 0"),
        ("officials", "positions", [{"organization": "x"}], "'title' is missing"),
        ("officials", "name", "", "it must be string"),
        ("awards", "recipients", {"kind": "individual"}, "it must be array"),
        ("documents", "number", '""', "it is an empty text"),
    ],
)
def test_a_value_that_cannot_be_names_file_and_line(
    plain: Contents, tmp_path: Path, type_: str, slot: str, cell: Any, reason: str
) -> None:
    fine = row("replace", fact_of(plain, "ranks"), "rank", "12", "misread", "me", "2026")
    with pytest.raises(BuildError) as caught:
        build_with(tmp_path, facts=FACTS + fine + row("replace", fact_of(plain, type_), slot, cell, "misread", "me", "2026"))
    assert "facts.csv:3: " in str(caught.value) and reason in str(caught.value)


def test_a_cell_is_read_as_its_slot_wants() -> None:
    assert decided_value("scores", "year", "2021") == 2021
    assert decided_value("documents", "number", "812") == "812"
    assert decided_value("documents", "number", '"812"') == "812"
    assert decided_value("ranks", "tier", "") is None
    with pytest.raises(ValueError, match="digits"):
        decided_value("scores", "year", "9" * 400)


def test_what_the_tables_refuse_no_decision_can_say() -> None:
    """Every CHECK of a fact's table holds for decided values, too, so that their error names the decision."""
    checked = 0
    for type_ in TYPES:
        table = re.findall(rf"CREATE TABLE {type_} \((.*?)\n\);", SCHEMA.read_text(encoding="utf-8"), re.DOTALL)[0]
        for column, kind in re.findall(r"^ +(\w+) \w+[^,]*? CHECK \(\w+ (IN|>=)", table, re.MULTILINE):
            if column.endswith("_kind"):
                continue  # part of the subject, which is replaced as a whole
            with pytest.raises(ValueError, match=f"slot '{column}'"):
                decided_value(type_, column, "zzz" if kind == "IN" else "-1")
            checked += 1
    assert checked > 10


IDLE = "0" * 16


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("facts", FACTS + row("erase", "f", "", "", "", "", ""), ":2: action 'erase' is none of drop, replace"),
        ("facts", FACTS + row("drop", "", "", "", "", "", ""), ":2: fact_id is empty"),
        ("facts", FACTS + row("drop", "f", "", "", "two\nlines", "", "") + row("erase", "g", "", "", "", "", ""), ":4: action"),
        ("facts", FACTS + "\n" + row("erase", "f", "", "", "", "", ""), ":3: action 'erase'"),
        ("facts", FACTS + row("drop", "f", "year", "", "", "", ""), ":2: drop takes the whole fact"),
        ("facts", FACTS + row("replace", "f", "", "", "", "", ""), ":2: replace needs a slot"),
        ("facts", FACTS + row("drop", "f", "", "", "", "", "") * 2, ":3: fact f is decided otherwise, or once more, in line 2"),
        (
            "facts",
            FACTS + row("drop", "f", "", "", "", "", "") + row("replace", "f", "year", "1", "", "", ""),
            ":3: fact f is decided otherwise",
        ),
        (
            "facts",
            FACTS + row("replace", "f", "year", "1", "", "", "") + row("drop", "f", "", "", "", "", ""),
            ":3: fact f is decided otherwise",
        ),
        (
            "facts",
            FACTS + row("replace", "f", "year", "1", "", "", "") + row("replace", "f", "year", "2", "", "", ""),
            ":3: fact f is decided otherwise",
        ),
        ("merges", MERGES + row("join", "a", "b", "", "", "", ""), ":2: action 'join' is none of merge, split"),
        ("merges", MERGES + row("merge", "a", "", "", "", "", ""), ":2: merge takes person and into_person"),
        ("merges", MERGES + row("merge", "a", "a", "", "", "", ""), ":2: person a is merged into itself"),
        (
            "merges",
            MERGES + "".join(row("merge", a, b, "", "", "", "") for a, b in ("ab", "bc", "ca")),
            ":4: person c is merged into itself",
        ),
        ("merges", MERGES + row("merge", "a", "b", "", "", "", "") * 2, ":3: person a is merged in line 2 already"),
        ("merges", MERGES + row("split", "a", "", "", "", "", ""), ":2: split takes person and facts"),
        ("merges", MERGES + row("split", "a", "b", "f", "", "", ""), ":2: split takes person and facts, and no into_person"),
        (
            "merges",
            MERGES + row("split", "a", "", "f g", "", "", "") + row("split", "b", "", "g", "", "", ""),
            ":3: fact g is split in line 2 already",
        ),
        (
            "merges",
            MERGES + row("split", "a", "", "f g", "", "", "") + row("merge", split_id(("f", "g")), "a", "", "", "", ""),
            ":3: merges what line 2 splits",
        ),
    ],
)  # fmt: skip
def test_decisions_that_contradict_stop_the_build(tmp_path: Path, file: str, text: str, reason: str) -> None:
    with pytest.raises(BuildError) as caught:
        build_with(tmp_path, **{file: text})
    assert f"{file}.csv{reason}" in str(caught.value)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("facts", FACTS + row("drop", IDLE, "", "", "gone", "me", "2026"), f"drop {IDLE}: gone (me, 2026): no such fact"),
        ("facts", FACTS + row("replace", IDLE, "no_slot", "x", "gone", "me", "2026"), f"replace {IDLE} no_slot: gone"),
        ("merges", MERGES + row("merge", IDLE, "1" * 16, "", "gone", "me", "2026"), f"no person {IDLE} in this build"),
        ("merges", MERGES + row("split", IDLE, "", "1" * 16, "gone", "me", "2026"), "is no fact of this person"),
    ],
)
def test_a_decision_that_meets_nothing_is_an_issue(plain: Contents, tmp_path: Path, file: str, text: str, message: str) -> None:
    after = build_with(tmp_path, **{file: text})
    difference = compare(plain, after)
    assert not any(difference.gone.values()) and not any(difference.changed.values())
    assert {table for table, rows in difference.new.items() if rows} == {"issues", "decisions"}
    (issue,) = difference.new["issues"].values()
    (decision,) = difference.new["decisions"].values()
    assert issue["rule"] == "decision.idle" and message in issue["message"] and f"{file}.csv" in issue["message"]
    assert (decision["effect"], decision["file"], decision["line"]) == ("idle", f"{file}.csv", 2)


def test_a_redaction_is_a_row_without_its_name(tmp_path: Path) -> None:
    text = "kind,match,reason,who,when\nperson,Trần Hoài Mẫu,request 12,editor,2026\nperson,Lê Văn Không,request 13,editor,2026\n"
    rows = sorted(build_with(tmp_path, redactions=text).tables["decisions"].values(), key=lambda r: r["line"])
    assert [(r["action"], r["effect"], r["reason"]) for r in rows] == [
        ("person", "applied", "request 12"),
        ("person", "idle", "request 13"),
    ]
    assert not any("Mẫu" in str(value) or "Không" in str(value) for r in rows for value in r.values())


def test_a_correction_does_not_bring_back_who_is_taken_out(plain: Contents, tmp_path: Path) -> None:
    fact = fact_of(plain, "officials")
    text = FACTS + row("replace", fact, "name", "Lê Văn Không", "Lê Văn Không, not Trần Hoài Mẫu", "me", "2026")
    contents = build_with(tmp_path, facts=text, redactions="kind,match,reason,who,when\nperson,Lê Văn Không,r,editor,2026\n")
    assert contents.tables["officials"][fact]["name"] == "[ẩn danh]"
    assert "Lê Văn Không" not in (tmp_path / "chiso.db").read_bytes().decode("utf-8", "replace")


NAMESAKES = [
    made("1", "2010-01-10", "Vũ Thị Mận", HEAD),
    made("2", "2022-01-10", "Vũ Thị Mận", HEAD),
    made("3", "2023-01-10", "Vũ Thị Mận", HEAD),
    made("4", "2024-01-10", "Vũ Thị Mận", ELSEWHERE),
]
LATER = made("9", "2024-06-10", "Vũ Thị Mận", HEAD)


def person_of(contents: Contents, key: str) -> str:
    """The person whom the made article `key` names."""
    article = next(row for row in contents.tables["articles"].values() if row["url"].endswith(f"/{key}"))
    fact = next(i for i, f in contents.tables["facts"].items() if f["article_version"] == article["version"])
    return str(contents.tables["officials"][fact]["person"])


def official_of(contents: Contents, key: str) -> str:
    article = next(row for row in contents.tables["articles"].values() if row["url"].endswith(f"/{key}"))
    return next(i for i, f in contents.tables["facts"].items() if f["article_version"] == article["version"])


def test_a_decided_merge_and_split_hold_after_another_article(tmp_path: Path) -> None:
    before = build_with(tmp_path / "a", NAMESAKES)
    old, young = person_of(before, "1"), person_of(before, "2")
    assert old != young == person_of(before, "3") != person_of(before, "4")
    fact = official_of(before, "3")
    text = MERGES + row("merge", old, young, "", "CV on the portal", "me", "2026-01-01")
    text += row("split", young, "", fact, "her niece", "me", "2026-01-02")
    for name, pairs in (("b", NAMESAKES), ("c", [*NAMESAKES, LATER])):
        after = build_with(tmp_path / name, pairs, merges=text)
        assert person_of(after, "1") == person_of(after, "2") == young
        assert person_of(after, "3") == split_id((fact,))
        assert person_of(after, "4") == person_of(before, "4")
        merged = [r for r in after.tables["merges"].values() if r["how"] == "decision"]
        assert {(r["action"], r["person"], r["into_person"], r["fact"], r["decided_by"]) for r in merged} == {
            ("merge", old, young, None, "me"),
            ("split", young, split_id((fact,)), fact, "me"),
        }
        assert {r["effect"] for r in after.tables["decisions"].values()} == {"applied"}
        assert not [r for r in after.tables["merges"].values() if r["fact"] == fact and r["how"] == "automatic"]
    assert person_of(after, "9") == young, "a later mention stays with the person, not with what was split off"


def test_a_file_from_before_splits_holds_merges(tmp_path: Path) -> None:
    before = build_with(tmp_path / "a", NAMESAKES)
    text = f"person,into_person,reason,who,when\n{person_of(before, '1')},{person_of(before, '4')},same,me,2026\n"
    after = build_with(tmp_path / "b", NAMESAKES, merges=text)
    assert person_of(after, "1") == person_of(after, "4")


def test_a_correction_holds_after_another_article(plain: Contents, tmp_path: Path) -> None:
    fact = fact_of(plain, "scores")
    after = build_with(tmp_path, [*PAIRS, LATER], facts=FACTS + row("replace", fact, "value", "84.3", "misread", "me", "2026"))
    assert after.tables["v_scores"][fact]["value"] == 84.3


def test_a_decision_about_a_person_that_became_another_still_reaches(tmp_path: Path) -> None:
    pairs = [
        made("1", "2020-01-10", "Bùi Văn Đào", DISTRICT),
        made("2", "2021-01-10", "Bùi Văn Đào", HEAD),
        made("3", "2021-03-10", "Bùi Văn Đào", ELSEWHERE),
    ]
    before = build_with(tmp_path / "a", pairs)
    gone, into = person_of(before, "2"), person_of(before, "3")
    text = MERGES + row("merge", gone, into, "", "CV", "me", "2026")
    bridge = made("4", "2021-02-10", "Bùi Văn Đào", f"-{DISTRICT};{HEAD}")
    after = build_with(tmp_path / "b", [*pairs, bridge], merges=text)
    assert gone not in after.tables["people"]
    assert {person_of(after, key) for key in "1234"} == {into}
    assert not [r for r in after.tables["issues"].values() if r["rule"] == "decision.idle"]


@pytest.mark.parametrize(
    ("decide", "reason"),
    [
        (lambda c: row("merge", person_of(c, "2"), person_of(c, "3"), "", "", "", ""), "no person"),
        (lambda c: row("split", person_of(c, "1"), "", f"{official_of(c, '1')} {official_of(c, '2')}", "", "", ""), "all facts"),
        (lambda c: row("split", person_of(c, "4"), "", official_of(c, "1"), "", "", ""), "is no fact of this person"),
    ],
)
def test_why_a_merge_or_split_is_idle(tmp_path: Path, decide: Any, reason: str) -> None:
    pairs = [made("1", "2020-01-10", "Bùi Văn Đào", DEPUTY), made("2", "2021-01-10", "Bùi Văn Đào", HEAD), NAMESAKES[3]]
    known = build_with(tmp_path / "a", [*pairs, NAMESAKES[2]])
    after = build_with(tmp_path / "b", pairs, merges=MERGES + decide(known))
    (issue,) = [r for r in after.tables["issues"].values() if r["rule"] == "decision.idle"]
    assert reason in issue["message"]


def test_decisions_of_the_repository_are_read(tmp_path: Path) -> None:
    """The files as they are shipped have the columns of today."""
    data = write_data(tmp_path, PAIRS)
    build(data, data / "chiso.db", Inputs(data, vocabulary=few_places()))
    assert query(data / "chiso.db", "SELECT * FROM decisions WHERE effect = 'applied'") == []
