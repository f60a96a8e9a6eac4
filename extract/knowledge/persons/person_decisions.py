"""decisions/merges.csv at work: splits, then merges, and the rows of the table `merges` for them and for the rules' joinings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.database.decisions import MergeDecision, split_id
from extract.database.inputs import stable_id
from extract.knowledge.persons.same_person import Join


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of decisions/merges.csv: those that changed something, and why the others did not."""

    applied: frozenset[object]
    idle: dict[object, str] = field(default_factory=dict)


def decide(
    person_of: dict[str, str], absorbed: dict[str, str], decisions: Sequence[MergeDecision]
) -> tuple[list[dict[str, Any]], Merged]:
    """Apply the decisions to `person_of`, splits first; returns rows of `merges` and what became of each decision."""
    applied: set[object] = set()
    idle: dict[object, str] = {}
    made: list[tuple[MergeDecision, dict[str, Any]]] = []
    for decision in sorted(decisions, key=lambda d: (d.action != "split", d.line)):
        work = _split if decision.action == "split" else _merge
        outcome = work(person_of, absorbed, decision)
        if isinstance(outcome, str):
            idle[decision] = outcome
        else:
            applied.add(decision)
            made += [(decision, row) for row in outcome]
    final = {row["person"]: row["into_person"] for decision, row in made if decision.action == "merge"}
    rows = [
        {
            "id": stable_id("merge", decision.action, row["person"], row["into_person"], row.get("fact")),
            "how": "decision",
            "action": decision.action,
            "rule": f"decision.{decision.action}",
            "reason": decision.reason or None,
            "by": decision.who or None,
            "on": decision.when or None,
        }
        | row
        | {"into_person": _end(row["into_person"], final)}
        for decision, row in made
    ]
    return rows, Merged(frozenset(applied), idle)


def _end(person: str, into: dict[str, str]) -> str:
    """Where a person ends up through several merges (decisions.py has seen to it that they end)."""
    while person in into:
        person = into[person]
    return person


def _split(person_of: dict[str, str], absorbed: dict[str, str], decision: MergeDecision) -> list[dict[str, Any]] | str:
    person = _end(decision.person, absorbed)
    apart = [fact for fact in decision.facts if person_of.get(fact) == person]
    if len(apart) < len(decision.facts):
        lacking = next(fact for fact in decision.facts if fact not in apart)
        return f"{lacking} is no fact of this person in this build"
    if all(fact in apart for fact, owner in person_of.items() if owner == person):
        return "these are all facts of the person: nothing is kept apart"
    new = split_id(decision.facts)
    person_of.update(dict.fromkeys(apart, new))
    return [{"person": person, "into_person": new, "fact": fact} for fact in apart]


def _merge(person_of: dict[str, str], absorbed: dict[str, str], decision: MergeDecision) -> list[dict[str, Any]] | str:
    person, into = (_end(who, absorbed) for who in (decision.person, decision.into_person))
    known = set(person_of.values())
    missing = next((who for who in (person, into) if who not in known), None)
    if missing:
        return f"no person {missing} in this build"
    if person == into:
        return "these are one person without it"
    person_of.update({fact: into for fact, owner in person_of.items() if owner == person})
    absorbed[person] = into
    return [{"person": person, "into_person": into}]


def automatic_rows(joins: list[Join], person_of: dict[str, str], decided: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of `merges`, one a joining; none for a fact that a decision split off again, because it holds no more."""
    split = {row["fact"] for row in decided if row["action"] == "split"}
    return [
        {
            "id": stable_id("merge", "automatic", join.fact, join.absorbed),
            "how": "automatic",
            "action": "merge",
            "person": join.absorbed,
            "into_person": person_of[join.fact],
            "fact": join.fact,
            "other_fact": join.fit.fact,
            "rule": join.fit.rule,
            "reason": join.fit.reason,
        }
        for join in joins
        if join.fact not in split
    ]
