"""What a sentence says about figures, token by token: frozen records that the lexer makes and the reader consumes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, NamedTuple

from schemas.facts import Bound, Subject, Unit

Kind = Literal[
    "indicator", "subject", "component", "year", "period", "value", "rank", "score_change", "rank_change", "same",
    "from_to_rank", "from_to_score", "tier", "tier_count", "block", "respectively", "order", "sorted", "target",
    "result", "whole", "scale", "unknown", "open", "close", "semicolon", "distractor", "base", "top",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is measured against: a year, or a word to be resolved (`năm trước`, `tuần trước`)."""

    year: int | None = None
    relative: str | None = None


class Token(NamedTuple):
    """One piece of a sentence; half-open folded offsets. A tuple, since a sentence makes dozens of them.

    `number`/`other` hold value and maximum (value), rank and number of ranked (rank), from and to (from_to_*), count
    and size (tier_count), size (block); `text` the component, tier, group or code; `bound` and `approximate` what
    stands before a number."""

    kind: Kind
    start: int
    end: int
    number: float | None = None
    other: float | None = None
    unit: Unit | None = None
    text: str | None = None
    group: str | None = None
    base: Base | None = None
    bound: Bound | None = None
    approximate: bool = False
    last: bool = False
    years: tuple[int, ...] = ()
    subjects: tuple[Subject, ...] = ()
    percent: float | None = None
    anaphor: bool = False
    national: bool = False
    worded: bool = False


def shifted(token: Token, by: int) -> Token:
    """A token whose offsets count from elsewhere. Not `_replace`, which takes twice as long."""
    return Token._make((token.kind, token.start - by, token.end - by, *token[3:]))


def in_order(tokens: Iterable[Token]) -> list[Token]:
    """Tokens by their beginning, of several the longest first."""
    # Two stable sorts by a slot are faster than one by a pair.
    return sorted(sorted(tokens, key=_END, reverse=True), key=_START)


_START, _END = attrgetter("start"), attrgetter("end")
# What a match may give: nothing, a token, or the tokens of two statements with one verb.
Made = Token | list[Token] | None
