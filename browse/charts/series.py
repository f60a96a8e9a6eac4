"""What a chart over years shows: lines of points, with gaps where a year is not known and breaks where the scale changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a year. `text` says all that is known of it; `href` leads to its sentence; `contested`: sources disagree;
    `breaks`: the scale changed since the point before."""

    year: int
    value: float
    text: str
    href: str
    contested: bool = False
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's points, one a year at most, in order of the years."""

    name: str
    points: tuple[Point, ...]


def runs(line: Line) -> Iterator[tuple[Point, ...]]:
    """The stretches that may be joined by a line: consecutive years on one scale."""
    run: list[Point] = list(line.points[:1])
    for before, point in pairwise(line.points):
        if point.year != before.year + 1 or point.breaks:
            yield tuple(run)
            run = []
        run.append(point)
    if run:
        yield tuple(run)


def all_points(lines: Sequence[Line]) -> list[Point]:
    """The points of all lines, by year."""
    return sorted((point for line in lines for point in line.points), key=lambda point: point.year)


def scale_breaks(lines: Sequence[Line]) -> list[int]:
    """The years before which the scale changed."""
    return sorted({point.year for line in lines for point in line.points if point.breaks})
