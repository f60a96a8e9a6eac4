"""Rows of the ledger, made from requests and answers."""

from __future__ import annotations

from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler.archive import Place, sha256
from crawler.ledger import Entry, Kind, Signature, Status
from crawler.plan import Decision
from crawler.reading import PageRead


def headers_of(response: Response) -> dict[str, str]:
    """The headers of an answer, names in lower case, the last of a name where it is repeated."""
    return {name.decode("latin-1").lower(): values[-1].decode("latin-1") for name, values in response.headers.items() if values}


def entry_of(
    run: str,
    portal: str,
    kind: Kind,
    request: Request,
    status: Status,
    reason: str | None,
    response: Response | None,
    passing: bool,
) -> Entry:
    """The row of a request; its place in the archive only where there is an answer."""
    meta = request.meta
    first = meta.get("redirect_urls", [request.url])[0]
    place: Place | None = meta.get("place") if response is not None else None
    signature: Signature = meta.get("signature") or Signature()
    return Entry(
        run=run,
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


def passed_over(run: str, portal: str, url: str, decision: Decision) -> Entry:
    """The row of an article that is not asked for: known and unchanged, off the topic, or not of the days wanted."""
    seen, last = decision.seen, decision.known
    signature = seen.signature.filled(last.signature) if last else seen.signature
    return Entry(
        run=run,
        portal=portal,
        url=url,
        kind="article",
        status=decision.status,
        reason=f"known: {last.status}" if last and decision.status == "listed" else decision.reason,
        article_key=seen.key,
        listed_title=signature.title,
        listed_date=signature.date,
        lastmod=signature.lastmod,
    )


def with_reading(entry: Entry, found: PageRead, headers: dict[str, str]) -> Entry:
    """A row with what was read of its page, and what a later request can ask by (nothing where the server forbids keeping)."""
    kept = "no-store" not in headers.get("cache-control", "")
    return replace(
        entry,
        status="failed" if found.problem else entry.status,
        reason=found.problem or entry.reason,
        etag=headers.get("etag") if kept else None,
        last_modified=headers.get("last-modified") if kept else None,
        content=found.content,
        layout=found.layout,
        published_at=found.published_at,
        body_chars=found.body_chars,
    )


def conditions(last: Entry) -> dict[str, str]:
    """What makes a server say that nothing has changed since an answer."""
    named = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in named.items() if value}
