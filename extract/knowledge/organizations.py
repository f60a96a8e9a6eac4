"""The organisations of the database: which one a name means, what it belongs to, how long it existed, what became of it.

Equal official name (organization_names) and equal place is one organisation: its id follows from both. A body whose place
was replaced is another one, linked by succession. What no fact names but a parent or a successor gets a row, too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.collation import vietnamese_sort_key
from extract.database.inputs import stable_id
from extract.knowledge.organization_history import Change, central_names, changes_of, going_on, last_day, parent_rule, validity
from extract.knowledge.organization_names import (
    for_place,
    implied_heads,
    is_of_the_centre,
    kind_of,
    parse_name,
    party_committee,
    split_localities,
    split_locality,
)
from extract.knowledge.places import Place, Places
from extract.knowledge.setting import Setting, Span

__all__ = ["Organization", "Organizations", "kind_of", "split_locality"]
# Since then communes belong to provinces; before, to districts. Source: Law on organisation of local government 2025.
_TWO_LEVELS = "2025-07-01"
# Kinds that are always some unit's: one without a locality is open, not unknown to the world.
_LOCAL_KINDS = frozenset({
    "people_committee", "people_council", "joint_bodies", "party_committee", "fatherland_front", "department", "division",
    "council_board", "one_stop_center", "national_assembly_delegation",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organization:
    """A row of the table `organizations`. `short`: the official name without its locality. `level` is None where the place is
    open (the article's Setting keeps why, for an issue)."""

    id: str
    name: str
    short: str
    kind: str | None
    level: str | None
    place: Place | None


# A body as processes tell it to one another: id, name, short, kind, level, id of its place.
Named = tuple[str, str, str, str | None, str | None, str | None]
# What a body became as a whole: the body (None where it is not known which), its name, first day, last first day, source.
_Whole = tuple[Organization | None, str, str, str | None, str | None]


class Organizations:
    """The organisations that facts name, and those that follow from them."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.by_id: dict[str, Organization] = {}
        self._order: list[Organization] = []
        self._named: set[str] = set()
        self._moves: dict[str, list[dict[str, Any]]] | None = None
        # What `complete` found of each, by id.
        self._parents: dict[str, Organization | None] = {}
        self._wholes: dict[str, list[_Whole]] = {}
        self._inside: dict[tuple[str, str], list[Place]] = {}
        for place in places.by_id.values():
            if place.parent:
                self._inside.setdefault((place.name, place.parent), []).append(place)

    def find(
        self,
        name: str,
        province: str | None = None,
        on: str | None = None,
        near: Setting | None = None,
        where: Span | None = None,
    ) -> Organization:
        """`province`: stated with the name (a department's); `on`, `near`, `where`: as in Places.find. A department that
        ended before `on` is that of its own time. A body whose locality stays open is a row of its whole name: `Ủy ban nhân
        dân xã A` of two provinces are not one."""
        short, localities = split_localities(name)
        parsed = parse_name(short)
        is_central = not localities and (is_of_the_centre(short) or parsed.name in central_names())
        if is_central and not (province and not parsed.whole):
            bare = parsed.name.removesuffix(f" {parsed.owner}")
            rule = parent_rule(parse_name(bare), "central", None) if parsed.owner else None
            # `Vụ Cải cách hành chính Bộ Nội vụ` is the one `Vụ Cải cách hành chính` that there is.
            return self._add(bare if rule and rule["parent"] == parsed.owner else parsed.name, None, "central")
        on = min(filter(None, (on, last_day(parsed.name))), default=None)
        place = self._place(localities, province, on, near, where)
        if parsed.kind == "department" and parsed.whole and place and place.level != "province":
            # Only provinces have departments: `Sở Nội vụ Thành phố` beside `thành phố Thủ Đức` is that of the city above.
            place = self.places.find(place.province, None, on, near, where) if place.province else None
        if near is not None and place is None and not localities and parsed.kind in _LOCAL_KINDS:
            near.leave_open("resolve.open_organization", name, province, (), where)
        return self._add(parsed.name, place, printed=name if localities else None)

    def _place(
        self, localities: list[str], province: str | None, on: str | None, near: Setting | None, where: Span | None
    ) -> Place | None:
        if not localities:
            return self.places.find(province, None, on, near, where) if province else None
        first, *around = localities
        top = next((name for name in around if name in self.places.successors), None)
        if around and around[0] != top and (outer := self.places.find(around[0], top or province, on, near, where)):
            inner = [p for p in self._inside.get((first, outer.id), ()) if p.is_valid(on)]
            if len(inner) == 1:
                return inner[0]
            top = top or outer.province
        province = top or province
        of_itself = first in self.places.successors and province in (None, first)
        return self.places.find(first, None if of_itself else province, on, near, where)

    def _add(self, short: str, place: Place | None, level: str | None = None, printed: str | None = None) -> Organization:
        """The row of a body at a place; `printed`: the whole name, which stands for a locality that stays open. What one
        caller knows to be of the centre is so for all, whoever came first."""
        stated = short if place or not printed else printed
        key = stable_id("organization", stated, place.id if place else None)
        level = place.level if place else level
        if key not in self.by_id or (self.by_id[key].level is None and level is not None):
            shown = _shown(short, place) if place else stated
            unit = Organization(key, shown, short, parse_name(short).kind, level, place)
            self.by_id[key] = unit
            self._order.append(unit)
        self._named.add(key)
        return self.by_id[key]

    # -- what other processes found ------------------------------------------------------------------------------------

    def forget_named(self) -> None:
        """Begin anew to note which bodies are named."""
        self._named.clear()

    def named(self) -> list[Named]:
        """The bodies named since `forget_named`, also those that were known before, by id."""
        units = (self.by_id[key] for key in sorted(self._named))
        return [(u.id, u.name, u.short, u.kind, u.level, u.place.id if u.place else None) for u in units]

    def adopt(self, named: Iterable[Named]) -> None:
        """Add the bodies that another process found in articles."""
        for key, name, short, kind, level, place in named:
            if key not in self.by_id or (self.by_id[key].level is None and level is not None):
                unit = Organization(key, name, short, kind, level, self.places.by_id[place] if place else None)
                self.by_id[key] = unit
                self._order.append(unit)

    # -- what they belong to ---------------------------------------------------------------------------------------

    def parent(self, unit: Organization) -> Organization | None:
        """The body it belongs to, where name, kind and level make that certain."""
        if unit.level is None:
            return None
        parsed = parse_name(unit.short)
        rule = parent_rule(parsed, unit.level, unit.place)
        if rule is None:
            return self._add(parsed.owner, unit.place, unit.level) if parsed.owner else None
        place = unit.place if rule["where"] == "same" else self._above(unit.place) if rule["where"] == "above" else None
        if not rule["parent"] or (place is None and rule["where"] != "central"):
            return None
        short = party_committee(place.type or "") if rule["parent"] == "{party}" and place else rule["parent"]
        return self._add(short, place, "central") if (short, place) != (unit.short, unit.place) else None

    def _above(self, place: Place | None) -> Place | None:
        """The unit that a unit belongs to; None for a commune of before July 2025 whose district is not known."""
        above = self.places.by_id.get(place.parent) if place and place.parent else None
        if place and above and place.level == "commune" and above.level == "province" and (place.valid_from or "") < _TWO_LEVELS:
            return None
        return above

    # -- what became of them ---------------------------------------------------------------------------------------

    def _next_place(self, place: Place) -> tuple[Place, dict[str, Any]] | None:
        """The one province that a province became, with its row of place_successors."""
        if self._moves is None:
            self._moves = {}
            for row in self.places.successor_rows():
                self._moves.setdefault(row["place"], []).append(row)
        rows = self._moves.get(place.id, []) if place.level == "province" else []
        if len(rows) != 1 or rows[0].get("part") not in (None, "whole"):
            return None
        return self.places.by_id[rows[0]["successor"]], rows[0]

    def _target(self, unit: Organization, change: Change) -> tuple[bool, Place | None]:
        """(is it known, the place) of what a change leads to."""
        if change.after_level in ("central", "region"):
            return change.after_level == "central", None
        place = unit.place
        while place and change.after_level == "province" and place.level != "province":
            place = self._above(place)
        if place and place.valid_to and change.changed_on > place.valid_to:
            moved = self._next_place(place)
            place = moved[0] if moved else None
        return place is not None, place

    def _whole_successors(self, unit: Organization) -> list[_Whole]:
        """(successor, its name, first day, last first day, source): by a change, else with its place."""
        found = [c for c in changes_of(unit.short, unit.level or "", unit.place) if c.part == "whole"]
        out: list[_Whole] = []
        for change in found:
            known, place = self._target(unit, change)
            other = self._add(change.after, place, change.after_level) if known else None
            out.append((other, change.after, change.changed_on, change.changed_until or None, change.source))
        ended = any(c.before_ends for c in changes_of(unit.short, unit.level or "", unit.place))
        moved = self._next_place(unit.place) if unit.place and not ended else None
        rule = going_on(unit.short, unit.level or "", unit.place) if moved and unit.place else None
        if moved and rule:
            place, row = moved
            other = self._add(for_place(unit.short, place.type or ""), place)
            out.append((other, other.name, row["changed_on"], row["changed_on"], rule.source))
        return out

    # -- rows --------------------------------------------------------------------------------------------------------

    def complete(self) -> None:
        """Add the parents and successors of all, and theirs, until nothing is new."""
        done = 0
        while done < len(self._order):
            unit = self._order[done]
            self._parents[unit.id] = self.parent(unit)
            self._wholes[unit.id] = self._whole_successors(unit)
            done += 1

    def rows(self) -> list[dict[str, Any]]:
        """Rows of the table `organizations`, after `complete`."""
        self.complete()
        out = []
        for unit in self.by_id.values():
            parent = self._parents[unit.id]
            wholes = {other.id for other, *_ in self._wholes[unit.id] if other}
            first, last = validity(unit.short, unit.level or "", unit.place)
            out.append(
                {
                    "id": unit.id,
                    "name": unit.name,
                    "sort_key": vietnamese_sort_key(unit.name),
                    "kind": unit.kind,
                    "level": unit.level,
                    "place": unit.place.id if unit.place else None,
                    "province": unit.place.province if unit.place else None,
                    "province_2025": unit.place.province_2025 if unit.place else None,
                    "parent": parent.id if parent else None,
                    "valid_from": first,
                    "valid_to": last,
                    "successor": min(wholes) if len(wholes) == 1 else None,
                }
            )
        return out

    def successor_rows(self) -> list[dict[str, Any]]:
        """Rows of the table `organization_successors`, after `complete`. A part is linked only where that body is known."""
        out = []
        for unit in sorted(self.by_id.values(), key=lambda u: u.id):
            for other, name, day, until, source in self._wholes[unit.id]:
                out.append(_successor_row(unit, other, name, "whole", day, until, source))
            for change in changes_of(unit.short, unit.level or "", unit.place):
                if change.part == "part":
                    known, place = self._target(unit, change)
                    other = self._known(change.after, place) if known else None
                    days = (change.changed_on, change.changed_until or None)
                    # Named alike whether a fact names that body or not: one article more links the row, no more.
                    name = _shown(change.after, place) if known and place else change.after
                    out.append(_successor_row(unit, other, name, "part", *days, change.source))
        return out

    def _known(self, short: str, place: Place | None) -> Organization | None:
        return self.by_id.get(stable_id("organization", short, place.id if place else None))


def _successor_row(
    unit: Organization, other: Organization | None, name: str, part: str, day: str, until: str | None, source: str | None
) -> dict[str, Any]:
    shown = other.name if other else name
    return {
        "id": stable_id("organization_successor", unit.id, shown, part, day),
        "organization": unit.id,
        "successor": other.id if other else None,
        "name": shown,
        "part": part,
        "changed_on": day,
        "changed_until": until,
        "source": source,
    }


def _shown(short: str, place: Place) -> str:
    """`Sở Nội vụ tỉnh Gia Lai`, `Huyện ủy Chư Sê`: an implied head takes the bare name of its place."""
    heads = [head for head, type_ in implied_heads().items() if type_ == place.type]
    is_implied = any(short == head or short.endswith(f" {head}") for head in heads)
    return f"{short} {place.name.removeprefix(f'{place.type} ') if is_implied else place.name}"
