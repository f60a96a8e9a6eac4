"""The clean articles between parse and extract: data/articles/, partitions of 1,000 articles and more.

Rows are in order of portal and article, and all versions of an article stand in one partition. Where one ends follows from the
articles around (as rsync cuts files): a new article changes the partition it comes into and no other. `index.json` lists the
partitions that hold, and is the last that a run writes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.partitions import (
    SUFFIX,
    content_name,
    group_sizes,
    is_whole,
    read_group,
    read_index,
    read_rows,
    tidy,
    write_index,
    write_partition,
)

DIRECTORY, INDEX, VERSION = "articles", "index.json", 1
MIN_ROWS, MAX_ROWS = 1000, 4000
# One article in so many may be the last of a partition.
_CUT_AT = 256
# What a worker is fed at once.
GROUP = 64
COLUMNS = ("key", "id", "article", "page")


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A version of an article: `id` says which article of which portal, `article` is its JSON (docs/codebook.md, "Input"), `page`
    the JSON of where it was archived, None where it was not. `key` follows from `article` alone: equal keys, equal facts."""

    key: str
    id: str
    article: str
    page: str | None

    @classmethod
    def of(cls, data: dict[str, Any]) -> StoredArticle:
        """Of an article's JSON with its `page`."""
        page = data.get("page")
        article = json.dumps({k: v for k, v in data.items() if k != "page"}, ensure_ascii=False)
        portal, key = (data.get("portal") or {}).get("id"), (page or {}).get("key") or data.get("url")
        text = article.encode("utf-8", "surrogatepass")
        return cls(
            hashlib.sha256(text).hexdigest()[:32],
            content_name("article", portal, key),
            _storable(article),
            None if page is None else _storable(json.dumps(page, ensure_ascii=False)),
        )


def _storable(text: str) -> str:
    """Parquet holds UTF-8: a lone surrogate stands as JSON escapes it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(text), ensure_ascii=True)
    return text


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition of the articles: its file and the number of its rows."""

    path: Path
    name: str
    rows: int

    def groups(self) -> list[int]:
        """Rows of each row group. Raises PartitionError, FileNotFoundError."""
        return group_sizes(self.path)

    def read(self, group: int) -> list[StoredArticle]:
        """The articles of a row group. Raises PartitionError, FileNotFoundError."""
        return [StoredArticle(*row) for row in read_group(self.path, group, COLUMNS)]

    def listed(self) -> list[tuple[str, str]]:
        """(key, id) of its articles in order. Raises PartitionError, FileNotFoundError."""
        return list(read_rows(self.path, ("key", "id")))


def write_articles(data_dir: Path, articles: Iterable[dict[str, Any]]) -> int:
    """Replace the articles of a data directory by these: JSON objects with their `page`, in order of portal and article, all
    versions of one together. Memory is that of one partition. Returns their number. Raises OSError; then the old ones hold."""
    directory = data_dir / DIRECTORY
    listed: list[tuple[str, int]] = []
    held: list[StoredArticle] = []
    for article in map(StoredArticle.of, articles):
        # Between two articles, never between versions of one.
        if held and article.id != held[-1].id and (_may_end(held[-1].id, len(held)) or len(held) >= MAX_ROWS):
            listed.append(_write(directory, held))
            held = []
        held.append(article)
    if held:
        listed.append(_write(directory, held))
    index = {"version": VERSION, "partitions": [{"name": name, "articles": rows} for name, rows in listed]}
    write_index(directory / INDEX, index)
    tidy(directory, (name for name, _ in listed))
    return sum(rows for _, rows in listed)


def _may_end(id_: str, rows: int) -> bool:
    return rows >= MIN_ROWS and int(id_[:8], 16) % _CUT_AT == 0


def _write(directory: Path, held: list[StoredArticle]) -> tuple[str, int]:
    name = content_name("articles", *([row.key, row.id, row.page] for row in held))
    path = directory / f"{name}{SUFFIX}"
    if not is_whole(path):
        columns = {column: [getattr(row, column) for row in held] for column in COLUMNS}
        write_partition(path, columns, GROUP)
    return name, len(held)


def article_partitions(data_dir: Path) -> list[Partition] | None:
    """The partitions that hold, in order; None where none were written yet. Raises PartitionError."""
    directory = data_dir / DIRECTORY
    index = read_index(directory / INDEX, VERSION)
    if index is None:
        return None
    return [Partition(directory / f"{p['name']}{SUFFIX}", p["name"], p["articles"]) for p in index["partitions"]]


def why_none(data_dir: Path) -> str:
    """What to say where there are no partitions."""
    if (data_dir / "articles.jsonl").exists():
        return f"{data_dir}: articles of an earlier version of this program; run `python -m crawler parse --data {data_dir}`"
    return f"{data_dir / DIRECTORY}: no articles are there; run `make demo` or `make crawl` first"


def read_articles(data_dir: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of all articles with their `page`, in order. Raises PartitionError, FileNotFoundError."""
    for partition in article_partitions(data_dir) or ():
        for at in range(len(partition.groups())):
            for row in partition.read(at):
                yield json.loads(row.article) | ({"page": json.loads(row.page)} if row.page else {})
