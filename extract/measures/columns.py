"""What the columns of a ranking table mean, by the words of their headers, never by position (survey P19)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from extract.measures.components import find_components
from extract.measures.lex_times import period as period_token
from extract.measures.patterns import PERIOD
from extract.measures.tokens import Token
from extract.reading import Reading
from extract.text import Cell, Row, Text

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
        r"(?:tăng|giảm|thay đổi|chênh lệch|so sánh|\+/-).*(?:hạng|bậc|thứ hạng|vị trí)|"
        r"(?:hạng|bậc|thứ hạng|vị trí).*(?:tăng|giảm|so với|thay đổi)",
    ),
    ("score_change", r"(?:tăng|giảm|chênh lệch|thay đổi|so với|so sánh|\+/-)"),
    (
        "rank",
        r"^(?:xếp hạng|thứ hạng|hạng|xếp thứ|vị thứ|vị trí|vị trí xếp hạng|xếp vị thứ|thứ tự xếp hạng|rank|xếp hạng chung|"
        r"hạng chung)(?! mức)|(?:xếp hạng|thứ hạng|vị thứ|hạng)(?: năm)?(?: \d{4})?$|^(?:xếp hạng|hạng|thứ hạng) ",
    ),
    ("number", r"^(?:tt|stt|số tt|số thứ tự|thứ tự|no\.?|#|t\.t|s\.t\.t)$"),
    (
        "tier",
        r"^(?:xếp loại|phân loại|phân nhóm|loại|mức xếp loại|mức$|kết quả xếp loại|mức độ|"
        r"nhóm(?! (?:chỉ số|tiêu chí|nội dung))|xếp hạng mức|mức đánh giá|đánh giá|"
        r"kết quả phân loại)(?: .*)?$",
    ),
    ("note", r"^(?:ghi chú|chú thích|lý do)"),
    ("maximum", r"(?:thang điểm|điểm chuẩn|điểm tối đa|tối đa$|tổng điểm tối đa|điểm chuẩn tối đa)"),
    ("year", r"^năm(?: đánh giá)?$"),
    (
        "name",
        r"^(?:tên )?(?:cơ quan|đơn vị|địa phương|tỉnh|thành phố|huyện|xã|phường|sở|ban|ubnd|các|cơ quan, đơn vị|bộ|tên|"
        r"quận|thị xã|vùng|khối|phòng|danh sách)(?!.*(?:điểm|hạng))|^tên",
    ),
    ("component", r"(?:thẩm định|xã hội học|xhh|tự (?:chấm|đánh giá)|khảo sát|điểm cộng|điểm thưởng|điểm trừ)"),
    (
        "ratio",
        r"(?:\(%\)|%|tỷ lệ|tỉ lệ|chỉ số (?:cchc|cải cách|tổng hợp)?.*%|^chỉ số(?: cchc| cải cách hành chính)?(?: \(%\))?$)",
    ),
    (
        "total",
        r"(?:tổng điểm|tổng cộng|^tổng|tổng số điểm|điểm tổng|điểm đạt|kết quả|^điểm(?: số)?(?: \S+)*$|số điểm|chỉ số|"
        r"giá trị|điểm cuối cùng|điểm đánh giá|điểm chung)",
    ),
)


# What a header says beside the name of a part.
_NO_PART_NAME = re.compile(r"\([^()]*\)|^(?:điểm|chỉ số|tiêu chí|kết quả|lĩnh vực)\s+|\s+(?:điểm|tối đa).*$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, the index, part, maximum and year that its header names, and whether it tells targets."""

    index: int
    role: Role
    header: str
    component: str | None = None
    indicator: str | None = None
    maximum: str | None = None
    year: int | None = None
    period: str | None = None
    target: bool = False


@lru_cache(maxsize=1024)
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
        figures, letters = _figures(cells), any(re.search(r"[a-zà-ỹđ]", c.lower()) for c in cells)
        same = len(cells) > 1 and (
            len(set(cells)) == 1
            or (len(set(cells[1:])) == 1 and len(cells) > 2 and bool(re.fullmatch(r"[IVXivx\d.A-D]*", cells[0])))
        )
        if n and ((figures and letters) or same):
            # `(1) (2) (3)` or `1 2 3 4 5` numbering rows under the header are not units.
            return n
    return 1 if rows else 0


def _figures(cells: list[str]) -> int:
    """How many cells hold a figure; years are none."""
    return sum(
        bool(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?\s*%?(?:\s*/\s*\d+)?|\d+\s*\(\s*[\d.,]+\s*\)", c))
        and not re.fullmatch(r"(?:19|20)\d\d", c)
        for c in cells
    )


def goes_on(rows: tuple[Row, ...], columns: list[Column]) -> bool:
    """Whether a table at the top of a page goes on with the columns of the one before: as wide, and without a header."""
    told = ([c.text.strip() for c in row.cells] for row in rows[:3])
    # The head of a group may come first.
    cells = next((texts for texts in told if len(set(texts)) > 1), [])
    worded = any(re.search(r"[a-zà-ỹđ]", c.lower()) for c in cells)
    return bool(columns) and len(cells) == 1 + max(c.index for c in columns) and _figures(cells) > 1 and worded


def maximum_of(header: str) -> str | None:
    """`Điểm thẩm định (65)`, `Tổng điểm /100`, `(tối đa 35 điểm)`: the maximum that a header names."""
    m = re.search(
        r"\((?:tối đa|thang điểm|thang|/|điểm tối đa|tổng)?\s*(\d{1,4}(?:[.,]\d+)?)(?: ?điểm)?(?: tối đa)?\)|"
        r"/ ?(\d{2,4})(?: điểm)?$",
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


def period_of(header: str) -> str | None:
    """The week, month or quarter that a header names (`tuần 37` -> `-W37`, its year open)."""
    m = PERIOD.search(header) or re.search(r"^(?:điểm |hạng )?(?P<month>tháng) (?P<m>\d{1,2})$", header)
    if m is None:
        return None
    if "month" in m.groupdict():
        return f"-{int(m['m']):02d}"
    token = period_token(m)
    return token.text if isinstance(token, Token) else None


def read_columns(reading: Reading, text: Text, rows: tuple[Row, ...], data: tuple[Row, ...] = ()) -> list[Column]:
    """The columns of a table from one or several header rows, their texts joined from above. By the `data` rows a column
    of words under `Chỉ số …` names indices, not their values."""
    width = max(len(r.cells) for r in rows)
    columns = [_column(reading, text, rows, i) for i in range(width)]
    worded = next((c for c in columns[:2] if c.role in ("total", "ratio") and _of_words(data, c.index)), None)
    if worded is not None:
        columns = [replace(c, role="name") if c is worded else replace(c, role="raw") if c.role == "name" else c for c in columns]
    return _one_name(columns)


def _of_words(rows: tuple[Row, ...], i: int) -> bool:
    """Are the cells of column i words, not figures?"""
    cells = [r.cells[i].text.strip() for r in rows if i < len(r.cells)]
    return bool(cells) and not any(re.match(r"[+-]?\d", c) for c in cells) and all(re.search(r"[^\W\d]{2}", c) for c in cells)


def _column(reading: Reading, text: Text, rows: tuple[Row, ...], i: int) -> Column:
    cells = [_spanning(r, i) if r is not rows[-1] else r.cells[i] for r in rows if i < len(r.cells)]
    parts = list(dict.fromkeys(c.text.strip().lower() for c in cells))
    header = " ".join(parts)
    indicator = component = None
    for cell in cells:
        for m in reading.mentions.of(text).in_span(cell.start, cell.end, "indicators"):
            indicator = m.id
        for c in find_components(text.low, cell.start, cell.end):
            component = component if indicator else c.component
    plain = _AIM.sub("", parts[-1]).strip() or parts[-1]
    role = _role(plain, _AIM.sub("", header).strip() or header)
    if i and component and role in ("raw", "name", "total", "ratio"):
        role = "component"
    elif i and role in ("raw", "name") and (indicator or year_of(header)):
        role = "total"
    if role != "component":
        component = None
    elif component is None:
        component = _NO_PART_NAME.sub("", parts[-1]).strip() or None
    period = period_of(header) if role in ("raw", "total", "rank", "tier") and i else None
    if role == "raw" and period:
        role = "total"
    aims = bool(_AIM.search(header)) and role not in ("name", "number")
    return Column(i, role, header, component, indicator, maximum_of(header), year_of(header), period, aims)


def _spanning(row: Row, i: int) -> Cell:
    """The header cell over column i: an empty one belongs to the year that stands before it (`| Năm 2021 | | Năm 2022 | |`)."""
    before = next((c for c in row.cells[i::-1] if c.text.strip()), row.cells[i])
    return before if before is row.cells[i] or year_of(before.text) else row.cells[i]


def _role(lowest: str, header: str) -> Role:
    """By the lowest header, else by all of them; `Xếp hạng | Kết quả` is a column of places."""
    role = role_of(lowest)
    if role == "raw":
        return role_of(header)
    whole = role_of(header)
    return whole if role in ("total", "ratio") and whole in ("rank", "tier", "score_change", "rank_change") else role


# `Mục tiêu về thứ hạng`, `Chỉ tiêu năm 2025`
_AIM = re.compile(r"(?:mục tiêu|chỉ tiêu(?! số)|phấn đấu|kế hoạch)(?: (?:về|đạt|giao|phấn đấu))*")
_BLOCK_HEADER = re.compile(r"(?:khối|cụm|vùng|nhóm|loại hình|cấp)(?![a-zà-ỹđ])")


def block_column(columns: list[Column]) -> Column | None:
    """The column that tells the block or type of each unit (`Khối`: `Phường`), beside the one of names."""
    return next((c for c in columns if c.role == "raw" and _BLOCK_HEADER.match(c.header)), None)


def _one_name(columns: list[Column]) -> list[Column]:
    """Exactly one column names the units: the first that says so, else the first without any other role."""
    names = [c for c in columns if c.role == "name"] or [c for c in columns if c.role == "raw"]
    # `Chỉ số | Điểm | Xếp hạng`: the first column, where it has no figures of its own, names indices or parts.
    names = names or [c for c in columns if c.role in ("ratio", "total") and "%" not in c.header and c.index < 2]
    # `Khối | Đơn vị`: the block of the unit stands beside its name.
    own = [c for c in names if not _BLOCK_HEADER.match(c.header)] or names
    keep = own[0].index if own and len(columns) > 1 else None
    return [replace(c, role="name") if c.index == keep else replace(c, role="raw") if c.role == "name" else c for c in columns]


def primary(columns: list[Column]) -> Column | None:
    """The column that the order follows: the ratio, else the total."""
    return first_of(columns, "ratio") or first_of(columns, "total")


def first_of(columns: list[Column], *roles: Role) -> Column | None:
    """The first column of one of these roles."""
    for column in columns:
        if column.role in roles:
            return column
    return None
