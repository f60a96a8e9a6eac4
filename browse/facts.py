"""Facts as a reader sees them: every slot that is stated, named and written in the language of the page.

Used by the article page, by citations and by the form that prepares a correction."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from datasette.database import Database

from browse.answer import shown_date
from browse.asking import Row, fetch_all
from browse.language import Language
from schemas.facts import TYPES

# Ids beside the names, and what is said together with another slot.
_HIDDEN = frozenset({"id", "place", "organization", "person", "subject_kind", "scope_kind", "unit", "roles"})
_DATES = frozenset({"start_date", "end_date", "date"})
_YEARS = frozenset({"year", "change_from"})
_CODES = frozenset({"status", "bound", "part_of_day", "format"})
_CHUNK = 500
_FACTS = """
SELECT f.id, f.type, f.article_version, f.rule, f.confidence, f.derived, f.suspect, v.article, v.current
FROM facts f JOIN article_versions v ON v.id = f.article_version WHERE f.id IN (SELECT value FROM json_each(:ids))
"""
_POSITIONS = """
SELECT official AS fact, title, organization_name, status FROM official_positions
WHERE official IN (SELECT value FROM json_each(:ids)) ORDER BY official, position, id
"""
_RECIPIENTS = """
SELECT award AS fact, kind, count, names FROM award_recipients
WHERE award IN (SELECT value FROM json_each(:ids)) ORDER BY award, position, id
"""
_PARTICIPANTS = """
SELECT event AS fact, name, kind, role FROM event_participants
WHERE event IN (SELECT value FROM json_each(:ids)) ORDER BY event, role <> 'chair', role, name, id
"""
_LISTS = {"officials": _POSITIONS, "awards": _RECIPIENTS, "events": _PARTICIPANTS}


@dataclass(frozen=True, slots=True)
class Slot:
    """A stated slot: `name` is a key of words/slot.csv, `texts` what it says (several in a list); `vi`: in Vietnamese as in
    the article, whatever the language of the page."""

    name: str
    texts: tuple[str, ...]
    vi: bool = False


async def fact_rows(database: Database, ids: list[str]) -> dict[str, Row]:
    """The facts of these ids: the row of `facts` with its `article`, whether that version is `current`, the row of its type
    as `row`, and its positions, recipients or participants as `list`. Unknown ids are left out."""
    out: dict[str, Row] = {}
    for start in range(0, len(ids), _CHUNK):
        wanted = json.dumps(ids[start : start + _CHUNK])
        out |= {row["id"]: row for row in await fetch_all(database, _FACTS, {"ids": wanted})}
    for type_ in TYPES:
        own = [fact for fact, row in out.items() if row["type"] == type_]
        for start in range(0, len(own), _CHUNK):
            await _fill(database, type_, own[start : start + _CHUNK], out)
    return out


async def _fill(database: Database, type_: str, ids: list[str], out: dict[str, Row]) -> None:
    """Adds `row` and `list` to facts of one type."""
    values = {"ids": json.dumps(ids)}
    named = ", i.name AS indicator_name, i.name_en AS indicator_en" if type_ in ("scores", "ranks", "tier_counts") else ""
    join = "LEFT JOIN indicators i ON i.id = t.indicator" if named else ""
    lists: dict[str, list[Row]] = defaultdict(list)
    if type_ in _LISTS:
        for entry in await fetch_all(database, _LISTS[type_], values):
            lists[entry["fact"]].append(entry)
    sql = f"SELECT t.*{named} FROM {type_} t {join} WHERE t.id IN (SELECT value FROM json_each(:ids))"
    for row in await fetch_all(database, sql, values):
        out[row["id"]] |= {"row": row, "list": lists[row["id"]]}


def stated_slots(fact: Row, language: Language) -> list[Slot]:
    """What a fact of fact_rows states, in the order of its table; what is not stated is left out."""
    row: Row = fact["row"]
    slots = []
    for name, value in row.items():
        if name in _HIDDEN or name.startswith("indicator_") or value is None:
            continue
        # A province is in itself.
        if name == "province" and value in (row.get("subject"), row.get("scope")):
            continue
        slots.append(_slot(name, value, row, fact["type"], language))
    return slots + _listed(fact, language)


def _slot(name: str, value: Any, row: Row, type_: str, language: Language) -> Slot:
    if name == "indicator":
        text = language.either(row["indicator_en"], row["indicator_name"]) or str(value)
        return Slot(name, (text,), language.code == "vi" or not row["indicator_en"])
    if name in _CODES or (name == "kind" and type_ == "events"):
        return Slot(name, (_code(name, str(value), language),))
    if name in _DATES:
        return Slot(name, (shown_date(value),))
    if name in _YEARS:
        return Slot(name, (str(value),))
    if name == "change":
        return Slot(name, (("+" if value > 0 else "") + language.number(value),))
    if name in ("value", "max"):
        return Slot(name, (language.say("slot.percents" if row["unit"] == "percent" else "slot.points", n=value),))
    if name == "percent":
        return Slot(name, (language.say("slot.percents", n=value),))
    if isinstance(value, int | float):
        return Slot(name, (language.number(value),))
    return Slot(name, (str(value),), vi=True)


def _code(name: str, value: str, language: Language) -> str:
    key = f"slot.{name}_{value}"
    return language.say(key) if language.knows(key) else value


def _listed(fact: Row, language: Language) -> list[Slot]:
    """Positions and roles of an official, recipients of an award, chairs and others who took part in an event."""
    if fact["type"] == "officials":
        roles = tuple(_code("role", role, language) for role in json.loads(fact["row"]["roles"]))
        positions = tuple(_position(entry, language) for entry in fact["list"])
        return [s for s in (Slot("positions", positions, vi=True), Slot("roles", roles)) if s.texts]
    if fact["type"] == "awards":
        return [Slot("recipients", texts)] if (texts := tuple(_recipient(entry, language) for entry in fact["list"])) else []
    if fact["type"] == "events":
        chairs = tuple(dict.fromkeys(entry["name"] for entry in fact["list"] if entry["role"] == "chair"))
        others: dict[str, list[str]] = defaultdict(list)
        for entry in fact["list"]:
            if entry["role"] != "chair":
                others[entry["name"]].append(_code("role", entry["role"], language))
        texts = tuple(f"{name} ({', '.join(roles)})" for name, roles in others.items())
        return [s for s in (Slot("chairs", chairs, vi=True), Slot("participants", texts, vi=True)) if s.texts]
    return []


def _position(entry: Row, language: Language) -> str:
    body = f", {entry['organization_name']}" if entry["organization_name"] else ""
    return f"{entry['title']}{body} ({_code('status', entry['status'], language)})"


def _recipient(entry: Row, language: Language) -> str:
    number = f"{language.number(entry['count'])} " if entry["count"] is not None else ""
    names = json.loads(entry["names"])
    return f"{number}{_code('recipient', entry['kind'], language)}" + (f": {', '.join(names)}" if names else "")


def confidence_key(confidence: float) -> str:
    """A key of words/article.csv: how sure the rules are, in words."""
    return "sure_high" if confidence >= 0.9 else "sure_middle" if confidence >= 0.7 else "sure_low"


def row_url(datasette: Any, database: str, fact: Row) -> str:
    """The address of the fact's row in its public table; of an earlier version, which is not there, of its row behind it."""
    if not fact["current"]:
        return str(datasette.urls.row(database, fact["type"], fact["id"]))
    if fact["type"] in ("officials", "awards"):
        # One row is a post or a group of recipients there, not a fact.
        return f"{datasette.urls.table(database, 'v_' + fact['type'])}?fact_id={fact['id']}"
    return str(datasette.urls.row(database, f"v_{fact['type']}", fact["id"]))
