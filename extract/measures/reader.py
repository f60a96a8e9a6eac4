"""Tokens of one sentence -> drafts of figures: one pass from left to right, each kind of token by its own rule.

Source: docs/codebook.md ("scores", "ranks", "Fine points"); survey P1-P21 name the constructions.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.measures import about, earlier, orders, periods, ranking, scores, tier_slots, years
from extract.measures.drafts import CountDraft, Draft
from extract.measures.gate import Gate
from extract.measures.patterns import PLANNED_YEAR, PLANS
from extract.measures.respectively import align, align_beside
from extract.measures.scan import FIGURES, WHOLE_YEAR, Scan, Sentence
from extract.measures.state import REGIONAL, State, block_of_group
from extract.measures.tokens import Base, Kind, Token

# `vượt mục tiêu`, `đạt 102% so với chỉ tiêu`: the target is what a result is measured against.
_AGAINST_TARGET = re.compile(
    r"(?:vượt|hoàn thành|đạt được|đạt và vượt|đạt|so với|bằng|kém|hụt|chạm|thấp hơn|cao hơn)(?: \d+(?:,\d+)?%)?(?: so với)?"
    r"(?: cả| mức)? (?:\d+/\d+ )?$"
)
_CLAUSE_HEAD = re.compile(r"(?:^|[,;:.+-]|và|năm \d{4},?)\s*$")
# A plan or target that names its year governs the targets after it.
_PLAN = re.compile(r"(?:kế hoạch|chỉ tiêu|mục tiêu|nhiệm vụ|phấn đấu)[^.;:]{0,70}?(?:năm|đến năm) (?P<year>20\d\d)(?!\d)")
_BESIDE_INDEX = re.compile(r"(?:cùng với|bên cạnh|ngoài|song song với|khác với|sau)(?: chỉ số| bộ chỉ số| việc công bố)* ?$")
_THEN = re.compile(r"(?:khi đó|năm đó|lúc đó|khi ấy|hạng|thứ|vị trí|xếp|\d+[.,]\d)")
# `Xét riêng 14 sở, ngành, …`: of a kind that no block was opened of, all that are ranked.
_AS_BLOCK = re.compile(r"(?:xét|tính) riêng")
_NO_FIGURE_NEXT = re.compile(r" (?:tại|ở|trong kế hoạch|là|đã|;|,|\))")


def read_sentence(low: str, start: int, end: int, tokens: list[Token], state: State, order: int | None = None) -> Sentence:
    """Read the tokens of low[start:end] in order; `state` then holds what the next sentence may inherit. `order`: the
    place that the first unit holds, as an item of an ordered list."""
    scan = Scan(low, start, end, tokens, state, Gate(low, start, end, tokens, state), _governs(tokens, state), state.target)
    scan.order_next = order
    _align(scan)
    used = [span for a in scan.alignments.values() for span in a.used]
    for i, token in enumerate(tokens):
        inside = used and any(a < token.end and token.start < b for a, b in used)
        if inside and (token.kind in FIGURES or (token.kind == "respectively" and i not in scan.alignments)):
            continue
        rule = RULES.get(token.kind)
        scan.at = i
        if token.kind in earlier.KINDS and scan.indicator and earlier.undated(scan, token):
            scan.out.skipped.append((token, "figures.undated", "of an edition before that nothing dates"))
        elif rule is not None:
            rule(scan, token, i)
        if token.kind == "subject" and i in scan.alignments:
            orders.on_respectively(scan, token, i)
    _share_base(scan)
    _hand_on(scan)
    scan.out.target = scan.target
    return scan.out


def _align(scan: Scan) -> None:
    """Read what `lần lượt`, or two runs side by side, tells in order."""
    low, tokens, start, end = scan.low, scan.tokens, scan.start, scan.end
    for i, token in enumerate(tokens):
        aligned = None
        if token.kind == "subject" and len(token.subjects) > 1:
            aligned = align_beside(low, tokens, i, start, end)
        elif token.kind == "respectively":
            taken = any(a <= token.start < b for x in scan.alignments.values() for a, b in x.used)
            aligned = None if taken else align(low, tokens, i, start, end)
        if aligned:
            scan.alignments[i] = aligned


def _governs(tokens: list[Token], state: State) -> str | None:
    """The index that a sentence begins with: that in force, else the first that it names (`xếp thứ 3/65 về Bộ chỉ số …`).
    Its only one, behind all figures, is meant before one of an earlier paragraph that is not the article's."""
    named = [(i, t.text) for i, t in enumerate(tokens) if t.kind == "indicator" and t.text]
    if not named or state.indicator is None:
        return state.indicator or (named[0][1] if named else None)
    own = state.indicator in (state.title_indicator, state.lead_indicator)
    if own or state.indicator_paragraph == state.paragraph or len({code for _, code in named}) > 1:
        return state.indicator
    behind = not any(t.kind in (*FIGURES, "tier_count") for t in tokens[named[0][0] :])
    return named[0][1] if behind else state.indicator


def _share_base(scan: Scan) -> None:
    """A base year stated once governs the rest of its list."""
    base, state = None, scan.state
    for d in scan.out.drafts:
        base = d.base or base
        if d.change is not None and d.base is None:
            d.base = base
        if d.base is not None and d.base.year and d.status == "result":
            state.base = (d.base.year, state.paragraph)
        elif d.base is None and d.change is not None and _base_holds(scan, d):
            d.base = Base(state.base[0]) if state.base else None


def _base_holds(scan: Scan, draft: Draft) -> bool:
    """Does the base year stated last hold for a change of the year after it, in the same or the next paragraph or list?"""
    state = scan.state
    if state.base is None or draft.period or draft.status != "result":
        return False
    year = draft.year if draft.fixed_year else state.year_of(draft.indicator)
    return year == state.base[0] + 1 and state.paragraph - state.base[1] <= 12


def _hand_on(scan: Scan) -> None:
    """Leave index, years, period and unit to the state."""
    state, out = scan.state, scan.out
    figures = bool(out.drafts or out.counts)
    if not figures:
        _announce(scan)
    if scan.named_indicator and scan.indicator and not _in_passing(scan):
        state.indicator, state.indicator_paragraph = scan.indicator, state.paragraph
        state.national = True in [t.national for t in scan.tokens if t.kind == "indicator"]
    if figures:
        state.indicator_paragraph = state.paragraph
        state.paragraph_index = state.paragraph_index or state.indicator
    if out.drafts:
        _hand_on_units(scan)
    _learn_years(scan)
    _hand_on_period(scan)
    if state.title_period and scan.named_period and scan.named_period.startswith(f"{state.title_period}-"):
        # `tháng 10` in the headline, `tính đến ngày 25/10` in the text: the day is what is told.
        state.title_period = scan.named_period
    state.named_unit = scan.first_subject is not None
    if scan.first_subject is not None:
        state.subjects = (scan.first_subject,)


def _announce(scan: Scan) -> None:
    """Several indices announced without figures: the title's, else the first, is spoken of next, and their year is told."""
    state, named = scan.state, {t.text: None for t in scan.tokens if t.kind == "indicator" and t.text}
    if len(named) < 2:
        return
    if _side_by_side(scan):
        scan.indicator = state.title_indicator if state.title_indicator in named else next(iter(named))
    years = _years_behind(scan)
    for code in named if years and not scan.target else ():
        state.learn_year(code, max(years))


def _hand_on_units(scan: Scan) -> None:
    """Leave to the state whose whole index was told, who holds the place told last, and the units and year of the figures."""
    state, drafts = scan.state, scan.out.drafts
    for d in drafts:
        if d.subject and d.indicator and d.component is None and d.status == "result" and d.kind == "score":
            if d.subject == state.main_subject:
                # A leader told first is spoken of in passing.
                state.holders[d.indicator] = d.subject
            state.holders.setdefault(d.indicator, d.subject)
    places = [d for d in drafts if d.kind == "rank" and d.rank and d.subject and not d.last_place and d.status == "result"]
    if places and (last := places[-1]).rank and last.subject:
        state.last_place = (last.rank, last.subject, last.indicator, state.sentence)
    if told := {d.subject: None for d in drafts if d.subject}:
        state.last_units = tuple(told)
        years = [d.year for d in drafts if d.year]
        state.last_year = years[-1] if years else state.last_year


def _in_passing(scan: Scan) -> bool:
    """`Người đứng đầu chịu trách nhiệm về kết quả CCHC`: the reform named without a figure, in an article on another index."""
    own = scan.state.title_indicator
    if own is None or own == scan.indicator or scan.out.drafts or scan.out.counts:
        return False
    return all(scan.low.startswith("kết quả", t.start) for t in scan.tokens if t.kind == "indicator")


def _hand_on_period(scan: Scan) -> None:
    """The next sentence goes on with the period named last, or with a year's total where figures told one; `tuần trước` is
    only looked back on."""
    state = scan.state
    if scan.named_period != WHOLE_YEAR:
        # `Tháng 11, tỉnh phấn đấu đạt 88 điểm`: not yet told of.
        aims = scan.target and not any(d.status == "result" for d in _figures(scan))
        state.period = state.period if aims else scan.named_period or state.period
        state.total_year = None if state.period else state.total_year
        if state.period and (state.latest_period is None or periods.is_earlier(state.latest_period, state.period)):
            state.latest_period = state.period
        return
    told = [d for d in _figures(scan) if d.indicator == "SERVICE_766" and d.status == "result" and d.period is None]
    if told:
        state.period, state.total_year = None, told[-1].year
        if told[-1].year and told[-1].year != state.year_of("SERVICE_766"):
            state.paragraph_year = told[-1].year


def _figures(scan: Scan) -> list[Draft | CountDraft]:
    return [*scan.out.drafts, *scan.out.counts]


def _side_by_side(scan: Scan) -> bool:
    """Are the indices of the sentence listed (`PAR INDEX và SIPAS`), none only mentioned beside (`Cùng với PCI, …`)?"""
    first = next(t for t in scan.tokens if t.kind == "indicator")
    return not _BESIDE_INDEX.search(scan.before(first, 24))


def _years_behind(scan: Scan) -> tuple[int, ...]:
    """The years that stand right behind the last index named: those after it may be a plan's."""
    last = max(i for i, t in enumerate(scan.tokens) if t.kind == "indicator")
    behind = next((t.years for t in scan.tokens[last:] if t.kind in ("year", "indicator") and t.years), ())
    return behind or scan.years


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
            if state.title_year is not None and max(t.years) < state.title_year:
                # Looked back on, to the end of its paragraph.
                state.paragraph_year = max(t.years)
            else:
                state.learn_year(t.text, max(t.years))
    planned = scan.low.find("năm 20", scan.start, scan.end) >= 0
    if planned and (plan := _PLAN.search(scan.low, scan.start, scan.end)) and (state.published_year or 0) <= int(plan["year"]):
        state.target_year = int(plan["year"])
    known = [state.years[d.indicator] for d in scan.out.drafts if d.indicator in state.years]
    if known:
        state.year = known[-1]


def _on_open(scan: Scan, token: Token, i: int) -> None:
    scan.depth += 1
    scan.saved.append((scan.years, scan.subjects, scan.component, scan.period))
    previous = scan.tokens[i - 1] if i else None
    compared = previous and previous.base and not scan.low[previous.end : token.start].strip()
    looked_back = previous and (previous.kind == "base" or _THEN.match(scan.low[token.end : token.end + 14]))
    if previous and previous.base and compared and looked_back:
        # `So với năm 2022 (85,1%, hạng 20)`: the bracket tells of that year.
        if previous.base.year:
            scan.years = (previous.base.year,)
        scan.period = periods.period_of(previous.base.relative, scan.period or scan.state.period) or scan.period
    elif previous and previous.kind == "period" and periods.compares(scan, previous):
        scan.period = periods.resolved(scan, i - 1) or scan.period


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
    if word == "đề ra" and scan.before(token, 5).endswith(("% ", "điểm ")) and scan.low[token.end : token.end + 1] in ";,.":
        return  # `vượt chỉ tiêu 95% đề ra; SIPAS đạt 85%`: of the number before it
    if scan.depth and word not in ("phấn đấu", "mục tiêu", "chỉ tiêu", "dự kiến"):
        return
    if word == "đến":
        # `đến năm 2025`: a target where that year has not come.
        year = int(re.findall(r"20\d\d", scan.low[token.end : token.end + 20])[0])
        if scan.state.published_year is None or year <= scan.state.published_year:
            return
    if word in PLANS:
        # What a plan sets for a year that is not over; `kết quả xác định năm 2019` looks back.
        planned = PLANNED_YEAR.search(scan.low, token.end, scan.end)
        if not planned or scan.state.published_year is None or int(planned["year"]) < scan.state.published_year:
            return
    if word in ("mục tiêu", "chỉ tiêu") and _AGAINST_TARGET.search(scan.before(token, 30)):
        return
    scan.target = True


def _on_result(scan: Scan, token: Token, i: int) -> None:
    contrast = (token.text or "").startswith(("nhưng", "song", "tuy nhiên", "trong khi", "thế nhưng"))
    if contrast or token.text in ("bởi", "bởi vì", "đã đạt", "trước đó", "thực tế", "đã xếp", "công bố", "theo báo cáo"):
        scan.target = False


def _on_whole(scan: Scan, token: Token, i: int) -> None:
    """`chung cuộc`, `vì vậy`: after parts, the whole index is meant again."""
    if scan.depth == 0:
        scan.component, scan.component_heads = None, False


def _on_block(scan: Scan, token: Token, i: int) -> None:
    size = int(token.other) if token.other else None
    regional = token.group is not None and bool(REGIONAL.search(token.group))
    scan.region = (token.group, size) if regional or token.text == "part" else None
    if token.text == "part" and (block_of_group(token.group) in scan.state.blocks or not _AS_BLOCK.match(scan.low, token.start)):
        return
    scan.state.open_block(token.group, size)


def _on_scale(scan: Scan, token: Token, i: int) -> None:
    """`Trên thang điểm 40, …`: the most that the scores after it can be."""
    scan.scale = token.number


Rule = Callable[[Scan, Token, int], None]
RULES: dict[Kind, Rule] = {
    "open": _on_open,
    "close": _on_close,
    "semicolon": _on_semicolon,
    "target": _on_target,
    "result": _on_result,
    "whole": _on_whole,
    "scale": _on_scale,
    "block": _on_block,
    "indicator": about.on_indicator,
    "component": about.on_component,
    "subject": about.on_subject,
    "unknown": about.on_unknown,
    "year": years.on_year,
    "period": periods.on_period,
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
