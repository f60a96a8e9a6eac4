"""What the columns of a ranking table mean, by the words of their headers, never by position (survey P19)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extract.text import Row

Role = Literal[
    "number",
    "rank",
    "name",
    "tier",
    "total",
    "ratio",
    "maximum",
    "component",
    "score_change",
    "rank_change",
    "year",
    "note",
    "raw",
]
_ROLES: tuple[tuple[Role, str], ...] = (
    (
        "rank_change",
        r"(?:tăng|giảm|thay đổi|chênh lệch|so sánh|\+/-).*(?:hạng|bậc|thứ hạng|vị trí)|(?:hạng|bậc|thứ hạng|vị trí).*(?:tăng|giảm|so với|thay đổi)",
    ),
    ("score_change", r"(?:tăng|giảm|chênh lệch|thay đổi|so với|so sánh|\+/-)"),
    (
        "rank",
        r"^(?:xếp hạng|thứ hạng|hạng|xếp thứ|vị thứ|vị trí|vị trí xếp hạng|xếp vị thứ|thứ tự xếp hạng|rank|xếp hạng chung|hạng chung)(?! mức)|(?:xếp hạng|thứ hạng|vị thứ|hạng)(?: năm)?(?: \d{4})?$|^(?:xếp hạng|hạng|thứ hạng) ",
    ),
    ("number", r"^(?:tt|stt|số tt|số thứ tự|thứ tự|no\.?|#|t\.t|s\.t\.t)$"),
    (
        "tier",
        r"^(?:xếp loại|phân loại|loại|mức xếp loại|kết quả xếp loại|mức độ|nhóm|xếp hạng mức|mức đánh giá|đánh giá|kết quả phân loại)(?: .*)?$",
    ),
    ("note", r"^(?:ghi chú|chú thích|lý do)"),
    ("maximum", r"(?:thang điểm|điểm chuẩn|điểm tối đa|tối đa$|tổng điểm tối đa|điểm chuẩn tối đa)"),
    ("year", r"^năm(?: đánh giá)?$"),
    (
        "name",
        r"^(?:tên )?(?:cơ quan|đơn vị|địa phương|tỉnh|thành phố|huyện|xã|phường|sở|ban|ubnd|các|cơ quan, đơn vị|bộ|tên|quận|thị xã|vùng|khối|phòng|danh sách)(?!.*(?:điểm|hạng))|^tên",
    ),
    ("component", r"(?:thẩm định|xã hội học|xhh|tự (?:chấm|đánh giá)|khảo sát|điểm cộng|điểm thưởng|điểm trừ)"),
    (
        "ratio",
        r"(?:\(%\)|%|tỷ lệ|tỉ lệ|chỉ số (?:cchc|cải cách|tổng hợp)?.*%|^chỉ số(?: cchc| cải cách hành chính)?(?: \(%\))?$)",
    ),
    (
        "total",
        r"(?:tổng điểm|tổng cộng|^tổng|tổng số điểm|điểm tổng|điểm đạt|kết quả|^điểm(?: số)?(?: \S+)*$|số điểm|chỉ số|giá trị|điểm cuối cùng|điểm đánh giá|điểm chung)",
    ),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, the index, part, maximum and year that its header names."""

    index: int
    role: Role
    header: str
    component: str | None = None
    indicator: str | None = None
    maximum: str | None = None
    year: int | None = None


def role_of(header: str) -> Role:
    """The role that a header's words give; `raw` where they tell nothing."""
    text = re.sub(r"\([^()]*\)", " ", header).strip() if not re.search(r"\(%\)", header) else header
    text = re.sub(r"\s+", " ", text).strip(" .:")
    for role, pattern in _ROLES:
        if re.search(pattern, text):
            return role
    return "raw"


def header_rows(rows: tuple[Row, ...]) -> int:
    """How many rows open the table as headers: those before the first with a figure beside a name (at most 3)."""
    for n, row in enumerate(rows[:4]):
        cells = [c.text.strip() for c in row.cells]
        if n == 0 and not any(re.search(r"[a-zà-ỹđ]", c.lower()) for c in cells):
            return 0
        figures = sum(
            bool(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?\s*%?(?:\s*/\s*\d+)?|\d+\s*\(\s*[\d.,]+\s*\)", c))
            and not re.fullmatch(r"(?:19|20)\d\d", c)
            for c in cells
        )
        letters = sum(bool(re.search(r"[a-zà-ỹđ]", c.lower())) for c in cells)
        same = len(cells) > 1 and (
            len(set(cells)) == 1
            or (len(set(cells[1:])) == 1 and len(cells) > 2 and bool(re.fullmatch(r"[IVXivx\d.A-D]*", cells[0])))
        )
        if n and ((figures and letters) or same):
            # `(1) (2) (3)` or `1 2 3 4 5` numbering rows under the header are not units.
            return n
        if n and figures == len(cells):
            continue
    return 1 if rows else 0


def maximum_of(header: str) -> str | None:
    """`Điểm thẩm định (65)`, `Tổng điểm /100`, `(tối đa 35 điểm)`: the maximum that a header names."""
    m = re.search(
        r"\((?:tối đa|thang điểm|thang|/|điểm tối đa|tổng)?\s*(\d{1,4}(?:[.,]\d+)?)(?: ?điểm)?(?: tối đa)?\)|/ ?(\d{2,4})(?: điểm)?$",
        header,
    )
    if not m:
        return None
    number = m[1] or m[2]
    return None if re.fullmatch(r"(?:19|20)\d\d", number) else number


def year_of(header: str) -> int | None:
    """The year that a header names."""
    m = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", header)
    return int(m[1]) if m else None
