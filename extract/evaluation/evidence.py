"""Does a span prove its fact: right offsets, one clause or row, and the fact's name, number or figure inside.

Source: docs/codebook.md ("Output": "A span is a clause, a list item or a table row: never several paragraphs").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from extract.evaluation.equality import Record, fold_words, number

MAX_SPAN = 900
_LITERAL = re.compile(r"\d+(?:[.,]\d+)*")
_NUMBER_WORDS = {
    0: "không|giữ nguyên|giữ vững|duy trì",
    1: "nhất|một|đầu|quán quân|đứng đầu|dẫn đầu|cao nhất",
    2: "hai|nhì|á quân",
    3: "ba",
    4: "tư|bốn",
    5: "năm",
    6: "sáu",
    7: "bảy|bẩy",
    8: "tám",
    9: "chín",
    10: "mười",
}


def figures(span: str) -> set[float]:
    """Every number that the digits of a span may stand for: comma or dot as decimal or thousands mark, or as `19/22` parts."""
    return {round(float(text), 6) for literal in _LITERAL.findall(span) for text in _readings(literal) if _is_number(text)}


def _readings(literal: str) -> Iterator[str]:
    yield literal.replace(",", ".")
    yield literal.replace(".", "").replace(",", ".")
    yield literal.replace(",", "")
    yield from re.split(r"[.,]", literal)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", text) is not None


def shows(span: str, value: float) -> bool:
    """Is the number printed in the span, in digits or in words up to ten? The sign of a change is a word: it is left out."""
    wanted = round(abs(float(value)), 6)
    if wanted in figures(span):
        return True
    words = _NUMBER_WORDS.get(int(wanted)) if wanted.is_integer() else None
    return words is not None and re.search(rf"\b({words})\b", unicodedata.normalize("NFC", span).casefold()) is not None


def evidence_text(record: Record, article: Record) -> str | None:
    """The words of a record's evidence in the article as given; None where the offsets are out of form or of range."""
    evidence = record.get("evidence")
    if not isinstance(evidence, dict):
        return None
    field = _field(evidence, article)
    start, end = evidence.get("start"), evidence.get("end")
    if field is None or not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(field):
        return None
    return field[start:end]


def _field(evidence: Record, article: Record) -> str | None:
    """Title, body or the page of an attachment (pages count from 1)."""
    if evidence.get("in") != "attachment":
        return str(article["title" if evidence.get("in") == "title" else "body"])
    for attachment in article.get("attachments") or ():
        pages, page = attachment.get("pages") or [], evidence.get("page") or 1
        if attachment["id"] == evidence.get("attachment") and 1 <= page <= len(pages):
            return str(pages[page - 1])
    return None


def evidence_holds(kind: str, record: Record, article: Record) -> bool:
    """The offsets are right, the span is a clause or a row, and it shows what the record states."""
    span = evidence_text(record, article)
    if span is None or "\n\n" in span.strip() or len(span) > MAX_SPAN:
        return False
    if kind == "officials":
        return fold_words(str(record.get("name"))) in fold_words(span)
    if kind == "documents":
        return str(record.get("number")) in span
    if kind == "awards":
        head = fold_words(str(record.get("kind"))).split()[0]
        return head in fold_words(span).split() or "khen" in span
    return kind == "events" or _shows_figure(kind, record, span)


def _shows_figure(kind: str, record: Record, span: str) -> bool:
    """The first stated figure of a measure; order, arithmetic, a last place and `all of them` print none."""
    value = next((number(record[k]) for k in ("value", "rank", "count", "change") if record.get(k) is not None), None)
    if value is None or record.get("derived"):
        return True
    if kind in ("ranks", "tier_counts") and value == record.get("of"):
        return True
    return shows(span, value)
