"""SharePoint article pages -> articles; and how a page that shows no item is told from one of an unknown theme."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.byline import Byline, printed_author, read_byline
from crawler.cms import common
from crawler.cms.base import NotArticle, ParsedArticle
from crawler.cms.density import Page, furniture
from crawler.cms.sharepoint.addresses import article_key, published_day
from crawler.cms.sharepoint.files import attachments
from crawler.cms.sharepoint.layouts import BOX_HEAD, ERRORS, FILES_LABEL, OTHERS, PATHS, TOOLS
from crawler.cms.sharepoint.listing import read_listing
from crawler.cms.sharepoint.parts import LIST_FORM, Parts, View, created, find_parts
from crawler.cms.signals import find_date
from crawler.cms.text_page import is_prose
from crawler.dates_seen import seen_date
from crawler.decode import clean_inline
from crawler.furniture import SOFT_404, folded_key, is_noise, is_related, is_site_line, is_stop, is_update, meta_date
from crawler.html_text import Block, blocks_of, line_of, readable

_SITE = r"(?:cổng|trang (?:thông tin|tin|chủ)|website|portal|báo điện tử)\b"
_SITE_LAST = re.compile(rf"\s*(?:[-–—|:»]|::)\s*{_SITE}.*$", re.I)
_SITE_FIRST = re.compile(rf"^{_SITE}.*?\s(?:[-–—|»]|::)\s+(?=\S.{{14}})", re.I)
_START = re.compile(r"^(?:trang (?:chủ|nhất)|home|portal|pages|default|cổng thông tin\b.*|trang thông tin\b.*)$", re.I)
_ZONES = ("#DeltaPlaceHolderMain", "#contentBox", "#MSO_ContentTable", "#s4-bodyContainer", "#s4-workspace", "form", "body")
_SENTENCE_END = (".", ";", ":", "!", "?", "…", "”", ")")
_LEGAL = re.compile(r"^\W*(?:ghi rõ nguồn|bản quyền thuộc|©|copyright|giấy phép (?:số|thiết lập))", re.I)
NEAR = timedelta(days=31)  # between the day in an address and publication
SHORT = 200  # characters: so short a text may be a notice that there is no item


def read_page(soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
    """The article of a page, by the first layout that has one. `soft 404`: the page of an item that is not there."""
    view = View(soup)
    found = find_parts(view)
    files_only: ParsedArticle | None = None
    for parts in found:
        parsed = _read(view, url, parts)
        if isinstance(parsed, NotArticle):
            if parsed.reason != "no body":
                return parsed
        elif parsed.body:
            return parsed
        else:
            files_only = files_only or parsed  # a later layout may know where the text stands
    if files_only is not None:
        return files_only
    if article_key(url) is None and (shown := read_listing(soup, url)) and len(shown.items) > 1:
        return NotArticle("listing")
    named = [p.title for p in found if p.title is not None and line_of(p.title)]
    if found and not named:
        return NotArticle("soft 404")
    return NotArticle("soft 404" if _shows_no_item(view, url) else "no body")


def _shows_no_item(view: View, url: str) -> bool:
    """Whether a page without a known layout is an error, a login, or a page whose web part is empty."""
    title = view.soup.title
    head = clean_inline(title.get_text()) if title is not None else ""
    zone = next((z for css in _ZONES for z in view.all(css)), None)
    if zone is None:
        return False
    blocks = [b for b in _without(zone, {id(n) for n in zone.find_all(True) if furniture(n)}) if b.linked < 0.5]
    plain = " ".join(b.text for b in blocks)
    if re.fullmatch(r"(?:error|lỗi|sign in|đăng nhập|page not found|access (?:denied|required))", head, re.I):
        return True
    if any(is_prose(b) and len(b.text) >= SHORT for b in blocks):
        return False
    if ERRORS.search(plain) or SOFT_404.search(plain):
        return True
    return article_key(url) is not None and not any(is_prose(b) for b in blocks)


def _read(view: View, url: str, parts: Parts) -> ParsedArticle | NotArticle:
    """The article of a layout's parts."""
    soup = view.soup
    base = common.base_of(soup, url)
    title = _title(soup, parts)
    files = attachments(view, base, parts)
    if not parts.bodies and any(is_prose(b) for b in _outside(view, parts)):
        return NotArticle("no body")  # there is a text, only not where this layout has it
    blocks = _body_blocks(view, parts, title or "", files.taken) if parts.bodies else []
    made = make_body(blocks, title or "")
    found = files.links
    if not made.text:
        found += tuple(f for body in parts.bodies for f in common.image_files(body, base))
    if not made.text and not found:
        return NotArticle("no body")
    if len(made.text) < SHORT and not found and SOFT_404.search(made.text):
        return NotArticle("soft 404")
    if not title:
        return NotArticle("no title")
    published, signal = _date(view, parts, blocks, url)
    return ParsedArticle(
        title=title,
        body=made.text,
        published_at=published,
        published_source=signal,
        author=_author(view, parts, made.byline),
        section=_section(view, title),
        files=found,
        layout=parts.layout + ("+tcvn3" if made.tcvn3 else ""),
    )


def head_title(soup: BeautifulSoup) -> str | None:
    """The article's title in `<title>`: without the portal's name behind it or before it. A portal's name may hold dashes
    (Bà Rịa - Vũng Tàu), a headline too: only a part that begins as such names do is cut off."""
    text = clean_inline(soup.title.get_text()) if soup.title is not None else ""
    if not text or re.match(_SITE, text, re.I):
        text = _SITE_FIRST.sub("", text)
        return None if not text or re.match(_SITE, text, re.I) else text
    return _SITE_LAST.sub("", text) or None


def _title(soup: BeautifulSoup, parts: Parts) -> str | None:
    """The title's element; else what the head names and the page's headings; a heading of the box goes before the head."""
    shown = readable(blocks_of(parts.title))[0] if parts.title is not None else []
    name = " ".join(b.text for b in shown if b.text)
    if name:
        return name
    hint = common.meta_content(soup, "og:title") or head_title(soup) or ""
    heads = _headings(parts)
    key = folded_key(hint)
    repeated = next((h for h in heads if key and key.startswith(folded_key(h))), None)
    if repeated or (len(hint) >= 25 and not is_site_line(hint)):
        return repeated or hint
    return next(iter(heads), None) or hint or None


def _headings(parts: Parts) -> list[str]:
    """The headings above the text, the nearest first; a loose body's own first."""
    if not parts.bodies:
        return []
    names = ["h1", "h2", "h3"]
    above = parts.bodies[0].find_all_previous(names, limit=8)
    nodes = [*(parts.bodies[0].find_all(names) if parts.loose else []), *above]
    lines = [line_of(n) for n in nodes if n.find_parent(["nav", "aside", "footer"]) is None]
    return [t for t in lines if len(t) >= 15 and not is_stop(t) and not is_site_line(t)]


def _body_blocks(view: View, parts: Parts, title: str, taken: set[int]) -> list[Block]:
    """Lead and text, what is no text left out."""
    gone = set(taken)
    for body in parts.bodies:
        gone |= {id(n) for n in view.all(OTHERS, body)}
        gone |= {id(n) for n in view.all(TOOLS, body) if len(line_of(n)) < SHORT}
    gone |= {id(n) for n in (parts.title, *parts.dates) if n is not None}
    outside = parts.lead is not None and not parts.holds(parts.lead)
    lead = blocks_of(parts.lead) if outside else []
    inner = [b for body in parts.bodies for b in _without(body, gone)]
    captions = [Block("caption", text) for node in parts.captions if (text := line_of(node))]
    return readable(lead)[0] + readable(captions)[0] + trim(readable(inner)[0], title)


def _without(node: Tag, gone: set[int]) -> list[Block]:
    """The blocks of an element, those below the given elements left out (the page itself stays as it is)."""
    inner = [n for n in node.find_all(True) if id(n) in gone]
    before = [(n, n.attrs) for n in inner]
    for n in inner:
        n.attrs = {**n.attrs, "hidden": ""}
    try:
        return blocks_of(node)
    finally:
        for n, attrs in before:
            n.attrs = attrs


def trim(blocks: list[Block], title: str) -> list[Block]:
    """Without what a container holds before and behind the text: title, date line, tools; related items, files, counters.

    A line that opens such a tail (`Các tin khác`) cuts only where it is no sentence and no running text follows: articles
    use such words, too (`Các ý kiến đều thống nhất …`, `Giấy phép xây dựng …`)."""
    key = folded_key(title)
    first = next((i + 1 for i, b in enumerate(blocks[:12]) if key and b.kind != "table" and folded_key(b.text) == key), 0)
    kept = blocks[first:]
    for i, block in enumerate(kept):
        if i > 0 and _opens_tail(block) and not any(is_prose(b) or b.kind == "table" for b in kept[i + 1 :]):
            kept = kept[:i]
            break
    start = next((i for i, b in enumerate(kept) if is_prose(b) or b.kind in ("table", "image")), 0)
    head = [b for b in kept[:start] if not is_noise(b.text) and meta_date(b.text) is None]
    rest = [b for b in kept[start:] if b.kind in ("table", "image") or not is_noise(b.text)]
    while rest and rest[-1].kind == "p" and (_LEGAL.match(rest[-1].text) or meta_date(rest[-1].text)):
        rest.pop()
    return head + rest


def _opens_tail(block: Block) -> bool:
    text = block.text
    if block.kind == "table" or (len(text.split()) >= 8 and text.endswith(_SENTENCE_END)):
        return False
    tools = [part for part in re.split(r"\s*[|•·]\s*", text) if part]
    stops = bool(tools) and all(is_stop(part) or is_noise(part) for part in tools) and not is_noise(text)
    return stops or FILES_LABEL.match(text) is not None or (is_related(text) and block.linked > 0.5)


def _outside(view: View, parts: Parts) -> list[Block]:
    """The lines of the article's box that are neither its text nor of other articles."""
    box = parts.box()
    if box is None:
        return []
    gone = {id(body) for body in parts.bodies if body is not box}
    if parts.lead is not None:
        gone.add(id(parts.lead))
    gone |= {id(n) for n in view.all(OTHERS, box)}
    lines = [b for b in readable(_without(box, gone))[0] if b.kind not in ("table", "image")]
    end = next((i for i, b in enumerate(lines) if BOX_HEAD.fullmatch(b.text)), len(lines))
    return lines[:end]


def _date(view: View, parts: Parts, blocks: list[Block], url: str) -> tuple[str | None, str | None]:
    """The layout's element, the date line of the article's box, the general signals, and last the day in the address."""
    for node in parts.dates:
        if iso := common.machine_date(node):
            return iso, f"{parts.layout}:date"
        # Inline elements may follow each other without a space: `02:05 CH<a>In trang</a>`.
        if seen := seen_date(clean_inline(" ".join(node.stripped_strings))) or seen_date(line_of(node)):
            return seen.iso, f"{parts.layout}:date"
    if parts.layout == LIST_FORM:
        return created(view)
    lines = [m for b in _outside(view, parts) if (m := meta_date(b.text)) and not is_update(b.text[: m[1].start])]
    labelled = [m for m in lines if m[0] != "text:date line"]
    for source, seen in (labelled or lines)[:1]:
        return seen.iso, source
    iso, signal = find_date(Page(view.soup), "", blocks)
    day = published_day(url)
    # A date from elsewhere on the page may be today's: it must fit the day on which the page was made.
    if day and not (iso and abs(datetime.fromisoformat(iso) - datetime.fromisoformat(day)) <= NEAR):
        return day, "address:day"
    return iso, signal


def _author(view: View, parts: Parts, byline: Byline) -> str | None:
    """The byline of the text, else a labelled line of the article's box (`Tác giả: …`, `Nguồn: …`)."""
    if byline.author:
        return byline.author
    if parts.author is not None and (name := printed_author(line_of(parts.author))):
        return name
    said = [b for block in _outside(view, parts) if ":" in block.text and (b := read_byline(block.text, styled=True))]
    author = next((b.author for b in said if b.author), None)
    return author or byline.source or next((b.source for b in said if b.source), None)


def _section(view: View, title: str) -> str | None:
    """The last link of the path above the article that is neither start page nor the article."""
    for node in view.all(PATHS):
        names = [line_of(a) for a in node.find_all("a")]
        names = [n for n in names if n and len(n) <= 80 and not _START.match(n) and folded_key(n) != folded_key(title)]
        if names:
            return names[-1]
    return common.breadcrumb(view.soup)
