"""Very long bodies are read in parts, so that time grows with their length and not with its square.

Rules look back over a whole article (who was named before, what a list belongs to), which is right for texts of
some pages. No article comes near `MAX_PART`; a gazette or a dump that does is cut between paragraphs, and each part
is read as an article of its own with the same headline. Source: issue ("time is linear in text length").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from core.text import name_key
from schemas.facts import Fact, Official
from schemas.records import Article, Issue, Span

MAX_PART = 60_000
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article's body as an article; `offset`: where it begins in the body as given."""

    article: Article
    offset: int

    def fact(self, fact: F) -> F | None:
        """A fact of the part as one of the article; None for what a later part reads in the headline once more."""
        if not self.offset:
            return fact
        mentions = tuple(self._moved(fact.mentions or (fact.evidence,)))
        if not mentions:
            return None
        (evidence,) = tuple(self._moved((fact.evidence,))) or mentions[:1]
        return replace(fact, evidence=evidence, mentions=mentions)

    def issue(self, issue: Issue) -> Issue | None:
        """The same for an issue."""
        if issue.span is None or not self.offset:
            return issue
        moved = tuple(self._moved((issue.span,)))
        return replace(issue, span=moved[0]) if moved else None

    def _moved(self, spans: Iterable[Span]) -> Iterator[Span]:
        for span in spans:
            if span.field == "body":
                yield replace(span, start=span.start + self.offset, end=span.end + self.offset)
            elif not self.offset:
                yield span


def cut_article(article: Article) -> Iterator[Part]:
    """The article whole, or in parts of at most `MAX_PART` characters of body: cut at a blank line, else at a line's
    end, a sentence's, a word's, or anywhere. Title and attachments belong to each and to the first."""
    body, start = article.body, 0
    while len(body) - start > MAX_PART:
        edge = start + MAX_PART
        cuts = (body.rfind(mark, start + MAX_PART // 2, edge) for mark in ("\n\n", "\n", ". ", " "))
        cut = next((at + 1 for at in cuts if at >= 0), edge)
        yield _part(article, start, cut)
        start = cut
    yield _part(article, start, len(body)) if start else Part(article, 0)


def _part(article: Article, start: int, end: int) -> Part:
    attachments = () if start else article.attachments
    return Part(replace(article, body=article.body[start:end], attachments=attachments), start)


def join_officials(facts: Iterable[Fact]) -> list[Fact]:
    """Officials that several parts name, each once with all positions and roles; other facts as they are."""
    out: list[Fact] = []
    at: dict[str, int] = {}
    for fact in facts:
        if not isinstance(fact, Official):
            out.append(fact)
            continue
        place = at.setdefault(name_key(fact.name), len(out))
        if place == len(out):
            out.append(fact)
            continue
        first = out[place]
        assert isinstance(first, Official)
        out[place] = replace(
            first,
            positions=tuple(dict.fromkeys((*first.positions, *fact.positions))),
            roles=tuple(dict.fromkeys((*first.roles, *fact.roles))),
        )
    return out
