"""A league table: the provinces of one index and year, with the change to the year before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from browse.asking import Row
from browse.units import MERGER, PROVINCES_BEFORE, PROVINCES_TODAY, Province, of_merged, short_name, slugs_by_name
from core.collation import vietnamese_sort_key

SORTS = ("rank", "value", "change", "name")
# What a download holds, in this order; the names are those of v_panel, with the change beside.
COLUMNS = (
    *("indicator", "year", "province", "province_2025", "rank", "of", "value", "unit", "max", "value_share"),
    *("rank_change", "value_change", "sources", "agreement", "quote", "article_title", "article_url", "published_at"),
    *("fact_id", "article_id"),
)


def _merged(row: Row) -> bool:
    return of_merged(row["year"], row["of"], MERGER)


def edition(rows: Sequence[Row]) -> int:
    """63 or 34: of how many units a year's table is. Where articles tell both, the number that most rows state."""
    return PROVINCES_TODAY if 2 * sum(map(_merged, rows)) > len(rows) else PROVINCES_BEFORE


def with_changes(rows: Sequence[Row], before: Sequence[Row], provinces: Sequence[Province]) -> list[Row]:
    """The rows with `rank_change` (positive: risen), `value_change` and `slug`. A change is told only of one unit on one scale
    that is known to be the same, and of ranks among as many: a province that was merged has no year before."""
    earlier = {row["province"]: row for row in before}
    for province in provinces:
        # Renamed, not merged: one unit under two names (Thừa Thiên Huế, Huế).
        if len(province.members) == 1 and province.members[0] != province.slug:
            old = next((p.name for p in provinces if p.slug == province.members[0]), None)
            if old in earlier:
                earlier.setdefault(province.name, earlier[old])
    merged = {province.name for province in provinces if province.two_units}
    slugs = slugs_by_name(provinces)
    return [row | _change(row, earlier.get(row["province"]), merged) | {"slug": slugs.get(row["province"])} for row in rows]


def _change(row: Row, last: Row | None, merged: set[str]) -> Row:
    change: Row = {"rank_change": None, "value_change": None}
    if last is None:
        return change
    across = _merged(last) != _merged(row)
    if across and row["province"] in merged:
        return change
    if row["rank"] is not None and last["rank"] is not None and row["of"] == last["of"] and not across:
        change["rank_change"] = last["rank"] - row["rank"]
    # A break that is not known (null) is no promise that the scale is the same.
    same_scale = row["break_before"] == 0 and measure(row) == measure(last)
    if row["value"] is not None and last["value"] is not None and same_scale:
        change["value_change"] = round(row["value"] - last["value"], 6)
    return change


def measure(row: Row) -> str:
    """What a value counts: points of a hundred and percent are one measure, points of another scale are not."""
    return "hundred" if row["unit"] == "percent" or row["scale_max"] == 100 else str(row["unit"])


def sort_rows(rows: Sequence[Row], by: str) -> list[Row]:
    """By rank, value (highest first), change (most risen first) or name; what is not known comes last."""

    def key(row: Row) -> tuple[Any, ...]:
        name = vietnamese_sort_key(short_name(row["province"]))
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
