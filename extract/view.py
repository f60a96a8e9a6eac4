"""All records of an article side by side: which of them contradict or support each other, and the words they were read from.

Each question is answered once for the whole article, so that rating stays linear in its records.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from schemas.facts import Fact, Rank, Score, TierCount
from schemas.records import Article, Issue, Span

Figure = Score | Rank | TierCount
_YEAR = re.compile(r"(?:19|20)(?<!\d(?:19|20))\d\d(?!\d)")
# Issues are looked up by stretches of so many characters.
_STRETCH = 1000


@dataclass(frozen=True, slots=True)
class Words:
    """What a record was read from: `low` composed and in lower case, which years stand there, and the rules of the
    issues that touch it."""

    low: str
    years: frozenset[int]
    disputed: frozenset[str]


@dataclass(frozen=True)
class View:
    """All records of an article side by side, and where its issues are."""

    article: Article
    facts: Mapping[str, Sequence[Fact]]
    issues: Sequence[Issue]
    _words: dict[Span, Words] = field(default_factory=dict)

    def words(self, span: Span) -> Words:
        """The words of a span; several records are read from one."""
        found = self._words.get(span)
        if found is None:
            text = self.article.title if span.field == "title" else self.article.body
            if span.field == "attachment":
                pages = next((a.pages for a in self.article.attachments if a.id == span.attachment), ())
                text = pages[(span.page or 1) - 1] if pages else ""
            low = unicodedata.normalize("NFC", text[span.start : span.end]).lower()
            years = frozenset(map(int, _YEAR.findall(low)))
            found = Words(low, years, frozenset(self._disputed(span)))
            self._words[span] = found
        return found

    @cached_property
    def figures(self) -> list[Figure]:
        """Scores, ranks and tier counts."""
        return [f for name in ("scores", "ranks", "tier_counts") for f in self.facts[name] if isinstance(f, Figure)]

    @cached_property
    def indices(self) -> Counter[str]:
        """How many figures each index has."""
        return Counter(f.indicator for f in self.figures)

    @cached_property
    def years(self) -> Mapping[str, Counter[int | None]]:
        """The years of each index, by how many figures have them."""
        out: dict[str, Counter[int | None]] = defaultdict(Counter)
        for f in self.figures:
            out[f.indicator][f.year] += 1
        return out

    @cached_property
    def _by_matter(self) -> Mapping[Any, list[Figure]]:
        """The figures by what they are said of."""
        out: dict[Any, list[Figure]] = defaultdict(list)
        for f in self.figures:
            out[about(f)].append(f)
        return out

    @cached_property
    def contradicted(self) -> set[Any]:
        """Of what more than one number is said (unit, index, year and part): a contradiction, or a slot misread."""
        return {matter for matter, said in self._by_matter.items() if len(said) > 1 and len({number(f) for f in said}) > 1}

    @cached_property
    def holders(self) -> Mapping[Any, set[Any]]:
        """Who holds each place of each ranking: more than one is a tie, or a slot misread."""
        out: dict[Any, set[Any]] = defaultdict(set)
        for f in self.facts["ranks"]:
            if isinstance(f, Rank) and f.rank is not None and f.status == "result":
                out[place(f)].add(f.subject)
        return out

    @cached_property
    def paired(self) -> set[Any]:
        """Index, unit, year and part of the figures that have value and place: they support each other."""
        values, places = ({part(f) for f in self.facts[name] if isinstance(f, Score | Rank)} for name in ("scores", "ranks"))
        return values & places

    @cached_property
    def published_year(self) -> int | None:
        """The year of publication, None where the article does not tell."""
        year = (self.article.published_at or "")[:4]
        return int(year) if year.isdigit() else None

    @cached_property
    def clashing(self) -> set[Span]:
        """The sentences and rows where some figure contradicts another of the article."""
        return {f.evidence for matter in self.contradicted for f in self._by_matter[matter]}

    @cached_property
    def unread(self) -> int:
        """How many figures of the article were skipped, as the issues tell."""
        return sum(i.rule.startswith(("scores.", "ranks.", "tier_counts.", "measures.")) for i in self.issues)

    @cached_property
    def _issues_at(self) -> Mapping[Any, list[Issue]]:
        """The issues that point at words, by stretch of the text: long texts have thousands."""
        out: dict[Any, list[Issue]] = defaultdict(list)
        for issue in self.issues:
            for key in _stretches(issue.span) if issue.span else ():
                out[key].append(issue)
        return out

    def _disputed(self, span: Span) -> set[str]:
        """The rules of the issues that touch a span."""
        if not self.issues:
            return set()
        near = (issue for key in _stretches(span) for issue in self._issues_at.get(key, ()))
        return {i.rule for i in near if i.span and i.span.start < span.end and span.start < i.span.end}


def _stretches(span: Span) -> Iterator[Any]:
    where = (span.field, span.attachment, span.page)
    return ((*where, n) for n in range(span.start // _STRETCH, max(span.start, span.end - 1) // _STRETCH + 1))


def about(f: Figure) -> Any:
    """What a figure is said of, all but its number."""
    if isinstance(f, TierCount):
        return f.TYPE, f.indicator, f.scope, f.group, f.year, f.period, f.status, f.tier
    scope: Any = f.unit if isinstance(f, Score) else (f.of, f.group)
    return f.TYPE, f.indicator, f.subject, f.year, f.period, f.component, f.status, scope, number(f) is None


def part(f: Score | Rank) -> Any:
    """Index, unit, year and part of it that a figure is of."""
    return f.indicator, f.subject, f.year, f.period, f.component


def number(f: Figure) -> float | None:
    """The number that a figure states."""
    return f.value if isinstance(f, Score) else f.rank if isinstance(f, Rank) else f.count


def place(f: Rank) -> Any:
    """The place of a ranking that only one unit of its kind should hold."""
    kind = f.subject and (f.subject.kind, f.subject.province, f.subject.name.split()[0])
    return f.indicator, f.year, f.period, f.component, f.group, f.rank, kind
