"""Drupal 6 to 10. Facts: docs/portals survey, section 6."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common, drupal_layouts
from crawler.cms.base import Listing, NotArticle
from crawler.cms.layouts import Layout
from crawler.cms.own_list import MAINS
from crawler.cms.scene import Scene
from crawler.cms.surroundings import beside
from crawler.cms.themed import Themed
from crawler.dates_seen import VIETNAM
from crawler.decode import fold
from crawler.html_text import Block, classes_of, line_of

_NODE = re.compile(r"^(?:/[a-z]{2}(?:-[a-z]{2,4})?)?/node/(?P<id>\d+)/?$", re.I)
_LANGUAGE = re.compile(r"^/(?:vi|en|vi-vn|en-us)(?=/)", re.I)
_PRINT = re.compile(r"/(?:print(?:mail|pdf|able)?|printable)(?:/|$)|/(?:entity_)?pdf/|/book/export/", re.I)
_NO_ARTICLE = re.compile(
    r"^/(?:user|users|admin|taxonomy|search|contact|comment|forward|rss|sitemap|sites|modules|themes|core|filter|system|batch|feed|"
    r"blog|poll|aggregator|print|printmail|printpdf|printable|media|profile|file)(?:[/.]|$)|\.(?:xml|css|js|txt)$|/feed/?$",
    re.I,
)
_WEEKDAYS = (
    ("thứ hai", "t2", "mon", "hai", "thứ 2"), ("thứ ba", "t3", "tue", "ba", "thứ 3"), ("thứ tư", "t4", "wed", "tư", "thứ 4"),
    ("thứ năm", "t5", "thu", "năm", "thứ 5"), ("thứ sáu", "t6", "fri", "sáu", "thứ 6"), ("thứ bảy", "t7", "sat", "bảy", "thứ 7"),
    ("chủ nhật", "cn", "sun"),
)  # fmt: skip
_SLASHED = re.compile(
    r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?:\s*[-–,]?\s*(?P<H>[01]?\d|2[0-3]):(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?)?"
)


class Drupal(Themed):
    """The family's pages; see `Family` for what each method gives."""

    id = "drupal"
    layouts = drupal_layouts.LAYOUTS
    names = drupal_layouts.LISTS
    mains = MAINS
    drop = drupal_layouts.DROP

    def fingerprint(self, soup: BeautifulSoup, headers: dict[str, str]) -> list[str]:
        signs = []
        named = " ".join(
            v for k, v in headers.items() if k.lower() in ("x-generator", "x-drupal-cache", "x-drupal-dynamic-cache")
        )
        if "drupal" in common.generator(soup).lower():
            signs.append(f"generator {common.generator(soup)}")
        elif "drupal" in named.lower():
            signs.append(f"generator {named} (header)")
        if named:
            signs.append("headers X-Generator or X-Drupal-*")
        paths = re.compile(
            r"/sites/(?:default|all|[\w.-]+)/(?:files|modules|themes)/|/core/(?:misc|modules|themes)/|/misc/drupal\.js"
        )
        if soup.find(["link", "a"], href=paths) or soup.find(["script", "img"], src=paths):
            signs.append("files under /sites/default")
        if any(re.match(r"(?:node-type-|page-node-|path-node$|page-taxonomy)", n) for n in _body_classes(soup)):
            signs.append("body class node-type-* or page-node-*")
        if soup.find(["script"], attrs={"data-drupal-selector": True}) or soup.find(
            "script", string=re.compile("Drupal.settings")
        ):
            signs.append("Drupal settings")
        if soup.select_one(".field-name-body, .field--name-body, .node__content, .views-row, .region-content .node") is not None:
            signs.append("classes of the drupal kit")
        return signs

    def article_key(self, url: str) -> str | None:
        """The node's number where the address has it, else the alias without language and file ending."""
        parts = urlsplit(self.canonical_url(url))
        query = dict(parse_qsl(parts.query))
        path = query["q"] if re.fullmatch(r"node/\d+", query.get("q", "")) else parts.path
        path = re.sub(r"^((?:/[a-z]{2})?)/index\.php(?=/)", r"\1", "/" + path.strip("/"))
        if found := _NODE.match(path):
            return found["id"]
        path = _LANGUAGE.sub("", path)
        if path == "/" or _NO_ARTICLE.search(path) or common.refused_address(url):
            return None
        alias = unquote(re.sub(r"\.html?$", "", path, flags=re.I))
        slug = alias.rsplit("/", 1)[-1]
        ended = alias != unquote(path)
        return alias.strip("/") if slug.count("-") >= 4 or (ended and slug.count("-") >= 2) else None

    def canonical_url(self, url: str) -> str:
        clean = common.canonical(url, drop=("destination", "page", "token", "order", "sort"))
        parts = urlsplit(clean)
        path = re.sub(r"^((?:/[a-z]{2})?)/(?:print|printmail|printpdf|printable/print)/(\d+)$", r"\1/node/\2", parts.path)
        path = re.sub(r"(/node/\d+)/(?:printable/\w+|print|pdf)$", r"\1", path)
        return parts._replace(path=path).geturl()

    def discovery(self, base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
        """The feed of the front page, the feed of each section that is a taxonomy term, and the site map of the usual modules."""
        terms = [f"{url.rstrip('/')}/feed" for url in sections if re.search(r"/taxonomy/term/\d+/?$", url)]
        return (*(urljoin(base_url, path) for path in ("sitemap.xml", "rss.xml")), *terms)

    def listed(self, url: str) -> bool:
        path = _LANGUAGE.sub("", urlsplit(url).path)
        sorts = re.search(r"(?:^|&)order=[^&]*&sort=", urlsplit(url).query)
        return super().listed(url) and not sorts and not _NO_ARTICLE.search(path) and path.rstrip("/") != "/node"

    def listed_date(self, node: Tag) -> str | None:
        """The attribute's date, else the printed one, where the month may stand first (see `published`)."""
        time = node if node.name == "time" else node.find("time")
        return common.machine_date(time) or month_first(line_of(node)) or super().listed_date(node)

    def said_date(self, text: str) -> str | None:
        return month_first(text) or super().said_date(text)

    def listing(self, soup: BeautifulSoup, url: str) -> Listing:
        found = super().listing(soup, url)
        # Pages count from 0, and general signals count from 1: what leads back is no next page.
        back = found.next_url is not None and "page=" in found.next_url + url and sum(_pages(found.next_url)) <= sum(_pages(url))
        if found.next_form or (found.next_url and not back):
            return found
        return replace(found, next_url=_following(soup, url))

    def refused(self, soup: BeautifulSoup, url: str) -> NotArticle | None:
        if _PRINT.search(urlsplit(url).path):
            return NotArticle("print copy")
        refused = common.refused_address(url)
        if refused:
            return refused
        classes = _body_classes(soup)
        if any(re.match(r"(?:page-taxonomy|path-taxonomy|page-frontpage|path-frontpage|page-views)", n) for n in classes):
            return NotArticle("listing")
        if classes & {"page-search", "path-search", "page-user", "path-user"}:
            return NotArticle("search")
        title = fold(line_of(soup.select_one("h1")))
        if re.match(
            r"(?:page not found|không tìm thấy|access denied|truy cập bị từ chối|trang không tồn tại|từ chối truy cập)", title
        ):
            return NotArticle("soft 404")
        if not _has_node(classes) and _is_list(soup):
            return NotArticle("listing")
        return None

    def published(self, scene: Scene, layout: Layout, inner: list[Block]) -> tuple[str | None, str | None]:
        """As elsewhere, but visible dates may put the month first, as Drupal's own formats do: the weekday beside them tells."""
        if iso := self.machine_date(scene, layout):
            return iso, "drupal:time"
        for node in scene.parts(layout.date):
            if iso := month_first(line_of(node), lambda: _counts_months_first(scene.soup)):
                return iso, "drupal:visible date"
        return super().published(scene, layout, inner)


def month_first(text: str, others: Callable[[], bool] | None = None) -> str | None:
    """A date with slashes that can only be month-first (`Wed, 06/26/2024 - 14:05`), as ISO with +07:00: its second number is
    no month, or a weekday is printed that fits this reading and not the other. None for every other text. `others`: whether
    the page's other dates have the month first; they decide where a weekday fits both readings."""
    found = _SLASHED.search(text)
    if found is None:
        return None
    day_first, month = _moment(found, "a", "b"), _moment(found, "b", "a")
    if month is None or day_first == month:
        return None
    if day_first is None:
        return month.isoformat()
    before = fold(text[: found.start()])
    fits = [m for m in (day_first, month) if re.search(rf"(?:^|\W)(?:{'|'.join(_WEEKDAYS[m.weekday()])})\w{{0,6}}$", before)]
    return month.isoformat() if fits == [month] or (len(fits) == 2 and others is not None and others()) else None


def _counts_months_first(soup: BeautifulSoup) -> bool:
    """Whether of the dates of a page that can be read in one way only some have the month first and none the day."""
    text, ways = soup.get_text(" "), set()
    for found in _SLASHED.finditer(text):
        said = month_first(text[max(0, found.start() - 20) : found.end()])
        day_first, month = _moment(found, "a", "b"), _moment(found, "b", "a")
        if said or (month is None and day_first is not None):
            ways.add("month" if said else "day")
    return ways == {"month"}


def _moment(found: re.Match[str], day: str, month: str) -> datetime | None:
    hour, minute, second = (int(found[name] or 0) for name in ("H", "M", "S"))
    try:
        return datetime(int(found["y"]), int(found[month]), int(found[day]), hour, minute, second, tzinfo=VIETNAM)
    except ValueError:
        return None


def _body_classes(soup: BeautifulSoup) -> set[str]:
    return set(classes_of(soup.body)) if soup.body is not None else set()


def _has_node(classes: set[str]) -> bool:
    return any(re.match(r"(?:node-type-|page-node-\d|page-node-type-|node-\d+)", n) for n in classes)


def _is_list(soup: BeautifulSoup) -> bool:
    """Three teasers or more with linked headlines in the main part, and no node's own body."""
    rows = [r for r in soup.select(".views-row, .node-teaser, .node--view-mode-teaser, .view-content tr") if not beside(r)]
    whole = soup.select_one(".node--view-mode-full, .node-full, #node-full")
    return whole is None and sum(1 for r in rows if any(line_of(a) for a in r.select("a[href]"))) >= 3


def _following(soup: BeautifulSoup, url: str) -> str | None:
    """The pager's link with the smallest 0-based page above this one's; several pagers on a page part theirs by commas."""
    at = _pages(url)
    base, best = common.base_of(soup, url), None
    for link in soup.select(".pager a[href], .pagination a[href], .item-list a[href*='page=']"):
        target = common.absolute(base, link.get("href"))
        pages = _pages(target) if target else ()
        if target and sum(pages) == sum(at) + 1 and not beside(link):
            best = best or target
    return best


def _pages(url: str) -> tuple[int, ...]:
    value = dict(parse_qsl(urlsplit(url).query)).get("page", "0")
    return tuple(int(v) for v in value.split(",") if v.isdigit()) or (0,)
