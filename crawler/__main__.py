"""The commands: `python -m crawler crawl|parse|detect|add|check|skipped|replica`. Exit status 0, 1 (something failed), 2
(usage), 130 or 143 (interrupted)."""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

import click

from core.counted import counted
from core.engine import EngineError, engine_option, engine_option_or_none
from core.events import stage
from core.interrupt import Commands, left_as, status_of
from core.recorded import recorded
from crawler.articles import UNREAD, parse_archive
from crawler.choosing import (
    DIRECTORY,
    EXISTING,
    SAMPLE_CONTACT,
    chosen_of,
    contact_option,
    crawlable,
    fail,
    portals_of,
    portals_option,
    reachable,
)
from crawler.cms.base import NotArticle
from crawler.crawl import Asked, CrawlError, Interrupted, crawl
from crawler.dry_runs import crawl_outlook, parse_outlook
from crawler.fanout import crawl_fanned
from crawler.ledger import Ledger, Status
from crawler.parse import parse_file
from crawler.plan import Limits
from crawler.readings import rules_version
from crawler.registry.commands import add_command, check_command, detect_command
from crawler.replica.server import Replica, ReplicaError
from crawler.replica.site import CORPUS, SITES
from crawler.skipped import SKIPPED, as_csv, as_text, skipped
from crawler.watch import progress, report, tell_portals, telling_ends

DATA = Path("data")
DAY = click.DateTime(formats=["%Y-%m-%d"])
LIVE_HINT = (
    "To crawl a live portal:\n"
    "  python -m crawler add https://its-host/ --contact you@example.org\n"
    "  python -m crawler crawl <id> --contact you@example.org"
)


def _versions() -> dict[str, str]:
    return {"rules": rules_version()}


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
@click.option("--dry-run", is_flag=True, help="Say what would be asked for of which portal, and ask for nothing.")
@click.option("--unverified", is_flag=True, help="With PORTAL `all`: those that nobody has seen answer, too.")
@contact_option
@engine_option_or_none("Each portal is a task of its own; without --engine one process asks all.")
@click.option("--quiet", is_flag=True, help="Print errors only.")
@click.option("--corpus", type=EXISTING, default=CORPUS, help="Articles of --sample.")
@click.option("--sites", type=EXISTING, default=SITES, help="Furniture and traps of --sample.")
@portals_option
@recorded("crawler", lambda given: given["data"], _versions)
def crawl_command(
    names: tuple[str, ...],
    sample: bool,
    data: Path,
    max_pages: int | None,
    since: datetime | None,
    until: datetime | None,
    full: bool,
    recheck: bool,
    dry_run: bool,
    unverified: bool,
    contact: str | None,
    engine: str | None,
    quiet: bool,
    corpus: Path,
    sites: Path,
    portals_dir: Path,
) -> None:
    """Fetch what is new or changed on the named PORTALs (`all`: every live one) into DATA/archive and DATA/ledger.db."""
    hint = not names and not sample
    chosen = crawlable(chosen_of(portals_of(portals_dir), names, sample or hint, unverified), names)
    live = not chosen[0].sample
    who = reachable(contact) if live else SAMPLE_CONTACT
    if since and until and since > until:
        raise click.UsageError(f"--from {since:%Y-%m-%d} lies after --to {until:%Y-%m-%d}")
    days = (since.date() if since else None, until.date() if until else None)
    limits = Limits(*days, max_pages=max_pages, full=full or recheck, recheck=recheck)
    if dry_run:
        _dry(crawl_outlook(chosen, data, limits, not live))
        return
    try:
        with ExitStack() as stack, stage("crawl", portals=len(chosen)):
            port = None if live else stack.enter_context(Replica(corpus=corpus, sites=sites)).port
            say = telling_ends(stack.enter_context(progress(quiet)))
            tell = None if quiet else _tell
            if engine is None:
                found = crawl(chosen, data, contact=who, sample_port=port, limits=limits, say=say, tell=tell)
            else:
                found = crawl_fanned(Asked(chosen, data, "", who, port, limits), engine, say=say, tell=tell)
    except Interrupted as error:
        tell_portals(error.found)
        if error.found and not quiet:
            click.echo(report(error.found))
        click.echo(f"error: {error}", err=True)
        sys.exit(status_of(error.signum))
    except (CrawlError, ReplicaError) as error:
        fail(str(error))
    tell_portals(found)
    if not quiet:
        click.echo(report(found))
        if hint:
            click.echo(f"\nThese were the bundled sample portals. {LIVE_HINT}")
    if faults := sorted({s.fault for s in found if s.fault}):
        fail("; ".join(f"{fault} on: " + ", ".join(s.portal for s in found if s.fault == fault) for fault in faults))


def _dry(lines: Iterable[str]) -> None:
    try:
        for line in lines:
            click.echo(line)
    except sqlite3.DatabaseError as error:
        fail(f"the ledger cannot be read: {error}")


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _parse_text(counts: Counter[str]) -> str:
    """`parsed 36 articles; no article: 2 pages (soft 404: 2); files: 1 scanned, 3 text`."""
    reasons = ", ".join(f"{key.removeprefix('none: ')}: {n}" for key, n in sorted(counts.items()) if key.startswith("none: "))
    rest = f"; no article: {counted(counts['none'], 'page')} ({reasons})" if counts["none"] else ""
    read = ", ".join(f"{n} {key.removeprefix('file: ')}" for key, n in sorted(counts.items()) if key.startswith("file: "))
    return f"parsed {counted(counts['articles'], 'article')}{rest}{f'; files: {read}' if read else ''}"


@main.command("parse")
@click.argument("source", required=False, metavar="[FILE|-]")
@click.option("--url", default=None, help="The page's address, where FILE does not tell it.")
@click.option("--portal", default=None, help="The portal that published FILE.")
@click.option("--archive", is_flag=True, help="Parse the archive of --data (so without FILE, too).")
@click.option("--data", type=DIRECTORY, default=DATA, help="Where the archive lies.")
@click.option("--dry-run", is_flag=True, help="Say how many archived pages would be read and why, and read none.")
@engine_option
@click.option("--quiet", is_flag=True, help="Print errors only.")
@portals_option
@recorded("crawler", lambda given: given["data"] if given["source"] is None else None, _versions)
def parse_command(
    source: str | None,
    url: str | None,
    portal: str | None,
    archive: bool,
    data: Path,
    dry_run: bool,
    engine: str,
    quiet: bool,
    portals_dir: Path,
) -> None:
    """Print the article of FILE (HTML or text) as JSON, on one line where it is piped; without FILE parse the archive into
    DATA/articles/ (Parquet)."""
    portals = portals_of(portals_dir)
    if source is not None and archive:
        raise click.UsageError("FILE or --archive, not both")
    if source is not None and dry_run:
        raise click.UsageError("--dry-run goes with the archive, not with FILE")
    if source is None:
        if url or portal:
            raise click.UsageError("--url and --portal go with FILE")
        if not (data / "ledger.db").exists():
            fail(f"{data}: nothing is archived there; crawl first (python -m crawler crawl --sample)")
        if dry_run:
            _dry(parse_outlook(data, portals) for _ in range(1))
            return
        with left_as("what was read is kept, run again to go on"):
            try:
                counts = parse_archive(data, portals, engine)
            except (EngineError, ValueError) as error:
                fail(str(error))
            except OSError as error:
                reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
                fail(f"{data}: {reason}; the old articles stand, and what was read is kept")
        if not quiet:
            click.echo(_parse_text(counts))
        if damaged := counts[UNREAD] + counts["file: damaged"]:
            fail(f"{counted(damaged, 'record')} of the archive could not be read: see {data / 'parse_issues.jsonl'}")
        return
    if portal is not None and (problem := portals.unknown((portal,))):
        fail(problem)
    try:
        article = parse_file(source, url, portal, portals)
    except OSError as error:
        fail(f"{source}: {error.strerror}")
    except ValueError as error:
        fail(str(error))
    if isinstance(article, NotArticle):
        fail(f"{source}: no article: {article.reason}")
    click.echo(json.dumps(article.to_json(), ensure_ascii=False, indent=1 if sys.stdout.isatty() else None))


@main.command("skipped")
@click.argument("names", nargs=-1, metavar="[PORTAL]...")
@click.option("--data", type=DIRECTORY, default=DATA, help="Where the ledger lies.")
@click.option("--status", "statuses", type=click.Choice(SKIPPED), multiple=True, help="Only these; may be repeated.")
@click.option("--csv", "table", is_flag=True, help="As CSV, a line an address.")
def skipped_command(names: tuple[str, ...], data: Path, statuses: tuple[Status, ...], table: bool) -> None:
    """List what the crawls of DATA passed over or lost, of all portals or the named: addresses by status and reason."""
    if not (data / "ledger.db").exists():
        fail(f"{data}: nothing was crawled there")
    with closing(Ledger(data / "ledger.db")) as ledger:
        if wrong := sorted(set(names) - set(ledger.portals())):
            fail(f"{data}: nothing was crawled there of {', '.join(wrong)}")
        rows = list(skipped(ledger, names, statuses or SKIPPED))
    if table:
        click.echo(as_csv(rows), nl=False)
        return
    for line in as_text(rows):
        click.echo(line)
    if not rows:
        click.echo("nothing of that kind was passed over or lost", err=True)


main.add_command(detect_command)
main.add_command(add_command)
main.add_command(check_command)


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
        fail(str(error))
    except KeyboardInterrupt:
        click.echo("stopped")


if __name__ == "__main__":
    main(prog_name="python -m crawler")
