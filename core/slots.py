"""Whether a decided value may stand in a slot of a fact. Source of the forms: schemas/facts.schema.json.

The build (extract/database) and the page that prepares a decision (browse/pages/report.py) judge by it alike."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_SCHEMA = Path(__file__).resolve().parents[1] / "schemas" / "facts.schema.json"
# SQLite stores UTF-8 and ends a text at NUL: both become U+FFFD one for one, so that offsets hold (docs/codebook.md).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Where a fact was read is no matter of opinion: another place is another fact.
_FIXED = frozenset({"evidence", "mentions", "confidence", "rule"})
_DAYS = frozenset({"date", "start_date", "end_date"})
_COUNTS = frozenset({"sites", "count"})
# Beyond it a double is not exact, and soon no integer of SQLite.
_MAX_WHOLE = 2**53
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def storable(value: Any) -> Any:
    """The same JSON value with every lone surrogate and NUL replaced by U+FFFD."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [storable(v) for v in value]
    if isinstance(value, dict):
        return {storable(k): storable(v) for k, v in value.items()}
    return value


@cache
def _forms() -> dict[str, dict[str, Any]]:
    types = json.loads(_SCHEMA.read_text(encoding="utf-8"))["properties"]
    return {name: types[name]["items"]["properties"] for name in types if types[name].get("type") == "array" and name != "issues"}


def slot_forms(type_: str) -> dict[str, dict[str, Any]]:
    """The slots of a fact type that a decision may replace, each with its JSON schema. Raises KeyError for no such type."""
    return {name: form for name, form in _forms()[type_].items() if name not in _FIXED}


def decided_value(type_: str, slot: str, text: str) -> Any:
    """The value that `text` (a cell of decisions/facts.csv) gives a slot: JSON, else plain text; empty is null.

    Raises ValueError that says what is wrong with the slot or the value."""
    forms = _forms()[type_]
    if slot in _FIXED or slot not in forms:
        have = ", ".join(sorted(slot_forms(type_)))
        raise ValueError(f"{type_} have no slot '{slot}' that can be replaced (they have {have})")
    tried = []
    for value in _readings(text):
        wrong = _wrong(value, forms[slot]) or _wrong_in(slot, value)
        if wrong is None:
            return value
        tried.append(wrong)
    raise ValueError(f"'{text}' cannot stand in slot '{slot}' of {type_}: {tried[0]}")


def _readings(text: str) -> list[Any]:
    """What a cell may mean, likeliest first: `2021` is a number, or the text of a slot that holds texts."""
    if text == "":
        return [None]
    try:
        value = storable(json.loads(text))
        return [value] if isinstance(value, str) else [value, text]
    except (json.JSONDecodeError, RecursionError):
        return [text]


def _wrong(value: Any, form: dict[str, Any]) -> str | None:
    """Why a value has not the form, None where it has: the keywords that facts.schema.json uses."""
    if "enum" in form and not any(value == allowed and type(value) is type(allowed) for allowed in form["enum"]):
        return f"it is none of {', '.join(map(str, form['enum']))}"
    types = form.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, name) for name in types):
        return f"it must be {' or '.join(types)}"
    if isinstance(value, str):
        return None if value else "it is an empty text"
    if isinstance(value, int | float) and not isinstance(value, bool):
        low, high = form.get("minimum", -math.inf), form.get("maximum", math.inf)
        if isinstance(value, int) and abs(value) > _MAX_WHOLE:
            return "it has too many digits"
        return None if low <= value <= high and math.isfinite(value) else f"it is not a number from {low} to {high}"
    if isinstance(value, list):
        return next((wrong for item in value if (wrong := _wrong(item, form.get("items", {})))), None)
    return _wrong_object(value, form) if isinstance(value, dict) else None


def _is(value: Any, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _wrong_in(slot: str, value: Any) -> str | None:
    """What the schema does not say: days are days, and nobody counts below zero."""
    if slot in _COUNTS and value is not None and value < 0:
        return "it is a count below 0"
    if slot in _DAYS and value is not None:
        try:
            # fromisoformat alone also takes weeks and dates without dashes.
            date.fromisoformat(value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "")
        except ValueError:
            return "it is no day (YYYY-MM-DD)"
    return None


def _wrong_object(value: dict[str, Any], form: dict[str, Any]) -> str | None:
    lacking = [name for name in form.get("required", ()) if name not in value]
    unknown = [name for name in value if name not in form.get("properties", {})]
    if lacking or unknown:
        return f"'{lacking[0]}' is missing" if lacking else f"'{unknown[0]}' is unknown"
    forms = form["properties"]
    found = ((name, _wrong(item, forms[name]) or _wrong_in(name, item)) for name, item in value.items())
    return next((f"'{name}': {wrong}" for name, wrong in found if wrong), None)
