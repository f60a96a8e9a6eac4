"""The seven fact types on one page: what the extractor states about an article.

Source: docs/codebook.md decides the meaning of every slot; schemas/facts.schema.json is the exact outer form.
A slot that is not stated is None. Every fact carries `evidence`: the clause or table row it was read from, and the
tuple `mentions` of every place where the article states it (evidence is the first of them).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, ClassVar, Literal, NamedTuple, TypeVar

from schemas.records import Span

Status = Literal["result", "target"]
Bound = Literal["at_least", "at_most"]
Unit = Literal["point", "percent"]
Role = Literal["chair", "attend", "speak", "report", "conclude", "award", "receive", "inspect"]
PartOfDay = Literal["morning", "afternoon", "evening"]
EventKind = Literal["conference", "meeting", "inspection", "ceremony", "training", "contest", "seminar", "announcement"]


class Subject(NamedTuple):
    """Whom a figure is about. `province` is None where the subject is itself a province or a central body. A tuple: figures
    are told apart by their subjects, which are compared and hashed by the hundred."""

    name: str
    kind: Literal["place", "organization", "group"]
    province: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "kind": self.kind, "province": self.province}


@dataclass(frozen=True, slots=True)
class Position:
    """A post as stated: `Phó Chủ tịch Thường trực` of `Ủy ban nhân dân tỉnh Gia Lai`."""

    title: str
    organization: str | None = None
    status: Literal["current", "former", "new"] = "current"

    def to_json(self) -> dict[str, Any]:
        return {"title": self.title, "organization": self.organization, "status": self.status}


@dataclass(frozen=True, slots=True)
class Participant:
    name: str
    kind: Literal["person", "organization"]
    role: Role

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "kind": self.kind, "role": self.role}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A group that an award went to; `count` None where no number is printed and no names are listed."""

    kind: Literal["collective", "individual", "household", "locality", "mixed"]
    count: int | None = None
    names: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "count": self.count, "names": list(self.names)}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What every fact has. `rule` names the rule that made it; `derived`: order or arithmetic of the article gave it;
    `doubts`: what its reader took from elsewhere than its words (`index_unsaid`), for `extract.confidence` alone. Without
    `__slots__`, so that a copy is that of a dictionary."""

    TYPE: ClassVar[str] = ""
    evidence: Span
    mentions: tuple[Span, ...] = ()
    confidence: float = 1.0
    rule: str = ""
    derived: bool = False
    suspect: str | None = None
    doubts: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The codebook's JSON form (docs/codebook.md, "Output"); `mentions` and `doubts` stay inside the project."""
        names, read = _OWN_SLOTS[type(self)]
        out: dict[str, Any] = {name: _plain(value) for name, value in zip(names, read(self), strict=True)}
        out["evidence"] = self.evidence.to_json()
        out["confidence"] = self.confidence
        if self.rule:
            out["rule"] = self.rule
        if self.derived:
            out["derived"] = True
        if self.suspect:
            out["suspect"] = self.suspect
        return out


COMMON = frozenset(f.name for f in fields(Fact))


F = TypeVar("F", bound=Fact)


def changed(fact: F, **slots: Any) -> F:
    """A copy of a fact with some slots changed: dataclasses.replace, in a fifth of its time (every fact is copied for its
    mentions and its confidence)."""
    out = object.__new__(type(fact))
    # Past the freezing, as the constructor of a frozen class sets them.
    out.__dict__.update(fact.__dict__, **slots)
    return out


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    return value.to_json() if hasattr(value, "to_json") else [_plain(v) for v in value]


@dataclass(frozen=True, kw_only=True)
class Score(Fact):
    """A stated value of an index. `change` is signed, in the unit of the value."""

    TYPE: ClassVar[str] = "scores"
    indicator: str
    subject: Subject | None
    year: int | None
    period: str | None = None
    component: str | None = None
    value: float | None
    max: float | None = None
    unit: Unit = "point"
    change: float | None = None
    change_from: int | None = None
    status: Status = "result"
    bound: Bound | None = None


@dataclass(frozen=True, kw_only=True)
class Rank(Fact):
    """A stated place in a ranking, or a stated tier. `change`: places gained (+) or lost (-)."""

    TYPE: ClassVar[str] = "ranks"
    indicator: str
    subject: Subject | None
    year: int | None
    period: str | None = None
    component: str | None = None
    rank: int | None
    of: int | None = None
    group: str | None = None
    tier: str | None = None
    change: int | None = None
    change_from: int | None = None
    status: Status = "result"
    bound: Bound | None = None


@dataclass(frozen=True, kw_only=True)
class TierCount(Fact):
    """How many of a group stand in a tier."""

    TYPE: ClassVar[str] = "tier_counts"
    indicator: str
    year: int | None
    period: str | None = None
    scope: Subject | None = None
    group: str | None = None
    tier: str
    count: int | None
    of: int | None = None
    percent: float | None = None
    status: Status = "result"
    bound: Bound | None = None


@dataclass(frozen=True, kw_only=True)
class Official(Fact):
    """A person who holds or held a public position; once an article."""

    TYPE: ClassVar[str] = "officials"
    name: str
    positions: tuple[Position, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event(Fact):
    """What the article reports as held. Dates are ISO days."""

    TYPE: ClassVar[str] = "events"
    kind: EventKind
    name: str
    start_date: str | None = None
    end_date: str | None = None
    part_of_day: PartOfDay | None = None
    organizer: str | None = None
    venue: str | None = None
    format: Literal["in_person", "online", "hybrid"] | None = None
    sites: int | None = None
    chairs: tuple[str, ...] = ()
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Award(Fact):
    """An award and who it went to."""

    TYPE: ClassVar[str] = "awards"
    kind: str
    grantor: str | None = None
    recipients: tuple[Recipient, ...] = ()
    reason: str | None = None
    year: int | None = None
    date: str | None = None
    status: Literal["result", "proposed", "planned", "past"] = "result"


@dataclass(frozen=True, kw_only=True)
class Document(Fact):
    """A legal document that the article cites by number."""

    TYPE: ClassVar[str] = "documents"
    type: str
    number: str
    date: str | None = None
    issuer: str | None = None


FACT_CLASSES: tuple[type[Fact], ...] = (Event, Score, Rank, TierCount, Official, Award, Document)
TYPES: tuple[str, ...] = tuple(c.TYPE for c in FACT_CLASSES)


def _own_slots(fact_class: type[Fact]) -> tuple[tuple[str, ...], attrgetter[Any]]:
    """The names of a type's slots that are not in every fact, and what reads them all."""
    names = tuple(f.name for f in fields(fact_class) if f.name not in COMMON)
    return names, attrgetter(*names)


_OWN_SLOTS = {c: _own_slots(c) for c in FACT_CLASSES}
