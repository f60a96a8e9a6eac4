"""No text crashes the extraction, hangs it or makes it answer twice in two ways.

Long texts: short ones of every kind here, 2 MB in processes with a hard limit with CHISO_LONG=1. That work grows with
the length is counted in calls of functions, not timed; bench/linear.json keeps measured times.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.linear import seconds
from bench.shapes import OTHERS, PIECES, long_text
from extract import parts
from extract.pipeline import Extraction, extract
from schemas.facts import Official
from schemas.records import Article, Portal
from tests.gold import ROOT, articles

PORTAL = Portal("dailoc", "huyện Đại Lộc", "tỉnh Quảng Nam")
KINDS = (*PIECES, *OTHERS)
LIMIT = 240


def read(body: str, title: str = "Kết quả cải cách hành chính năm 2023") -> Extraction:
    """The facts of a body; every quote stands where its evidence says."""
    found = extract(Article("u", title, body, "2024-05-09T08:00:00+07:00", portal=PORTAL))
    for records in found.facts.values():
        for fact in records:
            for span in (fact.evidence, *fact.mentions):
                text = title if span.field == "title" else body
                assert 0 <= span.start < span.end <= len(text)
                assert found.quote(span).strip()
    return found


def dumped(found: Extraction) -> str:
    return json.dumps(found.to_json(full=True), ensure_ascii=True)


WORDS = """\
Chỉ số CCHC|PAR INDEX|SIPAS|năm 2023|đạt|điểm|%|xếp thứ|3/63|90,1|82.17|tăng|bậc|so với|lần lượt|dẫn đầu|tốt|nhóm A
UBND|tỉnh|huyện Đại Lộc|xã|Sở Nội vụ|các sở, ban, ngành|đồng chí|ông|Nguyễn Văn An|Y Thanh Hà Niê|K'|Chủ tịch|Phó Bí thư
nguyên|chủ trì|phát biểu|hội nghị|tổ chức|sáng ngày|ngày 23/8|23 tháng 8|từ|đến|tặng|Bằng khen|cho|15 tập thể|20 cá nhân
được|Quyết định số|12/QĐ-UBND|,|;|:|.|(|)|-|–|- |1. |[ảnh] |"|...|/|và|😀|👩‍👩‍👧|Привет|中文|한글|ﬁ"""
SIGNS = ["|", "\n", "\n\n", "|---|---|", "\r\n", "\u2028", *"\ud800\udfff\x00\x1b\u200b\u202e\u0301\U0001d7d8"]
PIECES_OF_TEXT = [*WORDS.replace("\n", "|").split("|"), *SIGNS]
texts = st.lists(st.one_of(st.sampled_from(PIECES_OF_TEXT), st.text(max_size=6)), max_size=60).map(" ".join)


@settings(derandomize=True, max_examples=80)
@given(body=texts, title=texts)
def test_words_of_the_field_in_any_order_are_read(body: str, title: str) -> None:
    assert dumped(read(body, title)) == dumped(read(body, title))


def _noise(body: str, rng: random.Random, *signs: str) -> str:
    return "".join(c + rng.choice(signs) if rng.random() < 0.03 else c for c in body)


def _shuffled(body: str, rng: random.Random, mark: str) -> str:
    pieces = body.split(mark)
    rng.shuffle(pieces)
    return mark.join(pieces)


SPOILERS: dict[str, Callable[[str, random.Random], str]] = {
    "truncated": lambda body, rng: body[: rng.randrange(len(body))],
    "beginning lost": lambda body, rng: body[rng.randrange(len(body)) :],
    "words shuffled": lambda body, rng: _shuffled(body, rng, " "),
    "sentences shuffled": lambda body, rng: _shuffled(body, rng, ". "),
    "cells shuffled": lambda body, rng: _shuffled(body, rng, "|"),
    "letters turned": lambda body, rng: body[::-1],
    "control characters": lambda body, rng: _noise(body, rng, "\x00", "\x07", "\x1b", "\x85"),
    "surrogates": lambda body, rng: _noise(body, rng, "\ud800", "\udc00"),
    "emoji": lambda body, rng: _noise(body, rng, "😀", "🇻🇳", "👩‍👩‍👧"),
    "other scripts": lambda body, rng: _noise(body, rng, "ж", "中", "한", "ا", "๓"),
    "marks": lambda body, rng: _noise(body, rng, "\u0301", "\u0323", "\u031b"),
    "capitals": lambda body, rng: body.upper(),
    "no spaces": lambda body, rng: body.replace(" ", ""),
    "one line": lambda body, rng: body.replace("\n", " "),
}


@pytest.mark.parametrize("name", SPOILERS)
def test_spoilt_articles_are_read(name: str) -> None:
    for n, case in enumerate(articles()[::12]):
        spoilt = SPOILERS[name](case.article["body"], random.Random(n))
        assert dumped(read(spoilt)) == dumped(read(spoilt))


@pytest.mark.parametrize("kind", KINDS)
def test_long_texts_of_one_kind_are_read(kind: str) -> None:
    read(long_text(kind, 9_000), long_text(kind, 300))


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "size"), [*((k, 500_000) for k in KINDS), *((k, 2_000_000) for k in ("digits", "semicolons", "rows", "articles"))]
)
def test_very_long_texts_end(kind: str, size: int) -> None:
    assert seconds(kind, size, LIMIT)[0] is not None


def calls(body: str) -> int:
    """How many functions the extraction of a body calls."""
    count = 0

    def tick(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    article = Article("u", "Tin", body, "2024-05-09T08:00:00+07:00", portal=PORTAL)
    sys.setprofile(tick)
    try:
        extract(article)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", ["articles", "one sentence", "distinct names", "distinct scores", "ranks", "list of people"])
def test_work_grows_with_the_length_of_the_text(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_PART", 4_000)
    text = long_text(kind, 8_000) + "\n\n"
    read(text)  # vocabularies are loaded, literals kept
    # A text of one part alone has no part to be joined with.
    twice, six_times = calls(text * 2), calls(text * 6)
    assert six_times < 3.5 * twice


def test_a_long_article_is_read_as_its_paragraphs_are(monkeypatch: pytest.MonkeyPatch) -> None:
    filler = "Nhiều nội dung khác được trao đổi. " * 4
    head = "Đồng chí Lê Văn An, Chủ tịch UBND huyện Đại Lộc chủ trì hội nghị."
    tail = "Đồng chí Lê Văn An, Phó Bí thư Huyện ủy Đại Lộc kết luận hội nghị."
    last = "Chỉ số CCHC năm 2023 của xã Đại Hiệp đạt 90,12 điểm."
    body = "\n\n".join([head, *[filler] * 12, tail, last])
    monkeypatch.setattr(parts, "MAX_PART", 600)
    cut = list(parts.cut_article(Article("u", "Tin", body)))
    assert len(cut) > 2 and "".join(p.article.body for p in cut) == body
    found = read(body)
    (official,) = found.facts["officials"]
    assert isinstance(official, Official) and official.name == "Lê Văn An"
    assert [p.title for p in official.positions] == ["Chủ tịch", "Phó Bí thư"]
    assert found.quote(found.facts["scores"][0].evidence).startswith("Chỉ số CCHC năm 2023 của xã Đại Hiệp")


def test_a_run_of_one_sign_changes_nothing_around_it() -> None:
    plain, ruled = "Chỉ số CCHC năm 2023 của xã Đại Hiệp đạt 90,12 điểm.", "_" * 5000
    for body in (f"{ruled}\n\n{plain}", f"{plain}\n\n{ruled}", f"{' ' * 5000}{plain}"):
        (score,) = (found := read(body)).facts["scores"]
        assert found.quote(score.evidence) in plain


_DUMP = """
import json, sys
from extract.pipeline import extract
from schemas.records import Article
for line in sys.stdin:
    print(json.dumps(extract(Article.from_json(json.loads(line))).to_json(full=True)))
"""


def test_the_order_of_sets_does_not_show() -> None:
    lines = "\n".join(json.dumps(case.article) for case in articles()[:: len(articles()) // 10][:10])
    found = [
        subprocess.run(
            [sys.executable, "-c", _DUMP], input=lines.encode(), capture_output=True, check=True, cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert found[0].count(b"\n") == 10 and found[0] == found[1]
