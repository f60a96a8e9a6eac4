"""The middleware that takes the packing off and marks answers that broke off.

An answer is whole where its length or its last chunk says so. Where the server closes the connection to end it, nobody says
so: then the page's own end does (`</html>`, `%%EOF`), or a second answer that ends in the same words."""

from __future__ import annotations

import hashlib
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.net.encoding import unpack
from crawler.net.limits import Limits

# The mark of an answer that is to be asked for again.
CUT = "cut"
_LOSS, _OPEN_END = "dataloss", "partial"  # Scrapy's flags: less than announced; end known by the closed connection only
_TAIL = 2048
_ENDING = 256
_ENDS = ((b"%PDF-", b"%%EOF"), (b"PK\x03\x04", b"PK\x05\x06"))


class Unpacking:
    """Takes Scrapy's compression middleware's place: that one keeps what it could unpack of a broken answer."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings["NET_LIMITS"])

    def process_response(self, request: Request, response: Response) -> Response:
        packing = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        found = unpack(response.body, packing, self._limits.max_bytes(request.meta.get("kind")))
        if packing:
            del response.headers["Content-Encoding"]
            made = responsetypes.from_args(headers=response.headers, url=response.url, body=found.body)
            response = response.replace(cls=made, body=found.body)
        if response.status == 200 and _is_cut(request, response, found.whole):
            response.flags.append(CUT)
        return response


def _is_cut(request: Request, response: Response, unpacked_whole: bool) -> bool:
    """Whether an answer is to be asked for once more. Notes how it ended, for the comparison with the next."""
    body = response.body
    if not body:
        return bool(request.meta.get("kind"))  # an empty robots.txt is whole
    lost = _LOSS in response.flags or not unpacked_whole
    if ends_well(body) or not (lost or _OPEN_END in response.flags):
        return False
    ending = hashlib.sha256(body[-_ENDING:]).hexdigest()
    before = request.meta.get("ending")
    request.meta["ending"] = ending
    return lost or (ending != before and request.meta.get("kind") is not None)


def ends_well(body: bytes) -> bool:
    """Whether a page or file shows its own end."""
    tail = body[-_TAIL:].replace(b"\0", b"").lower()  # without the zeros of UTF-16
    if any(body.startswith(start) for start, _ in _ENDS):
        return any(body.startswith(start) and end.lower() in tail for start, end in _ENDS)
    return any(end in tail for end in (b"</html", b"</urlset>", b"</sitemapindex>", b"</rss>", b"</feed>", b"</rdf:rdf>"))
