"""Lines of decisions/facts.csv, prepared and checked as the build checks them (extract/database/decisions.py reads them)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from typing import Any

from browse.asking import Row
from core.slots import decided_value, slot_forms

ACTIONS = ("drop", "replace")
MAX_CELL = 2000
MAX_LINES = 30
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]+")
_SUBJECTS = {"subject": "subject", "scope": "scope"}


class LineError(Exception):
    """A line that the build would refuse. `key` is a key of words/report.csv, `detail` what the check said, in English."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key, self.detail = key, detail


@dataclass(frozen=True, slots=True)
class Line:
    """A row of decisions/facts.csv; the fields are its columns."""

    action: str
    fact_id: str
    slot: str
    value: str
    reason: str
    who: str
    when: str

    def csv(self) -> str:
        """The row as it stands in the file, without the end of the line."""
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(astuple(self))
        return out.getvalue()

    def clashes(self, action: str, slot: str) -> bool:
        """Whether another decision on the same fact stands against this one: a slot is decided once, a fact dropped alone."""
        return "drop" in (self.action, action) or self.slot == slot


HEADER = ",".join(field.name for field in fields(Line))


def made_line(cells: Sequence[str]) -> Line:
    """A line of seven cells as typed, on one line and without spaces at their ends. Raises LineError."""
    if len(cells) != len(fields(Line)):
        raise LineError("bad_line")
    tidy = [_BLANK.sub(" ", cell).strip() for cell in cells]
    if any(len(cell) > MAX_CELL for cell in tidy):
        raise LineError("too_long")
    return Line(*tidy)


def read_line(text: str) -> Line:
    """A line as `Line.csv` wrote it. Raises LineError."""
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error as error:
        raise LineError("bad_line") from error
    return made_line(rows[0] if rows else [])


def check(line: Line, fact: Row, indicators: Collection[str], others: Sequence[tuple[str, str]]) -> None:
    """Raises LineError where the build would stop at the line. `fact`: of browse.facts.fact_rows; `indicators`: ids that there
    are; `others`: (action, slot) of the other decisions on the same fact."""
    if line.action not in ACTIONS:
        raise LineError("no_action")
    if line.action == "drop" and (line.slot or line.value):
        raise LineError("drop_alone")
    if line.action == "replace":
        if line.slot not in slot_forms(fact["type"]):
            raise LineError("no_slot")
        try:
            value = decided_value(fact["type"], line.slot, line.value)
        except ValueError as error:
            raise LineError("bad_value", str(error)) from error
        if line.slot == "indicator" and value not in indicators and not value.startswith("OTHER:"):
            raise LineError("no_indicator")
    if not line.reason or not line.who:
        raise LineError("no_reason" if not line.reason else "no_who")
    try:
        date.fromisoformat(line.when if re.fullmatch(r"\d{4}-\d\d-\d\d", line.when) else "")
    except ValueError as error:
        raise LineError("no_when") from error
    if any(line.clashes(action, slot) for action, slot in others):
        raise LineError("clash")


def cell(fact: Row, slot: str) -> str:
    """What the slot of a fact holds now, as a cell of the file would say it; `` where it is not stated."""
    value = _value(fact, slot)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(fact: Row, slot: str) -> Any:
    row, entries = fact["row"], fact["list"]
    if slot in ("derived", "suspect"):
        return bool(fact["derived"]) if slot == "derived" else fact["suspect"]
    if slot in _SUBJECTS:
        return {"name": row[slot], "kind": row[f"{slot}_kind"], "province": row["province"]} if row[slot] else None
    if slot == "group":
        return row["group_name"]
    if slot == "roles":
        return json.loads(row["roles"])
    if slot == "positions":
        return [{"title": e["title"], "organization": e["organization_name"], "status": e["status"]} for e in entries]
    if slot == "recipients":
        return [{"kind": e["kind"], "count": e["count"], "names": json.loads(e["names"])} for e in entries]
    if slot == "chairs":
        return list(dict.fromkeys(e["name"] for e in entries if e["role"] == "chair"))
    if slot == "participants":
        return [{"name": e["name"], "kind": e["kind"], "role": e["role"]} for e in entries]
    return row[slot]


def form_of(form: Row) -> tuple[str, tuple[str, ...]]:
    """How the value of a slot is written: a key of words/report.csv, and the words to choose from where there are such."""
    if "enum" in form:
        return "form_enum", tuple(str(word) for word in form["enum"] if word is not None)
    types = form.get("type", "string")
    kind = next((name for name in ([types] if isinstance(types, str) else types) if name != "null"), "string")
    return f"form_{kind}", ()
