"""How sure a record is: the signals that it has (extract.signals), weighed by a logistic model of its type.

confidence = 1 / (1 + exp(-(bias + sum of the weights of its signals))), rounded to three decimals. The weights are data,
schemas/confidence.csv, written by `python -m extract calibrate`, which also says what they were fitted on. 0.9 is meant to
be read as: of such records nine in ten are right in text that the rules have not seen; `make eval` prints how it comes out.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extract.signals import rated_signals
from schemas.facts import TYPES, Fact, changed
from schemas.records import Article, Issue

FILE = Path(__file__).resolve().parents[1] / "schemas" / "confidence.csv"
COLUMNS = ("model", "signal", "sign", "prior", "weight")
BIAS = "bias"
# Scores, ranks and tier counts are read by one grammar and go astray alike: one model, with a signal for each type.
MODELS: Mapping[str, str] = {t: "figures" if t in ("scores", "ranks", "tier_counts") else t for t in TYPES}
# Nothing that a rule reads is certain, nor certainly wrong.
LEAST, MOST = 0.02, 0.995


@dataclass(frozen=True, slots=True)
class Weight:
    """A row of schemas/confidence.csv: `sign` is `-` for what can only lower a confidence, `+` for what can only raise it,
    empty for either; `prior` what is taken for the weight (in log-odds) before anything is counted."""

    model: str
    signal: str
    sign: str
    prior: float
    weight: float


def read_weights(file: Path = FILE) -> tuple[Weight, ...]:
    """The rows in the file's order. Raises ValueError that names the line of a wrong row."""
    out: list[Weight] = []
    seen: set[tuple[str, str]] = set()
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            where = f"{file}:{reader.line_num}"
            try:
                weight = Weight(row["model"], row["signal"], row["sign"], float(row["prior"]), float(row["weight"]))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{where}: not {', '.join(COLUMNS)}") from error
            if weight.model not in MODELS.values() or weight.sign not in ("", "-", "+"):
                raise ValueError(f"{where}: unknown model '{weight.model}' or sign '{weight.sign}'")
            if (weight.model, weight.signal) in seen:
                raise ValueError(f"{where}: '{weight.signal}' stands twice in '{weight.model}'")
            seen.add((weight.model, weight.signal))
            out.append(weight)
    return tuple(out)


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, Mapping[str, float]]:
    """The weights by model and signal."""
    out: dict[str, dict[str, float]] = {model: {} for model in MODELS.values()}
    for row in read_weights():
        out[row.model][row.signal] = row.weight
    return out


def confidence(fact_type: str, signals: Sequence[str], weights: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """The confidence (0-1) of a record of a type that has these signals; a signal without a weight counts nothing.

    `weights`: by model and signal, those of the file where None."""
    if weights is None:
        return _by_file(MODELS[fact_type], tuple(signals))
    return _weighed(weights[MODELS[fact_type]], signals)


# The figures of a table have the same few sets of signals, row by row.
@lru_cache(maxsize=4096)
def _by_file(model: str, signals: tuple[str, ...]) -> float:
    return _weighed(_weights()[model], signals)


def _weighed(model: Mapping[str, float], signals: Sequence[str]) -> float:
    odds = model.get(BIAS, 0.0) + sum([model.get(s, 0.0) for s in signals])
    return round(min(MOST, max(LEAST, 1 / (1 + math.exp(-odds)))), 3)


def rated(article: Article, facts: Mapping[str, Sequence[Fact]], issues: Sequence[Issue]) -> dict[str, list[Fact]]:
    """The records of an article, merged before, each with its confidence. Pure."""
    found = rated_signals(article, facts, issues)
    return {
        name: [changed(fact, confidence=confidence(name, signals)) for fact, signals in zip(records, found[name], strict=True)]
        for name, records in facts.items()
    }
