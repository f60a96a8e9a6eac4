"""Which CMS family made a page, and by which signs."""

from __future__ import annotations

from bs4 import BeautifulSoup

from crawler.cms import detect
from crawler.registry.probe import Asker, NoPage, Page, ProbeError, probe
from crawler.registry.visit import visitor

# One page, its robots.txt, and what they redirect to or repeat.
MOST = 8
NO_SIGN = "no sign of a known family: its pages are read by general signals"


def describe(soup: BeautifulSoup, headers: dict[str, str]) -> str:
    """The family's name, and below it the signs, indented."""
    family, signs = detect(soup, headers)
    return "\n".join([family, *(f"  {sign}" for sign in signs or [NO_SIGN])])


def describe_url(url: str, contact: str) -> str:
    """Ask for a page and describe it. Raises ProbeError."""
    portal = visitor(url)

    async def ask(fetch: Asker) -> Page:
        try:
            return await fetch(portal, portal.base_url)
        except NoPage as error:
            raise ProbeError(f"{url}: {error}") from error

    page = probe((portal,), ask, contact=contact, most=MOST)
    return describe(page.soup(), page.headers)
