"""Two units that stand first in one ranking: the one check that looks across articles. It keeps of each first place what it
compares, a few hundred bytes, and nothing of all other figures."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from extract.knowledge.panels.blocks import Fact, unit_name
from extract.knowledge.panels.statements import is_national

# What makes two figures comparable: indicator, year, period, component.
Series = tuple[Any, ...]
_SCORES = """
SELECT x.subject, p.level, x.place, x.organization, x.value, x.indicator, x.year, x.period, x.component
FROM scores x LEFT JOIN places p ON p.id = x.place
"""


@dataclass(frozen=True, slots=True)
class First:
    """A unit that an article puts first, of `of` units."""

    id: str
    unit: str
    subject: str
    of: int | None
    series: Series

    @property
    def name(self) -> str:
        indicator, year, period, _ = self.series
        return " ".join(str(part) for part in (indicator, year, period, self.subject) if part)


class FirstPlaces:
    """The rankings with their first places, as version after version adds them: one table or paragraph, or nationwide and
    one named block of a province across articles."""

    def __init__(self) -> None:
        self._rankings: dict[tuple[Any, ...], list[First]] = defaultdict(list)

    def add(self, ranks: Iterable[Fact]) -> None:
        """Take in the ranks of one version of an article."""
        blocks: dict[tuple[Any, ...], list[First]] = defaultdict(list)
        for fact in ranks:
            if fact["rank"] != 1 or not fact.is_result or fact.is_tie:
                continue
            series = fact.series()
            first = First(fact["id"], fact.unit, fact["subject"], fact["of"], series)
            if is_national(fact):
                self._rankings["national", *series].append(first)
                continue
            if fact["group_name"] and fact["of"]:
                self._rankings[fact["province"], fact.peers(), fact["of"], *series].append(first)
            blocks["block", *fact.where(), fact.peers(), *series].append(first)
        # A block is whole with its version.
        self._rankings |= {key: block for key, block in blocks.items() if _units(block) > 1}

    def findings(self, db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
        """(fact, what is wrong with it), each fact once. Not where the scores of those that stand first are equal."""
        rankings = {key: firsts for key, firsts in self._rankings.items() if _units(firsts) > 1}
        values = _scores(db, {(first.unit, *first.series) for firsts in rankings.values() for first in firsts})
        seen: set[str] = set()
        for key in sorted(rankings, key=str):
            for fact, message in _both_first(sorted(rankings[key], key=lambda f: f.id), values):
                if fact not in seen:
                    seen.add(fact)
                    yield fact, message


def _units(firsts: list[First]) -> int:
    return len({first.unit for first in firsts})


def _both_first(firsts: list[First], values: dict[Series, set[float | None]]) -> Iterator[tuple[str, str]]:
    told: list[int | None] = [*sorted({f.of for f in firsts if f.of is not None})]
    for of in told or [None]:
        units = {f.unit: f for f in reversed(firsts) if f.of in (None, of)}
        scores = [values.get((unit, *first.series), set()) for unit, first in units.items()]
        if len(units) < 2 or (all(scores) and set.intersection(*scores)):
            continue
        names = " and ".join(sorted(first.subject for first in units.values()))
        for first in sorted(units.values(), key=lambda f: f.id):
            yield first.id, f"{first.name}: {names} both stand first"


def _scores(db: sqlite3.Connection, wanted: set[Series]) -> dict[Series, set[float | None]]:
    """(unit, indicator, year, period, component) -> every value stated of it, for those that are wanted."""
    values: dict[Series, set[float | None]] = defaultdict(set)
    cursor = db.cursor()
    cursor.row_factory = None
    for subject, level, place, organization, value, *series in cursor.execute(_SCORES):
        key = (unit_name(subject, level, place, organization), *series)
        if key in wanted:
            values[key].add(value)
    return values
