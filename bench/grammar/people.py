"""People and their posts (survey of people, 1.1–1.6). Names are invented; posts are those of the place and the time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from bench.grammar.departments import departments
from bench.grammar.draw import Draw
from bench.grammar.indices import MIDLANDS_AND_NORTH
from bench.grammar.places import Place, committee, council, party
from schemas.facts import Position

DATA = Path(__file__).resolve().with_name("data")
# Of the northern region only where other peoples than the Kinh are many.
NORTH = MIDLANDS_AND_NORTH - {"Bắc Giang", "Phú Thọ"}
HIGHLANDS = frozenset(["Gia Lai", "Kon Tum", "Đắk Lắk", "Đắk Nông", "Lâm Đồng", "Bình Phước"])
CENTRAL = frozenset(
    ["Quảng Nam", "Quảng Ngãi", "Quảng Trị", "Quảng Bình", "Ninh Thuận", "Bình Thuận", "Khánh Hòa", "Phú Yên", "Đà Nẵng"]
)
SOUTH = frozenset(["Trà Vinh", "Sóc Trăng", "Kiên Giang", "An Giang", "Vĩnh Long", "Cần Thơ", "Cà Mau", "Bạc Liêu"])
Gender = Literal["m", "f"]


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a data file."""
    return tuple((DATA / f"{name}.txt").read_text(encoding="utf-8").split())


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of a data file, comments and blank ones left out."""
    rows = (line.strip() for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines())
    return tuple(row for row in rows if row and not row.startswith("#"))


@dataclass(frozen=True, slots=True)
class Post:
    """A post. `words`: ways of writing it, with the slots `{at}` (`tỉnh` or `tỉnh Gia Lai`), `{party}` (`Huyện ủy` or with
    its name), `{of}` (nothing, ` tỉnh` or ` tỉnh Gia Lai`), `{committee}` (UBND), `{reform}` (CCHC), `{board}`.
    `local` posts cannot name their place: they stand only where it is plain."""

    title: str
    organization: str | None
    words: tuple[str, ...]
    place: Place | None
    former: bool = False
    new: bool = False
    local: bool = False

    @property
    def position(self) -> Position:
        return Position(self.title, self.organization, "former" if self.former else "new" if self.new else "current")


@dataclass(frozen=True, slots=True)
class Person:
    """An official of the article. `rank`: a military rank that is written before the name and is no part of it."""

    name: str
    gender: Gender
    posts: tuple[Post, ...] = ()
    rank: str = ""

    @property
    def given(self) -> str:
        return self.name.split()[-1]


def person_name(draw: Draw, province: str) -> tuple[str, Gender]:
    """A name, of a minority where such live (survey 1.6)."""
    region = next(
        (
            r
            for r, names in (("north", NORTH), ("highlands", HIGHLANDS), ("central", CENTRAL), ("south", SOUTH))
            if province in names
        ),
        "",
    )
    if region and draw.chance(0.28):
        _, name, gender = draw.pick([row for row in lines("minority_names") if row.startswith(region)]).split("|")
        return name, "m" if gender == "m" else "f"
    surname = draw.pick(words("surnames"))
    if draw.chance(0.32):
        given = draw.pick(words("given_women"))
        middle = draw.pick(words("middle_women"))
        if middle == "Thị" and draw.chance(0.35):
            middle += " " + draw.pick(words("given_women"))
        return _distinct(surname, middle, given), "f"
    given = draw.pick(words("given_men"))
    if draw.chance(0.06):
        return f"{surname} {given}", "m"
    return _distinct(surname, draw.pick(words("middle_men")), given), "m"


def _distinct(surname: str, middle: str, given: str) -> str:
    """No word twice: `Nguyễn Anh Anh` is nobody's name."""
    kept = [w for w in middle.split() if w not in (surname, given)]
    return " ".join((surname, *(kept or ["Kim" if given != "Kim" else "Bảo"]), given))


def _member(place: Place) -> Post:
    """`Tỉnh ủy viên`, `Huyện ủy viên`: the word leaves the place open."""
    word = {"tỉnh": "Tỉnh", "huyện": "Huyện", "quận": "Quận", "thị xã": "Thị", "thành phố": "Thành"}[place.type] + " ủy viên"
    return Post(word, party(place), (word,), place, local=True)


def _standing(place: Place) -> Post:
    return Post(
        "Ủy viên Ban Thường vụ", party(place), ("Ủy viên Ban Thường vụ {party}", "UVBTV {party}", "Ủy viên BTV {party}"), place
    )


def _secretary(place: Place, title: str) -> Post:
    return Post(title, party(place), (f"{title} {{party}}",), place)


def _chair(place: Place, title: str) -> Post:
    return Post(title, committee(place), (f"{title} {{committee}} {{at}}",), place)


def _council(place: Place, title: str) -> Post:
    return Post(title, council(place), (f"{title} HĐND {{at}}", f"{title} Hội đồng nhân dân {{at}}"), place)


def board_post(place: Place, title: str = "Trưởng Ban") -> Post:
    """The steering board for administrative reform: a stated ad hoc function."""
    written = ("Trưởng Ban", "Trưởng ban") if title == "Trưởng Ban" else (title,)
    return Post(
        title, f"Ban Chỉ đạo cải cách hành chính {place.full}", tuple(f"{t} Chỉ đạo {{reform}} {{at}}" for t in written), place
    )


def top_posts(draw: Draw, place: Place) -> tuple[Post, ...]:
    """The posts of one who leads a province, district or commune: party first, as texts put them."""
    leader = draw.weighted({"deputy": 7, "chair": 4, "standing": 2, "secretary": 1.5, "council": 1})
    if leader == "deputy":
        if place.level == "commune":
            return (_chair(place, "Phó Chủ tịch"),)
        first = {"province": (_member(place), _standing(place)), "district": (_member(place), _standing(place))}[place.level]
        own = (_chair(place, draw.weighted({"Phó Chủ tịch": 8, "Phó Chủ tịch phụ trách": 1})),)
        return (draw.pick(first), *own) if draw.chance(0.55) else own
    if leader == "chair":
        posts: tuple[Post, ...] = (_chair(place, "Chủ tịch"),)
        if draw.chance(0.75):
            posts = (_secretary(place, "Phó Bí thư"), *posts)
        return (*posts, board_post(place)) if place.level != "commune" and draw.chance(0.25) else posts
    if leader == "standing":
        if place.level == "commune":
            return (_secretary(place, "Phó Bí thư Thường trực"), _council(place, "Phó Chủ tịch"))
        return (_standing(place), _chair(place, "Phó Chủ tịch Thường trực"))
    if leader == "secretary":
        return (_secretary(place, "Bí thư"), _council(place, "Chủ tịch")) if draw.chance(0.6) else (_secretary(place, "Bí thư"),)
    return (
        (_secretary(place, "Phó Bí thư Thường trực"),)
        if draw.chance(0.5)
        else (_standing(place), _council(place, "Phó Chủ tịch"))
    )


def office_posts(draw: Draw, place: Place, day: str) -> tuple[Post, ...]:
    """The posts of one who heads an office of that place: director, head of a division, head of the secretariat."""
    if place.level == "province":
        head = draw.weighted({"Giám đốc": 5, "Phó Giám đốc": 4, "Quyền Giám đốc": 0.4, "Phó Giám đốc phụ trách": 0.4})
        name = draw.pick([u.name for u in departments(day) if u.name.startswith("Sở ")]) if draw.chance(0.4) else "Sở Nội vụ"
        own: tuple[Post, ...] = (Post(head, f"{name} {place.full}", (f"{head} {name}{{of}}",), place),)
        if draw.chance(0.12):
            own = (Post("Chánh Văn phòng", f"Văn phòng {committee(place)}", ("Chánh Văn phòng {committee} {at}",), place),)
        return (_member(place), *own) if head == "Giám đốc" and draw.chance(0.4) else own
    if place.level == "district":
        rows = (
            ("Trưởng phòng", "Phòng Nội vụ", ("Trưởng phòng Nội vụ {at}", "Trưởng Phòng Nội vụ {at}")),
            ("Phó Trưởng phòng", "Phòng Nội vụ", ("Phó Trưởng phòng Nội vụ {at}",)),
            ("Trưởng phòng", "Phòng Tư pháp", ("Trưởng phòng Tư pháp {at}",)),
            ("Chánh Văn phòng", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", ("Chánh Văn phòng HĐND và UBND {at}",)),
        )
        title, body, forms = draw.pick((rows[0], *rows))
        own = (Post(title, f"{body} {place.full}", forms, place),)
        return (_member(place), *own) if title in ("Trưởng phòng", "Chánh Văn phòng") and draw.chance(0.3) else own
    if day >= "2025-07-01":
        centre = Post(
            "Giám đốc",
            f"Trung tâm Phục vụ hành chính công {place.full}",
            ("Giám đốc Trung tâm Phục vụ hành chính công {at}",),
            place,
        )
        return (_chair(place, "Phó Chủ tịch"), centre) if draw.chance(0.5) else (centre,)
    return (_chair(place, "Phó Chủ tịch"),)


def front_posts(draw: Draw, place: Place) -> tuple[Post, ...]:
    """The Front and the council: guests of many conferences."""
    front = f"Ủy ban Mặt trận Tổ quốc Việt Nam {place.full}"
    return draw.pick(
        (
            (
                Post(
                    "Chủ tịch",
                    front,
                    ("Chủ tịch Ủy ban MTTQ Việt Nam {at}", "Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam {at}"),
                    place,
                ),
            ),
            (_standing(place) if place.level != "commune" else _secretary(place, "Phó Bí thư"), _council(place, "Phó Chủ tịch")),
            (_council(place, "Phó Chủ tịch"),),
        )
    )


def former_post(draw: Draw, place: Place) -> Post:
    title, body, forms = draw.pick(
        (
            ("nguyên Chủ tịch", committee(place), ("nguyên Chủ tịch {committee} {at}",)),
            ("nguyên Phó Chủ tịch", council(place), ("nguyên Phó Chủ tịch HĐND {at}",)),
            ("nguyên Bí thư", party(place), ("nguyên Bí thư {party}",)),
        )
    )
    return Post(title, body, forms, place, former=True)


def central_posts(draw: Draw) -> tuple[Post, ...]:
    member = Post(
        "Ủy viên", "Ban Chấp hành Trung ương Đảng", ("Ủy viên Ban Chấp hành Trung ương Đảng", "Ủy viên Trung ương Đảng"), None
    )
    rows = (
        Post("Thứ trưởng", "Bộ Nội vụ", ("Thứ trưởng Bộ Nội vụ",), None),
        Post("Bộ trưởng", "Bộ Nội vụ", ("Bộ trưởng Bộ Nội vụ",), None),
        Post("Phó Chủ nhiệm", "Văn phòng Chính phủ", ("Phó Chủ nhiệm Văn phòng Chính phủ",), None),
    )
    own = draw.pick(rows)
    return (member, own) if own.title == "Bộ trưởng" or draw.chance(0.2) else (own,)
