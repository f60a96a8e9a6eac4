"""Which words give an official a role, and which end the reach of such words.

The verbs are rows of schemas/vocab/role_verbs.csv; this module adds what a single verb cannot say: objects that make
it another verb (`trao đổi`, `nhận xét`, `tặng hoa`), verbs of saying behind which nothing is the official's own act,
and the openings that govern the people after them (`Dự hội nghị có …`, `dưới sự chủ trì của …`, `Kết luận hội nghị, …`).
Source: docs/codebook.md ("officials", "Fine points"), survey of people and events.
"""

from __future__ import annotations

import re
from functools import cache

from core.vocabulary import table
from schemas.facts import Role

# What may not follow a verb if it is to give its role.
_NOT_AFTER = {
    "trao": r"(?! (?:đổi|quyền|quà|hoa|tay|học bổng|cho nhau|tặng (?:quà|hoa)|\d+ (?:suất|phần) quà|\w+ (?:suất|phần) quà|quyết định|nhà|tiền hỗ trợ|kết quả|kinh phí))",
    "tặng": r"(?! (?:hoa|quà|lẵng|bó|nhà|\d+ (?:suất|phần|căn)|học bổng|cờ lưu niệm|sách))",
    "trao tặng": r"(?! (?:hoa|quà|lẵng|bó|nhà|\d+ (?:suất|phần|căn)|học bổng|cờ lưu niệm|sách))",
    "nhận": r"(?! (?:xét|định|thấy|thức|được|nhiệm vụ|công tác|hồ sơ|quyết định|diện|mạnh|ra|là|trách nhiệm|bàn giao|kết quả|hoa|chức|sự))",
    "đón nhận": r"(?! (?:hoa|quyết định|nhiệm vụ|sự|ý kiến))",
    "kết luận": r"(?! (?:số|của|thanh tra|kiểm tra)\b)",
    "báo cáo": r"(?! (?:số|viên|của|cho thấy|nêu|tại điều)\b)",
    "kiểm tra": r"(?! (?:công vụ của|viên)\b)",
    "thăm": r"(?! dò)",
    "khai mạc": r"",
    "dự": r"(?! (?:kiến|thảo|án|toán|báo|phòng|thi|tuyển|khuyết|thầu|trữ|định))",
    "tham dự": r"(?! thi\b)",
    "chỉ đạo hội nghị": r"",
    "triển khai": r"(?! thi hành)",
    "chủ trì": r"(?! (?:soạn thảo|phối hợp|tham mưu|xây dựng dự thảo))",
    "có mặt": r"",
}
_NOT_BEFORE = {
    "nhận": r"(?<!tiếp )(?<!ghi )(?<!công )(?<!xác )(?<!cảm )(?<!thừa )(?<!đảm )",
    "trao": r"(?<!chuyển )(?<!lễ )",
    "dự": r"(?<!tham )(?<!đề )(?<!ngân sách )",
    "thăm": r"(?<!tham )",
    "báo cáo": r"(?<!thông tin )",
}
# Verbs of saying and demanding: what follows is said, not done.
SAYING = (
    r"(?:cho biết|cho hay|cho rằng|cho thấy|nói|nói rằng|nhấn mạnh|khẳng định|yêu cầu|đề nghị|đề xuất|kiến nghị|lưu ý|nêu(?: rõ)?|chia sẻ|đánh giá|"
    r"ghi nhận|biểu dương|hoan nghênh|cảm ơn|nhận xét|nhận định|bày tỏ|mong muốn|mong|gợi ý|giao|phân công|chỉ rõ|chỉ ra|lý giải|giải thích|thừa nhận|thông tin|"
    r"trao đổi|thống nhất|quán triệt|nhắc|thông báo|kêu gọi|tin tưởng|đồng tình|phân tích|tặng hoa|trả lời|đáp|hỏi|kể|phê bình|chúc|ví|dặn|nhìn nhận|"
    r"đề ra|phát động|ký|được giao|được phân công|trực tiếp theo dõi|hứa|cam kết|thay mặt (?=\w+ cam kết))"
)
AWARD_NOUN = (
    r"(?:bằng khen|giấy khen|cờ (?:thi đua|đơn vị|dẫn đầu|luân lưu)|huân chương|huy chương|kỷ niệm chương|huy hiệu|danh hiệu|giải |phần thưởng|"
    r"bằng ghi công|chứng nhận|cúp|thưởng|khen thưởng|tuyên dương)"
)


def _pattern(verb: str) -> str:
    return _NOT_BEFORE.get(verb, "") + rf"(?<!\w){re.escape(verb)}(?!\w)" + _NOT_AFTER.get(verb, "")


@cache
def role_table() -> dict[str, tuple[Role, ...]]:
    """Lower-case verb -> its roles. A row that joins two verbs (`dự và chủ trì`) is read as the two."""
    out: dict[str, tuple[Role, ...]] = {}
    for row in table("role_verbs"):
        if " và " not in row["verb"] and row["verb"] != "làm trưởng đoàn":
            out[row["verb"].lower()] = (row["role"],)  # type: ignore[assignment]
    return out


@cache
def role_verb() -> re.Pattern[str]:
    """One verb of the table, longest first, in group `verb`."""
    verbs = sorted((v for v in role_table() if v != "làm trưởng đoàn"), key=len, reverse=True)
    return re.compile("(?P<verb>" + "|".join(f"(?:{_pattern(v)})" for v in verbs) + ")")


def roles_of(verb: str) -> tuple[Role, ...]:
    """Roles of a verb that `role_verb` found."""
    return role_table()[verb]
