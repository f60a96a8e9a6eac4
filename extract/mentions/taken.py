"""Stretches of a text that are taken already, asked thousands of times whether another one overlaps any."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Taken:
    """Half-open stretches, in any order."""

    __slots__ = ("_starts", "_until")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._until = list(accumulate((end for _, end in ordered), max))

    def overlaps(self, start: int, end: int) -> bool:
        """Does one of them overlap [start, end)?"""
        before = bisect_left(self._starts, end)
        return before > 0 and self._until[before - 1] > start

    def holds(self, offset: int) -> bool:
        """Does one of them hold this offset?"""
        return self.overlaps(offset, offset + 1)
