"""How often a host is asked: AutoThrottle above a floor, and a queue in which no host takes the place of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

from crawler.net.limits import PER_HOST
from crawler.net.slots import slot_of


class PortalThrottle(AutoThrottle):
    """AutoThrottle whose lower bound is a portal's own delay or the Crawl-delay of its robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floors = {slot: float(one["delay"]) for slot, one in crawler.settings["DOWNLOAD_SLOTS"].items()}

    def slow_down(self, slot: str, delay: float) -> None:
        """Crawl-delay: never more often than this from now on, also after Scrapy made the slot anew (it drops idle ones)."""
        self._floors[slot] = max(self._floors.get(slot, 0.0), delay)
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings.setdefault(slot, {"concurrency": 1})["delay"] = self._floors[slot]
        if slot in downloader.slots:
            downloader.slots[slot].delay = max(downloader.slots[slot].delay, self._floors[slot])

    def _min_delay(self) -> float:
        return 0.0

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        key, slot = self._get_slot(request, spider)
        floor = self._floors.get(key or "", 0.0)
        if key is None or slot is None or floor == 0.0:
            return  # no delay is asked for (samples, measurements): none grows from the server's answers
        super()._response_downloaded(response, request, spider)
        slot.delay = max(slot.delay, floor)


class FairQueue(DownloaderAwarePriorityQueue):
    """Hands out at most PER_HOST requests of a host at a time, also while they wait (Retry-After, a pause): thousands of
    waiting requests of one portal leave room for the others."""

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _Room(crawler)


class _Room(DownloaderInterface):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._slots: dict[str, str] = crawler.settings["NET_SLOTS"]

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        busy = Counter(self.get_slot_key(request) for request in self.downloader.active)
        return [(busy[slot], slot) for slot in possible_slots if busy[slot] < PER_HOST]

    def get_slot_key(self, request: Request) -> str:
        try:
            return slot_of(request.url, self._slots)
        except ValueError:
            return ""  # no address at all: HostGuard says so
