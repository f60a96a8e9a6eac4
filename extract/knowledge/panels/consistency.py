"""Impossible and contradictory combinations become rows of `issues`; nothing is corrected.

One function a check; `CHECKS` names the rules that look at one version of an article. A value outside its scale and a rank
beyond the number ranked are also marked in `facts.suspect`: they are kept as printed, and the panels prefer anything else.
What only says that one of two figures must be wrong marks neither."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extract.database.inputs import stable_id
from extract.knowledge.panels.blocks import Fact, Facts, read_figures, single
from extract.knowledge.panels.first_places import FirstPlaces
from extract.knowledge.panels.ladders import family, position
from extract.knowledge.panels.statements import is_national

# Provinces of the country until mid-2008, until 30 June 2025, and since.
_PROVINCES = ((2008, 64), (2025, 63), (9999, 34))
# What a province gives its own units may pass the maximum: bonus points.
_BONUS = 1.1


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a fact. `suspect`: the fact itself cannot be right."""

    fact: Fact
    message: str
    suspect: bool = False


def _limit(fact: Fact) -> float | None:
    """The most that a score can be; None where nothing tells."""
    stated, local = fact["max"], fact["index_level"] != "national"
    if fact["unit"] == "percent":
        # A share of people is at most all of them; a score in percent of the maximum may have bonus points.
        return 100.0 * (_BONUS if local and fact["index_unit"] != "percent" else 1.0)
    whole = stated or (fact["part_max"] or fact["scale"] if fact["component"] else fact["scale"])
    return whole * (_BONUS if local else 1.0) if whole else None


def out_of_scale(facts: Facts) -> Iterator[Finding]:
    """A value below 0 or above the stated maximum, that of the part, or the scale of the edition."""
    for fact in facts.scores:
        value, limit = fact["value"], _limit(fact)
        if value is not None and (value < 0 or (limit is not None and value > limit)):
            scale = "0" if value < 0 else f"0 to {limit:g}"
            yield Finding(fact, f"{_name(fact)}: value {value:g} is outside the scale ({scale})", suspect=True)


def rank_over_of(facts: Facts) -> Iterator[Finding]:
    """A rank beyond the number of units ranked, or below 1."""
    for fact in facts.ranks:
        rank, of = fact["rank"], fact["of"]
        if rank is not None and (rank < 1 or (of is not None and rank > of)):
            yield Finding(fact, f"{_name(fact)}: rank {rank} of {of if of is not None else 'unknown'} cannot be", suspect=True)


def count_over_of(facts: Facts) -> Iterator[Finding]:
    """More units in a tier than there are."""
    for fact in facts.tier_counts:
        if fact["count"] is not None and fact["of"] is not None and fact["count"] > fact["of"]:
            yield Finding(fact, f"{_name(fact)}: {fact['count']} of {fact['of']} units in {fact['tier']} cannot be", suspect=True)


def tier_counts_over_of(facts: Facts) -> Iterator[Finding]:
    """Tiers of one group whose counts add up to more than the group."""
    groups: dict[tuple[Any, ...], dict[str, Fact]] = defaultdict(dict)
    for fact in facts.tier_counts:
        ladder = family(fact["tier"])
        if fact.version.is_current and fact["status"] == "result" and fact["count"] is not None and ladder is not None:
            scope = (fact["indicator"], fact["year"], fact["period"], fact["scope"], fact["group_name"])
            groups[*scope, ladder].setdefault(fact["tier"], fact)
    for tiers in groups.values():
        total = sum(fact["count"] for fact in tiers.values())
        wholes = {fact["of"] for fact in tiers.values() if fact["of"] is not None}
        if len(tiers) > 1 and len(wholes) == 1 and total > (of := wholes.pop()):
            fact = min(tiers.values(), key=lambda f: str(f["id"]))
            yield Finding(fact, f"{_name(fact)}: the tiers {', '.join(sorted(tiers))} count {total} units of {of}")


def of_units(facts: Facts) -> Iterator[Finding]:
    """A national ranking of more or fewer provinces than the index ranked that year (or than there were)."""
    for fact in facts.ranks:
        if not (fact.is_result and fact["of"] and fact["year"] and fact["index_level"] == "national" and is_national(fact)):
            continue
        year, known = fact["year"], {fact["ranked_units"]} - {None}
        expected = known | {next(count for until, count in _PROVINCES if year < until)}
        if year == 2008:
            expected |= {64}
        if fact["period"] is not None or (year == 2024 and not known):
            # Results of 2024 were told for the provinces before and after the merger, periods of 2025 as well.
            expected |= {63, 34}
        # An index may rank those alone whose data are complete: without a known number, only too many are wrong.
        if fact["of"] not in expected and (known or fact["of"] > max(expected)):
            wanted = " or ".join(map(str, sorted(expected)))
            yield Finding(fact, f"{_name(fact)}: ranked of {fact['of']}, where {wanted} units are ranked")


def _beside(facts: Facts, slot: str) -> Iterator[list[tuple[Fact, Fact]]]:
    """(rank fact, score fact) of each unit, block by block; `slot`: of the rank fact."""
    for block, scores in facts.blocks:
        values = single(scores, "value")
        ranked = single(block, slot)
        pairs = [(fact, values[unit]) for unit, fact in ranked.items() if unit in values]
        if len({score["unit"] for _, score in pairs}) == 1:
            yield pairs


def order(facts: Facts) -> Iterator[Finding]:
    """In one table or paragraph, a unit that stands before another with a higher score."""
    for pairs in _beside(facts, "rank"):
        wholes = {rank["of"] for rank, _ in pairs}
        for of in sorted(wholes, key=str):
            same = sorted((p for p in pairs if p[0]["of"] == of), key=lambda p: (p[0]["rank"], -p[1]["value"], p[0]["id"]))
            for (one, higher), (other, lower) in pairwise(same):
                if one["rank"] < other["rank"] and higher["value"] < lower["value"]:
                    yield Finding(one, _order_message(one, higher["value"], other, lower["value"]))


def _order_message(one: Fact, value: float, other: Fact, beyond: float) -> str:
    stands = f"rank {one['rank']} with {value:g}"
    return f"{_name(one)}: {stands} stands before {other['subject']}, rank {other['rank']} with {beyond:g}"


def tier_order(facts: Facts) -> Iterator[Finding]:
    """In one table or paragraph, a unit in a better tier than another with a higher score."""
    for pairs in _beside(facts, "tier"):
        placed = [(place, pair) for pair in pairs if (place := position(pair[0]["tier"])) is not None]
        if len({family(rank["tier"]) for _, (rank, _) in placed}) != 1:
            continue
        lowest: tuple[Fact, Fact] | None = None
        for place in sorted({place for place, _ in placed}):
            group = [pair for at, pair in placed if at == place]
            top = max(group, key=lambda p: (p[1]["value"], p[0]["id"]))
            if lowest is not None and lowest[1]["value"] < top[1]["value"]:
                (rank, score), (other, beyond) = lowest, top
                message = (
                    f"{rank['tier']} with {score['value']:g} beside {other['subject']}, {other['tier']} with {beyond['value']:g}"
                )
                yield Finding(rank, f"{_name(rank)}: {message}")
            least = min(group, key=lambda p: (p[1]["value"], p[0]["id"]))
            lowest = least if lowest is None else min(lowest, least, key=lambda p: p[1]["value"])


def _name(fact: Fact) -> str:
    return " ".join(str(part) for part in (fact["indicator"], fact["year"], fact["period"], fact.who) if part)


_WHERE = """
SELECT f.article_version, v.article, m.field, m.start, m."end", m.quote
FROM facts f JOIN article_versions v ON v.id = f.article_version JOIN mentions m ON m.fact = f.id AND m.evidence = 1
WHERE f.id = ?
"""
# Across articles; extract.knowledge.panels.first_places.
TWO_FIRST_PLACES = "check.two_first_places"
CHECKS: dict[str, Callable[[Facts], Iterator[Finding]]] = {
    "check.out_of_scale": out_of_scale,
    "check.rank_over_of": rank_over_of,
    "check.count_over_of": count_over_of,
    "check.tier_counts_over_of": tier_counts_over_of,
    "check.of_units": of_units,
    "check.order": order,
    "check.tier_order": tier_order,
}


def check_facts(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Run every check, mark what is suspect in `facts`, and return the rows of `issues`."""
    found: list[tuple[str, str, str]] = []
    suspects: list[tuple[str, str]] = []
    firsts = FirstPlaces()
    for facts in read_figures(db):
        for rule, check in CHECKS.items():
            for finding in check(facts):
                found.append((rule, finding.fact["id"], finding.message))
                if finding.suspect:
                    suspects.append((rule, finding.fact["id"]))
        firsts.add(facts.ranks)
    found += [(TWO_FIRST_PLACES, fact, message) for fact, message in firsts.findings(db)]
    db.executemany("UPDATE facts SET suspect = coalesce(suspect, ?) WHERE id = ?", suspects)
    return [_issue(rule, message, fact, dict(db.execute(_WHERE, (fact,)).fetchone())) for rule, fact, message in found]


_PANEL = """
SELECT p.indicator, p.year, p.province, p.value, p.unit, p.rank, p."of", p.preferred_fact_id AS fact,
       f.article_version, a.id AS article, m.field, m.start, m."end", m.quote
FROM v_panel p JOIN facts f ON f.id = p.preferred_fact_id JOIN articles a ON a.version = f.article_version
JOIN mentions m ON m.fact = f.id AND m.evidence = 1
WHERE p.value IS NOT NULL AND p.rank IS NOT NULL AND f.suspect IS NULL
ORDER BY p.indicator, p.year, p."of", p.unit, p.rank, p.value DESC, p.province
"""


def check_panel(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Across articles: a province that stands before another with a higher preferred value. Returns rows of `issues`."""
    out = []
    for one, other in pairwise(dict(row) for row in db.execute(_PANEL)):
        same = all(one[name] == other[name] for name in ("indicator", "year", "of", "unit"))
        if same and one["rank"] < other["rank"] and one["value"] < other["value"]:
            stands = f"rank {one['rank']} with {one['value']:g} stands before {other['province']}"
            message = (
                f"{one['indicator']} {one['year']} {one['province']}: {stands}, rank {other['rank']} with {other['value']:g}"
            )
            place = {name: one[name] for name in ("article_version", "article", "field", "start", "end", "quote")}
            out.append(_issue("check.panel_order", message, one["fact"], place))
    return out


def _issue(rule: str, message: str, fact: str, place: dict[str, Any]) -> dict[str, Any]:
    key = stable_id("issue", rule, fact, message)
    return {"id": key, "stage": "load", "rule": rule, "message": message, "fact": fact} | place
