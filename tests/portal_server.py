"""A local portal of many plain articles that counts what is asked: for tests of kills, throughput and incremental runs.

Pages have NukeViet's markup and a counter that changes with every visit, as real ones do."""

from __future__ import annotations

import threading
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

HTML = "text/html; charset=utf-8"
PER_PAGE = 20
HEAD = "<html><head><meta name='generator' content='NukeViet v4.5'><title>{title}</title></head><body>"
TEXT = (
    "Ủy ban nhân dân huyện tổ chức hội nghị về công tác cải cách hành chính, có sự tham dự của các phòng, ban chuyên môn và "
    "lãnh đạo các xã, thị trấn. Bài số {number} ghi lại kết quả của quý vừa qua. "
)


class PortalServer(ThreadingHTTPServer):
    """`articles` articles in one section, newest first. `answered` is called after each request with the number so far;
    `dated`: listings print days; `tagged`: articles have an ETag, and 304 answers who knows it; `folder`: where articles
    lie; `sitemap`: path -> day of the last change, None where the portal has no sitemap."""

    daemon_threads = True

    def __init__(self, articles: int, answered: Callable[[int], None] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.articles = articles
        self.answered = answered or (lambda number: None)
        self.asked: Counter[str] = Counter()
        self.order: list[str] = []
        self.titles: dict[int, str] = {}
        self.dated = True
        self.tagged = False
        self.spared: list[str] = []
        self.folder = "/tin"
        self.sitemap: dict[str, str] | None = None
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A crawler that is killed drops its connections."""

    def portal(self, directory: Path, extra: str = "delay: 0\ntake: all\n") -> Path:
        """Write the portal's file into a directory, and give it back."""
        directory.mkdir(exist_ok=True)
        (directory / "thu.yml").write_text(
            f"id: thu\nname: Cổng thử\nfamily: nukeviet\nbase_url: {self.base}/\nhosts: [127.0.0.1]\n"
            "sections:\n  - {url: /tin/, name: Tin}\nplaces:\n"
            f"  - {{place: huyện Thử, province: tỉnh Thử}}\n{extra}",
            encoding="utf-8",
        )
        return directory

    def page(self, path: str) -> tuple[int, bytes]:
        if path == "/robots.txt":
            return 200, b"User-agent: *\nDisallow: /admin/\n"
        if path == "/sitemap.xml" and self.sitemap is not None:
            places = "".join(f"<url><loc>{self.base}{at}</loc><lastmod>{day}</lastmod></url>" for at, day in self.sitemap.items())
            return 200, f"<urlset>{places}</urlset>".encode()
        if path.startswith(f"{self.folder}/bai-"):
            return 200, self._article(int(path.split("-")[-1].removesuffix(".html")))
        if path.startswith("/tin/"):
            number = path.removeprefix("/tin/page-").strip("/")
            return 200, self._listing(int(number) if number.isdigit() else 1)
        return 404, b"khong co"

    def title(self, number: int) -> str:
        return self.titles.get(number, f"Hội nghị cải cách hành chính lần thứ {number} của huyện")

    def _listing(self, page: int) -> bytes:
        numbers = range(self.articles, 0, -1)[(page - 1) * PER_PAGE : page * PER_PAGE]
        items = "".join(
            f"<div class='panel-body'><h3><a href='{self.folder}/bai-so-{n}.html'>{self.title(n)}</a></h3>{self._clock(n)}</div>"
            for n in numbers
        )
        more = page * PER_PAGE < self.articles
        link = f"<link rel='next' href='/tin/page-{page + 1}/'>" if more else ""
        head = HEAD.format(title="Tin").replace("</head>", f"{link}</head>")
        return f"{head}<div class='news_column'>{items}</div></body></html>".encode()

    def _clock(self, number: int) -> str:
        day = f"<ul><li><em class='fa fa-clock-o'></em> {self.day(number):%d/%m/%Y} 08:00:00</li></ul>"
        return f"<div class='text-muted'>{day}</div>" if self.dated else ""

    def tag(self, path: str) -> str | None:
        """An article's ETag: it hangs on what the article says, not on the counter."""
        if not self.tagged or not path.startswith(f"{self.folder}/bai-"):
            return None
        return f'"{zlib.crc32(self.title(int(path.split("-")[-1].removesuffix(".html"))).encode()):x}"'

    def day(self, number: int) -> date:
        return date(2020, 1, 1) + timedelta(days=number)

    def _article(self, number: int) -> bytes:
        title = self.title(number)
        return (
            f"{HEAD.format(title=title)}<h1 class='title' itemprop='headline'>{title}</h1>"
            f"<span class='hidden' itemprop='datePublished'>{self.day(number)}T08:00:00+07:00</span>"
            f"<div class='hometext' itemprop='description'>{TEXT.format(number=number)}</div>"
            f"<div id='news-bodyhtml' class='bodytext'><p>{TEXT.format(number=number) * 3}</p></div>"
            f"<p>Đã xem: {len(self.order)}</p></body></html>"
        ).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: PortalServer

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        self.server.order.append(self.path)
        status, body = self.server.page(self.path)
        tag = self.server.tag(self.path)
        if tag is not None and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
            self.server.spared.append(self.path)
        self.send_response(status)
        if tag is not None:
            self.send_header("ETag", tag)
        self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else HTML)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.answered(len(self.server.order))

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""
