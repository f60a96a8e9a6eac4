"""Tokens of one sentence -> drafts of figures: one pass from left to right, each kind of token by its own rule.

Source: docs/codebook.md ("scores", "ranks", "Fine points"); survey P1-P21 name the constructions.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.measures import about, orders, ranking, scores, tier_slots, years
from extract.measures.gate import Gate
from extract.measures.respectively import align, align_beside
from extract.measures.scan import FIGURES, Scan, Sentence
from extract.measures.state import REGIONAL, State
from extract.measures.tokens import Kind, Token

# `vượt mục tiêu`, `đạt 102% so với chỉ tiêu`: the target is what a result is measured against.
_AGAINST_TARGET = re.compile(
    r"(?:vượt|hoàn thành|đạt được|đạt và vượt|đạt|so với|bằng)(?: \d+(?:,\d+)?%)?(?: so với)?(?: cả)? (?:\d+/\d+ )?$"
)
_CLAUSE_HEAD = re.compile(r"(?:^|[,;:.+-]|và|năm \d{4},?)\s*$")
# A plan or target that names its year governs the targets after it.
_PLAN = re.compile(r"(?:kế hoạch|chỉ tiêu|mục tiêu|nhiệm vụ|phấn đấu)[^.;:]{0,70}?(?:năm|đến năm) (?P<year>20\d\d)(?!\d)")
_NO_FIGURE_NEXT = re.compile(r" (?:tại|ở|trong kế hoạch|là|đã|;|,|\))")


def read_sentence(
    low: str, start: int, end: int, tokens: list[Token], state: State, order: int | None = None
) -> Sentence:
    """Read the tokens of low[start:end] in order; `state` then holds what the next sentence may inherit. `order`: the
    place that the first unit holds, as an item of an ordered list."""
    # An index named later in the sentence (`xếp thứ 3/65 về Bộ chỉ số …`) is meant from its beginning.
    indicator = state.indicator or next((t.text for t in tokens if t.kind == "indicator"), None)
    scan = Scan(low, start, end, tokens, state, Gate(low, start, end, tokens, state), indicator, state.target)
    scan.order_next = order
    for i, token in enumerate(tokens):
        pairing = {"respectively": align, "subject": align_beside}.get(token.kind)
        if pairing and (aligned := pairing(low, tokens, i, start, end)):
            scan.alignments[i] = aligned
    used = [span for a in scan.alignments.values() for span in a.used]
    for i, token in enumerate(tokens):
        if token.kind in FIGURES and any(a < token.end and token.start < b for a, b in used):
            continue
        rule = RULES.get(token.kind)
        if rule is not None:
            rule(scan, token, i)
        if token.kind == "subject" and i in scan.alignments:
            orders.on_respectively(scan, token, i)
    _share_base(scan)
    _hand_on(scan)
    scan.out.target = scan.target
    return scan.out


def _share_base(scan: Scan) -> None:
    """A base year stated once governs the rest of its list."""
    base = None
    for d in scan.out.drafts:
        base = d.base or base
        if d.change is not None and d.base is None:
            d.base = base


def _hand_on(scan: Scan) -> None:
    """Leave index, years, period and unit to the state."""
    state, out = scan.state, scan.out
    named = list(dict.fromkeys(t.text for t in scan.tokens if t.kind == "indicator" and t.text))
    if len(named) > 1 and not out.drafts and not out.counts:
        # Several indices announced without figures: the title's, else the first, is spoken of next.
        scan.indicator = state.title_indicator if state.title_indicator in named else named[0]
        for code in named if scan.years and not scan.target else ():
            state.learn_year(code, max(scan.years))
    if scan.named_indicator and scan.indicator:
        state.indicator, state.indicator_paragraph = scan.indicator, state.paragraph
        state.national = any(t.kind == "indicator" and t.national for t in scan.tokens)
    if out.drafts or out.counts:
        state.indicator_paragraph = state.paragraph
    _learn_years(scan)
    state.period = scan.period or state.period
    if scan.first_subject is not None:
        state.subjects = (scan.first_subject,)


def _learn_years(scan: Scan) -> None:
    """Years that stand with an index in this sentence are its years from here on."""
    state = scan.state
    for d in scan.out.drafts:
        # A year before the title's is the past that the article looks back on.
        current = d.year is not None and (state.title_year is None or d.year >= state.title_year)
        if d.year and current and d.fixed_year and d.status == "result" and d.indicator:
            state.learn_year(d.indicator, d.year)
        if d.year and d.fixed_year and d.status == "target":
            state.target_year = d.year
    for c in scan.out.counts:
        if c.year and c.status == "result":
            state.learn_year(c.indicator, c.year)
        elif c.year:
            state.target_year = c.year
    for t in scan.tokens:
        if t.kind == "indicator" and t.text and t.years and not scan.target:
            state.learn_year(t.text, max(t.years))
    if (plan := _PLAN.search(scan.low, scan.start, scan.end)) and (state.published_year or 0) <= int(plan["year"]):
        state.target_year = int(plan["year"])
    known = [state.years[d.indicator] for d in scan.out.drafts if d.indicator in state.years]
    if known:
        state.year = known[-1]


def _on_open(scan: Scan, token: Token, i: int) -> None:
    scan.depth += 1
    scan.saved.append((scan.years, scan.subjects, scan.component, scan.period))


def _on_close(scan: Scan, token: Token, i: int) -> None:
    if scan.saved:
        scan.depth -= 1
        # `tuần từ 24/11 đến 30/11 (tuần 48)`: a period alone in brackets names the one that is spoken of.
        named = i >= 2 and (scan.tokens[i - 2].kind, scan.tokens[i - 1].kind) == ("open", "period")
        period = scan.period
        scan.years, scan.subjects, scan.component, scan.period = scan.saved.pop()
        if named:
            scan.period = period
        scan.side = ()


def _on_semicolon(scan: Scan, token: Token, i: int) -> None:
    if scan.depth == 0:
        scan.clause += 1
        scan.component = None
        scan.side = ()
        scan.region = None


def _on_target(scan: Scan, token: Token, i: int) -> None:
    """A word of aiming; weak ones only where a target can begin."""
    word = token.text or ""
    # `duy trì` opens a target only at the head of its clause, `đề ra` only before a figure.
    if word == "duy trì" and not _CLAUSE_HEAD.search(scan.low[scan.start : token.start]):
        return
    if word == "đề ra" and _NO_FIGURE_NEXT.match(scan.low[token.end : token.end + 14]) and scan.figures_before(i):
        return
    if scan.depth and word not in ("phấn đấu", "mục tiêu", "chỉ tiêu", "dự kiến"):
        return
    if word in ("mục tiêu", "chỉ tiêu") and _AGAINST_TARGET.search(scan.before(token, 30)):
        return
    scan.target = True


def _on_result(scan: Scan, token: Token, i: int) -> None:
    if token.text in ("đã đạt", "trước đó", "thực tế", "đã xếp", "công bố", "theo báo cáo"):
        scan.target = False


def _on_block(scan: Scan, token: Token, i: int) -> None:
    size = int(token.other) if token.other else None
    regional = token.group is not None and bool(REGIONAL.search(token.group))
    scan.region = (token.group, size) if regional else None
    scan.state.open_block(token.group, size)


Rule = Callable[[Scan, Token, int], None]
RULES: dict[Kind, Rule] = {
    "open": _on_open,
    "close": _on_close,
    "semicolon": _on_semicolon,
    "target": _on_target,
    "result": _on_result,
    "block": _on_block,
    "indicator": about.on_indicator,
    "component": about.on_component,
    "subject": about.on_subject,
    "year": years.on_year,
    "period": years.on_period,
    "value": scores.on_value,
    "score_change": scores.on_score_change,
    "rank_change": scores.on_rank_change,
    "same": scores.on_same,
    "base": scores.on_base,
    "from_to_rank": scores.on_from_to_rank,
    "from_to_score": scores.on_from_to_score,
    "rank": ranking.on_rank,
    "top": ranking.on_top,
    "tier": tier_slots.on_tier,
    "tier_count": tier_slots.on_tier_count,
    "respectively": orders.on_respectively,
    "order": orders.on_order,
    "sorted": orders.on_sorted,
}
