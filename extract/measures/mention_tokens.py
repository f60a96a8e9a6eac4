"""Mentions of a sentence as tokens: indices, their parts, the units that figures can be about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from core.openings import LETTER, any_word
from core.sieve import Scanner, Sieve
from core.text import UPPER
from extract.measures import groups
from extract.measures.codes import code_for
from extract.measures.components import find_components, is_part
from extract.measures.state import State
from extract.measures.subjects import Context, subject_tokens
from extract.measures.tokens import Token
from extract.mentions.indicators import IndicatorMention
from extract.mentions.organization_names import OrgMention
from extract.mentions.people import PersonMention
from extract.mentions.places import PlaceMention
from extract.reading import Reading
from extract.text import Text

# The reform itself as what is rated: `xếp loại tốt về CCHC`, `đánh giá công tác cải cách hành chính năm 2022`.
_RATED = any_word(
    (
        "về", "đánh giá", "xếp hạng", "xếp loại", "phân loại", "chấm điểm", "điểm", "bảng xếp hạng", "kết quả xếp hạng",
        "kết quả đánh giá", "kết quả", "thứ hạng", "vị thứ", ":",
    ),
    not_after=LETTER,
)  # fmt: skip
_BARE_PAR = re.compile(
    rf"{_RATED}(?: kết quả| công tác| thực hiện| mức độ hoàn thành| nhiệm vụ)* "
    r"(?P<name>cchc|cải cách hành chính)(?! nhà nước giai đoạn)(?: năm (?P<year>(?:19|20)\d\d))?(?![a-zà-ỹđ])"
)
_REFORM = Scanner(_BARE_PAR)
# `Về chuyển đổi số năm 2022, …` before points or places, in an article that ranks by it.
_DIGITAL = re.compile(
    r"(?:về|riêng|ở|với|đối với|xét về)(?: (?:lĩnh vực|công tác|xếp hạng|kết quả|mức độ|mảng|về|ở|với))* "
    r"(?P<name>chuyển đổi số)(?: năm (?P<year>20\d\d))?,"
)
_POINTED = re.compile(r"\d ?điểm|\d/\d|(?:xếp|đứng|hạng|vị trí) (?:thứ|nhất|đầu|cuối|hạng|\d)|dẫn đầu")


def mention_tokens(reading: Reading, text: Text, start: int, end: int, state: State) -> list[Token]:
    """The subject, indicator and component tokens of text[start:end], in no order."""
    block = state.block_in_force()
    cues = {name: pattern for pattern, name in _CUES.pick(text.low, start, end)}
    own = _first(cues, ("sized", "block"), text.low, start, end)
    hint = own["group"] if own else block.group or "" if block else ""
    units = subject_tokens(reading, text, start, end, Context(hint.lower(), state.main_subject, state.subjects))
    indicators = reading.mentions.of(text).in_span(start, end, "indicators")
    parts = _parts(text.low, start, end, indicators, state.indicator)
    if "part" in cues:
        parts += _part_meant(reading, text, start, end, state)
    out = [*units]
    if "both" in cues:
        out += _both(text.low, start, end, state, units)
    out += _unknown(reading, text, start, end, [*units, *indicators, *parts])
    if "reform" in cues:
        out += _bare_reform(text.low, start, end, indicators)
    if "digital" in cues and (topic := _digital(reading, text, start, end, indicators, state)):
        parts = [t for t in parts if t.end <= topic.start or topic.end <= t.start]
        out.append(topic)
    out += _index_tokens(text.low, indicators, state)
    out += parts
    return out


def _first(cues: _Cues, names: Sequence[str], low: str, start: int, end: int) -> re.Match[str] | None:
    """What the first of these patterns finds that finds anything."""
    for name in names:
        if name in cues and (m := cues[name].search(low, start, end)):
            return m
    return None


def names_index(reading: Reading, text: Text, start: int, end: int) -> bool:
    """May text[start:end] have the token of an index?"""
    return bool(reading.mentions.of(text).in_span(start, end, "indicators") or _REFORM.search(text.low, start, end))


# A name behind a comma or colon with a figure of its own, that no list knows: its figure is nobody else's.
_UNKNOWN = re.compile(
    rf"[,;:] (?:và )?(?P<name>[{UPPER}][\w]*(?: (?!đạt|xếp|đứng|được|có|với)[\w&-]+){{0,7}}?)"
    r"(?= \(?\d{1,3}(?:[.,]\d+)? ?(?:điểm|%)| (?:đạt|được) \d| (?:xếp|đứng) (?:thứ|hạng|vị trí))"
)
_NO_UNIT = re.compile(
    r"(?:với|được|đạt|cùng|năm|quý|tháng|tuần|chỉ số|điểm|tổng|kết quả|đạt|xếp|đứng|tỷ lệ|trung bình|nhóm|khối|loại|hạng|"
    r"thứ|cao|thấp|par|sipas|"
    r"papi|pci|ddci|dti|ict|pgi|pii|trong|riêng|tăng|giảm|đơn vị|địa phương|sở$|bộ$|ban$|"
    r"tỉnh|huyện|thành phố|xã|phường|thị|quận|toàn|cả|hai|ba)(?![a-zà-ỹđ])"
)


def _unknown(reading: Reading, text: Text, start: int, end: int, known: Sequence[Token | IndicatorMention]) -> Iterator[Token]:
    names = [m.span("name") for m in _UNKNOWN.finditer(text.text, start, end)]
    if not names:
        return
    mentions = reading.mentions.of(text)
    taken: list[Token | IndicatorMention | PersonMention | PlaceMention | OrgMention] = [*known]
    taken += mentions.in_span(start, end, "people")
    taken += mentions.in_span(start, end, "places")
    taken += mentions.in_span(start, end, "organizations")
    for a, b in names:
        if not any(x.start < b and a < x.end for x in taken) and not _NO_UNIT.match(text.low[a:b]):
            yield Token("unknown", a, b)


_BOTH = re.compile(
    r"(?<![a-zà-ỹđ])(?:của |cả )?(?P<n>hai|ba|bốn|0?[2-4]) (?:tỉnh|thành phố|địa phương|huyện|xã|phường|sở|đơn vị)(?: này|"
    r" trên| nói trên)?"
    r"(?=(?: (?:vào |trong )?năm \d{4},?)? (?:lần lượt|đều|cùng|tương ứng))"
)
_NUMBERS = {"hai": 2, "ba": 3, "bốn": 4}


def _both(low: str, start: int, end: int, state: State, units: Sequence[Token]) -> Iterator[Token]:
    """`SIPAS của hai tỉnh lần lượt là …`: the units of the sentence before, where there are so many."""
    for m in _BOTH.finditer(low, start, end):
        n = _NUMBERS.get(m["n"]) or int(m["n"])
        here = tuple(s for u in units if u.end <= m.start() and not u.anaphor for s in u.subjects)
        # `A xếp thứ hai, B xếp thứ ba; hai đơn vị này năm 2022 lần lượt …`: of this sentence, else of the one before.
        meant = here[-n:] if len(here) >= n and " này" in m.group() else state.last_units
        if len(meant) == n and not any(u.start < m.end() and m.start() < u.end for u in units):
            yield Token("subject", m.start("n"), m.end(), subjects=meant)


def _free(indicators: Sequence[IndicatorMention], start: int, end: int) -> bool:
    return not [m for m in indicators if m.start < end and start < m.end]


def _bare_reform(low: str, start: int, end: int, indicators: Sequence[IndicatorMention]) -> Iterator[Token]:
    for m in _BARE_PAR.finditer(low, start, end):
        if _free(indicators, m.start(), m.end()):
            years = (int(m["year"]),) if m["year"] else ()
            yield Token("indicator", m.start("name"), m.end(), text="PAR_INDEX", years=years)


def _digital(
    reading: Reading, text: Text, start: int, end: int, indicators: Sequence[IndicatorMention], state: State
) -> Token | None:
    """Digital transformation as what the units of a sentence are ranked by."""
    m = _DIGITAL.search(text.low, start, end)
    told = "DTI" in state.named or "chuyển đổi số" in reading.doc.title.low
    if m is None or not told or indicators or not _HEAD_OF.fullmatch(text.low, start, m.start()):
        return None
    if not _POINTED.search(text.low, m.end(), end):
        return None
    return Token("indicator", *m.span("name"), text="DTI", years=(int(m["year"]),) if m["year"] else ())


_HEAD_OF = re.compile(r"[\s+*•-]*(?:(?:còn|và|riêng|trong khi) )?")
# `Ở nội dung này, Sở A đạt 9,15 điểm`
_THIS_PART = re.compile(
    r"(?:ở|về|với|trong|tại|xét) (?P<part>(?:chỉ số thành phần|chỉ số|nội dung|tiêu chí|lĩnh vực|trục nội dung|"
    r"nhóm chỉ số) này)"
    r"(?=,| thì)"
)


def _part_meant(reading: Reading, text: Text, start: int, end: int, state: State) -> Iterator[Token]:
    """The part that the sentence before names last, with no index after it."""
    m = _THIS_PART.search(text.low, start, end)
    if m is None or state.before is None:
        return
    indicators = reading.mentions.of(text).in_span(*state.before, "indicators")
    named = _parts(text.low, *state.before, indicators, state.indicator)
    if named and not any(i.start > named[-1].start for i in indicators):
        yield Token("component", *m.span("part"), text=named[-1].text)


def _index_tokens(low: str, indicators: Sequence[IndicatorMention], state: State) -> Iterator[Token]:
    """The tokens of the indices of a sentence in order, each read by the one that governs it."""
    governs = state.indicator
    for m in indicators:
        token = _index_token(low, m, governs)
        governs = token.text if token.kind == "indicator" else governs
        yield token


def _index_token(low: str, m: IndicatorMention, governs: str | None) -> Token:
    """The token of an index, or of a part: `mức độ hài lòng` among the parts of another index is that index's part."""
    surface, start = low[m.start : m.end], m.start
    if surface.startswith("điểm ") and re.search(r"\d ?$", low[max(0, start - 2) : start]):
        # `94,02 điểm CCHC`: the unit is the number's.
        start += len("điểm ")
    if governs not in (None, m.id) and is_part(surface, governs or ""):
        return Token("component", start, m.end, text=surface)
    national = "index" in surface or "cấp tỉnh" in surface
    return Token("indicator", start, m.end, text=m.id, years=(m.year,) if m.year else (), national=national)


def _parts(low: str, start: int, end: int, indicators: Sequence[IndicatorMention], known: str | None) -> list[Token]:
    codes = {known, *[m.id for m in indicators]}
    indices = frozenset([code_for(c, level) for c in codes if c for level in ("national", "local")])
    found = find_components(low, start, end, indices)
    return [Token("component", c.start, c.end, text=c.component) for c in found if _free(indicators, c.start, c.end)]


# What only some sentences need be asked for, each with its pattern.
_CUES = Sieve(
    [
        (groups.SIZED, "sized"),
        (groups.BLOCK, "block"),
        (_BARE_PAR, "reform"),
        (_BOTH, "both"),
        (_THIS_PART, "part"),
        (_DIGITAL, "digital"),
    ]
)
_Cues = Mapping[str, re.Pattern[str]]
