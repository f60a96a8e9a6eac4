"""The state of one article while it is written: world, habits, what was mentioned, who appears.

The rule on elided localities is kept here: `UBND huyện` is written only where the nearest earlier mention that fits the
level is the place meant, or none was mentioned and the portal tells (codebook, "Names").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bench.grammar.draw import Draw
from bench.grammar.figures import count, decimal
from bench.grammar.people import Gender, Person, Post, person_name
from bench.grammar.pieces import NOWHERE, Appearance, GrammarError, Piece, fill, join
from bench.grammar.places import Place, party, party_word
from bench.grammar.style import Style
from schemas.facts import Document, Role, Subject

# Posts that several people hold at a time.
SHARED = frozenset(
    {
        "Ủy viên Ban Thường vụ",
        "Ủy viên",
        "Phó Chủ tịch",
        "Phó Bí thư",
        "Phó Giám đốc",
        "Thứ trưởng",
        "Phó Trưởng phòng",
        "Phó Chủ nhiệm",
    }
)


@dataclass(frozen=True, slots=True)
class World:
    """Where and when. `host`: the locality whose portal publishes (None: a newspaper); `home`: whom the article is about;
    `district` is None after the reform. `dated`: does the page show when it appeared?"""

    published: datetime
    dated: bool
    province: Place
    district: Place | None
    home: Place
    host: Place | None
    districts: tuple[Place, ...]
    communes: tuple[Place, ...]

    @property
    def day(self) -> str:
        return self.published.date().isoformat()

    @property
    def today(self) -> date:
        return self.published.date()

    @property
    def year(self) -> int:
        return self.published.year

    @property
    def reformed(self) -> bool:
        return self.day >= "2025-07-01"


@dataclass(slots=True)
class Scene:
    """One article in the making. `paragraphs` are in order; `title` and `author` are set by the skeleton."""

    draw: Draw
    world: World
    style: Style
    paragraphs: list[Piece] = field(default_factory=list)
    title: Piece = field(default_factory=lambda: Piece(""))
    author: str | None = None
    events: int = 0
    taken: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    # National indices whose result of the newest edition stands already: none is stated in two ways.
    told: set[str] = field(default_factory=set)
    _near: dict[str, Place] = field(default_factory=dict)

    # ---- words ----

    def say(self, template: str, **slots: Piece | str) -> Piece:
        """A wording: choices `[a|b]` drawn, slots filled."""
        return fill(self.draw.wording(template), slots)

    def one_of(self, *templates: str, **slots: Piece | str) -> Piece:
        return self.say(self.draw.pick(templates), **slots)

    def add(self, *parts: Piece | str) -> None:
        """A paragraph of sentences."""
        kept = [p for p in parts if (p.text if isinstance(p, Piece) else p)]
        if kept:
            self.paragraphs.append(join(" ", kept))

    def number(self, value: float, places: int = 2) -> str:
        return decimal(value, places, self.style.comma, trim=self.style.trim)

    def count(self, number: int, words: float = 0.05) -> str:
        return count(self.draw, number, self.style.zero, words=words)

    def share(self, value: float, places: int = 2) -> str:
        return self.number(value, places) + self.style.percent

    @property
    def committee(self) -> str:
        return self.style.committee

    @property
    def reform(self) -> str:
        return self.style.reform

    # ---- places ----

    def mention(self, place: Place) -> None:
        """From here on, an elided locality of that level or type is this place."""
        self._near[place.level] = place
        self._near[place.type] = place

    def plain(self, place: Place) -> bool:
        """Does the bare type word (`huyện`) mean this place here?"""
        near = self._near.get(place.type)
        level = self._near.get(place.level)
        if near is not None or level is not None:
            return near == place and level == place
        host = self.world.host
        if host is None:
            return False
        return place in (host, self.world.province) or (place == self.world.district and host.level != "province")

    def at(self, place: Place, *, elide: float = 0.8) -> str:
        """`huyện` where that is plain, else `huyện Ia Grai`."""
        if self.plain(place) and self.draw.chance(elide):
            return place.type
        self.mention(place)
        return place.full

    def party_at(self, place: Place, *, elide: float = 0.8) -> str:
        if self.plain(place) and self.draw.chance(elide):
            return party_word(place)
        self.mention(place)
        return party(place)

    def of(self, place: Place) -> str:
        """What follows a department: nothing, ` tỉnh` or ` tỉnh Gia Lai`."""
        if self.plain(place):
            return self.draw.weighted({"": 6, f" {place.type}": 3, f" {place.full}": 1})
        self.mention(place)
        return f" {place.full}"

    def committee_at(self, place: Place, *, elide: float = 0.75) -> str:
        """`UBND huyện`, `Ủy ban nhân dân huyện Ia Grai`."""
        return f"{self.committee} {self.at(place, elide=elide)}"

    def subject(self, place: Place) -> Subject:
        """A place as the subject of a figure."""
        return Subject(place.full, "place", None if place.level == "province" else self.world.province.full)

    # ---- people ----

    def person(self, posts: Sequence[Post], *, rank: str = "", gender: Gender | None = None) -> Person:
        """A new person; no two of an article share a name or a given name (later mentions would be ambiguous)."""
        while True:
            name, drawn = person_name(self.draw, self.world.province.name)
            key = name.split()[-1]
            if key not in self.taken and name not in self.taken and (gender is None or gender == drawn):
                self.taken |= {key, name}
                return Person(name, drawn, tuple(posts), rank)

    def appointed(self, posts: Callable[[], Sequence[Post]]) -> Person:
        """A new person in drawn posts: a post that one person holds (chairman, director) is held by one of the article.

        Raises GrammarError where every post that could be drawn is taken."""
        for _ in range(12):
            drawn = posts()
            held = {f"{p.title} {p.organization}" for p in drawn if not p.local and p.title not in SHARED}
            if not held & self.taken:
                self.taken |= held
                return self.person(drawn)
        raise GrammarError("no post is left")

    def post_words(self, post: Post) -> str:
        """A post as the house writes it."""
        place = post.place
        slots: dict[str, Piece | str] = {"committee": self.committee, "reform": self.reform}
        template = self.draw.pick(post.words).replace("Ban Chỉ đạo", self.style.board)
        if post.organization and post.organization.startswith("Ban Chỉ đạo") and self.draw.chance(0.2):
            template = template.replace("{reform}", "CCHC")
        if place is not None:
            if "{at}" in template:
                slots["at"] = self.at(place)
            if "{party}" in template:
                slots["party"] = self.party_at(place)
            if "{of}" in template:
                slots["of"] = self.of(place)
        return fill(template, slots).text

    def known_posts(self, person: Person) -> list[Post]:
        """The posts that can be written here: those that leave their place open only where it is plain."""
        return [p for p in person.posts if not p.local or (p.place is not None and self.plain(p.place))]

    def honorific(self, person: Person) -> str:
        """`đồng chí `, `ông `, or nothing; with its space."""
        if person.rank:
            return f"{self.draw.pick(('', 'đồng chí '))}{person.rank} "
        forms = self.style.honorifics
        word = forms[1] if len(forms) == 2 and person.gender == "f" else forms[0]
        if word == "" or (len(forms) == 1 and self.draw.chance(0.1)):
            word = "ông" if person.gender == "m" else "bà"
            if forms[0] == "" and self.draw.chance(0.7):
                return ""
        return f"{word} "

    def introduce(self, person: Person, *roles: Role, event: int | None = None, form: str | None = None) -> Piece:
        """The first mention of a person with all posts (survey 1.3 a–e), as evidence of the official."""
        posts = self.known_posts(person) or list(person.posts)
        form = form or self.draw.weighted(
            {"comma": 50, "dash": 28, "title": 18, "sandwich": 6 if len(posts) > 1 else 0, "bracket": 2}
        )
        titles = [self.post_words(p) for p in posts]
        if (
            len(titles) > 1
            and re.fullmatch(r"(Phó )?Bí thư( Thường trực)? Đảng ủy (xã|phường|thị trấn|đặc khu)", titles[0])
            and self.draw.chance(0.5)
        ):
            titles[0] = titles[0].rsplit(" Đảng ủy", 1)[0] + " Đảng ủy"
        name = person.name
        if form == "title":
            text = (
                f"{self.draw.pick(('', 'đồng chí ')) if self.style.honorifics[0] == 'đồng chí' else ''}{', '.join(titles)} {name}"
            )
        elif form == "sandwich":
            text = f"{', '.join(titles[:-1])} {name}{self.draw.pick((', ', self.style.dash))}{titles[-1]}"
        elif form == "bracket":
            text = f"{self.honorific(person)}{name} ({', '.join(titles)})"
        elif form == "dash":
            text = f"{self.honorific(person)}{name}{self.style.dash}{', '.join(titles)}"
        else:
            text = f"{self.honorific(person)}{name}, {', '.join(titles)}"
        appearance = Appearance(person.name, tuple(p.position for p in posts), roles, event)
        return Piece(text).states(appearance)

    def again(self, person: Person, *roles: Role, event: int | None = None) -> Piece:
        """A later mention: full name with or without a post, or the given name (survey 1.5)."""
        short = person.posts[-1] if len(person.posts) == 1 or self.draw.chance(0.6) else person.posts[0]
        usable = not short.local or (short.place is not None and self.plain(short.place))
        form = self.draw.weighted({"name": 5, "title": 4 if usable else 0, "post": 4 if usable else 0})
        if form == "name":
            text = self.honorific(person) + person.name
        elif form == "title":
            text = f"{self.post_words(short)} {person.name}"
        else:
            text = f"{self.honorific(person)}{person.name}{self.draw.pick((', ', self.style.dash))}{self.post_words(short)}"
        positions = (short.position,) if form != "name" else ()
        return Piece(text).states(Appearance(person.name, positions, roles, event))

    # ---- facts ----

    def document(self, type_: str, number: str, issuer: str | None, day: date | None) -> Document:
        return Document(evidence=NOWHERE, type=type_, number=number, issuer=issuer, date=day.isoformat() if day else None)
