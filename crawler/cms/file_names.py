"""What a file is called that a page offers: by the link's words, its attributes, what stands beside it, or its address."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, unquote, urlsplit

from bs4 import Tag

from crawler.decode import clean_inline
from crawler.html_text import line_of
from crawler.pointers import LABEL_BEFORE, SIZE_BEHIND, names_nothing

_ROW = 300  # characters: a longer row is text, or lays out the page
_LONGEST = 150  # characters of a name beside a link
_DAY = re.compile(r"[\d\s:/.,-]+")
_SENTENCE = re.compile(r"[.!?…:;]$|^(?:xem|tải|chi tiết|mời|vui lòng|nội dung|đề nghị|kính)\b", re.I)


def file_name(link: Tag, url: str, kinds: Collection[str]) -> str | None:
    """The name of the file that a link offers. Its words, unless they only say `Tải về`; then the attributes `download` and
    `title`, the row it stands in, its address, the line around it. `kinds`: endings of files, lower case. None: nothing
    names it."""
    said = LABEL_BEFORE.sub("", line_of(link))
    if said and not names_nothing(said):
        return said
    given = clean_inline(str(link.get("download") or ""))
    if _ending(given) in kinds:
        return given
    title = LABEL_BEFORE.sub("", clean_inline(str(link.get("title") or "")))
    if said and _is_name(title):
        return title
    addressed = _in_address(url, kinds)
    row = _in_row(link) if said else None
    if row or addressed:
        return row or addressed
    beside = _beside(link, link.parent) if said and link.parent is not None else None
    if beside:
        return beside
    return None if said else unquote(urlsplit(url).path).rsplit("/", 1)[-1] or None


def _ending(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def _is_name(text: str) -> bool:
    """Whether a text can be a file's name: words that are no button, no size, no day and no sentence."""
    return (
        len(text) <= _LONGEST
        and re.search(r"[^\W\d_]{2}", text) is not None
        and not names_nothing(text)
        and not _DAY.fullmatch(text)
        and not _SENTENCE.search(text)
    )


def _in_address(url: str, kinds: Collection[str]) -> str | None:
    """The file's name at the end of an address, or in its query."""
    parts = urlsplit(url)
    values = [unquote(parts.path), *(v for _, v in parse_qsl(parts.query))]
    names = [clean_inline(v.replace("\\", "/").rsplit("/", 1)[-1]) for v in values]
    return next((n for n in names if _ending(n) in kinds), None)


def _in_row(link: Tag) -> str | None:
    """The first cell of the link's row, or the words of its list item, that can be a name. A row with several files is none."""
    row = link.find_parent(["tr", "li"])
    if row is None or len(line_of(row)) > _ROW or _offers(row) > 1:
        return None
    if row.name == "tr":
        cells = [line_of(c) for c in row.find_all(["td", "th"]) if link not in c.descendants]
        return next((c for c in cells if _is_name(c)), None)
    return _beside(link, row)


def _beside(link: Tag, around: Tag) -> str | None:
    """The words of an element around a link, without the link's own and without a label (`File đính kèm:`)."""
    if len(line_of(around)) > _ROW or _offers(around) > 1:
        return None
    rest = line_of(around)
    for one in around.find_all("a"):
        if names_nothing(words := line_of(one)) and words:
            rest = rest.replace(words, " ", 1)
    rest = SIZE_BEHIND.sub("", clean_inline(LABEL_BEFORE.sub("", clean_inline(rest))).strip(" :-–|•·"))
    return rest if _is_name(rest) else None


def _offers(node: Tag) -> int:
    """How many addresses an element links to."""
    return len({str(a.get("href")) for a in node.find_all("a", href=True) if not str(a["href"]).startswith(("#", "javascript:"))})
