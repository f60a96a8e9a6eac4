"""Where a headline's link stands: the element that holds its list, and its place there, by which like links are told."""

from __future__ import annotations

import re

from bs4 import Tag

from crawler.cms.headlines import LEAST_TITLE, LEAST_WORDS, title_of
from crawler.html_text import classes_of

_STATE_CLASS = re.compile(r"\d|first|last|odd|even|active|featured|le$|chan$", re.I)
_MOST_ABOVE = 2  # elements between a lone headline's own surroundings and those where it repeats


def container_of(link: Tag) -> Tag:
    """The element whose children repeat around a link: the nearest one above where another child holds a headline of
    another article in the same place. A headline without its like stands in the first element that holds another one."""
    path: list[str] = []
    below: Tag = link
    row: Tag | None = None
    lone: Tag | None = None
    above_lone = 0
    href = str(link.get("href"))
    for parent in link.parents:
        path.insert(0, below.name)
        found = parent.name != "a" and _repeats(parent, below, path, href)
        above_lone += lone is not None
        # What is alike only farther out is another column's list.
        if parent.name in ("body", "html", "[document]") or above_lone > _MOST_ABOVE:
            return row or lone or parent
        if parent.name == "tr":
            row = parent if found else None  # one item, or a row of items: other rows like it decide
        elif found or row is not None:
            return parent if found else row or parent
        others = parent.find_all("a", href=True) if lone is None and parent.name not in ("tr", "a") else []
        lone = parent if any(_is_headline(a, href) for a in others) else lone
        below = parent
    return lone or below


def _is_headline(link: Tag, href: str) -> bool:
    """Whether a link may be the headline of another article than `href`."""
    title = title_of(link) if str(link.get("href")) != href else ""
    return len(title) >= LEAST_TITLE and len(title.split()) >= LEAST_WORDS


def _repeats(parent: Tag, below: Tag, path: list[str], href: str) -> bool:
    for child in parent.find_all(path[0], recursive=False):
        if child is below:
            continue
        for link in [child] if child.name == "a" else child.find_all("a", href=True, limit=12):
            if _is_headline(link, href) and _path(link, parent) == path:
                return True
    return False


def _path(link: Tag, top: Tag) -> list[str]:
    """The names of the elements from below `top` down to a link."""
    names = [link.name]
    for parent in link.parents:
        if parent is top:
            break
        names.insert(0, parent.name)
    return names


def place_in(link: Tag, container: Tag) -> str:
    """Where below its container a link stands: names and classes of the elements between, states and counters left out."""
    steps = []
    for tag in [link, *link.parents]:
        if tag is container:
            break
        names = sorted(c for c in classes_of(tag) if not _STATE_CLASS.search(c)) if tag.attrs else []
        steps.append(tag.name + "." + ".".join(names))
    return ">".join(steps)
