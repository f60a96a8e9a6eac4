"""Archived pages -> data/articles/: one row for each version of an article that says something new (core/article_store.py)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.article_store import write_articles
from core.events import counts, emit, plain, stage
from core.progress import Progress
from crawler.cms import FAMILIES
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.decode import fold
from crawler.files import Files
from crawler.furniture import RELATIVE
from crawler.ledger import Entry, Ledger
from crawler.parse import to_article
from crawler.portals import PortalConfig, Portals
from crawler.reading import content_hash
from crawler.readings import Readings, loaded
from crawler.rereading import read_missing

# Of the previous version of this program, which kept all articles and facts in one file each.
_SUPERSEDED = ("articles.jsonl", "facts.jsonl")


DAMAGED, UNREAD = "archive.damaged", "not read"


@dataclass(frozen=True, slots=True, order=True)
class _At:
    """A page that is kept: where it belongs in the order of the articles, and its number among the archived pages."""

    portal: str
    key: str
    url: str
    sha256: str
    number: int = field(compare=False)


@dataclass(slots=True)
class _Kept:
    """What the readings gave: versions of articles in order, issues by portal, address and hash, counts."""

    versions: list[_At] = field(default_factory=list)
    issues: dict[tuple[str, str, str], list[dict[str, Any]]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def parse_archive(data_dir: Path, portals: Portals, engine: str = "local") -> Counter[str]:
    """Parse every archived article page and the files that it offers; the counts are `articles`, `none`, `none: <reason>` and
    `file: <status>` and UNREAD (pages whose record in the archive is damaged, or that could not be read: issues say why).

    Writes data_dir/portals.json (the portals that were asked, for the database), data_dir/articles/ (the versions of articles:
    their JSON and `page`; a later version that says the same is no version) and data_dir/parse_issues.jsonl (pages that were no
    article, and files that gave no text, with the reason, by portal, address and hash). `engine`: as `--engine` has it.
    Raises EngineError, OSError."""
    ledger = Ledger(data_dir / "ledger.db")
    files = Files(data_dir, ledger)
    readings = Readings(data_dir / "readings.db")
    try:
        families = {i: config.family for i, config in portals.by_id.items()}
        entries = list(ledger.pages(("article",)))
        unread = read_missing(data_dir, entries, families, readings, engine)
        counts("in", pages=len(entries))
        with stage("versions"):
            kept = _versions(entries, families, readings, unread)
        _write_portals(data_dir / "portals.json", [portals.by_id[i] for i in ledger.portals() if i in portals.by_id])
        made = _articles(entries, kept, families, readings, portals, files)
        with stage("write articles", articles=len(kept.versions)):
            kept.counts["articles"] = write_articles(data_dir, _shown(made, len(kept.versions)))
    finally:
        readings.close()
        files.close()
        ledger.close()
    _write(data_dir / "parse_issues.jsonl", (issue for k in sorted(kept.issues) for issue in kept.issues[k]))
    for name in _SUPERSEDED:
        (data_dir / name).unlink(missing_ok=True)
    kept.counts.update({f"file: {status}": n for status, n in files.counts.items()})
    for issue in (issue for told in kept.issues.values() for issue in told if issue.get("rule") == DAMAGED):
        emit("record not read", portal=issue["portal"], url=issue["url"], reason=plain(issue["reason"]))
    counts("out", articles=kept.counts["articles"], pages_without_article=kept.counts["none"], pages_not_read=kept.counts[UNREAD])
    return +kept.counts


def _shown(made: Iterator[dict[str, Any]], total: int) -> Iterator[dict[str, Any]]:
    """The same, counted on the terminal."""
    progress = Progress("parse", "articles", total)
    for one in made:
        yield one
        progress.add()
    progress.end()


def _reading(entry: Entry, families: Mapping[str, str], readings: Readings) -> tuple[ParsedArticle | NotArticle, str]:
    text = readings.get(entry.sha256 or "", entry.final_url or entry.url, families.get(entry.portal))
    if text is None:
        raise ValueError(f"{entry.final_url or entry.url}: its reading was lost meanwhile; run again")
    return loaded(text)


def _versions(
    entries: list[Entry],
    families: Mapping[str, str],
    readings: Readings,
    unread: dict[tuple[str, str, str | None], str],
) -> _Kept:
    """Which pages are versions of articles, and which are none. Entries come by portal and address, the newest version last."""
    out = _Kept()
    met: set[tuple[str, str, str]] = set()
    said: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(entries):
        url = entry.final_url or entry.url
        at = (entry.portal, url, entry.sha256 or "")
        if at in met:
            continue
        if reason := unread.get((entry.sha256 or "", url, families.get(entry.portal))):
            met.add(at)
            page = _page_json(entry, families.get(entry.portal) or "none", "")
            about = {"portal": entry.portal, "url": url, "rule": DAMAGED, "reason": reason, "page": page}
            out.issues[at] = [about]
            out.counts[UNREAD] += 1
            continue
        parsed, family = _reading(entry, families, readings)
        if isinstance(parsed, NotArticle):
            met.add(at)
            page = _page_json(entry, family, "")
            out.issues[at] = [{"portal": entry.portal, "url": url, "reason": parsed.reason, "page": page}]
            out.counts["none"] += 1
            out.counts[f"none: {parsed.reason}"] += 1
            continue
        content = content_hash(parsed)
        if said.get((entry.portal, url)) == content:
            continue
        met.add(at)
        said[entry.portal, url] = content
        out.versions.append(_At(entry.portal, _key(entry, family), url, entry.sha256 or "", number))
    out.versions.sort()
    return out


def _articles(
    entries: list[Entry],
    kept: _Kept,
    families: Mapping[str, str],
    readings: Readings,
    portals: Portals,
    files: Files,
) -> Iterator[dict[str, Any]]:
    """The JSON of each version with its `page`, in order; what is to be said of it goes to the issues."""
    for at in kept.versions:
        entry = entries[at.number]
        parsed, family = _reading(entry, families, readings)
        assert isinstance(parsed, ParsedArticle)
        article, unread = files.fill(entry.portal, to_article(parsed, at.url, portals.at(entry.portal, parsed.published_at)))
        page = _page_json(entry, family, parsed.layout)
        told = [(i.rule, i.reason) for i in unread]
        if parsed.published_source == RELATIVE:
            told.append(("article.no_day", "the page prints only how long ago it was published"))
        if parsed.whole is not None:
            told.append(("article.part", f"a part of the text only; the whole is at {parsed.whole}"))
        if told:
            about = {"portal": entry.portal, "url": at.url}
            kept.issues[entry.portal, at.url, entry.sha256 or ""] = [
                about | {"rule": rule, "reason": reason, "page": page} for rule, reason in told
            ]
        yield article.to_json() | {"page": page}


def _write_portals(target: Path, configs: list[PortalConfig]) -> None:
    """Name, family, hosts and localities of the portals, as the build reads them (keys of the YAML file)."""
    keys = {"id", "name", "family", "base_url", "hosts", "places", "sample"}
    rows = [c.model_dump(mode="json", by_alias=True, include=keys) | {"kind": c.source_kind()} for c in configs]
    part = target.with_suffix(".part")
    part.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(target)


def _key(entry: Entry, family: str) -> str:
    """What names the article at its portal."""
    url = entry.final_url or entry.url
    own = entry.article_key or (FAMILIES[family].article_key(url) if family in FAMILIES else None)
    return own or fold(url).replace(" ", "-")


def _page_json(entry: Entry, family: str, layout: str) -> dict[str, Any]:
    return {
        "sha256": entry.sha256,
        "fetched_at": entry.fetched_at or "",
        "warc": entry.warc,
        "offset": entry.offset,
        "key": _key(entry, family),
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
