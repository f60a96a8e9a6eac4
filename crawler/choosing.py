"""What the commands share: options, which portals are meant, and how a command ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from core.events import emit, plain
from crawler.portals import ALL, PORTALS_DIR, PortalConfig, PortalError, Portals, load_portals
from crawler.replica.server import Replica
from crawler.replica.site import CORPUS, SITES

DIRECTORY = click.Path(path_type=Path, file_okay=False)
EXISTING = click.Path(path_type=Path, exists=True, file_okay=False)
SAMPLE_CONTACT = "sample run on loopback"

portals_option = click.option(
    "--portals",
    "portals_dir",
    type=DIRECTORY,
    default=PORTALS_DIR,
    help="Directory of portal files (default: those of the project).",
)
contact_option = click.option(
    "--contact", envvar="CHISO_CONTACT", help="Your address, sent to live portals. Environment: CHISO_CONTACT."
)


def portals_of(directory: Path) -> Portals:
    """The portal files; a wrong one ends the command."""
    try:
        return load_portals(directory)
    except PortalError as error:
        fail(str(error))


def chosen_of(portals: Portals, names: tuple[str, ...], sample: bool, unverified: bool = False) -> tuple[PortalConfig, ...]:
    """The portals that the names mean: all samples without a name; samples and live portals are never mixed."""
    try:
        chosen = portals.select(names, unverified) if names else tuple(p for p in portals.values() if p.sample)
    except KeyError as error:
        fail(str(error.args[0]))
    if not chosen:
        raise click.UsageError("there is no sample portal in that directory: name the portals to crawl")
    wrong = [p.id for p in chosen if p.sample != sample]
    if wrong and sample:
        raise click.UsageError(f"not a bundled sample: {', '.join(wrong)} (leave --sample out)")
    if wrong:
        raise click.UsageError(f"bundled sample: {', '.join(wrong)} (add --sample)")
    return chosen


def crawlable(chosen: tuple[PortalConfig, ...], names: tuple[str, ...]) -> tuple[PortalConfig, ...]:
    """Without those that have no section to read yet; it says so, and fails where they were asked for by name."""
    empty = [p for p in chosen if not p.sections]
    if not empty:
        return chosen
    note = f"no section yet: {', '.join(p.id for p in empty)} (python -m crawler add {empty[0].base_url} --force)"
    if names != (ALL,) or len(empty) == len(chosen):
        fail(note)
    click.echo(f"left out, {note}", err=True)
    return tuple(p for p in chosen if p.sections)


def reachable(contact: str | None) -> str:
    """Whom a live portal may write to. Raises UsageError where nobody is named."""
    if not contact:
        raise click.UsageError("a live portal must be able to reach you: give --contact (or set CHISO_CONTACT)")
    return contact


@contextmanager
def asking(sample: bool, contact: str | None, corpus: Path = CORPUS, sites: Path = SITES) -> Iterator[tuple[int | None, str]]:
    """Where to ask and as whom: the port of the sample portals while they are served, None for live ones. Raises ReplicaError."""
    if not sample:
        yield None, reachable(contact)
        return
    with Replica(corpus=corpus, sites=sites) as server:
        yield server.port, SAMPLE_CONTACT


def fail(message: str) -> NoReturn:
    """End with exit status 1."""
    emit("error", message=plain(message))
    click.echo(f"error: {message}", err=True)
    sys.exit(1)
