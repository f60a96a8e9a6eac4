"""A league table: the provinces of one index and year, with the change to the year before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from browse.asking import Row
from browse.units import UNITS_BEFORE, UNITS_SINCE, Units, is_merged
from core.collation import vietnamese_sort_key

SORTS = ("rank", "value", "change", "name")
# What a download holds, in this order; the names are those of v_panel, with the change beside.
COLUMNS = (
    *("indicator", "year", "province", "province_2025", "rank", "of", "value", "unit", "max", "rank_change", "value_change"),
    *("sources", "agreement", "quote", "article_title", "article_url", "published_at", "fact_id", "article_id"),
)


def edition(rows: Sequence[Row]) -> int:
    """63 or 34: of how many units a year's table is. Where articles tell both, the number that most rows state."""
    merged = sum(is_merged(row["year"], row["of"]) for row in rows)
    return UNITS_SINCE if merged * 2 > len(rows) else UNITS_BEFORE


def with_changes(rows: Sequence[Row], before: Sequence[Row], units: Units) -> list[Row]:
    """The rows with `rank_change` (positive: risen), `value_change` and `slug`. A change is told only of one unit on one scale: a
    province that was merged has no year before, and a rank of 63 is not compared with one of 34."""
    earlier = {row["province"]: row for row in before}
    changed = {province.name for province in units.provinces if any(m.valid_to >= "2025-06-30" for m in province.members)}
    made = []
    for row in rows:
        last = earlier.get(row["province"])
        across = last is not None and is_merged(last["year"], last["of"]) != is_merged(row["year"], row["of"])
        rank_change = value_change = None
        if last is not None and not (across and row["province"] in changed):
            if row["rank"] is not None and last["rank"] is not None and not across:
                rank_change = last["rank"] - row["rank"]
            same_scale = not row["break_before"] and row["unit"] == last["unit"]
            if row["value"] is not None and last["value"] is not None and same_scale:
                value_change = round(row["value"] - last["value"], 6)
        slug = units.slug_of(row["province"])
        made.append(row | {"rank_change": rank_change, "value_change": value_change, "slug": slug})
    return made


def sort_rows(rows: Sequence[Row], by: str) -> list[Row]:
    """By rank, value (highest first), change (most risen first) or name; what is not known comes last."""

    def key(row: Row) -> tuple[Any, ...]:
        name = vietnamese_sort_key(row["province"].removeprefix("tỉnh ").removeprefix("thành phố "))
        value = row["value"]
        if by == "name":
            return (name,)
        if by == "value":
            return value is None, -(value or 0), name
        if by == "change":
            change = row["rank_change"]
            return change is None, -(change or 0), name
        return row["rank"] is None, row["rank"] or 0, value is None, -(value or 0), name

    return sorted(rows, key=key)
