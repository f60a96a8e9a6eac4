"""Sentence -> tokens: what every construction of extract.measures.patterns finds, longest and surest first.

A stretch of text belongs to one token. Gaps, thresholds, dates, decree numbers and ordinals of time are read first
and thrown away, so that their numbers are never figures (survey P1, P2, P17 traps).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from core.sieve import Sieve
from extract import numbers
from extract.dates import find_days
from extract.measures import groups, lex_ranks, lex_scores, lex_times
from extract.measures import patterns as p
from extract.measures.tiers import find_tier_counts, find_unit_tiers, tells_tier, tiers_among, words_of
from extract.measures.tokens import Kind, Made, Token, in_order

_STEPS = {"score_change", "rank_change"}
_COORDINATED = ("và", ",", ", và", ", đồng thời", "nhưng", ", nhưng", "song", ", song", "nhưng lại")
_AS_OF = re.compile(rf"tính (?:đến|tới)(?: hết)?{p.HOUR} $")
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
    *((pattern, lex_scores.score_change) for pattern in p.SCORE_COMPARED),
    *((pattern, lex_scores.rank_change) for pattern in p.RANK_COMPARED),
    (p.SIGNED_CHANGE, lex_scores.score_change),
    (p.SIGNED_RANK, lex_scores.rank_change),
    (p.RANK_CHANGE, lex_scores.rank_change),
    (p.SCORE_CHANGE, lex_scores.score_change),
    (p.SCORE_CHANGE_BARE, lex_scores.score_change),
    (p.SCORE_CHANGE_STEP, lex_scores.score_change),
    (p.CHANGE_MOST, lex_scores.change_most),
    (p.SAME, lex_scores.same),
)
FIGURES: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (p.RANK_BRACKET, lex_ranks.bracket_rank),
    (p.RANK, lex_ranks.rank),
    (p.RANK_BARE, lex_ranks.rank),
    (p.RANK_COPULA, lex_ranks.copula_rank),
    (p.RANK_NUMBER, lex_ranks.rank),
    (p.RANK_COLON, lex_ranks.copula_rank),
    (p.RANK_WORDED, lex_ranks.rank),
    (p.RANK_HEADED, lex_ranks.headed_rank),
    (p.RANK_TOO, lex_ranks.place_too),
    (p.RANK_TOP, lex_ranks.top),
    (p.FIRST, lex_ranks.superlative),
    (p.VALUE, lex_scores.value),
    (p.VALUE_BARE, lex_scores.bare_value),
    (p.VALUE_MOST, lex_scores.bare_value),
    (p.VALUE_BOUND, lex_scores.bare_value),
    (p.VALUE_THEN, lex_scores.bare_value),
    (p.VALUE_OF_YEAR, lex_scores.bare_value),
    (groups.REGION_HEAD, lex_ranks.block),
    (groups.MEAN_OF, lex_ranks.block),
    (groups.REGION_ALONE, lex_ranks.block),
    (groups.ONLY, lex_ranks.block),
    (groups.SIZED, lex_ranks.block),
    (groups.RATED, lex_ranks.block),
    (groups.COUNTED_HEAD, lex_ranks.block),
    (groups.ASSESSED, lex_ranks.block),
    (groups.MEASURED_AT, lex_ranks.block),
    (groups.BLOCK, lex_ranks.block),
)
TIMES_AND_WORDS: tuple[tuple[re.Pattern[str], Maker], ...] = (
    (p.YEAR_RANGE, lex_times.year_range),
    (p.BASE, lex_scores.base_token),
    (p.PREVIOUS, lex_times.previous),
    # The day before the month: `tính đến ngày 5 tháng 11 năm 2025` holds one.
    (p.AS_OF, lex_times.as_of),
    (p.PERIOD, lex_times.period),
    (p.WHOLE_YEAR, lex_times.whole_year),
    (p.YEAR_TOKEN, lex_times.year),
    (p.YEAR_REL, lex_times.relative_year),
    (p.ORDER, _word("order")),
    (p.SORTED_LIST, _word("sorted")),
    (p.TARGET, _word("target")),
    (p.PLAN_SETS, _word("target")),
    (p.RESULT, _word("result")),
    (p.WHOLE, _word("whole")),
)


class Construction(NamedTuple):
    """What a pattern's matches become, and whether it names its direction or its verb as a group."""

    make: Maker
    directed: bool
    verbal: bool


def _constructions(entries: Iterable[tuple[re.Pattern[str], Maker]]) -> Sieve[Construction]:
    return Sieve((p, Construction(make, "dir" in p.groupindex, "verb" in p.groupindex)) for p, make in entries)


_CHANGES, _FIGURES, _TIMES_AND_WORDS = _constructions(CHANGES), _constructions(FIGURES), _constructions(TIMES_AND_WORDS)
_RESPECTIVELY = _constructions(((p.ORDER_WITHIN, _word("order")), (p.RESPECTIVELY, _respectively)))
# Of the noise of points lost there is an exception; of some patterns only the number is taken.
_NOISE = Sieve((pattern, (pattern is p.LOST, "num" in pattern.groupindex)) for pattern in p.NOISE)
_MASKS = Sieve(((p.SCALE, "scale"), (p.GAP_AFTER_VALUE, "gap")))


class Known(NamedTuple):
    """What is known of a stretch before its tokens: `words_of` of it, and where its days stand."""

    words: int
    days: Sequence[tuple[int, int]]


def known_of(low: str, start: int, end: int, shift: int = 0) -> Known:
    """What low[start:end] tells; the days counted from `shift` on."""
    return Known(words_of(low, start, end), [(d.start - shift, d.end - shift) for d in find_days(low, start, end)])


class Lexer:
    """The tokens of one sentence so far, and which characters already belong to one."""

    def __init__(self, low: str, start: int, end: int) -> None:
        self.low, self.start, self.end = low, start, end
        self.out: list[Token] = []
        self._taken = bytearray(end - start)
        # Names of indices and parts, whose words (`kết quả cung ứng dịch vụ`) are no words of aiming or telling.
        self.named: list[tuple[int, int]] = []

    def free(self, a: int, b: int) -> bool:
        """Does no token hold a character of low[a:b]?"""
        return self._taken.find(1, a - self.start, b - self.start) < 0

    def take(self, a: int, b: int) -> None:
        """Give low[a:b] away, to a token or to nothing."""
        self._taken[a - self.start : b - self.start] = b"\x01" * (b - a)

    def add(self, tokens: Iterable[Token], *, checked: bool = False) -> None:
        """Tokens found elsewhere; those that overlap an earlier one are left out unless `checked`."""
        for token in tokens:
            if checked or self.free(token.start, token.end):
                self.out.append(token)
                self.take(token.start, token.end)

    def scan(self, constructions: Iterable[tuple[re.Pattern[str], Construction]]) -> None:
        """Each construction in turn: a token for every match on free text that it accepts."""
        low, start, end = self.low, self.start, self.end
        for pattern, construction in constructions:
            for m in pattern.finditer(low, start, end):
                self._accept(m, construction)

    def _accept(self, m: re.Match[str], construction: Construction) -> None:
        a, b = m.span()
        if construction.directed and m.start("dir") >= 0:
            a = m.start("dir")
        for x, y in self.named:
            if x <= a and b <= y:
                return
        made = construction.make(m) if self.free(a, b) else None
        if made is None and construction.verbal and m.start("verb") == a and self.free(m.end("verb") + 1, b):
            # `giữ vị trí thứ 3`: the verb is a token of its own.
            made, a = construction.make(m), m.end("verb") + 1
            made = made._replace(start=a) if isinstance(made, Token) else None
        if made:
            tokens = made if isinstance(made, list) else [made]
            self.out += tokens
            # A token may end before its match (a look ahead) or, with the group that follows, after it.
            self.take(a, max(b, tokens[-1].end))


# `Thành phố Nam Định nhất, huyện Hải Hậu nhì và huyện Giao Thủy ba`
_NAMED_PLACE = re.compile(r" (nhất|nhì|ba|tư)(?=[,;.]| và | với )")
_BARE, _NAMED_PLACES = Sieve(((p.BARE, None),)), Sieve(((_NAMED_PLACE, None),))
# The most frequent first: one that matches is enough.
_OFTEN = (p.VALUE, p.RANK, p.FIRST)
_TELLING = Sieve(
    (pattern, None)
    for pattern in dict.fromkeys((*_OFTEN, *(pattern for pattern, _ in (*FIGURES, *CHANGES)), _NAMED_PLACE, p.BARE))
)


def may_tell(low: str, start: int, end: int, words: int) -> bool:
    """May a figure, a block or a tier stand in low[start:end]? `words`: what `words_of` tells of the stretch."""
    return bool(_CHANGES.among(words) or _FIGURES.among(words)) or tells_tier(low, start, end, words)


def tells(low: str, start: int, end: int, words: int) -> bool:
    """Does the pattern of a figure, a block or a tier match in low[start:end]? `words`: what `words_of` tells of it."""
    for pattern, _ in _TELLING.among(words):
        if pattern.search(low, start, end):
            return True
    return tells_tier(low, start, end, words) and any(pattern.search(low, start, end) for pattern in tiers_among(words))


def lex(low: str, start: int, end: int, mentions: Iterable[Token] = (), known: Known | None = None) -> list[Token]:
    """Tokens of low[start:end] in order. `mentions` are the indicator, component and subject tokens found elsewhere;
    those inside a rank's group (`26/63 tỉnh`) or a gap are dropped. `known`: what the caller knows of the stretch."""
    mentions = list(mentions)
    words, days = known or known_of(low, start, end)
    lexer = Lexer(hide_names(low, start, end, mentions), start, end)
    tiers = tells_tier(low, start, end, words)
    counts = find_tier_counts(lexer.low, start, end, words) if tiers else []
    named = [(t.start, t.end) for t in mentions if t.kind in ("indicator", "component")]
    _mask_noise(low, lexer, named, words, days)
    lexer.scan(_RESPECTIVELY.among(words))
    lexer.add(counts, checked=True)
    lexer.scan(_CHANGES.among(words))
    lexer.add(find_unit_tiers(lexer.low, start, end, words) if tiers else ())
    lexer.scan(_FIGURES.among(words))
    lexer.named = named
    lexer.scan(_TIMES_AND_WORDS.among(words))
    if _BARE.among(words):
        _bare_after_names(lexer, mentions)
    if _NAMED_PLACES.among(words):
        _places_after_names(lexer, mentions)
    lexer.out += [t for t in mentions if lexer.free(t.start, t.end)]
    lexer.out += _punctuation(lexer)
    return _one_base(low, in_order(lexer.out))


def _one_base(low: str, tokens: list[Token]) -> list[Token]:
    """`giảm 0,37 điểm và tụt 19 bậc so với năm 2021`: coordinated changes share the base that follows them."""
    out = list(tokens)
    for i in range(len(out) - 2, -1, -1):
        one, two = out[i], out[i + 1]
        if not two.base or one.base or one.kind not in _STEPS or two.kind not in _STEPS or one.kind == two.kind:
            continue
        if low[one.end : two.start].strip() in _COORDINATED:
            out[i] = one._replace(base=two.base)
    return out


def hide_names(low: str, start: int, end: int, mentions: Iterable[Token], kinds: tuple[str, ...] = ("subject",)) -> str:
    """The sentence with the names of units blotted out: `Khối sở, Sở Xây dựng` is a block and a unit, no group."""
    names = [t for t in mentions if t.kind in kinds and not t.anaphor]
    if not names:
        return low
    for t in names:
        low = f"{low[: t.start]}{'§' * (t.end - t.start)}{low[t.end :]}"
    return low


def _bare_after_names(lexer: Lexer, mentions: list[Token]) -> None:
    """A bare decimal right after a part or unit is its score (`kinh tế số 0,5433, xã hội số 0,5710`)."""
    ends = {t.end for t in mentions if t.kind in ("component", "subject") and not t.anaphor}
    for m in p.BARE.finditer(lexer.low, lexer.start, lexer.end) if ends else ():
        edge = m.start()
        while edge > lexer.start and lexer.low[edge - 1] in " :":
            edge -= 1
        if edge in ends:
            lexer.add([Token("value", m.start("num"), m.end("num"), numbers.decimal(m["num"]), worded=True, text="")])


def _places_after_names(lexer: Lexer, mentions: list[Token]) -> None:
    """Bare ordinals right behind units, at least two of them: their places."""
    units = sorted(t.end for t in mentions if t.kind == "subject" and not t.anaphor)
    hits = [m for end in units if (m := _NAMED_PLACE.match(lexer.low, end, lexer.end)) is not None]
    if len(hits) < 2:
        return
    for m in hits:
        lexer.add([Token("rank", m.start(1), m.end(), float(numbers.word_number(m[1]) or 0), worded=True)])


def _mask_noise(low: str, lexer: Lexer, named: Sequence[tuple[int, int]], words: int, days: Sequence[tuple[int, int]]) -> None:
    """Take the stretches whose numbers are never figures; `low` has the names of units, which a pattern may need. `named`:
    where indices and parts are named."""
    start, end = lexer.start, lexer.end
    for a, b in days:
        if not low.startswith(("đến", "tới"), a, b) and not _AS_OF.search(low, max(start, a - 36), a):
            lexer.take(a, b)
    for pattern, what in _MASKS.among(words):
        for m in pattern.finditer(low, start, end):
            if what == "gap":
                lexer.take(*m.span("num"))
            elif not p.SCALE_OF.search(low[max(start, m.start() - 24) : m.start()]):
                lexer.take(*m.span())
                ahead = low.startswith(",", m.end())
                if ahead and (
                    p.SCALE_AHEAD.search(low[max(start, m.start() - 20) : m.start()])
                    or p.SCALE_TOPIC.fullmatch(low, start, m.start())
                ):
                    lexer.out.append(Token("scale", *m.span(), numbers.decimal(m["scale"])))
    for pattern, (lost, numbered) in _NOISE.among(words):
        for m in pattern.finditer(low, start, end):
            if lost and "so với năm" in low[start : m.start()]:
                # `So với năm 2021, …, Khánh Hòa mất 6,15%`: a fall, not points lost in the assessment.
                continue
            if numbered:
                # Only the number is none: `cách địa phương dẫn đầu là Hà Nội tới 18,41 điểm` tells who leads.
                lexer.take(*m.span("num"))
            elif lexer.free(*m.span()) and not any(a < m.end() and m.start() < b for a, b in named):
                lexer.take(*m.span())


_PUNCTUATION = re.compile("[();]")
_MARKS: dict[str, Literal["open", "close", "semicolon"]] = {"(": "open", ")": "close", ";": "semicolon"}


def _punctuation(lexer: Lexer) -> list[Token]:
    """Brackets and semicolons that no token covers."""
    marks = [m.start() for m in _PUNCTUATION.finditer(lexer.low, lexer.start, lexer.end)]
    if not marks:
        return []
    covered = {at for t in lexer.out if t.end - t.start > 2 for at in marks if t.start < at < t.end - 1}
    return [Token(_MARKS[lexer.low[at]], at, at + 1) for at in marks if at not in covered]
