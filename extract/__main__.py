"""`python -m extract`: facts, build, eval, calibrate, vocabulary, export, verify, summary, report."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click
from click.core import ParameterSource

from core.counted import counted
from core.engine import EngineError, engine_option
from core.events import counts, emit, plain, stage
from core.interrupt import Commands, left_as
from core.recorded import recorded
from core.vocabulary import VocabularyError

if TYPE_CHECKING:
    from extract.nlp import Layers

DATA = click.option(
    "--data",
    "data_dir",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    is_eager=True,
    help="Directory of the archive, articles and facts.",
)


def _below_data(name: str) -> Callable[[click.Context, click.Parameter, Path | None], Path]:
    """The default that lies in the directory of --data (which is eager, so read before)."""
    return lambda context, _, given: given or context.params["data_dir"] / name


DATABASE = click.option(
    "--database",
    type=click.Path(path_type=Path),
    callback=_below_data("chiso.db"),
    show_default="DATA/chiso.db",
    help="The SQLite file.",
)
CORPUS = click.option(
    "--corpus",
    type=click.Path(path_type=Path, exists=True),
    default=Path("corpus"),
    show_default=True,
    help="Directory of the gold.",
)
NLP = click.option(
    "--nlp",
    type=click.Choice(("auto", "off")),
    default="auto",
    show_default=True,
    help="auto: ask word segmentation and tagging where the rules are unsure of a name; off: rules alone.",
)


def _versions() -> dict[str, str]:
    from extract.version import code_version, vocabulary_version

    return {"rules": code_version(), "vocabulary": vocabulary_version()}


def _reported(given: dict[str, Any]) -> Path | None:
    """The directory of data that a command is about; None where it was given a database alone."""
    context = click.get_current_context()
    stated = [context.get_parameter_source(name) is not ParameterSource.DEFAULT for name in ("data_dir", "database")]
    return given["data_dir"] if stated[0] or not stated[1] else None


@click.group(cls=Commands, help="From clean articles to facts, and from facts to the database.")
def main() -> None:
    """The commands below are those of the README."""


@main.command(
    help="Articles (JSON Lines: FILE, or - for standard input) to facts (JSON Lines on standard output). "
    "With --data: DATA/articles/ to DATA/facts/, only what is new, changed or was read by other rules."
)
@click.argument("file", required=False)
@click.option(
    "--data", "data_dir", type=click.Path(path_type=Path), default=None, help="Bring DATA/facts/ up to DATA/articles/."
)
@click.option("--dry-run", is_flag=True, help="With --data: say what would be read and why, and read nothing.")
@engine_option
@NLP
@recorded("extract", lambda given: given["data_dir"], _versions)
def facts(file: str | None, data_dir: Path | None, dry_run: bool, engine: str, nlp: str) -> None:
    """Exit status 1 where a line was no article, or an article could not be read (the others are done)."""
    from extract.nlp import layers_of
    from extract.run import write_facts

    layers = layers_of(nlp)
    if data_dir is not None:
        if file is not None:
            raise click.UsageError("FILE or --data, not both")
        _facts_of_archive(data_dir, engine, layers, dry_run)
        return
    if dry_run:
        raise click.UsageError("--dry-run goes with --data")
    try:
        if file in (None, "-"):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
            _, errors = write_facts(sys.stdin, sys.stdout, source="<stdin>", engine=engine, nlp=layers)
        else:
            with _lines_of(Path(str(file))) as lines:
                _, errors = write_facts(lines, sys.stdout, source=str(file), engine=engine, nlp=layers)
    except EngineError as error:
        _fail(str(error))
    sys.exit(1 if errors else 0)


def _lines_of(path: Path) -> TextIO:
    try:
        return path.open(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        _fail(f"{path}: {error.strerror}")


def _facts_of_archive(data_dir: Path, engine: str, layers: Layers, dry_run: bool) -> None:
    from core.partitions import PartitionError
    from extract.incremental.run import plan_of, update

    target = data_dir / "facts"
    try:
        if dry_run:
            click.echo(plan_of(data_dir, layers).words())
            return
        with left_as("what was read is kept, run again to go on"):
            done = update(data_dir, engine, layers, click.echo)
    except (PartitionError, EngineError) as error:
        _fail(str(error))
    except OSError as error:
        full = "the disk is full; what was read is kept, run again to go on" if error.errno == errno.ENOSPC else error.strerror
        _fail(f"{target}: {full or error}")
    click.echo(f"extracted {counted(done.articles, 'article')} -> {target}")
    for line in done.unread:
        click.echo(f"not read: {line}", err=True)
    for name, articles, reason in done.aside:
        click.echo(f"set aside: {name} ({counted(articles, 'article')}): {reason}", err=True)
    if done.unread or done.aside:
        without = len(done.unread) + sum(articles for _, articles, _ in done.aside)
        _fail(f"{counted(without, 'article')} could not be read (see above); the others are done")


@main.command(help="Facts to the database: DATA/articles/ + DATA/facts/ to the SQLite file.")
@DATA
@DATABASE
@engine_option
@click.option("--dry-run", is_flag=True, help="Say what would be read and which decisions apply; write nothing.")
@recorded("extract", _reported, _versions)
def build(data_dir: Path, database: Path, engine: str, dry_run: bool) -> None:
    """The same input gives the same bytes; on any failure the old file stays."""
    from extract.database.dry_run import outlook
    from extract.database.errors import BuildError
    from extract.database.load import build as build_database

    try:
        if dry_run:
            for line in outlook(data_dir, database):
                click.echo(line)
            return
        with _unchanged(database):
            report = build_database(data_dir, database, engine=engine)
    except (BuildError, EngineError) as error:
        _fail(str(error))
    held = (counted(report.counts.get(f"{noun}s", 0), noun) for noun in ("article", "fact"))
    click.echo(f"built {database}: {', '.join(held)}")


@main.command(name="eval", help="Precision, recall and F1 on the gold articles and passages; status 1 below corpus/floors.json.")
@CORPUS
@click.option("--write", is_flag=True, help="Write corpus/accuracy.json, which the database shows.")
@click.option(
    "--cases",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Measure this file instead, as `python -m bench.generate --out FILE` writes it.",
)
@click.option("-v", "--verbose", is_flag=True, help="List what is missed and what is spurious.")
@NLP
@DATA
def evaluate(corpus: Path, write: bool, cases: Path | None, verbose: bool, data_dir: Path, nlp: str) -> None:
    """The floors only rise; see corpus/floors.json."""
    from extract.evaluation.evaluate import evaluate as run
    from extract.evaluation.evaluate import evaluate_file
    from extract.evaluation.vocabulary_use import use_lines, vocabulary_use
    from extract.nlp import layers_of

    if write and nlp != "auto":
        raise click.UsageError("--write keeps the figures of the default: not with --nlp off")
    if cases is not None:
        if write:
            raise click.UsageError("--write keeps the figures of the corpus: not with --cases")
        sys.exit(evaluate_file(cases, verbose=verbose, nlp=layers_of(nlp)))
    status = run(corpus, data_dir=data_dir, write=write, verbose=verbose, nlp=layers_of(nlp))
    if status < 2:
        click.echo("\n" + "\n".join(use_lines(vocabulary_use(corpus))))
    sys.exit(status)


@main.command(help="Fit the weights of confidence to the gold, its frozen half left closed: writes schemas/confidence.csv.")
@CORPUS
@click.option(
    "--generated",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="Also learn from these articles, as `python -m bench.generate --count 1000 --seed 11 --out FILE` writes them.",
)
def calibrate(corpus: Path, generated: Path | None) -> None:
    """Run after the rules have changed much; what `eval` prints of the confidence tells whether it is needed."""
    from extract.evaluation.calibrate import calibrate as run

    sys.exit(run(corpus, generated))


@main.command(help="Which rows of schemas/vocab the gold meets: a line a table, with --unused the rows that no gold has.")
@CORPUS
@click.option("--unused", is_flag=True, help="List the rows never met.")
@click.option("--table", "tables", multiple=True, help="Only this table; may be given twice.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def vocabulary(corpus: Path, unused: bool, tables: tuple[str, ...], as_json: bool) -> None:
    """Checks all tables first; of the frozen gold it shows nothing but rows of the vocabulary."""
    from extract.database.errors import BuildError
    from extract.evaluation.vocabulary_use import unused_lines, use_json, use_lines, vocabulary_use

    try:
        use = vocabulary_use(corpus)
    except BuildError as error:
        _fail(str(error))
    if unknown := set(tables) - {one.name for one in use}:
        _fail(f"no table '{min(unknown)}' in schemas/vocab")
    use = [one for one in use if not tables or one.name in tables]
    if as_json:
        click.echo(use_json(use, unused))
        return
    for line in (*use_lines(use), *(unused_lines(use) if unused else ())):
        click.echo(line)


@main.command(help="Write the documents that are made: docs/database.*.md, the agreement in docs/codebook.md.")
@CORPUS
@click.option("--docs", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("docs"), show_default=True)
def handbook(corpus: Path, docs: Path) -> None:
    """Run after a change of schemas/ or of the double-coded articles."""
    from extract.database.errors import BuildError
    from extract.handbook import handbook as made

    try:
        for path, text in made(docs, corpus).items():
            path.write_text(text, encoding="utf-8")
            click.echo(f"wrote {path}")
    except BuildError as error:
        _fail(str(error))


@main.command(help="Public tables to files with a data package around them: to DIR, or DATA/export.")
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@DATA
@DATABASE
@click.option("--out", type=click.Path(path_type=Path), help="The same as DIR.")
@click.option("--format", "formats", multiple=True, help="csv, jsonl, parquet or xlsx; may be repeated. Default: all.")
@click.option("--bom", is_flag=True, help="Begin CSV files with a byte-order mark, for Excel.")
@click.option("--from-partitions", is_flag=True, help="Parquet straight from DATA/articles/ and DATA/facts/, no database.")
@engine_option
@recorded("extract", _reported, _versions)
def export(
    directory: Path | None,
    data_dir: Path,
    database: Path,
    out: Path | None,
    formats: tuple[str, ...],
    bom: bool,
    from_partitions: bool,
    engine: str,
) -> None:
    """Redactions are already applied: the database holds none of the redacted words, and partitions are redacted on the way."""
    from extract.database.errors import BuildError
    from extract.export.partitions import export_partitions
    from extract.export.run import FORMATS
    from extract.export.run import export as export_tables

    if directory is not None and out is not None:
        raise click.UsageError("DIR or --out, not both")
    if from_partitions and (bom or set(formats) - {"parquet"}):
        raise click.UsageError("--from-partitions writes parquet")
    target = directory or out or data_dir / ("export-partitions" if from_partitions else "export")
    try:
        if from_partitions:
            rows = export_partitions(data_dir, target, engine)
        else:
            rows = export_tables(database, target, formats or FORMATS, bom)
    except (BuildError, EngineError) as error:
        _fail(str(error))
    counts("worked", rows=sum(rows.values()))
    counts("out", **rows)
    for table, n in rows.items():
        click.echo(f"{table:18} {n:6} {'row' if n == 1 else 'rows'}")
    click.echo(f"exported to {target}")


@main.command(help="Check a database: references, quotes, public tables, full text, the crawl ledger, hashes of the archive.")
@DATA
@DATABASE
@click.option("--no-archive", is_flag=True, help="Do not read the archive.")
@recorded("extract", _reported, _versions)
def verify(data_dir: Path, database: Path, no_archive: bool) -> None:
    """Exit status 1 where anything does not hold. Ledger and archive are those of --data, or those that lie beside --database."""
    from extract.database.errors import BuildError
    from extract.database.verify import verify as check

    context = click.get_current_context()
    stated = context.get_parameter_source("data_dir") is not ParameterSource.DEFAULT
    given = stated or context.get_parameter_source("database") is ParameterSource.DEFAULT
    try:
        with stage("verify"):
            found = check(database, data_dir if given else None, archive=not no_archive)
    except BuildError as error:
        _fail(str(error))
    for line in (*found.problems, *found.notes):
        click.echo(line, err=True)
    for line in found.problems:
        emit("error", message=plain(line))
    counts("worked", quotes=found.quotes, archived_records=found.records)
    counts("out", rows=sum(found.counts.values()), problems=found.found)
    quotes, rows = counted(found.quotes, "quote"), counted(sum(found.counts.values()), "row")
    records, problems = counted(found.records, "archived record"), counted(found.found, "problem")
    click.echo(f"{quotes} and {records} compared, {rows}, {problems}")
    sys.exit(1 if found.found else 0)


@main.command(help="What the last runs of crawl, parse, facts, build, export and verify did: DATA/reports/ as a table.")
@DATA
@click.option("--last", type=click.IntRange(min=1), default=20, show_default=True, help="So many runs.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, all that is in them.")
def report(data_dir: Path, last: int, as_json: bool) -> None:
    """Oldest first. Exit status 1 where a report cannot be read, or there is none."""
    from core.run_report import as_table, read_reports

    try:
        runs = list(read_reports(data_dir))[-last:]
    except (OSError, ValueError) as error:
        _fail(str(error))
    if not runs:
        _fail(f"{data_dir}: no run has left a report there")
    for line in [json.dumps(runs, ensure_ascii=False, indent=1)] if as_json else as_table(runs):
        click.echo(line)


@main.command(help="What the database holds, and how to open it.")
@DATA
@DATABASE
def summary(data_dir: Path, database: Path) -> None:
    """The table that `make demo` ends with."""
    from extract.database.errors import BuildError
    from extract.database.summary import summarize

    try:
        click.echo(summarize(database))
    except BuildError as error:
        _fail(str(error))


def _unchanged(target: Path) -> AbstractContextManager[None]:
    """What is written beside its target and put in its place when it is whole."""
    return left_as(f"{target} is as it was" if target.exists() else f"{target} is not written")


def _fail(message: str) -> NoReturn:
    emit("error", message=plain(message))
    click.echo(f"chiso: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(prog_name="python -m extract")
    except BrokenPipeError:
        # The reader has gone (`| head`): that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except VocabularyError as error:
        _fail(str(error))
