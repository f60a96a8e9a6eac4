"""Articles that their portal breaks into parts (Joomla's page breaks): the whole is asked for in place of the part that a listing
leads to.

The part's row waits in the ledger as `listed`, with its place in the archive. Where the whole does not come, the part stands in
for it, unless an earlier run has more: a part must not pass for the article's newest version."""

from __future__ import annotations

from dataclasses import replace

from scrapy import Request

from crawler.ledger import Entry, Ledger, Status
from crawler.portals import PortalConfig
from crawler.reading import PageRead
from crawler.recorder import Recorder

PART = "a part of the text: the whole is asked for"
STILL_A_PART = "the whole was asked for, and a part came"


def whole_wanted(portal: PortalConfig, request: Request, found: PageRead) -> str | None:
    """The address to ask for in place of a page that shows a part; None where there is none, or it was asked for."""
    whole = found.whole
    if whole is None or "part" in request.meta or whole == request.url or not portal.owns(whole):
        return None
    return whole


def no_part(request: Request, found: PageRead) -> PageRead:
    """What was read, unless it is a part where the whole was asked for."""
    return PageRead(STILL_A_PART) if found.whole is not None and "part" in request.meta else found


def stand_in(request: Request, problem: str | None, passing: bool, book: Recorder, ledger: Ledger) -> Entry | None:
    """The part's row, completed because the whole did not come; None where the request is of no whole, the whole came, or it
    failed and an earlier run has the article: then the failure is what there is to tell."""
    part: Entry | None = request.meta.get("part")
    if part is None or problem is None:
        return None
    last = ledger.archived(part.portal, "article", part.article_key or "")
    if last is not None and last.content != part.content and problem != STILL_A_PART:
        return None
    status: Status = "fetched" if last is None else "unchanged"
    entry = replace(part, status=status, reason=f"a part of the text: {problem}", passing=passing)
    book.settle(entry)
    return entry
