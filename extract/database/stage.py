"""Staging: the rows of all articles and facts into an open database, made in processes and inserted by this one."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from core.article_store import Partition, article_partitions, read_articles, why_none
from core.engine import Failed, Job, open_engine
from core.events import HandedOut, counts, stage
from core.partitions import PartitionError
from core.progress import Progress
from extract.database.decisions import Decisions, Redaction
from extract.database.errors import BuildError
from extract.database.fact_rows import Names
from extract.database.rows import article_id
from extract.database.staged import Group, Staged, StageGroups, Values, Vocabulary, columns_of, tables, values, warm
from extract.incremental.store import FactPartition, fact_partitions, facts_path

_ROOT = Path(__file__).resolve().parents[2]
_REPEATED = frozenset({"posts", "issues", "pages"})
# So few articles are read faster than processes start.
_FEW = 256
# One page fetched twice with the same bytes is one row: that of its first fetch, whatever the order of the lines.
_FETCH = ("fetched_at", "archive_file", "archive_offset")
_EARLIEST_FETCH = (
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _FETCH)} WHERE "
    f"({', '.join(f'ifnull(excluded.{n}, 0)' for n in _FETCH)}) < ({', '.join(f'ifnull(pages.{n}, 0)' for n in _FETCH)})"
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where a build reads from; `data` holds articles/ and facts/."""

    data: Path
    decisions: Path = _ROOT / "decisions"
    vocabulary: Path = _ROOT / "schemas" / "vocab"
    accuracy: Path = _ROOT / "corpus" / "accuracy.json"


@dataclass(slots=True)
class Versions:
    """What has been staged: the newest version of each article."""

    newest: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    first: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    portals: set[str] = field(default_factory=set)
    decided: set[object] = field(default_factory=set)

    def current(self) -> set[str]:
        """Of each article the version that was fetched last."""
        return {rank[2] for rank in self.newest.values()}

    def add(self, made: Staged) -> bool | None:
        """None for a version met for the first time, else whether it was fetched before what is known of it."""
        version = made.version or ""
        rank = (*made.fetched[:2], version)
        self.newest[made.article] = max(self.newest.get(made.article, ("", "", "")), rank)
        earlier = None if version not in self.first else made.fetched < self.first[version]
        self.first[version] = min(made.fetched, self.first.get(version, made.fetched))
        return earlier


def stage_articles(db: sqlite3.Connection, inputs: Inputs, decisions: Decisions, names: Names, engine: str) -> Versions:
    """Rows are made in processes and inserted here, a group of articles at a time."""
    out = Versions()
    insert = insert_statements()
    jobs, total = _jobs(inputs, decisions, out)
    progress = Progress("build", "articles", total)
    vocabulary = Vocabulary.of(inputs.vocabulary)
    handed, which = HandedOut(), "local:1" if total <= _FEW else engine
    counts("in", articles=total)
    with stage("rows of articles", articles=total), open_engine(which, partial(warm, vocabulary)) as opened:
        for outcome in opened.run(handed.of(jobs)):
            if isinstance(outcome, Failed):
                handed.aside(outcome.name, 0, outcome.reason)
                raise BuildError(outcome.reason, inputs.data)
            for group in outcome.result:
                if isinstance(group, BuildError):
                    raise group
                insert_group(db, insert, group, out)
                names.places.adopt(group.places)
                names.organizations.adopt(group.organizations)
                for code in group.indicators:
                    names.indicator(code)
                progress.add(len(group.staged))
                handed.done(outcome.name, len(group.staged))
    progress.end()
    return out


def stored(inputs: Inputs) -> tuple[list[Partition], dict[str, FactPartition]]:
    """(the partitions of articles, by name of these what became of them). Raises BuildError where a step before is missing."""
    try:
        articles, facts = article_partitions(inputs.data), fact_partitions(inputs.data)
    except PartitionError as error:
        raise BuildError(str(error)) from error
    if articles is None:
        raise BuildError(why_none(inputs.data))
    if facts is None:
        raise BuildError("missing; run `make extract`", inputs.data / "facts" / "index.json")
    lacking = next((p for p in articles if p.name not in facts), None)
    if lacking:
        raise BuildError("no facts for these articles; run `make extract` again", lacking.path)
    return articles, facts


def _jobs(inputs: Inputs, decisions: Decisions, versions: Versions) -> tuple[Iterator[Job], int]:
    """(the jobs, one a row group, that make rows; the number of articles). Raises BuildError where a step before is missing."""
    articles, facts = stored(inputs)
    out = banned_articles(inputs, decisions)
    versions.decided.update(redaction for found in out.values() for redaction in found)
    banned = {article: found[0] for article, found in out.items()}
    vocabulary = Vocabulary.of(inputs.vocabulary)

    def jobs() -> Iterator[Job]:
        for partition in articles:
            told = facts[partition.name]
            file = facts_path(inputs.data, told.facts) if told.facts else None
            read = StageGroups(partition, file, told.reason, vocabulary, decisions, banned)
            for group in range(len(_groups(partition))):
                yield Job(f"{partition.name} {group}", (group,), read, list)

    return jobs(), sum(p.rows for p in articles)


def _groups(partition: Partition) -> list[int]:
    try:
        return partition.groups()
    except (PartitionError, FileNotFoundError) as error:
        raise BuildError(f"{error}; delete it and run `python -m crawler parse` again") from error


def insert_group(db: sqlite3.Connection, insert: dict[str, str], group: Group, versions: Versions) -> None:
    """Insert the rows of a group. A version that was fetched more than once is described as it was fetched first, whatever the
    order of the articles. Raises BuildError for a row that a table refuses, with the article that it is of."""
    at: dict[str, list[tuple[int, Values]]] = defaultdict(list)
    again = []
    for staged in group.staged:
        if staged.portal:
            versions.portals.add(staged.portal)
        versions.decided.update(staged.applied)
        if staged.page:
            at["pages"].append((staged.row, staged.page))
        earlier = versions.add(staged) if staged.version else None
        if earlier is None:
            for table, rows in staged.rows.items():
                at[table] += [(staged.row, row) for row in rows]
        elif earlier:
            again.append(staged)
    for table, rows in at.items():
        _insert_rows(db, insert[table], rows, group.path)
    for staged in again:
        db.execute("DELETE FROM article_versions WHERE id = ?", (staged.version,))
        _insert_rows(db, insert["article_versions"], [(staged.row, row) for row in staged.rows["article_versions"]], group.path)


def _insert_rows(db: sqlite3.Connection, statement: str, rows: list[tuple[int, Values]], path: Path) -> None:
    line = 0

    def told() -> Iterator[Values]:
        nonlocal line
        for at, row in rows:
            line = at
            yield row

    try:
        db.executemany(statement, told())
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
        raise BuildError(f"not the form of schemas/facts.schema.json: {type(error).__name__}: {error}", path, line) from error


def banned_articles(inputs: Inputs, decisions: Decisions) -> dict[str, list[Redaction]]:
    """Article id -> the decisions that leave it out: all its versions, whatever their address."""
    wanted: dict[str, list[Redaction]] = defaultdict(list)
    for redaction in decisions.redactions:
        if redaction.kind == "article":
            wanted[redaction.match].append(redaction)
    if not wanted:
        return {}
    out: dict[str, list[Redaction]] = {}
    for data in read_articles(inputs.data):
        if isinstance(data.get("url"), str):
            article = article_id(data)
            found = [*wanted.get(data["url"], ()), *wanted.get(article, ())]
            if found:
                out[article] = sorted({*out.get(article, ()), *found}, key=decisions.redactions.index)
    return out


def insert_all(db: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Raises BuildError for a row that the table refuses: what a vocabulary or portals.json gives may be wrong."""
    last: dict[str, Any] = {}

    def made() -> Iterator[Values]:
        nonlocal last
        for last in rows:
            yield values(table, last)

    try:
        db.executemany(_insert_statement(table), made())
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
        raise BuildError(f"table {table} refuses {last.get('id')!r}: {error}") from error


def insert_statements() -> dict[str, str]:
    """The statement that inserts a row, by table."""
    return {table: _insert_statement(table) for table in tables()}


def _insert_statement(table: str) -> str:
    marks = ", ".join("?" * len(columns_of(table)))
    # Not OR IGNORE, which would swallow a row that breaks a rule of the table, too.
    again = _EARLIEST_FETCH if table == "pages" else "ON CONFLICT (id) DO NOTHING" if table in _REPEATED else ""
    return f"INSERT INTO {table} VALUES ({marks}) {again}"
