"""Which rows are one body, or one locality, through renamings and mergers: what became of it, or what it was before.

Related is what lies on one line of succession. Two provinces that were merged into a third are each related to it, but
not to each other."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

# Only what the gazetteer knows has a time: a name without a date gets a row without code, which may be any of its time.
_ORGANIZATIONS = """
SELECT g.id, g.name, g.level, g.province_2025, w.name AS place, w.type AS place_type, w.valid_to
FROM organizations g JOIN places w ON w.id = g.place
WHERE g.level IS NOT NULL AND g.province_2025 IS NOT NULL AND w.code IS NOT NULL
ORDER BY g.id
"""
# A body is no more since the first day on which the one that took it over began.
_LASTING = """
SELECT g.id, coalesce(g.valid_from, ''), coalesce(
  (SELECT min(s.changed_on) FROM organization_successors s WHERE s.organization = g.id AND s.part = 'whole'),
  date(g.valid_to, '+1 day'), '9999')
FROM organizations g ORDER BY g.id
"""
_PLACES = """
SELECT id, name, level, province_2025, valid_to FROM places
WHERE level IN ('district', 'commune') AND province_2025 IS NOT NULL AND code IS NOT NULL AND name IN (
  SELECT p.name FROM organizations g JOIN places p ON p.id = g.place)
ORDER BY id
"""


class Lineage:
    """Succession as pairs (before, after); asks whether one of two ids came to be the other. `spans`: id -> first day and
    first day no more (ISO), for what existed beside what took it over later."""

    def __init__(self, pairs: Iterable[tuple[str, str]], spans: Mapping[str, tuple[str, str]] | None = None) -> None:
        self._spans = spans or {}
        self._after: dict[str, set[str]] = defaultdict(set)
        self._family: dict[str, str] = {}
        for before, after in pairs:
            self._after[before].add(after)
            self._family[self.family(before)] = self.family(after)
        self._later: dict[str, frozenset[str]] = {}

    def related(self, a: str, b: str, day: str = "") -> bool:
        """Whether both are one, or one became the other, by any number of steps; not on a day on which both existed."""
        return a == b or ((b in self._all_after(a) or a in self._all_after(b)) and not (self._is(a, day) and self._is(b, day)))

    def _is(self, id_: str, day: str) -> bool:
        first, end = self._spans.get(id_, ("9999", ""))
        return first <= day < end

    def family(self, id_: str) -> str:
        """The same for all that succession connects by any way: what is related is of one family (not the reverse)."""
        while self._family.get(id_, id_) != id_:
            id_ = self._family[id_]
        return id_

    def _all_after(self, start: str) -> frozenset[str]:
        if start not in self._after:
            return frozenset()
        if start not in self._later:
            found, ahead = set(), [start]
            while ahead:
                for later in self._after.get(ahead.pop(), ()):
                    if later not in found:
                        found.add(later)
                        ahead.append(later)
            self._later[start] = frozenset(found)
        return self._later[start]


def organization_lineage(db: sqlite3.Connection) -> Lineage:
    """Bodies: what the tables say, and the reform of July 2025, by which a body keeps its name in the province of today."""
    pairs = _listed(db, "organization_successors", "organization")
    before: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    now: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for id_, name, level, province_2025, place, type_, valid_to in db.execute(_ORGANIZATIONS):
        # A province's body by its name without the province; a lower one keeps the name of its locality, too.
        short = _without(name, place, type_) if level == "province" else name
        if valid_to is not None:
            before[short, level, province_2025].append(id_)
        elif level != "province" or place == province_2025:
            now[short, level, province_2025].append(id_)
    return Lineage(sorted(pairs | _renewed(before, now)), {id_: (first, end) for id_, first, end in db.execute(_LASTING)})


def place_lineage(db: sqlite3.Connection) -> Lineage:
    """Localities below the province: what place_successors says, and equal names in one province of today."""
    before: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    now: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for id_, name, level, province_2025, valid_to in db.execute(_PLACES):
        (now if valid_to is None else before)[name, level, province_2025].append(id_)
    return Lineage(sorted(_listed(db, "place_successors", "place") | _renewed(before, now)))


def _listed(db: sqlite3.Connection, table: str, column: str) -> set[tuple[str, str]]:
    """(before, after) of a table of successors."""
    return {(a, b) for a, b in db.execute(f"SELECT {column}, successor FROM {table} WHERE successor IS NOT NULL")}


def _renewed(before: dict[tuple[str, str, str], list[str]], now: dict[tuple[str, str, str], list[str]]) -> set[tuple[str, str]]:
    """Pairs where the body of today is one only: which of several is meant, nobody can tell from the name."""
    return {(old, now[key][0]) for key, ids in before.items() if len(now.get(key, ())) == 1 for old in ids}


def _without(name: str, place: str, type_: str | None) -> str:
    """`Sở Nội vụ` of `Sở Nội vụ tỉnh Gia Lai`, `Tỉnh ủy` of `Tỉnh ủy Gia Lai`."""
    for ending in (place, place.removeprefix(f"{type_} ")):
        if name.endswith(f" {ending}"):
            return name.removesuffix(f" {ending}")
    return name
