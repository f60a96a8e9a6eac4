"""A server for what goes wrong on the network: portals as data, with weather on single pages.

A portal has `articles` pages in the form of NukeViet, listed ten a page. `weather` says for an article's number what its
address does instead of answering: the name of a row of WEATHER and for how many attempts; afterwards the page comes as it
should (FOREVER: never). All on 127.0.0.1, a port a portal, one thread a connection, with or without TLS."""

from __future__ import annotations

import os
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.weather import FOREVER, HTML, WEATHER, Visit

ROOT = Path(__file__).resolve().parents[1]
PER_PAGE = 10
WORDS = "Ủy ban nhân dân xã tổ chức hội nghị về cải cách hành chính, có sự tham dự của các phòng chuyên môn. "


@dataclass
class Site:
    """A portal as data. `pager`: plain; `endless`: a next page always, with the last items again; `empty`: a next page always,
    with nothing on it; `session`: links carry a session id that is new each time; `growing`: the next link repeats its
    query once more each time. `every`: what every address but robots.txt does (a row of WEATHER)."""

    id: str
    articles: int = 12
    weather: dict[int, tuple[str, int]] = field(default_factory=dict)
    pager: str = "plain"
    every: str | None = None
    robots: str = "User-agent: *\nDisallow: /cam/\n"
    robots_weather: tuple[str, int] | None = None
    listing_weather: dict[int, tuple[str, int]] = field(default_factory=dict)

    def title(self, number: int) -> str:
        return f"Tin số {number} của cổng {self.id} về cải cách hành chính"

    def article(self, number: int) -> bytes:
        text = WORDS * (4 + number % 3)
        return (
            "<!DOCTYPE html>\n<html><head><meta name='generator' content='NukeViet v4.5'>"
            f"<title>{self.title(number)}</title></head><body><h1 class='title' itemprop='headline'>{self.title(number)}</h1>"
            "<span class='hidden' itemprop='datePublished'>2024-06-26T14:05:00+07:00</span>"
            f"<div class='hometext' itemprop='description'>{WORDS * 2}</div>"
            f"<div id='news-bodyhtml' class='bodytext'><p>{text}</p><p>{text}</p></div></body></html>\n"
        ).encode()


class WeatherPortal(ThreadingTCPServer):
    """A running portal: `asked` has time and target of every request, `sent` bytes by target, `most_cookies` how many came
    with one request."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, site: Site, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site
        self.tls = tls
        self.asked: list[tuple[float, str]] = []
        self.agents: set[str] = set()
        self.most_cookies = 0
        self.sent: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Silent: the other side may go away at any time."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def base(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def url(self, number: int) -> str:
        return f"{self.base}/tin/bai-{number}.html"

    def visits(self, path: str) -> int:
        return sum(urlsplit(target).path == path for _, target in self.asked)

    def answer(self, connection: Any, target: str, headers: dict[str, str]) -> None:
        path = urlsplit(target).path
        with self._lock:
            self.asked.append((time.monotonic(), target))
            self.agents.add(headers.get("user-agent", ""))
            self.most_cookies = max(self.most_cookies, headers.get("cookie", "").count("="))
            attempt = self._tries[path]
            self._tries[path] += 1
        visit = Visit(connection, self, target, headers, attempt, self._page(target))
        name, lasts = self._weather(path)
        if not visit.page:
            visit.send(b"<html><body>404</body></html>", "404 Not Found")
        elif name is not None and attempt < lasts:
            WEATHER[name].act(visit)
        else:
            visit.send(visit.page, Content_Type="text/plain" if path == "/robots.txt" else HTML)

    def _weather(self, path: str) -> tuple[str | None, int]:
        site = self.site
        if path == "/robots.txt":
            return site.robots_weather or (None, 0)
        if site.every is not None:
            return site.every, FOREVER
        if path.startswith("/tin/bai-"):
            return site.weather.get(_number(path, "/tin/bai-"), (None, 0))
        if path.startswith("/tin/"):
            return site.listing_weather.get(_number(path, "/tin/page-") or 1, (None, 0))
        return None, 0

    def _page(self, target: str) -> bytes:
        path = urlsplit(target).path.partition(";")[0]
        if path == "/robots.txt":
            return self.site.robots.encode()
        if path == "/":
            return b"<html><head><title>Trang nh\xe1\xba\xa5t</title></head><body><p>Trang</p></body></html>"
        if path.startswith("/tin/bai-"):
            number = _number(path, "/tin/bai-")
            return self.site.article(number) if 0 < number <= self.site.articles else b""
        if path == "/tin/" or path.startswith("/tin/page-"):
            return self._listing(target, _number(path, "/tin/page-") or 1)
        return b""

    def _listing(self, target: str, page: int) -> bytes:
        site, last = self.site, -(-self.site.articles // PER_PAGE)
        shown = min(page, last) if site.pager == "endless" else page
        session = f";jsessionid={len(self.asked):032X}" if site.pager == "session" else ""
        numbers = range((shown - 1) * PER_PAGE + 1, min(shown * PER_PAGE, site.articles) + 1)
        items = "".join(
            f"<div class='panel panel-default'><div class='panel-body'><h3><a href='/tin/bai-{n}.html{session}' "
            f"title='{site.title(n)}'>{site.title(n)}</a></h3><div class='text-muted'><ul><li><em class='fa fa-clock-o'></em> "
            "26/06/2024 14:05:00</li></ul></div>Lời dẫn</div></div>"
            for n in numbers
        )
        onward = {
            "endless": f"/tin/page-{page + 1}/",
            "empty": f"/tin/page-{page + 1}/",
            "session": f"/tin/page-{page % last + 1}/{session}",
            "growing": f"{target}{'&' if '?' in target else '?'}xem=1",
        }.get(site.pager, f"/tin/page-{page + 1}/" if page < last else "")
        link = f"<link rel='next' href='{onward}'>" if onward else ""
        head = f"<html><head><meta name='generator' content='NukeViet v4.5'><title>Tin</title>{link}</head>"
        return f"{head}<body><div class='news_column'>{items}</div></body></html>".encode()


def _number(path: str, start: str) -> int:
    digits = path.removeprefix(start).partition(".")[0].strip("/") if path.startswith(start) else ""
    return int(digits) if digits.isdigit() else 0


class _Handler(BaseRequestHandler):
    server: WeatherPortal

    def handle(self) -> None:
        self.request.settimeout(30)
        try:
            connection = self.server.tls.wrap_socket(self.request, server_side=True) if self.server.tls else self.request
            head = b""
            while b"\r\n\r\n" not in head and len(head) < 65536:
                got = connection.recv(65536)
                if not got:
                    return
                head += got
            lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
            self.server.answer(connection, lines[0].split(" ")[1], headers)
            if self.server.tls:
                connection.unwrap()
        except OSError:
            return  # the other side went away, or the weather closed the socket


def describe(directory: Path, portal: WeatherPortal, extra: str = "") -> None:
    """Write the portal's file."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{portal.site.id}.yml").write_text(
        f"id: {portal.site.id}\nname: Cổng {portal.site.id}\nfamily: nukeviet\nbase_url: {portal.base}/\nhosts: [127.0.0.1]\n"
        "sections:\n  - {url: /tin/, name: Tin}\nplaces:\n  - {place: xã An Hòa, province: tỉnh Gia Lai}\n"
        "delay: 0\ntake: all\n" + extra,
        encoding="utf-8",
    )


def command(data: Path, portals: Path, *names: str) -> list[str]:
    words = ["-m", "crawler", "crawl", *names, "--data", str(data), "--portals", str(portals), "--contact", "thu@example.org"]
    return [sys.executable, *words]


def environment(changes: dict[str, str]) -> dict[str, str]:
    """That of the tests with the waits of a test, and changes to it."""
    quick = {"CHISO_ALLOW_LOOPBACK": "1", "CHISO_TIMEOUT": "2.5", "CHISO_BACKOFF": "0.1"}
    return {k: v for k, v in os.environ.items() if k not in ("CHISO_CONTACT", "SSL_CERT_DIR")} | quick | changes


def crawl(data: Path, portals: Path, *names: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """The command, as a user runs it; `changes` to its environment."""
    words = command(data, portals, *names)
    return subprocess.run(words, cwd=ROOT, env=environment(changes), capture_output=True, text=True, timeout=900)


def peak(data: Path, portals: Path, *names: str) -> int:
    """The most memory that a crawl held, in bytes."""
    process = subprocess.Popen(command(data, portals, *names), cwd=ROOT, env=environment({}), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_maxrss * 1024


Row = tuple[str, str | None, int]
# The row of an article that came.
NEW: Row = ("fetched", None, 0)


def rows(data: Path, portal: str, kind: str = "article") -> dict[str, Row]:
    """The last word on each address of a portal: status, reason, passing; by path and query."""
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        query = "SELECT url, status, reason, passing FROM requests WHERE portal = ? AND kind = ? ORDER BY id"
        found = db.execute(query, (portal, kind)).fetchall()
    return {"/" + url.split("/", 3)[3]: (status, reason, passing) for url, status, reason, passing in found}


def ends(data: Path, portal: str) -> list[str]:
    """Why the sections of a portal were read no further, of those whose listings did not fail."""
    with closing(sqlite3.connect(data / "ledger.db")) as db:
        return [ended for (ended,) in db.execute("SELECT ended FROM walks WHERE portal = ?", (portal,))]
