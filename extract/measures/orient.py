"""What title and lead say before any figure: the index, its year, the unit that the article is about.

Source: docs/codebook.md ("context may only fill a slot …"); survey P12.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from extract.measures.state import State
from extract.measures.subjects import subject_tokens
from extract.measures.tokens import Token
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Subject

# How far into a body (characters) an index still has its year glued to it, or beside it, as the article's year.
LEAD = 900
FIRST_PARAGRAPHS = 1500
_TITLE_PAR = re.compile(
    r"(?:cchc|cải cách hành chính)(?: \(cchc\))?(?:(?: (?:của|các|cấp|ở|tại)[^:;.]{0,60}?)? năm (?P<year>(?:19|20)\d\d))?"
)


def orient(reading: Reading) -> State:
    """The state in which the reading of an article begins. Pure."""
    title = reading.doc.title
    mentions = reading.mentions.title.indicators
    published = reading.published
    state = State(published_year=published.year if published else None, main_subject=_main_subject(reading))
    state.title_indicator = mentions[0].id if mentions else None
    state.title_year = _year_of_first_index(reading)
    if not mentions and (bare := _TITLE_PAR.search(title.low)):
        state.title_indicator = "PAR_INDEX"
        state.title_year = int(bare["year"]) if bare["year"] else state.title_year
    state.indicator, state.year = state.title_indicator, state.title_year
    if state.indicator:
        state.indicator_paragraph = 0
    return state


def _main_subject(reading: Reading) -> Subject | None:
    """The unit of title or portal that the article speaks of most."""
    title, place = reading.doc.title, reading.doc.article.portal.place
    named = subject_tokens(reading, title, 0, len(title.text), include_actors=True)
    subjects = [s for t in named for s in t.subjects]
    if place:
        subjects.append(reading.localities.subject_of_place(place))
    return max(subjects, key=_weight(reading, named)) if subjects else None


def _weight(reading: Reading, in_title: list[Token]) -> Callable[[Subject], int]:
    """How much an article speaks of a unit: its mentions in the body, title names counting double."""
    localities = reading.localities
    count = Counter(s.name for m in reading.mentions.body.places if m.name and (s := localities.subject(m, "body")))
    count.update(s.name for m in reading.mentions.body.organizations if not m.generic and (s := localities.subject(m, "body")))
    titled = {s.name for t in in_title for s in t.subjects}
    return lambda s: count[s.name] + 2 * (s.name in titled)


def _year_of_first_index(reading: Reading) -> int | None:
    """The year beside the first index in title or lead: `Chỉ số CCHC … năm 2022`."""
    for text in (reading.doc.title, reading.doc.body):
        found = reading.mentions.of(text).indicators
        glued = [m.year for m in found if m.year and (text.field == "title" or m.start < LEAD)]
        if glued:
            return glued[0]
        for m in found:
            if text.field == "body" and m.start > FIRST_PARAGRAPHS:
                break
            year = m.year or _year_beside(text, m.start, m.end)
            if year:
                return year
    return None


def _year_beside(text: Text, start: int, end: int) -> int | None:
    """The year that stands with the index text[start:end] in its sentence."""
    sentence = text.sentence_at(start)
    near = re.search(r"^[^.;,]{0,70}?(?:năm|của năm) (20\d\d)", text.low[end : sentence.end])
    near = near or re.match(r"(?:trong )?năm (20\d\d)", text.low[sentence.start : start])
    return int(near[1]) if near else None
