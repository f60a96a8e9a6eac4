"""A new portal seen for the first time: its family, its sections, its feed, three of its articles. At most MOST requests.

A section counts once its page was fetched and named LEAST_ITEMS articles (LEAST_PAGED, where it has a next page), and these do
not stand on pages of other sections as well: then they are a box of the theme.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from core.counted import counted
from crawler.cms import FAMILIES, common, detect
from crawler.cms.base import ParsedArticle
from crawler.discovery import parse_discovery
from crawler.portals import PortalConfig
from crawler.registry.look import Seen, first_articles, read_list, read_text
from crawler.registry.menu import TOPICS, Candidate, candidates
from crawler.registry.probe import Asker, NoPage, Page, ProbeError
from crawler.registry.visit import root_of

MOST = 20
LEAST_ITEMS = 3
LEAST_PAGED = 2
# The same list on more pages of other topics is a box (one may be an overview and its one section). So are this many items
# that other pages link to beside their lists, too; fewer may stand in a box of the newest by chance.
MOST_TWINS = 1
LEAST_IN_BOX = 4
MAX_TRIED = 8
MAX_SECTIONS = 6
# News of all kinds is the last resort: one such section beside those of the topic.
MAX_NEWS = 1
MAX_FEEDS = 2
ARTICLES = 3
MAX_ARTICLES_TRIED = 5
_NEWS = len(TOPICS) - 1
# A home page that only sends on: by a meta refresh or a script.
_REFRESH = re.compile(r"^\s*\d*\s*;?\s*url\s*=\s*['\"]?([^'\"]+)", re.I)
_SCRIPTED = re.compile(r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\()\s*['"]([^'"]+)['"]""")
_DOOR_LINKS = 5
_SAME = "the same items as "


@dataclass(frozen=True, slots=True)
class _Tried:
    """A page that was looked at: its candidate, the articles that it links, and its list (`own`: none of those; `twin`: that of
    a section)."""

    one: Candidate
    linked: frozenset[str]
    own: frozenset[str] = frozenset()
    twin: bool = False


@dataclass
class Findings:
    """What was seen. `sections`: verified ones with their candidates; `passed`: (label, address, why) of the others;
    `elsewhere`: sections on other hosts; `feeds`: (address, number of addresses in it); `articles`: (address, article or why
    none); `hosts`: the hosts that answered; `tried`: the pages looked at for sections."""

    home: Page
    family: str
    signs: list[str]
    sections: list[tuple[Candidate, Seen]] = field(default_factory=list)
    passed: list[tuple[str, str, str]] = field(default_factory=list)
    elsewhere: list[Candidate] = field(default_factory=list)
    feeds: list[tuple[str, int]] = field(default_factory=list)
    articles: list[tuple[str, ParsedArticle | str]] = field(default_factory=list)
    hosts: dict[str, None] = field(default_factory=dict)
    tried: list[_Tried] = field(default_factory=list)

    def lists(self) -> list[Seen]:
        return [seen for _, seen in self.sections]

    def parsed(self) -> list[tuple[str, ParsedArticle]]:
        return [(url, one) for url, one in self.articles if isinstance(one, ParsedArticle)]


async def scout(ask: Asker, portal: PortalConfig) -> Findings:
    """Look at a portal. Raises ProbeError where not even its home page is to be had."""
    home = await _home(ask, portal)
    family, signs = detect(home.soup(), home.headers)
    found = Findings(home, family, signs, hosts={_host(home.url): None})
    await _find_sections(ask, portal, found)
    for url in first_articles(found.lists(), MAX_ARTICLES_TRIED, portal.owns):
        if len(found.parsed()) < ARTICLES:
            found.articles.append((url, await _article(ask, portal, found, url)))
    await _find_feeds(ask, portal, found)
    return found


async def _home(ask: Asker, portal: PortalConfig) -> Page:
    try:
        page = await ask(portal, portal.base_url)
        onward = _sent_on(page)
        return await ask(portal, onward) if onward and portal.owns(onward) else page
    except NoPage as error:
        moved = re.search(r"redirect to another host: (\S+)", str(error))
        hint = (
            f"\nIt has moved: add {moved[1]}. A file that exists keeps the old host and name and says `moved_to: <id>`."
            if moved
            else ""
        )
        raise ProbeError(f"{portal.base_url}: {error}{hint}") from error


def _sent_on(page: Page) -> str | None:
    """Where a home page without a menu sends its reader by itself."""
    soup = page.soup()
    if len(soup.find_all("a", href=True, limit=_DOOR_LINKS + 1)) > _DOOR_LINKS:
        return None
    meta = soup.find("meta", attrs={"http-equiv": re.compile(r"^refresh$", re.I)})
    found = _REFRESH.match(str(meta.get("content") or "")) if isinstance(meta, Tag) else None
    found = found or _SCRIPTED.search(page.text)
    target = common.absolute(page.url, found[1].strip()) if found else None
    return target if target and target.rstrip("/") != page.url.rstrip("/") else None


# -- sections ---------------------------------------------------------------------------------------------------------


async def _find_sections(ask: Asker, portal: PortalConfig, found: Findings) -> None:
    """Try the candidates of the home page and of the pages they lead to, best first."""
    waiting, tried = _queue(found, found.home.soup(), found.home.url, portal, {}), 0
    seen = {_plain(found.home.url), _plain(root_of(found.home.url))}
    while waiting and tried < MAX_TRIED and len(found.sections) < MAX_SECTIONS:
        key = min(waiting, key=lambda k: (waiting[k].rank, waiting[k].order))
        one = waiting.pop(key)
        if key in seen or (one.rank == _NEWS and _news(found) >= MAX_NEWS):
            continue
        seen.add(key)
        tried += 1
        try:
            page = await ask(portal, one.url)
        except NoPage as error:
            found.passed.append((one.label, one.url, str(error)))
            continue
        found.hosts[_host(page.url)] = None
        soup = page.soup()
        if found.family == "generic":
            found.family, found.signs = _closer(found, soup, page)
        listed = _section(page, soup, one, found)
        linked = _linked(soup, page.url, found.family)
        if isinstance(listed, Seen):
            found.sections.append((one, listed))
            found.tried.append(_Tried(one, linked, own=frozenset(listed.keys)))
        else:
            found.passed.append((one.label, page.url, listed))
            found.tried.append(_Tried(one, linked, twin=listed.startswith(_SAME)))
        waiting = _queue(found, soup, page.url, portal, waiting)
    _drop_boxes(found)


def _queue(
    found: Findings, soup: BeautifulSoup, url: str, portal: PortalConfig, waiting: dict[str, Candidate]
) -> dict[str, Candidate]:
    own, elsewhere = candidates(soup, url, FAMILIES[found.family], portal.owns)
    known = {c.url for c in found.elsewhere}
    found.elsewhere += [c for c in elsewhere if c.url not in known]
    listed = {_plain(item.url) for seen in found.lists() for item in seen.items}
    both = {_plain(c.url): c for c in own} | waiting
    return {key: one for key, one in both.items() if key not in listed}


def _closer(found: Findings, soup: BeautifulSoup, page: Page) -> tuple[str, list[str]]:
    """An inner page may show signs that the home page lacks."""
    family, signs = detect(soup, page.headers)
    return (family, signs) if family != "generic" or len(signs) > len(found.signs) else (found.family, found.signs)


def _section(page: Page, soup: BeautifulSoup, one: Candidate, found: Findings) -> Seen | str:
    """The listing of a candidate's page; text: why it is no section."""
    adapter = FAMILIES[found.family]
    if page.url.rstrip("/") == root_of(page.url).rstrip("/") or page.body == found.home.body:
        return "leads to the home page"
    if adapter.article_key(page.url) is not None and isinstance(read_text(page, found.family), ParsedArticle):
        return "an article, no section"
    listed = read_list(page, found.family, _name(one.label))
    if isinstance(listed, str):
        return listed
    if len(listed.keys) < (LEAST_PAGED if listed.more else LEAST_ITEMS):
        return f"{counted(len(listed.keys), 'item')}, fewer than {LEAST_ITEMS}"
    same = next((s.name for s in found.lists() if set(listed.keys) == set(s.keys)), None)
    return _SAME + same if same else listed


def _linked(soup: BeautifulSoup, url: str, family: str) -> frozenset[str]:
    base, adapter = common.base_of(soup, url), FAMILIES[family]
    links = {common.absolute(base, a.get("href")) for a in soup.find_all("a", href=True)}
    return frozenset(adapter.article_key(link) or adapter.canonical_url(link) for link in links if link)


def _drop_boxes(found: Findings) -> None:
    """A page without a list of its own still has the theme's box of hot news, and that may pass for its list."""
    boxes = [(one, seen) for one, seen in found.sections if _is_box(one, frozenset(seen.keys), found.tried)]
    found.passed += [(one.label, seen.url, "its items stand beside other lists as well: a box") for one, seen in boxes]
    found.sections = [section for section in found.sections if section not in boxes]


def _is_box(one: Candidate, keys: frozenset[str], tried: list[_Tried]) -> bool:
    others = [t for t in tried if t.one.rank != one.rank and keys <= t.linked]
    if sum(t.twin for t in others) > MOST_TWINS:
        return True
    beside = [t for t in others if not t.twin and len(keys - t.own) >= LEAST_IN_BOX]
    return any(not t.own for t in beside) or len(beside) > MOST_TWINS


def _name(label: str) -> str:
    """A label in capitals throughout is written as a sentence."""
    return label.capitalize() if label.isupper() and " " in label else label


def _news(found: Findings) -> int:
    return sum(one.rank == _NEWS for one, _ in found.sections)


def _plain(url: str) -> str:
    return common.canonical(url).rstrip("/")


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


# -- articles and feeds -----------------------------------------------------------------------------------------------


async def _article(ask: Asker, portal: PortalConfig, found: Findings, url: str) -> ParsedArticle | str:
    try:
        page = await ask(portal, FAMILIES[found.family].canonical_url(url), "article")
    except NoPage as error:
        return str(error)
    found.hosts[_host(page.url)] = None
    return read_text(page, found.family)


async def _find_feeds(ask: Asker, portal: PortalConfig, found: Findings) -> None:
    """Sitemaps and feeds that the family has and that the home page names, the first few that can be read."""
    sections = tuple(seen.url for seen in found.lists())
    named = [
        urljoin(found.home.url, str(link["href"]))
        for link in found.home.soup().find_all("link", rel="alternate", href=True)
        if re.search(r"rss|atom", str(link.get("type") or ""), re.I)
    ]
    wanted = dict.fromkeys([*FAMILIES[found.family].discovery(root_of(found.home.url), sections), *named])
    for url in [u for u in wanted if portal.owns(u)][:MAX_FEEDS]:
        try:
            page = await ask(portal, url, "sitemap")
        except NoPage:
            continue  # most portals have none
        if (read := parse_discovery(page.body)) is not None:
            found.feeds.append((url, len(read.pages) + len(read.sitemaps)))
