"""The facts of one data row of a ranking table: a score for each column of values, a rank for each index and part.

Source: docs/codebook.md ("scores", "ranks", "Fine points": tables); survey P19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extract import numbers
from extract.measures.codes import code_for
from extract.measures.columns import Column, Role, first_of, primary, year_of
from extract.measures.records import subject_level
from extract.measures.state import State, block_of_subject
from extract.measures.table_rows import FIGURE, Line
from extract.measures.tier_patterns import tier_name
from schemas.facts import Rank, Score, Subject, changed
from schemas.records import Span

_RANK_SCORE = re.compile(r"^(?P<rank>\d{1,3})\s*\(\s*(?P<score>\d+(?:[.,]\d+)?)\s*(?:điểm|%)?\s*\)$")
_SCORE_RANK = re.compile(r"^(?P<score>\d+[.,]\d+)\s*(?:điểm|%)?\s*\(\s*(?:hạng |thứ )?(?P<rank>\d{1,3})\s*\)$")
# What stands in a cell without a value (survey P16).
_NOTHING = re.compile(r"n/?a|-+|–|x|không(?: có| xếp loại| xếp hạng)?|chưa(?: có| xếp loại| xếp hạng)|\.+|…|_+")
_CHANGE = re.compile(r"^(?P<sign>[+-]|tăng|giảm|↑|↓)?\s*(?P<num>\d+(?:[.,]\d+)?)")
_VALUE_ROLES: tuple[Role, ...] = ("total", "ratio", "component")
# Roles of columns whose cells may hold place and value (`01 (0,727)`).
_PAIR_ROLES: tuple[Role, ...] = ("rank", *_VALUE_ROLES, "number", "raw")


class Change(NamedTuple):
    """The steps that a row states, and the year that their header names."""

    score: float | None
    rank: float | None
    base: int | None


@dataclass
class _RowRanks:
    """The ranks of one row, by index, year and part: place, tier and change may stand in different columns."""

    line: Line
    subject: Subject
    span: Span
    state: State
    found: dict[tuple[str, int | None, str | None, str | None], Rank] = field(default_factory=dict)

    def open(self, indicator: str, year: int | None, column: Column | None = None) -> Rank:
        """The rank of an index in a column's part and period, new where the row has none yet."""
        part = self.line.component or (column.component if column else None)
        period = _period(indicator, self.state, column)
        return self.found.get((indicator, year, part, period)) or Rank(
            indicator=indicator,
            subject=self.subject,
            year=year,
            period=period,
            component=part,
            rank=None,
            of=self.line.block.of,
            group=self.line.block.group,
            status="target" if column and column.target else "result",
            evidence=self.span,
            mentions=(self.span,),
            rule="ranks.table",
        )

    def keep(self, rank: Rank) -> None:
        """Store a rank in place of what it completes."""
        self.found[rank.indicator, rank.year, rank.component, rank.period] = rank


def row_facts(
    line: Line, subject: Subject, span: Span, columns: list[Column], state: State, *, derived: bool
) -> Iterator[Score | Rank]:
    """The facts of a row about `subject`; with `derived` its number is the place that the order by score gives."""
    level = _level(subject)
    ranks = _RowRanks(line, subject, span, state)
    change = _row_change(line, columns)
    seen: set[float] = set()
    latest = _latest(columns)
    for column in columns:
        code = line.indicator or column.indicator or state.indicator or ""
        if latest and column.role in ("rank", "tier", "number") and column.year is None and column.period is None:
            # Beside values of several years or quarters, place, tier and change are of the last.
            column = replace(column, year=latest.year, period=latest.period)
        indicator, year = code_for(code, level), column.year or _year_for(code, columns, column, state)
        cell = line.cell(column).strip()
        if not cell or _NOTHING.fullmatch(cell.lower()):
            continue
        if column.role == "tier":
            rank = ranks.open(indicator, year, column)
            ranks.keep(changed(rank, tier=tier_name(cell.lower(), column.header) or rank.tier))
        elif "(" in cell and column.role in _PAIR_ROLES and (both := _RANK_SCORE.match(cell) or _SCORE_RANK.match(cell)):
            ranks.keep(changed(ranks.open(indicator, year, column), rank=int(both["rank"])))
            yield _score(line, subject, span, state, column, indicator, year, value=numbers.decimal(both["score"]))
        elif column.role == "rank" or (column.role == "number" and derived):
            _read_rank(ranks, indicator, year, column, cell, change, derived=column.role == "number")
        elif column.role in _VALUE_ROLES:
            figure = _value(line, column, columns, cell, seen)
            if figure is not None:
                value, maximum, percent = figure
                own = change if column is (latest or first_of(columns, "total") or primary(columns)) else None
                yield _score(
                    line, subject, span, state, column, indicator, year, value=value, maximum=maximum, percent=percent, change=own
                )
    if line.place and (score := primary(columns)):
        code = line.indicator or score.indicator or state.indicator or ""
        rank = ranks.open(code_for(code, level), score.year or state.year_of(code), score)
        ranks.keep(changed(rank, rank=line.place, derived=True) if rank.rank is None else rank)
    if line.tier:
        code = state.indicator or ""
        ranks.keep(changed(ranks.open(code_for(code, level), state.year_of(code)), tier=line.tier))
    yield from (_in_year(rank) for rank in ranks.found.values())


def _in_year(rank: Rank) -> Rank:
    """A place of a part of the year is of that year."""
    return changed(rank, year=int(rank.period[:4])) if rank.year is None and rank.period else rank


def _latest(columns: list[Column]) -> Column | None:
    """The column of totals of the last year or period, where several stand side by side."""
    totals = [c for c in columns if c.role in ("total", "ratio")]
    dated = [c for c in totals if c.year or c.period]
    alone = len(totals) == 1 and bool(totals[0].period)
    return max(dated, key=lambda c: (c.year or 0, c.period or "")) if len(dated) > 1 or alone else None


def _year_for(code: str, columns: list[Column], column: Column, state: State) -> int | None:
    """The year in force; of a target that of the table's first column (`Chỉ số năm 2024`), else of the plan."""
    if not column.target:
        return state.year_of(code)
    return next((c.year for c in columns if c.role == "name" and c.year), None) or state.target_year or state.plan_year


def _level(subject: Subject) -> str:
    return subject_level(subject) if subject.kind == "place" or block_of_subject(subject) == "ministry" else "local"


def _period(indicator: str, state: State, column: Column | None = None) -> str | None:
    """Only the service index is published by week and month; a column's own period before the one in force."""
    if indicator != "SERVICE_766":
        return None
    own = column.period if column else None
    if own and own.startswith("-"):
        year = state.period[:4] if state.period else state.year_of(indicator) or state.published_year
        own = f"{year}{own}" if year else None
    return own or state.period


def _read_rank(
    ranks: _RowRanks, indicator: str, year: int | None, column: Column, cell: str, change: Change, *, derived: bool
) -> None:
    """`3`, `3/63`: the place in a cell."""
    m = FIGURE.match(cell)
    place = numbers.integer(m["num"]) if m and not m["sign"] else None
    if m is None or not place:
        return
    rank = ranks.open(indicator, year, column)
    of = (numbers.integer(m["max"]) if m["max"] else None) or rank.of
    steps, base = (rank.change, rank.change_from) if change.rank is None else (int(change.rank), change.base)
    ranks.keep(changed(rank, rank=place, of=of, derived=rank.derived or derived, change=steps, change_from=base))


def _value(
    line: Line, column: Column, columns: list[Column], cell: str, seen: set[float]
) -> tuple[float, float | None, bool] | None:
    """(value, maximum, is it a percentage) of a cell; a ratio that repeats a value of its row is none."""
    m = FIGURE.match(cell)
    value = numbers.decimal(m["num"]) if m and not m["sign"] else None
    if m is None or value is None or (column.role == "ratio" and value in seen):
        return None
    seen.add(value)
    percent = m["unit"] == "%" or (column.role == "ratio" and ("%" in column.header or first_of(columns, "total") is not None))
    if m["max"] or column.maximum:
        return value, numbers.decimal(m["max"] or column.maximum or ""), percent
    return value, line.decimal(first_of(columns, "maximum")) if column.role == "total" else None, percent


def _row_change(line: Line, columns: list[Column]) -> Change:
    header = first_of(columns, "score_change", "rank_change")
    return Change(
        _change(line.cell(first_of(columns, "score_change"))),
        _change(line.cell(first_of(columns, "rank_change"))),
        year_of(header.header) if header else None,
    )


def _change(cell: str) -> float | None:
    """The signed change in a cell: `+0,62`, `-2,20`, `tăng 3`, `↓ 2`; without a sign only 0."""
    m = _CHANGE.match(cell.strip().lower())
    amount = numbers.decimal(m["num"]) if m else None
    if m is None or amount is None:
        return None
    if not m["sign"]:
        return amount if amount == 0 else None
    return -amount if m["sign"] in ("-", "giảm", "↓") else amount


def _score(
    line: Line,
    subject: Subject,
    span: Span,
    state: State,
    column: Column,
    indicator: str,
    year: int | None,
    *,
    value: float | None,
    maximum: float | None = None,
    percent: bool = False,
    change: Change | None = None,
) -> Score:
    stated = change is not None and change.score is not None
    period = _period(indicator, state, column)
    return Score(
        indicator=indicator,
        subject=subject,
        year=int(period[:4]) if year is None and period else year,
        period=period,
        component=line.component or column.component,
        value=value,
        max=maximum,
        unit="percent" if percent else "point",
        change=change.score if change else None,
        change_from=change.base if change and stated else None,
        status="target" if column.target else "result",
        evidence=span,
        mentions=(span,),
        rule="scores.table",
    )
