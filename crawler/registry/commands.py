"""`detect`, `add`, `check`: what is asked for, and what is shown."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from core.vocabulary import VocabularyError
from crawler.choosing import EXISTING, asking, chosen_of, contact_option, fail, portals_of, portals_option, reachable
from crawler.decode import decode
from crawler.portals import PortalError, Portals, load_portals
from crawler.registry.add import Wish, add
from crawler.registry.check import as_lines, as_table, check, overview, remarks
from crawler.registry.identify import describe, describe_url
from crawler.registry.probe import ProbeError
from crawler.replica.server import ReplicaError
from crawler.replica.site import CORPUS, SITES
from crawler.tree import Tree


def _sample_options(command: Any) -> Any:
    """--sample, and what is served for it."""
    for option in (
        click.option("--sites", type=EXISTING, default=SITES, help="Furniture and traps of --sample."),
        click.option("--corpus", type=EXISTING, default=CORPUS, help="Articles of --sample."),
        click.option("--sample", is_flag=True, help="Ask the bundled sample portals, served on 127.0.0.1."),
    ):
        command = option(command)
    return command


@click.command("detect")
@click.argument("source", metavar="URL|FILE|-")
@contact_option
@click.pass_context
def detect_command(context: click.Context, source: str, contact: str | None) -> None:
    """Say which CMS family made the page at URL, or the saved page FILE, and by which signs."""
    if re.match(r"https?://", source, re.I):
        try:
            click.echo(describe_url(source, reachable(contact)))
        except ProbeError as error:
            fail(str(error))
        return
    page = click.File("rb").convert(source, None, context)
    click.echo(describe(Tree(decode(page.read())[0]), {}))


@click.command("add")
@click.argument("url")
@click.option("--id", help="The portal's id (default: by its host).")
@click.option("--place", "places", multiple=True, help="Whose portal it is: 'huyện Phú Thiện, tỉnh Gia Lai'. May be repeated.")
@click.option("--no-place", "nowhere", is_flag=True, help="It speaks for no place (a newspaper, a ministry).")
@click.option(
    "--kind", type=click.Choice(("official", "ministry", "newspaper")), help="Who speaks, where the host does not tell."
)
@click.option("--delay", type=click.FloatRange(0, 3600), help="Least seconds between two requests.")
@click.option("--force", is_flag=True, help="Replace family and sections in a file that exists.")
@contact_option
@_sample_options
@portals_option
def add_command(contact: str | None, sample: bool, corpus: Path, sites: Path, portals_dir: Path, **said: Any) -> None:
    """Look at the portal at URL and write its file: family, sections, place; show what three of its articles give."""
    wish = Wish(**said)
    if wish.nowhere and wish.places:
        raise click.UsageError("--place or --no-place, not both")
    try:
        portals = load_portals(portals_dir) if any(portals_dir.glob("*.yml")) else Portals({})
        with asking(sample, contact, corpus, sites) as (port, who):
            for line in add(wish, portals, portals_dir, contact=who, sample_port=port, today=date.today()):
                click.echo(line)
    except (ProbeError, PortalError, ReplicaError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or portals_dir}: {error.strerror}")


@click.command("check")
@click.argument("names", nargs=-1, metavar="[PORTAL]...")
@contact_option
@_sample_options
@portals_option
def check_command(
    names: tuple[str, ...], contact: str | None, sample: bool, corpus: Path, sites: Path, portals_dir: Path
) -> None:
    """Read every portal file and list the portals; a wrong key is named with file and line, an unknown place with a warning.

    With PORTAL (or --sample) ask those portals, too: do they list articles, with dates and bodies, as many as expected?"""
    portals = portals_of(portals_dir)
    if not names and not sample:
        try:
            for line, warning in overview(portals, portals_dir):
                click.echo(line, err=warning)
        except VocabularyError as error:
            fail(str(error))
        return
    chosen = chosen_of(portals, names, sample, unverified=True)
    try:
        with asking(sample, contact, corpus, sites) as (port, who):
            rows = check(chosen, contact=who, sample_port=port, today=date.today())
    except (ProbeError, ReplicaError) as error:
        fail(str(error))
    console = Console()
    if console.is_terminal:
        console.print(as_table(rows))
    else:
        click.echo(as_lines(rows))
    for portal in chosen:
        if unsaid := portal.unsaid_kind():
            click.echo(f"warning: {portal.id}: {unsaid}", err=True)
    for remark in remarks(rows):
        click.echo(remark, err=True)
    if any(row.problems for row in rows):
        sys.exit(1)
