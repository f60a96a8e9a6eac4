"""A figure while its sentence is read: slots fill up until the sentence ends, then it becomes a fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from extract.measures.tokens import Base
from schemas.facts import Bound, Status, Subject, Unit

FigureKind = Literal["score", "rank"]


@dataclass(slots=True)
class Draft:
    """A score or rank in the making.

    `first`/`last` are the folded offsets that its evidence must cover; `fixed_year` and `fixed_indicator` say that year
    or index stand in the sentence for it; `years` the further years that the same figure is stated for; `last_place`
    that it is the last of a ranking whose size may follow; `block_size`
    that `of` was told in a sentence before; `clause` counts the semicolons before it."""

    kind: FigureKind
    indicator: str
    subject: Subject | None
    year: int | None
    first: int
    last: int
    component: str | None = None
    period: str | None = None
    status: Status = "result"
    fixed_year: bool = False
    fixed_indicator: bool = False
    value: float | None = None
    max: float | None = None
    unit: Unit | None = None
    rank: int | None = None
    of: int | None = None
    block_size: bool = False
    group: str | None = None
    tier: str | None = None
    change: float | None = None
    base: Base | None = None
    bound: Bound | None = None
    derived: bool = False
    rule: str = ""
    clause: int = 0
    last_place: bool = False
    years: tuple[int, ...] = ()

    def same_unit(self, subject: Subject | None, indicator: str, component: str | None, status: Status) -> bool:
        """Is this about the same unit and index?"""
        return self.subject == subject and self.indicator == indicator and self.component == component and self.status == status


@dataclass(slots=True)
class CountDraft:
    """A tier count in the making."""

    indicator: str
    year: int | None
    first: int
    last: int
    tier: str
    count: int
    of: int | None
    percent: float | None
    group: str | None
    status: Status
    period: str | None = None
    national: bool = False
