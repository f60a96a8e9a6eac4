"""Checking a built database: references, quotes at their offsets, counts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from extract.database.errors import BuildError
from extract.database.writer import table_names
from schemas.facts import TYPES

_MENTIONS = """
SELECT m.id, m.field, m.page, m.start, m."end", m.quote, v.title, v.body, t.pages
FROM mentions m
JOIN facts f ON f.id = m.fact
JOIN article_versions v ON v.id = f.article_version
LEFT JOIN attachments t ON t.id = m.attachment
ORDER BY m.id
"""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was checked (`counts`: rows by table, `quotes`: mentions compared) and what is wrong."""

    counts: dict[str, int]
    quotes: int
    problems: tuple[str, ...]


def verify(database: Path) -> VerifyReport:
    """Check the file, foreign keys, that every mention's quote stands at its offsets, and that every fact has its row
    and its evidence. Raises BuildError where the file is missing or no database."""
    if not database.exists():
        raise BuildError("missing; run `make demo`", database)
    db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in table_names(db)}
        problems = [f"integrity: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [f"{row[0]} refers to a missing row of {row[2]}" for row in db.execute("PRAGMA foreign_key_check")]
        quotes = 0
        for row in db.execute(_MENTIONS):
            quotes += 1
            problems += _check_quote(*row)
        problems += _check_facts(db)
    except sqlite3.DatabaseError as error:
        raise BuildError(f"not a database of this project: {error}", database) from error
    finally:
        db.close()
    return VerifyReport(counts, quotes, tuple(problems))


def _check_quote(
    id_: str, field: str, page: int | None, start: int, end: int, quote: str, title: str, body: str, pages: str | None
) -> list[str]:
    if field == "attachment":
        texts = json.loads(pages or "[]")
        text = texts[page - 1] if page is not None and page <= len(texts) else ""
    else:
        text = title if field == "title" else body
    return [] if text[start:end] == quote else [f"mention {id_}: the quote does not stand at {field} {start}-{end}"]


def _check_facts(db: sqlite3.Connection) -> list[str]:
    out = []
    for type_ in TYPES:
        lacking = db.execute(
            f"SELECT count(*) FROM facts WHERE type = ? AND id NOT IN (SELECT id FROM {type_})", (type_,)
        ).fetchone()[0]
        if lacking:
            out.append(f"facts that have no row in {type_}: {lacking}")
    silent = "SELECT count(*) FROM facts WHERE (SELECT count(*) FROM mentions m WHERE m.fact = facts.id AND m.evidence) <> 1"
    found = db.execute(silent).fetchone()[0]
    return out + ([f"facts that have not exactly one evidence: {found}"] if found else [])
