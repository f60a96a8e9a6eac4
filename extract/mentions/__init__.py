"""Mentions: where places, organisations, positions, people and indices stand in an article.

`annotate(doc)` finds them once for title, body and attachments; `Mentions` gives them by field and kind, and resolves
localities. All offsets are folded offsets of their field.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal, overload

from core.places import gazetteer, split_type
from core.vocabulary import table
from extract.mentions.indicators import (
    IndicatorMention,
    find_indicators,
    resolve_indicator,
)
from extract.mentions.organization_names import OrgMention
from extract.mentions.organizations import OrganizationFinder, find_organizations
from extract.mentions.people import PersonMention, find_people
from extract.mentions.places import PlaceMention, find_places
from extract.mentions.titles import TitleMention, find_titles
from extract.nlp import Helper
from extract.text import Doc, Text

if TYPE_CHECKING:
    from extract.locality import Localities

__all__ = [
    "FieldMentions",
    "IndicatorMention",
    "Mentions",
    "OrgMention",
    "PersonMention",
    "PlaceMention",
    "TitleMention",
    "annotate",
    "find_indicators",
    "find_organizations",
    "find_people",
    "find_places",
    "find_titles",
    "resolve_indicator",
]
FieldName = Literal["title", "body"]
Kind = Literal["places", "organizations", "titles", "people", "indicators"]


@dataclass
class FieldMentions:
    """The mentions of one text, each kind found when first asked for. `local`: names of places that only the article
    or its portal types (`Hoa Giang` -> `tỉnh`)."""

    text: Text
    local: dict[str, str] = field(default_factory=dict)
    helper: Helper = field(default_factory=Helper)
    plain: list[PlaceMention] | None = None
    """The places that are found without `local`, where they have been looked for."""
    _kept: dict[Kind, tuple[list[Any], list[int]]] = field(default_factory=dict, repr=False)
    """The mentions of a kind and where they begin."""

    @cached_property
    def places(self) -> list[PlaceMention]:
        known = self.plain is not None and not self.local
        found = self.plain if known else find_places(self.text, local=self.local)
        return [p for p in found or () if not _no_place(self.text, p)]

    @cached_property
    def finder(self) -> OrganizationFinder:
        return OrganizationFinder(self.text, self.places)

    @cached_property
    def organizations(self) -> list[OrgMention]:
        return self.finder.find()

    @cached_property
    def titles(self) -> list[TitleMention]:
        return find_titles(self.text, self.finder)

    @cached_property
    def people(self) -> list[PersonMention]:
        return find_people(self.text, self.titles, self.places, self.helper)

    @cached_property
    def indicators(self) -> list[IndicatorMention]:
        return find_indicators(self.text)

    @overload
    def in_span(self, start: int, end: int, kind: Literal["places"]) -> list[PlaceMention]: ...
    @overload
    def in_span(self, start: int, end: int, kind: Literal["organizations"]) -> list[OrgMention]: ...
    @overload
    def in_span(self, start: int, end: int, kind: Literal["titles"]) -> list[TitleMention]: ...
    @overload
    def in_span(self, start: int, end: int, kind: Literal["people"]) -> list[PersonMention]: ...
    @overload
    def in_span(self, start: int, end: int, kind: Literal["indicators"]) -> list[IndicatorMention]: ...
    def in_span(self, start: int, end: int, kind: Kind) -> object:
        """The mentions of a kind that begin in text[start:end]."""
        kept = self._kept.get(kind)
        if kept is None:
            # The lists are in order of their starts; every sentence asks.
            found = getattr(self, kind)
            kept = self._kept[kind] = (found, [m.start for m in found])
        mentions, starts = kept
        return mentions[bisect_left(starts, start) : bisect_left(starts, end)]


@dataclass
class Mentions:
    """The mentions of an article: `title` and `body` (and `attachments`), and its localities."""

    doc: Doc
    title: FieldMentions
    body: FieldMentions
    attachments: tuple[FieldMentions, ...]

    def of(self, text: Text) -> FieldMentions:
        """The mentions of one of the article's texts."""
        # Every sentence asks, most of them in the body.
        if text is self.body.text:
            return self.body
        for candidate in (self.title, *self.attachments):
            if candidate.text is text:
                return candidate
        raise KeyError(f"not a text of this article: {text.field}")

    @cached_property
    def localities(self) -> Localities:
        from extract.locality import Localities  # it imports the mention types of this package

        pages = [p for a in self.attachments for p in a.places]
        return Localities(self.doc, {"title": self.title.places, "body": self.body.places, "attachment": pages})


def annotate(doc: Doc, helper: Helper | None = None) -> Mentions:
    """The mentions of an article, found lazily and kept; where a name is in doubt, `helper` is asked."""
    plain = [find_places(text) for text in doc.texts]
    local = local_names(doc, plain)
    helper = helper or Helper()
    title, body, *pages = (FieldMentions(t, local, helper, found) for t, found in zip(doc.texts, plain, strict=True))
    return Mentions(doc, title, body, tuple(pages))


def local_names(doc: Doc, plain: list[list[PlaceMention]]) -> dict[str, str]:
    """Lower-cased names -> type of places that the portal or any text of the article names with a type but no
    gazetteer knows. `plain`: the places of each text that are found without them."""
    out: dict[str, str] = {}
    for full in (doc.article.portal.place, doc.article.portal.province):
        parts = split_type(full) if full else None
        if parts is not None and not _known(parts[1].lower()):
            out.setdefault(parts[1].lower(), parts[0])
    for text, places in zip(doc.texts, plain, strict=True):
        for p in places:
            named = p.name and p.type and not p.candidates and " " in p.name
            if p.name and p.type and named and not _no_place(text, p) and not _known(p.name.lower()):
                out.setdefault(p.name.lower(), p.type)
    return out


# The country (`Thông tấn xã Việt Nam` has no commune in it); a number before what it counts is none of a list of wards
# (`UBND phường Phú Bài; 02 giải Nhì`).
_HONORED = re.compile(r"(?<!\w)(?:ông|bà|anh|chị|đồng chí|đ/c) $")
_OPENED = re.compile(r"(?<!\w)[HKY]'\s?$")
_COUNTS = re.compile(r"\s+(?:giải|tập thể|cá nhân|đơn vị|đội|hộ|đồng chí|cơ quan|tổ chức|bằng khen|giấy khen|suất|người)(?!\w)")


def _no_place(text: Text, place: PlaceMention) -> bool:
    if place.name is None:
        return False
    before = text.text[max(0, place.start - 3) : place.start]
    if "'" in before and _OPENED.search(text.text, max(0, place.start - 3), place.start):
        return True  # `H' Lan Êban`: a person, no `huyện`
    if text.text.startswith("H ", place.start) and _HONORED.search(text.low, max(0, place.start - 10), place.start):
        return True  # `Bà H Lan Êban`
    if place.type is not None and not place.candidates and text.low.startswith(_regions(), place.end - len(place.name)):
        return True  # `các tỉnh Đồng bằng sông Cửu Long`: a region's, no `tỉnh Đồng`
    listed_number = place.name.isdigit() and text.text[place.start].isdigit()
    return place.name.lower() == "việt nam" or (listed_number and _COUNTS.match(text.low, place.end) is not None)


@cache
def _regions() -> tuple[str, ...]:
    """The names of regions in lower case."""
    return tuple({name.lower() for row in table("regions") for name in (row["name"], *row.items_of("aliases"))})


@lru_cache(maxsize=4096)
def _known(name: str) -> bool:
    return any(p.level != "commune" for p in gazetteer().named(name))
