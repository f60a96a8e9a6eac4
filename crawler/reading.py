"""Pages are read in processes beside the crawler's own: while one waits for portals, the others take pages apart.

What a worker gets and gives back is plain data. A page that kills its reader, or keeps it busy too long, is a failure of that
page; the others go on with new readers.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any

from core.interrupt import ignore_in_worker
from crawler.cms import FAMILIES
from crawler.cms.base import Listing, NotArticle, ParsedArticle
from crawler.cms.postback import delta_page
from crawler.coding.page import page_tree
from crawler.decode import decode
from crawler.parse import parse_page
from crawler.readings import dumped

# A page that takes longer than this is no page that the rules were made for.
SECONDS = 60.0
_LISTING, _ARTICLE = 0, 1
# A page is a few thousand objects that all refer to each other: they are cleared away a few pages at a time.
_GARBAGE = 20_000
# How the reasons begin for which a page gave no article.
NOT_READ = ("no article: ", "adapter error: ", "reading the page ")
# What a family module may raise on a page it was not made for. Such a page is recorded and stays in the archive.
ADAPTER_ERRORS = (ValueError, LookupError, AttributeError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class PageRead:
    """What an article page gave. `problem`: why it is no article (None where it is one); `content`: the hash of what was read;
    `files`: addresses of files it offers; `layout`, `published_at` and `body_chars` as read; `reading`: all of it, as
    `crawler.readings` keeps it; `whole`: where all of the text is, if the page shows a part."""

    problem: str | None
    content: str | None = None
    files: tuple[str, ...] = ()
    layout: str | None = None
    published_at: str | None = None
    body_chars: int | None = None
    reading: str | None = None
    whole: str | None = None


def content_hash(parsed: ParsedArticle) -> str:
    """The hash of what a page says: title, text, day, author, section, files; not of the bytes, which change with every visit."""
    said = asdict(parsed)
    del said["layout"], said["whole"]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_article(body: bytes, url: str, family: str, headers: dict[str, str]) -> PageRead:
    """Take an article page apart. Pure; an adapter's error is a problem of the page."""
    try:
        parsed, used = parse_page(body, url, family=family, headers=headers)
    except ADAPTER_ERRORS as error:
        return PageRead(f"adapter error: {type(error).__name__}: {error}")
    if isinstance(parsed, NotArticle):
        return PageRead(f"no article: {parsed.reason}", reading=dumped(parsed, used))
    return PageRead(
        None,
        content_hash(parsed),
        tuple(f.url for f in parsed.files),
        f"{used}:{parsed.layout}",
        parsed.published_at,
        len(parsed.body),
        dumped(parsed, used),
        parsed.whole,
    )


def read_listing(body: bytes, url: str, family: str, headers: dict[str, str]) -> Listing | str:
    """The items and the next page of a listing, or the adapter's error as text."""
    try:
        text = decode(body, headers)[0]
        # A partial answer (ASP.NET UpdatePanel records) becomes a page of its panels.
        return FAMILIES[family].listing(page_tree(delta_page(text) or text)[0], url)
    except ADAPTER_ERRORS as error:
        return f"adapter error: {type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True)
class _Ended:
    """A worker that did not answer, and why."""

    problem: str


class Readers:
    """The worker processes. `workers` 0: pages are read in this process."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = min(2, os.cpu_count() or 1) if workers is None else workers
        self._pool = self._start()
        self._alone = asyncio.Lock()
        self._free = 2 * self.workers
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._turns = count()

    def _start(self) -> ProcessPoolExecutor | None:
        if self.workers == 0:
            return None
        # Forked, so that the rules are loaded once; before the event loop runs, so that no thread is forked along. What is
        # loaded stays: looking it over for garbage would copy it into each process.
        gc.freeze()
        pool = ProcessPoolExecutor(self.workers, multiprocessing.get_context("fork"), _leave_with, (os.getpid(),))
        pool.submit(_nothing).result()
        return pool

    async def article(self, body: bytes, url: str, family: str, headers: dict[str, str]) -> PageRead:
        """See `read_article`."""
        found = await self._run(_ARTICLE, read_article, body, url, family, headers)
        return found if isinstance(found, PageRead) else PageRead(str(found))

    async def listing(self, body: bytes, url: str, family: str, headers: dict[str, str]) -> Listing | str:
        """See `read_listing`."""
        found = await self._run(_LISTING, read_listing, body, url, family, headers)
        return found if isinstance(found, Listing) else str(found)

    async def _run(self, rank: int, work: Callable[..., Any], *args: Any) -> Any:
        if self._pool is None:
            return work(*args)
        await self._turn(rank)
        try:
            found = await self._try(work, *args)
        finally:
            self._leave()
        if not isinstance(found, _Ended):
            return found
        # Whoever ended the process took its neighbours with it: each gets a second turn, one at a time.
        async with self._alone:
            found = await self._try(work, *args)
        return found.problem if isinstance(found, _Ended) else found

    async def _turn(self, rank: int) -> None:
        """Wait until a worker is about to be free; listings go before articles, for requests wait for what they list."""
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (rank, next(self._turns), turn))
        await turn

    def _leave(self) -> None:
        while self._waiting:
            _, _, turn = heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    async def _try(self, work: Callable[..., Any], *args: Any) -> Any:
        pool = self._pool
        assert pool is not None
        try:
            return await asyncio.wait_for(asyncio.wrap_future(pool.submit(work, *args)), SECONDS)
        except TimeoutError:
            problem = f"reading the page took longer than {SECONDS:.0f} s"
        except BrokenProcessPool:
            problem = "reading the page ended its process"
        if self._pool is pool:
            _end(pool)
            self._pool = self._start()
        return _Ended(problem)

    def close(self, now: bool = False) -> None:
        """End the processes. `now`: without waiting for the pages that they are reading."""
        pool, self._pool = self._pool, None
        if pool is not None and now:
            _end(pool)
        elif pool is not None:
            pool.shutdown(cancel_futures=True)


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop a pool whose worker may never return."""
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _nothing() -> None:
    """What starts the workers."""


def _leave_with(parent: int) -> None:
    """In a worker: the terminal's interrupt is the crawler's to handle, and without the crawler there is nothing to do."""
    ignore_in_worker()
    gc.set_threshold(_GARBAGE, 5, 5)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
