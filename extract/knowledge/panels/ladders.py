"""Which tiers exclude one another, and which is better: the ladders of schemas/vocab/tiers.csv."""

from __future__ import annotations

from functools import cache

from core.vocabulary import table

# These use one another's adjectives; ladders of letters or tasks have words of their own.
_ADJECTIVES = frozenset({"par_local", "ddci", "pci"})


@cache
def _tiers() -> dict[str, tuple[str, int | None]]:
    rows = table("tiers")
    families = {row["tier"].lower(): "adjectives" if row["ladder"] in _ADJECTIVES else row["ladder"] for row in rows}
    return {row["tier"].lower(): (families[row["tier"].lower()], int(row["position"] or 0) or None) for row in rows}


def family(tier: str) -> str | None:
    """The family of ladders that a tier belongs to; None for one that the vocabulary lacks (`khá trở lên`, `top 10`)."""
    return _tiers().get(tier.lower(), (None, None))[0]


def position(tier: str) -> int | None:
    """Its place in the family from the best, 1; None where that is not certain."""
    return _tiers().get(tier.lower(), (None, None))[1]
