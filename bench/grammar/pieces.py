"""Text that carries its facts: a `Piece` is a string with marks, each a fact and the half-open span that states it.

Offsets are code points of the piece; joining pieces moves them, so that the evidence of a finished article is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schemas.facts import Fact, Position, Role
from schemas.records import Span

# Facts are made before anybody knows where they will stand; assembling an article gives the true span.
NOWHERE = Span(0, 0)
_SLOT = re.compile(r"\{(\w+)\}")


class GrammarError(ValueError):
    """The pieces of an article do not fit (its length, a fact stated in two ways, no post left): it is drawn again."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A mention of an official: what it adds to the one record of that name. `event`: the number of the event, if any."""

    name: str
    positions: tuple[Position, ...] = ()
    roles: tuple[Role, ...] = ()
    event: int | None = None


@dataclass(frozen=True, slots=True)
class HeldEvent:
    """An event's opening: the fact without chairs and participants, and the number that appearances refer to."""

    number: int
    fact: Fact


Said = Fact | Appearance | HeldEvent


@dataclass(frozen=True, slots=True)
class Mark:
    """`said` is stated by text[start:end]. `optional`: two careful annotators could differ, it counts neither way."""

    start: int
    end: int
    said: Said
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and the marks in it."""

    text: str
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Piece | str) -> Piece:
        return join("", (self, other))

    def __radd__(self, other: str) -> Piece:
        return join("", (other, self))

    def states(self, *said: Said, optional: bool = False) -> Piece:
        """The same text as evidence of further facts; the first stands first."""
        return replace(self, marks=(*self.marks, *(Mark(0, len(self.text), s, optional) for s in said)))

    def capital(self) -> Piece:
        """The same with a capital at the start (no Vietnamese letter changes its length)."""
        return replace(self, text=self.text[:1].upper() + self.text[1:])


def as_piece(text: Piece | str) -> Piece:
    return text if isinstance(text, Piece) else Piece(text)


def join(separator: str, parts: Iterable[Piece | str]) -> Piece:
    """Pieces in a row, marks moved along."""
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for part in map(as_piece, parts):
        if texts:
            texts.append(separator)
            at += len(separator)
        marks += [replace(m, start=m.start + at, end=m.end + at) for m in part.marks]
        texts.append(part.text)
        at += len(part.text)
    return Piece("".join(texts), tuple(marks))


def listed(parts: Sequence[Piece | str], comma: str = ", ", last: str = " và ") -> Piece:
    """`A, B và C`."""
    if len(parts) < 2:
        return join("", parts)
    return join(last, (join(comma, parts[:-1]), parts[-1]))


def fill(template: str, slots: dict[str, Piece | str]) -> Piece:
    """`{name}` replaced by the slot of that name. Raises KeyError for a slot that nobody gave."""
    parts: list[Piece | str] = []
    at = 0
    for found in _SLOT.finditer(template):
        parts += [template[at : found.start()], slots[found[1]]]
        at = found.end()
    return join("", (*parts, template[at:]))
