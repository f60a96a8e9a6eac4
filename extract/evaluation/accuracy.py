"""From tallies to figures: rates by fact type and slot, bootstrap intervals, and the rows of corpus/accuracy.json."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from core.release import release
from extract.evaluation.measure import COUNTED, PARTS, Rates, Tally
from extract.version import CODE, NOT_RULES, VOCABULARY, digest_of, files_of
from schemas.facts import TYPES

Name = tuple[str, str | None]
"""Fact type (or `all`) and slot; slot None is the record as a whole."""

SEED = 20240626
RESAMPLES = 1000
GOLD_KINDS = {
    "articles": "sample articles",
    "open": "open articles",
    "frozen": "frozen articles",
    "passages": "passages",
    "frozen passages": "frozen passages",
}


def figure_name(text: str) -> Name:
    """The name of a figure as corpus/floors.json has it: `all`, `slots`, `evidence`, `scores`, `positions`, `scores.max`."""
    if text in PARTS:
        return "officials", text
    if text in ("slots", "evidence"):
        return "all", text
    fact_type, _, slot = text.partition(".")
    return fact_type, slot or None


def figures(tally: Tally) -> dict[Name, Rates]:
    """Every figure of a tally. Slots and evidence are shares: as many given as asked for, so P = R = F1."""
    counts: dict[Name, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(name: Name, hits: int, gold: int, found: int) -> None:
        for i, n in enumerate((hits, gold, found)):
            counts[name][i] += n

    for name in COUNTED:
        rates = Rates.of(tally.records, [name])
        add(("officials", name) if name in PARTS else (name, None), rates.hits, rates.gold, rates.found)
        if name in TYPES:
            add(("all", None), rates.hits, rates.gold, rates.found)
    for (fact_type, slot, right), n in tally.slots.items():
        for name_ in ((fact_type, slot), ("all", "slots")):
            add(name_, n * right, n, n)
    for (fact_type, right), n in tally.evidence.items():
        for name_ in ((fact_type, "evidence"), ("all", "evidence")):
            add(name_, n * right, n, n)
    return {name: Rates(*c) for name, c in counts.items()}


def total(tallies: Iterable[Tally]) -> Tally:
    out = Tally()
    for tally in tallies:
        out.add(tally)
    return out


def intervals(tallies: Sequence[Tally], resamples: int = RESAMPLES, seed: int = SEED) -> dict[Name, tuple[float, float]]:
    """95 % percentile intervals of F1, resampling whole texts (facts of one text succeed and fail together).

    The seed is fixed: the same tallies give the same interval. A figure with nothing to divide by has none."""
    by_name: dict[Name, list[tuple[int, int, int]]] = defaultdict(list)
    for i, tally in enumerate(tallies):
        for name, r in figures(tally).items():
            if r.gold + r.found:
                by_name[name].append((i, r.hits, r.gold + r.found))
    draws: dict[Name, list[float]] = defaultdict(list)
    dice = random.Random(seed)
    for _ in range(resamples):
        weight = [0] * len(tallies)
        for i in dice.choices(range(len(tallies)), k=len(tallies)):
            weight[i] += 1
        for name, parts in by_name.items():
            size = sum(weight[i] * n for i, _, n in parts)
            if size:
                draws[name].append(2 * sum(weight[i] * hits for i, hits, _ in parts) / size)
    return {name: _percentiles(sorted(values)) for name, values in draws.items()}


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    return values[int(0.025 * (len(values) - 1))], values[-1 - int(0.025 * (len(values) - 1))]


def rules_version() -> str:
    """The project's version and a hash of the code and vocabulary that extract (of a checkout: only there is gold)."""
    return f"{release()}+{digest_of(files_of((*CODE, *VOCABULARY), NOT_RULES))}"


def accuracy_rows(gold_kind: str, tallies: Sequence[Tally], rules: str) -> list[dict[str, Any]]:
    """Rows as the table `accuracy` has them (schemas/columns.csv), figures with nothing to measure left out."""
    between = intervals(tallies)
    out = []
    for (fact_type, slot), r in sorted(figures(total(tallies)).items(), key=lambda item: (item[0][0], item[0][1] or "")):
        if (fact_type, slot) not in between:
            continue
        out.append(
            {
                "fact_type": fact_type,
                "slot": slot,
                "precision": _rounded(r.precision),
                "recall": _rounded(r.recall),
                "f1": _rounded(r.f1),
                "interval": [_rounded(x) for x in between[fact_type, slot]],
                "gold_size": r.gold,
                "gold_kind": GOLD_KINDS[gold_kind],
                "rules_version": rules,
            }
        )
    return out


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
