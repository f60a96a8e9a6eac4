"""What organisations belong to and what became of them: the rules of organization_parents.csv and the changes of
organization_changes.csv, for a body of a name, a level and a place."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from core.vocabulary import Row, table
from extract.knowledge.organization_names import OrganizationName
from extract.knowledge.places import Place


class Change(NamedTuple):
    """A renaming or merger of a sort of bodies. `changed_on`, `changed_until`: the first day of the new name where it came
    first and where it came last (ISO; the same where one day serves all, "" where the last is not known). One that leads
    to its own name says that the body goes on when its province becomes another."""

    before: str
    level: str
    place: str
    after: str
    after_level: str
    part: str
    changed_on: str
    changed_until: str
    before_ends: bool
    after_begins: bool
    source: str

    @property
    def goes_on(self) -> bool:
        return (self.before, self.level) == (self.after, self.after_level)


@cache
def changes() -> tuple[Change, ...]:
    return tuple(_change(row) for row in table("organization_changes"))


def _change(row: Row) -> Change:
    names = (row["before"], row["level"], row["place"], row["after"], row["after_level"], row["part"])
    days = (row["changed_on"], row["changed_until"])
    return Change(*names, *days, row["before_ends"] == "yes", row["after_begins"] == "yes", row["source"])


@cache
def _by_name(column: str) -> dict[tuple[str, str], tuple[Change, ...]]:
    """(name, level) before or after -> its changes."""
    out: dict[tuple[str, str], list[Change]] = {}
    for change in changes():
        key = (change.before, change.level) if column == "before" else (change.after, change.after_level)
        out.setdefault(key, []).append(change)
    return {key: tuple(found) for key, found in out.items()}


def _of_place(found: tuple[Change, ...], place: Place | None) -> list[Change]:
    """What is stated for the place itself replaces what is stated for all; a type (`huyện`) stands for its places."""
    own = [c for c in found if c.place and place is not None and c.place == place.name]
    return own or [c for c in found if not c.place or (place is not None and c.place == place.type)]


def changes_of(name: str, level: str, place: Place | None) -> list[Change]:
    """What happened to a body while its place existed."""
    found = [c for c in _of_place(_by_name("before").get((name, level), ()), place) if not c.goes_on]
    if place is None:
        return found
    end = _next_day(place.valid_to) if place.valid_to else "9999"
    return [c for c in found if (place.valid_from or "") < c.changed_on <= end]


def going_on(name: str, level: str, place: Place) -> Change | None:
    """The row that says that a body of this name goes on when the province it serves becomes another one."""
    found = _by_name("before").get((name, level), ())
    own = {c.changed_on for c in found if c.place == place.name}
    return next((c for c in found if c.goes_on and c.changed_on not in own), None)


def _beginnings(name: str, level: str, place: Place | None) -> list[Change]:
    """Changes that gave rise to a body of this name in its place; a place with changes of its own has no others."""
    found = [
        c for c in _by_name("after").get((name, level), ())
        if c in _of_place(_by_name("before")[c.before, c.level], place) and c.after_begins
    ]  # fmt: skip
    if place is None:
        return found
    first, last = place.valid_from or "", place.valid_to or "9999"
    return [c for c in found if (c.changed_until or c.changed_on) >= first and c.changed_on <= last]


def validity(name: str, level: str, place: Place | None) -> tuple[str | None, str | None]:
    """First and last day on which the body may have existed: the narrower of its place's and its own. A body that ended
    and began again has the days of its place."""
    begun, ended = _beginnings(name, level, place), [c for c in changes_of(name, level, place) if c.before_ends]
    listed = _listed_days().get((name, level)) or _listed_days().get((name, ""), ("", ""))
    # A body that took a part over may have existed before: the merger that made it decides.
    begun = [c for c in begun if c.part == "whole"] or begun
    first = min((c.changed_on for c in begun), default=listed[0])
    last = listed[1] if not ended else ""
    if ended and all(c.changed_until for c in ended):
        last = _day_before(max(c.changed_until for c in ended))
    of_place = (place.valid_from or "", place.valid_to or "") if place else ("", "")
    start, end = max(first, of_place[0]), min(filter(None, (last, of_place[1])), default="")
    if end and start > end:
        start, end = of_place
    return start or None, end or None


@cache
def _listed_days() -> dict[tuple[str, str], tuple[str, str]]:
    """(name, level) -> the days of the vocabulary, for bodies that no change row names; level "" where it has any."""
    out = {(row["normal"], ""): (row["valid_from"], row["valid_to"]) for row in table("organization_kinds")}
    for row in table("departments"):
        out[f"{row['head']} {row['name']}", row["level"]] = (row["valid_from"], row["valid_to"])
    return out


@cache
def last_day(name: str) -> str | None:
    """The last day on which a department of this name existed anywhere; None where it goes on, began again or is none."""
    ended = [c for c in changes() if c.before == name and c.before_ends]
    everywhere = any(not c.place for c in ended) and all(c.level == "province" and c.changed_until for c in ended)
    if not everywhere or not name.startswith(("Sở ", "Ban ")):
        return None
    begun = max((c.changed_on for c in changes() if c.after == name and c.after_begins), default="")
    return None if begun > min(c.changed_on for c in ended) else _day_before(max(c.changed_until for c in ended))


@cache
def central_names() -> frozenset[str]:
    """Bodies without a locality that parents and changes name."""
    parents = {row["parent"] for row in table("organization_parents") if row["where"] == "central"}
    named = {row["name"] for row in table("organization_parents") if row["level"] == "central"}
    moved = {c.before for c in changes() if c.level == "central"} | {c.after for c in changes() if c.after_level == "central"}
    return frozenset((parents | named | moved) - {""})


@cache
def _parents() -> dict[tuple[str, str, str], list[Row]]:
    """(level, name, kind) -> rows of organization_parents.csv, in file order."""
    out: dict[tuple[str, str, str], list[Row]] = {}
    for row in table("organization_parents"):
        out.setdefault((row["level"], row["name"], row["kind"]), []).append(row)
    return out


def parent_rule(name: OrganizationName, level: str, place: Place | None) -> Row | None:
    """The row of organization_parents.csv for a body: one of its name before one of its kind, one of its place first. A kind's
    row serves names that the vocabulary knows as a whole, and no unit of another body."""
    by_kind = (level, "", name.kind or "") if name.whole and name.owner is None else None
    for chosen in (_parents().get((level, name.name, "")), _parents().get(by_kind) if by_kind else None):
        if not chosen:
            continue
        own = [row for row in chosen if place is not None and row["place"] == place.name]
        general = [row for row in chosen if not row["place"]]
        if own or general:
            return (own or general)[0]
    return None


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
