"""Years and periods of a sentence: which figures a year stands for, before or after it, and the words for other years.

Source: docs/codebook.md ("year", "period"): the year assessed, not the year of publication; survey P12 and P13.
"""

from __future__ import annotations

import re

from extract.measures.scan import FIGURES, Scan
from extract.measures.state import State
from extract.measures.tokens import Base, Kind, Token

_YEARLY = frozenset({"PAPI", "PCI", "PGI", "PII", "FTA"})
_YEAR_LINK = re.compile(r"[\s,]*(?:và|,|&|-)?\s*(?:năm )?")


def on_year(scan: Scan, token: Token, i: int) -> None:
    """Years stand for the figures after them, or for those just before."""
    years = token.years or _relative_years(scan, token)
    if not years or token.start < scan.years_until:
        return
    years, token = _list_of_years(scan, years, token, i)
    before = scan.before(token, 10)
    if before.endswith(("cả ", "hết ")):
        scan.period = None
    if re.search(r"[,;] và $", before):
        # `cấu phần X phải lên hạng 15, và năm 2015 đạt …`: of the whole again.
        scan.component = None
    previous, following = _neighbours(scan, i)
    if previous == "open" and following == "close":
        _year_back(scan, years, token, same_clause=False)
        return
    if _year_leads(scan, token, i) or not _year_back(scan, years, token, same_clause=True):
        scan.years = years


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
    if year is None or token.text in (None, "qua", "vừa qua", "nay"):
        return ()
    return (year - 1,)


def _year_leads(scan: Scan, token: Token, i: int) -> bool:
    """Does a figure, index or unit follow in the same comma clause (`năm 2019 xếp thứ 40`)?"""
    drafts = [d for d in scan.out.drafts if d.clause == scan.clause]
    if not drafts:
        return not scan.out.counts
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
        return False
    last = drafts[-1]
    between = scan.low[last.last : token.start]
    if len(between) > (60 if same_clause else 30) or (same_clause and "," in between):
        return False
    for d in drafts:
        if d.subject == last.subject and d.first >= last.first - 45:
            d.year, d.fixed_year, d.last, d.years = years[0], True, max(d.last, token.end), years[1:]
    return True


def on_period(scan: Scan, token: Token, i: int) -> None:
    """A week, month, quarter or day: the period of the figures after it, its year from context where it has none."""
    text = token.text or ""
    if re.search(r"(?:so với|như|hơn|bằng) (?:cùng kỳ )?$", scan.before(token, 18)) and not _figures_follow(scan, i):
        # `tăng 12 bậc so với cuối tháng 9`: only what it is compared with.
        return
    index = _index_of(scan, i)
    if not _has_period(scan, token, i, index):
        return
    year = scan.years[0] if scan.years else scan.year()
    running = (scan.period or scan.state.period or "")[:4]
    if text.startswith("-") and not scan.years and running:
        # A week or quarter without a year goes on in the year of the last one.
        year = int(running)
    elif text.startswith("-") and not scan.years and index == "SERVICE_766" and scan.state.published_year:
        # The service index is told as it runs: the last such month or week before publication.
        year = scan.state.published_year - _is_ahead(text, scan.state.published_month)
    if text.startswith("-"):
        text = f"{year or ''}{text}"
    if text.startswith("-") and scan.state.published_year and not year:
        text = f"{scan.state.published_year}{text}"
    if text == "same":
        scan.period = scan.state.period or scan.period
        return
    if text == "previous":
        text = previous_period(scan.period or scan.state.period)
    if text and not text.startswith("-"):
        if scan.indicator in _YEARLY and scan.state.title_indicator == "SERVICE_766":
            # Weeks and months are told of the index of Decision 766 only.
            scan.indicator = "SERVICE_766"
        scan.period = text
        title = scan.state.title_period
        # An earlier week or month than the headline's, named on the way, is only looked back on.
        looked_back = title is not None and len(title) == len(text) and text < title and token.start - scan.start >= 30
        if token.text != "previous" and scan.depth == 0 and not looked_back:
            scan.named_period = text
        told = (token.text or "")[:1].isdigit()
        scan.years = (int(text[:4]),) if told else scan.years or (int(text[:4]),)
        if token.text != "previous" and not _figures_follow(scan, i) and not scan.before(token, 12).endswith("so với "):
            _period_back(scan, text)


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


def _has_period(scan: Scan, token: Token, i: int, index: str | None) -> bool:
    """May a figure here be of a part of the year? The service index always is; others where the words of rating stand
    before the period, or a quarter or half year heads the sentence, and no year is glued to the index."""
    if index == "SERVICE_766" or (token.text or "") in ("same", "previous"):
        return True
    if _RATED_THEN.search(scan.before(token, 60)):
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
            d.period = text
            if not d.fixed_year:
                d.year, d.fixed_year = int(text[:4]), True
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
    m = re.fullmatch(r"(tháng|tuần|quý) (trước|\d{1,2}|[iv]{1,3})(?:/(\d{4}))?", words or "")
    if m is None:
        return None
    if m[2] == "trước":
        return previous_period(current) or None
    year = m[3] or (current or "")[:4]
    number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(m[2]) or (int(m[2]) if m[2].isdigit() else 0)
    if not year or not number:
        return None
    return {"tháng": f"{year}-{number:02d}", "tuần": f"{year}-W{number:02d}", "quý": f"{year}-Q{number}"}[m[1]]


def base_year(base: Base | None, year: int | None) -> int | None:
    """The year that a change is measured against: printed, or the year before for `năm trước`."""
    if base is None:
        return None
    if base.year is not None:
        return base.year
    return year - 1 if year is not None and (base.relative or "").startswith(("năm", "cùng kỳ")) else None
