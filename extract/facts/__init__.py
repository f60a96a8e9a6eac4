"""The fact types, one line each: extraction, evaluation, loading and docs loop over this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module

from extract.reading import Reading
from schemas.facts import Fact
from schemas.records import Issue

Reader = Callable[[Reading], Iterable[Fact | Issue]]

# type -> "module:function"; the function reads an article and gives facts and issues.
FACT_TYPES: dict[str, str] = {
    "events": "extract.facts.events:read_events",
    "scores": "extract.facts.scores:read_scores",
    "ranks": "extract.facts.ranks:read_ranks",
    "tier_counts": "extract.facts.tier_counts:read_tier_counts",
    "officials": "extract.facts.officials:read_officials",
    "awards": "extract.facts.awards:read_awards",
    "documents": "extract.facts.documents:read_documents",
}


@cache
def reader(fact_type: str) -> Reader:
    """The function that reads one fact type. Raises KeyError for an unknown type."""
    module, _, name = FACT_TYPES[fact_type].partition(":")
    function: Reader = getattr(import_module(module), name)
    return function
