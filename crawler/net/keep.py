"""At the wire: every answer goes to the archive as it came, before anything decodes or follows it, and before the next
request to its host: a kill loses what is under way, one answer a host."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.archive import Exchange
from crawler.net.errors import Refused, Withheld

if TYPE_CHECKING:
    from crawler.net.asked import Asked


def keep(crawler: Crawler, request: Request, response: Response) -> None:
    """Archive an answer; the request gets a note of where the record lies (`place`), when it came and with which status.

    Raises Refused where the answer is of no portal, Withheld where the archive cannot be written (the run is given up)."""
    spider = cast("Asked", crawler.spider)
    portal = spider.portal_of(request)
    if portal is None:
        raise Refused(f"another host: {urlsplit(request.url).netloc}")
    exchange = Exchange(
        url=request.url,
        method=request.method,
        request_headers=_pairs(request, hide=("Proxy-Authorization",)),
        status=response.status,
        headers=_pairs(response),
        body=response.body,
        date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        marks=spider.marks(request),
        truncated="disconnect" if "dataloss" in response.flags else None,
    )
    try:
        place = spider.archive.write(portal.id, exchange)
    except OSError as error:
        spider.stop(f"cannot write the archive: {error.strerror or error}")
        raise Withheld(spider.stopped or "") from error
    request.meta["place"] = place
    request.meta["fetched_at"] = exchange.date
    request.meta["http_status"] = response.status


def _pairs(message: Request | Response, hide: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    hidden = {name.lower() for name in hide}
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
        if name.decode("latin-1").lower() not in hidden
    )
