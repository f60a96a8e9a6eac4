"""The gazetteer: administrative units of Vietnam with the dates between which they existed (schemas/vocab/places.csv).

63 provinces with districts and communes until 2025-06-30, 34 provinces with communes from 2025-07-01; thành phố Huế
is a province from 2025-01-01. `thành phố` and a name alone may mean several units: a date and a parent decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from core.text import fold
from core.vocabulary import Lexicon, table

Level = Literal["province", "district", "commune"]
LEVELS: dict[str, Level] = {"province": "province", "district": "district", "commune": "commune"}
# Which levels a type word can have. Source: Law on organisation of local government 2015 and 2025.
TYPE_LEVELS: dict[str, tuple[Level, ...]] = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "quận": ("district",),
    "huyện": ("district",),
    "thị xã": ("district",),
    "xã": ("commune",),
    "phường": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune",),
}
TYPES = tuple(TYPE_LEVELS)


@dataclass(frozen=True, slots=True)
class Place:
    """One unit between two dates (ISO days, "" = open). `full` is the codebook's form: `huyện Ia Grai`."""

    id: str
    name: str
    type: str
    level: Level
    parent: str
    code: str
    valid_from: str
    valid_to: str
    lat: float | None
    lon: float | None
    aliases: tuple[str, ...]

    @property
    def full(self) -> str:
        return f"{self.type} {self.name}"

    def valid_on(self, day: str | None) -> bool:
        """Did the unit exist on an ISO day? Without a day every unit did."""
        return day is None or ((not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to))


class Gazetteer:
    """Places by id and by name; `names` finds them in text (values are ids), `above_communes` are the folded lower-case
    names that a province or district has."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.by_id = {p.id: p for p in places}
        entries: list[tuple[str, str]] = []
        for p in places:
            for name in (p.name, *p.aliases):
                entries.extend((form, p.id) for form in spellings(name))
        self.names: Lexicon[str] = Lexicon(entries)
        self.above_communes = frozenset(_folded_low(name) for name, id_ in entries if self.by_id[id_].level != "commune")

    def named(self, name: str, type_: str | None = None, day: str | None = None, level: Level | None = None) -> list[Place]:
        """Places of that name or alias, of the type and level where given, that existed on the day where given."""
        ids = dict.fromkeys(self.names.get(_folded_low(name)))
        places = [self.by_id[i] for i in ids]
        return [
            p for p in places if (type_ is None or p.type == type_) and (level is None or p.level == level) and p.valid_on(day)
        ]

    def province_of(self, place: Place) -> Place:
        """The province that a unit belongs to (itself, where it is one)."""
        while place.parent:
            place = self.by_id[place.parent]
        return place

    def full(self, text: str, day: str | None = None) -> Place | None:
        """The one place that `type name` means on a day; None where unknown or ambiguous."""
        parts = split_type(text)
        if parts is None:
            return None
        found = self.named(parts[1], parts[0], day)
        return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _folded_low(name: str) -> str:
    return fold(name).low


_BY_LENGTH = sorted(TYPES, key=len, reverse=True)


@lru_cache(maxsize=4096)
def split_type(text: str) -> tuple[str, str] | None:
    """`huyện Ia Grai` -> (`huyện`, `Ia Grai`); None where no type word begins the text."""
    folded = fold(text)
    for type_ in _BY_LENGTH:
        if folded.low.startswith(type_ + " "):
            return type_, folded.text[len(type_) + 1 :].strip()
    return None


def spellings(name: str) -> set[str]:
    """Ways of writing one name that texts mix: spaces about a dash, space after an apostrophe, i/y is left alone."""
    forms = {name, re.sub(r"\s*-\s*", "-", name), re.sub(r"\s*-\s*", " ", name)}
    forms |= {f.replace("'", "' ") for f in forms}
    forms |= {re.sub(r"^(Đắk|Đăk|Đak|Dak)\b", v, f) for f in forms for v in ("Đắk", "Đăk", "Đak", "Đắc") if f[:1] in "ĐD"}
    return forms


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of schemas/vocab/places.csv, read once. Raises VocabularyError for an unknown parent or level."""
    rows = table("places")
    ids = {row["id"] for row in rows}
    places = []
    for row in rows:
        level = LEVELS.get(row["level"])
        if level is None or level not in TYPE_LEVELS.get(row["type"], ()):
            raise row.fail(f"type '{row['type']}' does not stand at level '{row['level']}'")
        if row["parent"] and row["parent"] not in ids:
            raise row.fail(f"parent '{row['parent']}' is not in places.csv")
        places.append(
            Place(
                row["id"], row["name"], row["type"], level, row["parent"], row["code"], row["valid_from"], row["valid_to"],
                float(row["lat"]) if row["lat"] else None, float(row["lon"]) if row["lon"] else None, row.items_of("aliases"),
            )
        )  # fmt: skip
    return Gazetteer(tuple(places))
