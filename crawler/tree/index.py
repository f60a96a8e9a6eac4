"""Which elements of a page have a name, a class or a telling attribute, and what that is worth for a CSS selector."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import soupsieve

if TYPE_CHECKING:
    from crawler.tree.queries import Indexed

# Attributes whose elements are known by value, the most telling first; and those known by having it.
BY_VALUE = ("id", "itemprop", "property")
BY_PRESENCE = ("itemtype",)
# ("name", name), ("class", class), (attribute, value), ("has", attribute), ("class*", part of a class), ("id*", part of an id).
Key = tuple[str, str]

_NAME = r"-?[a-zA-Z_][\w-]*"
_ID, _CLASS = re.compile(rf"#({_NAME})"), re.compile(rf"\.({_NAME})")
_TAG = re.compile(rf"^({_NAME})")
_PRESENT = re.compile(rf"\[({'|'.join(BY_PRESENCE)})\b")
_PART = re.compile(r"""\[(class|id)[*^$]?=["']?([\w-]+)["']?(?:\s+i)?\]""")
# One element of a selector, and the sign before the next.
_COMPOUND = re.compile(r"((?:[^\s>+~\[(]|\[[^\]]*\]|\([^()]*\))+)\s*([>+~]?)\s*")
# Selectors with these parts are left to soupsieve whole.
_HARD = re.compile(r"[\\]|:(?:is|where|has|root|scope)|\|")


class Index(dict[Key, "list[Indexed]"]):
    """Elements by `Key`, in page order."""

    def rows(self, key: Key) -> list[Indexed]:
        """The elements that a key stands for."""
        found = self.get(key)
        if found is None and key[0][-1] == "*":
            kind, part = key[0][:-1], key[1].lower()
            # Of the names that the page has, those with this part; what a selector says beyond that, soupsieve asks.
            named = {
                tag.number: tag
                for known in [one for one in self if one[0] == kind and part in one[1].lower()]
                for tag in self[known]
            }
            found = self[key] = [named[number] for number in sorted(named)]
        return found or []

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
        for tag in self.rows(key):
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
        compounds = _COMPOUND.findall(part)
        if _COMPOUND.sub("", part) or not compounds:
            return None
        key = _key(compounds[-1][0])
        if key is None:
            return None
        # Before `+` and `~` stands a neighbour, all else is around.
        around = (_key(one) for one, sign in compounds[:-1] if sign not in ("+", "~"))
        out.append(Step(key, tuple(dict.fromkeys(one for one in around if one is not None)), soupsieve.compile(part)))
    return tuple(out)


def _key(compound: str) -> Key | None:
    """The most telling thing that an element must have: id, class, name, or an attribute's part."""
    bare = re.sub(r"\[[^\]]*\]|:[\w-]+(?:\([^()]*\))?", "", compound)
    for kind, pattern in (("id", _ID), ("class", _CLASS), ("name", _TAG)):
        if found := pattern.search(bare):
            name = found.group(1)
            if kind == "name" and (part := _part(compound)):
                return part
            return kind, name.lower() if kind == "name" else name
    if part := _part(compound):
        return part
    present = _PRESENT.search(compound) if ":" not in compound else None
    return ("has", present.group(1)) if present else None


def _part(compound: str) -> Key | None:
    """What the class or id of an element must hold; not what a negation says."""
    found = _PART.search(re.sub(r"\([^()]*\)", "", compound))
    return (f"{found.group(1)}*", found.group(2)) if found else None


def _split(css: str) -> list[str]:
    """The alternatives of a selector list (commas inside brackets part nothing)."""
    return [part.strip() for part in re.split(r",(?![^\[(]*[\])])", css)]
