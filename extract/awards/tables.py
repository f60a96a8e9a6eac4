"""Awards printed as a table: a row with a cell that is a form of award, and receivers in another cell.

Source: docs/codebook.md ("Input": pipe rows; "evidence": a row), survey §4.2 (lists of receivers).
"""

from __future__ import annotations

import re
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


_NAME_HEAD = re.compile(r"(?:họ,? (?:và )?tên|họ tên|(?:tên )?(?:tập thể|cá nhân|đơn vị)|danh sách|đối tượng)(?!\w)")


def names_below(marks: Marks, end: int) -> list[Name]:
    """The receivers that a table right after the offset lists, one a row (`theo danh sách sau:`)."""
    block = next((b for b in marks.text.blocks if b.start >= end), None)
    if block is None or block.kind != "table" or any(_kind_of(marks, c) for row in block.rows for c in row.cells):
        return []
    heads = [c.text.lower() for c in block.rows[0].cells] if block.rows else []
    at = next((i for i, head in enumerate(heads) if _NAME_HEAD.match(head)), None)
    if at is None:
        return []
    cells = [row.cells[at] for row in block.rows[1:] if len(row.cells) > at]
    return [n for c in cells if (n := _listed(marks, c, person=heads[at].startswith("họ"))) is not None]


def _listed(marks: Marks, cell: Cell, *, person: bool) -> Name | None:
    """The one receiver of a cell: a person by honorific, column or name, else a body as printed."""
    found = read_names(marks, cell.start, cell.end)
    if found and found[0].kind != "collective":
        return found[0]
    words = re.sub(r"^(?:[Tt]ập thể|[Ôô]ng|[Bb]à|[Đđ]ồng chí) (?=\S)", "", cell.text.strip())
    return Name(cell.start, cell.end, words, "individual" if person else "collective") if words else None


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
