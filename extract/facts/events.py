"""Events: what the article reports as held.

Source: docs/codebook.md, "events" and "Fine points". extract/events finds the clauses and puts them together; here an
event gets its slots: days, organiser, venue, chairs and participants.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.events.assemble import assemble
from extract.events.drafts import Candidate, Draft
from extract.events.people import People, people_of
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Event
from schemas.records import Issue, Span

# A clause longer than this is cut at its event: evidence is a clause, never a page.
_LONGEST = 890


def read_events(reading: Reading) -> Iterator[Event | Issue]:
    """Every event of an article; what looked like one and was left out is an Issue."""
    drafts, dropped = assemble(reading)
    for draft, people in zip(drafts, people_of(reading, drafts), strict=True):
        yield _resolve(draft, people)
    for c in dropped:
        if not c.bare:
            yield Issue("events.only_cited", "an event without a day away from the lead", c.text.span(c.name_start, c.name_end))


def _resolve(d: Draft, people: People) -> Event:
    first = d.first
    venue = next((c.text.text[slice(*c.venue)].strip(" ,") for c in d.candidates if c.venue is not None), None)
    start = d.when.start_date if d.when else None
    end = d.when.end_date if d.when else None
    return Event(
        kind=d.kind,
        name=first.name.strip(" ,"),
        start_date=start,
        end_date=end if start else None,
        part_of_day=d.when.part_of_day if d.when else None,
        organizer=d.organizer.name if d.organizer else None,
        venue=venue,
        format=d.format,
        sites=d.sites,
        chairs=people.chairs,
        participants=tuple(people.participants),
        evidence=_evidence(first.text, first),
        mentions=tuple(dict.fromkeys(_evidence(c.text, c) for c in d.candidates)),
        doubts=("bare",) if d.first.bare else (),
        rule=f"events.{first.rule}",
    )


def _evidence(text: Text, c: Candidate) -> Span:
    start, end = c.start, c.end
    if end - start > _LONGEST:
        start = max(start, c.name_start - 200)
        end = min(end, start + _LONGEST)
    return text.span(start, end)
