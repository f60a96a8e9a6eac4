"""Whose figure it is where the language puts the unit after it: `đứng đầu là Sở Y tế`, `96,4 điểm (Sở Y tế)`.

Source: survey P7 and P10.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.measures.scan import Scan
from extract.measures.tokens import Token
from schemas.facts import Subject

# Between a rank and the unit that holds it: `đứng đầu (khối sở) là Sở A`, `cuối bảng: B`.
FORWARD = re.compile(
    r"^[\s\"]*(?:(?:trong |của |ở )?(?:khối này|khối|bảng|danh sách|bảng xếp hạng|toàn tỉnh|cả nước|toàn quốc|"
    r"toàn huyện|toàn thành phố|trong năm \d{4}|năm \d{4}|về chỉ số này|ở khối này|"
    r"(?:trong|của|ở) cấp (?:xã|huyện|tỉnh|sở))[\s,]*)*"
    r"(?:(?:vẫn|tiếp tục|đều|cùng|lần này|năm nay|hiện|lại|chính|lần lượt|được xác định|đang|"
    r"của (?:cả )?(?:hai|ba|các|mỗi|từng|2|3) khối|ở (?:hai|ba|các) khối)\s+)*"
    r"(?:là|thuộc về|gọi tên|gồm có|gồm|có|dành cho|được trao cho|được xướng tên|thuộc|vẫn là|đó là|:|-|"
    r"gọi tên của)[\s:]*(?:có |là )?(?:các |hai |ba |bốn |năm |02 |03 |2 |3 )?(?:đơn vị|địa phương|tỉnh|cơ quan|"
    r"đại diện|của|"
    r"(?:xã|huyện|phường) (?:đảo|biên giới|miền núi|vùng cao|vùng sâu|vùng biên|ven biển|trung tâm))?"
    r"[\s:]*$|^\s*(?:(?:là|đạt|với|:)\s*)?\d+(?:[.,]\d+)? ?(?:điểm|%)?\s*\(\s*$"
)
OF_UNIT = re.compile(
    r"^\s*(?:\(|thuộc về |là của |của |, thuộc về |dành cho |- |là (?:con số|số điểm|kết quả|điểm số|mức điểm|tổng điểm|"
    r"thành tích|"
    r"điểm|chỉ số)(?: mà| của| cho| dành cho)+ |(?:giúp|đưa|đã giúp|đã đưa) )\s*(?:của |thuộc về |thuộc |là )?$"
)


def ahead(scan: Scan, i: int, allow: re.Pattern[str]) -> tuple[Subject, ...]:
    """The units right after token i, where only words of `allow` stand between."""
    if allow is FORWARD and (held := _in_bracket(scan, i)):
        return held
    edge, words = scan.tokens[i].end, ""
    for j in range(i + 1, min(i + 6, len(scan.tokens))):
        t = scan.tokens[j]
        words += scan.low[edge : max(edge, t.start)]
        edge = max(edge, t.end)
        if t.kind == "subject" and t.anaphor and words.rstrip().endswith("của"):
            # `Dẫn đầu Chỉ số CCHC của tỉnh là Sở A`
            words = words.rstrip()[:-3]
            continue
        if t.kind == "subject":
            if allow.match(re.sub(r"\s+", " ", words)) and not t.anaphor:
                return _take(scan, t)
            break
        if t.kind not in ("open", "block", "year", "respectively", "value", "indicator", "period"):
            break
        if t.kind in ("open", "value"):
            words += scan.low[t.start : t.end]
    if allow is FORWARD:
        clause = scan.clause_start(i)
        if not any(t.kind == "subject" for t in scan.tokens[:i] if t.start >= clause):
            return _ahead_far(scan, i)
    return ()


# `đơn vị đứng đầu (Sở A, 95,2 điểm)`: whoever holds the place, named in the bracket behind it.
_HOLDER = re.compile(
    r"(?:đơn vị|địa phương|cơ quan|sở|bộ|tỉnh|huyện|xã|phường)(?: (?:có|được|đạt|xếp))*(?: (?:số|tổng|chỉ số|điểm|kết quả))*,? $"
)
_ONLY_NAMED = re.compile(r"\s*(?:[),;:–-]|với \d|đạt \d|\d)")


def _in_bracket(scan: Scan, i: int) -> tuple[Subject, ...]:
    """The units that the bracket right behind token i begins with, where the words before it stand for them."""
    if i + 2 >= len(scan.tokens):
        return ()
    token, opening, unit = scan.tokens[i : i + 3]
    adjoin = not scan.low[token.end : opening.start].strip() and not scan.low[opening.end : unit.start].strip()
    if (opening.kind, unit.kind) != ("open", "subject") or unit.anaphor or not adjoin:
        return ()
    named = _HOLDER.search(scan.before(token, 40)) and _ONLY_NAMED.match(scan.low, unit.end)
    return _take(scan, unit) if named else ()


def _ahead_far(scan: Scan, i: int) -> tuple[Subject, ...]:
    """`Xếp cuối, cũng là đơn vị duy nhất trong nhóm C, là Bộ Y tế`: the unit after the clause's `là`."""
    for t in scan.tokens[i + 1 :]:
        if t.kind == "semicolon" or t.start - scan.tokens[i].end > 110:
            return ()
        if t.kind == "subject":
            fronted = scan.tokens[i].start - scan.clause_start(i) < 8 and scan.low[scan.tokens[i].end : t.start].strip() == ","
            if fronted and not t.anaphor:
                # `…; đứng thứ 12, Phòng X chỉ có 74 điểm`
                return _take(scan, t)
            if t.anaphor or not re.search(
                r"(?:là|thuộc về|gọi tên|:)\s*(?:các |đơn vị )?$", scan.low[scan.tokens[i].end : t.start]
            ):
                return ()
            return _take(scan, t)
    return ()


def _take(scan: Scan, token: Token) -> tuple[Subject, ...]:
    """The units are those of the figure before them: they are not read again when their token is reached."""
    scan.forward_used.add(token.start)
    scan.subjects, scan.side, scan.lost = token.subjects, (), False
    scan.name(token.subjects)
    return token.subjects


def spread(scan: Scan, token: Token) -> None:
    """`Cả ba trụ cột A, B, C đều xếp thứ 2`: the figure is every part's."""
    between = scan.low[scan.component_end : token.end] if scan.component_end > 0 else ""
    if (
        len(scan.components) < 2
        or scan.component != scan.components[-1]
        or not re.search(r"đều|cùng|cả", between)
        or not scan.out.drafts
    ):
        return
    last = scan.out.drafts[-1]
    scan.out.drafts += [replace(last, component=c) for c in scan.components[:-1]]
