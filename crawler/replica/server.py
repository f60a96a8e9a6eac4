"""The replica's HTTP server: loopback only, one thread a connection, the portal chosen by the Host header.

It takes `GET http://dailoc.chiso.test/…` (as a proxy is asked) and `GET /…` with `Host: dailoc.chiso.test` or
`dailoc.localhost` (for a browser) alike. Run by hand: `python -m crawler replica --port 8090`."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from crawler.replica.answers import Answer
from crawler.replica.site import CORPUS, SITES, Site, load_sites

WINDOW = 60.0
MAX_FORM = 1 << 20


def family_module(name: str) -> ModuleType:
    """The module that answers for the sites of a family: `answer(site, target)`, `address(site, item)`,
    `too_many(site, seconds)`,
    `HEADERS` (sent with every answer), and, where the family pages by forms, `post(site, target, form)`;
    where it carries the session in addresses, `cookieless(answer)`, asked for clients that send no cookie; where it refuses
    forms of clients that lost their session, `SESSION` (how its cookie begins) and `session_lost(site)`."""
    return import_module(f"crawler.replica.{name}")


class ReplicaError(RuntimeError):
    """The server cannot start; the text says why."""


class Replica(ThreadingHTTPServer):
    """Serves the sample portals on 127.0.0.1. `limit`: requests per minute and portal before 429 (None: no limit)."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, corpus: Path = CORPUS, limit: int | None = None, sites: Path = SITES) -> None:
        self.sites = load_sites(corpus, sites)
        self.limit = limit
        self._seen: dict[str, deque[float]] = {site: deque() for site in self.sites}
        self._lock = threading.Lock()
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise ReplicaError(f"cannot listen on 127.0.0.1:{port}: {error.strerror}; choose another --port") from error
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def answer(
        self, host: str, target: str, form: dict[str, str] | None = None, cookies: str = ""
    ) -> tuple[Site | None, Answer]:
        """The answer to a request for a host (without port) and path; `form`: the fields of a POST; `cookies`: as sent."""
        site = self.sites.get(host.partition(".")[0])
        if site is None:
            return None, Answer(404, b"no such portal\n", "text/plain")
        family = family_module(site.family)
        if wait := self._wait(site):
            return site, family.too_many(site, wait)
        if form is None:
            return site, family.answer(site, target)
        if not hasattr(family, "post"):
            return site, Answer(405, b"method not allowed\n", "text/plain", {"Allow": "GET, HEAD"})
        if getattr(family, "SESSION", "") not in cookies:
            return site, family.session_lost(site)
        return site, family.post(site, target, form)

    def _wait(self, site: Site) -> int:
        """Seconds to wait before the next request is welcome, 0 where it is."""
        if self.limit is None:
            return 0
        now = time.monotonic()
        with self._lock:
            seen = self._seen[site.id]
            while seen and seen[0] < now - WINDOW:
                seen.popleft()
            if len(seen) >= self.limit:
                return max(1, int(seen[0] + WINDOW - now) + 1)
            seen.append(now)
        return 0


def _relative(answer: Answer, base: str) -> Answer:
    """The same answer with links that a browser can follow: `chiso.test` is a name that only the crawler knows."""
    headers = {name: value.replace(base, "") for name, value in answer.headers.items()}
    return replace(answer, body=answer.body.replace(base.encode(), b""), headers=headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Apache"
    sys_version = ""
    server: Replica

    def do_GET(self) -> None:
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        self._reply(with_body=False)

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length") or "0"
        if not size.isdigit() or int(size) > MAX_FORM:
            self.close_connection = True
            self.send_error(413)
            return
        body = self.rfile.read(int(size)).decode("utf-8", "replace")
        self._reply(with_body=True, form=dict(parse_qsl(body, keep_blank_values=True)))

    def _reply(self, with_body: bool, form: dict[str, str] | None = None) -> None:
        parts = urlsplit(self.path)
        host = parts.hostname or (self.headers.get("Host") or "").partition(":")[0]
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        cookies = self.headers.get("Cookie") or ""
        site, answer = self.server.answer(host, target or "/", form, cookies)
        if site is not None and not cookies:
            answer = getattr(family_module(site.family), "cookieless", lambda same: same)(answer)
        if site is not None and host.endswith(".localhost"):
            answer = _relative(answer, site.base)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store, no-cache, must-revalidate")
        if site is not None:
            for name, value in family_module(site.family).HEADERS:
                self.send_header(name, value)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the ledger tells what was asked."""
