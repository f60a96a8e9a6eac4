"""The figures of a database as the checks of extract.knowledge.panels.consistency read them, one version of an article at a time:
each with its evidence and with the block that it is ranked in (the lines of one table, the sentences of one paragraph, about
units of one kind)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

# CROSS JOIN keeps this order of loops: by version along an index, so that nothing is sorted and no body read twice.
_FACTS = """
SELECT v.id AS version, x.*, f.derived, m.field, m.attachment, m.page, m.start, m."end", m.quote,
       p.level, p.parent, o.kind AS office, i.level AS index_level, i.unit AS index_unit,
       coalesce(e.scale_max, i.scale_max) AS scale, e.ranked_units, c.max AS part_max
FROM article_versions v
CROSS JOIN facts f ON f.article_version = v.id AND f.type = '{table}'
CROSS JOIN {table} x ON x.id = f.id
CROSS JOIN mentions m ON m.fact = f.id AND m.evidence = 1
CROSS JOIN indicators i ON i.id = x.indicator
LEFT JOIN indicator_editions e ON e.indicator = x.indicator AND e.year = x.year
LEFT JOIN indicator_components c ON c.indicator = x.indicator AND {component}
LEFT JOIN places p ON p.id = x.place
LEFT JOIN organizations o ON o.id = x.organization
ORDER BY v.id
"""
_COMPONENT = "c.component = x.component AND x.year >= c.from_year AND x.year <= coalesce(c.to_year, 9999)"
_TABLES = ("scores", "ranks", "tier_counts")
# Units that share a place are named together (`đồng hạng`), in the sentence or beside the table.
_TIE_WORDS = ("đồng hạng", "đồng thứ hạng", "đồng vị trí", "cùng hạng", "cùng xếp", "cùng đứng", "cùng thứ", "cùng vị trí",
              "cùng dẫn đầu", "cùng đạt", "đồng dẫn đầu", "đồng giải", "bằng điểm")  # fmt: skip
_Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The version of an article that states figures."""

    id: str
    is_current: bool
    body: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A score, rank or tier count with its columns, its evidence and what the catalogue says of its index, by name."""

    values: _Values
    names: dict[str, int]
    version: Version

    def __getitem__(self, name: str) -> Any:
        return self.values[self.names[name]]

    @property
    def unit(self) -> str:
        return unit_name(*(self[name] for name in ("subject", "level", "place", "organization")))

    @property
    def who(self) -> str:
        """The subject of a score or rank, the scope of a tier count."""
        return str(self["subject" if "subject" in self.names else "scope"] or "nobody named")

    @property
    def is_result(self) -> bool:
        """A printed result of a named unit, in the article's current version."""
        if not self.version.is_current or self["subject"] is None or self["subject_kind"] == "group":
            return False
        return bool(self["status"] == "result" and self["bound"] is None and not self["derived"])

    @property
    def is_tie(self) -> bool:
        """Do the words around it say that units share a place?"""
        text = paragraph(self.version.body, self["start"], self["end"])[1] if self["field"] == "body" else self["quote"]
        low = text.lower()
        return any(word in low for word in _TIE_WORDS)

    def where(self) -> tuple[str, str, int]:
        """The paragraph (or table) that states it: version, text, begin."""
        begin = paragraph(self.version.body, self["start"], self["end"])[0] if self["field"] == "body" else 0
        return (self.version.id, f"{self['field']} {self['attachment']} {self['page']}", begin)

    def series(self) -> _Values:
        """What makes two figures comparable at all."""
        return tuple(self[name] for name in ("indicator", "year", "period", "component"))

    def peers(self) -> str:
        """Whom the unit is ranked among: the group as stated, else the kind of unit. Communes of two districts, and
        departments beside districts, are ranked apart."""
        kind = self["group_name"] or self["level"] or self["office"] or self["subject"].split()[0]
        return f"{kind} {self['parent'] or ''}" if self["level"] == "commune" else str(kind)


@dataclass(frozen=True)
class Facts:
    """The figures of one version of an article, each list in id order."""

    scores: list[Fact]
    ranks: list[Fact]
    tier_counts: list[Fact]

    @cached_property
    def blocks(self) -> list[tuple[list[Fact], list[Fact]]]:
        """Results that stand in one paragraph or table about peers, and the scores beside them, which tell no peers: whom a
        unit is ranked among stands with its rank."""
        if not self.scores or not self.ranks:
            return []
        scores: dict[_Values, list[Fact]] = defaultdict(list)
        for fact in self.scores:
            if fact.is_result:
                scores[*fact.where(), *fact.series()].append(fact)
        ranks: dict[_Values, list[Fact]] = defaultdict(list)
        for fact in self.ranks:
            if fact.is_result and (place := (*fact.where(), *fact.series())) in scores:
                ranks[place, fact.peers()].append(fact)
        return [(block, scores[place]) for (place, _), block in ranks.items()]


def unit_name(subject: str | None, level: str | None, place: str | None, organization: str | None) -> str:
    """What two figures of one unit have in common. Provinces by name: the area of one may change within a year."""
    return str((subject if level == "province" else None) or place or organization or subject)


def read_figures(db: sqlite3.Connection) -> Iterator[Facts]:
    """The scores, ranks and tier counts of every version that has any. One version at a time is held."""
    every = merge(*(_by_version(db, table) for table in _TABLES), key=itemgetter(0))
    for id_, parts in groupby(every, key=itemgetter(0)):
        current, body = db.execute("SELECT current, body FROM article_versions WHERE id = ?", (id_,)).fetchone()
        version = Version(id_, bool(current), body)
        found = {table: [Fact(values, names, version) for values in rows] for _, table, names, rows in parts}
        yield Facts(*(found.get(table, []) for table in _TABLES))


def _by_version(db: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, dict[str, int], list[_Values]]]:
    """(version, table, names of the columns, rows in id order), in order of the version."""
    cursor = db.cursor()
    cursor.row_factory = None
    cursor.execute(_FACTS.format(table=table, component=_COMPONENT if table != "tier_counts" else "0"))
    names = {column[0]: i for i, column in enumerate(cursor.description)}
    for version, rows in groupby(cursor, key=itemgetter(0)):
        yield version, table, names, sorted(rows, key=itemgetter(names["id"]))


def paragraph(body: str, start: int, end: int) -> tuple[int, str]:
    """Where the paragraph (or table) of body[start:end] begins, and its text."""
    begin = body.rfind("\n\n", 0, start) + 1
    until = body.find("\n\n", end)
    return begin, body[begin : until if until >= 0 else len(body)]


def single(facts: Iterable[Fact], slot: str) -> dict[str, Fact]:
    """The fact of each unit that has just one value of a slot; a unit with two is left to v_disagreements."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact[slot] is not None:
            found[fact.unit].append(fact)
    return {unit: group[0] for unit, group in found.items() if len({fact[slot] for fact in group}) == 1}
