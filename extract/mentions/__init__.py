"""Mentions: where places, organisations, positions, people and indices stand in an article.

`annotate(doc)` finds them once for title, body and attachments; `Mentions` gives them by field and kind, and resolves
localities. All offsets are folded offsets of their field.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from core.places import gazetteer, split_type
from extract.mentions.indicators import (
    ComponentMention,
    IndicatorMention,
    find_components,
    find_indicators,
    resolve_indicator,
)
from extract.mentions.organization_names import OrgMention
from extract.mentions.organizations import OrganizationFinder, find_organizations
from extract.mentions.people import PersonMention, find_people
from extract.mentions.places import PlaceMention, find_places
from extract.mentions.titles import TitleMention, find_titles
from extract.text import Doc, Text

if TYPE_CHECKING:
    from extract.locality import Localities

__all__ = [
    "ComponentMention",
    "FieldMentions",
    "IndicatorMention",
    "Mentions",
    "OrgMention",
    "PersonMention",
    "PlaceMention",
    "TitleMention",
    "annotate",
    "find_components",
    "find_indicators",
    "find_organizations",
    "find_people",
    "find_places",
    "find_titles",
    "resolve_indicator",
]
FieldName = Literal["title", "body"]
Kind = Literal["places", "organizations", "titles", "people", "indicators", "components"]
M = TypeVar("M", PlaceMention, OrgMention, TitleMention, PersonMention, IndicatorMention, ComponentMention)


@dataclass
class FieldMentions:
    """The mentions of one text, each kind found when first asked for. `local`: names of places that only the article
    or its portal types (`Hoa Giang` -> `tỉnh`)."""

    text: Text
    local: dict[str, str] = field(default_factory=dict)

    @cached_property
    def places(self) -> list[PlaceMention]:
        return find_places(self.text, local=self.local)

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
        return find_people(self.text, self.titles, self.places)

    @cached_property
    def indicators(self) -> list[IndicatorMention]:
        return find_indicators(self.text)

    @cached_property
    def components(self) -> list[ComponentMention]:
        return find_components(self.text)

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
    @overload
    def in_span(self, start: int, end: int, kind: Literal["components"]) -> list[ComponentMention]: ...
    def in_span(self, start: int, end: int, kind: Kind) -> object:
        """The mentions of a kind that begin in text[start:end]."""
        return _within(getattr(self, kind), start, end)


def _within(mentions: list[M], start: int, end: int) -> list[M]:
    starts = [m.start for m in mentions]
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
        for candidate in (self.title, self.body, *self.attachments):
            if candidate.text is text:
                return candidate
        raise KeyError(f"not a text of this article: {text.field}")

    @cached_property
    def localities(self) -> Localities:
        from extract.locality import Localities  # it imports the mention types of this package

        pages = [p for a in self.attachments for p in a.places]
        return Localities(self.doc, {"title": self.title.places, "body": self.body.places, "attachment": pages})


def annotate(doc: Doc) -> Mentions:
    """The mentions of an article, found lazily and kept."""
    local = local_names(doc)
    return Mentions(
        doc,
        FieldMentions(doc.title, local),
        FieldMentions(doc.body, local),
        tuple(FieldMentions(t, local) for t in doc.attachments),
    )


def local_names(doc: Doc) -> dict[str, str]:
    """Lower-cased names -> type of places that the portal or any text of the article names with a type but no
    gazetteer knows."""
    out: dict[str, str] = {}
    for full in (doc.article.portal.place, doc.article.portal.province):
        parts = split_type(full) if full else None
        if parts is not None and not _known(parts[1].lower()):
            out.setdefault(parts[1].lower(), parts[0])
    for text in doc.texts:
        for p in find_places(text):
            if p.name and p.type and not p.candidates and " " in p.name and not _known(p.name.lower()):
                out.setdefault(p.name.lower(), p.type)
    return out


@lru_cache(maxsize=4096)
def _known(name: str) -> bool:
    return any(p.level != "commune" for p in gazetteer().named(name))
