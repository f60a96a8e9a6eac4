"""Mentions of a sentence as tokens: indices, their parts, the units that figures can be about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.measures.codes import code_for
from extract.measures.components import find_components, is_part
from extract.measures.state import State
from extract.measures.subjects import Context, subject_tokens
from extract.measures.tokens import Token
from extract.mentions.indicators import IndicatorMention
from extract.reading import Reading
from extract.text import Text

# The reform itself as what is rated: `xếp loại tốt về CCHC`, `đánh giá công tác cải cách hành chính năm 2022`.
_BARE_PAR = re.compile(
    r"(?<![a-zà-ỹđ])(?:về|đánh giá|xếp hạng|xếp loại|phân loại|chấm điểm|điểm|bảng xếp hạng|kết quả xếp hạng|"
    r"kết quả đánh giá|kết quả|thứ hạng|vị thứ|:|^)(?: kết quả| công tác| thực hiện| mức độ hoàn thành| nhiệm vụ)* "
    r"(?P<name>cchc|cải cách hành chính)(?! nhà nước giai đoạn)(?: năm (?P<year>(?:19|20)\d\d))?(?![a-zà-ỹđ])"
)


def mention_tokens(reading: Reading, text: Text, start: int, end: int, state: State) -> list[Token]:
    """The subject, indicator and component tokens of text[start:end], in no order."""
    block = state.block_in_force()
    hint = block.group or "" if block else ""
    units = subject_tokens(reading, text, start, end, Context(hint.lower(), state.main_subject, state.subjects))
    indicators = reading.mentions.of(text).in_span(start, end, "indicators")
    return [
        *units,
        *_bare_reform(text.low, start, end, indicators),
        *(_index_token(text.low, m, state) for m in indicators),
        *_parts(text.low, start, end, indicators, state.indicator),
    ]


def _free(indicators: Sequence[IndicatorMention], start: int, end: int) -> bool:
    return not any(m.start < end and start < m.end for m in indicators)


def _bare_reform(low: str, start: int, end: int, indicators: Sequence[IndicatorMention]) -> Iterator[Token]:
    for m in _BARE_PAR.finditer(low, start, end):
        if _free(indicators, m.start(), m.end()):
            years = (int(m["year"]),) if m["year"] else ()
            yield Token("indicator", m.start("name"), m.end(), text="PAR_INDEX", years=years)


def _index_token(low: str, m: IndicatorMention, state: State) -> Token:
    """The token of an index, or of a part: `mức độ hài lòng` among the parts of another index is that index's part."""
    surface = low[m.start : m.end]
    if state.indicator not in (None, m.id) and is_part(surface, state.indicator or ""):
        return Token("component", m.start, m.end, text=surface)
    national = bool(re.search(r"index|cấp tỉnh", surface))
    return Token("indicator", m.start, m.end, text=m.id, years=(m.year,) if m.year else (), national=national)


def _parts(low: str, start: int, end: int, indicators: Sequence[IndicatorMention], known: str | None) -> Iterator[Token]:
    codes = [known, *(m.id for m in indicators)]
    indices = frozenset(code_for(c, level) for c in codes if c for level in ("national", "local"))
    for c in find_components(low, start, end, indices):
        if _free(indicators, c.start, c.end):
            yield Token("component", c.start, c.end, text=c.component)
