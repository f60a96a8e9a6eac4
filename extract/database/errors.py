"""What stops a build: the reason, with file and line where there is one."""

from __future__ import annotations

from pathlib import Path


class BuildError(Exception):
    """A build, check or export cannot go on. `str()` is `file:line: reason`, ready to be shown."""

    def __init__(self, reason: str, file: Path | None = None, line: int | None = None) -> None:
        place = "" if file is None else f"{file}: " if line is None else f"{file}:{line}: "
        super().__init__(place + reason)
        self.reason, self.file, self.line = reason, file, line
