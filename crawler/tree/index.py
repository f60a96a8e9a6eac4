"""Which elements of a page have a name, a class or a telling attribute, and what that is worth for a CSS selector."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import soupsieve

if TYPE_CHECKING:
    from crawler.tree.queries import Indexed

# Attributes whose elements are known by value, the most telling first; and those known by having it.
BY_VALUE = ("id", "itemprop", "property")
BY_PRESENCE = ("itemtype",)
# ("name", name), ("class", class), (attribute, value), ("has", attribute).
Key = tuple[str, str]

_NAME = r"-?[a-zA-Z_][\w-]*"
_ID, _CLASS = re.compile(rf"#({_NAME})"), re.compile(rf"\.({_NAME})")
_TAG = re.compile(rf"^({_NAME})")
_PRESENT = re.compile(rf"\[({'|'.join(BY_PRESENCE)})\b")
# Selectors with these parts are left to soupsieve whole.
_HARD = re.compile(r"[\\]|:(?:is|where|has|root|scope)|\|")


class Index(dict[Hashable, "list[Indexed]"]):
    """Elements by `Key`, in page order."""

    def __init__(self) -> None:
        self._spans: dict[Key, tuple[list[int], list[int]]] = {}

    def surround(self, keys: tuple[Key, ...], element: Indexed) -> bool:
        """Whether an element stands inside others that have these keys."""
        at = element.number
        for key in keys:
            numbers, ends = self._spans.get(key) or self._span(key)
            place = bisect_left(numbers, at) - 1
            if place < 0 or at > ends[place]:
                return False
        return True

    def _span(self, key: Key) -> tuple[list[int], list[int]]:
        numbers, ends = [], [0]
        for tag in self.get(key, ()):
            if tag.number > ends[-1]:  # only the outermost count
                numbers.append(tag.number)
                ends.append(tag.last)
        self._spans[key] = numbers, ends[1:]
        return self._spans[key]


@dataclass(frozen=True, slots=True)
class Step:
    """One alternative of a selector list: where the index has its candidates, what these must stand in, and the selector."""

    key: Key
    above: tuple[Key, ...]
    test: soupsieve.SoupSieve


@lru_cache(maxsize=4096)
def plan(css: str) -> tuple[Step, ...] | None:
    """The steps of a selector list, None where one of its selectors has no element that the index knows."""
    if _HARD.search(css):
        return None
    out = []
    for part in _split(css):
        *before, last = re.split(r"\s*([>+~])\s*|\s+", _bracketless(part))
        key = _key(last) or _presence(part, last)
        if key is None:
            return None
        # Before `+` and `~` stands a neighbour, all else is around.
        around = (one for one, sign in zip(before[::2], before[1::2], strict=True) if sign in (None, ">"))
        out.append(Step(key, tuple(dict.fromkeys(k for one in around if (k := _key(one)))), soupsieve.compile(part)))
    return tuple(out)


def _key(compound: str) -> Key | None:
    """The most telling thing that an element must have: id, class or name."""
    bare = re.sub(r"\[\]|:[\w-]+(?:\(\))?", "", compound)
    for kind, pattern in (("id", _ID), ("class", _CLASS), ("name", _TAG)):
        if found := pattern.search(bare):
            return kind, found.group(1).lower() if kind == "name" else found.group(1)
    return None


def _presence(part: str, last: str) -> Key | None:
    """An attribute that an element must have where nothing else is said of it."""
    found = _PRESENT.search(part[part.rfind("[") :]) if last == "[]" else None
    return ("has", found.group(1)) if found else None


def _bracketless(part: str) -> str:
    """A selector with what stands inside brackets taken out, so that it can be split at combinators."""
    return re.sub(r"\[[^\]]*\]|\([^()]*\)", lambda m: "[]" if m.group()[0] == "[" else "()", part.strip())


def _split(css: str) -> list[str]:
    """The alternatives of a selector list (commas inside brackets part nothing)."""
    return [part.strip() for part in re.split(r",(?![^\[(]*[\])])", css)]
