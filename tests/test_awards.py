"""Awards: every passage of corpus/passages/awards.jsonl, as printed, decomposed, and with other spellings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from extract.facts.awards import read_awards
from extract.reading import Reading
from schemas.facts import Award
from schemas.records import Article, Issue
from tests.gold import passages

CASES = [c for c in passages() if c.label.startswith("awards/")]
SLOTS = ("kind", "grantor", "reason", "year", "status")


def awards(article: Article) -> list[Award]:
    return [a for a in read_awards(Reading.of(article)) if not isinstance(a, Issue)]


def plain(words: str | None) -> str | None:
    """Case and the spelling of abbreviations do not count."""
    return None if words is None else words.casefold().replace("ubnd", "ủy ban nhân dân").replace("hđnd", "hội đồng nhân dân")


def shape(record: dict[str, Any]) -> tuple[Any, ...]:
    recipients = sorted((r["kind"], r["count"] or 0, sorted(map(str, map(plain, r["names"])))) for r in record["recipients"])
    return (*(plain(record[s]) if isinstance(record[s], str) else record[s] for s in SLOTS), str(recipients))


def shapes(records: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((shape(r) for r in records), key=repr)


def read(article: Article) -> list[tuple[Any, ...]]:
    return shapes([a.to_json() for a in awards(article)])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_passages(case: Any) -> None:
    assert read(Article.from_json(case.article)) == shapes(case.gold["awards"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.label)
def test_evidence_is_a_clause_that_names_the_award(case: Any) -> None:
    article = Article.from_json(case.article)
    for award in awards(article):
        source = article.title if award.evidence.field == "title" else article.body
        quote = source[award.evidence.start : award.evidence.end]
        assert quote
        assert "\n\n" not in quote
        assert len(quote) < 900
        words = quote.casefold().replace("kỉ", "kỷ")
        assert award.kind.split()[0] in words or re.search(r"khen|dương|vinh", words)


def old_tones(text: str) -> str:
    """The other house style of tone marks: `hoà`, `uỷ`, `thuỷ`."""
    pairs = {"hòa": "hoà", "Hòa": "Hoà", "ủy": "uỷ", "Ủy": "Uỷ", "hóa": "hoá", "Hóa": "Hoá", "thủy": "thuỷ", "Thủy": "Thuỷ"}
    return re.sub("|".join(pairs), lambda m: pairs[m.group()], text)


def written_out(text: str) -> str:
    return re.sub(r"(?<!\w)UBND(?!\w)", "Ủy ban nhân dân", text)


def other_marks(text: str) -> str:
    """Typographic dashes and quotation marks, no-break spaces before numbers."""
    text = re.sub(r'"([^"]*)"', r"“\1”", text).replace(" - ", " – ")
    return re.sub(r" (?=\d)", "\u00a0", text)


@pytest.mark.parametrize("change", [old_tones, written_out, other_marks, lambda t: unicodedata.normalize("NFD", t)])
def test_house_style_changes_nothing(change: Any) -> None:
    differ = []
    for case in CASES:
        article = Article.from_json(case.article)
        changed = replace(article, title=change(article.title), body=change(article.body))
        if change is written_out and re.search(r"[–-]UBND|HĐND", article.body):
            continue
        if read(changed) != shapes(case.gold["awards"]):
            differ.append(case.label)
    assert differ == []


def test_a_form_without_receivers_leaves_an_issue() -> None:
    body = "Đồng chí Phó Chủ tịch UBND huyện trao Giấy khen cho các tập thể, cá nhân."
    found = list(read_awards(Reading.of(Article("http://x.test/1", "Tin", body))))
    assert [i.rule for i in found if isinstance(i, Issue)] == ["awards.no_recipient"]
    assert len(found) == 1
