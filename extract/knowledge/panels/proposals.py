"""Which earlier articles one may be a copy of: MinHash in bands proposes, a bitmap of shingles rejects most in no time.

Of each text a signature is made: the least value of its shingles under each of `BANDS * ROWS` permutations. Two texts agree
in a place of it with the probability of their similarity, and are proposed where a whole band agrees: a pair of similarity
0.4 with probability 0.94, of 0.5 with 0.997.

Texts of one template share sentences, so a great many are proposed in vain; to compare the shingles of each such pair would
take nearly all the time of a large collection. Each article therefore has a bitmap with a bit for each shingle (several
share one). For each bit that only one of two texts has, it has a shingle that the other lacks: so the bitmaps tell how many
shingles the two share **at most**, and what is rejected by that is no copy; no chance comes in.

All is held in arrays, about 500 bytes an article, at most 700. The permutations are those of datasketch 2
(MurmurHash3's last step, then `a * h + b` modulo 2^32, seed 1), by which the first databases were made.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BANDS, ROWS, SEED = 42, 3, 1
PLACES = BANDS * ROWS
# A text of 360 words, which is the middle, sets a sixth of them; one of several thousand words nearly all: such are compared.
BITS = 2048

Hashes = NDArray[np.uint32]

_RANDOM = np.random.RandomState(SEED)
_FACTORS = _RANDOM.randint(0, 1 << 31, PLACES, dtype=np.uint32)[:, None] * np.uint32(2) + np.uint32(1)
_TERMS = _RANDOM.randint(0, 1 << 32, PLACES, dtype=np.uint32)[:, None]
_MIXING = ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1))
# Odd numbers without a pattern, that make one key of a band's values.
_OF_BAND = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)


def signature(shingles: Hashes) -> Hashes:
    """The signature of a text, `PLACES` values; it has at least one shingle."""
    mixed = shingles
    for shift, factor in _MIXING:
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    permuted = mixed * _FACTORS
    permuted += _TERMS
    least: Hashes = permuted.min(axis=1)
    return least


class Proposals:
    """The articles 0 to `count` - 1, and in which buckets they meet: `note` each, then `settle`, then ask and `add`.

    An article that was not noted takes no part. `similarity` and `containment` (0 to 1) are what a copy has at least."""

    def __init__(self, count: int, similarity: float, containment: float) -> None:
        self._similarity, self._containment = similarity, containment
        self._sizes = np.zeros(count, dtype=np.int32)
        self._bits = np.zeros((count, BITS // 64), dtype=np.uint64)
        # How many shingles found their bit set by another one.
        self._doubled = np.zeros(count, dtype=np.int32)
        # Before `settle` the key of each band, then where its bucket begins in `_buckets`; 0 where nobody else is in it.
        self._bands = np.zeros((count, BANDS), dtype=np.uint32)
        # Of each bucket how many were added, then who, with room for all who may be.
        self._buckets = np.zeros(1, dtype=np.uint32)

    def note(self, article: int, shingles: Hashes) -> None:
        """Take in the shingles of an article: hashes, each once, at least one."""
        self._sizes[article] = len(shingles)
        bits = np.zeros(BITS, dtype=np.uint8)
        bits[shingles % np.uint32(BITS)] = 1
        self._bits[article] = np.packbits(bits).view(np.uint64)
        self._doubled[article] = len(shingles) - int(bits.sum())
        keys = (signature(shingles).reshape(BANDS, ROWS) * _OF_BAND).sum(axis=1, dtype=np.uint64)
        self._bands[article] = (keys >> np.uint64(32)).astype(np.uint32)

    def settle(self) -> None:
        """Lay out the buckets; all have been noted."""
        noted, room = np.flatnonzero(self._sizes), 1
        for band in range(BANDS):
            _, bucket, members = np.unique(self._bands[noted, band], return_inverse=True, return_counts=True)
            needed = np.where(members > 1, members + 1, 0)
            begins = np.where(members > 1, room + np.cumsum(needed) - needed, 0)
            self._bands[noted, band] = begins[bucket]
            room += int(needed.sum())
        self._buckets = np.zeros(room, dtype=np.uint32)

    def add(self, article: int) -> None:
        """Let an article that was noted be proposed from now on."""
        begins = self._bands[article]
        begins = begins[begins > 0]
        self._buckets[begins] += 1
        self._buckets[begins + self._buckets[begins]] = article

    def candidates(self, article: int) -> list[int]:
        """The articles added that this one may be a copy of, in rising order."""
        begins = self._bands[article]
        places = zip((begins + 1).tolist(), self._buckets[begins].tolist(), strict=True)
        met = [self._buckets[at : at + added] for at, added in places if added]
        if not met:
            return []
        found = np.concatenate(met)
        found = found[self._may_be_copies(article, found)]
        return [int(one) for one in np.unique(found)] if len(found) else []

    def _may_be_copies(self, article: int, others: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which of the others share enough shingles with an article, were each shared that the bitmaps allow."""
        size, sizes = self._sizes[article], self._sizes[others]
        both = np.bitwise_count(self._bits[article] & self._bits[others]).sum(axis=1, dtype=np.int32)
        most = both + np.minimum(self._doubled[article], self._doubled[others])
        contained = most / np.minimum(size, sizes) >= self._containment
        enough: NDArray[np.bool_] = contained & (most / (size + sizes - most) >= self._similarity)
        return enough
