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


# Attributes whose elements are known by value, the most telling first.
_INDEXED = ("id", "itemprop", "property")


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
                for key in tag.attrs:
                    if key == "class":
                        for one in dict.fromkeys(tag.get_attribute_list("class")):
                            index.setdefault(("class", str(one)), []).append((at, tag))
                    elif key in _INDEXED:
                        index.setdefault((key, str(tag.attrs[key])), []).append((at, tag))
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

    def find(self, name: Any = None, attrs: Any = None, recursive: bool = True, string: Any = None, **kwargs: Any) -> Any:
        """As BeautifulSoup has it."""
        wanted = dict(attrs or {}) | kwargs if isinstance(attrs, dict | None) else {"": attrs}
        found = self._first(name, wanted) if recursive and string is None else _UNKNOWN
        return super().find(name, attrs or {}, recursive, string, **kwargs) if found is _UNKNOWN else found

    def _first(self, name: Any, wanted: dict[str, Any]) -> Any:
        """The first element with this name and these plain attribute values, or _UNKNOWN where that is for BeautifulSoup."""
        if "class_" in wanted:
            wanted["class"] = wanted.pop("class_")
        plain = all(value is True or (isinstance(value, str) and value and " " not in value) for value in wanted.values())
        if not (plain and (name is None or isinstance(name, str)) and (wanted or name)):
            return _UNKNOWN
        key = next((k for k in ("id", "class", "itemprop", "property") if isinstance(wanted.get(k), str)), None)
        if key is None and name is None:
            return _UNKNOWN
        at = (key, str(wanted[key])) if key is not None else ("name", str(name))
        for _, tag in self._indexed().get(at, ()):
            if (name is None or tag.name == name) and all(_has(tag, k, v) for k, v in wanted.items()):
                return tag
        return None


_UNKNOWN = object()


def _has(tag: Tag, key: str, value: Any) -> bool:
    """Whether an element has an attribute, and where a text is asked for, this one (of several, as one of them)."""
    if value is True:
        return tag.attrs.get(key) is not None
    return key in tag.attrs and value in [*tag.get_attribute_list(key), tag.attrs[key]]
