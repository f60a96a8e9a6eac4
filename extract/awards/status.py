"""What became of an award (`result`, `proposed`, `planned`, `past`) and what it was given for. Pure functions.

Source: docs/codebook.md ("awards": status, reason, year), survey §4.4 (proposals, regulations, history).
"""

from __future__ import annotations

import re
from typing import Literal

from extract.awards.units import REASON, rewarded_year

Status = Literal["result", "proposed", "planned", "past"]
_PROPOSED = re.compile(
    r"(?<!theo )(?<!tờ trình )(?<!cơ sở )(?<!sau khi )(?<!xét )(?<!\w)(?:thống nhất đề nghị|đề nghị|đề xuất|kiến nghị|"
    r"thống nhất trình|trình|xét tặng|xem xét|xét|suy tôn|lấy ý kiến|hiệp y|giới thiệu)(?= )(?! của)"
)
_NOT_PROPOSED = re.compile(
    r"(?:trên cơ sở|theo|căn cứ|xét)(?: tờ trình)?(?: số [\w/.-]+)?(?: và)? (?:đề nghị|đề xuất) của|thuyết trình|quá trình|"
    r"chương trình|công trình|giáo trình|lộ trình|trình bày|trình diễn|trình độ|xem xét kết quả|tờ trình"
)
_PLANNED = re.compile(
    r"(?<!\w)(?:sẽ|dự kiến|phấn đấu|mục tiêu|đề ra|cơ cấu giải thưởng|cơ cấu giải|giải thưởng (?:gồm|bao gồm|của (?:cuộc|"
    r"hội) thi)|theo thể lệ|"
    r"theo kế hoạch khen thưởng|chuẩn bị)(?!\w)"
)
_N = r"(?:\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_PAST = re.compile(
    rf"(?<!\w)(?:(?:trong|qua|sau|suốt|tính chung|nhìn lại)(?: \w+)? {_N} năm|{_N} năm (?:qua|liền|liên tục|liên tiếp|"
    rf"gần đây|trở lại đây)|(?:trong |cả |nhìn lại )?giai đoạn|(?:trong )?nhiệm kỳ|"
    r"nhiều năm|những năm|các năm|qua các|từ (?:đầu )?(?:năm|khi|ngày|tháng)|tính (?:đến|chung|từ)|trước đây|từng|(?:đến|"
    r"tới) nay|"
    r"trong năm|năm qua|năm vừa qua|năm ngoái|năm trước|(?:^|[,.] ?)năm \d{4},|trong quý|trong \d+ tháng|\d+ tháng đầu năm|"
    r"hằng năm|hàng năm|thời gian qua)"
)
_NOW = re.compile(
    r"(?<!\w)(?:dịp này|nhân dịp|trong dịp|tại (?:hội nghị|buổi|lễ|đại hội|chương trình|kỳ họp|cuộc họp|phiên họp|ngày hội|"
    rf"đây)|cũng (?:tại|nhân|dịp|trong(?! (?:suốt )?(?:{_N} (?:năm|tháng|quý)|năm|nhiệm kỳ|giai đoạn|những|các|thời gian)))|"
    r"kết thúc|thừa ủy|thừa lệnh|ủy quyền|sáng nay|chiều nay)"
)
# An event's own name (`hội nghị tổng kết 10 năm …`) says nothing about when the award was given.
_EVENT = re.compile(r"(?:hội nghị|lễ|buổi lễ|hội thi|cuộc thi|đại hội)[^,;.]*")
_REASON_END = re.compile(
    r"[;\n]| (?:gồm|bao gồm|cụ thể|đó là|là (?=(?:ông|bà|đồng chí|sở|"
    r"ubnd|tỉnh|thành phố|thị xã|quận|huyện|xã|phường|phòng|công an|tập thể|bảo hiểm|cục|chi cục|văn phòng|trung tâm|ban|hội|"
    r"trường|kho bạc|thanh tra|bưu điện|đội|bộ|đảng ủy|đảng bộ) ))|"
    r", (?:hiện|trong khi|còn|sau khi|tại|nhân dịp|mỗi|tổng|với tổng|là) |\s*\((?:theo |tại )?(?:quyết định|qđ)|,? (?:theo|"
    r"tại|kèm theo) (?:các )?(?:quyết định|danh sách)|, (?:trong đó|gồm|cụ thể|bao gồm|đồng thời|theo đó|kèm)|"
    r",? do (?=[^,;]{3,80} (?:trao|tặng))|\.{2,}|\./\.?|[.:](?=\s|$)| (?:được|vinh dự) (?=[^,;]{0,80}(?:tặng|trao|khen|"
    r"nhận))"
)
_LEAD_WORDS = re.compile(r"(?:vì|do|bởi|nhờ|với|về việc|về)\s+", re.IGNORECASE)


def read_status(before: str, after: str, *, passive: bool) -> Status:
    """`before`: lower-cased words of the sentence up to the award's kind, without its receivers; `after`: the words
    right behind the kind."""
    plain = _NOT_PROPOSED.sub(" ", before)
    if _PROPOSED.search(plain):
        return "proposed"
    if _PLANNED.search(before):
        return "planned"
    if _NOW.search(before):
        return "result"
    if _PAST.search(_EVENT.sub(" ", before)):
        return "past"
    if passive and re.match(r" (?:trong )?(?:giai đoạn|nhiệm kỳ|những năm|các năm|\d+ năm)", after):
        return "past"
    return "result"


def find_reason(text: str, low: str, start: int, end: int, reach: int = 60) -> tuple[int, int] | None:
    """Where the reason stands in text[start:end], beginning within `reach` characters; its end by `cut_reason`."""
    for m in REASON.finditer(low, start, end):
        if m.start() - start > reach or re.search(r"[;\n]", low[start : m.start()]):
            return None
        if text[m.start()].isupper():
            continue
        begin = m.start()
        lead = _LEAD_WORDS.match(low, begin)
        return (lead.end() if lead else begin), cut_reason(low, begin, end)
    return None


def cut_reason(low: str, start: int, end: int) -> int:
    """The end of a reason that begins at `start`: before a mark, a decision's number or the next verb of giving."""
    m = _REASON_END.search(low, start + 1, end)
    stop = m.start() if m else end
    while stop > start and low[stop - 1] in ' .,;:"-':
        stop -= 1
    trailing = re.search(r"(?: và| đồng thời|,)+$", low[start:stop])
    return start + trailing.start() if trailing else stop


_LEADING = re.compile(
    r"(?<![\w,] )(?<!\w)(?:đã )?có (?=(?:nhiều )?(?:thành tích|đóng góp|sáng kiến)[^;]{5,160}, )|(?<!\w)(?:với|nhờ|do|"
    r"vì) (?:những |các |nhiều |việc )?(?=(?:có |đã )?(?:thành tích|kết quả|đóng góp|nỗ lực|tinh thần|sáng kiến|những|"
    r"thành tựu))"
)


def leading_reason(low: str, start: int, end: int) -> tuple[int, int] | None:
    """`Với thành tích …, X được tặng …`: the reason before the receivers."""
    m = _LEADING.search(low, start, end)
    if m is None:
        return None
    comma = low.find(",", m.end(), end)
    while comma != -1 and not re.match(
        r", (?:đồng chí|ông|bà|anh|chị|ubnd|sở|công an|phòng|văn phòng|trung tâm|huyện|xã|phường|thị|thành|tỉnh|tập thể|\d|"
        r"có|đơn vị|cục|ban|đội|chi|hội|trường|năm \d|tại|ngày|nhân dịp|vừa qua)(?!\w)",
        low[comma:end],
    ):
        comma = low.find(",", comma + 1, end)
    if comma == -1:
        return None
    lead = _LEAD_WORDS.match(low, m.start())
    return (lead.end() if lead else m.start()), comma


def year_of(low: str, reason: tuple[int, int] | None, near: tuple[int, int]) -> int | None:
    """The year rewarded: the reason's, else one beside the kind (`Cờ thi đua năm 2022 cho …`)."""
    if reason is not None:
        return rewarded_year(low, *reason)
    return rewarded_year(low, *near)
