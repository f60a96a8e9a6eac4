"""The figures of a database as the checks of extract.knowledge.panels.consistency read them: each with its evidence and with the
block that it is ranked in (the lines of one table, the sentences of one paragraph, about units of one kind)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_FACTS = """
SELECT x.*, f.derived, f.article_version AS version, v.article, v.current, m.field, m.attachment, m.page, m.start, m."end",
       m.quote, p.level, p.parent, o.kind AS office, i.level AS index_level, i.unit AS index_unit,
       coalesce(e.scale_max, i.scale_max) AS scale, e.ranked_units, c.max AS part_max, v.body
FROM {table} x
JOIN facts f ON f.id = x.id
JOIN article_versions v ON v.id = f.article_version
JOIN mentions m ON m.fact = f.id AND m.evidence = 1
JOIN indicators i ON i.id = x.indicator
LEFT JOIN indicator_editions e ON e.indicator = x.indicator AND e.year = x.year
LEFT JOIN indicator_components c ON c.indicator = x.indicator AND {component}
LEFT JOIN places p ON p.id = x.place
LEFT JOIN organizations o ON o.id = x.organization
ORDER BY x.id
"""
_COMPONENT = "c.component = x.component AND x.year >= c.from_year AND x.year <= coalesce(c.to_year, 9999)"
# Units that share a place are named together (`đồng hạng`), in the sentence or beside the table.
_TIE_WORDS = ("đồng hạng", "đồng thứ hạng", "đồng vị trí", "cùng hạng", "cùng xếp", "cùng đứng", "cùng thứ", "cùng vị trí",
              "cùng dẫn đầu", "cùng đạt", "đồng dẫn đầu", "đồng giải", "bằng điểm")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A score, rank or tier count with its columns, its evidence and what the catalogue says of its index, by name."""

    values: tuple[Any, ...]
    names: dict[str, int]
    paragraph: tuple[str, str, int]
    is_tie: bool

    def __getitem__(self, name: str) -> Any:
        return self.values[self.names[name]]

    @property
    def unit(self) -> str:
        """Provinces by name: the area of one may change within a year."""
        name = self["subject"] if self["level"] == "province" else None
        return str(name or self["place"] or self["organization"] or self["subject"])

    @property
    def who(self) -> str:
        """The subject of a score or rank, the scope of a tier count."""
        return str(self["subject" if "subject" in self.names else "scope"] or "nobody named")

    @property
    def is_result(self) -> bool:
        """A printed result of a named unit, in the article's current version."""
        named = self["subject"] is not None and self["subject_kind"] != "group"
        return bool(named and self["current"] and self["status"] == "result" and self["bound"] is None and not self["derived"])

    def series(self) -> tuple[Any, ...]:
        """What makes two figures comparable at all."""
        return tuple(self[name] for name in ("indicator", "year", "period", "component"))

    def peers(self) -> str:
        """Whom the unit is ranked among: the group as stated, else the kind of unit. Communes of two districts, and
        departments beside districts, are ranked apart."""
        kind = self["group_name"] or self["level"] or self["office"] or self["subject"].split()[0]
        return f"{kind} {self['parent'] or ''}" if self["level"] == "commune" else str(kind)


def read_facts(db: sqlite3.Connection, table: str) -> list[Fact]:
    """All rows of `scores`, `ranks` or `tier_counts`, in id order."""
    cursor = db.execute(_FACTS.format(table=table, component=_COMPONENT if table != "tier_counts" else "0"))
    # The body is the last column: it is read, not kept.
    names = {column[0]: i for i, column in enumerate(cursor.description[:-1])}
    out = []
    for *values, body in cursor:
        field, attachment, page, start, end = (values[names[name]] for name in ("field", "attachment", "page", "start", "end"))
        begin, text = paragraph(body, start, end) if field == "body" else (0, values[names["quote"]])
        where = (values[names["version"]], f"{field} {attachment} {page}", begin)
        out.append(Fact(tuple(values), names, where, any(word in text.lower() for word in _TIE_WORDS)))
    return out


def paragraph(body: str, start: int, end: int) -> tuple[int, str]:
    """Where the paragraph (or table) of body[start:end] begins, and its text."""
    begin = body.rfind("\n\n", 0, start) + 1
    until = body.find("\n\n", end)
    return begin, body[begin : until if until >= 0 else len(body)]


def by_block(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Results that stand in one paragraph or table about peers, in order of the block."""
    blocks: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.is_result:
            blocks[*fact.paragraph, *map(str, fact.series()), fact.peers()].append(fact)
    for key in sorted(blocks, key=str):
        yield blocks[key]


def single(facts: Iterable[Fact], slot: str) -> dict[str, Fact]:
    """The fact of each unit that has just one value of a slot; a unit with two is left to v_disagreements."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact[slot] is not None:
            found[fact.unit].append(fact)
    return {unit: group[0] for unit, group in found.items() if len({fact[slot] for fact in group}) == 1}
