"""Whether two mentions of one name are one person: the pass that applies the rules of person_rules.py.

Same name is not same person. Mentions of a name are taken in the order of their days; each joins a person seen before
where a post fits AND the period fits, else it starts a person of its own. So a later article never changes who the
people of earlier ones are, unless it says that two of them are one (it names posts of both)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from extract.knowledge.persons.person_rules import REFORM, RULES, Lines, Post, clash


@dataclass(frozen=True)
class Mention:
    """One officials fact: a name with its posts in one version of an article. `day`: of the story's first publication;
    `alone`: no other fact of this version has the name."""

    fact: str
    name: str
    story: str
    version: str
    article: str
    day: str | None
    posts: tuple[Post, ...]
    alone: bool = True

    @cached_property
    def order(self) -> tuple[bool, str, str, str]:
        """By day, undated last, then by ids: never by the order of the input."""
        return (self.day is None, self.day or "", self.article, self.fact)

    @cached_property
    def clashing(self) -> tuple[Post, ...]:
        """Posts that nobody holds at once: two persons of one name in one article, or words misread."""
        return tuple(p for p in self.posts if any(clash(p, other) for other in self.posts))

    @cached_property
    def speaking(self) -> tuple[Post, ...]:
        """The posts that may say who it is."""
        return tuple(p for p in self.posts if p not in self.clashing) if self.clashing else self.posts

    def provinces(self) -> set[str]:
        """The provinces where it places the person at work now: by the names of the mention's day."""
        found = set()
        for post in self.speaking:
            if not post.former and not post.seat and post.kind != "national_assembly_delegation":
                found.add(post.province_2025 if (self.day or "") >= REFORM else post.province)
        return {province for province in found if province}


@dataclass(frozen=True, slots=True)
class Fit:
    """Why a mention fits a person: the rule, the earlier mention and the post of this one that speak for it, and the
    reason in words. `moved`: not in the very same body, so that namesakes of bodies that became one fit alike."""

    rank: int
    moved: bool
    gap: int
    fact: str
    post: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Join:
    """A mention, or a person seen before (`absorbed`), joined to a person because of `fit`."""

    fact: str
    fit: Fit
    absorbed: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a mention may be kept apart from, or taken for, the wrong person: a row of `issues`."""

    fact: str
    rule: str
    reason: str


@dataclass(slots=True)
class Person:
    """One person as the mentions up to now show: the latest mention of each post, and when articles place them where."""

    id: str
    number: int
    facts: list[str] = field(default_factory=list)
    held: dict[tuple[str, bool], tuple[Mention, Post]] = field(default_factory=dict)
    stories: dict[str, list[Mention]] = field(default_factory=dict)
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, mention: Mention) -> None:
        self.facts.append(mention.fact)
        self.stories.setdefault(mention.story, []).append(mention)
        for post in mention.speaking:
            key = (post.id, post.former)
            if key not in self.held or self.held[key][0].order <= mention.order:
                self.held[key] = (mention, post)
        provinces = mention.provinces()
        # Who states two provinces at once vouches for a move between them.
        if mention.day and len(provinces) == 1:
            self._extend(provinces.pop(), mention.day, mention.day)

    def absorb(self, other: Person) -> None:
        self.facts += other.facts
        for key, held in other.held.items():
            if key not in self.held or self.held[key][0].order <= held[0].order:
                self.held[key] = held
        for story, mentions in other.stories.items():
            self.stories.setdefault(story, []).extend(mentions)
        for province, (first, last) in other.seen.items():
            self._extend(province, first, last)

    def _extend(self, province: str, first: str, last: str) -> None:
        known = self.seen.get(province, (first, last))
        self.seen[province] = (min(first, known[0]), max(last, known[1]))

    def elsewhere(self, spans: dict[str, tuple[str, str]]) -> bool:
        """Whether these (province -> first and last day) put the person in two provinces at one time."""
        for province, (first, last) in spans.items():
            known = self.seen.get(province, (first, last))
            first, last = min(first, known[0]), max(last, known[1])
            # Names of provinces changed with the reform: spans are compared within one era.
            for other, (begun, ended) in self.seen.items():
                if other != province and (begun >= REFORM) == (first >= REFORM) and begun <= last and first <= ended:
                    return True
        return False


class _Known:
    """The people of a name up to now, found by what a rule could join them for: story, province, body, locality."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.people: dict[int, Person] = {}
        self._next = 0
        self._by_key: dict[tuple[str, str], set[int]] = defaultdict(set)

    def start(self, id_: str) -> Person:
        self.people[self._next] = person = Person(id_, self._next)
        self._next += 1
        return person

    def add(self, mention: Mention, person: Person) -> None:
        person.add(mention)
        for key in self._keys(mention):
            self._by_key[key].add(person.number)

    def absorb(self, keep: Person, gone: Person) -> None:
        keep.absorb(gone)
        del self.people[gone.number]
        for numbers in self._by_key.values():
            if gone.number in numbers:
                numbers ^= {gone.number}
                numbers |= {keep.number}

    def near(self, mention: Mention) -> list[Person]:
        numbers = set().union(*(self._by_key.get(key, ()) for key in self._keys(mention)))
        return [self.people[number] for number in sorted(numbers)]

    def _keys(self, mention: Mention) -> Iterator[tuple[str, str]]:
        yield "story", mention.story
        for post in mention.speaking:
            province = post.province_2025 or post.province
            if province:
                yield "province", province
            if post.body:
                yield "body", self.lines.bodies.family(post.body)
            if post.locality:
                yield "locality", self.lines.places.family(post.locality)


def tell_apart(
    mentions: Iterable[Mention], lines: Lines, make_id: Callable[[Mention], str]
) -> tuple[list[Person], list[Join], list[Doubt]]:
    """The people behind mentions of one name, every joining with its reason, and what stayed apart in doubt. `make_id` gives
    a new person's id."""
    known = _Known(lines)
    joins: list[Join] = []
    doubts: list[Doubt] = []
    for mention in sorted(mentions, key=lambda m: m.order):
        fits = sorted(_fits(mention, known), key=lambda found: (found[0].rank, found[0].moved, found[0].gap, found[1].number))
        if mention.clashing:
            words = " and ".join(sorted(post.shown for post in mention.clashing))
            doubts.append(Doubt(mention.fact, "people.clashing_posts", f"{words} at once: two persons of one name, or misread"))
        if undecided := bool(fits) and _undecided(fits):
            words = " | ".join(fit.reason for fit, _ in fits)
            doubts.append(Doubt(mention.fact, "people.two_fit", f"two earlier persons fit alike, so it joins neither: {words}"))
        if not fits or undecided:
            known.add(mention, known.start(make_id(mention)))
            continue
        best, person = fits[0]
        joins.append(Join(mention.fact, best))
        known.add(mention, person)
        spoken = {best.post}
        for _, other in fits[1:]:
            # Two who were told apart become one only where another post of the mention speaks for the other.
            bridge = _fitting_post(mention, other, lines, spoken)
            keep, gone = sorted((person, other), key=lambda p: p.number)
            if bridge and not keep.elsewhere(gone.seen):
                spoken.add(bridge.post)
                known.absorb(keep, gone)
                joins.append(Join(mention.fact, bridge, gone.id))
                person = keep
    return list(known.people.values()), joins, doubts


def _undecided(fits: list[tuple[Fit, Person]]) -> bool:
    """Whether one post of the mention speaks for two persons alike: heads of one name in two bodies that became one."""
    best = fits[0][0]
    return best.moved and any((fit.rank, fit.moved, fit.post) == (best.rank, True, best.post) for fit, _ in fits[1:])


def _fits(mention: Mention, known: _Known) -> Iterator[tuple[Fit, Person]]:
    provinces = mention.provinces()
    spans = dict.fromkeys(provinces, (mention.day, mention.day)) if mention.day and len(provinces) == 1 else {}
    for person in known.near(mention):
        fit = _same_story(mention, person) or _fitting_post(mention, person, known.lines)
        if fit and not person.elsewhere(spans):
            yield fit, person


def _same_story(mention: Mention, person: Person) -> Fit | None:
    """Copies and versions of one article name one person, unless a version has two facts of the name."""
    for other in person.stories.get(mention.story, ()):
        same = other.version != mention.version and {p.id for p in other.posts} == {p.id for p in mention.posts}
        if same or (other.version != mention.version and other.alone and mention.alone):
            return Fit(-1, False, 0, other.fact, "", "same_story", "another version or copy of the same article")
    return None


def _fitting_post(mention: Mention, person: Person, lines: Lines, without: Collection[str] = ()) -> Fit | None:
    """The first rule that fits, with the mention nearest in time; undated mentions fit no period. `without`: posts of the
    mention that do not count."""
    if mention.day is None:
        return None
    posts = [post for post in mention.speaking if post.id not in without]
    fits = []
    for other, earlier in person.held.values():
        if other.day is None:
            continue
        gap = date.fromisoformat(mention.day).toordinal() - date.fromisoformat(other.day).toordinal()
        for rank, rule in enumerate(RULES):
            later = next((p for p in posts if gap <= rule.days and rule.fits(earlier, p, lines, mention.day)), None)
            if later:
                words = f"{_words(earlier, other.day)}; {_words(later, mention.day)}: {rule.words}, {gap} days apart"
                fits.append(Fit(rank, later.body != earlier.body, gap, other.fact, later.id, rule.id, words))
                break
    return min(fits, key=lambda fit: (fit.rank, fit.moved, fit.gap, fit.fact), default=None)


def _words(post: Post, day: str) -> str:
    return f"{'nguyên ' if post.former else ''}{post.shown} ({day})"
