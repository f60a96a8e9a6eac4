"""The order of the stages: read the article, let each fact type read it, merge, rate, report. The only place that knows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from extract.confidence import rated
from extract.facts import FACT_TYPES, reader
from extract.nlp import AUTO, Helper, Layers, Tagger, underthesea_tagger
from extract.parts import cut_article, join_officials
from extract.reading import Reading
from extract.resolve import conflicts, merge
from schemas.facts import Fact
from schemas.records import Article, Issue, Span


@dataclass(frozen=True, slots=True)
class Extraction:
    """The facts of one article by type, in order of evidence, and what was skipped or is suspect. `tagged`: how many
    sentences the NLP models saw."""

    article: Article
    facts: dict[str, list[Fact]]
    issues: list[Issue]
    tagged: int = 0

    def to_json(self, *, full: bool = False) -> dict[str, Any]:
        """The facts object of schemas/facts.schema.json; with `full` also `issues` and each record's `mentions`."""
        out: dict[str, Any] = {"url": self.article.url}
        for name in FACT_TYPES:
            out[name] = [_record(f, full) for f in self.facts[name]]
        if full:
            out["issues"] = [self._issue(i) for i in self.issues]
        return out

    def quote(self, span: Span) -> str:
        """The words of a span in the article as given."""
        if span.field == "attachment":
            pages = next(a.pages for a in self.article.attachments if a.id == span.attachment)
            return pages[(span.page or 1) - 1][span.start : span.end]
        return (self.article.title if span.field == "title" else self.article.body)[span.start : span.end]

    def _issue(self, issue: Issue) -> dict[str, Any]:
        where = {"field": None, "start": None, "end": None}
        if issue.span:
            where = {"field": issue.span.field, "start": issue.span.start, "end": issue.span.end}  # type: ignore[dict-item]
        quote = issue.quote or (self.quote(issue.span) if issue.span else "")
        return {"rule": issue.rule, "message": issue.message, **where, "quote": quote}


def _place(span: Span | None) -> tuple[str, str, int, int, int]:
    return (span.field, span.attachment or "", span.page or 0, span.start, span.end) if span else ("", "", 0, 0, 0)


def _record(fact: Fact, full: bool) -> dict[str, Any]:
    out = fact.to_json()
    if full and len(fact.mentions) > 1:
        out["mentions"] = [s.to_json() for s in fact.mentions]
    return out


def extract(article: Article, nlp: Layers = AUTO, tagger: Tagger = underthesea_tagger) -> Extraction:
    """Everything that one article states. Pure: the same article gives the same facts in the same order. `nlp`: the
    layers that are asked where the rules are unsure (extract.nlp.OFF: none); `tagger` answers for them."""
    helper = Helper(nlp, tagger)
    found: dict[str, list[Fact]] = {name: [] for name in FACT_TYPES}
    issues: list[Issue] = []
    for part in cut_article(article):
        reading = Reading.of(part.article, helper)
        for name in FACT_TYPES:
            for record in reader(name)(reading):
                if isinstance(record, Issue):
                    if issue := part.issue(record):
                        issues.append(issue)
                elif fact := part.fact(record):
                    found[name].append(fact)
    facts = {name: merge(join_officials(found[name])) for name in FACT_TYPES}
    for name in FACT_TYPES:
        issues += conflicts(facts[name])
    issues += [Issue("nlp.unavailable", f"read by rules alone: {why}") for why in helper.missing]
    issues.sort(key=lambda i: (*_place(i.span), i.rule, i.message))
    issues = list(dict.fromkeys(issues))
    return Extraction(article, rated(article, facts, issues), issues, helper.sentences)
