"""How a pattern is written and asked so that `re` need not try it at every character.

`any_word`: many words, sorted by first letter. `re` skips to a letter that begins one of them; a look behind in front of
them would be tried at every character, behind the first letter it is tried at that letter only. A word is the text of a
pattern that begins with the letter itself. Of one letter the words keep their order, as an alternative that stands first is
taken first; of different letters only one can match. `Lead`: what stands directly before something (`các [huyện]`), tried
only where the text there ends as a match can; which endings these are is read off the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from core.pattern_tree import tree

# The letters of folded lower-case text, as a class: what no word goes on with.
LETTER = "[a-zà-ỹđ]"
# More endings than these tell too little.
_MOST_ENDINGS = 200


def any_word(words: Iterable[str], *, not_after: str | tuple[str, ...] | None = r"\w") -> str:
    """A pattern of any of the words, as `(?<!not_after)(?:a|b|c)`; `not_after`: a pattern of fixed width, several, or None."""
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in _by_letter(words, not_after)) + ")"


def any_opening(words: Iterable[str], *, not_after: str = r"\w", then: str = "") -> str:
    """A pattern of the first letter alone of any of the words before `then`: where a longer pattern, which says the rest,
    can begin. No opening hides another that stands within its word."""
    return "(?:" + "|".join(f"{letter}(?=(?:{'|'.join(rest)}){then})" for letter, rest in _by_letter(words, not_after)) + ")"


def _by_letter(words: Iterable[str], not_after: str | tuple[str, ...] | None) -> Iterable[tuple[str, list[str]]]:
    """Each first letter, as a pattern that looks behind it, with the rests of its words."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    unwanted = (not_after,) if isinstance(not_after, str) else not_after or ()
    behind = "".join(f"(?<!{one}.)" for one in unwanted)
    return ((re.escape(letter) + behind, rest) for letter, rest in groups.items())


class Lead:
    """A pattern of what stands directly before an offset, at most `reach` characters long."""

    __slots__ = ("_digit", "_endings", "_pattern", "_reach", "pattern")

    def __init__(self, pattern: str, reach: int) -> None:
        self.pattern = pattern
        self._pattern = re.compile(f"(?:{pattern})$")
        self._reach = reach
        found = {ending.rstrip() for ending in endings(pattern)}
        self._digit = r"\d" in found
        words = found - {r"\d"}
        self._endings = tuple(sorted(w for w in words if not any(v != w and w.endswith(v) for v in words)))

    def before(self, text: str, at: int, since: int = 0) -> re.Match[str] | None:
        """What the pattern finds in the stretch that ends at an offset and begins at `since` or later."""
        begin = max(since, at - self._reach)
        tail = text[begin:at].rstrip()
        if tail.endswith(self._endings) or (self._digit and tail[-1:].isdecimal()):
            return self._pattern.search(text, begin, at)
        return None


def endings(pattern: str) -> frozenset[str]:
    """Strings of which every match ends with one, but for space at its end; `\\d` stands for any digit, "" for anything."""
    return _endings(tree(pattern), last=True)[0]


def _endings(parsed: Any, last: bool) -> tuple[frozenset[str], bool]:
    """The endings of a piece of a pattern, and whether they are all that it can match. `last`: nothing but space follows."""
    found = frozenset({""})
    pieces = [(str(op), value) for op, value in parsed]
    for at, (op, value) in reversed([*enumerate(pieces)]):
        behind = last and found == {""}
        if op in ("AT", "ASSERT", "ASSERT_NOT") or (behind and _is_space(op, value)):
            continue
        if behind and op in ("MAX_REPEAT", "MIN_REPEAT") and value[0] == 0:
            # It stands there, or what is before it does.
            there, before = _endings(value[2], last)[0], _endings(pieces[:at], last)[0]
            return there | before, False
        more, whole = _endings_of(op, value, behind)
        if r"\d" in more and found != {""}:
            return found, False
        found = frozenset(one + rest for one in more for rest in found)
        if len(found) > _MOST_ENDINGS:
            return frozenset({""}), False
        if not whole:
            return found, False
    return found, True


def _endings_of(op: str, value: Any, last: bool) -> tuple[frozenset[str], bool]:
    if op == "LITERAL":
        return frozenset({chr(value)}), True
    if op == "SUBPATTERN" and not value[1]:
        return _endings(value[3], last)
    if op == "BRANCH":
        branches = [_endings(branch, last) for branch in value[1]]
        return frozenset().union(*(one for one, _ in branches)), all(whole for _, whole in branches)
    if op == "IN":
        members = [(str(o), v) for o, v in value]
        if all(o == "LITERAL" for o, _ in members):
            return frozenset(chr(v) for _, v in members), True
        if [(o, str(v)) for o, v in members] == [("CATEGORY", "CATEGORY_DIGIT")]:
            return frozenset({r"\d"}), False
    return frozenset({""}), False


def _is_space(op: str, value: Any) -> bool:
    """Does a piece of a pattern match nothing but space?"""
    if op == "LITERAL":
        return chr(value).isspace()
    if op == "IN":
        return [(str(o), str(v)) for o, v in value] == [("CATEGORY", "CATEGORY_SPACE")]
    return op in ("MAX_REPEAT", "MIN_REPEAT") and all(_is_space(str(o), v) for o, v in value[2])
