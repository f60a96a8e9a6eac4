"""The section of an article on a page of unknown markup: by the path line, or by the link to the address above its own."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup

from crawler.cms import common
from crawler.cms.surroundings import names_of
from crawler.furniture import folded_key
from crawler.html_text import line_of

_HOME = re.compile(r"^\W*(?:trang (?:chủ|nhất)|home|trangchu|homepage)\W*$", re.I)
_MENU = re.compile(r"menu|(?:^|[-_])(?:main|top|site)?-?nav(?:bar|igation)?(?:$|[-_])|footer|header|banner", re.I)
_WHOLE = ("html", "body", "form")
_CATEGORY = ("catid", "cat", "categoryid", "cateid", "idcat", "cid", "chuyenmucid", "idchuyenmuc")
_MOST_LINKS = 7  # a path line has a few links, a menu many
_LONGEST = 80


def section_of(soup: BeautifulSoup, url: str, title: str) -> str | None:
    """The name of an article's section, or None where the page does not tell."""
    return common.breadcrumb(soup) or _by_path_line(soup, url, title) or _by_parent(soup, url, title)


def _by_path_line(soup: BeautifulSoup, url: str, title: str) -> str | None:
    """The last link of a short line that begins with the home page: `Trang chủ > Tin tức > Cải cách hành chính`. A line
    whose marks lead on goes before one that a short menu can look like, too (`Trang chủ | Liên hệ`, a list)."""
    plain: str | None = None
    base = common.base_of(soup, url)
    for home in soup.find_all("a", href=True):
        if not _HOME.match(line_of(home) or str(home.get("title") or "")):
            continue
        for parent in list(home.parents)[:4]:
            links = parent.find_all("a", href=True)
            if len(links) > _MOST_LINKS:
                break
            rest = [(line_of(a), common.absolute(base, a.get("href"))) for a in links if a is not home]
            names = [n for n, u in rest if n and len(n) <= _LONGEST and folded_key(n) != folded_key(title) and u != url]
            if names and links[0] is home and len(names) == len([n for n, _ in rest if n and folded_key(n) != folded_key(title)]):
                marks = re.sub("|".join(map(re.escape, names)), "", line_of(parent))
                if re.search(r"[>»›/\\→]", marks):
                    return names[-1]
                if re.search(r"[|:-]", marks) or parent.name in ("ul", "ol", "nav"):
                    around = (p for p in [parent, *parent.parents] if p.name not in _WHOLE)
                    if not any(_MENU.search(n) for p in around for n in names_of(p)):
                        plain = plain or names[-1]
                    break  # what holds this line holds other links, too
    return plain


def _by_parent(soup: BeautifulSoup, url: str, title: str) -> str | None:
    """The words of the link to the address that the article's lies below (`/tin-tuc/x.html` -> `/tin-tuc`), or that has its
    section's number without the article's."""
    base, parts = common.base_of(soup, url), urlsplit(url)
    query = {k.lower(): v for k, v in parse_qsl(parts.query)}
    above = re.sub(r"/[^/]*$", "", parts.path.rstrip("/")).lower()
    for link in soup.find_all("a", href=True):
        target, name = common.absolute(base, link.get("href")), line_of(link)
        if target is None or not name or len(name) > _LONGEST or _HOME.match(name) or folded_key(name) == folded_key(title):
            continue
        there = urlsplit(target)
        if there.netloc.lower() != parts.netloc.lower():
            continue
        theirs = {k.lower(): v for k, v in parse_qsl(there.query)}
        same = any(query.get(name) and theirs.get(name) == query[name] for name in _CATEGORY)
        if "id" in query and same and theirs.keys() <= query.keys() - {"id"}:
            return name
        path = re.sub(r"\.[a-z]{3,5}$", "", there.path.rstrip("/").lower())
        if above and path == above and not there.query:
            return name
    return None
