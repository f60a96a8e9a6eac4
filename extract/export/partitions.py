"""The public tables of statements straight from the partitions of articles and facts, as Parquet, for who queries with DuckDB.

A partition's tables need nothing of the others: all versions of an article stand in it, and what a name means follows from the
article. It becomes one part of each table, `v_scores/<name>.parquet`, made on any engine under a name that follows from all that
it is made of. What needs the whole (people, panels, disagreements, copies, coverage) is the database's."""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from core.article_store import Partition
from core.collation import vietnamese_sort_key
from core.engine import Done, Job, open_engine
from core.events import HandedOut, counts, stage
from core.partitions import SUFFIX, PartitionError, content_name, opened, tidy, write_file, write_partition
from core.progress import Progress
from extract.database.decisions import Decisions, Redaction, read_decisions
from extract.database.derived import fill_current, fill_public_tables
from extract.database.errors import BuildError
from extract.database.fact_rows import unlisted_indicator
from extract.database.inputs import read_json
from extract.database.redaction import covered
from extract.database.stage import Inputs, Versions, banned_articles, insert_all, insert_group, insert_statements, stored
from extract.database.staged import Group, StageGroups, Vocabulary
from extract.database.vocabulary import read_editions, read_indicator_components, read_names
from extract.database.writer import open_fresh
from extract.export import package
from extract.export.tables import Table, read_batches, read_tables
from extract.export.writers import arrow_schema
from extract.incremental.store import facts_path
from extract.knowledge.organizations import Named
from extract.knowledge.panels.consistency import check_facts
from extract.version import digest_of, files_of

TABLES = ("v_awards", "v_documents", "v_events", "v_ranks", "v_scores", "v_tier_counts")
LOOKUPS = ("indicator_editions", "indicators", "place_successors", "places")
_GROUP = 10_000
_MADE_BY = ("extract/database/*.py", "extract/export/*.py", "extract/knowledge/**/*.py", "core/*.py", "schemas/*.sql")


@dataclass(frozen=True, slots=True)
class Part:
    """What a partition gave: rows by table, when its newest page was fetched, and what it names beyond the vocabulary (rows of
    `places` and `indicators`)."""

    rows: dict[str, int]
    latest: str | None
    places: list[dict[str, Any]]
    indicators: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Source:
    """A partition with all that its tables follow from."""

    articles: Partition
    facts: Path | None
    reason: str | None
    vocabulary: Vocabulary
    decisions: Decisions
    banned: dict[str, Redaction]

    def name(self) -> str:
        """The name of its parts."""
        facts = self.facts.name if self.facts else self.reason
        return content_name("part", _program(), self.articles.name, facts, repr(self.decisions), _digest(self.vocabulary))


@dataclass(frozen=True, slots=True)
class ReadTables:
    """Makes the tables of a partition."""

    source: Source
    directory: Path

    def __call__(self, _: int) -> Part | BuildError:
        """What stops an export is returned, not raised: it is no fault of the process."""
        try:
            return self._part()
        except BuildError as error:
            return error

    def _part(self) -> Part:
        name = self.source.name()
        if (made := _made(self.directory, name)) is not None:
            return made
        groups = list(_staged(self.source))
        db, *named = _load(groups, self.source.vocabulary)
        try:
            tables = [table for table in read_tables(db) if table.name in TABLES]
            latest = db.execute("SELECT max(fetched_at) FROM pages").fetchone()[0]
            part = Part({table.name: table.rows for table in tables}, latest, *named)
            for table in tables:
                # The last one tells of all: where it is whole, all are.
                about = {"part": json.dumps(asdict(part))} if table.name == TABLES[-1] else {}
                _write(db, table, _path(self.directory, table.name, name), about)
        finally:
            db.close()
        return part


def _path(directory: Path, table: str, name: str) -> Path:
    return directory / table / f"{name}{SUFFIX}"


def _made(directory: Path, name: str) -> Part | None:
    """What an earlier run tells of a part that it wrote whole."""
    try:
        with opened(_path(directory, TABLES[-1], name)) as file:
            return Part(**json.loads((file.schema_arrow.metadata or {})[b"part"]))
    except (FileNotFoundError, PartitionError, KeyError):
        return None


def _staged(source: Source) -> Iterator[Group]:
    read = StageGroups(
        source.articles, source.facts, source.reason, source.vocabulary, source.decisions, source.banned
    )
    for at in range(len(source.articles.groups())):
        group = read(at)
        if isinstance(group, BuildError):
            raise group
        yield group


@cache
def _program() -> str:
    return digest_of(files_of(_MADE_BY))


@lru_cache(maxsize=1)
def _digest(vocabulary: Vocabulary) -> str:
    files = sorted(vocabulary.directory.glob("*.csv"))
    return content_name(*((file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files))


@lru_cache(maxsize=1)
def _base(vocabulary: Vocabulary) -> tuple[sqlite3.Connection, dict[str, str]]:
    """A database in memory that holds the vocabulary and no article; province -> province since 2025."""
    db = open_fresh(":memory:")
    names = read_names(vocabulary.directory)
    editions = read_editions(vocabulary.directory, names)
    parts = read_indicator_components(vocabulary.directory, names)
    insert_all(db, "places", [place.to_row() for place in names.places.by_id.values()])
    insert_all(db, "place_successors", names.places.successor_rows())
    insert_all(db, "indicators", list(names.indicators.values()))
    insert_all(db, "indicator_editions", editions)
    insert_all(db, "indicator_components", parts)
    return db, names.places.successors


def _load(
    groups: list[Group], vocabulary: Vocabulary
) -> tuple[sqlite3.Connection, list[dict[str, Any]], list[dict[str, Any]]]:
    """A database of one partition, its public tables filled as the build fills them; units and indices beyond the vocabulary."""
    base, successors = _base(vocabulary)
    db = open_fresh(":memory:")
    base.backup(db)
    known = {row[0] for row in db.execute("SELECT id FROM places UNION ALL SELECT id FROM indicators")}
    places = {place.id: place.to_row() for group in groups for place in group.places if place.id not in known}
    codes = sorted({code for group in groups for code in group.indicators} - known)
    indicators = [unlisted_indicator(code) for code in codes]
    insert_all(db, "places", places.values())
    insert_all(db, "indicators", indicators)
    at = {row["id"]: row for row in db.execute("SELECT id, province, province_2025 FROM places")}
    bodies = {unit[0]: unit for group in groups for unit in group.organizations}
    insert_all(db, "organizations", [_body(unit, at) for unit in bodies.values()])
    insert, versions = insert_statements(), Versions()
    for group in groups:
        insert_group(db, insert, group, versions)
    fill_current(db, versions.current(), successors)
    check_facts(db)
    fill_public_tables(db)
    return db, [places[key] for key in sorted(places)], indicators


def _body(unit: Named, places: dict[str, sqlite3.Row]) -> dict[str, Any]:
    """The row of a body as far as statements ask for it: what it belongs to and became is the whole's."""
    id_, name, _, kind, level, place = unit
    where = places[place] if place else {"province": None, "province_2025": None}
    row = {"id": id_, "name": name, "sort_key": vietnamese_sort_key(name), "kind": kind, "level": level, "place": place}
    return row | {"province": where["province"], "province_2025": where["province_2025"]}


def _write(db: sqlite3.Connection, table: Table, path: Path, about: dict[str, str]) -> None:
    columns: list[list[Any]] = [[] for _ in table.columns]
    for rows in read_batches(db, table):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    schema = arrow_schema(table).with_metadata(about)
    write_partition(path, dict(zip(table.names(), columns, strict=True)), _GROUP, schema)


def export_partitions(data_dir: Path, out_dir: Path, engine: str = "local", inputs: Inputs | None = None) -> dict[str, int]:
    """Write the tables of statements and the look-ups that explain them into `out_dir`: of each table of TABLES a directory of
    parts, of each of LOOKUPS a file, README.txt, notices and checksums.txt (written last). Redactions and decisions apply.
    Returns rows by table. What is done is kept, whatever ends the run; parts of an earlier state are removed.

    Raises BuildError, EngineError."""
    inputs = inputs or Inputs(data_dir)
    decisions = covered(read_decisions(inputs.decisions))
    try:
        sources = _sources(inputs, decisions)
        parts = _run(sources, out_dir, engine)
        tables = _lookups(out_dir, inputs, parts)
        for table in TABLES:
            (out_dir / table).mkdir(parents=True, exist_ok=True)
            tidy(out_dir / table, (source.name() for source in sources))
        _describe(data_dir, out_dir, sources, parts, tables)
    except PartitionError as error:
        raise BuildError(str(error)) from error
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
        raise BuildError(f"cannot be written: {reason}", out_dir) from error
    return {name: sum(part.rows[name] for part in parts) for name in TABLES} | {t.name: t.rows for t in tables}


def _sources(inputs: Inputs, decisions: Decisions) -> list[Source]:
    articles, facts = stored(inputs)
    banned = {article: found[0] for article, found in banned_articles(inputs, decisions).items()}
    vocabulary = Vocabulary.of(inputs.vocabulary)
    out = []
    for partition in articles:
        told = facts[partition.name]
        file = facts_path(inputs.data, told.facts) if told.facts else None
        out.append(Source(partition, file, told.reason, vocabulary, decisions, banned))
    return out


def _run(sources: list[Source], out_dir: Path, engine: str) -> list[Part]:
    progress = Progress("export", "articles", sum(source.articles.rows for source in sources))
    rows = {source.articles.name: source.articles.rows for source in sources}
    jobs = (Job(source.articles.name, (0,), ReadTables(source, out_dir.absolute()), list) for source in sources)
    parts = []
    handed = HandedOut()
    counts("in", articles=sum(rows.values()))
    with stage("tables of partitions", articles=sum(rows.values())), open_engine(engine) as opened:
        for outcome in opened.run(handed.of(jobs)):
            if not isinstance(outcome, Done):
                handed.aside(outcome.name, rows[outcome.name], outcome.reason)
                raise BuildError(f"partition {outcome.name}: {outcome.reason}")
            (part,) = outcome.result
            if isinstance(part, BuildError):
                raise part
            parts.append(part)
            progress.add(rows[outcome.name])
            handed.done(outcome.name, rows[outcome.name])
    progress.end()
    return parts


def _lookups(out_dir: Path, inputs: Inputs, parts: list[Part]) -> list[Table]:
    base, _ = _base(Vocabulary.of(inputs.vocabulary))
    db = open_fresh(":memory:")
    base.backup(db)
    try:
        for name in ("places", "indicators"):
            rows = {row["id"]: row for part in parts for row in getattr(part, name)}
            insert_all(db, name, rows.values())
        tables = [table for table in read_tables(db) if table.name in LOOKUPS]
        for table in tables:
            _write(db, table, out_dir / f"{table.name}{SUFFIX}", {})
    finally:
        db.close()
    return tables


def _describe(data_dir: Path, out_dir: Path, sources: list[Source], parts: list[Part], lookups: list[Table]) -> None:
    listed = read_json(data_dir / "portals.json") if (data_dir / "portals.json").exists() else []
    about = package.about_of(
        content_name(*(source.name() for source in sources)),
        [part.latest for part in parts],
        [(portal["name"], portal.get("base_url"), portal.get("sample")) for portal in listed],
    )
    rows = {name: sum(part.rows[name] for part in parts) for name in TABLES}
    width = max(map(len, (*TABLES, *LOOKUPS)))
    lines = [
        about.citation["title"],
        f"Version {about.version}" + (f", pages fetched to {about.latest}" if about.latest else ""),
        *(["", package.FICTION, package.FICTION_VI] if about.sample else []),
        "",
        "Tables (rows) / Các bảng (số dòng): a directory of Parquet files each, to be read as one table",
        *(f"  {name:{width}} {n:>9,}  {name}/*.parquet" for name, n in rows.items()),
        *(f"  {t.name:{width}} {t.rows:>9,}  {t.name}.parquet" for t in lookups),
        "",
        "Made straight from the partitions of articles and facts. What needs all of them at once (v_officials, v_panel,",
        "v_local_panel, v_disagreements, coverage) is in the export of the database.",
        "DuckDB: SELECT * FROM 'v_scores/*.parquet' WHERE indicator = 'PAR_INDEX';",
        f"sha256sum -c {package.CHECKSUMS} checks the files.",
        "",
        "Licence of the facts: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/; of places: THIRD_PARTY.md.",
        "Quotes and titles belong to the articles that they name: cite article_url where a figure matters.",
        f"To cite / Trích dẫn: {package.cite(about)}",
    ]
    write_file(out_dir / package.README, ("\n".join(lines) + "\n").encode())
    for file in (package.CITATION, package.NOTICES):
        write_file(out_dir / file.name, file.read_bytes())
    write_file(out_dir / package.CHECKSUMS, package.checksums(out_dir).encode())
