"""The gold itself: in form, printed in its text, and of articles that do not repeat each other."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import fields
from itertools import combinations
from statistics import median
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from core.text import fold, name_key, strip_marks
from extract.evaluation.accuracy import accuracy_rows
from extract.evaluation.evaluate import measure_cases, read_floors
from extract.evaluation.evidence import evidence_holds, shows
from extract.evaluation.gold import Case
from extract.numbers import NUMBER_WORD, word_number
from schemas.facts import FACT_CLASSES, TYPES
from schemas.records import Article
from tests.gold import CORPUS, articles, cases, passages, records, schema

by_label = pytest.mark.parametrize("case", cases(), ids=lambda c: c.label)
_REQUIRED = ("url", *TYPES)


@by_label
def test_case_is_in_form(case: Case) -> None:
    Draft202012Validator(schema("article"), format_checker=FormatChecker()).validate(case.article)
    # A passage gives the types that count and no address of its own; the schema wants a whole facts object.
    whole = {name: [] for name in TYPES} | {"url": case.article["url"]} | case.gold
    Draft202012Validator(schema("facts")).validate(whole)
    assert set(whole) == set(_REQUIRED)
    assert Article.from_json(case.article).to_json()["body"] == case.article["body"]


@by_label
def test_slots_are_of_the_contract(case: Case) -> None:
    """A misspelt slot would count as not stated: every key of a gold record is a field of its fact."""
    known = {c.TYPE: {f.name for f in fields(c)} - {"mentions"} | {"optional"} for c in FACT_CLASSES}
    for fact_type, record in records(case):
        assert set(record) <= known[fact_type], fact_type


def printed_numbers(fact_type: str, record: dict[str, Any]) -> list[tuple[str, float]]:
    """The numbers of a record that its text must print. Order gives a derived rank, `all 12` a full count, `last` a last
    rank; a list of names gives their number."""
    if fact_type == "awards":
        return [
            ("count", r["count"])
            for r in record["recipients"]
            if r.get("count") is not None and r["count"] != len(r.get("names") or [])
        ]
    slots = {
        "scores": ("value", "max", "change"),
        "ranks": ("rank", "of", "change"),
        "tier_counts": ("count", "of", "percent"),
        "events": ("sites",),
    }.get(fact_type, ())
    # No change is told in words (`giữ nguyên`).
    numbers = [(s, record[s]) for s in slots if record.get(s) is not None and (s, record[s]) != ("change", 0)]
    if record.get("derived") or (record.get("of") is not None and record.get("of") in (record.get("rank"), record.get("count"))):
        numbers = [(s, n) for s, n in numbers if s not in ("rank", "count")]
    return numbers


def printed(case: Case) -> str:
    """Title, body and the pages of the article's files."""
    files = (page for file in case.article.get("attachments") or [] for page in file.get("pages") or [])
    return "\n".join([case.article["title"], case.article["body"], *files])


@by_label
def test_gold_evidence_stands_in_a_file(case: Case) -> None:
    """Gold that points into a file points at words there that show the fact."""
    pointing = [(kind, r) for kind, r in records(case) if (r.get("evidence") or {}).get("in") == "attachment"]
    assert all(evidence_holds(kind, record, case.article) for kind, record in pointing)
    assert bool(pointing) == any(file.get("pages") for file in case.article.get("attachments") or [])


@by_label
def test_gold_numbers_are_printed(case: Case) -> None:
    text = fold(printed(case)).low
    in_words = {word_number(words) for words in re.findall(NUMBER_WORD, text)}
    for fact_type, record in records(case):
        for slot, number in printed_numbers(fact_type, record):
            assert shows(text, number) or number in in_words, (fact_type, slot, number)


@by_label
def test_people_documents_and_chairs_stand_in_the_text(case: Case) -> None:
    # `K' Mák` is printed with and without the space.
    text = name_key(printed(case)).replace("' ", "'")
    for fact_type, record in records(case):
        people = [record["name"]] if fact_type == "officials" else [*(record.get("chairs") or [])]
        people += [p["name"] for p in record.get("participants") or [] if p["kind"] == "person"]
        for name in people:
            assert name_key(name).replace("' ", "'") in text, name
        if fact_type == "documents":
            assert name_key(record["number"]) in text, record["number"]


def test_labels_and_addresses_are_unique() -> None:
    assert not [x for x, n in Counter(c.label for c in cases()).items() if n > 1]
    for group in (articles(), passages()):
        assert not [x for x, n in Counter(c.article["url"] for c in group).items() if n > 1]


def test_every_portal_has_enough_long_articles() -> None:
    lengths: dict[str, list[int]] = defaultdict(list)
    for case in articles():
        lengths[case.article["portal"]["id"]].append(len(case.article["body"]))
    assert len(lengths) >= 5
    for portal, found in lengths.items():
        assert len(found) >= 12, portal
        assert median(found) > 2000, portal


def word_fives(text: str) -> set[tuple[str, ...]]:
    words = strip_marks(text).split()
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def test_articles_do_not_repeat_each_other() -> None:
    """Gold that is one text with other numbers would measure one text many times."""
    fives = {c.label: word_fives(c.article["body"]) for c in articles()}
    for (a, first), (b, second) in combinations(fives.items(), 2):
        shorter = min(len(first), len(second))
        assert not shorter or len(first & second) / shorter <= 0.2, (a, b)


def test_every_fact_type_has_gold_of_both_kinds() -> None:
    for group in (articles(), passages()):
        counted = Counter(fact_type for case in group for fact_type, _ in records(case))
        assert set(counted) == set(TYPES)


def test_floors_are_of_figures_that_are_measured() -> None:
    floors = read_floors(CORPUS / "floors.json")
    assert floors["articles"]["evidence"] == 1.0
    assert 0.9 <= floors["articles"]["all"] <= 1.0


def test_accuracy_rows_are_of_the_columns_of_the_table() -> None:
    file = CORPUS / "accuracy.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert rows
    keys = {"fact_type", "slot", "precision", "recall", "f1", "interval", "gold_size", "gold_kind", "rules_version"}
    for row in rows:
        assert set(row) == keys
        low, high = row["interval"]
        assert 0 <= low <= row["f1"] <= high <= 1 or abs(low - high) < 1e-3, row
    assert len({(r["fact_type"], r["slot"], r["gold_kind"]) for r in rows}) == len(rows)


@pytest.mark.long
def test_accuracy_is_what_the_rules_give() -> None:
    """The figures that the database shows are not older than the rules."""
    file = CORPUS / "accuracy.json"
    tallies = [t for c, t in zip(cases(), measure_cases(cases()), strict=True) if c.kind == "articles"]
    measured = {(r["fact_type"], r["slot"]): r["f1"] for r in accuracy_rows("articles", tallies, "")}
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert measured == {(r["fact_type"], r["slot"]): r["f1"] for r in stored if r["gold_kind"] == "sample articles"}
