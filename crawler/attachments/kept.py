"""Results that were read before, below data/attachments: derived, so that they may be deleted at any time.

One file a result, `v<reader>/<ab>/<hash of the file>-<hash of what was said of it>.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from crawler.attachments.reader import VERSION
from crawler.attachments.result import FileText

DIRECTORY = "attachments"


class Kept:
    """The results kept in a data directory. `read`: how many files had to be read, as they were not kept."""

    def __init__(self, data_dir: Path) -> None:
        self._directory = data_dir / DIRECTORY / f"v{VERSION}"
        self.read = 0

    def get(self, sha256: str, said: tuple[str | None, ...], make: Callable[[], FileText]) -> FileText:
        """The result for a file by its hash and what was said of it (media type, name, address); `make` reads it where it is
        not kept, or where what is kept is broken. A disk that takes nothing costs the keeping only."""
        words = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
        path = self._directory / sha256[:2] / f"{sha256}-{words}.json"
        try:
            pages, status, reason = json.loads(path.read_text(encoding="utf-8"))
            return FileText(tuple(map(str, pages)), status, reason)
        except (OSError, ValueError, TypeError):
            found = make()
        self.read += 1
        part = path.with_suffix(".part")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(found, ensure_ascii=True), encoding="utf-8")
            part.replace(path)
        return found
