"""Which articles tell one story: exact copies, and near copies (a syndicated text that was cut or got a lead of its own).

Articles are taken in order of publication (undated last, then by id). Each is compared with the originals before it:
MinHash over shingles of five folded words proposes, the words themselves decide. What is no copy becomes an original.
So every copy is compared with its original and never with another copy: A, B, C where neighbours are alike but A and C
are not cannot run together, and an article that is added later changes nothing that was decided before it. (One that
was published earlier than an original takes its place, as it should.)

A near copy has the words of the shorter text in the longer (`MIN_CONTAINMENT`), is not a mere quotation
(`MIN_SIMILARITY`), and **tells the same of the same places**: the numbers and the names of places of a sentence that has
its counterpart in the other text must be there, too. Two weekly bulletins of one template, two provinces' versions of one
report, and an article that corrects a figure of another are stories of their own.

Measured: two different articles of the sample and the open gold (209 bodies, all pairs) share at most 0.13 of the shorter
one's shingles and 0.065 of both; made copies (tests/test_stories.py: cut, with a lead, edited) at least 0.88 and 0.6.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from datasketch import MinHash, MinHashLSH

from core.search_text import find_words
from core.text import UPPER, fold
from extract.database.inputs import stable_id

SHINGLE = 5
# A body of fewer words says too little to call two articles one story.
MIN_WORDS = 60
MIN_CONTAINMENT = 0.75
MIN_SIMILARITY = 0.4
# 42 bands of 3 rows: a pair of similarity 0.4 is proposed with probability 0.94, of 0.5 with 0.997.
_BANDS, _ROWS, _SEED = 42, 3, 1
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


@dataclass(frozen=True, slots=True)
class Copy:
    """An article and the original it repeats. `similarity`: Jaccard of shingles; `containment`: share of the shorter
    text's shingles that the other has, both 0 to 1."""

    article: str
    original: str
    how: str
    similarity: float
    containment: float


class Text:
    """A body, and what is compared of it. Every original is kept: what only candidates need is made when they meet."""

    def __init__(self, body: str) -> None:
        self._body = body
        words = self.words()
        self.length = len(words)
        runs = zip(*(words[i:] for i in range(SHINGLE)), strict=False)
        # The hashes of its shingles, each once; an array, because it is a tenth of a set's size.
        self.shingles = array("L", sorted({zlib.crc32(" ".join(run).encode()) for run in runs}))

    def words(self) -> list[str]:
        """Its words, folded: marks, case and punctuation aside."""
        return [word for word, _, _ in find_words(self._body)]

    def minhash(self) -> MinHash:
        made = MinHash(num_perm=_BANDS * _ROWS, seed=_SEED, hashfunc=int)
        made.update_batch(self.shingles)
        return made

    @cached_property
    def sentences(self) -> list[tuple[frozenset[tuple[str, ...]], frozenset[str], frozenset[str]]]:
        """Of each sentence or table row: its word triples with numbers masked, its figures, its places (folded)."""
        found = (m.group() for m in _SENTENCE.finditer(self._body))
        return [(_triples(sentence), _figures(sentence), _places(sentence)) for sentence in found]

    @cached_property
    def figures(self) -> frozenset[str]:
        return frozenset().union(*(figures for _, figures, _ in self.sentences))

    @cached_property
    def line(self) -> str:
        """All its words in one line, to look names up in."""
        return f" {' '.join(self.words())} "

    @cached_property
    def triples(self) -> frozenset[tuple[str, ...]]:
        return frozenset().union(*(triples for triples, _, _ in self.sentences))


def _triples(sentence: str) -> frozenset[tuple[str, ...]]:
    words = [_DIGITS.sub("0", word) for word, _, _ in find_words(_FIGURE.sub("0", sentence))]
    size = min(_TRIPLE, len(words))
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1)) if size else frozenset()


def _places(sentence: str) -> frozenset[str]:
    names = (m["name"] for m in _PLACE.finditer(fold(sentence).text))
    return frozenset(" ".join(word for word, _, _ in find_words(name)) for name in names)


def _figures(sentence: str) -> frozenset[str]:
    """Its numbers, `84,20` as `84,2` and `05` as `5`: print differs between portals."""
    return frozenset(_figure(m.group()) for m in _FIGURE.finditer(sentence))


def _figure(printed: str) -> str:
    whole, *parts = re.split("[.,]", printed)
    if len(parts) == 1 and len(parts[0]) != 3:
        parts = [parts[0].rstrip("0")] if parts[0].rstrip("0") else []
    return ".".join([whole.lstrip("0") or "0", *parts])


def compare(one: Text, other: Text, shingles: frozenset[int] | None = None) -> tuple[float, float] | None:
    """(similarity, containment) of two texts that tell one story, None where they do not. `shingles`: those of `one`, for
    who compares it with many."""
    if one.length == other.length and one.words() == other.words():
        return 1.0, 1.0
    shared = len((shingles or frozenset(one.shingles)).intersection(other.shingles))
    shorter = min(len(one.shingles), len(other.shingles))
    similarity = shared / (len(one.shingles) + len(other.shingles) - shared)
    containment = shared / shorter
    if similarity < MIN_SIMILARITY or containment < MIN_CONTAINMENT:
        return None
    return (similarity, containment) if _tells_all(one, other) and _tells_all(other, one) else None


def _tells_all(one: Text, other: Text) -> bool:
    """Has the other text the figures and places of each sentence that has its counterpart there?"""
    for triples, figures, places in one.sentences:
        lacking = not figures <= other.figures or any(f" {place} " not in other.line for place in places)
        if lacking and len(triples & other.triples) >= _COUNTERPART * len(triples):
            return False
    return True


def find_copies(articles: Iterator[tuple[str, str]]) -> list[Copy]:
    """The copies among (id, body) in order of publication. Linear in the number of articles for all that resemble few."""
    lsh = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    originals: dict[str, Text] = {}
    rank: dict[str, int] = {}
    out = []
    for article, body in articles:
        text = Text(body)
        if text.length < MIN_WORDS:
            continue
        minhash = text.minhash()
        found = _best(text, originals, sorted(lsh.query(minhash), key=rank.__getitem__))
        if found is None:
            rank[article] = len(rank)
            originals[article] = text
            lsh.insert(article, minhash, check_duplication=False)
            continue
        original, (similarity, containment) = found
        how = "same" if text.words() == originals[original].words() else "near"
        out.append(Copy(article, original, how, round(similarity, 6), round(containment, 6)))
    return out


def _best(text: Text, originals: dict[str, Text], candidates: list[str]) -> tuple[str, tuple[float, float]] | None:
    """The most similar original among the candidates, the first of equals."""
    shingles = frozenset(text.shingles)
    found = [(name, scores) for name in candidates if (scores := compare(text, originals[name], shingles)) is not None]
    return max(found, key=lambda entry: entry[1][0], default=None)


def mark_copies(db: sqlite3.Connection) -> None:
    """Fill `article_copies` and the columns `duplicate_of` from the table `articles`."""
    rows = db.execute("SELECT id, body FROM articles ORDER BY coalesce(published_at, '9999'), id").fetchall()
    for copy in find_copies(iter(rows)):
        values = (copy.article, copy.original, copy.how, copy.similarity, copy.containment)
        db.execute("INSERT INTO article_copies VALUES (?, ?, ?, ?, ?, ?)", (stable_id("copy", copy.article), *values))
        db.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (copy.original, copy.article))
        db.execute("UPDATE article_versions SET duplicate_of = ? WHERE article = ?", (copy.original, copy.article))
