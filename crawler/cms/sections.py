"""The section of an article on a page of unknown markup: by the path line, or by the link to the address above its own."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise, takewhile
from operator import is_not
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup, Comment, Tag

from crawler.cms import common
from crawler.cms.surroundings import names_of
from crawler.decode import clean_inline
from crawler.furniture import folded_key
from crawler.html_text import line_of

_HOME = re.compile(r"^\W*(?:trang (?:chủ|nhất)|home|trangchu|homepage)\W*$", re.I)
_MENU = re.compile(r"menu|(?:^|[-_])(?:main|top|site)?-?nav(?:bar|igation)?(?:$|[-_])|footer|header|banner", re.I)
# Entries of a menu that no article is filed under.
_MENU_WORD = re.compile(
    r"^\W*(?:giới thiệu|liên hệ|sơ đồ|rss|english|tiếng (?:việt|anh)|đăng (?:nhập|ký)|hỏi đáp|hỏi - đáp|góp ý|"
    r"thư (?:viện|điện tử)|"
    r"dịch vụ công|tìm kiếm|contact|about|sitemap|login)\b",
    re.I,
)
_PATH_TEXT = re.compile(r"^\s*(?:trang (?:chủ|nhất)|home)\s*[/>»›→]+\s*\w", re.I)
_ICONS = ("i", "svg", "img")
_MOST_ARROWED = 5
_WHOLE = ("html", "body", "form")
_CATEGORY = ("catid", "cat", "categoryid", "cateid", "idcat", "cid", "chuyenmucid", "idchuyenmuc")
_MOST_LINKS = 7  # a path line has a few links, a menu many
_LONGEST = 80


def section_of(soup: BeautifulSoup, url: str, title: str) -> str | None:
    """The name of an article's section, or None where the page does not tell."""
    found = common.breadcrumb(soup) or _by_path_line(soup, url, title) or _by_words(soup, title)
    return found or _by_parent(soup, url, title)


def _by_path_line(soup: BeautifulSoup, url: str, title: str) -> str | None:
    """The last link of a short line that begins with the home page: `Trang chủ > Tin tức > Cải cách hành chính`.

    Marks that lead on make a path; a line parted by `|` or by nothing is a menu (`Trang chủ | Giới thiệu | Liên hệ`) unless it
    has one entry, ends with the article's title, or each of its addresses lies below the one before."""
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
            told = [(n, u) for n, u in rest if n and folded_key(n) != folded_key(title)]
            names = [n for n, u in told if len(n) <= _LONGEST and u != url]
            if not rest:
                continue
            if names and links[0] is home and len(names) == len(told):
                marks = re.sub("|".join(map(re.escape, names)), "", line_of(parent))
                if re.search(r"[>»›/\\→]", marks) or _is_arrowed(links):
                    return names[-1]
                lone = len(told) == 1 and (re.search(r"[|:-]", marks) or parent.name in ("ul", "ol", "nav"))
                ends = folded_key(line_of(parent)).endswith(folded_key(title)) or len(told) < len(rest)
                if (lone or ends or _is_nested([u for _, u in told])) and not any(map(_MENU_WORD.match, names)):
                    around = (p for p in [parent, *parent.parents] if p.name not in _WHOLE)
                    if not any(_MENU.search(n) for p in around for n in names_of(p)):
                        plain = plain or names[-1]
            break  # what holds this line holds other links, too
    return plain


def _is_arrowed(links: list[Tag]) -> bool:
    """Whether between each two links of a line stands nothing but a picture or an icon: an arrow."""
    if not 2 <= len(links) <= _MOST_ARROWED or len({id(a.parent) for a in links}) > 1:
        return False
    for one, following in pairwise(links):
        between = list(takewhile(partial(is_not, following), one.next_siblings))
        tags = [n for n in between if isinstance(n, Tag)]
        text = "".join(n.get_text() if isinstance(n, Tag) else str(n) for n in between if not isinstance(n, Comment))
        if len(tags) != 1 or text.strip() or not (tags[0].name in _ICONS or tags[0].find(_ICONS)):
            return False
    return True


def _is_nested(addresses: list[str | None]) -> bool:
    """Whether each address lies below the one before it."""
    paths = [urlsplit(u).path.rstrip("/").lower() + "/" for u in addresses if u]
    return len(paths) >= 2 and all(b.startswith(re.sub(r"\.[a-z]{3,5}/$", "/", a)) and a != b for a, b in pairwise(paths))


def _by_words(soup: BeautifulSoup, title: str) -> str | None:
    """The last part of a path line without links: `Trang chủ / Tin tức / Cải cách hành chính`."""
    for string in soup.find_all(string=_PATH_TEXT):
        if string.find_parent(("script", "style", "title", "a")) is not None:
            continue
        parts = [p.strip() for p in re.split(r"\s*[/>»›→]+\s*", clean_inline(str(string)))]
        names = [p for p in parts[1:] if p and folded_key(p) != folded_key(title)]
        if names and len(parts) <= _MOST_LINKS and all(len(n) <= _LONGEST for n in names):
            return names[-1]
    return None


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
