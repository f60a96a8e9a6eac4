"""Title and date of a page of unknown software: which signals there are, and how far each is trusted."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.density import Page
from crawler.cms.surroundings import dates_another
from crawler.cms.text_page import find_metas, find_title, opens_body
from crawler.dates_seen import iso_attribute, seen_date
from crawler.decode import clean_inline, fold
from crawler.furniture import folded_key, is_site_line, is_update, meta_date
from crawler.html_text import Block, blocks_of, classes_of, is_hidden, line_of, readable

_SITE_TAIL = re.compile(r"\s+(?:[-–—|:]|::|»)\s+[^-–—|]{3,90}$")
_SITE_FIRST = re.compile(
    r"^(?:cổng|trang (?:thông tin|tin|chủ)|website|portal|ubnd|ủy ban|uỷ ban)\b[^|»]*?\s(?:[-–—|»]|::)\s+(?=\S.{14})"
    r"(?!.*\b(?:cổng|website|trang (?:thông tin|tin) điện tử)\b)",
    re.I,
)
_SITE_WORDS = re.compile(
    r"cổng|trang (?:thông tin|tin)|portal|website|ubnd|ủy ban|uỷ ban|sở |huyện|tỉnh|thành phố|báo |\.vn", re.I
)
_HEAD_DATES = (
    "article:published_time",
    "datePublished",
    "pubdate",
    "publishdate",
    "DC.date.issued",
    "dc.date",
    "dcterms.created",
    "date",
)


def head_title(soup: BeautifulSoup) -> str | None:
    """The title that the head names: og:title, else `<title>` without the site's name."""
    og = common.meta_content(soup, "og:title", "twitter:title")
    raw = clean_inline(soup.title.get_text()) if soup.title is not None else ""
    # A portal that names itself first: the article's title is what follows.
    text = og or _SITE_FIRST.sub("", raw)
    while (
        text and (found := _SITE_TAIL.search(text)) and (_SITE_WORDS.search(found.group(0)) or len(text[: found.start()]) >= 25)
    ):
        text = text[: found.start()]
    return text.strip() or None


def find_heading(page: Page, body: Tag | None, hint: str | None) -> str | None:
    """The article's title: the heading that the head's title repeats, else the nearest h1 before the body, else the head's.

    A site-wide h1 (logo, category) is not what the head names, so a matching heading goes first.
    """
    key = folded_key(hint or "")
    heads = [
        (n, line_of(n)) for n in page.soup.find_all(["h1", "h2", "h3", "h4"]) if n.find_parent(["nav", "footer", "aside"]) is None
    ]
    heads = [(n, t) for n, t in heads if t and not is_hidden(n)]
    # The very words go before a heading that has the site's name behind them.
    for _, text in sorted(heads, key=lambda h: folded_key(h[1]) != key):
        k = folded_key(text)
        if key and k and (k == key or (len(k) >= 20 and (key.startswith(k) or (k.startswith(key) and len(key) >= 20)))):
            return text
    lines = page.blocks
    for block in lines:
        if key and folded_key(block.text) == key:
            return block.text
    above = [t for n, t in heads if n.name == "h1" and len(t) >= 15 and not is_site_line(t)]
    if len(above) == 1:
        return above[0]
    if body is not None:
        inside = readable(blocks_of(body))[0]
        first = next((b.text for b in inside if opens_body(b)), None)
        at = next((i for i, b in enumerate(lines) if b.text == first), None)
        metas = find_metas(lines)
        found = find_title(lines, at, metas, hint) if at else None
        if found is not None:
            return lines[found].text
    return hint if hint and len(hint) >= 15 and not is_site_line(hint) else None


def head_date(soup: BeautifulSoup) -> tuple[str | None, str | None]:
    """The date that a page gives to machines, and the signal's name: JSON-LD, `itemprop`, the head's metas."""
    for data in common.json_ld(soup):
        if iso := iso_attribute(str(data.get("datePublished") or "")):
            return iso, "json-ld:datePublished"
    if iso := common.machine_date(soup.find(attrs={"itemprop": "datePublished"})):
        return iso, "html:datePublished"
    for name in _HEAD_DATES:
        if iso := iso_attribute(common.meta_content(soup, name)):
            return iso, f"meta:{name}"
    return None, None


def find_date(page: Page, css: str, blocks: list[Block]) -> tuple[str | None, str | None]:
    """Signals in order of trust: JSON-LD, machine attributes, head metas, the kit's element, the line beside the title."""
    soup = page.soup
    iso, source = head_date(soup)
    if iso:
        return iso, source
    for node in soup.select(css) if css else []:
        if iso := common.machine_date(node):
            return iso, "html:time"
        if seen := seen_date(line_of(node)):
            return seen.iso, f"html:{css.split(', ')[0]}"
    return _near_date(page, blocks)


def _near_date(page: Page, blocks: list[Block]) -> tuple[str | None, str | None]:
    """The date line next to the title (never one far above it: that is today's), else one `time` element of the page."""
    soup = page.soup
    lines = [b.text for b in page.blocks if b.text]
    hint = folded_key(head_title(soup) or "")
    at = [
        i
        for i, t in enumerate(lines)
        if hint and folded_key(t) and (folded_key(t) == hint or (hint.startswith(folded_key(t)) and len(t) > 20))
    ]
    body = next((i for i, t in enumerate(lines) if any(t == b.text and len(t) > 80 for b in blocks[:8])), None)
    places = at or ([body] if body is not None else [])
    metas = [(i, m) for i, t in enumerate(lines) if (m := meta_date(t)) and not is_update(t[: m[1].start])]
    # Of two as near as each other the one below counts: what stands right above a title is often the page's own day.
    near = [(m[0] == "text:date line", abs(i - p), -i, m) for p in places for i, m in metas if -3 <= i - p <= 6]
    if near:
        _, _, _, (source, seen) = min(near, key=lambda n: n[:3])
        return seen.iso, source
    labelled = [m for _, m in metas if m[0] != "text:date line"]
    if len({m[1].iso for m in labelled}) == 1:
        return labelled[0][1].iso, labelled[0][0]
    named = fold(head_title(soup) or "")
    times = [
        iso
        for n in soup.find_all("time")
        if in_side_box(n) is False and (iso := common.machine_date(n)) and not dates_another(n, named)
    ]
    return (times[0], "html:time") if len(set(times)) == 1 else (None, None)


def in_side_box(node: Tag) -> bool:
    """Whether an element stands in a side box, menu, header or list of related items by the names above it."""
    pattern = re.compile(
        r"sidebar|aside|footer|menu|nav|hot|most|popular|related|lien-quan|tin-khac|other|header|breadcrumb|slide|marquee", re.I
    )
    for parent in node.parents:
        if parent.name in ("aside", "footer", "nav", "header"):
            return True
        if parent.name in ("body", "main", "html"):
            return False
        if parent.attrs and pattern.search(" ".join([*classes_of(parent), str(parent.get("id") or "")])):
            return True
    return False
