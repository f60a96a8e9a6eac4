"""All records of an article side by side: which of them contradict or support each other, and the words they were read from.

Each question is answered once for the whole article, so that rating stays linear in its records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.facts import Fact, Rank, Score, TierCount
from schemas.records import Article, Issue, Span

Figure = Score | Rank | TierCount
_YEAR = re.compile(r"(?:19|20)(?<!\d(?:19|20))\d\d(?!\d)")
# Issues are looked up by stretches of so many characters.
_STRETCH = 1000


class Words(NamedTuple):
    """What a record was read from: `low` composed and in lower case, which years stand there, and the rules of the
    issues that touch it."""

    low: str
    years: frozenset[int]
    disputed: frozenset[str]


class View:
    """All records of an article side by side, and where its issues are.

    `figures` are the scores, ranks and tier counts; `indices` how many of them each index has, `years` how many each year
    of an index. `contradicted`: of what more than one number is said (unit, index, year and part), a contradiction or a
    slot misread; `clashing`: the sentences and rows where some figure contradicts another of the article. `tied`: the
    places of a ranking that more than one unit holds, a tie or a slot misread. `paired`: index, unit, year and part of the
    figures that have value and place, which support each other. `unread`: how many figures were skipped, as the issues
    tell; `published_year` None where the article does not tell."""

    def __init__(self, article: Article, facts: Mapping[str, Sequence[Fact]], issues: Sequence[Issue]) -> None:
        self.article, self.issues = article, issues
        year = (article.published_at or "")[:4]
        self.published_year = int(year) if year.isdigit() else None
        self.unread = len([i for i in issues if i.rule.startswith(("scores.", "ranks.", "tier_counts.", "measures."))])
        self._issues_at = _by_stretch(issues)
        self._words: dict[Span, Words] = {}
        self.scores = [f for f in facts.get("scores", ()) if isinstance(f, Score)]
        self.ranks = [f for f in facts.get("ranks", ()) if isinstance(f, Rank)]
        counts = [f for f in facts.get("tier_counts", ()) if isinstance(f, TierCount)]
        self.figures: list[Figure] = [*self.scores, *self.ranks, *counts]
        self.indices: dict[str, int] = {}
        self.years: dict[tuple[str, int | None], int] = {}
        for f in self.figures:
            self.indices[f.indicator] = self.indices.get(f.indicator, 0) + 1
            self.years[f.indicator, f.year] = self.years.get((f.indicator, f.year), 0) + 1
        self.contradicted, self.clashing = _contradictions(self.figures)
        self.tied = _ties(self.ranks)
        self.paired = {part(f) for f in self.scores} & {part(f) for f in self.ranks} if self.scores and self.ranks else set()

    def words(self, span: Span) -> Words:
        """The words of a span; several records are read from one."""
        found = self._words.get(span)
        if found is None:
            text = self.article.title if span.field == "title" else self.article.body
            if span.field == "attachment":
                pages = next((a.pages for a in self.article.attachments if a.id == span.attachment), ())
                text = pages[(span.page or 1) - 1] if pages else ""
            low = unicodedata.normalize("NFC", text[span.start : span.end]).lower()
            found = Words(low, frozenset(map(int, _YEAR.findall(low))), self._disputed(span))
            self._words[span] = found
        return found

    def _disputed(self, span: Span) -> frozenset[str]:
        """The rules of the issues that touch a span."""
        near = [issue for key in _stretches(span) for issue in self._issues_at.get(key, ())] if self._issues_at else ()
        return frozenset([i.rule for i in near if i.span and i.span.start < span.end and span.start < i.span.end])


def _by_stretch(issues: Sequence[Issue]) -> dict[Any, list[Issue]]:
    """The issues that point at words, by stretch of the text: long texts have thousands."""
    out: dict[Any, list[Issue]] = {}
    for issue in issues:
        for key in _stretches(issue.span) if issue.span else ():
            out.setdefault(key, []).append(issue)
    return out


def _contradictions(figures: Sequence[Figure]) -> tuple[set[Any], set[Span]]:
    """Of what more than one number is said, and where."""
    by_matter: dict[Any, list[Figure]] = {}
    for f in figures:
        by_matter.setdefault(about(f), []).append(f)
    matters = {matter for matter, said in by_matter.items() if len(said) > 1 and len({number(f) for f in said}) > 1}
    return matters, {f.evidence for matter in matters for f in by_matter[matter]}


def _ties(ranks: Sequence[Rank]) -> set[Any]:
    """The places that more than one unit holds."""
    holders: dict[Any, set[Any]] = {}
    for f in ranks:
        if f.rank is not None and f.status == "result":
            holders.setdefault(place(f), set()).add(f.subject)
    return {held for held, units in holders.items() if len(units) > 1}


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
