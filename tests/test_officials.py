"""Officials: every passage of corpus/passages/officials.jsonl, as printed and in other house styles."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.text import name_key
from extract.facts.officials import read_officials, role_mentions
from extract.reading import Reading
from schemas.facts import Official
from schemas.records import Article, Issue

PASSAGES = Path(__file__).parent.parent / "corpus" / "passages" / "officials.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
by_id = pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
Found = dict[str, tuple[set[tuple[str, str, str]], set[str]]]


def key(text: str | None) -> str:
    """Case, tone placement and dashes folded, as the measure folds them."""
    return name_key(text or "")


def read(case: dict[str, Any], change: Callable[[str], str] = str) -> tuple[Reading, list[Official]]:
    article = case["article"] | {"body": change(case["article"]["body"])}
    reading = Reading.of(Article.from_json(article))
    return reading, [o for o in read_officials(reading) if not isinstance(o, Issue)]


def found(officials: list[Official]) -> Found:
    return {key(o.name): ({(key(p.title), key(p.organization), p.status) for p in o.positions}, set(o.roles)) for o in officials}


def wanted(case: dict[str, Any]) -> Found:
    return {
        key(o["name"]): ({(key(p["title"]), key(p["organization"]), p["status"]) for p in o["positions"]}, set(o["roles"]))
        for o in case["gold"]["officials"]
    }


@by_id
def test_passage(case: dict[str, Any]) -> None:
    _, officials = read(case)
    assert found(officials) == wanted(case), case["pattern"]


@by_id
def test_evidence_names_the_official(case: dict[str, Any]) -> None:
    reading, officials = read(case)
    for official in officials:
        article = reading.doc.article
        for span in official.mentions:
            field = article.title if span.field == "title" else article.body
            assert 0 <= span.start < span.end <= len(field)
        evidence = official.evidence
        quote = (article.title if evidence.field == "title" else article.body)[evidence.start : evidence.end]
        assert key(official.name) in key(quote)
        assert "\n\n" not in quote and len(quote) < 900


@by_id
def test_role_mentions_point_at_the_sentence(case: dict[str, Any]) -> None:
    reading, officials = read(case)
    roles = {(m.name, m.role) for m in role_mentions(reading)}
    assert roles == {(o.name, r) for o in officials for r in o.roles}
    for mention in role_mentions(reading):
        assert mention.sentence.start <= mention.offset <= mention.sentence.end


def decomposed(body: str) -> str:
    return unicodedata.normalize("NFD", body)


def old_tone_marks(body: str) -> str:
    for new, old in (("ủy", "uỷ"), ("Ủy", "Uỷ"), ("òa", "oà"), ("óa", "oá"), ("ỏe", "oẻ")):
        body = re.sub(rf"{new}\b", old, body)
    return body


def long_dashes(body: str) -> str:
    return body.replace(" - ", " – ").replace(" – ", " — ")


def written_out(body: str) -> str:
    return body.replace("UBND", "Ủy ban nhân dân").replace("HĐND", "Hội đồng nhân dân")


def hard_spaces(body: str) -> str:
    return body.replace(", ", ",\u00a0")


STYLES = (decomposed, old_tone_marks, long_dashes, written_out, hard_spaces)


@pytest.mark.parametrize("style", STYLES, ids=[s.__name__ for s in STYLES])
@by_id
def test_house_style_changes_nothing(case: dict[str, Any], style: Callable[[str], str]) -> None:
    _, officials = read(case, style)
    assert found(officials) == wanted(case), case["pattern"]


def test_every_construction_and_negative_controls_are_covered() -> None:
    rules = {o.rule for case in CASES for o in read(case)[1]}
    assert {"officials.after_name", "officials.before_name", "officials.group", "officials.table"} <= rules
    assert sum(not case["gold"]["officials"] for case in CASES) >= 10


def test_skipped_people_leave_an_issue() -> None:
    body = "Bà Lê Thị Mận, người dân xã Tân Hòa, khen. Ông Đỗ Hữu Tài, Giám đốc Công ty An Phát đồng tình."
    article = Article("https://passages.chiso.test/x", "Tin", body)
    issues = [r for r in read_officials(Reading.of(article)) if isinstance(r, Issue)]
    assert [i.rule for i in issues] == ["officials.no_position", "officials.not_public"]
    assert all(i.span is not None for i in issues)


@pytest.mark.parametrize("words", ["báo cáo ", "đoàn kiểm tra của tỉnh do ", "trao bằng khen cho các cá nhân và tập thể "])
def test_endless_sentences_are_read_in_bounded_time(words: str) -> None:
    body = "Ông Lê Văn Khải, Chủ tịch UBND tỉnh " + words * 400 + "ông Mai Thế Duyên, Giám đốc Sở Y tế dự."
    started = time.perf_counter()
    reading = Reading.of(Article("https://passages.chiso.test/y", "Tin", body))
    officials = [o for o in read_officials(reading) if isinstance(o, Official)]
    assert {o.name for o in officials} == {"Lê Văn Khải", "Mai Thế Duyên"}
    assert time.perf_counter() - started < 5
