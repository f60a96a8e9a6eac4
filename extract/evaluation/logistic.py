"""A small logistic model of named signals, fitted in pure Python: no package is needed for some hundred weights.

The weights are those of highest posterior: each has a normal prior (mean `prior`, precision `STIFFNESS`) and may be held
to one sign. Coordinate-wise Newton steps on rows with counts; deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.confidence import BIAS, Weight

# Precision of the priors: a signal needs some ten records to move its weight half way from its prior.
STIFFNESS = 5.0
# That of the bias: where nothing ever went wrong, it must not run away.
_FREE = 2.0
_SWEEPS = 60
_DONE = 0.002

# A record left out of the fit: what the model says of it in log-odds, and its weight among the right and the wrong.
Held = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Records with the same signals: the weight of the right ones and of the wrong ones."""

    signals: tuple[str, ...]
    right: float
    wrong: float


def fit(patterns: Sequence[Pattern], rows: Sequence[Weight]) -> dict[str, float]:
    """signal -> weight for the rows of one model (the bias is one of them); other signals count nothing."""
    weights = {row.signal: row.prior for row in rows}
    where: dict[str, list[int]] = {row.signal: [] for row in rows}
    for i, p in enumerate(patterns):
        for name in (BIAS, *p.signals):
            if name in where:
                where[name].append(i)
    odds = [sum(weights.get(name, 0.0) for name in (BIAS, *p.signals)) for p in patterns]
    for _ in range(_SWEEPS):
        largest = 0.0
        for row in rows:
            step = _step(row, weights[row.signal], where[row.signal], patterns, odds)
            if step:
                weights[row.signal] += step
                for i in where[row.signal]:
                    odds[i] += step
            largest = max(largest, abs(step))
        if largest < _DONE:
            break
    return weights


def _step(row: Weight, weight: float, at: Sequence[int], patterns: Sequence[Pattern], odds: Sequence[float]) -> float:
    """The Newton step of one weight, held to its sign."""
    stiffness = _FREE if row.signal == BIAS else STIFFNESS
    slope, curve = stiffness * (row.prior - weight), stiffness
    for i in at:
        p = patterns[i]
        share = 1 / (1 + math.exp(-odds[i]))
        slope += p.right - (p.right + p.wrong) * share
        curve += (p.right + p.wrong) * share * (1 - share)
    new = weight + max(-1.0, min(1.0, slope / curve))
    if row.sign:
        new = min(0.0, new) if row.sign == "-" else max(0.0, new)
    return new - weight


def log_odds(signals: Sequence[str], weights: Mapping[str, float]) -> float:
    """What the model says of a record, in log-odds."""
    return sum(weights.get(name, 0.0) for name in (BIAS, *signals))


def rescaled(found: Sequence[Held]) -> tuple[float, float]:
    """(slope, shift) that make the log-odds of records left out of the fit true.

    The slope is at most 1: records left out never show that a model should be surer than it is. Few errors move little."""
    slope, shift = 1.0, 0.0
    for _ in range(_SWEEPS * 5):
        before = slope, shift
        shift += _line(found, slope, shift, 1.0, along_slope=False)
        slope += _line(found, slope, shift, STIFFNESS, along_slope=True)
        if abs(slope - before[0]) + abs(shift - before[1]) < _DONE / 10:
            break
    return min(1.0, slope), shift


def _line(found: Sequence[Held], slope: float, shift: float, stiffness: float, *, along_slope: bool) -> float:
    """The Newton step of one of the two numbers, its prior mean that of a model left as it is."""
    gradient, curve = stiffness * ((1.0 - slope) if along_slope else -shift), stiffness
    for z, right, wrong in found:
        share = 1 / (1 + math.exp(-(slope * z + shift)))
        by = z if along_slope else 1.0
        gradient += by * (right - (right + wrong) * share)
        curve += by * by * (right + wrong) * share * (1 - share)
    return max(-0.5, min(0.5, gradient / curve))
