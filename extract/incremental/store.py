"""data/facts/: for each partition of articles one of facts, row for row.

A partition's name follows from its articles and from the rules that read them, so that whoever reads it, in whichever run and
how often, makes the same file. `index.json` says which belongs to which, and is the last that a run writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from core.article_store import GROUP, Partition, article_partitions
from core.partitions import SUFFIX, PartitionError, content_name, opened, read_index, read_rows, write_index, write_partition

DIRECTORY, INDEX, VERSION = "facts", "index.json", 1
COLUMNS = ("key", "id", "facts", "error")
Row = tuple[str, str, str, str | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What reads: the code with its libraries, the vocabulary, and the layers that help (docs/codebook.md)."""

    code: str
    vocabulary: str
    nlp: str


@dataclass(frozen=True, slots=True)
class FactPartition:
    """What became of a partition of articles: `facts` is the name of its partition of facts, None where it was set aside for
    `reason`."""

    articles: str
    facts: str | None
    reason: str | None = None


def facts_name(keys: Sequence[str], rules: Rules) -> str:
    """The name of the facts of articles with these keys, read by these rules."""
    return content_name("facts", asdict(rules), list(keys))


def facts_path(data_dir: Path, name: str) -> Path:
    """The file of a partition of facts."""
    return data_dir / DIRECTORY / f"{name}{SUFFIX}"


def write_facts_partition(path: Path, rows: Sequence[Row], rules: Rules) -> None:
    """Write (key, id, facts as JSON, why the reading ended in an error) in the order of the articles. Raises OSError."""
    told = asdict(rules) | {"unread": str(sum(error is not None for *_, error in rows))}
    schema = pa.schema([pa.field(name, pa.string(), nullable=name == "error") for name in COLUMNS], metadata=told)
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    write_partition(path, columns, GROUP, schema)


def told_of(path: Path) -> dict[str, str] | None:
    """What a partition of facts says of itself: its rules and how many articles could not be read; None where it is no whole
    one."""
    try:
        with opened(path) as file:
            return {key.decode(): value.decode() for key, value in (file.schema_arrow.metadata or {}).items()}
    except (PartitionError, FileNotFoundError):
        return None


def unread_of(path: Path) -> tuple[str, ...]:
    """Address and reason of the articles of a partition whose reading ended in an error. Raises PartitionError."""
    if (told_of(path) or {}).get("unread") == "0":
        return ()
    return tuple(error for (error,) in read_rows(path, ("error",)) if error is not None)


def stored(data_dir: Path) -> Iterator[tuple[Path, Rules]]:
    """Every whole partition of facts that lies there, also those that no index lists (a run was killed)."""
    for path in sorted((data_dir / DIRECTORY).glob(f"*{SUFFIX}")):
        told = told_of(path)
        if told is not None and {"code", "vocabulary", "nlp"} <= told.keys():
            yield path, Rules(told["code"], told["vocabulary"], told["nlp"])


def write_fact_index(data_dir: Path, rules: Rules, partitions: Sequence[FactPartition]) -> None:
    """Say which facts hold. Raises OSError."""
    content = {"version": VERSION, "rules": asdict(rules), "partitions": [asdict(p) for p in partitions]}
    write_index(data_dir / DIRECTORY / INDEX, content)


def write_all_facts(data_dir: Path, facts: Iterable[str], rules: Rules) -> None:
    """Write the facts (JSON) of all stored articles, in their order, from who has them without reading: tests, measurements."""
    lines, listed = iter(facts), []
    for partition in article_partitions(data_dir) or ():
        keys = partition.listed()
        name = facts_name([key for key, _ in keys], rules)
        write_facts_partition(facts_path(data_dir, name), [(key, id_, next(lines), None) for key, id_ in keys], rules)
        listed.append(FactPartition(partition.name, name))
    write_fact_index(data_dir, rules, listed)


def fact_partitions(data_dir: Path) -> dict[str, FactPartition] | None:
    """By the name of the partition of articles; None where nothing was extracted yet. Raises PartitionError."""
    index = read_index(data_dir / DIRECTORY / INDEX, VERSION)
    if index is None:
        return None
    return {told["articles"]: FactPartition(**told) for told in index["partitions"]}


def keys_of(partition: Partition) -> tuple[list[str], list[str]]:
    """(keys, ids) of the articles of a partition."""
    rows = partition.listed()
    return [key for key, _ in rows], [id_ for _, id_ in rows]
