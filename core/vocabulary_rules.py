"""What every vocabulary table must hold, as data (`TABLES`), and the checks that hold it to that.

An alias with two owners (two indices, two departments …) must name in `decided_by` what tells them apart: the `level`
of the subject, the `context` (the index or body that the text is about) or the `date`. Every error is a
VocabularyError with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from core.vocabulary_rows import Row, VocabularyError
from schemas.facts import Role

DECIDERS = ("level", "context", "date")
_LEVELS = ("", "central", "province", "district", "commune")
_BLOCKS = (
    "central_city", "commune", "department", "district", "division", "local", "ministry", "province", "public_unit", "vertical",
)  # fmt: skip
_OFFICES = (
    "party", "party_member", "government", "council", "chair", "member", "department", "division", "office", "board",
    "delegation", "court", "police", "military", "school", "mass", "media", "staff", "team", "company", "village",
)  # fmt: skip
# Of bodies that change: a region is several provinces or districts.
_REACH = (*_LEVELS[1:], "region")
_CHANGE = ("changed_on", "changed_until", "before_ends", "after_begins")
_YES_NO = ("yes", "no")
# Columns that hold a day; the second of a pair is not before the first.
_PERIODS = (("valid_from", "valid_to"), ("changed_on", "changed_until"))
_DAYS = (*(day for period in _PERIODS for day in period), "first_day", "signed_on")
_DAY = re.compile(r"(?:\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell (or each part of a list) names rows of another table: one of `keys` there, joined by a space. `also`:
    words that stand for no row."""

    column: str
    table: str
    keys: tuple[str, ...] = ("id",)
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Owned:
    """Who owns a surface: all `surfaces` cells of a row (lists too) mean its `owner`; `within`: what the surface is
    read behind (`Sở TP` and `Phòng TP` are two)."""

    surfaces: tuple[str, ...]
    owner: tuple[str, ...]
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of a table; those that together stand once (`unique`, lower case); those that may be empty (`open_`, others of
    `columns` may not); what cells may hold."""

    columns: tuple[str, ...]
    unique: tuple[str, ...]
    open_: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    owned: Owned | None = None


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


TABLES: dict[str, Table] = {
    "places": Table(
        _columns("id name type level parent code valid_from valid_to valid_to_precision same_as lat lon aliases"),
        ("id",),
        ("parent", "code", "valid_from", "valid_to", "same_as", "lat", "lon", "aliases"),
        {"level": ("province", "district", "commune"), "valid_to_precision": ("", "latest")},
        (Reference("parent", "places"), Reference("same_as", "places")),
    ),
    "place_aliases": Table(("id", "alias", "name"), ("alias", "name"), references=(Reference("name", "places", ("name",)),)),
    "place_changes": Table(
        _columns(
            "id kind province district before before_name after after_name first_day resolution signed_on confirmed",
        ),
        ("kind", "province", "district", "before", "after", "first_day"),
        ("district", "before", "before_name", "after", "after_name", "signed_on"),
        {"kind": ("raised", "renamed", "moved", "merged", "absorbed", "divided", "created", "round")},
        tuple(Reference(column, "places") for column in ("province", "district", "before", "after")),
    ),
    "commune_changes": Table(
        _columns(
            "id kind province district before before_name code after after_name first_day resolution signed_on confirmed",
        ),
        ("before", "after"),
        ("before", "before_name", "code", "after", "after_name", "signed_on"),
        {"kind": ("raised", "renamed", "merged", "absorbed", "divided", "created")},
        tuple(Reference(column, "places") for column in ("province", "district", "before", "after")),
    ),
    "place_successors": Table(
        ("id", "place", "successor", "part", "changed_on", "source", "doubt"),
        ("place", "successor"),
        ("changed_on", "doubt"),
        {"part": ("whole", "part"), "doubt": ("", "namesake")},
        (Reference("place", "places"), Reference("successor", "places")),
    ),
    "province_successors": Table(
        ("id", "old", "new"),
        ("old",),
        references=(Reference("old", "places", ("type", "name")), Reference("new", "places", ("type", "name"))),
    ),
    "regions": Table(("id", "name", "aliases"), ("name",), ("aliases",), owned=Owned(("name", "aliases"), ("id",))),
    "indicators": Table(
        ("id", "name_vi", "name_en", "publisher", "level", "local_id", "scale_max", "unit", "first_year"),
        ("name_vi",),
        ("local_id", "scale_max"),
        {"level": ("national", "local", "both"), "unit": ("", "point", "percent")},
        (Reference("local_id", "indicators"),),
    ),
    "indicator_aliases": Table(
        ("id", "alias", "indicator", "decided_by"),
        ("alias", "indicator"),
        ("decided_by",),
        references=(Reference("indicator", "indicators"),),
        owned=Owned(("alias",), ("indicator",)),
    ),
    "indicator_editions": Table(
        ("id", "indicator", "year", "scale_max", "components", "ranked_units", "publisher", "source", "note"),
        ("indicator", "year"),
        ("scale_max", "components", "ranked_units", "publisher", "source", "note"),
        references=(Reference("indicator", "indicators"),),
    ),
    "indicator_components": Table(
        ("id", "indicator", "from_year", "to_year", "component", "max", "position", "source"),
        ("indicator", "from_year", "component"),
        ("to_year", "max"),
        references=(Reference("indicator", "indicators"), Reference("component", "components", ("component",))),
    ),
    "components": Table(
        ("id", "indicator", "component", "surface", "decided_by"),
        ("indicator", "surface"),
        ("decided_by",),
        references=(Reference("indicator", "indicators"),),
        owned=Owned(("surface",), ("indicator",)),
    ),
    "tiers": Table(
        ("id", "surface", "tier", "ladder", "position"),
        ("surface", "ladder"),
        ("position",),
        owned=Owned(("surface",), ("tier",)),
    ),
    "blocks": Table(("id", "surface", "group", "block"), ("surface",), choices={"block": _BLOCKS}),
    "title_heads": Table(
        ("id", "head", "canonical", "kind", "overlap", "org_hint", "level"),
        ("head",),
        ("org_hint", "level"),
        {"level": _LEVELS, "kind": _OFFICES, "overlap": tuple("012345")},
        (Reference("org_hint", "organization_kinds", ("normal",), frozenset({"party", "branch"})),),
    ),
    "title_modifiers": Table(
        ("id", "modifier", "canonical", "place", "status"),
        ("modifier", "place"),
        ("status",),
        {"place": ("before", "after"), "status": ("", "former", "new")},
    ),
    "organization_kinds": Table(
        ("id", "surface", "normal", "kind", "locality", "level", "parent", "valid_from", "valid_to", "body"),
        ("surface",),
        ("level", "parent", "valid_from", "valid_to"),
        {"locality": ("typed", "open", "implied", "prefix", "none")},
        (Reference("body", "organization_types"),),
    ),
    "organization_types": Table(
        ("id", "name_vi", "name_en", "heads", "owned", "owns"),
        ("name_vi",),
        ("heads",),
        {"owned": _YES_NO, "owns": _YES_NO},
    ),
    "organization_parents": Table(
        ("id", "name", "kind", "level", "place", "parent", "where", "source"),
        ("name", "kind", "level", "place"),
        ("name", "kind", "place", "parent"),
        {"level": _LEVELS[1:], "where": ("same", "above", "central")},
        (Reference("kind", "organization_types"), Reference("place", "places", ("type", "name"))),
    ),
    "organization_changes": Table(
        ("id", "before", "level", "place", "after", "after_level", "part", *_CHANGE, "source"),
        ("before", "level", "place", "after", "changed_on"),
        ("place", "changed_until"),
        {"level": _REACH, "after_level": _REACH, "part": ("whole", "part"), "before_ends": _YES_NO, "after_begins": _YES_NO},
        (Reference("place", "places", ("type", "name"), frozenset({"huyện", "quận", "thị xã", "thành phố"})),),
    ),
    "departments": Table(
        ("id", "head", "name", "aliases", "level", "valid_from", "valid_to", "decided_by"),
        ("head", "name", "level"),
        ("aliases", "level", "valid_from", "valid_to", "decided_by"),
        {"head": ("Sở", "Phòng", "Ban", "Bộ"), "level": _LEVELS},
        owned=Owned(("name", "aliases"), ("name", "level"), ("head",)),
    ),
    "award_kinds": Table(("id", "surface", "kind"), ("surface",)),
    "role_verbs": Table(("id", "verb", "role"), ("verb",), choices={"role": get_args(Role)}),
    "surnames": Table(("id", "surname", "people"), ("surname",), choices={"people": ("Kinh", "North", "Highlands")}),
    "other_statistics": Table(("id", "noun"), ("noun",)),
}


def check_table(rows: tuple[Row, ...], spec: Table, rows_of: Callable[[str], tuple[Row, ...]]) -> None:
    """Raises VocabularyError for the first row that breaks the rules of its table. `rows_of`: another table by name."""
    for row in rows:
        for column in spec.columns:
            _check_cell(row, column, spec)
    check_unique(rows, ("id",))
    check_unique(rows, spec.unique)
    for reference in spec.references:
        check_reference(rows, reference, rows_of(reference.table))
    if spec.owned is not None:
        check_owners(rows, spec.owned)


def _check_cell(row: Row, column: str, spec: Table) -> None:
    value = row[column]
    if not value and column not in spec.open_ and "" not in spec.choices.get(column, ()):
        raise row.fail(f"{column} is empty")
    if column in spec.choices and value not in spec.choices[column]:
        raise row.fail(f"{column} '{value}' is none of {', '.join(c for c in spec.choices[column] if c)}")
    if column in _DAYS and not _DAY.fullmatch(value):
        raise row.fail(f"{column} '{value}' is no day (2025-03-01)")
    for first, last in _PERIODS:
        if column == last and value and value < row[first]:
            raise row.fail(f"{last} {value} is before {first} {row[first]}")
    if column == "decided_by":
        for word in row.items_of(column):
            if word not in DECIDERS:
                raise row.fail(f"decided_by '{word}' is none of {', '.join(DECIDERS)}")


def check_unique(rows: Iterable[Row], columns: tuple[str, ...]) -> None:
    """Raises VocabularyError where two rows have the same key."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[c].casefold() for c in columns)
        if key in seen:
            raise row.fail(f"{' + '.join(columns)} {key} stands already on line {seen[key].line}")
        seen[key] = row


def check_reference(rows: Iterable[Row], reference: Reference, other: Iterable[Row]) -> None:
    """Raises VocabularyError for a cell that names no row of the other table."""
    known = {" ".join(row[key] for key in reference.keys) for row in other}
    for row in rows:
        for value in row.items_of(reference.column):
            if value not in known and value not in reference.also:
                raise row.fail(f"{reference.column} '{value}' is not in {reference.table}.csv")


def surfaces(row: Row, owned: Owned) -> Iterator[str]:
    """Every surface of a row, in lower case."""
    for column in owned.surfaces:
        for surface in row.items_of(column):
            yield surface.casefold()


def check_owners(rows: Iterable[Row], owned: Owned) -> None:
    """Raises VocabularyError where a surface has two owners and one of the rows has no `decided_by`."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        for surface in surfaces(row, owned):
            other = first.setdefault((surface, *(row[c] for c in owned.within)), row)
            if all(row[c] == other[c] for c in owned.owner):
                continue
            for one in (row, other):
                if not one.get("decided_by"):
                    names = " and ".join(" ".join(r[c] for c in owned.owner) for r in (other, row))
                    lines = f"lines {other.line}, {row.line}"
                    raise one.fail(f"alias '{surface}' has two owners, {names} ({lines}), and no {_DECIDED}")


_DECIDED = f"decided_by ({', '.join(DECIDERS)})"


def check_pairs(aliases: Iterable[Row], indicators: Iterable[Row], components: Iterable[Row]) -> None:
    """Owners that one row hides: an index whose local counterpart bears the same names (told apart by `level`), and a
    name of an index that is a part of another (by `context`). Raises VocabularyError where `decided_by` lacks that."""
    pairs = {row["id"]: row["local_id"] for row in indicators if row["local_id"] not in ("", row["id"])}
    parts = {row["surface"].casefold(): row for row in components}
    for row in aliases:
        alias, decided = row["alias"], row.items_of("decided_by")
        if row["indicator"] in pairs and not decided:
            owners = f"{row['indicator']} and {pairs[row['indicator']]}"
            raise row.fail(f"alias '{alias}' has two owners, {owners} (indicators.csv), and no {_DECIDED}")
        part = parts.get(alias.casefold())
        if part is not None and part["indicator"] != row["indicator"] and "context" not in decided:
            where = f"{part.file}, line {part.line}"
            raise row.fail(f"alias '{alias}' is a part of {part['indicator']}, too ({where}): decided_by lacks context")


def _ends_before(one: Row, other: Row) -> bool:
    return one["valid_to"] != "" and one["valid_to"] < other["valid_from"]


def check_successors(rows: Iterable[Row], places: Iterable[Row]) -> None:
    """Raises VocabularyError for a successor that did not exist on the day of the change, a place that went on after it, and
    a place that is `whole` and has several successors, or `part` and has one."""
    by_id = {row["id"]: row for row in places}
    heirs: dict[str, list[Row]] = {}
    for row in rows:
        heirs.setdefault(row["place"], []).append(row)
        place, heir, day = by_id[row["place"]], by_id[row["successor"]], row["changed_on"]
        if day and not heir["valid_from"] <= day <= (heir["valid_to"] or day):
            raise row.fail(f"{heir['id']} did not exist on {day}")
        if day and not "" < place["valid_to"] < day:
            raise row.fail(f"{place['id']} did not end before {day}")
    for listed in heirs.values():
        if {row["part"] for row in listed} != {"part" if len(listed) > 1 else "whole"}:
            raise listed[0].fail(f"{listed[0]['place']} has {len(listed)} successors, part '{listed[0]['part']}'")


def check_homonyms(places: Iterable[Row]) -> None:
    """Raises VocabularyError for two units of one type, name and parent whose dates overlap: nothing would decide
    between them (level, parent and date decide between others of one name)."""
    seen: dict[tuple[str, str, str], list[Row]] = {}
    for row in places:
        for other in (known := seen.setdefault((row["type"], row["name"].casefold(), row["parent"]), [])):
            if not (_ends_before(other, row) or _ends_before(row, other)):
                name = f"{row['type']} {row['name']}"
                raise row.fail(f"{name} stands already on line {other.line}, at the same time in the same unit")
        known.append(row)


__all__ = ["DECIDERS", "TABLES", "Owned", "Reference", "Table", "VocabularyError", "check_table", "surfaces"]
