"""What the search counts by: portal, province, year of publication and fact types of every article, held in memory.

Read once for an opened database, which does not change while it is open. Articles alike in all of these share one `Kind`, so
a search counts kinds and not articles."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from schemas.facts import TYPES

_PLACES = """
SELECT id, name, sort_key, valid_to FROM places WHERE parent IS NULL AND substr(id, 1, 5) = 'vn-p-' ORDER BY id
"""
_PORTALS = "SELECT id, name FROM portals ORDER BY id"
_ARTICLES = """
SELECT docid, portal, province, province_2025, published_at, version, duplicate_of IS NOT NULL AS copy
FROM articles WHERE docid IS NOT NULL ORDER BY published_at DESC, id
"""
_TYPES = "SELECT DISTINCT article_version, type FROM facts"


@dataclass(frozen=True, slots=True)
class Province:
    """A former or present province. `slug` as in `/-/province/<slug>`; `present`: it is one of today's provinces."""

    slug: str
    name: str
    sort_key: str
    present: bool


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
    """Slug → province. Former and present province of one slug are one; the present name is shown."""
    found: dict[str, Province] = {}
    for id_, name, sort_key, valid_to in connection.execute(_PLACES):
        slug = id_.removeprefix("vn-p-").removesuffix("-2025")
        if slug not in found or valid_to is None:
            found[slug] = Province(slug, name, sort_key, valid_to is None)
    return found


def _slugs_by_name(connection: sqlite3.Connection) -> dict[str, str]:
    return {name: id_.removeprefix("vn-p-").removesuffix("-2025") for id_, name, _, _ in connection.execute(_PLACES)}


def read_shelf(connection: sqlite3.Connection) -> Shelf:
    """The shelf of a database. No body is read where the index idx_articles_search is there."""
    slugs = _slugs_by_name(connection)
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
    return Shelf(read_provinces(connection), portals, kind_of, {docid: at for at, docid in enumerate(kind_of)})
