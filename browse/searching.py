"""Asking for articles: words and filters in; total, counts by province, year and fact type, and one page of articles out."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from browse.shelf import Kind, Shelf
from core.search_text import Term, match_expression, read_query
from schemas.facts import TYPES

PAGE_SIZE = 20
LONGEST_QUERY = 400
_MOST_TERMS = 32
# Past so many hits the rest is not counted, and past so many they are not weighed: the newest come first.
MOST_HITS = 200_000
MOST_WEIGHED = 20_000
FILTERS = ("province", "year", "type", "portal")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»〝〞＂", '"'))
# What core.search_text expands, as it is written.
LONG_FORMS: dict[str, str] = {
    "bcd": "ban chỉ đạo",
    "cbccvc": "cán bộ, công chức, viên chức",
    "cchc": "cải cách hành chính",
    "cds": "chuyển đổi số",
    "cntt": "công nghệ thông tin",
    "ddci": "năng lực cạnh tranh cấp sở, ngành, địa phương",
    "dvc": "dịch vụ công",
    "dvctt": "dịch vụ công trực tuyến",
    "hcnn": "hành chính nhà nước",
    "hdnd": "hội đồng nhân dân",
    "pci": "năng lực cạnh tranh cấp tỉnh",
    "tp": "thành phố",
    "tthc": "thủ tục hành chính",
    "ttpvhcc": "trung tâm phục vụ hành chính công",
    "ubmttq": "ủy ban Mặt trận Tổ quốc",
    "ubnd": "ủy ban nhân dân",
}

_HITS = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match LIMIT :limit"
_WEIGHED = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match ORDER BY bm25(articles_fts, 4.0, 1.0), rowid"
_ROWS = """
SELECT a.docid, a.id, a.title, a.body, a.published_at, a.province, a.province_2025, a.portal, a.duplicate_of,
       (SELECT count(*) FROM articles c WHERE c.duplicate_of = a.id) AS copies
FROM articles a WHERE a.docid IN (SELECT value FROM json_each(:docids))
"""
_FACTS = """
SELECT a.docid, f.type, count(*) AS n FROM articles a JOIN facts f ON f.article_version = a.version
WHERE a.docid IN (SELECT value FROM json_each(:docids)) GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as asked for. Empty `terms`: all articles. `copies`: copies of one story are shown, too."""

    query: str = ""
    terms: tuple[Term, ...] = ()
    province: str | None = None
    year: int | None = None
    type: str | None = None
    portal: str | None = None
    newest: bool = False
    copies: bool = False
    offset: int = 0

    def without(self, name: str) -> Asked:
        """The same search without one of FILTERS."""
        none: dict[str, Any] = {name: None}
        return replace(self, **none)


@dataclass(frozen=True, slots=True)
class Found:
    """`total`: articles found (`more`: at least so many); `facets`: filter → value → articles that there would be with this
    value and the other filters; `hidden`: copies left out; `weighed`: best first, else newest first; `rows`: one page."""

    total: int
    more: bool
    hidden: int
    weighed: bool
    facets: dict[str, Counter[Any]]
    rows: list[dict[str, Any]]


def read_asked(arguments: Mapping[str, str], shelf: Shelf) -> Asked:
    """The search of an address's arguments; a filter that names nothing known is left out."""
    # NUL ends a text in SQLite; quotation marks of all kinds mean a phrase.
    query = (arguments.get("q") or "").replace("\0", " ").strip()[:LONGEST_QUERY]
    province, type_, portal = (arguments.get(name) for name in ("province", "type", "portal"))
    return Asked(
        query=query,
        terms=read_query(query.translate(_QUOTES))[:_MOST_TERMS],
        province=province if province in shelf.provinces else None,
        year=_number(arguments.get("year"), 4) or None,
        type=type_ if type_ in TYPES else None,
        portal=portal if portal in shelf.portals else None,
        newest=arguments.get("order") == "date",
        copies=arguments.get("copies") == "show",
        offset=_number(arguments.get("offset"), 7) // PAGE_SIZE * PAGE_SIZE,
    )


def _number(text: str | None, digits: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= digits else 0


def passes(kind: Kind, asked: Asked) -> bool:
    """Whether articles of this kind are among those asked for, copies aside."""
    return (
        (asked.province is None or asked.province in kind.provinces)
        and (asked.year is None or asked.year == kind.year)
        and (asked.type is None or asked.type in kind.types)
        and (asked.portal is None or asked.portal == kind.portal)
    )


def values_of(kind: Kind, name: str) -> Iterable[Any]:
    """The values of one of FILTERS that articles of this kind have."""
    if name == "province":
        return kind.provinces
    if name == "type":
        return kind.types
    value = kind.year if name == "year" else kind.portal
    return () if value is None else (value,)


def count_facets(kinds: Counter[Kind], asked: Asked) -> dict[str, Counter[Any]]:
    """Filter → value → number of articles, each under the other filters."""
    facets: dict[str, Counter[Any]] = {}
    for name in FILTERS:
        others = asked.without(name)
        counts = facets[name] = Counter()
        for kind, n in kinds.items():
            if (asked.copies or not kind.copy) and passes(kind, others):
                for value in values_of(kind, name):
                    counts[value] += n
    return facets


def _hits(connection: sqlite3.Connection, shelf: Shelf, asked: Asked) -> tuple[list[int], bool, bool]:
    """(docids in order, are there more, best first)."""
    if not asked.terms:
        return list(shelf.place_of), False, False
    values = {"match": match_expression(asked.terms), "limit": MOST_HITS + 1}
    docids = [docid for (docid,) in connection.execute(_HITS, values) if docid in shelf.kind_of]
    more = len(docids) > MOST_HITS
    if asked.newest or len(docids) > MOST_WEIGHED:
        return sorted(docids, key=shelf.place_of.__getitem__)[:MOST_HITS], more, False
    return [docid for (docid,) in connection.execute(_WEIGHED, values) if docid in shelf.kind_of], more, True


def _rows(connection: sqlite3.Connection, docids: list[int]) -> list[dict[str, Any]]:
    """The articles of one page in this order, each with `facts`: type → number."""
    values = {"docids": json.dumps(docids)}
    facts: dict[int, dict[str, int]] = {docid: {} for docid in docids}
    for docid, type_, n in connection.execute(_FACTS, values):
        facts[docid][type_] = n
    cursor = connection.execute(_ROWS, values)
    names = [column[0] for column in cursor.description]
    rows = {row[0]: dict(zip(names, row, strict=True)) | {"facts": facts[row[0]]} for row in cursor}
    return [rows[docid] for docid in docids]


def search(connection: sqlite3.Connection, shelf: Shelf, asked: Asked) -> Found:
    """What there is for a search. Raises sqlite3.OperationalError where the connection's time limit stops it."""
    docids, more, weighed = _hits(connection, shelf, asked)
    kinds = Counter(map(shelf.kind_of.__getitem__, docids))
    wanted = {kind for kind in kinds if passes(kind, asked)}
    shown = {kind for kind in wanted if asked.copies or not kind.copy}
    total = sum(kinds[kind] for kind in shown)
    found = [docid for docid in docids if shelf.kind_of[docid] in shown]
    # An address past the end leads to the last page.
    offset = min(asked.offset, max(0, total - 1) // PAGE_SIZE * PAGE_SIZE)
    rows = _rows(connection, found[offset : offset + PAGE_SIZE])
    hidden = sum(kinds[kind] for kind in wanted - shown)
    return Found(total, more, hidden, weighed, count_facets(kinds, asked), rows)
