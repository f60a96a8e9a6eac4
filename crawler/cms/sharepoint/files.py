"""The files of a SharePoint article: links in its text, and the table below `Tài liệu kèm theo:`."""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import Tag

from crawler.cms import common
from crawler.cms.base import FileLink
from crawler.cms.sharepoint.layouts import FILE_BOXES, FILES_LABEL, OTHERS
from crawler.cms.sharepoint.parts import Parts, View, stands_in
from crawler.cms.text_page import is_prose
from crawler.decode import clean_inline
from crawler.furniture import is_stop
from crawler.html_text import blocks_of, line_of

_MAX_LABEL = 400  # characters as coded: marks and white space count
_MAX_SIBLINGS = 6
_MAX_REGION = 3000  # characters: more text is no table of files


@dataclass(frozen=True)
class Attachments:
    """The files in page order, each once, and the elements (by `id()`) that hold them and are no text."""

    links: tuple[FileLink, ...] = ()
    taken: set[int] = field(default_factory=set)


def attachments(view: View, base: str, parts: Parts) -> Attachments:
    """The files that an article offers; boxes beside it, and the related items below it, offer others."""
    labels, regions = _regions(view, base, parts)
    found: dict[str, FileLink] = {}
    for node in (*parts.bodies, *regions):
        others = {file.url for box in view.all(OTHERS, node) for file in common.file_links(box, base)}
        for file in _files_in(node, base):
            if file.url not in others:
                found.setdefault(file.url, file)
    return Attachments(tuple(found.values()), {id(n) for n in (*labels, *regions)})


def _files_in(node: Tag, base: str) -> tuple[FileLink, ...]:
    """The files of an element, or the one that a link itself leads to."""
    if node.name != "a" or node.parent is None:
        return common.file_links(node, base)
    url = common.absolute(base, node.get("href"))
    return tuple(file for file in common.file_links(node.parent, base) if file.url == url)


def _regions(view: View, base: str, parts: Parts) -> tuple[list[Tag], list[Tag]]:
    """Labels of files, and the elements with files that belong to one or are named so. Never the body itself."""
    labels: list[Tag] = []
    regions = [n for n in view.select(FILE_BOXES) if _holds_files(n, base, parts)]
    for text in view.soup.find_all(string=_is_label):
        around = text.parent
        if around is None or view.at_side(around):
            continue
        label = _line_element(around)
        if not FILES_LABEL.match(clean_inline(label.get_text())):
            below = [around] if _holds_files(around, base, parts) else []
        else:
            below = [label] if _holds_files(label, base, parts) else _below(label, base, parts)
            labels += [label] if below else []
        regions += [n for n in below if not any(n is r or stands_in(n, r) for r in regions)]
    return labels, regions


def _is_label(text: str | None) -> bool:
    return text is not None and len(text) <= _MAX_LABEL and FILES_LABEL.match(clean_inline(text)) is not None


def _line_element(tag: Tag) -> Tag:
    """The largest element around a label that holds nothing else."""
    line = clean_inline(tag.get_text())
    while tag.parent is not None and clean_inline(tag.parent.get_text()) == line:
        tag = tag.parent
    return tag


def _below(label: Tag, base: str, parts: Parts) -> list[Tag]:
    """The elements with files right behind a label, or behind an element that holds it and no text of the article."""
    node = label
    for _ in range(4):
        found: list[Tag] = []
        siblings = [s for s in node.next_siblings if isinstance(s, Tag) and (line_of(s) or s.find("a") is not None)]
        for one in siblings[:_MAX_SIBLINGS]:
            if is_stop(line_of(one)[:200]) or not _holds_files(one, base, parts):
                break
            found.append(one)
        parent = node.parent
        if found or parent is None or parent.name in ("form", "body") or any(parent is b for b in parts.bodies):
            return found
        if _holds_files(parent, base, parts):
            inside = any(stands_in(parent, body) for body in parts.bodies)
            return [] if inside and any(is_prose(b) for b in blocks_of(parent)) else [parent]
        node = parent
    return []


def _holds_files(node: Tag, base: str, parts: Parts) -> bool:
    """Whether an element has files and is neither the body nor around it."""
    if any(node is body or stands_in(body, node) for body in parts.bodies):
        return False
    return bool(_files_in(node, base)) and len(line_of(node)) <= _MAX_REGION
