"""What must be read, and why: articles that nobody has read, that changed, or that other rules have read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from core.article_store import Partition
from core.partitions import is_whole, read_rows
from extract.incremental.store import Rules, facts_name, facts_path, keys_of, stored

# In the order in which they are told.
REASONS = {
    "new": "new",
    "changed": "changed",
    "vocabulary": "read by another vocabulary",
    "code": "read by other rules",
    "nlp": "read with other helpers",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A partition of articles without facts by these rules: the name that they get, and where facts of some of its articles
    stand already (key → file)."""

    partition: Partition
    name: str
    reuse: dict[str, Path]


@dataclass(slots=True)
class Plan:
    """`ready`: partition of articles → name of its facts, where these are whole; `wanted`: the others, in order; `why`: articles
    to read by reason (REASONS); `kept`: articles whose facts hold."""

    ready: dict[str, str] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    why: Counter[str] = field(default_factory=Counter)
    kept: int = 0

    def to_read(self) -> int:
        """Articles to read."""
        return self.why.total()

    def words(self) -> str:
        """`3 articles to read (2 new, 1 changed), 69 kept`."""
        told = ", ".join(f"{self.why[reason]} {words}" for reason, words in REASONS.items() if self.why[reason])
        noun = "article" if self.to_read() == 1 else "articles"
        return f"{self.to_read()} {noun} to read{f' ({told})' if told else ''}, {self.kept} kept"


def make_plan(data_dir: Path, partitions: list[Partition], rules: Rules) -> Plan:
    """Compare the articles with the facts that lie there. Raises PartitionError, FileNotFoundError for a lost partition."""
    plan = Plan()
    missing: list[tuple[Partition, str, list[str], list[str]]] = []
    for partition in partitions:
        keys, ids = keys_of(partition)
        name = facts_name(keys, rules)
        if is_whole(facts_path(data_dir, name)):
            plan.ready[partition.name] = name
            plan.kept += partition.rows
        else:
            missing.append((partition, name, keys, ids))
    if missing:
        _look_up(data_dir, missing, rules, plan)
    return plan


def _look_up(data_dir: Path, missing: list[tuple[Partition, str, list[str], list[str]]], rules: Rules, plan: Plan) -> None:
    wanted_keys = {key for _, _, keys, _ in missing for key in keys}
    wanted_ids = {id_ for _, _, _, ids in missing for id_ in ids}
    at: dict[str, Path] = {}
    other: dict[str, str] = {}
    known: set[str] = set()
    for path, made_by in stored(data_dir):
        for key, id_ in read_rows(path, ("key", "id")):
            if id_ in wanted_ids:
                known.add(id_)
            if key in wanted_keys:
                if made_by == rules:
                    at[key] = path
                else:
                    other[key] = _difference(made_by, rules)
    for partition, name, keys, ids in missing:
        plan.wanted.append(Wanted(partition, name, {key: at[key] for key in keys if key in at}))
        for key, id_ in zip(keys, ids, strict=True):
            if key in at:
                plan.kept += 1
            else:
                plan.why[other.get(key) or ("changed" if id_ in known else "new")] += 1


def _difference(made_by: Rules, rules: Rules) -> str:
    if made_by.code != rules.code:
        return "code"
    return "vocabulary" if made_by.vocabulary != rules.vocabulary else "nlp"
