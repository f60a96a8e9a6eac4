"""Tier counts: how many of a group stand in a tier. The grammar is shared with scores and ranks (extract.measures)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.measures.measure import measure
from extract.reading import Reading
from schemas.facts import TierCount


def read_tier_counts(reading: Reading) -> Iterator[TierCount]:
    """The tier counts of an article."""
    yield from measure(reading).tier_counts
