"""Asking for articles: words and filters in; total, counts by province, year and fact type, and one page of articles out."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from browse.shelf import Shelf
from core.search_text import Term, match_expression, read_query
from schemas.facts import TYPES

PAGE_SIZE = 20
LONGEST_QUERY = 400
_MOST_TERMS = 32
# Past so many hits the rest is not counted, and past so many they are not weighed: the newest come first.
MOST_HITS = 200_000
MOST_WEIGHED = 20_000
FILTERS = ("province", "year", "type", "portal")
# Of these an article may have several values.
_MANY = ("province", "type")
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


def _narrowed(places: list[int], shelf: Shelf, asked: Asked, without: str = "") -> list[int]:
    """The places that pass the filters, one of them aside; copies count as others."""
    for name in FILTERS:
        wanted = getattr(asked, name)
        if wanted is not None and name != without:
            column = shelf.columns[name]
            many = name in _MANY
            places = [at for at in places if (wanted in column[at] if many else wanted == column[at])]
    return places


def count_facets(places: list[int], shelf: Shelf, asked: Asked) -> dict[str, Counter[Any]]:
    """Filter → value → number of articles, each under the other filters. `places`: what was found, without hidden copies."""
    facets: dict[str, Counter[Any]] = {}
    for name in FILTERS:
        rows = _narrowed(places, shelf, asked, without=name)
        alike = Counter(map(shelf.columns[name].__getitem__, rows))
        counts = facets[name] = Counter()
        for values, n in alike.items():
            for value in values if name in _MANY else (values,):
                if value is not None:
                    counts[value] += n
    return facets


def _hits(connection: sqlite3.Connection, shelf: Shelf, asked: Asked) -> tuple[list[int], bool, bool]:
    """(places on the shelf in order, are there more, best first)."""
    if not asked.terms:
        return list(range(len(shelf.at))), False, False
    values = {"match": match_expression(asked.terms), "limit": MOST_HITS + 1}
    places = _places(connection.execute(_HITS, values), shelf)
    more = len(places) > MOST_HITS
    if asked.newest or len(places) > MOST_WEIGHED:
        return sorted(places)[:MOST_HITS], more, False
    return _places(connection.execute(_WEIGHED, values), shelf), more, True


def _places(found: sqlite3.Cursor, shelf: Shelf) -> list[int]:
    return [shelf.at[docid] for (docid,) in found if docid in shelf.at]


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
    hits, more, weighed = _hits(connection, shelf, asked)
    shown = hits if asked.copies else [at for at in hits if not shelf.copies[at]]
    found = _narrowed(shown, shelf, asked)
    hidden = 0 if shown is hits else len(_narrowed(hits, shelf, asked)) - len(found)
    total = len(found)
    # An address past the end leads to the last page.
    offset = min(asked.offset, max(0, total - 1) // PAGE_SIZE * PAGE_SIZE)
    rows = _rows(connection, [shelf.docids[at] for at in found[offset : offset + PAGE_SIZE]])
    return Found(total, more, hidden, weighed, count_facets(shown, shelf, asked), rows)
