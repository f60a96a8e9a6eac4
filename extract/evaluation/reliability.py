"""Is the confidence of the records to be believed: of those given 0.9, are nine in ten right?

Counts by bin, the expected calibration error (mean distance between confidence and share right, by bin and weighted by
records), and what somebody gets who takes the records at or above `SURE` only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
SURE = 0.9
Sure = Mapping[tuple[str, float, bool], int]
"""How many records by (fact type, confidence, right)."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The records with a confidence from `low` to below `high` (the last bin: to 1): how many, how many of them right,
    and the sum of their confidences."""

    low: float
    high: float
    count: int
    right: int
    total: float

    @property
    def gap(self) -> float:
        """By how much mean confidence and share right differ, in records."""
        return abs(self.total - self.right)


def bins(sure: Sure) -> list[Bin]:
    """One bin between each two edges, empty ones too. Raises ValueError for a confidence that is no share."""
    count: Counter[int] = Counter()
    right: Counter[int] = Counter()
    total: dict[int, float] = {}
    for (_, value, holds), n in sure.items():
        if not 0 <= value <= 1:
            raise ValueError(f"confidence {value} is no share between 0 and 1")
        at = sum(value >= edge for edge in EDGES[1:-1])
        count[at] += n
        right[at] += n * holds
        total[at] = total.get(at, 0.0) + n * value
    return [Bin(low, high, count[i], right[i], total.get(i, 0.0)) for i, (low, high) in enumerate(pairwise(EDGES))]


def calibration_error(sure: Sure) -> float | None:
    """The expected calibration error (0-1), None without records."""
    found = bins(sure)
    count = sum(b.count for b in found)
    return sum(b.gap for b in found) / count if count else None


def at_sure(sure: Sure, least: float = SURE) -> tuple[float | None, float | None]:
    """(precision of the records at or above `least`, share of all right records that is there); None for nothing."""
    there: Counter[bool] = Counter()
    for (_, value, holds), n in sure.items():
        there[holds] += n * (value >= least)
    right = sum(n for (_, _, holds), n in sure.items() if holds)
    found = there.total()
    return there[True] / found if found else None, there[True] / right if right else None


def reliability_lines(title: str, sure: Sure) -> Iterator[str]:
    """The report of one kind of gold: all records by bin, then each fact type in a line."""
    yield f"{title:28} {'found':>6} {'right':>6} {'share':>6} {'mean':>6}"
    for b in bins(sure):
        share = f"{b.right / b.count:6.3f} {b.total / b.count:6.3f}" if b.count else f"{'-':>6} {'-':>6}"
        yield f"  {f'{b.low:g} to {b.high:g}':26} {b.count:6} {b.right:6} {share}"
    yield f"  all: {_summary(sure)}"
    for name in dict.fromkeys(name for name, _, _ in sure):
        yield f"  {name}: {_summary({key: n for key, n in sure.items() if key[0] == name})}"


def _summary(sure: Sure) -> str:
    precision, share = at_sure(sure)
    rest = (calibration_error(sure), precision, share)
    error, precise, held = ("-" if x is None else f"{x:.3f}" for x in rest)
    return f"calibration error {error}; at {SURE:g} and above {precise} are right, which are {held} of the right ones"
