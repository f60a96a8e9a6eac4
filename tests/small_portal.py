"""A small portal on 127.0.0.1 whose pages are data: path -> page. It notes who asked for what."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
CONTACT = ("--contact", "thu@example.org")
SENTENCE = (
    "Ủy ban nhân dân huyện họp bàn cải cách hành chính, giao các phòng rà soát thủ tục và trả kết quả đúng hẹn cho người dân."
)


@dataclass(frozen=True)
class Reply:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class SmallPortal(ThreadingHTTPServer):
    """`pages`: what each path answers (404 for others); a text is an HTML page, `{here}` in it the portal's own address."""

    daemon_threads = True

    def __init__(self, pages: dict[str, str | Reply] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = dict(pages or {})
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def here(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: SmallPortal

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers.get("User-Agent", ""))
        page = self.server.pages.get(self.path, Reply(status=404))
        reply = page if isinstance(page, Reply) else Reply(page.replace("{here}", self.server.here).encode())
        self.send_response(reply.status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(reply.body))} | reply.headers
        for name, value in headers.items():
            self.send_header(name, value.replace("{here}", self.server.here))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def home(title: str, menu: dict[str, str], head: str = "", footer: str = "") -> str:
    """A home page: its menu is label -> address."""
    links = "".join(f"<li><a href='{url}'>{label}</a></li>" for label, url in menu.items())
    body = f"<nav><ul>{links}</ul></nav><footer><p>{footer}</p></footer>"
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def listing(section: str, days: list[str], menu: str = "") -> str:
    """A section's page of an unknown theme: an article for each day (dd/mm/yyyy), or without one where it is empty."""
    items = "".join(
        f"<div class='tin'><h3><a href='{section}/bai-viet-so-{i}-ve-cai-cach-hanh-chinh-{100 + i}.html'>"
        f"Bài viết số {i} về cải cách hành chính của huyện</a></h3><span class='ngay'>{day}</span><p>Lời dẫn ngắn.</p></div>"
        for i, day in enumerate(days, 1)
    )
    return f"<html><head><title>Chuyên mục</title></head><body>{menu}<div class='danh-sach'>{items}</div></body></html>"


def article(title: str, day: str, paragraphs: int = 6) -> str:
    """An article page of an unknown theme."""
    body = "".join(f"<p>{SENTENCE} Đoạn {i}.</p>" for i in range(paragraphs))
    dated = f"<div class='ngay-dang'>Ngày đăng: {day}</div>" if day else ""
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{dated}<div class='noi-dung'>{body}</div></body></html>"
    )


def articles(section: str, days: list[str], paragraphs: int = 6) -> dict[str, str | Reply]:
    """The pages that `listing` of the same section and days leads to."""
    return {
        f"{section}/bai-viet-so-{i}-ve-cai-cach-hanh-chinh-{100 + i}.html": article(
            f"Bài viết số {i} về cải cách hành chính của huyện", day, paragraphs
        )
        for i, day in enumerate(days, 1)
    }


def run(command: str, *args: str | Path, contact: bool = True) -> subprocess.CompletedProcess[str]:
    """`python -m crawler <command> <args>` as a user runs it; this machine may be asked."""
    env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "CHISO_CONTACT"}
    words = [sys.executable, "-m", "crawler", command, *map(str, args), *(CONTACT if contact else ())]
    return subprocess.run(
        words,
        cwd=ROOT,
        env=env | {"CHISO_ALLOW_LOOPBACK": "1", "CHISO_BACKOFF": "0.05"},
        capture_output=True,
        text=True,
        timeout=180,
    )
