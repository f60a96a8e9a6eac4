"""Joomla's addresses: articles of the core and of K2, EasyBlog and ZOO, list positions and feeds. Docs/portals survey, section 2.

An article is its number wherever the address has one, under any alias, menu path or suffix: `/tin/101-ten-bai`,
`/index.php/tin/101-ten-bai.html`, `?view=article&id=101:ten-bai`. Modern routing (3.8 and newer, ids off), sh404SEF and EasyBlog
drop the number: there the key is the path of aliases. An install links all its articles in one of the two ways, in
lists and feeds alike, so a crawl meets one key an article; where an old link has the other form the text is the same, and
`extract.knowledge` tells the copies. A path is not shortened to its last alias: two categories may each have a `thong-bao`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from crawler.cms import common

_NUMBERED = re.compile(r"(?P<id>\d+)[-:][^/]+?(?:\.html?)?|(?P<id2>\d+)(?:\.html?)?", re.I)
_LEADING = re.compile(r"\d+")
# The prefix of a component's numbers: each counts for itself.
_COMPONENTS = {"com_k2": "k2", "com_easyblog": "blog", "com_zoo": "zoo", "com_content": ""}
_VIEWS = {"article": "com_content", "item": "com_k2", "entry": "com_easyblog"}
_PAGER = re.compile(r"(?:page|trang|results?)[-_,]?(?P<n>\d+)(?:-\d+)?(?:\.html?)?", re.I)
# Steps of a path that lead to no article: tools, lists, files. A menu may bear most of these names, so the first step is free.
_NO_ARTICLE = frozenset(
    (
        *("itemlist", "tag", "tags", "search", "login", "registration", "mailto", "doc_download", "download", "finish", "send"),
        *("summary", "file", "categories", "latest", "users", "sitemap", "newsfeed", "contact", "blogger", "calendar"),
        *("jdownloads", "phocadownload", "weblink", "banners"),
    )
)
# Views of the core's component that show lists and forms.
_NO_VIEW = frozenset(("category", "categories", "archive", "featured", "form", "section", "frontpage"))
_NO_MENU = frozenset(("administrator", "images", "media", "templates", "modules", "plugins", "attachments"))
_DROPPED = ("tmpl", "print", "page", "start", "limitstart", "layout", "showall", "Itemid", "hitcount")
_LIST_PARTS = ("start", "limitstart", "format", "type", "tmpl", "print", "filter_order", "filter_order_dir", "limit")


def _query(url: str) -> dict[str, str]:
    return {k.lower(): v for k, v in parse_qsl(urlsplit(url).query)}


def _steps(url: str) -> list[str]:
    """The steps of a path without index.php, in lower case."""
    steps = [s for s in unquote(urlsplit(url).path).lower().split("/") if s]
    return steps[1:] if steps and steps[0] == "index.php" else steps


def article_key(url: str) -> str | None:
    """The article's number (`101`, `k2-33`), else its path of aliases (`tin/ten-bai-viet-dai`); None for other pages."""
    query = _query(url)
    if query.get("format") in ("feed", "pdf", "raw", "vcf"):
        return None
    if "view" in query or "option" in query:
        return _asked(query)
    steps = _steps(url)
    if not steps or _is_tool(steps):
        return None
    last = steps[-1]
    named = steps[-2] if len(steps) >= 2 else ""
    found = _NUMBERED.fullmatch(last)
    number = _LEADING.match(query.get("id", ""))
    if number and steps[:3] == ["component", "content", "article"]:
        return number.group()
    if named in ("item", "entry"):
        prefix = "k2" if named == "item" else "blog"
        number = _LEADING.match(last)
        return f"{prefix}-{number.group()}" if number and found else f"{named}/{_stem(last)}"
    if found:
        return found["id"] or found["id2"]
    return _path_key(steps)


def _is_tool(steps: list[str]) -> bool:
    if steps[:2] == ["component", "content"] and steps[2:3] and steps[2] in _NO_VIEW:
        return True
    return steps[0] in _NO_MENU or not _NO_ARTICLE.isdisjoint(steps[1:-1]) or steps[-1] in _NO_ARTICLE


def _asked(query: dict[str, str]) -> str | None:
    """The key that a query names; `com_content` where it says no component."""
    view = query.get("view") or query.get("task", "")
    view = "article" if view == "view" and query.get("option") == "com_content" else view  # Joomla 1.0
    option = query.get("option") or _VIEWS.get(view, "")
    number = _LEADING.match(query.get("id") or query.get("item_id", ""))
    if number is None or view not in _VIEWS or option not in _COMPONENTS:
        return None
    prefix = _COMPONENTS[option]
    return f"{prefix}-{number.group()}" if prefix else number.group()


def _stem(step: str) -> str:
    return re.sub(r"\.(?:html?|php)$", "", step)


def _path_key(steps: list[str]) -> str | None:
    """The key of an address without a number: as long as a headline, below a menu, and no page of a list or file."""
    last, stem = steps[-1], _stem(steps[-1])
    if len(steps) < 2 or "." in stem or _PAGER.fullmatch(last) or (steps[0] == "component" and steps[1:2] != ["content"]):
        return None
    least = 4 if last != stem else 5
    if stem.count("-") < least:
        return None
    steps = steps[1:] if steps[0] == "vi" else steps
    return "/".join([*steps[:-1], stem])


def may_be_article(url: str) -> bool:
    """Whether a headline of a list that leads here can lead to an article, though the address is too short to tell."""
    query, steps = _query(url), _steps(url)
    if query.keys() & {"view", "option", "task", "format", "return"}:
        return article_key(url) is not None
    return bool(steps) and not _is_tool(steps) and not _PAGER.fullmatch(steps[-1]) and "." not in _stem(steps[-1])


def canonical(url: str) -> str:
    """The address without session, tracking, print and paging parts."""
    return common.canonical(url, drop=_DROPPED)


def is_whole(url: str) -> bool:
    """Whether an address asks for all parts of an article that has page breaks."""
    return _query(url).get("showall", "") not in ("", "0")


def whole(url: str, printed: bool) -> str:
    """The address of an article with all its parts together: as its page shows them, or for printers, in the page's frame."""
    bare = canonical(url)
    return f"{bare}{'&' if urlsplit(bare).query else '?'}{'print' if printed else 'showall'}=1"


def unprinted(url: str) -> str:
    """An address without the `print=1` that `whole` adds; print copies have `tmpl=component`, too, and stay as they are."""
    return url if "tmpl=" in url else re.sub(r"[?&]print=1$", "", url)


def start(url: str) -> int | None:
    """At which item a list's page begins, where its address says so."""
    query = _query(url)
    value = query.get("start") or query.get("limitstart") or ""
    return int(value) if value.isdigit() else None


def page_number(url: str) -> int | None:
    """Which page of a list an address is, where a path says so (sh404SEF and others: `/tin/page-2.html`)."""
    steps = _steps(url)
    found = _PAGER.fullmatch(steps[-1]) if steps else None
    return int(found["n"]) if found else None


def section_path(url: str) -> str:
    """What a list's address names, whatever its page: path, and the list that a query asks for."""
    steps = [_stem(s) for s in _steps(url) if not _PAGER.fullmatch(s)]
    query = _query(url)
    return "/".join(steps) + "?" + query.get("view", "") + query.get("id", "").partition(":")[0]


def feed(section: str) -> str:
    """The address of a list's feed: the list's own with a query."""
    parts = urlsplit(section)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k.lower() not in _LIST_PARTS]
    return parts._replace(query=urlencode([*query, ("format", "feed"), ("type", "rss")], safe=":/,"), fragment="").geturl()


def discovery(base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
    """The feeds of the sections and of the home page. The core has no sitemap; extensions put theirs here."""
    found = [urljoin(base_url, "/sitemap.xml"), feed(base_url), *(feed(s) for s in sections)]
    return tuple(dict.fromkeys(found))
