"""Documents: every passage of corpus/passages/documents.jsonl, as printed and in other spellings; evidence."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from extract.facts.documents import read_documents
from extract.reading import Reading
from schemas.facts import Document
from schemas.records import Article, Issue
from tests.gold import passages

CASES = [c for c in passages() if c.label.startswith("documents/")]
Shape = tuple[str, str, str | None, str | None]


def documents(article: Article) -> list[Document]:
    return [d for d in read_documents(Reading.of(article)) if not isinstance(d, Issue)]


def read(article: Article) -> list[Shape]:
    return sorted(((d.type, d.number, d.date, d.issuer) for d in documents(article)), key=repr)


def gold(case: Any) -> list[Shape]:
    return sorted(((d["type"], d["number"], d["date"], d["issuer"]) for d in case.gold["documents"]), key=repr)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_passages(case: Any) -> None:
    assert read(Article.from_json(case.article)) == gold(case)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_spellings_do_not_matter(case: Any) -> None:
    article = Article.from_json(case.article)
    assert read(
        replace(article, body=unicodedata.normalize("NFD", article.body), title=unicodedata.normalize("NFD", article.title))
    ) == gold(case)
    spaced = replace(article, body=article.body.replace(" số ", " số\u00a0"))
    assert read(spaced) == gold(case)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_evidence_holds_the_number(case: Any) -> None:
    article = Article.from_json(case.article)
    for document in documents(article):
        for span in document.mentions:
            source = article.title if span.field == "title" else article.body
            quote = source[span.start : span.end]
            assert document.number.split("/")[0] in quote
            assert len(quote) < 300
        first = article.title if document.evidence.field == "title" else article.body
        assert document.number in first[document.evidence.start : document.evidence.end]


def test_there_are_controls_without_documents() -> None:
    assert len(CASES) >= 30
    assert sum(not c.gold["documents"] for c in CASES) >= 3


def test_an_open_issuer_is_an_issue() -> None:
    found = list(
        read_documents(Reading.of(Article(url="x", title="Tin", body="Thực hiện Hướng dẫn số 15/HD-XYZQ, các xã tự chấm điểm.")))
    )
    assert [i.rule for i in found if isinstance(i, Issue)] == ["documents.no_issuer"]
    assert [d.issuer for d in found if isinstance(d, Document)] == [None]
