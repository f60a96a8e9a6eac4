"""The vocabulary: CSV tables of schemas/vocab, checked when read, and automata that find their entries in a text.

A lexicon is data: a row is added, an id never changes. `Lexicon.find` reads lower-cased folded text (core.text) in one
pass, keeps whole words only, and gives the longest entry at each place. A wrong table raises VocabularyError with the
file and line; core.vocabulary_tables says what a table holds, core.vocabulary_rules checks it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from core.phrases import Phrases
from core.text import fold
from core.vocabulary_rows import Row, VocabularyError, read_table
from core.vocabulary_rules import check_headline_terms, check_homonyms, check_pairs, check_parts, check_successors, check_table
from core.vocabulary_tables import TABLES

VOCAB_DIR = Path(__file__).parent.parent / "schemas" / "vocab"
T = TypeVar("T")
__all__ = [
    "TABLES",
    "VOCAB_DIR",
    "Hit",
    "Lexicon",
    "Row",
    "VocabularyError",
    "find_words",
    "is_word_edge",
    "read_vocabulary",
    "table",
]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of schemas/vocab/`name`.csv, checked by the rules of its table (core.vocabulary_tables)."""
    return _read(VOCAB_DIR, name, table)


def read_vocabulary(directory: Path = VOCAB_DIR) -> dict[str, tuple[Row, ...]]:
    """All tables of a directory by name, checked. Raises VocabularyError with file and line for the first fault."""
    done: dict[str, tuple[Row, ...]] = {}

    def rows_of(name: str) -> tuple[Row, ...]:
        if name not in done:
            done[name] = _read(directory, name, rows_of)
        return done[name]

    return {name: rows_of(name) for name in TABLES}


def _read(directory: Path, name: str, rows_of: Callable[[str], tuple[Row, ...]]) -> tuple[Row, ...]:
    """`rows_of` gives the other tables that this one refers to."""
    spec = TABLES[name]
    rows = read_table(directory / f"{name}.csv", spec.columns)
    check_table(rows, spec, lambda other: rows if other == name else rows_of(other))
    if name == "places":
        check_homonyms(rows)
    if name == "place_successors":
        check_successors(rows, rows_of("places"))
    if name == "indicator_components":
        check_parts(rows)
    if name == "indicator_aliases":
        check_pairs(rows, rows_of("indicators"), rows_of("components"))
    if name == "relevance":
        check_headline_terms(rows, rows_of("indicator_aliases"))
    return rows


class Hit(NamedTuple, Generic[T]):
    """A lexicon entry in a text: half-open offsets and what the entry means."""

    start: int
    end: int
    key: str
    value: T


# A text, the text as printed, all hits in it, the leftmost longest of them.
_Kept = tuple[str, str | None, list[Hit[tuple[T, ...]]], list[Hit[tuple[T, ...]]]]


class Lexicon(Generic[T]):
    """Phrases (any case) -> meaning, found by an automaton; a phrase may have several meanings. `lasting`: it serves as long
    as the program runs (a table of the vocabulary), so that one automaton finds its entries with those of all such ones."""

    def __init__(self, entries: Iterable[tuple[str, T]], *, lasting: bool = False) -> None:
        found: dict[str, list[T]] = {}
        for phrase, value in entries:
            key = fold(phrase).low
            if key:
                found.setdefault(key, []).append(value)
        self._values: dict[str, tuple[T, ...]] = {k: tuple(v) for k, v in found.items()}
        self._phrases = Phrases(self._values, lasting=lasting)
        # The last text searched as a whole (and as printed), with all its hits and the leftmost longest.
        self._kept: _Kept[T] = ("", None, [], [])

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._values

    def get(self, phrase: str) -> tuple[T, ...]:
        """Meanings of a lower-cased folded phrase; empty where unknown."""
        return self._values.get(phrase, ())

    def find_all(self, low: str, start: int = 0, end: int | None = None, printed: str | None = None) -> list[Hit[tuple[T, ...]]]:
        """Every entry that stands as whole words in low[start:end], overlapping ones too, by start then longest; with
        `printed` (the text before lower-casing) only those that begin with a capital."""
        return list(self._whole(low, printed)[2]) if start == 0 and end is None else self._search(low, start, end, printed)

    def _whole(self, low: str, printed: str | None) -> _Kept[T]:
        kept = self._kept
        if kept[0] is not low or kept[1] is not printed:
            hits = self._search(low, 0, None, printed)
            self._kept = kept = (low, printed, hits, _leftmost(hits))
        return kept

    def _search(self, low: str, start: int, end: int | None, printed: str | None) -> list[Hit[tuple[T, ...]]]:
        return [
            Hit(first, -minus, key, self._values[key])
            for first, minus, key in self._phrases.find(low, start, end)
            if printed is None or printed[first].isupper()
        ]

    def find_within(self, low: str, start: int, end: int, printed: str | None = None) -> list[Hit[tuple[T, ...]]]:
        """Those of `find` in the whole text that lie in low[start:end]: the text is searched once for all its stretches;
        `printed` as in `find_all`."""
        hits = self._whole(low, printed)[3]
        return [hit for hit in hits[bisect_left(hits, (start,)) : bisect_left(hits, (end,))] if hit.end <= end]

    def find(self, low: str, start: int = 0, end: int | None = None) -> list[Hit[tuple[T, ...]]]:
        """Leftmost longest entries, none overlapping another."""
        return _leftmost(self.find_all(low, start, end))


def _leftmost(hits: Iterable[Hit[T]]) -> list[Hit[T]]:
    """Of hits in order, longest first, those that overlap none before them."""
    out: list[Hit[T]] = []
    edge = 0
    for hit in hits:
        if hit.start >= edge:
            out.append(hit)
            edge = hit.end
    return out


def is_word_edge(text: str, offset: int) -> bool:
    """Does no word run across this offset?"""
    if offset <= 0 or offset >= len(text):
        return True
    after = text[offset]
    if not (after.isalnum() or after == "_"):
        return True
    before = text[offset - 1]
    return not (before.isalnum() or before == "_")


def find_words(low: str, words: str) -> Iterator[int]:
    """Where `words` begin in a text as whole words, none overlapping another."""
    at = low.find(words) if words else -1
    while at >= 0:
        end = at + len(words)
        whole = is_word_edge(low, at) and is_word_edge(low, end)
        if whole:
            yield at
        at = low.find(words, end if whole else at + 1)
