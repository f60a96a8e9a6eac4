"""What people decided (decisions/*.csv): redactions, corrections of facts, merges and splits of people.

Read once a build. What contradicts itself stops the build; what meets nothing becomes an issue
(extract/database/decided.py), because an id may leave the data for good reasons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extract.database.errors import BuildError
from extract.database.inputs import read_table, stable_id

_REDACTION_COLUMNS = ("kind", "match", "reason", "who", "when")
_FACT_COLUMNS = ("action", "fact_id", "slot", "value", "reason", "who", "when")
_MERGE_COLUMNS = ("person", "into_person", "reason", "who", "when")


@dataclass(frozen=True, slots=True)
class Redaction:
    """A row of redactions.csv: `kind` person (a name), article (address or id) or text (exact words)."""

    kind: str
    match: str
    reason: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class FactDecision:
    """A row of facts.csv: `drop` a fact, or `replace` one slot by `text` (JSON, else plain text; empty is null)."""

    action: str
    fact_id: str
    slot: str
    text: str
    reason: str
    who: str
    when: str
    file: Path
    line: int

    def words(self) -> str:
        """For an issue: what was decided, why, by whom, when."""
        return f"{self.action} {self.fact_id} {self.slot}".strip() + f": {self.reason} ({self.who}, {self.when})"


@dataclass(frozen=True, slots=True)
class MergeDecision:
    """A row of merges.csv: `merge` a person into another, or `split` the listed facts from a person."""

    action: str
    person: str
    into_person: str
    facts: tuple[str, ...]
    reason: str
    who: str
    when: str
    line: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a directory, in the order of their files."""

    redactions: tuple[Redaction, ...] = ()
    facts: tuple[FactDecision, ...] = ()
    merges: tuple[MergeDecision, ...] = ()

    def articles_out(self) -> frozenset[str]:
        """Addresses and ids of articles that are left out whole."""
        return frozenset(r.match for r in self.redactions if r.kind == "article")


def read_decisions(directory: Path) -> Decisions:
    """Read the three files; a missing file means no decision. Raises BuildError with file and line."""
    return Decisions(
        redactions=tuple(_read_redactions(directory / "redactions.csv")),
        facts=tuple(_read_fact_decisions(directory / "facts.csv")),
        merges=tuple(_read_merges(directory / "merges.csv")),
    )


def split_id(facts: tuple[str, ...]) -> str:
    """The id of the person that a split makes: it follows from the facts that are kept apart."""
    return stable_id("person", "split", *sorted(facts))


def _one_of(value: str, allowed: tuple[str, ...], what: str, path: Path, line: int) -> None:
    if value not in allowed:
        raise BuildError(f"{what} '{value}' is none of {', '.join(allowed)}", path, line)


def _read_redactions(path: Path) -> list[Redaction]:
    out = []
    for line, row in read_table(path, _REDACTION_COLUMNS):
        _one_of(row["kind"], ("person", "article", "text"), "kind", path, line)
        if not row["match"]:
            raise BuildError("match is empty", path, line)
        out.append(Redaction(row["kind"], row["match"], row["reason"], row["who"], row["when"]))
    return out


def _read_fact_decisions(path: Path) -> list[FactDecision]:
    out: list[FactDecision] = []
    decided: dict[str, dict[str, int]] = {}
    for line, row in read_table(path, _FACT_COLUMNS):
        _one_of(row["action"], ("drop", "replace"), "action", path, line)
        if not row["fact_id"]:
            raise BuildError("fact_id is empty", path, line)
        if row["action"] == "replace" and not row["slot"]:
            raise BuildError("replace needs a slot", path, line)
        if row["action"] == "drop" and (row["slot"] or row["value"]):
            raise BuildError("drop takes the whole fact: slot and value must be empty", path, line)
        slots = decided.setdefault(row["fact_id"], {})
        # A slot "" is the whole fact; what is dropped has no slot to replace.
        clash = slots.get(row["slot"]) or slots.get("") or (next(iter(slots.values()), None) if not row["slot"] else None)
        if clash:
            raise BuildError(f"fact {row['fact_id']} is decided otherwise, or once more, in line {clash}", path, line)
        slots[row["slot"]] = line
        text = (row["action"], row["fact_id"], row["slot"], row["value"], row["reason"], row["who"], row["when"])
        out.append(FactDecision(*text, path, line))
    return out


def _read_merges(path: Path) -> list[MergeDecision]:
    out: list[MergeDecision] = []
    for line, row in read_table(path, _MERGE_COLUMNS):
        # Files from before there were splits have neither `action` nor `facts`.
        action, facts = row.get("action", "merge"), tuple(sorted(set(row.get("facts", "").replace(";", " ").split())))
        _one_of(action, ("merge", "split"), "action", path, line)
        if action == "merge" and (not row["person"] or not row["into_person"] or facts):
            raise BuildError("merge takes person and into_person, and no facts", path, line)
        if action == "split" and (not row["person"] or row["into_person"] or not facts):
            raise BuildError("split takes person and facts, and no into_person (its id follows from the facts)", path, line)
        made = MergeDecision(action, row["person"], row["into_person"], facts, row["reason"], row["who"], row["when"], line)
        _check_merge(made, out, path)
        out.append(made)
    return out


def _check_merge(new: MergeDecision, earlier: list[MergeDecision], path: Path) -> None:
    """Raises BuildError where a decision repeats or contradicts an earlier one."""
    into = {d.person: d for d in earlier if d.action == "merge"}
    for other in earlier:
        shared = set(new.facts) & set(other.facts)
        if shared:
            raise BuildError(f"fact {min(shared)} is split in line {other.line} already", path, new.line)
        for split, merge in ((new, other), (other, new)):
            if split.action == "split" and {merge.person, merge.into_person} == {split.person, split_id(split.facts)}:
                raise BuildError(f"merges what line {other.line} splits, or the reverse", path, new.line)
    if new.action == "split":
        return
    if new.person in into:
        raise BuildError(f"person {new.person} is merged in line {into[new.person].line} already", path, new.line)
    end = new.into_person
    while end != new.person and end in into:
        end = into[end].into_person
    if end == new.person:
        raise BuildError(f"person {new.person} is merged into itself (perhaps by way of others)", path, new.line)
