"""The commands: `python -m crawler crawl|parse|detect|add|check|replica`. Exit status 0, 1 (something failed), 2 (usage)."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click
from bs4 import BeautifulSoup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from core.vocabulary import VocabularyError
from crawler.cms.base import NotArticle
from crawler.crawl import CrawlError, Summary, crawl
from crawler.decode import decode
from crawler.parse import parse_archive, parse_file
from crawler.portals import ALL, PORTALS_DIR, PortalConfig, PortalError, Portals, load_portals
from crawler.registry.add import Wish, add
from crawler.registry.check import as_lines, as_table, check, overview, remarks
from crawler.registry.identify import describe, describe_url
from crawler.registry.probe import ProbeError
from crawler.replica.server import Replica, ReplicaError
from crawler.replica.site import CORPUS, SITES

DATA = Path("data")
DIRECTORY = click.Path(path_type=Path, file_okay=False)
EXISTING = click.Path(path_type=Path, exists=True, file_okay=False)
LIVE_HINT = (
    "To crawl a live portal, describe it in crawler/portals/<id>.yml and run\n"
    "  python -m crawler crawl <id> --contact you@example.org"
)

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
sample_option = click.option("--sample", is_flag=True, help="Ask the bundled sample portals, served on 127.0.0.1.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Crawl portals of local governments and parse their articles."""


@main.command("crawl")
@click.argument("names", nargs=-1, metavar="[PORTAL]...")
@click.option("--sample", is_flag=True, help="Crawl the bundled sample portals, served on 127.0.0.1 (default without PORTAL).")
@click.option("--data", type=DIRECTORY, default=DATA, help="Where archive and ledger lie.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Listing pages to read per section.")
@click.option("--unverified", is_flag=True, help="With PORTAL `all`: those that nobody has seen answer, too.")
@click.option("--contact", envvar="CHISO_CONTACT", help="Your address, sent to live portals. Environment: CHISO_CONTACT.")
@click.option("--quiet", is_flag=True, help="Print errors only.")
@click.option("--corpus", type=EXISTING, default=CORPUS, help="Articles of --sample.")
@click.option("--sites", type=EXISTING, default=SITES, help="Furniture and traps of --sample.")
@portals_option
def crawl_command(
    names: tuple[str, ...],
    sample: bool,
    data: Path,
    max_pages: int | None,
    unverified: bool,
    contact: str | None,
    quiet: bool,
    corpus: Path,
    sites: Path,
    portals_dir: Path,
) -> None:
    """Fetch what is new or changed on the named PORTALs (`all`: every live one) into DATA/archive and DATA/ledger.db."""
    hint = not names and not sample
    chosen = _crawlable(_chosen(_portals(portals_dir), names, sample or hint, unverified), names)
    live = not chosen[0].sample
    who = _reachable(contact) if live else "sample run on loopback"
    try:
        with ExitStack() as stack:
            port = None if live else stack.enter_context(Replica(corpus=corpus, sites=sites)).port
            say = stack.enter_context(_progress(quiet))
            found = crawl(chosen, data, contact=who, sample_port=port, max_pages=max_pages, say=say)
    except (CrawlError, ReplicaError) as error:
        _fail(str(error))
    if not quiet:
        click.echo(summary_text(found))
        if hint:
            click.echo(f"\nThese were the bundled sample portals. {LIVE_HINT}")
    if not all(s.ok for s in found):
        _fail("no article was listed on: " + ", ".join(s.portal for s in found if not s.ok))


def _parse_text(counts: Counter[str]) -> str:
    """`36 articles parsed; 2 pages are no article (soft 404: 2)`."""
    reasons = ", ".join(f"{key.removeprefix('none: ')}: {n}" for key, n in sorted(counts.items()) if key.startswith("none: "))
    rest = f"; {counts['none']} pages are no article ({reasons})" if counts["none"] else ""
    return f"parsed {counts['articles']} articles{rest}"


@main.command("parse")
@click.argument("source", required=False, metavar="[FILE|-]")
@click.option("--url", default=None, help="The page's address, where FILE does not tell it.")
@click.option("--portal", default=None, help="The portal that published FILE.")
@click.option("--archive", is_flag=True, help="Parse the archive of --data (so without FILE, too).")
@click.option("--data", type=DIRECTORY, default=DATA, help="Where the archive lies.")
@click.option("--quiet", is_flag=True, help="Print errors only.")
@portals_option
def parse_command(
    source: str | None, url: str | None, portal: str | None, archive: bool, data: Path, quiet: bool, portals_dir: Path
) -> None:
    """Print the article of FILE (HTML or text) as JSON, on one line where it is piped; without FILE parse the archive into
    DATA/articles.jsonl."""
    portals = _portals(portals_dir)
    if source is not None and archive:
        raise click.UsageError("FILE or --archive, not both")
    if source is None:
        if url or portal:
            raise click.UsageError("--url and --portal go with FILE")
        if not (data / "ledger.db").exists():
            _fail(f"{data}: nothing is archived there; crawl first (python -m crawler crawl --sample)")
        counts = parse_archive(data, portals)
        if not quiet:
            click.echo(_parse_text(counts))
        return
    if portal is not None and portal not in portals:
        _fail(f"unknown portal {portal} (known: {', '.join(portals)})")
    try:
        article = parse_file(source, url, portal, portals)
    except OSError as error:
        _fail(f"{source}: {error.strerror}")
    except ValueError as error:
        _fail(str(error))
    if isinstance(article, NotArticle):
        _fail(f"{source}: no article: {article.reason}")
    click.echo(json.dumps(article.to_json(), ensure_ascii=False, indent=1 if sys.stdout.isatty() else None))


@main.command("detect")
@click.argument("source", metavar="URL|FILE|-")
@contact_option
@click.pass_context
def detect_command(context: click.Context, source: str, contact: str | None) -> None:
    """Say which CMS family made the page at URL, or the saved page FILE, and by which signs."""
    if re.match(r"https?://", source, re.I):
        try:
            click.echo(describe_url(source, _reachable(contact)))
        except ProbeError as error:
            _fail(str(error))
        return
    page: BinaryIO = click.File("rb").convert(source, None, context)
    click.echo(describe(BeautifulSoup(decode(page.read())[0], "lxml"), {}))


@main.command("add")
@click.argument("url")
@click.option("--id", "id_", help="The portal's id (default: by its host).")
@click.option("--place", "places", multiple=True, help="Whose portal it is: 'huyện Phú Thiện, tỉnh Gia Lai'. May be repeated.")
@click.option("--no-place", "nowhere", is_flag=True, help="It speaks for no place (a newspaper, a ministry).")
@click.option(
    "--kind", type=click.Choice(("official", "ministry", "newspaper")), help="Who speaks, where the host does not tell."
)
@click.option("--delay", type=click.FloatRange(0, 3600), help="Least seconds between two requests.")
@click.option("--force", is_flag=True, help="Replace family and sections in a file that exists.")
@contact_option
@sample_option
@portals_option
def add_command(
    url: str, id_: str | None, nowhere: bool, contact: str | None, sample: bool, portals_dir: Path, **said: Any
) -> None:
    """Look at the portal at URL and write its file: family, sections, place; show what three of its articles give."""
    if nowhere and said["places"]:
        raise click.UsageError("--place or --no-place, not both")
    wish = Wish(url, id_, nowhere=nowhere, **said)
    portals = load_portals(portals_dir) if any(portals_dir.glob("*.yml")) else Portals({})
    try:
        with _served(sample) as port:
            who = "sample run on loopback" if sample else _reachable(contact)
            for line in add(wish, portals, portals_dir, contact=who, sample_port=port, today=date.today()):
                click.echo(line)
    except (ProbeError, PortalError, ReplicaError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{portals_dir}: {error.strerror}")


@main.command("check")
@click.argument("names", nargs=-1, metavar="[PORTAL]...")
@contact_option
@sample_option
@portals_option
def check_command(names: tuple[str, ...], contact: str | None, sample: bool, portals_dir: Path) -> None:
    """Read every portal file and list the portals; a wrong key is named with file and line, an unknown place with a warning.
    With PORTAL (or --sample) ask those portals, too: do they list articles, with dates and bodies, as many as expected?"""
    portals = _portals(portals_dir)
    if not names and not sample:
        try:
            for line, warning in overview(portals, portals_dir):
                click.echo(line, err=warning)
        except VocabularyError as error:
            _fail(str(error))
        return
    chosen = _chosen(portals, names, sample, unverified=True)
    try:
        with _served(sample) as port:
            who = "sample run on loopback" if sample else _reachable(contact)
            rows = check(chosen, contact=who, sample_port=port, today=date.today())
    except (ProbeError, ReplicaError) as error:
        _fail(str(error))
    console = Console()
    console.print(as_table(rows)) if console.is_terminal else click.echo(as_lines(rows))
    for remark in remarks(rows):
        click.echo(remark, err=True)
    if any(row.problems for row in rows):
        sys.exit(1)


@main.command("replica")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, help="Port on 127.0.0.1.")
@click.option("--corpus", type=EXISTING, default=CORPUS, help="Articles to serve.")
@click.option("--sites", type=EXISTING, default=SITES, help="Furniture and traps of the portals to serve.")
def replica_command(port: int, corpus: Path, sites: Path) -> None:
    """Serve the sample portals for a browser, until interrupted."""
    try:
        with Replica(port, corpus, sites=sites) as server:
            for site in server.sites:
                click.echo(f"http://{site}.localhost:{server.port}/")
            threading.Event().wait()
    except ReplicaError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        click.echo("stopped")


def summary_text(found: list[Summary]) -> str:
    """What a run came to: a line a portal, and below it the reasons with their counts."""
    lines = []
    for s in found:
        a = s.articles
        known = f", {a['known']} known as no article" if a["known"] else ""
        lines.append(
            f"{s.portal}: {sum(s.listings.values())} listing pages, {sum(a.values())} articles listed: "
            f"{a['fetched']} fetched, {a['listed'] + a['unchanged']} unchanged{known}, "
            f"{a['refused']} refused, {a['failed']} failed; files: {s.files['fetched']} fetched"
        )
        lines += [f"  {kind} {status} ({n}): {reason}" for (kind, status, reason), n in sorted(s.reasons.items())]
    return "\n".join(lines)


def _portals(directory: Path) -> Portals:
    try:
        return load_portals(directory)
    except PortalError as error:
        _fail(str(error))


def _chosen(portals: Portals, names: tuple[str, ...], sample: bool, unverified: bool = False) -> tuple[PortalConfig, ...]:
    try:
        chosen = portals.select(names, unverified) if names else tuple(p for p in portals.values() if p.sample)
    except KeyError as error:
        _fail(str(error.args[0]))
    if not chosen:
        raise click.UsageError("there is no sample portal in that directory: name the portals to crawl")
    wrong = [p.id for p in chosen if p.sample != sample]
    if wrong and sample:
        raise click.UsageError(f"not a bundled sample: {', '.join(wrong)} (leave --sample out)")
    if wrong:
        raise click.UsageError(f"bundled sample: {', '.join(wrong)} (add --sample)")
    return chosen


def _crawlable(chosen: tuple[PortalConfig, ...], names: tuple[str, ...]) -> tuple[PortalConfig, ...]:
    """Without those that have no section to read yet; it says so, and fails where they were asked for by name."""
    empty = [p for p in chosen if not p.sections]
    if not empty:
        return chosen
    note = f"no section yet: {', '.join(p.id for p in empty)} (python -m crawler add {empty[0].base_url} --force)"
    if names != (ALL,) or len(empty) == len(chosen):
        _fail(note)
    click.echo(f"left out, {note}", err=True)
    return tuple(p for p in chosen if p.sections)


def _reachable(contact: str | None) -> str:
    if not contact:
        raise click.UsageError("a live portal must be able to reach you: give --contact (or set CHISO_CONTACT)")
    return contact


@contextmanager
def _served(sample: bool) -> Iterator[int | None]:
    """The port of the bundled sample portals while they are served; None for live ones."""
    if not sample:
        yield None
        return
    with Replica() as server:
        yield server.port


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar a portal on a terminal's standard error; nothing where it is piped."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks = {}

        def say(portal: str, done: int, total: int) -> None:
            if portal not in tasks:
                tasks[portal] = progress.add_task(portal, total=total)
            progress.update(tasks[portal], completed=done, total=total)

        yield say


def _fail(message: str) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m crawler")
