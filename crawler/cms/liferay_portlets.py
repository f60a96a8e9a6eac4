"""The portlets of a Liferay page: which one an element stands in, which one an address speaks to, which stand in a side column,
and which show a notice in place of an article (withdrawn, missing, empty category). Facts: docs/portals survey, section 3."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from crawler.cms import liferay_address as address
from crawler.cms import liferay_layouts as layouts
from crawler.cms.signals import in_side_box
from crawler.furniture import SOFT_404
from crawler.html_text import classes_of, line_of

GONE = re.compile(
    r"ngừng xuất bản|đã bị gỡ|không còn (?:tồn tại|hiệu lực|khả dụng)|no longer (?:exists|available)|temporarily unavailable|"
    r"tạm thời không|không có (?:bài viết|tin|dữ liệu|kết quả|nội dung)|chưa có (?:bài viết|tin|dữ liệu|nội dung)|no results",
    re.I,
)
_ALERT = ".alert, .portlet-msg-info, .portlet-msg-error, .portlet-msg-alert, .lfr-message-response"
_MAX_NOTICE = 300  # characters: a portlet that shows more than this shows more than a notice


def portlet_of(node: Tag) -> Tag | None:
    """The portlet's element that an element stands in."""
    for parent in [node, *node.parents]:
        if parent.attrs and (str(parent.get("id") or "").startswith("p_p_id_") or "portlet-boundary" in classes_of(parent)):
            return parent
    return None


def is_portlet(node: Tag | None, name: str | None) -> bool:
    """Whether a portlet's element is the one that an address speaks to (a whole id or an instance)."""
    ident = str(node.get("id") or "") if node is not None else ""
    return bool(name) and (ident == f"p_p_id_{name}_" or ident.endswith(f"_INSTANCE_{name}_"))


def shows_alert(soup: BeautifulSoup) -> bool:
    """Whether a portlet outside the side columns holds a message box: what should stand there is empty or missing."""
    return any(n.select_one(_ALERT) is not None and not is_narrow(n) for n in soup.select(layouts.PORTLET))


def is_narrow(node: Tag) -> bool:
    """Whether a portlet stands in a side column by the grid's classes, or in a box known by name as one beside the text."""
    for parent in node.parents:
        if not parent.attrs:
            continue
        names = " ".join(classes_of(parent))
        if "portlet-column" not in names and not re.match(r"column-\d", str(parent.get("id") or "")):
            continue
        sizes = [int(n) for n in re.findall(r"(?:^|\s)(?:col-(?:(?:md|lg|xl)-)?|span)(\d+)(?=\s|$)", names)]
        shares = [int(n) for n in re.findall(r"(?:^|\s)(?:aui-)?w(\d\d)(?=\s|$)", names)]
        if sizes or shares:
            return bool(sizes and max(sizes) <= 4) or bool(shares and max(shares) <= 40)
    return in_side_box(node)


def shows_notice(soup: BeautifulSoup, url: str, *, named_only: bool = False) -> bool:
    """Whether a portlet in the main column (`named_only`: the one that the address speaks to) shows a notice only: a withdrawn
    or missing article, an empty category."""
    named = address.instance(url)
    for node in soup.select(layouts.PORTLET):
        text = line_of(node)
        if not text or len(text) > _MAX_NOTICE or ((named_only or is_narrow(node)) and not is_portlet(node, named)):
            continue
        if GONE.search(text) or SOFT_404.search(text) or (is_portlet(node, named) and node.select_one(_ALERT)):
            return True
    return False
