"""Which mentions of a sentence are the units that figures are about, and which only act (`UBND tỉnh công bố`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extract.measures.tokens import Token
from schemas.facts import Subject

if TYPE_CHECKING:
    from extract.reading import Reading
    from extract.text import Text

_LEVEL = r"tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
# A bare level word as subject: `tỉnh đạt 82,17 điểm`, `của huyện`.
ANAPHOR = re.compile(
    rf"(?<![a-zà-ỹđ])(?P<level>{_LEVEL})(?: (?:ta|nhà|này|mình))?"
    r"(?= (?:đạt|xếp|đứng|có|đã|được|tăng|giảm|vẫn|tiếp tục|nằm|vươn|ở vị trí|ở hạng|ở thứ|giữ|là|cũng|chỉ|lên|xuống|tụt|còn|chưa|phấn đấu|đặt mục tiêu|tụt|lùi|dẫn đầu|bị|thuộc|năm \d{4}|trong năm|từng|nhảy|vọt|rơi|đều|mới|\d)|[,.;:)]|$)"
)
_NOT_ANAPHOR = re.compile(r"(?:toàn|các|cấp|trên địa bàn|địa bàn|trong|khối|ngoài|mỗi|từng|nhiều|một số|hai|ba|\d|và|ở|tại|công an|cục thuế|thanh tra|bộ chqs|hội|ban|ubnd|hđnd|ủy|đoàn|trong số|, )\s*$")
_ACTS = re.compile(
    r"^(?:,)?(?: (?:đã|vừa|cũng|sẽ|mới|luôn|tiếp tục|đang|cần|phải|chính thức|thống nhất|tích cực|chủ động))*"
    r" ?(?:công bố|ban hành|phê duyệt|tổ chức|đánh giá|thẩm định|khảo sát|yêu cầu|đề nghị|giao|chỉ đạo|tặng|trao|quyết định|tham mưu|phối hợp|chủ trì|thực hiện|triển khai|báo cáo|cho biết|khen thưởng|biểu dương|tiến hành|chấm|"
    r"xây dựng|ghi nhận|thông báo|trình|đề ra|phân tích|nhận định|thành lập|hướng dẫn|khuyến nghị|kết luận|nhấn mạnh|lấy ý kiến|họp|thông qua|kiểm tra|rà soát|đôn đốc|ủy quyền|cùng|phát động|mời|lý giải|nêu|trực tiếp|ký|theo dõi|tổng hợp|chịu trách nhiệm)"
)
_ACTED = re.compile(r"(?:(?<![a-zà-ỹđ])(?:do|bởi|theo|từ|trình|gửi|giao|về phía|đại diện|lãnh đạo|giám đốc|chủ tịch|bí thư|trưởng phòng|chánh văn phòng|trưởng ban|chuyên viên|cán bộ|trụ sở|tại trụ sở|hội trường|tham mưu|phối hợp với|cùng với|qđ-ubnd|đề nghị|yêu cầu|báo cáo của|kết luận của|chỉ đạo của|quyết định của|công bố của|đánh giá của|kế hoạch của|văn bản của|nghị quyết của|làm việc với|dự|tại)|quyết định (?:số )?[\w/-]+(?: ngày [\d/]+)? của|số [\w/-]+(?: ngày [\d/]+)? của|(?:công bố|thống kê|báo cáo|kết quả đánh giá|kết quả xếp hạng|khảo sát|chỉ thị|kế hoạch|nghị quyết|thông báo|chương trình|văn bản|bảng xếp hạng|hội nghị|bộ tiêu chí|hội đồng thẩm định|hội đồng) (?:của|do))(?: (?:lãnh đạo|đồng chí|ông|bà))?\s*$")
_GROUP_OWNER = re.compile(r"(?:sở, ban, ngành|sở, ngành|đơn vị|địa phương|cơ quan|huyện, thị xã|thành phố|xã, phường|phòng, ban|các xã|các huyện|các sở|các phòng|hệ thống|cổng dịch vụ công|trên địa bàn|địa bàn|bảng xếp hạng(?: cchc)?|toàn|khắp|phần mềm|trung tâm|kế hoạch|thuộc|trực thuộc)(?: (?:của|thuộc|trực thuộc|trên địa bàn))?\s*$")


def subject_tokens(reading: Reading, text: Text, start: int, end: int, *, include_actors: bool = False) -> list[Token]:
    """Subject tokens of text[start:end], coordinated units (`A, B và C`) as one run."""
    low = text.low
    spans: list[tuple[int, int, tuple[Subject, ...], bool]] = []
    mentions = reading.mentions
    organizations = [m for m in mentions.organizations(text) if m.start >= start and m.end <= end]
    for org in organizations:
        if org.generic or (not include_actors and _acts(low, start, org.start, org.end, end)):
            continue
        subject = reading.localities.subject(org)
        if subject is not None:
            spans.append((org.start, org.end, (subject,), False))
    covered = [(m.start, m.end) for m in organizations]
    for place in mentions.places(text):
        if place.start < start or place.end > end or any(a <= place.start and place.end <= b for a, b in covered):
            continue
        if not include_actors and (_acts(low, start, place.start, place.end, end) or _GROUP_OWNER.search(low[max(start, place.start - 40) : place.start])):
            continue
        subject = reading.localities.subject(place)
        if subject is not None:
            spans.append((place.start, place.end, (subject,), False))
    spans += _anaphors(reading, text, start, end, spans + [(a, b, (), False) for a, b in covered])
    spans.sort()
    return _runs(low, spans)


def _acts(low: str, start: int, a: int, b: int, end: int) -> bool:
    before = low[max(start, a - 60) : a]
    return bool(_ACTED.search(before) or _ACTS.match(low[b : min(end, b + 60)]))


def _anaphors(reading: Reading, text: Text, start: int, end: int, taken: list[tuple[int, int, tuple[Subject, ...], bool]]) -> list[tuple[int, int, tuple[Subject, ...], bool]]:
    out = []
    for m in ANAPHOR.finditer(text.low, start, end):
        if any(a < m.end() and m.start() < b for a, b, *_ in taken):
            continue
        before = text.low[max(start, m.start() - 24) : m.start()]
        if _NOT_ANAPHOR.search(before) or _ACTED.search(before) or re.match(r" (?:thành|ủy|đoàn)", text.low[m.end() : m.end() + 7]):
            continue
        name = reading.localities.resolve(m["level"], text, m.start())
        if name is None:
            continue
        subject = reading.localities.place_subject(name)
        if subject is not None:
            out.append((m.start(), m.end(), (subject,), True))
    return out


_AND = re.compile(r"\s*(?:,|và|;|, và|cùng|&|-)?\s*(?:ubnd |các |huyện |thị xã |thành phố |xã |phường |tỉnh |sở )*")


def _runs(low: str, spans: list[tuple[int, int, tuple[Subject, ...], bool]]) -> list[Token]:
    """Join units that stand side by side (`A, B và C`); a lone comma run is one subject token."""
    out: list[Token] = []
    for a, b, subjects, anaphor in spans:
        if out and not anaphor and not out[-1].anaphor and re.fullmatch(r"\s*(?:,|và|, và|cùng|cùng với|&)\s*(?:ubnd |các |của )*", low[out[-1].end : a]):
            last = out[-1]
            out[-1] = Token("subject", last.start, b, subjects=(*last.subjects, *subjects))
        elif out and a < out[-1].end:
            continue
        else:
            out.append(Token("subject", a, b, subjects=subjects, anaphor=anaphor))
    return out
