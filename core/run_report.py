"""DATA/reports/<run>.json: what a run did, how long, with which versions, and what came of it.

No build and no check ever reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.partitions import write_file

DIRECTORY = "reports"
KEPT = 100
# Of what was set aside or failed so many are listed; `more` says how many there are beyond.
_LISTED = 500
_NAME = re.compile(r"\d{8}T\d{9}Z-\d+\.json")
_LISTS = {
    "partition set aside": "aside",
    "article not read": "failed",
    "portal failed": "failed",
    "record not read": "failed",
    "error": "errors",
}


class Report:
    """Sums up what is told of a run."""

    def __init__(self) -> None:
        self._stages: list[dict[str, Any]] = []
        self._counts: dict[str, dict[str, int]] = {"in": {}, "out": {}, "worked": {}}
        self._lists: dict[str, list[dict[str, Any]]] = {"aside": [], "failed": [], "errors": []}
        self._more: dict[str, int] = {}
        self._portals: list[dict[str, Any]] = []
        self._partitions: dict[str, int] = {}

    def note(self, event: str, fields: dict[str, Any]) -> None:
        """What is told: stages, counts, partitions and portals, and what went wrong."""
        if event == "partition done":
            # Summed as they come: an interrupted run has done these.
            for noun, n in (("done", 1), *((noun, fields[noun]) for noun in ("articles", "pages") if noun in fields)):
                self._partitions[noun] = self._partitions.get(noun, 0) + n
        elif event == "stage ended":
            self._stages.append(fields)
        elif event == "counts":
            self._counts[fields["of"]] |= {name: n for name, n in fields.items() if name != "of"}
        elif event == "portal crawled":
            self._portals.append(fields)
        elif name := _LISTS.get(event):
            if len(self._lists[name]) < _LISTED:
                self._lists[name].append(fields)
            else:
                self._more[name] = self._more.get(name, 0) + 1

    def content(self, seconds: float) -> dict[str, Any]:
        """The part of the report that follows from what was told. `seconds`: how long the run was."""
        worked = self._counts["worked"]
        return {
            "in": self._counts["in"],
            "out": self._counts["out"],
            "worked": worked,
            "rate": {noun: round(n / seconds, 1) for noun, n in worked.items() if seconds > 0},
            "partitions": self._partitions,
            "stages": self._stages,
            **({"portals": self._portals} if self._portals else {}),
            **self._lists,
            **({"more": self._more} if self._more else {}),
        }


def write_report(data_dir: Path, content: dict[str, Any]) -> None:
    """Put the report in its place and remove those before the last 100. Raises OSError."""
    directory = data_dir / DIRECTORY
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    write_file(directory / f"{content['run']}.json", f"{text}\n".encode("utf-8", "backslashreplace"))
    for path in _paths(directory)[:-KEPT]:
        path.unlink(missing_ok=True)


def read_reports(data_dir: Path) -> Iterator[dict[str, Any]]:
    """The reports, oldest first. Raises ValueError naming a file that is none, OSError."""
    for path in _paths(data_dir / DIRECTORY):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path}: not a report: {error}") from error
        if not isinstance(found, dict) or not {"run", "command", "status", "seconds"} <= found.keys():
            raise ValueError(f"{path}: not a report")
        yield found


def as_table(reports: list[dict[str, Any]]) -> list[str]:
    """A line a run: when it began, what it was, how it ended, how long, memory, what it worked on."""
    rows: list[tuple[str, ...]] = [("begun", "command", "ended", "seconds", "MiB", "what")]
    rows += [_row(report) for report in reports]
    begun, command, ended, seconds, memory = (max(len(row[at]) for row in rows) for at in range(5))
    form = f"{{:{begun}}}  {{:{command}}}  {{:{ended}}}  {{:>{seconds}}}  {{:>{memory}}}  {{}}"
    return [form.format(*row).rstrip() for row in rows]


def _row(report: dict[str, Any]) -> tuple[str, ...]:
    told = report.get("worked") or report.get("out") or report.get("in") or {}
    what = [f"{n:,} {noun.replace('_', ' ')}" for noun, n in told.items()]
    what += [f"{noun.replace('_', ' ')}: {rate:,.1f}/s" for noun, rate in (report.get("rate") or {}).items() if rate]
    what += [f"{len(report[name])} {words}" for name, words in (("aside", "set aside"), ("failed", "failed")) if report.get(name)]
    what += [error.get("message", "") for error in (report.get("errors") or ())[:1]]
    ended = report["outcome"] if report["status"] in (0, 130, 143) else f"{report['outcome']} ({report['status']})"
    begun = report["begun"][:19].replace("T", " ")
    return begun, report["command"], ended, f"{report['seconds']:,.1f}", str(report["peak_mib"]), ", ".join(what)


def _paths(directory: Path) -> list[Path]:
    """The reports of a directory in the order of their runs; other files there are somebody's own."""
    return sorted(path for path in directory.glob("*.json") if _NAME.fullmatch(path.name))
