"""Every limit of the network side, in one place: sizes in bytes, times in seconds.

Five may be set in the environment, for tests and for portals that are slower than most (docs/portals.md):
CHISO_TIMEOUT, CHISO_BACKOFF, CHISO_MAX_WAIT, CHISO_RATE, CHISO_ALLOW_LOOPBACK."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass

MIB = 1024 * 1024

# Stock NukeViet refuses more than 40 requests a minute from one address (429): one every 2 s is below that.
LIVE_DELAY = 2.5
SAMPLE_DELAY = 0.005
# No portal file may ask for more than one request a second of a host on the network.
LEAST_DELAY = 1.0
MAX_CRAWL_DELAY = 120.0
MAX_THROTTLE = 60.0

# By kind of request; a header never exceeds MAX_HEADER. A page this long is no article, but pictures are put into pages.
MAX_PAGE = 16 * MIB
MAX_FILE = 64 * MIB
MAX_SITEMAP = 50 * MIB  # the sitemap protocol's own limit
MAX_ROBOTS = 1 * MIB
MAX_HEADER = 64 * 1024
MAX_COOKIES = 100  # of one portal

MAX_URL = 2048
MAX_QUERY = 40
MAX_SAME_SEGMENT = 4

MAX_REDIRECTS = 5
RETRIES = 2
BACKOFF_FACTOR = 3.0
CONNECT_TIMEOUT = 20.0
FILE_TIME_FACTOR = 4.0

# Of one host in one run: attempts in a row that meet no server, addresses in a row that get no answer (or server errors)
# in all their attempts, addresses in a row that are refused (403, 429), and seconds waited for rate limits in all.
MAX_UNREACHABLE = 4
MAX_SILENT = 10
MAX_BLOCKED = 5
MAX_WAITS = 3
MAX_WAITED = 3600.0

# Requests of one host that may be on their way or waiting at once; one is asked at a time.
PER_HOST = 3


class LimitError(ValueError):
    """An environment variable that is no usable number; the text names it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be set. `timeout`: from the request to the last byte of a page; `backoff`: before the first repetition, then
    three times as long each; `max_wait`: longest Retry-After obeyed; `rate`: requests a second over all hosts;
    `loopback`: whether this machine itself may be asked (tests)."""

    timeout: float = 45.0
    backoff: float = 5.0
    max_wait: float = 600.0
    rate: float = 8.0
    loopback: bool = False

    @property
    def connect_timeout(self) -> float:
        return min(CONNECT_TIMEOUT, self.timeout)

    def max_bytes(self, kind: str | None) -> int:
        """The largest answer to a request of a kind (None: robots.txt)."""
        return {"file": MAX_FILE, "sitemap": MAX_SITEMAP, None: MAX_ROBOTS}.get(kind, MAX_PAGE)

    def seconds(self, kind: str | None) -> float:
        """How long a request of a kind may take in all."""
        return self.timeout * (FILE_TIME_FACTOR if kind in ("file", "sitemap") else 1.0)


def limits_of(environment: Mapping[str, str] = os.environ) -> Limits:
    """The limits with what the environment sets. Raises LimitError with the variable's name."""
    usual = Limits()
    return Limits(
        timeout=_number(environment, "CHISO_TIMEOUT", usual.timeout, 0.05, 3600.0),
        backoff=_number(environment, "CHISO_BACKOFF", usual.backoff, 0.0, 600.0),
        max_wait=_number(environment, "CHISO_MAX_WAIT", usual.max_wait, 0.0, 86400.0),
        rate=_number(environment, "CHISO_RATE", usual.rate, 0.01, 10_000.0),
        loopback=_switch(environment, "CHISO_ALLOW_LOOPBACK"),
    )


def _number(environment: Mapping[str, str], name: str, usual: float, least: float, most: float) -> float:
    text = environment.get(name, "").strip()
    if not text:
        return usual
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise LimitError(f"{name}: '{text}' is no number from {least:g} to {most:g}")
    return value


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").strip()
    if text not in ("", "0", "1"):
        raise LimitError(f"{name}: '{text}' is neither 0 nor 1")
    return text == "1"
