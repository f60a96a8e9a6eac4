"""Rows of `issues` for what the crawl asked for and did not get: articles and listing pages that were refused or failed.

An article that came in the end, in whichever run, is not lost. Pages that came and could not be read are rows of the parser;
files that did not come are said of their article, by the parser too. What is off the topic or of other days is counted in
`coverage` and listed in the ledger: it was left out by design, and there may be a hundred times more of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from extract.database.inputs import stable_id
from extract.database.ledger import ledger_rows

# A page that was posted for shares its address with those before it: one row for all.
_LOST = """
SELECT portal, kind, url, coalesce(article_key, url), status, reason, http_status = 200 AND warc IS NOT NULL
FROM requests WHERE id IN (
  SELECT max(CASE WHEN status IN ('refused', 'failed') THEN id END) FROM requests WHERE kind IN ('article', 'listing')
  GROUP BY portal, kind, coalesce(article_key, url) HAVING sum(status IN ('fetched', 'unchanged')) = 0
) ORDER BY 1, 2, 4
"""
# Some portals answer thus beyond the last page of a list: an end, no loss (crawler.outcome).
_BEYOND = "redirected to a listing"


def lost_rows(ledger: Path, told: Collection[str] = ()) -> list[dict[str, Any]]:
    """One row an article or listing page; `told`: addresses of pages that the parser says of why they are no article."""
    rows = []
    for portal, kind, url, key, status, reason, came in ledger_rows(ledger, _LOST):
        message = str(reason or status)
        if message.startswith(_BEYOND) or (kind == "article" and came and url in told):
            continue
        what = "" if kind == "article" else "a page of the portal's lists, and what it alone names: "
        rows.append(
            {
                "id": stable_id("issue", "crawl", portal, kind, key),
                "stage": "crawl",
                "rule": f"crawl.{kind}_{status}",
                "message": what + message,
                "url": url,
            }
        )
    return rows
