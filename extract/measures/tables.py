"""Ranking tables: headers by word, group rows, restarting numbers, `01 (0,727)` cells, years and indices as columns.

Source: docs/codebook.md ("ranks", "Fine points": a table takes `of` and `group` from its title, headers or the
sentence that points to it; a numbered table sorted by score gives derived ranks), survey P19.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.measures import groups
from extract.measures.columns import Column, block_column, first_of, goes_on, header_rows, read_columns
from extract.measures.patterns import SORTED_LIST
from extract.measures.state import State
from extract.measures.table_facts import row_facts
from extract.measures.table_rows import placed, read_lines, sorted_blocks
from extract.measures.tier_tables import read_tier_table
from extract.reading import Reading
from extract.text import Block, Text
from schemas.facts import Rank, Score, TierCount
from schemas.records import Issue


def read_table(
    reading: Reading, text: Text, block: Block, before: Block | None, state: State
) -> Iterator[Score | Rank | TierCount | Issue]:
    """The figures of one table. `before` is the block above it, whose last sentence may name index, year and size."""
    above, state.columns = state.columns, []
    on = text.page is not None and before is None and goes_on(block.rows, above)
    heads = 0 if on else header_rows(block.rows)
    if len(block.rows) <= heads or (heads == 0 and not on):
        return
    counts = [] if on else list(read_tier_table(reading, text, block, state))
    if counts:
        yield from counts
        return
    columns = above if on else read_columns(reading, text, block.rows[:heads], block.rows[heads:])
    if block is text.blocks[-1]:
        # What the next page of a file may go on with.
        state.columns = columns
    name = first_of(columns, "name")
    indexed = state.indicator is not None or reading.mentions.of(text).in_span(block.start, block.end, "indicators")
    if name is None or not _has_figures(columns) or not indexed:
        where = text.span(block.rows[0].start, block.rows[0].end)
        yield Issue("tables.not_a_ranking", "a table without a column of scores, ranks or tiers of an index", where)
        return
    _point(text, before, state)
    lines = list(read_lines(reading, text, block.rows[heads:], name, state, block_column(columns)))
    for line in lines:
        if line.subject is None:
            yield Issue("tables.no_unit", "a row whose unit is not known", text.span(line.row.start, line.row.end))
    # What the table tells is the index spoken of: the next paragraph goes on with it.
    state.indicator_paragraph = state.paragraph
    derived = sorted_blocks([line for line in lines if line.subject], columns)
    if not derived and _said_sorted(text, before):
        lines = placed(lines, columns)
    for line in lines:
        if line.subject is not None:
            span = text.span(line.row.start, line.row.end)
            yield from row_facts(line, line.subject, span, columns, state, derived=line.group_no in derived)


def _has_figures(columns: list[Column]) -> bool:
    return first_of(columns, "rank", "total", "ratio", "tier", "component") is not None


def _said_sorted(text: Text, before: Block | None) -> bool:
    """Does the sentence that points to the table say that it goes from the highest to the lowest?"""
    if before is None or not before.sentences:
        return False
    last = before.sentences[-1]
    return bool(SORTED_LIST.search(text.low, last.start, last.end))


def _point(text: Text, before: Block | None, state: State) -> None:
    """Size and group from the sentence that points to the table."""
    if before is None or not before.sentences:
        return
    last = before.sentences[-1]
    for m in groups.SIZED.finditer(text.low, last.start, last.end):
        state.open_block(groups.joined(m["group"], m["tail"]), int(m["of"]))
