"""The figures of an article: title and body read in order, drafts turned into facts, what is skipped into issues.

`measure(reading)` is called by the three fact types that share the grammar and reads an article once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from extract.measures import groups
from extract.measures.lexer import lex
from extract.measures.mention_tokens import mention_tokens
from extract.measures.orient import orient
from extract.measures.reader import read_sentence
from extract.measures.records import count_fact, draft_facts, evidence
from extract.measures.state import State
from extract.measures.tables import read_table
from extract.measures.tokens import Token
from extract.reading import Reading
from extract.text import Block, Text
from schemas.facts import Rank, Score, TierCount
from schemas.records import Issue

Record = Score | Rank | TierCount | Issue
# A sentence without any of these has no figure, and changes nothing for the next one but a target's list head.
_TELLING = frozenset(
    {"value", "rank", "score_change", "rank_change", "same", "from_to_rank", "from_to_score"}
    | {"tier", "tier_count", "top", "block", "indicator"}
)
# `Trong năm 2022, …` at the head of a paragraph is the year of its figures, unless it is only planned for.
_LEAD_YEAR = re.compile(
    r"(?:trong |kết thúc |hết |bước sang )?năm (20\d\d)(?=[, ])"
    r"(?!, (?:tỉnh |huyện |thành phố |ubnd )?(?:sẽ|phấn đấu|tiếp tục))"
)
# A paragraph that begins so goes on with the unit of the one before.
_CONTINUES = re.compile(
    r"(?:trong đó|cụ thể|theo đó|với kết quả|kết quả này|đây là|ngoài ra|bên cạnh đó|đáng chú ý|riêng|tiếp theo|về các|"
    r"trong các|như vậy)"
)
_HEADING_END = re.compile(r"\s*(?:[:,.]|$|có|gồm|thì|đứng|dẫn đầu|xếp|kết quả)")


@dataclass(frozen=True)
class Measures:
    """All figures of one article, and the issues of those skipped."""

    scores: tuple[Score, ...]
    ranks: tuple[Rank, ...]
    tier_counts: tuple[TierCount, ...]
    issues: tuple[Issue, ...]


@lru_cache(maxsize=4)
def measure(reading: Reading) -> Measures:
    """Read the figures of an article. Pure; the last few readings are kept, since three fact types ask."""
    return _sorted_out(_read(reading))


def _sorted_out(found: Iterable[Record]) -> Measures:
    records = list(found)
    return Measures(
        tuple(r for r in records if isinstance(r, Score)),
        tuple(r for r in records if isinstance(r, Rank)),
        tuple(r for r in records if isinstance(r, TierCount)),
        tuple(dict.fromkeys(r for r in records if isinstance(r, Issue))),
    )


def _read(reading: Reading) -> Iterator[Record]:
    """The records of title and body, with one discourse state."""
    state = orient(reading)
    yield from _read_text(reading, reading.doc.title, state)
    # The title's unit is the article's, not what its first sentence goes on with.
    state.subjects, state.target = (), False
    yield from _read_text(reading, reading.doc.body, state)


def _read_text(reading: Reading, text: Text, state: State) -> Iterator[Record]:
    for n, block in enumerate(text.blocks):
        state.paragraph = n
        if block.kind == "table":
            yield from read_table(reading, text, block, text.blocks[n - 1] if n else None, state)
            continue
        if block.kind == "paragraph" and text.field == "body" and n:
            _new_paragraph(text.low[block.start : block.start + 60], state)
        for sentence in block.sentences:
            yield from _sentence(reading, text, block, sentence.start, sentence.end, state)


def _new_paragraph(head: str, state: State) -> None:
    """A paragraph begins: targets end, the unit spoken of falls back to the article's."""
    state.target, state.target_year = False, None
    lead = _LEAD_YEAR.match(head)
    year = int(lead[1]) if lead else None
    published = state.published_year
    state.paragraph_year = year if year and (published is None or year <= published) else None
    if not _CONTINUES.match(head):
        state.subjects = ()


def _sentence(reading: Reading, text: Text, block: Block, start: int, end: int, state: State) -> Iterator[Record]:
    low, closing = text.low, text.low[start:end].rstrip()
    state.sentence += 1
    _head(low, start, end, state)
    tokens = lex(low, start, end, mention_tokens(reading, text, start, end, state))
    first_of_item = block.kind == "item" and start == block.sentences[0].start
    order = state.list_rank if first_of_item else None
    if closing.endswith(":") and any(t.kind == "sorted" for t in tokens):
        state.list_rank = 1
    elif block.kind != "item":
        state.list_rank = None
    if not any(t.kind in _TELLING for t in tokens):
        if closing.endswith(":") and any(t.kind == "target" for t in tokens):
            state.target = True
        if text.field == "title":
            state.period = next((t.text for t in tokens if t.kind == "period" and t.text and t.text[:1].isdigit()), None)
        return
    if _stale_indicator(tokens, state):
        state.indicator = None
    aimed = state.target
    out = read_sentence(low, start, end, tokens, state, order)
    if order:
        held = [d.rank for d in out.drafts if d.kind == "rank" and d.rank]
        state.list_rank = held[-1] + 1 if held else None
    # A target goes on in the list that its sentence opens.
    state.target = out.target and (closing.endswith((":", ";")) or (block.kind == "item" and aimed))
    for token, why in out.skipped:
        rule = "figures.respectively" if token.kind == "respectively" else "scores.bound"
        yield Issue(rule, why, text.span(token.start, token.end))
    if block.kind == "caption":
        return
    for draft in out.drafts:
        yield from draft_facts(draft, state, evidence(text, draft.first, draft.last, start, end))
    for count in out.counts:
        yield count_fact(count, reading, state, evidence(text, count.first, count.last, start, end))


def _stale_indicator(tokens: list[Token], state: State) -> bool:
    """An index not named for two paragraphs no longer governs figures, but for the title's."""
    if any(t.kind == "indicator" for t in tokens) or state.indicator is None:
        return False
    return state.paragraph - state.indicator_paragraph > 2 and state.indicator != state.title_indicator


def _head(low: str, start: int, end: int, state: State) -> None:
    """A heading of a block (`Khối huyện:`, `Đối với các sở`) opens it and resets the unit."""
    m = groups.HEADING.match(low[start : min(end, start + 120)])
    if m and _HEADING_END.match(low[start + m.end() : end]):
        state.open_block(groups.joined(m["group"], m["tail"]), int(m["of"]) if m["of"] else None)
        state.subjects = ()
