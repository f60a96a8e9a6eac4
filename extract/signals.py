"""What is known of a record that tells how sure it is: named signals, each present or not.

Three sources: the record itself (its rule, what it leaves open), the words that it was read from (is the unit there,
which years stand beside it), and the other records of the article (does one contradict it). What only the reader of a
sentence knows, it leaves in `Fact.doubts`. `extract.confidence` weighs the signals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import compress

from extract.measures.state import block_of_group, block_of_subject
from extract.view import Figure, View, Words, about, part, place
from schemas.facts import Award, Document, Event, Fact, Official, Rank, Score, Subject, TierCount
from schemas.records import Article, Issue

_TYPE_WORD = re.compile(r"(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu) ")
_HONORIFIC = re.compile(r"(?:đồng chí|đ/c|ông|bà|anh|chị|tiến sĩ|ts\.?|pgs\.?|thạc sĩ|ths\.?|tướng|tá) *$")
_BLOCKS = frozenset({"province", "department", "district", "commune"})
# A whole index stands higher than this; below it are parts, gaps and rates (PAPI, FTA and PII have scales of their own).
_LOW = {"PAPI": 20, "FTA": 0, "PII": 10, "DTI": 0, "ICT": 0, "DTI_LOCAL": 0, "ICT_LOCAL": 0}
# Evidence of so many characters: most is shorter, and rules go astray in long sentences first.
_LONG, _VERY_LONG = 180, 300


def signals(fact: Fact, view: View) -> list[str]:
    """The names of the signals that a record has, in a fixed order."""
    words = view.words(fact.evidence)
    out = [_of_rule(fact.rule), *_common(fact, view, words), *fact.doubts]
    if isinstance(fact, Score):
        out += [*_of_figure(fact, view, words), *_of_subject(fact, view, words), *_of_score(fact)]
    elif isinstance(fact, Rank):
        out += [*_of_figure(fact, view, words), *_of_subject(fact, view, words), *_of_rank(fact, view)]
    elif isinstance(fact, TierCount):
        out += [*_of_figure(fact, view, words), *_of_count(fact)]
    elif isinstance(fact, Official):
        out += _of_official(fact, words.low)
    elif isinstance(fact, Event):
        out += _when(bare_day=fact.start_date is None, no_organizer=fact.organizer is None, no_chair=not fact.chairs)
    elif isinstance(fact, Award):
        out += _of_award(fact)
    elif isinstance(fact, Document):
        out += _when(no_issuer=fact.issuer is None, no_day=fact.date is None, no_sign="/" not in fact.number)
    return out


def _when(**present: object) -> list[str]:
    """The names of those that hold. What most records are asked is written as `if`, in a quarter of the time."""
    return list(compress(present, present.values()))


def _common(fact: Fact, view: View, words: Words) -> list[str]:
    out: list[str] = []
    field, size = fact.evidence.field, len(words.low)
    if field != "body":
        out.append("in_title" if field == "title" else "in_attachment")
    if len(fact.mentions) > 1:
        out.append("repeated")
    if size > _LONG:
        out.append("long")
    if size > _VERY_LONG:
        out.append("very_long")
    if view.article.portal.place is None:
        out.append("newspaper")
    if words.disputed:
        if "resolve.conflict" in words.disputed:
            out.append("conflict")
        if words.disputed != {"resolve.conflict"}:
            out.append("issue")
    return out


@lru_cache(maxsize=1024)
def _of_rule(rule: str) -> str:
    return f"rule_{rule.partition('.')[2].replace(' ', '_') or 'plain'}"


def _of_figure(f: Figure, view: View, words: Words) -> list[str]:
    out = [f.TYPE, *_of_year(f, view, words.years)]
    if f.period:
        out.append("period")
    if len(view.indices) > 2:
        out.append("indices")
    if len(view.indices) > 4:
        out.append("many_indices")
    if view.indices[f.indicator] * 6 < len(view.figures):
        out.append("rare_index")
    if f.indicator.startswith("OTHER:"):
        out.append("other_index")
    if view.clashing:
        out += _of_clashes(f, view)
    if view.unread:
        out.append("unread")
    if view.unread > 2:
        out.append("many_unread")
    return out


def _of_year(f: Figure, view: View, years: frozenset[int]) -> list[str]:
    out: list[str] = []
    if f.year is None:
        out.append("no_year")
    if years and f.year not in years:
        out.append("year_other")
    if view.published_year and f.year:
        age = view.published_year - f.year
        if age > 1:
            out.append("old_year")
        if age < 1:
            out.append("same_year")
    if view.years[f.indicator, f.year] * 3 < view.indices[f.indicator]:
        out.append("rare_year")
    return out


def _of_clashes(f: Figure, view: View) -> list[str]:
    near = f.evidence in view.clashing
    return _when(clash=near and about(f) in view.contradicted, near_clash=near, clashes=len(view.clashing) > 2)


def _of_count(f: TierCount) -> list[str]:
    return _when(no_group=f.group is None, none_in_it=f.count == 0, no_scope=f.scope is None)


def _of_subject(f: Score | Rank, view: View, words: Words) -> list[str]:
    out: list[str] = []
    subject = f.subject
    if subject and not _said(subject.name, words.low):
        out.append("unit_unsaid")
    if subject and subject.province is not None:
        out.append("below_province")
    if f.component:
        out.append("component")
    if subject and _is_elsewhere(subject, view):
        out.append("other_province")
    if f.change is not None:
        out.append("change")
    if view.paired and part(f) in view.paired:
        out.append("paired")
    return out


def _of_score(f: Score) -> list[str]:
    out: list[str] = []
    value = f.value
    if value is None:
        out.append("no_value")
    elif value > (f.max or 100):
        out.append("over")
    if f.max:
        out.append("max")
    if value is not None and f.max is None and value < _LOW.get(f.indicator, 30):
        out.append("low")
    return out


def _of_rank(f: Rank, view: View) -> list[str]:
    out: list[str] = []
    if f.rank is None:
        out.append("no_rank")
    if f.group is None:
        out.append("no_group")
    if f.tier:
        out.append("tier")
    if f.rank is not None and f.of is not None and f.rank > f.of:
        out.append("over")
    if f.subject and f.group and _misfit(f.subject, f.group):
        out.append("misfit")
    if view.tied and f.rank is not None and f.status == "result" and place(f) in view.tied:
        out.append("tie")
    return out


def _said(unit: str, quote: str) -> bool:
    """Does the quote name the unit? Of a long name its end is enough (`Sở LĐ-TB&XH` is not, and counts as unsaid)."""
    name, end = _name_and_end(unit)
    return name in quote or end in quote


@lru_cache(maxsize=4096)
def _name_and_end(unit: str) -> tuple[str, str]:
    name = _TYPE_WORD.sub("", unit.lower(), count=1)
    return name, " ".join(name.split()[-2:])


def _is_elsewhere(subject: Subject, view: View) -> bool:
    """Is the unit in (or is it itself) another province than the portal's?"""
    home = view.article.portal.province
    return home is not None and home not in (subject.name, subject.province)


@lru_cache(maxsize=4096)
def _misfit(subject: Subject, group: str) -> bool:
    """Is a unit ranked in a group of other units (a department among districts)?"""
    named, own = block_of_group(group), block_of_subject(subject)
    return own in _BLOCKS and named in _BLOCKS and named != own


def _of_official(o: Official, quote: str) -> list[str]:
    name = o.name.lower()
    before = quote.partition(name)[0] if name in quote else None
    return _when(
        one_word=" " not in name, name_unsaid=before is None, honorific=before is not None and _HONORIFIC.search(before),
        no_role=not o.roles, posts=len(o.positions) > 1, no_body=all(p.organization is None for p in o.positions),
        long_name=name.count(" ") > 4,
    )  # fmt: skip


def _of_award(a: Award) -> list[str]:
    return _when(
        no_grantor=a.grantor is None, unstated_kind=a.kind == "khen thưởng", no_count=any(r.count is None for r in a.recipients),
        mixed=any(r.kind == "mixed" for r in a.recipients), not_result=a.status != "result", past=a.status == "past",
        prize=a.kind.startswith("giải"),
    )  # fmt: skip


def rated_signals(article: Article, facts: Mapping[str, Sequence[Fact]], issues: Sequence[Issue]) -> dict[str, list[list[str]]]:
    """The signals of every record of an article, by type and in the records' order."""
    view = View(article, facts, issues)
    return {name: [signals(fact, view) for fact in records] for name, records in facts.items()}
