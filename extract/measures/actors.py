"""Is a unit what figures are about, or does it only act (`UBND tỉnh công bố`) or own (`các sở của tỉnh`)?

Source: docs/codebook.md ("scores": subject); survey P7, P11.
"""

from __future__ import annotations

import re

from core.openings import Lead

_ACTS = re.compile(
    r"^(?: (?:đã|vừa|cũng|sẽ|mới|luôn|tiếp tục|đang|cần|phải|chính thức|thống nhất|tích cực|chủ động))*"
    r" ?(?:công bố|ban hành|phê duyệt|tổ chức|đánh giá|thẩm định|khảo sát|yêu cầu|đề nghị|giao|chỉ đạo|tặng|trao|"
    r"quyết định|tham mưu|phối hợp|chủ trì|thực hiện|triển khai|báo cáo|cho biết|khen thưởng|biểu dương|tiến hành|"
    r"chấm|công nhận|xác nhận|"
    r"xây dựng|ghi nhận|thông báo|trình|đề ra(?! (?:chỉ tiêu|mục tiêu))|phân tích|nhận định|thành lập|hướng dẫn|"
    r"khuyến nghị|kết luận|nhấn mạnh|"
    r"lấy ý kiến|họp|thông qua|kiểm tra|rà soát|đôn đốc|ủy quyền|phát động|mời|lý giải|nêu|trực tiếp|ký|theo dõi|"
    r"tổng hợp|chịu trách nhiệm)"
)
_ACTED = Lead(
    r"(?:(?<![a-zà-ỹđ])(?:được|bị|do|bởi|(?<!tiếp )theo|từ|trình|gửi|giao|về phía|đại diện|lãnh đạo|giám đốc|chủ tịch|bí thư|"
    r"trưởng|phó|trưởng phòng|chánh|chánh văn phòng|trưởng ban|chuyên viên|cán bộ|trụ sở|tại trụ sở|hội trường|tham mưu|"
    r"phối hợp với|"
    r"cùng với|(?:gửi|nộp|báo cáo)(?: [^,.;\d]{1,20})? về|gửi(?: [^,.;\d]{1,20})? cho|"
    r"qđ-ubnd|đề nghị|yêu cầu|báo cáo của|kết luận của|chỉ đạo của|quyết định của|công bố của|đánh giá của|"
    r"kế hoạch của|văn bản của|nghị quyết của|làm việc với|dự|tại|(?:diễn ra|tổ chức|công bố|ngày [\d/.-]+|sáng|"
    r"chiều)(?: [^,.;]{0,14})? ở)|quyết định (?:số )?\d[\w/-]*(?: ngày \d[\d/.-]*(?: tháng \d+(?: năm \d+)?)?)? của|"
    r"(?<!chỉ )số \d[\w/-]*(?: ngày \d[\d/.-]*(?: tháng \d+(?: năm \d+)?)?)? của|"
    r"(?:công bố|thống kê|báo cáo|kết quả đánh giá|kết quả xếp hạng|khảo sát|chỉ thị|"
    r"kế hoạch|nghị quyết|thông báo|chương trình|văn bản|bảng xếp hạng|hội nghị|bộ tiêu chí|hội đồng thẩm định|"
    r"hội đồng) (?:của|do))(?: (?:lãnh đạo|đồng chí|ông|bà))?\s*",
    reach=60,
)
_GROUP_OWNER = Lead(
    r"(?:sở, ban, ngành|sở, ngành|đơn vị|địa phương|cơ quan|huyện, thị xã|thành phố|xã, phường|phòng, ban|các xã|"
    r"các huyện|các sở|các phòng|hệ thống|cổng dịch vụ công|trên địa bàn|địa bàn|bảng xếp hạng(?: cchc)?|toàn|khắp|"
    r"phần mềm|trung tâm|kế hoạch|thuộc|trực thuộc)(?: (?:của|thuộc|trực thuộc|trên địa bàn))?\s*|(?:tỉnh|huyện|quận|"
    r"thị xã|thành phố|xã|phường|thị trấn|đặc khu|sở|ban|ngành|cơ quan|đơn vị) (?:của|thuộc|trực thuộc|trong|toàn|"
    r"trên địa bàn)\s*",
    reach=40,
)
# Bodies that indices rate; others (committees, councils, centres, newspapers) only where a figure stands beside them.
RATED = frozenset({"people_committee", "department", "division", "vertical", "police", "office", "military"})
_RATED_BESIDE_FIGURE = frozenset({"ministry", "central", "board", "one_stop", "public_unit", "mass", "front"})
_FIGURE_AFTER = re.compile(
    r"\s*(?:(?:trong |của )?năm (?:19|20)\d\d,? )?"
    r"(?:\(|:|với \d|,? (?:chỉ |mới )?(?:đạt|được|với) \d|đạt(?! (?:chuẩn|hiệu quả|yêu cầu|danh hiệu))|được \d|cải thiện|"
    r"tiến|lùi|tụt|lọt|vào (?:nhóm|tốp|"
    r"top)|leo|lên|nhảy|từ (?:vị trí|hạng|thứ|\d)|"
    r"trụ|sụt|rớt|trở thành|áp chót|đứng|xếp|dẫn đầu|có (?:chỉ số|điểm|số điểm|tổng điểm|kết quả)|giữ|vươn|tụt|tăng|"
    r"giảm|\d|, \d|cùng|đều|giành|chiếm|bứt|nhận|tuy|đã|vẫn|tiếp tục|chỉ|mới|có mức|rơi|nằm|lần|là đơn vị|cuối bảng|đội sổ|"
    r"ở (?:vị trí|hạng|thứ|ngôi|top|tốp)|về (?:nhất|nhì|ba)|loại|thuộc nhóm|,? và (?:bộ|sở|cục|ban|ubnd)|"
    r"[,;] (?:bộ|sở|cục|ban|ubnd|thanh tra|văn phòng)|"
    r"$|[.;]$)"
)
# `Bộ phận một cửa đã tiếp nhận 1.314 hồ sơ`
_DOES = re.compile(
    r"\s*(?:đã|vẫn|tiếp tục|chỉ|mới|cùng|có)(?: \w+)? (?!xếp|đứng|đạt|điểm|được|dẫn|chỉ số|số điểm|"
    r"tổng điểm)[a-zà-ỹđ]"
)
_TELLS_FIGURE = re.compile(r"\s*(?:đạt|được|với) \d|\s*(?:đứng|xếp) (?:thứ|hạng|vị trí|ở vị trí|đầu|cuối|nhất|nhì|chót|\d)")
_FIGURE_BEFORE = re.compile(
    r"(?:là|gồm|thuộc về|gọi tên|có|:|,|;|và|còn|trong khi(?: đó)?|nhưng|song|riêng|trên|sau|dưới|với|hơn|kém|nhóm|\)|điểm số|"
    r"chỉ số(?: \S+){0,6} của|(?:cchc|index|sipas|ict|dti) của)\s*$"
)


# `Liên đoàn Thương mại và Công nghiệp Việt Nam (VCCI) tổ chức …`
_SHORT_NAME = re.compile(r" \((?:gọi tắt là |viết tắt là )?[a-zđ&-]{2,12}\)")


def _behind_short_name(low: str, b: int, end: int) -> int:
    """Where a unit's name ends, with its short name in brackets."""
    m = _SHORT_NAME.match(low, b, end) if low.startswith(" (", b) else None
    return m.end() if m else b


def is_acted(before: str) -> bool:
    """Do the words before a unit make it an actor (`theo công bố của`, `lãnh đạo`)?"""
    return _ACTED.before(before, len(before)) is not None


def acts(low: str, start: int, a: int, b: int, end: int) -> bool:
    """Does the unit low[a:b] of the sentence low[start:end] only act?"""
    b = _behind_short_name(low, b, end)
    return is_acted(low[max(start, a - 60) : a]) or bool(_ACTS.match(low[b : min(end, b + 60)]))


def owns_group(low: str, start: int, a: int) -> bool:
    """Does the unit that begins at `a` only own or hold others (`các huyện thuộc tỉnh`, `trên địa bàn`)?"""
    before = low[max(start, a - 40) : a]
    return _GROUP_OWNER.before(before, len(before)) is not None


def is_rated(kind: str, low: str, start: int, a: int, b: int, end: int) -> bool:
    """May a body be what a figure is about? Ministries and other bodies only with a figure's words beside them."""
    if kind in RATED:
        return True
    if kind not in _RATED_BESIDE_FIGURE:
        return False
    b = _behind_short_name(low, b, end)
    if not _FIGURE_AFTER.match(low[b:end]):
        return False
    if kind in ("one_stop", "mass", "front") and _DOES.match(low[b:end]):
        return False
    if _TELLS_FIGURE.match(low[b:end]):
        return True
    return a - start < 12 or bool(_FIGURE_BEFORE.search(low[max(start, a - 40) : a]))
