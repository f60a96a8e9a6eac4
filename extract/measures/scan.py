"""A sentence while it is read: its tokens, what is in force at the token reached, and the figures found so far.

The modules beside this one hold the rules; each rule is a function `on_<kind>(scan, token, i)` that reads and updates
one Scan. Offsets are half-open and folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.measures.drafts import CountDraft, Draft, FigureKind
from extract.measures.gate import Gate
from extract.measures.respectively import Alignment
from extract.measures.state import State
from extract.measures.tokens import Base, Token
from schemas.facts import Status, Subject

FIGURES = ("value", "rank", "score_change", "rank_change", "same", "from_to_rank", "from_to_score", "tier", "top")
# The period of figures of a whole year, where the text says so; None is that of the sentences before.
WHOLE_YEAR = ""
# What brackets enclose holds within them only: years, units, part, period.
Saved = tuple[tuple[int, ...], tuple[Subject, ...], str | None, str | None]


@dataclass(slots=True)
class Sentence:
    """What a sentence gave: figures, counts, tokens left out with the rule and the reason, and whether it ends in a target."""

    drafts: list[Draft] = field(default_factory=list)
    counts: list[CountDraft] = field(default_factory=list)
    skipped: list[tuple[Token, str, str]] = field(default_factory=list)
    target: bool = False


@dataclass(slots=True)
class Scan:
    """One sentence low[start:end] and what is in force at the token reached.

    `subjects` are the units of the clause, `side` those that a bracket speaks of beside them
    (`side_figure` is the figure outside brackets that is theirs), `examples` those named behind
    `nhiều xã như`, `first_subject` the first unit of the sentence; `lost` that a name was read that no list knows;
    `components` the run of parts named side by side, `component_heads` that the part is said of the whole sentence,
    `part_place` a place that stands before its part, and where that part ends; `region` the regional ranking that the
    clause opens with (`trong 14 tỉnh trung du`); `scale` the most that the scores of the whole can be, told ahead of
    them (`Trên thang điểm 40, …`); `tier_ahead` the tier that a list of units opened with, `part_tier` that
    of a list of parts, and where it goes on; `order_next` the place that the next unit of an ordered list holds,
    `order_last` the last one that it tells;
    `behind` says that the index in force was named behind its figure (`xếp thứ 3 về PCI`);
    `by_year` the years that the next figures have, one each (`năm 2021, 2022 lần lượt là …`);
    `forward_used` the starts of units already taken by a figure before them; `at` the index of the token
    reached; `base_ahead` a base of comparison that stands before its changes, with its clause; `period` the part of the
    year told last, `named_period` the one that the next sentence may inherit (both WHOLE_YEAR where a year's total is told)."""

    low: str
    start: int
    end: int
    tokens: list[Token]
    state: State
    gate: Gate
    indicator: str | None
    target: bool
    out: Sentence = field(default_factory=Sentence)
    named_indicator: bool = False
    behind: bool = False
    component: str | None = None
    component_end: int = -1
    component_heads: bool = False
    part_place: tuple[Draft, int] | None = None
    components: list[str] = field(default_factory=list)
    years: tuple[int, ...] = ()
    years_until: int = -1
    by_year: list[int] = field(default_factory=list)
    period: str | None = None
    named_period: str | None = None
    subjects: tuple[Subject, ...] = ()
    examples: tuple[Subject, ...] = ()
    side: tuple[Subject, ...] = ()
    side_figure: int = -1
    side_until: int = -1
    first_subject: Subject | None = None
    lost: bool = False
    region: tuple[str | None, int | None] | None = None
    scale: float | None = None
    order_next: int | None = None
    order_last: int | None = None
    tier_ahead: str | None = None
    part_tier: tuple[str, int] | None = None
    clause: int = 0
    base_ahead: tuple[Base | None, int] | None = None
    depth: int = 0
    at: int = -1
    saved: list[Saved] = field(default_factory=list)
    alignments: dict[int, Alignment] = field(default_factory=dict)
    forward_used: set[int] = field(default_factory=set)

    @property
    def status(self) -> Status:
        """Of a figure here: a result, or a target where a word of aiming is in force."""
        return "target" if self.target else "result"

    def before(self, token: Token, width: int) -> str:
        """The text of the sentence before a token, at most `width` characters."""
        return self.low[max(self.start, token.start - width) : token.start]

    def clause_start(self, i: int) -> int:
        """Where the clause of token i begins: after the last semicolon."""
        return next((t.end for t in reversed(self.tokens[:i]) if t.kind == "semicolon"), self.start)

    def figures_before(self, i: int) -> bool:
        """Does a figure stand before token i?"""
        return any(t.kind in FIGURES for t in self.tokens[:i])

    def chained(self, token: Token) -> bool:
        """A figure of the same sentence stands before: `đạt 82,17 điểm, tăng 1,82 điểm`."""
        return any(token.start - d.last < 70 for d in self.out.drafts)

    def year(self) -> int | None:
        """The year that context gives for the index in force."""
        return self.state.year_of(self.indicator or "")

    def name(self, subjects: tuple[Subject, ...]) -> None:
        """Units are named: the first of the sentence is what the next one may inherit."""
        if subjects and self.first_subject is None:
            self.first_subject = subjects[0]

    def who(self) -> tuple[Subject, ...]:
        """The units that a figure here is about: named in brackets, in the clause, before, in the article."""
        if self._beside():
            return self.side
        if self.lost:
            return ()
        if self.subjects:
            return self.subjects
        holder = self.state.holders.get(self.indicator or "")
        if not self.state.subjects and self.component and holder:
            # Parts told later are of the unit whose whole index was told.
            return (holder,)
        return self.state.subjects or ((self.state.main_subject,) if self.state.main_subject else ())

    def _beside(self) -> bool:
        """Is a figure here of the units spoken of beside the clause's?"""
        here = self.tokens[self.at].start if 0 <= self.at < len(self.tokens) else -1
        return bool(self.side) and (self.depth > 0 or self.at == self.side_figure or 0 <= here < self.side_until)

    def who_or_none(self) -> tuple[Subject | None, ...]:
        """The same, with None for a figure whose unit nothing tells."""
        return self.who() or (None,)

    def period_in_force(self) -> str | None:
        """The period of a figure here: told in the sentence, else (of the service index) in those before."""
        if self.period is not None or self.indicator != "SERVICE_766" or self.target:
            return self.period or None
        # A year of the sentence's own is not that of an inherited week of another.
        other = self.years and self.state.period and self.state.period[:4] != str(self.years[0])
        return None if other else self.state.period

    def new(self, kind: FigureKind, token: Token, subject: Subject | None) -> Draft:
        """A new draft of a figure of this unit, its open slots filled with what is in force."""
        own = self.by_year.pop(0) if self.by_year else None
        year = own or (self.years[0] if self.years else None)
        draft = Draft(
            kind=kind,
            indicator=self.indicator or "",
            subject=subject,
            year=year,
            first=token.start,
            last=token.end,
            component=None if self._beside() else self.component,
            period=self.period_in_force(),
            status="target" if self.target and not self._past(year) else "result",
            fixed_year=bool(year),
            fixed_indicator=self.named_indicator and not self.behind,
            clause=self.clause,
            years=() if own else self.years[1:],
        )
        self.out.drafts.append(draft)
        return draft

    def same_unit(self, kind: FigureKind, subject: Subject | None, *, since: int) -> list[Draft]:
        """The drafts of a kind about the same unit, index, part and status, from clause `since` on, latest first."""
        return [
            d
            for d in reversed(self.out.drafts)
            if d.kind == kind and d.clause >= since and d.same_unit(subject, self.indicator or "", self.component, self.status)
        ]

    def _past(self, year: int | None) -> bool:
        """A year before publication is no target (`phấn đấu …, trong khi năm 2023 mới xếp thứ 36`)."""
        if year is None or self.state.published_year is None or year >= self.state.published_year:
            return False
        # `Mục tiêu của năm 2025 là …, nhưng …`: told after the year, it is a target all the same.
        return not re.search(rf"(?:mục tiêu|chỉ tiêu)(?: [a-zà-ỹđ]+){{0,3}} năm {year}", self.low[self.start : self.end])
