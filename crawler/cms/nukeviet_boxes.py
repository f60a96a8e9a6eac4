"""Which sections a NukeViet page shows in boxes: the kinds main_left, main_right, main_bottom and two_column of a parent
category, and the front page, show a few newest items of each subcategory only; the others stand in its own listing."""

from __future__ import annotations

from collections import defaultdict

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms import nukeviet_address as address
from crawler.cms.base import Further
from crawler.decode import clean_inline
from crawler.html_text import line_of


def boxed_sections(soup: BeautifulSoup, base: str, url: str, links: list[Tag]) -> tuple[Further, ...]:
    """The sections, in page order, that have a box on a listing page. `links`: the headlines of its items.

    A box is the smallest element that holds a link to a section and any items, where all of these lie in that section; a menu
    holds items only together with the whole page."""
    if address.shows_all_sections(url):
        return ()
    lying: list[tuple[Tag, tuple[str, ...]]] = []
    for link in links:
        target = common.absolute(base, link.get("href"))
        if target is not None and address.article_key(target):
            lying.append((link, address.listing_steps(target)))
    sections = {steps for _, steps in lying} - {address.section_steps(url), ()}
    if not sections:
        return ()
    lie_in: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for link, steps in lying:
        for parent in link.parents:
            lie_in[id(parent)].add(steps)
    found: dict[tuple[str, ...], Further] = {}
    for link in soup.find_all("a", href=True):
        target = common.absolute(base, link.get("href"))
        if target is None or not address.same_host(target, base) or address.article_key(target):
            continue
        steps = address.section_steps(target)
        if steps not in sections or steps in found or address.page_number(target) != 1:
            continue
        around = next((lie_in[id(parent)] for parent in link.parents if id(parent) in lie_in), set())
        name = line_of(link) or clean_inline(str(link.get("title") or ""))
        if around == {steps} and name:
            found[steps] = Further(address.canonical(target), name)
    return tuple(found.values())
