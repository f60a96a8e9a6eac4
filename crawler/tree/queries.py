"""Questions to a page or an element of it: only elements that can match are looked at.

Adapters try dozens of selectors on a page, most of which name a class or an id that the page does not have. The builder notes
for each name, class and telling attribute which elements have it; a selector's last part picks the candidates, those within the
element that is asked are tried by soupsieve. What is not of that form is left to BeautifulSoup whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, cast

from bs4 import NavigableString, ResultSet, SoupStrainer, Tag

from crawler.tree.index import BY_VALUE, Index, Key, plan

_number = attrgetter("number")


class Indexed(Tag):
    """Mixed into what is asked. `number`: the element's in page order, from 1 (the page is 0); `last`: that of the last one
    inside it, its own where it holds text only."""

    elements: Index | None = None
    number: int = 0
    last: int = 0

    def _within(self, key: Key) -> Sequence[Indexed]:
        """The elements inside this one that the index has under a key, in page order."""
        rows = self.elements.rows(key) if self.elements is not None else None
        if not rows:
            return ()
        first = bisect_right(rows, self.number, key=_number)
        return rows[first : bisect_right(rows, self.last, first, key=_number)]

    def _matching(self, css: str) -> list[Indexed] | None:
        steps = plan(css) if self.elements is not None else None
        if steps is None or self.elements is None:
            return None
        around = self.elements.surround
        hits = {
            tag.number: tag
            for step in steps
            for tag in self._within(step.key)
            if around(step.above, tag) and step.test.match(tag)
        }
        # What a template holds is no part of the page; soupsieve reaches it from the template itself.
        for inert in self._within(("name", "template")) if hits else ():
            hits = {at: tag for at, tag in hits.items() if not inert.number < at <= inert.last}
        return [hits[at] for at in sorted(hits)]

    def select(self, selector: str, *args: Any, **kwargs: Any) -> ResultSet[Tag]:
        """As BeautifulSoup has it."""
        found = None if args or kwargs else self._matching(selector)
        if found is None:
            return super().select(selector, *args, **kwargs)
        return ResultSet[Tag](SoupStrainer(), found)

    def select_one(self, selector: str, *args: Any, **kwargs: Any) -> Tag | None:
        """As BeautifulSoup has it."""
        found = None if args or kwargs else self._matching(selector)
        if found is None:
            return super().select_one(selector, *args, **kwargs)
        return found[0] if found else None

    def find(self, name: Any = None, attrs: Any = None, recursive: bool = True, string: Any = None, **kwargs: Any) -> Any:
        """As BeautifulSoup has it."""
        found = self._found(name, attrs, kwargs) if recursive and string is None else None
        if found is None:
            return super().find(name, attrs or {}, recursive, string, **kwargs)
        return next(found, None)

    def find_all(
        self,
        name: Any = None,
        attrs: Any = None,
        recursive: bool = True,
        string: Any = None,
        limit: int | None = None,
        **kwargs: Any,
    ) -> ResultSet[Any]:
        """As BeautifulSoup has it."""
        found = self._found(name, attrs, kwargs) if recursive and string is None and limit is None else None
        if found is None:
            return super().find_all(name, attrs or {}, recursive, string, limit, **kwargs)
        return ResultSet(SoupStrainer(), list(found))

    def _found(self, name: Any, attrs: Any, kwargs: dict[str, Any]) -> Iterator[Tag] | None:
        """The elements with one of these names and these plain attribute values; None where that is for BeautifulSoup."""
        if self.elements is None or not isinstance(attrs, dict | None):
            return None
        if self.number == self.last:
            return iter(())  # nothing but text inside
        wanted = {**(attrs or {}), **{k: v for k, v in kwargs.items() if k != "_stacklevel"}}
        if "class_" in wanted:
            wanted["class"] = wanted.pop("class_")
        if not all(value is True or (isinstance(value, str) and value and " " not in value) for value in wanted.values()):
            return None
        names = (name,) if isinstance(name, str) else name if isinstance(name, list | tuple | set | frozenset) else None
        if (names is None and name is not None) or (names is not None and not all(isinstance(one, str) and one for one in names)):
            return None
        key = next((k for k in (*BY_VALUE, "class") if isinstance(wanted.get(k), str)), None)
        if key is None and names is None:
            return None
        return self._having(key, cast("Collection[str] | None", names), wanted)

    def _having(self, key: str | None, names: Collection[str] | None, wanted: dict[str, Any]) -> Iterator[Tag]:
        if key is not None:
            rows: Iterable[Indexed] = self._within((key, wanted[key]))
        elif names is not None and len(names) == 1:
            rows = self._within(("name", next(iter(names)).lower()))
        else:
            rows = sorted((row for one in {n.lower() for n in names or ()} for row in self._within(("name", one))), key=_number)
        for tag in rows:
            if (names is None or tag.name in names) and all(_has(tag, k, v) for k, v in wanted.items()):
                yield tag


class Element(Indexed):
    """An element of a `Tree`. One that is made otherwise has no index and is asked as BeautifulSoup asks."""

    interesting_string_types: set[type[NavigableString]]


def _has(tag: Tag, key: str, value: Any) -> bool:
    """Whether an element has an attribute, and where a text is asked for, this one (of several, as one of them)."""
    if value is True:
        return tag.attrs.get(key) is not None
    return key in tag.attrs and value in [*tag.get_attribute_list(key), tag.attrs[key]]
