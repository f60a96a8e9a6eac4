"""The cores of this machine: processes are fed the parts of jobs, and this process alone writes.

A worker that dies takes no other down: what was under way is run again, one part at a time, and a part that ends its worker
twice when it is alone sets its job aside."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

from core.engine.jobs import ENDED, Done, Failed, Job, reason_of
from core.interrupt import worker_of_a_pool

# Parts that wait at the workers for each process: enough that none is idle while this process writes.
_AHEAD = 4
_LONE_DEATHS = 2
# Forked workers share what was loaded before; elsewhere they load it themselves.
_CONTEXT = multiprocessing.get_context("fork" if sys.platform == "linux" else None)


@dataclass(slots=True)
class _Open:
    """A job under way: results by part, and how many are still to come."""

    job: Job
    results: list[Any] = field(default_factory=list)
    left: int = 0
    failed: bool = False


_Part = tuple[_Open, int]


def usable_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalEngine:
    """`cores` processes (1: none but this one). `warm` loads what every worker needs, before they are made."""

    def __init__(self, cores: int | None = None, warm: Callable[[], object] | None = None) -> None:
        self.cores = cores or usable_cores()
        self._warm = warm
        self._pool: ProcessPoolExecutor | None = None

    def run(self, jobs: Iterable[Job]) -> Iterator[Done | Failed]:
        """As Engine.run. Whoever stops asking gets the processes back when what they are at is done."""
        if self.cores == 1:
            for job in jobs:
                yield _alone(job)
            return
        try:
            yield from self._feed(iter(jobs))
        finally:
            self.close()

    def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)  # whoever is interrupted waits for what is being read, not for what is not

    def _feed(self, jobs: Iterator[Job]) -> Iterator[Done | Failed]:
        waiting: deque[_Part] = deque()
        under_way: dict[Future[Any], _Part] = {}
        while True:
            broken = not self._submit(jobs, waiting, under_way)
            if not under_way and not broken:
                return
            ready = [] if broken else wait(under_way, return_when=FIRST_COMPLETED).done
            suspects: list[_Part] = []
            for future in ready:
                part = under_way.pop(future)
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    suspects.append(part)
                else:
                    yield from _settle(part, None if error else future.result(), error)
            if suspects or broken:
                suspects += under_way.values()
                under_way.clear()
                self.close()
                for part in sorted(suspects, key=lambda p: (p[0].job.name, p[1])):
                    yield from self._one(part)

    def _submit(self, jobs: Iterator[Job], waiting: deque[_Part], under_way: dict[Future[Any], _Part]) -> bool:
        """Keep the workers fed. False where they have ended."""
        if self._pool is None:
            self._pool = self._new_pool(self.cores)
        while len(under_way) < self.cores * _AHEAD:
            while not waiting and (job := next(jobs, None)) is not None:
                made = _Open(job, [None] * len(job.parts), len(job.parts))
                waiting.extend((made, at) for at in range(len(job.parts)))
            if not waiting:
                return True
            part = waiting.popleft()
            if part[0].failed:
                continue
            try:
                under_way[self._pool.submit(part[0].job.read, part[0].job.parts[part[1]])] = part
            except BrokenProcessPool:
                waiting.appendleft(part)
                return False
        return True

    def _one(self, part: _Part) -> Iterator[Done | Failed]:
        """Run a part that was under way when a worker died, in a process of its own."""
        opened, at = part
        if opened.failed:
            return
        for _ in range(_LONE_DEATHS):
            with self._new_pool(1) as pool:
                future = pool.submit(opened.job.read, opened.job.parts[at])
                error = future.exception()
            if not isinstance(error, BrokenProcessPool):
                yield from _settle(part, None if error else future.result(), error)
                return
        opened.failed, opened.results = True, []
        yield Failed(opened.job.name, ENDED)

    def _new_pool(self, cores: int) -> ProcessPoolExecutor:
        if self._warm is not None:
            self._warm()
            self._warm = None
        return ProcessPoolExecutor(cores, _CONTEXT, worker_of_a_pool, (os.getpid(),))


def _alone(job: Job) -> Done | Failed:
    try:
        results = [job.read(part) for part in job.parts]
    except Exception as error:  # noqa: BLE001  Not swallowed: the job is set aside with its reason, as in a process of a pool.
        return Failed(job.name, reason_of(error))
    return Done(job.name, job.write(results))


def _settle(part: _Part, result: Any, error: BaseException | None) -> Iterator[Done | Failed]:
    opened, at = part
    if opened.failed:
        return
    if error is not None:
        opened.failed, opened.results = True, []
        yield Failed(opened.job.name, reason_of(error))
        return
    opened.results[at] = result
    opened.left -= 1
    if not opened.left:
        yield Done(opened.job.name, opened.job.write(opened.results))
