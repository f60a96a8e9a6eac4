"""Names of organisations: the mention's form and the lexicons of kinds and departments (schemas/vocab)."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from core.vocabulary import Lexicon, Row, table
from extract.mentions.places import PlaceMention

# How the locality joins the name: `Ủy ban nhân dân huyện X` | `Huyện ủy X` | none (central and the like).
LocalityForm = Literal["typed", "implied", "none"]


class OrgMention(NamedTuple):
    """An organisation in a text. `normal` is the name written out without its locality; `level_word` the level that
    text or kind gives (`tỉnh`, `huyện`; `tỉnh?`-like defaults are in `default_level`); `locality` the place that stands
    with it (a bare type word has name None); `generic`: a group (`UBND các huyện, thị xã`); `parent`: the body that a
    division belongs to."""

    start: int
    end: int
    kind: str
    head: str
    normal: str
    form: LocalityForm
    level_word: str | None = None
    default_level: str | None = None
    locality: PlaceMention | None = None
    generic: bool = False
    abbreviated: bool = False
    parent: OrgMention | None = None
    listed: bool = False


class OrgKind(NamedTuple):
    normal: str
    kind: str
    form: str
    level: str
    parents: tuple[str, ...]
    surface: str


def takes_level(org: OrgMention) -> bool:
    """Is it a body of some level that the text does not give?"""
    kinds = ("people_council", "people_committee", "front", "mass", "police", "party_board", "assembly_delegation", "office")
    return org.form == "typed" and org.kind in kinds and org.level_word is None and org.locality is None


@cache
def kinds_lexicon() -> Lexicon[OrgKind]:
    """Surfaces of organization_kinds.csv -> kind."""
    kinds = (
        (r["surface"], OrgKind(r["normal"], r["kind"], r["locality"], r["level"], r.items_of("parent"), r["surface"]))
        for r in table("organization_kinds")
    )
    return Lexicon(kinds, lasting=True)


@cache
def council_boards() -> frozenset[str]:
    """Boards that only people's councils have (`Ban Pháp chế`), which texts name without their council."""
    rows = table("organization_kinds")
    return frozenset(r["normal"] for r in rows if r["locality"] == "prefix" and r.items_of("parent") == ("council",))


@cache
def _departments() -> dict[str, dict[str, list[tuple[str, Row, bool]]]]:
    """head -> first word -> (name in lower case, row, is it the canonical name), longest first."""
    out: dict[str, dict[str, list[tuple[str, Row, bool]]]] = {}
    for row in table("departments"):
        for name in (row["name"], *row.items_of("aliases")):
            low = name.lower()
            out.setdefault(row["head"], {}).setdefault(low[:2], []).append((low, row, name == row["name"]))
    for names in out.values():
        for entries in names.values():
            entries.sort(key=lambda e: -len(e[0]))
    return out


def department_at(head: str, low: str, at: int) -> list[tuple[int, Row, bool]]:
    """Department names that stand at an offset as whole words, longest first."""
    found = []
    for name, row, canonical in _departments()[head].get(low[at : at + 2], ()):
        end = at + len(name)
        if low.startswith(name, at) and not low[end : end + 1].isalnum():
            found.append((end, row, canonical))
    return found
