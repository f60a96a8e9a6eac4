"""Tokens of places, from the matches of their patterns: rank, size and group of the ranking where they stand beside."""

from __future__ import annotations

import re
from functools import cache

from core.openings import Lead
from core.vocabulary import table
from extract import numbers
from extract.measures import groups
from extract.measures import patterns as p
from extract.measures.lex_scores import two_years
from extract.measures.tokens import Base, Made, Token

# After `từ 12 lên 19`: the numbers count something else.
_COUNTED = re.compile(
    r" (?:ngày|giờ|phút|thủ tục|đơn vị|người|tuổi|tháng|năm(?! \d)|lần|triệu|tỷ|bước|đầu mối|phòng|ban|xã|cấp|loại)"
)
_RANKING_WORD = re.compile(r"hạng|xếp|vị trí|bậc|thứ|đứng")
_RANKED_THING = re.compile(r"(?:thứ hạng|vị trí|vị thứ|xếp hạng|thứ bậc)[^.;:()]{0,50}$|năm (?:19|20)\d\d,?(?: \S+){0,2} $")
_HOLDER_NEXT = re.compile(r"(?: thuộc về| là| gọi tên)(?: |:)|: ?(?!\d)")
_NO_HOLDER = re.compile(r" là (?:ngày|phải|việc|do|cần|về|tăng|đẩy|tiếp)")
_LIST_OF_PLACES = re.compile(
    r"(?:thứ|hạng|vị trí)(?: thứ)? [\w]+(?:,| và|;| đến)(?: thứ [\w]+(?:,| và))* ?$|"
    r"(?:19|20)\d\d\)?(?:[,:;]|,? và)? ?(?:là |tỉnh |huyện )?$|[(§] ?$|"
    r"(?:giữ nguyên|giữ vững|giữ) (?:vị trí|hạng|thứ hạng)? ?$"
)
# `được 0,6950 điểm, thứ 6`: the place right behind a score.
_SCORE_BEFORE = re.compile(r"(?:\d ?(?:điểm|%)|\d[.,]\d+|/\d+|\)),? (?:và )?$")
# `các xã dẫn đầu`, `mức tăng cao nhất`, `một trong những đơn vị đứng đầu`: no single unit holds the place.
_SEVERAL = re.compile(
    r"(?:các|những|nhiều|một số|nhóm) (?:xã|huyện|sở|tỉnh|đơn vị|địa phương|phường|cơ quan|ngành|thành phố)"
    r"(?:, [a-zà-ỹđ ]{2,20}){0,3} $"
)
_NO_PLACE_BEFORE = Lead(
    r"(?:(?:tăng|giảm)(?: điểm)?,?|mức tăng|mức giảm|cải thiện|tiến bộ|gần|người|đồng chí|nhóm|tốp|top(?: \d*\d)?|"
    r"\d+ (?:đơn vị|địa phương|tỉnh|tỉnh, thành|tỉnh, thành phố|huyện|xã|xã, phường|sở|sở, ngành|cơ quan|bộ|bộ, ngành|phường)|"
    r"(?:của|với|so với|từ|như|cho) (?:một )?(?:địa phương|đơn vị|tỉnh|huyện|xã|sở|cơ quan)|nguyên nhân|lý do|vì sao|nửa|"
    r"phía|nhóm|"
    # `thoát cảnh chót bảng`, `giữa địa phương đầu và cuối bảng`, `Bộ, ngành nào đứng cuối`: nobody holds the place.
    r"(?:thoát|tránh|cảnh|phận|kiếp|(?<!vị )(?<!lợi )(?<!ưu )thế|nguy cơ|nỗi lo|áp lực)(?: khỏi)?|"
    r"(?:đầu|đầu bảng|dẫn đầu|cao nhất|nhất) (?:và|hay|hoặc|lẫn)|"
    r"nào(?: (?:bị|còn|mà|vẫn|cứ|tiếp tục|phải|sẽ))*) ",
    reach=30,
)
_ONE_OF = re.compile(r"một trong (?:những|các|\d+)[^.,;]{0,20} $")
# `hơn đơn vị đứng thứ hai 0,7 điểm`: the place of somebody unnamed.
_COMPARED_WITH = re.compile(r"(?:hơn|kém|so với|cách) (?:một )?(?:đơn vị|địa phương|tỉnh|huyện|xã|phường|sở|nơi|cơ quan) $")
# `mức tăng cao thứ hai cả nước`: the place of a change.
_RISING = re.compile(r"(?:tăng|giảm|tốc độ|cải thiện|tăng trưởng|bứt phá) (?:[a-zà-ỹđ]+ ){0,2}$")
# `kém huyện đầu bảng gần 15 điểm`: the leader that a unit trails.
_TRAILED = re.compile(
    r"(?:cách|hơn|kém|thua|sau|bám sát|đuổi kịp|bỏ xa) (?:xa )?(?:một )?"
    r"(?:địa phương|đơn vị|tỉnh|thành phố|huyện|thị xã|quận|xã|phường|sở|cơ quan|bộ|nơi) $"
)
# `hơn đơn vị xếp thứ nhì là huyện Tây Sơn 1,05 điểm`: but that one is named.
_IS_NAMED = re.compile(r"(?: (?:của|trong) [^,.;:()]{2,30})? là ")
# `đoàn công tác do ông A, Phó Giám đốc Sở dẫn đầu`
_DELEGATION = re.compile(r"đoàn [^.;]{0,110}(?<![a-zà-ỹđ])do [^.;]{3,90}$")
_NO_PLACE_AFTER = re.compile(
    r" (?:bảo hiểm|bhxh|kế toán|thu chi|ngân sách|hồ sơ|là (?:do|vì|bởi)|cơ quan|các cơ quan|"
    r"đơn vị(?=,)|trong \d+ năm|từ trước|kể từ|trong nhiều năm|từ khi|chính quyền|ubnd|phòng|"
    r"về thu|phong trào)"
)
# `đứng đầu (trong) khối sở, ban, ngành`, `dẫn đầu 17 huyện`, `cao nhất trong số 19 sở`.
_RANKED_AFTER = re.compile(
    r"(?: bảng xếp hạng| bảng| danh sách)?(?: (?:trong|của|ở|tại))*(?: cả(?= \d))?(?: (?:tổng số|số))?(?: khối| nhóm)?"
    rf"(?: (?P<of>\d{{1,3}}))?(?: khối)?(?: các)? ?{groups.GROUP}(?P<tail>{groups.GROUP_TAIL})?"
)
# `đứng đầu Chỉ số CCHC năm 2020 khối sở, ban, ngành`
_INDEX_AFTER = re.compile(r" (?:về )?(?:bảng xếp hạng )?(?:bộ )?(?:chỉ số|kết quả|điểm) [^.,;:()]{2,50}?(?= (?:khối|trong số) )")
_NAME_AFTER = re.compile(r"\s+(?!là|thuộc|với|đạt|trong|gồm|có|và|gọi|năm|về|tiếp|lần|toàn|cả|vẫn|đều|được|ở)[a-zà-ỹđ]")


# `số đơn vị xếp loại xuất sắc tăng từ 3 lên 5`
_UNITS_COUNTED = re.compile(rf"(?<![a-zà-ỹđ])số (?:lượng )?(?:các )?{groups.GROUP}(?! thứ)[^.,;:()]*$")


def from_to_rank(m: re.Match[str]) -> Made:
    """`từ vị trí 58/63 lên vị trí 51/63`; without a word of ranking near it the numbers are not places."""
    if m["way"] in ("đến", "tới") or _COUNTED.match(m.string[m.end() : m.end() + 12]):
        return None
    if not (m["aof"] or m["bof"]) and _UNITS_COUNTED.search(m.string, max(m.pos, m.start() - 60), m.start()):
        return None
    if not (m["n1"] or m["n2"] or m["aof"] or m["bof"]):
        near = _RANKING_WORD.search(m.string[max(0, m.start() - 50) : m.start()])
        if not near or m["way"] in ("về", "còn"):
            return None
    return Token(
        "from_to_rank",
        m.start(),
        m.end(),
        float(m["a"]),
        float(m["b"]),
        text=m["aof"],
        group=m["bof"] or m["aof"],
        years=two_years(m),
        base=Base(None, m["yrel"] or m["pa"]) if m["yrel"] or m["pa"] else None,
    )


def bracket_rank(m: re.Match[str]) -> Made:
    """`(16/19)`, `(hạng 3)`: the place in brackets after a name."""
    named = m.groupdict()
    found = _place(m, named)
    if found is None:
        return None
    rank, of = found
    return Token("rank", m.start() + 1, m.end(), rank, float(of) if of else None, worded=not _literal(named))


def copula_rank(m: re.Match[str]) -> Made:
    """`thứ hạng vẫn là 6/34`: only where a word of ranking, or a year of history, stands before it."""
    before = m.string[max(m.pos, m.start() - 60) : m.start()]
    if int(m["of"]) < int(m["num"]) or not _RANKED_THING.search(before) or _OF_PARTS.match(m.string, m.end(), m.endpos):
        return None
    of, group, stop = _ranked_after(m, m["of"])
    return Token("rank", m.start("num"), stop, float(m["num"]), float(of or m["of"]), group=group)


def rank(m: re.Match[str]) -> Made:
    """`xếp thứ 3/63 tỉnh, thành phố`, `đứng thứ nhì`, with the size and group that follow."""
    named = m.groupdict()
    found = _place(m, named)
    if found is None:
        return None
    place, of = found
    before = m.string[max(m.pos, m.start() - 30) : m.start()]
    compared = _COMPARED_WITH.search(before) and not _IS_NAMED.match(m.string, m.end(), m.endpos)
    if compared or (m.string.startswith("cao thứ", m.start()) and _RISING.search(before)):
        return None
    of, group, stop = _ranked_after(m, of)
    return Token("rank", m.start(), stop, place, float(of) if of else None, group=group, worded=not _literal(named))


# `xếp thứ 5/5 tỉnh Tây Nguyên và`: a place of its own size stands just before.
_PLACE_BESIDE = re.compile(r"(?:thứ|hạng|vị trí)(?: thứ| số)? \d{1,3} ?/ ?\d{1,3}[^.;:()\d]{0,60}$")


def place_too(m: re.Match[str]) -> Made:
    """The second place behind one verb (`xếp thứ 5/5 tỉnh Tây Nguyên và 58/63 cả nước`)."""
    if int(m["num"]) > int(m["of"]) or not _PLACE_BESIDE.search(m.string, max(m.pos, m.start() - 90), m.start()):
        return None
    of, group, stop = _ranked_after(m, m["of"])
    return Token("rank", m.start("num"), stop, float(m["num"]), float(of) if of else None, group=group)


_NEXT_HEADED = re.compile(r"(?:[;,.]|và|còn) (?:thứ |hạng )?nhì(?=:| (?:khối|là|thuộc về) )")
_CLAUSE_BEGINS = re.compile(r"(?:[.;,:(-] ?|và |còn )$")


def headed_rank(m: re.Match[str]) -> Made:
    """`nhất: Sở A; nhì: Sở B`, where first and second both stand: never `tốt nhất là`, `hai mặt, ba là`."""
    if m.start() > m.pos and not _CLAUSE_BEGINS.search(m.string, max(m.pos, m.start() - 6), m.start()):
        return None
    first = m["word"] == "nhất"
    if not (_NEXT_HEADED.search(m.string, m.end(), m.endpos) if first else p.FIRST_HEADED.search(m.string, m.pos, m.start())):
        return None
    block = groups.BLOCK.match(m.string, m.end("word") + 1, m.end())
    group = groups.joined(block["group"], block["tail"]) if block else None
    return Token("rank", m.start(), m.end(), float(numbers.word_number(m["word"]) or 0), group=group, worded=True)


def _literal(g: dict[str, str | None]) -> str | None:
    return g.get("num") or g.get("num2")


# `cải thiện thứ hạng: 5/10 chỉ số`: so many parts of an index.
_OF_PARTS = re.compile(r" (?:chỉ số|tiêu chí|lĩnh vực|trục)(?: thành phần| nội dung)?(?=[.,;)]|$| và | có | tăng| giảm)")
# `xếp hạng 124 xã, phường`: so many were ranked.
_UNITS_RANKED = re.compile(r" (?:tỉnh|huyện|xã|phường|sở|đơn vị|địa phương|cơ quan|bộ)(?=,| và | được| trên| thuộc| của)")


_FROM_BOUND = re.compile(r" từ(?: hạng| thứ)? \d{1,3}$")
_UPWARDS = re.compile(r"(?:/\d+)? trở")
_TO_NUMBER = re.compile(r" ?(?:-|đến) ?(?:(?:hạng|vị trí|thứ) )*\d")
_FROM_NUMBER = re.compile(r"(?:hạng|thứ|vị trí)(?: thứ)? \d{1,3} (?:-|đến) $")
_TO = ("- ", "đến ")


def _place(m: re.Match[str], g: dict[str, str | None]) -> tuple[float, str | None] | None:
    """(place, size as printed) by the named groups of a match; None where the number is no place."""
    verb, noun, literal = g.get("verb"), g.get("noun"), _literal(g)
    place = int(literal) if literal else numbers.word_number(g.get("word") or "")
    of = g.get("of") or g.get("of2")
    if place is None or place == 0 or (of and int(of) < place and int(of) < 5):
        return None
    if noun in ("thứ", "ngôi", "bậc") and not (verb or g.get("th") or of) and not _ordinal_place(m):
        return None
    if of and _OF_PARTS.match(m.string, m.end(), m.endpos):
        return None
    named = m.string.startswith("xếp hạng", m.start())
    counted = named and literal and not of and _UNITS_RANKED.match(m.string, m.end("num"), m.endpos)
    if (noun == "xếp hạng" and not literal) or counted or (named and m.string[max(0, m.start() - 5) : m.start()] == "bảng "):
        # `bảng xếp hạng 63 tỉnh, thành phố` is no place.
        return None
    after_number = m.end("num") if g.get("num") else m.end()
    told = m.string[m.start() : after_number]
    if " từ" in told and _FROM_BOUND.search(told) and not _UPWARDS.match(m.string, m.end("num"), m.endpos):
        return None
    if _TO_NUMBER.match(m.string, after_number, min(m.endpos, after_number + 20)):
        return None
    if m.string.endswith(_TO, m.pos, m.start()) and _FROM_NUMBER.search(m.string, max(m.pos, m.start() - 22), m.start()):
        return None  # `hạng 2 đến hạng 16`: a run of places
    return float(place), of


def _ranked_after(m: re.Match[str], of: str | None) -> tuple[str | None, str | None, int]:
    """(size, group, end of the token) by the words after a place."""
    rest = m.string[m.end() : m.endpos]
    after = groups.AFTER_RANK.match(rest)
    if after and (of or after["of"] or not re.match(r" (?:của|đơn vị)", rest)):
        # `thứ hai là sở A`, `hạng 3 huyện B`: a name follows, not the ranked group.
        named = re.match(r"\s+[a-zà-ỹđ]", rest[after.end() :])
        if of or after["of"] or re.match(r" (?:trong|của|khối) ", after.group()) or not named:
            return of or after["of"], groups.joined(after["group"], after["tail"]), m.end() + after.end()
    elif only := groups.AFTER_OF_ONLY.match(rest):
        return of or only["of"], None, m.end() + only.end()
    elif (region := groups.AFTER_REGION.match(rest)) and region["tail"]:
        return of, groups.region(region), m.end() + region.end()
    return of, None, m.end()


# `và thứ 6 trong 14 tỉnh trung du`
_AMONG = re.compile(rf" (?:trong|trên)(?: tổng)?(?: số)? \d{{1,3}} {groups.GROUP}")


@cache
def _by_index() -> re.Pattern[str]:
    """`thứ 5 về PAR INDEX`: the index that the place is held in, by its short names."""
    short = sorted({row["alias"].lower() for row in table("indicator_aliases") if row["alias"].isupper()}, key=len, reverse=True)
    return re.compile(
        rf" (?:về|ở|trong|tại) (?:bảng xếp hạng |kết quả )?(?:bộ chỉ số|chỉ số|{'|'.join(map(re.escape, short))})(?!\w)"
    )


def _ordinal_place(m: re.Match[str]) -> bool:
    """`thứ hai là huyện A`, `Đứng thứ nhất, thứ hai và thứ ba`: an ordinal without a verb that still ranks."""
    before, after = m.string[max(0, m.start() - 40) : m.start()], m.string[m.end() : m.end() + 25]
    if _HOLDER_NEXT.match(after) and not _NO_HOLDER.match(after):
        return bool(re.search(r"(?:^|[,;.:(-] ?|và |vị trí )$", before)) and m["noun"] == "thứ"
    if m["noun"] == "thứ" and (_SCORE_BEFORE.search(before) or _AMONG.match(m.string, m.end(), m.endpos)):
        return True
    if m["noun"] == "thứ" and _by_index().match(m.string, m.end(), m.endpos):
        return bool(re.search(r"(?:[,;(:]|và|nhưng|đồng thời|song) ?$", before))
    region = groups.AFTER_REGION.match(m.string[m.end() : m.endpos])
    if m["noun"] == "thứ" and region and region["tail"]:
        # `đứng thứ 40 cả nước và thứ 3 khu vực Bắc Trung Bộ`
        return bool(re.search(r"(?:[,;(]|và|nhưng|đồng thời|song) ?$", before))
    return bool(_LIST_OF_PLACES.search(before))


def top(m: re.Match[str]) -> Made:
    """`top 10 tỉnh`, `nhóm 5 dẫn đầu`."""
    if m.group().startswith("nhóm") and not m["lead"]:
        return None
    group = groups.joined(m["group"], m["tail"]) if m["group"] else None
    return Token("top", m.start(), m.end(), float(m["num"]), text=f"top {int(m['num'])}", group=group)


def superlative(m: re.Match[str]) -> Made:
    """`dẫn đầu`, `á quân`, `cuối bảng`: the first, second or last place of a ranking."""
    words = m["first"]
    rest = m.string[m.end() : m.endpos]
    before = m.string[max(0, m.start() - 30) : m.start()]
    # The last but one of a ranking whose size is not beside it is no number.
    if words == "dẫn đầu" and _DELEGATION.search(m.string[max(m.pos, m.start() - 160) : m.start()]):
        return None
    if words in ("áp chót", "kế chót") or _SEVERAL.search(before) or _ONE_OF.search(before):
        return None
    if _NO_PLACE_BEFORE.before(m.string, m.start()):
        return None
    if _NO_PLACE_AFTER.match(rest):
        return None
    if _TRAILED.search(before) and not rest.startswith(" là "):
        return None
    last = any(w in words for w in p.LAST_WORDS)
    of, group, length = _group_led(rest)
    place = None if last else 2.0 if words == "á quân" else 1.0
    if last and of:
        place = float(of)
    size = float(of) if of else None
    return Token("rank", m.start(), m.end() + length, place, size, group=group, last=last, worded=True, text=words)


def _group_led(rest: str) -> tuple[str | None, str | None, int]:
    """(size, group, length) of the ranking that a superlative is followed by."""
    index = _INDEX_AFTER.match(rest)
    if index and (ranked := _RANKED_AFTER.match(rest, index.end())) and not _NAME_AFTER.match(rest, ranked.end()):
        # The index between them has a token of its own.
        return ranked["of"], groups.joined(ranked["group"], ranked["tail"]), 0
    ranked = _RANKED_AFTER.match(rest)
    region = groups.AFTER_REGION.match(rest)
    if ranked:
        named = _NAME_AFTER.match(rest[ranked.end() :])
        if not named and not re.match(r" ?là", rest[: ranked.start("group")]):
            return ranked["of"], groups.joined(ranked["group"], ranked["tail"]), ranked.end()
    elif region and region["tail"]:
        return None, groups.region(region), region.end()
    return None, None, 0


def block(m: re.Match[str]) -> Made:
    """`khối huyện`, `trong 19 sở`: who is ranked together from here on."""
    g = m.groupdict()
    begin = m.start("dir") if g.get("dir") else m.start()
    size = next((float(g[k]) for k in ("of", "of_after", "only") if g.get(k)), None)
    part = "part" if g.get("only") else None
    return Token("block", begin, m.end(), None, size, text=part, group=groups.joined(m["group"], g.get("tail")))
