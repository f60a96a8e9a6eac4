"""Patterns that are tried only where their words stand: most sentences hold none of the words that a pattern needs.

What every match of a pattern must hold (`needs`) is read off the pattern itself, so that an edited pattern needs no
second edit; a text is searched once for the words of all patterns by one automaton. A sieve leaves out only patterns
that cannot match: the result is that of trying all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Any, Generic, TypeVar

import ahocorasick

from core.pattern_tree import tree

T = TypeVar("T")
# One of the words of each set stands in every match.
Needs = tuple[frozenset[str], ...]
# The entries of a sieve that may match, in order.
Picked = tuple[tuple[re.Pattern[str], T], ...]
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
# Stands for any digit, as `\d` does.
DIGIT = r"\d"
# Stands for a digit, a comma or a dot, and a digit, as in `80.94`.
DECIMAL = r"\d,\d"
_DECIMALS = [f"{a}{mark}{b}" for a in "0123456789" for mark in ",." for b in "0123456789"]
# How telling they and hyphens are, as if they were words so long.
_LENGTHS = {DIGIT: 1, DECIMAL: 2, "-": 0.5}
# The digits of other scripts, which `\d` takes too. The automaton reads `0` for each: it asks the first letters of its words
# one by one wherever none stands, and these digits would be hundreds of them.
# They stand in blocks apart from the letters and marks of our texts: those are passed over without being asked.
_FOREIGN_DIGIT = re.compile(r"[^\x00-\u065f\u1e00-\u2fff](?<=\d)")
# Longer lists of words tell too little.
_MOST_WORDS = 200
# So many answers a sieve keeps.
_MOST_ANSWERS = 4096
# So many sets a pattern are looked at, the most telling ones, and that of the digits.
_MOST_SETS = 3


def needs(pattern: re.Pattern[str]) -> Needs:
    """Sets of words of which every match of a pattern holds one each; empty where the pattern tells none (or ignores
    case). Only what lies within the searched stretch counts: nothing of a look behind, nothing of a negation."""
    if pattern.flags & re.IGNORECASE:
        return ()
    found = dict.fromkeys(_bare(words) for words in _sets(tree(pattern.pattern, pattern.flags)))
    return tuple(words for i, words in enumerate(sorted(found, key=_weakness)) if i < _MOST_SETS or words <= _LENGTHS.keys())


def _sets(parsed: Any, run: str = "") -> list[frozenset[str]]:
    """The sets of a pattern that stands behind the letters `run`."""
    out: list[frozenset[str]] = [frozenset((DECIMAL,))] if _has_decimal(parsed) else []
    for op, value in [*((str(op), value) for op, value in parsed), ("END", None)]:
        if op == "LITERAL":
            run += chr(value)
        elif op in ("ASSERT", "ASSERT_NOT"):
            # It takes no room: what stands behind it goes on with what stands before it.
            out += _sets_of(op, value, run) if _must_stand(op, value) else []
        elif _must_stand(op, value):
            out += _sets_of(op, value, run)
            run = ""
        else:
            out += [frozenset((run,))] if run else []
            out += _sets_of(op, value)
            run = ""
    return [words for words in out if _tells(words)]


def _bare(words: frozenset[str]) -> frozenset[str]:
    """Words of several letters without the spaces around them: one word for the automaton, however patterns go on."""
    return _shortest(bare if len(bare := word.strip()) > 2 else word for word in words)


def _must_stand(op: str, value: Any) -> bool:
    """Does a piece of a pattern go on with the letters before it wherever it matches?"""
    if op in _REPEATS or op == "ASSERT":
        # Once or more; ahead, not behind.
        return bool(value[0] > 0)
    return op in ("SUBPATTERN", "BRANCH", "ATOMIC_GROUP")


def _sets_of(op: str, value: Any, run: str = "") -> list[frozenset[str]]:
    """The sets of one piece of a pattern, behind the letters `run`; none for what need not stand there."""
    if op == "SUBPATTERN" and not value[1] & re.IGNORECASE:
        return _sets(value[3], run)
    if op in _REPEATS and value[0] > 0:
        return _sets(value[2], run)
    if op == "ATOMIC_GROUP":
        return _sets(value, run)
    if op == "ASSERT":
        return _sets(value[1], run)
    if op == "IN":
        members = [_member(str(o), v) for o, v in value]
        return [frozenset(m for m in members if m)] if None not in members else []
    if op == "BRANCH":
        best = [min(sets, key=_weakness) if (sets := _sets(branch, run)) else None for branch in value[1]]
        return [_shortest(w for b in best if b for w in b)] if None not in best else []
    return [frozenset((run,))] if run else []


def _has_decimal(parsed: Any) -> bool:
    """Do a digit, a decimal mark and a digit follow each other in a pattern?"""
    before = ""
    for op, value in ((str(op), value) for op, value in parsed):
        repeated = op in _REPEATS
        kind = _kind(value[2] if repeated else [(op, value)])
        if kind == "digit" and before == "mark" and not (repeated and value[0] == 0):
            return True
        optional = repeated and value[0] == 0
        if op in ("ASSERT", "ASSERT_NOT", "AT") or (optional and kind == before == "digit"):
            continue
        follows = kind == "digit" or (kind == "mark" and before == "digit" and not repeated)
        before = kind if follows and not optional else ""
    return False


def _kind(parsed: Any) -> str:
    """What a piece of a pattern takes: a `digit`, a decimal `mark` or something else."""
    if len(parsed) != 1 or str(parsed[0][0]) != "IN":
        return ""
    members = {_member(str(o), v) or "other" for o, v in parsed[0][1]}
    return "digit" if members == {DIGIT} else "mark" if members <= {",", "."} else ""


def _shortest(words: Iterable[str]) -> frozenset[str]:
    """The words without those that hold another one."""
    found = frozenset(words)
    return frozenset(w for w in found if w == DIGIT or not any(_within(v, w) for v in found if v != w))


def _within(word: str, other: str) -> bool:
    """Does a word stand wherever another one does?"""
    return word in other or (word == DIGIT and other == DECIMAL)


def _member(op: str, value: Any) -> str | None:
    """A member of a character class as a word; None where it is none."""
    if op == "LITERAL":
        return DIGIT if chr(value) in "0123456789" else chr(value)
    if op == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
        return DIGIT
    return DIGIT if op == "RANGE" and 48 <= value[0] <= value[1] <= 57 else None


def _tells(words: frozenset[str]) -> bool:
    """Is a set worth looking for: no spaces, stops or single letters, which stand everywhere?"""
    return len(words) <= _MOST_WORDS and all(w in _LENGTHS or w in "()[]|%/+:\"'" or len(w.strip(" .,-")) > 1 for w in words)


def _weakness(words: frozenset[str]) -> tuple[float, int, tuple[str, ...]]:
    """Sets by how seldom they are met: short words, digits and hyphens last."""
    return -min(_LENGTHS.get(w) or min(len(w.strip()), 4) for w in words), len(words), tuple(sorted(words))


# Every set that some pattern needs -> its bit.
_BITS: dict[frozenset[str], int] = {}


def register(sets: Needs) -> int:
    """The bits of a pattern's sets; has the automaton look for their words, too."""
    for words in sets:
        if words not in _BITS:
            _BITS[words] = 1 << len(_BITS)
            _automaton.cache_clear()
            _words.cache_clear()
            words_in.cache_clear()
    return sum(_BITS[words] for words in sets)


@cache
def _automaton() -> Any:
    """All words, each with the bits of the sets that it is in."""
    bits: dict[str, int] = {}
    for words, bit in _BITS.items():
        for word in words:
            bits[word] = bits.get(word, 0) | bit
    for name, meant in ((DIGIT, "0123456789"), (DECIMAL, _DECIMALS)):
        if mask := bits.pop(name, 0):
            bits |= {word: bits.get(word, 0) | mask for word in meant}
    automaton = ahocorasick.Automaton()
    for word, mask in bits.items():
        automaton.add_word(word, mask)
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=8)
def _words(low: str) -> tuple[list[int], list[int]]:
    """Where the words of a text end, and the bits of each: a text is read once, however often its stretches are asked for."""
    found = list(_automaton().iter(_FOREIGN_DIGIT.sub("0", low)))
    return [end for end, _ in found], [bits for _, bits in found]


@lru_cache(maxsize=256)
def words_in(low: str, start: int, end: int) -> int:
    """The bits of the sets of which a word ends in low[start:end]; of the same text with characters changed that are in no
    word, too."""
    ends, masks = _words(low)
    return reduce(or_, masks[bisect_left(ends, start) : bisect_left(ends, end)], 0)


class Sieve(Generic[T]):
    """Patterns in order, each with what it is for; `pick` gives those that may match in a stretch of text."""

    def __init__(self, entries: Iterable[tuple[re.Pattern[str], T]]) -> None:
        self.entries = list(entries)
        found = [needs(entry[0]) for entry in self.entries]
        self._needed = [(register(sets), entry) for sets, entry in zip(found, self.entries, strict=True)]
        self._all = register(tuple(dict.fromkeys(words for sets in found for words in sets)))
        # Few of the words that a text can hold are this sieve's: most stretches hold the same ones as one before them.
        self._of = lru_cache(maxsize=_MOST_ANSWERS)(self._standing)

    def pick(self, low: str, start: int, end: int) -> Picked[T]:
        """The entries whose pattern may match in low[start:end], or in a copy of it with characters blotted out."""
        return self._of(words_in(low, start, end) & self._all)

    def among(self, bits: int) -> Picked[T]:
        """The same, of a stretch with these words (`words_in`)."""
        return self._of(bits & self._all)

    def _standing(self, bits: int) -> Picked[T]:
        absent = self._all & ~bits
        return tuple([entry for needed, entry in self._needed if not needed & absent])


class Scanner:
    """One pattern, tried only where its words stand."""

    __slots__ = ("_needed", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._needed = register(needs(pattern))

    def finditer(self, low: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """As re.Pattern.finditer."""
        return iter(()) if self._needed & ~words_in(low, start, end) else self.pattern.finditer(low, start, end)

    def search(self, low: str, start: int, end: int) -> re.Match[str] | None:
        """As re.Pattern.search."""
        return None if self._needed & ~words_in(low, start, end) else self.pattern.search(low, start, end)

    def match(self, low: str, start: int, end: int) -> re.Match[str] | None:
        """As re.Pattern.match."""
        return None if self._needed & ~words_in(low, start, end) else self.pattern.match(low, start, end)
