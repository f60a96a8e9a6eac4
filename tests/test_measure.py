"""The measure: comparisons, counting, and the same figures as the reference measure where it lies beside the project."""

from __future__ import annotations

import copy
import importlib.util
import random
from collections import Counter, defaultdict
from types import ModuleType
from typing import Any

import pytest

from extract.evaluation.accuracy import accuracy_rows, figure_name, figures, intervals, total
from extract.evaluation.equality import (
    norm,
    overlaps,
    same_body,
    same_component,
    same_group,
    same_indicator,
    same_place,
    same_set,
    same_subject,
    similar,
)
from extract.evaluation.evidence import evidence_holds, shows
from extract.evaluation.gold import Case
from extract.evaluation.measure import KEYS, SLOTS, Rates, Tally, measure
from schemas.facts import TYPES
from tests.conftest import LONG
from tests.gold import ROOT, articles, cases, passages, records

REFERENCE = ROOT.parent / "shared" / "score.py"
Facts = dict[str, Any]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Uỷ ban nhân dân huyện Hoà Vang", "UBND huyện Hòa Vang"),
        ("Sở Nội vụ – tỉnh Gia Lai", "sở nội vụ tỉnh gia lai"),
        ("CƯ M’GAR", "Cư M'gar"),
        ("TP. Hà Nội", "thành phố Hà Nội"),
        ("công tác CCHC", "Công tác cải cách hành chính"),
        ("TX. Ba Đồn", "thị xã Ba Đồn"),
    ],
)
def test_norm_forgives_spelling(a: str, b: str) -> None:
    assert norm(a) == norm(b)


def test_norm_does_not_forgive_words() -> None:
    assert norm("Phó Chủ tịch") != norm("Chủ tịch")
    assert norm("hòa") != norm("hỏa")
    assert norm(None) is None
    assert norm("") != norm(None)


@pytest.mark.parametrize(
    ("same", "gold", "found", "expected"),
    [
        (same_place, "huyện", "huyện Ia Grai", True),
        (same_place, "huyện Ia Grai", "huyện", False),
        (same_place, "thị xã", "thị trấn Ia Kha", False),
        (same_body, "Ủy ban nhân dân", "Ủy ban nhân dân tỉnh Gia Lai", True),
        (same_body, "Ủy ban nhân dân huyện", "Ủy ban nhân dân huyện Ia Grai", True),
        (same_body, "Huyện ủy", "Huyện ủy Tuyên Hóa", True),
        (same_body, "Ủy ban nhân dân tỉnh Gia Lai", "Ủy ban nhân dân", False),
        (same_body, "Sở Nội vụ", "Sở Nội vụ và Lao động", False),
        (same_body, None, "Sở Nội vụ", False),
        (same_body, None, None, True),
        (same_indicator, "OTHER:Kết nối mạng", "OTHER:chỉ số kết nối mạng", True),
        (same_indicator, "OTHER:Xanh", "OTHER:cấp tỉnh xanh", False),
        (same_indicator, "PAPI", "PCI", False),
        (same_component, "điểm thẩm định", "thẩm định", True),
        (same_component, "chi phí thời gian", "thời gian", True),
        (same_component, "chi phí thời gian", "gian", False),
        (same_component, None, "thẩm định", False),
        (same_group, None, "huyện", True),
        (same_group, "huyện, thị xã, thành phố", None, False),
        (same_set, ["Lê Hoà", "Trần A"], ["trần a", "Lê Hòa"], True),
        (same_set, None, [], True),
        (same_set, ["Trần A"], [], False),
        (similar, "một hai ba bốn năm", "một hai ba bốn sáu", True),
        (similar, "một hai ba bốn", "một hai", False),
        (similar, "", None, True),
    ],
)
def test_comparison(same: Any, gold: Any, found: Any, expected: bool) -> None:
    assert same(gold, found) is expected


def test_overlaps_wants_whole_words() -> None:
    assert overlaps("thủ tục hành chính", "cải cách thủ tục hành chính", words=2)
    assert not overlaps("an toàn", "ban toàn", words=1)
    assert same_subject({"name": "huyện", "kind": "place"}, {"name": "huyện Lắk", "kind": "organization"})


@pytest.mark.parametrize(
    ("span", "value", "expected"),
    [
        ("đạt 82,17 điểm", 82.17, True),
        ("đạt 42.394 điểm", 42.394, True),
        ("1.234 hồ sơ", 1234, True),
        ("hạng 24/63", 24, True),
        ("giảm 3 bậc", -3, True),
        ("giảm 0,5 điểm", -0.5, True),
        ("đứng thứ nhì", 2, True),
        ("dẫn đầu", 1, True),
        ("giữ nguyên vị trí", 0, True),
        ("đạt 82,17 điểm", 82.71, False),
        ("thứ nhì", 3, False),
        ("đạt 1,5", 0.5, False),
    ],
)
def test_shows(span: str, value: float, expected: bool) -> None:
    assert shows(span, value) is expected


BODY = "Huyện Ia Grai đạt 80,94 điểm.\n\nÔng Rơ Châm Hoà chủ trì; trang sau."
ARTICLE = {"title": "Tin 7", "body": BODY, "attachments": [{"id": "a", "pages": ["trang 1", "xếp hạng 12"]}]}


@pytest.mark.parametrize(
    ("kind", "record", "expected"),
    [
        ("scores", {"value": 80.94, "evidence": {"start": 0, "end": 29}}, True),
        ("scores", {"value": 80.49, "evidence": {"start": 0, "end": 29}}, False),
        ("scores", {"value": 80.94, "evidence": {"start": 0, "end": 40}}, False),
        ("scores", {"value": 80.94, "evidence": {"start": 0, "end": 4000}}, False),
        ("scores", {"value": 80.94, "evidence": {"start": 5, "end": 5}}, False),
        ("scores", {"value": 80.94, "evidence": None}, False),
        ("scores", {"value": 7, "evidence": {"in": "title", "start": 0, "end": 5}}, True),
        ("ranks", {"rank": 12, "evidence": {"in": "attachment", "attachment": "a", "page": 2, "start": 0, "end": 11}}, True),
        ("ranks", {"rank": 12, "evidence": {"in": "attachment", "attachment": "a", "page": 3, "start": 0, "end": 11}}, False),
        ("ranks", {"rank": 3, "derived": True, "evidence": {"start": 0, "end": 29}}, True),
        ("ranks", {"rank": 3, "of": 3, "evidence": {"start": 0, "end": 29}}, True),
        ("tier_counts", {"count": 3, "of": 4, "evidence": {"start": 0, "end": 29}}, False),
        ("officials", {"name": "Rơ Châm Hòa", "evidence": {"start": 31, "end": 50}}, True),
        ("officials", {"name": "Rơ Châm Hoan", "evidence": {"start": 31, "end": 50}}, False),
        ("documents", {"number": "80,94", "evidence": {"start": 0, "end": 29}}, True),
        ("awards", {"kind": "bằng khen", "evidence": {"start": 0, "end": 29}}, False),
        ("events", {"evidence": {"start": 0, "end": 29}}, True),
    ],
)
def test_evidence_holds(kind: str, record: Facts, expected: bool) -> None:
    assert evidence_holds(kind, record, ARTICLE) is expected


def test_gold_against_itself_is_perfect() -> None:
    for case in cases():
        tally = measure(case.article, case.gold, case.gold, case.types)
        for name, rates in figures(tally).items():
            if name[1] != "evidence" and rates.gold + rates.found:
                assert rates.f1 == 1.0, (case.label, name, tally.slips)


def test_nothing_found_is_no_recall() -> None:
    tally = total(measure(c.article, c.gold, {}, c.types) for c in cases())
    rates = figures(tally)[("all", None)]
    assert (rates.hits, rates.found, rates.f1, rates.precision) == (0, 0, 0.0, None)
    wanted = sum(not r.get("optional") for c in cases() for t, r in records(c) if t != "awards")
    wanted += sum(max(1, len(r["recipients"])) for c in cases() for t, r in records(c) if t == "awards" and not r.get("optional"))
    assert rates.gold == wanted


def test_optional_and_group_count_neither_way() -> None:
    optional = {"kind": "announcement", "start_date": None, "name": "x", "optional": True}
    assert not +measure(ARTICLE, {"events": [optional]}, {}).records
    assert not +measure(ARTICLE, {"events": [optional]}, {"events": [optional]}).records
    group = {"indicator": "PCI", "subject": {"name": "các tỉnh", "kind": "group"}, "year": 2020, "value": 60, "status": "result"}
    assert not +measure(ARTICLE, {}, {"scores": [group]}).records


def test_a_sure_record_is_met_before_an_optional_one() -> None:
    sure = {"kind": "meeting", "start_date": None, "name": "x"}
    tally = measure(ARTICLE, {"events": [sure | {"optional": True}, sure]}, {"events": [sure]})
    assert +tally.records == Counter({("events", "hit"): 1})


def test_only_asked_types_count() -> None:
    found = {"documents": [{"type": "Quyết định", "number": "1"}], "events": [{"kind": "meeting", "start_date": None}]}
    assert set(+measure(ARTICLE, {}, found, ["documents"]).records) == {("documents", "spurious")}


def test_one_wrong_slot_is_named() -> None:
    gold = {"indicator": "PCI", "subject": {"name": "tỉnh Gia Lai", "kind": "place"}, "year": 2020, "value": 60.5}
    tally = measure(ARTICLE, {"scores": [gold]}, {"scores": [gold | {"year": 2019}]})
    assert tally.near == Counter({("scores", "year"): 1})
    assert [s.what for s in tally.slips] == ["missed", "spurious", "evidence"]


def test_rates() -> None:
    rates = Rates(3, 4, 6)
    assert (rates.precision, rates.recall, rates.f1) == (0.5, 0.75, 0.6)
    assert (Rates(0, 0, 0).precision, Rates(0, 0, 0).recall, Rates(0, 0, 0).f1) == (None, None, None)


def test_every_slot_of_the_tables_is_a_slot_of_the_gold() -> None:
    """A test that asked for a slot that no record has would always be right."""
    stated = defaultdict(set)
    for case in cases():
        for fact_type, record in records(case):
            stated[fact_type] |= set(record)
    inner = dict.fromkeys(("recipient", "count", "names"), "recipients") | dict.fromkeys(("province", "subject.kind"), "subject")
    for fact_type in TYPES:
        for slot, _ in (*KEYS[fact_type], *SLOTS[fact_type]):
            assert slot in stated[fact_type] or inner.get(slot) in stated[fact_type], (fact_type, slot)


def test_intervals_hold_the_figure_and_repeat() -> None:
    dice = random.Random(5)
    tallies = [measure(c.article, c.gold, perturbed(c, dice), c.types) for c in articles()]
    between = intervals(tallies, resamples=200)
    assert between == intervals(tallies, resamples=200)
    for name, (low, high) in between.items():
        f1 = figures(total(tallies))[name].f1
        assert f1 is not None
        assert 0 <= low <= high <= 1
        assert low - 0.02 <= f1 <= high + 0.02, name
    assert between[("all", None)][0] < between[("all", None)][1]


def test_accuracy_rows_name_every_figure_once() -> None:
    tallies = [measure(c.article, c.gold, c.gold, c.types) for c in articles()]
    rows = accuracy_rows("articles", tallies, "1+test")
    names = [(r["fact_type"], r["slot"]) for r in rows]
    assert len(set(names)) == len(names)
    assert {(t, None) for t in (*TYPES, "all")} <= set(names)
    assert {figure_name(n) for n in ("positions", "roles", "slots", "evidence")} <= set(names)
    assert {r["gold_kind"] for r in rows} == {"sample articles"}


def score_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SPELLINGS = [("òa", "oà"), ("ủy", "uỷ"), ("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND"), ("-", "–"), ("'", "’")]


def respelt(text: str, dice: random.Random) -> str:
    """Other spellings, a cut or a longer name: some the same to the measure, some not."""
    choice = dice.randrange(6)
    if choice == 0:
        return text.upper()
    if choice == 1:
        return text.replace(*dice.choice(SPELLINGS))
    if choice == 2:
        return text + dice.choice([" tỉnh Gia Lai", " huyện Lắk", " và", ", thị xã Ba Đồn", " Lắk"])
    words = text.split()
    if choice == 3 and len(words) > 1:
        del words[dice.choice([0, -1])]
    return " ".join(words)


NUMBERS = frozenset({"value", "max", "percent", "change", "rank", "of", "count", "year", "change_from", "sites"})
NEVER_OPEN = frozenset({"name", "kind", "type", "number", "indicator", "title", "tier"})


def changed(slot: str, value: Any, dice: random.Random) -> Any:
    """Another value of the same type, sometimes none where the slot may be open."""
    if value is None:
        return dice.choice([None, 5]) if slot in NUMBERS else dice.choice([None, "tốt"])
    if slot in NUMBERS:
        return dice.choice([value + 1, -value, float(value), None, value])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return dice.choice([respelt(value, dice), respelt(value, dice), value if slot in NEVER_OPEN else None])
    if isinstance(value, list):
        return dice.sample(value, dice.randint(0, len(value)))
    return {k: changed(k, v, dice) if dice.random() < 0.4 else v for k, v in value.items()}


def perturbed(case: Case, dice: random.Random) -> Facts:
    """An extraction with every kind of mistake: dropped, doubled and changed records, other evidence."""
    found: Facts = copy.deepcopy(case.gold)
    for fact_type in case.types:
        kept = [r for r in found.get(fact_type) or [] if dice.random() > 0.15]
        kept += [copy.deepcopy(r) for r in kept if dice.random() < 0.1]
        dice.shuffle(kept)
        for record in kept:
            record.pop("optional", None)
            if (record.get("evidence") or {}).get("in") == "attachment":
                del record["evidence"]  # the reference knows title and body only
            spoil(record, len(case.article["body"]), dice)
        found[fact_type] = kept
    return found


def spoil(record: Facts, length: int, dice: random.Random) -> None:
    """Change some slots of a record in place and point its evidence anywhere."""
    for slot in list(record):
        if dice.random() < 0.12 and slot not in ("subject", "scope"):
            record[slot] = changed(slot, record[slot], dice)
    for slot in ("subject", "scope"):
        if record.get(slot) and dice.random() < 0.12:
            record[slot] = dice.choice([None, changed(slot, record[slot], dice), record[slot] | {"kind": "group"}])
    for group in record.get("recipients") or []:
        if dice.random() < 0.12:
            group["count"] = changed("count", group.get("count"), dice)
    for position in record.get("positions") or []:
        if dice.random() < 0.12:
            position |= changed("position", position, dice)
    if dice.random() < 0.9:
        start = dice.randint(0, length)
        where = {"in": "title"} if dice.random() < 0.1 else {}
        record["evidence"] = where | {"start": start, "end": start + dice.choice([0, 20, 200, 1200])}


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference measure does not lie beside the project (../shared/score.py)")
@pytest.mark.parametrize("seed", range(400 if LONG else 25))
def test_same_figures_as_the_reference_measure(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    dice = random.Random(seed)
    chosen = articles() if seed % 2 else dice.sample(passages(), min(150, len(passages())))
    answers = {c.article["url"]: perturbed(c, dice) for c in chosen}
    reference = [{"article": c.article, "gold": c.gold, "file": c.label} for c in chosen]
    tally, slots, wrong, evidence = score_module().score(reference, answers, False)
    capsys.readouterr()
    mine = total(measure(c.article, c.gold, answers[c.article["url"]]) for c in chosen)
    assert_same(mine, tally, slots, wrong, evidence)
    assert sum(mine.near.values()) > 0


def assert_same(mine: Tally, tally: Any, slots: Any, wrong: Any, evidence: Any) -> None:
    theirs = Counter({(kind, what): n for kind, counts in tally.items() for what, n in counts.items()})
    assert +mine.records == +theirs
    assert +mine.slots == +Counter({(k, s, right): n for (k, s), counts in slots.items() for right, n in counts.items()})
    assert +mine.near == +Counter({(kind, slot): n for kind, counts in wrong.items() for slot, n in counts.items()})
    held: Counter[bool] = Counter()
    for (_, right), n in mine.evidence.items():
        held[right] += n
    assert +held == +evidence
