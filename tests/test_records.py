"""The records that the stages hand to each other: JSON forms, frozen, errors that name the key."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from schemas.facts import (
    COMMON,
    FACT_CLASSES,
    TYPES,
    Award,
    Document,
    Event,
    Fact,
    Official,
    Participant,
    Position,
    Rank,
    Recipient,
    Score,
    Subject,
    TierCount,
)
from schemas.records import Article, Attachment, Portal, Span
from tests.gold import schema

ARTICLE: dict[str, Any] = {
    "url": "http://a.chiso.test/1",
    "title": "Tin",
    "published_at": "2024-01-02T03:04:00+07:00",
    "body": "Một đoạn.",
    "portal": {"id": "a", "place": "huyện A", "province": "tỉnh B"},
    "attachments": [{"id": "0", "url": "http://a.chiso.test/1.pdf", "pages": ["trang một"], "status": "text"}],
}
text = st.text(max_size=20)
maybe = st.none() | text
attachments = st.builds(
    Attachment, id=text, url=text, name=st.none() | st.text(min_size=1), media_type=st.none(),
    pages=st.lists(text, max_size=3).map(tuple), status=st.sampled_from(["text", "scanned", "failed", "too_large", None]),
)  # fmt: skip
article = st.builds(
    Article, url=text, title=text, body=text, published_at=maybe, published_source=maybe, author=maybe, section=maybe,
    portal=st.builds(Portal, maybe, maybe, maybe), attachments=st.lists(attachments, max_size=2).map(tuple),
)  # fmt: skip


@given(article)
def test_article_json_round_trip(value: Article) -> None:
    data = value.to_json()
    Draft202012Validator(schema("article")).validate(data)
    assert Article.from_json(data) == value


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("url",), None, "url"),
        (("title",), 3, "title"),
        (("body",), ["a"], "body"),
        (("published_at",), 20240102, "published_at"),
        (("author",), {}, "author"),
        (("section",), [], "section"),
        (("published_source",), 1, "published_source"),
        (("portal",), "huyện A", "portal"),
        (("portal", "place"), 7, "portal.place"),
        (("portal", "province"), ["x"], "portal.province"),
        (("portal", "id"), 1, "portal.id"),
        (("attachments",), {"id": "0"}, "attachments"),
        (("attachments",), ["0"], "attachments"),
        (("attachments", 0, "id"), 0, "id"),
        (("attachments", 0, "url"), None, "url"),
    ],
)
def test_a_wrong_key_is_named(path: tuple[Any, ...], value: Any, named: str) -> None:
    data = copy.deepcopy(ARTICLE)
    inner: Any = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(ValueError, match=named):
        Article.from_json(data)


@pytest.mark.parametrize("key", ["url", "title", "body"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        Article.from_json({k: v for k, v in ARTICLE.items() if k != key})


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_object_is_said(data: Any) -> None:
    with pytest.raises(ValueError, match="JSON object"):
        Article.from_json(data)


def test_open_keys_may_be_absent() -> None:
    read = Article.from_json({"url": "u", "title": "t", "body": "b", "portal": None})
    assert read == Article("u", "t", "b")


SPAN = Span(3, 9)
FACTS: list[Fact] = [
    Event(evidence=SPAN, kind="conference", name="Họp", chairs=("Trần A",), participants=(Participant("A", "person", "chair"),)),
    Score(evidence=SPAN, indicator="PCI", subject=Subject("tỉnh A", "place"), year=2020, value=60.1, max=100.0),
    Rank(evidence=SPAN, indicator="PCI", subject=None, year=None, rank=None, tier="khá", derived=True),
    TierCount(evidence=SPAN, indicator="PAR_LOCAL", year=2020, tier="tốt", count=0, suspect="odd"),
    Official(evidence=SPAN, name="Trần A", positions=(Position("Chủ tịch", None, "former"),), roles=("chair",)),
    Award(evidence=SPAN, kind="bằng khen", recipients=(Recipient("individual", 2, ("Trần A", "Lê B")),)),
    Document(evidence=Span(0, 2, "attachment", "0", 1), type="Quyết định", number="1/QĐ-UBND", rule="documents.number"),
]


def test_facts_are_in_the_form_of_the_schema() -> None:
    assert [type(f) for f in FACTS] == list(FACT_CLASSES)
    data = {f.TYPE: [f.to_json()] for f in FACTS} | {"url": "u"}
    Draft202012Validator(schema("facts")).validate(data)
    assert set(data) == {"url", *TYPES}


@pytest.mark.parametrize("fact", FACTS, ids=TYPES)
def test_fact_json_states_every_slot(fact: Fact) -> None:
    data = fact.to_json()
    wanted = set(schema("facts")["properties"][fact.TYPE]["items"]["properties"]) - COMMON
    assert wanted <= set(data)
    assert "mentions" not in data
    assert data["evidence"] == fact.evidence.to_json()
    assert ("derived" in data, "suspect" in data, "rule" in data) == (fact.derived, fact.suspect is not None, bool(fact.rule))


def test_evidence_says_where_unless_it_is_the_body() -> None:
    assert Span(1, 2).to_json() == {"start": 1, "end": 2}
    assert Span(1, 2, "title").to_json() == {"in": "title", "start": 1, "end": 2}
    assert Span(1, 2, "attachment", "x", 3).to_json() == {"in": "attachment", "attachment": "x", "page": 3, "start": 1, "end": 2}


@pytest.mark.parametrize("record", [*FACTS, SPAN, Article("u", "t", "b")], ids=lambda r: type(r).__name__)
def test_records_are_frozen(record: Any) -> None:
    for slot in fields(record):
        with pytest.raises(FrozenInstanceError):
            setattr(record, slot.name, None)
