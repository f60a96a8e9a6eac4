"""Parts of an index: known ones by vocabulary, others by the noun that announces them (`chỉ số thành phần X đạt …`).

Source: docs/codebook.md ("scores": component is the part's name in lower case as the article has it, without
`điểm`/`chỉ số`/`tiêu chí`), survey P21.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from core.openings import LETTER, any_word
from core.sieve import Sieve
from extract.measures.statistics import other_statistics
from extract.mentions.indicators import parts

_NOUN = any_word(
    (
        "chỉ số thành phần", "chỉ số nội dung", "lĩnh vực nội dung", "trục nội dung", "tiêu chí thành phần", "nhóm chỉ số",
        "nhóm tiêu chí", "chỉ số", "tiêu chí", "lĩnh vực", "nội dung", "trục", "trụ cột", "thành phần", "yếu tố", "nhóm",
        "phần(?! mềm)", "hợp phần", "khía cạnh",
    ),
    not_after=LETTER,
)  # fmt: skip
_STOP = (
    r"(?=\"?\s*(?:(?:mới |chỉ mới |chỉ )?đạt|"
    r"là |tăng|giảm|xếp|đứng|có điểm|có số điểm|được|với \d|dẫn đầu|cao nhất|thấp nhất|cũng|"
    r"vẫn|còn|cùng|đều|nằm|thuộc|vốn|bị|chỉ (?:đứng|xếp|được|có|ở|là)|tối thiểu|phải|từ \d|trên \d|ít nhất|ở mức|"
    r"của (?:tỉnh|huyện|thành phố|xã|sở|thị xã)|cải thiện|sụt|tụt|,? ?\(?\d|:|\(|;|"
    r"\.))"
)
_GENERIC = re.compile(
    rf"{_NOUN} (?:về |\"|')?(?P<part>(?!thành phần|này|trên|khác|đó|các|của|được|có|đạt|nào|quan trọng|"
    r"còn|tổng|từ|trên|dưới|đầu(?! tư)|cuối|giữa|dẫn đầu|hài lòng|cải cách hành chính(?! \w)|cchc|chung|mới|nội dung|năm|"
    r"đánh giá|xếp|là|ưu tiên|tốt|khá|"
    rf"trung bình|yếu|và |còn |xã(?! hội)|phường|huyện|tỉnh|thành phố|thị xã|thị trấn|quận|sở(?=[ ,])|ngành(?=[ ,])|"
    rf"ubnd|a|b|c|d|"
    rf"\d)[a-zà-ỹđ,\- ]{{3,90}}?){_STOP}"
)
# `điểm X là n`: a part of the score.
_POINTS = re.compile(
    r"đ(?<![a-zà-ỹđ]đ)(?<!thời đ)(?<!quan đ)(?<!trọng đ)(?<!đặc đ)(?<!cao đ)(?<!tâm đ)(?<!ưu đ)(?<!khuyết đ)(?<!yếu đ)"
    r"(?<!nhược đ)(?<!địa đ)(?<!luận đ)(?<!ghi đ)(?<!cộng đ)iểm (?P<part>"
    r"(?!số|chỉ số|cchc|cải cách|của|tổng|trung bình|bình quân|này|cao|thấp|đạt|tối đa|"
    r"chung|toàn|là|năm|tháng|quý|tuần|kỳ|đợt|"
    r"các|và|còn|nhưng|đồng thời|trong|xã|phường|huyện|tỉnh|thành phố|thị|quận|sở|ubnd|ban|tăng|giảm|"
    r"hơn|trên|dưới|trở|so với|pci|papi|par|sipas|thành phần|cầu|nghẽn|sáng|mạnh|yếu|(?:bằng|ngang|như|giống) nhau|ngang bằng|"
    r"tương đương|\d)"
    r"[a-zà-ỹđ,\- ]{3,60}?)(?= (?:là|đạt|"
    r"được|chiếm|có) ?\d| \d+(?:[.,]\d+)?/\d)"
)
# `Theo từng lĩnh vực: hộ tịch được 93,1%; chứng thực đạt 91,65%`: whatever the parts are called.
_OPENS_PARTS = re.compile(
    r"(?:theo|từng|mỗi|của)(?: các| từng)? (?:lĩnh vực|nội dung|tiêu chí|yếu tố|nhóm(?: chỉ số| tiêu chí)?|chỉ số thành phần)"
    r"(?: (?:cụ thể|như sau|dịch vụ|đánh giá))*:"
)
_LISTED_PART = re.compile(
    r"[:;,] (?:và |riêng |còn )?(?P<part>(?!sở |huyện |xã |phường |thành phố |thị |ubnd |tỉnh )[a-zà-ỹđ][a-zà-ỹđ -]{2,50}?)"
    r"(?= (?:chỉ |mới |cũng )*(?:(?:được|đạt|có|là) )?\d+(?:[.,]\d+)? ?(?:%|điểm))"
)
# `công chức 80,1%; kết quả 81,3%`: among the parts of satisfaction.
_OUTCOME = re.compile(r"k(?<=[;,] k)ết quả(?= (?:đạt )?\d)")
_UNKNOWN = Sieve([(_GENERIC, "named"), (_POINTS, "named"), (_OPENS_PARTS, "listed")])
# `chỉ số thương mại điện tử (EBI)`: an index by its words.
_SHORT_NAME = re.compile(r" \([a-z]{2,6}(?: index)?\)")
# What a clause goes on with: `nội dung X đã đạt 8 điểm`, `tuy khó nhưng đạt`.
_GOES_ON = re.compile(r"(?<![a-zà-ỹđ])(?:nhưng|tuy|song|mà|khi|đã|đang|sẽ)(?![a-zà-ỹđ])")
# Rates that underlie a criterion are no parts of an index.
_OTHER_RATE = re.compile(
    r"tỷ lệ|tỉ lệ|hồ sơ(?! công việc)|văn bản|phiếu|ý kiến của|lấy ý kiến|người dân tham gia|thủ tục được|đội|thi "
)
# `126 cán bộ, công chức`: people, not the part about them.
_PEOPLE = re.compile(r"(?:^|\d |lượt )cán bộ, công chức$|\d công chức$")
_PORTAL = re.compile(r"(?:cổng|hệ thống|trang)(?: thông tin)? $")
_DONE = re.compile(r"(?<![a-zà-ỹđ])(?:có|cung cấp|giải quyết|thực hiện|tiếp nhận|nộp|sử dụng|kiểm soát|niêm yết|rà soát) $")
_ECONOMY = re.compile(r"giá trị sản xuất|gdp|ngân sách|xuất khẩu|tăng trưởng|thu hút|sản lượng|doanh thu")
# `mức độ sẵn sàng ứng dụng công nghệ thông tin`: what the ICT index is about, none of its parts.
_READY = re.compile(r"sẵn sàng(?: cho)?(?: việc)?(?: phát triển)?(?:,| và)? $")
_WORDS = re.compile(r"[a-zà-ỹđ]+")
_PREFIX = re.compile(r"^(?:điểm|chỉ số|tiêu chí|lĩnh vực|nội dung|trục|công tác) ")


# The pillars of the digital transformation index (survey, catalogue), for `cả ba trụ cột`.
PILLARS = ("chính quyền số", "kinh tế số", "xã hội số")
ALL_PILLARS = "cả ba trụ cột"
_ALL_PILLARS = re.compile(r"cả (?:ba|3|03) trụ cột(?! (?:chính|kinh|xã|là|gồm|:))(?: này| trên| đó)?")


class Component(NamedTuple):
    """A part of an index in a text; half-open folded offsets, name in lower case as printed."""

    start: int
    end: int
    component: str


def find_components(low: str, start: int, end: int, indices: frozenset[str] = frozenset()) -> list[Component]:
    """Parts named in low[start:end], longest first, none overlapping another. A short name (`bộ máy`, `công chức`) is a
    part only where one of `indices`, if any are given, has it."""
    out = [
        Component(h.start, h.end, h.key)
        for h in parts().find_within(low, start, end)
        if not h.key.startswith("hội đồng")
        and not _is_object(low, start, h.start, h.end)
        and not _PEOPLE.search(low[max(start, h.start - 8) : h.end])
        and (not indices or h.key.count(" ") > 1 or not indices.isdisjoint(parts().get(h.key)))
    ]
    if not indices.isdisjoint(("DTI", "DTI_LOCAL")):
        out += [Component(m.start(), m.end(), ALL_PILLARS) for m in _ALL_PILLARS.finditer(low, start, end)]
    if "SIPAS" in indices:
        out += [Component(m.start(), m.end(), m.group()) for m in _OUTCOME.finditer(low, start, end)]
    for pattern, how in _UNKNOWN.pick(low, start, end):
        if how == "named":
            _add_named(out, pattern.finditer(low, start, end))
        elif opened := pattern.search(low, start, end):
            _add_listed(out, _LISTED_PART.finditer(low, opened.end() - 1, end))
    if len(out) > 1:
        out.sort(key=lambda c: c.start)
    return out


def _add_named(out: list[Component], found: Iterable[re.Match[str]]) -> None:
    """Parts that the word before them announces."""
    for m in found:
        a, b = m.span("part")
        part = m["part"].strip(" ,-")
        if _ECONOMY.search(part) or _GOES_ON.search(part) or other_statistics().match(part):
            continue
        if _SHORT_NAME.match(m.string, b):
            continue
        if len(_WORDS.findall(part)) > 16 or _OTHER_RATE.search(part) or any(a < c.end and c.start < b for c in out):
            continue
        out.append(Component(a, a + len(part), _PREFIX.sub("", part)))


def _add_listed(out: list[Component], found: Iterable[re.Match[str]]) -> None:
    """Parts of a list that its head announces."""
    for m in found:
        a, b = m.span("part")
        if not any(a < c.end and c.start < b for c in out) and not _OTHER_RATE.search(m["part"]):
            out.append(Component(a, b, m["part"]))


def _is_object(low: str, start: int, a: int, b: int) -> bool:
    """`9 đơn vị có thủ tục hành chính: …`, `không cung cấp dịch vụ công, …`: what somebody does, no part that heads a list;
    nor is what an index is about."""
    before = low[max(start, a - 20) : a]
    if _READY.search(low[max(start, a - 34) : a]):
        return True
    return bool(_PORTAL.search(before)) or bool(_DONE.search(before) and re.match(r"[,:;]", low[b : b + 1]))


def is_part(surface: str, indicator: str) -> bool:
    """Is this the name of a part of that index (`mức độ hài lòng` of SERVICE_766)?"""
    return indicator in parts().get(surface)
