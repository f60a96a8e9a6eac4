"""Awards printed as a table: a row with a cell that is a form of award, and receivers in another cell.

Source: docs/codebook.md ("Input": pipe rows; "evidence": a row), survey §4.2 (lists of receivers).
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.awards.grantors import read_grantor
from extract.awards.kinds import KindMention, find_kinds
from extract.awards.marks import Marks
from extract.awards.names import Name, read_names
from extract.awards.units import find_groups
from extract.reading import Reading
from extract.text import Cell, Row
from schemas.facts import Award, Recipient


def read_tables(reading: Reading, marks: Marks) -> Iterator[Award]:
    """One award a row; rows of one form and grantor are joined later (extract.awards.merge)."""
    for block in marks.text.blocks:
        for row in block.rows:
            award = _read_row(reading, marks, row)
            if award is not None:
                yield award


def _read_row(reading: Reading, marks: Marks, row: Row) -> Award | None:
    for cell in row.cells:
        kind = _kind_of(marks, cell)
        if kind is None:
            continue
        recipients = _receivers(marks, [c for c in row.cells if c is not cell])
        if not recipients:
            return None
        span = marks.text.span(row.start, row.end)
        grantor = read_grantor(reading, marks, kind.end, cell.end, giving=True)
        return Award(
            kind=kind.kind,
            grantor=grantor.name,
            recipients=recipients,
            evidence=span,
            mentions=(span,),
            rule="awards.table",
            confidence=0.8,
        )
    return None


def _kind_of(marks: Marks, cell: Cell) -> KindMention | None:
    """The form of award that a cell consists of (`Bằng khen`, `Bằng khen của Chủ tịch UBND tỉnh`)."""
    kinds = find_kinds(marks.text.text, marks.text.low, cell.start, cell.end)
    if len(kinds) != 1 or kinds[0].family == "generic" or kinds[0].start > cell.start + 1:
        return None
    rest = marks.text.low[kinds[0].end : cell.end].strip()
    return kinds[0] if not rest or rest.startswith("của ") else None


def _receivers(marks: Marks, cells: list[Cell]) -> tuple[Recipient, ...]:
    """The first cell with counted groups or names."""
    for cell in cells:
        groups = find_groups(marks.text.low, cell.start, cell.end)
        if groups:
            return tuple(g.recipient() for g in groups)
        names = read_names(marks, cell.start, cell.end)
        if names:
            return by_kind(names)
    return ()


def by_kind(names: list[Name]) -> tuple[Recipient, ...]:
    """Names gathered by kind of receiver; the count is how many there are."""
    out: dict[str, list[str]] = {}
    for n in names:
        out.setdefault(n.kind, []).append(n.name)
    return tuple(Recipient(k, len(v), tuple(v)) for k, v in out.items())  # type: ignore[arg-type]
