"""A page as a tree that is asked often: `select` looks only at elements that can match.

Adapters try dozens of selectors on a page, most of which name a class or an id that the page does not have. The tree is indexed
by id, class and name once; a selector's last part picks the candidates and soupsieve decides. Results and order are those
of BeautifulSoup. The elements of a page are never moved or removed (attributes may be marked), so the index holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import soupsieve
from bs4 import BeautifulSoup, ResultSet, SoupStrainer, Tag

_NAME = r"-?[a-zA-Z_][\w-]*"
_ID, _CLASS = re.compile(rf"#({_NAME})"), re.compile(rf"\.({_NAME})")
_TAG = re.compile(rf"^({_NAME})")
# Selectors with these parts are left to soupsieve whole.
_HARD = re.compile(r"[\\]|:(?:is|where|has|root|scope)|\|")


@lru_cache(maxsize=4096)
def _plan(css: str) -> tuple[tuple[str, str, soupsieve.SoupSieve], ...] | None:
    """For each alternative of a selector list: the kind and name of the index that has its candidates, and the selector."""
    if _HARD.search(css):
        return None
    out = []
    for part in _split(css):
        last = re.sub(r"\[[^\]]*\]|:[\w-]+(?:\([^()]*\))?", "", re.split(r"[\s>+~]+", _bracketless(part))[-1])
        for kind, pattern in (("id", _ID), ("class", _CLASS), ("name", _TAG)):
            if found := pattern.search(last):
                out.append((kind, found.group(1).lower() if kind == "name" else found.group(1), soupsieve.compile(part)))
                break
        else:
            return None
    return tuple(out)


def _bracketless(part: str) -> str:
    """A selector with blanks and signs inside brackets taken out, so that it can be split at combinators."""
    return re.sub(r"\[[^\]]*\]|\([^()]*\)", lambda m: "[]" if m.group()[0] == "[" else "()", part.strip())


def _split(css: str) -> list[str]:
    """The alternatives of a selector list (commas inside brackets part nothing)."""
    return [part.strip() for part in re.split(r",(?![^\[(]*[\])])", css)]


class Tree(BeautifulSoup):
    """A parsed page. Read-only but for attributes."""

    def __init__(self, markup: str = "", *args: Any, **kwargs: Any) -> None:
        super().__init__(markup, "lxml", *args, **kwargs)
        self._index: dict[tuple[str, str], list[tuple[int, Tag]]] | None = None

    def _indexed(self) -> dict[tuple[str, str], list[tuple[int, Tag]]]:
        if self._index is None:
            index: dict[tuple[str, str], list[tuple[int, Tag]]] = {}
            for at, tag in enumerate(node for node in self.descendants if type(node) is Tag):
                index.setdefault(("name", tag.name.lower()), []).append((at, tag))
                if tag.attrs:
                    if name := tag.attrs.get("id"):
                        index.setdefault(("id", str(name)), []).append((at, tag))
                    for one in set(tag.get_attribute_list("class")) if "class" in tag.attrs else ():
                        index.setdefault(("class", str(one)), []).append((at, tag))
            self._index = index
        return self._index

    def _found(self, css: str) -> Iterable[tuple[int, Tag]] | None:
        plan = _plan(css)
        if plan is None:
            return None
        index = self._indexed()
        hits = {at: tag for kind, name, test in plan for at, tag in index.get((kind, name), ()) if test.match(tag)}
        return sorted(hits.items())

    def select(self, selector: str, *args: Any, **kwargs: Any) -> ResultSet[Tag]:
        """As BeautifulSoup has it."""
        found = None if args or kwargs else self._found(selector)
        if found is None:
            return super().select(selector, *args, **kwargs)
        return ResultSet[Tag](SoupStrainer(), [tag for _, tag in found])

    def select_one(self, selector: str, *args: Any, **kwargs: Any) -> Tag | None:
        """As BeautifulSoup has it."""
        found = None if args or kwargs else self._found(selector)
        if found is None:
            return super().select_one(selector, *args, **kwargs)
        return next((tag for _, tag in found), None)
