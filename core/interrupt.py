"""How a command ends that is told to stop: Ctrl-C (SIGINT) with exit status 130, SIGTERM with 143, as shells count (128 and
the signal's number), in one line and without a traceback; what the command wrote beside its target is cleared away first."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click


class Terminated(KeyboardInterrupt):
    """SIGTERM, so that it unwinds as Ctrl-C does."""


class Commands(click.Group):
    """A group whose commands end so. A command says by `left_as` what it leaves behind."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with terminable():
                return super().invoke(ctx)
        except KeyboardInterrupt as error:
            click.echo("; ".join(["interrupted", *getattr(error, "__notes__", ())]), err=True)
            ctx.exit(status_of(signal.SIGTERM if isinstance(error, Terminated) else signal.SIGINT))


@contextmanager
def left_as(text: str) -> Iterator[None]:
    """`text`: what holds where the work is interrupted, told when it is."""
    try:
        yield
    except KeyboardInterrupt as error:
        error.add_note(text)
        raise


def status_of(signum: int) -> int:
    """The exit status of a command that a signal has ended."""
    return 128 + signum


# How often a worker looks whether its parent still lives.
_LOOK = 1.0


def worker_of_a_pool(parent: int) -> None:
    """In a worker process of the process `parent`: leave Ctrl-C to it, and end when it has ended, however it did. (A worker of
    a killed parent would wait for ever for work that nobody sends.)"""
    ignore_in_worker()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


def ignore_in_worker() -> None:
    """In a worker process: Ctrl-C reaches the whole group of processes, and is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM raises Terminated; the handler of before comes back. Only the main thread can be told."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(signum: int, frame: FrameType | None) -> None:
    raise Terminated
