"""The decisions as rows: every one in the table `decisions`, and an issue for each that met nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from extract.database.decisions import Decisions
from extract.database.inputs import stable_id
from extract.database.rows import decision_issue

Rows = list[dict[str, Any]]


def decision_rows(decisions: Decisions, applied: Collection[object], why_idle: Mapping[object, str]) -> tuple[Rows, Rows]:
    """(rows of `decisions`, issues). `applied`: the decisions that changed something; `why_idle`: why one did not, where
    more is known than that nothing has its ids. A redaction's row never says what was taken out."""
    rows: Rows = []
    issues: Rows = []
    for number, redaction in enumerate(decisions.redactions, 1):
        # The match itself is what must not be shown, not even as a hash: the row has its place in the file as id.
        row = _row(redaction, "redactions", number + 1, redaction.kind, (number,), {}, applied)
        rows.append(row)
        if row["effect"] == "idle":
            what = f"decisions/redactions.csv, entry {number}: this {redaction.kind}"
            issues.append(_idle(f"{what} stands in no article; is it spelt as there?", "redaction.idle"))
    for fact in decisions.facts:
        shown = {"fact": fact.fact_id, "slot": fact.slot or None, "value": fact.text if fact.action == "replace" else None}
        rows.append(_row(fact, "facts", fact.line, fact.action, (fact.action, fact.fact_id, fact.slot), shown, applied))
        if fact not in applied:
            issues.append(_idle(f"decisions/facts.csv: {fact.words()}: no such fact in this build"))
    for merge in decisions.merges:
        shown = {"fact": " ".join(merge.facts) or None, "person": merge.person, "into_person": merge.into_person or None}
        key = (merge.action, merge.person, merge.into_person, *merge.facts)
        rows.append(_row(merge, "merges", merge.line, merge.action, key, shown, applied))
        if merge not in applied:
            target = merge.into_person or " ".join(merge.facts)
            reason = why_idle.get(merge, "no such person in this build")
            issues.append(_idle(f"decisions/merges.csv: {merge.action} {merge.person} {target}: {reason}"))
    return rows, issues


def _row(
    decision: Any, file: str, line: int, action: str, key: tuple[object, ...], shown: dict[str, Any], applied: Collection[object]
) -> dict[str, Any]:
    return {
        "id": stable_id("decision", file, *key),
        "file": f"{file}.csv",
        "line": line,
        "action": action,
        "effect": "applied" if decision in applied else "idle",
        "reason": decision.reason or None,
        "decided_by": decision.who or None,
        "decided_on": decision.when or None,
    } | shown


def _idle(message: str, rule: str = "decision.idle") -> dict[str, Any]:
    return decision_issue(rule, message, None, None)
