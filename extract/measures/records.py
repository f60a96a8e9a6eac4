"""Drafts -> facts: codes by level, years, evidence, and whose group a tier count is of.

Source: docs/codebook.md ("indicators": national and local codes; "tier_counts": scope; "Evidence").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.measures.codes import code_for
from extract.measures.drafts import CountDraft, Draft
from extract.measures.state import State, block_of_group
from extract.measures.subjects import own_ministry
from extract.measures.years import base_year
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Rank, Score, Subject, TierCount
from schemas.records import Issue, Span

# Lengths in characters of the text as given: a sentence that is its own evidence, and evidence at most.
# National indices that are published for a year only: a month beside them is that of the news.
ANNUAL = frozenset({"PAR_INDEX", "SIPAS", "PAPI", "PCI", "PGI", "ICT", "DTI", "PII", "FTA"})
WHOLE_SENTENCE = 320
MAX_EVIDENCE = 880
# A district of a name that several provinces have is below a province all the same.
_LOWER = ("huyện ", "quận ", "thị xã ", "xã ", "phường ", "thị trấn ", "đặc khu ")
_MINISTRY = re.compile(
    r"(?:Bộ (?!Chỉ huy)|Thanh tra Chính phủ|Ngân hàng Nhà nước Việt Nam|Ủy ban Dân tộc|Văn phòng Chính phủ|"
    r"Bảo hiểm xã hội Việt Nam|Thông tấn xã Việt Nam|Đài (?:Tiếng nói|Truyền hình) Việt Nam|Viện Hàn lâm|Kiểm toán nhà nước|"
    r"Ngân hàng Chính sách xã hội(?! tỉnh)|Học viện Chính trị quốc gia)"
)


def draft_facts(draft: Draft, state: State, span: Span) -> Iterator[Score | Rank | Issue]:
    """One fact for each year of a draft; an Issue where the unit or the figure is missing."""
    if draft.subject is None:
        if draft.kind == "score" or draft.rank is not None:
            yield Issue(f"{draft.kind}s.no_subject", "a figure of an index, but no unit that it is about", span)
        return
    year = draft.year if draft.fixed_year else None
    if year is None:
        # An undated target has no year, but for one that goes on with the targets of its paragraph.
        year = state.year_of(draft.indicator) if draft.status == "result" else state.target_year or state.plan_year
    indicator = code_for(draft.indicator, subject_level(draft.subject))
    if indicator == "DDCI" and draft.indicator == "PCI" and not draft.fixed_indicator and "DDCI" not in state.named:
        # A province's own ranking in an article that names no DDCI is not of the competitiveness told before.
        indicator = code_for("PAR_INDEX", "local")
    if indicator in ANNUAL and draft.period:
        draft.period = None
    if indicator in ANNUAL and not draft.fixed_year and state.year_of_work and year == state.published_year:
        # The year of the reform's work; a national index of that year is published after it.
        year = draft.base.year + 1 if draft.base and draft.base.year else None
    if draft.period and (year is None or (not draft.fixed_year and draft.status == "result")):
        year = int(draft.period[:4])
    if draft.block_size and draft.fixed_year and year and year < (state.year_of(draft.indicator) or 0):
        # How many are ranked this year tells nothing of an earlier one.
        draft.of = None
    for y in (year, *draft.years):
        made = _fact(draft, indicator, y, span)
        if made is not None:
            yield made


def _fact(draft: Draft, indicator: str, year: int | None, span: Span) -> Score | Rank | None:
    if draft.subject is None:
        return None
    if draft.kind == "score":
        if draft.value is None and draft.change is None:
            return None
        return Score(
            indicator=indicator,
            subject=draft.subject,
            year=year,
            period=draft.period,
            component=draft.component,
            value=draft.value,
            max=draft.max,
            unit=draft.unit or "point",
            change=draft.change,
            change_from=base_year(draft.base, year),
            status=draft.status,
            bound=draft.bound,
            evidence=span,
            mentions=(span,),
            rule=f"scores.{draft.rule or 'value'}",
            doubts=_doubts(draft),
            derived=draft.derived,
        )
    return _rank(draft, draft.subject, indicator, year, span)


# By whether the sentence tells index and year.
_DOUBTS = {
    (True, True): (),
    (True, False): ("year_unsaid",),
    (False, True): ("index_unsaid",),
    (False, False): ("index_unsaid", "year_unsaid"),
}


def _doubts(draft: Draft) -> tuple[str, ...]:
    """Which of index and year stand in another sentence than the figure (`extract.signals`)."""
    return _DOUBTS[draft.fixed_indicator, draft.fixed_year]


def _rank(draft: Draft, subject: Subject, indicator: str, year: int | None, span: Span) -> Rank | None:
    if draft.rank is None and draft.tier is None and draft.change is None:
        return None
    change = int(draft.change) if draft.change is not None else None
    return Rank(
        indicator=indicator,
        subject=subject,
        year=year,
        period=draft.period,
        component=draft.component,
        rank=draft.rank,
        of=draft.of,
        group=draft.group,
        tier=draft.tier,
        change=change,
        change_from=base_year(draft.base, year),
        status=draft.status,
        bound=draft.bound,
        evidence=span,
        mentions=(span,),
        rule=f"ranks.{draft.rule or 'rank'}",
        doubts=_doubts(draft),
        derived=draft.derived,
    )


def district_before(reading: Reading, text: Text, start: int, at: int) -> Subject | None:
    """The district whose committee was named last in text[start:at]: `UBND huyện A công bố … của 26 xã, thị trấn`."""
    for body in reversed(reading.mentions.of(text).in_span(start, at, "organizations")):
        if body.kind == "people_committee" and not body.generic:
            subject = reading.localities.subject(body, text.field)
            if subject is not None and _is_district(subject.name):
                return subject
    return None


def count_fact(
    count: CountDraft, reading: Reading, state: State, span: Span, at: int, publisher: Subject | None = None
) -> TierCount:
    """The fact of a tier count at the offset `at`; `publisher` is the district that its paragraph tells of."""
    scope = None if count.national else _scope(count.group, reading, state, publisher, at)
    national = count.national or (scope is None and block_of_group(count.group) in ("province", "ministry"))
    aimed_at = state.target_year or state.plan_year
    year = count.year or (aimed_at if count.status == "target" else state.year_of(count.indicator))
    if year is None and count.period:
        year = int(count.period[:4])
    indicator = code_for(count.indicator, "national" if national else "local")
    if indicator == "DDCI" and count.indicator == "PCI" and "DDCI" not in state.named:
        indicator = code_for("PAR_INDEX", "local")
    return TierCount(
        indicator=indicator,
        year=year,
        period=count.period,
        scope=scope,
        group=count.group,
        tier=count.tier,
        count=count.count,
        of=count.of,
        percent=count.percent,
        status=count.status,
        evidence=span,
        mentions=(span,),
        rule="tier_counts",
    )


def _scope(group: str | None, reading: Reading, state: State, publisher: Subject | None, at: int) -> Subject | None:
    """Whose group is counted: the province of its departments and districts, the district of its communes. A newspaper's
    are those of the province named last before `at`."""
    kind = block_of_group(group)
    if kind in ("province", "ministry"):
        return None
    if kind == "unit" and reading.doc.article.portal.province is None and (ministry := own_ministry(reading)):
        # The offices of a ministry are its own.
        return Subject(ministry, "organization", None)
    portal, localities = reading.doc.article.portal, reading.localities
    main = state.subjects[0] if state.subjects else state.main_subject
    if kind == "commune":
        for name in (main.name if main and main.kind == "place" else None, portal.place):
            if name and (_is_district(name) or (name.startswith(("thị xã", "thành phố")) and name != portal.province)):
                return localities.subject_of_place(name)
        if publisher is not None:
            return publisher
    own = portal.place if portal.place != portal.province else None
    offices = (group or "").startswith(("phòng", "cơ quan chuyên môn", "ban")) and "sở" not in (group or "")
    if kind == "department" and own and offices:
        return localities.subject_of_place(own)
    if kind == "unit" and portal.place and (main is None or main.name == portal.place):
        return localities.subject_of_place(portal.place)
    province = _province_of(main) or portal.province or localities.resolve_default("tỉnh", "body", at)
    return localities.subject_of_place(province) if province else None


def _is_district(name: str) -> bool:
    return name.split()[0] in ("huyện", "quận")


def _province_of(subject: Subject | None) -> str | None:
    if subject is None:
        return None
    return subject.name if subject.kind == "place" and subject.province is None else subject.province


def subject_level(subject: Subject | None) -> str:
    """`national` for provinces and ministries, else `local` (codebook, indicators)."""
    if subject is None:
        return "national"
    if subject.kind == "place":
        return "national" if subject.province is None and not subject.name.startswith(_LOWER) else "local"
    # The provinces' branches are theirs: `Ngân hàng Nhà nước tỉnh`.
    central = subject.province is None and subject.name == "Ngân hàng Nhà nước"
    return "national" if central or _MINISTRY.match(subject.name) else "local"


def evidence(text: Text, first: int, last: int, start: int, end: int) -> Span:
    """Evidence of a figure text[first:last] in the sentence text[start:end]: the sentence where it is short, else the
    clause around the figure."""
    if end - start <= WHOLE_SENTENCE:
        return text.span(start, end)
    a, b = first, last
    left = max(text.low.rfind(";", start, a), text.low.rfind(". ", start, a))
    if left > start and a - left < 400:
        a = left + 1
    else:
        a = max(start, a - 200)
        while a > start and not text.low[a - 1].isspace():
            a -= 1
    right = text.low.find(";", b, min(end, b + 160))
    b = right if right > 0 else b
    return text.span(a, min(b, a + MAX_EVIDENCE))
