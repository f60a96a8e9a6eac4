"""The commands: `python -m crawler crawl|parse|detect|check|replica`. Exit status 0, 1 (something failed), 2 (usage)."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NoReturn

import click
from bs4 import BeautifulSoup

from core.vocabulary import VocabularyError
from crawler.articles import parse_archive
from crawler.cms import detect
from crawler.cms.base import NotArticle
from crawler.crawl import CrawlError, crawl
from crawler.decode import decode
from crawler.parse import parse_file
from crawler.plan import Limits
from crawler.portals import PORTALS_DIR, PortalConfig, PortalError, Portals, load_portals
from crawler.replica.server import Replica, ReplicaError
from crawler.replica.site import CORPUS, SITES
from crawler.watch import progress, report

DATA = Path("data")
DIRECTORY = click.Path(path_type=Path, file_okay=False)
EXISTING = click.Path(path_type=Path, exists=True, file_okay=False)
DAY = click.DateTime(formats=["%Y-%m-%d"])
SAMPLE_CONTACT = "sample run on loopback"
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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Crawl portals of local governments and parse their articles."""


@main.command("crawl")
@click.argument("names", nargs=-1, metavar="[PORTAL]...")
@click.option("--sample", is_flag=True, help="Crawl the bundled sample portals, served on 127.0.0.1 (default without PORTAL).")
@click.option("--data", type=DIRECTORY, default=DATA, help="Where archive and ledger lie.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Listing pages to read per section.")
@click.option("--from", "since", type=DAY, help="First day of publication (YYYY-MM-DD); listings are read back to it.")
@click.option("--to", "until", type=DAY, help="Last day of publication.")
@click.option("--full", is_flag=True, help="Read listings to their end, also where all they show is known.")
@click.option("--recheck", is_flag=True, help="Ask for known articles again (where the server can tell: only if changed).")
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
    since: datetime | None,
    until: datetime | None,
    full: bool,
    recheck: bool,
    contact: str | None,
    quiet: bool,
    corpus: Path,
    sites: Path,
    portals_dir: Path,
) -> None:
    """Fetch what is new or changed on the named PORTALs into DATA/archive and DATA/ledger.db."""
    hint = not names and not sample
    chosen = _chosen(_portals(portals_dir), names, sample or hint)
    live = not chosen[0].sample
    if live and not contact:
        raise click.UsageError("a live portal must be able to reach you: give --contact (or set CHISO_CONTACT)")
    if since and until and since > until:
        raise click.UsageError(f"--from {since:%Y-%m-%d} lies after --to {until:%Y-%m-%d}")
    days = (since.date() if since else None, until.date() if until else None)
    limits = Limits(*days, max_pages=max_pages, full=full or recheck, recheck=recheck)
    try:
        with ExitStack() as stack:
            port = None if live else stack.enter_context(Replica(corpus=corpus, sites=sites)).port
            say = stack.enter_context(progress(quiet))
            found = crawl(chosen, data, contact=contact or SAMPLE_CONTACT, sample_port=port, limits=limits, say=say)
    except (CrawlError, ReplicaError) as error:
        _fail(str(error))
    if not quiet:
        click.echo(report(found))
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
@click.argument("source", metavar="FILE|-", type=click.File("rb"))
def detect_command(source: BinaryIO) -> None:
    """Say which CMS family made the saved page FILE, and by which signs."""
    text, _ = decode(source.read())
    family, signs = detect(BeautifulSoup(text, "lxml"), {})
    click.echo("\n".join([family, *(f"  {sign}" for sign in signs)]))


@main.command("check")
@portals_option
def check_command(portals_dir: Path) -> None:
    """Read every portal file and list the portals; a wrong key is named with file and line, an unknown place with a warning."""
    try:
        for config in _portals(portals_dir).values():
            kind, n = "sample" if config.sample else "live", len(config.sections)
            click.echo(f"{config.id}\t{config.family}\t{kind}\t{n} section{'s' * (n != 1)}\t{config.name}")
            for name in (name for place in config.places for name in place.unknown()):
                file = portals_dir / f"{config.id}.yml"
                click.echo(f"warning: {file}: '{name}' is not in places.csv (in that province and period)", err=True)
    except VocabularyError as error:
        _fail(str(error))


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


def _portals(directory: Path) -> Portals:
    try:
        return load_portals(directory)
    except PortalError as error:
        _fail(str(error))


def _chosen(portals: Portals, names: tuple[str, ...], sample: bool) -> tuple[PortalConfig, ...]:
    try:
        chosen = portals.select(names) if names else tuple(p for p in portals.values() if p.sample)
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


def _fail(message: str) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m crawler")
