"""Which open elements a start tag ends: HTML's rules of optional end tags, as browsers follow them.

Lxml ends an element only where it is the innermost one: a list item without end tag holds the next one as soon as something in
it (`b`, `a`, `font`, `div`) is open, too, and so does a cell. Sources: HTML Living Standard, 13.1.2.4 "Optional tags" and
13.2.6.4.7 "in body" (li, dd, dt, p, a), 13.2.6.4.9-15 (parts of tables). Of the formatting elements that browsers
reopen in the next item only those matter whose font's face can be all that tells a text's coding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

_PHRASING = frozenset((
    "abbr", "acronym", "b", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark",
    "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var",
))  # fmt: skip
# What a list item is looked for within: HTML's special elements without address, div, p and headings.
_BOUNDS = frozenset((
    "applet", "article", "aside", "blockquote", "body", "button", "caption", "center", "details", "dir", "dl",
    "fieldset", "figcaption", "figure", "footer", "form", "frameset", "head", "header", "hgroup", "html", "iframe",
    "main", "marquee", "menu", "nav", "noscript", "object", "ol", "optgroup", "option", "pre", "search", "section",
    "select", "summary", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead", "title", "tr", "ul",
))  # fmt: skip


class Named(Protocol):
    """An element, as far as it matters here."""

    name: str
    attrs: Any


N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class _Rule:
    """`ends`: the elements that the start tag ends. They are looked for outwards, up to one of `stops`; with `through`, among
    these only."""

    ends: frozenset[str]
    stops: frozenset[str] = frozenset()
    through: frozenset[str] | None = None


_ROW_GROUPS = frozenset(("tbody", "thead", "tfoot"))
_CELL = _Rule(frozenset(("td", "th")), frozenset(("tr", "table", "template", "html")))
_ROW = _Rule(frozenset(("tr",)), frozenset((*_ROW_GROUPS, "table", "template", "html")))
_GROUP = _Rule(_ROW_GROUPS, frozenset(("table", "template", "html")))
_TERM = _Rule(frozenset(("dt", "dd")), _BOUNDS)
_RULES = {
    "li": _Rule(frozenset(("li",)), _BOUNDS),
    "dt": _TERM,
    "dd": _TERM,
    "td": _CELL,
    "th": _CELL,
    "tr": _ROW,
    "tbody": _GROUP,
    "thead": _GROUP,
    "tfoot": _GROUP,
    "optgroup": _Rule(frozenset(("optgroup",)), frozenset(("select", "body", "html"))),
    "p": _Rule(frozenset(("p",)), through=_PHRASING),
    "a": _Rule(frozenset(("a",)), through=_PHRASING),
}
CLOSING = frozenset(_RULES)
# Where an open font goes on. It goes from no cell into the next.
IN_A_FONT = frozenset(("li", "dt", "dd", "p"))
_FONT_BOUNDS = frozenset(("td", "th", "table", "body"))
# A page of nothing but unclosed elements must not take the square of its length: as in browsers (512) there is a depth.
_DEPTH = 256
_FONTS = 8


def first_ended(tag: str, open_elements: Sequence[Named]) -> int | None:
    """Where the elements begin that the start of one of `CLOSING` ends, as an index of the open ones (the outermost is the page
    itself and stays); None where it ends none of the innermost `_DEPTH`."""
    rule = _RULES[tag]
    for at in range(len(open_elements) - 1, max(0, len(open_elements) - 1 - _DEPTH), -1):
        name = open_elements[at].name
        if name in rule.ends:
            return at
        if name in rule.stops or (rule.through is not None and name not in rule.through):
            return None
    return None


class Faces(Generic[N]):
    """The fonts with a face that a page has not closed, while it is read: `push` and `cut` follow the list of what is open."""

    def __init__(self, open_elements: Sequence[N]) -> None:
        self._marks: list[tuple[int, N]] = []  # with their places, those of `_FONT_BOUNDS` among them
        for at, one in enumerate(open_elements):
            self.push(at, one)

    def push(self, at: int, one: N) -> None:
        """An element begins, the open one at this place."""
        if one.name in _FONT_BOUNDS or (one.name == "font" and "face" in one.attrs):
            self._marks.append((at, one))

    def cut(self, at: int) -> None:
        """The open elements from this place on end."""
        while self._marks and self._marks[-1][0] >= at:
            self._marks.pop()

    def closed(self, open_elements: Sequence[N]) -> list[N]:
        """Those, outermost first, that ended with an item before; of equal ones one, and of many the innermost, which decide."""
        if not self._marks or self._marks[-1][1].name in _FONT_BOUNDS:
            return []
        held = [one.attrs for one in open_elements[-_DEPTH:] if one.name == "font"]
        out: list[N] = []
        for _, one in self._marks[: -_FONTS - 1 : -1]:
            if one.name in _FONT_BOUNDS:
                break
            if one.attrs not in held:
                held.append(one.attrs)
                out.append(one)
        return out[::-1]
