"""What a check of the database finds: problems by kind, a bounded number of lines of each, and what was not checked."""

from __future__ import annotations

import sys
from collections import Counter

# Of a damage that is everywhere the first lines tell what it is; the number tells how far it goes.
LINES_A_KIND = 20
PROGRESS_EVERY = 200


class Findings:
    """Problems, of which the first `LINES_A_KIND` of each kind are kept and all are counted; `notes`: what could not be
    checked, and why."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._counts: Counter[str] = Counter()
        self._lines: dict[str, list[str]] = {}

    @property
    def total(self) -> int:
        return self._counts.total()

    def add(self, kind: str, line: str) -> None:
        """Note a problem. `kind`: what it is called where there are more of it; `line`: table, id and what is wrong."""
        self._counts[kind] += 1
        kept = self._lines.setdefault(kind, [])
        if len(kept) < LINES_A_KIND:
            kept.append(line)

    def lines(self) -> tuple[str, ...]:
        """The problems, those of a kind together."""
        out = []
        for kind, lines in self._lines.items():
            out += lines
            if more := self._counts[kind] - len(lines):
                out.append(f"{kind}: … and {more} more")
        return tuple(out)


def show_progress(what: str) -> None:
    """One line that is written over, on a terminal only; empty: take it away."""
    if sys.stderr.isatty():
        print(f"\r\033[Kverify: {what}" if what else "\r\033[K", end="", file=sys.stderr, flush=True)
