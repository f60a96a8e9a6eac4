"""Confidence: what the weights may be, what the signals see, that the fit finds what it should, and that it holds on the gold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from extract.confidence import BIAS, LEAST, MODELS, MOST, Weight, confidence, rated, read_weights
from extract.evaluation import calibrate as calibration
from extract.evaluation.calibrate import Example, calibrate, read_examples, write_examples, write_weights
from extract.evaluation.logistic import Pattern, fit, rescaled
from extract.evaluation.measure import measure
from extract.evaluation.reliability import at_sure, bins, calibration_error, reliability_lines
from extract.pipeline import extract
from extract.signals import rated_signals
from schemas.facts import TYPES, Fact, Official, Position, Rank, Score, Subject
from schemas.records import Article, Issue, Portal, Span

ROOT = Path(__file__).resolve().parents[1]
LAO_CAI = Subject("tỉnh Lào Cai", "place")
BODY = "Lào Cai đạt 89,71 điểm năm 2025. Năm ấy tỉnh xếp thứ 8. Yên Bái xếp thứ 8."
ARTICLE = Article("http://a.chiso.test/1", "Tin", BODY, "2026-05-15", portal=Portal("a", "tỉnh Lào Cai", "tỉnh Lào Cai"))
VALUE, PLACE, OTHER = Span(0, 32), Span(33, 55), Span(56, len(BODY))


def score(**slots: object) -> Score:
    given = {
        "indicator": "PAR_INDEX",
        "subject": LAO_CAI,
        "year": 2025,
        "value": 89.71,
        "evidence": VALUE,
        "rule": "scores.value",
    }
    return Score(**(given | slots))  # type: ignore[arg-type]


def rank(**slots: object) -> Rank:
    given = {"indicator": "PAR_INDEX", "subject": LAO_CAI, "year": 2025, "rank": 8, "evidence": PLACE, "rule": "ranks.rank"}
    return Rank(**(given | slots))  # type: ignore[arg-type]


def found_in(*facts: Fact, issues: Sequence[Issue] = ()) -> list[set[str]]:
    """The signals of the facts of ARTICLE, in the given order."""
    by_type: dict[str, list[Fact]] = {name: [f for f in facts if name == f.TYPE] for name in TYPES}
    signals = rated_signals(ARTICLE, by_type, issues)
    of = {id(f): set(s) for name in TYPES for f, s in zip(by_type[name], signals[name], strict=True)}
    return [of[id(f)] for f in facts]


# facts, issues, which signal the first has with them and has not without the rest or the change: the plain one beside it.
ISSUE = Issue("scores.odd", "why", VALUE)
YEN_BAI = Subject("tỉnh Yên Bái", "place")
CASES: tuple[tuple[str, tuple[Fact, ...], tuple[Issue, ...]], ...] = (
    ("clash", (score(), score(value=88.0)), ()),
    ("near_clash", (score(component="thẩm định"), score(), score(value=88.0)), ()),
    ("tie", (rank(), rank(subject=YEN_BAI, evidence=OTHER)), ()),
    ("issue", (score(),), (ISSUE,)),
    ("conflict", (score(),), (Issue("resolve.conflict", "why", VALUE),)),
    ("unread", (score(),), (ISSUE,)),
    ("paired", (score(), rank()), ()),
    ("repeated", (score(mentions=(VALUE, PLACE)),), ()),
    ("unit_unsaid", (score(evidence=PLACE),), ()),
    ("year_other", (score(year=2024),), ()),
    ("no_year", (score(year=None),), ()),
    ("same_year", (score(year=2026),), ()),
    ("old_year", (score(year=2020),), ()),
    ("other_province", (score(subject=YEN_BAI),), ()),
    ("below_province", (score(subject=Subject("huyện Bảo Yên", "place", "tỉnh Lào Cai")),), ()),
    ("component", (score(component="thẩm định"),), ()),
    ("no_value", (score(value=None, change=1.0),), ()),
    ("low", (score(value=3.0),), ()),
    ("over", (score(value=104.0),), ()),
    ("period", (score(period="2025-08"),), ()),
    ("index_unsaid", (score(doubts=("index_unsaid",)),), ()),
    ("indices", (score(), score(indicator="SIPAS"), score(indicator="PCI")), ()),
    ("in_title", (score(evidence=Span(0, 3, "title")),), ()),
)


@pytest.mark.parametrize(("signal", "facts", "issues"), CASES, ids=[c[0] for c in CASES])
def test_a_signal_is_seen_where_it_is_and_not_in_a_plain_record(
    signal: str, facts: tuple[Fact, ...], issues: tuple[Issue, ...]
) -> None:
    assert signal in found_in(*facts, issues=issues)[0]
    assert signal not in found_in(score())[0]


def test_ranks_and_officials_have_signals_of_their_own() -> None:
    misfit, over, plain = found_in(rank(group="huyện, thị xã"), rank(rank=9, of=7), rank(group="tỉnh, thành phố"))
    assert "misfit" in misfit and "over" in over and not {"misfit", "over", "tie"} & plain
    post = (Position("Chủ tịch", "Ủy ban nhân dân tỉnh Lào Cai"),)
    named, unnamed = found_in(Official(name="Lào Cai", positions=post, evidence=VALUE), Official(name="Tám", evidence=VALUE))
    assert "name_unsaid" not in named and {"name_unsaid", "one_word", "no_body"} <= unnamed


def test_an_issue_elsewhere_is_no_issue_of_the_record() -> None:
    far = Issue("scores.odd", "why", OTHER)
    title = Issue("scores.odd", "why", Span(0, 3, "title"))
    assert "issue" not in found_in(score(), issues=(far, title, Issue("nlp.unavailable", "why")))[0]


def test_every_weight_keeps_its_sign_and_every_type_has_a_model() -> None:
    rows = read_weights()
    for row in rows:
        assert (row.weight <= 0 or row.sign != "-") and (row.weight >= 0 or row.sign != "+"), row
    assert {row.model for row in rows if row.signal == BIAS} == set(MODELS.values())
    for name in TYPES:
        doubtful = [r.signal for r in rows if r.model == MODELS[name] and r.sign == "-"]
        assert LEAST <= confidence(name, doubtful) < confidence(name, ()) <= MOST


@pytest.mark.parametrize(
    "row", ["figures,clash,-,x,0", "figures,clash,?,0,0", "nobody,clash,-,0,0", "figures,clash,-,0,0\nfigures,clash,-,0,0"]
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str) -> None:
    file = tmp_path / "confidence.csv"
    file.write_text(f"model,signal,sign,prior,weight\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"confidence\.csv:{len(row.splitlines()) + 1}"):
        read_weights(file)


def test_weights_are_written_as_they_are_read(tmp_path: Path) -> None:
    write_weights(read_weights(), tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (ROOT / "schemas" / "confidence.csv").read_bytes()


def test_every_record_is_rated_between_the_bounds_and_alike_each_time() -> None:
    plain, clashing = score(), score(value=88.0)
    facts: dict[str, list[Fact]] = {name: [] for name in TYPES}
    (alone,) = rated(ARTICLE, facts | {"scores": [plain]}, ())["scores"]
    both = rated(ARTICLE, facts | {"scores": [plain, clashing]}, ())["scores"]
    assert all(LEAST <= f.confidence < alone.confidence <= MOST for f in both)
    assert both == rated(ARTICLE, facts | {"scores": [plain, clashing]}, ())["scores"]
    assert all(round(f.confidence, 3) == f.confidence for f in (alone, *both))


def test_a_figure_said_twice_is_surer_than_once() -> None:
    once = "Tỉnh Lào Cai đạt 89,71 điểm Chỉ số cải cách hành chính năm 2025."
    body = f"{once}\n\nHội nghị kết thúc lúc 11 giờ.\n\nNhư vậy, tỉnh Lào Cai đạt 89,71 điểm Chỉ số cải cách hành chính năm 2025."
    (one,), (two,) = (
        extract(Article("http://a.chiso.test/1", "Tin", text, "2026-05-15")).facts["scores"] for text in (once, body)
    )
    assert one.confidence < two.confidence and len(two.mentions) == 2


def test_the_fit_finds_weights_signs_and_priors() -> None:
    patterns = [Pattern((), 900, 100), Pattern(("bad",), 500, 500), Pattern(("good",), 400, 600), Pattern(("rare",), 0, 1)]
    given = ((BIAS, "", 0.0), ("bad", "-", 0.0), ("good", "+", 0.0), ("rare", "-", -1.0), ("unseen", "-", -0.7))
    rows = [Weight("m", signal, sign, prior, 0.0) for signal, sign, prior in given]
    weights = fit(patterns, rows)
    assert weights[BIAS] + weights["bad"] == pytest.approx(0, abs=0.15)
    assert weights["good"] == 0 and weights["unseen"] == -0.7 and -1.5 < weights["rare"] < -1


def test_rescaling_makes_a_boaster_modest_and_leaves_a_true_model() -> None:
    slope, shift = rescaled([(4.0, 900, 100), (0.0, 500, 500)])
    assert 4 * slope + shift == pytest.approx(2.197, abs=0.1) and slope < 0.7
    assert rescaled([(2.197, 900, 100), (0.0, 500, 500)]) == pytest.approx((1, 0), abs=0.01)
    # Nobody is made surer than the model says.
    assert rescaled([(1.0, 990, 10), (-1.0, 10, 990)])[0] == 1


SURE = {
    ("scores", 0.96, True): 90,
    ("scores", 0.96, False): 10,
    ("ranks", 0.6, True): 30,
    ("ranks", 0.9, True): 0,
    ("ranks", 1.0, True): 10,
}


def test_bins_error_and_share_are_counted() -> None:
    found = bins(SURE)
    assert [(b.count, b.right) for b in found] == [(0, 0), (30, 30), (0, 0), (0, 0), (0, 0), (110, 100)]
    assert calibration_error(SURE) == pytest.approx((30 * 0.4 + (96 + 10 - 100)) / 140)
    assert at_sure(SURE) == pytest.approx((100 / 110, 100 / 130))
    assert at_sure({}) == (None, None) and calibration_error({}) is None
    lines = "\n".join(reliability_lines("gold", SURE))
    assert "0.909 are right, which are 0.769 of the right ones" in lines and "scores: " in lines
    with pytest.raises(ValueError, match="no share"):
        bins({("scores", 1.2, True): 1})


def test_the_tally_counts_every_record_that_counts() -> None:
    right = {"type": "Quyết định", "number": "1/QĐ-UBND", "evidence": {"start": 0, "end": 3}, "confidence": 0.9}
    wrong = right | {"number": "2/QĐ-UBND", "confidence": 0.4}
    loose = right | {"number": "3/QĐ-UBND"}
    gold = {"documents": [right, loose | {"optional": True}]}
    tally = measure(ARTICLE.to_json(), gold, {"documents": [wrong, loose, right]}, ["documents"])
    assert dict(tally.sure) == {("documents", 0.9, True): 1, ("documents", 0.4, False): 1}


def test_calibrating_writes_weights_and_leaves_the_frozen_articles_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibration, "FOLDS", 2)
    (tmp_path / "gold" / "test").mkdir(parents=True)
    (tmp_path / "gold" / "test" / "x.json").write_text("not to be read", encoding="utf-8")
    (tmp_path / "passages").mkdir()
    case = {"id": "d1", "article": ARTICLE.to_json(), "gold": {"documents": []}}
    (tmp_path / "passages" / "documents.jsonl").write_text(json.dumps(case), encoding="utf-8")
    (tmp_path / "confidence").mkdir()
    seen = [Example(f"a/{n}", "scores", n % 10 > 0, ("scores", "clash") if n % 10 < 2 else ("scores",)) for n in range(200)]
    write_examples(seen, tmp_path / "confidence" / "unseen.csv")
    assert read_examples(tmp_path / "confidence" / "unseen.csv") == seen
    write_weights(read_weights(), tmp_path / "weights.csv")
    assert calibrate(tmp_path, None, weights=tmp_path / "weights.csv", jobs=1) == 0
    assert "left out, unseen" in capsys.readouterr().out
    new = {(r.model, r.signal): r for r in read_weights(tmp_path / "weights.csv")}
    assert new["figures", "clash"].weight < new["figures", "tie"].weight < 0
    (tmp_path / "confidence" / "unseen.csv").write_text("text,type\na,b\n", encoding="utf-8")
    assert calibrate(tmp_path, None, weights=tmp_path / "weights.csv", jobs=1) == 2


def test_the_stored_examples_are_weighed_by_signals_that_the_models_know() -> None:
    known = {(row.model, row.signal) for row in read_weights()}
    stored = read_examples(ROOT / "corpus" / "confidence" / "unseen.csv")
    assert {(MODELS[e.type], s) for e in stored for s in e.signals} <= known
    assert 0.05 < sum(not e.right for e in stored) / len(stored) < 0.5
