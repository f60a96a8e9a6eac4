"""The option `--engine`, and the engine that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import click

from core.engine.jobs import Engine, EngineError
from core.engine.local import LocalEngine

_FORMS = "local, local:N, dask or dask:ADDRESS"


def _checked(context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    if given is None:
        return None
    kind, _, rest = given.partition(":")
    if kind not in ("local", "dask") or (":" in given and not rest):
        raise click.BadParameter(f"'{given}' is none of {_FORMS}")
    if kind == "local" and rest and not (rest.isdecimal() and 1 <= int(rest) <= 256):
        raise click.BadParameter(f"'{rest}' is no number of processes (1 to 256)")
    return given


_WHERE = (
    "Where the work is done: N processes of this machine (all its cores without N), or the Dask cluster at ADDRESS "
    "(without one, a cluster of this machine's cores)."
)


def engine_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--engine`, a checked text for `open_engine`."""
    return _option(_WHERE, default="local", show_default=True)(command)


def engine_option_or_none(none: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--engine` of a command that does without an engine (None) where none is named; `none`: what it does then."""
    return _option(f"{_WHERE} {none}")


def _option(told: str, **more: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option("--engine", callback=_checked, metavar="local[:N]|dask[:ADDRESS]", help=told, **more)


@contextmanager
def open_engine(spec: str, warm: Callable[[], object] | None = None) -> Iterator[Engine]:
    """The engine of a checked text. `warm` loads what workers need, so that forked ones share it. Raises EngineError."""
    kind, _, rest = spec.partition(":")
    engine: Engine
    if kind == "dask":
        # A heavy import that most runs need not pay for.
        try:
            from core.engine.cluster import ClusterEngine
        except ImportError as error:
            raise EngineError(f"--engine dask needs the package distributed: {error}") from error
        engine = ClusterEngine(rest if "://" in rest or not rest else f"tcp://{rest}") if rest else ClusterEngine()
    else:
        engine = LocalEngine(int(rest) if rest else None, warm)
    with closing(engine):
        yield engine
