"""Who gives an award: the body or office that stands before the verb, after `của` / `do`, or after `thừa ủy quyền của`.

Written out with its locality (docs/codebook.md, "Names"): a committee stays the committee, its chairman the chairman.
Whoever only hands an award over (`đồng chí X, Phó Chủ tịch … trao`, `lãnh đạo tỉnh trao`) is no grantor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.sieve import Scanner
from extract.awards.marks import Marks
from extract.mentions.organizations import OrgMention
from extract.mentions.titles import TitleMention
from extract.reading import Reading
from extract.short_forms import HEADS, meant_by
from extract.text import Text

_CENTRAL = re.compile(
    r"(?<!phó )(?<!\w)(?:(?P<state>chủ tịch nước)(?: chxhcn việt nam| cộng hòa xã hội chủ nghĩa việt nam)?|"
    r"(?P<premier>thủ tướng(?: chính phủ)?)|(?P<government>chính phủ)|"
    r"(?P<assembly>chủ tịch quốc hội)|(?P<party>bộ chính trị|ban bí thư))(?!\w)"
)
_CENTRAL_NAMES = {
    "state": "Chủ tịch nước", "premier": "Thủ tướng Chính phủ", "government": "Chính phủ", "assembly": "Chủ tịch Quốc hội",
}  # fmt: skip
_BOARD = Scanner(
    re.compile(
        r"(?<!\w)(?:ban tổ chức|btc|ban giám khảo)(?!\w)(?! (?:tỉnh|thành|huyện|quận|thị|đảng|trung ương))"
        r"(?P<of>(?: (?:hội thi|cuộc thi|giải|hội thao|liên hoan|chương trình|hội diễn|vòng thi|kỳ thi|"
        r"cuộc vận động))?)(?P<name>(?: \"[^\"]{2,80}\")?)"
    )
)
# What ends the name of a contest: whatever says what its board did, where or with whom.
_BOARD_ACTS = re.compile(
    r" (?:đã|đang|sẽ|vừa|mới|cũng|còn|tiếp tục|đồng thời|lần lượt|chính thức|long trọng|trân trọng|trang trọng|quyết định|"
    r"thống nhất|nhất trí|công bố|thông báo|cho biết|cho hay|"
    r"tổ chức|tiến hành|tổng kết|đánh giá|nhận xét|ghi nhận|biểu dương|tuyên dương|"
    r"căn cứ|xét|xem xét|lựa chọn|chọn|chấm|bình chọn|trao|tặng|khen|thưởng|gửi|cấp|phối hợp|cùng|do|tại|trong|nhân|"
    r"được|vì|theo|dành (?:tặng|giải)|cho(?= (?:\d|các|tập thể|cá nhân|đội|thí sinh|tác giả))|"
    r"và(?= (?:trao|tặng|công bố|các|lãnh đạo|đại diện|đồng chí|ông|bà|sở|ubnd|hđnd|ủy ban|ban|hội|đơn vị|nhà)(?!\w)))"
    r"(?!\w)"
)
# `Ban Tổ chức hội thi và lãnh đạo UBND huyện trao`
_BESIDE = re.compile(r" (?:và|cùng) (?:lãnh đạo|đại diện|thường trực|các đồng chí|đồng chí|đ/c|ông|bà|đại biểu)(?!\w)")
# `Ban Chấp hành Tỉnh đoàn tặng`: who acts for a body.
_INNER = re.compile(r"(?<!\w)(ban chấp hành|bch|ban thường vụ|btv) $")
_INNER_NAMES = {
    "ban chấp hành": "Ban Chấp hành", "bch": "Ban Chấp hành", "ban thường vụ": "Ban Thường vụ", "btv": "Ban Thường vụ",
}  # fmt: skip
# `Ban Tổ chức Cuộc thi … cũng đã công bố kết quả`: a board that tells its results.
_TELLS = re.compile(
    r"(?:(?! (?:sẽ|dự kiến|sắp|chưa) )(?:[^.;:\n]|\.(?=\d))){0,160}? "
    r"(?:công bố|thông báo|(?:lựa )?chọn|xét chọn|chấm(?= (?:điểm|chọn|giải))|tìm ra|trao)(?!\w)"
)
_OF_PERSON = re.compile(r"(?:trưởng|phó|thành viên|thay mặt|đại diện|ủy viên)(?: của)? $")
# `Ngày 10/10, Sở tặng Giấy khen`: a body called by its head alone.
_HEAD_ALONE = re.compile(rf"(?:^|(?<=[,;.] )|(?<=\n))({HEADS})(?: (?:đã|cũng|còn|vừa|sẽ))*\s*$")
_PIECE_END = re.compile(r"[,;:.()\n]")
_HANDS_OVER = re.compile(r"(?<!\w)(?:lãnh đạo|đại diện|thường trực|các đồng chí|đồng chí|đ/c|ông|bà|đại biểu|ban lãnh đạo)(?!\w)")
_DEPUTY = re.compile(r"(?:phó|thứ trưởng|ủy viên|nguyên|tỉnh ủy viên|thành ủy viên|huyện ủy viên)(?!\w)", re.IGNORECASE)
_PARTY_HEAD = re.compile(r"(?:bí thư|trưởng ban|trưởng đoàn|chủ tịch hội đồng nhân dân)", re.IGNORECASE)
_PLAIN_TITLE = re.compile(
    r"(?<!\w)(?P<title>chủ tịch|giám đốc|tổng giám đốc|trưởng phòng|trưởng ban|hiệu trưởng|cục trưởng|chi cục trưởng|"
    r"tổng cục trưởng|bộ trưởng|chánh án|chánh thanh tra|viện trưởng|chỉ huy trưởng|tư lệnh) (?:của )?$"
)


@dataclass(frozen=True, slots=True)
class Grantor:
    """A grantor's name written out; `name` None where somebody only hands the award over. `found`: was anybody named?"""

    name: str | None
    found: bool = True

    @property
    def is_central(self) -> bool:
        """Is it one of the highest offices of the state?"""
        return self.name in _CENTRAL_NAMES.values()


NOBODY = Grantor(None, found=False)


def read_grantor(reading: Reading, marks: Marks, start: int, end: int, *, giving: bool) -> Grantor:
    """The grantor that text[start:end] names, nearest to its end. `giving`: the verb is `tặng` or the like, not the
    bare `trao` of a presenter."""
    text, low = marks.text.text, marks.text.low
    board = _last(_BOARD, low, start, end)
    board_end = _board_end(marks, board, end) if board else start
    central = _last(_CENTRAL, low, start, end)
    title, org = _last_title(marks, start, end), _last_org(marks, start, end)
    places = {"board": board, "central": central}
    best = max((m.start() for m in places.values() if m), default=-1)
    named = board_end  # `Ban Tổ chức Cuộc thi tìm hiểu Luật Thanh tra`: no office stands in its name
    other = max((x.start for x in (title, org) if x and x.start >= named), default=-1)
    if board and _BESIDE.match(low, board_end, end):
        other = -1
    if (best >= 0 and best >= other - 1) or (
        central and title and title.start <= central.start() and title.end >= central.end() and not org_inside(org, title)
    ):
        if central and central.start() == best:
            group = next(k for k, v in central.groupdict().items() if v)
            return Grantor(_CENTRAL_NAMES.get(group) or _capital(text, central.start(), central.end()))
        if board and board.start() == best:
            return Grantor(_board_name(text[board.start() : board_end]))
    if org is None and title is None:
        alone = _HEAD_ALONE.search(text, start, end)
        if alone and (body := meant_by(reading, marks.text, alone[1], start)):
            return Grantor(organization_name(reading, *body))
        return Grantor(None) if marks.people_in(start, end) or _HANDS_OVER.search(low, start, end) else NOBODY
    if title is not None and (org is None or org.start <= title.end):
        return _office(reading, marks, title, start, end, giving)
    assert org is not None
    return _body(reading, marks, org, start, end, giving)


def _body(reading: Reading, marks: Marks, org: OrgMention, start: int, end: int, giving: bool) -> Grantor:
    """A body as the grantor, or its chief; whoever speaks for it only hands over."""
    low = marks.text.low
    if _HANDS_OVER.search(low, max(start, org.start - 40), org.start) and not giving:
        return Grantor(None)
    if re.search(r"(?<!\w)(?:lãnh đạo|đại diện|phó [\w ]{2,16}) ?(?:của )?$", low[max(start, org.start - 24) : org.start]):
        return Grantor(None)
    if marks.people_in(org.end, end):
        return Grantor(None)
    plain = _PLAIN_TITLE.search(low[max(start, org.start - 24) : org.start])
    name = organization_name(reading, org, marks.text)
    if inner := _INNER.search(low[max(start, org.start - 16) : org.start]):
        return Grantor(f"{_INNER_NAMES[inner[1]]} {name}")
    if name.startswith("Hội đồng") and not name.startswith("Hội đồng nhân dân"):
        return Grantor(None)  # a council proposes or considers
    if plain:
        return Grantor(f"{plain['title'][0].upper()}{plain['title'][1:]} {name}")
    return Grantor(name)


def _office(reading: Reading, marks: Marks, title: TitleMention, start: int, end: int, giving: bool) -> Grantor:
    """An office as the grantor: the chief's; a deputy or a party secretary only hands over."""
    low = marks.text.low
    if _DEPUTY.match(title.title) or title.status == "former" or _DEPUTY.match(low, title.start):
        return Grantor(None)
    if not giving and _PARTY_HEAD.match(f"{title.title} {title.org.normal if title.org else ''}"):
        return Grantor(None)
    if re.search(r"(?<!\w)(?:lãnh đạo|đại diện) $", low[max(start, title.start - 12) : title.start]):
        return Grantor(None)
    if title.org is None:
        return Grantor(title.title) if title.title == "Chủ tịch nước" else NOBODY
    return Grantor(f"{title.title} {organization_name(reading, title.org, marks.text)}")


def telling_board(marks: Marks, start: int, end: int) -> str | None:
    """The contest's board that text[start:end] tells to have published or chosen; the prizes that follow are its own."""
    board = _BOARD.search(marks.text.low, start, end)
    if board is None or _OF_PERSON.search(marks.text.low, start, board.start()):
        return None
    name_end = _board_end(marks, board, end)
    if _TELLS.match(marks.text.low, name_end, end) is None:
        return None
    return _board_name(marks.text.text[board.start() : name_end])


def organization_name(reading: Reading, org: OrgMention, text: Text) -> str:
    """The codebook's written-out name of a mention."""
    return reading.localities.organization(org, text.field)


def org_inside(org: OrgMention | None, title: TitleMention) -> bool:
    return org is not None and org.start > title.end


def _last(pattern: re.Pattern[str] | Scanner, low: str, start: int, end: int) -> re.Match[str] | None:
    found = list(pattern.finditer(low, start, end))
    return found[-1] if found else None


def _last_title(marks: Marks, start: int, end: int) -> TitleMention | None:
    found = [t for t in marks.titles_in(start, end) if t.head_end <= end and not t.generic]
    return found[-1] if found else None


def _last_org(marks: Marks, start: int, end: int) -> OrgMention | None:
    found = [o for o in marks.organizations_in(start, end) if not o.generic]
    return found[-1] if found else None


def _board_end(marks: Marks, board: re.Match[str], end: int) -> int:
    """Where the name of a contest's board ends: with the contest's own, as stated, which goes on to the verb."""
    low = marks.text.low
    if not board["of"]:
        return board.end()
    if low.startswith((" về ", " năm "), end):
        end = min(end + 100, len(low))  # `giải Nhất của Ban Tổ chức Cuộc thi tìm hiểu về …`: cut before what it is about
    stops = (_BOARD_ACTS.search(low, board.end(), end), _PIECE_END.search(low, board.end(), end))
    stop = min((m.start() for m in stops if m), default=end)
    if marks.people_in(board.end(), stop):  # `Trưởng Ban Tổ chức Hội thi Lâm Hồng Vân`
        return board.end()
    return board.end() + len(low[board.end() : stop].rstrip(" -"))


def _board_name(words: str) -> str:
    return re.sub(r"^(?:BTC|btc|[Bb]an [Tt]ổ chức)", "Ban Tổ chức", words)


def _capital(text: str, start: int, end: int) -> str:
    return text[start].upper() + text[start + 1 : end]
