"""Ranking tables: headers by word, group rows, restarting numbers, `01 (0,727)` cells, years and indices as columns.

Source: docs/codebook.md ("ranks", "Fine points": a table takes `of` and `group` from its title, headers or the
sentence that points to it; a numbered table sorted by score gives derived ranks), survey P19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extract import numbers
from extract.measures import groups
from extract.measures.codes import code_for
from extract.measures.columns import Column, header_rows, maximum_of, role_of, year_of
from extract.measures.components import find_components
from extract.measures.state import Block as Ranked
from extract.measures.state import State, block_of_group, block_of_subject
from extract.measures.subjects import unit_in
from extract.measures.tiers import tier_name, tier_pattern
from extract.reading import Reading
from extract.text import Block, Row, Text
from schemas.facts import Rank, Score, Subject
from schemas.records import Issue

_FIGURE = re.compile(
    r"^(?P<sign>[+-])?\s*(?P<num>\d{1,4}(?:[.,]\d+)?)\s*(?P<unit>%|điểm)?(?:\s*/\s*(?P<max>\d{1,4}(?:[.,]\d+)?))?(?:\s*(?:điểm|%))?$"
)
_RANK_SCORE = re.compile(r"^(?P<rank>\d{1,3})\s*\(\s*(?P<score>\d+(?:[.,]\d+)?)\s*(?:điểm|%)?\s*\)$")
_NOT_A_UNIT = re.compile(
    r"^(?:trung bình|bình quân|tổng|tổng cộng|cộng|trung bình chung|giá trị|cao nhất|thấp nhất|trung vị|ghi chú|cả nước|toàn tỉnh)"
)


@dataclass
class _Line:
    """A data row: the unit and its cells by column."""

    row: Row
    subject: Subject | None
    component: str | None
    block: Ranked
    group_no: int
    figures: dict[int, str] = field(default_factory=dict)
    tier: str | None = None
    indicator: str | None = None


def read_table(reading: Reading, text: Text, block: Block, before: Block | None, state: State) -> Iterator[Score | Rank | Issue]:
    """The figures of one table. `before` is the block above it, whose last sentence may name index, year and size."""
    heads = header_rows(block.rows)
    if len(block.rows) <= heads or heads == 0:
        return
    columns = _columns(reading, text, block.rows[:heads])
    if not _is_ranking(columns) or (
        state.indicator is None and not reading.mentions.of(text).in_span(block.start, block.end, "indicators")
    ):
        yield Issue(
            "tables.not_a_ranking",
            "a table without a column of scores, ranks or tiers of an index",
            text.span(block.rows[0].start, block.rows[0].end),
        )
        return
    _point(text, before, state)
    lines = list(
        _lines(reading, text, block.rows[heads:], columns, state, text.low[block.rows[0].start : block.rows[heads - 1].end])
    )
    for line in lines:
        if line.subject is None:
            yield Issue("tables.no_unit", "a row whose unit is not known", text.span(line.row.start, line.row.end))
    lines = [line for line in lines if line.subject is not None]
    derived = _sorted_blocks(lines, columns)
    for line in lines:
        yield from _row_facts(text, line, columns, state, derived)


def _columns(reading: Reading, text: Text, rows: tuple[Row, ...]) -> list[Column]:
    """Columns from one or several header rows, their texts joined from above."""
    width = max(len(r.cells) for r in rows)
    out: list[Column] = []
    for i in range(width):
        cells = [r.cells[i] for r in rows if i < len(r.cells)]
        parts = list(dict.fromkeys(c.text.strip().lower() for c in cells))
        header = " ".join(parts)
        indicator = component = None
        for cell in cells:
            for m in reading.mentions.of(text).in_span(cell.start, cell.end, "indicators"):
                indicator = m.id
            for c in find_components(text.low, cell.start, cell.end):
                component = component if indicator else c.component
        role = role_of(parts[-1]) if role_of(parts[-1]) not in ("raw",) else role_of(header)
        role = (
            role_of(header)
            if role in ("total", "ratio") and role_of(header) in ("rank", "tier", "score_change", "rank_change")
            else role
        )
        if role in ("raw", "name", "total", "ratio") and component and i:
            role = "component"
        elif role in ("raw", "name") and i and (indicator or year_of(header)):
            role = "total"
        if role == "component" and component is None:
            component = (
                re.sub(r"\([^()]*\)|^(?:điểm|chỉ số|tiêu chí|kết quả|lĩnh vực)\s+|\s+(?:điểm|tối đa).*$", "", parts[-1]).strip()
                or None
            )
        out.append(
            Column(i, role, header, component if role == "component" else None, indicator, maximum_of(header), year_of(header))
        )
    return _one_name(out)


def _one_name(columns: list[Column]) -> list[Column]:
    """Exactly one column names the units: the first that says so, else the first without any other role."""
    names = [c for c in columns if c.role == "name"]
    keep = names[0].index if names else next((c.index for c in columns if c.role == "raw"), None)
    return [replace(c, role="name") if c.index == keep else replace(c, role="raw") if c.role == "name" else c for c in columns]


def _is_ranking(columns: list[Column]) -> bool:
    roles = {c.role for c in columns}
    return "name" in roles and bool(roles & {"rank", "total", "ratio", "tier", "component"})


def _point(text: Text, before: Block | None, state: State) -> None:
    """Size and group from the sentence that points to the table."""
    if before is None or not before.sentences:
        return
    last = before.sentences[-1]
    for m in groups.SIZED.finditer(text.low, last.start, last.end):
        state.open_block(groups.joined(m["group"], m["tail"]), int(m["of"]))


def _lines(
    reading: Reading, text: Text, rows: tuple[Row, ...], columns: list[Column], state: State, header: str
) -> Iterator[_Line]:
    name = next(c.index for c in columns if c.role == "name")
    name_header = columns[name].header
    group_no, tier = 0, None
    parts_as_rows = bool(re.search(r"chỉ số|tiêu chí|lĩnh vực|nội dung|thành phần|trục|nhóm chỉ", name_header)) and not re.search(
        r"đơn vị|địa phương|tỉnh|huyện|xã|sở", name_header
    )
    for row in rows:
        cells = [c.text.strip() for c in row.cells]
        filled = {c.lower() for c in cells if c and not re.fullmatch(r"(?:[ivx]+|[a-d]|\d+)\.?", c.lower())}
        if len(filled) == 1 and not any(re.search(r"\d[.,]\d", c) for c in filled):
            group_no += 1
            tier = _group_row(filled.pop(), state)
            continue
        if name >= len(row.cells) or not row.cells[name].text.strip() or _NOT_A_UNIT.match(row.cells[name].text.lower().strip()):
            continue
        cell = row.cells[name]
        component = indicator = None
        if parts_as_rows:
            named = reading.mentions.of(text).in_span(cell.start, cell.end, "indicators")
            indicator = named[0].id if named else None
            component = (
                None
                if indicator
                else next((c.component for c in find_components(text.low, cell.start, cell.end)), cell.text.strip().lower())
            )
            subject = state.subjects[0] if state.subjects else state.main_subject
        else:
            subject = unit_in(
                reading,
                text,
                cell.start,
                cell.end,
                hint=name_header,
                block=state.blocks.get(state.current).group if state.current and state.blocks.get(state.current) else None,
            )  # type: ignore[union-attr]
        ranked = state.block(subject)
        if subject is not None and not ranked.group and not parts_as_rows:
            ranked = Ranked(
                groups.clean_group(name_header) if block_of_group(name_header) == block_of_subject(subject) else None, ranked.of
            )
        line = _Line(row, subject, component, ranked, group_no, {i: c for i, c in enumerate(cells)}, tier, indicator)
        yield line


def _group_row(label: str, state: State) -> str | None:
    """A row that heads a group: opens a block (`II. Các huyện, thành phố`) or names a tier for the rows below."""
    m = re.search(tier_pattern(), label)
    if m and re.search(r"nhóm|loại|mức", label):
        return tier_name(m["tier"])
    found = re.search(rf"(?:(?P<of>\d{{1,3}}) )?{groups.GROUP}(?P<tail>{groups.GROUP_TAIL})?", label)
    if found:
        state.open_block(groups.joined(found["group"], found["tail"]), int(found["of"]) if found["of"] else None)
    return None


def _primary(columns: list[Column]) -> Column | None:
    """The column that the order follows: the ratio, else the total."""
    for role in ("ratio", "total"):
        for c in columns:
            if c.role == role:
                return c
    return None


def _sorted_blocks(lines: list[_Line], columns: list[Column]) -> set[int]:
    """Group numbers whose rows are numbered 1, 2, 3 … and sorted by score: their numbers are derived ranks."""
    number, primary = next((c for c in columns if c.role == "number"), None), _primary(columns)
    if number is None or primary is None or any(c.role == "rank" for c in columns):
        return set()
    out = set()
    for group_no in {line.group_no for line in lines}:
        rows = [line for line in lines if line.group_no == group_no]
        values = [_decimal(line.figures.get(primary.index, "")) for line in rows]
        counted = [numbers.integer(line.figures.get(number.index, "").strip(".")) for line in rows]
        falling = all(a is not None and b is not None and a >= b for a, b in zip(values, values[1:], strict=False))
        if len(rows) >= 3 and falling and None not in values and counted == list(range(1, len(rows) + 1)):
            out.add(group_no)
    return out


def _decimal(cell: str) -> float | None:
    m = _FIGURE.match(cell.strip())
    return numbers.decimal(m["num"]) if m else None


def _row_facts(text: Text, line: _Line, columns: list[Column], state: State, derived: set[int]) -> Iterator[Score | Rank]:
    span = text.span(line.row.start, line.row.end)
    subject = line.subject
    level = (
        "national"
        if subject is not None
        and subject.province is None
        and (subject.kind == "place" or block_of_subject(subject) == "ministry")
        else "local"
    )
    row_max = next((_decimal(line.figures.get(c.index, "")) for c in columns if c.role == "maximum"), None)
    ranks: dict[tuple[str, int | None, str | None], Rank] = {}
    values: set[float] = set()
    change = _change(line, columns, "score_change")
    rank_change = _change(line, columns, "rank_change")
    base = next((year_of(c.header) for c in columns if c.role in ("score_change", "rank_change")), None)
    for c in columns:
        cell = line.figures.get(c.index, "").strip()
        indicator = code_for(line.indicator or c.indicator or state.indicator or "", level)
        year = c.year or state.year_of(line.indicator or c.indicator or state.indicator or "")
        if c.role in ("score_change", "rank_change", "name", "note", "maximum", "year") or not cell:
            continue
        if c.role == "tier":
            _merge_rank(ranks, indicator, year, line, span, state, tier=tier_name(cell.lower()))
            continue
        both = _RANK_SCORE.match(cell)
        if both:
            _merge_rank(ranks, indicator, year, line, span, state, rank=int(both["rank"]), component=c.component)
            yield _score(line, indicator, year, c, numbers.decimal(both["score"]), None, "point", span, state, None, None)
            continue
        m = _FIGURE.match(cell)
        if m is None or m["sign"]:
            continue
        if c.role == "rank" or (c.role == "number" and line.group_no in derived):
            n = numbers.integer(m["num"])
            if n:
                _merge_rank(
                    ranks,
                    indicator,
                    year,
                    line,
                    span,
                    state,
                    rank=n,
                    of=numbers.integer(m["max"]) if m["max"] else None,
                    derived=c.role == "number",
                    change=rank_change,
                    base=base,
                )
            continue
        if c.role not in ("total", "ratio", "component"):
            continue
        value = numbers.decimal(m["num"])
        percent = m["unit"] == "%" or (c.role == "ratio" and ("%" in c.header or _has_raw_total(columns)))
        if value is None or (c.role == "ratio" and value in values):
            continue
        values.add(value)
        maximum = (
            numbers.decimal(m["max"])
            if m["max"]
            else numbers.decimal(c.maximum)
            if c.maximum
            else row_max
            if c.role == "total"
            else None
        )
        own_change = change if c is _main_column(columns) else None
        yield _score(
            line,
            indicator,
            year,
            c,
            value,
            maximum,
            "percent" if percent else "point",
            span,
            state,
            own_change,
            base if own_change is not None else None,
        )
    if line.tier:
        _merge_rank(
            ranks, code_for(state.indicator or "", level), state.year_of(state.indicator or ""), line, span, state, tier=line.tier
        )
    yield from ranks.values()


def _has_raw_total(columns: list[Column]) -> bool:
    return any(c.role == "total" for c in columns)


def _main_column(columns: list[Column]) -> Column | None:
    return next((c for c in columns if c.role == "total"), _primary(columns))


def _change(line: _Line, columns: list[Column], role: str) -> float | None:
    """The signed change in a row: `+0,62`, `-2,20`, `tăng 3`, `↓ 2`."""
    column = next((c for c in columns if c.role == role), None)
    if column is None:
        return None
    m = re.match(r"^(?P<sign>[+-]|tăng|giảm|↑|↓)?\s*(?P<num>\d+(?:[.,]\d+)?)", line.figures.get(column.index, "").strip().lower())
    amount = numbers.decimal(m["num"]) if m else None
    if m is None or amount is None:
        return None
    if not m["sign"]:
        return amount if amount == 0 else None
    return -amount if m["sign"] in ("-", "giảm", "↓") else amount


def _score(
    line: _Line,
    indicator: str,
    year: int | None,
    column: Column,
    value: float | None,
    maximum: float | None,
    unit: str,
    span: object,
    state: State,
    change: float | None,
    base: int | None,
) -> Score:
    return Score(
        indicator=indicator, subject=line.subject, year=year, period=state.period if indicator == "SERVICE_766" else None,
        component=line.component or column.component, value=value, max=maximum, unit=unit, change=change, change_from=base, evidence=span, rule="scores.table",
    )  # type: ignore[arg-type]  # fmt: skip


def _merge_rank(
    ranks: dict[tuple[str, int | None, str | None], Rank],
    indicator: str,
    year: int | None,
    line: _Line,
    span: object,
    state: State,
    *,
    rank: int | None = None,
    of: int | None = None,
    tier: str | None = None,
    derived: bool = False,
    change: float | None = None,
    base: int | None = None,
    component: str | None = None,
) -> None:
    part = line.component or component
    key = (indicator, year, part)
    old = ranks.get(key)
    if old is None:
        old = Rank(
            indicator=indicator, subject=line.subject, year=year, period=state.period if indicator == "SERVICE_766" else None,
            component=part, rank=None, of=line.block.of, group=line.block.group, evidence=span, rule="ranks.table",
        )  # type: ignore[arg-type]  # fmt: skip
    ranks[key] = replace(
        old, rank=rank if rank is not None else old.rank, of=of or old.of, tier=tier or old.tier, derived=old.derived or derived,
        change=int(change) if change is not None else old.change, change_from=base if change is not None else old.change_from,
    )  # fmt: skip
