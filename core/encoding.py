"""Content-Encoding taken off an answer: gzip and deflate, also one in the other, never beyond a size, and told apart from a
packing that broke off. Crawler, archive and the page of an archived page share it, so that a body has one hash."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

MAX_ENCODINGS = 3
_STEP = 1 << 16
_GZIP = zlib.MAX_WBITS | 16
_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
GZIP_MAGIC = b"\x1f\x8b\x08"


class UnpackedSizeError(Exception):
    """More bytes unpacked than are allowed."""


class PackingError(Exception):
    """Packed in a way that was not asked for, or broken."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The body without its packing; `whole` is False where the packed bytes end too early."""

    body: bytes
    whole: bool = True


def unpack(body: bytes, header: str | None, limit: int) -> Unpacked:
    """The body of an answer with this `Content-Encoding` (several encodings: separated by commas, the last put on last).

    A body that a header calls gzip and that is none is taken as it is: servers mislabel. Raises UnpackedSizeError, and
    PackingError for an encoding that was not asked for."""
    names = [name.strip().lower() for name in (header or "").split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > MAX_ENCODINGS:
        raise PackingError(f"packed {len(names)} times over")
    whole = True
    for name in reversed(names):
        if name not in _NAMES:
            raise PackingError(f"packed as '{name[:20]}', which was not asked for")
        body, complete = _gunzip(body, limit) if _NAMES[name] == "gzip" else _inflate(body, limit)
        whole = whole and complete
    return Unpacked(body, whole)


def gunzip(body: bytes, limit: int) -> bytes:
    """A file that is gzip by itself (`sitemap.xml.gz`). Raises UnpackedSizeError, and PackingError where it is broken."""
    out, whole = _gunzip(body, limit)
    if not whole or not body.startswith(GZIP_MAGIC):
        raise PackingError("broken gzip file")
    return out


def _gunzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    """All members of a gzip stream. What follows the last member is padding and falls away."""
    if not body.startswith(GZIP_MAGIC[:2]):
        return body, True
    out = bytearray()
    rest = body
    while rest.startswith(GZIP_MAGIC[:2]):
        inflater = zlib.decompressobj(_GZIP)
        if not _feed(inflater, rest, out, limit):
            return bytes(out), False
        rest = inflater.unused_data
    return bytes(out), True


def _inflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    """deflate with zlib's frame, as the standard has it, or without, as some servers send it."""
    if not body:
        return body, True
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        out = bytearray()
        whole = _feed(zlib.decompressobj(bits), body, out, limit)
        if whole is not None or out:
            return bytes(out), bool(whole)
    return body, True


def _feed(inflater: zlib._Decompress, packed: bytes, out: bytearray, limit: int) -> bool | None:
    """Unpack into `out`, step by step; whether the stream ended where it should, None where it is no such stream."""
    while packed and not inflater.eof:
        try:
            out += inflater.decompress(packed, _STEP)
        except zlib.error:
            return None
        if len(out) > limit:
            raise UnpackedSizeError(f"answer too large: more than {limit} bytes unpacked")
        packed = inflater.unconsumed_tail
    return inflater.eof
