"""Files below an article's text that only a label names (`Tệp đính kèm: Báo cáo.pdf`): modules print them in no box of their own.

The label's words: docs/portals survey, sections 4 and 8.
"""

from __future__ import annotations

import re

from bs4 import Tag

from crawler.cms import common
from crawler.cms.scene import Scene
from crawler.cms.surroundings import beside
from crawler.decode import clean_inline
from crawler.html_text import line_of

_LABEL = re.compile(
    r"^\W*(?:(?:các )?(?:tệp|tập|file|files|tài liệu|văn bản)(?: tin)?(?: văn bản)? ?(?:đính kèm|kèm theo|gửi kèm)|đính kèm|"
    r"attachments?)\b[^.!?]{0,20}$",
    re.I,
)
_LEVELS = 3  # elements around a label that may hold its files
_MOST_TEXT = 1000  # characters: what holds more is no list of files


def labelled_boxes(scene: Scene, base: str) -> list[Tag]:
    """The elements that hold a label and its files, outside the text and not around it, in page order."""
    out: list[Tag] = []
    for label in scene.soup.find_all(string=lambda text: text is not None and len(text) <= 80):
        if not _LABEL.match(clean_inline(label)) or label.parent is None or beside(label.parent):
            continue
        for around in [p for p in label.parents if p.name not in ("a", "option")][:_LEVELS]:
            if around is scene.body or scene.body in around.parents or around in scene.body.parents:
                break
            if len(line_of(around)) <= _MOST_TEXT and common.file_links(around, base):
                out += [around] if not any(around is known for known in out) else []
                break
    return out
