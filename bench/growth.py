"""`python -m bench.growth`: seconds, memory and size from articles to database at growing numbers of articles, kept in
bench/growth.json.

Each number is done as a user does it: `extract facts` and `extract build` on this machine's cores, each a process tree of its
own, then the views' typical queries of the served database. Nothing is judged; a straight line is one whose seconds an
article stay the same."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from bench.browse import measure as browse
from bench.large import write_articles_only
from bench.machine import MIB, describe_machine
from bench.runs import timed

RESULTS = Path("bench") / "growth.json"
SEED = 1
SIZES = (1_000, 10_000, 100_000, 300_000)
# What the stated facts of an article are held in: a row each of `facts`, of its type with its parts, of its mentions, and of
# the public table.
FACT_TABLES = (
    *("facts", "mentions", "events", "event_participants", "scores", "ranks", "tier_counts", "officials", "official_positions"),
    *("awards", "award_recipients", "documents"),
    *("v_scores", "v_ranks", "v_tier_counts", "v_events", "v_awards", "v_documents"),
)


def fact_rows(database: Path) -> int:
    """Rows of FACT_TABLES."""
    db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        return sum(int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in FACT_TABLES)
    finally:
        db.close()


def measure(articles: int, engine: str, requests: int, directory: Path, seed: int = SEED) -> dict[str, Any]:
    """The figures of one number of articles, made in a directory of their own."""
    data, database = directory / "data", directory / "data" / "chiso.db"
    write_articles_only(data, seed, articles)
    extract = timed([sys.executable, "-m", "extract", "facts", "--data", str(data), "--engine", engine])
    build = timed([sys.executable, "-m", "extract", "build", "--data", str(data), "--engine", engine])
    rows = fact_rows(database)
    queries = [asked.row(kind) for kind, asked, _ in browse(database, seed, requests, "v_") if not asked.missing]
    slowest = max(queries, key=lambda row: float(row["p95_ms"]))
    return {
        "articles": articles,
        "fact_rows": rows,
        "extract_seconds": round(extract.seconds, 1),
        "extract_peak_mib": extract.peak_mib,
        "articles_per_second": round(articles / extract.seconds, 1),
        "build_seconds": round(build.seconds, 1),
        "build_peak_mib": build.peak_mib,
        "fact_rows_per_second": round(rows / build.seconds),
        "milliseconds_per_article": round(1000 * (extract.seconds + build.seconds) / articles, 2),
        "partitions_mib": round(sum(f.stat().st_size for d in ("articles", "facts") for f in (data / d).iterdir()) / MIB, 1),
        "database_mib": round(database.stat().st_size / MIB, 1),
        "slowest_query": slowest["kind"],
        "slowest_query_p95_ms": slowest["p95_ms"],
    }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sizes", nargs=-1, type=click.IntRange(1, 10_000_000))
@click.option("--engine", default="local", show_default=True, help="Of extract and build.")
@click.option(
    "--requests", type=click.IntRange(1, 100_000), default=50, show_default=True, help="Requests of each kind of query."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=RESULTS, show_default=True, help="Figures.")
def main(sizes: Sequence[int], engine: str, requests: int, out: Path) -> None:
    """Measure SIZES (default 1000 10000 100000 300000) generated articles; print a line and keep the figures after each."""
    machine, rows = describe_machine(), []
    for size in sizes or SIZES:
        with TemporaryDirectory() as directory:
            rows.append(measure(size, engine, requests, Path(directory)))
        click.echo("  ".join(f"{name} {value}" for name, value in rows[-1].items()))
        found = {"machine": machine, "engine": engine, "seed": SEED, "sizes": rows}
        try:
            out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            click.echo(f"bench.growth: {out}: {error.strerror}", err=True)
            sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m bench.growth")
