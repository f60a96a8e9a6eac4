"""One article as the fact finders see it: text, mentions, localities and publication day, each read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from extract.dates import published_day
from extract.locality import Localities
from extract.mentions import Mentions, annotate
from extract.nlp import Helper
from extract.text import Doc
from schemas.facts import Official
from schemas.records import Article, Issue


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything that a fact type may look at. Facts never see each other, but events and awards may look at the
    officials (chairs, participants), which are read first."""

    doc: Doc
    helper: Helper = field(default_factory=Helper)

    @classmethod
    def of(cls, article: Article, helper: Helper | None = None) -> Reading:
        """`helper` is asked where the rules are unsure; None: the rules alone."""
        return cls(Doc.from_article(article), helper or Helper())

    @cached_property
    def published(self) -> date | None:
        """The day of publication, None where the article does not tell."""
        return published_day(self.doc.article.published_at)

    @cached_property
    def mentions(self) -> Mentions:
        return annotate(self.doc, self.helper)

    @cached_property
    def localities(self) -> Localities:
        return self.mentions.localities

    @cached_property
    def officials(self) -> tuple[Official | Issue, ...]:
        """The officials of the article, each once, with roles; issues of the ones that were skipped."""
        from extract.facts.officials import read_officials

        return tuple(read_officials(self))
