"""Merge equal facts of one article, keep every mention, report conflicts.

Source: docs/codebook.md (a fact once an article; "each pointing to the words it was read from"), design idea 7:
contradictions are data, so two values for one slot stay two facts and leave an Issue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, Generic, TypeVar

from extract.measures.state import REGIONAL
from schemas.facts import COMMON, FACT_CLASSES, Fact, Rank, Score, changed
from schemas.records import Issue, Span

F = TypeVar("F", bound=Fact)
_FIGURES = (Score, Rank)
# What makes two figures the same statement; the other slots complete each other.
_KEY: dict[type[Fact], tuple[str, ...]] = {
    Score: ("indicator", "subject", "year", "period", "component", "status", "value"),
    Rank: ("indicator", "subject", "year", "period", "component", "status", "rank", "of"),
}
_READ_KEY = {c: attrgetter(*(_KEY.get(c) or (f.name for f in fields(c) if f.name not in COMMON))) for c in FACT_CLASSES}
# In this order.
_FIELDS = {"body": 0, "title": 1, "attachment": 2}


@dataclass(slots=True, eq=False)
class _Statement(Generic[F]):
    """What an article states, once or more often: the record, and where. `gone`: another one has taken it up."""

    fact: F
    # Those of further records are gathered beside the fact: a figure that a long text repeats has thousands.
    mentions: tuple[Span, ...]
    further: list[Span] = field(default_factory=list)
    gone: bool = False

    def take_up(self, fact: F, mentions: Iterable[Span]) -> None:
        """Join a record that states the same, or less."""
        self.fact = _join(self.fact, fact)
        self.further += mentions

    def with_mentions(self) -> F:
        """The record with all places where it is stated, each once."""
        said = self.mentions
        if self.further or len(said) > 1:
            said = tuple(dict.fromkeys([*said, *self.further]))
        return self.fact if self.fact.mentions == said else changed(self.fact, mentions=said)


def merge(facts: Iterable[F]) -> list[F]:
    """Facts of one type in order of evidence, equal ones as one with all their mentions.

    For figures, a record that repeats another and leaves slots open (`change`, `max`, `group`) fills and joins it."""
    statements: dict[Any, _Statement[F]] = {}
    for fact in facts:
        key, mentions = _key(fact), fact.mentions or (fact.evidence,)
        known = statements.get(key)
        if known is None:
            statements[key] = _Statement(fact, mentions)
        else:
            known.take_up(fact, mentions)
    _absorb(list(statements.values()))
    return _ordered([s.with_mentions() for s in statements.values() if not s.gone])


def _ordered(facts: list[F]) -> list[F]:
    """Facts of one type in order of evidence; what a fact says decides only between those of one place."""
    if len(facts) < 2:
        return facts
    places = [_where(f.evidence) for f in facts]
    at = Counter(places)
    order = [(place, repr(_key(f)) if at[place] > 1 else "", i) for i, (place, f) in enumerate(zip(places, facts, strict=True))]
    return [facts[i] for *_, i in sorted(order)]


def _absorb(statements: Iterable[_Statement[F]]) -> None:
    """A change or tier stated alone joins the record that states it beside a value or rank; a figure whose year the
    headline left open joins the one that has it. Changes the statements in place."""
    figures = [(s, s.fact) for s in statements if isinstance(s.fact, _FIGURES)]
    groups = [_group(fact) for _, fact in figures]
    # A figure joins one of its own group: of the same number, or, where it has none, of any number.
    without_number = None in [number for _, number in groups]
    if not without_number and len(set(groups)) == len(groups):
        return
    members: dict[Any, list[_Statement[F]]] = {}
    for (statement, _), (about, number) in zip(figures, groups, strict=True):
        for group in ((about, number), (about, None)) if without_number and number is not None else ((about, number),):
            members.setdefault(group, []).append(statement)
    for (statement, fact), group in zip(figures, groups, strict=True):
        others = members[group]
        if len(others) > 1:
            home = next((s for s in others if s is not statement and not s.gone and _contains(s.fact, fact)), None)
            if home is not None:
                home.take_up(fact, [*statement.mentions, *statement.further])
                statement.gone = True


def _group(fact: Score | Rank) -> tuple[Any, float | None]:
    """Whom and what a figure is about, and its number."""
    return (type(fact), fact.indicator, fact.subject, fact.component, fact.status), _number(fact)


def _contains(other: Fact, fact: Score | Rank) -> bool:
    """Does `other`, of the same group, state all that `fact` states, and more?"""
    assert isinstance(other, Score | Rank)
    # A headline leaves out the year or week that the text tells.
    headline = fact.evidence.field == "title" and fact.period is None
    if other.period != fact.period and not headline:
        return False
    if fact.year is not None and fact.year != other.year:
        return False
    mine, theirs = _number(fact), _number(other)
    if mine is not None:
        if mine != theirs:
            return False
        looser = (
            isinstance(fact, Rank)
            and isinstance(other, Rank)
            and fact.of is None
            and other.of is not None
            and (fact.group in (None, other.group) or headline)
        ) or (headline and other.period is not None)
        return looser or bool(fact.year is None and other.year is not None)
    if isinstance(fact, Rank) and isinstance(other, Rank) and fact.tier == "cuối bảng" and theirs is not None:
        return bool(theirs == other.of)
    if theirs is None and (fact.year is not None or other.year is None):
        return False
    slots = ("change",) if isinstance(fact, Score) else ("change", "tier")
    stated = [n for n in slots if getattr(fact, n) is not None]
    # Tier and place of one unit are one record (codebook, ranks), but for a place in a region.
    placed = isinstance(other, Rank) and theirs is not None and not REGIONAL.search(other.group or "")
    open_too = ("tier", "change") if placed else ()
    return bool(stated) and all(
        getattr(fact, n) == getattr(other, n) or (n in open_too and getattr(other, n) is None) for n in stated
    )


def _key(fact: Fact) -> tuple[Any, ...]:
    key = (type(fact), *_READ_KEY[type(fact)](fact))
    if isinstance(fact, Score) and fact.value is None:
        return (*key, fact.change)
    if isinstance(fact, Rank) and fact.rank is None:
        return (*key, fact.tier or fact.change)
    return key


def _where(span: Span) -> tuple[int, str, int, int, int]:
    return (_FIELDS[span.field], span.attachment or "", span.page or 0, span.start, span.end)


def _join(first: F, second: F) -> F:
    """The union of two records that state the same: a slot that the first leaves open is filled by the second."""
    filled: dict[str, Any] = {}
    for f in fields(first):
        if f.name in COMMON:
            continue
        if f.name == "tier" and isinstance(second, Rank) and second.tier == "cuối bảng" and _number(first) is not None:
            # A last place that has its number needs no words for it.
            continue
        if getattr(first, f.name) is None and getattr(second, f.name) is not None:
            filled[f.name] = getattr(second, f.name)
    # Where one tells the number and the other only its tier or change, the number's words are the evidence.
    told = [f for f in (first, second) if _number(f) is not None] or [first, second]
    evidence = min(told, key=lambda f: (f.derived, _where(f.evidence))).evidence
    return changed(
        first, evidence=evidence, derived=all(f.derived for f in told),
        # What one of two statements says itself is not in doubt.
        doubts=tuple(d for d in first.doubts if d in second.doubts), **filled,
    )  # fmt: skip


def _number(fact: Fact) -> float | None:
    """The value or place of a figure; None where it tells only a tier or change, or is none."""
    return fact.value if isinstance(fact, Score) else fact.rank if isinstance(fact, Rank) else None


def conflicts(facts: Iterable[Fact]) -> list[Issue]:
    """Issues for slots that one article states twice with different values (both stay facts)."""
    seen: dict[Any, Fact] = {}
    out: list[Issue] = []
    for fact in facts:
        if not isinstance(fact, _FIGURES) or fact.derived:
            continue
        value = _number(fact)
        unit = fact.unit if isinstance(fact, Score) else (fact.of, fact.group)
        if value is None:
            continue
        key = (fact.TYPE, fact.indicator, fact.subject, fact.year, fact.period, fact.component, fact.status, unit)
        other = seen.setdefault(key, fact)
        if other is not fact:
            stated = _number(other)
            if stated != value:
                out.append(
                    Issue(
                        "resolve.conflict",
                        f"{fact.TYPE}: {stated} and {value} for the same {fact.indicator} {fact.year}",
                        fact.evidence,
                    )
                )
    return out
