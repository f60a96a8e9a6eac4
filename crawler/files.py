"""Archived files -> the attachments of the articles that offer them, and what of them was not read.

A file belongs to an article by its address; of several archived versions the newest counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.archive import read_record, sha256
from crawler.attachments.apart import Apart
from crawler.attachments.kept import Kept
from crawler.attachments.result import FileText
from crawler.body import CAPTION
from crawler.decode import fold
from crawler.ledger import Entry, Ledger
from schemas.records import Article, Attachment

_NOT_ASKED = "it was not asked for"
_POINTER = re.compile(
    r"đính kèm|kèm theo|tải (?:về|xuống|tại|file|tệp)|tại đây|\b(?:file|tệp|tập tin)\b|toàn văn|(?:xem )?chi tiết|"
    r"\.(?:pdf|docx?|xlsx?)\b",
    re.I,
)
_POINTER_LENGTH = 160


@dataclass(frozen=True, slots=True)
class FileIssue:
    """Something of an article's files that was not read: a rule of `issues` (`attachment.…`) and why, in English."""

    rule: str
    reason: str


class Files:
    """The archived files of a data directory. Close it: it reads in a process of its own."""

    def __init__(self, data_dir: Path, ledger: Ledger) -> None:
        self._archive = data_dir / "archive"
        self._ledger = ledger
        self._kept = Kept(data_dir)
        self._reader = Apart()
        self._fetched = {(e.portal, e.article_key): e for e in ledger.pages(("file",)) if e.status == "fetched"}
        self._known: dict[str, dict[str, Entry]] = {}
        self.counts: Counter[str] = Counter()

    def close(self) -> None:
        self._reader.close()

    def fill(self, portal: str, article: Article) -> tuple[Article, list[FileIssue]]:
        """The article with the pages and status of its files, and issues of those that gave no text."""
        found = [self._filled(portal, attachment) for attachment in article.attachments]
        filled = replace(article, attachments=tuple(attachment for attachment, _ in found))
        issues = [FileIssue(rule, f"attachment {a.id}: {why}") for a, text in found for rule, why in _issues(text)]
        silent = [a for a, _ in found if not a.pages]
        if found and len(silent) == len(found) and not _own_text(article):
            told = ", ".join(
                f"{n} {status or 'not read'}" for status, n in sorted(Counter(a.status or "" for a in silent).items())
            )
            issues.insert(0, FileIssue("attachment.only", f"attachment only: the page has no text of its own ({told})"))
        return filled, issues

    def _filled(self, portal: str, attachment: Attachment) -> tuple[Attachment, FileText | str]:
        entry = self._fetched.get((portal, attachment.url))
        if entry is None:
            return self._absent(portal, attachment)
        said = (attachment.media_type, attachment.name, attachment.url)
        try:
            found = self._kept.get(entry.sha256 or "", said, lambda: self._read(entry, attachment))
        except ValueError as error:
            self.counts["damaged"] += 1
            return replace(attachment, status="failed"), f"what is archived of it cannot be read: {error}"
        self.counts[found.status] += 1
        return replace(attachment, pages=found.pages, status=found.status), found

    def _read(self, entry: Entry, attachment: Attachment) -> FileText:
        _, headers, body = read_record(self._archive, entry.warc or "", entry.offset or 0)
        if sha256(body) != entry.sha256:
            raise ValueError(f"{self._archive / (entry.warc or '')}: the record at {entry.offset} has another hash than noted")
        media_type = headers.get("content-type") or attachment.media_type
        return self._reader.read(body, media_type, attachment.name, attachment.url)

    def _absent(self, portal: str, attachment: Attachment) -> tuple[Attachment, str]:
        """A file that is not archived: why, as the ledger has it."""
        if portal not in self._known:
            self._known[portal] = self._ledger.known(portal, "file")
        entry = self._known[portal].get(attachment.url)
        self.counts["not fetched"] += 1
        if entry is None or entry.status == "listed":
            return attachment, entry.reason or "it is not fetched yet" if entry else _NOT_ASKED
        too_large = (entry.reason or "").startswith("answer too large")
        why = f"it was not fetched ({entry.reason})" if entry.reason else "it was not fetched"
        return replace(attachment, status=attachment.status or ("too_large" if too_large else "failed")), why


def _own_text(article: Article) -> str:
    """What a page says besides pictures and pointing to its files (`Xem chi tiết tại tệp đính kèm`, a file's name)."""
    names = {fold(a.name) for a in article.attachments if a.name}
    told = (p for p in article.body.split("\n\n") if not p.startswith(CAPTION) and fold(p) not in names)
    return " ".join(p for p in told if len(p) > _POINTER_LENGTH or not _POINTER.search(p))


def _issues(found: FileText | str) -> Iterator[tuple[str, str]]:
    if isinstance(found, str):
        yield "attachment.not_fetched", found
    elif found.status != "text":
        yield f"attachment.{found.status}", found.reason or found.status
    elif found.reason:
        yield "attachment.partly", found.reason
