"""The provinces as pages name them: addresses, names, and what became what.

The address of a province is the id of its place without `vn-p-` and `-2025`: `laocai` is the province of today with all that it
was made of, `yenbai` a former one. Source: tables places and place_successors."""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasette.database import Database

from browse.asking import Row, fetch_all

MERGER = "2025-07-01"
# The years whose results are of the provinces since the merger begin here; `of` (63 or 34) decides where it is stated.
FIRST_MERGED_YEAR = 2025
UNITS_BEFORE, UNITS_SINCE = 63, 34
SLUG = "[a-z]{3,20}"
_TYPE = re.compile(r"^(?:tỉnh|thành phố) ")
_PLACES = """
SELECT id, name, sort_key, code, province_2025, valid_from, valid_to FROM places
WHERE id >= 'vn-p-' AND id < 'vn-p.' AND level = 'province' ORDER BY sort_key, id
"""


@dataclass(frozen=True, slots=True)
class Former:
    """A province until the merger (or until it was renamed): `valid_to` is its last day."""

    slug: str
    name: str
    code: str
    valid_to: str
    became: str


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 34 provinces of today. `members`: the provinces of before that became it, itself first where it kept its name;
    empty where nothing changed. `since`: its first day, None where it is older than the records."""

    slug: str
    name: str
    sort_key: str
    code: str
    since: str | None
    members: tuple[Former, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """All provinces, in Vietnamese alphabetical order."""

    provinces: tuple[Province, ...]

    def find(self, slug: str) -> Province | None:
        """The province of today with this address."""
        return next((province for province in self.provinces if province.slug == slug), None)

    def find_former(self, slug: str) -> tuple[Former, Province] | None:
        """A province that is no more, with what it became."""
        for province in self.provinces:
            for member in province.members:
                if member.slug == slug != province.slug:
                    return member, province
        return None

    def slug_of(self, name: str | None) -> str | None:
        """The address for a name as facts have it (`tỉnh Yên Bái`): of the province of today, else of the former one."""
        for province in self.provinces:
            if province.name == name:
                return province.slug
        return next((m.slug for p in self.provinces for m in p.members if m.name == name), None)


def short_name(name: str | None) -> str:
    """`tỉnh Lào Cai` as `Lào Cai`."""
    return _TYPE.sub("", name or "")


def is_merged(year: int, of: int | None) -> bool:
    """Is a result of a year one of the 34 provinces? By the stated number of ranked units, else by the year."""
    return of == UNITS_SINCE if of in (UNITS_BEFORE, UNITS_SINCE) else year >= FIRST_MERGED_YEAR


async def read_units(database: Database) -> Units:
    """The provinces that the database's gazetteer holds."""
    return arrange(await fetch_all(database, _PLACES))


def arrange(places: list[Row]) -> Units:
    """Units from the rows of provinces (id, name, sort_key, code, province_2025, valid_from, valid_to)."""
    provinces = []
    for place in places:
        if place["valid_to"] is not None:
            continue
        members = [
            Former(_slug(old), old["name"], old["code"] or "", old["valid_to"], place["name"])
            for old in places
            if old["valid_to"] is not None and old["province_2025"] == place["name"]
        ]
        members.sort(key=lambda former: former.name != place["name"])
        provinces.append(
            Province(_slug(place), place["name"], place["sort_key"], place["code"] or "", place["valid_from"], tuple(members))
        )
    return Units(tuple(provinces))


def _slug(place: Row) -> str:
    return str(place["id"]).removeprefix("vn-p-").removesuffix("-2025")
