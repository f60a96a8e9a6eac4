"""What is known of a portal while it is crawled, and from that: which articles to ask for, and how far to read its listings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from core.counted import counted
from crawler.cms.base import Family, Listing, ListingItem
from crawler.dates_seen import iso_attribute, seen_date, short_date
from crawler.discovery import Found
from crawler.identity import Identities
from crawler.ledger import Entry, Ledger, Signature, Status, Walk
from crawler.pager import Addresses, Pages, one_form
from crawler.portals import PortalConfig, Section
from crawler.relevance import Relevance, relevance

# A refusal that the portal may lift; the rule is read at every run, so asking costs nothing.
ROBOTS = "robots.txt"
# Two sections may have one address.
ALREADY_READ = "read as another section"
# Sections that boxes on listing pages lead to, in a run of one portal.
MOST_FURTHER = 100
TOO_MANY = f"limit of {MOST_FURTHER} sections in boxes"
SKIPPED = ("irrelevant", "outside")
# A sitemap names the whole portal; what none of the sections lists, and does not lie below one, is not of this crawl.
ELSEWHERE = "only in a sitemap, in no section"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run was asked for. `since`, `until`: days (inclusive) that articles must be published on, None = open;
    `max_pages`: listing pages read per section, None = the portal's own; `full`: listings are read to their end though all
    that they show is known; `recheck`: known articles are asked for again (with their ETag or date)."""

    since: date | None = None
    until: date | None = None
    max_pages: int | None = None
    full: bool = False
    recheck: bool = False

    def outside(self, day: date | None) -> bool:
        """Whether a day is known and not among those asked for."""
        return day is not None and (
            (self.since is not None and day < self.since) or (self.until is not None and day > self.until)
        )


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article as a listing, sitemap or feed shows it. `day`: when it was published, as far as that shows;
    `modified`: when it was last changed (never before it was published); `named`: a feed or list gave its headline."""

    key: str
    url: str
    signature: Signature
    lead: str | None = None
    day: date | None = None
    modified: date | None = None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done about a sighting: `ask` for it, or write a row with `status` and `reason`; `known`: what the ledger had."""

    seen: Sighting
    ask: bool
    status: Status = "listed"
    reason: str | None = None
    known: Entry | None = None


@dataclass
class Waited:
    """A listing page without days: the keys still asked for, all keys that it shows, itself and its address."""

    asked: set[str]
    keys: list[str]
    listing: Listing
    url: str


@dataclass
class SectionWalk:
    """The reading of one section's listing so far."""

    section: Section
    url: str
    max_pages: int
    before: str | None  # the run that read the section as far as this one would, or None
    pages: int = 0
    ended: str | None = None
    shown: Pages = field(default_factory=Pages)
    waited: Waited | None = None

    def wait(self, asked: set[str], keys: list[str], listing: Listing, url: str) -> None:
        """Read on from this page when the articles `asked` for are answered."""
        self.waited = Waited(asked, keys, listing, url)

    def answered(self, key: str) -> bool:
        """Note an answer; whether this page waited for it."""
        if self.waited is None or key not in self.waited.asked:
            return False
        self.waited.asked.discard(key)
        return True

    def waited_for(self) -> Waited | None:
        """The page that waits for nothing more, once; None while it does."""
        if self.waited is None or self.waited.asked:
            return None
        waited, self.waited = self.waited, None
        return waited


def day_of(printed: str | None) -> date | None:
    """The day of a date as a listing (day first) or a sitemap (ISO) prints it."""
    if not printed:
        return None
    iso = iso_attribute(printed)
    seen = None if iso else seen_date(printed) or short_date(printed)
    text = iso or (seen.iso if seen else None)
    return date.fromisoformat(text[:10]) if text else None


@dataclass
class PortalRun:
    """One portal's crawl: what the ledger knew before, what was seen, how many articles are wanted and done."""

    config: PortalConfig
    family: Family
    limits: Limits
    known: dict[str, Entry]
    known_files: dict[str, Entry]
    walks: list[SectionWalk]
    identities: Identities
    last_walk: Callable[[str, int], str | None]
    open: int = 0
    addresses: Addresses = field(default_factory=Addresses)
    sitemaps: int = 0
    dated: dict[str, Sighting] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)
    new_files: list[str] = field(default_factory=list)
    phase: int = 0
    section: int = -1
    pages: int = 0
    total: int = 0
    done: int = 0

    @classmethod
    def begin(cls, config: PortalConfig, family: Family, ledger: Ledger, limits: Limits, pages: int) -> PortalRun:
        """`pages`: the most listing pages a section is read, where neither the run nor the portal says."""
        most = limits.max_pages or config.max_pages or pages
        since = limits.since.isoformat() if limits.since else None

        def last_walk(url: str, most: int) -> str | None:
            return None if limits.full else ledger.last_walk(config.id, url, most, since)

        walks = [
            SectionWalk(s, url, most, last_walk(url, most)) for s, url in zip(config.sections, config.section_urls(), strict=True)
        ]
        known = ledger.known(config.id)
        return cls(config, family, limits, known, ledger.known(config.id, "file"), walks, Identities(family, known), last_walk)

    # -- what is seen ---------------------------------------------------------------------------------------------

    def see_dated(self, pages: tuple[Found, ...]) -> None:
        """Note the articles of a sitemap, feed or list. Headlines there are written otherwise than in listings: they decide on
        the topic of articles that are not known yet, and are no sign of change."""
        for page in pages:
            mark = self.identities.mark(page.url)
            if self.family.article_key(page.url) is None or not self.config.owns(page.url):
                continue
            if page.lastmod or page.title or mark not in self.dated:
                key = self.identities.of(page.url, page.title)
                signature = Signature(None if key in self.known else page.title, None, page.lastmod)
                url, days = self.family.canonical_url(page.url), (day_of(page.date), day_of(page.lastmod))
                self.dated[mark] = Sighting(key, url, signature, page.lead, *days, named=page.title is not None)

    def goes_on(self, pages: tuple[Found, ...]) -> bool:
        """Whether the next page of a list or feed may name articles that are not known, and of the days asked for."""
        keys = [self.family.article_key(page.url) for page in pages]
        return not all(key in self.known for key in keys) and not self._all_before([day_of(page.date) for page in pages])

    def sightings(self, listing: Listing) -> list[Sighting]:
        """The items of a listing page; what a sitemap says of them is added."""
        return [self._sighting(item) for item in listing.items]

    def _sighting(self, item: ListingItem) -> Sighting:
        key = self.identities.of(item.url, item.title)
        told = self.dated.get(self.identities.mark(item.url))
        signature = Signature(item.title, item.date, told.signature.lastmod if told else None)
        return Sighting(key, item.url, signature, item.lead, day_of(item.date), told.modified if told else None)

    def left_over(self) -> Iterator[Decision]:
        """What is done about the articles that no listing showed: of sitemaps those below the portal's sections and those that
        an earlier run asked for, of feeds and lists, which give headlines to decide by, all. The rest is passed over."""
        sections = tuple(walk.url.rstrip("/") + "/" for walk in self.walks)
        for seen in self.dated.values():
            if seen.key in self.decided:
                continue
            last = self.known.get(seen.key)
            if seen.named or not sections or seen.url.startswith(sections) or (last and last.status not in SKIPPED):
                decision = self.decide(seen, focused=False)
            else:
                self.decided.add(seen.key)
                decision = None if last else Decision(seen, False, "irrelevant", ELSEWHERE)
            # What is known and unchanged needs no row for being in a sitemap.
            if decision is not None and (decision.ask or decision.status != "listed"):
                yield decision

    # -- what is done about it ------------------------------------------------------------------------------------

    def decide(self, seen: Sighting, focused: bool) -> Decision | None:
        """Whether to ask for an article; None where this run has decided already. `focused`: its section is all on the topic."""
        if seen.key in self.decided:
            return None
        self.decided.add(seen.key)
        last = self.known.get(seen.key)
        if last is not None and last.status not in (*SKIPPED, "listed"):
            again = last.passing or last.reason == ROBOTS or self.limits.recheck or seen.signature.differs(last.signature)
            return Decision(seen, again, known=last)
        if self.limits.outside(seen.day):
            return Decision(seen, False, "outside", f"published on {seen.day}", last)
        if seen.modified is not None and self.limits.since is not None and seen.modified < self.limits.since:
            return Decision(seen, False, "outside", f"last changed on {seen.modified}", last)
        found = Relevance(True, "section") if focused else self._relevance(seen)
        if not found.wanted:
            return Decision(seen, False, "irrelevant", found.reason, last)
        return Decision(seen, True, known=last)

    def _relevance(self, seen: Sighting) -> Relevance:
        return relevance(seen.signature.title, seen.lead, seen.url, self.config.keywords)

    def pending(self) -> list[Entry]:
        """Articles that an earlier run asked for in vain, and whose failure may have passed."""
        return [e for key, e in self.known.items() if e.passing and key not in self.decided]

    def pending_files(self) -> list[str]:
        """Files that an earlier run noted and did not get."""
        return [e.url for e in self.known_files.values() if e.status == "listed" or e.passing]

    def follow(self, walk: SectionWalk, listing: Listing) -> None:
        """Read the listings whose newest items a page shows in boxes, too, after those that are known: of a section that is
        wanted whole they are wanted whole, else by their own name."""
        known = {one_form(w.url) for w in self.walks} if listing.further else set()
        for one in listing.further:
            if one_form(one.url) in known or not self.config.owns(one.url):
                continue
            take = "all" if self.config.takes_all(walk.section) else walk.section.take
            section = Section(url=one.url, name=one.name, take=take)
            full = len(self.walks) - len(self.config.sections) >= MOST_FURTHER
            before = self.last_walk(one.url, walk.max_pages)
            self.walks.append(SectionWalk(section, one.url, walk.max_pages, before, ended=TOO_MANY if full else None))

    # -- how far listings are read --------------------------------------------------------------------------------

    def why_end(self, walk: SectionWalk, listing: Listing, seen: list[Sighting]) -> str | None:
        """Why a section's listing is read no further than this page; None where it goes on."""
        if not listing.next_url or not seen:
            return "last page"
        if stuck := walk.shown.stuck(frozenset(s.key for s in seen)):
            return stuck
        if walk.pages >= walk.max_pages:
            return f"limit of {counted(walk.max_pages, 'page')}"
        if walk.before and all(self._was_known(s, walk.before) for s in seen):
            return "all known"
        if self._all_before([s.day for s in seen]):
            return f"older than {self.limits.since}"
        return None

    def _was_known(self, seen: Sighting, run: str) -> bool:
        """Whether an article stood in the ledger when that run ended, and has not changed."""
        last = self.known.get(seen.key)
        if last is None or last.run > run or last.reason == ELSEWHERE:
            return False
        return not last.passing and not seen.signature.differs(last.signature)

    def _all_before(self, days: list[date | None]) -> bool:
        since = self.limits.since
        return since is not None and bool(days) and all(day is not None and day < since for day in days)

    def needs_days(self, seen: list[Sighting]) -> bool:
        """Whether only the articles themselves tell if a listing without dates has come to days before those asked for."""
        return self.limits.since is not None and any(s.day is None for s in seen)

    def read_before(self, keys: list[str]) -> bool:
        """Whether all articles of a page, read meanwhile, were published before the days asked for."""
        return self._all_before([day_of(self.known[k].published_at) if k in self.known else None for k in keys])

    def finished_walks(self) -> list[Walk]:
        """How far each section was read, of those whose listing did not fail."""
        since = self.limits.since.isoformat() if self.limits.since else None
        good = [w for w in self.walks if w.ended and not w.ended.startswith("failed")]
        return [Walk(w.url, w.pages, w.max_pages, since, w.ended or "") for w in good]

    def with_known(self, key: str, entry: Entry) -> None:
        """An article was answered in this run: what follows may look at it."""
        before = self.known.get(key)
        self.known[key] = replace(entry, published_at=entry.published_at or (before.published_at if before else None))
