"""A walk over a served database that follows the links of its pages, every kind of page in turn, and keeps what is wrong."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

import httpx

from browse.routes import ROUTES

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 16
FILES = {
    "csv": ("text/csv", "text/plain"),
    "json": ("application/json", "text/plain"),
    "xlsx": ("application/vnd.openxmlformats",),
}
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
# The end of these may be left out.
_OPEN = frozenset(["li", "p", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "body", "html", "colgroup"])
_PATTERNS = [(pattern, re.compile(pattern)) for pattern, _ in ROUTES]


class Markup(HTMLParser):
    """What a page holds: ids, links, frames, files it needs, and what is wrong with its structure."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.frames: list[str] = []
        self.needs: list[str] = []
        self.heads: Counter[str] = Counter()
        self.lang = self.title = ""
        self.faults: list[str] = []
        self._stack: list[str] = []
        self.feed(text)
        self.close()
        self._judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice: {attrs}")
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "html":
            self.lang = values.get("lang", "")
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "iframe":
            self.frames.append(values.get("src", ""))
        if tag == "form" and values.get("method", "get").lower() == "get" and "action" in values:
            self.links.append(values["action"])
        if tag in ("img", "link", "script"):
            self.needs += [values[name] for name in ("href", "src") if name in values and values.get("rel") != "alternate"]
        self.heads[tag] += 1
        if tag not in _VOID:
            self._stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._stack.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack[-1] != tag and self._stack[-1] in _OPEN:
            self._stack.pop()
        if self._stack and self._stack[-1] == tag:
            self._stack.pop()
        elif tag not in _OPEN:
            self.faults.append(f"</{tag}> closes {self._stack[-3:]} at line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        if self._stack[-1:] == ["title"] and "svg" not in self._stack:
            self.title += data

    def _judge(self) -> None:
        self.faults += [f"id {name!r} stands {n} times" for name, n in self.ids.items() if n > 1 or not name]
        self.faults += [f"<{tag}> is not closed" for tag in self._stack if tag not in _OPEN]
        if self.heads["h1"] != 1:
            self.faults.append(f"{self.heads['h1']} h1")
        if not self.title.strip():
            self.faults.append("no title")
        if self.lang not in ("en", "vi"):
            self.faults.append(f"lang is {self.lang!r}")


def kind_of(address: str) -> str:
    """The kind of page of an address: the pattern of its route, or what Datasette makes of it; files apart by format."""
    path = urlsplit(address).path
    found = next((pattern for pattern, compiled in _PATTERNS if compiled.match(path)), None)
    suffix = path.rpartition(".")[2]
    if found is None:
        parts = path.strip("/").split("/")
        first = "asset" if parts[0] == "assets" else "datasette" if parts[0] == "-" else ""
        found = first or ("database", "table or query", "row")[min(len(parts), 3) - 1]
    return f"{found} {suffix}" if suffix in FILES else found


def _form_of(address: str) -> tuple[str, ...]:
    """What tells addresses of one kind apart: the table and the names of the arguments."""
    parts = urlsplit(address)
    table = "/".join(parts.path.split("/")[:3]) if not parts.path.startswith("/-/") else ""
    return (table.partition(".")[0], *sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))


@dataclass
class Walk:
    """The walk from the start page: at most `most` addresses, links of pages up to `depth - 1` clicks away followed."""

    client: httpx.Client
    most: int
    enough: int | None = None
    depth: int = 3
    faults: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    anchors: int = 0
    _clicks: dict[str, int] = field(default_factory=dict)
    _from: dict[str, str] = field(default_factory=dict)
    _waiting: dict[str, dict[tuple[str, ...], deque[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(deque))
    )
    _forms: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _wanted: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)
    _needs: dict[str, str] = field(default_factory=dict)

    def run(self) -> Walk:
        """Follow, then look at anchors and at the files that pages need."""
        self._add("/", "/", 0)
        with ThreadPoolExecutor(4) as pool:
            while batch := self._next():
                for address, answer in zip(batch, pool.map(self._get, batch), strict=True):
                    self._look(address, answer)
            for need, answer in zip(self._needs, pool.map(self._get, self._needs), strict=True):
                if answer.status_code != 200:
                    self.faults.append(f"{answer.status_code} {need}, needed by {self._needs[need]}")
        for address, anchors in self._wanted.items():
            for anchor, source in anchors.items() if address in self._ids else ():
                self.anchors += 1
                if anchor not in self._ids[address]:
                    self.faults.append(f"{address} has no #{anchor}, linked by {source}")
        return self

    def _get(self, address: str) -> httpx.Response:
        return self.client.get(address)

    def _add(self, address: str, source: str, clicks: int) -> None:
        if clicks > self.depth or address in self._clicks:
            return
        self._clicks[address], self._from[address] = clicks, source
        kind = kind_of(address)
        self.found[kind] += 1
        self._waiting[kind][_form_of(address)].append(address)

    def _next(self) -> list[str]:
        """The next addresses: of the kind seen least, of its form seen least, the first found."""
        batch: list[str] = []
        while len(batch) < AT_ONCE and self.seen.total() < self.most:
            open_kinds = [k for k in self._waiting if self.enough is None or self.seen[k] < self.enough]
            if not open_kinds:
                break
            kind = min(open_kinds, key=lambda k: (self.seen[k], k))
            forms = self._waiting[kind]
            form = min(forms, key=lambda f: (self._forms[(kind, *f)], f))
            batch.append(forms[form].popleft())
            self.seen[kind] += 1
            self._forms[(kind, *form)] += 1
            if not forms[form]:
                del forms[form]
            if not forms:
                del self._waiting[kind]
        return batch

    def _look(self, address: str, answer: httpx.Response) -> None:
        def fault(text: str) -> None:
            self.faults.append(f"{address}: {text} (linked by {self._from[address]})")

        kind, type_ = kind_of(address), answer.headers.get("content-type", "")
        suffix = kind.rpartition(" ")[2]
        if answer.status_code >= 400:
            fault(str(answer.status_code))
        elif answer.is_redirect:
            self._follow(address, answer.headers["location"], self._clicks[address])
        elif suffix in FILES and not type_.startswith(FILES[suffix]):
            fault(f"is {type_}")
        elif type_.startswith("text/html") and "sandbox" not in answer.headers.get("content-security-policy", ""):
            markup = Markup(answer.text)
            for line in markup.faults:
                fault(line)
            if "Traceback (most recent call last)" in answer.text:
                fault("shows a traceback")
            self._ids[address] = frozenset(markup.ids)
            for link in markup.links:
                self._follow(address, link, self._clicks[address] + 1)
            for frame in markup.frames:
                self._follow(address, frame, self._clicks[address])
            for need in markup.needs:
                self._needs.setdefault(urldefrag(urljoin(address, need))[0], address)

    def _follow(self, source: str, link: str, clicks: int) -> None:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if parts.scheme not in ("http", "https", "mailto"):
                self.faults.append(f"{source}: links to {link}")
            if parts.netloc != self.client.base_url.netloc.decode():
                return
        target, anchor = urldefrag(urljoin(source, link))
        target = target.removeprefix(str(self.client.base_url).rstrip("/"))
        if anchor:
            self._wanted[target].setdefault(unquote(anchor), source)
        self._add(target, source, clicks)


@contextmanager
def served(database: Path, log: Path) -> Iterator[httpx.Client]:
    """A client that keeps no cookie, of a server in a process of its own that writes its errors to `log`."""
    command = [sys.executable, "-m", "browse", "serve", "--port", "0", "--database", str(database)]
    with log.open("w") as errors, subprocess.Popen(command, cwd=ROOT, stderr=errors) as server:
        try:
            address = _address(log, server)
            jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
            with httpx.Client(base_url=address, timeout=60, trust_env=False, cookies=jar) as client:
                yield client
        finally:
            server.terminate()
            server.wait(20)


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    """The address that the server says it answers on."""
    while server.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            return found[0]
    raise AssertionError(log.read_text())
