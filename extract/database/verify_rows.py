"""Checks of the database in itself: the file, references, quotes at their offsets, facts and the full-text index."""

from __future__ import annotations

import json
import sqlite3

from core.counted import counted
from extract.database.findings import PROGRESS_EVERY, Findings, show_progress
from extract.database.writer import column_names
from schemas.facts import TYPES

_MENTIONS = """
SELECT m.id, m.field, m.page, m.start, m."end", m.quote, v.title, v.body, t.pages
FROM mentions m
JOIN facts f ON f.id = m.fact
JOIN article_versions v ON v.id = f.article_version
LEFT JOIN attachments t ON t.id = m.attachment
ORDER BY m.id
"""
_EVIDENCE = """
SELECT id, n FROM (SELECT id, (SELECT count(*) FROM mentions m WHERE m.fact = facts.id AND m.evidence) AS n FROM facts)
WHERE n <> 1
"""
# The index keeps no text (content=''); its table of sizes has one row an article.
_NOT_INDEXED = """
SELECT id FROM articles a
WHERE docid IS NULL OR NOT EXISTS (SELECT 1 FROM articles_fts_docsize s WHERE s.id = a.docid) ORDER BY id
"""
_INDEXED_FOR_NOTHING = """
SELECT id FROM articles_fts_docsize s WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.docid = s.id) ORDER BY id
"""


def check_file(db: sqlite3.Connection, findings: Findings) -> None:
    """SQLite's own check of the file, and references to rows that are missing."""
    show_progress("the file")
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            findings.add("integrity", f"integrity: {line}")
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check"):
        key = column_names(db, table)[0]
        found = db.execute(f'SELECT "{key}" FROM "{table}" WHERE rowid = ?', (rowid,)).fetchone()
        findings.add(f"references of {table}", f"{table} {found[0] if found else '?'}: refers to a missing row of {parent}")


def check_quotes(db: sqlite3.Connection, findings: Findings) -> int:
    """Every quote stands at its offsets. Returns how many were compared."""
    compared = 0
    for row in db.execute(_MENTIONS):
        compared += 1
        if compared % PROGRESS_EVERY == 0:
            show_progress(counted(compared, "quote"))
        if problem := _quote_problem(*row):
            findings.add("quotes", problem)
    return compared


def _quote_problem(
    id_: str, field: str, page: int | None, start: int, end: int, quote: str, title: str, body: str, pages: str | None
) -> str | None:
    if field == "attachment":
        texts = json.loads(pages or "[]")
        text = texts[page - 1] if page is not None and page <= len(texts) else ""
    else:
        text = title if field == "title" else body
    return None if text[start:end] == quote else f"mentions {id_}: the quote does not stand at {field} {start}-{end}"


def check_facts(db: sqlite3.Connection, findings: Findings) -> None:
    """Every fact has its row and one evidence."""
    show_progress("facts")
    for type_ in TYPES:
        lacking = f"NOT EXISTS (SELECT 1 FROM {type_} t WHERE t.id = facts.id)"
        for (id_,) in db.execute(f"SELECT id FROM facts WHERE type = ? AND {lacking} ORDER BY id", (type_,)):
            findings.add(f"facts without a row in {type_}", f"facts {id_}: no row in {type_}")
    for id_, n in db.execute(_EVIDENCE):
        findings.add("facts without one evidence", f"facts {id_}: {n} mentions are its evidence, not one")


def check_search(db: sqlite3.Connection, findings: Findings) -> None:
    """Every article is in the full-text index, and nothing else is."""
    show_progress("the full-text index")
    for (id_,) in db.execute(_NOT_INDEXED):
        findings.add("articles not in the full-text index", f"articles {id_}: not in the full-text index articles_fts")
    for (docid,) in db.execute(_INDEXED_FOR_NOTHING):
        findings.add("full text of no article", f"articles_fts {docid}: no article has this docid")
