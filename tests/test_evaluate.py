"""`python -m extract eval`: what is read, what is reported, when it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.article_store import write_articles
from extract.database.errors import BuildError
from extract.evaluation import evaluate as evaluation
from extract.evaluation.accuracy import rules_version
from extract.evaluation.evaluate import evaluate, page_figures, read_floors, stale, under_floors, write_accuracy
from extract.evaluation.gold import Case, read_gold
from extract.evaluation.measure import Rates, measure
from extract.evaluation.report import report, slip_lines
from schemas.facts import TYPES
from tests.gold import articles

ARTICLE = {"url": "http://a.chiso.test/1", "title": "Tin", "body": "Huyện A đạt 80,94 điểm."}


def write_corpus(directory: Path, gold: dict[str, Any], floors: dict[str, Any]) -> Path:
    """A corpus of one article and one passage."""
    (directory / "portals" / "a").mkdir(parents=True)
    (directory / "passages").mkdir()
    case = {"article": ARTICLE, "gold": gold}
    (directory / "portals" / "a" / "001.json").write_text(json.dumps(case), encoding="utf-8")
    (directory / "passages" / "documents.jsonl").write_text(json.dumps({"id": "d1"} | case) + "\n\n", encoding="utf-8")
    (directory / "passages" / "mentions.jsonl").write_text('{"text": "another shape"}\n', encoding="utf-8")
    (directory / "floors.json").write_text(json.dumps(floors), encoding="utf-8")
    return directory


def test_read_gold_counts_all_types_of_articles_and_the_named_ones_of_passages(tmp_path: Path) -> None:
    cases = read_gold(write_corpus(tmp_path, {"documents": []}, {}))
    assert [(c.kind, c.label, c.types) for c in cases] == [
        ("articles", "a/001", TYPES),
        ("passages", "documents/d1", ("documents",)),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [("{", "not JSON"), ("[]", "article"), ('{"article": {}}', "gold"), ('{"article": {}, "gold": {}}', "no fact type"),
     ('{"article": {}, "gold": {"score": []}}', "score")],
)  # fmt: skip
def test_a_broken_passage_is_named_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "passages").mkdir()
    file = tmp_path / "passages" / "x.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(BuildError, match=reason) as caught:
        read_gold(tmp_path)
    assert (caught.value.file, caught.value.line) == (file, 2)
    assert evaluate(tmp_path, data_dir=tmp_path) == 2


def found_by(answers: dict[str, Any]) -> Any:
    """A measuring of given answers instead of extracted ones."""
    return lambda case, nlp=None: measure(case.article, case.gold, answers, case.types)


DOCUMENT = {"type": "Quyết định", "number": "80,94", "date": None, "issuer": None}
SHOWN = DOCUMENT | {"evidence": {"start": 0, "end": 23}}


@pytest.mark.parametrize(
    ("answers", "floors", "status"),
    [
        ({"documents": [SHOWN]}, {"articles": {"all": 1.0, "evidence": 1.0, "slots": 1.0}, "passages": {"documents": 1.0}}, 0),
        ({"documents": []}, {"articles": {"all": 0.5}}, 1),
        ({"documents": [DOCUMENT]}, {"articles": {"evidence": 1.0}}, 1),
        ({"documents": [SHOWN | {"issuer": "Chính phủ"}]}, {"passages": {"documents.issuer": 0.5}}, 1),
        ({"documents": [SHOWN]}, {"articles": {"positions": 0.1}}, 1),
        ({"documents": []}, {}, 0),
    ],
)
def test_status_follows_the_floors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answers: Any, floors: Any, status: int
) -> None:
    corpus = write_corpus(tmp_path, {"documents": [DOCUMENT]}, floors)
    monkeypatch.setattr(evaluation, "measure_case", found_by(answers))
    assert evaluate(corpus, data_dir=tmp_path, verbose=True, jobs=1) == status
    out = capsys.readouterr().out
    assert ("below the floor" in out) == bool(status)
    assert ("documents missed" in out) == (not answers["documents"])
    assert "not measured" in out
    assert not (corpus / "accuracy.json").exists()


def test_write_gives_the_rows_of_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = write_corpus(tmp_path, {"documents": [DOCUMENT]}, {})
    monkeypatch.setattr(evaluation, "measure_case", found_by({"documents": [SHOWN]}))
    assert evaluate(corpus, data_dir=tmp_path, write=True, jobs=1) == 0
    rows = json.loads((corpus / "accuracy.json").read_text(encoding="utf-8"))
    assert {"fact_type": "documents", "slot": None, "precision": 1.0, "recall": 1.0, "f1": 1.0, "interval": [1.0, 1.0],
            "gold_size": 1, "gold_kind": "sample articles", "rules_version": rules_version()} in rows  # fmt: skip
    assert {r["gold_kind"] for r in rows} == {"sample articles", "passages"}
    assert {r["fact_type"] for r in rows} == {"documents", "all"}
    assert not stale(corpus / "accuracy.json", rules_version())
    assert stale(corpus / "accuracy.json", "0+other")
    first = (corpus / "accuracy.json").read_bytes()
    write_accuracy(corpus / "accuracy.json", rows)
    assert (corpus / "accuracy.json").read_bytes() == first


@pytest.mark.parametrize(
    "floors",
    ["[]", "{", '{"articles": 1}', '{"articles": {"scroes": 0.9}}', '{"articles": {"all": 2}}', '{"articles": {"all": true}}',
     '{"portals": {"all": 0.9}}', '{"pages": {"scores": 1}}', '{"articles": {"scores.issuer": 1}}'],
)  # fmt: skip
def test_wrong_floors_are_an_error(tmp_path: Path, floors: str) -> None:
    file = tmp_path / "floors.json"
    file.write_text(floors, encoding="utf-8")
    with pytest.raises(BuildError, match=r"floors\.json"):
        read_floors(file)


def test_a_floor_of_what_is_not_measured_is_not_held() -> None:
    assert under_floors("articles", {"articles": {"awards": 0.0}}, {}) != []
    assert under_floors("articles", {"articles": {"awards": 0.5}}, {("awards", None): Rates(1, 2, 2)}) == []
    assert under_floors("articles", {"passages": {"awards": 0.9}}, {("awards", None): Rates(0, 2, 2)}) == []


def test_pages_are_compared_with_the_gold_articles(tmp_path: Path) -> None:
    def case(n: int) -> Case:
        article = ARTICLE | {"url": f"u{n}", "published_at": "2024-01-01T00:00:00+07:00"}
        return Case("articles", str(n), article, {}, TYPES)

    cases = [case(1), case(2), case(3)]
    assert page_figures(cases, tmp_path) is None
    write_articles(tmp_path, [{"url": "elsewhere"}])
    assert page_figures(cases, tmp_path) is None
    read = [cases[0].article, cases[1].article | {"body": "x", "published_at": None}]
    write_articles(tmp_path, read)
    assert page_figures(cases, tmp_path) == {"title": Rates(2, 3, 3), "date": Rates(1, 3, 3), "body": Rates(1, 3, 3)}


def test_report_names_what_went_wrong() -> None:
    score = {"indicator": "PCI", "subject": {"name": "tỉnh A", "kind": "place"}, "year": 2020, "value": 61.5, "max": 100}
    gold = {"scores": [score]}
    right = {"scores": [score | {"max": None}]}
    wrong = {"scores": [score | {"year": 2021}]}
    lines = list(slip_lines("a/001", measure(ARTICLE, gold, right)))
    assert lines[0] == 'a/001 scores max: tỉnh A PCI 2020 61.5: {"max": [100, null]}'
    assert [line.split(":")[0] for line in lines[1:]] == ["a/001 scores evidence"]
    tally = measure(ARTICLE, gold, wrong)
    assert [line.split(":")[0] for line in slip_lines("a/001", tally)] == [
        f"a/001 scores {what}" for what in ("missed", "spurious", "evidence")
    ]
    row = next(line for line in report("1 articles", tally, {}) if line.startswith("scores"))
    assert row.split() == ["scores", "1", "1", "0.000", "0.000", "0.000", "year", "1"]


def test_sample_articles_are_measured_in_processes_as_in_one() -> None:
    cases = articles()[:9]
    alone = [t.records for t in evaluation.measure_cases(cases, jobs=1)]
    assert [t.records for t in evaluation.measure_cases(cases, jobs=2)] == alone
    assert sum(sum(r.values()) for r in alone) > 0
