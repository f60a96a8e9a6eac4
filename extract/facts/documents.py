"""Documents: decisions and other legal documents that the article cites by number.

Source: docs/codebook.md, "documents". `find_citations` points at spans; here the number, day and issuer are resolved
and citations of one document become one record.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.dates import resolve_day
from extract.events.citations import Citation, day_after, find_citations, may_cite
from extract.events.held import lead_day
from extract.events.issuers import Issuers
from extract.events.openers import Opener, opener_at_end, opener_in, opens_item
from extract.reading import Reading
from extract.text import Block, Text
from schemas.facts import Document
from schemas.records import Issue, Span

# Between two groups of documents of one who issued them.
_JOINT = re.compile(r"\s*(?:,|;|và|cùng)\s*(?:các |và )?")
# A number up to its signs, and one without any.
_FIGURES = re.compile(r"^[\d/\s]+[a-zđ]?")
_BARE = re.compile(r"\d+[a-zđ]?(?:/\d{4})?")
# What no two spellings of a number need to share.
_IDLE = re.compile(r"[^\w/-]|(?<=\D)0+(?=\d)")
_DASH = re.compile(r"[‐-―−]")


@dataclass(frozen=True, slots=True)
class _Found:
    """A resolved citation; `certain`: the issuer is stated, not read from the number."""

    document: Document
    certain: bool
    sign: str


def read_documents(reading: Reading) -> Iterator[Document | Issue]:
    """Every document cited by number in body, attachments and title, each once, in order of first mention."""
    found: list[_Found] = []
    for text in (reading.doc.body, *reading.doc.attachments, reading.doc.title):
        if not may_cite(text.low):
            continue
        issuers = Issuers(reading, text)
        opener: Opener | None = None
        for block in text.blocks:
            citations = list(find_citations(text.text, text.low, block.start, block.end))
            cited = list(_read_block(reading, issuers, text, citations, block, opener)) if citations else []
            found.extend(cited)
            in_list = block.kind == "caption" or (cited and block.kind != "table")
            opener = opener_at_end(issuers, text, block) or (opener if in_list else None)
    for document in _merge(found):
        yield document
        if document.issuer is None:
            yield Issue("documents.no_issuer", f"nothing tells who issued {document.type} {document.number}", document.evidence)


def _read_block(
    reading: Reading, issuers: Issuers, text: Text, cited: list[Citation], block: Block, opener: Opener | None
) -> Iterator[_Found]:
    """The citations of a block. `opener`: the paragraph before announces the documents of a list, whose item it may be.
    `Quyết định số 2906/QĐ-UBND cùng ngày` is of the day of the document before it."""
    groups: dict[int, list[Citation]] = {}
    for citation in cited:
        groups.setdefault(citation.group, []).append(citation)
    last: tuple[int, str | None, str | None] | None = None
    before: str | None = None
    for start, citations in groups.items():
        sentence = text.sentence_at(start)
        acting = issuers.acting(start, sentence.start)
        name, day = (acting.name, lead_day(reading, text, sentence, acting.start)) if acting else (None, None)
        if name is None and last and _JOINT.fullmatch(text.low, last[0], start):
            name = last[1]
        if name is None:
            listed = opener if opens_item(text, block.start, start) else opener_in(issuers, text, citations[0])
            name = listed.issuer.name if listed and listed.serves(issuers, citations[0]) else None
        if name is None:
            decides = issuers.following(citations[-1], sentence.start)
            name = decides.name if decides else None
        resolved: list[_Found] = []
        for c in citations:
            acted = before if c.same_day else day if len(citations) == 1 else None
            resolved.append(_resolve(reading, issuers, text, c, name, acted))
            before = resolved[-1].document.date
        yield from _share_issuer(resolved)
        last = (citations[-1].end, name, day)


def _resolve(reading: Reading, issuers: Issuers, text: Text, c: Citation, acting: str | None, acted: str | None) -> _Found:
    stated = issuers.stated(c)
    end = stated.end if stated else c.end
    day = c.day or (day_after(text.low, end, len(text.low)) if stated else None)
    if stated and c.day is None and day:
        end = day.end
    date = None
    if day is not None:
        found, _ = resolve_day(day, reading.published)
        date = found.isoformat() if found else None
    issuer = stated.name if stated else acting
    span = text.span(c.start, end)
    raw = reading.doc.article.body if text.field == "body" else text.folded.raw
    number_at = text.span(c.number_start, c.number_end)
    number = unicodedata.normalize("NFC", raw[number_at.start : number_at.end])
    rule = "documents.bare_number" if c.bare else "documents.number"
    literal = text.text[c.number_start : c.number_end]
    document = Document(
        type=c.type, number=number, date=date or (acted if not day else None), issuer=issuer or issuers.by_number(c),
        evidence=span, mentions=(span,), rule=rule, doubts=() if issuer else ("issuer_unsaid",),
    )  # fmt: skip
    return _Found(document, issuer is not None, _FIGURES.sub("", literal))


def _share_issuer(found: list[_Found]) -> list[_Found]:
    """`các Nghị định số 1, số 2 của Chính phủ`: the issuer at the end of a list serves the numbers of equal sign."""
    if len(found) < 2 or not found[-1].certain:
        return found
    last = found[-1]
    issuer = last.document.issuer
    return [
        f if f.certain or f.sign != last.sign else _Found(replace(f.document, issuer=issuer, doubts=()), True, f.sign)
        for f in found
    ]


def _merge(found: list[_Found]) -> list[Document]:
    """One record a document: equal type and number, or a short repeat (`Quyết định 766` of `766/QĐ-TTg`)."""
    order: list[list[_Found]] = []
    for item in found:
        same = next((g for g in order if _same(g[0].document, item.document)), None)
        if same is None:
            order.append([item])
        else:
            same.append(item)
    return [_join(group) for group in order]


def _same(a: Document, b: Document) -> bool:
    if a.type != b.type:
        return False
    x, y = _key(a.number), _key(b.number)
    short, long = sorted((x, y), key=len)
    if short != long and (not _BARE.fullmatch(short) or not long.startswith((f"{short}/", f"{short}-"))):
        return False
    return a.date is None or b.date is None or a.date == b.date


@lru_cache(maxsize=1024)
def _key(number: str) -> str:
    return _IDLE.sub("", _DASH.sub("-", number)).lstrip("0").casefold()


def _join(group: list[_Found]) -> Document:
    """Number, day and stated issuer from whichever mention has them, evidence of the fullest first mention."""
    best = max(group, key=lambda f: len(_key(f.document.number)))
    certain = next((f for f in group if f.certain), best)
    spans: tuple[Span, ...] = tuple(dict.fromkeys(s for f in group for s in f.document.mentions))
    dated = next((f.document.date for f in group if f.document.date), None)
    return replace(
        best.document, issuer=certain.document.issuer or best.document.issuer, date=dated, mentions=spans,
        doubts=certain.document.doubts,
    )  # fmt: skip
