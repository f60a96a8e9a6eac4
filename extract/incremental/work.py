"""One partition's reading: what an engine runs, in any process, again or twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.article_store import Partition
from core.engine import Job
from core.partitions import read_rows
from extract.incremental.plan import Wanted
from extract.incremental.store import COLUMNS, Row, Rules, facts_path, write_facts_partition
from extract.nlp import Layers
from extract.pipeline import extract
from extract.run import as_line
from extract.version import code_version, vocabulary_version
from schemas.facts import TYPES
from schemas.records import Article

FAILED = "extract.failed"


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one article: the row of its facts, and whether these were there already."""

    row: Row
    kept: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of a partition that was read."""

    articles: int
    kept: int


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """Reads the articles of one row group. `reuse`: key → file where its facts stand."""

    partition: Partition
    reuse: dict[str, Path]
    rules: Rules
    nlp: Layers

    def __call__(self, group: int) -> list[Read]:
        """Raises OSError, MemoryError, PartitionError: what is no fault of an article sets the partition aside."""
        mine, asked = (code_version(), vocabulary_version()), (self.rules.code, self.rules.vocabulary)
        if mine != asked:
            raise RuntimeError(f"this worker has other rules: {' '.join(mine)} instead of {' '.join(asked)}")
        return [self._one(row.key, row.id, row.article) for row in self.partition.read(group)]

    def _one(self, key: str, id_: str, text: str) -> Read:
        if key in self.reuse and (kept := _facts_at(self.reuse[key]).get(key)) is not None:
            return Read((key, id_, *kept), kept=True)
        data = json.loads(text)
        try:
            facts = extract(Article.from_json(data), self.nlp).to_json(full=True)
            return Read((key, id_, as_line(facts), None), kept=False)
        except (OSError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001  Not swallowed: a row of issues, a line of the command and its exit status.
            # One article that rules cannot bear costs itself: it stands in the database without facts.
            reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return Read((key, id_, as_line(no_facts(data["url"], reason)), f"{data['url']}: {reason}"), kept=False)


@dataclass(frozen=True, slots=True)
class WritePartition:
    """Puts the rows of all groups in their place."""

    path: Path
    rules: Rules

    def __call__(self, groups: list[list[Read]]) -> Summary:
        """Raises OSError."""
        reads = [read for group in groups for read in group]
        write_facts_partition(self.path, [read.row for read in reads], self.rules)
        return Summary(len(reads), sum(read.kept for read in reads))


def job_of(data_dir: Path, wanted: Wanted, rules: Rules, nlp: Layers) -> Job:
    """The job that makes the facts of a partition. Raises PartitionError, FileNotFoundError."""
    groups = tuple(range(len(wanted.partition.groups())))
    read = ReadGroup(wanted.partition, wanted.reuse, rules, nlp)
    return Job(wanted.partition.name, groups, read, WritePartition(facts_path(data_dir, wanted.name), rules))


def no_facts(url: str, reason: str) -> dict[str, Any]:
    """The facts object of an article that could not be read: none, and an issue."""
    issue = {"rule": FAILED, "message": reason, "field": None, "start": None, "end": None, "quote": ""}
    return {"url": url} | {type_: [] for type_ in TYPES} | {"issues": [issue]}


@lru_cache(maxsize=2)
def _facts_at(path: Path) -> dict[str, tuple[str, str | None]]:
    """key → (facts, error) of a whole partition; one is asked for row by row."""
    return {key: (facts, error) for key, _, facts, error in read_rows(path, COLUMNS)}
