"""The rows of places.csv: ids that never change, and the first and last day of every unit.

The packages know no days. They come from place_changes.csv; a commune that only the state of 2022 has and that no row
dates ended on the latest day possible (`valid_to_precision`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.places.changes import FIRST_NEW, Changes, day_before
from bench.places.names import slug, split_full, typed_slug
from bench.places.sources import Commune, District, June2025, Year2022
from bench.places.spelling import same_unit

LAST_OLD = "2025-06-30"
LATEST = "2024-12-31"
HUE_OLD, HUE_NEW = "2024-12-31", "2025-01-01"
# Provinces that the reform of July 2025 left as they were; Huế is one of them.
UNCHANGED = {
    "Hà Nội",
    "Huế",
    "Cao Bằng",
    "Lạng Sơn",
    "Lai Châu",
    "Điện Biên",
    "Sơn La",
    "Quảng Ninh",
    "Thanh Hóa",
    "Nghệ An",
    "Hà Tĩnh",
}


@dataclass(slots=True)
class Place:
    id: str
    name: str
    type: str
    level: str
    parent: str
    code: str
    valid_from: str
    valid_to: str
    valid_to_precision: str = ""
    same_as: str = ""
    lat: str = ""
    lon: str = ""
    aliases: str = ""


@dataclass(slots=True)
class Gazetteer:
    """Places by id; `late`, `early` and `new` are the ids of the packages' communes in their order."""

    aliases: dict[str, str]
    changes: Changes
    places: dict[str, Place] = field(default_factory=dict)
    # What an id was made for: name, type and the first day of its province.
    _made: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def add(self, place: Place, era: str = "", pinned: bool = False) -> str:
        """The id under which a unit stands. Units whose names differ by marks or type alone share a slug: the later one
        takes its type, the first year of its province or a number into the id. `pinned`: the id is given."""
        made = (place.name, place.type, era)
        extras = ("", slug(place.type), slug(place.type) + era[:4], "2", "3", "4")
        base = place.id
        for extra in extras[:1] if pinned else extras:
            key = base + (f"-{extra}" if extra else "")
            if key not in self.places:
                place.id = key
                place.aliases = self.aliases.get(place.name, "")
                self.places[key], self._made[key] = place, made
                return key
            if self._made[key] == made:
                return key
        raise SystemExit(f"two units with one id: {place}")


def coordinate(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def add_provinces(g: Gazetteer, june: June2025) -> tuple[dict[str, str], dict[str, str]]:
    """Ids by name of the 63 and of the 34 provinces."""
    old: dict[str, str] = {}
    new: dict[str, str] = {}
    for p in june.old_provinces():
        where = {"lat": coordinate(p.lat), "lon": coordinate(p.lon)}
        if p.name == "Huế":
            old["Thừa Thiên Huế"] = "vn-p-thuathienhue"
            g.add(Place("vn-p-thuathienhue", "Thừa Thiên Huế", "tỉnh", "province", "", p.code, "", HUE_OLD, **where))
            old[p.name] = new[p.name] = "vn-p-hue"
            g.add(Place("vn-p-hue", p.name, "thành phố", "province", "", p.code, HUE_NEW, "", **where))
            continue
        old[p.name] = f"vn-p-{slug(p.name)}"
        last = "" if p.name in UNCHANGED else LAST_OLD
        g.add(Place(old[p.name], p.name, p.type, "province", "", p.code, "", last, **where))
        if p.name in UNCHANGED:
            new[p.name] = old[p.name]
    for p in june.new_provinces():
        if p.name not in new:
            new[p.name] = f"vn-p-{slug(p.name)}-2025"
            where = {"lat": coordinate(p.lat), "lon": coordinate(p.lon)}
            g.add(Place(new[p.name], p.name, p.type, "province", "", p.code, FIRST_NEW, "", **where))
    return old, new


class Districts:
    """The districts of all times, and which one a commune of either package lies in."""

    def __init__(self, g: Gazetteer, june: June2025, year: Year2022, provinces: dict[str, str]) -> None:
        self._g, self._provinces = g, provinces
        self._named: dict[tuple[str, str], list[str]] = {}
        found: dict[tuple[str, str, str], District] = {(d.province, d.name, d.type): d for d in june.districts()}
        for d in year.districts():
            found.setdefault((d.province, d.name, d.type), d)
        names = {id_: name for name, id_ in provinces.items()}
        pinned = {}
        for unit in g.changes.units.values():
            if unit.level == "district":
                type_, name = split_full(unit.full)
                key = (names[unit.province], name, type_)
                pinned[key] = unit.id
                found.setdefault(key, District(*key, ""))
        for key in sorted(found, key=lambda k: (k not in pinned, k)):
            self._add(found[key], pinned.get(key))
        for ids in self._named.values():
            ids.sort(key=lambda i: g.places[i].type)

    def _add(self, d: District, pinned: str | None) -> None:
        parent = self._provinces[d.province]
        first, last = ("", HUE_OLD) if d.province == "Thừa Thiên Huế" else (HUE_NEW if d.province == "Huế" else "", LAST_OLD)
        unit = self._g.changes.units.get(pinned or "")
        if unit is not None:
            first, last = unit.valid_from or first, unit.valid_to or last
        id_ = pinned or f"vn-d-{parent.removeprefix('vn-p-')}-{slug(d.name)}"
        where = {"lat": coordinate(d.lat), "lon": coordinate(d.lon)}
        place = Place(id_, d.name, d.type, "district", parent, d.code, first, last, **where)
        self._named.setdefault((parent, d.name), []).append(self._g.add(place, pinned=pinned is not None))

    def ids(self, province: str, name: str) -> str:
        """The district whose id begins those of its communes: of several of one name the last by type."""
        ids = self._named[(self._provinces[province], name)]
        last = max(self._g.places[i].valid_to for i in ids)
        living = [i for i in ids if self._g.places[i].valid_to == last]
        return living[-1] if last >= LAST_OLD else living[0]

    def of_district(self, d: District) -> str:
        """The id of a district of June 2025."""
        ids = self._named[(self._provinces[d.province], d.name)]
        return next(i for i in ids if self._g.places[i].type == d.type and self._g.places[i].valid_to >= LAST_OLD)

    def of(self, c: Commune) -> str:
        """The district that a commune lies in. Where a town was carved out of a district of its name both live on: the
        type decides; a district that was raised has its communes in the later unit."""
        ids = self._named[(self._provinces[c.province], c.district)]
        living = [i for i in ids if self._g.places[i].valid_to >= LAST_OLD]
        typed = [i for i in living if self._g.places[i].type == c.district_type]
        return typed[0] if len(living) > 1 and typed else self.ids(c.province, c.district)


@dataclass(slots=True)
class Communes:
    """Ids of the packages' communes: `late` of June 2025, `early` of 2022 (the same id where the unit went on), `new`;
    `ended` are those of `early` that went on as another."""

    late: list[tuple[Commune, str]] = field(default_factory=list)
    early: list[tuple[Commune, str]] = field(default_factory=list)
    new: list[tuple[Commune, str]] = field(default_factory=list)

    @property
    def ended(self) -> list[tuple[Commune, str]]:
        late = {id_ for _, id_ in self.late}
        return [(c, id_) for c, id_ in self.early if id_ not in late]


def add_communes(g: Gazetteer, june: June2025, year: Year2022, new: dict[str, str], districts: Districts) -> Communes:
    """All communes, with their days."""
    out = Communes()
    by_name: dict[tuple[str, str, str], str] = {}
    for c in june.communes():
        base = districts.ids(c.province, c.district)
        first = HUE_NEW if c.province == "Huế" else ""
        where = {"lat": coordinate(c.lat), "lon": coordinate(c.lon)}
        id_ = f"vn-c-{base.removeprefix('vn-d-')}-{slug(c.name)}"
        place = Place(id_, c.name, c.type, "commune", districts.of(c), c.code, first, LAST_OLD, **where)
        id_ = g.add(place, first)
        by_name[(base, c.name.casefold(), c.type)] = id_
        out.late.append((c, id_))
    for c in year.communes():
        base = districts.ids(c.province, c.district)
        known = by_name.get((base, c.name.casefold(), c.type))
        if known is None:
            id_ = f"vn-c-{base.removeprefix('vn-d-')}-{slug(c.name)}"
            known = g.add(Place(id_, c.name, c.type, "commune", districts.of(c), c.code, "", LATEST))
        out.early.append((c, known))
    _date(g, out)
    for c in june.new_communes():
        id_ = f"vn-c25-{new[c.province].removeprefix('vn-p-').removesuffix('-2025')}-{slug(c.name)}"
        where = {"lat": coordinate(c.lat), "lon": coordinate(c.lon)}
        place = Place(id_, c.name, c.type, "commune", new[c.province], c.code, FIRST_NEW, "", **where)
        out.new.append((c, g.add(place, FIRST_NEW)))
    _add_changed(g)
    return out


def _add_changed(g: Gazetteer) -> None:
    """Communes that a row of changes names: those that no list has, and the first days of the others. They come last, so
    that no id of a listed unit moves."""
    for unit in g.changes.units.values():
        place = g.places.get(unit.id)
        if unit.level != "commune" or unit.id.startswith("vn-c25-"):
            continue
        if place is None:
            type_, name = split_full(unit.full)
            first, last = unit.valid_from, unit.valid_to
            g.add(Place(unit.id, name, type_, "commune", unit.district, unit.code, first, last), pinned=True)
        else:
            place.valid_from = place.valid_from or unit.valid_from


def _date(g: Gazetteer, communes: Communes) -> None:
    """Days of communes that the two states of the lists tell apart. A former spelling is no unit: `same_as`."""
    early_ids = {id_ for _, id_ in communes.early}
    by_code = {c.code: (c, id_) for c, id_ in communes.late}
    names = {(c.district_code, typed_slug(c.type, c.name)) for c, _ in communes.early}
    spelled = set()
    for c, id_ in communes.ended:
        place, heir = g.places[id_], by_code.get(c.code)
        day = _last_day(g, place)
        if heir is not None and id_ not in g.changes.units and same_unit(c, heir[0], names, day != ""):
            place.valid_to_precision, place.same_as = "latest", heir[1]
            spelled.add(heir[1])
        else:
            place.valid_to, place.valid_to_precision = (day, "") if day else (LATEST, "latest")
    for _, id_ in communes.late:
        place = g.places[id_]
        if id_ not in early_ids and id_ not in spelled and not place.valid_from:
            place.valid_from = _first_day(g, place)


def _last_day(g: Gazetteer, place: Place) -> str:
    unit = g.changes.units.get(place.id)
    if unit is not None and unit.valid_to:
        return unit.valid_to
    row = g.changes.round_of(g.places[place.parent].parent, place.parent)
    return day_before(row["first_day"]) if row is not None else ""


def _first_day(g: Gazetteer, place: Place) -> str:
    unit = g.changes.units.get(place.id)
    if unit is not None and unit.valid_from:
        return unit.valid_from
    row = g.changes.round_of(g.places[place.parent].parent, place.parent)
    return row["first_day"] if row is not None else ""
