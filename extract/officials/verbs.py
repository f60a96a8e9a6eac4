"""The words that give an official a role, and those that end the reach of such words.

The verbs are rows of schemas/vocab/role_verbs.csv; this module adds what a single verb cannot say: objects that make
it another verb (`trao đổi`, `nhận xét`, `tặng hoa`) and the verbs of saying, behind which nothing is the official's own
act. Source: docs/codebook.md ("officials", "Fine points"), survey of people and events.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from core.openings import any_word
from core.vocabulary import table
from schemas.facts import Role

# Presents are no awards, whoever hands them over.
_PRESENT = (
    r"(?:hoa|quà|lẵng|bó|nhà|học bổng|cờ lưu niệm|sách|biểu trưng|\d+ (?:suất|phần|căn|triệu|chiếc|xe)|"
    r"\w+ (?:suất|phần) quà)(?! và (?:giải|bằng|giấy|cờ thi đua|phần thưởng))"
)
# What may not follow a verb if it is to give its role, and what may not stand before it.
_NOT_AFTER = {
    "trao": rf"(?! (?:đổi|quyền|tay|cho nhau|tặng (?:{_PRESENT})|{_PRESENT}|quyết định|tiền hỗ trợ|kết quả|kinh phí))",
    "tặng": rf"(?! (?:{_PRESENT}))",
    "trao tặng": rf"(?! (?:{_PRESENT}))",
    "nhận": (
        r"(?! (?:xét|định|thấy|thức|được|nhiệm vụ|công tác|hồ sơ|quyết định|diện|mạnh|ra|là|trách nhiệm|bàn giao|kết quả|"
        r"hoa|chức|sự|quà|tiền))"
    ),
    "đón nhận": r"(?! (?:hoa|quyết định|nhiệm vụ|sự|ý kiến|quà))",
    "kết luận": r"(?! (?:số|của|thanh tra|kiểm tra)\b)",
    "báo cáo": r"(?! (?:số|viên|của|cho thấy|nêu|tại điều)\b)",
    "kiểm tra": r"(?! (?:công vụ của|viên)\b)",
    "thăm": r"(?! dò)",
    "dự": r"(?! (?:kiến|thảo|án|toán|báo|phòng|thi|tuyển|khuyết|thầu|trữ|định))",
    "tham dự": r"(?! thi\b)",
    "triển khai": r"(?! thi hành)",
    "chủ trì": r"(?! (?:soạn thảo|phối hợp|tham mưu|xây dựng dự thảo))",
}
_NOT_BEFORE = {
    "nhận": r"(?<!tiếp )(?<!ghi )(?<!công )(?<!xác )(?<!cảm )(?<!thừa )(?<!đảm )",
    "trao": r"(?<!chuyển )(?<!lễ )",
    "dự": r"(?<!tham )(?<!đề )(?<!vinh )(?<!danh )(?<!ngân sách )",
    "thăm": r"(?<!tham )",
    "báo cáo": r"(?<!thông tin )",
}
# Verbs of saying and demanding: what follows is said, not done.
_SAYING = (
    "cho biết|cho hay|cho rằng|cho thấy|nói|nhấn mạnh|khẳng định|yêu cầu|đề nghị|đề xuất|kiến nghị|lưu ý|nêu|chia sẻ|"
    "đánh giá|ghi nhận|biểu dương|hoan nghênh|cảm ơn|nhận xét|nhận định|bày tỏ|mong muốn|mong|gợi ý|giao|phân công|chỉ rõ|"
    "chỉ ra|lý giải|giải thích|thừa nhận|thông tin|trao đổi|thống nhất|nhắc|thông báo|kêu gọi|tin tưởng|đồng tình|"
    "phân tích|tặng hoa|trả lời|đáp|hỏi|kể|phê bình|chúc|ví|dặn|nhìn nhận|đề ra|phát động|ký|được giao|được phân công|"
    "theo dõi|hứa|cam kết"
)
SAY = re.compile(any_word(_SAYING.split("|")) + r"(?!\w)")
# Words that end the name of a delegation or board: verbs of saying, and of acting.
DOING = re.compile(
    rf"(?<!\w)(?:{_SAYING}|kết luận|phát biểu|chủ trì|trình bày|báo cáo|làm việc|tiến hành|đã|sẽ|vừa|(?<!ban )tổ chức|khai mạc|"
    r"trao|nhận)(?!\w)"
)
AWARD_NOUN = (
    r"(?:bằng khen|giấy khen|cờ (?:thi đua|đơn vị|dẫn đầu|luân lưu)|huân chương|huy chương|kỷ niệm chương|huy hiệu|danh hiệu|"
    r"giải |phần thưởng|bằng ghi công|chứng nhận|cúp|thưởng|khen thưởng|tuyên dương)"
)
HONORIFICS = r"(?:(?:các |hai |ba |\d+ )?(?:đồng chí|đ/c|ông(?: \(bà\))?|bà|vị|anh|chị)[,\s]*)*"
_CONNECTS = re.compile(rf"[\s,;\-)]*(?:(?:và|cùng với|cùng|với)[\s,]+)?(?:các\s+)?{HONORIFICS}[:\s]*")
# Openings of a group that is no person.
GROUP = r"(?:các|đại diện|lãnh đạo|thủ trưởng|đông đảo|toàn thể|một số|hơn|gần|trên|nhiều|thành viên|cán bộ|đoàn|\d)"


@dataclass(frozen=True, slots=True)
class Cue:
    """A role read in the words beside a person: `at` is the offset of its verb in them."""

    role: Role
    at: int


@cache
def role_table() -> dict[str, tuple[Role, ...]]:
    """Lower-case verb -> its roles. A row that joins two verbs (`dự và chủ trì`) is read as the two; `làm Trưởng đoàn`
    depends on the delegation."""
    out: dict[str, tuple[Role, ...]] = {}
    for row in table("role_verbs"):
        verb = row["verb"].lower()
        if " và " not in verb and verb != "làm trưởng đoàn":
            out[verb] = (row["role"],)  # type: ignore[assignment]
    return out


@cache
def role_verb() -> re.Pattern[str]:
    """One verb of the table, longest first, in group `verb`."""
    verbs = sorted(role_table(), key=len, reverse=True)
    forms = (v[0] + _not_before(v) + rf"{re.escape(v[1:])}(?!\w)" + _NOT_AFTER.get(v, "") for v in verbs)
    return re.compile(f"(?P<verb>{any_word(forms)})")


def _not_before(verb: str) -> str:
    """What may not stand before a verb, as looked back for behind its first letter."""
    return _NOT_BEFORE.get(verb, "").replace(")", f"{verb[0]})")


def cues_of(match: re.Match[str]) -> list[Cue]:
    """The roles of a verb that `role_verb` found."""
    return [Cue(role, match.start()) for role in role_table()[match["verb"]]]


_JOINED = re.compile(r"[\s,]*(?:và|đồng thời|rồi|cùng|,)[\s,]*(?:(?:đã|cũng|đồng thời|trực tiếp|có bài|có ý kiến|tham gia)\s+)*")
_JOINED_END = re.compile(r"(?:\bvà|,|đồng thời|\brồi)\s*(?:(?P<adverb>đã|cũng|đồng thời|trực tiếp|có)\s+)*$")
_LATER = ("phát biểu", "kết luận", "chủ trì", "đồng chủ trì", "trao", "tặng")
# `dự và chỉ đạo`: the second verb gives its role only beside the first.
_BESIDE = re.compile(r"chỉ đạo(?!\w)")


def chain(region: str, first: re.Match[str]) -> list[Cue]:
    """Verbs joined to the first one: any beside it (`thăm, kiểm tra`), some after its object (`… và phát biểu`)."""
    out: list[Cue] = []
    end = first.end()
    while beside := _JOINED.match(region, end):
        if m := _BESIDE.match(region, beside.end()):
            out.append(Cue("speak", m.start()))
        elif m := role_verb().match(region, beside.end()):
            out += cues_of(m)
        else:
            break
        end = m.end()
    for m in role_verb().finditer(region, end):
        joined = _JOINED_END.search(region, end, m.start())
        if joined and (m["verb"].startswith(_LATER) or joined["adverb"]):
            out += cues_of(m)
    return out


def connects(gap: str) -> bool:
    """Do these words only join two people of one list?"""
    return _CONNECTS.fullmatch(gap) is not None
