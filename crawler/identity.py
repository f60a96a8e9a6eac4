"""Which article an address is. The family reads a key from the address; where its software is not known, a bare number may be
that of a news item in one section and of a notice in another: there headlines part what the number joins."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.cms.base import Family
from crawler.decode import fold
from crawler.ledger import Entry

_CUT = ("...", "…")


@dataclass
class Identities:
    """The keys of one portal; `known`: the articles of the ledger by key."""

    family: Family
    known: dict[str, Entry]
    _first: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def of(self, url: str, title: str | None) -> str:
        """The key of an article's address: the family's, or the address itself where another article has that key already.

        One article at two addresses has one headline, perhaps cut; without a headline the number decides alone."""
        address = self.family.canonical_url(url)
        key = self.family.article_key(url) or address
        if key == address or not self.family.local_numbers:
            return key
        if address in self.known:
            return address
        before = self.known.get(key)
        told = (self.family.canonical_url(before.url), before.signature.title) if before else (address, title)
        first, headline = self._first.setdefault(key, told)
        return key if first == address or same_headline(headline, title) else address

    def mark(self, url: str) -> str:
        """By what a sitemap's word on an address is found again."""
        address = self.family.canonical_url(url)
        return address if self.family.local_numbers else self.family.article_key(url) or address


def same_headline(one: str | None, other: str | None) -> bool:
    """Whether two headlines may be one article's: equal but for case and signs, or one is the other cut short."""
    if not one or not other:
        return True
    first, second = fold(one), fold(other)
    return (
        first == second
        or (one.rstrip().endswith(_CUT) and second.startswith(first))
        or (other.rstrip().endswith(_CUT) and first.startswith(second))
    )
