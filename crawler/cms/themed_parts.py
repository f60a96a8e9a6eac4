"""What stands around the text on pages of families whose themes differ in names only: leads, captions, files, signatures."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from crawler.byline import credited, printed_author
from crawler.cms import common
from crawler.cms.base import FileLink
from crawler.cms.density import Page
from crawler.cms.scene import Scene
from crawler.cms.surroundings import outermost, says, split_css
from crawler.cms.text_page import is_prose
from crawler.dates_seen import SeenDate, seen_date
from crawler.decode import fold
from crawler.furniture import is_update, meta_date
from crawler.html_text import Block, blocks_of, line_of, readable

_POINTER = re.compile(
    r"\W*(?:(?:tải (?:về|xuống)|download|xem (?:file|tệp|văn bản))\W*$"
    r"|(?:xem|đọc) thêm\s*[:>»–-]|(?:tin|bài)(?: viết| đọc)? liên quan\s*[:>»–-]|(?:có thể )?bạn (?:có thể )?quan tâm\s*[:>»–-])",
    re.I,
)


def with_time(node: Tag, seen: SeenDate) -> str:
    """A printed date with the time that stands beside it in an element of its own (page builders set them apart)."""
    for parent in list(node.parents)[:5] if not seen.timed else ():
        line = line_of(parent) if parent.name not in ("body", "main", "article") else ""
        whole = seen_date(line) if len(line) <= 160 else None
        if whole is None or whole.iso[:10] != seen.iso[:10]:
            break
        if whole.timed:
            return whole.iso
    return seen.iso


def main_text(page: Page) -> str:
    """The beginning of what a page says: enough to tell a notice."""
    return " ".join(b.text for b in page.blocks)[:3000]


def unicode_title(title: str) -> str:
    """A title in Unicode, whatever old coding it was typed in."""
    return " ".join(b.text for b in readable([Block("p", title)])[0])


def alike(text: str, key: str) -> bool:
    """Whether a heading and a title (both folded) are one, also where one of them is cut."""
    return text == key or (len(text) >= 20 and (key.startswith(text) or text.startswith(key)) and len(key) >= 20)


def is_meta(block: Block) -> bool:
    """A date line or a tool's link above the text."""
    seen = meta_date(block.text)
    return seen is not None or (is_update(block.text) and seen_date(block.text) is not None and len(block.text) <= 80)


def is_pointer(block: Block) -> bool:
    """A link that only says that there is a file (it is among the article's files), or that names another article."""
    return block.kind in ("p", "li", "heading") and block.linked > 0.5 and _POINTER.match(block.text) is not None


def outside(scene: Scene, css: str) -> list[Tag]:
    """The elements of the first selector that has any in the page's main part, outside the text and not around it."""
    body = scene.body
    for one in split_css(css):
        found = [n for n in scene.parts(one) if n is not body and body not in n.parents and n not in body.parents and line_of(n)]
        if found:
            return outermost(found)
    return []


def not_cut(head: list[Block], inner: list[Block]) -> list[Block]:
    """The lead's blocks without those that only are the text's beginning, cut off (`…`), as excerpts are made."""
    text = fold(" ".join(b.text for b in inner[:8]))
    return [
        b
        for b in head
        if b.kind != "p" or b.text[-1:] not in ("…", "]", ".") or not text.startswith(fold(b.text.rstrip("[]… .")))
    ]


def unsigned(blocks: list[Block], author: str | None) -> list[Block]:
    """The blocks without a line of nothing but the author's name above the first paragraph: it stands beside the date there."""
    start = next((i for i, b in enumerate(blocks) if is_prose(b) or b.kind == "table"), 0)
    return [b for i, b in enumerate(blocks) if not (author and i < start and printed_author(b.text) == author)]


def credited_above(scene: Scene) -> str | None:
    """The person whom a line above the text names together with a date."""
    opening = next((b.text for b in blocks_of(scene.body) if is_prose(b)), None)
    for block in scene.page.blocks:
        if block.text == opening:
            return None
        if name := credited(block.text):
            return name
    return None


def captions(node: Tag) -> list[Block]:
    """What is written below a picture outside the text."""
    return [Block("caption", b.text) for b in blocks_of(node) if b.text and b.kind != "table"]


def files_of(nodes: list[Tag], base: str) -> tuple[FileLink, ...]:
    """The files of several elements, each once, those of the boxes first."""
    found: dict[str, FileLink] = {}
    for node in nodes:
        for file in common.file_links(node, base):
            found.setdefault(file.url, file)
        # A viewer before the link has the file's address only: the link's words name it.
        for link in node.find_all("a", href=True):
            file_at = found.get(common.absolute(base, link.get("href")) or "")
            unnamed = file_at is not None and file_at.name == unquote(urlsplit(file_at.url).path).rsplit("/", 1)[-1]
            if file_at is not None and unnamed and line_of(link) and not says(link, "tải xuống", "tải về", "download", "xem"):
                found[file_at.url] = replace(file_at, name=line_of(link))
    return tuple(found.values())
