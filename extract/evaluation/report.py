"""The evaluation as text: a table by fact type, slots and evidence below it, on request every slip."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from extract.evaluation.accuracy import Name, figures
from extract.evaluation.equality import Record
from extract.evaluation.measure import COUNTED, PARTS, Rates, Slip, Tally

_LONG_SLOTS = frozenset({"evidence", "participants", "recipients", "confidence", "rule"})


def report(title: str, tally: Tally, between: Mapping[Name, tuple[float, float]]) -> Iterator[str]:
    """Lines of the report of one kind of gold."""
    measured = figures(tally)
    near: dict[str, Counter[str]] = {}
    for (fact_type, slot), n in tally.near.items():
        near.setdefault(fact_type, Counter())[slot] += n
    yield f"{title:28} {'gold':>5} {'found':>5} {'P':>6} {'R':>6} {'F1':>6}  {'95 %':11}  wrong in one slot only"
    for name in (*COUNTED, "all"):
        key: Name = ("officials", name) if name in PARTS else (name, None)
        wrong = ", ".join(f"{slot} {n}" for slot, n in near.get(name, Counter()).most_common())
        yield _row(name, measured[key], between.get(key)) + f"  {wrong}".rstrip()
    slots = [(fact_type == "all", fact_type, slot) for fact_type, slot in measured if slot and slot not in PARTS]
    for _, fact_type, slot in sorted(slots):
        rates = measured[fact_type, slot]
        yield f"  {fact_type}.{slot}: {rates.hits}/{rates.gold}"


def _row(name: str, r: Rates, interval: tuple[float, float] | None) -> str:
    shares = " ".join(f"{'-' if x is None else f'{x:.3f}':>6}" for x in (r.precision, r.recall, r.f1))
    return f"{name:28} {r.gold:5} {r.found:5} {shares}  {'' if interval is None else f'{interval[0]:.3f}-{interval[1]:.3f}':11}"


def slip_lines(label: str, tally: Tally) -> Iterator[str]:
    """What was missed, spurious, or right but for a slot: one line each."""
    for slip in tally.slips:
        yield f"{label} {slip.kind} {slip.what}: {_words(slip)}"


def _words(slip: Slip) -> str:
    if slip.found is None:
        return _json({k: v for k, v in slip.record.items() if k not in _LONG_SLOTS or k == slip.what})
    return f"{_name(slip.record)}: {_json(_difference(slip.record, slip.found))}"


def _name(record: Record) -> str:
    """What tells a reader which record it is."""
    subject = (record.get("subject") or {}).get("name")
    parts = (subject, *(record.get(k) for k in ("name", "kind", "number", "indicator", "year", "tier", "count", "value", "rank")))
    return " ".join(str(p) for p in parts if p is not None)


def _difference(gold: Record, found: Record) -> dict[str, Any]:
    """The slots in which two records differ: [gold, found]."""
    keys = [k for k in gold if k not in _LONG_SLOTS and gold[k] != found.get(k)]
    return {k: [gold[k], found.get(k)] for k in keys}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
