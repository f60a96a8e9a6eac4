"""Which figures belong to an index at all: the distractors of the language are kept out here.

An index in force (named in an earlier sentence) governs a figure only where its clause speaks of units and points,
not of files, budgets, growth or contests. Source: docs/codebook.md ("Fine points": GRDP, revenue, examinations are no
indices; rates that underlie a criterion count neither way), survey P1, P2 traps.
"""

from __future__ import annotations

import re

from extract.measures.components import is_part
from extract.measures.lexer import hide_names
from extract.measures.state import State
from extract.measures.statistics import other_statistics
from extract.measures.tokens import Token

_OF_YEAR = re.compile(r" ?\(?(?:của |vào |hồi |trong |ở )?năm (?:19|20)\d\d")
_SHARE = re.compile(r"(?:tỷ lệ|tỉ lệ|chiếm|đạt tỷ lệ)(?! (?:hài lòng|điểm))[^.;,()]{0,50}$")
# `Sở A có tỷ lệ cao nhất với 93,45%`: of satisfaction, where that is what is measured.
_MOST_SATISFIED = re.compile(r"(?:tỷ|tỉ) lệ (?:cao|thấp) nhất[^.;,()]{0,30}$")
_SAME_IN_PERCENT = re.compile(r"điểm,? \(?(?:tương ứng |bằng |ứng với )?(?:tỷ|tỉ) lệ(?: đạt| là)? $")
# `82,74 điểm PAR INDEX`, `92,11 điểm theo Bộ chỉ số 766`: the index right behind its score.
_OF_INDEX = re.compile(r"\s*(?:(?:là|về|trong|theo|ở|của|cho|trên|tại)(?: kết quả| bảng xếp hạng| bộ| bảng điểm)*)?\s*")
# `Đặc khu A, nơi cả tháng chỉ phát sinh 19 hồ sơ, đứng 70/78`
_ASIDE = re.compile(r", nơi [^,;.]*,")
_MEASURED = re.compile(
    r"(?:(?:ở|trong|thuộc)(?: các| những)? lĩnh vực|qua|bằng|thông qua|sử dụng|thực hiện|trên)(?: hệ thống)? $"
)
_CLAUSE = re.compile(r"[;:.,](?:(?<=[;:])|(?<=\.)(?= )|(?<=,) (?=(?:trong đó|còn|riêng|đồng thời|nhưng|song|tuy nhiên)\b))")
# `Sở A có nhiều hồ sơ trễ hạn nên chỉ xếp 17/19`: behind `nên`, nothing else begins a clause.
_SO = re.compile(r" (?=nên (?:(?:chỉ|mới|vẫn|đã|bị|tụt|rơi|lại|cũng|còn) )*$)")


class Gate:
    """Answers for the tokens of one sentence; `state` tells how far the last index sentence is."""

    def __init__(self, low: str, start: int, end: int, tokens: list[Token], state: State) -> None:
        low = hide_names(low, start, end, tokens, ("subject", "component", "indicator"))
        self.low, self.start, self.end = low, start, end
        self.tokens = tokens
        self.state = state

    def _named_before(self, token: Token, i: int) -> Token | None:
        """The nearest index or part named before the token in its sentence."""
        for t in self.tokens[i - 1 :: -1] if i else ():
            if t.kind == "indicator" or t.kind == "component":
                return t
        return None

    def _clause_start(self, token: Token) -> int:
        """Where the token's clause begins: after the last semicolon, colon or contrast, outside brackets."""
        begin = self.start
        for m in _CLAUSE.finditer(self.low, self.start, token.start):
            begin = m.end()
        so = self.low.rfind(" nên ", begin, token.start)
        return so + 1 if so >= 0 and _SO.match(self.low, so, token.start) else begin

    def distracted(self, token: Token, i: int) -> bool:
        """Another statistic is named in the clause, nearer to the figure than any index, part or unit."""
        begin = self._clause_start(token)
        last = self._other_statistic(begin, token.start)
        if last is None:
            if token.unit != "percent" or token.kind not in ("value", "score_change"):
                return False
            return other_statistics().match(self.low[token.end : token.end + 30].lstrip()) is not None
        parts = (t for t in self.tokens[:i] if t.kind in ("indicator", "component") and t.start >= last.end() - 1)
        if any(t.kind == "indicator" or token.unit != "percent" or not self._in_field(t) for t in parts):
            return False
        # `Nhờ rút ngắn thời gian trả kết quả hồ sơ, huyện A đạt 85 điểm`: a unit heads a comma clause of its own after it.
        own = (t for t in self.tokens[:i] if t.kind == "subject" and t.start >= last.end())
        indexed = any(t.kind == "indicator" for t in self.tokens[:i])
        between = [self.low[last.end() : t.start] for t in own]
        headed = any(words.rstrip().endswith(",") or (indexed and "," in words) for words in between)
        return not headed or (token.unit == "percent" and not indexed)

    def _other_statistic(self, begin: int, end: int) -> re.Match[str] | None:
        """The last statistic named in low[begin:end], but for what is told in passing of a unit."""
        found = list(other_statistics().finditer(self.low, begin, end))
        aside = [m.span() for m in _ASIDE.finditer(self.low, begin, end)] if found else []
        while found and any(a <= found[-1].start() < b for a, b in aside):
            found.pop()
        return found[-1] if found else None

    def _in_field(self, part: Token) -> bool:
        """`Tỷ lệ hồ sơ trễ hạn ở lĩnh vực đất đai còn 6,4%`, `… nộp qua dịch vụ công`: where or how the rate was measured, no
        part of an index."""
        return bool(_MEASURED.search(self.low, max(self.start, part.start - 24), part.start))

    def _near(self) -> bool:
        """Is the last sentence with an index close enough to govern this one?"""
        only = len(self.state.named) == 1 and self.state.indicator in self.state.named
        return only or self.state.paragraph - self.state.indicator_paragraph <= 2 or self._leads()

    def _of_contest(self) -> bool:
        """`Chung cuộc, Sở Tư pháp được 94,5 điểm`: in the article of a contest, a paragraph that names no index tells of it."""
        state = self.state
        elsewhere = state.contest and state.paragraph != state.indicator_paragraph
        return elsewhere and not any(t.kind == "indicator" for t in self.tokens)

    def _leads(self) -> bool:
        """Is the index in force the article's, by title or lead?"""
        article = (self.state.title_indicator, self.state.lead_indicator)
        return self.state.indicator is not None and self.state.indicator in article

    def score(self, token: Token, i: int, chained: bool) -> bool:
        """May this number be a score of the index in force?"""
        named = self._named_before(token, i)
        if self.distracted(token, i):
            return False
        beside = self.unit_beside(token, i)
        before = self.low[max(self.start, token.start - 60) : token.start]
        ratio = chained and bool(_SAME_IN_PERCENT.search(before))
        if (
            token.unit == "percent"
            and not ratio
            and self._is_share(before, named)
            and not (named and token.start - named.end < 25)
        ):
            return False
        if named is not None and named.kind == "component" and token.unit == "percent" and self._other_rate(named):
            return False
        if self._of_contest():
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
            return beside or chained or self._goes_on(token, i)
        whole = token.number is not None and float(token.number).is_integer() and token.other is None
        return (
            beside
            or chained
            or bool(_OF_YEAR.match(self.low[token.end : token.end + 20]))
            or (
                not whole
                and bool(
                    re.search(
                        r"(?:đạt|với|được|là|có|:|\(|chỉ|còn|điểm số|lên|xuống|tới|ở|tổng điểm|"
                        r"số điểm)(?: mức| tổng| số| chỉ)* ?$",
                        before,
                    )
                )
            )
        )

    def _is_share(self, before: str, named: Token | None) -> bool:
        """Does `tỷ lệ` before a percentage make it another rate? Not where satisfaction is what the index measures."""
        index = named.text if named and named.kind == "indicator" else self.state.indicator
        satisfied = (index or "").startswith("SIPAS") and _MOST_SATISFIED.search(before)
        return bool(_SHARE.search(before)) and not satisfied

    def _goes_on(self, token: Token, i: int) -> bool:
        """`Sở Y tế tuy …, đạt 88,07%, tăng 6,20% và lên 5 bậc`: a unit heads the sentence, a rise or place follows."""
        behind = self.tokens[i + 1 : i + 2]
        stepped = behind and behind[0].kind in ("score_change", "rank", "rank_change") and behind[0].start - token.end < 8
        headed = [t for t in self.tokens[:i] if t.kind in ("subject", "semicolon", "value")]
        reached = self.low.endswith((", đạt ", ", được "), self.start, token.start)
        return bool(stepped) and reached and [t.kind for t in headed] == ["subject"]

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
            ) or self._heads_its_clause(token, i)
            beside = self.unit_beside(token, i) and self.state.paragraph == self.state.indicator_paragraph and self._near()
            bracketed = self.low[token.start] == "(" and self._near()
            both = any(t.kind == "rank_change" for t in self.tokens) and self._near()
            led = self._near() and bool(re.search(r"(?:chỉ số|điểm số|tổng điểm) $", self.low[self.start : token.start]))
            named = any(t.kind == "indicator" for t in self.tokens) or self.low[token.start - 1] == "("
            against = any(t.kind == "base" for t in self.tokens[:i]) and any(t.kind == "subject" for t in self.tokens[:i])
            # `So với năm 2021, Sóc Trăng là địa phương có mức tăng cao nhất, tăng 5,12%, xếp hạng 29/63`
            ranked = against and any(t.kind == "rank" and not t.worded for t in self.tokens) and self._near()
            return compared or beside or bracketed or both or led or named or ranked
        return self._near() and (
            self.unit_beside(token, i)
            or bool(re.search(r"điểm số|số điểm|tổng điểm|chỉ số", self.low[self.start : token.start]))
            or any(t.kind in ("rank", "value", "rank_change") for t in self.tokens)
        )

    def _heads_its_clause(self, token: Token, i: int) -> bool:
        """`So với năm 2015, xã Nhơn Lý tăng 5,40%`, in the paragraph of the index or the next: a unit at the head of its clause
        rises by a percentage, and a year to compare with is told."""
        based = token.base is not None or any(t.kind == "base" for t in self.tokens[:i])
        if not based or self.state.paragraph - self.state.indicator_paragraph > 1:
            return False
        unit = next((t for t in reversed(self.tokens[:i]) if t.kind in ("subject", "semicolon")), None)
        if unit is None or unit.kind != "subject" or self.low[unit.end : token.start].strip(" ,"):
            return False
        head = self.low[self.start : unit.start].rstrip()
        return not head or head.endswith((",", ";", ":", " và", " còn", " riêng", "thuộc về", "ngược lại"))

    def rank(self, token: Token, i: int, *, superlative: bool, indicator_named: bool) -> bool:
        """May this place be one in the index's ranking?"""
        of_index = next((t for t in self.tokens[i + 1 :] if t.kind in ("indicator", "semicolon")), None)
        # `Hội thi hướng đến mục tiêu đứng đầu khối huyện về Chỉ số CCHC`: said of the index all the same.
        told = of_index and of_index.kind == "indicator" and re.search(r"(?:về|của|theo) $", self.low[token.end : of_index.start])
        if not told and self.distracted(token, i):
            return False
        if self._named_before(token, i) is not None or any(t.kind == "indicator" for t in self.tokens[i:]):
            return True
        return self._near() and not self._of_contest()
