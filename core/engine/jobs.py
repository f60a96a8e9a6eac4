"""What an engine runs, and what it says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

ENDED = "it ended every process that read it (out of memory?)"


class EngineError(Exception):
    """The engine itself cannot go on (no cluster at the address, the scheduler has gone). `str()` is ready to be shown."""


@dataclass(frozen=True, slots=True)
class Job:
    """One partition's work. `read` makes of each part its result (pure; in any process), `write` puts the results, in the
    order of the parts, in their place and returns what is to be told of them. Both can be pickled. It has one part at least."""

    name: str
    parts: tuple[Any, ...]
    read: Callable[[Any], Any]
    write: Callable[[list[Any]], Any]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError(f"job {self.name} has no parts")

    def whole(self) -> Any:
        """All of it in this process."""
        return self.write([self.read(part) for part in self.parts])


@dataclass(frozen=True, slots=True)
class Done:
    """A job that is done: `result` is what its `write` returned."""

    name: str
    result: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that was set aside: it raised an error, or ended its process again and again. The others went on."""

    name: str
    reason: str


class Engine(Protocol):
    """Runs jobs in any order; says of each once that it is done or failed, as soon as it is."""

    cores: int

    def run(self, jobs: Iterable[Job]) -> Iterator[Done | Failed]:
        """Raises EngineError where the engine itself ends."""

    def close(self) -> None:
        """Give back processes and connections."""


def reason_of(error: BaseException) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
