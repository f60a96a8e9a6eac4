"""FITC portals (Thừa Thiên Huế): ASP.NET pages whose classes begin `TT_`. Facts: docs/portals survey, section 6."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

from crawler.cms import common
from crawler.cms.base import NotArticle
from crawler.cms.generic import Generic
from crawler.cms.layouts import Layout
from crawler.cms.listed import Names
from crawler.cms.scene import Scene
from crawler.cms.surroundings import unlinked
from crawler.cms.themed import Themed
from crawler.html_text import line_of

_BEGIN, _END = "fitcbatdaudoctin", "fitcketthucdoctin"
_PARTS = {
    "title": '[class*="TinChiTiet_TieuDe" i], [class*="ChiTiet_TieuDe" i]',
    "lead": (
        '[class*="ChiTiet_TrichDan" i], [class*="ChiTiet_TomTat" i], [class*="ChiTiet_MoTa" i]:not([class*="MoTaAnh" i])'
    ),
    "date": (
        '[class*="TinChiTiet_NgayCapNhat" i] span span, [class*="TinChiTiet_NgayCapNhat" i], [class*="ChiTiet_Ngay" i],'
        ' [class*="ChiTiet_ThoiGian" i]:not([class*="LienQuan" i])'
    ),
    "author": '[class*="TinChiTiet_TacGia" i], [class*="ChiTiet_TacGia" i], [class*="TinChiTiet_ButDanh" i]',
    "files": '[class*="TinChiTiet_DinhKem" i], [class*="ChiTiet_TapTin" i], [class*="DinhKem" i], [class*="TepTin" i]',
}
_BODY = '[class*="TinChiTiet_DocTin" i], [class*="ChiTiet_NoiDung" i], [class*="TinChiTiet_NoiDung" i]'
_IDS = ("tc", "newsid", "tinid", "idtin", "baivietid", "id")


class Fitc(Themed):
    """The family's pages; see `Family` for what each method gives."""

    id = "fitc"
    layouts = (
        Layout("fitc", body=_BODY, **_PARTS),
        # Between the comments stand title, date and tools, too: they are taken out by their names.
        Layout("fitc-comments", body="", **_PARTS),
    )
    drop = (
        '[class*="ChiTiet_TieuDe" i], [class*="NgayCapNhat" i], [class*="ChucNang" i], [class*="LienQuan" i], [id^=divPhanTrang],'
        ' [class*="TruongMuc" i], [class*="DeMuc" i], [class*="DinhKem" i], [class*="TacGia" i], [class*="Font_" i]'
    )
    names = Names(
        links=(
            'a[class*="TT_" i]:not([class*="LienQuan" i]), [class*="TT_" i]:not([class*="LienQuan" i]) a[href],'
            ' [class*="TieuDe" i] a, [class*="TM_" i] a'
        ),
        date='[class*="ThoiGian" i], [class*="Ngay" i]',
        lead='[class*="TrichDan" i], [class*="TomTat" i], [class*="MoTa" i]:not([class*="MoTaAnh" i])',
        main="[id^=divPhanTrang], [id*=divDanhSach i], [id*=divTM i]",
        following='[class*="TrangSau" i] a, a[class*="TrangSau" i], a[title*="Trang sau" i], a[title*="Trang tiếp" i]',
    )

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        if _comments(soup)[0] is not None:
            signs.append("comment FitcBatDauDocTin")
        if soup.select_one('[class*="TT_TinChiTiet_" i]') is not None:
            signs.append("classes TT_TinChiTiet_*")
        elif soup.select_one('[class^="TT_" i], [class*=" TT_" i]') is not None:
            signs.append("classes TT_*")
        if soup.select_one('[class*="TMCD" i]') is not None:
            signs.append("classes TMCD*")
        return signs

    def article_key(self, url: str) -> str | None:
        """`tc` of `/?gd=1&cn=129&tc=22380`, `newsid` of a path (number or GUID), else what the general signals say."""
        parts = urlsplit(url)
        query = {k.lower(): v for k, v in parse_qsl(parts.query)}
        steps = [unquote(s) for s in parts.path.split("/")]
        given = query | {k.lower(): v for k, v in pairwise(steps)}
        for name in _IDS:
            if re.fullmatch(r"\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", given.get(name, ""), re.I):
                return given[name].lower()
        return Generic().article_key(url) if parts.path.strip("/") else None

    def canonical_url(self, url: str) -> str:
        return common.canonical(url, drop=("in", "banin", "page", "trang"))

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """No site map or feed of these portals is known."""
        return ()

    def listed(self, url: str) -> bool:
        return super().listed(url) and self.article_key(url) is not None

    def refused(self, soup: BeautifulSoup, url: str) -> NotArticle | None:
        query = {k.lower(): v.lower() for k, v in parse_qsl(urlsplit(url).query)}
        if {"in", "banin"} & query.keys() or query.get("print") in ("1", "true"):
            return NotArticle("print copy")
        return common.refused_address(url)

    def body(self, soup: BeautifulSoup, layout: Layout) -> Tag | None:
        return super().body(soup, layout) if layout.body else _between(soup)

    def section(self, scene: Scene, layout: Layout) -> str | None:
        """The last name of the path line above the article: `Tin tức >> Cải cách hành chính`."""
        line = scene.soup.select_one('[class*="DongTruongMuc" i]')
        return (line_of(line).split(">>")[-1].strip(" :") or None) if line is not None else common.breadcrumb(scene.soup)


def _comments(soup: BeautifulSoup) -> tuple[Comment | None, Comment | None]:
    """The comments that stand before and after an article's text."""
    found: dict[str, Comment] = {}
    for comment in soup.find_all(string=lambda s: isinstance(s, Comment)):
        for name in (_BEGIN, _END):
            if name in str(comment).lower() and isinstance(comment, Comment):
                found.setdefault(name, comment)
    return found.get(_BEGIN), found.get(_END)


def _between(soup: BeautifulSoup) -> Tag | None:
    """The element between the comments that holds most text."""
    begin, end = _comments(soup)
    held: list[Tag] = []
    if begin is None or end is None:
        return None
    for element in begin.next_elements:
        if element is end:
            return max(held, key=unlinked, default=None)
        if isinstance(element, Tag) and not any(p in held for p in element.parents) and end not in element.descendants:
            held.append(element)
    return None
