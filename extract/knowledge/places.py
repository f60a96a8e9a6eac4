"""Which place a name means: the gazetteer (schemas/vocab/places.csv) by full name, province and date.

A unit name needs a date: 63 provinces with districts until 30 June 2025, 34 without after. A name that the gazetteer
does not know gets a row of its own without a code; one that several units bear and nothing tells apart stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.collation import vietnamese_sort_key
from core.places import TYPE_LEVELS, TYPES, spellings
from core.text import fold
from extract.database.inputs import stable_id
from extract.knowledge.former import Time
from extract.knowledge.setting import Setting, Span

# A `thành phố` may be of two levels: its type alone tells none.
_LEVEL_OF_TYPE = {type_: levels[0] for type_, levels in TYPE_LEVELS.items() if len(levels) == 1}


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the table `places`; `name` is written `type name`."""

    id: str
    name: str
    type: str | None
    level: str | None
    parent: str | None
    province: str | None
    province_2025: str | None
    code: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    lat: float | None = None
    lon: float | None = None
    valid_to_precision: str | None = None
    same_as: str | None = None

    @property
    def bare(self) -> str:
        """The name without its type."""
        return self.name.removeprefix(f"{self.type} ")

    def is_valid(self, on: str | None) -> bool:
        return on is None or ((self.valid_from or "") <= on <= (self.valid_to or "9999"))

    def to_row(self) -> dict[str, Any]:
        row = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return row | {"sort_key": vietnamese_sort_key(self.bare)}


class Places:
    """The gazetteer plus the names that only articles know."""

    def __init__(
        self, gazetteer: list[dict[str, str]], successors: dict[str, str], became: Iterable[Mapping[str, str]] = ()
    ) -> None:
        """`gazetteer`: rows of places.csv; `successors`: province -> province since 1 July 2025; `became`: rows of
        place_successors.csv."""
        self._became = tuple(became)
        self.successors = dict(successors) | {new: new for new in successors.values()}
        self.by_id: dict[str, Place] = {}
        self._by_name: dict[str, list[Place]] = {}
        self._children: dict[str, list[Place]] = {}
        self._named: set[str] = set()
        self.listed: frozenset[str] = frozenset(row["id"] for row in gazetteer)
        raw = {row["id"]: row for row in gazetteer}
        for row in gazetteer:
            self.by_id[row["id"]] = self._from_row(row, raw)
        for row in gazetteer:
            # Another spelling of a unit means that unit.
            place = self.by_id[row["same_as"] or row["id"]]
            for name in (row["name"], *filter(None, row.get("aliases", "").split("|"))):
                for form in spellings(name):
                    listed = self._by_name.setdefault(_key(f"{row['type']} {form}"), [])
                    if place not in listed:
                        listed.append(place)

    def province_2025(self, province: str | None) -> str | None:
        """The province of today for a province of any time; None where the name is not known."""
        return self.successors.get(province or "")

    def is_province(self, name: str, province: str | None = None) -> bool:
        """Whether a subject is a province: `thành phố Huế` of a stated province is a city below it."""
        return province is None and name in self.successors

    def _from_row(self, row: dict[str, str], raw: dict[str, dict[str, str]]) -> Place:
        top, seen = row, {row["id"]}
        while top["parent"] in raw and top["parent"] not in seen:
            top = raw[top["parent"]]
            seen.add(top["id"])
        province = f"{top['type']} {top['name']}" if top["level"] == "province" else None
        return Place(
            id=row["id"],
            name=f"{row['type']} {row['name']}",
            type=row["type"],
            level=row["level"] or None,
            parent=row["parent"] if row["parent"] in raw else None,
            province=province,
            province_2025=self.province_2025(province),
            code=row["code"] or None,
            valid_from=row["valid_from"] or None,
            valid_to=row["valid_to"] or None,
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
            valid_to_precision=row["valid_to_precision"] or None,
            same_as=row["same_as"] or None,
        )

    def find(
        self,
        name: str,
        province: str | None = None,
        on: str | None = None,
        near: Setting | None = None,
        where: Span | None = None,
    ) -> Place | None:
        """The place that a name means in an article, None where several fit and nothing tells which (noted in `near`).

        `province`: as stated with it; `on`: ISO day that the unit must fit; `near`: the article, whose words (`cũ`, `nay
        là`), portal and other names choose among namesakes; `where`: the words that name it. A name that the gazetteer
        does not have gets a row of its own. In this order: stated province, former or present, day, level, portal, the
        units above that the article names, the units beside."""
        known = self._by_name.get(_key(name), [])
        if province:
            as_was, merged = _within(known, province)
            known = as_was + [p for p in merged if p not in as_was]
        near = near or Setting()
        if not known:
            near.leave_open("resolve.unknown_place", name, province, (), where)
            return self.own(name, province)
        if len(known) == 1:
            return known[0]
        units = _at_time(known, on, near.time_of(known[0].bare, known[0].type, where) if near.texts else None, near.day)
        if province:
            units = [p for p in units if p.province == province] or units
        else:
            # `thành phố Huế` of a figure of 2024, told in 2025: with no province above it, it is the province of today.
            today = [p for p in known if p.level == "province" and near.day and p.is_valid(near.day)]
            units = [p for p in units if p.level == "province"] or today or units
        told = self._narrowed(_with_those_of_the_day(units, known, near), near, where)
        units = told if len({p.id for p in told}) == 1 else self._narrowed(units, near, where)
        if len({p.id for p in units}) == 1:
            return units[0]
        near.leave_open("resolve.ambiguous_place", name, province, (p.id for p in units), where)
        return None

    def _narrowed(self, units: list[Place], near: Setting, where: Span | None) -> list[Place]:
        """Those that the portal, the units above and the units beside leave."""
        for narrower in (_of_portal, _of_neighbours, _of_siblings):
            units = narrower(self, units, near, where) if len({p.id for p in units}) > 1 else units
        return units

    def own(self, name: str, province: str | None) -> Place:
        """The row of a name that the gazetteer does not tell: without code and dates, one for each stated province."""
        is_province = self.is_province(name, province)
        key = stable_id("place", name, None if is_province else province)
        if key not in self.by_id:
            type_ = next((t for t in TYPES if name.startswith(f"{t} ")), None)
            level = "province" if is_province else _LEVEL_OF_TYPE.get(type_ or "")
            top = name if is_province else province
            parent = self._own_parent(top) if top and not is_province else None
            self.by_id[key] = Place(key, name, type_, level, parent, top, self.province_2025(top))
        self._named.add(key)
        return self.by_id[key]

    def forget_named(self) -> None:
        """Begin anew to note which units without a row in the gazetteer are named."""
        self._named.clear()

    def named(self) -> list[Place]:
        """Those named since `forget_named`, by id, as another process may adopt them."""
        return [self.by_id[key] for key in sorted(self._named)]

    def adopt(self, named: Iterable[Place]) -> None:
        """Add units that another process found in articles: an id follows from name and province, so equal ids are equal."""
        for place in named:
            self.by_id.setdefault(place.id, place)

    def _own_parent(self, province: str) -> str | None:
        found = self.find(province) if province in self.successors else None
        return found.id if found else None

    def above(self, place: Place) -> list[Place]:
        """The units that a place lies in, nearest first."""
        out: list[Place] = []
        while place.parent and place.parent in self.by_id and len(out) < 3:
            place = self.by_id[place.parent]
            out.append(place)
        return out

    def beside(self, place: Place) -> list[Place]:
        """The other units of the same district or province that existed at the same time; not the town that has its name."""
        if not self._children:
            for unit in (self.by_id[i] for i in sorted(self.listed)):
                self._children.setdefault(unit.parent or "", []).append(unit)
        if place.parent is None:
            return []
        names = {place.bare, *(above.bare for above in self.above(place))}
        first, last = place.valid_from or "", place.valid_to or "9999"
        alive = (p for p in self._children[place.parent] if (p.valid_from or "") <= last and first <= (p.valid_to or "9999"))
        return [p for p in alive if p.bare not in names]

    def is_unique(self, place: Place) -> bool:
        """Does no other unit of the country, at any time, bear its full name?"""
        return {p.id for p in self._by_name.get(_key(place.name), ())} == {place.id}

    def successor_rows(self) -> list[dict[str, Any]]:
        """Which unit became which: the rows of place_successors.csv, empty cells as None."""
        return [{name: value or None for name, value in row.items()} for row in self._became]


@lru_cache(maxsize=1 << 16)
def _key(name: str) -> str:
    """Names compare in lower case, in one form of tones, dashes and apostrophes."""
    return fold(name).low


def _within(places: list[Place], province: str) -> tuple[list[Place], list[Place]]:
    """Those in the province as it was, then those in what became part of it."""
    return [p for p in places if p.province == province], [p for p in places if p.province_2025 == province]


def _at_time(units: list[Place], on: str | None, time: Time | None, day: str | None) -> list[Place]:
    """The units of the day; of the time that the article tells (`xã A (cũ)`: those that ended last before it); where
    none existed on the day, those nearest to it: the last ones before it, else the first ones after it."""
    if time == "former" and (ended := [p for p in units if p.valid_to and (day is None or p.valid_to < day)]):
        last = max(p.valid_to or "" for p in ended)
        return [p for p in ended if p.valid_to == last]
    if on is None:
        return units
    if time == "present" and day:
        on = day
    if valid := [p for p in units if p.is_valid(on)]:
        return valid
    if gone := [p for p in units if p.valid_to and p.valid_to < on]:
        last = max(p.valid_to or "" for p in gone)
        return [p for p in gone if p.valid_to == last]
    first = min(p.valid_from or "" for p in units)
    return [p for p in units if (p.valid_from or "") == first]


def _with_those_of_the_day(units: list[Place], known: list[Place], near: Setting) -> list[Place]:
    """With the namesakes of the article's day in other districts, where all of `units` were gone by then: an article of June
    2020 that tells a figure of 2019 may mean the commune made in January. Not those of July 2025, which have no last day."""
    day = near.day
    if not day or any(p.level != "commune" or p.is_valid(day) for p in units):
        return units
    above = {p.parent for p in units}
    told = (p for p in known if p.valid_to and p.is_valid(day) and p.province == units[0].province)
    return units + [p for p in told if p.parent not in above]


def _of_portal(places: Places, units: list[Place], near: Setting, where: Span | None) -> list[Place]:
    """Those of the portal: its own unit, those in it, those beside it in one district; else those in its province."""
    if near.province is None and near.place is None:
        return units
    province = near.province or near.place or ""
    as_was, merged = _within(units, province)
    own = as_was or merged or units
    if near.place is None or len({p.id for p in own}) == 1:
        return own
    home = [p for p in own if p.name == near.place]
    inside = [p for p in own if any(a.name == near.place for a in places.above(p))]
    beside = []
    if portal := places.find(near.place, province, near.day):
        beside = [p for p in own if p.parent == portal.parent and portal.parent is not None and portal.level == p.level]
    return home or inside or beside or own


def _of_neighbours(places: Places, units: list[Place], near: Setting, where: Span | None) -> list[Place]:
    """Those whose district or province the article names nearest: in the same paragraph, else anywhere."""
    if not near.texts:
        return units
    best = 0
    kept: list[Place] = []
    for unit in units:
        score = 0
        for rank, above in enumerate(places.above(unit)):
            if above.bare != unit.bare and above.type:
                # A district named beside it says more than a province.
                score = max(score, 3 * near.nearness(above.bare, above.type, where) - rank)
        if score > best:
            best, kept = score, []
        if score == best:
            kept.append(unit)
    return kept if best > 0 else units


def _of_siblings(places: Places, units: list[Place], near: Setting, where: Span | None) -> list[Place]:
    """Those that stand with most others of their district or province: `các huyện Châu Thành, Phụng Hiệp và Vị Thủy`."""
    if not near.texts:
        return units
    least = 1 if where is None else 2
    met: dict[str, int] = {}
    for unit in units:
        beside = [p for p in places.beside(unit) if near.nearness(p.bare, p.type or "", where) >= least]
        # One neighbour with a name that others bear, too, may be of anywhere.
        met[unit.id] = len(beside) if len(beside) > 1 or any(places.is_unique(p) for p in beside) else 0
    best = max(met.values())
    return [unit for unit in units if met[unit.id] == best] if best else units
