"""A page with its text found: where its other parts may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from bs4 import BeautifulSoup, Tag

from crawler.cms.density import Page
from crawler.cms.surroundings import beside, names_of, select_in_order

_ONE_ARTICLE = re.compile(
    r"^(?:hentry|type-post|post|single-post|node|node-full|article-detail|news-detail|detail|edn_articleDetails|elementor-location-single|"
    r"post-\d+|TT_TinChiTiet_Vien|chi-?tiet|DNNModuleContent)$",
    re.I,
)


class Scene:
    """A page and the element of its text."""

    def __init__(self, page: Page, body: Tag) -> None:
        self.page = page
        self.soup: BeautifulSoup = page.soup
        self.body = body

    @cached_property
    def _place(self) -> dict[int, int]:
        """Where each element stands in the page."""
        return {id(tag): i for i, tag in enumerate(self.soup.find_all(True))}

    @cached_property
    def scope(self) -> Tag | None:
        """The element of the whole article: the nearest around the text that is named so."""
        for parent in self.body.parents:
            if parent.name in ("body", "html"):
                break
            if parent.name == "article" or any(_ONE_ARTICLE.match(n) for n in names_of(parent)):
                return parent
        return None

    def is_before(self, node: Tag) -> bool:
        """Whether an element stands before the text or in it."""
        return self._place[id(node)] < self._place[id(self.body)] or self.body in node.parents

    def parts(self, css: str, *, after: bool = False) -> Iterator[Tag]:
        """The elements of a row of selectors that can be this article's, the likeliest of each selector first: those in the
        article's element, then those before the text, the nearest first; with `after` those behind it, too."""
        for _, found in select_in_order(self.soup, css):
            own = [n for n in found if not beside(n)]
            inside = [n for n in own if self.scope is not None and self.scope in n.parents]
            rest = [n for n in own if not any(n is i for i in inside)]
            yield from inside
            yield from reversed([n for n in rest if self.is_before(n)])
            if after:
                yield from (n for n in rest if not self.is_before(n))
