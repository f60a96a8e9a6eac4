"""`python -m bench.generate`: synthetic Vietnamese news with gold facts that are right by construction.

Article n hangs on (seed, n) only, so that any range can be made alone and a stream of any length needs flat memory."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from bench.grammar.assemble import Case, assemble
from bench.grammar.draw import Draw
from bench.grammar.pieces import GrammarError
from bench.grammar.scene import Scene
from bench.grammar.skeletons import weights
from bench.grammar.style import Style
from bench.grammar.world import drawn_world

# An article whose pieces do not fit is drawn again; so many failures in a row are an error of the grammar.
ATTEMPTS = 60
# How many articles share a portal when they are rendered as pages.
NEIGHBOURS = 12


def article(seed: int, number: int) -> Case:
    """Article `number` (from 0) of a seed. Raises GrammarError where no attempt fits, which is a defect of the grammar."""
    last: GrammarError | None = None
    for attempt in range(ATTEMPTS):
        draw = Draw(seed, number * ATTEMPTS + attempt)
        world = drawn_world(draw)
        scene = Scene(draw, world, Style.drawn(draw))
        skeleton = draw.weighted(weights(world))
        portal = f"gen-{world.home.level}-{number % 997:03d}"
        try:
            skeleton(scene)
            return assemble(scene, f"http://{portal}.chiso.test/tin/{seed}-{number:06d}.html", portal)
        except GrammarError as error:
            last = error
    raise GrammarError(f"article {number} of seed {seed}: {last}")


def generate(seed: int, start: int, count: int) -> Iterator[Case]:
    """Articles start..start+count-1 of a seed, one by one. Raises ValueError for a negative start or count."""
    if start < 0 or count < 0:
        raise ValueError("start and count are 0 or more")
    return (article(seed, number) for number in range(start, start + count))


def write_lines(cases: Iterator[Case], out: IO[str], *, articles_only: bool) -> None:
    """JSON Lines: `{"article": …, "gold": …}`, or the article alone."""
    for case in cases:
        row = case.article.to_json() if articles_only else case.to_json()
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_cases(cases: Iterator[Case], start: int, directory: Path) -> None:
    """One file an article, as the scorer wants them: NNNNNN.json. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(cases, start):
        text = json.dumps(case.to_json(), ensure_ascii=False, indent=1)
        (directory / f"{number:06d}.json").write_text(text + "\n", encoding="utf-8")


def write_pages(seed: int, start: int, count: int, family: str, directory: Path) -> None:
    """HTML pages of a CMS family, and index.jsonl: file, address, content type, number, article and gold of each.

    A page's neighbours are those of its dozen, so that it does not hang on the range. Raises OSError, ValueError."""
    from bench.pages import pages

    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "index.jsonl").open("w", encoding="utf-8") as index:
        for first in range(start - start % NEIGHBOURS, start + count, NEIGHBOURS):
            for number, page in enumerate(pages(list(generate(seed, first, NEIGHBOURS)), family), first):
                if not start <= number < start + count:
                    continue
                (directory / page.name).write_bytes(page.content)
                row = {
                    "file": page.name,
                    "url": page.url,
                    "content_type": page.content_type,
                    "number": number,
                } | page.case.to_json()
                index.write(json.dumps(row, ensure_ascii=False) + "\n")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--count", type=click.IntRange(min=1), default=100, show_default=True, help="How many articles.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same bytes.")
@click.option("--start", type=click.IntRange(min=0), default=0, show_default=True, help="Number of the first article.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="File for the lines (default: standard output); directory for --pages."
)
@click.option(
    "--cases", type=click.Path(path_type=Path, file_okay=False), help="Write one case file an article into this directory."
)
@click.option(
    "--pages", "family", type=click.Choice(["nukeviet", "joomla"]), help="Write HTML pages of this CMS family into --out."
)
@click.option("--articles-only", is_flag=True, help="Lines without gold, as `python -m extract facts` reads them.")
def main(
    count: int, seed: int, start: int, out: Path | None, cases: Path | None, family: str | None, articles_only: bool
) -> None:
    """Synthetic news on administrative reform with the facts that it states, right by construction.

    Article n of a seed is always the same, whatever range is asked for."""
    if cases is not None and (family is not None or articles_only or out is not None):
        raise click.UsageError("--cases stands alone: no --pages, --out or --articles-only")
    if family is not None and (out is None or articles_only):
        raise click.UsageError("--pages needs --out DIR and takes no --articles-only")
    try:
        if family is not None and out is not None:
            write_pages(seed, start, count, family, out)
        elif cases is not None:
            write_cases(generate(seed, start, count), start, cases)
        elif out is not None:
            with out.open("w", encoding="utf-8", newline="\n") as file:
                write_lines(generate(seed, start, count), file, articles_only=articles_only)
        else:
            with click.open_file("-", "w", encoding="utf-8") as file:
                write_lines(generate(seed, start, count), file, articles_only=articles_only)
    except BrokenPipeError:
        # The reader (head) has enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        click.echo(f"bench.generate: {error.filename or out or cases}: {error.strerror}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m bench.generate")
