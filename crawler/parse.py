"""Page -> Article. The family's adapter reads HTML; `text_page` reads text/plain; `generic` stands in where no family fits."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from crawler.archive import ArchivedPage, read_pages
from crawler.cms import FAMILIES, detect
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.cms.common import meta_content
from crawler.cms.text_page import parse_text
from crawler.decode import decode, fold
from crawler.files import Files
from crawler.ledger import Ledger
from crawler.portals import PortalConfig, Portals, load_portals
from schemas.records import Article, Attachment, Portal

__all__ = ["parse_archive", "parse_file", "parse_page", "parse_text", "to_article"]

_MARKUP = re.compile(r"<!doctype\s+html|<(?:html|head|body|div|p|table|article|section|span|h1)\b[^>]*>", re.I)
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "")
# A family's adapter that finds none of its layouts has met a private theme: the general signals get their turn.
_TRY_GENERIC = ("no body", "no title")


def parse_page(
    content: bytes, url: str, *, family: str | None = None, headers: dict[str, str] | None = None
) -> tuple[ParsedArticle | NotArticle, str]:
    """Take a page apart: the article or why it is none, and the family whose adapter did it (`text` for text/plain).

    `family` None: detected from the page. Header names may have any case. Raises KeyError on an unknown family.
    """
    headers = headers or {}
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "").split(";")[0].strip().lower()
    if kind not in _PAGE_TYPES:
        return NotArticle(f"not a page: {kind}"), family or "none"
    text, encoding = decode(content, headers)
    if kind == "text/plain" or (kind != "text/html" and not _MARKUP.search(text[:20_000])):
        return _noted(parse_text(text), encoding), "text"
    soup = BeautifulSoup(text, "lxml")
    if family is None:
        family, _ = detect(soup, headers)
    result = FAMILIES[family].article(soup, url)
    if isinstance(result, NotArticle) and family != "generic" and result.reason in _TRY_GENERIC:
        second = FAMILIES["generic"].article(soup, url)
        if isinstance(second, ParsedArticle):
            return _noted(second, encoding), "generic"
    return _noted(result, encoding), family


def _noted(result: ParsedArticle | NotArticle, encoding: str) -> ParsedArticle | NotArticle:
    """The layout says where a page was not plain UTF-8: what was repaired can be found again."""
    if isinstance(result, NotArticle) or encoding == "utf-8":
        return result
    return replace(result, layout=f"{result.layout}+{encoding}")


def to_article(parsed: ParsedArticle, url: str, portal: Portal) -> Article:
    """The article record of a parsed page. An attachment's id is the start of its address's hash, so it never changes."""
    return Article(
        url=url,
        title=parsed.title,
        body=parsed.body,
        published_at=parsed.published_at,
        published_source=parsed.published_source,
        author=parsed.author,
        section=parsed.section,
        portal=portal,
        attachments=tuple(
            Attachment(
                id=hashlib.sha256(file.url.encode()).hexdigest()[:12],
                url=file.url,
                name=file.name,
                media_type=file.media_type,
                # A picture of a page holds no text of its own; other files are read where they are archived (crawler.files).
                status="scanned" if (file.media_type or "").startswith("image/") else None,
            )
            for file in parsed.files
        ),
    )


def parse_file(
    source: str, url: str | None = None, portal: str | None = None, portals: Portals | None = None
) -> Article | NotArticle:
    """Parse one file (`-`: standard input). Without `url` the page's own canonical address counts, else `file:<name>`.

    `portal`: the id of a portal file (of `portals`, else of the project), which names the family and the locality.
    Raises OSError, PortalError.
    """
    content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    portals = portals or (load_portals() if portal else Portals({}))
    config = portals.by_id.get(portal or "")
    address = url or _own_address(content) or f"file:{'stdin' if source == '-' else Path(source).name}"
    headers = (
        {"content-type": "text/plain"}
        if source.lower().endswith(".txt") and not _MARKUP.search(decode(content)[0][:20_000])
        else {}
    )
    parsed, _ = parse_page(content, address, family=config.family if config else None, headers=headers)
    if isinstance(parsed, NotArticle):
        return parsed
    return to_article(parsed, address, portals.at(portal, parsed.published_at))


def _own_address(content: bytes) -> str | None:
    """The address that a page gives itself (canonical link or og:url)."""
    text, _ = decode(content)
    if not _MARKUP.search(text[:20_000]):
        return None
    soup = BeautifulSoup(text, "lxml")
    link = soup.find("link", rel="canonical", href=re.compile(r"^https?://"))
    return str(link["href"]) if isinstance(link, Tag) else meta_content(soup, "og:url")


def parse_archive(data_dir: Path, portals: Portals) -> Counter[str]:
    """Parse every archived article page and the files that it offers; the counts are `articles`, `none`, `none: <reason>` and
    `file: <status>`.

    Writes data_dir/portals.json (whose pages these are, for the database), data_dir/articles.jsonl (one version of an
    article a line: its JSON and `page`) and data_dir/parse_issues.jsonl
    (pages that were no article, and files that gave no text, with the reason), both sorted by portal, address and hash. Raises
    ValueError on a broken archive.
    """
    ledger = Ledger(data_dir / "ledger.db")
    counts: Counter[str] = Counter()
    articles: dict[tuple[str, str, str], dict[str, Any]] = {}
    issues: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    files = Files(data_dir, ledger)
    try:
        for page in read_pages(data_dir / "archive", ledger):
            at = (page.portal, page.url, page.sha256)
            if at in articles or at in issues:
                continue
            config = portals.by_id.get(page.portal)
            parsed, family = parse_page(page.body, page.url, family=config.family if config else None, headers=page.headers)
            if isinstance(parsed, NotArticle):
                told = _page_json(page, family, "")
                issues[at] = [{"portal": page.portal, "url": page.url, "reason": parsed.reason, "page": told}]
                counts["none"] += 1
                counts[f"none: {parsed.reason}"] += 1
                continue
            article, unread = files.fill(page.portal, to_article(parsed, page.url, portals.at(page.portal, parsed.published_at)))
            told = _page_json(page, family, parsed.layout)
            articles[at] = article.to_json() | {"page": told}
            said = {"portal": page.portal, "url": page.url}
            issues[at] = [said | {"rule": i.rule, "reason": i.reason, "page": told} for i in unread]
            counts["articles"] += 1
        counts.update({f"file: {status}": n for status, n in files.counts.items()})
    finally:
        files.close()
        ledger.close()
    seen = sorted({portal for portal, _, _ in (*articles, *issues)} & set(portals.by_id))
    _write_portals(data_dir / "portals.json", [portals.by_id[i] for i in seen])
    _write(data_dir / "articles.jsonl", (articles[k] for k in sorted(articles)))
    _write(data_dir / "parse_issues.jsonl", (issue for k in sorted(issues) for issue in issues[k]))
    return counts


def _write_portals(target: Path, configs: list[PortalConfig]) -> None:
    """Name, family, hosts and localities of the portals, as the build reads them (keys of the YAML file)."""
    keys = {"id", "name", "family", "base_url", "hosts", "places", "sample"}
    rows = [c.model_dump(mode="json", by_alias=True, include=keys) | {"kind": c.source_kind()} for c in configs]
    part = target.with_suffix(".part")
    part.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(target)


def _page_json(page: ArchivedPage, family: str, layout: str) -> dict[str, Any]:
    return {
        "sha256": page.sha256,
        "fetched_at": page.fetched_at,
        "warc": page.warc_file,
        "offset": page.offset,
        "key": page.key
        or (FAMILIES[family].article_key(page.url) if family in FAMILIES else None)
        or fold(page.url).replace(" ", "-"),
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
