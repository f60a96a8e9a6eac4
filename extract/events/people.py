"""Who takes part in which event: the roles of the article's officials, bound to events by where they stand.

Source: docs/codebook.md, "events" (`chairs`: persons' names; the chair of a local site is a chair), "officials" (roles),
"Fine points" (captions count for roles; the head of an inspecting delegation chairs it).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.events.drafts import Draft
from extract.events.nouns import anaphor_kinds
from extract.facts.officials import RoleMention, role_mentions
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Participant

_HELD_KINDS = frozenset({"conference", "meeting", "inspection", "ceremony", "training", "contest", "seminar"})


@dataclass(slots=True)
class People:
    """The participants of an event in order of the text; chairs are those with the role `chair`."""

    participants: list[Participant] = field(default_factory=list)

    @property
    def chairs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.name for p in self.participants if p.role == "chair"))

    def add(self, participant: Participant) -> None:
        if participant not in self.participants:
            self.participants.append(participant)


def people_of(reading: Reading, drafts: list[Draft]) -> list[People]:
    """The people of each event, in the order of the events."""
    people = [People() for _ in drafts]
    gatherings = [i for i, d in enumerate(drafts) if d.kind in _HELD_KINDS and not d.first.announced] or [
        i for i, d in enumerate(drafts) if d.kind in _HELD_KINDS
    ]
    for mention in role_mentions(reading) if gatherings else ():
        i = _event_of(reading, drafts, gatherings, mention)
        if i is not None:
            people[i].add(Participant(mention.name, "person", mention.role))
    for i, draft in enumerate(drafts):
        apart = draft.first.announced or draft.first.follow
        if draft.leader is not None and not apart and not people[i].chairs:
            for p in people[draft.leader].participants:
                if p.role in ("chair", "inspect"):
                    people[i].add(p)
    return people


def _event_of(reading: Reading, drafts: list[Draft], gatherings: list[int], mention: RoleMention) -> int | None:
    """The event that a role belongs to: the one its own clause reports, else the one that its sentence calls by noun,
    else the one whose stretch of the text it stands in; before the first event, the first."""
    text = next((t for t in reading.doc.texts if t.field == mention.field), reading.doc.body)
    if text.field != "body" or not any(drafts[i].text is text for i in gatherings):
        return gatherings[0] if len(gatherings) == 1 else None
    offset = mention.offset
    for i in gatherings:
        if any(c.start <= offset < c.end and c.text is text for c in drafts[i].candidates):
            return i
    same = [i for i in gatherings if any(mention.sentence.start <= c.start < mention.sentence.end for c in drafts[i].candidates)]
    if len(same) == 1:
        return same[0]
    here = next((i for i in gatherings if any(a <= offset < b for a, b in drafts[i].spans)), None)
    return _by_noun(text, drafts, gatherings, mention, here)


def _by_noun(text: Text, drafts: list[Draft], gatherings: list[int], mention: RoleMention, here: int | None) -> int | None:
    kinds = anaphor_kinds(text.low, mention.sentence.start, mention.sentence.end)
    if here is None:
        here = gatherings[0]
        if drafts[here].first.follow and len(gatherings) > 1:
            here = gatherings[1]
    if not kinds or drafts[here].kind in kinds:
        return here
    before = [i for i in gatherings if drafts[i].first.start <= mention.offset and drafts[i].kind in kinds]
    return before[-1] if before else here
