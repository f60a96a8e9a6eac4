"""Progress of long work on a terminal: how much, how fast, how long yet. Silent where nobody looks (a pipe, a log)."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO

from core.events import stage

# So often a line is drawn anew, in seconds.
_EVERY = 0.2


class Progress:
    """A line that is drawn over itself: `extract: 1,200/10,000 articles, 152/s, 0:58 left`."""

    def __init__(self, stage: str, noun: str, total: int | None = None, out: TextIO | None = None) -> None:
        self._stage, self._noun, self._total = stage, noun, total
        self._out = out or sys.stderr
        self._shown = self._out.isatty()
        self._done = 0
        self._start = time.monotonic()
        self._drawn = 0.0

    def add(self, n: int = 1) -> None:
        """So many more are done."""
        self._done += n
        now = time.monotonic()
        if self._shown and now - self._drawn >= _EVERY:
            self._drawn = now
            self._draw(now - self._start)

    def end(self) -> None:
        """Draw the last state and leave the line."""
        if self._shown and self._done:
            self._draw(time.monotonic() - self._start)
            print(file=self._out)

    def _draw(self, seconds: float) -> None:
        rate = self._done / seconds if seconds > 0 else 0.0
        of = "" if self._total is None else f"/{self._total:,}"
        parts = [f"{self._done:,}{of} {self._noun}", f"{rate:,.0f}/s"]
        if self._total is not None and rate > 0 and self._done < self._total:
            parts.append(f"{clock((self._total - self._done) / rate)} left")
        # \x1b[K clears what a longer line left.
        print(f"\r\x1b[K{self._stage}: {', '.join(parts)}", end="", file=self._out, flush=True)


class Steps:
    """The steps of a command that have no count to show: the one under way stands on the terminal, each is told as a stage.

    `with Steps("build") as to: to("people"); …; to("checks"); …`."""

    def __init__(self, command: str, out: TextIO | None = None) -> None:
        self._command, self._out = command, out or sys.stderr
        self._under_way: AbstractContextManager[dict[str, Any]] | None = None

    def __enter__(self) -> Steps:
        return self

    def __call__(self, name: str) -> None:
        """The step before has ended, this one begins."""
        self._end(None, None, None)
        self._draw(f"{self._command}: {name} …")
        self._under_way = stage(name)
        self._under_way.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._draw("")
        self._end(kind, error, trace)

    def _end(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        step, self._under_way = self._under_way, None
        if step is not None:
            step.__exit__(kind, error, trace)

    def _draw(self, line: str) -> None:
        if self._out.isatty():
            print(f"\r\x1b[K{line}", end="", file=self._out, flush=True)


def clock(seconds: float) -> str:
    """`0:58`, `1:02:07`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
