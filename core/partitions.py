"""Partitions: Parquet files that are written once, whole, under a name that follows from their content or their input.

A file is made beside its place and renamed when it is on disk, so that a kill leaves nothing half-written under a good name,
and whoever makes it a second time makes the same."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SUFFIX = ".parquet"
_PART = ".part-"
# Of texts of one kind, level 3 is as small as higher ones and three times as fast.
_COMPRESSION, _LEVEL = "zstd", 3


class PartitionError(ValueError):
    """A partition or an index cannot be read. `str()` names the file and the reason."""


def content_name(*parts: object) -> str:
    """A name that follows from content: 32 hex digits of SHA-256 over the JSON form of the parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(json.dumps(part, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()[:32]


def write_file(path: Path, content: bytes) -> None:
    """Put a file in its place, whole and on disk. Raises OSError; then the file that was there stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}{_PART}", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_partition(path: Path, columns: Mapping[str, Sequence[Any]], group: int, schema: pa.Schema | None = None) -> None:
    """Write columns of equal length, `group` rows a row group. Without `schema` every column is a text that may be null.

    Raises OSError."""
    schema = schema or pa.schema([pa.field(name, pa.string()) for name in columns])
    arrays = [pa.array(columns[field.name], field.type) for field in schema]
    sink = pa.BufferOutputStream()
    table = pa.Table.from_arrays(arrays, schema=schema)
    pq.write_table(table, sink, row_group_size=group, compression=_COMPRESSION, compression_level=_LEVEL)
    # Written by our own hand: a full disk is then an OSError that says so.
    write_file(path, sink.getvalue().to_pybytes())


def opened(path: Path) -> pq.ParquetFile:
    """The open file. Raises PartitionError where it is none (cut off, of another kind), FileNotFoundError where it is missing."""
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException) as error:
        raise PartitionError(f"{path}: not a whole partition: {' '.join(str(error).split())}") from error


def is_whole(path: Path) -> bool:
    """Is the file there, with its end?"""
    try:
        with opened(path):
            return True
    except (FileNotFoundError, PartitionError):
        return False


def read_group(path: Path, at: int, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of one row group: the named columns. Raises PartitionError, FileNotFoundError."""
    with opened(path) as file:
        try:
            # A group is small, and the cores are busy with other groups.
            table = file.read_row_group(at, columns=list(names), use_threads=False)
        except (OSError, pa.ArrowException, IndexError) as error:
            raise PartitionError(f"{path}: row group {at} cannot be read: {' '.join(str(error).split())}") from error
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def read_rows(path: Path, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """All rows in order, a row group at a time. Raises PartitionError, FileNotFoundError."""
    with opened(path) as file:
        groups = file.num_row_groups
    for at in range(groups):
        yield from read_group(path, at, names)


def group_sizes(path: Path) -> list[int]:
    """The number of rows of each row group."""
    with opened(path) as file:
        return [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]


def tidy(directory: Path, keep: Iterable[str]) -> None:
    """Remove the partitions of a directory that are not among the names in `keep`, and what killed runs left half-written."""
    kept = {f"{name}{SUFFIX}" for name in keep}
    for path in directory.iterdir() if directory.is_dir() else ():
        if _PART in path.name or (path.suffix == SUFFIX and path.name not in kept):
            path.unlink(missing_ok=True)


def write_index(path: Path, content: Mapping[str, Any]) -> None:
    """Write the JSON that says which partitions hold. Raises OSError."""
    write_file(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def read_index(path: Path, version: int) -> dict[str, Any] | None:
    """The JSON of `write_index`, None where there is none. Raises PartitionError where it is no such index of this version."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise PartitionError(f"{path}: not an index of partitions: {error}") from error
    if not isinstance(found, dict) or found.get("version") != version:
        raise PartitionError(f"{path}: an index of another version of this program; make it anew by the step that writes it")
    return found
