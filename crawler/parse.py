"""Page -> Article. The family's adapter reads HTML; `text_page` reads text/plain; `generic` stands in where no family fits."""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import replace
from pathlib import Path

from bs4 import Tag

from crawler.cms import FAMILIES, detect
from crawler.cms.base import NEITHER, NO_BODY, NO_TITLE, NotArticle, ParsedArticle
from crawler.cms.common import meta_content
from crawler.cms.text_page import parse_text
from crawler.coding.page import page_tree, text_to_unicode
from crawler.decode import decode
from crawler.portals import Portals, load_portals
from crawler.tree import Tree
from schemas.records import Article, Attachment, Portal

__all__ = ["parse_file", "parse_page", "parse_text", "to_article"]

_MARKUP = re.compile(r"<!doctype\s+html|<(?:html|head|body|div|p|table|article|section|span|h1)\b[^>]*>", re.I)
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream", "")
# A family's adapter that finds none of its layouts has met a private theme: the general signals get their turn.
_TRY_GENERIC = (NO_BODY, NO_TITLE, NEITHER)


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
        text, codings = text_to_unicode(text)
        return _noted(parse_text(text), encoding, codings), "text"
    soup, codings = page_tree(text)
    if family is None:
        family, _ = detect(soup, headers)
    result = FAMILIES[family].article(soup, url)
    if isinstance(result, NotArticle) and family != "generic" and result.reason in _TRY_GENERIC:
        second = FAMILIES["generic"].article(soup, url)
        if isinstance(second, ParsedArticle):
            return _noted(second, encoding, codings), "generic"
    return _noted(result, encoding, codings), family


def _noted(result: ParsedArticle | NotArticle, encoding: str, codings: tuple[str, ...]) -> ParsedArticle | NotArticle:
    """The layout says where a page was not plain UTF-8 or hid another coding: what was repaired can be found again."""
    marks = [*([encoding] if encoding != "utf-8" else []), *(c for c in codings if not encoding.endswith(c))]
    if isinstance(result, NotArticle) or not marks:
        return result
    return replace(result, layout="+".join((result.layout, *marks)))


def to_article(parsed: ParsedArticle, url: str, portal: Portal) -> Article:
    """The article record of a parsed page. An attachment's id is the start of its address's hash, so it never changes."""
    return Article(
        url=url,
        title=parsed.title,
        body=parsed.body,
        published_at=parsed.published_at,
        published_source=parsed.published_source if parsed.published_at else None,
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
    soup = Tree(text)
    link = soup.find("link", rel="canonical", href=re.compile(r"^https?://"))
    return str(link["href"]) if isinstance(link, Tag) else meta_content(soup, "og:url")
