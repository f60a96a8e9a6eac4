"""Tiers in a sentence: of a unit (`xếp loại tốt`), of the units listed after it (`Nhóm A gồm:`), and their counts.

Source: docs/codebook.md ("ranks": tier; "tier_counts"); survey P5, P6, P16.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.measures.drafts import CountDraft
from extract.measures.groups import GROUP, same_group
from extract.measures.ranking import place
from extract.measures.scan import Scan
from extract.measures.state import NATIONAL_ONLY, Block, BlockKind, block_of_group
from extract.measures.tokens import Token
from schemas.facts import Subject

# `từ 80 đến dưới 90 điểm`: the tier's definition, not a unit's tier.
_THRESHOLD = re.compile(r"(?:từ|dưới|trên|đến|≥|>|<) ?(?:dưới )?\d+(?:[.,]\d+)? ?(?:điểm|%)[^.;,]{0,25}$")
# `không nằm trong nhóm A`, `chưa được xếp loại tốt`
_NOT_IN = re.compile(
    r"(?<![a-zà-ỹđ])(?:không|chưa|chẳng|khỏi|rời|ngoài)(?: (?:còn|được|phải|bị|thể|nằm|thuộc|lọt|vào|đứng|có tên|có mặt|ở|trong|"
    r"nhóm|đạt|xếp))*\s*$"
)
# `100% sở, ban, ngành xếp loại tốt trở lên`: a share of a group, nobody's tier.
_ALL = re.compile(r"(?:100 ?%|tất cả|toàn bộ)[^.;:]{0,110}$")
# `yêu cầu các đơn vị xếp loại khá, trung bình xây dựng kế hoạch`: whoever is in the tier is asked or spoken to.
_ASKED = (
    r"(?:yêu cầu|đề nghị|chỉ đạo|giao|đôn đốc|nhắc nhở|phê bình|biểu dương|khen ngợi|kiểm điểm|chấn chỉnh|hỗ trợ|giúp|"
    r"hướng dẫn|lưu ý|tập trung|ưu tiên|củng cố|kiểm tra|giám sát|theo dõi|đối với|cho|với|tới|đến|của|tại)"
)
_ANYBODY = re.compile(
    rf"(?<![a-zà-ỹđ])(?<!là )(?<!trong )(?<!trong số )(?<!thuộc )(?<!gồm )(?:(?:các|những|mọi|từng|mỗi|một số) {GROUP}|"
    rf"{GROUP.replace('?P<group>', '?P<any>')} (?P<which>nào))(?: (?:có|bị|còn|mà|đang|chỉ|mới|được|phải))* ?$"
)
# `95% số xã xếp loại tốt`, `Hầu hết các sở xếp loại khá`: so many, whoever they are.
_SHARE = re.compile(
    rf"(?:\d ?%(?: (?:số|tổng số|các))?|(?<![a-zà-ỹđ])(?:hầu hết|đa số|phần lớn|đại đa số|toàn bộ|tất cả)(?: các| số)?)"
    rf" {GROUP.replace('?P<group>', '?P<shared>')}(?: (?:được|đều|có|đã|bị))* ?$"
)
_ASKS = re.compile(rf"(?<![a-zà-ỹđ]){_ASKED}(?![a-zà-ỹđ])")
_DUTY = re.compile(
    r"[^.;:]{0,25}? (?:phải|cần|có trách nhiệm|nghiêm túc|khẩn trương|chủ động|rà soát|xây dựng|báo cáo|giải trình|"
    r"kiểm điểm|khắc phục|rút kinh nghiệm)(?![a-zà-ỹđ])"
)
# `các đơn vị loại tốt đều có điểm chung là …`: what is said of all of them.
_ALIKE = re.compile(r" (?:(?:đều|thì|thường|phần lớn|hầu hết|chủ yếu|vẫn còn|còn) |là (?:những|các|do|vì)(?![a-zà-ỹđ]))")
# `ưu tiên kinh phí cho 19 địa phương xếp loại trung bình`: those of a count that was told.
_ASKS_THEM = re.compile(rf"(?<![a-zà-ỹđ]){_ASKED}(?: (?:cả|riêng|nhóm|đối với|với|các))* ?$")
# `A đạt 43,9 điểm, B đạt 42,5 điểm, cùng thuộc nhóm trung bình thấp`
# Indices whose units are seldom put into classes; the reform's assessment always does.
_UNCLASSIFIED = frozenset({"SIPAS", "ICT", "DTI"})
_TOGETHER = re.compile(r"(?:cùng|đều) ")
_LIST_HEAD = re.compile(
    r"\s*(?:\([^()]*\))?(?:,? theo thứ tự[^:;.]{0,50}?)?,?\s*(?:về (?:cchc|cải cách hành chính) )?"
    r"(?:(?:gồm có|gồm|có|là|thuộc về|, gồm|còn có|với|(?:,? ví dụ )?như)(?![a-zà-ỹđ])|:)"
)
# `loại Xuất sắc có 5 đơn vị gồm: thị trấn A, B, …`
_UNITS_FOLLOW = re.compile(
    r"\s*(?:\([^()]*\))?,?\s*(?:(?:xếp )?theo thứ tự[^:;.\d]{0,40}?,? ?(?=là|gồm|:))?(?:gồm có|gồm|bao gồm|là|đó là|"
    r"cụ thể là|:)\s*:?\s*(?!\d)"
)


def on_tier(scan: Scan, token: Token, i: int) -> None:
    """A tier of the units spoken of, or of those that are listed after it."""
    before = scan.before(token, 120)
    if not scan.indicator or token.text is None or _THRESHOLD.search(before) or _ALL.search(before):
        return
    if not scan.target and _NOT_IN.search(before):
        return
    if token.text in ("thấp", "cao") and _PARTS_IN.search(scan.before(token, 60)):
        return  # `một số nội dung còn ở mức thấp`: how high parts stand is no band
    if _heads_parts(scan, token, i):
        scan.part_tier = token.text, token.end
        return
    if _heads_list(scan, token, i):
        scan.tier_ahead = token.text
        return
    if _is_anybodys(scan, token):
        return
    spoken_of = scan.out.drafts or scan.state.subjects or scan.named_indicator
    if not scan.subjects and (scan.out.counts or not spoken_of):
        return
    _classified(scan, token)
    who = scan.who_or_none()
    if _TOGETHER.match(scan.low[token.start : token.end]):
        scored = [d for d in scan.out.drafts if d.kind == "score" and d.component is None and d.clause >= scan.clause - 1]
        here = [d.subject for d in scored if d.clause == scan.clause]
        # `A đạt 37,12 điểm; B 36,05 điểm, cùng thuộc nhóm cao nhất`: alone in its clause, B is not in it together.
        told = here if len(set(here)) > 1 else [d.subject for d in scored]
        who = tuple(dict.fromkeys((*told, *who)))
    for subject in who:
        open_ones = (
            d for d in scan.same_unit("rank", subject, since=0) if d.tier is None and (not scan.years or d.year == scan.years[0])
        )
        # `tụt 4 bậc so với năm 2008 (hạng 5/63), song vẫn ở nhóm tốt`: of the year in force, not of one told beside it.
        draft = min(open_ones, key=lambda d: d.fixed_year and not scan.years, default=None) or scan.new("rank", token, subject)
        draft.tier, draft.last = token.text, max(draft.last, token.end)
        draft.rule = draft.rule or "tier"
        if draft.rank is None and who == scan.examples:
            place(scan, draft)


def _is_anybodys(scan: Scan, token: Token) -> bool:
    """Is the tier that of whoever is in it: of those that a request goes to, or of `đơn vị nào`?"""
    before = scan.before(token, 120)
    if _SHARE.search(before):
        return True
    group = _ANYBODY.search(before)
    if group is None:
        return False
    if before[: group.start()].rstrip().endswith(";"):
        # `…; các sở xếp loại tốt đều tăng điểm`: not those of the clause before.
        return True
    asked = _ASKS.search(before[: group.start()]) or _DUTY.match(scan.low, token.end, scan.end)
    return bool(group["which"] or asked or _ALIKE.match(scan.low, token.end, scan.end))


def _classified(scan: Scan, token: Token) -> None:
    """`xếp loại` is of the reform's assessment: after satisfaction was told, the article's own index is meant again."""
    if scan.indicator not in _UNCLASSIFIED:
        return
    named = [t for t in scan.tokens if t.kind == "indicator" and scan.clause_start(scan.at) <= t.start < token.start]
    title = scan.state.title_indicator
    words = scan.low[token.start : token.end]
    lettered = re.search(r"(?:nhóm|loại) [abcd](?![a-zà-ỹđ])", words)
    meant = title == "PAR_INDEX" or "PAR_INDEX" in scan.state.named
    if title != scan.indicator and not named and meant and ("loại" in words or lettered):
        scan.indicator = "PAR_INDEX"
        # A table or paragraph behind it goes on with the classes.
        scan.state.indicator, scan.state.indicator_paragraph = "PAR_INDEX", scan.state.paragraph


def _heads_list(scan: Scan, token: Token, i: int) -> bool:
    """`Nhóm A gồm: …`, `xếp loại tốt có Sở Y tế, …`: the tier of the units after it."""
    after = scan.low[token.end : token.end + 60]
    if not _LIST_HEAD.match(after):
        return False
    following = next((t for t in scan.tokens[i + 1 :] if t.kind not in ("indicator", "year")), None)
    return after.rstrip().endswith(":") or (following is not None and following.kind in ("subject", "sorted", "respectively"))


# `Hai nội dung lọt vào nhóm cao nhất là …`: it is parts that are in the tier.
_PARTS_IN = re.compile(
    r"(?<![a-zà-ỹđ])(?:nội dung|lĩnh vực|chỉ số(?: thành phần| nội dung)?|trục(?: nội dung)?|tiêu chí|trụ cột|thành phần)"
    r"(?: (?:duy nhất|của (?:tỉnh|thành phố)|còn|vẫn|đều|cùng|được|bị|lọt|rơi|nằm|xếp|đứng|vào|ở|thuộc|trong))*\s*$"
)
_NEXT_PART = re.compile(
    r"\s*(?:\([^()]*\))?,?\s*(?:(?:gồm có|gồm|có|là|đó là|và|cùng|:|,|;)\s*)*"
    r"(?:(?:nội dung|lĩnh vực|chỉ số|trục|tiêu chí|thành phần|trụ cột|về) )*\"?"
)


def _heads_parts(scan: Scan, token: Token, i: int) -> bool:
    """Is the tier that of the parts listed after it?"""
    following = scan.tokens[i + 1 : i + 2]
    listed = following and following[0].kind == "component" and _LIST_HEAD.match(scan.low, token.end, following[0].start)
    return bool(listed and _PARTS_IN.search(scan.before(token, 60)))


def tier_of_part(scan: Scan, token: Token) -> None:
    """The tier announced before a list of parts is this one's, where nothing but a figure in brackets stands between."""
    if scan.part_tier is None or token.text is None:
        return
    tier, edge = scan.part_tier
    scan.part_tier = None
    if edge > token.start or not _NEXT_PART.fullmatch(scan.low, edge, token.start):
        return
    for subject in scan.who_or_none():
        draft = scan.new("rank", token, subject)
        draft.tier, draft.component, draft.rule = tier, token.text, "tier list"
    scan.part_tier = tier, token.end


def tier_for(scan: Scan, subject: Subject, token: Token, tier: str | None) -> None:
    """A tier announced before the unit, or before the list that it stands in, is this unit's."""
    open_ones = (d for d in reversed(scan.out.drafts) if d.kind == "rank" and d.subject == subject and d.tier is None)
    draft = next(open_ones, None) or scan.new("rank", token, subject)
    draft.tier, draft.rule = tier, draft.rule or "tier list"
    if draft.rank is None:
        place(scan, draft)


def on_tier_count(scan: Scan, token: Token, i: int) -> None:
    """How many units of a group are in a tier."""
    if not scan.indicator or token.text is None or token.number is None or _told_before(scan, token):
        return
    _classified(scan, token)
    some = _some_follow(scan, token, i)
    listed = token.number and some is None and _UNITS_FOLLOW.match(scan.low[token.end : scan.end])
    scan.tier_ahead = token.text if listed else None
    words = scan.low[token.start : token.end]
    if ("cchc" in words or "cải cách hành chính" in words) and "đối với" not in words:
        # `không có xã nào có Chỉ số cải cách hành chính xếp loại yếu`
        scan.indicator = "PAR_INDEX"
    kind, group, of = _counted(scan, token, int(token.number))
    if token.other is None and scan.years and scan.years[0] < (scan.year() or 0):
        # How many are ranked this year tells nothing of an earlier one.
        of = None
    scan.out.counts.append(
        CountDraft(
            indicator=scan.indicator,
            year=scan.years[0] if scan.years else None,
            first=token.start,
            last=token.end,
            tier=token.text,
            count=int(token.number),
            of=of,
            percent=token.percent,
            group=group,
            status=scan.status,
            period=scan.period_in_force(),
            national=kind == "province",
        )
    )
    if some is not None:
        for subject in some.subjects:
            tier_for(scan, subject, some, token.text)


# `10 sở xếp loại tốt, trong đó có Sở Y tế`, `02 sở xếp loại khá (Sở Y tế, Ban Dân tộc)`
_AMONG_THEM = re.compile(
    r"\s*(?:\([^()]*\))?,? (?:trong đó|trong số đó)(?: có| gồm)? (?:các )?|\s*\((?:gồm |gồm: |là )?(?:các )?"
)


def _some_follow(scan: Scan, token: Token, i: int) -> Token | None:
    """The units of a count that are named right behind it; None where none are."""
    named = next((t for t in scan.tokens[i + 1 :] if t.start >= token.end and t.kind not in ("open", "close")), None)
    if not token.number or named is None or named.kind != "subject" or named.anaphor:
        return None
    return named if _AMONG_THEM.fullmatch(scan.low, token.end, named.start) else None


def _told_before(scan: Scan, token: Token) -> bool:
    """Does a request only go to those of a count that was told before? Every count is remembered."""
    told = (int(token.number or 0), token.text or "")
    first = scan.low.startswith("với ", token.start)
    asked = _ASKS_THEM.search(scan.before(token, 40) + ("với" if first else ""))
    again = asked is not None and told in scan.state.told_counts
    scan.state.told_counts.add(told)
    return again


def _counted(scan: Scan, token: Token, count: int) -> tuple[BlockKind, str | None, int | None]:
    """Kind, words and size of the group that is counted, from the count and the block in force."""
    state = scan.state
    group, of = token.group, int(token.other) if token.other is not None else None
    kind = block_of_group(group, of)
    unnamed = group in (None, "địa phương", "các địa phương")
    if unnamed and scan.indicator in NATIONAL_ONLY and state.current is None and "DDCI" not in state.named:
        return "province", None, of
    if group and unnamed and state.current == "ministry":
        state.open_block("địa phương", of)
    if group and unnamed and state.current == "province" and state.blocks["province"].group == "địa phương":
        kind = "province"
    if unnamed and group and state.national and state.current is None:
        return "province", group, of
    if kind == "unit" or unnamed:
        if state.current is None and of is not None:
            state.blocks["unit"], state.current = Block(group, of, state.sentence), "unit"
        block = state.block_in_force()
        here = scan.out.counts[-1].group if scan.out.counts and kind == "unit" else None
        if here and (block is None or (scan.target and block.sentence != state.sentence)):
            # `có 15 xã, thị trấn xếp loại tốt, không còn đơn vị xếp loại trung bình`: of the same group.
            group, block = here, None
        if block:
            group = block.group or group
            if block.of is None and of is not None and block.group:
                # `Ở khối xã, phường, có 21/78 địa phương xếp loại tốt`: so many has the block.
                state.blocks[state.current or "unit"] = replace(block, of=of)
            # How many shall be in a tier is told by the plan alone.
            if of is None and block.of is not None and count <= block.of and not scan.target:
                of = block.of
        return kind, group, of
    known = state.blocks.get(kind)
    short = known and known.group and group and known.group.startswith(f"{group}, ")
    if known and short and token.other is None and not scan.target:
        # `4 bộ nằm trong nhóm C`: the block of ministries by its short name.
        group = known.group
    if known and of is None and not scan.target and (known.group is None or same_group(known.group, group or "")):
        of = known.of
    if of is not None:
        state.open_block(group, of)
    return kind, group, of
