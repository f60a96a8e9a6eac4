"""The measure: what an article's facts are worth against its gold, by docs/codebook.md.

A found record is right when all key slots of its type are; the further slots are judged on right records only.
Positions and roles are judged inside officials, awards recipient by recipient. A gold record marked `optional`
counts neither way, nor does a found record whose subject is of kind `group`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.evaluation.equality import (
    Record,
    same_body,
    same_component,
    same_group,
    same_indicator,
    same_number,
    same_position,
    same_set,
    same_subject,
    same_text,
    similar,
)
from extract.evaluation.evidence import evidence_holds
from schemas.facts import TYPES

Test = Callable[[Record, Record], bool]
Slot = tuple[str, Test]
PARTS = ("positions", "roles")
COUNTED = (*TYPES, *PARTS)


def _slot(name: str, same: Callable[[Any, Any], bool], default: object = None) -> Slot:
    """A test of one slot of two records."""
    return name, lambda g, f: same(g.get(name, default), f.get(name, default))


def _equal(gold: object, found: object) -> bool:
    return gold == found


def _part(name: str, path: str, key: str, same: Callable[[Any, Any], bool] = _equal) -> Slot:
    """A test of a slot inside an inner object (`subject.kind`)."""
    return name, lambda g, f: same((g.get(path) or {}).get(key), (f.get(path) or {}).get(key))


def _same_value(gold: Record, found: Record) -> bool:
    """Of a record that states a change alone, the change is the value."""
    if not same_number(gold.get("value"), found.get("value")):
        return False
    return gold.get("value") is not None or same_number(gold.get("change"), found.get("change"))


def _same_rank(gold: Record, found: Record) -> bool:
    """Of a record without a rank, the tier is what it states, else the change."""
    if gold.get("rank") != found.get("rank"):
        return False
    if gold.get("rank") is not None:
        return True
    if gold.get("tier"):
        return same_text(gold["tier"], found.get("tier"))
    return same_number(gold.get("change"), found.get("change"))


_STATUS = _slot("status", _equal, "result")
_MEASURE: tuple[Slot, ...] = (
    _slot("indicator", same_indicator),
    _slot("subject", same_subject),
    _slot("year", _equal),
    _slot("period", _equal),
    _slot("component", same_component),
    _STATUS,
)
KEYS: dict[str, tuple[Slot, ...]] = {
    "scores": (*_MEASURE, ("value", _same_value)),
    "ranks": (*_MEASURE, ("rank", _same_rank)),
    "tier_counts": (
        _slot("indicator", same_indicator), _slot("year", _equal), _slot("tier", same_text), _slot("count", _equal), _STATUS,
    ),
    "officials": (_slot("name", same_text),),
    "events": (_slot("kind", _equal), _slot("start_date", _equal)),
    "awards": (
        _slot("kind", same_text), _STATUS, _part("recipient", "recipient", "kind"), _part("count", "recipient", "count"),
    ),
    "documents": (_slot("type", same_text), _slot("number", same_text)),
}  # fmt: skip
_SUBJECT = (_part("province", "subject", "province", same_text), _part("subject.kind", "subject", "kind"))
_CHANGE = (_slot("change", same_number), _slot("change_from", _equal))
SLOTS: dict[str, tuple[Slot, ...]] = {
    "scores": (*_SUBJECT, _slot("max", same_number), _slot("unit", _equal), *_CHANGE),
    "ranks": (*_SUBJECT, _slot("of", _equal), *_CHANGE, _slot("tier", same_text), _slot("group", same_group)),
    "tier_counts": (
        _slot("of", _equal), _slot("percent", same_number), _slot("scope", same_subject), _slot("group", same_group),
    ),
    "events": (
        _slot("organizer", same_body), _slot("part_of_day", _equal), _slot("end_date", _equal), _slot("format", _equal),
        _slot("sites", _equal), _slot("chairs", same_set), _slot("name", similar),
    ),
    "awards": (
        _slot("grantor", same_body), _slot("year", _equal), _part("names", "recipient", "names", same_set),
        _slot("reason", similar),
    ),
    "documents": (_slot("date", _equal), _slot("issuer", same_body)),
    "officials": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing that went wrong: a record `missed` or `spurious`, a found one whose `evidence` does not hold, or a slot
    of a right record, which is then given beside it as `found`."""

    kind: str
    what: str
    record: Record
    found: Record | None = None


@dataclass(slots=True)
class Tally:
    """Counts of one article or of many; addition is by `add`. Every counter is keyed by fact type first.

    records: (type or part, hit|missed|spurious); slots: (type, slot, right|wrong); evidence: (type, right|wrong);
    near: (type, the one key slot that kept a missed record from being right); sentences: `all` of the texts, and those
    that the NLP models saw (`tagged`); sure: (type, confidence, right), of the records that count."""

    records: Counter[tuple[str, str]] = field(default_factory=Counter)
    slots: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    evidence: Counter[tuple[str, bool]] = field(default_factory=Counter)
    near: Counter[tuple[str, str]] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    sure: Counter[tuple[str, float, bool]] = field(default_factory=Counter)
    slips: list[Slip] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.records.update(other.records)
        self.slots.update(other.slots)
        self.evidence.update(other.evidence)
        self.near.update(other.near)
        self.sentences.update(other.sentences)
        self.sure.update(other.sure)
        self.slips += other.slips

    def count(self, name: str, hits: int, missed: int, spurious: int) -> None:
        self.records.update({(name, "hit"): hits, (name, "missed"): missed, (name, "spurious"): spurious})


def measure(article: Record, gold: Record, found: Record, types: Iterable[str] = TYPES) -> Tally:
    """Compare the facts of one article with its gold, both in the JSON form. Only `types` are looked at.

    Raises ValueError or TypeError where a numeric slot holds no number."""
    tally = Tally()
    for kind in types:
        _measure_type(tally, kind, gold.get(kind) or [], found.get(kind) or [])
        for record in found.get(kind) or []:
            holds = evidence_holds(kind, record, article)
            tally.evidence[kind, holds] += 1
            if not holds:
                tally.slips.append(Slip(kind, "evidence", record))
    return tally


def rows(kind: str, records: Sequence[Record]) -> list[Record]:
    """Awards recipient by recipient, everything else record by record."""
    if kind != "awards":
        return list(records)
    nobody: dict[str, Any] = {"kind": None, "count": None, "names": []}
    return [{**record, "recipient": to} for record in records for to in record.get("recipients") or [nobody]]


def pair(kind: str, gold: Sequence[Record], found: Sequence[Record]) -> tuple[list[tuple[Record, Record | None]], list[Record]]:
    """Every gold row with the found row that meets it (None: missed), optional ones last, and the found rows left over."""
    wanted = sorted(rows(kind, gold), key=lambda g: bool(g.get("optional")))
    left = [f for f in rows(kind, found) if (f.get("subject") or {}).get("kind") != "group"]
    pairs: list[tuple[Record, Record | None]] = []
    for g in wanted:
        at = next((i for i, f in enumerate(left) if all(same(g, f) for _, same in KEYS[kind])), None)
        pairs.append((g, None if at is None else left.pop(at)))
    return pairs, left


def judged(kind: str, gold: Sequence[Record], found: Sequence[Record]) -> list[tuple[Record, bool]]:
    """The found rows that count, with whether they are right."""
    return _judged(*pair(kind, gold, found))


def _judged(pairs: Sequence[tuple[Record, Record | None]], left: Sequence[Record]) -> list[tuple[Record, bool]]:
    right = [(hit, True) for g, hit in pairs if hit is not None and not g.get("optional")]
    return right + [(f, False) for f in left]


def _measure_type(tally: Tally, kind: str, gold: Sequence[Record], found: Sequence[Record]) -> None:
    pairs, left = pair(kind, gold, found)
    tally.sure.update((kind, f.get("confidence", 1.0), right) for f, right in _judged(pairs, left))
    missed: list[Record] = []
    hits = 0
    for g, hit in pairs:
        if g.get("optional"):
            continue
        if hit is None:
            missed.append(g)
        else:
            hits += 1
            _measure_slots(tally, kind, g, hit)
        if kind == "officials":
            _measure_parts(tally, g, hit or {})
    tally.count(kind, hits, len(missed), len(left))
    if kind == "officials":
        for part in PARTS:
            tally.records[part, "spurious"] += sum(len(f.get(part) or []) for f in left)
    tally.slips += [Slip(kind, "missed", g) for g in missed] + [Slip(kind, "spurious", f) for f in left]
    tally.near.update((kind, slot) for g in missed if (slot := _one_wrong_slot(kind, g, left)))


def _measure_slots(tally: Tally, kind: str, gold: Record, hit: Record) -> None:
    for slot, same in SLOTS[kind]:
        right = bool(same(gold, hit))
        tally.slots[kind, slot, right] += 1
        if not right:
            tally.slips.append(Slip(kind, slot, gold, hit))


def _measure_parts(tally: Tally, gold: Record, hit: Record) -> None:
    """Positions and roles of one official; of one that is not found, all are missed."""
    for part, same in zip(PARTS, (same_position, _equal), strict=True):
        wanted, left = list(gold.get(part) or []), list(hit.get(part) or [])
        given = len(left)
        hits = 0
        for g in wanted:
            match = next((i for i, f in enumerate(left) if same(g, f)), None)
            if match is not None:
                del left[match]
                hits += 1
        tally.count(part, hits, len(wanted) - hits, given - hits)
        if hit and (left or hits < len(wanted)):
            tally.slips.append(Slip("officials", part, gold, hit))


def _one_wrong_slot(kind: str, gold: Record, left: Sequence[Record]) -> str | None:
    """The key slot that alone keeps the nearest spurious record from meeting this one; None where there is no such."""
    tests = KEYS[kind]
    near = max(left, key=lambda f: sum(bool(same(gold, f)) for _, same in tests), default=None)
    if near is None or len(tests) < 2:
        return None
    bad = [slot for slot, same in tests if not same(gold, near)]
    return bad[0] if len(bad) == 1 else None


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1 with the sizes they come from; each rate None where there is nothing to divide by."""

    hits: int
    gold: int
    found: int

    @classmethod
    def of(cls, counts: Mapping[tuple[str, str], int], names: Iterable[str]) -> Rates:
        hit = missed = spurious = 0
        for name in names:
            hit += counts.get((name, "hit"), 0)
            missed += counts.get((name, "missed"), 0)
            spurious += counts.get((name, "spurious"), 0)
        return cls(hit, hit + missed, hit + spurious)

    @property
    def precision(self) -> float | None:
        return self.hits / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.hits / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        total = self.gold + self.found
        return 2 * self.hits / total if total else None
