"""`python -m bench.memory`: memory of one process that reads generated articles one after another, kept in bench/memory.json.

What the process holds is written down at equal steps: flat means that nothing is kept of an article once it is read.
Nothing is judged.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import click

from bench.generate import generate
from bench.machine import MIB, describe_machine, peak_bytes, resident_bytes
from extract.run import outcomes

RESULTS = Path("bench") / "memory.json"


def measure(count: int, seed: int, step: int) -> Iterator[dict[str, float | int]]:
    """After every `step` articles: articles read, facts found, memory held and its peak (MiB), seconds of processor."""
    lines = (json.dumps(case.article.to_json(), ensure_ascii=False) for case in generate(seed, 0, count))
    facts, start = 0, process_time()
    for number, outcome in enumerate(outcomes(lines, engine="local:1"), 1):
        if outcome.facts is None:
            raise ValueError(f"generated article {number}: {outcome.error}")
        facts += sum(len(records) for key, records in json.loads(outcome.facts).items() if key != "url")
        if number % step == 0:
            yield {
                "articles": number,
                "facts": facts,
                "memory_mib": round(resident_bytes() / MIB, 1),
                "peak_mib": round(peak_bytes() / MIB, 1),
                "seconds": round(process_time() - start, 1),
            }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--count", type=click.IntRange(1, 10_000_000), default=100_000, show_default=True, help="Articles to read.")
@click.option("--seed", type=int, default=3, show_default=True, help="Of the generator.")
@click.option("--step", type=click.IntRange(min=1), default=10_000, show_default=True, help="Articles from row to row.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=RESULTS, show_default=True, help="Figures.")
def main(count: int, seed: int, step: int, out: Path) -> None:
    """Generate articles and extract their facts in one process; print and keep what memory it holds on the way."""
    machine, rows = describe_machine(), []
    for row in measure(count, seed, step):
        rows.append(row)
        click.echo("  ".join(f"{name} {value}" for name, value in row.items()))
    found = {"machine": machine, "seed": seed, "rows": rows}
    try:
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        click.echo(f"bench.memory: {out}: {error.strerror}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m bench.memory")
