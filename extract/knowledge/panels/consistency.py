"""Impossible and contradictory combinations become rows of `issues`; nothing is corrected.

One function a check; `CHECKS` names the rules. A value outside its scale and a rank beyond the number ranked are also
marked in `facts.suspect`: they are kept as printed, and the panels prefer anything else. What only says that one of two
figures must be wrong marks neither."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extract.database.inputs import stable_id
from extract.knowledge.panels.blocks import Fact, by_block, read_facts, single
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


@dataclass(frozen=True, slots=True)
class Facts:
    scores: list[Fact]
    ranks: list[Fact]
    tier_counts: list[Fact]


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
        if fact["current"] and fact["status"] == "result" and fact["count"] is not None and ladder is not None:
            scope = (fact["version"], fact["indicator"], fact["year"], fact["period"], fact["scope"], fact["group_name"])
            groups[*scope, ladder].setdefault(fact["tier"], fact)
    for key in sorted(groups, key=str):
        tiers = groups[key]
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


def two_first_places(facts: Facts) -> Iterator[Finding]:
    """Two units first in one ranking: in one table or paragraph, or nationwide and in one named block of a province across
    articles. Not where a tie is stated or their scores are equal."""
    first = [fact for fact in facts.ranks if fact["rank"] == 1 and fact.is_result and not fact.is_tie]
    rankings: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in first:
        if is_national(fact):
            rankings["national", *fact.series()].append(fact)
        elif fact["group_name"] and fact["of"]:
            rankings[fact["province"], fact.peers(), fact["of"], *fact.series()].append(fact)
    for block in by_block(fact for fact in first if not is_national(fact)):
        rankings[("block", *block[0].paragraph, block[0].peers(), *block[0].series())] = block
    values: dict[tuple[Any, ...], set[float]] = defaultdict(set)
    for fact in facts.scores:
        values[fact.unit, *fact.series()].add(fact["value"])
    seen: set[str] = set()
    for key in sorted(rankings, key=str):
        for of in sorted({f["of"] for f in rankings[key]} - {None}) or [None]:
            units = {f.unit: f for f in reversed(rankings[key]) if f["of"] in (None, of)}
            scores = [values[unit, *fact.series()] for unit, fact in units.items()]
            if len(units) < 2 or (all(scores) and set.intersection(*scores)):
                continue
            names = " and ".join(sorted(str(f["subject"]) for f in units.values()))
            for fact in sorted(units.values(), key=lambda f: str(f["id"])):
                if fact["id"] not in seen:
                    seen.add(fact["id"])
                    yield Finding(fact, f"{_name(fact)}: {names} both stand first")


def _beside(facts: Facts, slot: str) -> Iterator[list[tuple[Fact, Fact]]]:
    """(rank fact, score fact) of each unit, block by block; `slot`: of the rank fact."""
    scores = {(*block[0].paragraph, *map(str, block[0].series())): block for block in _mixed(facts.scores)}
    for block in by_block(facts.ranks):
        values = single(scores.get((*block[0].paragraph, *map(str, block[0].series())), ()), "value")
        ranked = single(block, slot)
        pairs = [(fact, values[unit]) for unit, fact in ranked.items() if unit in values]
        if len({score["unit"] for _, score in pairs}) == 1:
            yield pairs


def _mixed(scores: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Scores by paragraph: whom a unit is ranked among stands with its rank."""
    found: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in scores:
        if fact.is_result:
            found[*fact.paragraph, *map(str, fact.series())].append(fact)
    yield from found.values()


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


CHECKS: dict[str, Callable[[Facts], Iterator[Finding]]] = {
    "check.out_of_scale": out_of_scale,
    "check.rank_over_of": rank_over_of,
    "check.count_over_of": count_over_of,
    "check.tier_counts_over_of": tier_counts_over_of,
    "check.of_units": of_units,
    "check.two_first_places": two_first_places,
    "check.order": order,
    "check.tier_order": tier_order,
}


def check_facts(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Run every check, mark what is suspect in `facts`, and return the rows of `issues`."""
    facts = Facts(*(read_facts(db, name) for name in ("scores", "ranks", "tier_counts")))
    issues = []
    for rule, check in CHECKS.items():
        for found in check(facts):
            if found.suspect:
                db.execute("UPDATE facts SET suspect = coalesce(suspect, ?) WHERE id = ?", (rule, found.fact["id"]))
            place = {name: found.fact[name] for name in ("article", "field", "start", "end", "quote")}
            issues.append(_issue(rule, found.message, found.fact["id"], found.fact["version"], place))
    return issues


_PANEL = """
SELECT p.indicator, p.year, p.province, p.value, p.unit, p.rank, p."of", p.preferred_fact_id AS fact,
       f.article_version AS version, a.id AS article, m.field, m.start, m."end", m.quote
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
            place = {name: one[name] for name in ("article", "field", "start", "end", "quote")}
            out.append(_issue("check.panel_order", message, one["fact"], one["version"], place))
    return out


def _issue(rule: str, message: str, fact: str, version: str, place: dict[str, Any]) -> dict[str, Any]:
    key = stable_id("issue", rule, fact, message)
    return {"id": key, "stage": "load", "rule": rule, "message": message, "article_version": version, "fact": fact} | place
