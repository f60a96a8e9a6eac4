"""What title and lead say before any figure: the index, its year, the unit that the article is about.

Source: docs/codebook.md ("context may only fill a slot …"); survey P12.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from extract.measures.actors import acts
from extract.measures.patterns import TARGET
from extract.measures.state import State
from extract.measures.subjects import own_ministry, subject_tokens
from extract.measures.tokens import Token
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Subject

# How far into a body (characters) an index still has its year glued to it, or beside it, as the article's year.
LEAD = 900
FIRST_PARAGRAPHS = 1500
# `Chỉ số CCHC (PAR INDEX) của các bộ, cơ quan ngang bộ, UBND các tỉnh, thành phố trực thuộc Trung ương năm 2016`
_OF_WHOM = r"(?: \([^()]{1,40}\))?(?: (?:của|các|cấp|đối với|tại|ở) [a-zà-ỹđ, ()-]{3,150}?)? "
_TITLE_PAR = re.compile(
    r"(?:cchc|cải cách hành chính)(?: \(cchc\))?(?:(?: (?:của|các|cấp|ở|tại)[^:;.]{0,60}?)? năm (?P<year>(?:19|20)\d\d))?"
)


# Points and places in its article are those of its teams, but for those of an index named with them.
_CONTEST = re.compile(r"(?<![a-zà-ỹđ])(?:hội thi|cuộc thi|hội thao|chung kết|giải (?:nhất|nhì|ba|khuyến khích))(?![a-zà-ỹđ])")


def orient(reading: Reading) -> State:
    """The state in which the reading of an article begins. Pure."""
    title = reading.doc.title
    mentions = reading.mentions.title.indicators
    published = reading.published
    state = State(main_subject=_main_subject(reading))
    if published:
        state.published_year, state.published_month = published.year, published.month
    state.title_indicator = mentions[0].id if mentions else None
    state.title_year = _year_of_first_index(reading)
    if not mentions and (bare := _TITLE_PAR.search(title.low)):
        state.title_indicator = "PAR_INDEX"
        state.title_year = int(bare["year"]) if bare["year"] else state.title_year
    state.contest = not mentions and _CONTEST.search(title.low) is not None
    first = next(iter(reading.mentions.body.indicators), None)
    if state.title_indicator is None and first is not None and first.start < LEAD:
        state.lead_indicator = first.id
    state.named = frozenset(m.id for text in (title, reading.doc.body) for m in reading.mentions.of(text).indicators)
    state.indicator, state.year = state.title_indicator, state.title_year
    if state.year is None:
        state.year = _measured_year(reading, published.year if published else None)
    if state.year is None and state.title_indicator in (None, "PAR_INDEX"):
        state.year = _reform_year(reading, published.year if published else None)
        state.year_of_work = state.year is not None
    if state.indicator and not state.contest:
        state.indicator_paragraph = 0
    return state


# `tổng kết công tác cải cách hành chính năm 2023`; a plan's year is none.
_REFORM_YEAR = re.compile(r"(?:cchc|cải cách hành chính)(?: nhà nước)?(?: của [^.;,]{2,40})? năm (?P<year>(?:19|20)\d\d)")
# In the same part of the sentence, so many characters before it.
_BEFORE = re.compile(r"[^.;,]{0,50}$")
_PLANNED = re.compile(r"nhiệm vụ|kế hoạch|triển khai|phương hướng|mục tiêu|phấn đấu|chương trình")


# `phê duyệt kết quả đo lường sự hài lòng của người dân … và UBND các xã, thị trấn năm 2020`
_MEASURED_YEAR = re.compile(
    r"(?<![a-zà-ỹđ])(?:đo lường|khảo sát|điều tra|đánh giá|xếp hạng|chấm điểm) [^.;:()\d]{0,170}? năm (?P<year>(?:19|20)\d\d)"
)


def _measured_year(reading: Reading, published: int | None) -> int | None:
    """The year of what the lead says was measured, where it is over or that of publication."""
    found = _MEASURED_YEAR.search(reading.doc.body.low, 0, LEAD)
    year = int(found["year"]) if found else None
    return year if year and published and published - 1 <= year <= published else None


def _reform_year(reading: Reading, published: int | None) -> int | None:
    """The year of the reform's work that the article looks back on, by title or lead."""
    for text, end in ((reading.doc.title, None), (reading.doc.body, LEAD)):
        for m in _REFORM_YEAR.finditer(text.low, 0, end or len(text.low)):
            year = int(m["year"])
            before = _BEFORE.search(text.low[max(0, m.start() - 50) : m.start()])
            planned = before and _PLANNED.search(before.group())
            if not planned and (published is None or year <= published):
                return year
    return None


def _main_subject(reading: Reading) -> Subject | None:
    """The unit of title or portal that the article speaks of most."""
    title, portal = reading.doc.title, reading.doc.article.portal
    # A provincial newspaper stands for its province.
    place = portal.place or portal.province or reading.localities.portal_full_province()
    named = subject_tokens(reading, title, 0, len(title.text), include_actors=True)
    subjects = [s for t in named for s in t.subjects]
    if place:
        subjects.append(reading.localities.subject_of_place(place))
    elif ministry := _ministry_of(reading):
        subjects.append(ministry)
    if len({s.name for s in subjects}) < 2:
        # Nothing to weigh.
        return next(iter(subjects), None)
    return max(subjects, key=_weight(reading, named))


def _ministry_of(reading: Reading) -> Subject | None:
    """The ministry that a headline begins with (`Bộ GTVT: Năm 2024 phấn đấu …`), unless it only acts (`Bộ Nội vụ công bố`)."""
    title = reading.doc.title
    first = next(iter(reading.mentions.title.organizations), None)
    if first is None or first.kind != "ministry" or first.generic or title.low[: first.start].strip():
        return None
    if acts(title.low, 0, first.start, first.end, len(title.low)):
        return None
    subject = reading.localities.subject(first, title.field)
    return subject if subject and subject.name == own_ministry(reading) else None


def _weight(reading: Reading, in_title: list[Token]) -> Callable[[Subject], int]:
    """How much an article speaks of a unit: its mentions in the body, title names counting double."""
    localities = reading.localities
    count = Counter(s.name for m in reading.mentions.body.places if m.name and (s := localities.subject(m, "body")))
    count.update(s.name for m in reading.mentions.body.organizations if not m.generic and (s := localities.subject(m, "body")))
    titled = {s.name for t in in_title for s in t.subjects}
    return lambda s: count[s.name] + 2 * (s.name in titled)


def _year_of_first_index(reading: Reading) -> int | None:
    """The year beside the first index in title or lead: `Chỉ số CCHC … năm 2022`; not that of a target (`Năm 2023, huyện
    phấn đấu …`) where the text tells results as well."""
    for text in (reading.doc.title, reading.doc.body):
        title = text.field == "title"
        near = (m for m in reading.mentions.of(text).indicators if title or m.start <= FIRST_PARAGRAPHS)
        found = [m for m in near if title or not _aimed_at(text, m.start)]
        glued = [m.year for m in found if m.year and (title or m.start < LEAD)]
        if glued:
            return glued[0]
        for m in found:
            year = m.year or _year_beside(text, m.start, m.end)
            if year:
                return year
    return None


def _aimed_at(text: Text, start: int) -> bool:
    """Does the sentence tell a target before the index?"""
    return bool(TARGET.search(text.low, text.sentence_at(start).start, start))


def _year_beside(text: Text, start: int, end: int) -> int | None:
    """The year that stands with the index text[start:end] in its sentence."""
    sentence = text.sentence_at(start)
    # Not the year of a decision's day: `Bộ chỉ số … theo Quyết định số 766/QĐ-TTg ngày 23 tháng 6 năm 2022`.
    near = re.search(r"^[^.;,]{0,70}?(?<!tháng \d )(?<!tháng \d\d )(?:năm|của năm) (20\d\d)", text.low[end : sentence.end])
    near = near or re.match(rf"{_OF_WHOM}(?:trong |của )?năm (20\d\d)(?!-| -)", text.low[end : sentence.end])
    near = near or re.match(r"(?:trong )?năm (20\d\d)", text.low[sentence.start : start])
    return int(near[1]) if near else None
