"""Officials: people who hold or held a public position, each once an article, with all positions and roles.

Source: docs/codebook.md ("officials"); how names, titles and roles are written: survey of people and events.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.text import name_key
from extract.officials.attach import Appearance
from extract.officials.people import Person, Stated, read_people
from extract.reading import Reading
from extract.text import Sentence, Text
from schemas.facts import Official, Position, Role
from schemas.records import Issue

ROLES: tuple[Role, ...] = ("chair", "attend", "speak", "report", "conclude", "award", "receive", "inspect")
# Which construction names the rule of a person who is met in several: the surest. Source: survey of people, 1.7 (7).
_SURENESS = {
    "after_name": 0.97, "before_name": 0.95, "occasion": 0.93, "group": 0.92, "table": 0.92, "appointed": 0.9,
    "shared": 0.88, "dismissed": 0.88, "once": 0.85,
}  # fmt: skip
_LONGEST = 420


class RoleMention(NamedTuple):
    """A role of an official where it is stated: `offset` is the folded offset of the verb in the text `field`,
    `sentence` what states it; events bind their chairs and participants by these."""

    name: str
    role: Role
    field: str
    offset: int
    sentence: Sentence


def role_mentions(reading: Reading) -> list[RoleMention]:
    """Every role of every official in order of appearance, repeated ones too."""
    out = [
        RoleMention(person.name, r.role, text.field, r.at, r.sentence)
        for person, positions in _people(reading)
        if positions
        for text, r in person.roles
    ]
    return sorted(out, key=lambda m: (m.field != "title", m.offset, m.name, m.role))


def read_officials(reading: Reading) -> Iterator[Official | Issue]:
    """Officials in order of first mention; an Issue for a person with a title that is no public position, or with an
    honorific and no position."""
    for person, positions in _people(reading):
        if positions:
            yield _official(person, positions)
        else:
            yield _skipped(person)


@lru_cache(maxsize=4)
def _people(reading: Reading) -> tuple[tuple[Person, tuple[Position, ...]], ...]:
    """The people of an article with their positions; events and officials ask for them."""
    return tuple([(person, _positions(person)) for person in read_people(reading)])


def _official(person: Person, positions: tuple[Position, ...]) -> Official:
    seen = [(text, *_stretch(text, app)) for text, app in person.seen]
    had = {found.role for _, found in person.roles}
    key = name_key(person.name)
    # The first that names the person in full.
    text, start, end = next((s for s in seen if key in name_key(s[0].text[s[1] : s[2]])), seen[0])
    rules = [s.rule for s in person.stated]
    rule = max(rules, key=lambda r: _SURENESS.get(r, 0.8))
    return Official(
        name=person.name,
        positions=positions,
        roles=tuple([r for r in ROLES if r in had]),
        evidence=text.span(start, end),
        mentions=tuple(dict.fromkeys([text.span(start, end) for text, start, end in seen])),
        rule=f"officials.{rule}",
    )


def _skipped(person: Person) -> Issue:
    text, app = person.seen[0]
    held = any(a.held for _, a in person.seen)
    rule = "officials.not_public" if held else "officials.no_position"
    why = "has a title that is no public position" if held else "is named without a position"
    return Issue(rule, f"{person.name} {why}", text.span(*_stretch(text, app)))


def _stretch(text: Text, app: Appearance) -> tuple[int, int]:
    """The sentence or item that names the person; where it is long, the name with its titles."""
    sentence = text.sentence_at(app.person.start)
    start, end = sentence.start, sentence.end
    if end - start > _LONGEST:
        start, end = max(start, app.start), min(end, max(app.end, app.person.end))
        end = min(end, start + _LONGEST) if start + _LONGEST > app.person.end else app.person.end
    return start, end


def _positions(person: Person) -> tuple[Position, ...]:
    """The person's positions in order of mention: equal ones once, a shorter form of a fuller one dropped."""
    kept: list[Stated] = []
    for new in person.stated:
        fuller = next((i for i, old in enumerate(kept) if _same_post(old, new)), None)
        if fuller is None:
            kept.append(new)
        elif _is_fuller(new, kept[fuller]):
            kept[fuller] = new
    return tuple(dict.fromkeys(s.position for s in kept))


def _same_post(a: Stated, b: Stated) -> bool:
    """Do two statements of one person mean one post (`Phó Chủ tịch Thường trực UBND huyện`, later `Phó Chủ tịch UBND
    huyện`; a locality filled in differently)?"""
    p, q = a.position, b.position
    if "former" in (p.status, q.status) and p.status != q.status:
        return False
    if not (p.title == q.title or p.title.startswith(q.title + " ") or q.title.startswith(p.title + " ")):
        return False
    if p.organization is None or q.organization is None or p.organization == q.organization:
        return True
    if p.title == q.title and not (a.body and b.body):
        return True  # `Thứ trưởng` alone, its ministry taken from the text around
    if p.organization.startswith(q.organization + " ") or q.organization.startswith(p.organization + " "):
        return True
    return a.body == b.body and a.body != "" and (a.elided or b.elided)


def _is_fuller(new: Stated, old: Stated) -> bool:
    """Is the newer statement of one post to be preferred?"""
    p, q = new.position, old.position
    if p.title == q.title and bool(new.body) != bool(old.body) and p.organization and q.organization:
        return bool(new.body)
    if old.elided and not new.elided and p.organization and new.body == old.body and p.organization != q.organization:
        return len(p.title) >= len(q.title)
    return (len(p.title), len(p.organization or "")) > (len(q.title), len(q.organization or "")) and p.title.startswith(q.title)
