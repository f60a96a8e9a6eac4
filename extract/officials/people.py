"""Who is who in one article: appearances of one name are one person, short mentions and titles alone find their holder.

Same full name (case, tone placement, apostrophes folded) -> one person; a given name, or a shorter form without a title
of its own, only where exactly one person fits; one letter's difference only where a position agrees too.
Source: survey of people, sections 1.5 and 1.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from core.text import name_key
from extract.mentions.titles import TitleMention
from extract.officials.attach import Appearance, attach
from extract.officials.positions import PositionReader
from extract.officials.roles import Actor, RoleAt, find_roles
from extract.officials.tables import in_tables
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Position


@dataclass(frozen=True, slots=True)
class Stated:
    """A position at one place of the article. `elided`: its locality was filled in; `rule`: the construction."""

    position: Position
    body: str
    elided: bool
    rule: str


@dataclass
class Person:
    """A person of the article: every appearance, every stated position, every role."""

    name: str
    seen: list[tuple[Text, Appearance]] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    roles: list[tuple[Text, RoleAt]] = field(default_factory=list)


# `Chủ tịch UBND và công chức các xã, thị trấn`: an office of many.
_OF_MANY = re.compile(r"(?:,| và) [^.;:,]{2,60} các (?:xã|phường|thị trấn|huyện|quận|sở|phòng|địa phương|đơn vị)(?!\w)")
_HONORIFIC = re.compile(r"(?<!\w)(?:đồng chí|ông|bà|đ/c)\s+$")
_LEADERS = ("Trưởng đoàn", "Tổ trưởng")
_INSPECTING = re.compile(r"(?:Đoàn|Tổ) (?:kiểm tra|giám sát|khảo sát|thanh tra|phúc tra|thẩm định)")
# Lines that name people for the page, not for the news: footers, credits, readers' comments.
_FURNITURE = re.compile(
    r"\s*(?:\[ảnh\]\s*)?(?:chịu trách nhiệm|tổng biên tập|trưởng ban biên tập|phó tổng biên tập|bạn đọc|tin cùng|tin liên quan|"
    r"tin khác|tác giả|người viết|giấy phép|nơi nhận|liên hệ|điện thoại|đường dây nóng)(?!\w)"
)


@lru_cache(maxsize=4)
def read_people(reading: Reading) -> tuple[Person, ...]:
    """The people of an article in order of appearance, with or without a position."""
    texts = [reading.doc.title, reading.doc.body]
    read = {text.field: _appearances(reading, text) for text in texts}
    people = _join([(text, app) for text in texts for app in read[text.field][0]])
    if not people:
        return ()
    positions = [PositionReader(reading.mentions.of(text), reading.mentions.localities) for text in texts]
    for reader in positions:
        _state(people, reader.text, reader)
    people = _join_slips(people)
    for reader in positions:
        _act(people, reader.text, read[reader.text.field][1], reader)
    return tuple(people)


def _appearances(reading: Reading, text: Text) -> tuple[list[Appearance], list[TitleMention]]:
    mentions = reading.mentions.of(text)
    people, titles = mentions.people, mentions.titles
    if not people and not titles:
        return [], []
    tabled = in_tables(text, titles, mentions.organizations)
    if tabled:
        taken = {h.title.start for app in tabled for h in app.held}
        cells = [(app.start, app.end) for app in tabled]
        people = [p for p in people if not any(a <= p.start < b for a, b in cells)]
        titles = [t for t in titles if t.start not in taken]
    apps, alone = attach(text, people, titles)
    apps = sorted((*apps, *tabled), key=lambda a: a.start)
    starts = [(b.start, b.end) for b in text.blocks if _FURNITURE.match(text.low, b.start)]
    if not starts:
        return apps, alone
    keep = [a for a in apps if not any(s <= a.start < e for s, e in starts)]
    return keep, [t for t in alone if not any(s <= t.start < e for s, e in starts)]


def _join(apps: Iterable[tuple[Text, Appearance]]) -> list[Person]:
    """One person a full name; short forms go to the one whom they fit."""
    people: dict[str, Person] = {}
    later: list[tuple[Text, Appearance]] = []
    for text, app in apps:
        if " " not in app.name and "'" not in app.name:
            later.append((text, app))
            continue
        people.setdefault(person_key(app.name), Person(app.name)).seen.append((text, app))
    for key in list(people):
        bare = not any(app.held for _, app in people[key].seen)
        longer = [k for k in people if k != key and _is_form_of(key, k)] if bare else []
        if len(longer) == 1:
            people[longer[0]].seen += people.pop(key).seen
    for text, app in later:
        fitting = [k for k in people if _is_form_of(person_key(app.name), k)]
        if len(fitting) == 1:
            people[fitting[0]].seen.append((text, app))
    order = {"title": 0, "body": 1, "attachment": 2}
    for person in people.values():
        person.name = _printed(person)
        person.seen.sort(key=lambda s: (order[s[0].field], s[1].start))
    return sorted(people.values(), key=lambda p: (order[p.seen[0][0].field], p.seen[0][1].start))


def _printed(person: Person) -> str:
    """The name as most of its mentions spell it; a space after the opener (`K' Mák`) stays where all print it."""
    full = [(text, app) for text, app in person.seen if not app.person.short]
    if "'" not in person.name or any(re.search(r"'\S", text.text[a.person.start : a.person.end]) for text, a in full):
        return person.name
    return re.sub(r"^([HKY]')(?=\S)", r"\1 ", person.name)


def person_key(name: str) -> str:
    """One key for the spellings of a name: `H' Yên`, `H'Yên` and `H Yên` are one."""
    key = name_key(name)
    opener = _OPENER.match(key)
    return f"{key[0]}'{key[opener.end() :]}" if opener else key


_OPENER = re.compile(r"[hky](?:'\s*|\s+(?=\S))")


def _is_form_of(short: str, full: str) -> bool:
    """Is `short` the given name(s) at the end of a full name, or (peoples of the Highlands) its beginning?"""
    a, b = short.split(), full.split()
    if len(a) >= len(b):
        return False
    return b[-len(a) :] == a or (b[: len(a)] == a and (len(a) > 1 or "'" in short))


def _state(people: list[Person], text: Text, positions: PositionReader) -> None:
    for person in people:
        for where, app in person.seen:
            if where is not text:
                continue
            for held in app.held:
                position = positions.read(held)
                if position is not None:
                    org = held.title.org
                    elided = org is None or org.locality is None or org.locality.name is None
                    person.stated.append(Stated(position, org.normal if org else "", elided, held.rule))


def _join_slips(people: list[Person]) -> list[Person]:
    """`Phạm Thu Thảo` and `Phạm Thu Thào`: one letter apart and one position alike."""
    out: list[Person] = []
    for person in people:
        posts = {(s.position.title, s.position.organization) for s in person.stated}
        twin = next(
            (
                p for p in out
                if posts & {(s.position.title, s.position.organization) for s in p.stated}
                and Levenshtein.distance(name_key(p.name), name_key(person.name), score_cutoff=1) <= 1
            ),
            None,
        )  # fmt: skip
        if twin is None:
            out.append(person)
            continue
        twin.seen += person.seen
        twin.stated += person.stated
    return out


def _act(people: list[Person], text: Text, alone: list[TitleMention], positions: PositionReader) -> None:
    """Give everybody the roles that the text states."""
    actors = [Actor(app.start, app.end, i) for i, p in enumerate(people) for where, app in p.seen if where is text]
    for t in alone:
        holder = None if _OF_MANY.match(text.low, t.end) else _holder(people, t, positions)
        if holder is not None:
            actors.append(Actor(_with_honorific(text, t.start), t.end, holder, office=True))
    actors.sort(key=lambda a: (a.start, a.end))
    apart = [a for i, a in enumerate(actors) if i == 0 or a.start >= actors[i - 1].end]
    for found in (*find_roles(text, apart), *_heads(people, text)):
        people[found.who].roles.append((text, found))


def _heads(people: list[Person], text: Text) -> list[RoleAt]:
    """Head of an inspecting delegation or team by title alone (`Trưởng đoàn giám sát NAME`, `do NAME là Tổ trưởng`):
    chair and inspect."""
    out: list[RoleAt] = []
    for i, person in enumerate(people):
        if not any(s.position.title in _LEADERS and _INSPECTING.match(s.position.organization or "") for s in person.stated):
            continue
        for where, app in person.seen:
            held = next((h.title for h in app.held if h.title.title in _LEADERS), None)
            if where is text and held is not None:
                sentence = text.sentence_at(held.start)
                out += [RoleAt(i, "chair", held.start, sentence), RoleAt(i, "inspect", held.start, sentence)]
    return out


def _with_honorific(text: Text, start: int) -> int:
    m = _HONORIFIC.search(text.low[max(0, start - 12) : start])
    return start - len(m.group()) if m else start


def _holder(people: list[Person], t: TitleMention, positions: PositionReader) -> int | None:
    """The one person who holds a title that stands alone (`đồng chí Bí thư Huyện ủy`)."""
    if t.plural or t.generic or t.status == "former":
        return None
    org = positions.organization(t, (t,))
    found = [
        i for i, p in enumerate(people)
        if any(s.position.title == t.title and (org is None or s.position.organization == org) for s in p.stated)
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None
