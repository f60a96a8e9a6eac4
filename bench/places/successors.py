"""The rows of place_successors.csv: which unit became which, and what says so.

Every commune of June 2025 has its new ones (`vietnamadminunits`; all of them where it was divided), every commune that the
state of 2022 has and that of June 2025 lacks those that the official number and the former names tell, and every other
unit those of place_changes.csv and commune_changes.csv. Districts that ended on 2025-06-30 have none: their communes' rows
tell."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from bench.places.changes import FIRST_NEW, Changes, source_of
from bench.places.gazetteer import Communes, Gazetteer, Place
from bench.places.names import slug, typed_slug
from bench.places.sources import Commune, June2025
from core.vocabulary_rows import Row
from extract.database.inputs import stable_id

_PACKAGE = "vietnamadminunits 1.0.4"
# A part that went so far, into a unit with no other part of its district, is a namesake's. Kilometres.
_FAR = 20


@dataclass(frozen=True, slots=True)
class Successor:
    """`part`: whole (one successor is named) or part (several are); `doubt`: namesake, where the package took a part of
    one unit for that of another of its name."""

    place: str
    successor: str
    part: str
    changed_on: str
    source: str
    doubt: str = ""

    def to_row(self) -> dict[str, Any]:
        columns = ("place", "successor", "part", "changed_on", "source", "doubt")
        return {"id": stable_id("place_successor", self.place, self.successor)} | {name: getattr(self, name) for name in columns}


# What `confirmed` of commune_changes.csv says of the successor -> how `source` puts it.
_HOW = {"number": "official number kept", "vietnamadminunits": _PACKAGE, "name": "name kept"}


def _source(change: Row) -> str:
    """The resolution, and of communes from 2019 to 2022 what tells the successor."""
    how = [_HOW.get(token, token) for token in change.items_of("confirmed") if token in _HOW or token.startswith("http")]
    return "; ".join(filter(None, (source_of(change), ", ".join(how) if "code" in change else "")))


def _rows(place: str, heirs: list[str] | tuple[str, ...], day: str, source: str) -> list[Successor]:
    part = "part" if len(heirs) > 1 else "whole"
    return [Successor(place, heir, part, day, source) for heir in heirs]


def of_changes(changes: Changes) -> list[Successor]:
    """Provinces, districts and single communes of place_changes.csv, communes of commune_changes.csv."""
    # A unit of which one part went to a unit that went on and another to a new one has two rows.
    heirs_of: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for change, place, heirs in changes.became():
        heirs_of[place] += [(heir, change["first_day"], _source(change)) for heir in heirs]
    return [
        Successor(place, heir, "part" if len(heirs) > 1 else "whole", day, source)
        for place, heirs in heirs_of.items()
        for heir, day, source in heirs
    ]


class June:
    """The change of 1 July 2025: old communes (and districts without communes) to new ones."""

    def __init__(self, g: Gazetteer, june: June2025, communes: Communes, districts: dict[str, str]) -> None:
        self._g = g
        self._heirs = june.became()
        self._new = {c.key: id_ for c, id_ in communes.new}
        self._place = {c.key: id_ for c, id_ in communes.late} | {f"{key}_": id_ for key, id_ in districts.items()}
        # New commune -> the old districts of those that went into it as a whole.
        self._from: dict[str, Counter[str]] = defaultdict(Counter)
        for key, heirs in self._heirs.items():
            if len(heirs) == 1:
                self._from[heirs[0]][key.rsplit("_", 1)[0]] += 1

    def rows(self) -> list[Successor]:
        out = []
        for key, heirs in self._heirs.items():
            part = "part" if len(heirs) > 1 else "whole"
            for heir in heirs:
                new = self._g.places[self._new[heir]]
                change = self._g.changes.reform_of(new.parent)
                source = f"{source_of(change)}; {_PACKAGE}" if change is not None else _PACKAGE
                doubt = "namesake" if part == "part" and self._is_namesake(key, heir) else ""
                out.append(Successor(self._place[key], new.id, part, FIRST_NEW, source, doubt))
        return out

    def _is_namesake(self, key: str, heir: str) -> bool:
        """The package links parts by name within a new province. No new commune took whole units of two old provinces, so
        one whose other parts lie in another old province, or far off in another district, is a namesake's."""
        district = key.rsplit("_", 1)[0]
        known = self._from.get(heir)
        if not known or district in known:
            return False
        if district.split("_")[0] not in {other.split("_")[0] for other in known}:
            return True
        return _distance(self._g.places[self._place[key]], self._g.places[self._new[heir]]) > _FAR


def _distance(one: Place, other: Place) -> float:
    """Kilometres between two centres; 0 where one is not known."""
    if not (one.lat and other.lat):
        return 0.0
    north = float(one.lat) - float(other.lat)
    east = (float(one.lon) - float(other.lon)) * math.cos(math.radians(float(one.lat)))
    return math.hypot(north, east) * 111.2


class Ended:
    """Communes that the state of 2022 has and that of June 2025 lacks."""

    def __init__(self, g: Gazetteer, communes: Communes) -> None:
        self._g, self._communes = g, communes
        self._by_code = {c.code: id_ for c, id_ in communes.late}
        self._districts = {(c.district_code, c.district) for c, _ in communes.late}
        self._by_name = {(c.district_code, c.type, c.name): id_ for c, id_ in communes.late}
        self._named = {row.place for row in of_changes(g.changes)}
        self._former: dict[tuple[str, str], list[tuple[Commune, str]]] = defaultdict(list)
        for c, id_ in communes.late:
            for name in c.former:
                self._former[(c.province, name)].append((c, id_))

    def rows(self) -> list[Successor]:
        out = []
        for c, id_ in self._communes.ended:
            place = self._g.places[id_]
            if place.same_as:
                out.append(Successor(id_, place.same_as, "whole", "", "another spelling: one official number"))
            elif id_ not in self._named:
                change = self._change(place)
                day, source = (change["first_day"], source_of(change)) if change is not None else ("", "")
                heirs, how = self._heirs(c, id_)
                out += _rows(id_, heirs, day, "; ".join(filter(None, (source, how))))
        return out

    def _change(self, place: Place) -> Any:
        return self._g.changes.round_of(self._g.places[place.parent].parent, place.parent)

    def _heirs(self, c: Commune, id_: str) -> tuple[list[str], str]:
        """The units of June 2025 that took a commune over, and what says so."""
        kept = self._by_code.get(c.code)
        called = self._called(c)
        how = [_PACKAGE] if called else []
        if kept is not None and kept != id_:
            how.insert(0, "official number kept")
        heirs = {kept} - {None, id_} | {i for i in called if i != id_}
        return sorted(h for h in heirs if h is not None), ", ".join(how)

    def _called(self, c: Commune) -> list[str]:
        """Units that list the commune among their former names: in its district, or (the district having ended) the one that
        has its name and the district's number, or the only one of the province that lists it with its type."""
        province = "Huế" if c.province == "Thừa Thiên Huế" else c.province
        typed = self._former.get((province, typed_slug(c.type, c.name)), [])
        for found in (typed, self._former.get((province, slug(c.name)), [])):
            near = [id_ for late, id_ in found if late.district_code == c.district_code]
            if near:
                return near
        if (c.district_code, c.district) in self._districts:
            return []
        namesake = self._by_name.get((c.district_code, c.type, c.name))
        if namesake is not None:
            return [namesake]
        return [typed[0][1]] if len(typed) == 1 and not c.name.isdigit() else []


def check_provinces(pairs: dict[str, str], june: June2025) -> None:
    """Raises SystemExit where province_successors.csv (`pairs`: old full name -> new one) and the package differ."""
    old = {p.key: f"{p.type} {p.name}" for p in june.old_provinces()}
    new = {p.key: f"{p.type} {p.name}" for p in june.new_provinces()}
    theirs = {old[a]: new[b] for a, b in june.provinces_became().items()}
    # The package writes Huế as it was from January to June 2025.
    theirs["tỉnh Thừa Thiên Huế"] = theirs.pop("thành phố Huế")
    if theirs != pairs:
        raise SystemExit(f"province_successors.csv differs from {_PACKAGE}: {sorted(set(theirs.items()) ^ set(pairs.items()))}")
