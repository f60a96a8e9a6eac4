"""Tables that count units by tier: a row a block (`Sở`, `Huyện`), a column a tier, cells with numbers of units.

Source: docs/codebook.md ("tier_counts"); survey P6, P19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract import numbers
from extract.measures import groups
from extract.measures.drafts import CountDraft
from extract.measures.records import count_fact
from extract.measures.state import State
from extract.measures.tier_patterns import tier_name, tier_pattern
from extract.reading import Reading
from extract.text import Block, Row, Text
from schemas.facts import TierCount

_SUM_HEADER = re.compile(r"^(?:tổng|tổng số|tổng cộng|số đơn vị|số lượng)")
_ROW_GROUP = re.compile(rf"^(?:khối |nhóm |cấp )?(?:các )?{groups.GROUP}(?P<tail>{groups.GROUP_TAIL})?$")


def tier_columns(header: Row) -> dict[int, str]:
    """Column -> tier of a header row; empty unless at least two columns are tiers and nothing else."""
    found = {}
    for i, cell in enumerate(header.cells):
        words = re.sub(r"^(?:xếp |số đơn vị )?(?:loại|mức|hạng) ", "", cell.text.strip().lower())
        m = re.fullmatch(tier_pattern(), words)
        if i and m:
            found[i] = tier_name(m["tier"])
    return found if len(found) >= 2 else {}


def read_tier_table(reading: Reading, text: Text, block: Block, state: State) -> Iterator[TierCount]:
    """The counts of a table whose columns are tiers; nothing where it is no such table."""
    tiers = tier_columns(block.rows[0]) if block.rows else {}
    if not tiers or state.indicator is None:
        return
    total = next((i for i, c in enumerate(block.rows[0].cells) if i and _SUM_HEADER.match(c.text.strip().lower())), None)
    for row in block.rows[1:]:
        cells = [c.text.strip().lower() for c in row.cells]
        group = next((m for c in cells[:2] if (m := _ROW_GROUP.match(c))), None)
        if group is None:
            continue
        name = groups.joined(group["group"], group["tail"])
        size = numbers.integer(cells[total]) if total is not None and total < len(cells) else None
        for i, tier in tiers.items():
            n = numbers.integer(cells[i]) if i < len(cells) else None
            if n is not None:
                draft = CountDraft(state.indicator, None, row.start, row.end, tier, n, size, None, name, "result")
                yield count_fact(draft, reading, state, text.span(row.start, row.end), row.start)
