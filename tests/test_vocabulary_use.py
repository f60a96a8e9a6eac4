"""Which rows of the vocabulary a gold meets: a corpus of one article, and the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.vocabulary import table
from extract.__main__ import main
from extract.evaluation.vocabulary_use import unused_lines, vocabulary_use

BODY = (
    "Ngày 5/5/2024, Chủ tịch UBND huyện Ia Grai Hoàng Thị Lan trao Bằng khen cho Sở Nội vụ, Sở TN&MT. "
    "Chỉ số PAPI năm 2023 của tỉnh đạt 42,1 điểm, quản trị điện tử 3,1 điểm, thuộc nhóm trung bình cao; số đơn thư giảm."
)
PLACE = {"name": "tỉnh Gia Lai", "kind": "place", "province": None}
GOLD = {
    "scores": [{"indicator": "PAPI", "subject": PLACE, "year": 2023, "component": "quản trị điện tử", "value": 3.1}],
    "ranks": [{"indicator": "PAPI", "subject": PLACE, "year": 2023, "component": None, "tier": "trung bình cao", "group": None}],
    "officials": [{"name": "Hoàng Thị Lan", "positions": [], "roles": ["award"]}],
}
# table -> what one of its columns says in rows that are met, and in rows that are not.
EXPECTED = {
    "places": ("id", {"vn-d-gialai-iagrai"}, {"vn-d-gialai-dakdoa", "vn-p-gialai-2025"}),
    "indicators": ("id", {"PAPI"}, {"SIPAS"}),
    "indicator_aliases": ("alias", {"chỉ số PAPI"}, {"PAPI", "PAR"}),
    "indicator_editions": ("year", {"2023"}, set()),
    "components": ("surface", {"quản trị điện tử"}, {"quản trị môi trường"}),
    "tiers": ("surface", {"trung bình cao"}, {"trung bình", "cao nhất"}),
    "departments": ("name", {"Nội vụ", "Tài nguyên và Môi trường"}, {"Ngoại vụ"}),
    "organization_kinds": ("surface", {"UBND"}, {"HĐND"}),
    "title_heads": ("head", {"Chủ tịch"}, {"CT", "Phó Chủ tịch nước"}),
    "award_kinds": ("surface", {"Bằng khen"}, {"Giấy khen"}),
    "role_verbs": ("verb", {"trao"}, {"chủ trì"}),
    "surnames": ("surname", {"Hoàng"}, {"Lan", "Thị"}),
    "other_statistics": ("noun", {"đơn thư"}, {"giải ngân"}),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("corpus")
    for folder in ("portals/one", "gold/test"):
        (directory / folder).mkdir(parents=True)
    article = {"url": "x:1", "title": "Tin", "published_at": "2024-05-06", "body": BODY}
    (directory / "portals/one/001.json").write_text(json.dumps({"article": article, "gold": GOLD}), encoding="utf-8")
    return directory


def test_rows_are_met_where_text_or_records_have_them(corpus: Path) -> None:
    use = {one.name: one for one in vocabulary_use(corpus)}
    for name, (column, met, never) in EXPECTED.items():
        unused = {row["id"] for row in use[name].unused}
        used = {row[column] for row in table(name) if row["id"] not in unused}
        assert met <= used, name
        assert not never & used, name
        assert use[name].used + len(unused) == len(table(name))


def test_frozen_gold_counts_and_is_not_shown(corpus: Path) -> None:
    frozen = corpus / "gold/test/001.json"
    article = {"url": "x:2", "title": "Tin kín", "published_at": "2024-05-06", "body": "Giấy khen của HĐND."}
    before = {one.name: one.used for one in vocabulary_use(corpus)}
    frozen.write_text(json.dumps({"article": article, "gold": {}}), encoding="utf-8")
    try:
        after = vocabulary_use(corpus)
    finally:
        frozen.unlink()
    assert {one.name: one.used - before[one.name] for one in after if one.used != before[one.name]} == {
        "award_kinds": 1,
        "organization_kinds": 1,
    }
    assert "kín" not in "\n".join(unused_lines(after)).split()


def test_the_command_prints_a_line_a_table_and_the_rows_never_met(corpus: Path) -> None:
    def run(*options: str) -> str:
        done = CliRunner().invoke(main, ["vocabulary", "--corpus", str(corpus), "--table", "award_kinds", *options])
        assert done.exit_code == 0, done.output
        return done.output

    rows = table("award_kinds")
    head, line = run().splitlines()
    assert head.split() == ["vocabulary", "rows", "used", "unused"]
    assert line.split() == ["award_kinds", str(len(rows)), "1", str(len(rows) - 1)]
    listed = run("--unused").splitlines()
    assert len(listed) == 2 + len(rows) - 1
    assert listed[2] == "award_kinds.csv:3 ak-002 Giấy khen, giấy khen"
    (entry,) = json.loads(run("--unused", "--json"))
    assert (entry["table"], entry["rows"], entry["used"]) == ("award_kinds", len(rows), 1)
    assert entry["unused"][0] == {"line": 3, "id": "ak-002", "surface": "Giấy khen", "kind": "giấy khen"}
    assert "unused" not in json.loads(run("--json"))[0]


def test_an_unknown_table_is_an_error(corpus: Path) -> None:
    done = CliRunner().invoke(main, ["vocabulary", "--corpus", str(corpus), "--table", "no_such"])
    assert done.exit_code == 1 and "no table 'no_such'" in done.output
