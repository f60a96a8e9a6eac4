"""The list of measurements, and the interleaved rounds that time them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from time import perf_counter

from bench.samples import Material
from bench.work import (
    build_database,
    copy_rows,
    extract_lines,
    extract_one_type,
    parse_pages,
    parse_pages_with_trafilatura,
    recognise_names,
)
from extract.facts import FACT_TYPES
from extract.run import CHUNK, MIN_FOR_POOL

Work = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Stage:
    """One measurement. `unit`: what it does many of; `work` returns how many; `warm_up` loads models and vocabularies
    and is not timed; `yardstick`: the stage that it is compared with; `memory`: is its peak measured, too?"""

    name: str
    unit: str
    work: Work
    warm_up: Work
    yardstick: str | None = None
    memory: bool = False


@dataclass(slots=True)
class Timing:
    """The runs of one stage, one a round: seconds, and how many things each run did."""

    stage: Stage
    done: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.done / median(self.seconds)

    def ratio(self, yardstick: Timing) -> float:
        """How many times the yardstick's rate: the median of the ratios of each round, so that a slower minute of the
        machine slows both."""
        pairs = zip(self.seconds, yardstick.seconds, strict=True)
        return median((self.done / own) / (yardstick.done / other) for own, other in pairs)


def make_stages(material: Material) -> list[Stage]:
    """Every measurement over one material; the fact types are those that extract.facts lists."""
    pages, articles, lines = material.pages, material.read, material.lines
    many = lines * _copies_for_all_cores(len(lines))
    one_article = partial(extract_lines, lines[:1], "local:1")
    return [
        Stage("parse", "pages", partial(parse_pages, pages), partial(parse_pages, pages[:1]), "trafilatura", memory=True),
        Stage(
            "trafilatura",
            "pages",
            partial(parse_pages_with_trafilatura, pages),
            partial(parse_pages_with_trafilatura, pages[:1]),
            memory=True,
        ),
        Stage(
            "extract, 1 process",
            "articles",
            partial(extract_lines, lines, "local:1"),
            one_article,
            "underthesea NER",
            memory=True,
        ),
        Stage(
            "extract --nlp off",
            "articles",
            partial(extract_lines, lines, "local:1", "off"),
            one_article,
            "underthesea NER",
        ),
        Stage("underthesea NER", "articles", partial(recognise_names, articles), partial(recognise_names, articles[:1])),
        Stage("extract, all cores", "articles", partial(extract_lines, many, "local"), one_article, "extract, 1 process"),
        *(
            Stage(
                f"extract {name} only",
                "articles",
                partial(extract_one_type, articles, name),
                partial(extract_one_type, articles[:1], name),
                "extract, 1 process",
            )
            for name in FACT_TYPES
        ),
        Stage("build database", "rows", partial(build_database, material.data), _nothing, "plain copy of rows", memory=True),
        Stage("plain copy of rows", "rows", partial(copy_rows, material.database), _nothing),
    ]


def _nothing() -> int:
    return 0


def _copies_for_all_cores(lines: int) -> int:
    """How often the articles are repeated, so that every core gets four chunks and a pool is worth starting."""
    wanted = max(MIN_FOR_POOL, 4 * CHUNK * (os.cpu_count() or 1))
    return -(-wanted // lines)


def run_rounds(stages: Sequence[Stage], rounds: int) -> list[Timing]:
    """Time every stage once a round, every second round in reverse order. Raises ValueError for a stage whose runs did
    not all do the same."""
    timings = [Timing(stage) for stage in stages]
    for number, stage in enumerate(stages, 1):
        _say(f"warming up {number}/{len(stages)}")
        stage.warm_up()
    for number in range(rounds):
        for timing in timings if number % 2 == 0 else reversed(timings):
            _say(f"round {number + 1}/{rounds}: {timing.stage.name}")
            _time(timing)
    _say("")
    return timings


def _time(timing: Timing) -> None:
    gc.collect()
    start = perf_counter()
    done = timing.stage.work()
    timing.seconds.append(perf_counter() - start)
    if timing.done not in (0, done):
        raise ValueError(f"{timing.stage.name}: {done} {timing.stage.unit} in one run, {timing.done} in another")
    timing.done = done


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
