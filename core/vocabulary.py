"""The vocabulary: CSV tables of schemas/vocab, checked when read, and automata that find their entries in a text.

A lexicon is data: a row is added, an id never changes. `Lexicon.find` reads lower-cased folded text (core.text) in one
pass, keeps whole words only, and gives the longest entry at each place. A wrong table raises VocabularyError with the
file and line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import ahocorasick

from core.text import fold

VOCAB_DIR = Path(__file__).parent.parent / "schemas" / "vocab"
T = TypeVar("T")


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


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of schemas/vocab/`name`.csv, checked by the rules of its table."""
    columns, unique = TABLES[name]
    rows = read_table(VOCAB_DIR / f"{name}.csv", columns)
    check_unique(rows, unique)
    if name in REFERENCES:
        column, other, key = REFERENCES[name]
        known = {row[key] for row in table(other)}
        for row in rows:
            for value in row.items_of(column):
                if value not in known:
                    raise row.fail(f"{column} '{value}' is not in {other}.csv")
    return rows


# Columns that a table must have, and those that together stand once (lower case).
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "places": (("id", "name", "type", "level", "parent", "code", "valid_from", "valid_to", "lat", "lon", "aliases"), ("id",)),
    "indicators": (
        ("id", "name_vi", "name_en", "publisher", "level", "local_id", "scale_max", "unit", "first_year"),
        ("id",),
    ),
    "indicator_aliases": (("alias", "indicator", "decided_by"), ("alias", "indicator")),
    "components": (("indicator", "component", "surface"), ("indicator", "surface")),
    "tiers": (("surface", "tier", "ladder"), ("surface", "ladder")),
    "title_heads": (("head", "canonical", "kind", "overlap", "org_hint", "level"), ("head",)),
    "title_modifiers": (("modifier", "canonical", "place", "status"), ("modifier", "place")),
    "organization_kinds": (("surface", "normal", "kind", "locality", "level", "parent"), ("surface",)),
    "departments": (("head", "name", "aliases", "level", "valid_from", "valid_to"), ("head", "name")),
    "award_kinds": (("surface", "kind"), ("surface",)),
    "role_verbs": (("verb", "role"), ("verb",)),
    "surnames": (("surname", "people"), ("surname",)),
    "blocks": (("surface", "group", "block"), ("surface",)),
    "regions": (("id", "name", "aliases"), ("id",)),
    "other_statistics": (("noun",), ("noun",)),
}
# table -> (column, table it refers to, key there)
REFERENCES: dict[str, tuple[str, str, str]] = {
    "indicator_aliases": ("indicator", "indicators", "id"),
    "components": ("indicator", "indicators", "id"),
}


def check_unique(rows: Iterable[Row], columns: tuple[str, ...]) -> None:
    """Raises VocabularyError where two rows have the same key. An alias of two indicators needs `decided_by`."""
    seen: dict[tuple[str, ...], Row] = {}
    aliases: dict[str, Row] = {}
    for row in rows:
        key = tuple(row[c].casefold() for c in columns)
        if key in seen:
            raise row.fail(f"{' + '.join(columns)} {key} stands already on line {seen[key].line}")
        seen[key] = row
        if "decided_by" in row:
            other = aliases.setdefault(row["alias"].casefold(), row)
            if other is not row and not (row["decided_by"] and other["decided_by"]):
                raise row.fail(f"alias '{row['alias']}' has another indicator on line {other.line} and no decided_by")


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A lexicon entry in a text: half-open offsets and what the entry means."""

    start: int
    end: int
    key: str
    value: T


class Lexicon(Generic[T]):
    """Phrases (any case) -> meaning, compiled to one automaton; a phrase may have several meanings."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        found: dict[str, list[T]] = {}
        for phrase, value in entries:
            key = fold(phrase).low
            if key:
                found.setdefault(key, []).append(value)
        self._values: dict[str, tuple[T, ...]] = {k: tuple(v) for k, v in found.items()}
        self._automaton: Any = ahocorasick.Automaton()
        for key in self._values:
            self._automaton.add_word(key, key)
        if self._values:
            self._automaton.make_automaton()

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._values

    def get(self, phrase: str) -> tuple[T, ...]:
        """Meanings of a lower-cased folded phrase; empty where unknown."""
        return self._values.get(phrase, ())

    def find_all(self, low: str, start: int = 0, end: int | None = None) -> list[Hit[tuple[T, ...]]]:
        """Every entry that stands as whole words in low[start:end], overlapping ones too, by start then longest."""
        if not self._values:
            return []
        stop = len(low) if end is None else end
        hits = []
        for last, key in self._automaton.iter(low, start, stop):
            first = last + 1 - len(key)
            if is_word_edge(low, first) and is_word_edge(low, last + 1):
                hits.append(Hit(first, last + 1, key, self._values[key]))
        hits.sort(key=lambda h: (h.start, -h.end))
        return hits

    def find(self, low: str, start: int = 0, end: int | None = None) -> list[Hit[tuple[T, ...]]]:
        """Leftmost longest entries, none overlapping another."""
        out: list[Hit[tuple[T, ...]]] = []
        edge = start
        for hit in self.find_all(low, start, end):
            if hit.start >= edge:
                out.append(hit)
                edge = hit.end
        return out


def is_word_edge(text: str, offset: int) -> bool:
    """Does no word run across this offset?"""
    if offset <= 0 or offset >= len(text):
        return True
    return not (_is_word(text[offset - 1]) and _is_word(text[offset]))


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
