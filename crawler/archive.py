"""Raw responses as WARC files: `archive/<portal>/<run>.warc.gz`, one gzip member a record, appended only.

Order of safety: a record is written before its row is in the ledger, so a kill in between loses at most the record being
written; it is on disk (fsync) within a second, and all are before a run counts as finished. After a kill or a power failure
`recover` cuts a half-written record off (it is kept beside the file) and gives back the whole ones: those that the ledger does
not know are entered, rows of records that never reached the disk are taken back (crawler.crawl.mend).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from core.encoding import PackingError, UnpackedSizeError
from core.warc import read_record as warc_record
from core.warc import unpacked_body
from crawler.ledger import Entry, Kind, Ledger
from crawler.net.limits import MAX_FILE

# Extension fields of a response record: what the ledger needs to know of it if it was killed before its row.
MARK = "X-Chiso-"
# The body is stored as received but for the framing of the connection, which ends at the client.
_HOP_HEADERS = {"transfer-encoding", "connection", "keep-alive", "proxy-connection"}
_CHUNK = 1 << 16
SYNC_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer as they went over the wire; header values are text in Latin-1 as HTTP has it."""

    url: str
    method: str
    request_headers: tuple[tuple[str, str], ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    date: str  # ISO 8601, UTC, "…Z"
    marks: Mapping[str, str]  # e.g. {"kind": "article", "key": "101"}
    truncated: str | None = None  # why the body broke off, as WARC-Truncated has it (`disconnect`)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response record begins: file below the archive directory, byte offset of its gzip member."""

    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An archived answer. `headers` have lower-case names; `body` is decoded (gzip, deflate) bytes."""

    url: str
    portal: str
    kind: Kind
    key: str | None
    status: int
    headers: dict[str, str]
    body: bytes
    fetched_at: str
    sha256: str
    warc_file: str
    offset: int


class Archive:
    """The archive being written by one run. Raises OSError (disk full, no permission) with the file's name."""

    def __init__(self, directory: Path, run: str) -> None:
        self.directory = directory
        self._run = run
        self._files: dict[str, tuple[BinaryIO, WARCWriter]] = {}
        self._unsynced: set[str] = set()
        self._synced_at = time.monotonic()

    def write(self, portal: str, exchange: Exchange) -> Place:
        """Append request and response. A failed write is cut off again."""
        name = f"{portal}/{self._run}.warc.gz"
        stream, writer = self._files.get(portal) or self._open(portal, name)
        start = stream.tell()
        try:
            response = writer.create_warc_record(
                exchange.url,
                "response",
                payload=BytesIO(exchange.body),
                length=len(exchange.body),
                http_headers=_http_headers(exchange),
                warc_headers_dict={"WARC-Date": exchange.date}
                | ({"WARC-Truncated": exchange.truncated} if exchange.truncated else {})
                | {MARK + k.title(): _escaped(v) for k, v in exchange.marks.items()},
            )
            request = writer.create_warc_record(
                exchange.url,
                "request",
                http_headers=StatusAndHeaders(
                    f"{exchange.method} {_target(exchange.url)} HTTP/1.1", list(exchange.request_headers), is_http_request=True
                ),
                warc_headers_dict={
                    "WARC-Date": exchange.date,
                    "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
                },
            )
            writer.write_record(request)
            offset = stream.tell()
            writer.write_record(response)
            self._unsynced.add(portal)
            if time.monotonic() - self._synced_at >= SYNC_SECONDS:
                self.sync()
        except OSError:
            stream.truncate(start)
            stream.seek(start)
            raise
        return Place(name, offset)

    def _open(self, portal: str, name: str) -> tuple[BinaryIO, WARCWriter]:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what `truncate` cuts off after a failed write must not linger in a buffer.
        stream: BinaryIO = path.open("ab", buffering=0)
        writer = WARCWriter(stream, gzip=True)
        self._files[portal] = (stream, writer)
        if stream.tell() == 0:
            writer.write_record(writer.create_warcinfo_record(name, {"software": "Chiso", "format": "WARC File Format 1.1"}))
        return stream, writer

    def sync(self) -> None:
        """Wait until all that was written is on disk. Raises OSError."""
        for portal in sorted(self._unsynced):
            os.fsync(self._files[portal][0].fileno())
        self._unsynced.clear()
        self._synced_at = time.monotonic()

    def close(self) -> None:
        self.sync()
        for stream, _ in self._files.values():
            stream.close()
        self._files.clear()


def sha256(body: bytes) -> str:
    """The hash of a decoded body, lower-case hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def read_pages(archive_dir: Path, ledger: Ledger, kinds: tuple[Kind, ...] = ("article",)) -> Iterator[ArchivedPage]:
    """Archived pages with status 200, by portal and address, the newest version last.

    Raises ValueError where the ledger points to a record that is not there, or whose body has another hash."""
    for entry in ledger.pages(kinds):
        yield read_page(archive_dir, entry)


def read_record(archive_dir: Path, warc: str, offset: int) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and decoded body of the response record at an offset. Raises ValueError where there is none."""
    record = warc_record(archive_dir / warc, offset, MAX_FILE)
    return record.status, record.headers, record.body


def read_page(archive_dir: Path, entry: Entry) -> ArchivedPage:
    """The archived answer of a row. Raises ValueError where it is not there, or its body has another hash."""
    if entry.warc is None or entry.offset is None:
        raise ValueError(f"{entry.url}: the ledger has no place for it")
    status, headers, body = read_record(archive_dir, entry.warc, entry.offset)
    found = sha256(body)
    if found != entry.sha256:
        raise ValueError(f"{archive_dir / entry.warc}: the record at {entry.offset} has hash {found}, not {entry.sha256}")
    return ArchivedPage(
        url=entry.final_url or entry.url,
        portal=entry.portal,
        kind=entry.kind,
        key=entry.article_key,
        status=status,
        headers=headers,
        body=body,
        fetched_at=entry.fetched_at or "",
        sha256=found,
        warc_file=entry.warc,
        offset=entry.offset,
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole response record found in a file: address, its marks, status, hash, date and offset; `usable`: whether its
    answer is whole, too (one that broke off is asked for again)."""

    url: str
    marks: dict[str, str]
    status: int
    sha256: str
    date: str
    offset: int
    usable: bool = True


def recover(path: Path) -> list[Whole]:
    """Cut a half-written last record off (kept as `<file>.<offset>.partial`) and list the whole responses."""
    good = _end_of_whole_members(path)
    if good < path.stat().st_size:
        with path.open("r+b") as stream:
            stream.seek(good)
            path.with_name(f"{path.name}.{good}.partial").write_bytes(stream.read())
            stream.truncate(good)
            os.fsync(stream.fileno())
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            head = {name.lower(): value for name, value in record.headers.astuples()}
            usable = "warc-truncated" not in head
            try:
                body = unpacked_body(record, MAX_FILE)
            except (UnpackedSizeError, PackingError):
                usable, body = False, b""
            marks = {k.removeprefix(MARK.lower()): _unescaped(v) for k, v in head.items() if k.startswith(MARK.lower())}
            found.append(
                Whole(
                    url=head["warc-target-uri"],
                    marks=marks,
                    status=int(record.http_headers.status_code or 0),
                    date=head["warc-date"],
                    offset=record.stream_pos,
                    sha256=sha256(body),
                    usable=usable,
                )
            )
    return found


def _end_of_whole_members(path: Path) -> int:
    """The offset where the last complete gzip member ends."""
    good = 0
    with path.open("rb") as stream:
        while True:
            stream.seek(good)
            inflater = zlib.decompressobj(31)
            size = 0
            while not inflater.eof:
                chunk = stream.read(_CHUNK)
                if not chunk:
                    return good
                try:
                    inflater.decompress(chunk)
                except zlib.error:
                    return good
                size += len(chunk) - len(inflater.unused_data)
            good += size


def _http_headers(exchange: Exchange) -> StatusAndHeaders:
    kept = [(k, v) for k, v in exchange.headers if k.lower() not in _HOP_HEADERS | {"content-length"}]
    kept.append(("Content-Length", str(len(exchange.body))))
    return StatusAndHeaders(f"{exchange.status} {_REASONS.get(exchange.status, '')}".strip(), kept, protocol="HTTP/1.1")


_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found", 429: "Too Many Requests"}


def _target(url: str) -> str:
    """The request target of an absolute address: path and query."""
    rest = url.split("://", 1)[-1]
    return "/" + rest.split("/", 1)[1] if "/" in rest else "/"


def _escaped(value: str) -> str:
    """A header value is ASCII on one line: everything else is escaped the way JSON does it, and so are spaces at its
    edges, which a reader of headers would strip."""
    return re.sub(r"^ +| +$", lambda m: r"\u0020" * len(m.group()), json.dumps(value)[1:-1])


def _unescaped(value: str) -> str:
    return str(json.loads(f'"{value}"'))
