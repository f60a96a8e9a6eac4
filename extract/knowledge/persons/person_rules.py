"""When two posts under one name are taken for one person's: the table of rules, each with what must fit and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from extract.knowledge.lineage import Lineage

_FORMER = re.compile(r"^nguyên\s+", re.IGNORECASE)
# Terms of office last five years: who is not named in a post for longer may be a namesake who came after.
_TERM = 5 * 366
REFORM = "2025-07-01"
_LEADING_BODIES = frozenset({"people_committee", "people_council", "party_committee", "national_assembly_delegation"})
_LEADERS = ("chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư", "trưởng đoàn", "phó trưởng đoàn")
_HEADS = ("giám đốc", "chánh văn phòng", "chánh thanh tra", "trưởng ban", "cục trưởng", "chỉ huy trưởng", "chánh án")
_HEADED = frozenset({"department", "office", "inspectorate", "board", "bureau", "police", "military_command", "court"})
# Seats that go with an office and say nothing of where somebody works.
_SEATS = ("tỉnh ủy viên", "thành ủy viên", "ủy viên ban thường vụ", "ủy viên ban chấp hành", "ủy viên", "đại biểu")


@dataclass(frozen=True)
class Post:
    """A post as an article states it. `title`: its key without `nguyên`; `body`, `locality` (below the province) and
    `province` are None where nobody could tell which one is meant."""

    id: str
    title: str
    shown: str
    body: str | None
    kind: str | None
    level: str | None
    locality: str | None
    province: str | None
    province_2025: str | None
    former: bool
    incoming: bool = False

    @cached_property
    def runs(self) -> str | None:
        """`department` or `committee` where it is head or deputy of a province's department or of a people's committee: no
        one is that in two places at once, though who comes or goes may be named with both."""
        if self.former or self.incoming or self.body is None:
            return None
        title = self.title.removeprefix("quyền ").removeprefix("phó ")
        if self.kind == "department" and title.startswith("giám đốc"):
            return "department"
        return "committee" if self.kind == "people_committee" and title.startswith("chủ tịch") else None

    @property
    def seat(self) -> bool:
        return self.title.startswith(_SEATS)

    @property
    def leads(self) -> bool:
        return self.level == "province" and self.kind in _LEADING_BODIES and self.title.startswith(_LEADERS)

    @property
    def heads(self) -> bool:
        return self.level == "province" and self.kind in _HEADED and self.title.removeprefix("quyền ").startswith(_HEADS)


@dataclass(frozen=True, slots=True)
class Lines:
    """Succession of bodies and of localities."""

    bodies: Lineage
    places: Lineage


@dataclass(frozen=True, slots=True)
class Rule:
    """A reason to join: `fits(earlier post, later post, lines, later day)`, and for how many days of silence it holds."""

    id: str
    days: int
    words: str
    fits: Callable[[Post, Post, Lines, str], bool]


def without_former(title: str) -> str:
    """A title without `nguyên`, which says that the post is held no more."""
    return _FORMER.sub("", title)


def clash(a: Post, b: Post) -> bool:
    """Whether nobody holds both at once: two departments, two people's committees, or a department and the committee of a
    district or commune (a vice-chair of the province may head a department besides)."""
    kinds = {a.runs, b.runs}
    if None in kinds or a.body == b.body:
        return False
    return len(kinds) == 1 or "province" not in {p.level for p in (a, b) if p.runs == "committee"}


def _one_body(a: Post, b: Post, lines: Lines, day: str) -> bool:
    return a.body is not None and b.body is not None and lines.bodies.related(a.body, b.body, day)


def _one_locality(a: Post, b: Post, lines: Lines) -> bool:
    return a.locality is not None and b.locality is not None and lines.places.related(a.locality, b.locality)


def _one_province(a: Post, b: Post, day: str) -> bool:
    if a.province is None or b.province is None:
        return False
    return a.province == b.province or (day >= REFORM and a.province_2025 == b.province_2025)


def _is_deputy(post: Post) -> bool:
    return post.title.startswith("phó ")


def _seat_with_office(a: Post, b: Post) -> bool:
    for seat, office in ((a, b), (b, a)):
        if seat.seat and seat.level == "province" and seat.kind == "party_committee" and (office.leads or office.heads):
            return True
    return False


# Tried from the top; every rule wants an equal name (extract.core name key) besides. docs/data.md has the same table.
RULES: tuple[Rule, ...] = (
    Rule(
        "same_post",
        _TERM,
        "the same post",
        lambda a, b, n, day: not a.former and not b.former and a.title == b.title and _one_body(a, b, n, day),
    ),
    Rule(
        "former_post",
        3 * _TERM,
        "named as formerly in this post",
        lambda a, b, n, day: b.former and a.title == b.title and _one_body(a, b, n, day),
    ),
    Rule(
        "rise",
        _TERM,
        "from deputy to head in one body",
        lambda a, b, n, day: not a.former and _is_deputy(a) and not _is_deputy(b) and _one_body(a, b, n, day),
    ),
    Rule("same_body", 3 * 366, "another post in the same body", lambda a, b, n, day: not a.former and _one_body(a, b, n, day)),
    Rule(
        "same_locality",
        3 * 366,
        "posts in one locality below the province",
        lambda a, b, n, _: not a.former and _one_locality(a, b, n),
    ),
    Rule(
        "province_leaders",
        _TERM,
        "both among the few who lead the province",
        lambda a, b, _, day: not a.former and a.leads and b.leads and _one_province(a, b, day),
    ),
    Rule(
        "province_heads",
        3 * 366,
        "both head or lead a body of the province",
        lambda a, b, _, day: not a.former and (a.leads or a.heads) and (b.leads or b.heads) and _one_province(a, b, day),
    ),
    Rule(
        "party_seat",
        3 * 366,
        "a seat in the province's party committee goes with such a post",
        lambda a, b, _, day: not a.former and _seat_with_office(a, b) and _one_province(a, b, day),
    ),
)
