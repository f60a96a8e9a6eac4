"""Commands that record themselves: the option `--log`, events of begin and end, and the report in DATA/reports."""

from __future__ import annotations

import functools
import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from core.engine.jobs import reason_of
from core.events import EventLog, LogError, Run, emit, plain, stamp, telling
from core.interrupt import Terminated, status_of
from core.release import release
from core.run_report import Report, write_report

Where = Callable[[dict[str, Any]], Path | None]
Versions = Callable[[], dict[str, str]]
# Who runs it is nobody else's business.
_UNTOLD = ("contact",)
_SIGNALS = {130: "SIGINT", 143: "SIGTERM"}


def recorded(group: str, where: Where, versions: Versions) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates a click command of a group (below its decorator `command`). `where`: from its parameters the directory whose
    reports get this run, None for none (a directory that is not there at the end gets none); `versions`: of the rules that it
    works by."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--log",
            "log_file",
            envvar="CHISO_LOG",
            metavar="FILE|-",
            help="Append what happens as JSON lines to FILE (-: standard error). Environment: CHISO_LOG.",
        )
        @functools.wraps(command)
        def run(*args: Any, log_file: str | None, **params: Any) -> Any:
            log = _opened(log_file)
            try:
                return _run(group, command, args, params, log, where, versions)
            finally:
                if log is not None:
                    log.close()

        return run

    return decorate


def _opened(target: str | None) -> EventLog | None:
    try:
        return EventLog(target) if target else None
    except LogError as error:
        click.echo(f"chiso: {error}", err=True)
        sys.exit(1)


def _run(
    group: str,
    command: Callable[..., Any],
    args: tuple[Any, ...],
    params: dict[str, Any],
    log: EventLog | None,
    where: Where,
    versions: Versions,
) -> Any:
    report, began = Report(), time.monotonic()
    run = Run(f"{group} {click.get_current_context().info_name}", log, report)
    about = {
        "arguments": {name: _told(value) for name, value in params.items() if name not in _UNTOLD},
        "versions": {"program": release(), "python": platform.python_version()} | versions(),
        "pid": os.getpid(),
    }
    status, refused = 1, False
    with telling(run):
        emit("command begun", **about)
        try:
            done = command(*args, **params)
            status = 0
            return done
        except BaseException as error:
            status, refused = _status(error), isinstance(error, click.UsageError)
            if isinstance(error, Exception) and not isinstance(error, click.exceptions.Exit):
                emit("error", message=plain(reason_of(error)))
            raise
        finally:
            seconds = round(time.monotonic() - began, 3)
            if status in _SIGNALS:
                emit("interrupted", signal=_SIGNALS[status])
            ended = {"status": status, "outcome": _outcome(status), "seconds": seconds, **_memory()}
            emit("command ended", **ended)
            if not refused and not params.get("dry_run"):
                times = {"begun": stamp(run.began), "ended": stamp(datetime.now(UTC))}
                whole = {"run": run.id, "command": run.command, **ended, **times, **about, **report.content(seconds)}
                _leave(where(params), whole)


def _told(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_told(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _status(error: BaseException) -> int:
    """The exit status that an error gives the command."""
    if isinstance(error, KeyboardInterrupt):
        return status_of(15 if isinstance(error, Terminated) else 2)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1 if error.code else 0
    if isinstance(error, click.ClickException | click.exceptions.Exit):
        return error.exit_code
    return 1


def _outcome(status: int) -> str:
    return "interrupted" if status in _SIGNALS else "failed" if status else "done"


def _memory() -> dict[str, int]:
    """The most memory that this process and the largest of its ended workers have held, in MiB."""
    # Linux counts in KiB, macOS in bytes.
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    mine, theirs = (resource.getrusage(who).ru_maxrss // unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {"peak_mib": mine, "peak_mib_worker": theirs}


def _leave(data_dir: Path | None, content: dict[str, Any]) -> None:
    """A report that cannot be written is said, and changes nothing of the run."""
    if data_dir is None or not data_dir.is_dir():
        return
    try:
        write_report(data_dir, content)
    except OSError as error:
        click.echo(f"chiso: no report of this run: {data_dir}: {error.strerror or error}", err=True)
