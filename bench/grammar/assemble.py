"""A finished scene -> the article and its gold facts in the codebook's form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from bench.grammar.pieces import Appearance, GrammarError, HeldEvent, Mark
from bench.grammar.scene import Scene
from schemas.facts import TYPES, Event, Fact, Official, Participant, Position, Rank, Role, Score, TierCount
from schemas.records import Article, Field, Portal, Span

SEPARATOR = "\n\n"
SHORTEST, LONGEST = 600, 6000
_LOOSE = frozenset({"evidence", "mentions", "confidence", "rule", "derived", "suspect", "bound"})
# The slots by which a statement is recognised when it is repeated.
_KEYS: dict[type[Fact], tuple[str, ...]] = {
    Score: ("indicator", "subject", "year", "period", "component", "status", "unit"),
    Rank: ("indicator", "subject", "year", "period", "component", "status"),
    TierCount: ("indicator", "year", "period", "group", "tier", "status"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """An article and its gold: `gold` is as schemas/facts.schema.json, a record with `optional` counts neither way.
    `published`: when it appeared, known even where the article does not tell."""

    article: Article
    gold: dict[str, Any]
    published: datetime

    def to_json(self) -> dict[str, Any]:
        return {"article": self.article.to_json(), "gold": self.gold}


def assemble(scene: Scene, url: str, portal_id: str) -> Case:
    """Raises GrammarError where the scene makes no good article."""
    world = scene.world
    body = SEPARATOR.join(p.text for p in scene.paragraphs)
    if not SHORTEST <= len(body) <= LONGEST:
        raise GrammarError(f"a body of {len(body)} characters")
    host, province = world.host, world.province
    article = Article(
        url=url,
        title=scene.style.spelled(scene.title.capital().text),
        body=scene.style.spelled(body),
        published_at=world.published.isoformat() if world.dated else None,
        author=scene.author,
        portal=Portal(portal_id, host.full if host else None, province.full if host else None),
    )
    records: dict[str, list[dict[str, Any]]] = {kind: [] for kind in TYPES}
    for fact, optional in _facts(list(_placed(scene))):
        found = fact.to_json()
        del found["confidence"]
        records[fact.TYPE].append(found | ({"optional": True} if optional else {}))
    return Case(article, {"url": url, **records}, world.published)


def _placed(scene: Scene) -> Iterator[tuple[Span, Mark]]:
    """Every mark with its span in the article, the body first: a repetition in the title adds nothing to it."""
    at = 0
    for paragraph in scene.paragraphs:
        for mark in sorted(paragraph.marks, key=lambda m: m.start):
            yield Span(at + mark.start, at + mark.end), mark
        at += len(paragraph.text) + len(SEPARATOR)
    for mark in scene.title.marks:
        yield Span(mark.start, mark.end, _TITLE), mark


_TITLE: Field = "title"


def _facts(placed: list[tuple[Span, Mark]]) -> list[tuple[Fact, bool]]:
    """The facts in reading order, repetitions merged, people gathered."""
    merged: list[tuple[Fact, bool]] = []
    officials: dict[str, tuple[Official, bool]] = {}
    held: dict[int, tuple[Event, bool]] = {}
    for span, mark in placed:
        said = mark.said
        if isinstance(said, Appearance):
            known = officials.get(said.name)
            officials[said.name] = _gathered(known, said, span), mark.optional or (known is not None and known[1])
        elif isinstance(said, HeldEvent):
            assert isinstance(said.fact, Event)
            held.setdefault(said.number, (replace(said.fact, evidence=span), mark.optional))
        else:
            _merge(merged, replace(said, evidence=span), mark.optional)
    for _, mark in placed:
        said = mark.said
        if isinstance(said, Appearance) and said.event in held:
            event, optional = held[said.event]
            for role in said.roles:
                event = _with_participant(event, said.name, role)
            held[said.event] = event, optional
    return [*held.values(), *merged, *officials.values()]


def _gathered(known: tuple[Official, bool] | None, said: Appearance, span: Span) -> Official:
    """The one record of a name, with what this mention adds."""
    if known is None:
        return Official(evidence=span, name=said.name, positions=said.positions, roles=_united((), said.roles))
    official = known[0]
    positions: list[Position] = list(official.positions)
    positions += [p for p in said.positions if p not in positions]
    return replace(official, positions=tuple(positions), roles=_united(official.roles, said.roles))


def _united(roles: tuple[Role, ...], more: tuple[Role, ...]) -> tuple[Role, ...]:
    return tuple(dict.fromkeys((*roles, *more)))


def _with_participant(event: Event, name: str, role: Role) -> Event:
    participant = Participant(name, "person", role)
    if participant in event.participants:
        return event
    chairs = (*event.chairs, name) if role == "chair" else event.chairs
    return replace(event, participants=(*event.participants, participant), chairs=chairs)


def _merge(merged: list[tuple[Fact, bool]], fact: Fact, optional: bool) -> None:
    """Add a fact, or fill the empty slots of the same one. Raises GrammarError where the two contradict each other."""
    key = _KEYS.get(type(fact))
    if key is None:
        if not any(_same_slots(f, fact) for f, _ in merged):
            merged.append((fact, optional))
        return
    for i, (other, other_optional) in enumerate(merged):
        if type(other) is not type(fact) or any(getattr(other, k) != getattr(fact, k) for k in key):
            continue
        if isinstance(fact, Rank) and isinstance(other, Rank) and _apart(fact, other):
            continue
        united = _united_slots(other, fact)
        if united is None:
            raise GrammarError(f"stated in two ways: {other} and {fact}")
        merged[i] = united, other_optional and optional
        return
    merged.append((fact, optional))


def _apart(a: Rank, b: Rank) -> bool:
    """Two scopes of one ranking: nationwide and in the region."""
    if a.rank is None or b.rank is None or a.rank == b.rank:
        return False
    return a.group != b.group or (a.of is not None and b.of is not None and a.of != b.of)


def _same_slots(a: Fact, b: Fact) -> bool:
    return type(a) is type(b) and all(getattr(a, f.name) == getattr(b, f.name) for f in fields(a) if f.name not in _LOOSE)


def _united_slots(first: Fact, second: Fact) -> Fact | None:
    """The first with its empty slots filled from the second; None where two filled slots differ."""
    changes: dict[str, Any] = {}
    for f in fields(first):
        if f.name in _LOOSE:
            continue
        a, b = getattr(first, f.name), getattr(second, f.name)
        if a is None and b is not None:
            changes[f.name] = b
        elif b is not None and a != b and f.name != "group":
            return None
    return replace(first, **changes)
