"""Work for the tests of the engines: functions that other processes can import."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Read:
    """Doubles a number; `boom` raises, `die` ends its process, `once` ends it the first time (told by a file in `marks`)."""

    marks: Path

    def __call__(self, part: int | str) -> int:
        if part == "boom":
            raise ValueError("not\n  a number")
        if part == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if part == "once":
            mark = self.marks / "once"
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return 0
        if part == "slow":
            time.sleep(60)
        return 2 * int(part)


@dataclass(frozen=True, slots=True)
class Write:
    """Notes in a file of the job's own which results came, and returns their sum."""

    path: Path

    def __call__(self, results: list[int]) -> int:
        with self.path.open("a") as file:
            file.write(f"{results}\n")
        return sum(results)
