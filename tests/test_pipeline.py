"""The extraction as a whole: any article is read, evidence quotes what it says, output has the contract's form."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from extract.evaluation.gold import Case
from extract.pipeline import extract
from schemas.facts import TYPES
from schemas.records import Article
from tests.gold import articles, cases, schema

FACTS = Draft202012Validator(schema("facts"))


def facts(article: dict[str, Any]) -> dict[str, Any]:
    return extract(Article.from_json(article)).to_json(full=True)


def all_evidence(found: dict[str, Any]) -> list[dict[str, Any]]:
    records = [r for t in TYPES for r in found[t]]
    return [e for r in records for e in (r["evidence"], *r.get("mentions", []))]


def text_of(article: dict[str, Any], evidence: dict[str, Any]) -> str:
    """Title, body, or the page of a file."""
    if evidence.get("in") == "attachment":
        (pages,) = [a["pages"] for a in article["attachments"] if a["id"] == evidence["attachment"]]
        return str(pages[evidence["page"] - 1])
    return str(article["title"] if evidence.get("in") == "title" else article["body"])


def check(article: dict[str, Any]) -> dict[str, Any]:
    """Every record is of the schema's form and points at words that stand there; nothing spans paragraphs."""
    found = facts(article)
    FACTS.validate(found)
    for e in all_evidence(found):
        text = text_of(article, e)
        quote = text[e["start"] : e["end"]]
        assert 0 <= e["start"] < e["end"] <= len(text)
        assert quote.strip() and "\n\n" not in quote and len(quote) <= 900
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.label)
def test_every_gold_text_gives_wellformed_facts(case: Case) -> None:
    check(case.article)


@pytest.mark.parametrize("case", articles()[::6], ids=lambda c: c.label)
def test_the_same_article_gives_the_same_facts(case: Case) -> None:
    assert json.dumps(facts(case.article)) == json.dumps(facts(case.article))


@pytest.mark.parametrize("case", articles()[::5], ids=lambda c: c.label)
def test_decomposed_text_gives_the_same_facts_at_its_own_offsets(case: Case) -> None:
    plain = facts(case.article)
    spread = case.article | {k: unicodedata.normalize("NFD", case.article[k]) for k in ("title", "body")}
    apart = check(spread)
    strip = ("evidence", "mentions")
    for fact_type in TYPES:
        assert [{k: v for k, v in r.items() if k not in strip} for r in apart[fact_type]] == [
            {k: v for k, v in r.items() if k not in strip} for r in plain[fact_type]
        ]
        for a, b in zip(apart[fact_type], plain[fact_type], strict=True):
            field = "title" if b["evidence"].get("in") == "title" else "body"
            words = [x[field][e["start"] : e["end"]] for x, e in ((spread, a["evidence"]), (case.article, b["evidence"]))]
            assert unicodedata.normalize("NFC", words[0]) == unicodedata.normalize("NFC", words[1])


SAMPLE = "\n\n".join(c.article["body"] for c in articles()[:8])
PIECES = st.one_of(
    st.text(max_size=40),
    st.integers(0, len(SAMPLE) - 80).flatmap(lambda i: st.integers(1, 80).map(lambda n: SAMPLE[i : i + n])),
    st.sampled_from(
        ["\n\n", "| ", "|---|", "(", ")", "lần lượt ", "đạt 90,1/100 điểm, ", "xếp thứ 3/63 tỉnh; ", "\ud800", "\u0301", "[ảnh] "]
    ),
)


@settings(max_examples=60)
@given(pieces=st.lists(PIECES, max_size=25), title=st.text(max_size=60))
def test_any_text_is_read(pieces: list[str], title: str) -> None:
    check({"url": "u", "title": title, "body": "".join(pieces), "portal": None})


@pytest.mark.parametrize(
    "repeat", ["đạt ", "xếp thứ 1/2, ", "(", "A, ", "và huyện ", "tập thể và ", "| a ", "từ 1 lên 2 ", "Sở Nội vụ, "]
)
def test_long_and_monotonous_texts_end(repeat: str) -> None:
    check(
        {
            "url": "u",
            "title": repeat * 20,
            "body": "Chỉ số CCHC năm 2023. " + repeat * 1500,
            "portal": {"id": None, "place": None, "province": None},
        }
    )
