"""Where phrases stand in a text as whole words, found by automata.

A text is read once for all phrases of the vocabulary: reading it costs more than what is found in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

import ahocorasick

# A phrase in a text: where it begins, less where it ends (the longer of two sorts first), and itself.
Standing = tuple[int, int, str]

# Letters that are named are told sooner than by `\w`, which has the last word on all others.
_LETTERS = "".join(c for c in map(chr, range(0x1EFA)) if c.isalnum())
_NO_WORD = re.compile(rf"[^ {_LETTERS}\w]")
# So few phrases are looked for one by one, where they are soon forgotten: an automaton costs more to build.
_FEW = 8


class Phrases:
    """Folded lower-case phrases that are found together. `lasting`: they are kept as long as the program runs, and whole
    texts are read for all such phrases at once."""

    def __init__(self, phrases: Iterable[str], *, lasting: bool = False) -> None:
        self.phrases = tuple(phrases)
        self._lasting = lasting
        if lasting:
            _LASTING.append(self)

    def find(self, low: str, start: int = 0, end: int | None = None) -> list[Standing]:
        """Every phrase that stands as whole words in low[start:end], overlapping ones too, by start then longest."""
        if not self.phrases:
            return []
        if self._lasting and start == 0 and end is None:
            return _of_lasting(low, len(_LASTING))[_LASTING.index(self)]
        end = len(low) if end is None else min(end, len(low))
        if len(self.phrases) <= _FEW and not self._lasting:
            return sorted([standing for phrase in self.phrases for standing in _each(phrase, low, start, end)])
        return _read(self._automaton, 1, low, start, end)[0]

    @cached_property
    def _automaton(self) -> Any:
        return _automaton([self])


# They are never taken out: what is known of the first so many of them stays true.
_LASTING: list[Phrases] = []


@lru_cache(maxsize=8)
def _of_lasting(low: str, count: int) -> list[list[Standing]]:
    """The phrases of each of the first `count` lasting ones in a whole text."""
    return _read(_lasting_automaton(count), count, low, 0, len(low))


@lru_cache(maxsize=1)
def _lasting_automaton(count: int) -> Any:
    return _automaton(_LASTING[:count])


@lru_cache(maxsize=8)
def _spaced(low: str) -> str:
    """A text with a space for whatever is no letter of a word, and one on either side: words are found by the spaces
    around them, so that no beginning of a longer word has to be looked at and left out."""
    return f" {_NO_WORD.sub(' ', low)} "


def _sought(phrase: str) -> tuple[str, int]:
    """What stands for a phrase in a spaced text, and how far behind the space before the phrase that begins."""
    spaced = f" {_NO_WORD.sub(' ', phrase)} "
    # A stop at the phrase's own beginning or end is an edge of its words already.
    begin, end = spaced.startswith("  "), len(spaced) - spaced.endswith("  ")
    return spaced[begin:end], int(begin)


def _each(phrase: str, low: str, start: int, end: int) -> Iterator[Standing]:
    """Where one phrase stands in low[start:end]."""
    sought, begin = _sought(phrase)
    spaced = _spaced(low)
    # In the spaced text every letter stands one place later: the stretch with the letters on both sides of it.
    at = spaced.find(sought, start, end + 2)
    while at >= 0:
        first = at - begin
        if first >= start and low.startswith(phrase, first, end):
            yield first, -first - len(phrase), phrase
        at = spaced.find(sought, at + 1, end + 2)


def _automaton(groups: Sequence[Phrases]) -> Any:
    """Finds the phrases of several groups in a spaced text. A phrase gives itself, how far behind its last letter the match
    ends, less the text's own first space, and its group's number; phrases that differ in their stops only are found together."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for number, group in enumerate(groups):
        for phrase in group.phrases:
            sought, begin = _sought(phrase)
            found.setdefault(sought, []).append((phrase, begin + len(sought) - len(phrase) - 1, number))
    automaton = ahocorasick.Automaton()
    # Short ones first: the beginnings that a search meets most lie close together then.
    for sought in sorted(found, key=len):
        automaton.add_word(sought, found[sought])
    automaton.make_automaton()
    return automaton


def _read(automaton: Any, groups: int, low: str, start: int, end: int) -> list[list[Standing]]:
    """The phrases of each group in low[start:end]."""
    out: list[list[Standing]] = [[] for _ in range(groups)]
    # The stretch with the letters on both sides of it, as in `_each`.
    for last, candidates in automaton.iter(_spaced(low), start, end + 2):
        for phrase, past, number in candidates:
            until = last - past
            first = until - len(phrase)
            if first >= start and low.startswith(phrase, first, end):
                out[number].append((first, -until, phrase))
    for found in out:
        found.sort()
    return out
