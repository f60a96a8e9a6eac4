"""The material: the pages of the bundled sample portals as their replica renders them, and what follows from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.generate import generate
from bench.work import Page
from core.article_store import write_articles
from crawler.cms import FAMILIES as CMS_FAMILIES
from crawler.cms.base import NotArticle
from crawler.parse import parse_page, to_article
from crawler.portals import Portals, load_portals
from crawler.replica.server import family_module
from crawler.replica.site import load_sites
from extract.database.load import build
from extract.incremental.store import Rules, write_all_facts
from extract.run import outcomes
from schemas.records import Article

SEED = 1
FETCHED_AT = "2026-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Material:
    """`pages` and their `articles` in the same order; `read` what the extraction is timed with: these and the generated
    ones; `lines` the same as JSON; `data` holds articles/ and facts/ with `copies` of each page's article under
    keys of their own, `database` was built from it, `facts` is how many one copy has."""

    pages: tuple[Page, ...]
    articles: tuple[Article, ...]
    read: tuple[Article, ...]
    lines: tuple[str, ...]
    data: Path
    copies: int
    database: Path
    facts: int


def sample_pages() -> tuple[Page, ...]:
    """Every article page of the sample portals (redirects, lists and error pages are none), in order of portal and address."""
    pages = []
    for site in load_sites().values():
        family = family_module(site.family)
        for item in site.items:
            if item.kind != "article" or site.category(item.category) is None:  # closed to crawlers
                continue
            url = str(family.address(site, item))
            parts = urlsplit(url)
            answer = family.answer(site, parts.path + (f"?{parts.query}" if parts.query else ""))
            if answer.status == 200:
                pages.append(Page(url, answer.body, answer.content_type, site.family, site.id))
    return tuple(sorted(pages, key=lambda p: (p.portal, p.url)))


def article_of(page: Page, portals: Portals) -> Article:
    """The article of a page. Raises ValueError where it is none."""
    found, _ = parse_page(page.content, page.url, family=page.family, headers={"content-type": page.content_type})
    if isinstance(found, NotArticle):
        raise ValueError(f"{page.url}: {found.reason}")
    return to_article(found, page.url, portals.at(page.portal, found.published_at))


def make_material(directory: Path, *, limit: int | None = None, copies: int = 10, generated: int = 0) -> Material:
    """Render and parse the sample pages (the first `limit`, spread over the portals), extract their facts, and write
    into `directory` what a build reads, with `copies` of each article; beside them `generated` articles of SEED."""
    pages = sample_pages()
    if limit is not None:
        pages = pages[:: max(1, len(pages) // limit)][:limit]
    portals = load_portals()
    articles = tuple(article_of(page, portals) for page in pages)
    read = (*articles, *(case.article for case in generate(SEED, 0, generated)))
    lines = tuple(json.dumps(article.to_json(), ensure_ascii=False) for article in read)
    facts = [json.loads(outcome.facts or "{}") for outcome in outcomes(lines[: len(articles)], full=True, engine="local:1")]
    data, database = directory / "data", directory / "chiso.db"
    data.mkdir()
    _write_copies(data, pages, articles, facts, copies)
    build(data, database)
    count = sum(len(records) for found in facts for key, records in found.items() if key not in ("url", "issues"))
    return Material(pages, articles, read, lines, data, copies, database, count)


def _write_copies(
    data: Path, pages: Sequence[Page], articles: Sequence[Article], facts: Sequence[dict[str, object]], copies: int
) -> None:
    """articles/ and facts/ as the commands write them; copy n has its number in address and key."""
    copied, stated = [], []
    for n in range(copies):
        for page, article, records in zip(pages, articles, facts, strict=True):
            url = {"url": f"{page.url}?copy={n}"}
            copied.append(article.to_json() | url | {"page": _page_json(page, n)})
            stated.append(json.dumps(records | url, ensure_ascii=False))
    write_articles(data, copied)
    write_all_facts(data, stated, Rules("bench", "bench", "auto"))


def _page_json(page: Page, copy: int) -> dict[str, object]:
    return {
        "sha256": hashlib.sha256(page.content).hexdigest(),
        "fetched_at": FETCHED_AT,
        "warc": f"{page.portal}/bench.warc.gz",
        "offset": 0,
        "key": f"{CMS_FAMILIES[page.family].article_key(page.url)}-{copy}",
        "layout": "",
        "family": page.family,
    }
