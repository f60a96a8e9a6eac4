"""Where the name of an event ends: at a verb, a day, a venue, `do … tổ chức` or the end of the clause.

Source: docs/codebook.md, "events" (`name` as stated, without `tổ chức`), survey of opening formulae.
"""

from __future__ import annotations

import re

from core.openings import any_word
from core.text import UPPER
from extract.dates import find_days
from extract.events.patterns import UNTIL
from extract.mentions.words import surnames
from schemas.facts import EventKind

# A name stops before these words, with or without a comma before them.
_STOP_WORDS = (
    "dưới sự", r"do (?=[^\s])",
    r"với (?:sự|hơn|gần|trên|khoảng|chủ đề)",
    r"với \d[\d.]* (?:đại biểu|học viên|người|thí sinh|đội|lượt|cán bộ|điểm|đồng chí|công chức)",
    r"có (?:đồng chí|các|ông|bà|đ/c|sự|đại diện|lãnh đạo|đại biểu|mặt|\d)", "là (?:đồng chí|ông|bà|đ/c) ",
    "nhằm", "để (?!ra)", "kết nối", "theo hình thức", "bằng hình thức", "dưới hình thức", "thu hút",
    "qua (?:đó|hệ thống|nền tảng|hình thức)", "trực tiếp kết hợp", "kết hợp trực tuyến", "diễn ra", "kéo dài",
    "được (?:tổ chức|ubnd|sở|hiệp hội|ban|huyện|tỉnh|khai|kết nối)", "cũng (?:đã|vừa|được|sẽ) ", "mới được ",
    "đã ", "vừa ", "sẽ ", "dự kiến", "bắt đầu", "kết thúc", "khép lại", "khai mạc(?= (?:sáng|chiều|tối|vào|ngày|tại))",
    "vào (?:ngày|sáng|chiều|tối|lúc|hồi|hai|các)", r"sáng(?: ngày)? \d", r"chiều(?: ngày)? \d", r"tối(?: ngày)? \d",
    "sáng nay", "chiều nay", "hôm (?:nay|qua)", r"trong (?:hai|ba|bốn|\d+|các) ngày",
    *(rf"{word} (?:hơn|gần|trên|khoảng|toàn bộ|toàn thể|\d)" for word in ("dành cho", "cho")),
    *(rf"{word} (?:\d+|các|tất cả|toàn bộ|100%)[\w ]{{0,12}}? ?điểm cầu" for word in ("đến", "tới")),
    *(rf"{word} \d+[\w /]{{0,12}}điểm cầu" for word in ("đến", "tới", "với", "tại")),
    "theo (?:kế hoạch|công văn|thông báo|giấy mời) số", "từ ngày", "cùng dự", "chủ trì(?! bởi)", "gồm ", "bao gồm",
    "thông qua hình thức", "mời ", "chính thức khởi tranh", "khởi tranh", "bước vào (?:vòng|đêm|ngày|phần|buổi|trận|phiên)",
)  # fmt: skip
# A name stops before these, wherever they stand: the marks first, so that `re` skips to them.
_STOP = re.compile(r"[;:\n., ](?:(?<=[;:\n])|(?<=\.)(?=\s|$)|(?:(?<= )|(?<=,) )" + any_word(_STOP_WORDS, not_after=None) + ")")
# `Dự hội nghị có Lê Thị Hòa, …`, `Tại hội thi, Lưu Hải Yến …`: who came or speaks, where the first is a family name.
_BY_NAME = re.compile(
    rf"(?:,|(?P<has> có)| là) (?=(?P<family>[{UPPER}][a-zà-ỹđ]*) [{UPPER}][a-zà-ỹđ]+"
    rf"(?: [{UPPER}][a-zà-ỹđ]+|(?(has)(?:[,(]| -)|(?!))))"
)
# After a comma a name goes on only with a further topic.
_COMMA = re.compile(r",\s+")
_COMMA_STOP = re.compile(
    r"(?:dự |tham dự|cùng |có |với |đồng chí|đ/c|ông |bà |do |dưới |tại |sáng|chiều|tối|ngày |trong đó|qua đó|theo đó|"
    r"nhằm|để |kết nối|thu hút|đã |đồng thời|gồm|sau đó|trước khi|từ đó|"
    r"phó |ban (?:tổ|chỉ|giám)|(?:tỉnh|huyện|thành phố|xã|phường|địa phương|đơn vị|cả nước|toàn \w+) (?:xếp|đạt|đứng|đã|"
    r"có|được|giảm|tăng)|các đại biểu|đại biểu|lãnh đạo|chủ tịch|giám đốc|chủ trì|trực tiếp|ubnd|hđnd|"
    r"ủy ban nhân|hội đồng nhân|sở |mỗi|khi|"
    r"nhân dịp|góp phần|cũng là |là |kết hợp |"
    r"(?:với )?tổng (?:kinh phí|mức đầu tư|vốn|giá trị)|kinh phí|trị giá|"
    r"thời (?:gian|hạn) |(?:tiếp )?nhận (?:bài|hồ sơ|tác phẩm)|"
    r"trong (?:hai|ba|\d+) ngày|kéo dài|tiếp |nghe|thông qua (?!kết|báo|nghị)|đặc biệt|được )"
)
# `của các bộ, cơ quan ngang bộ, UBND các tỉnh`: a body after a comma belongs to the list.
_BODY_NEXT = re.compile(r"(?:(?:ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân)[ ,]|sở )")
_OF_SEVERAL = re.compile(r"(?<!\w)(?:của|giữa) (?:các|một số|từng) [^.;:]*$")
_VENUE = re.compile(
    any_word(("tại", "ở")) + r" (?!các |những |hội nghị|buổi |kỳ họp|cuộc họp|lớp |quyết định|nghị |kế hoạch|một số)(?=\w)"
)
_VENUE_END = re.compile(
    # No stop after `TP.`, `TX.`, `P.`
    r",(?![^(,]*\))|;|(?<![ (](?:tp|tx|tt))(?<![ (][pqh])\.(?=\s|$)|"
    r"\s(?:với|về|có|do|dưới|sáng|chiều|tối|vào|ngày|đã|vừa|diễn ra|và kết|kết|"
    r"cùng|nhằm|để|đến|ubnd(?= (?:tỉnh|huyện|thành|xã|phường)[^,]{0,30} tổ chức)|hôm|thu hút|chật|tổ chức|"
    r"từ)\s"
)
# The `tại` of a topic: what stands before it, and what after.
_TOPIC = re.compile(
    r"(?:hoạt động|vận hành|tiếp nhận|giải quyết|thủ tục hành chính|phục vụ|làm việc|hồ sơ|quy định|mô hình|"
    r"một cửa|kết quả)(?: [\w]+){0,4}$"
)
_OF_TOPIC = re.compile(r"(?:bộ phận|các|cơ quan|trung tâm (?:phục|hành)|ubnd|cấp|cơ sở|xã|địa phương|đơn vị|quyết định|nghị)")
_NO_VENUE = re.compile(r"việt nam(?! \w)|điểm cầu|đây|đó|chỗ|quyết định|kế hoạch|nghị")
_AT = re.compile(r" (?:tại|ở) ")
_LIST = re.compile(r"(?<!\w)các (?:xã|phường|huyện|sở|đơn vị|địa phương)(?!\w)[^;]*?(?:,| và )")
_QUOTE = re.compile('"')
# What a delegation does besides: `… xã A và trò chuyện với người dân`.
_BESIDES = re.compile(
    r"(?: và|,|,? đồng thời) (?:(?:đã|có) )?(?:trò chuyện|nói chuyện|trao đổi(?=,? (?:với|cùng|trực tiếp|nhanh))|"
    r"gặp gỡ|gặp(?= )|thăm hỏi|động viên|tặng quà|trao quà|lắng nghe|ghi nhận)(?!\w)"
)
# ... but what is checked may be two things done: `kiểm tra việc lắng nghe và trao đổi với người dân`.
_DOING = re.compile(r" việc(?: \w+){1,3}$")
# The bodies of one place: `tại Đảng ủy, HĐND, UBND xã A`.
_BODIES_OF_PLACE = re.compile(
    r"(?<!\w)(?:đảng ủy|huyện ủy|tỉnh ủy|thành ủy|thị ủy|hđnd|hội đồng nhân dân|ubmttq|mttq|thường trực)$"
)
_WENT = re.compile(
    r"(?<!\w)(?:tại|ở) (?P<place>(?:(?! về )[^,;]|(?:(?<=ủy)|(?<=hđnd)|(?<=nhân dân)), (?=hđnd|ubnd|hội đồng|ủy ban nhân dân))+)"
)
_WENT_AFTER = re.compile(r" (?:tại|ở) (?P<place>[^;.]+)")
# What may follow `tại` inside a name: where something is inspected or worked.
_PLACED_KINDS = frozenset({"inspection"})


def name_end(text: str, low: str, start: int, end: int, kind: EventKind, whens: list[tuple[int, int]]) -> int:
    """Where the name that begins at `start` ends, at most `end`. `whens`: spans of days in the clause."""
    stop = end
    quotes = _quoted(text, start, end)
    for m in _STOP.finditer(low, start, end):
        if any(a < m.start() < b for a, b in quotes):
            continue
        stop = m.start()
        break
    for m in _BY_NAME.finditer(text, start, stop):
        if m["family"].lower() in surnames():
            stop = m.start()
            break
    stop = min([stop, *[a for a, b in whens if a > start]])
    if kind not in _PLACED_KINDS:
        venue = _venue_at(low, start, stop, quotes)
        stop = venue if venue is not None else stop
    elif (place := _AT.search(low, start, stop)) and low.count(" ", start, place.start()) > 3:
        # A list of places is no part of the name.
        stop = place.start() if _LIST.search(low, place.end(), stop) else stop
    if kind in _PLACED_KINDS and (besides := _BESIDES.search(low, start, stop)):
        stop = stop if _DOING.search(low, start, besides.start()) else besides.start()
    stop = _comma_end(low, start, stop, quotes)
    return _trim(text, low, start, stop)


def find_venue(low: str, kind: EventKind, clause: tuple[int, int], name: tuple[int, int]) -> tuple[int, int] | None:
    """`tại Hội trường UBND huyện` after the name or before the subject; an inspection's is where it went."""
    if kind == "inspection":
        went = _WENT.search(low, name[0], name[1])
        went = went or _WENT_AFTER.match(low, name[1], clause[1])
        return went.span("place") if went else None
    for start, end in ((name[1], clause[1]), (clause[0], name[0])):
        m = _VENUE.search(low, start, end)
        if m is None:
            continue
        stop = _VENUE_END.search(low, m.end(), end)
        last = stop.start() if stop else end
        if 2 < last - m.end() <= 90 and not _NO_VENUE.match(low, m.end(), last):
            return m.end(), last
    return None


def _venue_at(low: str, start: int, end: int, quotes: list[tuple[int, int]]) -> int | None:
    for m in _VENUE.finditer(low, start, end):
        if any(a < m.start() < b for a, b in quotes):
            continue
        inner = low[start : m.start()]
        # `tại` of a topic (`hoạt động tại bộ phận một cửa`) belongs to the name, unless a hall or town follows.
        if _TOPIC.search(inner) and _OF_TOPIC.match(low, m.end(), m.end() + 24):
            continue
        return m.start()
    return None


def _comma_end(low: str, start: int, end: int, quotes: list[tuple[int, int]]) -> int:
    for m in _COMMA.finditer(low, start, end):
        if any(a < m.start() < b for a, b in quotes):
            continue
        listed = _BODY_NEXT.match(low, m.end()) and (
            _OF_SEVERAL.search(low, max(start, m.start() - 100), m.start())
            or _BODIES_OF_PLACE.search(low, max(start, m.start() - 20), m.start())
        )
        if not listed and _COMMA_STOP.match(low, m.end(), end + 20):
            return m.start()
    return end


_HANGING = re.compile(rf"\s(?:và|vào|trong|ngày|lúc|hồi|cùng|của|đến|tại|thì|{UNTIL})$")
_LONGEST_HANGING = len(" trong")


def _trim(text: str, low: str, start: int, end: int) -> int:
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",-"):
        end -= 1
    tail = _HANGING.search(low, max(start, end - _LONGEST_HANGING), end)
    if tail:
        return _trim(text, low, start, tail.start())
    opened = low.rfind("(", start, end)
    if opened > start and opened > low.rfind(")", start, end):
        return _trim(text, low, start, opened)
    return end


def _quoted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans in quotation marks (folded: one kind) that open and close inside."""
    if text.find('"', start, end) < 0:
        return []
    marks = [m.start() for m in _QUOTE.finditer(text, start, end)]
    return list(zip(marks[::2], marks[1::2], strict=False))


def day_spans(low: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of days that follow a word like `ngày` or `sáng` (the others belong to a topic)."""
    return [(d.start, d.end) for d in find_days(low, start, end) if d.lead]
