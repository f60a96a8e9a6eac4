"""Figures of an edition before, named by no date: `tăng so với mức 87,62% của kỳ trước`, `(lần đánh giá trước đạt 85,1 điểm)`.

They belong to another period than the figures around them, and nothing says to which (docs/codebook.md: an earlier year's value
is a record of its own year; `năm trước`, `tuần trước` tell the year or period, `kỳ trước` tells neither).
"""

from __future__ import annotations

import re

from extract.measures.scan import Scan
from extract.measures.tokens import Kind, Token

KINDS: frozenset[Kind] = frozenset(("value", "rank", "top", "tier"))
_EDITION = (
    r"(?<!cùng )(?:kỳ|lần|đợt)(?: (?:đánh giá|khảo sát|công bố|xếp hạng|chấm điểm|xếp loại|điều tra|báo cáo|đo lường))?"
    r" (?:liền trước|trước)(?: (?:đó|đây))?(?![a-zà-ỹđ])(?! khi(?![a-zà-ỹđ]))"
)
_STANDS = (
    r"(?: (?:chỉ|mới|tỉnh|huyện|xã|sở|đơn vị|đạt|được|là|ở|có|mức|con số|kết quả|số điểm|điểm số|xếp|đứng|hạng|thứ|vị trí|"
    r"giữ))*"
)
_TOLD_BEFORE = re.compile(rf"{_EDITION}(?:,|:| \()?{_STANDS}(?: ?\()? ?$")
_TOLD_AFTER = re.compile(
    rf"(?: ?(?:điểm|%))?(?: (?:của|ở|trong|tại|đạt (?:được )?(?:ở|trong|tại)?|vào))* (?:kết quả )?(?:trong )?{_EDITION}"
)
# `Theo kết quả đợt trước, chỉ số CCHC của huyện đạt 80,1 điểm; năm 2024 đạt 85,3 điểm`: to the end of the clause.
_OPENS = re.compile(
    rf"(?:^|; )(?:(?:theo|tại|trong|ở|kết quả|khảo sát|đánh giá|công bố|của|cuộc) )*{_EDITION}[^;\d]{{0,90}}$"
)
_REACH = 130


def undated(scan: Scan, token: Token) -> bool:
    """Whether a figure is of an earlier edition that the sentence does not date."""
    before = scan.before(token, _REACH)
    after = scan.low[token.end : min(scan.end, token.end + _REACH)]
    if "trước" not in before and "trước" not in after:
        return False
    return any(shape.search(before) for shape in (_TOLD_BEFORE, _OPENS)) or _TOLD_AFTER.match(after) is not None
