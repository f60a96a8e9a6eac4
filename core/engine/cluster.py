"""Several machines: Dask distributed. A worker does a whole job, its writing too, in a directory that all machines share.

Without an address a cluster of this machine's cores is started, each worker a process, all of it on 127.0.0.1."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from typing import Any

import dask
from distributed import Client, Future, LocalCluster, wait
from distributed.scheduler import KilledWorker

from core.engine.jobs import ENDED, Done, EngineError, Failed, Job, reason_of

# Jobs that wait at the scheduler for each worker, so that none is idle while results travel.
_AHEAD = 2
_SECONDS_TO_CONNECT = 10
# How often to look whether the scheduler is still there while nothing comes.
_LOOK = 1.0
_GONE = "the Dask scheduler has gone; what is done is kept, run again to go on"
_QUIET = {
    "distributed.logging.distributed": "error",
    # A job whose worker died is given to another so often before it is a suspect.
    "distributed.scheduler.allowed-failures": 1,
    # A worker reads files in a process of its own, which a daemon may not have.
    "distributed.worker.daemon": False,
    # No worker is moved, restarted or paused by its memory: a job's is bounded by its partition.
    "distributed.worker.memory.terminate": False,
}


class ClusterEngine:
    """A Dask cluster at `address` (`tcp://host:port`), or of this machine's cores. Raises EngineError where none answers."""

    def __init__(self, address: str | None = None, cores: int | None = None) -> None:
        self._settings = dask.config.set(_QUIET | {"distributed.comm.timeouts.connect": f"{_SECONDS_TO_CONNECT}s"})
        _be_quiet()
        self._cluster: LocalCluster | None = None
        try:
            if address is None:
                self._cluster = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=cores or os.cpu_count() or 1,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    # The pages of Dask are of no use here: at a port that is free, for this machine only.
                    dashboard_address="127.0.0.1:0",
                    worker_dashboard_address="127.0.0.1:0",
                    silence_logs=50,
                )
            self._client = Client(self._cluster or address, timeout=_SECONDS_TO_CONNECT)  # type: ignore[no-untyped-call]
            self.cores = sum(worker["nthreads"] for worker in self._client.scheduler_info(n_workers=-1)["workers"].values())
        except (OSError, TimeoutError, ValueError) as error:
            self.close()
            raise EngineError(f"no Dask cluster at {address or '127.0.0.1'}: {reason_of(error)}") from error
        if not self.cores:
            self.close()
            raise EngineError(f"the Dask scheduler at {address} has no worker: start one with `dask worker {address}`")

    def run(self, jobs: Iterable[Job]) -> Iterator[Done | Failed]:
        """As Engine.run. What the workers wrote before the scheduler went is kept."""
        suspects: list[Job] = []
        yield from self._feed(iter(jobs), self.cores * _AHEAD, suspects)
        # The scheduler blames all that waited at a worker which died: who is to blame shows when each is alone.
        guilty: list[Job] = []
        yield from self._feed(iter(suspects), 1, guilty)
        yield from (Failed(job.name, ENDED) for job in guilty)

    def _feed(self, jobs: Iterator[Job], at_once: int, killers: list[Job]) -> Iterator[Done | Failed]:
        """Run jobs, `at_once` of them under way; those whose workers died are left in `killers`."""
        under_way: dict[Any, tuple[Future[Any], Job]] = {}
        while True:
            while len(under_way) < at_once and (job := next(jobs, None)) is not None:
                # Not `pure`: what failed in an earlier run is not remembered as failed.
                future = self._submitted(job)
                under_way[future.key] = (future, job)
            if not under_way:
                return
            for future in self._ready([future for future, _ in under_way.values()]):
                _, job = under_way.pop(future.key)
                if (outcome := self._outcome(future, job.name)) is None:
                    killers.append(job)
                else:
                    yield outcome

    def _submitted(self, job: Job) -> Future[Any]:
        try:
            return self._client.submit(_whole, job, pure=False)
        except (OSError, RuntimeError) as error:
            raise EngineError(_GONE) from error

    def _ready(self, futures: list[Future[Any]]) -> list[Future[Any]]:
        while True:
            if self._client.status != "running":
                raise EngineError(_GONE)
            try:
                ended = wait(futures, timeout=_LOOK, return_when="FIRST_COMPLETED")  # type: ignore[no-untyped-call]
                return list(ended.done)
            except TimeoutError:
                continue
            except (CancelledError, OSError) as error:
                raise EngineError(_GONE) from error

    def _outcome(self, future: Future[Any], name: str) -> Done | Failed | None:
        """None where the workers died that it was given to."""
        if future.status == "cancelled":
            raise EngineError(_GONE)
        if future.status == "error":
            error = future.exception()  # type: ignore[no-untyped-call]
            return None if isinstance(error, KilledWorker) else Failed(name, reason_of(error))
        try:
            return Done(name, future.result())
        except (OSError, CancelledError, TimeoutError) as error:
            # The job is done, but nobody can tell its result any more.
            raise EngineError(_GONE) from error

    def close(self) -> None:
        for one in (getattr(self, "_client", None), self._cluster):
            if one is not None:
                one.close(timeout=5)
        self._cluster = None
        self._settings.__exit__(None, None, None)  # type: ignore[no-untyped-call]


def _be_quiet() -> None:
    """What matters of a lost connection is said by the error; the libraries' loggers each have a level of their own."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _whole(job: Job) -> Any:
    return job.whole()
