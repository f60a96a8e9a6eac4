"""Articles and facts -> data/chiso.db: stage the rows, fill what follows from them, hand over to the writer."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from core.events import counts
from core.progress import Steps
from extract.database.coverage import coverage_rows
from extract.database.decided import decision_rows
from extract.database.decisions import Decisions, read_decisions
from extract.database.derived import fill_articles, fill_codebook, fill_public_tables
from extract.database.fact_rows import Names
from extract.database.ledger import asked_portals
from extract.database.lost import lost_rows
from extract.database.redaction import covered
from extract.database.stage import Inputs, Versions, insert_all, stage_articles
from extract.database.vocabulary import (
    accuracy_rows,
    parse_issue_rows,
    portal_rows,
    read_editions,
    read_indicator_components,
    read_names,
)
from extract.database.writer import add_indices, explain_failure, open_fresh, work_beside, write_database
from extract.knowledge.panels.consistency import check_facts, check_panel
from extract.knowledge.panels.panel import fill_panels
from extract.knowledge.persons.people import fill_people

__all__ = ["BuildReport", "Inputs", "build"]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """Rows by table of the database that was built."""

    counts: dict[str, int]


def build(data_dir: Path, database: Path, inputs: Inputs | None = None, engine: str = "local") -> BuildReport:
    """Build the database from `data_dir`. The same input gives the same bytes, on any engine; on any failure the old file stays.

    Raises BuildError (file:line: reason) for missing or malformed input and for a full disk."""
    inputs = inputs or Inputs(data_dir)
    decisions = covered(read_decisions(inputs.decisions))
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with work_beside(database) as work:
            stage = work / "stage.db"
            db = open_fresh(stage, indexed=False)
            try:
                db.execute("BEGIN")
                _fill(db, inputs, decisions, engine)
                db.execute("COMMIT")
            finally:
                db.close()
            with Steps("build") as to:
                rows = write_database(stage, work, database, to)
            counts("worked", articles=rows["articles"])
            counts("out", **rows)
            return BuildReport(rows)
    except (sqlite3.OperationalError, OSError) as error:
        raise explain_failure(error, database) from error


def _fill(db: sqlite3.Connection, inputs: Inputs, decisions: Decisions, engine: str) -> None:
    names = read_names(inputs.vocabulary)
    versions = stage_articles(db, inputs, decisions, names, engine)
    with Steps("build") as to:
        to("indices")
        add_indices(db)
        to("portals, bodies, places")
        _look_ups(db, inputs, decisions, names, versions)
        to("copies of stories")
        fill_articles(db, versions.current(), names.places)
        to("people")
        merged = fill_people(db, decisions.merges)
        to("checks of facts")
        insert_all(db, "issues", check_facts(db))
        to("public tables")
        fill_public_tables(db)
        to("panels")
        fill_panels(db)
        insert_all(db, "issues", check_panel(db))
        to("codebook, decisions, coverage")
        fill_codebook(db)
        decided, idle = decision_rows(decisions, versions.decided | merged.applied, merged.idle)
        insert_all(db, "decisions", decided)
        insert_all(db, "issues", idle)
        insert_all(db, "coverage", coverage_rows(db, inputs.data / "ledger.db"))


def _look_ups(db: sqlite3.Connection, inputs: Inputs, decisions: Decisions, names: Names, versions: Versions) -> None:
    """What articles name, and what crawl and parsing left: portals, bodies, indices, places, issues."""
    ledger = inputs.data / "ledger.db"
    portals, portal_places = portal_rows(inputs.data / "portals.json", versions.portals | asked_portals(ledger), names.places)
    insert_all(db, "portals", portals)
    insert_all(db, "portal_places", portal_places)
    unread = parse_issue_rows(inputs.data / "parse_issues.jsonl", decisions)
    insert_all(db, "issues", unread)
    insert_all(db, "issues", lost_rows(ledger, {row["url"] for row in unread}))
    insert_all(db, "organizations", names.organizations.rows())
    insert_all(db, "organization_successors", names.organizations.successor_rows())
    editions = read_editions(inputs.vocabulary, names)
    parts = read_indicator_components(inputs.vocabulary, names)
    insert_all(db, "indicators", list(names.indicators.values()))
    insert_all(db, "indicator_editions", editions)
    insert_all(db, "indicator_components", parts)
    insert_all(db, "places", [place.to_row() for place in names.places.by_id.values()])
    insert_all(db, "place_successors", names.places.successor_rows())
    insert_all(db, "accuracy", accuracy_rows(inputs.accuracy))
