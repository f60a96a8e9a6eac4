"""Which place a name means: the gazetteer (schemas/vocab/places.csv) by full name, province and date.

A unit name needs a date: 63 provinces with districts until 30 June 2025, 34 without after. A name that the gazetteer
does not know, or knows more than once, gets a row of its own without a code: never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.collation import vietnamese_sort_key
from extract.database.inputs import stable_id

_LEVEL_OF_TYPE = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
PLACE_TYPES = ("thành phố", *_LEVEL_OF_TYPE)


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

    def is_valid(self, on: str | None) -> bool:
        return on is None or ((self.valid_from or "") <= on <= (self.valid_to or "9999"))

    def to_row(self) -> dict[str, Any]:
        row = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return row | {"sort_key": vietnamese_sort_key(self.name.removeprefix(f"{self.type} "))}


class Places:
    """The gazetteer plus the names that only articles know."""

    def __init__(self, gazetteer: list[dict[str, str]], successors: dict[str, str]) -> None:
        """`gazetteer`: rows of places.csv; `successors`: province -> province since 1 July 2025."""
        self.successors = dict(successors) | {new: new for new in successors.values()}
        self.by_id: dict[str, Place] = {}
        self._by_name: dict[str, list[Place]] = {}
        raw = {row["id"]: row for row in gazetteer}
        for row in gazetteer:
            place = self._from_row(row, raw)
            self.by_id[place.id] = place
            for name in (row["name"], *filter(None, row.get("aliases", "").split("|"))):
                self._by_name.setdefault(f"{row['type']} {name}", []).append(place)

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
        )

    def find(self, name: str, province: str | None = None, on: str | None = None, near: str | None = None) -> Place:
        """The place of a name. `province`: as stated with it; `on`: ISO day that the name must fit; `near`: the province
        to prefer among namesakes. Where none or several fit, a row of its own (code unknown)."""
        found = self._by_name.get(name, [])
        if province is None and name in self.successors:
            found = [p for p in found if p.level == "province"] or found
        for group in self._within(found, province) if province else [found]:
            for pool in ([p for p in group if p.is_valid(on)], group):
                options: list[list[Place]] = [pool, *(self._within(pool, near) if near else ())]
                for candidates in options:
                    if len({p.id for p in candidates}) == 1:
                        return candidates[0]
        return self._own(name, province)

    @staticmethod
    def _within(places: list[Place], province: str) -> tuple[list[Place], list[Place]]:
        """Those in the province as it was, then those in what became part of it."""
        return [p for p in places if p.province == province], [p for p in places if p.province_2025 == province]

    def _own(self, name: str, province: str | None) -> Place:
        is_province = self.is_province(name, province)
        key = stable_id("place", name, None if is_province else province)
        if key not in self.by_id:
            type_ = next((t for t in PLACE_TYPES if name.startswith(f"{t} ")), None)
            level = "province" if is_province else _LEVEL_OF_TYPE.get(type_ or "")
            top = name if is_province else province
            parent = self._own_parent(top) if top and not is_province else None
            self.by_id[key] = Place(key, name, type_, level, parent, top, self.province_2025(top))
        return self.by_id[key]

    def _own_parent(self, province: str) -> str | None:
        return self.find(province).id if province in self.successors else None

    def successor_rows(self) -> list[dict[str, Any]]:
        """Old province -> new province, for rows of the gazetteer."""
        # With a code: a name that an undated article states has a row of its own, which is no province's successor.
        new_ids = {p.name: p.id for p in self.by_id.values() if p.level == "province" and p.valid_to is None and p.code}
        rows = []
        for place in self.by_id.values():
            target = new_ids.get(place.province_2025 or "")
            if place.level == "province" and place.valid_to is not None and target and target != place.id:
                changed = "2025-01-01" if place.valid_to < "2025-06-30" else "2025-07-01"
                rows.append(
                    {
                        "id": stable_id("place_successor", place.id, target),
                        "place": place.id,
                        "successor": target,
                        "changed_on": changed,
                    }
                )
        return rows
