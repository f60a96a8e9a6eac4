"""An event as clauses report it and as the article builds it up, before its people are bound and its slots written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extract.events.bodies import Body
from extract.events.held import When
from extract.events.nouns import Head
from extract.text import Text
from schemas.facts import EventKind

# Which construction reports the event: extract/events/clauses.py.
Rule = Literal["held", "attended", "happens", "subject", "act", "delegation", "announcement"]
Format = Literal["in_person", "online", "hybrid"]


@dataclass(slots=True)
class Candidate:
    """An event as one clause reports it: folded offsets in `text`. `bare`: the noun alone, which may mean an event
    named before; `follow`: said of an earlier time (`Trước đó`)."""

    text: Text
    kind: EventKind
    start: int
    end: int
    name_start: int
    name_end: int
    rule: Rule
    when: When | None
    organizer: Body | None
    venue: tuple[int, int] | None
    head: Head
    bare: bool = False
    follow: bool = False
    recent: bool = False
    announced: bool = False
    name: str = ""
    block: int = 0
    delegation: tuple[int, int] | None = None


@dataclass(slots=True)
class Draft:
    """An event as the article builds it up: its candidates, first the one that opened it."""

    candidates: list[Candidate]
    when: When | None
    kind: EventKind
    spans: list[tuple[int, int]] = field(default_factory=list)
    format: Format | None = None
    sites: int | None = None
    leader: int | None = None
    """Index of the event whose delegation goes on here, if the text just says `Đoàn`."""

    @property
    def first(self) -> Candidate:
        return self.candidates[0]

    @property
    def organizer(self) -> Body | None:
        """Who holds it: the first clause that says so."""
        return next((c.organizer for c in self.candidates if c.organizer is not None), None)

    @property
    def text(self) -> Text:
        return self.first.text
