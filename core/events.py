"""What a run tells of itself: events, as JSON lines in a log (`--log`) and summed up in its report (core/run_report.py).

The run is held in a context variable that core/recorded.py sets for as long as a command lasts; where there is none, `emit`
does nothing. Words of articles never go in: `plain` takes out what a message quotes."""

from __future__ import annotations

import fcntl
import json
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from core.engine.jobs import Job

# So much of a reason is kept: it says what is wrong, and a line stays short.
_LONGEST = 400
# An id, an address or a path may stand in quotes; other words may be those of an article.
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|“([^”]*)”|«([^»]*)»")
_HARMLESS = re.compile(r"[0-9a-f]{12,64}|https?://\S+|[\x21-\x7e]*/[\x21-\x7e]+")
_MARK = "'…'"


class LogError(Exception):
    """The log cannot be written. `str()` is ready to be shown."""


class EventLog:
    """An open log. A line is one write at the end of the file (O_APPEND), so that lines of several processes are never torn."""

    def __init__(self, target: str) -> None:
        """`target`: a file, made where it is missing, or `-` for standard error. Raises LogError."""
        self._target, self._owned = target, target != "-"
        self._fd: int | None = sys.__stderr__.fileno() if not self._owned and sys.__stderr__ else None
        if not self._owned:
            return
        try:
            self._fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
            # What another process is just writing is not torn: each line is written under the lock.
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            if _torn(Path(target)):
                os.write(self._fd, b"\n")
            fcntl.flock(self._fd, fcntl.LOCK_UN)
        except OSError as error:
            self.close()
            raise LogError(f"the log {target} cannot be written: {error.strerror}") from error

    def write(self, line: dict[str, Any]) -> None:
        """A log that can no longer be written (a full disk) is said once, and ends no run."""
        if self._fd is None:
            return
        left = (json.dumps(line, ensure_ascii=False, default=str) + "\n").encode("utf-8", "backslashreplace")
        try:
            if self._owned:
                fcntl.flock(self._fd, fcntl.LOCK_EX)
            while left:
                left = left[os.write(self._fd, left) :]
            if self._owned:
                fcntl.flock(self._fd, fcntl.LOCK_UN)
        except OSError as error:
            self.close()
            print(f"chiso: the log {self._target} is written no further: {error.strerror}", file=sys.stderr)

    def close(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None and self._owned:
            os.close(fd)


def _torn(path: Path) -> bool:
    """Whether the last line of a file has no end (the disk was full): what comes next must not be glued to it."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


class Notes(Protocol):
    """Who keeps what is told (the report)."""

    def note(self, event: str, fields: dict[str, Any]) -> None: ...


class Run:
    """One run of a command: its id (sorts by time, and names the report), its log if one was asked for, its report."""

    def __init__(self, command: str, log: EventLog | None, notes: Notes) -> None:
        self.began = datetime.now(UTC)
        self.id = f"{self.began:%Y%m%dT%H%M%S}{self.began.microsecond // 1000:03}Z-{os.getpid()}"
        self.command = command
        self._log, self._notes, self._pid = log, notes, os.getpid()

    def tell(self, event: str, fields: dict[str, Any]) -> None:
        """A process that was forked from this one tells nothing: its work is told where its results come together."""
        if os.getpid() != self._pid:
            return
        self._notes.note(event, fields)
        if self._log is not None:
            self._log.write({"at": stamp(datetime.now(UTC)), "run": self.id, "command": self.command, "event": event} | fields)


_RUN: ContextVar[Run | None] = ContextVar("run", default=None)


def stamp(at: datetime) -> str:
    """A moment in UTC with milliseconds: `2026-01-31T23:59:59.123Z`."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


@contextmanager
def telling(run: Run) -> Iterator[None]:
    """Until its end what is emitted is told by this run."""
    token = _RUN.set(run)
    try:
        yield
    finally:
        _RUN.reset(token)


def emit(event: str, **fields: Any) -> None:
    """Tell an event, where a command that records itself runs. `fields`: what JSON holds; no words of articles."""
    if (run := _RUN.get()) is not None:
        run.tell(event, fields)


def counts(of: str, **numbers: int) -> None:
    """Tell what went `in`, came `out`, or was `worked` on (what the rate is counted by)."""
    emit("counts", of=of, **numbers)


@contextmanager
def stage(name: str, **fields: Any) -> Iterator[dict[str, Any]]:
    """A step of the run: told when it begins (with `fields`) and when it ends (with what the body puts into the dict, the
    seconds, and `failed` where an error or a signal ended it)."""
    began, told = time.monotonic(), dict[str, Any]()
    emit("stage begun", stage=name, **fields)
    try:
        yield told
    except BaseException:
        told["failed"] = True
        raise
    finally:
        emit("stage ended", stage=name, seconds=round(time.monotonic() - began, 3), **fields | told)


def plain(message: str) -> str:
    """A message in one line, without the words that it quotes: these may be an article's. Ids, addresses and paths stay."""
    line = _QUOTED.sub(lambda m: m[0] if _HARMLESS.fullmatch(next(g for g in m.groups() if g is not None)) else _MARK, message)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


class HandedOut:
    """When each job was taken by an engine, so that its seconds (waiting at a worker among them) can be told."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def of(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """The jobs, noted as they are taken."""
        for job in jobs:
            self._at[job.name] = time.monotonic()
            yield job

    def done(self, name: str, articles: int, noun: str = "articles", **fields: Any) -> None:
        """Tell that a partition is done."""
        emit("partition done", partition=name, seconds=self._seconds(name), **{noun: articles}, **fields)

    def aside(self, name: str, articles: int, reason: str, noun: str = "articles") -> None:
        """Tell that a partition was set aside, and why."""
        emit("partition set aside", partition=name, seconds=self._seconds(name), **{noun: articles}, reason=plain(reason))

    def _seconds(self, name: str) -> float | None:
        at = self._at.pop(name, None)
        return None if at is None else round(time.monotonic() - at, 3)
