"""Every row of the vocabulary is found where a sentence has it, and means what it says. Tables are loops: a row is a case."""

from __future__ import annotations

from core.text import fold
from core.vocabulary import Row, table
from extract.awards.kinds import find_kinds
from extract.mentions.indicators import find_indicators
from extract.mentions.organizations import OrganizationFinder
from extract.mentions.places import find_places
from extract.mentions.titles import find_titles
from extract.officials.verbs import role_verb
from extract.text import Text


def text_of(sentence: str) -> Text:
    return Text("body", fold(sentence), ())


def finder_of(text: Text) -> OrganizationFinder:
    return OrganizationFinder(text, find_places(text))


def organizations(sentence: str) -> list[str]:
    return [o.normal for o in finder_of(text_of(sentence)).find()]


def check(name: str, cases: dict[str, tuple[object, object]]) -> None:
    """`cases`: id -> (expected, found)."""
    assert cases
    wrong = {i: pair for i, pair in cases.items() if pair[0] != pair[1]}
    assert not wrong, f"{name}: (expected, found) {wrong}"


def test_every_alias_names_its_index() -> None:
    def found(row: Row) -> list[str]:
        return [m.id for m in find_indicators(text_of(f"Năm qua, {row['alias']} của tỉnh đạt 80 điểm."))]

    check("indicator_aliases", {row["id"]: ([row["indicator"]], found(row)) for row in table("indicator_aliases")})


def test_every_award_kind_is_recorded_as_it_says() -> None:
    def found(row: Row) -> list[str]:
        # Titles of honour are told from the people who bear them by the word before.
        honour = "danh hiệu " if row["kind"].startswith("danh hiệu") else ""
        text = fold(f"tặng {honour}{row['surface']} cho 3 tập thể.")
        return [fold(k.kind).low for k in find_kinds(text.text, text.low, 0, len(text.low))]

    check("award_kinds", {row["id"]: ([row["kind"]], found(row)) for row in table("award_kinds")})


def test_every_title_head_is_written_out() -> None:
    def found(row: Row) -> list[str]:
        text = text_of(f"Ông Nguyễn Văn An, {row['head']} UBND xã Mai Hóa chủ trì.")
        return [m.title for m in find_titles(text, finder_of(text))]

    check("title_heads", {row["id"]: ([row["canonical"]], found(row)) for row in table("title_heads")})


def test_every_role_verb_is_the_longest_at_its_place() -> None:
    # The verb of a delegation's head depends on the delegation (extract.officials.verbs.role_table).
    rows = [row for row in table("role_verbs") if row["verb"] != "làm Trưởng đoàn"]
    found = {row["id"]: role_verb().search(fold(row["verb"]).low) for row in rows}
    check("role_verbs", {row["id"]: (row["verb"], (m := found[row["id"]]) and m["verb"]) for row in rows})


def test_every_abbreviation_of_a_department_is_written_out() -> None:
    cases: dict[str, tuple[object, object]] = {}
    for row in table("departments"):
        for name in (row["name"], *row.items_of("aliases")):
            found = organizations(f"Ngày 5/5, {row['head']} {name} họp.")
            cases[f"{row['id']} {name}"] = ([f"{row['head']} {row['name']}"], found)
    check("departments", cases)


# How a name goes on that is none alone; names with words of their own (`open`) have no closed form to test.
AFTER = {"party": "Tỉnh ủy Gia Lai", "council": "HĐND tỉnh Gia Lai", "none": ""}


def test_every_organisation_of_a_closed_form_is_written_out() -> None:
    cases: dict[str, tuple[object, object]] = {}
    for row in table("organization_kinds"):
        before, normal, after = "", row["normal"], "xã Mai Hóa"
        if row["locality"] == "open" or row["surface"] == "Thanh tra Sở":
            continue
        if row["locality"] == "prefix":
            parent = row.items_of("parent")[0]
            after = AFTER[parent]
        elif row["kind"] == "council_committee":
            # Of two bodies only one office is one name; elsewhere they are two.
            before, normal = "Văn phòng ", f"Văn phòng {normal}"
        found = organizations(f"Ngày 5/5, {before}{row['surface']} {after} họp.")
        cases[f"{row['id']} {row['surface']}"] = (True, any(name.startswith(normal) for name in found) or found)
    check("organization_kinds", cases)


def test_no_department_of_a_district_outlives_the_district_level() -> None:
    rows = [row for row in table("departments") if row["level"] == "district"]
    assert rows and all("" < row["valid_to"] <= "2025-06-30" for row in rows)
