"""A large archive without a crawl: generated pages written as a crawl writes them, to measure what comes after."""

from __future__ import annotations

import pickle
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.portal import FURNITURE, SECTION, portal_file, render
from bench.work import Page
from crawler.archive import Archive, Exchange, read_pages, sha256
from crawler.ledger import Entry, Ledger

RUN = "20260101T000000Z"
WHEN = "2026-01-01T00:00:00Z"


def archived_portal(directory: Path, seed: int, count: int) -> None:
    """Write the pages of `count` articles into directory/archive and directory/ledger.db, and the portal's file into
    directory/portals."""
    directory.mkdir(parents=True, exist_ok=True)
    portal_file(directory / "portals", 0)
    with TemporaryDirectory() as work:
        render(count, seed, Path(work) / "pages")
        pages: dict[str, tuple[int, str, bytes]] = pickle.loads((Path(work) / "pages").read_bytes())
    ledger, archive = Ledger(directory / "ledger.db"), Archive(directory / "archive", RUN)
    ledger.begin(RUN, WHEN, [FURNITURE], sample=True)
    try:
        for path, (status, kind, body) in pages.items():
            if path.startswith(f"/{SECTION}/bai-viet-"):
                _enter(ledger, archive, f"http://{FURNITURE}.chiso.test{path}", status, kind, body)
    finally:
        archive.close()
        ledger.finish(RUN, WHEN)
        ledger.close()


def _enter(ledger: Ledger, archive: Archive, url: str, status: int, kind: str, body: bytes) -> None:
    exchange = Exchange(url, "GET", (), status, (("Content-Type", kind),), body, WHEN, {"kind": "article"})
    place = archive.write(FURNITURE, exchange)
    ledger.record(
        Entry(
            run=RUN,
            portal=FURNITURE,
            url=url,
            kind="article",
            status="fetched",
            http_status=status,
            sha256=sha256(body),
            warc=place.warc,
            offset=place.offset,
            fetched_at=WHEN,
        )
    )


def archived_pages(directory: Path, count: int) -> list[Page]:
    """The first `count` article pages of such an archive."""
    ledger = Ledger(directory / "ledger.db")
    try:
        found = []
        for page in read_pages(directory / "archive", ledger, ("article",)):
            found.append(Page(page.url, page.body, page.headers.get("content-type", ""), "nukeviet", page.portal))
            if len(found) == count:
                break
        return found
    finally:
        ledger.close()
