"""Years of a sentence: which figures a year stands for, before or after it, and the words for other years.

Source: docs/codebook.md ("year"): the year assessed, not the year of publication; survey P12 and P13.
"""

from __future__ import annotations

import re

from extract.measures.drafts import Draft
from extract.measures.scan import FIGURES, WHOLE_YEAR, Scan
from extract.measures.tokens import Base, Kind, Token
from schemas.facts import Subject

_YEAR_LINK = re.compile(r"[\s,]*(?:và|,|&|-)?\s*(?:năm )?")


def on_year(scan: Scan, token: Token, i: int) -> None:
    """Years stand for the figures after them, or for those just before."""
    years = token.years or _relative_years(scan, token)
    if not years or token.start < scan.years_until:
        return
    years, token = _list_of_years(scan, years, token, i)
    before = scan.before(token, 10)
    if _is_whole_year(scan, token, years[0]):
        on_whole_year(scan)
    if before.endswith((", và ", "; và ")):
        # `cấu phần X phải lên hạng 15, và năm 2015 đạt …`: of the whole again.
        scan.component = None
    previous, following = _neighbours(scan, i)
    if previous == "open" and following == "close":
        if not _own_bracket(scan, years, i):
            _year_back(scan, years, token, same_clause=False)
        return
    if _is_left(scan, token):
        _year_back(scan, years, token, same_clause=True)
    elif _year_leads(scan, token, i) or not _year_back(scan, years, token, same_clause=True):
        scan.years = years


def _own_bracket(scan: Scan, years: tuple[int, ...], i: int) -> bool:
    """`thứ 5/8 (năm 2016), thứ 3/8 (năm 2017)`: a year alone in brackets is that of the figure right before, whatever year the
    sentence has named."""
    last = scan.out.drafts[-1] if scan.out.drafts else None
    if last is None or not last.fixed_year or last.status != "result" or (last.value is None and last.rank is None):
        return False
    opening, token, closing = scan.tokens[i - 1 : i + 2]
    alone = not (scan.low[opening.end : token.start] + scan.low[token.end : closing.start]).strip()
    if not alone or not 0 <= opening.start - last.last <= 2:
        return False
    last.year, last.years, last.last = years[0], years[1:], scan.tokens[i].end
    if last.block_size:
        # How many are ranked this year tells nothing of an earlier one.
        last.of = None
    return True


# `cả năm 2025`, `kết thúc năm 2025`, and the year at the head of a sentence or item.
_WHOLE_BEFORE = re.compile(r"(?:cả|trọn|hết|kết thúc|tổng kết|tính chung(?: trong)?|(?:đến|tới) cuối) $")
_HEADS = re.compile(r"[\s+*•-]*(?:(?:riêng|trong|xét|tính|theo kết quả) ?)*")


def _is_whole_year(scan: Scan, token: Token, year: int) -> bool:
    """Is the year told as a whole: by its words, or as the head of the sentence once it is over?"""
    if _WHOLE_BEFORE.search(scan.before(token, 20)):
        return True
    state = scan.state
    over = state.published_year is None or (year, 12) <= (state.published_year, state.published_month or 0)
    return over and bool(_HEADS.fullmatch(scan.low, scan.start, token.start))


def on_whole_year(scan: Scan) -> None:
    """What follows is of no part of the year."""
    scan.period = WHOLE_YEAR
    if scan.depth == 0 and not scan.target:
        scan.named_period = WHOLE_YEAR


def _list_of_years(scan: Scan, years: tuple[int, ...], token: Token, i: int) -> tuple[tuple[int, ...], Token]:
    """`năm 2016, 2017 và 2018`: one list of years; the token stretched over all of them."""
    for later in scan.tokens[i + 1 :]:
        if later.kind != "year" or not later.years or not _YEAR_LINK.fullmatch(scan.low[token.end : later.start]):
            break
        years = (*years, *later.years)
        token = token._replace(end=later.end)
        scan.years_until = later.end
    return years, token


def _neighbours(scan: Scan, i: int) -> tuple[Kind | None, Kind | None]:
    """The kinds of the tokens before and after token i."""
    return (
        scan.tokens[i - 1].kind if i else None,
        scan.tokens[i + 1].kind if i + 1 < len(scan.tokens) else None,
    )


def _relative_years(scan: Scan, token: Token) -> tuple[int, ...]:
    """`năm trước` is the year before that in force; `vừa qua`, `nay` tell no year."""
    if token.text == "same":
        return (scan.state.last_year,) if scan.state.last_year else ()
    year = scan.years[0] if scan.years else scan.year()
    if token.text == "nay":
        # `năm 2021 đứng cuối bảng, năm nay vươn lên hạng 8`: the latest that the sentence has named before, or the context.
        now = max((max(t.years) for t in scan.tokens if t.kind == "year" and t.years and t.start < token.start), default=0)
        now = max(now, scan.year() or 0)
        return (now,) if scan.years and now > scan.years[0] else ()
    if year is None or token.text in (None, "qua", "vừa qua"):
        return ()
    return (year - 1,)


_TURN = re.compile(r"(?:[,;(]|và|còn|nhưng|song|trong khi|riêng|thì)\s*$")


def _counts_lead(scan: Scan, token: Token, i: int) -> bool:
    """`không địa phương nào ở nhóm C, trong khi năm 2022 nhóm C còn 5 địa phương`: a count of the year follows it."""
    following = scan.tokens[i + 1] if i + 1 < len(scan.tokens) else None
    if following is None or following.kind != "tier_count" or not _TURN.search(scan.before(token, 12)):
        return False
    return re.search(r"[,;]| và ", scan.low[token.end : following.start]) is None


def _year_leads(scan: Scan, token: Token, i: int) -> bool:
    """Does a figure, index or unit follow in the same comma clause (`năm 2019 xếp thứ 40`)?"""
    drafts = [d for d in scan.out.drafts if d.clause == scan.clause]
    if not drafts:
        return not scan.out.counts or _counts_lead(scan, token, i)
    previous, following = _neighbours(scan, i)
    if previous == "open" and following not in (None, "close"):
        return True
    if not drafts[-1].fixed_year and re.fullmatch(
        r"\s*(?:\()?(?:vào |trong |của |ở |hồi )?\s*", scan.low[drafts[-1].last : token.start]
    ):
        return False
    for t in scan.tokens[i + 1 :]:
        between = scan.low[token.end : t.start]
        if t.kind in ("semicolon", "close"):
            return False
        if t.kind in FIGURES or t.kind in ("indicator", "component", "tier_count"):
            return "," not in between and not re.search(r"(?:^|\s)và(?:\s|$)", between)
        if t.kind in ("subject", "block") and ("," in between or " và " in between):
            return False
    return bool(re.search(r"(?:[,;(:-]|và|còn|đến|từ|sang)\s*$", scan.before(token, 8))) and any(
        t.kind in FIGURES for t in scan.tokens[i + 1 :]
    )


def _year_back(scan: Scan, years: tuple[int, ...], token: Token, *, same_clause: bool) -> bool:
    """Give a year to the figures just before it (`hạng 41 (năm 2012)`, `đứng thứ 2 năm 2022`)."""
    counts = [c for c in scan.out.counts if c.year is None and token.start - c.last < 60]
    if counts and same_clause and ";" not in scan.low[counts[-1].last : token.start]:
        counts[-1].year = years[0]
        return True
    drafts = [d for d in scan.out.drafts if d.clause == scan.clause and not d.fixed_year]
    if not drafts:
        return same_clause and _own_earlier_year(scan, years, token)
    last = drafts[-1]
    between = scan.low[last.last : token.start]
    if len(between) > (60 if same_clause else 30) or (same_clause and "," in between):
        return False
    for d in drafts:
        if d.subject == last.subject and d.first >= last.first - 45:
            d.year, d.fixed_year, d.last, d.years = years[0], True, max(d.last, token.end), years[1:]
    return True


# `từ vị trí cuối bảng năm 2021 vươn lên hạng 8`: the place or class that a unit leaves.
_LEFT = re.compile(r"(?<![a-zà-ỹđ])từ (?:vị trí|nhóm|ngôi|hạng|mức|loại) [^.;,:()\d]{2,24}? (?:của |vào |hồi |trong )?$")
_MOVES = re.compile(
    r"(?: (?:đã|lại|thì|nay))*,? (?:vươn|lên|leo|nhảy|bứt|bật|tăng|tiến|tụt|rơi|rớt|xuống|lùi|trượt)(?![a-zà-ỹđ])"
)


def _is_left(scan: Scan, token: Token) -> bool:
    """Does the year stand behind a place told by words that its unit comes from?"""
    return bool(_MOVES.match(scan.low, token.end, scan.end)) and _LEFT.search(scan.before(token, 44)) is not None


# What stands between a figure and the year that is its own.
_OF_YEAR = ("của", "vào", "hồi", "trong")


def _own_earlier_year(scan: Scan, years: tuple[int, ...], token: Token) -> bool:
    """`rớt từ loại tốt năm 2021`, `so với vị trí 50 của năm 2021`: the class or figure right before an earlier year is of
    that year, whatever the sentence opened with."""
    last = scan.out.drafts[-1] if scan.out.drafts else None
    if last is None or last.clause != scan.clause or (last.year or 0) <= years[0]:
        return False
    link = scan.low[last.last : token.start].strip()
    told = (last.tier is not None and last.rank is None) or _is_left(scan, token)
    if link not in (("", *_OF_YEAR) if told else _OF_YEAR):
        return False
    last.year, last.fixed_year, last.last = years[0], True, token.end
    return True


# `tụt 3 bậc, từ vị trí thứ 5/9 năm 2021`
_FROM = re.compile(r"(?:^|[ ,(])từ $")
_THAT_YEAR = re.compile(r" ?\(?(?:của |vào |hồi )?năm (?P<year>(?:19|20)\d\d)")


def left_place(scan: Scan, subject: Subject | None, token: Token) -> Draft | None:
    """The draft of the place that a rise or fall told before began at, in the year before; None where none is left."""
    last = scan.out.drafts[-1] if scan.out.drafts else None
    if last is None or last.kind != "rank" or last.rank is not None or not last.change or last.clause != scan.clause:
        return None
    if token.worded or last.subject != subject or not _FROM.search(scan.before(token, 4)):
        return None
    told = _THAT_YEAR.match(scan.low, token.end, scan.end)
    now = last.year if last.fixed_year else scan.year()
    year = int(told["year"]) if told else last.base.year if last.base and last.base.year else now - 1 if now else None
    draft = scan.new("rank", token, subject)
    draft.year, draft.fixed_year, draft.years = year, year is not None, ()
    scan.years_until = max(scan.years_until, told.end() if told else token.end)
    return draft


def base_year(base: Base | None, year: int | None) -> int | None:
    """The year that a change is measured against: printed, or the year before for `năm trước`."""
    if base is None:
        return None
    if base.year is not None:
        return base.year
    return year - 1 if year is not None and (base.relative or "").startswith(("năm", "cùng kỳ")) else None
