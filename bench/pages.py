"""Generated articles as pages of a CMS family, rendered by the replica of the sample portals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bench.grammar.assemble import Case
from core.text import strip_marks
from crawler.replica.server import family_module
from crawler.replica.site import SITES, Category, Item, Site

# The furniture of the bundled portal of each family.
_FURNITURE = {"nukeviet": "dailoc", "joomla": "cchc-laocai"}


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page: file name, address that the page itself tells, bytes, content type, and the article that it was made from."""

    name: str
    url: str
    content: bytes
    content_type: str
    case: Case


def pages(cases: list[Case], family: str) -> Iterator[GeneratedPage]:
    """The pages of articles that stand in one portal, each with the others as its neighbours.

    Raises ValueError for an unknown family or an article that its family does not answer."""
    if family not in _FURNITURE:
        raise ValueError(f"no family '{family}': one of {', '.join(sorted(_FURNITURE))}")
    module = family_module(family)
    site = _site(cases, family)
    for number, case in enumerate(cases, 1):
        item = site.item(number)
        assert item is not None
        url = str(module.address(site, item))
        answer = module.answer(site, urlsplit(url).path)
        if answer.status != 200:
            raise ValueError(f"{url}: status {answer.status}")
        name = case.article.url.rsplit("/", 1)[1]
        yield GeneratedPage(name, url, answer.body, answer.content_type, _as_shown(case, url))


def _as_shown(case: Case, url: str) -> Case:
    """The article as a crawler of the page should have it: its address, and the day that every page shows."""
    article = replace(case.article, url=url, published_at=case.published.isoformat())
    return Case(article, case.gold | {"url": url}, case.published)


def _site(cases: list[Case], family: str) -> Site:
    words = json.loads((SITES / f"{_FURNITURE[family]}.json").read_text(encoding="utf-8"))
    categories = tuple(Category(**c) for c in words["categories"])
    portal = cases[0].article.portal
    items = [_item(number, case, categories[0].slug) for number, case in enumerate(cases, 1)]
    newest: datetime = max(i.published for i in items)
    name = f"Cổng thông tin điện tử {portal.place or 'tổng hợp'}"
    return Site(
        id=portal.id or "generated",
        family=family,
        name=name,
        agency=name,
        categories=categories,
        items=tuple(sorted(items, key=lambda i: (i.published, i.id), reverse=True)),
        today=newest.date() + timedelta(days=3),
        words=words,
    )


def _item(number: int, case: Case, category: str) -> Item:
    slug = re.sub(r"[^a-z0-9]+", "-", strip_marks(case.article.title)).strip("-")[:90].strip("-")
    return Item(
        id=number,
        slug=slug,
        category=category,
        title=case.article.title,
        published=case.published,
        body=case.article.body,
        author=case.article.author,
        hits=100 + 37 * number,
    )
