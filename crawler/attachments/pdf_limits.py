"""What pdfminer unpacks is bounded: a few bytes of a PDF can ask for gigabytes."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pdfminer import pdftypes

from crawler.attachments.result import UnreadableError

MAX_PAGE_BYTES = 48 * 1024 * 1024
MAX_ALL_BYTES = 512 * 1024 * 1024


@dataclass
class Budget:
    """How much may still be unpacked: for the page at hand, and for the file."""

    page: int = MAX_PAGE_BYTES
    whole: int = MAX_ALL_BYTES

    def turn(self) -> None:
        """The next page begins."""
        self.page = MAX_PAGE_BYTES

    def take(self, size: int) -> None:
        self.page -= size
        self.whole -= size
        if min(self.page, self.whole) < 0:
            raise UnreadableError("its streams unpack to too much", "too_large")


_now = threading.local()


class _BoundedZlib:
    """zlib as pdfminer asks for it, within the budget of the file at hand."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        budget: Budget | None = getattr(_now, "budget", None)
        if budget is None:
            return zlib.decompress(data)
        unpacker = zlib.decompressobj()
        out = unpacker.decompress(data, max(1, min(budget.page, budget.whole) + 1))
        budget.take(len(out))
        if not unpacker.eof:
            raise zlib.error("incomplete or truncated stream")
        return out


@contextmanager
def bounded() -> Iterator[Budget]:
    """Within this block pdfminer unpacks no more than a budget."""
    before: Any = pdftypes.zlib  # type: ignore[attr-defined]
    _now.budget = Budget()
    setattr(pdftypes, "zlib", _BoundedZlib)  # noqa: B010  (a module in mypy's eyes)
    try:
        yield _now.budget
    finally:
        _now.budget = None
        setattr(pdftypes, "zlib", before)  # noqa: B010
