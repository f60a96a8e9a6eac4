"""What the figures of a sentence are about: the index, its part, the units.

Source: docs/codebook.md ("context may only fill a slot that the sentence leaves open"); survey P7, P11, P12, P21.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.measures.components import ALL_PILLARS, PILLARS
from extract.measures.drafts import Draft
from extract.measures.orders import order_ranks
from extract.measures.ranking import are_examples
from extract.measures.scan import FIGURES, Scan
from extract.measures.state import NATIONAL_ONLY
from extract.measures.tier_slots import tier_for, tier_of_part
from extract.measures.tokens import Token

_PART_NOUN_AFTER = re.compile(
    r"\s*(?:(?:toàn tỉnh|cả nước|toàn quốc|cả|tỉnh|khối(?: [a-zà-ỹđ,]+){1,6}?) )*(?:(?:về|ở|trong|tại) (?:cả )?|"
    r"cả )(?:(?:hai|ba|bốn|năm|[2-5]) )?(?:(?:chỉ số|tiêu chí|"
    r"lĩnh vực|nội dung|trục|thành phần|trụ cột|nhóm|phần|điểm|yếu tố|tiêu chí) ?)*(?:thành phần |nội dung )?\"?"
)
_PART_AFTER = re.compile(
    r"(?:về|ở|trong|thuộc)(?: (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần|nhóm|chỉ số thành phần|"
    r"trục nội dung))*(?: thành phần)? \"?$"
)
# `giảm điểm, chủ yếu ở chỉ số X`: a reason, not the part that the figure is of.
_CAUSE = re.compile(
    r"(?:chủ yếu|do|nhờ|vì|tập trung|nhất là|nguyên nhân)(?: [a-zà-ỹđ]+){0,2} (?:ở|về|trong|"
    r"thuộc)(?: [a-zà-ỹđ]+){0,5} \"?$"
)
# A unit that another is compared with is not what the figure is about.
_COMPARED = re.compile(
    r"(?:(?<![a-zà-ỹđ])(?:sau|trước|trên|dưới|hơn|kém|so với|bên cạnh|cùng với|ngoài|xếp trên|vượt|vượt qua|vượt lên trên|"
    r"thua|bỏ xa|đứng sau|đứng trên|xếp sau|chỉ sau|chỉ trên|ngay sau|ngay trên|bám sát|theo sát|thay thế|soán ngôi|"
    r"và sau|hay|như))(?: các| cả| tỉnh| hai| ba| á quân(?: là)?)?\s*$"
)


# `xếp thứ 3/63 về PCI`, `dẫn đầu bảng xếp hạng PCI`: nothing but a link between a figure and its index.
_RIGHT_BEHIND = re.compile(
    r"\s*(?:(?:cả nước|toàn quốc|toàn tỉnh|tỉnh, thành phố|tỉnh, thành|địa phương|đơn vị)\s*)?"
    r"(?:(?:về|ở|trong|tại|trên|theo|của)\s*)?(?:(?:bảng xếp hạng|bảng|kết quả|việc thực hiện|bộ)\s*)*(?:các\s*)?"
)
_TOGETHER = re.compile(r"(?<![a-zà-ỹđ])(?:cùng|cùng với|bên cạnh)(?: các tỉnh| tỉnh| các)? ?$")
_HEADS = re.compile(
    r"[\s+*-]*(?:(?:đáng (?:lo|mừng|chú ý|tiếc|nói|kể|ngại)|nổi bật|tụt sâu|giảm sâu|tăng mạnh)(?: nhất| hơn)?(?: cả)? là |"
    r"(?:(?:riêng|ở|về|với|trong|đối với|xét|xét về|xét theo|tại|trong đó|riêng với|riêng ở) ?)+)"
    r"(?:(?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần|trụ cột|nhóm|phần|điểm|yếu tố) ?)*\"?"
)
_APPOSED = re.compile(
    r", (?:(?:quán quân|á quân|(?:đơn vị|địa phương|tỉnh) (?:dẫn đầu|đứng đầu)|dẫn đầu|"
    r"đứng đầu)[^,;.]*(?:\d[.,]\d[^,;.]*)*)(?=[,;.])|"
    # `cao hơn Hải Phòng - địa phương đứng thứ 2 - 0,31%`
    r" - (?:đơn vị|địa phương|tỉnh|thành phố) (?:dẫn đầu|đứng|xếp|giữ)[^-,;.()]{2,40}(?= -)"
)
# `nội dung quản trị điện tử của PAPI đạt 2,84 điểm`: the part is named before its index.
_OWNS_PART = re.compile(r"\"? (?:của|trong|thuộc) (?:bộ )?(?:chỉ số )?")
_ITS_SCORE = re.compile(r"(?:,? (?:với|đạt|được|có)(?: điểm số| số điểm| tổng điểm)?(?: là)?)? ?")
_WITH = re.compile(r"(?<![a-zà-ỹđ])với(?: [a-zà-ỹđ]+){0,3} ?$")


def on_indicator(scan: Scan, token: Token, i: int) -> None:
    """An index: of the figures after it, or of those before that it follows with `về`, `trong`."""
    if token.text is None:
        return
    scan.state.national = token.national
    if not scan.named_indicator and scan.before(token, 8).endswith(("về ", "trong ", "của ")):
        for count in scan.out.counts:
            count.indicator = token.text
    elif scan.out.counts and re.fullmatch(r" (?:về|theo) ", scan.low[scan.out.counts[-1].last : token.start]):
        scan.out.counts[-1].indicator = token.text
    if _belongs_back(scan, token, i):
        open_ones = _open_to(scan, i)
        if not open_ones and scan.out.drafts:
            # `vào top 15 PCI`: right behind, it is this figure's, whatever index was named before.
            open_ones = scan.out.drafts[-1:]
        # After another index that followed its figure, only the figures since then are meant.
        behind = scan.behind and any(t.kind == "indicator" and t.start >= scan.clause_start(i) for t in scan.tokens[:i])
        for d in open_ones if not behind else [d for d in open_ones if d.first >= open_ones[-1].first]:
            if d.block_size and scan.state.indicator not in (None, token.text):
                # How many were ranked by the index before is not said of this one.
                d.of, d.block_size = None, False
            d.indicator, d.fixed_indicator, d.last = token.text, True, max(d.last, token.end)
        scan.indicator, scan.named_indicator, scan.behind = token.text, True, True
        return
    scan.behind = False
    if scan.state.indicator not in (None, token.text):
        scan.state.forget_sizes()
    if scan.indicator != token.text and not _OWNS_PART.fullmatch(scan.low, max(scan.component_end, scan.start), token.start):
        scan.component = None
    scan.indicator, scan.named_indicator = token.text, True
    if token.years:
        scan.years = token.years
    holder = scan.state.holders.get(token.text)
    told = token.national or token.text in NATIONAL_ONLY
    unit_named = any(t.kind == "subject" for t in scan.tokens)
    if told and not unit_named and holder and holder.kind == "place" and holder.province is None:
        # A national index by its own name is of the province whose value was told, on a district's page as well.
        scan.subjects = (holder,)
    for d in scan.out.drafts:
        # `Tuy nhích 0,37 điểm … nhưng PCI đạt …`: a change before the first index named is that index's.
        if d.clause == scan.clause and not d.fixed_indicator and d.value is None and d.rank is None and d.tier is None:
            d.indicator, d.fixed_indicator = token.text, True
            d.year, d.fixed_year = (token.years[0], True) if token.years and not d.fixed_year else (d.year, d.fixed_year)


def _open_to(scan: Scan, i: int) -> list[Draft]:
    """The figures of the clause that an index behind them (token i) may be of: those that no other one stands before, in
    their clause (`…; với 83,76 điểm, tỉnh đứng thứ 33 về PAR INDEX`)."""
    drafts = [d for d in scan.out.drafts if d.clause == scan.clause]
    begin = scan.clause_start(i)
    if scan.clause and not any(t.kind in ("indicator", "component") and t.start >= begin for t in scan.tokens[:i]):
        return drafts
    return [d for d in drafts if not d.fixed_indicator]


def _belongs_back(scan: Scan, token: Token, i: int) -> bool:
    """`xếp thứ 31/63 về PCI`: the index follows its figure and none follows it."""
    if not _open_to(scan, i):
        previous = scan.tokens[i - 1] if i else None
        ranked = previous and previous.kind in ("top", "rank")
        return bool(ranked and previous and scan.low[previous.end : token.start].strip() in ("", "về", "của"))
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
    tier_of_part(scan, token)
    drafts = [d for d in scan.out.drafts if d.clause == scan.clause and d.component is None]
    if _adjoins_points(scan, token, i):
        for d in drafts:
            if d.last == scan.tokens[i - 1].end:
                d.component, d.last = token.text, token.end
        return
    if drafts and _names_part_of(scan, drafts[-1], token):
        _of_part(scan, drafts, token)
    elif drafts and _PART_AFTER.search(scan.before(token, 40)) and _CAUSE.search(scan.before(token, 60)):
        return
    elif drafts and _PART_AFTER.search(scan.before(token, 40)) and not _figure_follows(scan, i):
        last = drafts[-1]
        last.component, last.last = token.text, max(last.last, token.end)
        for d in drafts[:-1]:
            if d.subject == last.subject and d.last > last.first - 12:
                d.component = token.text
        return
    _copy_place(scan, token)
    previous = scan.tokens[i - 1] if i else None
    if previous and previous.kind == "component" and re.fullmatch(r"\s*(?:,|và|, và)\s*", scan.low[previous.end : token.start]):
        scan.components.append(token.text or "")
    else:
        scan.components = [token.text or ""]
    scan.component, scan.component_end = token.text, token.end
    if token.text == ALL_PILLARS:
        scan.components, scan.component = list(PILLARS), PILLARS[-1]
    # `Ở trụ cột kinh tế số, A xếp thứ hai, B xếp thứ ba`: said of the whole sentence.
    scan.component_heads = bool(_HEADS.fullmatch(scan.low[scan.start : token.start])) and bool(
        re.match(r"\"?(?: [a-zà-ỹđ]+){0,4}[,:]", scan.low[token.end : token.end + 30])
    )


def _adjoins_points(scan: Scan, token: Token, i: int) -> bool:
    """`được 50,1 điểm thẩm định và 28,2 điểm điều tra xã hội học`: does a part stand right behind its points?"""
    before, after = (scan.tokens[i - 1] if i else None), (scan.tokens[i + 1] if i + 1 < len(scan.tokens) else None)
    if before is None or (before.kind, before.unit, before.other) != ("value", "point", None):
        return False
    leads = after is not None and after.kind == "value" and not scan.low[token.end : after.start].strip()
    return not leads and scan.low[before.end : token.start] == " "


def _of_part(scan: Scan, drafts: list[Draft], token: Token) -> None:
    """The place right before is the part's, for each of the units that hold it."""
    last = drafts[-1]
    for d in drafts:
        if d.kind == "rank" and d.first == last.first:
            d.component, d.last = token.text, max(d.last, token.end)
    scan.part_place = (last, token.end)
    if token.text == ALL_PILLARS:
        scan.out.drafts.remove(last)
        scan.out.drafts += [replace(last, component=c) for c in PILLARS]


def _copy_place(scan: Scan, token: Token) -> None:
    """`dẫn đầu cả hai trụ cột kinh tế số (0,75 điểm) và xã hội số (0,74 điểm)`: the place is the second part's as well."""
    if scan.part_place is None:
        return
    place, edge = scan.part_place
    if re.fullmatch(r"\s*(?:\([^()]*\))?\s*(?:,|và|, và)\s*(?:trụ cột |chỉ số |lĩnh vực )?", scan.low[edge : token.start]):
        scan.out.drafts.append(replace(place, component=token.text, last=token.end))
        scan.part_place = (place, token.end)
    else:
        scan.part_place = None


def _names_part_of(scan: Scan, draft: Draft, token: Token) -> bool:
    """`xếp thứ 2 về chỉ số X`: the part right after a place."""
    return (
        draft.kind == "rank"
        and token.start - draft.last < 24
        and (
            bool(_PART_NOUN_AFTER.fullmatch(scan.low[draft.last : token.start]))
            or (token.text == ALL_PILLARS and not scan.low[draft.last : token.start].strip())
        )
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
    if scan.depth == 0 and _shares_tier(scan, token):
        return
    if scan.depth == 0 and are_examples(scan, token):
        scan.examples = token.subjects
    elif scan.depth == 0 and _COMPARED.search(scan.before(token, 30)):
        in_bracket = re.match(r" ?\(", scan.low[token.end : token.end + 3])
        # `xếp thứ nhì, sau phường Cái Răng với 851,5 điểm`: the score is the other unit's.
        own_score = (
            i + 1 < len(scan.tokens)
            and scan.tokens[i + 1].kind == "value"
            and _ITS_SCORE.fullmatch(scan.low[token.end : scan.tokens[i + 1].start])
        )
        scan.side = token.subjects if in_bracket or own_score else ()
        scan.side_figure = i + 1 if own_score else -1
        # `kém Quảng Ninh, quán quân năm nay với 72,95 điểm, tới 5,61 điểm`
        aside = _APPOSED.match(scan.low, token.end, scan.end)
        if aside:
            scan.side, scan.side_until = token.subjects, aside.end()
        return
    heads = scan.component_heads and scan.depth == 0
    apart = scan.component_end < token.start - 6
    if scan.component and apart and not heads and not token.anaphor and _begins_clause(scan, token):
        scan.component = None
    scan.subjects, scan.side, scan.lost = token.subjects, (), False
    scan.name(token.subjects)
    order_ranks(scan, token)
    if scan.tier_ahead:
        for subject in token.subjects:
            tier_for(scan, subject, token, scan.tier_ahead)


def _shares_tier(scan: Scan, token: Token) -> bool:
    """`ở nhóm cao nhất cùng A, B`: the tier just stated is theirs too."""
    last = scan.out.drafts[-1] if scan.out.drafts else None
    if last is None or last.kind != "rank" or last.tier is None or last.rank is not None or token.start - last.last > 20:
        return False
    if not _TOGETHER.search(scan.before(token, 20)):
        return False
    scan.out.drafts[-1:-1] = [replace(last, subject=s, last=token.end) for s in token.subjects]
    return True


def on_unknown(scan: Scan, token: Token, i: int) -> None:
    """A name that no list knows: the figures behind it are not those of the unit before."""
    if scan.depth == 0:
        scan.subjects, scan.side, scan.lost = (), (), True
        scan.order_next = scan.order_next + 1 if scan.order_next else None


def _begins_clause(scan: Scan, token: Token) -> bool:
    """Does a unit stand at the head of the sentence or of a comma clause?"""
    head = scan.low[scan.start : token.start].rstrip(" -+*")
    return head.endswith((",", ";", "và", ":")) or token.start - scan.start < 40
