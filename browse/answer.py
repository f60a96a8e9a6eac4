"""A page as an answer: template, language, and the pages that say what went wrong."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from datasette.utils.asgi import Request, Response

from browse.language import language_of

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?")


def safe_link(address: str | None) -> str | None:
    """The address where it is a plain web address, else None (`javascript:` and the like are shown, never linked)."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def shown_date(stamp: str | None) -> str:
    """`2026-05-18T14:10:00+07:00` as `18/05/2026 14:10`, a mere date without the time; what is no date as it stands."""
    found = _STAMP.match(stamp or "")
    return f"{found[3]}/{found[2]}/{found[1]}{' ' + found[4] if found[4] else ''}" if found else stamp or ""


async def page(datasette: Any, request: Request, template: str, context: dict[str, Any], status: int = 200) -> Response:
    """The template filled with the context, in the language of the request (browse/language.py gives templates `t`,
    `number` and the like, on stock pages too)."""
    html = await datasette.render_template(template, context, request=request)
    return Response.html(html, status=status)


async def error_page(datasette: Any, request: Request, status: int, message: str) -> Response:
    """A page that says what went wrong."""
    return await page(datasette, request, "chiso_error.html", {"status": status, "message": message}, status)


async def no_such(datasette: Any, request: Request, what: str) -> Response:
    """404: there is no such article, province, index, fact … (`no_<what>` of browse/words/error.csv)."""
    return await error_page(datasette, request, 404, language_of(request).say(f"error.no_{what}"))
