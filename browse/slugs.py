"""Provinces by their slug in addresses: `laocai` is the place `vn-p-laocai` and, since July 2025, `vn-p-laocai-2025`.

To be replaced by browse/units.py."""

from __future__ import annotations

from dataclasses import dataclass

from datasette.database import Database

from browse.asking import fetch_all

_PREFIX, _SUFFIX = "vn-p-", "-2025"
_PROVINCES = """
SELECT id, name, valid_to, province_2025 FROM places
WHERE level = 'province' AND id GLOB 'vn-p-*' AND same_as IS NULL ORDER BY sort_key, id
"""


@dataclass(frozen=True, slots=True)
class Province:
    """A province; `now`: the province that it belongs to today. `present`: it is one of today's."""

    slug: str
    name: str
    now: str
    present: bool


async def provinces(database: Database) -> dict[str, Province]:
    """Slug → province, in Vietnamese order; where a name was kept over 2025 the slug is the present one."""
    found: dict[str, Province] = {}
    for row in await fetch_all(database, _PROVINCES):
        slug = row["id"].removeprefix(_PREFIX).removesuffix(_SUFFIX)
        present = row["valid_to"] is None
        if present or slug not in found:
            found[slug] = Province(slug, row["name"], row["province_2025"] or row["name"], present)
    return found
