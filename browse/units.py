"""The provinces of the gazetteer, as pages address them: one slug a name, with what each was before and became after.

The slug `laocai` stands for the place `vn-p-laocai` and for `vn-p-laocai-2025`, the province that bears the name since the
merger of 1 July 2025. Places made from the text of an article (no `vn-p-` id) are no units of the gazetteer and are left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datasette.database import Database

from browse.asking import Row, fetch_all

PROVINCES_TODAY, PROVINCES_BEFORE = 34, 63
MERGER = "2025-07-01"
_PREFIX, _MERGED = "vn-p-", "-2025"
_UNITS = """
SELECT p.id, p.name, p.sort_key, p.code, p.valid_from, p.valid_to, s.successor, s.changed_on, s.source
FROM places p LEFT JOIN place_successors s ON s.place = p.id
WHERE p.id >= 'vn-p-' AND p.id < 'vn-p.' AND p.level = 'province' ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of `places`: a province in one period. Days are ISO, None where open."""

    id: str
    name: str
    code: str | None
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class Province:
    """What one slug stands for. `units`: oldest first. `successor`: slug of the province that it became under another name, since
    `changed_on` (ISO day) by `source`; None for one of today. `members`: slugs of the former provinces that one of today was
    made of (its own, too, where the name went on), in Vietnamese order; empty where nothing changed."""

    slug: str
    name: str
    sort_key: str
    units: tuple[Unit, ...]
    successor: str | None
    changed_on: str | None
    source: str | None
    members: tuple[str, ...]

    @property
    def today(self) -> bool:
        return self.successor is None

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(unit.id for unit in self.units)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(unit.code for unit in self.units if unit.code)

    @property
    def valid_from(self) -> str | None:
        return self.units[0].valid_from

    @property
    def valid_to(self) -> str | None:
        return self.units[-1].valid_to

    @property
    def merged(self) -> bool:
        """Made of several provinces."""
        return len(self.members) > 1

    @property
    def two_units(self) -> bool:
        """The same name for a former province and for the one made of it and others."""
        return len(self.units) > 1


def slug_of(place: str) -> str:
    """`laocai` of `vn-p-laocai-2025`."""
    return place.removeprefix(_PREFIX).removesuffix(_MERGED)


async def provinces(database: Database) -> tuple[Province, ...]:
    """All provinces, former ones and those of today, in Vietnamese alphabetical order."""
    return gathered(await fetch_all(database, _UNITS))


def gathered(rows: list[Row]) -> tuple[Province, ...]:
    """The provinces of rows of places with their successor (None where there is none)."""
    by_slug: dict[str, list[Row]] = defaultdict(list)
    made_of: dict[str, set[str]] = defaultdict(set)
    order = {slug_of(row["id"]): (row["sort_key"], row["id"]) for row in rows}
    for row in rows:
        by_slug[slug_of(row["id"])].append(row)
        if row["successor"]:
            made_of[slug_of(row["successor"])].add(slug_of(row["id"]))
    found = []
    for slug, units in by_slug.items():
        units.sort(key=lambda row: (row["valid_from"] or "", row["id"]))
        successor = slug_of(units[-1]["successor"]) if units[-1]["successor"] else None
        change = next((row for row in rows if row["successor"] and slug in (slug_of(row["id"]), slug_of(row["successor"]))), None)
        found.append(
            Province(
                slug,
                units[-1]["name"],
                units[-1]["sort_key"],
                tuple(Unit(row["id"], row["name"], row["code"], row["valid_from"], row["valid_to"]) for row in units),
                successor if successor != slug else None,
                change["changed_on"] if change else None,
                change["source"] if change else None,
                tuple(sorted(made_of[slug], key=lambda member: order[member])) if slug in made_of else (),
            )
        )
    return tuple(sorted(found, key=lambda province: (province.sort_key, province.slug)))


def names_of(province: Province, known: Mapping[str, Province]) -> tuple[str, ...]:
    """The names under which facts of a province stand: its own, and those of the former provinces it was made of. `known`: all
    provinces by slug."""
    members = (known[slug].name for slug in province.members if slug in known)
    return tuple(dict.fromkeys((province.name, *members)))


def slugs_by_name(found: Iterable[Province]) -> dict[str, str]:
    """The slug for each name that a province has or had, as facts write it (`tỉnh Yên Bái`)."""
    return {unit.name: province.slug for province in found for unit in province.units}


def short_name(name: str | None) -> str:
    """`tỉnh Lào Cai` as `Lào Cai`."""
    return (name or "").removeprefix("tỉnh ").removeprefix("thành phố ")


def of_merged(year: int, of: int | None, merged_on: str) -> bool:
    """A row of the panel that bears a name borne by a former province and by the merged one: is it the merged one's?

    How many were ranked tells first (34, or more while there were 63), then the year. The code does not tell: an article of
    2026 that calls the province by its former name gives the former code to a figure of 2025."""
    if of is not None and of >= PROVINCES_TODAY:
        return of == PROVINCES_TODAY
    return year >= int(merged_on[:4])
