"""The crawl command against a scripted server on 127.0.0.1, without the sample flag: hosts, robots.txt, rate limits,
broken answers, certificates."""

from __future__ import annotations

import gzip
import os
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.archive import read_pages
from crawler.ledger import Ledger

ROOT = Path(__file__).resolve().parents[1]
BODY = "Ủy ban nhân dân huyện tổ chức hội nghị về cải cách hành chính với sự tham dự của các phòng, ban chuyên môn. " * 6
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Scripted(ThreadingHTTPServer):
    """Answers from a table: path -> (status, headers, body) or a list of those for one request after another."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, list[tuple[int, dict[str, str], bytes]]] = {}
        self.asked: list[tuple[float, str, str, str]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.asked]

    def put(self, path: str, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.pages[path] = list(answers)


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        host, agent = self.headers.get("Host", ""), self.headers.get("User-Agent", "")
        self.server.asked.append((time.monotonic(), self.path, host, agent))
        answers = self.server.pages.get(self.path, [(404, HTML, b"")])
        status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[Scripted]:
    running = Scripted()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def article(title: str) -> bytes:
    return (
        f"<html><head><meta name='generator' content='NukeViet v4.5'><title>{title}</title></head><body>"
        f"<h1 class='title' itemprop='headline'>{title}</h1>"
        "<span class='hidden' itemprop='datePublished'>2024-06-26T14:05:00+07:00</span>"
        f"<div class='hometext' itemprop='description'>{BODY}</div>"
        f"<div id='news-bodyhtml' class='bodytext'><p>{BODY}</p><p>{BODY}</p></div></body></html>"
    ).encode()


def listing(*links: str) -> bytes:
    items = "".join(
        f"<div class='panel panel-default'><div class='panel-body'><h3><a href='{link}' title='Bài {link}'>Bài {link}</a></h3>"
        "<div class='text-muted'><ul><li><em class='fa fa-clock-o'></em> 26/06/2024 14:05:00</li></ul></div>Lời dẫn</div></div>"
        for link in links
    )
    head = "<html><head><meta name='generator' content='NukeViet v4.5'><title>Tin</title></head>"
    return f"{head}<body><div class='news_column'>{items}</div></body></html>".encode()


def portal(directory: Path, base: str, extra: str = "delay: 0\ntake: all\n") -> Path:
    directory.mkdir(exist_ok=True)
    (directory / "thu.yml").write_text(
        f"id: thu\nname: Cổng thử\nfamily: nukeviet\nbase_url: {base}\nhosts: [127.0.0.1]\n"
        "sections:\n  - {url: /tin/, name: Tin}\nplaces:\n  - {place: huyện Thử, province: tỉnh Thử}\n" + extra,
        encoding="utf-8",
    )
    return directory


def crawl(data: Path, portals: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k != "CHISO_CONTACT"} | {"CHISO_ALLOW_LOOPBACK": "1", "CHISO_BACKOFF": "0.2"}
    command = [sys.executable, "-m", "crawler", "crawl", "thu", "--data", str(data), "--portals", str(portals), *args]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


CONTACT = ("--contact", "thu@example.org")


def ledger(data: Path, kind: str = "article") -> dict[str, tuple[str, str | None, int]]:
    """The last word on each address of a kind: status, reason, passing; by path."""
    with sqlite3.connect(data / "ledger.db") as db:
        rows = db.execute("SELECT url, status, reason, passing FROM requests WHERE kind = ? ORDER BY id", (kind,)).fetchall()
    return {url.split("/", 3)[3]: (status, reason, passing) for url, status, reason, passing in rows}


def test_a_live_portal_must_be_told_who_asks(tmp_path: Path, server: Scripted) -> None:
    done = crawl(tmp_path / "data", portal(tmp_path / "p", f"http://127.0.0.1:{server.port}/"))
    assert done.returncode == 2 and "--contact" in done.stderr
    assert server.asked == []


def test_answers_of_all_kinds(tmp_path: Path, server: Scripted) -> None:
    ok = (200, HTML, article("Bài viết"))
    here = f"http://127.0.0.1:{server.port}"
    server.put("/robots.txt", (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /an/\nCrawl-delay: 0.1\n"))
    links = ["/tin/a-1.html", "/tin/b-2.html", "/tin/c-3.html", "/tin/d-4.html", "/tin/e-5.html", "/tin/f-6.html"]
    links += ["/tin/g-7.html", "/tin/h-8.html", "/an/i-9.html", "/tin/k-10.html", "http://localhost:1/tin/l-11.html"]
    server.put("/tin/", (200, HTML, listing(*links)))
    server.put("/tin/a-1.html", ok)
    server.put("/tin/b-2.html", (302, {"Location": f"http://localhost:{server.port}/x-2.html"}, b""))
    server.put("/tin/c-3.html", (429, {"Retry-After": "1"}, b""), ok)
    server.put("/tin/d-4.html", (503, HTML, b""))
    server.put("/tin/e-5.html", (302, {"Location": f"{here}/tin/e-5.html?n=1"}, b""))
    server.put("/tin/e-5.html?n=1", (302, {"Location": f"{here}/tin/e-5.html"}, b""))
    server.put("/tin/f-6.html", (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(article("Nén"))))
    server.put("/tin/g-7.html", (200, {"Content-Type": "text/html; charset=iso-8859-1"}, article("Cải cách")))
    server.put("/tin/h-8.html", (200, HTML | {"Content-Length": str(10**9)}, b"x"))
    server.put("/tin/k-10.html", (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"))
    portals = portal(tmp_path / "p", here + "/")
    done = crawl(tmp_path / "data", portals, *CONTACT)
    assert done.returncode == 0, done.stderr
    found = ledger(tmp_path / "data")
    assert {path for path, (status, _, _) in found.items() if status == "fetched"} == {
        f"tin/{name}.html" for name in ("a-1", "c-3", "f-6", "g-7")
    }
    assert found["tin/b-2.html"] == ("refused", f"redirect to another host: localhost:{server.port}", 0)
    assert found["tin/l-11.html"] == ("refused", "another host: localhost:1", 0)
    assert found["tin/d-4.html"] == ("failed", "HTTP 503", 1)
    assert found["tin/e-5.html"] == ("failed", "redirect loop (6 times)", 1)
    assert found["an/i-9.html"] == ("refused", "robots.txt", 0)
    assert "too large" in str(found["tin/h-8.html"][1])
    assert "application/pdf" in str(found["tin/k-10.html"][1])
    assert "/an/i-9.html" not in server.paths()
    assert {host for _, _, host, _ in server.asked} == {f"127.0.0.1:{server.port}"}
    assert all("Chiso/" in agent and "thu@example.org" in agent for *_, agent in server.asked)
    times = [at for at, path, _, _ in server.asked if path != "/robots.txt"]
    assert min(b - a for a, b in pairwise(times)) > 0.08  # Crawl-delay
    limited = [at for at, path, _, _ in server.asked if path == "/tin/c-3.html"]
    assert len(limited) == 2 and limited[1] - limited[0] >= 1.0
    book = Ledger(tmp_path / "data" / "ledger.db")
    bodies = {p.key: p.body for p in read_pages(tmp_path / "data" / "archive", book)}
    assert bodies["6"] == article("Nén") and bodies["7"] == article("Cải cách")

    asked = len(server.asked)
    assert crawl(tmp_path / "data", portals, *CONTACT).returncode == 0
    again = {path.partition("?")[0] for path in server.paths()[asked:] if ".html" in path}
    assert again == {"/tin/d-4.html", "/tin/e-5.html"}


def test_robots_that_cannot_be_had_forbids_everything(tmp_path: Path, server: Scripted) -> None:
    server.put("/robots.txt", (500, HTML, b""))
    server.put("/tin/", (200, HTML, listing("/tin/a-1.html")))
    done = crawl(tmp_path / "data", portal(tmp_path / "p", f"http://127.0.0.1:{server.port}/"), *CONTACT)
    assert done.returncode == 1
    assert "no article was listed on: thu" in done.stderr
    assert set(server.paths()) == {"/robots.txt"}
    assert ledger(tmp_path / "data", "listing")["tin/"] == ("failed", "robots.txt not to be had: HTTP 500", 1)


def test_sections_that_lead_elsewhere_are_failures(tmp_path: Path, server: Scripted) -> None:
    here = f"http://127.0.0.1:{server.port}"
    server.put("/", (200, HTML, listing("/tin/a-1.html")))
    server.put("/tin/", (301, {"Location": here + "/"}, b""))
    done = crawl(tmp_path / "data", portal(tmp_path / "p", here + "/"), *CONTACT)
    assert done.returncode == 1
    assert ledger(tmp_path / "data", "listing")["tin/"][1] == "redirected to the home page (no such section)"
    assert ledger(tmp_path / "data") == {}


def test_a_page_beyond_the_last_is_no_loop(tmp_path: Path, server: Scripted) -> None:
    here = f"http://127.0.0.1:{server.port}"
    pager = b"<ul class='pagination'><li class='active'><a href='#'>1</a></li><li><a href='/tin/page-2/'>2</a></li></ul>"
    page = listing("/tin/a-1.html").replace(b"</body>", pager + b"</body>")
    server.put("/tin/", (200, HTML, page))
    server.put("/tin/page-2/", (301, {"Location": here + "/tin/"}, b""))
    server.put("/tin/a-1.html", (200, HTML, article("Bài viết")))
    done = crawl(tmp_path / "data", portal(tmp_path / "p", here + "/"), *CONTACT)
    assert done.returncode == 0, done.stderr
    assert "beyond the last page" in str(ledger(tmp_path / "data", "listing")["tin/page-2/"][1])
    assert server.paths().count("/tin/page-2/") == 1
    assert ledger(tmp_path / "data")["tin/a-1.html"][0] == "fetched"


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, server: Scripted) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.put("/tin/", (200, HTML, listing("/tin/a-1.html")))
    done = crawl(tmp_path / "data", portal(tmp_path / "p", f"https://127.0.0.1:{server.port}/"), *CONTACT)
    assert done.returncode == 1
    status, reason, passing = ledger(tmp_path / "data", "listing")["tin/"]
    assert (status, passing) == ("failed", 1) and "certificate" in str(reason)
    assert server.asked == []


def _self_signed(directory: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = directory / "server.pem"
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path
