"""The row in which a family writes down how one theme or version names the parts of an article page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """How one theme or version names the parts of an article (CSS; selectors of a list are tried in order). `media`: pictures
    with captions between title and text; `files`: boxes of attachments outside the text."""

    name: str
    title: str
    body: str
    lead: str = ""
    date: str = ""
    author: str = ""
    media: str = ""
    files: str = ""
    section: str = ""


# The rows by which `generic` reads pages that bear these classes and no other sign: name, title, body, lead, date.
COMMON_KIT = (
    "common",
    "h1.title-detail, .title-detail",
    ".article-content.common-content, .article-content",
    ".article-brief",
    ".post-date, .article-date",
)
FITC_KIT = ("fitc", ".TT_TinChiTiet_TieuDe", ".TT_TinChiTiet_DocTin", "", ".TT_TinChiTiet_NgayCapNhat")
