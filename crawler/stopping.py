"""Scrapy's process, run so that it can be stopped: at the first SIGINT or SIGTERM nothing more is asked for and answers under way
are awaited for a while; at the second all is dropped at once. Scrapy's own handlers would wait for a host's Retry-After."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

from scrapy.crawler import CrawlerProcess
from twisted.internet.error import ReactorNotRunning

from core.interrupt import status_of

# Seconds that answers under way are awaited: most come in that time, and what does not is asked for by the next run.
GRACE = 10.0
WAITING = f"stopping: answers under way are awaited, {GRACE:.0f} s at most; once more stops at once"


@dataclass(frozen=True, slots=True)
class Stop:
    """What a process was told: the signal's number, and whether it came a second time."""

    signum: int
    at_once: bool


def run_process(process: CrawlerProcess, tell: Callable[[str], None]) -> Stop | None:
    """Run a process to its end, or until it is told to stop; None where it was not. `tell` is given a line at the first signal.
    A third signal ends the program where it stands: what is archived is whole all the same, as after a kill."""
    stop: Stop | None = None

    def told(signum: int, frame: FrameType | None) -> None:
        nonlocal stop
        if stop is None:
            stop = Stop(signum, at_once=False)
            _reactor().callFromThread(_let_end, process, tell)
        elif not stop.at_once:
            stop = Stop(stop.signum, at_once=True)
            _reactor().callFromThread(_end)
        else:
            os._exit(status_of(signum))

    before = {signum: signal.signal(signum, told) for signum in (signal.SIGINT, signal.SIGTERM)}
    try:
        process.start(install_signal_handlers=False)
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
    return stop


def _let_end(process: CrawlerProcess, tell: Callable[[str], None]) -> None:
    tell(WAITING)
    _reactor().callLater(GRACE, _end)
    process.stop()


def _end() -> None:
    with suppress(ReactorNotRunning):
        _reactor().stop()


def _reactor() -> Any:
    """The event loop: which one it is, is settled only when a process is made."""
    from twisted.internet import reactor

    return reactor
