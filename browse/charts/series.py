"""What a chart over the years is drawn from: points, series of them, and where a line must not run. Pure data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from browse.charts.svg import extent, round_ticks

MAX_LABELS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one year. `title` says all of it in words; `hollow`: its sources disagree; `href` leads to its sentence."""

    year: int
    value: float
    title: str
    href: str | None = None
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """The points of one unit, by year. `style`: number of its marker, dash and colour."""

    name: str
    style: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Divide:
    """A vertical line before `year`: a new scale, a merger. `kind` is its class in static/charts.css."""

    year: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn. `key`: unique on its page, letters, digits and hyphens. `years`: first and last of the axis.
    `write` makes a number text. `rank`: 1 stands at the top."""

    key: str
    title: str
    description: str
    axis: str
    years_name: str
    years: tuple[int, int]
    series: tuple[Series, ...]
    divides: tuple[Divide, ...]
    write: Callable[[float], str]
    rank: bool = False


def runs(points: Sequence[Point], breaks: Sequence[int] = ()) -> list[list[Point]]:
    """The points that one line joins: years that follow each other, without a break of the scale between them. `breaks`: years
    before which the scale changed."""
    ordered = sorted(points, key=lambda point: point.year)
    found = [[point] for point in ordered[:1]]
    for before, after in pairwise(ordered):
        if after.year - before.year == 1 and after.year not in breaks:
            found[-1].append(after)
        else:
            found.append([after])
    return found


def value_ticks(values: Sequence[float], rank: bool = False) -> list[float]:
    """The ticks of the value axis; of ranks whole numbers from 1. None for no values."""
    if not values:
        return []
    if not rank:
        return round_ticks(*extent(values))
    last = max(5.0, max(values))
    step = max(1, int(round_ticks(0, last, 4)[1]))
    return [1.0, *(float(tick) for tick in range(step, int(last) + step, step) if tick > 1)]


def year_ticks(first: int, last: int) -> list[int]:
    """The years that are named on the axis: at most MAX_LABELS, equally far apart, the last among them."""
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 1000) if (last - first) // step < MAX_LABELS)
    return list(range(last, first - 1, -step))[::-1]
