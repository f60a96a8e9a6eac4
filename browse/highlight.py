"""A text cut into pieces at the bounds of its mentions: what a template needs to mark them. Pure, no HTML.

Mentions may overlap in any way; a piece carries every mention that covers it, so no mark is lost or torn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_CELL = re.compile(r"(?:\\.|[^|\\])*")
_RULE_LINE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+\s*")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
CAPTION = "[ảnh] "


@dataclass(frozen=True, slots=True)
class Mark:
    """One mention: half-open code-point offsets into the text. `first`: it is the evidence of its fact."""

    start: int
    end: int
    mention: str
    fact: str
    type: str
    first: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same mentions; `types` empty where none. `mentions`, `facts`: those that begin here;
    `over`: the facts whose evidence covers it; `about`: the facts of all mentions that cover it, the shortest first.
    `link`: the fact whose entry it leads to, `more`: facts whose entries have to be linked beside it (`linked`)."""

    text: str
    types: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    link: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its cells as pieces, and the fact types of the mentions that touch it."""

    cells: tuple[tuple[Piece, ...], ...]
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, caption or table."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[Row, ...] = ()


def cut(text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """The pieces of text[start:end]."""
    end = len(text) if end is None else end
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    bounds = sorted({start, end, *(max(m.start, start) for m in inside), *(min(m.end, end) for m in inside)})
    pieces = []
    for a, b in pairwise(bounds):
        over = [mark for mark in inside if mark.start <= a and mark.end >= b]
        begin = [mark for mark in over if mark.start == a]
        pieces.append(
            Piece(
                text[a:b],
                tuple(sorted({mark.type for mark in over})),
                tuple(mark.mention for mark in begin),
                tuple(mark.fact for mark in begin if mark.first),
                tuple(mark.fact for mark in over if mark.first and mark.fact),
                tuple(dict.fromkeys(m.fact for m in sorted(over, key=lambda m: m.end - m.start) if m.fact)),
            )
        )
    return tuple(pieces)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start <= end:
        stop = text.find("\n", start, end)
        stop = end if stop == -1 else stop
        yield start, stop
        start = stop + 1


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets of the cells of a pipe row, surrounding spaces left out; `\\|` does not end a cell."""
    position = start + 1 if text[start : start + 1] == "|" else start
    last = end - 1 if end - 1 > start and text[end - 1] == "|" else end
    while position <= last:
        found = _CELL.match(text, position, last)
        stop = found.end() if found else last
        a, b = position, stop
        while a < b and text[a].isspace():
            a += 1
        while b > a and text[b - 1].isspace():
            b -= 1
        yield a, b
        position = stop + 1


def _unescape(piece: Piece) -> Piece:
    return replace(piece, text=piece.text.replace("\\|", "|"))


def _table(text: str, marks: Sequence[Mark], start: int, end: int) -> Block:
    """Marks that begin outside a cell (at the row's pipe) begin in the next cell."""
    rows = []
    for a, b in _lines(text, start, end):
        if _RULE_LINE.fullmatch(text, a, b):
            continue
        touching = [mark for mark in marks if mark.start < b and mark.end > a]
        cells, used = [], a
        for c, d in _cells(text, a, b):
            moved = [Mark(c, max(m.end, c), m.mention, m.fact, m.type, m.first) if used <= m.start < c else m for m in touching]
            cells.append(tuple(_unescape(piece) for piece in cut(text, moved, c, d)) or (_anchor(moved, c),))
            used = d
        rows.append(Row(tuple(cells), tuple(sorted({mark.type for mark in touching}))))
    return Block("table", rows=tuple(rows))


def _anchor(marks: Sequence[Mark], at: int) -> Piece:
    """An empty cell keeps the anchors of marks that begin there."""
    begin = [mark for mark in marks if mark.start == at]
    return Piece("", (), tuple(m.mention for m in begin), tuple(m.fact for m in begin if m.first))


def blocks(text: str, marks: Sequence[Mark]) -> tuple[Block, ...]:
    """The paragraphs of a body (separated by blank lines), captions and tables told apart (docs/codebook.md, "Input")."""
    out = []
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        near = [mark for mark in marks if mark.start < end and mark.end > start]
        lines = list(_lines(text, start, end))
        if len(lines) > 1 and text[start] == "|" and _RULE_LINE.fullmatch(text, *lines[1]):
            out.append(_table(text, near, start, end))
        else:
            out.append(Block("caption" if text.startswith(CAPTION, start) else "text", cut(text, near, start, end)))
    return tuple(out)


def linked(parts: Sequence[tuple[Block, ...]]) -> list[tuple[Block, ...]]:
    """The parts of a page, in the order of reading, with a link on every marked piece: to a fact that no piece before led to,
    else to the one of the shortest mention. A fact that gets no piece of its own is linked beside the first that it covers."""
    reached: set[str] = set()

    def lead(piece: Piece) -> Piece:
        if not piece.about or not piece.text.strip():
            return piece
        fact = next((fact for fact in piece.about if fact not in reached), piece.about[0])
        reached.add(fact)
        return replace(piece, link=fact)

    def rest(piece: Piece) -> Piece:
        more = tuple(fact for fact in piece.about if fact not in reached) if piece.link else ()
        reached.update(more)
        return replace(piece, more=more) if more else piece

    led = [tuple(_each(block, lead) for block in part) for part in parts]
    return [tuple(_each(block, rest) for block in part) for part in led]


def _each(block: Block, change: Callable[[Piece], Piece]) -> Block:
    rows = tuple(replace(row, cells=tuple(tuple(change(piece) for piece in cell) for cell in row.cells)) for row in block.rows)
    return replace(block, pieces=tuple(change(piece) for piece in block.pieces), rows=rows)
