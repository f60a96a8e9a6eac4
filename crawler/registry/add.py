"""`add URL`: a portal file from a look at the portal, and what would be extracted from three of its articles."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from core.counted import counted
from core.places import TYPES, gazetteer, split_type
from crawler.cms.base import ParsedArticle
from crawler.locality import Locality
from crawler.parse import to_article
from crawler.portals import PortalConfig, Portals
from crawler.registry.look import per_month
from crawler.registry.menu import bare
from crawler.registry.periods import UnknownPlaceError, heir_of, resolve
from crawler.registry.portal_file import merged, place_data, target_id, write
from crawler.registry.probe import ProbeError, probe
from crawler.registry.scout import MOST, Findings, scout
from crawler.registry.visit import root_of, visitor
from crawler.registry.whose import own_names, propose

ROOT = Path(__file__).resolve().parents[2]
FACTS_SECONDS = 300
WORDS_SHOWN = 25
MAX_NAME = 150
_SITE_NAME = re.compile(r"\b(?:cong|trang|website|ubnd|uy ban nhan dan|so|cong an|bao|ban|huyen|tinh|thanh pho|xa|phuong|quan)\b")
Kind = Literal["official", "ministry", "newspaper"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user says of the portal: `places` as `type name[, district], province`; `nowhere`: it speaks for no place."""

    url: str
    id: str | None = None
    places: tuple[str, ...] = ()
    nowhere: bool = False
    kind: Kind | None = None
    delay: float | None = None
    force: bool = False


def add(wish: Wish, portals: Portals, directory: Path, *, contact: str, sample_port: int | None, today: date) -> Iterator[str]:
    """Do it, and give the lines to show as they become known. One call a process. Raises ProbeError (nothing was written where
    its text does not say so), PortalError, OSError."""
    portal = visitor(wish.url, wish.delay)
    id_ = target_id(wish.id, portal, portals, wish.force)
    old = portals.get(id_)
    if old is not None and wish.delay is None:
        portal = visitor(wish.url, old.delay)
    given = tuple(place for text in wish.places for place in _given(text, today)) or ((Locality(),) if wish.nowhere else ())
    found = probe((portal,), lambda ask: scout(ask, portal), contact=contact, sample_port=sample_port, most=MOST)
    yield from _told(found)
    if not found.sections:
        raise ProbeError("no section found: no link of the home page speaks of administrative reform or news and lists articles")
    places = given or (old.places if old else _proposed(found, today))
    yield "place: " + "; ".join(_place_text(p) for p in places)
    yield from _outside(places, found)
    parsed = found.parsed()
    yield from _articles_told(found)
    if not parsed:
        raise ProbeError("the sections list articles, but none of those looked at could be read (nothing is written)")
    path = directory / f"{id_}.yml"
    said = {"places": given, "kind": wish.kind, "delay": wish.delay is not None}
    data = merged(path, _data(id_, wish, found, places, today), [key for key, value in said.items() if value])
    config = write(path, data, _note(found))
    yield f"wrote {path}"
    if unsaid := config.unsaid_kind():
        yield f"warning: {unsaid}: write it into the file, or give --kind with --force"
    yield f"facts of {counted(len(parsed), 'article')}: {_facts(config, parsed)}"


# -- the file ---------------------------------------------------------------------------------------------------------


def _data(id_: str, wish: Wish, found: Findings, places: tuple[Locality, ...], today: date) -> dict[str, Any]:
    root = root_of(found.home.url)
    volume = per_month(found.lists(), min(today, max(p.until or today for p in places)))
    return {
        "id": id_,
        "name": portal_name(own_names(found.home.soup())) or next(iter(found.hosts)),
        "family": found.family,
        "base_url": root,
        "hosts": list(found.hosts),
        "source": f"home page and listings, read on {today.isoformat()}",
        "sections": [
            {"url": "/" + seen.url.removeprefix(root) if seen.url.startswith(root) else seen.url, "name": seen.name}
            for seen in found.lists()
        ],
        "places": [place_data(p) for p in places],
        "kind": wish.kind,
        "delay": wish.delay,
        "expect": round(volume) if volume is not None and volume >= 1 else None,
    }


def portal_name(names: list[str]) -> str | None:
    """How a portal calls itself: of its title's parts the one that names a site, without `Trang chủ`."""
    for text in names:
        parts = [p.strip() for p in re.split(r"\s+[-–—|»:]+\s+|\s*[|»]\s*", text)]
        parts = [p for p in parts if p and bare(p) not in ("trang chu", "trang nhat", "home", "home page", "")]
        named = [p for p in parts if _SITE_NAME.search(bare(p))] or parts
        if named:
            return max(named, key=len)[:MAX_NAME]
    return None


def _note(found: Findings) -> str:
    feeds = "".join(f"; {url} lists {counted(n, 'address', 'addresses')}" for url, n in found.feeds)
    return f"Written by `python -m crawler add {root_of(found.home.url)}`{feeds}."


def _given(text: str, today: date) -> tuple[Locality, ...]:
    """The localities of `type name[, district][, province]` as typed by the user. Raises ProbeError."""
    names = [_full(part.strip(), text) for part in text.split(",")]
    unit, above = names[0], names[1:]
    try:
        found = resolve(unit, above[-1:], within=above[0] if len(above) > 1 else None, today=today)
    except UnknownPlaceError as error:
        raise ProbeError(f"--place: {error}") from error
    exact = tuple(p for p in found if not above or p.province == above[-1])
    return exact or found


def _full(part: str, text: str) -> str:
    """`Huyện phú thiện` -> `huyện Phú Thiện`, as the gazetteer has it."""
    parts = split_type(part)
    if parts is None:
        raise ProbeError(f"--place '{text}': '{part}' does not begin with a type of place ({', '.join(TYPES)})")
    return next((u.full for u in gazetteer().named(parts[1], parts[0])), part)


def _proposed(found: Findings, today: date) -> tuple[Locality, ...]:
    try:
        return propose(found.home.soup(), next(iter(found.hosts)), today)
    except UnknownPlaceError as error:
        raise ProbeError(
            f"whose portal it is does not show: {error}; give --place 'type name, province' or --no-place (nothing is written)"
        ) from error


# -- what is shown ----------------------------------------------------------------------------------------------------


def _told(found: Findings) -> Iterator[str]:
    yield f"family: {found.family} ({'; '.join(found.signs) or 'no sign of a known one'})"
    yield "sections:"
    for one, seen in found.sections:
        more = ", more pages" if seen.more else ""
        yield f"  {seen.name}: {seen.url} ({counted(len(seen.items), 'article')}{more}; {one.topic})"
    if found.passed:
        yield "passed over:"
        yield from (f"  {label}: {url} ({why})" for label, url, why in found.passed)
    if found.elsewhere:
        yield "on other hosts (portals of their own):"
        yield from (f"  {one.label}: {one.url}" for one in found.elsewhere)
    for url, count in found.feeds:
        yield f"feed: {url} ({counted(count, 'address', 'addresses')})"


def _outside(places: tuple[Locality, ...], found: Findings) -> Iterator[str]:
    """Articles of days on which the portal had none of its places: the host has passed to another unit."""
    days = [date.fromisoformat(one.published_at[:10]) for _, one in found.parsed() if one.published_at]
    beyond = [day for day in days if not any(p.covers(day) for p in places)]
    if beyond:
        after = next((f": --place '{p.place}, {p.province}' --place '{name}'" for p in places if (name := heir_of(p))), "")
        some = f"{len(beyond)} of {len(days)} articles are of days outside that (the last: {max(beyond)})"
        outside = f"the one article with a date is of a day outside that ({max(beyond)})" if len(days) == 1 else some
        yield f"warning: {outside}; name both places{after}"


def _articles_told(found: Findings) -> Iterator[str]:
    for number, (url, one) in enumerate(found.articles, 1):
        if isinstance(one, str):
            yield f"article {number}: {url}: {one}"
            continue
        words = one.body.split()
        yield f"article {number}: {one.title}"
        yield f"  {one.published_at or 'no date'}; {counted(len(one.body), 'character')}; {counted(len(one.files), 'file')}"
        yield "  " + " ".join(words[:WORDS_SHOWN]) + (" …" if len(words) > WORDS_SHOWN else "")


def _place_text(place: Locality) -> str:
    if place.place is None:
        return "none"
    names = place.place if place.place == place.province or place.province is None else f"{place.place}, {place.province}"
    since = f" from {place.since}" if place.since else ""
    until = f" until {place.until}" if place.until else ""
    return names + since + until


def _facts(config: PortalConfig, parsed: list[tuple[str, ParsedArticle]]) -> str:
    """The facts by type, as `python -m extract facts` finds them: this package knows no facts. Raises ProbeError."""
    lines = [json.dumps(to_article(one, url, config.at(one.published_at)).to_json(), ensure_ascii=False) for url, one in parsed]
    command = [sys.executable, "-m", "extract", "facts", "-", "--engine", "local:1"]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            input="\n".join(lines) + "\n",
            capture_output=True,
            encoding="utf-8",
            timeout=FACTS_SECONDS,
            check=True,
        )
        facts = [json.loads(line) for line in done.stdout.splitlines()]
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        told = getattr(error, "stderr", None) or str(error)
        raise ProbeError(f"the file is written, but the articles' facts could not be read: {str(told).strip()[-500:]}") from error
    counts = Counter[str]()
    for one in facts:
        counts.update({kind: len(rows) for kind, rows in one.items() if isinstance(rows, list)})
    return ", ".join(f"{kind} {n}" for kind, n in counts.items())
