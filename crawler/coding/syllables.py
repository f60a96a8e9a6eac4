"""Does a word read as a Vietnamese syllable? The one measure by which readings of doubtful text are compared."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ACUTE, _DOT = "\u0301", "\u0323"
# Longest first.
_ONSETS = (
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
)  # fmt: skip
# Vowels and what may close them; "-" is an open syllable. The orthography of Vietnamese, not a word list.
_RHYMES = {
    "a": "- c ch i m n ng nh o p t u y",
    "ă": "c m n ng p t",
    "â": "c m n ng p t u y",
    "e": "- c m n ng o p t",
    "ê": "- ch m n ng nh p t u",
    "i": "- a ch m n nh p t u",
    "iê": "c m n ng p t u",
    "o": "- c i m n ng p t",
    "oa": "- c ch i m n ng nh o p t y",
    "oă": "c m n ng t",
    "oe": "- n o t",
    "oo": "c ng",
    "ô": "- c i m n ng p t",
    "ơ": "- i m n p t",
    "u": "- a c i m n ng p t",
    "uâ": "n ng t y",
    "uê": "- ch nh",
    "uô": "c i m n ng t",
    "uơ": "-",
    "uy": "- a ch n nh p t u",
    "uyê": "n t",
    "ư": "- a c i m n ng t u",
    "ươ": "c i m n ng p t u",
    "y": "-",
    "yê": "m n ng t u",
}
_ENDS = frozenset(vowel + (end if end != "-" else "") for vowel, ends in _RHYMES.items() for end in ends.split())
_STOPS = ("c", "ch", "p", "t")
# Letters without their tone; the word as given has at most two marks a letter.
_LONGEST, _LONGEST_GIVEN = 7, 21


def is_syllable(word: str) -> bool:
    """Whether a word (any case, NFC or not) is a Vietnamese syllable: one onset, one rhyme, at most one tone, and the tones
    that a stop at the end allows."""
    return len(word) <= _LONGEST_GIVEN and _is_syllable(word)


@lru_cache(maxsize=65536)
def _is_syllable(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in parts if c in _TONES]
    plain = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    if len(tones) > 1 or not 0 < len(plain) <= _LONGEST:
        return False
    return any(_closes(plain[len(onset) :], tones) for onset in (*_ONSETS, "") if plain.startswith(onset))


def _closes(rhyme: str, tones: list[str]) -> bool:
    if rhyme not in _ENDS:
        return False
    return not rhyme.endswith(_STOPS) or tones in ([_ACUTE], [_DOT])
