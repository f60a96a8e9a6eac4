"""The data rows of a ranking table: the unit or part that each is about, with the block or tier it stands under.

Source: docs/codebook.md ("Fine points": tables); survey P19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from extract import numbers
from extract.measures import groups
from extract.measures.columns import Column, first_of, primary
from extract.measures.components import find_components, is_part
from extract.measures.state import Block, State, block_of_group, block_of_subject
from extract.measures.subjects import unit_in
from extract.measures.tier_patterns import tier_name, tier_pattern
from extract.reading import Reading
from extract.text import Cell, Row, Text
from schemas.facts import Subject

FIGURE = re.compile(
    r"^(?:(?:[Tt]hứ|[Hh]ạng|[Vv]ị trí)(?: thứ)?\s+)?(?P<sign>[+-])?\s*(?P<num>\d{1,4}(?:[.,]\d+)?)\s*(?P<unit>%|"
    r"điểm)?(?:\s*/\s*(?P<max>\d{1,4}(?:[.,]\d+)?))?"
    r"(?:\s*(?:điểm|%))?$"
)
_NOT_A_UNIT = re.compile(
    r"^(?:trung bình|bình quân|tổng|tổng cộng|cộng|trung bình chung|giá trị|cao nhất|thấp nhất|trung vị|ghi chú|"
    r"cả nước|toàn tỉnh)"
)
_PART_HEADER = re.compile(r"chỉ số|tiêu chí|lĩnh vực|nội dung|thành phần|trục|nhóm chỉ")
_UNIT_HEADER = re.compile(r"đơn vị|địa phương|tỉnh|huyện|xã|sở")
_ORDINAL_CELL = re.compile(r"(?:[ivx]+|[a-d]|\d+)\.?")


class Line(NamedTuple):
    """A data row: what it is about, the texts of its cells by column, and the block (group number) or tier that a row
    above it opens; `place` where the order of the rows gives it."""

    row: Row
    cells: tuple[str, ...]
    subject: Subject | None
    component: str | None
    indicator: str | None
    block: Block
    group_no: int
    tier: str | None
    place: int | None = None

    def cell(self, column: Column | None) -> str:
        """The text of a cell; "" where the row has none."""
        return self.cells[column.index] if column and column.index < len(self.cells) else ""

    def decimal(self, column: Column | None) -> float | None:
        """The number of a cell; None where it is none."""
        m = FIGURE.match(self.cell(column).strip())
        return numbers.decimal(m["num"]) if m else None


def read_lines(
    reading: Reading, text: Text, rows: tuple[Row, ...], name: Column, state: State, beside: Column | None = None
) -> Iterator[Line]:
    """The data rows; group rows open blocks in `state` and yield nothing. `beside`: the column of each unit's type."""
    group_no, tier = 0, None
    parts_as_rows = bool(_PART_HEADER.search(name.header)) and not _UNIT_HEADER.search(name.header)
    for row in rows:
        cells = tuple(c.text.strip() for c in row.cells)
        label = _group_label(cells)
        if label is not None:
            group_no += 1
            tier = _group_row(label, state)
            continue
        if name.index >= len(cells) or not cells[name.index] or _NOT_A_UNIT.match(cells[name.index].lower()):
            continue
        cell = row.cells[name.index]
        subject: Subject | None
        component = indicator = None
        if parts_as_rows:
            subject = state.subjects[0] if state.subjects else state.main_subject
            indicator, component = _part(reading, text, cell, state)
            block = state.block(subject)
        else:
            in_force = state.block_in_force()
            hint = in_force.group if in_force else None
            kind = cells[beside.index].lower() if beside and beside.index < len(cells) else ""
            subject = unit_in(reading, text, cell.start, cell.end, hint=kind or name.header, block=hint)
            block = _block(subject, name.header, state)
        yield Line(row, cells, subject, component, indicator, block, group_no, tier)


def _group_label(cells: tuple[str, ...]) -> str | None:
    """The text of a row that has only one, besides the ordinal that it begins with: the head of a group. Behind a number
    a whole number or a letter is a figure or a class (`3 | Sở Y tế | 93`, `3 | Sở Y tế | A`), behind `II` how many they are."""
    told = [c.lower() for c in cells if c]
    ordinal = bool(told) and _ORDINAL_CELL.fullmatch(told[0]) is not None
    sizes = ordinal and not told[0][0].isdigit()
    filled = {c for c in told[ordinal:] if not (sizes and c.isdecimal())}
    if len(filled) != 1:
        return None
    label = filled.pop()
    return None if re.search(r"\d[.,]\d", label) else label


def _group_row(label: str, state: State) -> str | None:
    """A row that heads a group: opens a block (`II. Các huyện, thành phố`) or names a tier for the rows below."""
    m = re.search(tier_pattern(), label)
    if m and re.search(r"nhóm|loại|mức", label):
        return tier_name(m["tier"])
    found = re.search(rf"(?:(?P<of>\d{{1,3}}) )?{groups.GROUP}(?P<tail>{groups.GROUP_TAIL})?", label)
    if found:
        state.open_block(groups.joined(found["group"], found["tail"]), int(found["of"]) if found["of"] else None)
    return None


def _part(reading: Reading, text: Text, cell: Cell, state: State) -> tuple[str | None, str | None]:
    """(index, part) that the first cell of a row names; a part that no vocabulary knows by its words."""
    named = reading.mentions.of(text).in_span(cell.start, cell.end, "indicators")
    if named and not is_part(cell.text.strip().lower(), state.indicator or ""):
        return named[0].id, None
    if named:
        return None, cell.text.strip().lower()
    known = find_components(text.low, cell.start, cell.end)
    return None, known[0].component if known else cell.text.strip().lower()


def _block(subject: Subject | None, header: str, state: State) -> Block:
    """Who the row is ranked with: the block in force, else the types of units that the header names."""
    block = state.block(subject)
    if subject is None or block.group:
        return block
    same = block_of_group(header) == block_of_subject(subject)
    return Block(groups.clean_group(header) if same else None, block.of)


def placed(lines: list[Line], columns: list[Column]) -> list[Line]:
    """The lines with their places, for a table that is said to be sorted from the highest to the lowest: in each group
    whose scores fall, by order."""
    score = primary(columns)
    if score is None or first_of(columns, "rank"):
        return lines
    out: list[Line] = []
    for group_no in dict.fromkeys(line.group_no for line in lines):
        rows = [line for line in lines if line.group_no == group_no]
        values = [line.decimal(score) for line in rows]
        falling = all(a is not None and b is not None and a >= b for a, b in pairwise(values))
        out += [line._replace(place=n) for n, line in enumerate(rows, 1)] if len(rows) > 1 and falling else rows
    return out


def sorted_blocks(lines: list[Line], columns: list[Column]) -> set[int]:
    """Group numbers whose rows are numbered 1, 2, 3 … and sorted by score: their numbers are derived ranks."""
    number, score = first_of(columns, "number"), primary(columns)
    if number is None or score is None or first_of(columns, "rank"):
        return set()
    out = set()
    for group_no in {line.group_no for line in lines}:
        rows = [line for line in lines if line.group_no == group_no]
        values = [line.decimal(score) for line in rows]
        counted = [numbers.integer(line.cell(number).strip(".")) for line in rows]
        falling = all(a is not None and b is not None and a >= b for a, b in pairwise(values))
        if len(rows) >= 3 and falling and counted == list(range(1, len(rows) + 1)):
            out.add(group_no)
    return out
