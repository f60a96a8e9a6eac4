"""One task of a crawl that is fanned out: a piece (crawler.pieces) is crawled by a process of its own, for an event loop starts
once a process. `crawl_piece` is what an engine's worker runs; `python -m crawler.piece` is the process (task on its standard
input, what it came to on its standard output, as JSON)."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from core.interrupt import status_of, worker_of_a_pool
from crawler.crawl import Asked, CrawlError, ask, locked
from crawler.ledger import Ledger
from crawler.mend import mend_files, now
from crawler.pieces import NOW, STOP
from crawler.reading import Readers
from crawler.readings import Readings

ROOT = Path(__file__).resolve().parents[1]
STOPPED = status_of(signal.SIGTERM)
# A process that ends without a word is begun anew so often in all: what it archived is not asked for again.
ATTEMPTS = 2
# How often a process looks whether it is to stop, in seconds.
_LOOK = 0.3


@dataclass(frozen=True, slots=True)
class Task:
    """A piece's directory, what is asked (`asked.data`: the main directory) and the environment that says how (CHISO_…)."""

    piece: Path
    asked: Asked
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task came to: `stopped`: it was told to; `fault`: why it was given up; `done`: by portal listing pages read,
    articles done, articles wanted."""

    stopped: bool = False
    fault: str | None = None
    done: Mapping[str, tuple[int, int, int]] | None = None


def crawl_piece(task: Task) -> Outcome:
    """Crawl a piece in a process of its own, and wait for it. May be run again: it goes on where the last one ended."""
    ended = ""
    for _ in range(ATTEMPTS):
        if not task.piece.exists() or (task.piece / STOP).exists():
            return Outcome(stopped=True)
        # The terminal's Ctrl-C is for the parent, which tells the pieces.
        process = subprocess.Popen(
            [sys.executable, "-m", "crawler.piece", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | task.environment,
            start_new_session=True,
        )
        out, err = process.communicate(pickle.dumps(task))
        if process.returncode == 0:
            told = json.loads(out)
            return Outcome(told["stopped"], told["fault"], told["done"])
        if process.returncode == STOPPED:
            return Outcome(stopped=True)
        said = err.decode(errors="replace").strip().splitlines()
        ended = f"its process ended with status {process.returncode}" + (f": {said[-1]}" if said else "")
    return Outcome(fault=ended)


def main() -> None:
    """The process of a piece; ends with the process that began it."""
    worker_of_a_pool(int(sys.argv[1]))
    signal.signal(signal.SIGTERM, _not_begun)
    task: Task = pickle.loads(sys.stdin.buffer.read())
    threading.Thread(target=_end_when_told, args=(task.piece,), daemon=True).start()
    try:
        outcome = _crawl(task)
    except CrawlError as error:
        outcome = Outcome(fault=str(error))
    print(json.dumps({"stopped": outcome.stopped, "fault": outcome.fault, "done": outcome.done}))


def _crawl(task: Task) -> Outcome:
    asked = task.asked
    archive_dir = asked.data / "archive"
    with locked(task.piece), closing(Readers()) as readers, closing(Readings(task.piece / "readings.db")) as readings:
        if not (task.piece / "ledger.db").exists():
            return Outcome(stopped=True)  # taken in meanwhile
        with closing(Ledger(task.piece / "ledger.db")) as ledger:
            # What a process of this piece left that was killed; other portals' files of this run are being written.
            own = (archive_dir / portal.id / f"{asked.run}.warc.gz" for portal in asked.portals)
            mend_files([path for path in own if path.exists()], archive_dir, asked.run, ledger)
            stop, spider = ask(asked, ledger, readers, readings, None, lambda line: None)
            if spider is None:
                return Outcome(fault="the crawler did not start")
            if stop is not None:
                readers.close(now=True)
            else:
                ledger.finish(asked.run, now())
    done = {portal: (run.pages, run.done, run.total) for portal, run in spider.runs.items()}
    return Outcome(stop is not None, spider.stopped, done)


def _not_begun(signum: int, frame: FrameType | None) -> NoReturn:
    sys.exit(STOPPED)


def _end_when_told(piece: Path) -> None:
    """Pass the word of `pieces.stop` on as signals: one to stop, another to stop at once."""
    while not (piece / STOP).exists():
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGTERM)
    while (piece / STOP).exists():
        if (piece / STOP).read_text(encoding="ascii") == NOW:
            os.kill(os.getpid(), signal.SIGTERM)
            return
        time.sleep(_LOOK)


if __name__ == "__main__":
    # Pickles name classes by the module's own name, which is not `__main__`.
    from crawler.piece import main as named_main

    named_main()
