"""Sentence -> tokens: what every construction of extract.measures.patterns finds, longest and surest first.

A stretch of text belongs to one token. Gaps, thresholds, dates, decree numbers and ordinals of time are read first
and thrown away, so that their numbers are never figures (survey P1, P2, P17 traps).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from extract import numbers
from extract.dates import find_days
from extract.measures import groups, lex_ranks, lex_scores, lex_times
from extract.measures import patterns as p
from extract.measures.tiers import find_tier_counts, find_unit_tiers
from extract.measures.tokens import Kind, Made, Token

Maker = Callable[[re.Match[str]], Made]


def _respectively(m: re.Match[str]) -> Made:
    """`lần lượt`, but not that of `tiếp theo lần lượt`, which only orders."""
    before = m.string[max(m.pos, m.start() - 30) : m.start()]
    return None if p.ORDER_BEFORE.search(before) else Token("respectively", m.start(), m.end(), text=m.group())


def _word(kind: Kind) -> Maker:
    """Tokens that are just words of a kind."""
    return lambda m: Token(kind, m.start(), m.end(), text=m.group())


# Makers read their match by m.string, and the sentence's bounds by m.pos and m.endpos.
CHANGES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (p.FROM_TO_RANK, lex_ranks.from_to_rank),
    (p.FROM_TO_SCORE, lex_scores.from_to_score),
    (p.SIGNED_CHANGE, lex_scores.score_change),
    (p.SIGNED_RANK, lex_scores.rank_change),
    (p.RANK_CHANGE, lex_scores.rank_change),
    (p.SCORE_CHANGE, lex_scores.score_change),
    (p.SAME, lex_scores.same),
)
FIGURES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (p.RANK_BRACKET, lex_ranks.bracket_rank),
    (p.RANK, lex_ranks.rank),
    (p.RANK_BARE, lex_ranks.rank),
    (p.RANK_WORDED, lex_ranks.rank),
    (p.RANK_TOP, lex_ranks.top),
    (p.FIRST, lex_ranks.superlative),
    (p.VALUE, lex_scores.value),
    (p.VALUE_BARE, lex_scores.bare_value),
    (groups.SIZED, lex_ranks.block),
    (groups.RATED, lex_ranks.block),
    (groups.COUNTED_HEAD, lex_ranks.block),
    (groups.ASSESSED, lex_ranks.block),
    (groups.BLOCK, lex_ranks.block),
)
TIMES_AND_WORDS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (p.YEAR_RANGE, lex_times.year_range),
    (p.BASE, lex_scores.base_token),
    (p.PREVIOUS, lex_times.previous),
    (p.PERIOD, lex_times.period),
    (p.AS_OF, lex_times.as_of),
    (p.YEAR_TOKEN, lex_times.year),
    (p.YEAR_REL, lex_times.relative_year),
    (p.ORDER, _word("order")),
    (p.SORTED_LIST, _word("sorted")),
    (p.TARGET, _word("target")),
    (p.RESULT, _word("result")),
)


class Lexer:
    """The tokens of one sentence so far, and which characters already belong to one."""

    def __init__(self, low: str, start: int, end: int) -> None:
        self.low, self.start, self.end = low, start, end
        self.out: list[Token] = []
        self._taken = bytearray(end - start)

    def free(self, a: int, b: int) -> bool:
        """Does no token hold a character of low[a:b]?"""
        return not any(self._taken[a - self.start : b - self.start])

    def take(self, a: int, b: int) -> None:
        """Give low[a:b] away, to a token or to nothing."""
        self._taken[a - self.start : b - self.start] = b"\x01" * (b - a)

    def add(self, tokens: Iterable[Token], *, checked: bool = False) -> None:
        """Tokens found elsewhere; those that overlap an earlier one are left out unless `checked`."""
        for token in tokens:
            if checked or self.free(token.start, token.end):
                self.out.append(token)
                self.take(token.start, token.end)

    def scan(self, pattern: re.Pattern[str], make: Maker) -> None:
        """A token for every match on free text that `make` accepts."""
        for m in pattern.finditer(self.low, self.start, self.end):
            a, b = m.span()
            if "dir" in pattern.groupindex and m.start("dir") >= 0:
                a = m.start("dir")
            made = make(m) if self.free(a, b) else None
            tokens = made if isinstance(made, list) else [made] if made else []
            if tokens:
                self.out += tokens
                # A token may end before its match (a look ahead) or, with the group that follows, after it.
                self.take(a, max(b, *(t.end for t in tokens)))


def lex(low: str, start: int, end: int, mentions: Iterable[Token] = ()) -> list[Token]:
    """Tokens of low[start:end] in order. `mentions` are the indicator, component and subject tokens found elsewhere;
    those inside a rank's group (`26/63 tỉnh`) or a gap are dropped."""
    mentions = list(mentions)
    lexer = Lexer(hide_names(low, start, end, mentions), start, end)
    counts = find_tier_counts(lexer.low, start, end)
    _mask_noise(low, lexer, mentions)
    lexer.scan(p.RESPECTIVELY, _respectively)
    lexer.add(counts, checked=True)
    for pattern, make in CHANGES:
        lexer.scan(pattern, make)
    lexer.add(find_unit_tiers(lexer.low, start, end))
    for pattern, make in (*FIGURES, *TIMES_AND_WORDS):
        lexer.scan(pattern, make)
    _bare_after_names(lexer, mentions)
    lexer.out += [t for t in mentions if lexer.free(t.start, t.end)]
    lexer.out += _punctuation(lexer)
    return sorted(lexer.out, key=lambda t: (t.start, -t.end))


def hide_names(low: str, start: int, end: int, mentions: Iterable[Token], kinds: tuple[str, ...] = ("subject",)) -> str:
    """The sentence with the names of units blotted out: `Khối sở, Sở Xây dựng` is a block and a unit, no group."""
    chars = list(low[start:end])
    for t in mentions:
        if t.kind in kinds and not t.anaphor:
            chars[t.start - start : t.end - start] = "§" * (t.end - t.start)
    return low[:start] + "".join(chars) + low[end:]


def _bare_after_names(lexer: Lexer, mentions: list[Token]) -> None:
    """A bare decimal right after a part or unit is its score (`kinh tế số 0,5433, xã hội số 0,5710`)."""
    ends = {t.end for t in mentions if t.kind in ("component", "subject") and not t.anaphor}
    for m in p.BARE.finditer(lexer.low, lexer.start, lexer.end):
        edge = m.start()
        while edge > lexer.start and lexer.low[edge - 1] in " :":
            edge -= 1
        if edge in ends:
            lexer.add([Token("value", m.start("num"), m.end("num"), numbers.decimal(m["num"]), worded=True, text="")])


def _mask_noise(low: str, lexer: Lexer, mentions: list[Token]) -> None:
    """Take the stretches whose numbers are never figures; `low` has the names of units, which a pattern may need."""
    start, end = lexer.start, lexer.end
    for day in find_days(low, start, end):
        until = re.match(r"(?:đến|tới)", low[day.start : day.end])
        if not until and not re.search(r"tính (?:đến|tới)(?: hết)? $", low[max(start, day.start - 16) : day.start]):
            lexer.take(day.start, day.end)
    for m in p.SCALE.finditer(low, start, end):
        if not p.SCALE_OF.search(low[max(start, m.start() - 24) : m.start()]):
            lexer.take(*m.span())
    for m in p.GAP_AFTER_VALUE.finditer(low, start, end):
        lexer.take(*m.span("num"))
    named = [(t.start, t.end) for t in mentions if t.kind in ("indicator", "component")]
    for pattern in p.NOISE:
        for m in pattern.finditer(low, start, end):
            if lexer.free(*m.span()) and not any(a < m.end() and m.start() < b for a, b in named):
                lexer.take(*m.span())


def _punctuation(lexer: Lexer) -> list[Token]:
    """Brackets and semicolons that no token covers."""
    kinds: dict[str, Literal["open", "close", "semicolon"]] = {"(": "open", ")": "close", ";": "semicolon"}
    return [
        Token(kinds[char], i, i + 1)
        for i, char in enumerate(lexer.low[lexer.start : lexer.end], lexer.start)
        if char in kinds and not any(t.start < i < t.end - 1 for t in lexer.out)
    ]
