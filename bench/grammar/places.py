"""Real places that articles are set in, as they were on a day: 63 provinces with districts until 30/6/2025, 34 after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.vocabulary import Row, table

REFORM = "2025-07-01"
# Names that are a number, hold another separator, or could be read as something else in a list.
_PLAIN = re.compile(r"[^\d(),;|/-]+")
_HUE = ("Huế", "Thừa Thiên Huế")


@dataclass(frozen=True, slots=True)
class Place:
    """`full` is the codebook's form (`huyện Ia Grai`); `level`: province, district, commune."""

    id: str
    name: str
    type: str
    level: str

    @property
    def full(self) -> str:
        return f"{self.type} {self.name}"


@cache
def _rows() -> tuple[Row, ...]:
    return table("places")


@cache
def _children() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in _rows():
        found.setdefault(row["parent"], []).append(row)
    return found


def _valid(row: Row, day: str) -> bool:
    return row["valid_from"] <= day and (not row["valid_to"] or day <= row["valid_to"])


def _place(row: Row) -> Place:
    return Place(row["id"], row["name"], row["type"], row["level"])


@cache
def provinces(era: str) -> tuple[Place, ...]:
    """Those of an era (`old`, `new`). Huế is left out: it changed level, name and bounds within a year."""
    day = REFORM if era == "new" else "2024-06-01"
    rows = [r for r in _rows() if r["level"] == "province" and _valid(r, day)]
    return tuple(_place(r) for r in rows if r["name"] not in _HUE)


@cache
def lasting_provinces() -> frozenset[str]:
    """Full names that stand for a province both before and after the reform."""
    return frozenset(p.full for p in provinces("old")) & frozenset(p.full for p in provinces("new"))


def below(place: Place, day: str) -> list[Place]:
    """The units right below a place on a day: plain names only, none borne by two of them or by the place itself."""
    rows = [r for r in _children().get(place.id, []) if _valid(r, day)]
    times = Counter(r["name"].casefold() for r in rows)
    return [
        _place(r)
        for r in rows
        if times[r["name"].casefold()] == 1
        and _PLAIN.fullmatch(r["name"])
        and "  " not in r["name"]
        and r["name"] != place.name
        and len(r["name"]) > 2
    ]


def by_type(places: Sequence[Place]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place.type, []).append(place)
    return found


def committee(place: Place) -> str:
    return f"Ủy ban nhân dân {place.full}"


def council(place: Place) -> str:
    return f"Hội đồng nhân dân {place.full}"


PARTY = {"tỉnh": "Tỉnh ủy", "huyện": "Huyện ủy", "quận": "Quận ủy", "thị xã": "Thị ủy", "thành phố": "Thành ủy"}


def party(place: Place) -> str:
    """The Party committee: `Huyện ủy Ia Grai`, `Đảng ủy xã Mai Hóa`."""
    return f"{PARTY[place.type]} {place.name}" if place.type in PARTY else f"Đảng ủy {place.full}"


def party_word(place: Place) -> str:
    """The same without its locality: `Huyện ủy`, `Đảng ủy xã`."""
    return PARTY.get(place.type) or f"Đảng ủy {place.type}"
