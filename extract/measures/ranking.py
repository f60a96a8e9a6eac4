"""Places: `xếp thứ 3/63`, `dẫn đầu`, `cuối bảng`, `top 10`, with the size and group of the ranking they are in.

Source: docs/codebook.md ("ranks"); survey P2, P9, P10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.measures.drafts import Draft
from extract.measures.groups import GROUP, same_group
from extract.measures.holders import FORWARD, ahead, spread
from extract.measures.scan import Scan
from extract.measures.state import REGIONAL, Block, block_of_group, block_of_subject
from extract.measures.tokens import Token
from extract.measures.years import left_place
from schemas.facts import Bound, Subject

# Parts that are steps of the assessment: a place after their points is the total's.
PROCESS = ("thẩm định", "điều tra xã hội học", "khảo sát", "tự đánh giá", "tự chấm")


# Words for whoever is ranked.
_ANY_UNITS = ("đơn vị", "địa phương", "cơ quan")
_AT_LEAST = re.compile(r"không (?:dưới|thấp hơn|quá|vượt quá)|tối thiểu|ít nhất|trở lên")
# `cao nhất nước`, `thấp nhất toàn tỉnh`: the field that a superlative is of.
_WHOLE_FIELD = re.compile(
    r" (?:trong |của |ở )?(?:toàn tỉnh|toàn huyện|toàn thành phố|cả nước|toàn quốc|nước|tỉnh|vùng|khối|trong)(?![a-zà-ỹđ])"
)
_OF_PART = re.compile(r" (?:về|ở|trong)(?: (?:chỉ số|lĩnh vực|tiêu chí|nội dung|thành phần|trục))* ?")
_ITS_VALUE = re.compile(r" với \d|: ?\d|,? \(?\d|,? (?:chỉ |mới )?(?:đạt|được|với) \d")
# `tại hai xã cuối bảng`: several units, none named.
_SEVERAL = re.compile(
    r"(?<![a-zà-ỹđ\d])(?:hai|ba|bốn|sáu|bảy|bẩy|tám|chín|mười|những|các|nhiều|một số|nhóm|0?[2-9])(?: [a-zà-ỹđ]+)? "
    r"(?:xã|huyện|đơn vị|địa phương|tỉnh|sở|sở, ngành|cơ quan|tỉnh, thành phố|phường|bộ)(?: (?:ở|đứng|xếp|nằm|nằm ở|có|cùng|"
    r"đang))*\s*$"
)
# `A (95,2 điểm) và B (94,7 điểm) giành hai vị trí dẫn đầu`: whose is which is not told.
_PLACES = re.compile(r"(?<![a-zà-ỹđ\d])(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|những|các|0?[2-9]) $")
# `Nhiều xã ở phía tây như A, B`: some of those that the sentence tells of.
_EXAMPLES = re.compile(
    rf"(?<![a-zà-ỹđ])(?:nhiều|một số|các|những|không ít|hàng loạt|vài|đa số|phần lớn|\d{{1,3}}) {GROUP}[^.,;:()]{{0,40}} như$"
)


def are_examples(scan: Scan, token: Token) -> bool:
    """Do the units of a token stand behind `nhiều xã như`?"""
    before = scan.before(token, 90).rstrip()
    return before.endswith(" như") and bool(_EXAMPLES.search(before))


# `Sở A có tỷ lệ cao nhất`: a rate is the index itself only where the index is one of satisfaction.
_OF_RATE = re.compile(r"(?:tỷ|tỉ) lệ $")


def on_rank(scan: Scan, token: Token, i: int) -> None:
    """A place by number or superlative, of the units after it or of those spoken of."""
    if not scan.indicator:
        return
    if token.group and block_of_group(token.group) != "unit" and (token.other or _has_block_word(scan, token)):
        scan.state.open_block(token.group, int(token.other) if token.other else None)
    superlative = token.worded and bool(token.text)
    if not scan.gate.rank(token, i, superlative=superlative, indicator_named=scan.named_indicator):
        return
    behind = ahead(scan, i, FORWARD)
    if superlative and ((behind and _placed(scan, i)) or (not behind and _nobody(scan, token))):
        return
    if superlative and _OF_RATE.search(scan.before(token, 8)) and not scan.indicator.startswith("SIPAS"):
        return
    if not behind and _enumerates(scan, token):
        return
    runner_up = _runner_up(scan, token, i)
    several = superlative and _of_several(scan, token)
    if several and behind:
        behind = _each_first(scan, i, behind)
        if not behind:
            # `Ba đơn vị xếp cuối là A, B, C`: in one block only their places, where they are told, rank them.
            scan.order_next = _in_order_from(scan, token, i)
            return
    if superlative and not behind and (several or not _superlative_fits(scan, token)):
        return
    for subject in behind or runner_up or scan.who_or_none():
        draft = _open_rank(scan, subject, token)
        draft.rank = int(token.number) if token.number else None
        draft.of = int(token.other) if token.other else None
        draft.group = token.group
        draft.derived = False
        draft.bound = _bound(scan, token)
        draft.last_place = token.last
        draft.rule = "superlative" if superlative else "rank"
        highest = "nhất" in (token.text or "")
        if scan.component in PROCESS and not highest and not _same_clause_component(scan, token):
            draft.component = scan.component if _whole_placed(scan, draft) else None
        place(scan, draft)
    scan.order_next = 2 if scan.order_next == 1 and behind and superlative and token.number == 1 else None
    _years_list(scan, token)
    spread(scan, token)


def _in_order_from(scan: Scan, token: Token, i: int) -> int | None:
    """The place of the first unit of `Ba đơn vị dẫn đầu, xếp từ cao xuống thấp, là A, B, C`, which is read as a list then."""
    first = next((j for j in range(i + 1, len(scan.tokens)) if scan.tokens[j].kind == "subject"), None)
    if token.number != 1 or first is None or not any(t.kind == "sorted" for t in scan.tokens[i:first]):
        return None
    scan.forward_used.discard(scan.tokens[first].start)
    return 1


def _of_several(scan: Scan, token: Token) -> bool:
    """Is a superlative that of several units, none of which it places?"""
    if scan.examples and scan.examples == scan.subjects:
        return True
    if (token.text or "").startswith(("vị trí", "ngôi")) and len({block_of_subject(s) for s in scan.subjects}) < 2:
        return bool(_PLACES.search(scan.before(token, 12)))
    return bool(_SEVERAL.search(scan.before(token, 40)))


# `Thứ hai là sự chuyển biến chưa đều`: the second of what is told, where no unit is named behind it.
_ENUMERATION = re.compile(r"thứ [a-zà-ỹđ]+$")


def _enumerates(scan: Scan, token: Token) -> bool:
    """Does an ordinal without a verb head what is told (`Thứ hai là …`), of no unit?"""
    bare = token.worded and not token.text and _ENUMERATION.match(scan.low, token.start, token.end)
    return bool(bare) and scan.low.startswith(" là ", token.end)


def _runner_up(scan: Scan, token: Token, i: int) -> tuple[Subject, ...]:
    """`hơn á quân Sở Nội vụ (92,87 điểm)`: the unit beside the words holds the place, and the clause goes on with its own."""
    following = scan.tokens[i + 1] if token.text == "á quân" and i + 1 < len(scan.tokens) else None
    if following is None or following.kind != "subject" or following.anaphor:
        return ()
    beside = scan.low[token.end : following.start].strip() in ("", "là", "năm nay là")
    return following.subjects[:1] if beside else ()


# `khoảng cách giữa đơn vị đứng đầu và đơn vị đứng cuối`, `Các địa phương dẫn đầu và xếp cuối`: whoever they are.
_WHOEVER = re.compile(
    r"(?:(?:^|[.;:]|(?<![a-zà-ỹđ])(?:giữa|các|những|nhiều|một số|với|của|cho|đối với|và|còn|cơ quan,)) ?)"
    r"(?:đơn vị|địa phương|cơ quan|nơi)"
    r"(?: (?:đứng|xếp|có (?:điểm|kết quả|chỉ số)) ?(?:đầu|cuối|cao|thấp|nhất| bảng)*| dẫn đầu| cuối bảng)?"
    r"(?:(?:,| và| hoặc| hay))?\s*$"
)
# `xã nào hai năm liền nằm cuối bảng`
ANY_UNIT = re.compile(rf"(?<![a-zà-ỹđ])(?:{GROUP}|nơi) nào [^.;:()\d]{{0,40}}$|(?<![a-zà-ỹđ])nhóm $")


def _nobody(scan: Scan, token: Token) -> bool:
    """Is the leader or last one only spoken of, with no unit named for it?"""
    before = scan.low[max(scan.start, token.start - 64) : token.start]
    return bool(_WHOEVER.search(before[-44:].lstrip()) or ANY_UNIT.search(before))


def _placed(scan: Scan, i: int) -> bool:
    """`Xếp cuối là xã A (hạng 97), xã B (hạng 98)`: does the unit after a superlative have its own number in brackets?"""
    unit = next((j for j in range(i + 1, len(scan.tokens)) if scan.tokens[j].kind == "subject"), None)
    behind = scan.tokens[unit + 1 : unit + 3] if unit is not None else []
    return [t.kind for t in behind] == ["open", "rank"] and not behind[1].worded


def _each_first(scan: Scan, i: int, behind: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """`Hai đơn vị đứng đầu là Sở A (90 điểm) và huyện B`: units of different blocks, each first in its own; else none."""
    units = list(behind)
    for t in scan.tokens[i + 1 :]:
        if t.kind == "semicolon":
            break
        if t.kind == "subject" and not t.anaphor:
            units += [s for s in t.subjects if s not in units]
    return tuple(units) if 1 < len(units) == len({block_of_subject(s) for s in units}) else ()


def _bound(scan: Scan, token: Token) -> Bound | None:
    """`không dưới hạng 20`, `từ hạng 30 trở lên`: a target's place at least."""
    around = scan.low[max(scan.start, token.start - 22) : min(scan.end, token.end + 12)]
    return "at_least" if scan.target and _AT_LEAST.search(around) else None


def _years_list(scan: Scan, token: Token) -> None:
    """`năm 2019 và năm 2020 hạng 12 và 11`: as many places as years."""
    if len(scan.years) < 2 or not scan.out.drafts:
        return
    m = re.match(r"((?:, \d{1,3})*) và (\d{1,3})(?:/\d+)?(?=[,;.) ]|$)", scan.low[token.end : scan.end])
    more = [int(n) for n in re.findall(r"\d+", m[1])] + [int(m[2])] if m else []
    if len(more) != len(scan.years) - 1:
        return
    first = scan.out.drafts[-1]
    first.years = ()
    for year, rank in zip(scan.years[1:], more, strict=True):
        scan.out.drafts.append(replace(first, year=year, rank=rank, last=token.end + (m.end() if m else 0)))


def _has_block_word(scan: Scan, token: Token) -> bool:
    """`trong số các huyện`: the ranked are named as a block, which the next figures are in too."""
    return bool(re.search(r"(?:khối|các|ubnd|trong số|cấp)", scan.low[token.start : token.end]))


def _same_clause_component(scan: Scan, token: Token) -> bool:
    """`thẩm định xếp thứ 12` keeps the part; `điểm thẩm định là 55/64 điểm và đứng thứ 1` is the total's rank."""
    between = scan.low[scan.component_end : token.start]
    return not re.search(r"\d", between)


def _whole_placed(scan: Scan, draft: Draft) -> bool:
    """`xếp thứ 5/11; riêng phần điều tra xã hội học được 24,15/35 điểm, đứng thứ 8`: has the sentence told the total's place?"""
    if draft.group and REGIONAL.search(draft.group):
        return False
    return any(
        d.kind == "rank" and d.rank and d.year == draft.year and d.same_unit(draft.subject, draft.indicator, None, draft.status)
        for d in scan.out.drafts
    )


def _superlative_fits(scan: Scan, token: Token) -> bool:
    """`cao nhất`, `thấp nhất` need a unit beside them; verbs of leading take the clause's unit."""
    words = token.text or ""
    after = scan.low[token.end : token.end + 24]
    if words.endswith(("cao nhất", "thấp nhất", "điểm nhất")):
        named = (scan.subjects and _clause_subject_near(scan, token)) or (scan.component and _WHOLE_FIELD.match(after))
        return bool(named) and bool(
            token.group
            or _WHOLE_FIELD.match(after)
            or re.search(
                r"(?:có|đạt|cùng|với|là|chấm|được)(?: đơn vị| địa phương| tỉnh| cơ quan)?(?: có| đạt| được)?(?: chấm| xếp)?"
                r"(?: số| mức)? ?$|(?:có|đạt|với) (?:mức độ|mức hài|(?:tỷ|tỉ) lệ|chỉ số|điểm|kết quả|tổng điểm|số điểm)"
                r"[^,.;\d]{0,40}$",
                scan.before(token, 60),
            )
            or _of_named_index(scan, token)
            or (_right_behind_unit(scan, token) and (_ITS_VALUE.match(after) or _part_behind(scan, token)))
        )
    return bool(scan.subjects or scan.state.subjects or scan.state.main_subject)


_ITS = re.compile(r"(?<![a-zà-ỹđ])(?:có|đạt|với) $")
_INDEX_THEN = re.compile(r"(?: năm \d{4})? ?")


def _of_named_index(scan: Scan, token: Token) -> bool:
    """`A có DTI năm 2021 cao nhất`: is the index of the superlative named between the verb and it?"""
    named = next((t for t in reversed(scan.tokens) if t.kind == "indicator" and t.end <= token.start), None)
    if named is None or not _ITS.search(scan.before(named, 8)):
        return False
    return bool(_INDEX_THEN.fullmatch(scan.low, named.end, token.start))


def _part_behind(scan: Scan, token: Token) -> bool:
    """`Lai Châu thấp nhất về tiếp cận đất đai`: does the part that the superlative is of stand right behind it?"""
    part = next((t for t in scan.tokens if t.start >= token.end), None)
    return part is not None and part.kind == "component" and bool(_OF_PART.fullmatch(scan.low[token.end : part.start]))


def _right_behind_unit(scan: Scan, token: Token) -> bool:
    """`Quảng Ninh cao nhất với 95,70%`: nothing stands between the unit and the superlative."""
    return any(
        t.kind == "subject" and not t.anaphor and not scan.low[t.end : token.start].strip(" ,")
        for t in scan.tokens
        if t.end <= token.start
    )


def _clause_subject_near(scan: Scan, token: Token) -> bool:
    """A unit is named in the same comma clause before the token."""
    for t in reversed(scan.tokens):
        if t.kind == "subject" and t.end <= token.start:
            return token.start - t.end < 60 and ";" not in scan.low[t.end : token.start]
    return False


def _open_rank(scan: Scan, subject: Subject | None, token: Token) -> Draft:
    """The draft that a place belongs to: one given by order only, or a change or tier still without a place."""
    if left := left_place(scan, subject, token):
        return left
    for d in scan.same_unit("rank", subject, since=scan.clause):
        by_order = d.derived and d.rank is not None
        same_year = not d.fixed_year or not scan.years or d.year == scan.years[0]
        if by_order or (d.rank is None and same_year and (not d.last_place or token.start - d.last < 16)):
            if d.last_place:
                # `xếp cuối cùng (63/63)`: a last place printed with its number has that number.
                d.last_place, d.tier = False, None
            d.last = max(d.last, token.end)
            return d
    return scan.new("rank", token, subject)


# `Dẫn đầu khu vực là TP Cần Thơ`: a region without its name is the one told before.
_THE_REGION = re.compile(r"(?:trong |toàn )?(?:vùng|khu vực|miền)(?: này)?")


def _in_region(scan: Scan, draft: Draft) -> None:
    """A regional ranking told with its size is remembered; `vùng` alone is that of the same index told before."""
    if draft.group is None or not REGIONAL.search(draft.group):
        return
    known = scan.state.region
    if not _THE_REGION.fullmatch(draft.group):
        if draft.of:
            scan.state.region = (draft.group, draft.of, draft.indicator)
    elif known and known[2] == draft.indicator and draft.of in (None, known[1]) and (draft.rank or 0) <= known[1]:
        draft.group, draft.of = known[:2]


# `hạng 6 cả nước`: the scope is told without its size.
_COUNTRY = re.compile("cả nước|toàn quốc")


def place(scan: Scan, draft: Draft) -> None:
    """Size and group of the ranking from the block in force, where the clause leaves them open."""
    _in_region(scan, draft)
    if scan.region and draft.group is None and (draft.of is None or scan.region[1] in (None, draft.of)):
        draft.group, draft.of = scan.region[0], draft.of or scan.region[1]
        _in_region(scan, draft)
        _last(draft)
        return
    told = _COUNTRY.search(scan.low, max(draft.first, draft.last - 9), min(scan.end, draft.last + 10))
    block = scan.state.block(draft.subject, whole=draft.component is None and told is None)
    if draft.component and block.paragraph != scan.state.paragraph:
        # `- Tiến độ giải quyết: 19,62/20, dẫn đầu toàn tỉnh`: how many were ranked was told of the whole index.
        block = replace(block, of=None)
    if draft.status == "target" and block.sentence < scan.state.sentence - 1:
        # `phấn đấu năm 2013 xếp thứ 2`: how many will be ranked was not told with the aim.
        block = replace(block, of=None)
    if draft.group in _ANY_UNITS and draft.of is not None and block.group and block.of in (None, draft.of):
        # `Ở khối sở, Sở Y tế đứng đầu 15 đơn vị`: so many has the block.
        draft.group = block.group
        scan.state.learn_size(draft.subject, draft.of)
    regional = bool(draft.group and REGIONAL.search(draft.group))
    if draft.rank is not None and block.of is not None and draft.rank > block.of:
        return
    if draft.of is None and not regional and (draft.group is None or block.group is None or same_group(draft.group, block.group)):
        here = not _of_an_earlier_year(scan, draft) and (
            block.sentence == scan.state.sentence or any(d.of == block.of and not d.block_size for d in scan.out.drafts)
        )
        draft.of, draft.block_size = block.of, not here
        draft.group = draft.group or block.group
    elif draft.group is None and not regional and draft.of is not None and block.of == draft.of:
        draft.group = block.group
    elif draft.group is None and draft.of is not None and (group := _group_of_series(scan, draft)):
        # `năm 2012 xếp thứ 12/19 bộ, năm 2019 xếp thứ 6/17`: of the same ranked, fewer by now.
        draft.group = group
        scan.state.learn_size(draft.subject, draft.of)
    elif draft.group is None and not regional and draft.of is not None and _just_opened(scan, block):
        # `Ở khối huyện, … huyện B xếp thứ 2/17`: the first size that is stated is the block's.
        draft.group = block.group
        scan.state.learn_size(draft.subject, draft.of)
    if draft.of is None and not regional:
        draft.of = _of_series(scan, draft)
    _last(draft)


def _of_an_earlier_year(scan: Scan, draft: Draft) -> bool:
    """`tăng 3 bậc so với năm 2014 (hạng 7)`: is a place in brackets of a year before that of the place they stand behind?"""
    if not scan.depth or not draft.year:
        return False
    return any(
        d.kind == "rank" and d.rank and d.subject == draft.subject and d.year and d.year > draft.year for d in scan.out.drafts
    )


def _last(draft: Draft) -> None:
    """The last place is that of the last one of so many, where the number is known."""
    if draft.last_place and draft.rank is None:
        draft.rank = draft.of
        if draft.rank is None:
            draft.tier = "cuối bảng"


def _of_series(scan: Scan, draft: Draft) -> int | None:
    """`năm 2019 xếp thứ 21/63, năm 2020 lên thứ 19`: a series of years is of one ranking."""
    for d in _other_years(scan, draft):
        if d.of and not d.block_size and d.group == draft.group:
            return d.of if draft.rank is not None and draft.rank <= d.of else None
    return None


def _group_of_series(scan: Scan, draft: Draft) -> str | None:
    """Who is ranked in a series of years, told with the years before."""
    return next((d.group for d in _other_years(scan, draft) if d.of and d.group and not REGIONAL.search(d.group)), None)


def _other_years(scan: Scan, draft: Draft) -> Iterator[Draft]:
    """The places of the same unit in other years that the sentence has told, the last first."""
    for d in reversed(scan.out.drafts):
        alike = d.kind == "rank" and d.same_unit(draft.subject, draft.indicator, draft.component, draft.status)
        if d is not draft and alike and d.year != draft.year:
            yield d


def _just_opened(scan: Scan, block: Block) -> bool:
    """Does this sentence open the block, without its size?"""
    return block.of is None and block.sentence == scan.state.sentence


_TOP_LIST = re.compile(
    r"(?: dẫn đầu| đứng đầu)?(?: bảng xếp hạng)?(?: còn)?(?: gồm có| gồm| có| là|:)[\s:]*(?:các |"
    r"tên )*(?:quận |huyện |tỉnh |sở )?"
)


def on_top(scan: Scan, token: Token, i: int) -> None:
    """`lọt vào top 10`: a tier of the ranking, where the unit is in it (or means to be)."""
    if not scan.indicator:
        return
    before = scan.before(token, 30)
    if _TOP_LIST.match(scan.low[token.end : scan.end]) and i + 1 < len(scan.tokens) and scan.tokens[i + 1].kind == "subject":
        # `Top 10 còn có các quận A, B`: the set that the units after it are in.
        scan.tier_ahead = token.text
        return
    if not scan.target and (
        not re.search(r"(?:lọt|lọt vào|nằm trong|thuộc|vào|góp mặt trong|góp mặt|đứng trong|trong) ?$", before)
        or re.search(r"(?:không|chưa|rời|khỏi|rớt|ngoài)[^,.;]{0,16}$", before)
        or not scan.subjects
    ):
        return
    for subject in scan.who_or_none():
        draft = _open_rank(scan, subject, token)
        if draft.tier not in (None, token.text):
            # `đăng ký xếp loại tốt và nằm trong tốp 3`: a record has one tier.
            draft = scan.new("rank", token, subject)
        draft.tier, draft.rule, draft.group = token.text, "top", token.group
