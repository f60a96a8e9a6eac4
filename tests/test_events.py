"""Events: every passage of corpus/passages/events.jsonl, as printed and in other spellings; evidence; participants."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from extract.facts.events import read_events
from extract.reading import Reading
from schemas.facts import Event
from schemas.records import Article, Issue
from tests.gold import passages

CASES = [c for c in passages() if c.label.startswith("events/")]
SLOTS = ("kind", "start_date", "end_date", "part_of_day", "organizer", "format", "sites")
DASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})(?![\d/])")


def events(article: Article) -> list[Event]:
    return [e for e in read_events(Reading.of(article)) if not isinstance(e, Issue)]


def plain(words: str | None) -> str | None:
    return None if words is None else unicodedata.normalize("NFC", words).casefold()


def shape(record: dict[str, Any]) -> tuple[Any, ...]:
    slots = tuple(plain(record[s]) if isinstance(record[s], str) else record[s] for s in SLOTS)
    return (*slots, sorted(str(plain(name)) for name in record["chairs"]))


def shapes(records: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((shape(r) for r in records), key=repr)


def read(article: Article) -> list[tuple[Any, ...]]:
    return shapes([e.to_json() for e in events(article)])


def words(name: str) -> set[str]:
    return set(re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold()))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_passages(case: Any) -> None:
    assert read(Article.from_json(case.article)) == shapes(case.gold["events"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_names(case: Any) -> None:
    found = events(Article.from_json(case.article))
    for gold in case.gold["events"]:
        same = [e for e in found if (e.kind, e.start_date) == (gold["kind"], gold["start_date"])]
        assert any(
            len(words(e.name) & words(gold["name"])) >= 0.8 * max(len(words(e.name)), len(words(gold["name"]))) for e in same
        )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_spellings_do_not_matter(case: Any) -> None:
    article = Article.from_json(case.article)
    decomposed = replace(
        article, body=unicodedata.normalize("NFD", article.body), title=unicodedata.normalize("NFD", article.title)
    )
    assert read(decomposed) == shapes(case.gold["events"])
    dashed = replace(article, body=DASHED.sub(r"\1-\2", article.body))
    assert read(dashed) == shapes(case.gold["events"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_evidence_is_a_clause_that_holds_the_name(case: Any) -> None:
    article = Article.from_json(case.article)
    for event in events(article):
        source = article.title if event.evidence.field == "title" else article.body
        quote = source[event.evidence.start : event.evidence.end]
        assert "\n\n" not in quote
        assert len(quote) < 900
        assert words(event.name) & words(quote)


def test_there_are_controls_without_events() -> None:
    assert len(CASES) >= 70
    assert sum(not c.gold["events"] for c in CASES) >= 15


def test_people_take_part_in_the_event_that_they_stand_with() -> None:
    body = (
        "Sáng 7/3, UBND huyện Yên Lập tổ chức hội nghị giao ban quý I. Ông Hà Văn Tám, Chủ tịch UBND huyện chủ trì hội nghị.\n\n"
        "Chiều 8/3, Phòng Nội vụ huyện tổ chức lớp tập huấn cho công chức một cửa. Bà Đinh Thị Lan, Trưởng phòng Nội vụ huyện "
        "phát biểu khai mạc."
    )
    article = Article(url="x", title="Tin trong tuần", body=body, published_at="2023-03-10T00:00:00+07:00")
    first, second = events(article)
    assert first.chairs == ("Hà Văn Tám",)
    assert [(p.name, p.role) for p in second.participants] == [("Đinh Thị Lan", "speak")]


def test_an_event_cited_far_from_the_lead_is_an_issue() -> None:
    body = "\n\n".join([*["Hồ sơ được trả đúng hạn." for _ in range(5)], "UBND xã đã tổ chức hội nghị đối thoại với nhân dân."])
    found = list(read_events(Reading.of(Article(url="x", title="Một cửa", body=body))))
    assert [i.rule for i in found if isinstance(i, Issue)] == ["events.only_cited"]
    assert len(found) == 1
