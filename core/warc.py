"""One response record of a WARC file, read at its offset. Crawler and browse share it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from core.encoding import PackingError, UnpackedSizeError, unpack

_CHUNK = 1 << 16
MAX_RECORD = 64 * 1024 * 1024  # bytes of a body: what the crawler takes at most


@dataclass(frozen=True, slots=True)
class Record:
    """An archived answer: `headers` have lower-case names (of several with one name the last), `body` is without packing."""

    status: int
    headers: dict[str, str]
    body: bytes


def unpacked_body(record: Any, limit: int) -> bytes:
    """The body of a response record of fastwarc without its content encodings, at most `limit` bytes. Raises
    UnpackedSizeError or PackingError."""
    values = [value for name, value in record.http_headers.astuples() if name.lower() == "content-encoding"]
    packed = record.reader.read(limit + 1)
    if len(packed) > limit:
        raise UnpackedSizeError(f"answer too large: more than {limit} bytes")
    return unpack(packed, ", ".join(values), limit).body


def record_at(stream: BinaryIO, offset: int, limit: int) -> Record:
    """The response record at a byte offset of an open file. Raises ValueError where there is none, or one of more than
    `limit` bytes."""
    try:
        stream.seek(offset)
        for record in ArchiveIterator(stream):
            if record.record_type != WarcRecordType.response or not record.http_headers:
                break
            headers = {name.lower(): value for name, value in record.http_headers.astuples()}
            return Record(int(record.http_headers.status_code or 0), headers, unpacked_body(record, limit))
    except (OSError, UnpackedSizeError, PackingError) as error:
        raise ValueError(f"cannot read the record at {offset}: {error}") from error
    raise ValueError(f"no response record at {offset}")


def read_record(path: Path, offset: int, limit: int) -> Record:
    """The response record at a byte offset of a file. Raises ValueError where there is none, or one beyond `limit` bytes."""
    try:
        with path.open("rb") as stream:
            return record_at(stream, offset, limit)
    except OSError as error:
        raise ValueError(f"{path}: cannot read the record at {offset}: {error}") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def read_member(path: Path, offset: int, limit: int) -> bytes:
    """The bytes of the gzip member at an offset, packed as in the file: a WARC file of one record. Raises ValueError where
    there is no whole member, or one beyond `limit` bytes."""
    out = bytearray()
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            while not inflater.eof and (chunk := stream.read(_CHUNK)):
                out += chunk
                if len(out) > limit:
                    raise ValueError(f"{path}: the record at {offset} has more than {limit} bytes")
                # What it unpacks to is not wanted: step by step, so that a bomb takes no room.
                rest = chunk
                while rest and not inflater.eof:
                    inflater.decompress(rest, _CHUNK)
                    rest = inflater.unconsumed_tail
    except (OSError, zlib.error) as error:
        raise ValueError(f"{path}: cannot read the record at {offset}: {error}") from error
    if not inflater.eof:
        raise ValueError(f"{path}: no whole record at {offset}")
    return bytes(out[: len(out) - len(inflater.unused_data)])
