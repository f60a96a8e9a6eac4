"""Who receives which award of a passage, where several forms share receivers or a table below lists them.

Source: docs/codebook.md ("awards"), survey §4.2 (lists of receivers, distributive forms).
"""

from __future__ import annotations

import re

from extract.awards.frames import Frame
from extract.awards.marks import Marks
from extract.awards.passages import Passage
from extract.awards.resolve import Received, read_recipients, shared_recipients
from extract.awards.tables import by_kind, names_below
from extract.awards.units import find_groups
from extract.numbers import NUMBER_WORD
from schemas.facts import Recipient

_JOINED = re.compile(rf"(?: \"[^\"]*\")?(?:,| và|, và)(?: (?:\d+|{NUMBER_WORD}|các))? ")


def read_receivers(marks: Marks, passage: Passage, frames: list[Frame]) -> list[Received]:
    """The receivers of each frame. Kinds joined by `và` share them (`Cờ thi đua và Bằng khen cho A`); of prizes, each
    has as many as are printed before it (`01 giải Nhất, 02 giải Nhì cho các đội`)."""
    out = [read_recipients(marks, f) for f in frames]
    for i in range(len(frames) - 2, -1, -1):
        if not out[i].recipients and _coordinated(marks, frames[i], frames[i + 1]):
            out[i] = shared_recipients(marks, frames[i], out[i + 1])
    for i in range(1, len(frames)):
        if not out[i].recipients and frames[i - 1].side == "left" and _goes_on(marks, frames[i - 1], frames[i]):
            out[i] = Received(out[i - 1].recipients, out[i].reason or out[i - 1].reason)
    if out:
        out[-1] = _with_table(marks, passage, out[-1])
    return out


def _with_table(marks: Marks, passage: Passage, received: Received) -> Received:
    """The receivers with the names of the table that the passage points to (`theo danh sách sau:`)."""
    if not marks.text.text[passage.start : passage.end].rstrip().endswith(":"):
        return received
    listed = by_kind(names_below(marks, passage.end))
    if not received.recipients:
        return Received(listed, received.reason)
    by_sort = {r.kind: r for r in listed}
    filled = tuple(
        Recipient(r.kind, r.count, by_sort[r.kind].names)
        if r.kind in by_sort and not r.names and r.count in (None, by_sort[r.kind].count)
        else r
        for r in received.recipients
    )
    return Received(filled, received.reason)


def _goes_on(marks: Marks, first: Frame, second: Frame) -> bool:
    """Does the receiver before the first kind receive the second too (`X đạt A, được Y tặng B`)?"""
    between = marks.text.low[first.kind.end : second.kind.start]
    if re.fullmatch(r"(?: của [^,;:]{3,60})?(?: (?:năm|các năm|giai đoạn) [\d, -]+)?(?:,| và|, và)(?: \d+)? ", between):
        return True
    return _coordinated(marks, first, second) or (
        bool(second.verb) and ";" not in between and not find_groups(marks.text.low, first.kind.end, second.kind.start)
        and re.match(r"[^,]{0,40}(?:,| và|, và) ", between) is not None
    )  # fmt: skip


def _coordinated(marks: Marks, first: Frame, second: Frame) -> bool:
    """Is there nothing between two kinds but `và` or a comma?"""
    return _JOINED.fullmatch(marks.text.low[first.kind.end : second.kind.start]) is not None
