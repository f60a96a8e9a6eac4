"""A page as a tree that is built fast and asked often. Results and order are those of BeautifulSoup.

Elements without end tags end where HTML says, which BeautifulSoup over lxml does in the plainest cases only."""

from __future__ import annotations

from io import StringIO

from bs4 import BeautifulSoup

from crawler.tree.builder import Builder
from crawler.tree.queries import Element, Indexed

__all__ = ["Element", "Tree"]


class Tree(Indexed, BeautifulSoup):
    """A parsed page. Its elements are never moved, added or removed (attributes may be marked), so the index holds.

    `mend` False: the very tree of BeautifulSoup over lxml."""

    def __init__(self, markup: str = "", *, mend: bool = True) -> None:
        built = Builder(mend=mend)
        # As from a file: a text that looks like a file's name or an address is a page all the same, and no warning.
        super().__init__(StringIO(markup), builder=built)
        self.elements, self.last = built.index, built.count


Element.parser_class = Tree
