"""What is answered at all, and what every answer says to the browser: load nothing from elsewhere, run no script, tell nobody
where you came from.

There is no script on any page, so the policy allows none; styles stand in files of this server. Requests only read: other methods
are refused. So are names other than this machine's: a page elsewhere whose name is made to point here (DNS rebinding) could
otherwise read the texts through its visitor's browser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from datasette.utils.asgi import Response

from browse.language import COOKIE, asked_language

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-dns-prefetch-control": "off",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
OWN_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_METHODS = frozenset({"GET", "HEAD"})
_PORT = re.compile(r":\d+$")
_OWN_COOKIE = re.compile(rb"(?:^|;)\s*(" + COOKIE.encode() + rb"=[a-z]{2})\s*(?:;|$)")
_YEAR = 365 * 24 * 3600

App = Callable[[Any, Any, Any], Awaitable[None]]


def _refusal(scope: Any) -> Response | None:
    """The answer to a request that is not for us; None where it is."""
    if scope["method"] not in _METHODS:
        return Response.text("405: this server only reads\n", status=405, headers={"allow": "GET, HEAD"})
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    if _PORT.sub("", host).lower() not in OWN_HOSTS:
        return Response.text("400: ask for 127.0.0.1 or localhost\n", status=400)
    return None


def _without_foreign_cookies(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        if name != b"cookie":
            yield name, value
        elif own := _OWN_COOKIE.search(value):
            yield name, own[1]


def with_policy(app: App) -> App:
    """The application with these headers on each answer that does not bring its own, and with the cookie that keeps the
    language which the address asks for."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        asked = asked_language(scope.get("query_string", b"").decode("latin-1"))
        # Cookies of this machine are shared by all its ports: those of other programs are not ours to read, or to fail at.
        scope = scope | {"headers": [*_without_foreign_cookies(scope["headers"])]}

        async def guarded_send(event: Any) -> None:
            if event["type"] == "http.response.start":
                headers = list(event.get("headers", []))
                present = {name.lower() for name, _ in headers}
                headers += [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in present]
                headers.append((b"vary", b"Cookie, Accept-Language"))
                if asked:
                    cookie = f"{COOKIE}={asked}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly"
                    headers.append((b"set-cookie", cookie.encode()))
                event = event | {"headers": headers}
            await send(event)

        refused = _refusal(scope)
        if refused is not None:
            await refused.asgi_send(guarded_send)
            return
        await app(scope, receive, guarded_send)

    return guarded
