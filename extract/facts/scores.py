"""Scores: stated values of an index. The grammar is shared with ranks and tiers (extract.measures)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.measures.measure import measure
from extract.reading import Reading
from schemas.facts import Score
from schemas.records import Issue


def read_scores(reading: Reading) -> Iterator[Score | Issue]:
    """The scores of an article; the figures' issues are reported here, once."""
    measures = measure(reading)
    yield from measures.scores
    yield from measures.issues
