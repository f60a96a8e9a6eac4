"""Archived pages -> data/articles.jsonl: one line for each version of an article that says something new."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from core.interrupt import ignore_in_worker
from crawler.archive import read_page
from crawler.cms import FAMILIES
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.decode import fold
from crawler.files import Files
from crawler.furniture import RELATIVE
from crawler.ledger import Entry, Ledger
from crawler.parse import parse_page, to_article
from crawler.portals import PortalConfig, Portals
from crawler.reading import content_hash
from crawler.readings import Readings, dumped, loaded

# Fewer pages than this are read faster than processes start.
MIN_FOR_POOL = 200
CHUNK = 32
# Portal, address, hash of the page.
_At = tuple[str, str, str]


def parse_archive(data_dir: Path, portals: Portals, jobs: int | None = None) -> Counter[str]:
    """Parse every archived article page and the files that it offers; the counts are `articles`, `none`, `none: <reason>` and
    `file: <status>`.

    Writes data_dir/portals.json (the portals that were asked, for the database), data_dir/articles.jsonl (one version of an
    article a line: its JSON and `page`; a later version that says the same is no version) and data_dir/parse_issues.jsonl
    (pages that were no article, and files that gave no text, with the reason), both sorted by portal, address and hash.
    `jobs`: processes (None: one a core). Raises ValueError on a broken archive.
    """
    ledger = Ledger(data_dir / "ledger.db")
    files = Files(data_dir, ledger)
    try:
        articles, issues, counts = _versions(_readings(data_dir, ledger, portals, jobs), portals, files)
        # Also those that gave nothing: that they were asked is worth a row.
        seen = [portal for portal in ledger.portals() if portal in portals.by_id]
    finally:
        files.close()
        ledger.close()
    _write_portals(data_dir / "portals.json", [portals.by_id[i] for i in seen])
    _write(data_dir / "articles.jsonl", (articles[k] for k in sorted(articles)))
    _write(data_dir / "parse_issues.jsonl", (issue for k in sorted(issues) for issue in issues[k]))
    return counts


def _versions(
    readings: Iterable[tuple[Entry, ParsedArticle | NotArticle, str]], portals: Portals, files: Files
) -> tuple[dict[_At, dict[str, Any]], dict[_At, list[dict[str, Any]]], Counter[str]]:
    """The lines of articles.jsonl and parse_issues.jsonl by portal, address and hash, and the counts."""
    counts: Counter[str] = Counter()
    articles: dict[_At, dict[str, Any]] = {}
    issues: dict[_At, list[dict[str, Any]]] = {}
    said: dict[tuple[str, str], str] = {}
    for entry, parsed, family in readings:
        url = entry.final_url or entry.url
        at = (entry.portal, url, entry.sha256 or "")
        if at in articles or at in issues:
            continue
        about = {"portal": entry.portal, "url": url}
        if isinstance(parsed, NotArticle):
            issues[at] = [about | {"reason": parsed.reason, "page": _page_json(entry, family, "")}]
            counts["none"] += 1
            counts[f"none: {parsed.reason}"] += 1
            continue
        content = content_hash(parsed)
        if said.get((entry.portal, url)) == content:
            continue
        said[entry.portal, url] = content
        article, unread = files.fill(entry.portal, to_article(parsed, url, portals.at(entry.portal, parsed.published_at)))
        page = _page_json(entry, family, parsed.layout)
        articles[at] = article.to_json() | {"page": page}
        told = [(i.rule, i.reason) for i in unread]
        if parsed.published_source == RELATIVE:
            told.append(("article.no_day", "the page prints only how long ago it was published"))
        if parsed.whole is not None:
            told.append(("article.part", f"a part of the text only; the whole is at {parsed.whole}"))
        if told:
            issues[at] = [about | {"rule": rule, "reason": reason, "page": page} for rule, reason in told]
        counts["articles"] += 1
    counts.update({f"file: {status}": n for status, n in files.counts.items()})
    return articles, issues, counts


def _readings(
    data_dir: Path, ledger: Ledger, portals: Portals, jobs: int | None
) -> Iterator[tuple[Entry, ParsedArticle | NotArticle, str]]:
    """Every archived article page with what it says, by portal and address, the newest version last."""
    kept = Readings(data_dir / "readings.db")
    try:
        entries = list(ledger.pages(("article",)))
        families = {i: config.family for i, config in portals.by_id.items()}
        found: list[str | None] = [kept.get(e.sha256 or "", e.final_url or e.url, families.get(e.portal)) for e in entries]
        missing = [i for i, reading in enumerate(found) if reading is None]
        work = [(data_dir / "archive", entries[i], families.get(entries[i].portal)) for i in missing]
        with closing(_in_processes(work, jobs)) as read:
            for i, reading in zip(missing, read, strict=True):
                entry = entries[i]
                found[i] = reading
                kept.put(entry.sha256 or "", entry.final_url or entry.url, families.get(entry.portal), reading)
        for entry, text in zip(entries, found, strict=True):
            yield entry, *loaded(text or "")
    finally:
        kept.close()


def _in_processes(work: list[tuple[Path, Entry, str | None]], jobs: int | None) -> Generator[str, None, None]:
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(work) < MIN_FOR_POOL:
        yield from map(_read, work)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), ignore_in_worker) as pool:
        try:
            yield from pool.map(_read, work, chunksize=CHUNK)
        finally:
            pool.shutdown(cancel_futures=True)


def _read(work: tuple[Path, Entry, str | None]) -> str:
    """Read one page of the archive (in a worker)."""
    archive_dir, entry, family = work
    page = read_page(archive_dir, entry)
    parsed, used = parse_page(page.body, page.url, family=family, headers=page.headers)
    return dumped(parsed, used)


def _write_portals(target: Path, configs: list[PortalConfig]) -> None:
    """Name, family, hosts and localities of the portals, as the build reads them (keys of the YAML file)."""
    keys = {"id", "name", "family", "base_url", "hosts", "places", "sample"}
    rows = [c.model_dump(mode="json", by_alias=True, include=keys) | {"kind": c.source_kind()} for c in configs]
    part = target.with_suffix(".part")
    part.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(target)


def _page_json(entry: Entry, family: str, layout: str) -> dict[str, Any]:
    url = entry.final_url or entry.url
    return {
        "sha256": entry.sha256,
        "fetched_at": entry.fetched_at or "",
        "warc": entry.warc,
        "offset": entry.offset,
        "key": entry.article_key
        or (FAMILIES[family].article_key(url) if family in FAMILIES else None)
        or fold(url).replace(" ", "-"),
        "layout": layout,
        "family": family,
    }


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    """Write JSON Lines beside the file and put them in its place, so that a stopped run leaves the old file whole."""
    beside = path.with_suffix(path.suffix + ".new")
    with beside.open("w", encoding="utf-8", newline="\n") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    beside.replace(path)
