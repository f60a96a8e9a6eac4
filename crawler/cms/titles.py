"""Where an article stands on a page of unknown markup: its title's element, and the smallest element around it and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bs4 import Tag

from crawler.cms.density import Page, furniture
from crawler.cms.reading import dated, end_of, prose
from crawler.cms.signals import find_heading
from crawler.cms.text_page import find_metas, find_title, is_prose, opens_body
from crawler.decode import fold
from crawler.furniture import folded_key, is_noise, is_site_line, is_stop, meta_date
from crawler.html_text import Block, blocks_of, line_of, readable

# Places of a title that are looked at; for each all that follows is read.
_MOST_PLACES = 40
_VIEWS = re.compile(r"(?:lượt (?:xem|đọc)|số lần xem|đã xem|views?)\s*:?\s*\d", re.I)
_HEAD_LINES = 3  # lines above the title that may hold its date
_MOST_NAMES = 8  # lines tried as titles
_LEAST_NAME = 20  # characters of a line that can be a title


@dataclass(frozen=True, slots=True)
class Region:
    """What follows a title's element inside `container`: `above` the last lines before it, `after` those behind."""

    container: Tag
    title: Tag
    above: list[Block]
    after: list[Block]


def find_region(page: Page, hint: str | None) -> Region | None:
    """The title's element, and the smallest element that holds nearly all the text that follows it."""
    root: Tag = page.soup.body or page.soup
    reader = _Reader()
    places = [(node, name) for name in _names(page, hint) for node in _named(root, name)][:_MOST_PLACES]
    found = [_Candidate(node, reader.after(node, root), name) for node, name in places]
    most = max((c.size for c in found), default=0)
    likely = [c for c in found if c.size * 2 >= most]
    if not likely:
        return None
    # Of repeats with as much text below the last: path lines and window titles come before.
    best = max(enumerate(likely), key=lambda c: (c[1].score(hint), c[0]))[1]
    container = root
    for parent in best.node.parents:
        after = reader.after(best.node, parent)
        if prose(after[: end_of(after)]) * 20 >= best.size * 19 and (best.size or parent.name in ("body", "td")):
            container = parent
            break
    whole = readable(reader.visible(container))[0]
    after = readable(reader.after(best.node, container))[0]
    above = [b for b in whole[: len(whole) - len(after)] if b.text]
    return Region(container, best.node, above[-_HEAD_LINES - 1 :], after)


class _Candidate:
    """An element that may be the title's, with what follows it on the page."""

    def __init__(self, node: Tag, after: list[Block], name: str) -> None:
        self.node, self.name = node, name
        text = after[: end_of(after)]
        self.size = prose(text)
        first = next((i for i, b in enumerate(text) if b.kind == "table" or is_prose(b)), len(text))
        self.between = [b for b in text[:first] if b.text and not is_noise(b.text)]

    def score(self, hint: str | None) -> float:
        """How much it looks like a title: close above the text, with the date in between, named by the page's head."""
        named = hint is not None and not is_site_line(hint) and folded_key(hint) == folded_key(self.name)
        with_date = any(dated(b.text) for b in self.between[:3])
        headed = self.node.name in ("h1", "h2") or self.node.find_parent(["h1", "h2"]) is not None
        return 3.0 * named + 2.0 * with_date + 1.0 * headed - 0.5 * min(len(self.between), 10) - 3.0 * is_site_line(self.name)


def _names(page: Page, hint: str | None) -> list[str]:
    """What may be the title: the heading that the head names, and the lines above dates and counters of readers."""
    out = [name for name in (find_heading(page, page.body, hint),) if name]
    lines = [b for b in page.blocks if b.text]
    for i, block in enumerate(lines):
        if block.kind == "table" or not (_VIEWS.search(block.text) or dated(block.text)) or len(block.text) > 160:
            continue
        before = [b for b in lines[max(0, i - 4) : i] if b.kind != "table" and not is_noise(b.text)]
        above = [b for b in before if not (dated(b.text) or meta_date(b.text))]
        if above and above[-1].linked < 0.6 and len(above[-1].text) >= _LEAST_NAME and not is_stop(above[-1].text):
            out.append(above[-1].text)
    first = next((i for i, b in enumerate(lines) if opens_body(b)), None)
    at = find_title(lines, first, find_metas(lines), hint) if first else None
    return list(dict.fromkeys([*out[:_MOST_NAMES], *([lines[at].text] if at is not None else [])]))


def _named(root: Tag, name: str) -> list[Tag]:
    """The innermost elements whose words are the title's, links to other pages left out, in page order."""
    key = folded_key(name)
    word = max(key.split(), key=len, default="")
    out: list[Tag] = []
    for tag in root.find_all(True):
        if tag.name in ("script", "style", "option", "title"):
            continue
        text = tag.get_text()
        # Its longest word tells most elements apart before their lines are read.
        if abs(len(text) - len(name)) > len(name) // 2 + 60 or (word not in fold(text) and "\u00ad" not in text):
            continue
        if folded_key(line_of(tag)) != key or _in_link(tag) or furniture(tag):
            continue
        if out and out[-1] in tag.parents:
            out.pop()
        out.append(tag)
    return out


def _in_link(tag: Tag) -> bool:
    """Whether an element stands in a link: another page's title. A heading may link to its own page."""
    link = tag if tag.name == "a" else (tag.find_parent("a") or (tag.find("a") if len(tag.find_all(True)) <= 4 else None))
    headed = tag.name in ("h1", "h2") or tag.find_parent(["h1", "h2"]) is not None
    return isinstance(link, Tag) and link.get("href") is not None and not headed


@contextmanager
def _hidden(tags: list[Tag]) -> Iterator[None]:
    """Elements left out while blocks are read (they stay in the page: nothing is changed)."""
    before = [(tag, tag.attrs) for tag in tags]
    for tag in tags:
        tag.attrs = {**tag.attrs, "hidden": ""}
    try:
        yield
    finally:
        for tag, attrs in before:
            tag.attrs = attrs


def _named_furniture(container: Tag) -> list[Tag]:
    """Elements known by name as tools, menus, related lists: unless one holds most of the container's words."""
    size = len(container.get_text())
    return [tag for tag in container.find_all(True) if furniture(tag) and len(tag.get_text()) * 2 < size]


class _Reader:
    """Reads parts of one page; each part is read once, and the furniture of each container is looked for once."""

    def __init__(self) -> None:
        self._furniture: dict[int, list[Tag]] = {}
        self._after: dict[tuple[int, int], list[Block]] = {}

    def visible(self, container: Tag) -> list[Block]:
        """The blocks of a container, those of its furniture left out."""
        with _hidden(self._named(container)):
            return blocks_of(container)

    def after(self, title: Tag, container: Tag) -> list[Block]:
        """The blocks of a container that stand behind the title's element."""
        key = id(title), id(container)
        if key not in self._after:
            before = [title]
            node = title
            while node is not container and node.parent is not None:
                before += [s for s in node.previous_siblings if isinstance(s, Tag)]
                node = node.parent
            with _hidden(self._named(container)), _hidden(before):
                self._after[key] = blocks_of(container)
        return self._after[key]

    def _named(self, container: Tag) -> list[Tag]:
        if id(container) not in self._furniture:
            self._furniture[id(container)] = _named_furniture(container)
        return self._furniture[id(container)]
