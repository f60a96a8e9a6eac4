"""Lists whose items were never closed: each item's element (`div`, `font`) holds the next one.

HTML ends neither a `div` nor a `font` before the next, so a reader's list of lines is a chain of elements there. It is known by
its shape: from item to item the headline lies the same way down, and the next item's element does, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bs4 import PageElement, Tag

from crawler.cms.headlines import Headline, ends_item

# What stands open by mistake; lists and tables in each other are meant so.
_UNCLOSED = frozenset(("div", "font", "span", "center", "b", "strong", "i", "em", "u", "big", "small", "section", "article", "p"))
_LEAST = 3  # headlines: two of them in each other can be a story and a box within it


@dataclass(frozen=True, slots=True)
class Chain:
    """Headlines in page order, and for each the texts and elements that are its item's own. `container`: what holds them all."""

    container: Tag
    links: list[Headline]
    nodes: list[list[PageElement]]


def chains(links: list[Headline]) -> Iterator[Chain]:
    """The chains among a page's headlines (each address once in a row)."""
    row = [one for i, one in enumerate(links) if i == 0 or one.url != links[i - 1].url]
    at = 0
    while at + _LEAST <= len(row):
        boxes = _boxes(row[at:])
        if len(boxes) >= _LEAST and boxes[0].parent is not None:
            found = row[at : at + len(boxes)]
            ends: list[Tag | None] = [*boxes[1:], None]
            yield Chain(boxes[0].parent, found, [list(_own(box, end)) for box, end in zip(boxes, ends, strict=True)])
            at += len(boxes)
        else:
            at += 1


def _boxes(links: list[Headline]) -> list[Tag]:
    """The elements of the first headlines' items, as long as each lies in the one before in the same way."""
    boxes: list[Tag] = []
    down = steps = None
    for one, following in pairwise(links):
        box = _common(one.link, following.link)
        if box is None:
            break
        # From the item's element to its headline, and from the item's element before to this one.
        path = _path(one.link, box)
        step = _path(box, boxes[-1]) if boxes else None
        if path is None or (down is not None and path != down) or (boxes and (not step or (steps is not None and step != steps))):
            break
        if boxes and step is not None and not _UNCLOSED.issuperset(step):
            break
        down, steps = path, step or steps
        boxes.append(box)
    # The last headline's element is as far above it as the others' above theirs.
    if boxes and down is not None and len(boxes) < len(links):
        last = links[len(boxes)].link
        box = next((p for i, p in enumerate(last.parents) if i == len(down) - 1), None)
        if box is not None and steps is not None and _path(box, boxes[-1]) == steps and _path(last, box) == down:
            boxes.append(box)
    return boxes


def _common(one: Tag, other: Tag) -> Tag | None:
    above = {id(parent) for parent in one.parents}
    return next((parent for parent in other.parents if id(parent) in above), None)


def _path(node: Tag, top: Tag) -> list[str] | None:
    """The names of the elements from below `top` down to one; None where it is not inside."""
    names = [node.name]
    for parent in node.parents:
        if parent is top:
            return names[::-1]
        names.append(parent.name)
    return None


def _own(box: Tag, following: Tag | None) -> Iterator[PageElement]:
    """What an item's element holds of its own: whole elements and texts in page order, up to the rule or the page numbers under
    it, or the next item's element."""
    for child in box.children:
        if child is following or ends_item(child):
            return
        if following is not None and isinstance(child, Tag) and child in following.parents:
            yield from _own(child, following)
            return
        yield child
