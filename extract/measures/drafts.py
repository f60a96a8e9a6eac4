"""A figure while its sentence is read: slots fill up until the sentence ends, then it becomes a fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extract.measures.tokens import Base
from schemas.facts import Subject


@dataclass
class Draft:
    """A score or rank in the making. `first`/`last` are the folded offsets its evidence must cover; `fixed_year`
    says that a year stands in the sentence for it."""

    kind: Literal["score", "rank"]
    indicator: str
    subject: Subject | None
    year: int | None
    first: int
    last: int
    component: str | None = None
    period: str | None = None
    status: Literal["result", "target"] = "result"
    fixed_year: bool = False
    fixed_indicator: bool = False
    value: float | None = None
    max: float | None = None
    unit: Literal["point", "percent"] | None = None
    rank: int | None = None
    of: int | None = None
    group: str | None = None
    tier: str | None = None
    change: float | None = None
    base: Base | None = None
    bound: Literal["at_least", "at_most"] | None = None
    derived: bool = False
    rule: str = ""
    clause: int = 0
    from_table: bool = False
    worded: bool = False
    last_place: bool = False
    suspect: str | None = None
    years: tuple[int, ...] = field(default=())

    def same_unit(self, subject: Subject | None, indicator: str, component: str | None, status: str) -> bool:
        """Is this about the same unit and index?"""
        return self.subject == subject and self.indicator == indicator and self.component == component and self.status == status


@dataclass
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
    status: Literal["result", "target"]
    period: str | None = None
    bound: Literal["at_least", "at_most"] | None = None
    rule: str = "tier_counts"
    national: bool = False
