"""`check ID...`: does a portal still answer as its file says? A few pages of each, all portals side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from rich.table import Table

from core.counted import counted
from crawler.cms import FAMILIES
from crawler.portals import PortalConfig, Portals
from crawler.registry.look import Seen, first_articles, per_month, read_list, read_text
from crawler.registry.probe import Asker, NoPage, probe

ARTICLES = 5
# Of the articles looked at so many must have a date, and a body; one that was withdrawn is no sign of a new theme.
LEAST = 0.5
# A month brings now more, now less: below this share of what the file expects something has changed.
LEAST_VOLUME = 0.25
COLUMNS = ("portal", "robots", "listing", "items", "dates", "bodies", "expected volume", "result")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a portal gave. `listing`, `dates`, `bodies`: how many of how many; `volume`: articles a month, None where the
    listings do not tell; `notes`: what did not go well; `problems`: those that make the check fail."""

    portal: str
    robots: str
    listing: tuple[int, int]
    items: int
    dates: tuple[int, int]
    bodies: tuple[int, int]
    volume: float | None
    expect: float | None
    notes: tuple[str, ...]
    problems: tuple[str, ...]

    def cells(self) -> tuple[str, ...]:
        """The row of the table, in the order of COLUMNS."""
        counts = [f"{n}/{of}" for n, of in (self.listing, self.dates, self.bodies)]
        seen = "?" if self.volume is None else f"{self.volume:.1f}"
        volume = seen if self.expect is None else f"{seen} of {self.expect:g}"
        return (self.portal, self.robots, counts[0], str(self.items), *counts[1:], volume, "FAILED" if self.problems else "ok")


def check(portals: tuple[PortalConfig, ...], *, contact: str, sample_port: int | None, today: date) -> list[Checked]:
    """Look at portals, in their order. One call a process. Raises ProbeError."""

    async def job(ask: Asker) -> list[Checked]:
        return list(await asyncio.gather(*(_check(ask, portal, today) for portal in portals)))

    return probe(portals, job, contact=contact, sample_port=sample_port)


async def _check(ask: Asker, portal: PortalConfig, today: date) -> Checked:
    lists, notes = await _listings(ask, portal)
    dates = bodies = 0
    wanted = first_articles(lists, ARTICLES, portal.owns)
    for url in wanted:
        found = await _article(ask, portal, url)
        if isinstance(found, str):
            notes.append(f"{url}: {found}")
        else:
            dates, bodies = dates + found[0], bodies + found[1]
    last = max((p.until or today for p in portal.places), default=today)
    volume = per_month(lists, min(last, today))
    problems = _problems(portal, lists, dates, bodies, len(wanted), volume)
    return Checked(
        portal.id,
        _robots(ask, portal, notes),
        (len(lists), len(portal.sections)),
        sum(len(seen.items) for seen in lists),
        (dates, len(wanted)),
        (bodies, len(wanted)),
        volume,
        portal.expect,
        tuple(notes),
        tuple(problems),
    )


async def _listings(ask: Asker, portal: PortalConfig) -> tuple[list[Seen], list[str]]:
    lists, notes = [], []
    for section, url in zip(portal.sections, portal.section_urls(), strict=True):
        try:
            page = await ask(portal, url)
        except NoPage as error:
            notes.append(f"{url}: {error}")
            continue
        if page.url != url and page.url.rstrip("/") == portal.base_url.rstrip("/"):
            found: Seen | str = "redirected to the home page (no such section)"
        else:
            found = read_list(page, portal.family, section.name)
        if isinstance(found, Seen):
            lists.append(found)
        else:
            notes.append(f"{url}: {found}")
    return lists, notes


async def _article(ask: Asker, portal: PortalConfig, url: str) -> tuple[bool, bool] | str:
    """Whether an article has a date, and a body or files; text: why it could not be read."""
    try:
        page = await ask(portal, FAMILIES[portal.family].canonical_url(url), "article")
    except NoPage as error:
        return str(error)
    found = read_text(page, portal.family)
    return found if isinstance(found, str) else (found.published_at is not None, bool(found.body or found.files))


def _problems(
    portal: PortalConfig, lists: list[Seen], dates: int, bodies: int, articles: int, volume: float | None
) -> Iterable[str]:
    if not portal.sections:
        yield "no section yet: python -m crawler add " + portal.base_url
    elif len(lists) < len(portal.sections):
        some = f"{len(portal.sections) - len(lists)} of {len(portal.sections)} sections list nothing"
        yield "the section lists nothing" if len(portal.sections) == 1 else some
    for what, n in (("date", dates), ("body", bodies)):
        if n < LEAST * articles:
            yield f"the one article has no {what}" if articles == 1 else f"{n} of {articles} articles have a {what}"
    if volume is not None and portal.expect is not None and volume < LEAST_VOLUME * portal.expect:
        yield f"{volume:.1f} articles a month, {portal.expect:g} expected"


def _robots(ask: Asker, portal: PortalConfig, notes: list[str]) -> str:
    """allows, forbids (a section; some: an article), none (there is no robots.txt), or no answer."""
    if not portal.sections:
        return "not asked"
    found = next((ask.robots[at] for url in portal.section_urls() if (at := urlsplit(url).netloc) in ask.robots), None)
    if found is None or found.problem:
        return "no answer"
    forbidden = {note.removesuffix(": robots.txt") for note in notes if note.endswith(": robots.txt")}
    if forbidden:
        return "forbids" if forbidden & set(portal.section_urls()) else "forbids some"
    return "none" if found.status >= 400 else "allows"


def overview(portals: Portals, directory: Path) -> Iterator[tuple[str, bool]]:
    """A line for every portal file, and one for each place in it that the gazetteer does not have, and for a kind that nothing
    tells; True: a warning. Raises VocabularyError."""
    for one in portals.values():
        status = "sample" if one.sample else "live" if one.verified else "unverified"
        moved = [f"moved to {one.moved_to}"] if one.moved_to else []
        yield "\t".join([one.id, one.family, status, counted(len(one.sections), "section"), one.name, *moved]), False
        file = directory / f"{one.id}.yml"
        for name in (name for place in one.places for name in place.unknown()):
            yield f"warning: {file}: '{name}' is not in places.csv (in that province and period)", True
        if unsaid := one.unsaid_kind():
            yield f"warning: {file}: {unsaid}", True


def as_table(rows: list[Checked]) -> Table:
    """For a terminal."""
    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*row.cells(), style="red" if row.problems else None)
    return table


def as_lines(rows: list[Checked]) -> str:
    """For a pipe: a line a portal, columns parted by tabs, the names of the columns first."""
    return "\n".join("\t".join(cells) for cells in (COLUMNS, *(row.cells() for row in rows)))


def remarks(rows: list[Checked]) -> list[str]:
    """What did not go well, and what makes the check fail, a line each."""
    return [f"{row.portal}: {text}" for row in rows for text in (*row.notes, *(f"FAILED: {p}" for p in row.problems))]
