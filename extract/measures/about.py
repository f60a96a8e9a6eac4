"""What the figures of a sentence are about: the index, its part, the units.

Source: docs/codebook.md ("context may only fill a slot that the sentence leaves open"); survey P7, P11, P12, P21.
"""

from __future__ import annotations

import re

from extract.measures.drafts import Draft
from extract.measures.orders import order_ranks
from extract.measures.scan import FIGURES, Scan
from extract.measures.tier_slots import tier_for
from extract.measures.tokens import Token

_PART_NOUN_AFTER = re.compile(r"\s*(?:về|ở|trong) (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần)")
_PART_AFTER = re.compile(
    r"(?:về|ở|trong|thuộc)(?: (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần|nhóm|chỉ số thành phần|"
    r"trục nội dung))*(?: thành phần)? \"?$"
)
# A unit that another is compared with is not what the figure is about.
_COMPARED = re.compile(
    r"(?:(?<![a-zà-ỹđ])(?:sau|trên|dưới|hơn|kém|so với|bên cạnh|cùng với|ngoài|xếp trên|vượt|vượt qua|vượt lên trên|"
    r"thua|bỏ xa|đứng sau|đứng trên|xếp sau|chỉ sau|chỉ trên|ngay sau|ngay trên|bám sát|theo sát|thay thế|soán ngôi|"
    r"và sau|hay|như))(?: các| cả| tỉnh| hai| ba)?\s*$"
)


# `xếp thứ 3/63 về PCI`, `dẫn đầu bảng xếp hạng PCI`: nothing but a link between a figure and its index.
_RIGHT_BEHIND = re.compile(
    r"\s*(?:(?:cả nước|toàn quốc|toàn tỉnh|tỉnh, thành phố|tỉnh, thành|địa phương|đơn vị)\s*)?"
    r"(?:(?:về|ở|trong|tại|trên|theo|của)\s*)?(?:(?:bảng xếp hạng|bảng|kết quả|việc thực hiện|bộ)\s*)*(?:các\s*)?"
)
_WITH = re.compile(r"(?<![a-zà-ỹđ])với(?: [a-zà-ỹđ]+){0,3} ?$")


def on_indicator(scan: Scan, token: Token, i: int) -> None:
    """An index: of the figures after it, or of those before that it follows with `về`, `trong`."""
    if token.text is None:
        return
    scan.state.national = token.national
    if not scan.named_indicator and re.search(r"(?:về|trong|của) $", scan.before(token, 8)):
        for count in scan.out.counts:
            count.indicator = token.text
    if _belongs_back(scan, token, i):
        open_ones = [d for d in scan.out.drafts if d.clause == scan.clause and not d.fixed_indicator]
        # After another index that followed its figure, only the figures since then are meant.
        for d in open_ones if not scan.behind else [d for d in open_ones if d.first >= open_ones[-1].first]:
            d.indicator, d.fixed_indicator, d.last = token.text, True, max(d.last, token.end)
        scan.indicator, scan.named_indicator, scan.behind = token.text, True, True
        return
    scan.behind = False
    if scan.indicator != token.text:
        scan.component = None
    scan.indicator, scan.named_indicator = token.text, True
    if token.years:
        scan.years = token.years
    for d in scan.out.drafts:
        # `Tuy nhích 0,37 điểm … nhưng PCI đạt …`: a change before the first index named is that index's.
        if d.clause == scan.clause and not d.fixed_indicator and d.value is None and d.rank is None and d.tier is None:
            d.indicator, d.fixed_indicator = token.text, True
            d.year, d.fixed_year = (token.years[0], True) if token.years and not d.fixed_year else (d.year, d.fixed_year)


def _belongs_back(scan: Scan, token: Token, i: int) -> bool:
    """`xếp thứ 31/63 về PCI`: the index follows its figure and none follows it."""
    if not any(d.clause == scan.clause and not d.fixed_indicator for d in scan.out.drafts):
        return False
    last = max((t.end for t in scan.tokens[:i] if t.kind in FIGURES or t.kind == "respectively"), default=scan.start)
    last = max([last, *(d.last for d in scan.out.drafts)])
    beside = _RIGHT_BEHIND.fullmatch(scan.low[last : token.start]) if last <= token.start else None
    if not beside and not re.search(
        r"(?:về|ở|trong|tại|của|trên|theo|bảng xếp hạng)(?: bảng xếp hạng)?(?: các)? ?$",
        scan.before(token, 24),
    ):
        return False
    for t in scan.tokens[i + 1 :]:
        if t.kind == "semicolon" or t.kind == "indicator":
            break
        if t.kind in ("value", "rank", "from_to_rank", "from_to_score"):
            between = scan.low[token.end : t.start]
            if beside and re.search(r"(?<![a-zà-ỹđ])(?:và|cùng|khi đạt|đạt)(?![a-zà-ỹđ])", between):
                return True
            no_comma = not re.search(r",\s*(?:về|ở|trong|tại|của|trên|theo)[^,]*$", scan.before(token, 24))
            return bool(re.search(r"[,(]", between) or ((beside or no_comma) and _WITH.search(between)))
    return True


def on_component(scan: Scan, token: Token, i: int) -> None:
    """A part of the index: of the figures after it, or of those before that it follows with `về`, `ở`, `trong`."""
    drafts = [d for d in scan.out.drafts if d.clause == scan.clause and d.component is None]
    if drafts and _names_part_of(scan, drafts[-1], token):
        drafts[-1].component, drafts[-1].last = token.text, token.end
    elif drafts and _PART_AFTER.search(scan.before(token, 40)) and not _figure_follows(scan, i):
        last = drafts[-1]
        last.component, last.last = token.text, max(last.last, token.end)
        for d in drafts[:-1]:
            if d.subject == last.subject and d.last > last.first - 12:
                d.component = token.text
        return
    previous = scan.tokens[i - 1] if i else None
    if previous and previous.kind == "component" and re.fullmatch(r"\s*(?:,|và|, và)\s*", scan.low[previous.end : token.start]):
        scan.components.append(token.text or "")
    else:
        scan.components = [token.text or ""]
    scan.component, scan.component_end = token.text, token.end


def _names_part_of(scan: Scan, draft: Draft, token: Token) -> bool:
    """`xếp thứ 2 về chỉ số X`: the part right after a place."""
    return (
        draft.kind == "rank"
        and token.start - draft.last < 24
        and bool(_PART_NOUN_AFTER.match(scan.low[draft.last : token.start]))
    )


def _figure_follows(scan: Scan, i: int) -> bool:
    """Does a figure follow within the clause, before another component or unit?"""
    for t in scan.tokens[i + 1 :]:
        if t.kind in FIGURES:
            return ";" not in scan.low[scan.tokens[i].end : t.start]
        if t.kind in ("semicolon", "component", "indicator", "subject", "close"):
            return False
    return False


def on_subject(scan: Scan, token: Token, i: int) -> None:
    """Units: what the next figures are about, unless a figure before has taken them or they are only compared with."""
    if token.start in scan.forward_used:
        return
    if scan.depth == 0 and _COMPARED.search(scan.before(token, 30)):
        in_bracket = re.match(r" ?\(", scan.low[token.end : token.end + 3])
        scan.side = token.subjects if in_bracket else ()
        return
    if _begins_clause(scan, token) and not token.anaphor and scan.component and scan.component_end < token.start - 6:
        scan.component = None
    scan.subjects, scan.side = token.subjects, ()
    scan.name(token.subjects)
    order_ranks(scan, token)
    if scan.tier_ahead:
        for subject in token.subjects:
            tier_for(scan, subject, token)


def _begins_clause(scan: Scan, token: Token) -> bool:
    """Does a unit stand at the head of the sentence or of a comma clause?"""
    head = scan.low[scan.start : token.start].rstrip(" -+*")
    return head.endswith((",", ";", "và", ":")) or token.start - scan.start < 40
