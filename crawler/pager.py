"""Listings that lead nowhere: what bounds a walk which the portal itself would never end (with the limits of crawler/plan.py:
`PortalRun.why_end`).

Traps met (survey sections 1, 2, 8): a page beyond the last that is the first again, `next` links on empty pages, calendars,
session ids that make an old page look new. Addresses that grow are refused in crawler/net/addresses.py."""

from __future__ import annotations

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
class Pages:
    """What the pages of one section have shown in this run, as keys of articles."""

    _shown: set[frozenset[str]] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _stale: int = 0

    def stuck(self, page: frozenset[str]) -> str | None:
        """Note a page; why the listing leads nowhere any more, or None."""
        again = page in self._shown
        self._shown.add(page)
        self._stale = 0 if page - self._seen else self._stale + 1
        self._seen |= page
        if again:
            return "the listing repeats itself"
        return f"nothing new on {self._stale} pages in a row" if self._stale >= MAX_STALE else None
