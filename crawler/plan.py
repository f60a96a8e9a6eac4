"""What is known of a portal while it is crawled, and from that: which articles to ask for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from crawler.cms.base import Family, Listing
from crawler.discovery import Found
from crawler.ledger import Entry, Ledger, Signature
from crawler.pager import Addresses, Walk
from crawler.portals import PortalConfig

# A refusal that the portal may lift; the rule is read at every run, so asking costs nothing.
ROBOTS = "robots.txt"


@dataclass
class Sighting:
    """An article seen in a listing or sitemap: its address there, where it stood, and what was shown of it."""

    url: str
    order: tuple[int, int, int]
    signature: Signature


@dataclass
class PortalRun:
    """One portal's crawl: what the ledger knew before, what was seen, how many articles are wanted and done."""

    config: PortalConfig
    family: Family
    known: dict[str, Entry]
    known_files: dict[str, Entry]
    open_listings: int = 0
    addresses: Addresses = field(default_factory=Addresses)
    walks: dict[int, Walk] = field(default_factory=lambda: defaultdict(Walk))
    sitemaps: int = 0
    sightings: dict[str, Sighting] = field(default_factory=dict)
    dated: dict[str, Found] = field(default_factory=dict)
    total: int = 0
    done: int = 0

    @classmethod
    def begin(cls, config: PortalConfig, family: Family, ledger: Ledger) -> PortalRun:
        return cls(config, family, ledger.known(config.id), ledger.known(config.id, "file"))

    def see_listing(self, listing: Listing, section: int, number: int) -> None:
        """Note the items of a listing page. An article in several listings counts where it comes first."""
        for i, item in enumerate(listing.items):
            key = self.family.article_key(item.url) or self.family.canonical_url(item.url)
            seen = Sighting(item.url, (section, number, i), Signature(item.title, item.date))
            if key not in self.sightings or seen.order < self.sightings[key].order:
                self.sightings[key] = seen

    def see_dated(self, pages: tuple[Found, ...]) -> None:
        """Note the articles of a sitemap or feed."""
        for page in pages:
            key = self.family.article_key(page.url)
            if key is not None and self.config.owns(page.url) and (page.lastmod or key not in self.dated):
                self.dated[key] = Found(self.family.canonical_url(page.url), page.lastmod)

    def pending_files(self) -> list[str]:
        """Files that an earlier run noted and did not get."""
        return [e.url for e in self.known_files.values() if e.status == "listed" or e.passing]

    def plan(self) -> tuple[list[tuple[str, Sighting]], list[tuple[str, Sighting, Entry]]]:
        """The articles to ask for, and those that are known and unchanged, both in the order of the listings."""
        self._add_dated()
        wanted, unchanged = [], []
        for key, seen in sorted(self.sightings.items(), key=lambda item: item[1].order):
            last = self.known.get(key)
            if last is None or last.passing or last.reason == ROBOTS or seen.signature.differs(last.signature):
                wanted.append((key, seen))
            else:
                unchanged.append((key, seen, last))
        self.total = len(wanted)
        return wanted, unchanged

    def _add_dated(self) -> None:
        """Sitemaps tell when an article changed; sitemaps and feeds add articles of the portal's sections that the
        listings lack."""
        sections = tuple(url.rstrip("/") + "/" for url in self.config.section_urls())
        for i, (key, page) in enumerate(self.dated.items()):
            if key in self.sightings:
                seen = self.sightings[key]
                seen.signature = replace(seen.signature, lastmod=page.lastmod)
            elif page.url.startswith(sections):
                self.sightings[key] = Sighting(page.url, (len(sections), 0, i), Signature(lastmod=page.lastmod))
