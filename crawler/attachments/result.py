"""What reading a file comes to, and the limits of it. All of them are counts, so that one file gives one result everywhere."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

Status = Literal["text", "scanned", "failed", "too_large"]

MAX_BYTES = 48 * 1024 * 1024  # the file as it came
MAX_PAGES = 300  # pages or sheets that are read; what stands behind them is told in `reason`
MAX_TEXT = 3_000_000  # characters of all pages together
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LETTER = re.compile(r"[^\W_]")


class FileText(NamedTuple):
    """A file's text. `pages`: one text a page (paragraphs parted by a blank line, a table one paragraph of pipe rows), ""
    where a page has none; empty unless `status` is `text`. `reason`: why there is no text, or what of it was left out."""

    pages: tuple[str, ...]
    status: Status
    reason: str | None = None


class UnreadableError(Exception):
    """A file that gives no text, with its status; the text says why."""

    def __init__(self, reason: str, status: Status = "failed") -> None:
        super().__init__(reason)
        self.status: Status = status


def clean(text: str) -> str:
    """One line: NFC, no invisible characters, every run of white space one space."""
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


def letters(text: str) -> int:
    """How many letters and digits a text has."""
    return len(_LETTER.findall(text))


def joined(paragraphs: list[str]) -> str:
    """A page from its paragraphs and tables."""
    return "\n\n".join(p for p in paragraphs if p)


def finished(pages: list[str], notes: list[str]) -> FileText:
    """The result for pages of which at least one has text; those behind MAX_TEXT are left out and told."""
    kept: list[str] = []
    total = 0
    for page in pages:
        total += len(page)
        if total > MAX_TEXT and kept:
            notes = [*notes, f"only the first {len(kept)} of {len(pages)} pages are kept ({MAX_TEXT} characters)"]
            break
        kept.append(page[:MAX_TEXT])
    return FileText(tuple(kept), "text", "; ".join(notes) or None)
