"""NukeViet's addresses: articles, listings, print copies and feeds, however the installation writes them.

One install writes one of these (docs/portals survey, section 1): `/<category>/<slug>-<id>.html`, the same below a module
(`/thong-bao/<category>/…`), below language and module (`/vi/news/<category>/…`), behind `/index.php`, or as a query
(`index.php?language=vi&nv=news&op=<category>/<slug>-<id>`). NukeViet 3 ends articles in `-<id>/` instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.cms import common

_ARTICLE = re.compile(r"(?:[\w%.,()'~!+-]*-)?(?P<id>\d+)(?P<end>\.html?)?", re.I)
_PAGE = re.compile(r"page-(?P<n>\d+)", re.I)
_COPIES = frozenset(("print", "savefile", "sendmail"))
# Functions of the module, and modules, that show no articles of their own.
_RESERVED = frozenset(
    ["tag", "topic", "search", "seek", "users", "rss", "feeds", "author", "admin", "statistics", "groups", "voting", "contact"]
)
_DROPPED = ("nv_redirect", "download", "id", "pdf", "fb_comment_id", "nocache")
_MAIN_MODULE, _MAIN_LANGUAGE = "news", "vi"


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart. `language`: two letters or ""; `steps`: what follows, a module first where one is named; `raw`: it
    is written as a query; `script`: it goes through index.php; `slash`: it ends in `/`."""

    language: str
    steps: tuple[str, ...]
    raw: bool
    script: bool
    slash: bool


def take_apart(url: str) -> Address:
    """The parts of an address, print steps left in."""
    parts = urlsplit(url)
    query = {k.lower(): v for k, v in parse_qsl(parts.query)}
    if "nv" in query:
        steps = [query["nv"], *query.get("op", "").split("/")]
        return Address(query.get("language", "").lower(), tuple(s for s in steps if s), True, True, False)
    steps = [s for s in parts.path.split("/") if s]
    script = bool(steps) and steps[0].lower() == "index.php"
    steps = steps[1:] if script else steps
    language = steps[0].lower() if steps and re.fullmatch(r"[a-z]{2}", steps[0], re.I) else ""
    return Address(language, tuple(steps[1:] if language else steps), False, script, parts.path.endswith("/"))


def article_key(url: str) -> str | None:
    """The article's number; before it the language, where it is not Vietnamese, and the module, where it is not the news:
    each language and module numbers its own. None for other pages."""
    at = take_apart(url)
    steps = [s for s in at.steps if s.lower() not in _COPIES]
    if not steps or not _RESERVED.isdisjoint(s.lower() for s in steps[:-1]):
        return None
    found = _ARTICLE.fullmatch(steps[-1])
    if found is None or (not found["end"] and not _bare_article(at, steps)) or (len(steps) == 1 and "-" not in steps[0]):
        return None
    named = len(steps) >= 3
    module = steps[0].lower() if named and steps[0].lower() != _MAIN_MODULE else ""
    language = at.language if at.language not in ("", _MAIN_LANGUAGE) else ""
    return "-".join(part for part in (language, module, found["id"]) if part)


def _bare_article(at: Address, steps: list[str]) -> bool:
    """Whether an address without `.html` is an article's: a query's, or NukeViet 3's with language, module and category."""
    if _PAGE.fullmatch(steps[-1]):
        return False
    if at.raw:
        return len(steps) >= 3 and "-" in steps[-1]
    return at.slash and bool(at.language) and len(steps) >= 3 and steps[-1].count("-") >= 2


def is_copy(url: str) -> bool:
    """Whether an address is a print, saved or mailed copy of an article."""
    return not _COPIES.isdisjoint(s.lower() for s in take_apart(url).steps[:-1])


def canonical(url: str) -> str:
    """The address without session, tracking, download and print parts; a list's first page without its number."""
    parts = urlsplit(common.canonical(url, drop=_DROPPED))
    query = [(k, _plain(v) if k.lower() == "op" else v) for k, v in parse_qsl(parts.query, keep_blank_values=True)]
    return parts._replace(path=_plain(parts.path), query=urlencode(query, safe=":/,")).geturl()


def _plain(path: str) -> str:
    path = re.sub(rf"(?:^|(?<=/))(?:{'|'.join(sorted(_COPIES))})/(?=.)", "", path)
    return re.sub(r"(?<=/)page-1/?$", "", path) if "/" in path else path


def page_number(url: str) -> int:
    """Which page of a list an address is; 1 where it names none."""
    at = take_apart(url)
    found = _PAGE.fullmatch(at.steps[-1]) if at.steps else None
    asked = next((v for k, v in parse_qsl(urlsplit(url).query) if k.lower() == "page" and v.isdigit()), None)
    return int(found["n"] if found else asked or 1)


def section_steps(url: str) -> tuple[str, ...]:
    """What a listing's address names, whatever its page."""
    return tuple(s.lower() for s in take_apart(url).steps if not _PAGE.fullmatch(s))


def listing_steps(url: str) -> tuple[str, ...]:
    """What the listing names that an article's address lies in; () where it lies in none."""
    return tuple(s.lower() for s in take_apart(url).steps[:-1] if s.lower() not in _COPIES)


def is_front(url: str) -> bool:
    """Whether an address is that of a section or module (`/tin-tuc/`), where no article can be."""
    return len(section_steps(url)) <= 1 and article_key(url) is None


def same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower()


def shows_all_sections(url: str) -> bool:
    """Whether a listing's address is that of a function (topic, tag, search) that shows articles of any section."""
    return not _RESERVED.isdisjoint(s.lower() for s in take_apart(url).steps)


def feed(section: str) -> str:
    """The address of a listing's feed: `rss` stands before the category and after language and module."""
    at = take_apart(section)
    steps = [s for s in at.steps if not _PAGE.fullmatch(s)]
    if at.raw:
        category = "/".join(steps[1:])
        query = [("language", at.language), ("nv", steps[0]), ("op", f"rss/{category}" if category else "rss")]
        return urljoin(section, "/index.php?" + urlencode([q for q in query if q[1]], safe="/"))
    # Below a language the first step is the module, so a single one is a module's front page.
    cut = len(steps) if at.language and len(steps) == 1 else max(0, len(steps) - 1)
    path = [*(["index.php"] if at.script else []), *([at.language] if at.language else []), *steps[:cut], "rss", *steps[cut:]]
    return urljoin(section, "/" + "/".join(path) + "/")


def discovery(base_url: str, sections: tuple[str, ...]) -> tuple[str, ...]:
    """Sitemaps of the portal and of the languages and modules that its sections name, and the sections' feeds."""
    paths = ["/sitemap.xml", f"/sitemap-{_MAIN_LANGUAGE}.{_MAIN_MODULE}.xml"]
    for section in sections:
        at = take_apart(section)
        module = at.steps[0] if at.steps and (at.language or len(at.steps) >= 2 or at.raw) else _MAIN_MODULE
        language = at.language or _MAIN_LANGUAGE
        paths.append(f"/sitemap-{language}.{module.lower()}.xml")
        if at.raw:
            paths.append(f"/index.php?language={language}&nv={module}&op=sitemap")
    if not sections or any(not take_apart(s).language and not take_apart(s).script for s in sections):
        paths.append("/rss/")
    found = [urljoin(base_url, path) for path in paths] + [feed(s) for s in sections]
    return tuple(dict.fromkeys(found))
