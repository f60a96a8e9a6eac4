"""A command run as users run it, with its seconds and the most memory that it and its children held."""

from __future__ import annotations

import subprocess
import threading
import time
from dataclasses import dataclass

from bench.machine import MIB, memory_of_tree


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds by the clock, peak in MiB of all its processes together (what they share counts once), and what it printed."""

    seconds: float
    peak_mib: float
    out: str


class Memory:
    """The most memory that a process and its children held together, looked at five times a second."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            self.peak = max(self.peak, memory_of_tree(self._pid))

    def stop(self) -> float:
        """MiB."""
        self._done.set()
        self._thread.join()
        return round(self.peak / MIB, 1)


def timed(command: list[str]) -> Run:
    """Run a command. Raises RuntimeError where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    memory = Memory(process.pid)
    out, errors = process.communicate()
    seconds = time.perf_counter() - start
    peak = memory.stop()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command[:4])}: {errors.strip()}")
    return Run(seconds, peak, out)
