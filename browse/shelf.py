"""What the search counts by: portal, province, year of publication and fact types of every article, held in memory.

Read once for an opened database, which does not change while it is open. Articles alike in all of these share one `Kind`, so
a search counts kinds and not articles."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from browse.units import UNITS_SQL, Province, gathered, slugs_by_name
from schemas.facts import TYPES

_PORTALS = "SELECT id, name FROM portals ORDER BY id"
_ARTICLES = """
SELECT docid, portal, province, province_2025, published_at, version, duplicate_of IS NOT NULL AS copy
FROM articles WHERE docid IS NOT NULL ORDER BY published_at DESC, id
"""
_TYPES = "SELECT DISTINCT article_version, type FROM facts"


class Kind(NamedTuple):
    """What articles are filtered by. `provinces`: slugs, that of its time first, then today's; `types`: as in TYPES."""

    portal: str | None
    provinces: tuple[str, ...]
    year: int | None
    types: tuple[str, ...]
    copy: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """`kind_of`: docid → kind; `place_of`: docid → place in the order of publication, newest first."""

    provinces: dict[str, Province]
    portals: dict[str, str]
    kind_of: dict[int, Kind]
    place_of: dict[int, int]


def read_provinces(connection: sqlite3.Connection) -> dict[str, Province]:
    """Slug → province."""
    found = connection.execute(UNITS_SQL)
    columns = [column[0] for column in found.description]
    return {province.slug: province for province in gathered([dict(zip(columns, row, strict=True)) for row in found])}


def read_shelf(connection: sqlite3.Connection) -> Shelf:
    """The shelf of a database. No body is read where the index idx_articles_search is there."""
    provinces = read_provinces(connection)
    slugs = slugs_by_name(provinces.values())
    # One bit a type: a set for each of many articles would take much memory.
    bits = {type_: 1 << at for at, type_ in enumerate(TYPES)}
    stated: dict[str, int] = {}
    for version, type_ in connection.execute(_TYPES):
        stated[version] = stated.get(version, 0) | bits[type_]
    kinds: dict[Kind, Kind] = {}
    kind_of: dict[int, Kind] = {}
    for docid, portal, province, province_2025, published_at, version, copy in connection.execute(_ARTICLES):
        names = dict.fromkeys(slugs[name] for name in (province, province_2025) if name in slugs)
        year = (published_at or "")[:4]
        types = tuple(type_ for type_ in TYPES if stated.get(version, 0) & bits[type_])
        kind = Kind(portal, tuple(names), int(year) if year.isdigit() else None, types, bool(copy))
        kind_of[docid] = kinds.setdefault(kind, kind)
    portals: dict[str, str] = dict(connection.execute(_PORTALS))
    return Shelf(provinces, portals, kind_of, {docid: at for at, docid in enumerate(kind_of)})
