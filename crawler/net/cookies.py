"""Cookies are taken and sent back, for each portal apart, up to a number that no honest portal needs."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Response

from crawler.net.limits import MAX_COOKIES


class Cookies(CookiesMiddleware):
    """Scrapy's, that begins anew where a portal sets cookies without end."""

    def process_response(self, request: Request, response: Response, spider: Spider | None = None) -> Request | Response:
        answer: Request | Response = super().process_response(request, response)
        jar = self.jars[request.meta.get("cookiejar")]
        if len(jar) > MAX_COOKIES:
            jar.clear()
        return answer
