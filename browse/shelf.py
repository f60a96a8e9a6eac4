"""What the search counts by: portal, province, year of publication and fact types of every article, held in memory.

Read once for an opened database, which does not change while it is open. Each filter is a column of its own with few values:
counting a hundred thousand hits by it takes some milliseconds."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from browse.units import UNITS_SQL, Province, gathered, slugs_by_name
from schemas.facts import TYPES

_PORTALS = "SELECT id, name FROM portals ORDER BY id"
_ARTICLES = """
SELECT docid, portal, province, province_2025, published_at, version, duplicate_of IS NOT NULL AS copy
FROM articles WHERE docid IS NOT NULL ORDER BY published_at DESC, id
"""
_TYPES = "SELECT DISTINCT article_version, type FROM facts"


@dataclass(frozen=True, slots=True)
class Shelf:
    """`provinces`: slug → province; `portals`: id → name; `at`: docid → place of the article in the order of publication, newest
    first; `docids`: the same the other way round. `columns`: filter → its value for each place: `province` a tuple of slugs (that
    of its time first, then today's), `year` a number or None, `type` a tuple as in TYPES, `portal` an id or None. `copies`: 1
    for each place of a copy."""

    provinces: dict[str, Province]
    portals: dict[str, str]
    at: dict[int, int]
    docids: list[int]
    columns: dict[str, list[Any]]
    copies: bytes


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
    types = [tuple(type_ for type_ in TYPES if mask & bits[type_]) for mask in range(1 << len(TYPES))]
    portals: dict[str, str] = dict(connection.execute(_PORTALS))
    same = {portal: portal for portal in portals}  # one text for all articles of a portal
    named: dict[tuple[str | None, str | None], tuple[str, ...]] = {}
    columns: dict[str, list[Any]] = {"province": [], "year": [], "type": [], "portal": []}
    at: dict[int, int] = {}
    copies = bytearray()
    for docid, portal, province, province_2025, published_at, version, copy in connection.execute(_ARTICLES):
        names = province, province_2025
        if names not in named:
            named[names] = tuple(dict.fromkeys(slugs[name] for name in names if name in slugs))
        year = (published_at or "")[:4]
        at[docid] = len(at)
        columns["province"].append(named[names])
        columns["year"].append(int(year) if year.isdigit() else None)
        columns["type"].append(types[stated.get(version, 0)])
        columns["portal"].append(same.get(portal))
        copies.append(copy)
    return Shelf(provinces, portals, at, list(at), columns, bytes(copies))
