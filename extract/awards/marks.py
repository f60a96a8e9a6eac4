"""The mentions of one text, as the award rules ask for them: what stands here, what covers this."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from extract.locality import Localities
from extract.mentions.organizations import OrgMention
from extract.mentions.people import PersonMention
from extract.mentions.places import PlaceMention
from extract.mentions.titles import TitleMention
from extract.reading import Reading
from extract.text import Text


@dataclass(frozen=True)
class Marks:
    """A text with its organisations, places, people and titles, each in order of their start."""

    text: Text
    organizations: tuple[OrgMention, ...]
    places: tuple[PlaceMention, ...]
    people: tuple[PersonMention, ...]
    titles: tuple[TitleMention, ...]
    localities: Localities

    @classmethod
    def of(cls, reading: Reading, text: Text) -> Marks:
        m = reading.mentions.of(text)
        return cls(text, tuple(m.organizations), tuple(m.places), tuple(m.people), tuple(m.titles), reading.localities)

    def organizations_in(self, start: int, end: int) -> list[OrgMention]:
        """Organisations that begin in text[start:end]."""
        first = bisect_left(self.organizations, start, key=lambda o: o.start)
        last = bisect_left(self.organizations, end, key=lambda o: o.start)
        return list(self.organizations[first:last])

    def people_in(self, start: int, end: int) -> list[PersonMention]:
        first = bisect_left(self.people, start, key=lambda p: p.start)
        last = bisect_left(self.people, end, key=lambda p: p.start)
        return list(self.people[first:last])

    def places_in(self, start: int, end: int) -> list[PlaceMention]:
        first = bisect_left(self.places, start, key=lambda p: p.start)
        last = bisect_left(self.places, end, key=lambda p: p.start)
        return list(self.places[first:last])

    def titles_in(self, start: int, end: int) -> list[TitleMention]:
        first = bisect_left(self.titles, start, key=lambda t: t.start)
        last = bisect_left(self.titles, end, key=lambda t: t.start)
        return list(self.titles[first:last])

    def covered(self, offset: int, start: int) -> bool:
        """Does a name that begins at or after `start` run across this offset? A list member counts alone."""
        low = max(0, offset - 160)
        spans = [(o.start, o.end) for o in self.organizations_in(low, offset)] + [
            (p.start, p.end) for p in self.places_in(low, offset)
        ]
        return any(start <= a < offset < b for a, b in spans)
