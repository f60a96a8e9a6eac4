"""Ranks and tiers of named units. The grammar is shared with scores (extract.measures)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.measures.measure import measure
from extract.reading import Reading
from schemas.facts import Rank


def read_ranks(reading: Reading) -> Iterator[Rank]:
    """The ranks of an article."""
    yield from measure(reading).ranks
