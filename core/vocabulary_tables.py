"""What every vocabulary table must hold, as data (`TABLES`); core.vocabulary_rules holds the tables to it.

An alias with two owners (two indices, two departments …) must name in `decided_by` what tells them apart: the `level`
of the subject, the `context` (the index or body that the text is about) or the `date`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

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
# What a word of a headline says about the article (crawler.relevance).
_FOCUS = ("strong", "likely", "weak", "context", "other", "look_alike")


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
    "relevance": Table(
        ("id", "term", "role", "bare"),
        ("term",),
        ("bare",),
        {"role": _FOCUS, "bare": ("", "none", *_FOCUS)},
    ),
}
