"""Two bodies compared: how many shingles of five folded words they share, and whether they tell the same of the same places."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from core.search_text import fold_words
from core.text import UPPER, fold
from extract.knowledge.panels.proposals import Hashes

SHINGLE = 5
# A body of fewer words says too little to call two articles one story.
MIN_WORDS = 60
MIN_CONTAINMENT = 0.75
MIN_SIMILARITY = 0.4
# A sentence of which this share of word triples (numbers masked) stands in the other text has its counterpart there.
_COUNTERPART = 0.6
_TRIPLE = 3
_SENTENCE = re.compile(r"[^.;:!?\n]+(?:[.;:](?=\S)[^.;:!?\n]+)*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_DIGITS = re.compile(r"\d+")
_PLACE = re.compile(
    r"\b(?i:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu) "
    rf"(?P<name>[{UPPER}][\w'-]*(?: [{UPPER}][\w'-]*)*)"
)

Triples = NDArray[np.int64]


class Text:
    """A body, and what is compared of it; `length` in words. What only candidates need is made when they meet, and all that
    is kept is compact (about 16 kB of a body of 400 words), because many of one template may be kept at a time."""

    def __init__(self, body: str) -> None:
        self._body = body
        words = fold_words(body)
        self.length = len(words)
        # All its words, folded (marks, case and punctuation aside), in one line.
        self.line = f" {' '.join(words)} "

    def words(self) -> list[str]:
        return self.line.split()

    @cached_property
    def shingles(self) -> Hashes:
        """The hashes of its shingles, each once, rising; none where it has fewer words than one."""
        line = self.line.encode()
        gaps = np.flatnonzero(np.frombuffer(line, dtype=np.uint8) == ord(" "))
        runs = zip((gaps + 1).tolist(), gaps[SHINGLE:].tolist(), strict=False)
        return np.unique(np.array([zlib.crc32(line[start:end]) for start, end in runs], dtype=np.uint32))

    @cached_property
    def triples(self) -> Triples:
        """The word triples of all its sentences, each once, rising, as hashes of this process; numbers masked."""
        return np.unique(np.concatenate([_triples(sentence) for sentence in self._sentences] or [_hashes([])]))

    @cached_property
    def stating(self) -> list[tuple[Triples, frozenset[str], tuple[str, ...]]]:
        """Of each sentence or table row that has figures or names places: its triples, the figures, the places (folded)."""
        found = ((sentence, _figures(sentence), _places(sentence)) for sentence in self._sentences)
        return [(_triples(sentence), figures, places) for sentence, figures, places in found if figures or places]

    @cached_property
    def figures(self) -> frozenset[str]:
        return frozenset().union(*(figures for _, figures, _ in self.stating))

    @property
    def _sentences(self) -> list[str]:
        return [m.group() for m in _SENTENCE.finditer(self._body)]


class Texts:
    """The bodies last asked for, of no more than `words` words together; `read` gives the body of an article."""

    def __init__(self, read: Callable[[int], str], words: int) -> None:
        self._read, self._words = read, words
        self._kept: dict[int, Text] = {}
        self._held = 0

    def __getitem__(self, article: int) -> Text:
        text = self._kept.pop(article, None)
        if text is None:
            text = Text(self._read(article))
            self._held += text.length
        self._kept[article] = text
        while self._held > self._words and len(self._kept) > 1:
            self._held -= self._kept.pop(next(iter(self._kept))).length
        return text


def _triples(sentence: str) -> Triples:
    """The triples of a sentence, each once; of one of fewer words all its words."""
    words = [_DIGITS.sub("0", word) for word in fold_words(_FIGURE.sub("0", sentence))]
    size = min(_TRIPLE, len(words))
    return _hashes([hash(tuple(words[i : i + size])) for i in range(len(words) - size + 1)] if size else [])


def _hashes(values: list[int]) -> Triples:
    return np.unique(np.array(values, dtype=np.int64))


@lru_cache(maxsize=8192)
def _name(printed: str) -> str:
    return " ".join(fold_words(printed))


def _places(sentence: str) -> tuple[str, ...]:
    return tuple(sorted({_name(m["name"]) for m in _PLACE.finditer(fold(sentence).text)}))


def _figures(sentence: str) -> frozenset[str]:
    """Its numbers, `84,20` as `84,2` and `05` as `5`: print differs between portals."""
    return frozenset(_figure(m.group()) for m in _FIGURE.finditer(sentence))


@lru_cache(maxsize=8192)
def _figure(printed: str) -> str:
    whole, *parts = re.split("[.,]", printed)
    if len(parts) == 1 and len(parts[0]) != 3:
        parts = [parts[0].rstrip("0")] if parts[0].rstrip("0") else []
    return ".".join([whole.lstrip("0") or "0", *parts])


def likeness(one: Text, other: Text) -> tuple[float, float] | None:
    """(similarity, containment) of two texts, None where either is too small for a copy."""
    shared = len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))
    shorter = min(len(one.shingles), len(other.shingles))
    similarity = shared / (len(one.shingles) + len(other.shingles) - shared)
    containment = shared / shorter
    return None if similarity < MIN_SIMILARITY or containment < MIN_CONTAINMENT else (similarity, containment)


def tell_the_same(one: Text, other: Text) -> bool:
    """Has each of two texts that are alike the figures and the places of the other's sentences?"""
    return one.line == other.line or (_tells_all(one, other) and _tells_all(other, one))


def _tells_all(one: Text, other: Text) -> bool:
    """Has the other text the figures and places of each sentence that has its counterpart there?"""
    for triples, figures, places in one.stating:
        lacking = not figures <= other.figures or any(f" {place} " not in other.line for place in places)
        if lacking and len(np.intersect1d(triples, other.triples, assume_unique=True)) >= _COUNTERPART * len(triples):
            return False
    return True


def compare(one: Text, other: Text) -> tuple[float, float] | None:
    """(similarity, containment) of two texts that tell one story, None where they do not; both have `MIN_WORDS` words."""
    scores = likeness(one, other)
    return scores if scores is not None and tell_the_same(one, other) else None
