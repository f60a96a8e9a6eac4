"""Values, rises and falls: `đạt 82,17 điểm, tăng 1,82 điểm so với năm trước`, `từ 78 lên 81`, `giữ nguyên`.

Source: docs/codebook.md ("scores", "Numbers"): bounds are no values, a change keeps its sign and its base; survey P1,
P3 and P4.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.measures.drafts import Draft, FigureKind
from extract.measures.holders import FORWARD, OF_UNIT, ahead, spread
from extract.measures.patterns import AIM
from extract.measures.periods import is_earlier, period_of
from extract.measures.ranking import ANY_UNIT, place
from extract.measures.scan import Scan
from extract.measures.tokens import Base, Token
from schemas.facts import Subject

# `điểm toàn tỉnh là 91,02`, `con số ấy chỉ là 79,3`: what the bare number is.
_POINTS_OF = re.compile(
    r"(?:điểm|điểm số|chỉ số|con số|tổng điểm)(?: này| ấy| đó| chung| của [^,.;\d]{2,25}| toàn tỉnh| toàn huyện)*(?: chỉ|"
    r" mới| đã| cũng| vẫn)* "
    r"(?:là|đạt|còn|ở mức|lên|xuống)(?: mức)? ?$"
)


# `tất cả sở, ban, ngành đạt từ 70 điểm`: of a group, nobody's score.
_ALL_OF_GROUP = re.compile(
    r"(?:tất cả|100 ?%|toàn bộ)(?: các)? (?:sở|xã|huyện|phường|đơn vị|địa phương|cơ quan|"
    r"phòng)[^.;:]{0,40}$"
)


# `Địa phương có kết quả thấp nhất đạt 71,32%`: whoever that is.
_NOBODYS = re.compile(
    r"(?<![a-zà-ỹđ])(?:đơn vị|địa phương|cơ quan|tỉnh|huyện|xã|phường|sở|bộ|nơi)(?: (?:có|đạt))?(?: (?:điểm số|điểm|kết quả|"
    r"chỉ số|số điểm|tỷ lệ|mức))? (?:cao|thấp) nhất(?: (?:chỉ|mới|cũng|đã))*(?: (?:đạt|được|có|là|với))? $"
)
# `có 05 sở đạt 86,5%`, `2 xã được 95 điểm`
_COUNTED = re.compile(
    r"(?<![\d.,/a-zà-ỹđ])(?<!tháng )(?<!tuần )(?<!quý )(?<!năm )(?<!ngày )(?<!kỳ )(?:\d{1,3}|hai|ba|bốn|năm|sáu|bảy|tám|"
    r"chín|mười) (?:sở|xã|huyện|phường|đơn vị|địa phương|cơ quan|tỉnh|"
    r"bộ)(?:, (?:ban|ngành|thành phố|thị xã|thị trấn|phường))*(?: (?:cùng|đều|có điểm|có chỉ số))*(?: (?:đạt|được|có))? $"
)
# `…; thấp nhất là 60,4 điểm`, with no unit behind it
_LEAST_OF_ALL = re.compile(
    r"(?:^|[,;:(] ?|(?<![a-zà-ỹđ])(?:và|còn) )(?:(?:điểm số|số điểm|điểm|mức|tỷ lệ) )?(?:cao|thấp) nhất(?: (?:là|chỉ|với|"
    r"đạt|ở mức|có))* $"
)


# `Điểm trung bình của các sở là 89,6 điểm, của các huyện là 86,3 điểm`: a further mean.
_NEXT_MEAN = re.compile(
    r"(?:trung bình|bình quân|trung vị)(?:[^.]|\.(?=\d)){0,110}?\d ?(?:%|điểm)(?:,|;| và)* ?(?:và |còn )?(?:của )?"
    r"(?:(?:điểm |mức )?(?:trung bình|bình quân) )?(?:của )?(?P<who>(?:khối|các|cấp) [^.,;:()\d]{2,40}?)(?: chỉ| mới)?"
    r"(?: (?:là|đạt|ở mức|được))+ $"
)
_SHARED = re.compile(r"(?:cùng|đều) (?:có|đạt|được|với)(?: số điểm| điểm số| mức)? $")


def on_value(scan: Scan, token: Token, i: int) -> None:
    """A number with its unit, or bare after a verb: a score of each unit spoken of."""
    if not _scorable(scan, token, i):
        return
    if token.approximate and not scan.target:
        scan.out.skipped.append((token, "scores.bound", "a bound is no exact value"))
        return
    if _AIMED_AT.search(scan.before(token, 60)):
        _on_aim(scan, token)
        return
    # A superlative just before (`điểm cao nhất là 96,4 điểm (Sở Y tế)`) waits for its unit.
    waiting = any(d.kind == "rank" and d.subject is None for d in scan.out.drafts)
    subjects = _fronted(scan, token, i)
    if not subjects and (waiting or not scan.subjects):
        subjects = ahead(scan, i, OF_UNIT) or _shared_ahead(scan, token, i)
    for subject in subjects or scan.who_or_none():
        same = scan.same_unit("score", subject, since=scan.clause)
        # `giảm 0,5 điểm so với năm 2021 (41,69 điểm)`: the value of the year that the change is from.
        changed = (d for d in same if d.value is None and d.change is not None and not (d.base and scan.years == (d.base.year,)))
        draft = next(changed, None) or scan.new("score", token, subject)
        draft.value, draft.max, draft.unit, draft.bound = token.number, token.other, token.unit or draft.unit, token.bound
        if draft.max is None and draft.component is None and draft.unit != "percent" and (scan.scale or 0) >= (token.number or 0):
            draft.max = scan.scale
        draft.last = max(draft.last, token.end)
    spread(scan, token)


# `PAR INDEX đạt 84,2%, vượt mục tiêu 83% đề ra`
_AIMED_AT = re.compile(rf"(?:vượt|đạt|chạm(?: tới)?|hoàn thành|so với|bằng|kém|thua|hụt|hơn|dưới|trên)(?: xa| cả)? {AIM}$")


def _on_aim(scan: Scan, token: Token) -> None:
    """The target that the score right before is measured against; a number of another size is the gap to it."""
    result = scan.out.drafts[-1] if scan.out.drafts else None
    if result is None or result.kind != "score" or result.value is None or result.status != "result" or not token.number:
        return
    near = 0.5 <= token.number / (result.value or 1) <= 2
    if not near or token.approximate or token.start - result.last > 90 or result.clause != scan.clause:
        return
    aim = replace(
        result, status="target", first=token.start, last=token.end, value=token.number, max=token.other, change=None, base=None
    )
    aim.unit = token.unit or result.unit
    aim.year, aim.fixed_year = result.year if result.fixed_year else scan.year(), True
    # The result is what the sentence goes on with.
    scan.out.drafts.insert(len(scan.out.drafts) - 1, aim)


# `Với 61,44 điểm, huyện A xếp thứ 2/11`, at the head of a sentence or clause.
_WITH_HEADS = re.compile(
    r"(?:^|[;:] ?)(?:(?:theo đó|trong đó|cụ thể|kết quả|riêng|còn|và),? )?(?:chỉ )?với (?:(?:tổng|mức|số|kết quả|chỉ số|tỷ lệ)"
    r"(?: số)?(?: điểm)?(?: số)?|điểm số|điểm)?(?: (?:đạt được|đạt|là))?(?: chỉ)? ?$"
)
_THEN_UNIT = re.compile(r"(?: \([^()]{1,40}\))?, (?:thì )?")


def _fronted(scan: Scan, token: Token, i: int) -> tuple[Subject, ...]:
    """The units behind the comma of a fronted score."""
    following = next((t for t in scan.tokens[i + 1 :] if t.kind == "subject"), None)
    if following is None or following.anaphor or not _THEN_UNIT.fullmatch(scan.low, token.end, following.start):
        return ()
    return following.subjects if _WITH_HEADS.search(scan.low[max(scan.start, token.start - 50) : token.start]) else ()


def _shared_ahead(scan: Scan, token: Token, i: int) -> tuple[Subject, ...]:
    """`Cùng có 85,72 điểm nhưng A và B lần lượt đứng thứ nhất và thứ hai`: the units named next."""
    if scan.first_subject or not _SHARED.search(scan.before(token, 30)):
        return ()
    following = next((t for t in scan.tokens[i + 1 :] if t.kind in ("subject", "semicolon")), None)
    return following.subjects if following and following.kind == "subject" and len(following.subjects) > 1 else ()


def _is_next_mean(scan: Scan, token: Token) -> bool:
    """Is a number the mean of a further group, with no unit named in it?"""
    far = scan.before(token, 150)
    m = _NEXT_MEAN.search(far) if "bình" in far or "trung vị" in far else None
    begin = token.start - len(far)
    named = (t.start for t in scan.tokens if t.kind == "subject" and not t.anaphor)
    return m is not None and not any(begin + m.start("who") <= at < token.start for at in named)


def _scorable(scan: Scan, token: Token, i: int) -> bool:
    """May this number be a score? A bare one only where index, part or unit stands in the sentence."""
    if not token.other and _ALL_OF_GROUP.search(scan.before(token, 70)):
        return False
    before = scan.before(token, 60)
    if _COUNTED.search(before) or (" nào " in before and ANY_UNIT.search(before)):
        return False
    if _is_next_mean(scan, token):
        return False
    if " nhất" in before and (_NOBODYS.search(before) or (_LEAST_OF_ALL.search(before) and not ahead(scan, i, OF_UNIT))):
        return False
    bare = token.worded and token.text != "" and not (scan.named_indicator or scan.subjects or scan.component)
    if bare and not _POINTS_OF.search(before):
        return False
    # `phấn đấu năm 2026 đạt từ 93 điểm trở lên`: aimed at, a bound on points is the index's.
    aimed = scan.target and token.bound is not None and token.unit == "point"
    return bool(scan.indicator) and scan.gate.score(token, i, scan.chained(token) or aimed)


def on_score_change(scan: Scan, token: Token, i: int) -> None:
    """A rise or fall in points or percent."""
    if not scan.indicator or (token.approximate and not scan.target) or not scan.gate.change(token, i, scan.chained(token)):
        return
    if token.unit == "percent" and _relative_percent(scan, i):
        return
    for draft in _change_drafts(scan, "score", token, i):
        draft.change, draft.base = token.number, token.base or draft.base or _told_ahead(scan)
        draft.unit = draft.unit or token.unit
        if draft.value is None:
            draft.bound = token.bound


def _relative_percent(scan: Scan, i: int) -> bool:
    """A percentage beside a value between 0 and 1 is a relative change: no record (codebook)."""
    values = [t for t in scan.tokens if t.kind == "value" and abs(t.start - scan.tokens[i].start) < 90]
    return any(t.number is not None and t.number <= 1 and t.unit != "percent" for t in values) or (
        bool(values) and all(t.unit == "point" for t in values) and scan.indicator in ("DTI", "ICT")
    )


def on_rank_change(scan: Scan, token: Token, i: int) -> None:
    """A rise or fall in places: positive is better (codebook, ranks)."""
    if (
        not scan.indicator
        or (token.approximate and not scan.target)
        or not scan.gate.rank(token, i, superlative=False, indicator_named=scan.named_indicator)
    ):
        return
    for draft in _change_drafts(scan, "rank", token, i):
        draft.change, draft.base = token.number, token.base or draft.base or _told_ahead(scan)
        if draft.rank is None:
            draft.bound = token.bound


def _told_ahead(scan: Scan) -> Base | None:
    """The base of comparison that the clause opened with (`So với năm 2021, tỉnh giảm 4 bậc`)."""
    return scan.base_ahead[0] if scan.base_ahead and scan.base_ahead[1] == scan.clause else None


def _change_drafts(scan: Scan, kind: FigureKind, token: Token, i: int) -> list[Draft]:
    """The figures that a rise or fall belongs to, one for each unit: those just named, else new ones."""
    out, now = [], scan.period_in_force()
    base = token.base or _told_ahead(scan)
    reach = _clause_in_reach(scan, i)
    for subject in scan.who_or_none():
        open_ones = (
            d
            for d in scan.same_unit(kind, subject, since=reach)
            # `giữ thứ hạng 15/63, cải thiện 5 bậc so với năm 2017`: what is held was won.
            if (d.change is None or (d.change == 0 and d.base is None))
            and not (kind == "rank" and d.rank is None and d.tier is None)
            # `So với cuối tháng 9 (84,1 điểm), tỉnh tăng 2,6 điểm`: not the month's that it is compared with.
            and not (d.period and now and is_earlier(d.period, now))
            # `So với năm 2021 (84,1 điểm), PAR INDEX tăng 1,2 điểm`: nor the year's.
            and not (base and base.year and d.fixed_year and d.year == base.year)
        )
        draft = next(open_ones, None) or scan.new(kind, token, subject)
        draft.last = max(draft.last, token.end)
        out.append(draft)
    return out


def _clause_in_reach(scan: Scan, i: int) -> int:
    """The first clause whose figures a rise or fall at token i may belong to: one that names nothing of its own goes on with
    those before (`đạt 87 điểm; xếp thứ 3; tăng 0,8 điểm so với …`)."""
    begin = scan.clause_start(i)
    if any(t.kind in ("subject", "indicator", "component", "value") and t.start >= begin for t in scan.tokens[:i]):
        return scan.clause
    named = max((t.start for t in scan.tokens[:i] if t.kind in ("subject", "indicator", "component")), default=scan.start)
    return min((d.clause for d in scan.out.drafts if d.last >= named), default=scan.clause)


_HELD_PLACE = re.compile(r" (?:vị trí|thứ hạng|hạng|thứ bậc|bậc|vị thứ|ngôi)(?![a-zà-ỹđ])")


def on_same(scan: Scan, token: Token, i: int) -> None:
    """`giữ nguyên`: a change of 0, of the figure just named or of the place that follows."""
    if not scan.indicator or scan.target:
        return
    last = scan.out.drafts[-1] if scan.out.drafts else None
    beside_score = last is not None and last.kind == "score" and last.value is not None and 0 <= token.start - last.last < 4
    # `đạt 61,2 điểm, giữ thứ hạng 58/63`: the place is held, not the score beside it.
    of_place = _HELD_PLACE.match(scan.low, token.end, scan.end) is not None
    kind: FigureKind = "score" if token.unit == "point" or (beside_score and not of_place) else "rank"
    following = next((t for t in scan.tokens[i + 1 :] if t.kind in ("rank", "semicolon", "from_to_rank", "subject")), None)
    if kind == "rank" and following and following.kind == "rank" and following.start - token.end < 40:
        if _held_by_next(scan, following, i):
            return
        drafts = _change_drafts(scan, "rank", token, i)
    else:
        drafts = _stated(scan, kind)
        if not drafts and token.base:
            drafts = _change_drafts(scan, kind, token, i)
    for draft in drafts:
        draft.change, draft.base, draft.last = 0.0, token.base, max(draft.last, token.end)


def _held_by_next(scan: Scan, rank: Token, i: int) -> bool:
    """`giữ vị trí dẫn đầu là Sở Y tế`: a place held by the unit behind it, with nothing said of the one before."""
    if scan.tokens[i].base or any(t.kind == "subject" for t in scan.tokens[:i] if t.start >= scan.clause_start(i)):
        return False
    behind = next((t for t in scan.tokens[i + 1 :] if t.start >= rank.end), None)
    return behind is not None and behind.kind == "subject" and bool(FORWARD.match(scan.low[rank.end : behind.start]))


def _stated(scan: Scan, kind: FigureKind) -> list[Draft]:
    """The last figure of the clause that has a value or place but no change yet; none or one."""
    who = scan.who()
    for d in reversed(scan.out.drafts):
        open_change = d.kind == kind and d.change is None and d.clause == scan.clause and d.subject in who
        if open_change and (d.rank is not None or d.value is not None):
            return [d]
    return []


def on_base(scan: Scan, token: Token, i: int) -> None:
    """`so với năm 2022` after several changes governs all of them in its clause that have none; before them, those that
    follow."""
    if not any(d.change is not None and d.clause == scan.clause for d in scan.out.drafts):
        scan.base_ahead = (token.base, scan.clause)
    for d in scan.out.drafts:
        if d.change is not None and d.base is None and d.clause == scan.clause and token.start - d.last < 80:
            d.base, d.last = token.base, max(d.last, token.end)


def _from_to(scan: Scan, kind: FigureKind, token: Token) -> None:
    """`từ A lên B`: two records of two years."""
    if not scan.indicator or scan.target or scan.gate.distracted(token, scan.at):
        return
    end_year = token.years[1] or (scan.years[0] if scan.years else 0) or scan.year() or 0
    start_year = token.years[0] or (token.base and token.base.year) or (end_year - 1 if end_year else 0)
    for subject in scan.who_or_none():
        old = scan.new(kind, token, subject)
        old.year, old.fixed_year = start_year or None, True
        if token.base and (then := period_of(token.base.relative, new_period := scan.period or scan.state.period)):
            # `từ vị trí 61 tháng 9 lên vị trí 34`: within the year.
            old.period, old.year = then, int(then[:4])
            end_year = int((new_period or then)[:4])
        new = _bare_change(scan, kind, subject) or scan.new(kind, token, subject)
        new.first, new.last = min(new.first, token.start), max(new.last, token.end)
        if token.years[1]:
            new.year, new.fixed_year = token.years[1], True
        if new.change is not None and new.base is None and token.years[0]:
            new.base = Base(token.years[0])
        if kind == "rank":
            _two_places(scan, old, new, token)
        else:
            old.value, new.value, old.unit, new.unit = token.number, token.other, token.unit, token.unit


def _bare_change(scan: Scan, kind: FigureKind, subject: Subject | None) -> Draft | None:
    """A change or tier named just before (`tăng 7 bậc, từ 58 lên 51`) belongs to the new year's record."""
    for d in reversed(scan.out.drafts[:-1]):
        stated = d.change is not None or (kind == "rank" and d.tier is not None)
        bare = stated and d.rank is None and d.value is None
        if bare and d.kind == kind and d.subject == subject and d.clause == scan.clause:
            return d
    return None


def _two_places(scan: Scan, old: Draft, new: Draft, token: Token) -> None:
    old.rank, new.rank = int(token.number or 0), int(token.other or 0)
    old.of = int(token.text) if token.text else int(token.group) if token.group else None
    new.of = int(token.group) if token.group else None
    for draft in (old, new):
        if draft.group is None and (draft is new or draft.of is not None):
            place(scan, draft)


def on_from_to_rank(scan: Scan, token: Token, i: int) -> None:
    """`từ vị trí 58 lên vị trí 51`."""
    _from_to(scan, "rank", token)


def on_from_to_score(scan: Scan, token: Token, i: int) -> None:
    """`từ 78,1 lên 81,4 điểm`."""
    _from_to(scan, "score", token)
