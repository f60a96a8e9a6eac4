"""Periods of a sentence: which figures a week, month, quarter or day stands for, and which the next sentence goes on with.

Source: docs/codebook.md ("period"); survey P12 and P13.
"""

from __future__ import annotations

import re

from extract.measures.drafts import Draft
from extract.measures.patterns import COUNT_WORD
from extract.measures.scan import FIGURES, Scan
from extract.measures.state import State
from extract.measures.tokens import Token
from extract.measures.years import on_whole_year

_FIGURE = re.compile(r"\d")
_YEARLY = frozenset({"PAPI", "PCI", "PGI", "PII", "FTA"})
# `so với thời điểm cuối tháng 9`, `kể từ tháng 7 đến nay`
_COMPARED_WITH = re.compile(
    r"(?<![a-zà-ỹđ])(?:so với|so|(?<!nếu )như|hơn|bằng|kể từ|từ)"
    r"(?: (?:cùng kỳ|cùng|thời điểm|thời gian|mốc|kết quả|kỳ|số liệu|mức|hồi|vào|của|tại|đầu|giữa|cuối|"
    r"điểm số|thứ hạng|vị trí))* $"
)
# `Trước đó, tháng 8 tỉnh đạt 81,60 điểm; tháng 9 đạt 84,17 điểm`, `Cách đây 2 tháng, tính đến ngày 20/8, …`
_LOOKS_BACK = re.compile(
    r"[\s+*•-]*(?:(?:còn|và|ngay|ở|trong|khi|các|những|tháng|tuần|quý|kỳ|thời điểm|thời gian|giai đoạn) )*"
    r"(?:trước đó|trước đây|trước nữa|trước kia|nhìn lại|lùi lại|cách đó|cách đây|"
    rf"(?:\d{{1,2}}|{COUNT_WORD}) (?:ngày|tuần|tháng|quý) trước)(?![a-zà-ỹđ])"
)
# Weeks end on other days than months: so many days between two periods tell which is the earlier.
_APART = 3


def on_period(scan: Scan, token: Token, i: int) -> None:
    """A week, month, quarter or day: the period of the figures after it, its year from context where it has none."""
    if token.text == "year":
        on_whole_year(scan)
        return
    if compares(scan, token) or not _has_period(scan, token, i, _index_of(scan, i)):
        return
    if token.text == "same":
        scan.period = scan.state.period or scan.period
        return
    text = resolved(scan, i)
    if not text or _in_brackets_behind(scan, i, text):
        return
    if scan.indicator in _YEARLY and scan.state.title_indicator == "SERVICE_766":
        # Weeks and months are told of the index of Decision 766 only.
        scan.indicator = "SERVICE_766"
    scan.period = text
    if token.text != "previous" and scan.depth == 0 and not scan.target and not _looked_back(scan, token, text):
        scan.named_period = text
    told = (token.text or "")[:1].isdigit()
    scan.years = (int(text[:4]),) if told else scan.years or (int(text[:4]),)
    if token.text != "previous" and not _figures_follow(scan, i):
        _period_back(scan, text)


def compares(scan: Scan, token: Token) -> bool:
    """Is a period only what a figure is compared with (`tăng 12 bậc so với cuối tháng 9`), or where a span begins?"""
    return _COMPARED_WITH.search(scan.before(token, 48)) is not None


def resolved(scan: Scan, i: int) -> str:
    """The period that token i tells, with its year; "" where nothing tells the year."""
    text = scan.tokens[i].text or ""
    if text == "previous":
        return previous_period(scan.period or scan.state.period)
    if not text.startswith("-"):
        return text
    year = scan.years[0] if scan.years else scan.year()
    running = (scan.period or scan.state.period or "")[:4] or scan.state.total_year
    if not scan.years and running:
        # A week or quarter without a year goes on in the year of the last one, or of the year's total.
        year = int(running)
    elif not scan.years and _index_of(scan, i) == "SERVICE_766" and scan.state.published_year:
        # The service index is told as it runs: the last such month or week before publication.
        year = scan.state.published_year - _is_ahead(text, scan.state.published_month)
    year = year or scan.state.published_year
    return f"{year}{text}" if year else ""


def _in_brackets_behind(scan: Scan, i: int, text: str) -> bool:
    """`80,1 điểm (tháng 7), 82,2 điểm (tháng 8)`: alone in brackets, a period is of the figure before them."""
    around = [t.kind for t in scan.tokens[max(0, i - 1) : i + 2]]
    last = scan.out.drafts[-1] if scan.out.drafts else None
    alone = around == ["open", "period", "close"] and not _FIGURE.search(scan.low, scan.tokens[i].end, scan.tokens[i + 1].start)
    if not alone or last is None or not 0 <= scan.tokens[i - 1].start - last.last <= 2:
        return False
    _give(last, text)
    return True


def _give(draft: Draft, text: str) -> None:
    draft.period = text
    if not draft.fixed_year:
        draft.year, draft.fixed_year = int(text[:4]), True


def _looked_back(scan: Scan, token: Token, text: str) -> bool:
    """Is a period only looked back on, so that the next sentence does not go on with it: an earlier one than the sentence's
    own, than the headline's where it is named on the way, or any after `trước đó`? That of a list's head is meant."""
    if scan.low[scan.start : scan.end].rstrip().endswith(":"):
        return False
    if scan.named_period and is_earlier(text, scan.named_period):
        return True
    in_force, title = scan.state.period, scan.state.title_period
    if in_force and in_force == scan.state.latest_period and len(in_force) == len(text) and is_earlier(text, in_force):
        # `Tuần 40 … . Tuần 39, tỉnh đạt 90,88 điểm.` in one paragraph: then week 40 again.
        return True
    if _LOOKS_BACK.match(scan.low, scan.start, token.start):
        return in_force is None or is_earlier(text, in_force)
    return title is not None and len(title) == len(text) and text < title and token.start - scan.start >= 30


def is_earlier(period: str, other: str) -> bool:
    """Does a period end some days before another (`2025-W45`, `2025-11`)?"""
    return _last_day(period) < _last_day(other) - _APART


def _last_day(period: str) -> float:
    """About which day a period with its year ends on, counted from a year 0."""
    m = re.fullmatch(r"(\d{4})-(W|Q|H|)(\d{1,2})(?:-(\d\d))?", period)
    if m is None:
        return 0.0
    length = {"W": 7, "Q": 91.3, "H": 182.6, "": 30.4}[m[2]]
    return int(m[1]) * 365.25 + (int(m[3]) - (m[4] is not None)) * length + int(m[4] or 0)


def _index_of(scan: Scan, i: int) -> str | None:
    """The index that a period at token i is of: that named next in its clause, else that in force."""
    for t in scan.tokens[i + 1 :]:
        if t.kind == "semicolon":
            break
        if t.kind == "indicator":
            return t.text
    return scan.indicator


# What an index of a year is told of: `xếp loại CCHC quý III/2025`, `đánh giá tháng 10`.
_RATED_THEN = re.compile(
    r"(?:cchc|cải cách hành chính|chỉ số|index|kết quả|xếp loại|xếp hạng|đánh giá|chấm điểm|ddci|dti|sipas|hài lòng)[^.;,]{0,40}$"
)
# `theo kết quả xếp hạng của tỉnh công bố tháng 12/2020`: when it was told, not what of.
_ANNOUNCED_THEN = re.compile(r"(?:công bố|ban hành|thông báo|phê duyệt|công nhận)(?: (?:vào|hồi|trong|cuối|đầu|giữa))* $")


def _has_period(scan: Scan, token: Token, i: int, index: str | None) -> bool:
    """May a figure here be of a part of the year? The service index always is; others where the words of rating stand
    before the period, or a quarter or half year heads the sentence, and no year is glued to the index."""
    if index == "SERVICE_766" or (token.text or "") in ("same", "previous"):
        return True
    if _RATED_THEN.search(scan.before(token, 60)) and not _ANNOUNCED_THEN.search(scan.before(token, 30)):
        return True
    glued = any(t.kind == "indicator" and t.years for t in scan.tokens)
    return not glued and bool(re.search(r"-?[QHW]\d|\d{4}-\d\d-|^-\d\d-\d", token.text or ""))


def _figures_follow(scan: Scan, i: int) -> bool:
    """Does a figure stand between token i and the end of its clause?"""
    for t in scan.tokens[i + 1 :]:
        if t.kind == "semicolon":
            return False
        if t.kind in (*FIGURES, "tier_count"):
            return True
    return False


def _period_back(scan: Scan, text: str) -> None:
    """`xếp thứ 5/34 về Bộ chỉ số … tháng 10/2025`: the period behind the figures of its clause is theirs."""
    for d in scan.out.drafts:
        if d.clause == scan.clause and d.period is None:
            _give(d, text)
    for c in scan.out.counts:
        c.period = c.period or text


def previous_period(period: str | None) -> str:
    """The week, month or quarter before (`2025-W47` -> `2025-W46`); "" where it is not known."""
    m = re.fullmatch(r"(\d{4})-(W|Q|)(\d{1,2})", period or "")
    if not m:
        return ""
    year, unit, n = int(m[1]), m[2], int(m[3]) - 1
    if n < 1:
        year, n = year - 1, {"W": 52, "Q": 4, "": 12}[unit]
    return f"{year}-{unit}{n}" if unit == "Q" else f"{year}-{unit}{n:02d}"


def dated(period: str | None, state: State) -> str | None:
    """A period with its year: printed, else the last such month, quarter or week before publication."""
    if period is None or not period.startswith("-"):
        return period
    if state.published_year is None:
        return None
    return f"{state.published_year - _is_ahead(period, state.published_month)}{period}"


def _is_ahead(period: str, month: int | None) -> bool:
    """Does a week, month or quarter without a year (`-12`, `-W50`, `-Q4`) lie after the month of publication?"""
    m = re.fullmatch(r"-(W|Q|H|)(\d{1,2})(?:-\d\d)?", period)
    if m is None or month is None:
        return False
    begins = {"W": (int(m[2]) * 12 - 11) // 52 + 1, "Q": int(m[2]) * 3 - 2, "H": int(m[2]) * 6 - 5, "": int(m[2])}[m[1]]
    return begins > month


def period_of(words: str | None, current: str | None) -> str | None:
    """The period that `tháng 9`, `tuần 45`, `quý trước` mean beside the one in force (`2025-10` -> `2025-09`); None
    where they are no period or nothing tells the year."""
    m = re.fullmatch(r"(tháng|tuần|quý) (?:thứ )?(trước|\d{1,2}|[iv]{1,3})(?:/(\d{4}))?", words or "")
    if m is None:
        return None
    if m[2] == "trước":
        return previous_period(current) or None
    year = m[3] or (current or "")[:4]
    number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(m[2]) or (int(m[2]) if m[2].isdigit() else 0)
    if not year or not number:
        return None
    return {"tháng": f"{year}-{number:02d}", "tuần": f"{year}-W{number:02d}", "quý": f"{year}-Q{number}"}[m[1]]
