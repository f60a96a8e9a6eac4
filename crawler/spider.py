"""The one spider: for every portal it asks for sitemaps and feeds, reads the sections' listings one after another, and asks
for the articles that are new or changed; last come articles that only a sitemap names, and those that failed before.

All that is decided is decided in `plan`; here requests are made, and answers go to the ledger.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import sha256
from crawler.cms.base import Listing
from crawler.discovery import parse_discovery
from crawler.entries import conditions, headers_of, passed_over
from crawler.ledger import Entry, Kind, Status
from crawler.mend import settle
from crawler.outcome import article_problem, is_passing, listing_problem, why
from crawler.parts import PART, no_part, stand_in, whole_wanted
from crawler.plan import ALREADY_READ, Decision, PortalRun, SectionWalk, Sighting
from crawler.reading import PageRead
from crawler.served import ServedSpider
from crawler.settings import MAX_SITEMAPS


class PortalSpider(ServedSpider):
    """See the module."""

    name = "portal"

    # -- the phases of a portal -----------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        for run in self.runs.values():
            self._note_files(run, tuple(await settle(run, self.ledger, self.archive.directory, self.readers)))
            run.new_files.clear()  # they are asked for with those of earlier runs
            for request in self._advance(run):
                yield request

    def _advance(self, run: PortalRun) -> Iterator[Request]:
        """What comes next where a portal has no request open: its sitemaps, its sections, what is left over, the end."""
        while run.open == 0 and run.phase < 4 and self.stopped is None:
            run.phase += 1
            if run.phase == 1:
                sections = run.config.section_urls()
                for url in run.family.discovery(run.config.base_url, sections):
                    yield from self._sitemap(run, url)
            elif run.phase == 2:
                yield from self._next_section(run)
            elif run.phase == 3:
                yield from self._left_over(run)
            else:
                self._ended(run)

    def _closed(self, run: PortalRun) -> Iterator[Request]:
        """One request has its answer, or will never have one."""
        run.open -= 1
        yield from self._advance(run)

    def _ended(self, run: PortalRun) -> None:
        for walk in run.finished_walks():
            self.ledger.walked(self.book.run, run.config.id, walk)
        self._say(run, ended=True)

    def _left_over(self, run: PortalRun) -> Iterator[Request]:
        for decision in list(run.left_over()):
            yield from self._act(run, decision)
        for entry in run.pending():
            seen = Sighting(entry.article_key or entry.url, entry.url, entry.signature)
            run.decided.add(seen.key)
            yield self._article(run, seen, entry)
        yield from (self._file(run, url) for url in run.pending_files())

    # -- listings and sitemaps ------------------------------------------------------------------------------------

    def _sitemap(self, run: PortalRun, url: str) -> Iterator[Request]:
        if url not in run.addresses and run.sitemaps < MAX_SITEMAPS and run.config.owns(url):
            run.sitemaps += 1
            yield self._discover(run, url, "sitemap", self.on_sitemap, {})

    def on_sitemap(self, response: Response) -> Iterator[Request]:
        run, request = self._of(response)
        link = headers_of(response).get("link")
        found = parse_discovery(response.body, base=response.url, link=link) if response.status == 200 else None
        if found is None:
            problem = "no sitemap or feed" if response.status == 200 else f"HTTP {response.status}"
            self.book.record(run.config.id, "sitemap", request, "failed", problem, response=response)
        else:
            self.book.record(run.config.id, "sitemap", request, "fetched", None, response=response)
            run.see_dated(found.pages)
            more = (found.next_url,) if found.next_url and run.goes_on(found.pages) else ()
            for url in (*found.sitemaps, *more):
                yield from self._sitemap(run, url)
        yield from self._closed(run)

    def _next_section(self, run: PortalRun) -> Iterator[Request]:
        """The next section's first page. An address that another section has shown already is passed over."""
        while run.section + 1 < len(run.walks):
            run.section += 1
            walk = run.walks[run.section]
            if walk.ended is not None:
                continue
            if walk.url not in run.addresses:
                yield self._discover(run, walk.url, "listing", self.on_listing, {"walk": walk})
                return
            walk.ended = ALREADY_READ

    def _discover(
        self,
        run: PortalRun,
        url: str,
        kind: Kind,
        then: Callable[..., Any],
        meta: dict[str, Any],
        form: tuple[tuple[str, str], ...] = (),
    ) -> Request:
        run.addresses.add(url)
        run.open += 1
        meta |= {"portal": run.config.id, "kind": kind}
        request = Request(url, then, errback=self.on_error, dont_filter=True, meta=meta)
        if form:
            sent = {"Content-Type": "application/x-www-form-urlencoded", "Referer": url}
            request = request.replace(method="POST", body=urlencode(form), headers=sent)
        return request

    async def on_listing(self, response: Response) -> AsyncIterator[Request]:
        run, request = self._of(response)
        walk: SectionWalk = request.meta["walk"]
        problem = listing_problem(run, request.meta.get("redirect_urls", [request.url])[0], response)
        passing = problem is not None and is_passing(response.status)
        listing: Listing | None = None
        if problem is None:
            run.addresses.add(response.url)
            found = await self.readers.listing(response.body, response.url, run.family.id, headers_of(response))
            listing, problem = (found, None) if isinstance(found, Listing) else (None, found)
        if listing is None:
            self.book.record(run.config.id, "listing", request, "failed", problem, response=response, passing=passing)
            # Beyond the last page some portals lead back to the first: that is an end as good as any.
            walk.ended = "last page" if problem and problem.startswith("redirected to a listing") else f"failed: {problem}"
            following = self._next_section(run)
        else:
            following = self._read_listing(run, walk, request, response, listing)
        for wanted in following:
            yield wanted
        for wanted in self._closed(run):
            yield wanted

    def _read_listing(
        self, run: PortalRun, walk: SectionWalk, request: Request, response: Response, listing: Listing
    ) -> Iterator[Request]:
        walk.pages += 1
        run.pages += 1
        seen = run.sightings(listing)
        end = run.why_end(walk, listing, seen)
        run.follow(walk, listing)
        nothing = None if seen else listing.empty or "no item on the page"
        self.book.record(run.config.id, "listing", request, "fetched", nothing, response=response)
        focused = run.config.takes_all(walk.section)
        asked = [wanted for one in seen for wanted in self._act(run, run.decide(one, focused))]
        self._say(run)
        if end is None and run.needs_days(seen):
            # The listing prints no days: whether it has come to older ones is known when its articles are read.
            yield from asked
            walk.wait({wanted.meta["key"] for wanted in asked}, [s.key for s in seen], listing, response.url)
            yield from self._go_on(run, walk)
        else:
            # First, so that it is read while the articles of this page are under way.
            yield from self._next_page(run, walk, listing, response.url, end)
            yield from asked

    def _go_on(self, run: PortalRun, walk: SectionWalk) -> Iterator[Request]:
        """Read on in a listing without days once its articles are read."""
        waited = walk.waited_for()
        if waited is not None:
            end = f"older than {run.limits.since}" if run.read_before(waited.keys) else None
            yield from self._next_page(run, walk, waited.listing, waited.url, end)

    def _next_page(self, run: PortalRun, walk: SectionWalk, listing: Listing, url: str, end: str | None) -> Iterator[Request]:
        """The listing's next page, or the next section where this one is read as far as it is worth."""
        following = listing.next_url
        # Pages that are posted for share their address: there the number of pages bounds the walk.
        if end is None and following is not None and (following not in run.addresses or listing.next_form):
            yield self._discover(run, following, "listing", self.on_listing, {"walk": walk}, listing.next_form)
        else:
            walk.ended = end or "last page"
            yield from self._next_section(run)

    # -- articles and files ---------------------------------------------------------------------------------------

    def _act(self, run: PortalRun, decision: Decision | None) -> Iterator[Request]:
        """Ask for an article, or say in the ledger why not."""
        if decision is None:
            return
        seen, last = decision.seen, decision.known
        if decision.ask:
            yield self._article(run, seen, last)
        elif decision.status == "listed" or last is None or (last.status, last.reason) != (decision.status, decision.reason):
            self.book.write(passed_over(self.book.run, run.config.id, run.family.canonical_url(seen.url), decision))

    def _article(self, run: PortalRun, seen: Sighting, last: Entry | None) -> Request:
        run.open += 1
        run.total += 1
        meta = {"portal": run.config.id, "kind": "article", "key": seen.key, "signature": seen.signature}
        url = run.family.canonical_url(seen.url)
        headers = conditions(last) if last is not None and last.status in ("fetched", "unchanged") else {}
        return Request(url, self.on_article, errback=self.on_error, dont_filter=True, meta=meta, headers=headers)

    async def on_article(self, response: Response) -> AsyncIterator[Request]:
        run, request = self._of(response)
        key = request.meta["key"]
        found = PageRead(article_problem(run.family, key, response))
        if found.problem is None and response.status == 200:
            found = await self.readers.article(response.body, response.url, run.family.id, headers_of(response))
            if found.reading:
                self.readings.put(sha256(response.body), response.url, run.family.id, found.reading)
        if (whole := whole_wanted(run.config, request, found)) is not None:
            # In place of the part's request, which stays open until the whole is answered.
            part = self.book.record(
                run.config.id, "article", request, "listed", PART, response=response, passing=True, found=found
            )
            self._note_files(run, found.files)
            meta = {name: request.meta[name] for name in ("portal", "kind", "key", "signature")} | {"part": part}
            yield Request(whole, self.on_article, errback=self.on_error, dont_filter=True, meta=meta)
            return
        found = no_part(request, found)
        if response.status == 304:
            status: Status = "unchanged"
        elif found.problem is not None:
            status = "failed"
        else:
            last = self.ledger.archived(run.config.id, "article", key)
            status = "unchanged" if last and found.content and last.content == found.content else "fetched"
        passing = found.problem is not None and is_passing(response.status)
        entry = stand_in(request, found.problem, passing, self.book, self.ledger) or self.book.record(
            run.config.id, "article", request, status, found.problem, response=response, passing=passing, found=found
        )
        run.with_known(key, entry)
        self._note_files(run, found.files)
        for wanted in self._after_article(run, key):
            yield wanted

    def _after_article(self, run: PortalRun, key: str) -> Iterator[Request]:
        run.done += 1
        self._say(run)
        yield from self._new_files(run)
        walk = run.walks[run.section] if run.walks else None
        if walk is not None and walk.answered(key):
            yield from self._go_on(run, walk)
        yield from self._closed(run)

    def _note_files(self, run: PortalRun, urls: tuple[str, ...]) -> None:
        """Files not asked for before are noted first: a kill must not lose those not yet fetched."""
        for url in dict.fromkeys(urls):
            if url not in run.known_files:
                entry = Entry(self.book.run, run.config.id, url, "file", "listed", article_key=url)
                run.known_files[url] = entry
                run.new_files.append(url)
                self.book.write(entry)

    def _new_files(self, run: PortalRun) -> Iterator[Request]:
        urls, run.new_files = run.new_files, []
        yield from (self._file(run, url) for url in urls)

    def _file(self, run: PortalRun, url: str) -> Request:
        run.open += 1
        run.known_files[url] = replace(run.known_files[url], status="fetched", passing=False)
        meta = {"portal": run.config.id, "kind": "file", "key": url}
        return Request(url, self.on_file, errback=self.on_error, dont_filter=True, meta=meta)

    def on_file(self, response: Response) -> Iterator[Request]:
        run, request = self._of(response)
        if response.status == 200:
            self.book.record(run.config.id, "file", request, "fetched", None, response=response)
        else:
            problem, passing = f"HTTP {response.status}", is_passing(response.status)
            self.book.record(run.config.id, "file", request, "failed", problem, response=response, passing=passing)
        yield from self._closed(run)

    # -- what did not come ----------------------------------------------------------------------------------------

    def on_error(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        run = self.runs[request.meta["portal"]]
        status, reason, passing = why(failure.value)
        kind: Kind = request.meta["kind"]
        entry = stand_in(request, reason, passing, self.book, self.ledger) or self.book.record(
            run.config.id, kind, request, status, reason, passing=passing
        )
        if kind == "article":
            run.with_known(request.meta["key"], entry)
            yield from self._after_article(run, request.meta["key"])
            return
        if kind == "listing":
            request.meta["walk"].ended = f"failed: {reason}"
            yield from self._next_section(run)
        yield from self._closed(run)
