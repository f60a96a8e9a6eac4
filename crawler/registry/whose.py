"""Whose portal it is: the unit that a home page names as its own, held against host and gazetteer.

Nothing is guessed: where two units fit, none is proposed, and the message names them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from bs4 import BeautifulSoup, Tag

from core.places import Level, Place, gazetteer
from core.text import fold
from crawler.cms.common import meta_content
from crawler.decode import clean_inline
from crawler.html_text import line_of
from crawler.locality import Locality
from crawler.registry.menu import bare
from crawler.registry.periods import UnknownPlaceError, resolve, today_name

_FURTHEST: tuple[Level, ...] = ("province", "district", "commune")
# Types as portals write them, and what they mean.
_TYPES = {
    "tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "tp.": "thành phố", "t.p": "thành phố", "huyện": "huyện",
    "quận": "quận", "thị xã": "thị xã", "tx": "thị xã", "tx.": "thị xã", "xã": "xã", "phường": "phường", "p.": "phường",
    "thị trấn": "thị trấn", "tt.": "thị trấn", "đặc khu": "đặc khu",
}  # fmt: skip
_TYPE_BEFORE = re.compile(rf"(?:^|[^\w])({'|'.join(re.escape(t) for t in sorted(_TYPES, key=len, reverse=True))})\s*$")
_AGENCY = re.compile(r"(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|hội đồng nhân dân|hđnd|đảng ủy|văn phòng)[^.;|]{0,12}$")
# A body of a province names its portal after itself: `Sở Nội vụ`, `Cổng thông tin điện tử Công an tỉnh`.
_DEPARTMENT = re.compile(
    r"(?:^|[-–—|:»]\s*|điện tử (?:của )?|trang (?:tin|web|chủ) (?:của )?|website (?:của )?)"
    r"(?:sở|ban (?:quản lý|dân tộc|tôn giáo|nội chính)|chi cục|công an|thanh tra|văn phòng (?:ubnd|ủy ban|hđnd|đoàn))\s",
    re.I,
)
# The first label of a host that names a body of the province rather than a place below it.
_BODY_LABEL = re.compile(
    r"so(?:yte|noivu|ngoaivu|tuphap|taichinh|congthuong|gtvt|xaydung|ldtbxh|nn\w*|vhtt\w*|khcn|tttt|tnmt|khdt|gddt|gd|dulich|dtt?g)|"
    r"s(?:nv|yt|tc|ct|gtvt|xd|tp|khdt|gddt|gd|ldtbxh|tnmt|vhttdl|vhtt|tttt|khcn|nnptnt|nnmt|ngv|dl)|congan|ca|cchc|caicachhanhchinh|"
    r"thanhtra|b(?:ql|an)(?:kkt|kcn|dantoc|qlkkt)|vp(?:ub|ubnd|hdnd)|portal|cong"
)
_HOST_ALIASES = {
    "hochiminhcity": "hochiminh",
    "tphcm": "hochiminh",
    "hcm": "hochiminh",
    "hanoicity": "hanoi",
    "brvt": "bariavungtau",
}


@dataclass(frozen=True, slots=True)
class _Named:
    """A unit that a text names with its type: all that the gazetteer has under that name, of every time."""

    full: str
    units: tuple[Place, ...]
    level: int


def propose(soup: BeautifulSoup, host: str, today: date) -> tuple[Locality, ...]:
    """The portal's localities by its home page, read `today`, and its host, in order of time. Raises UnknownPlaceError."""
    label, _, rest = host.lower().removeprefix("www.").partition(".")
    if rest in ("gov.vn", "") and (own := _by_label(label)):
        return resolve(own, level="province")
    names, footer = own_names(soup), _footer(soup)
    provinces = _provinces(host, [*names, *footer])
    for text in names:
        if found := _lowest(named_in(text)):
            return _meant(found, named_in(text), provinces, today)
        if _DEPARTMENT.search(text) and provinces:
            return resolve(_one(provinces), level="province")
    for text in footer:
        if found := _lowest(named_in(text, after=_AGENCY)):
            return _meant(found, named_in(text), provinces, today)
    if _BODY_LABEL.fullmatch(label) and _by_label(rest.partition(".")[0]):
        return resolve(_one(provinces), level="province")
    raise UnknownPlaceError("the home page names no place as its own")


def _meant(unit: _Named, beside: list[_Named], provinces: set[str], today: date) -> tuple[Locality, ...]:
    """The unit in the district that the same text names, if it names one that has such a unit; else in its province."""
    for district in (n.full for n in beside if n.level == 1 and unit.level == 2):
        try:
            return resolve(unit.full, provinces, within=district)
        except UnknownPlaceError:
            continue
    return resolve(unit.full, provinces, today=today)


def own_names(soup: BeautifulSoup) -> list[str]:
    """What a home page calls its portal: site name, title, description, the heading and pictures of its header."""
    found = [meta_content(soup, "og:site_name", "application-name"), soup.title.get_text() if soup.title else None]
    found += [line_of(h) for h in soup.find_all("h1", limit=3)]
    logos = soup.select(
        "header img[alt], [class*=logo] img[alt], [id*=logo] img[alt], [class*=banner] img[alt], [id*=banner] img[alt]"
    )
    found += [str(i.get("alt") or i.get("title") or "") for i in logos[:5]]
    found.append(meta_content(soup, "description", "og:title", "keywords"))
    return [text for one in found if (text := clean_inline(one or ""))]


def named_in(text: str, after: re.Pattern[str] | None = None) -> list[_Named]:
    """The units that a text names with their type (`UBND xã An Hòa`, `TP. Cần Thơ`); `after`: only behind such words."""
    low, g = fold(text).low, gazetteer()
    found = []
    for hit in g.names.find_all(low):
        before = _TYPE_BEFORE.search(low[: hit.start])
        if before is None or (after is not None and not after.search(low[: before.start(1)])):
            continue
        units = [g.by_id[i] for i in dict.fromkeys(hit.value)]
        units = [u for u in units if u.type == _TYPES[before[1]]]
        if units:
            found.append((before.start(1), hit.end, _Named(units[0].full, tuple(units), _FURTHEST.index(units[0].level))))
    # Of two names at one place the longer is meant: `xã Tân An Hội`, not `xã Tân An`.
    return [n for start, end, n in found if not any(s == start and e > end for s, e, _ in found)]


def _lowest(found: list[_Named]) -> _Named | None:
    """The unit itself comes before the one that it lies in: the lowest level, the first of it."""
    return max(found, key=lambda n: n.level, default=None)


def _footer(soup: BeautifulSoup) -> list[str]:
    nodes = soup.select("footer, [id*=footer i], [class*=footer i], address")
    lines = [clean_inline(t) for n in nodes if isinstance(n, Tag) for t in n.get_text("\n").splitlines()]
    return list(dict.fromkeys(t for t in lines if 3 < len(t) <= 300))[:60]


def _provinces(host: str, texts: list[str]) -> set[str]:
    """The provinces that host or texts name; the host's goes before all others."""
    labels = [label for label in host.lower().split(".") if label not in ("www", "gov", "vn")]
    by_host = {name for label in labels if (name := _by_label(label))}
    if by_host:
        return by_host
    for text in texts:
        found = {n.full for n in named_in(text) if n.level == 0 and any(u.level == "province" for u in n.units)}
        if found:
            return found
        low, g = fold(text).low, gazetteer()
        hits = {u.full for hit in g.names.find(low) for i in hit.value if (u := g.by_id[i]).level == "province"}
        if len({today_name(h) for h in hits}) == 1:
            return hits
    return set()


def _one(provinces: set[str]) -> str:
    if len(provinces) != 1:
        raise UnknownPlaceError(f"which province: {', '.join(sorted(provinces)) or 'none is named'}")
    return next(iter(provinces))


@cache
def _labels() -> dict[str, str]:
    """Provinces by the label that their host has: `bariavungtau` -> `tỉnh Bà Rịa - Vũng Tàu`."""
    return {bare(p.name).replace(" ", ""): p.full for p in gazetteer().places if p.level == "province"}


def _by_label(label: str) -> str | None:
    plain = label.replace("-", "")
    return _labels().get(_HOST_ALIASES.get(plain, plain))
