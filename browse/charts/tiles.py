"""A map of the provinces as tiles of one size, so that a small province is seen as well as a large one. The layouts (63 and 34
units) are data: tiles.csv, made for this project; neighbours lie about where they are."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from browse.charts.svg import Element, element, markup

_FILE = Path(__file__).resolve().parent / "tiles.csv"
_SIDE, _GAP = 44, 4
CLASSES = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a province stands: column from the west, row from the north."""

    slug: str
    abbreviation: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What a tile says: a figure below the abbreviation, all in words, where it leads, and the shade (0 dark: the best fifth,
    to 4; None where there is only a figure without rank)."""

    figure: str
    text: str
    href: str
    shade: int | None


@lru_cache(maxsize=1)
def layouts() -> dict[int, tuple[Tile, ...]]:
    """Number of units → tiles. Raises ValueError where two tiles share a cell or an abbreviation."""
    found: dict[int, list[Tile]] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file, strict=True), 2):
            tile = Tile(row["slug"], row["abbreviation"], int(row["column"]), int(row["row"]))
            known = found.setdefault(int(row["units"]), [])
            if any((t.column, t.row) == (tile.column, tile.row) or t.abbreviation == tile.abbreviation for t in known):
                raise ValueError(f"{_FILE.name}:{line}: cell or abbreviation of {tile.slug} is taken")
            known.append(tile)
    return {units: tuple(tiles) for units, tiles in found.items()}


def shade(position: int, known: int) -> int:
    """The fifth that a unit belongs to: `position` 0…known-1 from the best."""
    return min(CLASSES - 1, position * CLASSES // max(known, 1))


def draw(units: int, shown: Mapping[str, Shown], id_: str, title: str, description: str) -> Markup:
    """The map of the 63 or 34 units as SVG; a province without figure is an outlined tile. Raises KeyError for another number."""
    tiles = layouts()[units]
    width = (max(tile.column for tile in tiles) + 1) * (_SIDE + _GAP) + _GAP
    height = (max(tile.row for tile in tiles) + 1) * (_SIDE + _GAP) + _GAP
    parts = [element("title", title, id=f"{id_}-t"), element("desc", description, id=f"{id_}-d")]
    # Read from north to south, as the eye goes.
    parts += [_tile(tile, shown.get(tile.slug)) for tile in sorted(tiles, key=lambda tile: (tile.row, tile.column))]
    names = f"{id_}-t {id_}-d"
    root = element("svg", *parts, class_="tiles", viewBox=f"0 0 {width} {height}", role="group", aria_labelledby=names)
    return markup(root)


def _tile(tile: Tile, shown: Shown | None) -> Element:
    x, y = _GAP + tile.column * (_SIDE + _GAP), _GAP + tile.row * (_SIDE + _GAP)
    class_ = "none" if shown is None else "bare" if shown.shade is None else f"q{shown.shade}"
    parts = [
        element("rect", class_=class_, x=x, y=y, width=_SIDE, height=_SIDE, rx=4),
        element("text", tile.abbreviation, class_=f"name t-{class_}", x=x + _SIDE / 2, y=float(y + 18)),
    ]
    if shown is None:
        return element("g", *parts)
    parts.append(element("text", shown.figure, class_=f"figure t-{class_}", x=x + _SIDE / 2, y=float(y + 35)))
    return element("a", element("title", shown.text), *parts, href=shown.href, aria_label=shown.text)
