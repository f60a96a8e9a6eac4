"""What is known of one host (a slot: all hosts of a portal) in this run: until when it is left in peace, and whether it is
left altogether. No Scrapy, no clock of its own: times are seconds given by the caller.

A host is left for the rest of the run with one reason; its remaining articles become passing failures without a request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.net.limits import BACKOFF_FACTOR, MAX_BLOCKED, MAX_SILENT, MAX_UNREACHABLE, MAX_WAITED


@dataclass
class Host:
    """`until`: no request before; `left`: why it is left, or None. Rows count what happened in a row."""

    until: float = 0.0
    left: str | None = None
    waited: float = 0.0
    unreachable: int = 0
    silent: set[tuple[bool, str]] = field(default_factory=set)
    blocked: set[tuple[bool, str]] = field(default_factory=set)

    def answered(self, content: bool = True) -> None:
        """A page came, or a plain no (404): the host works and lets us in. Some hosts show their listings and withhold what
        they list: only `content` (an article, a file) speaks for all, a listing or sitemap for its own kind."""
        self.unreachable = 0
        for row in (self.silent, self.blocked):
            row -= {one for one in row if content or not one[0]}

    def not_met(self, reason: str, now: float, backoff: float) -> None:
        """An attempt met no server: the whole host waits, longer each time, and is left after a few."""
        self.unreachable += 1
        if self.unreachable >= MAX_UNREACHABLE:
            self._leave(f"{reason} ({self.unreachable} attempts in a row)")
        self.until = max(self.until, now + wait_before(self.unreachable, backoff))

    def gave_nothing(self, url: str, reason: str, content: bool = True) -> None:
        """An address got no answer in all its attempts, or a server error."""
        self.unreachable = 0
        self.silent.add((content, url))
        if len(self.silent) >= MAX_SILENT:
            self._leave(f"{len(self.silent)} pages in a row without an answer, the last: {reason}")

    def turned_away(self, url: str, status: int, content: bool = True) -> None:
        """An address was refused (403) or not served for its rate limit (429, 503)."""
        self.unreachable = 0
        self.blocked.add((content, url))
        if len(self.blocked) >= MAX_BLOCKED:
            self._leave(f"HTTP {status} on {len(self.blocked)} pages in a row")

    def told_to_wait(self, seconds: float, now: float) -> None:
        """The server asked for a pause: the whole host has it. All pauses of a run together are limited."""
        until = max(self.until, now + seconds)
        self.waited += until - max(self.until, now)
        self.until = until
        if self.waited > MAX_WAITED:
            self._leave(f"rate limit: {self.waited:.0f} s waited in all")

    def _leave(self, reason: str) -> None:
        self.left = self.left or f"host left for this run: {reason}"


def wait_before(attempt: int, backoff: float) -> float:
    """Seconds before the repetition number `attempt` (1, 2, ...)."""
    return float(backoff * BACKOFF_FACTOR ** (attempt - 1))


def retry_after(value: str | None, waits: int) -> float:
    """Retry-After as seconds: a number or an HTTP date, never below zero; without a usable one 30 s, 60 s, 90 s."""
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]+)?", text):
        return float(text)
    if re.fullmatch(r"[0-9]{10,}", text):
        return float("1e9")
    try:
        when = parsedate_to_datetime(text)
        zoned = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (zoned - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return 30.0 * waits
