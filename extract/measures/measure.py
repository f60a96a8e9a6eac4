"""The figures of an article: title and body read in order, drafts turned into facts, what is skipped into issues.

`measure(reading)` is called by the three fact types that share the grammar and reads an article once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from core.sieve import Sieve
from extract.measures import groups
from extract.measures.components import is_part
from extract.measures.lex_scores import item_score
from extract.measures.lexer import known_of, lex, may_tell, tells
from extract.measures.mention_tokens import mention_tokens, names_index
from extract.measures.orders import lists_next, may_go_on
from extract.measures.orient import orient
from extract.measures.pages import read_pages
from extract.measures.periods import dated, is_earlier
from extract.measures.reader import read_sentence
from extract.measures.records import count_fact, district_before, draft_facts, evidence
from extract.measures.state import State
from extract.measures.tables import read_table
from extract.measures.tiers import words_of
from extract.measures.tokens import Token, shifted
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
    r"(?:trong |kết thúc |hết |bước sang |nhìn lại |điểm lại |tổng kết |khép lại )?năm (20\d\d)(?=[, ])"
    r"(?!, (?:tỉnh |huyện |thành phố |ubnd )?(?:sẽ|phấn đấu|tiếp tục))"
)
_BOUNDS = re.compile(r"trở lên|không dưới|không thấp hơn|tối thiểu|ít nhất|không quá|nằm trong (?:nhóm|tốp|top)")
# `Kết quả các nhóm chỉ số trong tháng 10 như sau:`
_OF_FIGURES = re.compile(r"kết quả|chỉ số|thành phần|xếp hạng|xếp loại|đánh giá|điểm số|số điểm")
# `Điểm của từng nhóm như sau:`
_POINTS_LISTED = re.compile(
    r"điểm(?:số| số)?(?: của| các| từng| theo| cụ thể| thành phần)*(?: nhóm| tiêu chí| chỉ số| nội dung| phần)[^.;]{0,60}:$"
)
_PLAN_TITLE = re.compile(r"(?:kế hoạch|mục tiêu|chỉ tiêu|phấn đấu|nhiệm vụ)[^.;:]{0,90}?năm (20\d\d)")
# A paragraph that begins so goes on with the unit of the one before.
_CONTINUES = re.compile(
    r"(?:trong đó|cụ thể|theo đó|với kết quả|kết quả này|đây là|ngoài ra|bên cạnh đó|đáng chú ý|riêng|tiếp theo|về các|"
    r"trong các|như vậy)"
)
# Other articles' headlines are no facts of this one (codebook, "What is not a fact").
_RELATED = re.compile(
    r"\s*(?:>>+|(?:tin|bài|bài viết|tin bài)(?: viết)? (?:liên quan|cùng chuyên mục|khác|đã đưa)|"
    r"xem thêm|đọc thêm|mời xem)\s*[:»>]?"
)
_DECIMAL_DOT = re.compile(r"\.(?<=\d\.)(?<!\d[.,/]\d\.)(?<!\d[.,/]\d\d\.)(?=\d{1,2}(?: ?%| điểm|/\d{2,3} điểm))")
# What rules look at before and after a sentence is nearer than this (characters).
_CONTEXT = 120
_BROKEN = re.compile(r"[\d.,;:()/]")
_HEADS = Sieve(((groups.CLUSTER, "cluster"), (groups.HEADING, "heading")))
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


_FAR = re.compile(r"[\s+*•-]*(?:(?:còn|và|xét) )?(?:về lâu dài|lâu dài|xa hơn|về dài hạn|trong tương lai|tương lai)(?![a-zà-ỹđ])")


def _read(reading: Reading) -> Iterator[Record]:
    """The records of title and body, with one discourse state, and of the files, each with its own."""
    state = orient(reading)
    yield from _read_text(reading, reading.doc.title, state)
    # The title's unit is the article's, not what its first sentence goes on with.
    state.title_period = state.period
    if plan := _PLAN_TITLE.search(reading.doc.title.low):
        state.plan_year = int(plan[1]) if int(plan[1]) >= (state.published_year or 0) else None
    if state.was_target and state.title_year and state.title_year >= (state.published_year or 0):
        # `Lào Cai đặt mục tiêu PAR INDEX năm 2024 vào nhóm 20`: the year of the plan.
        state.plan_year = state.title_year
    state.subjects, state.target, state.was_target = (), False, False
    begun = deepcopy(state) if reading.doc.attachments else state
    yield from _read_text(reading, reading.doc.body, state)
    yield from read_pages(reading, begun, _read_text)


def _read_text(reading: Reading, text: Text, state: State) -> Iterator[Record]:
    state.before = None
    for n, block in enumerate(text.blocks):
        state.paragraph = n
        if block.kind == "table":
            yield from read_table(reading, text, block, text.blocks[n - 1] if n else None, state)
            continue
        if _RELATED.match(text.low, block.start):
            continue
        if block.kind == "item" and n and text.blocks[n - 1].kind != "item":
            _new_list(text, text.blocks[n - 1], state)
        if block.kind == "paragraph" and text.field != "title" and n:
            _new_paragraph(text.low[block.start : block.start + 60], state)
        elif block.kind == "heading" and text.field != "title":
            state.period = state.title_period or state.period
        for sentence in block.sentences:
            yield from _sentence(reading, text, block, sentence.start, sentence.end, state)
            state.before = (sentence.start, sentence.end)


def _new_list(text: Text, before: Block, state: State) -> None:
    """A list begins behind another block: unopened by it, it is of the headline's week or month again."""
    if not state.named_unit:
        # A list whose opening sentence names no unit is of the article's, not of the one compared with last.
        state.subjects = ()
    if not text.low[before.start : before.end].rstrip().endswith(":"):
        state.period = state.title_period or state.period


def _new_paragraph(head: str, state: State) -> None:
    """A paragraph begins: targets end, the unit spoken of falls back to the article's, the index to it where another was
    told beside it (`… Chỉ số hài lòng (SIPAS) của tỉnh cũng ở mức 86,40%.`)."""
    own = (state.title_indicator, state.lead_indicator)
    if state.paragraph_index and state.paragraph_index in own and state.indicator not in own:
        state.indicator = state.paragraph_index
    state.paragraph_index = None
    state.target, state.target_year = False, None
    lead = _LEAD_YEAR.match(head)
    year = int(lead[1]) if lead else None
    published = state.published_year
    state.paragraph_year = year if year and (published is None or year <= published) else None
    if not _CONTINUES.match(head):
        state.subjects = ()
    # The headline's week or month is the article's, whatever earlier one a paragraph looks back on; else the last of those
    # that the paragraph before tells of.
    if state.period and state.latest_period and is_earlier(state.period, state.latest_period):
        state.period = state.latest_period
    state.period = state.title_period or state.period
    state.latest_period = None


def _sentence(reading: Reading, text: Text, block: Block, start: int, end: int, state: State) -> Iterator[Record]:
    state.sentence += 1
    state.named_unit = False
    words = words_of(text.low, start, end)
    _head(text.low, start, end, state, words)
    matters = _opens(text, block, start, end, state) or names_index(reading, text, start, end)
    low, base = _copy(text.low, start, end) if matters or may_tell(text.low, start, end, words) else ("", start)
    if not (low and (matters or _tells(reading, text, start, end, words, low, base))):
        if block.kind != "item":
            state.list_rank, state.list_scores = None, False
        return
    closing = low[start - base : end - base].rstrip()
    found = mention_tokens(reading, text, start, end, state)
    known = known_of(text.low, start, end, base)
    start, end = start - base, end - base
    tokens = lex(low, start, end, [shifted(t, base) for t in found] if base else found, known)
    if state.list_scores and block.kind == "item":
        tokens = item_score(low, start, end, tokens)
    first_of_item = block.kind == "item" and start + base == block.sentences[0].start
    order = state.list_rank if first_of_item else None
    _open_sorts(closing, tokens, state, is_item=block.kind == "item")
    kinds = [t.kind for t in tokens]
    if _TELLING.isdisjoint(kinds) and not lists_next(low, start, end, tokens, state):
        _without_figures(closing, tokens, state, is_title=text.field == "title")
        return
    if "indicator" not in kinds and _stale_indicator(tokens, state):
        state.indicator = None
    if _FAR.match(low, start, end):
        # `Về lâu dài, tỉnh hướng tới SIPAS 90%`: not of the year of the plan.
        state.target_year = state.plan_year = None
    aimed = state.target
    if state.was_target and not aimed and text.field != "title" and _bound_by_plan(low[start:end], tokens, state):
        state.target = True
    out = read_sentence(low, start, end, tokens, state, order)
    if order:
        held = [d.rank for d in out.drafts if d.kind == "rank" and d.rank]
        state.list_rank = held[-1] + 1 if held else None
    state.list_scores |= block.kind == "item" and any(d.kind == "score" and d.component and d.max for d in out.drafts)
    state.was_target = out.target
    # A target goes on in the list that its sentence opens.
    state.target = out.target and (closing.endswith((":", ";")) or (block.kind == "item" and aimed))
    for token, rule, why in out.skipped:
        yield Issue(rule, why, text.span(base + token.start, base + token.end))
    if block.kind == "caption":
        return
    for draft in out.drafts:
        yield from draft_facts(draft, state, evidence(text, base + draft.first, base + draft.last, base + start, base + end))
    for count in out.counts:
        publisher = district_before(reading, text, block.start, base + count.first)
        span = evidence(text, base + count.first, base + count.last, base + start, base + end)
        yield count_fact(count, reading, state, span, base + count.first, publisher)


def _opens(text: Text, block: Block, start: int, end: int, state: State) -> bool:
    """May text[start:end] matter without a figure of its own: a title, the head of a list, an item or what goes on?"""
    if text.field == "title" or (state.list_scores and block.kind == "item"):
        return True
    return text.low[start:end].rstrip().endswith(":") or may_go_on(text.low, start, end, state)


def _copy(low: str, start: int, end: int) -> tuple[str, int]:
    """The sentence low[start:end] and what stands around it, and where that begins: lexer and gate blot names out of a copy,
    not of the whole text. One decimal mark, where a unit follows: a dot is also the end of what a rule may look through."""
    base = max(0, start - _CONTEXT)
    return _DECIMAL_DOT.sub(",", low[base : end + _CONTEXT]), base


def _open_sorts(sentence: str, tokens: list[Token], state: State, *, is_item: bool) -> None:
    """A sentence opens a list in order or one of scores; any but an item ends the one before."""
    opens = sentence.endswith(":")
    if opens and _in_order(tokens):
        state.list_rank = 1
    elif not is_item:
        state.list_rank = None
    if not is_item:
        state.list_scores = opens and _POINTS_LISTED.search(sentence) is not None


def _in_order(tokens: list[Token]) -> bool:
    """Does the list that a sentence opens begin with the first place (`theo thứ tự`, `dẫn đầu lần lượt là:`)?"""
    leads = any(t.kind == "rank" and t.worded and t.number == 1 for t in tokens)
    return not any(t.last for t in tokens) and any(
        t.kind == "sorted" or (t.kind == "respectively" and (leads or (t.text or "").startswith("theo thứ tự"))) for t in tokens
    )


def _open_list(tokens: list[Token], state: State) -> None:
    """`Kết quả một số lĩnh vực của tỉnh như sau:`: the list is of the one unit that its opening names."""
    named = [t.subjects for t in tokens if t.kind == "subject"]
    if len(named) == 1 and len(named[0]) == 1:
        state.subjects, state.named_unit = named[0], True


def _without_figures(sentence: str, tokens: list[Token], state: State, *, is_title: bool) -> None:
    """What a sentence without figures leaves to those after it: a headline its period, the head of a list target or period."""
    told = next((t.text for t in tokens if t.kind == "period" and t.text and t.text not in ("same", "previous", "year")), None)
    if is_title:
        state.period = dated(told, state)
        return
    if not sentence.endswith(":"):
        return
    _open_list(tokens, state)
    if any(t.kind == "target" for t in tokens):
        state.target = True
        state.target_year = next((max(t.years) for t in tokens if t.kind == "year" and t.years), state.target_year)
    elif told and _OF_FIGURES.search(sentence):
        state.period = dated(told, state) or state.period


def _tells(reading: Reading, text: Text, start: int, end: int, words: int, low: str, base: int) -> bool:
    """May text[start:end], copied to low[start - base : end - base], have the token of a figure, block or tier?"""
    if tells(low, start - base, end - base, words):
        return True
    # What is looked through on the way to a figure has no digits or stops; those of names are blotted out before.
    mentions = reading.mentions.of(text)
    spans = [(m.start, m.end) for m in mentions.in_span(start, end, "organizations")]
    spans += [(m.start, m.end) for m in mentions.in_span(start, end, "places")]
    return any(_BROKEN.search(text.low, *span) for span in spans)


def _bound_by_plan(sentence: str, tokens: list[Token], state: State) -> bool:
    """Does a sentence after a target go on with bounds of its own (`SIPAS xếp hạng không dưới 25/63`), telling no result?"""
    now = state.published_year or 0
    told = any(t.kind == "result" or (t.kind == "year" and max(t.years, default=9999) < now) for t in tokens)
    return bool(_BOUNDS.search(sentence)) and not told


def _stale_indicator(tokens: list[Token], state: State) -> bool:
    """An index not named for two paragraphs, nor by these tokens, no longer governs figures, but for the title's."""
    if state.indicator is None:
        return False
    if any(t.kind == "component" and t.text and t.text.count(" ") > 1 and is_part(t.text, state.indicator) for t in tokens):
        # Its parts by name still tell of it.
        state.indicator_paragraph = state.paragraph
        return False
    if len(state.named) == 1 and state.indicator in state.named:
        # The only index of the article.
        return False
    far = state.paragraph - state.indicator_paragraph > 3
    return far and state.indicator not in (state.title_indicator, state.lead_indicator)


def _head(low: str, start: int, end: int, state: State, words: int) -> None:
    """A heading of a block (`Khối huyện:`, `Đối với các sở`) opens it and resets the unit. `words`: what `words_of` tells."""
    for pattern, what in _HEADS.among(words):
        m = pattern.match(low, start, end if what == "cluster" else min(end, start + 120))
        if m is None or (what == "heading" and not _HEADING_END.match(low[m.end() : end])):
            continue
        if what == "cluster":
            state.open_cluster(" ".join(m["group"].split()), int(m["of"]) if m["of"] else None)
        else:
            size = m["of"] or m["of_after"]
            state.open_block(groups.joined(m["group"], m["tail"]), int(size) if size else None)
        state.subjects = ()
        return
