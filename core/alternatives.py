"""Patterns of many words, sorted by first letter: `re` skips to a letter that begins one of them, which it does many times
faster than it tries every word at every character.

A word is the text of a pattern that begins with the letter itself. Of one letter the words keep their order, as an
alternative that stands first is taken first; of different letters only one can match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_word(words: Iterable[str], *, not_after: str | None = r"\w") -> str:
    """A pattern of any of the words, as `(?<!not_after)(?:a|b|c)`; `not_after`: a pattern of one character, or None."""
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in _by_letter(words, not_after)) + ")"


def any_opening(words: Iterable[str], *, not_after: str = r"\w", then: str = "") -> str:
    """A pattern of the first letter alone of any of the words before `then`: where a longer pattern, which says the rest,
    can begin. No opening hides another that stands within its word."""
    return "(?:" + "|".join(f"{letter}(?=(?:{'|'.join(rest)}){then})" for letter, rest in _by_letter(words, not_after)) + ")"


def _by_letter(words: Iterable[str], not_after: str | None) -> Iterable[tuple[str, list[str]]]:
    """Each first letter, as a pattern that looks behind it, with the rests of its words."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    behind = f"(?<!{not_after}.)" if not_after else ""
    return ((re.escape(letter) + behind, rest) for letter, rest in groups.items())
