"""Content-Encoding taken off an answer (core/encoding.py), with the crawler's own limits and errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core import encoding
from core.encoding import GZIP_MAGIC, Unpacked
from crawler.net.errors import TooLarge, Unreadable
from crawler.net.limits import MAX_FILE

__all__ = ["GZIP_MAGIC", "Unpacked", "gunzip", "unpack"]


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except encoding.UnpackedSizeError as error:
        raise TooLarge(str(error)) from error
    except encoding.PackingError as error:
        raise Unreadable(str(error)) from error


def unpack(body: bytes, header: str | None, limit: int = MAX_FILE) -> Unpacked:
    """core.encoding.unpack. Raises TooLarge or Unreadable."""
    with _own_errors():
        return encoding.unpack(body, header, limit)


def gunzip(body: bytes, limit: int) -> bytes:
    """core.encoding.gunzip. Raises TooLarge or Unreadable."""
    with _own_errors():
        return encoding.gunzip(body, limit)
