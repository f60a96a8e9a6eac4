"""extract.database.load against real files: tables, identity of bytes, decisions, errors with file and line."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.catalog import read_catalog
from core.search_text import find_spans, match_expression, read_query
from crawler.ledger import Entry, Ledger
from extract.database.errors import BuildError
from extract.database.load import Inputs, build
from extract.database.verify import verify
from tests.few_places import few_places
from tests.load_fixture import (
    BODY_A,
    EMPTY,
    article_a,
    article_b,
    copy_of_a,
    official,
    rank,
    score,
    span,
    subject,
    write_data,
    write_sample,
)

STATED = {"fact_id", "confidence", "derived", "suspect", "article_id", "article_title", "article_url", "published_at", "quote"}
# The contract with researchers: the least that each public table has.
CONTRACT = {
    "v_scores": "indicator indicator_name subject subject_kind subject_code province province_2025 year period component value "
    "max unit change change_from status bound",
    "v_ranks": "indicator indicator_name subject subject_kind subject_code province province_2025 year period component rank of "
    "group_name tier change change_from status bound",
    "v_tier_counts": "indicator year period scope province province_2025 group_name tier count of percent status",
    "v_events": "kind name start_date end_date part_of_day organizer chairs venue format sites province province_2025",
    "v_officials": "name title organization place province province_2025 status first_seen last_seen articles",
    "v_awards": "kind grantor recipient_kind count names reason year status province province_2025",
    "v_documents": "type number date issuer",
    "v_panel": "province province_code province_2025 indicator year value max unit value_share scale_max break_before rank of "
    "sources agreement preferred_fact_id preferred_article_id",
    "v_local_panel": "province province_2025 subject subject_kind group_name indicator year value max rank of tier sources "
    "agreement",
    "v_disagreements": "indicator subject year component stated_values articles",
}


def query(database: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(sql, values)]
    finally:
        db.close()


def inputs(data: Path, **files: str) -> Inputs:
    """Inputs with decisions of the test's own: file name -> text."""
    decisions = data / "decisions"
    decisions.mkdir(exist_ok=True)
    for name, text in files.items():
        (decisions / f"{name}.csv").write_text(text, encoding="utf-8")
    return Inputs(data, decisions=decisions, vocabulary=few_places())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = write_sample(tmp_path_factory.mktemp("data"))
    build(data, data / "chiso.db", inputs(data))
    return data / "chiso.db"


def test_contract_columns(database: Path) -> None:
    for table, names in CONTRACT.items():
        have = {row["name"] for row in query(database, f"PRAGMA table_info({table})")}
        states_fact = table not in ("v_panel", "v_local_panel", "v_disagreements")
        assert set(names.split()) | (STATED if states_fact else set()) <= have, table


def test_every_table_and_column_is_described(database: Path) -> None:
    catalog = read_catalog()
    tables = {row["name"] for row in query(database, "SELECT name FROM sqlite_schema WHERE type = 'table'")}
    own = {name for name in tables if not name.startswith("articles_fts")}
    assert own == set(catalog.tables)
    described = {(row["table_name"], row["column_name"]) for row in query(database, "SELECT * FROM codebook")}
    for table in own:
        assert (table, None) in described
        for row in query(database, f"PRAGMA table_info({table})"):
            assert (table, row["name"]) in described
            text = catalog.column(table, row["name"])
            assert text.en.strip() and text.vi.strip(), (table, row["name"])


def test_catalog_describes_nothing_that_is_gone(database: Path) -> None:
    columns = {(t, row["name"]) for t in read_catalog().tables for row in query(database, f"PRAGMA table_info({t})")}
    names = {name for _, name in columns}
    assert {key for key in read_catalog().columns if key not in columns and (key[0] != "*" or key[1] not in names)} == set()


def test_verify_finds_nothing_and_then_finds_a_moved_quote(database: Path, tmp_path: Path) -> None:
    report = verify(database)
    assert report.problems == ()
    assert report.quotes == len(query(database, "SELECT id FROM mentions")) > 20
    broken = tmp_path / "broken.db"
    broken.write_bytes(database.read_bytes())
    db = sqlite3.connect(broken)
    moved = db.execute("SELECT id FROM mentions ORDER BY id").fetchone()[0]
    db.execute("UPDATE mentions SET start = start + 1 WHERE id = ?", (moved,))
    db.execute("DELETE FROM documents")
    db.commit()
    db.close()
    problems = "\n".join(verify(broken).problems)
    assert f"mentions {moved}: the quote does not stand" in problems and "no row in documents" in problems


def test_same_input_same_bytes(database: Path, tmp_path: Path) -> None:
    data = write_sample(tmp_path / "data")
    build(data, tmp_path / "again.db", inputs(data))
    assert (tmp_path / "again.db").read_bytes() == database.read_bytes()
    build(data, tmp_path / "again.db", inputs(data))
    assert (tmp_path / "again.db").read_bytes() == database.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.db", "data"]


def test_order_of_lines_does_not_matter(database: Path, tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    write_data(data, [copy_of_a(), article_b(), article_a()])
    build(data, data / "chiso.db", inputs(data))
    assert (data / "chiso.db").read_bytes() == database.read_bytes()


def test_scores_and_quotes(database: Path) -> None:
    rows = query(database, "SELECT * FROM v_scores WHERE article_url LIKE '%gialai%' ORDER BY value")
    province, unit = rows
    assert (province["subject"], province["value"], province["quote"]) == (
        "tỉnh Gia Lai",
        84.2,
        "tỉnh Gia Lai đạt 84,20 điểm, xếp thứ 31/63 tỉnh, thành phố",
    )
    assert province["indicator"] == "PAR_INDEX" and province["province_2025"] == "tỉnh Gia Lai"
    assert (unit["subject"], unit["province"]) == ("Sở Tư pháp", "tỉnh Gia Lai")
    spans = query(database, "SELECT field FROM mentions WHERE fact = ? ORDER BY evidence DESC", province["fact_id"])
    assert [row["field"] for row in spans] == ["body", "title"]


def test_panel_counts_a_copied_story_once(database: Path) -> None:
    (row,) = query(database, "SELECT * FROM v_panel")
    assert (row["sources"], row["agreement"], row["rank"], row["of"]) == (2, 0.5, 31, 63)
    assert row["value"] == 84.25, "one story each: the later one stands"
    (copy,) = query(database, "SELECT a.url, b.url AS first FROM articles a JOIN articles b ON b.id = a.duplicate_of")
    assert copy == {"url": "http://x.chiso.test/9", "first": "http://gialai.chiso.test/tin/101.html"}
    (clash,) = query(database, "SELECT * FROM v_disagreements")
    assert (clash["stated_values"], clash["articles"], clash["what"]) == ("84.2; 84.25", 2, "value")


def test_same_name_at_another_organisation_is_another_person(database: Path) -> None:
    rows = query(database, "SELECT name, title, organization, place, person FROM v_officials ORDER BY title")
    assert [(row["title"], row["organization"], row["place"]) for row in rows] == [
        ("Bí thư", "Huyện ủy Chư Sê", "huyện Chư Sê"),
        ("Chủ tịch", "Ủy ban nhân dân tỉnh Gia Lai", "tỉnh Gia Lai"),
    ]
    assert rows[0]["name"] == rows[1]["name"] and rows[0]["person"] != rows[1]["person"]


@pytest.mark.parametrize(
    "typed", ["thủ tục", "thu tuc", "TTHC", "Hòa Bình", "Hoà Bình", "hoa binh", "đội ngũ", "doi ngu", "ĐỔI MỚI", "doi moi"]
)
def test_search_finds_with_and_without_marks(database: Path, typed: str) -> None:
    terms = read_query(typed)
    rows = query(
        database,
        "SELECT a.body FROM articles_fts JOIN articles a ON a.docid = articles_fts.rowid WHERE articles_fts MATCH ?",
        match_expression(terms),
    )
    assert len(rows) == 2
    assert find_spans(rows[0]["body"], terms)


def pair(number: int, facts: dict[str, Any], body: str = BODY_A, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    article, _ = article_a()
    url = f"http://p.chiso.test/{number}"
    page = article["page"] | {"key": str(number), "sha256": f"{number:02d}"}
    article |= {"url": url, "page": page, "body": body, "title": f"Tin {number}", "portal": {"id": "p"}} | more
    return article, EMPTY | {"url": url} | facts


def body(number: int, text: str) -> str:
    """A text of its own for each number, so that no two are one story."""
    return text + "\n\n" + " ".join(f"chuyen{number}x{i}" for i in range(60))


def build_scores(tmp_path: Path, stated: list[tuple[float, dict[str, Any]]]) -> Path:
    pairs = []
    for number, (value, slots) in enumerate(stated):
        text = body(number, f"tỉnh Gia Lai {value} điểm")
        made = score(span(text, f"tỉnh Gia Lai {value} điểm"), value, subject("tỉnh Gia Lai"), **slots)
        day = f"2023-01-{number + 1:02d}T00:00:00+07:00"
        pairs.append(pair(number, {"scores": [made]}, text, published_at=day))
    data = write_data(tmp_path, pairs)
    build(data, data / "chiso.db", inputs(data))
    return data / "chiso.db"


@pytest.mark.parametrize(
    ("stated", "value", "agreement"),
    [
        ([(80.1, {}), (80.2, {})], 80.2, 0.5),
        ([(80.1, {}), (80.1, {}), (80.2, {})], 80.1, 2 / 3),
        ([(80.1, {}), (80.2, {"derived": True}), (80.2, {"derived": True})], 80.1, 1 / 3),
        (
            [(80.1, {}), (99.0, {"status": "target"}), (70.0, {"component": "thẩm định"}), (60.0, {"period": "2022-Q1"})],
            80.1,
            1.0,
        ),
    ],
)
def test_preferred_value(tmp_path: Path, stated: list[tuple[float, dict[str, Any]]], value: float, agreement: float) -> None:
    (row,) = query(build_scores(tmp_path, stated), "SELECT * FROM v_panel")
    assert row["value"] == value and row["agreement"] == pytest.approx(agreement, abs=1e-6)


def test_rank_within_a_region_is_not_the_national_rank(tmp_path: Path) -> None:
    text = "tỉnh Gia Lai xếp 1/5 trong vùng và 24/63 cả nước"
    ranks = [
        rank(span(text, "1/5 trong vùng"), 1, subject("tỉnh Gia Lai"), of=5, group="vùng tây nguyên"),
        rank(span(text, "24/63 cả nước"), 24, subject("tỉnh Gia Lai"), of=63, group="cả nước"),
    ]
    data = write_data(tmp_path, [pair(1, {"ranks": ranks}, text)])
    build(data, data / "chiso.db", inputs(data))
    (row,) = query(data / "chiso.db", 'SELECT rank, "of" FROM v_panel')
    assert row == {"rank": 24, "of": 63}
    assert query(data / "chiso.db", "SELECT * FROM v_disagreements") == []


def test_scale_of_papi_breaks_in_2018(tmp_path: Path) -> None:
    text = "tỉnh Gia Lai 36,1 rồi 43,2 rồi 44"
    scores = [
        score(span(text, word), value, subject("tỉnh Gia Lai"), indicator="PAPI", year=year)
        for word, value, year in (("36,1", 36.1, 2017), ("43,2", 43.2, 2018), ("44", 44.0, 2019))
    ]
    data = write_data(tmp_path, [pair(1, {"scores": scores}, text)])
    build(data, data / "chiso.db", inputs(data))
    rows = query(
        data / "chiso.db", "SELECT year, scale_max, break_before, round(value_share, 4) AS share FROM v_panel ORDER BY year"
    )
    assert [tuple(row.values()) for row in rows] == [(2017, 60.0, 0, 0.6017), (2018, 80.0, 1, 0.54), (2019, 80.0, 0, 0.55)]


def test_places_fit_the_assessed_year(tmp_path: Path) -> None:
    text = "tỉnh Bình Định 80; thành phố Huế 81; tỉnh Gia Lai 82; tỉnh Gia Lai 83"
    scores = [
        score(span(text, "tỉnh Bình Định 80"), 80.0, subject("tỉnh Bình Định"), year=2024),
        score(span(text, "thành phố Huế 81"), 81.0, subject("thành phố Huế", "place", "tỉnh Thừa Thiên Huế"), year=2023),
        score(span(text, "tỉnh Gia Lai 82"), 82.0, subject("tỉnh Gia Lai"), year=2024),
        score(span(text, "tỉnh Gia Lai 83"), 83.0, subject("tỉnh Gia Lai"), year=2025),
    ]
    data = write_data(tmp_path, [pair(1, {"scores": scores}, text, published_at="2025-12-30T00:00:00+07:00")])
    build(data, data / "chiso.db", inputs(data))
    sql = """SELECT p.level, p.valid_to, v.province_2025 FROM v_scores v JOIN scores s ON s.id = v.fact_id
             JOIN places p ON p.id = s.place ORDER BY v.value"""
    assert [tuple(row.values()) for row in query(data / "chiso.db", sql)] == [
        ("province", "2025-06-30", "tỉnh Gia Lai"),
        ("district", "2024-12-31", "thành phố Huế"),
        ("province", "2025-06-30", "tỉnh Gia Lai"),
        ("province", None, "tỉnh Gia Lai"),
    ]


def test_new_version_replaces_the_old_in_public_tables(tmp_path: Path) -> None:
    old_text, new_text = "tỉnh Gia Lai đạt 80,1 điểm", "tỉnh Gia Lai đạt 80,7 điểm (đính chính)"
    pairs = []
    for text, value, day in ((new_text, 80.7, "2026-02-02"), (old_text, 80.1, "2026-01-01")):
        article, facts = pair(1, {"scores": [score(span(text, text), value, subject("tỉnh Gia Lai"))]}, text)
        article["page"] = article["page"] | {"fetched_at": f"{day}T00:00:00Z", "sha256": day}
        pairs.append((article, facts))
    data = write_data(tmp_path, pairs)
    build(data, data / "chiso.db", inputs(data))
    assert query(data / "chiso.db", "SELECT value FROM v_scores") == [{"value": 80.7}]
    assert len(query(data / "chiso.db", "SELECT id FROM article_versions")) == 2
    assert query(data / "chiso.db", "SELECT body FROM articles") == [{"body": new_text}]


def test_facts_that_point_nowhere_become_issues(tmp_path: Path) -> None:
    who = subject("tỉnh Gia Lai")
    scores = [score({"start": 0, "end": 99_999}, 1.0, who), score({"start": 0, "end": 5}, 2.0, who) | {"evidence": None}]
    data = write_data(tmp_path, [pair(1, {"scores": scores})])
    build(data, data / "chiso.db", inputs(data))
    assert query(data / "chiso.db", "SELECT id FROM facts") == []
    issues = query(data / "chiso.db", "SELECT rule, message FROM issues ORDER BY message")
    assert [row["rule"] for row in issues] == ["load.evidence", "load.evidence"]
    assert "at no text" in issues[0]["message"] and "outside the text" in issues[1]["message"]


def test_unstorable_characters_keep_their_place(tmp_path: Path) -> None:
    text = "a\ud800b\x00 tỉnh Gia Lai đạt 5 điểm"
    stated = score(span(text, "tỉnh Gia Lai đạt 5 điểm"), 5.0, subject("tỉnh Gia Lai"))
    data = write_data(tmp_path, [pair(1, {"scores": [stated]}, text)])
    build(data, data / "chiso.db", inputs(data))
    assert query(data / "chiso.db", "SELECT quote FROM v_scores") == [{"quote": "tỉnh Gia Lai đạt 5 điểm"}]
    assert verify(data / "chiso.db").problems == ()


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("facts/*.parquet", "{", ".parquet: not a whole partition"),
        ("facts/*.parquet", None, ".parquet"),
        ("facts/index.json", "[]", "index.json: an index of another version"),
        ("facts/index.json", '{"version": 1, "partitions": []}', "no facts for these articles; run `make extract` again"),
        ("facts/index.json", None, "index.json: missing; run `make extract`"),
        ("articles/*.parquet", "PAR1", ".parquet: not a whole partition"),
        ("articles/index.json", "{", "index.json: not an index of partitions"),
        ("articles/index.json", None, "articles: no articles are there"),
        ("decisions/redactions.csv", "kind,match\n", "redactions.csv:1: column 'reason' is missing"),
        ("decisions/redactions.csv", "kind,match,reason,who,when\nwho,x,,,\n", "redactions.csv:2: kind 'who'"),
        ("ledger.db", "no database", "ledger.db: not a readable crawl ledger"),
    ],
)
def test_errors_name_file_and_line_and_leave_the_old_database(tmp_path: Path, file: str, text: str | None, reason: str) -> None:
    data = write_sample(tmp_path / "data")
    given = inputs(data)
    target = tmp_path / "chiso.db"
    target.write_bytes(b"old")
    for path in list(data.glob(file)) or [data / file]:
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError) as caught:
        build(data, target, given)
    assert reason in str(caught.value)
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chiso.db", "data"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"url": "http://other/"}, ":1: facts of http://other/, but the article is"),
        ({"scores": {}}, ":1: 'scores' is missing or not a list"),
        ({"ranks": [{"rank": 1, "evidence": {"start": 0, "end": 3}}]}, ":1: not the form of schemas/facts.schema.json: KeyError"),
    ],
)
def test_facts_of_another_form_stop_the_build_with_file_and_row(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    article, facts = article_a()
    data = write_data(tmp_path / "data", [(article, facts | change)])
    with pytest.raises(BuildError, match=rf"facts/[0-9a-f]+\.parquet{re.escape(reason)}"):
        build(data, tmp_path / "chiso.db", inputs(data))


def test_an_article_without_a_title_stops_the_build(tmp_path: Path) -> None:
    article, facts = article_a()
    del article["title"]
    data = write_data(tmp_path / "data", [(article, facts)])
    with pytest.raises(BuildError, match=r":1: article without 'title'"):
        build(data, tmp_path / "chiso.db", inputs(data))


def test_a_value_outside_the_vocabulary_stops_the_build_with_its_line(tmp_path: Path) -> None:
    good, bad = article_a(), article_b()
    bad[1]["scores"][0]["status"] = "perhaps"
    data = write_data(tmp_path, [good, bad])
    with pytest.raises(BuildError, match=r"articles.*\.parquet:2: .*CHECK constraint failed"):
        build(data, data / "chiso.db", inputs(data))


REDACT_PERSON = "kind,match,reason,who,when\nperson,trần hoài mẫu,asked to be forgotten,editor,2026-05-01\n"


def test_a_person_taken_out_is_nowhere(tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    article, facts = article_a()
    article["url"] = facts["url"] = "http://gialai.chiso.test/tin/ong-tran-hoai-mau-phat-bieu-102.html"
    article["title"] = "TRẦN HOÀI MẪU phát biểu"
    facts["scores"] = facts["ranks"] = []
    facts["events"][0]["name"] = "lễ trao quyết định cho ông Trần Hoài Mẫu"
    article["page"] = article["page"] | {"key": "102"}
    write_data(data, [article_a(), article_b(), (article, facts)])
    build(data, data / "chiso.db", inputs(data, redactions=REDACT_PERSON))
    raw = (data / "chiso.db").read_bytes().decode("utf-8", "replace").lower()
    for form in ("trần hoài mẫu", "tran hoai mau", "tran-hoai-mau"):
        assert form not in raw
    assert {row["name"] for row in query(data / "chiso.db", "SELECT name FROM v_officials")} == {"[ẩn danh]"}
    assert {row["chairs"] for row in query(data / "chiso.db", "SELECT chairs FROM v_events")} == {"[ẩn danh]"}
    bodies = [row["body"] for row in query(data / "chiso.db", "SELECT body FROM articles")]
    assert all("Ông Mẫu cảm ơn" not in body for body in bodies) and BODY_A not in bodies
    assert len(bodies[0]) in (len(BODY_A), len(article_b()[0]["body"]))
    assert verify(data / "chiso.db").problems == ()
    assert len(query(data / "chiso.db", "SELECT * FROM issues WHERE rule = 'redaction.person'")) == 3


def test_another_name_is_not_taken_out(tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    others = "kind,match,reason,who,when\nperson,Trần Hoài Mâu,,,\nperson,Hoài Mẫ,,,\nperson,Mẫu Hoài,,,\n"
    build(data, data / "chiso.db", inputs(data, redactions=others))
    assert {row["name"] for row in query(data / "chiso.db", "SELECT name FROM v_officials")} == {"Trần Hoài Mẫu"}
    idle = query(data / "chiso.db", "SELECT rule, message FROM issues WHERE stage = 'decision' ORDER BY message")
    assert [row["rule"] for row in idle] == ["redaction.idle"] * 3
    assert [f"entry {n}" in row["message"] for n, row in enumerate(idle, 1)] == [True] * 3
    assert not any(name in row["message"] for row in idle for name in ("Mâu", "Mẫ", "Hoài"))


def test_an_article_taken_out_leaves_its_hash(tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    url = "http://gialai.chiso.test/tin/101.html"
    build(
        data,
        data / "chiso.db",
        inputs(data, redactions=f"kind,match,reason,who,when\narticle,{url},court order,editor,2026-05-01\n"),
    )
    assert query(data / "chiso.db", "SELECT url FROM articles WHERE url = ?", url) == []
    (page,) = query(data / "chiso.db", "SELECT * FROM pages WHERE sha256 = 'aa'")
    assert {name for name, value in page.items() if value is not None} == {"id", "kind", "sha256"}
    (issue,) = query(data / "chiso.db", "SELECT message FROM issues WHERE rule = 'redaction.article'")
    assert "court order" in issue["message"] and url not in issue["message"]
    assert query(data / "chiso.db", "SELECT duplicate_of FROM articles WHERE url = 'http://x.chiso.test/9'") == [
        {"duplicate_of": None}
    ]


def test_a_text_taken_out_is_blocked(tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    words = "Quyết định số 812/QĐ-UBND"
    build(data, data / "chiso.db", inputs(data, redactions=f"kind,match,reason,who,when\ntext,{words},,,\n"))
    assert {row["quote"] for row in query(data / "chiso.db", "SELECT quote FROM v_documents")} == {"█" * len(words)}
    assert query(data / "chiso.db", "SELECT id FROM articles WHERE body LIKE ?", f"%{words}%") == []


def test_facts_dropped_and_replaced_by_decision(database: Path, tmp_path: Path) -> None:
    rows = query(database, "SELECT fact_id FROM v_scores WHERE article_url LIKE '%gialai%' ORDER BY value")
    first, second = (row["fact_id"] for row in rows)
    data = write_sample(tmp_path)
    decided = (
        f"action,fact_id,slot,value,reason,who,when\ndrop,{first},,,misread,me,2026\nreplace,{second},year,2021,typo,me,2026\n"
    )
    build(data, data / "chiso.db", inputs(data, facts=decided))
    left = query(data / "chiso.db", "SELECT fact_id, year FROM v_scores WHERE article_url LIKE '%gialai%'")
    assert left == [{"fact_id": second, "year": 2021}]
    assert len(query(data / "chiso.db", "SELECT * FROM issues WHERE stage = 'decision'")) == 2


def test_people_merged_by_decision(database: Path, tmp_path: Path) -> None:
    first, second = (row["id"] for row in query(database, "SELECT id FROM people ORDER BY id"))
    data = write_sample(tmp_path)
    build(
        data, data / "chiso.db", inputs(data, merges=f"person,into_person,reason,who,when\n{first},{second},same man,me,2026\n")
    )
    assert {row["person"] for row in query(data / "chiso.db", "SELECT person FROM v_officials")} == {second}
    assert query(data / "chiso.db", "SELECT person, into_person FROM merges WHERE how = 'decision'") == [
        {"person": first, "into_person": second}
    ]


def test_positions_of_one_article_join_one_person(tmp_path: Path) -> None:
    texts = ["Lê Thị Bưởi, Bí thư kiêm Giám đốc", "Lê Thị Bưởi, Bí thư", "Lê Thị Bưởi, Giám đốc", "Lê Thị Bưởi, Trưởng phòng"]
    posts = [("Bí thư", "Tỉnh ủy Gia Lai"), ("Giám đốc", "Sở Nội vụ tỉnh Gia Lai"), ("Trưởng phòng", "Sở Y tế tỉnh Hà Tĩnh")]
    chosen = [posts[:2], posts[:1], posts[1:2], posts[2:]]
    pairs = []
    for number, (text, held) in enumerate(zip(texts, chosen, strict=True)):
        text = body(number, text)
        made = official(span(text, "Lê Thị Bưởi"), "Lê Thị Bưởi", "", None)
        made["positions"] = [{"title": title, "organization": unit, "status": "current"} for title, unit in held]
        pairs.append(pair(number, {"officials": [made]}, text))
    data = write_data(tmp_path, pairs)
    build(data, data / "chiso.db", inputs(data))
    people = query(data / "chiso.db", "SELECT articles FROM people ORDER BY articles")
    assert [row["articles"] for row in people] == [1, 3]
    assert len(query(data / "chiso.db", "SELECT * FROM tenures")) == 3


TIN = "http://gialai.chiso.test/tin/"


def crawled(data: Path, *entries: tuple[str, dict[str, Any]]) -> None:
    """Write rows of a crawl into the ledger: (status, what else the row says) of articles, or of what `kind` says."""
    ledger = Ledger(data / "ledger.db")
    for status, more in entries:
        row: dict[str, Any] = {"run": "r1", "portal": "gialai", "kind": "article", "status": status} | more
        row.setdefault("url", f"{TIN}{row.get('article_key')}.html")
        ledger.record(Entry(**row))
    ledger.close()


def test_coverage_from_the_ledger_does_not_depend_on_when_it_ran(tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    crawled(
        data,
        ("fetched", {"article_key": "101", "listed_date": "12/03/2023"}),
        ("failed", {"article_key": "102", "listed_date": "5/3/2023"}),
        ("refused", {"article_key": "103", "listed_date": ""}),
        ("irrelevant", {"article_key": "104", "listed_date": "7/3/2023"}),
        ("outside", {"article_key": "105", "listed_date": "8/3/2023"}),
    )
    build(data, data / "chiso.db", inputs(data))
    before = (data / "chiso.db").read_bytes()
    rows = query(data / "chiso.db", "SELECT * FROM coverage WHERE portal = 'gialai' ORDER BY month")
    names = ("month", "listed", "fetched", "refused", "failed", "irrelevant", "outside", "changed", "extracted")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (None, 1, 0, 1, 0, 0, 0, 0, 0),
        ("2023-03", 4, 1, 0, 1, 1, 1, 0, 1),
    ]
    crawled(data, ("unchanged", {"article_key": "101", "listed_date": "12/03/2023"}))
    build(data, data / "chiso.db", inputs(data))
    assert (data / "chiso.db").read_bytes() == before


def test_what_the_crawl_lost_is_a_row_of_issues(tmp_path: Path) -> None:
    data = write_sample(tmp_path)
    page = {"http_status": 200, "warc": "a.warc.gz", "offset": 1}
    crawled(
        data,
        ("failed", {"article_key": "201", "reason": "HTTP 503"}),
        ("failed", {"article_key": "201", "reason": "HTTP 404"}),
        ("refused", {"article_key": "202", "reason": "robots.txt"}),
        ("failed", {"article_key": "203", "reason": "HTTP 503"}),
        ("fetched", {"article_key": "203"} | page),
        ("fetched", {"article_key": "204"} | page | {"offset": 2}),
        ("failed", {"article_key": "204", "reason": "HTTP 500"}),
        ("irrelevant", {"article_key": "205", "reason": "off the topic"}),
        ("failed", {"article_key": "206", "reason": "no article: no body"} | page | {"offset": 3}),
        ("failed", {"article_key": "207", "reason": "redirected to the home page (soft 404)"} | page | {"offset": 4}),
        ("failed", {"kind": "listing", "url": TIN, "reason": "HTTP 500"}),
        ("failed", {"kind": "listing", "url": f"{TIN}?p=9", "reason": "redirected to a listing already asked for"}),
        ("failed", {"kind": "sitemap", "url": f"{TIN}sitemap.xml", "reason": "HTTP 404"}),
        ("failed", {"portal": "dead", "kind": "listing", "url": "http://dead.test/tin/", "reason": "timeout"}),
        ("refused", {"portal": "dead", "article_key": "1", "url": "http://dead.test/1", "reason": "HTTP 403"}),
    )
    unread = {"portal": "gialai", "url": f"{TIN}206.html", "reason": "no body", "page": {"key": "206"}}
    (data / "parse_issues.jsonl").write_text(json.dumps(unread) + "\n", encoding="utf-8")
    build(data, data / "chiso.db", inputs(data))
    lists = "a page of the portal's lists, and what it alone names: "
    found = query(data / "chiso.db", "SELECT rule, url, message FROM issues WHERE stage = 'crawl'")
    assert sorted(tuple(row.values()) for row in found) == [
        ("crawl.article_failed", f"{TIN}201.html", "HTTP 404"),
        ("crawl.article_failed", f"{TIN}207.html", "redirected to the home page (soft 404)"),
        ("crawl.article_refused", "http://dead.test/1", "HTTP 403"),
        ("crawl.article_refused", f"{TIN}202.html", "robots.txt"),
        ("crawl.listing_failed", "http://dead.test/tin/", f"{lists}timeout"),
        ("crawl.listing_failed", TIN, f"{lists}HTTP 500"),
    ]
    assert [row["rule"] for row in query(data / "chiso.db", f"SELECT rule FROM issues WHERE url = '{TIN}206.html'")] == [
        "parse.not_article"
    ]
    # A portal of which nothing came is in the database, too.
    assert query(data / "chiso.db", "SELECT refused FROM coverage WHERE portal = 'dead'") == [{"refused": 1}]


def test_a_disk_that_refuses_leaves_the_old_database(tmp_path: Path) -> None:
    data = write_sample(tmp_path / "data")
    target = tmp_path / "chiso.db"
    target.write_bytes(b"old")
    program = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from extract.database.errors import BuildError\nfrom extract.database.load import build\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n    build(Path(sys.argv[1]), Path(sys.argv[2]))\nexcept BuildError as error:\n    sys.exit(str(error))"
    )
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", program, str(data), str(target)]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 1 and "left as it was" in result.stderr, result.stderr
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chiso.db", "data"]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("places.csv", ",vn-p-hoabinh,", ",vn-p-no,", r"places\.csv:\d+: parent 'vn-p-no' is not in places\.csv"),
        ("place_successors.csv", ",vn-c25-angiang-anphu,", ",vn-no,", r"place_successors\.csv:2: successor 'vn-no' is not in"),
        (
            "indicator_editions.csv",
            "ie-002,DTI,2021,1,",
            "ie-002,DTI,2021,one,",
            r"indicator_editions\.csv:3: 'one' is not a number",
        ),
        ("indicator_components.csv", "ic-001,PAPI,2011,", "ic-001,PAPI,x,", r"indicator_components\.csv:2: 'x' is not a whole"),
        ("indicators.csv", ",national,", ",world,", r"table indicators refuses '\w+': CHECK constraint failed"),
        ("province_successors.csv", None, None, r"province_successors\.csv: missing"),
    ],
)
def test_a_vocabulary_that_cannot_be_stops_the_build(
    tmp_path: Path, file: str, old: str | None, new: str | None, reason: str
) -> None:
    data, vocabulary = write_sample(tmp_path / "data"), tmp_path / "vocab"
    shutil.copytree(Path(__file__).resolve().parents[1] / "schemas" / "vocab", vocabulary)
    if old is None or new is None:
        (vocabulary / file).unlink()
    else:
        text = (vocabulary / file).read_text(encoding="utf-8")
        assert old in text
        (vocabulary / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BuildError, match=reason):
        build(data, data / "chiso.db", Inputs(data, decisions=data / "decisions", vocabulary=vocabulary))
