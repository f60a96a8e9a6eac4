"""What goes wrong on the network, as rows: what an address does instead of answering, and what the ledger says of it."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.weather_codings import BIG, bomb, nfd, to_tcvn3, to_vni, twice

if TYPE_CHECKING:
    from tests.weather_portal import WeatherPortal

HTML = "text/html; charset=utf-8"
FOREVER = 10**6

@dataclass
class Visit:
    """One request: the socket to misuse, how often this address was asked before, and the page that ought to come."""

    socket: Any
    portal: WeatherPortal
    target: str
    headers: dict[str, str]
    attempt: int
    page: bytes

    def send(self, body: bytes, status: str = "200 OK", **headers: str) -> None:
        """A whole answer; header names with `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.head({"Content-Type": HTML, "Content-Length": str(len(body))} | given, status)
        self.raw(body)

    def head(self, headers: dict[str, str], status: str = "200 OK") -> None:
        lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in headers.items()), "Connection: close", "", ""]
        self.raw("\r\n".join(lines).encode("latin-1"))

    def raw(self, data: bytes) -> None:
        self.socket.sendall(data)
        self.portal.sent[self.target] += len(data)

    def reset(self) -> None:
        """Break the connection off with RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def redirect(self, target: str, status: str = "302 Found", **headers: str) -> None:
        self.send(b"", status, Location=target, **headers)

    def drip(self, data: bytes) -> None:
        """One byte at a time, for as long as the other side listens."""
        for byte in data:
            self.raw(bytes([byte]))
            time.sleep(0.1)


Act = Callable[[Visit], None]


@dataclass(frozen=True)
class Weather:
    """What an address does, and the ledger's row where it never stops: status, reason (a regular expression), passing.

    `tries`: attempts that may pass before the page comes (more than this lose it, as recorded); `row` None: it is
    an article all the same (a page in another coding)."""

    act: Act
    row: tuple[str, str, int] | None
    tries: int = 2


def _status(status: str, **headers: str) -> Act:
    return lambda v: v.send(b"<html><body>x</body></html>", status, **headers)


def _served(change: Callable[[bytes], bytes], **headers: str) -> Act:
    return lambda v: v.send(change(v.page), **headers)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n" % len(data) + data + b"\r\n"


def _close_delimited(v: Visit, body: bytes) -> None:
    v.head({"Content-Type": HTML})
    v.raw(body)


def _chunked_cut(v: Visit) -> None:
    v.head({"Content-Type": HTML, "Transfer-Encoding": "chunked"})
    v.raw(_chunk(v.page[: len(v.page) // 2]))


def _short(v: Visit) -> None:
    v.head({"Content-Type": HTML, "Content-Length": str(len(v.page))})
    v.raw(v.page[: len(v.page) // 2])


def _reset_inside(v: Visit) -> None:
    _short(v)
    time.sleep(0.05)
    v.reset()


def _endless_body(v: Visit) -> None:
    v.head({"Content-Type": HTML, "Transfer-Encoding": "chunked"})
    for _ in range(BIG // 65536):
        v.raw(_chunk(b"x" * 65536))


def _endless_header(v: Visit) -> None:
    v.raw(b"HTTP/1.1 200 OK\r\n")
    for number in range(200_000):
        v.raw(b"X-Them-%d: %s\r\n" % (number, b"y" * 200))


def _long_header_line(v: Visit) -> None:
    v.raw(b"HTTP/1.1 200 OK\r\nX-Dai: ")
    for _ in range(1000):
        v.raw(b"y" * 65536)


def _loris_header(v: Visit) -> None:
    v.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Cham: y\r\n" * 1000)


def _loris_body(v: Visit) -> None:
    v.head({"Content-Type": HTML, "Content-Length": str(len(v.page))})
    v.drip(v.page)


def _chain(v: Visit) -> None:
    step = int(parse_qs(urlsplit(v.target).query).get("b", ["0"])[0])
    v.redirect(f"{urlsplit(v.target).path}?b={step + 1}")


def _two_in_a_ring(v: Visit) -> None:
    path = urlsplit(v.target).path
    v.redirect(path if "?" in v.target else path + "?vong=1")


def _cookie_first(v: Visit) -> None:
    """A redirect to the same address until its cookie comes back."""
    if "qua-cong=" in v.headers.get("cookie", ""):
        v.send(v.page)
    else:
        v.redirect(v.target, Set_Cookie="qua-cong=1; Path=/; HttpOnly")


def _cookie_detour(v: Visit) -> None:
    """ASP.NET's way: the answer to the cookie stands under another query."""
    path = urlsplit(v.target).path
    if "AspxAutoDetectCookieSupport=1" in v.headers.get("cookie", ""):
        v.send(v.page)
    else:
        v.redirect(path + "?AspxAutoDetectCookieSupport=1", Set_Cookie="AspxAutoDetectCookieSupport=1; path=/")


def _cookie_flood(v: Visit) -> None:
    lines = "".join(f"Set-Cookie: c{len(v.portal.asked)}x{n}=1; Path=/\r\n" for n in range(60))
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nContent-Length: {len(v.page)}\r\nConnection: close\r\n{lines}\r\n"
    v.raw(head.encode() + v.page)


def _early_hints(v: Visit) -> None:
    v.raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
    v.send(v.page)


def _date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


def _rate(value: Callable[[], str] | None, status: str = "429 Too Many Requests") -> Act:
    return lambda v: v.send(b"", status, **({"Retry_After": value()} if value else {}))


_LIMIT = ("failed", r"rate limit: HTTP (429|503), wait of \d+ s asked, \d waited", 1)
_CUT = ("failed", "truncated", 1)
_BROKEN = ("failed", "connection broken off", 1)
_SLOW = ("failed", "timeout", 1)
_LARGE = ("failed", "answer too large: more than [0-9]+ bytes( unpacked)?", 0)

WEATHER: dict[str, Weather] = {
    "429 seconds": Weather(_rate(lambda: "1"), _LIMIT, 3),
    "429 fraction": Weather(_rate(lambda: "0.5"), _LIMIT, 3),
    "429 date": Weather(_rate(lambda: _date(1.5)), _LIMIT, 3),
    "429 past": Weather(_rate(lambda: _date(-86400)), _LIMIT, 3),
    "429 zero": Weather(_rate(lambda: "0"), _LIMIT, 3),
    "429 huge": Weather(_rate(lambda: "9" * 400), _LIMIT, 0),
    "429 year 9999": Weather(_rate(lambda: "Fri, 31 Dec 9999 23:59:59 GMT"), _LIMIT, 0),
    "503 retry-after": Weather(_rate(lambda: "1", "503 Service Unavailable"), _LIMIT, 3),
    "403": Weather(_status("403 Forbidden"), ("refused", "refused by the server: HTTP 403", 1), 0),
    "401": Weather(_status("401 Unauthorized"), ("failed", "HTTP 401", 0), 0),
    "404": Weather(_status("404 Not Found"), ("failed", "HTTP 404", 0), 0),
    "410": Weather(_status("410 Gone"), ("failed", "HTTP 410", 0), 0),
    "500": Weather(_status("500 Internal Server Error"), ("failed", "HTTP 500", 1)),
    "502": Weather(_status("502 Bad Gateway"), ("failed", "HTTP 502", 1)),
    "503": Weather(_status("503 Service Unavailable"), ("failed", "HTTP 503", 1)),
    "504": Weather(_status("504 Gateway Timeout"), ("failed", "HTTP 504", 1)),
    "522": Weather(_status("522 Connection Timed Out"), ("failed", "HTTP 522", 1)),
    "silence": Weather(lambda v: time.sleep(30), _SLOW),
    "slow header": Weather(_loris_header, _SLOW),
    "slow body": Weather(_loris_body, _SLOW),
    "reset": Weather(lambda v: v.reset(), _BROKEN),
    "hang up": Weather(lambda v: None, _BROKEN),
    "reset inside": Weather(_reset_inside, _CUT),
    "short of its length": Weather(_short, _CUT),
    "chunked cut": Weather(_chunked_cut, _CUT),
    "gzip cut": Weather(lambda v: v.send(gzip.compress(v.page, mtime=0)[:-60], Content_Encoding="gzip"), _CUT),
    "open end cut": Weather(lambda v: _close_delimited(v, v.page[: len(v.page) // (3 + v.attempt)]), _CUT),
    "empty": Weather(lambda v: v.send(b""), ("failed", "empty answer", 1)),
    "no http": Weather(lambda v: v.raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), ("failed", "answer is no HTTP", 1)),
    "redirect ring": Weather(_two_in_a_ring, ("failed", r"redirect loop \(6 times\)", 1), 0),
    "redirect to itself": Weather(lambda v: v.redirect(v.target), ("failed", r"redirect loop \(6 times\)", 1), 0),
    "redirect chain": Weather(_chain, ("failed", r"too many redirects \(6 times\)", 1), 0),
    "redirect home": Weather(lambda v: v.redirect("/"), ("failed", r"redirected to the home page \(soft 404\)", 0), 0),
    "redirect away": Weather(
        lambda v: v.redirect("http://khac.example/tin/bai-1.html"), ("refused", "redirect to another host: khac.example", 0), 0
    ),
    "redirect inside": Weather(
        lambda v: v.redirect("http://169.254.169.254/latest/"),
        ("refused", "redirect to IP address in place of a host name: 169.254.169.254", 0),
        0,
    ),
    "redirect with a password": Weather(
        lambda v: v.redirect(f"http://a:b@127.0.0.1:{v.portal.port}/"), ("refused", "redirect to user name in the address", 0), 0
    ),
    "redirect to a file": Weather(lambda v: v.redirect("file:///etc/passwd"), ("failed", "HTTP 302", 0), 0),
    "endless redirect address": Weather(
        lambda v: v.redirect(v.target + "/x" * 600), ("refused", "redirect to address that repeats itself .*", 0), 0
    ),
    "wrong charset": Weather(_served(bytes, Content_Type="text/html; charset=iso-8859-1"), None),
    "charset utf-16 said": Weather(_served(bytes, Content_Type="text/html; charset=utf-16"), None),
    "charset unknown": Weather(_served(bytes, Content_Type="text/html; charset=x-vn"), None),
    "no content type": Weather(lambda v: _close_delimited(v, v.page), None),
    "utf-16": Weather(_served(lambda p: p.decode().encode("utf-16"), Content_Type="text/html; charset=utf-16"), None),
    "tcvn3": Weather(_served(to_tcvn3, Content_Type="text/html; charset=iso-8859-1"), None),
    "vni": Weather(_served(to_vni, Content_Type="text/html; charset=iso-8859-1"), None),
    "utf-8 twice": Weather(_served(twice), None),
    "nfd": Weather(_served(nfd), None),
    "gzip": Weather(lambda v: v.send(gzip.compress(v.page, mtime=0), Content_Encoding="gzip"), None),
    "gzip in gzip": Weather(
        lambda v: v.send(gzip.compress(gzip.compress(v.page, mtime=0), mtime=0), Content_Encoding="gzip, x-gzip"), None
    ),
    "deflate raw": Weather(lambda v: v.send(zlib.compress(v.page, wbits=-15), Content_Encoding="deflate"), None),
    "called gzip": Weather(_served(bytes, Content_Encoding="gzip"), None),
    "brotli": Weather(_served(bytes, Content_Encoding="br"), ("failed", "packed as 'br', which was not asked for", 0), 0),
    "early hints": Weather(_early_hints, None),
    "cookie first": Weather(_cookie_first, None),
    "cookie detour": Weather(_cookie_detour, None),
    "cookie flood": Weather(_cookie_flood, None),
    "gzip bomb": Weather(lambda v: v.send(bomb(), Content_Encoding="gzip"), _LARGE, 0),
    "gzip bomb in gzip": Weather(lambda v: v.send(bomb(2), Content_Encoding="gzip, gzip"), _LARGE, 0),
    "200 MB announced": Weather(lambda v: v.head({"Content-Type": HTML, "Content-Length": str(BIG)}), _LARGE, 0),
    "200 MB unannounced": Weather(_endless_body, _LARGE, 0),
    "header flood": Weather(_endless_header, ("failed", "header of the answer too large", 1), 1),
    "header line flood": Weather(_long_header_line, ("failed", "header of the answer too large", 1), 1),
}
