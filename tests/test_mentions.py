"""Mentions: every case of corpus/passages/mentions.jsonl, in the form printed, in NFD and with another house style."""

from __future__ import annotations

import json
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.mentions import Mentions, annotate, resolve_indicator
from extract.text import Doc
from schemas.records import Article, Portal

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "corpus/passages/mentions.jsonl").read_text(encoding="utf-8").splitlines()
]


def mentions_of(case: dict[str, Any], text: str | None = None) -> Mentions:
    portal = Portal("test", case["portal"].get("place"), case["portal"].get("province"))
    body = case["text"] if text is None else text
    return annotate(Doc.from_article(Article("http://x.test/1", case["title"], body, case["published_at"], portal=portal)))


def found(kind: str, m: Mentions) -> list[list[str | None]]:
    text, places = m.body.text.text, m.localities
    if kind == "places":
        return [
            [
                text[p.start : p.end],
                (place.full if (place := places.place(p)) else None)
                if p.name
                else places.resolve(p.type or "", "body", p.start) or p.type,
            ]
            for p in m.body.places
            if not p.generic
        ]
    if kind == "organizations":
        return [[text[o.start : o.end], places.organization(o)] for o in m.body.organizations if not o.generic]
    if kind == "subjects":
        subjects = [(o, places.subject(o)) for o in m.body.organizations if not o.generic]
        return [[text[o.start : o.end], s.name, s.kind, s.province] for o, s in subjects if s is not None]
    if kind == "titles":
        return [[t.title, places.organization(t.org) if t.org else None, t.status] for t in m.body.titles if not t.generic]
    if kind == "people":
        return [[text[p.start : p.end], p.name] for p in m.body.people]
    return [[text[i.start : i.end], i.id] for i in m.body.indicators]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['kind']}: {c['text'][:50]}")
def test_gold_passages(case: dict[str, Any]) -> None:
    assert found(case["kind"], mentions_of(case)) == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['kind']}: {c['text'][:50]}")
def test_decomposed_text_gives_the_same(case: dict[str, Any]) -> None:
    assert found(case["kind"], mentions_of(case, unicodedata.normalize("NFD", case["text"]))) == case["expect"]


def test_spans_lie_in_the_text_and_are_sorted() -> None:
    for case in CASES:
        body = mentions_of(case).body
        for kind in (body.places, body.organizations, body.titles, body.people, body.indicators):
            assert [m.start for m in kind] == sorted(m.start for m in kind)
            assert all(0 <= m.start < m.end <= len(body.text.text) for m in kind)


@given(
    st.lists(
        st.sampled_from(sorted({w for c in CASES for w in c["text"].split(" ")} | {"", "\n", "|", "NGUYỄN", "'", "-", ":"})),
        max_size=60,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_order_of_words_is_read_without_error(words: list[str]) -> None:
    text = " ".join(words)
    m = mentions_of({"title": text[:80], "text": text, "portal": {"place": "xã A", "province": None}, "published_at": None})
    for field in (m.title, m.body):
        for p in field.people:
            assert p.name and p.outer <= p.start < p.end
        for o in field.organizations:
            assert m.localities.organization(o, "body").startswith(o.normal)
            m.localities.subject(o)
        for place in field.places:
            m.localities.subject(place)


def test_in_span_gives_the_mentions_that_begin_inside() -> None:
    m = mentions_of({"title": "", "text": "Sở Y tế họp. Sở Nội vụ dự.", "portal": {}, "published_at": None})
    assert [o.normal for o in m.body.in_span(0, 12, "organizations")] == ["Sở Y tế"]
    assert [o.normal for o in m.body.in_span(12, 99, "organizations")] == ["Sở Nội vụ"]


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("chỉ số CCHC", "province", "PAR_INDEX"),
        ("chỉ số CCHC", "district", "PAR_LOCAL"),
        ("SIPAS", "department", "SIPAS_LOCAL"),
        ("DDCI", "province", "DDCI"),
        ("PAPI", "commune", "PAPI"),
        ("Bộ chỉ số 766", "commune", "SERVICE_766"),
        ("chỉ số năng lực cạnh tranh", "district", "DDCI"),
        ("chỉ số chuyển đổi số", "central", "DTI"),
    ],
)
def test_the_subject_decides_between_national_and_local(text: str, level: str, code: str) -> None:
    (mention,) = mentions_of({"title": "", "text": text, "portal": {}, "published_at": None}).body.indicators
    assert resolve_indicator(mention, level) == code


def test_an_article_takes_milliseconds() -> None:
    """The budget is 15 ms for 3,500 characters after warm-up; ten times that is a sign of a quadratic rule."""
    text = "\n\n".join(case["text"] for case in CASES[::2])[:3500]
    case = {"title": "", "text": text, "portal": {}, "published_at": None}
    for _ in range(2):
        m = mentions_of(case)
        began = time.perf_counter()
        body = m.body
        assert body.places and body.organizations and body.titles and body.people
        elapsed = time.perf_counter() - began
    assert elapsed < 0.15


@pytest.mark.parametrize(
    ("name", "types", "full"),
    [
        ("Ia Dêr", ("xã", "thị trấn"), "xã Ia Dêr"),
        ("Đak Đoa", ("huyện", "thị xã", "thành phố"), "huyện Đak Đoa"),
        ("Kông Chro", ("thị trấn",), "thị trấn Kông Chro"),
        ("Không Có", (), None),
    ],
)
def test_a_bare_name_of_a_known_kind(name: str, types: tuple[str, ...], full: str | None) -> None:
    portal = {"place": "tỉnh Gia Lai", "province": "tỉnh Gia Lai"}
    places = mentions_of({"title": "", "text": "x", "portal": portal, "published_at": "2023-05-01T00:00:00+07:00"}).localities
    found_place = places.named(name, types)
    assert (found_place.full if found_place else None) == full
