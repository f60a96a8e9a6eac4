"""Rewritings that leave the meaning leave the records: dashes, honorifics, spellings, days, acronyms, voice, names, figures.

What still differs is listed with its reason in corpus/invariance.json; a text and mutation that is not listed fails.
Short form: a seeded sample of texts; CHISO_LONG=1: all of them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from extract.pipeline import extract
from schemas.records import Article
from tests.conftest import LONG
from tests.gold import CORPUS
from tests.mutations import (
    MUTATIONS,
    Mutation,
    comparable,
    people_of,
    rename,
    renamed,
    shift_figures,
    shifted,
)

SAMPLE = 70
# More people than invented names: short mentions could not be told apart.
MOST_PEOPLE = 14
NAMED = {*(m.name for m in MUTATIONS), "other names", "other names of the Highlands", "other figures"}


@cache
def texts() -> dict[str, dict[str, Any]]:
    """label -> article of every open text: sample portals, open articles, passages. The frozen ones are not opened."""
    out = {}
    for pattern in ("portals/*/*.json", "gold/open/*.json"):
        for file in sorted(CORPUS.glob(pattern)):
            out[f"{file.parent.name}/{file.stem}"] = json.loads(file.read_text(encoding="utf-8"))["article"]
    for file in sorted(CORPUS.glob("passages/*.jsonl")):
        for line in filter(str.strip, file.read_text(encoding="utf-8").split("\n")):
            passage = json.loads(line)
            if isinstance(passage.get("article"), dict):
                out[f"{file.stem}/{passage['id']}"] = passage["article"]
    return out


@cache
def known() -> dict[tuple[str, str], str]:
    """(label, mutation) -> why it is not mended."""
    listed = json.loads((CORPUS / "invariance.json").read_text(encoding="utf-8"))["exceptions"]
    return {(e["text"], mutation): e["why"] for e in listed for mutation in e["mutations"]}


def facts(article: dict[str, Any]) -> dict[str, Any]:
    return extract(Article.from_json(article)).to_json()


def rewritten(article: dict[str, Any], mutation: Mutation) -> dict[str, Any] | None:
    """The article with title, body and files rewritten, None where the mutation finds nothing in it."""
    new = article | {k: mutation.rewrite(article[k]) for k in ("title", "body")}
    if files := article.get("attachments"):
        new["attachments"] = [f | {"pages": list(map(mutation.rewrite, f["pages"]))} if f.get("pages") else f for f in files]
    return None if new == article else new


def everything(article: dict[str, Any]) -> str:
    """All the text that figures are read from."""
    pages = [page for file in article.get("attachments") or () for page in file.get("pages") or ()]
    return "\n".join([article["title"], article["body"], *pages])


def differing(article: dict[str, Any]) -> Iterator[str]:
    """The mutations that change the records of an article."""
    plain = facts(article)
    for mutation in MUTATIONS:
        new = rewritten(article, mutation)
        if new and comparable(plain, mutation.alike) != comparable(facts(new), mutation.alike):
            yield mutation.name
    people = people_of(plain)
    for name in ("other names", "other names of the Highlands") if 0 < len(people) <= MOST_PEOPLE else ():
        mutation = Mutation(name, rename(renamed(people, name.endswith("Highlands"))))
        new = rewritten(article, mutation)
        if new and comparable(plain, mutation.rewrite) != comparable(facts(new)):
            yield name
    new = rewritten(article, Mutation("other figures", shifted))
    number = shift_figures(everything(article))
    if new and comparable(plain, number=number) != comparable(facts(new)):
        yield "other figures"


LABELS = sorted(texts()) if LONG else sorted(random.Random(7).sample(sorted(texts()), SAMPLE))


@pytest.mark.parametrize("label", LABELS)
def test_rewriting_changes_no_record(label: str) -> None:
    found = {name for name in differing(texts()[label]) if (label, name) not in known()}
    assert not found, f"{label}: records change with {sorted(found)}"


def test_exceptions_are_few_and_about_texts_that_exist() -> None:
    assert len(known()) <= MOST_EXCEPTIONS
    for (label, mutation), why in known().items():
        assert label in texts() and mutation in NAMED and why


MOST_EXCEPTIONS = 20


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("new tones", "Hòa, Thủy, ủy ban, khỏe; quý, hoàn, thuyết", "Hoà, Thuỷ, uỷ ban, khoẻ; quý, hoàn, thuyết"),
        ("comma to dash", "Ông Lê An, Chủ tịch; các đồng chí Lê An, Bí thư", "Ông Lê An - Chủ tịch; các đồng chí Lê An, Bí thư"),
        ("dash to comma", "Bà Lê Thị An-Bí thư Đảng ủy; 2021-2025", "Bà Lê Thị An, Bí thư Đảng ủy; 2021-2025"),
        ("comrade", "Ông Lê An phát biểu; 02 ông", "Đồng chí Lê An phát biểu; 02 ông"),
        ("no honorific", "đồng chí Lê An, Bí thư; đồng chí Lê An kết luận", "Lê An, Bí thư; đồng chí Lê An kết luận"),
        ("day with hyphen", "ngày 23/8/2024, từ ngày 3/4 - 5/4, xếp 23/63", "ngày 23-8-2024, từ ngày 3/4 - 5/4, xếp 23/63"),
        ("day in words", "ngày 23/8, ngày 05/11/2025", "ngày 23 tháng 8, ngày 05 tháng 11 năm 2025"),
        ("day with slash", "ngày 23 tháng 8 năm 2024", "ngày 23/8/2024"),
        ("bodies spelled out", "UBND xã, 12/QĐ-UBND", "Ủy ban nhân dân xã, 12/QĐ-UBND"),
        ("decimal dot", "82,17 điểm, 1,5%, 90,1/100 điểm, 1,234 hồ sơ", "82.17 điểm, 1.5%, 90.1/100 điểm, 1,234 hồ sơ"),
        ("passive award", "UBND xã tặng Giấy khen cho 5 tập thể.", "5 tập thể được UBND xã tặng Giấy khen."),
        ("active award", "5 tập thể được UBND xã tặng Giấy khen.", "UBND xã tặng Giấy khen cho 5 tập thể."),
    ],
)  # fmt: skip
def test_mutations_rewrite_what_they_are_meant_to(name: str, before: str, after: str) -> None:
    assert next(m for m in MUTATIONS if m.name == name).rewrite(before) == after


def test_names_and_figures_are_replaced_alike() -> None:
    other = rename({"Lê Văn An": "Phạm Văn Khoa"})
    assert other("Ông Lê Văn An dự; ông An nói; LÊ VĂN AN; xã An") == "Ông Phạm Văn Khoa dự; ông Khoa nói; PHẠM VĂN KHOA; xã An"
    assert shifted("82,17 điểm; 90,00%; 1.234 hồ sơ; 35.86 điểm") == "82,18 điểm; 90,00%; 1.234 hồ sơ; 35.87 điểm"
    number = shift_figures("tăng 1,5 điểm")
    assert (number(1.5), number(-1.5), number(2.0)) == (1.51, -1.51, 2.0)
