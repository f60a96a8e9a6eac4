"""Text-driven reading of a page: where the words alone say what is title, date, body and furniture.

Used for text/plain pages and for HTML of unknown themes. Signals: docs/portals survey, "Cross-family facts".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.body import make_body, mark_captions, split_image_names
from crawler.byline import OFFICE, clean_author, read_byline
from crawler.cms.base import NO_BODY, NO_TITLE, NotArticle, ParsedArticle
from crawler.counters import is_counter, without_counters
from crawler.decode import clean_inline, fold
from crawler.furniture import (
    READ_MORE,
    SOFT_404,
    folded_key,
    is_noise,
    is_related,
    is_site_line,
    is_stop,
    is_update,
    meta_date,
)
from crawler.html_text import Block

_END = re.compile(r"[.…!?;:”\"’)]$|\./\.$")
_LISTED = re.compile(r"^(?:\d{1,3}[.)/]|[IVX]{1,5}[.)]|[-+*•–—▪]|[a-zđ][.)])\s?\S")
_NUMBERED = re.compile(r"\d[\d.,]{0,30}\s?(?:%|điểm|/\s?\d)")
_AUTHOR_META = re.compile(
    r"(?:tác giả|đăng bởi|viết bởi|người đăng(?: tin)?)\s*:\s*(?P<name>[^|•·\d]{2,60}?)\s*(?:[|•·]|\s-\s|ngày|lượt|$)", re.I
)
MIN_BODY = 120  # characters: a shorter rest is a notice, not an article


@dataclass(frozen=True, slots=True)
class Meta:
    """A date line: its place among the blocks, the signal's name, the date, and whether a label says what it is."""

    index: int
    source: str
    iso: str
    labelled: bool


def text_blocks(text: str) -> list[Block]:
    """The lines of a text/plain page as blocks; pipe rows that follow each other are one table block."""
    blocks: list[Block] = []
    for raw in re.split(r"\r\n?|\n", text):
        line = clean_inline(raw, keep_soft_hyphen=True)
        if not line:
            continue
        if re.match(r"^\|.*\|$", line):
            if blocks and blocks[-1].kind == "table":
                blocks[-1] = Block("table", f"{blocks[-1].text}\n{line}")
            else:
                blocks.append(Block("table", line))
        else:
            blocks.append(Block("p", line))
    return split_image_names(blocks)


def is_prose(block: Block) -> bool:
    """Whether a block is running text: long, or a full sentence of some length."""
    text = block.text
    if (
        block.kind == "table"
        or not text
        or block.linked > 0.6
        or is_noise(text)
        or is_stop(text)
        or is_related(text)
        or meta_date(text)
    ):
        return False
    words = len(text.split())
    return (len(text) >= 100 and words >= 16 and not text.isupper()) or (words >= 9 and _END.search(text) is not None)


def opens_body(block: Block) -> bool:
    """A block that can only be the body: prose with a sentence's end inside or at its end (long titles have neither)."""
    return is_prose(block) and (re.search(r"[.…!?](?:\s|$|”)|\./\.|:$", block.text) is not None or len(block.text) > 260)


def find_metas(blocks: list[Block]) -> list[Meta]:
    """The date lines of a page in page order; lines that say when it was changed are left out."""
    out = []
    for i, block in enumerate(blocks):
        found = meta_date(block.text) if block.kind != "table" else None
        if found and not is_update(block.text[: found[1].start]):
            out.append(Meta(i, found[0], found[1].iso, found[0] != "text:date line"))
    return out


def _next_text(blocks: list[Block], i: int, step: int) -> int | None:
    """The nearest block with text that is no noise, from i in the direction of `step`."""
    i += step
    while 0 <= i < len(blocks):
        if blocks[i].text and not is_noise(blocks[i].text):
            return i
        i += step
    return None


def find_title(blocks: list[Block], first: int, metas: list[Meta], hint: str | None) -> int | None:
    """The index of the title among the blocks before (and at) the body's first paragraph; the last of its repeats."""
    meta_at = {m.index for m in metas}
    body_words = set(fold(" ".join(b.text for b in blocks[first : first + 12])).split())
    keys = [folded_key(b.text) for b in blocks]
    best: tuple[float, int] | None = None
    for i in range(first):
        text = blocks[i].text
        if (
            not text
            or i in meta_at
            or (is_update(text) and meta_date(text) is not None)
            or is_noise(text)
            or is_stop(text)
            or is_related(text)
            or blocks[i].kind in ("table", "caption")
        ):
            continue
        words = keys[i].split()
        after, before = _next_text(blocks, i, 1), _next_text(blocks, i, -1)
        score = 3.0 * sum(w in body_words for w in words) / max(len(words), 1) if len(words) >= 4 else -3.0
        score += 1.0 if len(text) >= 25 else 0.0
        score += 3.0 if after in meta_at else (2.0 if before in meta_at else 0.0)
        score += 3.0 if keys.count(keys[i]) > 1 and len(words) >= 4 else 0.0
        score += 4.0 if hint and keys[i] and keys[i] == folded_key(hint) else 0.0
        score += 2.0 if blocks[i].kind == "heading" else 0.0
        score -= min(0.3 * (first - i - 1), 3.0)
        score -= 5.0 if is_site_line(text) else 0.0
        score -= 3.0 if blocks[i].linked > 0.6 else 0.0
        score -= 1.0 if text.endswith(".") else 0.0
        if best is None or score >= best[0]:
            best = (score, i)
    return best[1] if best and best[0] >= 1.0 else None


def _choose_meta(metas: list[Meta], title: int, first: int, end: int, blocks: list[Block]) -> Meta | None:
    """The article's own date line: a labelled one, else one beside the title. A date far above it is today's."""
    near = [
        m
        for m in metas
        if title < m.index <= first + 1 or _next_text(blocks, m.index, 1) == title or _next_text(blocks, title, -1) == m.index
    ]
    labelled = [m for m in metas if m.labelled and m.index < end]
    for group in ([m for m in near if m.labelled], near, labelled):
        if group:
            return min(group, key=lambda m: abs(m.index - title))
    after = [m for m in metas if m.labelled and end <= m.index <= end + 3]
    return after[0] if after else None


def _body_end(blocks: list[Block], start: int) -> int:
    """Where the article's text ends: the first stop line or run of related titles after its first paragraph."""
    seen = False
    for i in range(start, len(blocks)):
        text = blocks[i].text
        if not text or blocks[i].kind == "table":
            seen = seen or blocks[i].kind == "table"
            continue
        if is_counter(text) and any(is_prose(b) for b in blocks[i + 1 : i + 3]):
            continue  # a counter among the text
        if seen and (is_stop(text) or is_related(text)):
            return i
        if not seen and is_stop(text) and not any(is_prose(b) for b in blocks[i + 1 : i + 4]):
            return i
        seen = seen or is_prose(blocks[i])
    return len(blocks)


def _trim_tail(blocks: list[Block]) -> list[Block]:
    """Without the short lines after the last real content, except a byline's lines and captions right below it."""
    last = -1
    for i, block in enumerate(blocks):
        follows = all(b.kind == "image" for b in blocks[last + 1 : i])
        if (
            block.kind in ("table", "caption")
            or is_prose(block)
            or (follows and _goes_on(block))
            or (_LISTED.match(block.text) and _NUMBERED.search(block.text))
        ):
            last = i
    tail = blocks[last + 1 :]
    return blocks[: last + 1] + _closing_lines(tail)


def _goes_on(block: Block) -> bool:
    """Whether a short line right below the text belongs to it: a list item or a full sentence."""
    if not block.text or block.linked > 0.6 or is_noise(block.text) or is_stop(block.text):
        return False
    sentence = re.search(r"[.!?…]$", block.text) and len(block.text.split()) >= 3 and read_byline(block.text) is None
    return bool(sentence) or block.kind == "li" or _LISTED.match(block.text) is not None


def _closing_lines(tail: list[Block]) -> list[Block]:
    """The first few lines below the text that can be captions of closing pictures, a byline or its office."""
    kept: list[Block] = []
    byline = False
    for block in mark_captions([Block("p", "…"), *tail], plain=True)[1:][:8]:
        if block.kind == "image":
            kept.append(block)
        elif read_byline(block.text, styled=block.align == "right"):
            kept.append(block)
            byline = True
        elif (byline and OFFICE.match(block.text) and len(block.text) <= 70) or (
            block.kind == "caption" and not byline and block.linked < 0.6
        ):
            kept.append(block)
        else:
            break
    return kept


def take_apart(blocks: list[Block], *, hint: str | None = None, layout: str = "text") -> ParsedArticle | NotArticle:
    """An article from the lines of a whole page (or of its main part). `hint`: a title that the page's head names."""
    openings = [i for i, b in enumerate(blocks) if opens_body(b)]
    plain = " ".join(b.text for b in blocks)
    if not openings:
        return NotArticle("soft 404" if SOFT_404.search(plain) else NO_BODY)
    metas = find_metas(blocks)
    first = openings[0]
    title = find_title(blocks, first, metas, hint)
    for later in openings[1:6]:
        # The first prose may stand above the title (a notice, a hot-news lead): a labelled date line tells.
        moved = next((m for m in metas if m.labelled and first < m.index < later), None)
        if title is None or (moved and not any(m.labelled and m.index < first + 2 for m in metas)):
            better = find_title(blocks, later, metas, hint)
            if better is not None and better > first:
                first, title = later, better
                break
    if title is None:
        return NotArticle(NO_TITLE)
    if sum(1 for b in blocks if READ_MORE.match(b.text)) >= 3:
        return NotArticle("listing")
    name = blocks[title].text
    start = title + 1
    end = _body_end(blocks, start)
    meta = _choose_meta(metas, title, first, end, blocks)
    if meta and title < meta.index < first:
        start = meta.index + 1
    meta_at = {m.index for m in metas}
    # One article has one date line; headline, date, teaser and again is a list.
    if sum(start <= i < end and (meta is None or i != meta.index) for i in meta_at) >= 3:
        return NotArticle("listing")
    region = [b for i, b in enumerate(blocks[start:end], start) if i not in meta_at and not is_noise(b.text)]
    while (
        region
        and region[0].kind not in ("table", "caption")
        and not is_prose(region[0])
        and len(region[0].text) < 60
        and region[0].linked > 0.6
    ):
        region.pop(0)
    body = make_body(_trim_tail(without_counters(region)), name, plain=True)
    if len(body.text) < MIN_BODY:
        return NotArticle("soft 404" if SOFT_404.search(plain) else NO_BODY)
    author = body.byline.credit or _meta_author(blocks, title, first)
    return ParsedArticle(
        title=name,
        body=body.text,
        published_at=meta.iso if meta else None,
        published_source=meta.source if meta else None,
        author=author,
        layout=layout + ("+tcvn3" if body.tcvn3 else ""),
    )


def _meta_author(blocks: list[Block], title: int, first: int) -> str | None:
    """An author named in a meta line between title and body (`Tác giả: X | 04/09/2023`)."""
    for block in blocks[max(0, title - 2) : first + 1]:
        if len(block.text) <= 160 and (found := _AUTHOR_META.search(block.text)):
            return clean_author(found["name"])
    return None


def parse_text(text: str) -> ParsedArticle | NotArticle:
    """A text/plain page (lines as a reader sees them) taken apart."""
    return take_apart(text_blocks(text))
