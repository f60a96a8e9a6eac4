"""The command `python -m browse serve`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from browse.server import HOST, ServeError, make_server, open_socket


@click.group()
def cli() -> None:
    """Browse the database in a web browser."""


@cli.command()
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option("--database", default=Path("data/chiso.db"), show_default=True, type=click.Path(path_type=Path, dir_okay=False))
def serve(port: int, database: Path) -> None:
    """Serve the database on this machine only (127.0.0.1), read-only."""
    try:
        server = make_server(database)
        sock = open_socket(port)
    except ServeError as error:
        click.echo(f"serve: {error}", err=True)
        sys.exit(1)
    click.echo(f"http://{HOST}:{sock.getsockname()[1]}/ (Ctrl-C stops)", err=True)
    server.run(sockets=[sock])


if __name__ == "__main__":
    cli(prog_name="python -m browse")
