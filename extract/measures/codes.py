"""Which of a pair of indices a figure belongs to: the national one or a province's own (codebook, indicators)."""

from __future__ import annotations

from extract.mentions.indicators import indicator_rows


def code_for(indicator: str, level: str) -> str:
    """The code for a unit of a level (`national`: provinces and ministries; else `local`).

    An index of one level only, and `OTHER:` names, stay as they are."""
    row = indicator_rows().get(indicator)
    if row is None or level == "national":
        return indicator
    return row["local_id"] or indicator
