"""Chance that hangs on (seed, number of the article) only: the same in every run, whatever Python's hash seed."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


class Draw:
    """Draws of one article."""

    def __init__(self, seed: int, number: int) -> None:
        # A string seed goes through SHA-512, not through hash().
        self._random = random.Random(f"chiso {seed} {number}")

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self._random.random() * len(choices))]

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def real(self, low: float, high: float, places: int = 2) -> float:
        return round(low + self._random.random() * (high - low), places)

    def weighted(self, weights: Mapping[T, float]) -> T:
        at = self._random.random() * sum(weights.values())
        for choice, weight in weights.items():
            at -= weight
            if at < 0:
                return choice
        return choice

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different ones in random order (all, where there are fewer)."""
        rest = list(choices)
        return [rest.pop(int(self._random.random() * len(rest))) for _ in range(min(count, len(rest)))]

    def wording(self, template: str) -> str:
        """Choices `[đạt|được|]` made, inner ones first. Slots in braces are left alone."""
        while found := _CHOICE.search(template):
            template = template[: found.start()] + self.pick(found[1].split("|")) + template[found.end() :]
        return re.sub(r"  +", " ", template)
