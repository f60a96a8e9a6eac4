"""How far a crawl is, as the spider tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a portal is: listing pages read, articles done and wanted so far; `ended` when nothing is left to ask for."""

    portal: str
    pages: int
    done: int
    total: int
    ended: bool = False


Say = Callable[[Progress], None]
