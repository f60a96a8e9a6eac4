"""How far a section's pages are followed: the one place that bounds a walk which the portal itself would never end.

Traps met (survey sections 1, 2, 8): a page beyond the last that is the first again, `next` links on empty pages, calendars,
session ids that make an old page look new. Addresses that grow are refused in crawler/net/addresses.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.cms.common import canonical

# Pages in a row that show nothing which the section has not shown before. One may well (pinned items, an odd page).
MAX_STALE = 3


class Addresses(set[str]):
    """Addresses asked for. Two that differ in session, tracking or repeated parameters are one."""

    def add(self, url: str) -> None:
        super().add(one_form(url))

    def __contains__(self, url: object) -> bool:
        return super().__contains__(one_form(str(url)))


def one_form(url: str) -> str:
    """The form in which two addresses of one page are equal."""
    try:
        return canonical(url)
    except ValueError:  # no address at all: it is refused when it is asked for
        return url


@dataclass
class Walk:
    """The pages of one section in one run."""

    _pages: dict[tuple[str, ...], int] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _stale: int = 0

    def stop(self, keys: Iterable[str], limit: int) -> str | None:
        """Note a page's items by their keys; why no further page is to be asked for, or None. `limit`: pages to read."""
        page = tuple(keys)
        number = len(self._pages) + 1
        same = self._pages.get(page) if page else None
        self._pages[page or (f"empty {number}",)] = number
        self._stale = 0 if set(page) - self._seen else self._stale + 1
        self._seen.update(page)
        if same is not None:
            return f"the same items as page {same} of the section: no further page asked for"
        if self._stale >= MAX_STALE:
            return f"nothing new on {self._stale} pages in a row: no further page asked for"
        return f"page {number} of at most {limit}: no further page asked for" if number >= limit else None
