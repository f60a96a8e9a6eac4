"""`python -m bench.scale`: parse, extract on one core, on all and on Dask, and load, side by side in interleaved rounds beside
their yardsticks, kept in bench/scale.json.

Every measurement is a command run as users run it, start included, over so many pages or articles that it takes a minute and
more. With `--check` ratios below their floors are an error: ratios hold on any machine, seconds on none."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import click

from bench.archived import archived_portal
from bench.growth import fact_rows
from bench.large import write_articles_only
from bench.machine import describe_machine
from bench.runs import Run, timed

RESULTS = Path("bench") / "scale.json"
SEED = 1
# What a measurement is compared with, and the least ratio of rates that `--check` takes. Source: the issues that ask for them.
RATIOS = {
    "extract, all cores": ("extract, 1 core", 1.7),
    "extract, Dask": ("extract, all cores", 0.85),
    "parse, all cores": ("trafilatura, 1 core", 1.0),
    "extract, 1 core": ("underthesea NER, 1 core", 5.0),
    "load": ("plain copy of rows", 0.02),
}
# A few articles take less time than processes need to start: then only what is far off is told.
SHORT_RATIOS = {"extract, 1 core": 2.0}
_YARDSTICK = """
import sys
from pathlib import Path
from bench.work import {name}
{work}
"""
_NER = """
from core.article_store import read_articles
from itertools import islice
from schemas.records import Article
given = [Article.from_json(a) for a in islice(read_articles(Path(sys.argv[1])), int(sys.argv[2]))]
print(recognise_names(given))
"""
_COPY = "print(sum(copy_rows(Path(sys.argv[1])) for _ in range(int(sys.argv[2]))))"
_TRAFILATURA = """
from bench.archived import archived_pages
print(parse_pages_with_trafilatura(archived_pages(Path(sys.argv[1]), int(sys.argv[2]))))
"""


@dataclass(slots=True)
class Measured:
    """One measurement: `work` runs it once, `done` says how many things it does; `runs` are its rounds."""

    name: str
    unit: str
    work: Callable[[], Run]
    done: int
    runs: list[Run] = field(default_factory=list)

    def rate(self, number: int | None = None) -> float:
        """Things a second: of a round, or of the median round."""
        seconds = median(run.seconds for run in self.runs) if number is None else self.runs[number].seconds
        return self.done / seconds

    def ratio(self, other: Measured) -> float:
        """How many times the other's rate: the median of the ratios of each round."""
        return median(self.rate(n) / other.rate(n) for n in range(len(self.runs)))

    def row(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "done": self.done,
            "seconds": [round(run.seconds, 2) for run in self.runs],
            "per_second": round(self.rate(), 1),
            "peak_mib": max(run.peak_mib for run in self.runs),
        }


def _module(*args: object) -> list[str]:
    return [sys.executable, "-m", *map(str, args)]


def _yardstick(name: str, work: str, *args: object) -> list[str]:
    return [sys.executable, "-c", _YARDSTICK.format(name=name, work=work), *map(str, args)]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is done in a run: pages parsed, articles extracted and loaded, articles and copies of the yardsticks."""

    pages: int
    articles: int
    named: int
    copies: int


# On two cores of 2020's servers each run takes a minute or more.
FULL = Sizes(pages=10_000, articles=15_000, named=500, copies=60)
SHORT = Sizes(pages=60, articles=120, named=12, copies=1)


def extraction(data: Path, engine: str) -> Callable[[], Run]:
    """All articles read anew on an engine."""

    def work() -> Run:
        shutil.rmtree(data / "facts", ignore_errors=True)
        return timed(_module("extract", "facts", "--data", data, "--engine", engine))

    return work


def prepare(directory: Path, sizes: Sizes) -> list[Measured]:
    """Generate what is worked on and say what is measured over it."""
    data, pages = directory / "data", directory / "pages"
    write_articles_only(data, SEED, sizes.articles)
    archived_portal(pages, SEED, sizes.pages)

    def parse(engine: str) -> Callable[[], Run]:
        def work() -> Run:
            for file in pages.glob("readings.db*"):
                file.unlink()
            portals = pages / "portals"
            return timed(_module("crawler", "parse", "--data", pages, "--portals", portals, "--engine", engine))

        return work

    extraction(data, "local")()
    load = timed(_module("extract", "build", "--data", data))
    database = data / "chiso.db"
    rows = fact_rows(database)
    copied = int(timed(_yardstick("copy_rows", _COPY, database, 1)).out)
    print(f"{rows} fact rows, {copied} rows, built in {load.seconds:.0f} s", file=sys.stderr)
    named = _yardstick("recognise_names", _NER, data, sizes.named)
    plain = _yardstick("parse_pages_with_trafilatura", _TRAFILATURA, pages, sizes.pages)
    copy = _yardstick("copy_rows", _COPY, database, sizes.copies)
    return [
        Measured("parse, 1 core", "pages", parse("local:1"), sizes.pages),
        Measured("parse, all cores", "pages", parse("local"), sizes.pages),
        Measured("trafilatura, 1 core", "pages", partial(timed, plain), sizes.pages),
        Measured("extract, 1 core", "articles", extraction(data, "local:1"), sizes.articles),
        Measured("extract, all cores", "articles", extraction(data, "local"), sizes.articles),
        Measured("extract, Dask", "articles", extraction(data, "dask"), sizes.articles),
        Measured("underthesea NER, 1 core", "articles", partial(timed, named), sizes.named),
        Measured("load", "fact rows", partial(timed, _module("extract", "build", "--data", data)), rows),
        Measured("plain copy of rows", "rows", partial(timed, copy), copied * sizes.copies),
    ]


def prepare_short(directory: Path) -> list[Measured]:
    """Extraction on one core and its yardstick over a few articles."""
    data = directory / "data"
    write_articles_only(data, SEED, SHORT.articles)
    named = _yardstick("recognise_names", _NER, data, SHORT.named)
    return [
        Measured("extract, 1 core", "articles", extraction(data, "local:1"), SHORT.articles),
        Measured("underthesea NER, 1 core", "articles", partial(timed, named), SHORT.named),
    ]


def run_rounds(measured: list[Measured], rounds: int) -> Iterator[str]:
    """Run each once a round, every second round in reverse order; a line on each run."""
    for number in range(rounds):
        for one in measured if number % 2 == 0 else reversed(measured):
            run = one.work()
            one.runs.append(run)
            rate = f"{one.done / run.seconds:10.1f} {one.unit}/s"
            yield f"round {number + 1}: {one.name:24} {run.seconds:7.1f} s  {rate}  {run.peak_mib:7.1f} MiB"


def ratios(measured: list[Measured], short: bool = False) -> list[dict[str, Any]]:
    """Each ratio of RATIOS that was measured, with its floor; `ok`: does it hold?"""
    by_name = {one.name: one for one in measured}
    out = []
    for name, (yardstick, floor) in RATIOS.items():
        if {name, yardstick} <= by_name.keys():
            ratio, least = by_name[name].ratio(by_name[yardstick]), SHORT_RATIOS[name] if short else floor
            out.append({"name": name, "to": yardstick, "ratio": round(ratio, 3), "least": least, "ok": ratio >= least})
    return out


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", type=click.IntRange(1, 100), default=5, show_default=True, help="Times that each is run.")
@click.option("--short", is_flag=True, help="A few articles, and only what they can tell.")
@click.option("--check", is_flag=True, help="Exit status 1 where a ratio is below its floor.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=RESULTS, show_default=True, help="Figures.")
def main(rounds: int, short: bool, check: bool, out: Path) -> None:
    """Measure parse, extract and load on this machine's cores and on Dask, in interleaved rounds beside their yardsticks."""
    machine = describe_machine()
    with TemporaryDirectory() as directory:
        measured = prepare_short(Path(directory)) if short else prepare(Path(directory), FULL)
        for line in run_rounds(measured, rounds):
            click.echo(line)
    found = ratios(measured, short)
    for ratio in found:
        below = "" if ratio["ok"] else " BELOW"
        click.echo(f"{ratio['name']}: {ratio['ratio']:.3f} x {ratio['to']} (at least {ratio['least']}){below}")
    kept = {"machine": machine, "seed": SEED, "rounds": rounds, "measured": [one.row() for one in measured], "ratios": found}
    try:
        out.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        click.echo(f"bench.scale: {out}: {error.strerror}", err=True)
        sys.exit(1)
    if check and not all(ratio["ok"] for ratio in found):
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m bench.scale")
