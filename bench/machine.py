"""The machine that figures were measured on (no names of hosts or files), and the peak memory of a piece of work."""

from __future__ import annotations

import os
import platform
import re
import resource
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

MIB = 1 << 20
_STATUS, _CPUS = Path("/proc/self/status"), Path("/proc/cpuinfo")


def describe_machine() -> dict[str, str | int | float | None]:
    """CPU model, cores, memory in GiB, versions, and the load before measuring (other work makes figures worse)."""
    return {
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "usable_cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30), 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load_before": round(os.getloadavg()[0], 2),
    }


def _cpu_model() -> str:
    if _CPUS.exists():
        found = re.search(r"^(?:model name|Hardware|Model)\s*:\s*(.+)$", _CPUS.read_text(encoding="utf-8"), re.M)
        if found:
            return found[1].strip()
    return platform.processor() or platform.machine()


def peak_memory(work: Callable[[], int]) -> float:
    """Peak resident memory in MiB of a fresh process that does the work once, interpreter and libraries included."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_run_and_tell_peak, work).result() / MIB


def _run_and_tell_peak(work: Callable[[], int]) -> int:
    work()
    return peak_bytes()


def peak_bytes() -> int:
    """This process's peak. Linux counts VmHWM from the program's start, where ru_maxrss begins with the parent's."""
    if (told := _told("VmHWM")) is not None:
        return told
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def resident_bytes() -> int:
    """What this process holds now; where the system does not tell, its peak."""
    told = _told("VmRSS")
    return peak_bytes() if told is None else told


def _told(name: str) -> int | None:
    """A size in bytes from Linux's status of this process."""
    if not _STATUS.exists():
        return None
    found = re.search(rf"^{name}:\s*(\d+) kB$", _STATUS.read_text(encoding="utf-8"), re.M)
    return int(found[1]) * 1024 if found else None


def memory_of_tree(pid: int) -> int:
    """Bytes that a process and its descendants hold together; what they share counts once (Linux: proportional set size).
    0 where the system does not tell, or the process has ended."""
    total, left = 0, [pid]
    while left:
        one = left.pop()
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                left += [int(child) for child in (task / "children").read_text().split()]
            found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
        except OSError:
            continue  # ended meanwhile
        total += int(found[1]) * 1024 if found else 0
    return total
