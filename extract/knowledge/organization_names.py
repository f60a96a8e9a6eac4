"""What the name of an organisation says by itself: its official spelling, its kind, the body that it is a unit of, and
the localities that stand with it. The words are data: organization_kinds.csv, departments.csv, organization_types.csv."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from core.places import TYPES
from core.vocabulary import Row, table

_TYPE = re.compile(rf"(?<=[ (])(?:{'|'.join(TYPES)}) (?=\w)")
_TYPE_WORDS = frozenset(word for type_ in TYPES for word in type_.split())
_LINK = re.compile(r"^(?:thuộc|của) ")


class OrganizationName(NamedTuple):
    """A name without its locality. `name`: official spelling; `kind`: id of organization_types.csv; `central`: a body that
    has no locality by its nature; `owner`: the body named at the end that this is a unit of (`Văn phòng Tỉnh ủy`);
    `whole`: the vocabulary knows every word of it."""

    name: str
    kind: str | None
    central: bool
    owner: str | None
    whole: bool


class _Entry(NamedTuple):
    """One way of writing a head: what it is called officially, and how the name goes on (organization_kinds.csv)."""

    surface: str
    name: str
    kind: str
    form: str
    central: bool


@cache
def types() -> dict[str, Row]:
    """Kinds of organisations by id (organization_types.csv)."""
    return {row["id"]: row for row in table("organization_types")}


@cache
def _entries() -> dict[str, list[_Entry]]:
    """First two letters -> heads, longest first; a department before a prefix of the same letters (`Ban Dân tộc`)."""
    kinds = [
        _Entry(surface.casefold(), r["normal"], r["body"], r["locality"], r["kind"] == "central")
        for r in _kind_rows()
        for surface in dict.fromkeys((r["surface"], r["normal"]))
    ]
    opened = {entry.surface: entry.kind for entry in kinds if entry.form == "open"}
    by_head = {head: row["id"] for row in table("organization_types") for head in row.items_of("heads")}
    named = by_head | {r["surface"]: r["body"] for r in _kind_rows() if r["locality"] == "open"}
    found: list[_Entry] = []
    for row in table("departments"):
        full = f"{row['head']} {row['name']}"
        inner = [kind for surface, kind in opened.items() if full.casefold().startswith(surface + " ") and " " in surface]
        kind = inner[0] if inner else named[row["head"]]
        names = (row["name"], *row.items_of("aliases"))
        found += [_Entry(f"{row['head']} {name}".casefold(), full, kind, "typed", row["head"] == "Bộ") for name in names]
    heads = [_Entry(head.casefold(), head, kind, "head", kind == "ministry") for head, kind in by_head.items()]
    out: dict[str, list[_Entry]] = {}
    for entry in (*found, *kinds, *heads):
        out.setdefault(entry.surface[:2], []).append(entry)
    for entries in out.values():
        entries.sort(key=lambda e: -len(e.surface))
    return out


def _kind_rows() -> tuple[Row, ...]:
    return table("organization_kinds")


@cache
def _before_a_body() -> dict[str, str]:
    """Heads that stand before another body, as printed -> the sort of that body; none: the longer reading is no help."""
    return {row["surface"].casefold(): row["parent"] for row in _kind_rows() if row["locality"] == "prefix"}


@cache
def _family_names() -> frozenset[str]:
    return frozenset(row["surname"].casefold() for row in table("surnames"))


@cache
def parse_name(short: str) -> OrganizationName:
    """The name of a body without its locality; kind None where it begins as no organisation does."""
    short = " ".join(short.split())
    low = short.casefold()
    for entry in _entries().get(low[:2], ()):
        end = len(entry.surface)
        if not low.startswith(entry.surface) or low[end : end + 1].isalnum():
            continue
        rest = short[end:].strip()
        if _misleads(entry, rest):
            continue
        return _compose(entry, rest)
    return OrganizationName(short, None, False, None, False)


def _misleads(entry: _Entry, rest: str) -> bool:
    """`Bộ trưởng` and `Sở` alone are no bodies, `Đoàn Văn An` is a person; `Ban Dân tộc` of a council is no department."""
    if entry.form == "head" and " " not in entry.surface:
        return not rest[:1].isupper()
    if rest and entry.surface in _before_a_body():
        return entry.form != "prefix" or _before_a_body()[entry.surface] == "none"
    # `Đoàn Văn An`, `Đoàn công tác`: a family name that heads bodies goes on with a place only.
    first = rest.split(" ", 1)[0]
    return entry.surface in _family_names() and first != "" and first not in (*_TYPE_WORDS, "Khối")


def _compose(entry: _Entry, rest: str) -> OrganizationName:
    closed = entry.form not in ("open", "head")
    if not rest:
        inside = _owner_inside(entry) if entry.form != "prefix" else None
        return OrganizationName(entry.name, entry.kind, entry.central, inside, closed)
    if entry.form == "prefix" or types()[entry.kind]["owned"] == "yes":
        words = rest.split()
        for start in range(len(words)):
            owner = parse_name(_LINK.sub("", " ".join(words[start:])))
            if not (owner.whole and owner.kind and owner.name[:1].isupper() and _capital(words[start:])):
                continue
            if types()[owner.kind]["owns"] == "yes":
                name = " ".join((entry.name, *words[:start], owner.name))
                single = None if owner.kind == "joint_bodies" else owner.name
                return OrganizationName(name, entry.kind, owner.central or entry.central, single, closed and start == 0)
    return OrganizationName(f"{entry.name} {rest}", entry.kind, entry.central, None, False)


def _owner_inside(entry: _Entry) -> str | None:
    """The body inside a name that the vocabulary has as one (`VPUBND`: `Văn phòng` of the `Ủy ban nhân dân`)."""
    low = entry.name.casefold()
    heads = [e for e in _entries().get(low[:2], ()) if e.form == "prefix" and low.startswith(e.surface + " ")]
    return _compose(heads[0], entry.name[len(heads[0].surface) :].strip()).owner if heads else None


def _capital(words: list[str]) -> bool:
    """Is it a name, not a common noun (`phục vụ công an`)?"""
    first = words[1] if words[0] in ("thuộc", "của") and len(words) > 1 else words[0]
    return first[:1].isupper()


@cache
def is_of_the_centre(short: str) -> bool:
    """Has it no locality by its nature: a body of the centre (`Bộ Nội vụ`), one that is its (`Ban Chỉ đạo … của Chính phủ`), or
    who holds an office there (`Bộ trưởng Bộ Nội vụ`, `Thủ tướng Chính phủ`)?"""
    if parse_name(short).central:
        return True
    link = short.rfind(" của ")
    if link > 0 and is_of_the_centre(short[link + len(" của ") :]):
        return True
    low = short.casefold()
    for row in sorted(table("title_heads"), key=lambda r: -len(r["head"])):
        head = row["head"].casefold()
        if low == head or low.startswith(f"{head} "):
            rest = short[len(head) :].strip()
            return row["level"] == "central" or bool(rest and is_of_the_centre(rest))
    return False


@cache
def implied_heads() -> dict[str, str]:
    """Heads that a bare place name follows -> the type of that place: `Huyện ủy` -> huyện."""
    return {row["normal"]: row["level"] for row in _kind_rows() if row["locality"] == "implied"}


@cache
def _implied() -> re.Pattern[str]:
    return re.compile(rf"^(?P<short>(?:.+ )?(?P<head>{'|'.join(implied_heads())})) (?P<name>(?P<first>\w).*)$")


def split_localities(name: str) -> tuple[str, list[str]]:
    """(`Ủy ban nhân dân`, [`xã Ia Tiêm`, `huyện Chư Sê`]) of a name; a party committee's head names the type of its place."""
    whole = parse_name(name)
    if whole.whole and whole.owner is None:  # `Thông tấn xã Việt Nam`
        return name, []
    # Only a name follows the type of a place: `xã hội` and `tỉnh về` are other words; wards may have numbers.
    starts = [m.start() for m in _TYPE.finditer(name) if name[m.end()].isupper() or name[m.end()].isdigit()]
    bounds = [*starts, len(name)]
    found = [name[a:b].strip(" ,()") for a, b in pairwise(bounds)]
    short = name[: bounds[0]].rstrip(" ,(")
    party = _implied().match(short)
    if party and (party["first"].isupper() or party["first"].isdigit()):
        return party["short"], [f"{implied_heads()[party['head']]} {party['name']}", *found]
    return short, found


def split_locality(name: str) -> tuple[str, str | None]:
    """(`Sở Nội vụ`, `tỉnh Gia Lai`) of `Sở Nội vụ tỉnh Gia Lai`: the narrowest locality only."""
    short, found = split_localities(name)
    return short, found[0] if found else None


def kind_of(name: str) -> str | None:
    """The kind of organisation (organization_types.csv) that a name begins as; None where it begins as none (a person, an
    office holder)."""
    return parse_name(split_localities(name)[0]).kind


def for_place(short: str, place_type: str) -> str:
    """The same body of a place of another type: `Ban Tổ chức Tỉnh ủy` of a city is `Ban Tổ chức Thành ủy`."""
    for head in implied_heads():
        if short == head or short.endswith(f" {head}"):
            last = head.split()[-1]
            other = next((h for h, t in implied_heads().items() if t == place_type and h.split()[-1] == last), head)
            return short.removesuffix(head) + other
    return short


def party_committee(place_type: str) -> str:
    """What the party committee of a place of this type is called; communes and wards have a `Đảng ủy`."""
    return next((h for h, t in implied_heads().items() if t == place_type and h.endswith(" ủy")), "Đảng ủy")
