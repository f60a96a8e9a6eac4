"""What is wrong with a fact, as a line for decisions/facts.csv. Nothing is written here: the line is shown to be copied."""

from __future__ import annotations

import re
from dataclasses import astuple
from typing import Any

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page
from browse.asking import Row, fetch_all, fetch_one
from browse.facts import fact_rows, stated_slots
from browse.language import language_of
from browse.reporting import ACTIONS, HEADER, MAX_LINES, Line, LineError, cell, check, form_of, made_line, read_line
from core.slots import slot_forms

_ID = re.compile(r"[0-9a-f]{16}")
_FIELDS = ("action", "slot", "value", "reason", "who", "when")
_ABOUT = """
SELECT a.title, m.quote FROM articles a LEFT JOIN mentions m ON m.fact = :fact AND m.evidence = 1 WHERE a.id = :article
"""
_DECIDED = (
    "SELECT action, coalesce(slot, '') AS slot, line FROM decisions WHERE file = 'facts.csv' AND fact = :fact ORDER BY line"
)


async def report_page(datasette: Any, request: Request) -> Response:
    """`/-/report?fact=…`: the fact and a form; with the form's fields the checked line; `line=…` the ones prepared before."""
    database = datasette.get_database()
    asked = (request.args.get("fact") or "").strip()
    fact = (await fact_rows(database, [asked])).get(asked) if _ID.fullmatch(asked) else None
    if fact is None:
        return await no_such(datasette, request, "fact")
    lines, lost = await _prepared(database, request.args.getlist("line"))
    typed = {name: (request.args.get(name) or "") for name in _FIELDS}
    error, new = None, None
    if typed["action"]:
        try:
            new = made_line([typed["action"], asked, *(typed[name] for name in _FIELDS[1:])])
            if new not in lines:
                if len(lines) >= MAX_LINES:
                    raise LineError("too_many")
                await _check(database, new, fact, lines)
                lines.append(new)
        except LineError as wrong:
            error, new = wrong, None
    about = await fetch_one(database, _ABOUT, {"fact": asked, "article": fact["article"]}) or {}
    # What is done is not offered again; who and when stay for the next line.
    kept = {"reason": "", "who": typed["who"], "when": typed["when"]} if new else typed
    context = {
        "fact": fact,
        "about": about,
        "slots": stated_slots(fact, language_of(request)),
        "choices": [{"name": n, "now": cell(fact, n), "form": form_of(form)} for n, form in slot_forms(fact["type"]).items()],
        "actions": ACTIONS,
        "typed": dict.fromkeys(_FIELDS, "") | kept,
        "lines": [line.csv() for line in lines],
        "header": HEADER,
        "error": error,
        "added": new is not None,
        "lost": lost,
        "decided": await fetch_all(database, _DECIDED, {"fact": asked}),
    }
    return await page(datasette, request, "chiso_report.html", context)


async def _prepared(database: Database, texts: list[str]) -> tuple[list[Line], int]:
    """The lines prepared before that still hold, each checked anew, and how many did not: the address may say anything."""
    read: list[Line] = []
    for text in texts[:MAX_LINES]:
        try:
            read.append(read_line(text))
        except LineError:
            continue
    facts = await fact_rows(database, sorted({line.fact_id for line in read}))
    lines: list[Line] = []
    for line in read:
        try:
            if line.fact_id in facts and line not in lines:
                await _check(database, line, facts[line.fact_id], lines)
                lines.append(line)
        except LineError:
            continue
    return lines, len(texts) - len(lines)


async def _check(database: Database, line: Line, fact: Row, lines: list[Line]) -> None:
    """Raises LineError where the build would stop at the line, after those prepared before and those decided already."""
    known = await fetch_all(database, "SELECT id FROM indicators")
    decided = await fetch_all(database, _DECIDED, {"fact": line.fact_id})
    others = [(row["action"], row["slot"]) for row in decided]
    others += [astuple(other)[0:3:2] for other in lines if other.fact_id == line.fact_id]
    check(line, fact, {row["id"] for row in known}, others)
