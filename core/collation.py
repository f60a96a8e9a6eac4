"""Vietnamese alphabetical order as a plain ASCII key: SQLite sorts by code point and puts Đ and Ủ after Z.

Letters decide first (a ă â b c d đ e ê … y), then tones (level, grave, hook, tilde, acute, dot below), as in Vietnamese
dictionaries."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTERS = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}


@lru_cache(maxsize=65536)
def vietnamese_sort_key(text: str) -> str:
    """A key whose code-point order is Vietnamese alphabetical order; punctuation counts as a space."""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((c for c in parts if c in _TONES), "")
        base = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else char
        if base in _LETTERS:
            letters.append(_LETTERS[base])
        elif base.isalnum():
            plain = unicodedata.normalize("NFD", base)[0]
            letters.append(f"{plain}0" if plain.isalpha() else plain)
        elif letters and letters[-1] != " ":
            letters.append(" ")
            continue
        else:
            continue
        tones.append(_TONES.get(tone, "0"))
    return "".join(letters).strip() + "|" + "".join(tones).rstrip("0")
