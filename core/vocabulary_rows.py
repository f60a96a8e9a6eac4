"""A row of a vocabulary table, and the reading of one CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.text import fold


class VocabularyError(ValueError):
    """A vocabulary table breaks its own rules; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Row(Mapping[str, str]):
    """A row of a table: column -> text ("" where empty), with the line it stands on."""

    values_: dict[str, str]
    file: str
    line: int

    def __getitem__(self, key: str) -> str:
        return self.values_[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)

    def fail(self, message: str) -> VocabularyError:
        return VocabularyError(f"{self.file}, line {self.line}: {message}")

    def items_of(self, key: str) -> tuple[str, ...]:
        """A `|`-separated cell."""
        return tuple(part for part in self.values_[key].split("|") if part)


def read_table(path: Path, columns: tuple[str, ...] | None = None) -> tuple[Row, ...]:
    """The rows of a CSV file; names are folded (NFC, tone placement). Raises VocabularyError for a missing column, a
    row of another width, stray space or bytes that are no UTF-8."""
    rows: list[Row] = []
    content = path.read_bytes()
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise VocabularyError(f"{path.name}, line {line}: not UTF-8") from error
    header = next(reader, [])
    missing = [c for c in columns or () if c not in header]
    if not header or missing:
        raise VocabularyError(f"{path.name}, line 1: no column {', '.join(missing) or 'at all'}")
    for cells in reader:
        if len(cells) != len(header):
            raise VocabularyError(f"{path.name}, line {reader.line_num}: {len(cells)} cells, {len(header)} expected")
        if any(c != c.strip() for c in cells):
            raise VocabularyError(f"{path.name}, line {reader.line_num}: space around a cell")
        folded = (c if c.isascii() else fold(c).text for c in cells)
        rows.append(Row(dict(zip(header, folded, strict=True)), path.name, reader.line_num))
    return tuple(rows)
