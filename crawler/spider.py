"""The one spider: it walks the listings of every portal, then asks for the articles that are new or changed.

A portal's listings and sitemaps are read to their end before its first article is asked for: only then is all known
that decides whether to fetch (and which pages are asked for is the same in every run).
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.archive import Archive, Place, sha256
from crawler.cms import FAMILIES
from crawler.discovery import parse_discovery
from crawler.ledger import Entry, Kind, Ledger, Signature, Status
from crawler.outcome import ADAPTER_ERRORS, is_passing, listing_problem, read_article, soup, why
from crawler.plan import PortalRun, Sighting
from crawler.portals import PortalConfig
from crawler.settings import MAX_LISTING_PAGES, MAX_SITEMAPS


class PortalSpider(Spider):
    """See the module. `say(portal, done, total)` is told of progress in articles."""

    name = "portal"

    def __init__(
        self,
        portals: tuple[PortalConfig, ...],
        archive: Archive,
        ledger: Ledger,
        run: str,
        max_pages: int | None = None,
        say: Callable[[str, int, int], None] | None = None,
        sample: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.archive = archive
        self.ledger = ledger
        self.run_id = run
        self.max_pages = max_pages
        self.say = say or (lambda portal, done, total: None)
        self.stopped: str | None = None
        self.runs = {p.id: PortalRun.begin(p, FAMILIES[p.family], ledger) for p in portals}

    # -- asked by the middlewares ---------------------------------------------------------------------------------

    def portal_of(self, request: Request) -> PortalConfig | None:
        """The portal that a request belongs to and whose host it asks; None where it leaves the portal."""
        if named := self.runs.get(request.meta.get("portal", "")):
            return named.config if named.config.owns(request.url) else None
        return next((r.config for r in self.runs.values() if r.config.owns(request.url)), None)

    def marks(self, request: Request) -> dict[str, str]:
        """What the archive notes beside a record, so that the ledger can be mended from it."""
        signature: Signature = request.meta.get("signature") or Signature()
        named = {
            "kind": request.meta.get("kind"),
            "key": request.meta.get("key"),
            "title": signature.title,
            "date": signature.date,
            "lastmod": signature.lastmod,
        }
        return {k: v for k, v in named.items() if v}

    def stop(self, reason: str) -> None:
        """Give up the whole run (nothing can be stored any more)."""
        self.stopped = self.stopped or reason

    def record_robots(self, asked: Request, response: Response | None, problem: str | None) -> None:
        if portal := self.portal_of(asked):
            status: Status = "failed" if problem else "fetched"
            self._record(portal.id, "robots", asked, status, problem, response=response, passing=bool(problem))

    # -- listings and sitemaps ------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        for run in self.runs.values():
            sections = run.config.section_urls()
            requests = [self._sitemap(run, url) for url in run.family.discovery(run.config.base_url, sections)]
            requests += [self._listing(run, url, (i, 0)) for i, url in enumerate(sections)]
            for request in requests:
                if request is not None:
                    yield request

    def _sitemap(self, run: PortalRun, url: str) -> Request | None:
        if url in run.addresses or run.sitemaps >= MAX_SITEMAPS or not run.config.owns(url):
            return None
        run.sitemaps += 1
        return self._discover(run, url, "sitemap", self.on_sitemap, {})

    def _listing(
        self, run: PortalRun, url: str, place: tuple[int, int], form: tuple[tuple[str, str], ...] = ()
    ) -> Request | None:
        # Pages that are posted for share their address: there the number of pages bounds the walk.
        if url in run.addresses and not form:
            return None
        return self._discover(run, url, "listing", self.on_listing, {"place_in_list": place}, form)

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
        run.open_listings += 1
        meta |= {"portal": run.config.id, "kind": kind}
        request = Request(url, then, errback=self.on_error, dont_filter=True, priority=10, meta=meta)
        if form:
            sent = {"Content-Type": "application/x-www-form-urlencoded", "Referer": url}
            request = request.replace(method="POST", body=urlencode(form), headers=sent)
        return request

    def on_sitemap(self, response: Response) -> Iterator[Request]:
        run, request = self._of(response)
        found = parse_discovery(response.body) if response.status == 200 else None
        if found is None:
            problem = "no sitemap or feed" if response.status == 200 else f"HTTP {response.status}"
            self._record(run.config.id, "sitemap", request, "failed", problem, response=response)
        else:
            self._record(run.config.id, "sitemap", request, "fetched", None, response=response)
            run.see_dated(found.pages)
            more = [self._sitemap(run, url) for url in found.sitemaps]
            yield from (following for following in more if following is not None)
        yield from self._closed(run)

    def on_listing(self, response: Response) -> Iterator[Request]:
        run, request = self._of(response)
        problem = listing_problem(run, request.meta.get("redirect_urls", [request.url])[0], response)
        if problem is None:
            run.addresses.add(response.url)
            yield from self._read_listing(run, request, response)
        else:
            passing = is_passing(response.status)
            self._record(run.config.id, "listing", request, "failed", problem, response=response, passing=passing)
        yield from self._closed(run)

    def _read_listing(self, run: PortalRun, request: Request, response: Response) -> Iterator[Request]:
        section, number = request.meta["place_in_list"]
        try:
            listing = run.family.listing(soup(response), response.url)
        except ADAPTER_ERRORS as error:
            reason = f"adapter error: {type(error).__name__}: {error}"
            self._record(run.config.id, "listing", request, "failed", reason, response=response)
            return
        empty = None if listing.items else "no item on the page"
        limit = self.max_pages or run.config.max_pages or MAX_LISTING_PAGES
        end = run.walks[section].stop((run.family.canonical_url(i.url) for i in listing.items), limit)
        note = end if listing.next_url else None
        self._record(run.config.id, "listing", request, "fetched", note or empty, response=response)
        run.see_listing(listing, section, number)
        if listing.next_url and end is None:
            following = self._listing(run, listing.next_url, (section, number + 1), listing.next_form)
            if following is not None:
                yield following

    def _closed(self, run: PortalRun) -> Iterator[Request]:
        """One listing or sitemap is done; after the last one the articles are asked for."""
        run.open_listings -= 1
        if run.open_listings == 0:
            yield from self._articles(run)

    # -- articles and files ---------------------------------------------------------------------------------------

    def _articles(self, run: PortalRun) -> Iterator[Request]:
        wanted, unchanged = run.plan()
        for key, seen, last in unchanged:
            self._record_listed(run, key, seen, last)
        yield from (self._file(run, url) for url in run.pending_files())
        self.say(run.config.id, 0, run.total)
        for key, seen in wanted:
            meta = {"portal": run.config.id, "kind": "article", "key": key, "signature": seen.signature}
            url = run.family.canonical_url(seen.url)
            yield Request(url, self.on_article, errback=self.on_error, dont_filter=True, meta=meta)

    def _record_listed(self, run: PortalRun, key: str, seen: Sighting, last: Entry) -> None:
        signature = seen.signature.filled(last.signature)
        self._write(
            Entry(
                run=self.run_id,
                portal=run.config.id,
                url=run.family.canonical_url(seen.url),
                kind="article",
                status="listed",
                reason=f"known: {last.status}",
                article_key=key,
                listed_title=signature.title,
                listed_date=signature.date,
                lastmod=signature.lastmod,
            )
        )

    def on_article(self, response: Response) -> Iterator[Request]:
        run, request = self._of(response)
        key = request.meta["key"]
        problem, files = read_article(run.family, key, response)
        if problem is None:
            same = self.ledger.archived(run.config.id, "article", key) == sha256(response.body)
            self._record(run.config.id, "article", request, "unchanged" if same else "fetched", None, response=response)
        else:
            passing = is_passing(response.status)
            self._record(run.config.id, "article", request, "failed", problem, response=response, passing=passing)
        self._done(run)
        yield from self._files(run, files)

    def _files(self, run: PortalRun, urls: list[str]) -> Iterator[Request]:
        """Ask for files not asked for before. They are noted first: a kill must not lose those not yet fetched."""
        for url in dict.fromkeys(urls):
            if url not in run.known_files:
                entry = Entry(self.run_id, run.config.id, url, "file", "listed", article_key=url)
                run.known_files[url] = entry
                self._write(entry)
                yield self._file(run, url)

    def _file(self, run: PortalRun, url: str) -> Request:
        meta = {"portal": run.config.id, "kind": "file", "key": url}
        return Request(url, self.on_file, errback=self.on_error, dont_filter=True, meta=meta)

    def on_file(self, response: Response) -> None:
        run, request = self._of(response)
        if response.status == 200:
            self._record(run.config.id, "file", request, "fetched", None, response=response)
        else:
            problem, passing = f"HTTP {response.status}", is_passing(response.status)
            self._record(run.config.id, "file", request, "failed", problem, response=response, passing=passing)

    # -- what did not come, and the ledger ------------------------------------------------------------------------

    def on_error(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        run = self.runs[request.meta["portal"]]
        status, reason, passing = why(failure.value)
        kind: Kind = request.meta["kind"]
        self._record(run.config.id, kind, request, status, reason, passing=passing)
        if kind in ("listing", "sitemap"):
            yield from self._closed(run)
        elif kind == "article":
            self._done(run)

    def _done(self, run: PortalRun) -> None:
        run.done += 1
        self.say(run.config.id, run.done, run.total)

    def _of(self, response: Response) -> tuple[PortalRun, Request]:
        request = response.request
        if request is None:
            raise ValueError(f"{response.url}: an answer without its request")
        return self.runs[request.meta["portal"]], request

    def _record(
        self,
        portal: str,
        kind: Kind,
        request: Request,
        status: Status,
        reason: str | None,
        *,
        response: Response | None = None,
        passing: bool = False,
    ) -> None:
        meta = request.meta
        first = meta.get("redirect_urls", [request.url])[0]
        place: Place | None = meta.get("place") if response is not None else None
        signature: Signature = meta.get("signature") or Signature()
        self._write(
            Entry(
                run=self.run_id,
                portal=portal,
                url=first,
                kind=kind,
                status=status,
                reason=reason,
                passing=passing,
                http_status=meta.get("http_status"),
                final_url=request.url if request.url != first else None,
                sha256=sha256(response.body) if response is not None else None,
                warc=place.warc if place else None,
                offset=place.offset if place else None,
                fetched_at=meta.get("fetched_at"),
                article_key=meta.get("key"),
                listed_title=signature.title,
                listed_date=signature.date,
                lastmod=signature.lastmod,
            )
        )

    def _write(self, entry: Entry) -> None:
        if self.stopped is None:
            try:
                self.ledger.record(entry)
            except (OSError, sqlite3.Error) as error:
                self.stop(f"cannot write the ledger: {error}")
