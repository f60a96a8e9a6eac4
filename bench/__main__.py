"""`python -m bench`: measure the stages on this machine, print a table, keep the figures in bench/results.json."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

RESULTS = Path("bench") / "results.json"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", type=click.IntRange(1, 1000), default=3, show_default=True, help="Times that every stage is run.")
@click.option("--pages", "limit", type=click.IntRange(min=1), default=None, help="Sample pages to use (default: all).")
@click.option("--copies", type=click.IntRange(min=1), default=10, show_default=True, help="Copies of each article to load.")
@click.option("--generated", type=click.IntRange(min=0), default=64, show_default=True, help="Generated articles too.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=RESULTS, show_default=True, help="Figures.")
def main(rounds: int, limit: int | None, copies: int, generated: int, out: Path) -> None:
    """Pages parsed, articles extracted and rows loaded per second: medians of interleaved runs over the sample portals
    and generated articles, beside yardsticks timed in the same rounds, with peak memory. Nothing is judged: figures
    depend on the machine."""
    # Here, not above: the processes whose memory is measured import this module again.
    from bench.machine import describe_machine, peak_memory
    from bench.report import results, stage_rows, table, write_results
    from bench.samples import make_material
    from bench.stages import make_stages, run_rounds

    machine = describe_machine()
    with TemporaryDirectory() as directory:
        material = make_material(Path(directory), limit=limit, copies=copies, generated=generated)
        stages = make_stages(material)
        timings = run_rounds(stages, rounds)
        peaks = {stage.name: peak_memory(stage.work) for stage in stages if stage.memory}
    found = results(machine, rounds, material, stage_rows(timings, peaks))
    click.echo(table(found))
    try:
        write_results(found, out)
    except OSError as error:
        click.echo(f"bench: {out}: {error.strerror}", err=True)
        sys.exit(1)
    click.echo(f"\n-> {out}")


if __name__ == "__main__":
    main(prog_name="python -m bench")
