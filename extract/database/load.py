"""Articles and facts -> data/chiso.db: stage the rows, fill what follows from them, hand over to the writer."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from core.counted import counted
from extract.database.coverage import coverage_rows
from extract.database.decided import decision_rows
from extract.database.decisions import Decisions, Redaction, read_decisions
from extract.database.derived import fill_articles, fill_codebook, fill_public_tables
from extract.database.errors import BuildError
from extract.database.fact_rows import Names
from extract.database.inputs import read_json_lines
from extract.database.ledger import asked_portals
from extract.database.lost import lost_rows
from extract.database.redaction import Redactor
from extract.database.rows import VersionRows, article_id, decision_issue, page_row, version_rows
from extract.database.vocabulary import (
    accuracy_rows,
    parse_issue_rows,
    portal_rows,
    read_editions,
    read_indicator_components,
    read_names,
)
from extract.database.writer import column_names, explain_failure, open_fresh, table_names, write_database
from extract.knowledge.panels.consistency import check_facts, check_panel
from extract.knowledge.panels.panel import fill_panels
from extract.knowledge.persons.people import fill_people
from schemas.facts import TYPES

_ROOT = Path(__file__).resolve().parents[2]
_REPEATED = frozenset({"posts", "issues", "pages"})
_PROGRESS_EVERY = 200
# One page fetched twice with the same bytes is one row: that of its first fetch, whatever the order of the lines.
_FETCH = ("fetched_at", "archive_file", "archive_offset")
_EARLIEST_FETCH = (
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _FETCH)} WHERE "
    f"({', '.join(f'ifnull(excluded.{n}, 0)' for n in _FETCH)}) < ({', '.join(f'ifnull(pages.{n}, 0)' for n in _FETCH)})"
)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """Rows by table of the database that was built."""

    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where a build reads from; `data` holds articles.jsonl and facts.jsonl."""

    data: Path
    decisions: Path = _ROOT / "decisions"
    vocabulary: Path = _ROOT / "schemas" / "vocab"
    accuracy: Path = _ROOT / "corpus" / "accuracy.json"


@dataclass(slots=True)
class _Versions:
    """What has been staged: the newest version of each article."""

    newest: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    first: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    portals: set[str] = field(default_factory=set)
    decided: set[object] = field(default_factory=set)

    def add(self, made: VersionRows, page: dict[str, Any] | None) -> bool | None:
        """None for a version met for the first time, else whether it was fetched before what is known of it."""
        rank = ((page or {}).get("fetched_at") or "", (page or {}).get("sha256") or "", made.version)
        self.newest[made.article] = max(self.newest.get(made.article, ("", "", "")), rank)
        fetched = (rank[0], rank[1], made.rows["article_versions"][0]["url"])
        earlier = None if made.version not in self.first else fetched < self.first[made.version]
        self.first[made.version] = min(fetched, self.first.get(made.version, fetched))
        return earlier


def build(data_dir: Path, database: Path, inputs: Inputs | None = None) -> BuildReport:
    """Build the database from `data_dir`. The same input gives the same bytes; on any failure the old file stays.

    Raises BuildError (file:line: reason) for missing or malformed input and for a full disk."""
    inputs = inputs or Inputs(data_dir)
    decisions = _covered(read_decisions(inputs.decisions))
    work: Path | None = None
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".build-", dir=database.parent))
        stage = work / "stage.db"
        db = open_fresh(stage)
        try:
            db.execute("BEGIN")
            _fill(db, inputs, decisions)
            db.execute("COMMIT")
        finally:
            db.close()
        return BuildReport(write_database(stage, work, database))
    except (sqlite3.OperationalError, OSError) as error:
        raise explain_failure(error, database) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)


def _covered(decisions: Decisions) -> Decisions:
    """The decisions as they may be shown: what is taken out does not come back by a correction or its reason."""
    cover = Redactor(decisions).cover
    facts = (replace(d, text=cover(d.text), reason=cover(d.reason)) for d in decisions.facts)
    merges = (replace(d, reason=cover(d.reason)) for d in decisions.merges)
    return replace(decisions, facts=tuple(facts), merges=tuple(merges))


def _fill(db: sqlite3.Connection, inputs: Inputs, decisions: Decisions) -> None:
    names = read_names(inputs.vocabulary)
    versions = _stage_articles(db, inputs, decisions, names)
    ledger = inputs.data / "ledger.db"
    portals, portal_places = portal_rows(inputs.data / "portals.json", versions.portals | asked_portals(ledger), names.places)
    _insert_all(db, "portals", portals)
    _insert_all(db, "portal_places", portal_places)
    unread = parse_issue_rows(inputs.data / "parse_issues.jsonl", decisions)
    _insert_all(db, "issues", unread)
    _insert_all(db, "issues", lost_rows(ledger, {row["url"] for row in unread}))
    _insert_all(db, "organizations", names.organizations.rows())
    _insert_all(db, "organization_successors", names.organizations.successor_rows())
    editions = read_editions(inputs.vocabulary, names)
    parts = read_indicator_components(inputs.vocabulary, names)
    _insert_all(db, "indicators", list(names.indicators.values()))
    _insert_all(db, "indicator_editions", editions)
    _insert_all(db, "indicator_components", parts)
    _insert_all(db, "places", [place.to_row() for place in names.places.by_id.values()])
    _insert_all(db, "place_successors", names.places.successor_rows())
    _insert_all(db, "accuracy", accuracy_rows(inputs.accuracy))
    fill_articles(db, {rank[2] for rank in versions.newest.values()}, names.places)
    merged = fill_people(db, decisions.merges)
    _insert_all(db, "issues", check_facts(db))
    fill_public_tables(db)
    fill_panels(db)
    _insert_all(db, "issues", check_panel(db))
    fill_codebook(db)
    decided, idle = decision_rows(decisions, versions.decided | merged.applied, merged.idle)
    _insert_all(db, "decisions", decided)
    _insert_all(db, "issues", idle)
    _insert_all(db, "coverage", coverage_rows(db, ledger))


def _insert_all(db: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Raises BuildError for a row that the table refuses: what a vocabulary or portals.json gives may be wrong."""
    statement, columns = _insert_statement(db, table)
    known, last = frozenset(columns), None

    def values() -> Iterator[list[Any]]:
        nonlocal last
        for last in rows:
            if not last.keys() <= known:
                raise BuildError(f"table {table} has no column {min(last.keys() - known)}")
            yield _values(columns, last)

    try:
        db.executemany(statement, values())
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError) as error:
        raise BuildError(f"table {table} refuses {(last or {}).get('id')!r}: {error}") from error


def _pairs(inputs: Inputs) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """(line, article, facts): the two files have the same articles in the same lines."""
    articles, facts = inputs.data / "articles.jsonl", inputs.data / "facts.jsonl"
    for article, fact in zip_longest(read_json_lines(articles), read_json_lines(facts)):
        if article is None:
            raise BuildError("more lines than articles.jsonl; run `make extract` again", facts, fact[0])
        if fact is None:
            raise BuildError("no facts for this article in facts.jsonl; run `make extract` again", articles, article[0])
        line, data = article
        for key in ("url", "title", "body"):
            if not isinstance(data.get(key), str):
                raise BuildError(f"'{key}' is missing or not a string", articles, line)
        if fact[1].get("url") != data["url"]:
            raise BuildError(f"facts of {fact[1].get('url')}, but the article is {data['url']}", facts, line)
        missing = next((type_ for type_ in TYPES if not isinstance(fact[1].get(type_), list)), None)
        if missing:
            raise BuildError(f"'{missing}' is missing or not a list", facts, line)
        yield line, data, fact[1]


def _stage_articles(db: sqlite3.Connection, inputs: Inputs, decisions: Decisions, names: Names) -> _Versions:
    out = _Versions()
    insert = {table: _insert_statement(db, table) for table in table_names(db)}
    redactor, banned = Redactor(decisions), _banned(inputs, decisions)
    decided = defaultdict(list)
    for decision in decisions.facts:
        decided[decision.fact_id].append(decision)
    line = 0
    for line, data, facts in _pairs(inputs):
        _show_progress(line)
        article = article_id(data)
        try:
            portal = (data.get("portal") or {}).get("id")
            if portal:
                out.portals.add(portal)
            if article in banned:
                _stage_banned(db, insert, data, article, banned[article][0])
                continue
            redacted, facts, applied = redactor.apply(data, facts)
            page = page_row(redacted)
            made = version_rows(redacted, facts, names, decided, article)
            out.decided.update(applied, made.decided)
            for redaction in applied:
                message = f"{redaction.kind} taken out: {redaction.reason} ({redaction.who}, {redaction.when})"
                made.rows["issues"].append(decision_issue(f"redaction.{redaction.kind}", message, article, made.version))
            _stage_version(db, insert, made, page, out)
        except (ValueError, KeyError, TypeError, AttributeError, sqlite3.IntegrityError) as error:
            reason = f"not the form of schemas/facts.schema.json: {type(error).__name__}: {error}"
            raise BuildError(reason, inputs.data / "facts.jsonl", line) from error
    _show_progress(line, done=True)
    out.decided.update(redaction for found in banned.values() for redaction in found)
    return out


def _stage_version(
    db: sqlite3.Connection, insert: dict[str, Any], made: VersionRows, page: dict[str, Any] | None, versions: _Versions
) -> None:
    """Insert the rows of a version. One that was fetched more than once is described as it was fetched first, whatever
    the order of the lines."""
    if page:
        db.execute(insert["pages"][0], _values(insert["pages"][1], page))
    new = versions.add(made, page)
    tables = made.rows if new is None else ("article_versions",) if new else ()
    for table in tables:
        statement, columns = insert[table]
        if new:
            db.execute("DELETE FROM article_versions WHERE id = ?", (made.version,))
        db.executemany(statement, [_values(columns, row) for row in made.rows[table]])


def _banned(inputs: Inputs, decisions: Decisions) -> dict[str, list[Redaction]]:
    """Article id -> the decisions that leave it out: all its versions, whatever their address."""
    wanted: dict[str, list[Redaction]] = defaultdict(list)
    for redaction in decisions.redactions:
        if redaction.kind == "article":
            wanted[redaction.match].append(redaction)
    if not wanted:
        return {}
    out: dict[str, list[Redaction]] = {}
    for _, data in read_json_lines(inputs.data / "articles.jsonl"):
        if isinstance(data.get("url"), str):
            article = article_id(data)
            found = [*wanted.get(data["url"], ()), *wanted.get(article, ())]
            if found:
                out[article] = sorted({*out.get(article, ()), *found}, key=decisions.redactions.index)
    return out


def _stage_banned(db: sqlite3.Connection, insert: dict[str, Any], data: dict[str, Any], article: str, by: Redaction) -> None:
    page = page_row(data, taken_out=True)
    if page:
        db.execute(insert["pages"][0], _values(insert["pages"][1], page))
    issue = decision_issue("redaction.article", f"article {article} taken out: {by.reason} ({by.who}, {by.when})", None, None)
    db.execute(insert["issues"][0], _values(insert["issues"][1], issue))


def _insert_statement(db: sqlite3.Connection, table: str) -> tuple[str, list[str]]:
    columns = column_names(db, table)
    if table == "pages":
        return f"INSERT INTO pages VALUES ({', '.join('?' * len(columns))}) {_EARLIEST_FETCH}", columns
    # Not OR IGNORE, which would swallow a row that breaks a rule of the table, too.
    again = " ON CONFLICT (id) DO NOTHING" if table in _REPEATED else ""
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))}){again}", columns


def _values(columns: list[str], row: dict[str, Any]) -> list[Any]:
    return [json.dumps(v, ensure_ascii=False) if isinstance(v := row.get(name), list | dict) else v for name in columns]


def _show_progress(line: int, done: bool = False) -> None:
    if sys.stderr.isatty() and (done or line % _PROGRESS_EVERY == 0):
        print(f"\rbuild: {counted(line, 'article')}", end="\n" if done else "", file=sys.stderr, flush=True)
