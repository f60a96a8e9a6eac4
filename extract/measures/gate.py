"""Which figures belong to an index at all: the distractors of the language are kept out here.

An index in force (named in an earlier sentence) governs a figure only where its clause speaks of units and points,
not of files, budgets, growth or contests. Source: docs/codebook.md ("Fine points": GRDP, revenue, examinations are no
indices; rates that underlie a criterion count neither way), survey P1, P2 traps.
"""

from __future__ import annotations

import re
from functools import cache

from core.vocabulary import table
from extract.measures.components import is_part
from extract.measures.lexer import hide_names
from extract.measures.state import State
from extract.measures.tokens import Token

_SHARE = re.compile(r"(?:tỷ lệ|tỉ lệ|chiếm|đạt tỷ lệ)(?! (?:hài lòng|điểm))[^.;,()]{0,50}$")
# `82,74 điểm PAR INDEX`, `92,11 điểm theo Bộ chỉ số 766`: the index right behind its score.
_OF_INDEX = re.compile(r"\s*(?:(?:là|về|trong|theo|ở|của|cho|trên|tại)(?: kết quả| bảng xếp hạng| bộ| bảng điểm)*)?\s*")
_CLAUSE = re.compile(r"[;:]|\.(?= )|, (?=(?:trong đó|còn|riêng|đồng thời|nhưng|song|tuy nhiên)\b)")


@cache
def other_statistics() -> re.Pattern[str]:
    """Nouns of other statistics (other_statistics.csv) as whole words, longest first. One of them in the clause of a
    figure, with no index or part named after it, rules the figure out."""
    nouns = sorted((row["noun"] for row in table("other_statistics")), key=lambda n: (-len(n), n))
    return re.compile(rf"(?<![a-zà-ỹđ])(?:{'|'.join(map(re.escape, nouns))})(?![a-zà-ỹđ])")


class Gate:
    """Answers for the tokens of one sentence; `state` tells how far the last index sentence is."""

    def __init__(self, low: str, start: int, end: int, tokens: list[Token], state: State) -> None:
        low = hide_names(low, start, end, tokens, ("subject", "component", "indicator"))
        self.low, self.start, self.end = low, start, end
        self.tokens = tokens
        self.state = state

    def _named_before(self, token: Token, i: int) -> Token | None:
        """The nearest index or part named before the token in its sentence."""
        return next((t for t in reversed(self.tokens[:i]) if t.kind in ("indicator", "component")), None)

    def _clause_start(self, token: Token) -> int:
        """Where the token's clause begins: after the last semicolon, colon or contrast, outside brackets."""
        begin = self.start
        for m in _CLAUSE.finditer(self.low, self.start, token.start):
            begin = m.end()
        return begin

    def distracted(self, token: Token, i: int) -> bool:
        """Another statistic is named in the clause, nearer to the figure than any index, part or unit."""
        begin = self._clause_start(token)
        last = None
        for m in other_statistics().finditer(self.low, begin, token.start):
            last = m
        if last is None:
            after = other_statistics().match(self.low[token.end : token.end + 30].lstrip())
            return bool(after) and token.kind in ("value", "score_change") and token.unit == "percent"
        nearer = [t for t in self.tokens[:i] if t.kind in ("indicator", "component") and t.start >= last.end() - 1]
        return not nearer

    def _near(self) -> bool:
        """Is the last sentence with an index close enough to govern this one?"""
        return self.state.paragraph - self.state.indicator_paragraph <= 1 or self.state.indicator == self.state.title_indicator

    def score(self, token: Token, i: int, chained: bool) -> bool:
        """May this number be a score of the index in force?"""
        named = self._named_before(token, i)
        if self.distracted(token, i):
            return False
        beside = self.unit_beside(token, i)
        before = self.low[max(self.start, token.start - 60) : token.start]
        if token.unit == "percent" and _SHARE.search(before) and not (named and token.start - named.end < 25):
            return False
        if named is not None and named.kind == "component" and token.unit == "percent" and self._other_rate(named):
            return False
        if named is not None:
            between = self.low[named.end : token.start]
            return (
                token.unit != "percent"
                or beside
                or chained
                or named.kind == "indicator"
                or (len(between) < 45 and ("(" not in between or between.strip() == "("))
            )
        following = next((t for t in self.tokens[i + 1 :] if t.kind == "indicator"), None)
        if following is not None and (
            re.search(r"với(?: \d+[.,]\d+ và)? ?$", before) or _OF_INDEX.fullmatch(self.low[token.end : following.start])
        ):
            return True
        if not self._near():
            return False
        if token.unit == "percent":
            return beside or chained
        whole = token.number is not None and float(token.number).is_integer() and token.other is None
        return (
            beside
            or chained
            or (not whole and bool(re.search(r"(?:đạt|với|được|là|có|:|\(|chỉ|còn|điểm số)(?: mức| tổng| số| chỉ)* ?$", before)))
        )

    def _other_rate(self, part: Token) -> bool:
        """`tỷ lệ thanh toán trực tuyến`: a rate named like a part is one only of an index that has this part."""
        rate = re.search(r"(?:tỷ|tỉ) lệ $", self.low[max(self.start, part.start - 8) : part.start])
        return bool(rate) and not is_part(part.text or "", self.state.indicator or "")

    def unit_beside(self, token: Token, i: int) -> bool:
        """A unit stands right before (`Sở Y tế đạt 71 điểm`, `huyện A (80,1)`) or right after the number."""
        for t in reversed(self.tokens[:i]):
            if t.kind == "subject":
                return token.start - t.end < 45 and ";" not in self.low[t.end : token.start]
            if t.kind == "semicolon":
                break
        following = next((t for t in self.tokens[i + 1 :] if t.kind not in ("open", "close")), None)
        return following is not None and following.kind == "subject" and following.start - token.end < 22

    def change(self, token: Token, i: int, chained: bool) -> bool:
        """May this rise or fall be an index's? Percentages need the index, or a figure of it, in the sentence."""
        if self.distracted(token, i):
            return False
        if self._named_before(token, i) is not None or chained:
            return True
        if token.unit == "percent":
            compared = (
                token.base is not None
                and any(t.kind == "subject" for t in self.tokens[:i])
                and self.state.paragraph == self.state.indicator_paragraph
            )
            return compared or any(t.kind == "indicator" for t in self.tokens) or self.low[token.start - 1] == "("
        return self._near() and (
            self.unit_beside(token, i)
            or bool(re.search(r"điểm số|số điểm|tổng điểm|chỉ số", self.low[self.start : token.start]))
            or any(t.kind in ("rank", "value", "rank_change") for t in self.tokens)
        )

    def rank(self, token: Token, i: int, *, superlative: bool, indicator_named: bool) -> bool:
        """May this place be one in the index's ranking?"""
        if self.distracted(token, i):
            return False
        if self._named_before(token, i) is not None or any(t.kind == "indicator" for t in self.tokens[i:]):
            return True
        return self._near()
