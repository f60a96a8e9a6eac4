"""Counted recipients (`07 tập thể, 19 cá nhân`, `hơn 30 hộ`) and where a reason begins. Pure functions.

Source: docs/codebook.md ("recipients"): a people's committee, agency or team is collective; a total of several kinds
without a split is mixed; an inexact count is null.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extract.numbers import NUMBER_WORD, count
from schemas.facts import Recipient

_COLLECTIVE = (
    "tập thể nhỏ|tập thể|cơ quan, đơn vị|cơ quan|đơn vị|doanh nghiệp|hợp tác xã|tổ chức|phòng ban|phòng|ban|sở, ngành|sở|"
    "nhóm tác giả|nhóm|đội thi|đội tuyển|"
    "đội|chi bộ|đảng bộ|tổ công nghệ số cộng đồng|tổ|thôn, bản|thôn|bản|ấp|khóm|khu phố|khu dân cư|xã, phường, thị trấn|"
    "xã, phường|xã, thị trấn|phường, xã|xã|"
    "phường|thị trấn|huyện, thị xã, thành phố|huyện|trường học|trường|địa phương|chi đoàn|chi hội|câu lạc bộ|mô hình|cụm|"
    "khối|tổ chức cơ sở đảng|hội đồng thi"
)
_INDIVIDUAL = (
    "cá nhân|đồng chí|đ/c|nhà báo|phóng viên|nhà giáo|bác sĩ|nghệ nhân|già làng|người có uy tín|"
    "công nhân, viên chức, lao động|công nhân, viên chức, người lao động|công nhân, lao động|"
    "công nhân lao động|công nhân|đoàn viên công đoàn|cán bộ, công chức, viên chức|cán bộ, công chức|công chức, viên chức|"
    "cán bộ|công chức|viên chức|người lao động|"
    "người|học viên|thí sinh|đảng viên|tác giả|giáo viên|học sinh|sinh viên|đoàn viên, thanh niên|đoàn viên|hội viên|"
    "nông dân|chiến sĩ|chiến sỹ|công dân|"
    "đại biểu|nhân viên|thành viên|doanh nhân|thanh niên|vận động viên|gương người tốt, việc tốt|gương|trưởng thôn|ông, bà|"
    "điển hình cá nhân|chuyên viên"
)
_HOUSEHOLD = "hộ gia đình|hộ kinh doanh|hộ dân|gia đình|hộ"
_KINDS: tuple[tuple[str, str], ...] = (("household", _HOUSEHOLD), ("collective", _COLLECTIVE), ("individual", _INDIVIDUAL))
_UNIT = "|".join(sorted(f"{_HOUSEHOLD}|{_INDIVIDUAL}|{_COLLECTIVE}".split("|"), key=len, reverse=True))
_NUMBER = rf"\d{{1,3}}(?:[. ]\d{{3}})+|\d+|{NUMBER_WORD}"
_BOUND = r"(?:hơn|trên|gần|khoảng|hàng|ít nhất|tối thiểu|tối đa|không quá|chừng|xấp xỉ)"
# `06 (sáu) tập thể`, `15 tập thể, cá nhân`, `15 lượt tập thể`: units after the first carry no number of their own.
COUNTED = re.compile(
    rf"(?<![\w/.,])(?P<bound>{_BOUND} )?(?P<n>{_NUMBER})(?:/\d+)?(?: ?\([^()]{{1,20}}\))? (?:lượt |"
    rf"đồng )?(?P<units>(?:{_UNIT})(?:(?:,| và|/| &| hoặc|,? cùng) ?(?:các )?(?:{_UNIT})(?!\w))*)(?!\w)(?! ?/)"
)
# A group without a number: `các tập thể, cá nhân`, `các đội còn lại`.
UNCOUNTED = re.compile(
    rf"(?<!\w)(?:các|những|một số|nhiều|hàng trăm|hàng chục) (?P<units>(?:{_UNIT})(?:(?:,|"
    rf" và) ?(?:các )?(?:{_UNIT})(?!\w))*)(?!\w)"
)
_REASON = (
    r"(?:vì|do|bởi|nhờ|với)(?= (?:đã |những |các |có )?(?:có |đạt |lập |hoàn thành|thành tích|đóng góp|những|tinh thần|"
    r"nhiều|tận tụy|tích cực|nỗ lực))|"
    r"(?:đã |luôn |vì đã )?(?:có(?! (?:hình thức|tên|mặt))|đạt(?! giải)|lập(?= (?:được |nhiều )?(?:thành|chiến))|"
    r"hoàn thành|đóng góp|tích cực|dẫn đầu|đi đầu|tiêu biểu(?= (?:trong|về|xuất sắc|nhất|có|trên))|tiêu biểu,(?= xuất sắc)|"
    r"xuất sắc(?= (?:trong|về|nhất|tiêu biểu|có))|xuất sắc,(?= tiêu biểu)|điển hình(?= (?:trong|về))|"
    r"điển hình tiên tiến(?= (?:trong|về))|tiên tiến(?= (?:trong|về))|tham gia|thực hiện|nỗ lực|tận tình|tận tụy|"
    r"xếp (?:thứ|hạng|loại)|gương mẫu|"
    r"làm tốt|vượt khó|hỗ trợ|đứng (?:đầu|thứ|nhất|vị trí)|được người dân|nhiệt tình|giúp đỡ)|đã (?!được|nhận|đón|vinh)\w+|"
    r"về(?= (?:việc )?(?:có |đã |những )?(?:thành tích|công tác|cải cách|cchc|kết quả|đóng góp|sáng kiến))|trong(?= (?:công tác|"
    r"phong trào|thực hiện|việc|triển khai|cải cách))"
)
REASON = re.compile(rf"(?<!\w)(?:{_REASON})(?!\w)")
LOCALITY = re.compile(
    r"(?<!\w)(?:đảng bộ,? (?:chính quyền )?(?:và )?)?(?:(?:cán bộ|quân|chính quyền)(?: và|,) nhân dân|nhân dân (?:và|"
    r",) (?:cán bộ|lực lượng[\w ]{0,20})|nhân dân(?: các dân tộc)?)(?= )|(?<!\w)đảng bộ(?:,? chính quyền)?(?: và|"
    r",) nhân dân(?= )"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A counted or uncounted group at half-open folded offsets."""

    start: int
    end: int
    kind: str
    count: int | None
    counted: bool = True

    def recipient(self, names: tuple[str, ...] = ()) -> Recipient:
        return Recipient(self.kind, self.count, names)  # type: ignore[arg-type]


_KIND_PATTERNS = [
    (kind, re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words.split('|'), key=len, reverse=True))})(?!\w)")) for kind, words in _KINDS
]


@lru_cache(maxsize=1024)
def unit_kind(units: str) -> str:
    """collective | individual | household for one unit noun, mixed for several kinds."""
    kinds = set()
    rest = units
    for kind, pattern in _KIND_PATTERNS:
        if pattern.search(rest):
            kinds.add(kind)
            rest = pattern.sub(" ", rest)
    return kinds.pop() if len(kinds) == 1 else "mixed"


def find_groups(low: str, start: int, end: int) -> list[Group]:
    """Counted groups of low[start:end]; an inexact number gives count None."""
    out: list[Group] = []
    for m in COUNTED.finditer(low, start, end):
        n = None if m["bound"] else count(m["n"])
        out.append(Group(m.start(), m.end(), unit_kind(m["units"]), n))
    return out


def find_open_groups(low: str, start: int, end: int) -> list[Group]:
    """Groups named without a number (`các đội còn lại`)."""
    return [Group(m.start(), m.end(), unit_kind(m["units"]), None, False) for m in UNCOUNTED.finditer(low, start, end)]


_YEAR = re.compile(r"(?<!\w)năm (?:học )?((?:19|20)\d{2})(?!\d|[/.-]\d)(?! ?[-] ?(?:19|20)?\d\d)")
_RANGE = re.compile(
    r"(?:giai đoạn|nhiệm kỳ|từ năm|các năm|năm học) (?:19|20)\d{2}|(?:19|20)\d{2} ?- ?(?:19|20)\d{2}|tháng \d+ năm$"
)


def rewarded_year(low: str, start: int, end: int) -> int | None:
    """The one year that a reason names (`năm 2022`); None for a span of years, several years or a day's year."""
    part = low[start:end]
    if _RANGE.search(part):
        return None
    years = {int(m[1]) for m in _YEAR.finditer(part) if not re.search(r"(?:tháng \d+|quý \w+) $", part[: m.start()])}
    return years.pop() if len(years) == 1 else None
