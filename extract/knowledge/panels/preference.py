"""The rule of preference: of several statements of one figure, which stands.

Only results count (never targets), of whole years (no quarter or week) and of the whole index (no part). Statements
that agree within rounding are one reading: 88.4 and 88.43 agree, and so do 89.71 points of 100 and 89.71 %; 88.4 and
88.45 do, 88.43 and 88.45 do not. Copies of one story count once. Then, each step among what the steps before it left:

1. `possible`: what contradicts nothing before what is suspect (out of scale, rank beyond the number ranked): an
   impossible figure must not win for any other merit.
2. `printed`: a printed figure before one derived from an order or by arithmetic: the derivation may be ours to blame.
3. `correction`: a statement that says it corrects (`đính chính`) withdraws what was stated before it by the same portal or by
   sources of no higher standing. Before any counting, because a wrong figure is copied more often than its correction. A
   later version of an article replaces the earlier one altogether; a later article that gives another value without
   saying why corrects nothing: reviews of past years misquote more often than portals correct themselves in silence.
4. `corroborated`: what at least three stories of official portals state: one article, even of the unit itself, may hold a
   misprint or be misread; three that were written apart rarely err alike.
5. `source`: the official portal of the unit, of its province or of the index's publisher; then any other official portal;
   then portals of unknown kind; then newspapers. Before the count of stories, because newspapers repeat one another.
6. `beside` (ranks and tiers only): the article that the preferred value comes from, so that a row is of one source.
7. `stories`: what most stories state.
8. `latest`: what was published last.
9. `id`: the lowest fact id, so that every build decides alike.

Of the statements of the chosen reading the one with most digits is shown (then the source's standing decides).
`decided_by` of the panels names the step that left one reading; `only` where there never was another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

# How near a source is to a figure: own (or the publisher's) official portal, another official one, unknown, newspaper.
OWN, OFFICIAL, UNKNOWN, NEWSPAPER = range(4)
_CORROBORATED = 3
_EPSILON = 1e-9
_NUMBER = re.compile(r"(?<![\d.,])\d+(?:[.,](?P<digits>\d+))?(?!\d)")


# Named tuples, because a build makes and compares millions of them.
class Figure(NamedTuple):
    """What is stated: an `amount` known to `step` (both as shares of the scale where there is one, else in `label`), or
    a `label` alone (a tier)."""

    step: float
    label: str
    amount: float = 0.0

    def agrees(self, other: Figure) -> bool:
        """Is one the rounding of the other, or the same?"""
        return self.label == other.label and abs(self.amount - other.amount) <= max(self.step, other.step) / 2 + _EPSILON


class Statement(NamedTuple):
    """A figure as one article states it. `when`: ISO 8601 or ""; `lacks`: slots beside the figure that it leaves open."""

    fact: str
    article: str
    story: str
    portal: str | None
    when: str
    figure: Figure
    standing: int = UNKNOWN
    derived: bool = False
    suspect: bool = False
    corrects: bool = False
    lacks: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure and the statements that agree with it."""

    figure: Figure
    statements: tuple[Statement, ...]

    def stories(self) -> set[str]:
        return {s.story for s in self.statements}


@dataclass(frozen=True, slots=True)
class Preferred:
    """The preferred statement, how many stories state any figure, the share of them that agree, and the deciding step."""

    statement: Statement
    sources: int
    agreement: float
    decided_by: str


def printed_digits(value: float, quote: str) -> int:
    """Digits behind the comma, as printed in the quote (`84,20` has two); as the number needs where it is not there."""
    text = f"{value:.10f}".rstrip("0")
    needed = len(text.partition(".")[2])
    printed = [len(m["digits"] or "") for m in _NUMBER.finditer(quote) if float(m.group().replace(",", ".")) == value]
    return max(printed, default=needed)


def readings(statements: Iterable[Statement]) -> list[Reading]:
    """The different figures, each with all that agree with it; a coarse figure supports every finer one it rounds."""
    every = sorted(statements, key=lambda s: s.fact)
    figures = {s.figure for s in every}
    if len(figures) == 1:
        return [Reading(figures.pop(), tuple(every))]
    return [Reading(head, tuple(s for s in every if s.figure.agrees(head))) for head in _heads(figures)]


def contradict(statements: Iterable[Statement]) -> bool:
    """Is there no reading that all of them agree with?"""
    figures = {s.figure for s in statements}
    if len(figures) < 2:
        return False
    return not any(all(figure.agrees(head) for figure in figures) for head in _heads(figures))


def _heads(figures: set[Figure]) -> list[Figure]:
    """The figures that round no finer one of them, the finest first."""
    heads: list[Figure] = []
    for figure in sorted(figures, key=lambda f: (f.step, f.label, f.amount)):
        if not any(figure.agrees(head) for head in heads):
            heads.append(figure)
    return heads


Step = Callable[[list[Reading]], list[Reading]]


def _any(test: Callable[[Statement], bool]) -> Step:
    """Readings with such a statement, and of these only such statements; all where there is none."""

    def step(left: list[Reading]) -> list[Reading]:
        kept = [Reading(r.figure, found) for r in left if (found := tuple(s for s in r.statements if test(s)))]
        return kept or left

    return step


def _most(weight: Callable[[Reading], int | str]) -> Step:
    def step(left: list[Reading]) -> list[Reading]:
        best = max(weight(r) for r in left)
        return [r for r in left if weight(r) == best]

    return step


def _withdraws(correction: Statement, other: Statement) -> bool:
    earlier = "" < other.when < correction.when and not other.figure.agrees(correction.figure)
    return earlier and (other.portal == correction.portal is not None or other.standing >= correction.standing)


def _corrected(left: list[Reading]) -> list[Reading]:
    corrections = [s for r in left for s in r.statements if s.corrects]
    return _any(lambda s: not any(_withdraws(c, s) for c in corrections))(left)


def _latest(left: list[Reading]) -> list[Reading]:
    """A rounded value that supports several readings decides nothing between them."""
    support = Counter(s.fact for r in left for s in r.statements)
    return _most(lambda r: max((s.when for s in r.statements if support[s.fact] == 1), default=""))(left)


def _official_stories(reading: Reading) -> int:
    return len({s.story for s in reading.statements if s.standing <= OFFICIAL})


def steps(beside: str | None = None) -> tuple[tuple[str, Step], ...]:
    """The rule above, in order. `beside`: the article of the preferred value."""
    return (
        ("possible", _any(lambda s: not s.suspect)),
        ("printed", _any(lambda s: not s.derived)),
        ("correction", _corrected),
        ("corroborated", _most(lambda r: int(_official_stories(r) >= _CORROBORATED))),
        ("source", _most(lambda r: -min(s.standing for s in r.statements))),
        ("beside", _any(lambda s: s.article == beside) if beside else _most(lambda _: 0)),
        ("stories", _most(lambda r: len(r.stories()))),
        ("latest", _latest),
        ("id", lambda left: [min(left, key=lambda r: min(s.fact for s in r.statements))]),
    )


def prefer(statements: Iterable[Statement], beside: str | None = None) -> Preferred | None:
    """Choose among statements of one figure; None where there is none."""
    every = readings(statements)
    if not every:
        return None
    left, decided_by = every, "only"
    # The steps choose among readings; of a single one, `_shown` chooses alone.
    for name, step in steps(beside) if len(every) > 1 else ():
        kept = step(left)
        decided_by = name if len(kept) < len(left) else decided_by
        left = kept
        if len(left) == 1:
            break
    chosen = min(left[0].statements, key=_shown)
    whole = next(r for r in every if r.figure == left[0].figure)
    stories = {s.story for r in every for s in r.statements}
    return Preferred(chosen, len(stories), len(whole.stories()) / len(stories), decided_by)


def _shown(s: Statement) -> tuple[bool, bool, float, int, int, bool, str]:
    return (s.suspect, s.derived, s.figure.step, s.lacks, s.standing, s.story != s.article, s.fact)
