"""Lists that print whole articles: which links are headlines, and which stand in an article's text."""

from __future__ import annotations

from collections.abc import Iterable

from bs4 import Tag


def without_texts(links: list[Tag], boxes: Iterable[Tag], texts: Iterable[Tag]) -> list[Tag]:
    """Headlines without links inside the text of an item that has a headline of its own: lists may print whole articles, and
    headings in those may be links to anywhere."""
    held, inner = {id(box) for box in boxes}, {id(text) for text in texts}
    headed: set[int] = set()
    within: dict[int, int] = {}
    for link in links:
        in_text = False
        for parent in link.parents:
            if id(parent) in held:
                if in_text:
                    within[id(link)] = id(parent)
                else:
                    headed.add(id(parent))
                break
            in_text = in_text or id(parent) in inner
    return [link for link in links if within.get(id(link)) not in headed]
