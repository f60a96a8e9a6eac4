"""Serving a database: the Datasette application and the loopback socket it answers on."""

from __future__ import annotations

import asyncio
import errno
import socket
import sqlite3
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Response

from browse import plugin
from browse.cached import CachedDatabase, warm
from browse.metadata import build_metadata
from browse.policy import with_policy
from core.catalog import read_catalog
from core.schema_version import version_fault

HOST = "127.0.0.1"
_HERE = Path(__file__).resolve().parent
_SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "default_facet_size": 8,
    "suggest_facets": False,
    "facet_time_limit_ms": 1500,
    "sql_time_limit_ms": 3000,
    "truncate_cells_html": 300,
    # The texts in it belong to their portals (docs/data.md): the public tables are what is given away.
    "allow_download": False,
    "allow_csv_stream": True,
    "max_csv_mb": 0,
}


class ServeError(Exception):
    """The database cannot be served; the message says what to do."""


def table_columns(database: Path) -> dict[str, list[str]]:
    """The columns of every table, the full-text index aside. Raises ServeError where this is no database of ours,
    or one of another schema version."""
    if not database.is_file():
        raise ServeError(f"{database} does not exist; run `make demo` first")
    try:
        connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        try:
            fault = version_fault(connection)
            names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
            own = [name for (name,) in names if not name.startswith(("articles_fts", "sqlite_"))]
            columns = {name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')] for name in own}
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise ServeError(f"{database} is no readable database: {error}") from error
    if fault:
        raise ServeError(f"{database}: {fault}")
    if "v_scores" not in columns:
        raise ServeError(f"{database} is no database of this project; run `make demo` first")
    return columns


def make_datasette(database: Path) -> Any:
    """The Datasette over one immutable database with the own plugin, metadata, templates and style sheet."""
    try:
        metadata = build_metadata(read_catalog(), table_columns(database), database.stem)
    except KeyError as error:
        raise ServeError(f"{database} was built by another version ({error.args[0]}); run `make extract` again") from error
    # It would answer each failed request a second time, in vain, and print every missing page as a trace.
    if pm.has_plugin("datasette.handle_exception"):
        pm.unregister(name="datasette.handle_exception")
    if not pm.has_plugin("chiso"):
        pm.register(plugin, name="chiso")
    datasette = Datasette(
        immutables=[str(database)],
        metadata=metadata,
        template_dir=str(_HERE / "templates"),
        static_mounts=[("assets", str(_HERE / "static"))],
        settings=_SETTINGS,
    )
    name = datasette.get_database().name
    datasette.remove_database(name)
    datasette.add_database(CachedDatabase(datasette, str(database)), name=name)
    return datasette


def open_socket(port: int) -> socket.socket:
    """A listening loopback socket (port 0: any free one). Raises ServeError where the port is taken."""
    # Named TCP, so that asyncio sends at once: else a kept connection waits 40 ms for the acknowledgement of each answer's head.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((HOST, port))
        sock.listen(128)
    except (OSError, OverflowError) as error:
        sock.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise ServeError(f"port {port} is taken; choose another: make serve PORT={min(port + 1, 65535)}") from error
        raise ServeError(f"port {port} cannot be used: {error}") from error
    return sock


def _stamp(database: Path) -> tuple[int, ...] | None:
    try:
        found = database.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class Reopening:
    """The application. A database file that was replaced (a rebuild, a redaction) is opened anew at the next request; where it
    cannot be, every page says so: what was taken out is not shown from the old file."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._stamp = _stamp(database)
        self._datasette = make_datasette(database)
        self._app = self._datasette.app()
        self._fault = ""
        self._lock = asyncio.Lock()
        self._warming: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            self._warming = asyncio.create_task(warm(self._datasette))
            await self._app(scope, receive, send)
            self._warming.cancel()
            return
        if scope["type"] == "http":
            async with self._lock:
                await self._reopen()
            if self._fault:
                await Response.text(f"serve: {self._fault}\n", status=503).asgi_send(send)
                return
        await self._app(scope, receive, send)

    async def _reopen(self) -> None:
        stamp = _stamp(self._database)
        if stamp == self._stamp:
            return
        try:
            datasette = make_datasette(self._database)
            await datasette.invoke_startup()
            self._app, self._fault = datasette.app(), ""
            if self._warming is not None:
                self._warming.cancel()
            self._warming = asyncio.create_task(warm(datasette))
        except ServeError as error:
            self._fault = str(error)
        self._stamp = stamp


def make_server(database: Path) -> uvicorn.Server:
    """The server, not yet running; `run(sockets=[open_socket(port)])` runs it until interrupted."""
    return uvicorn.Server(uvicorn.Config(with_policy(Reopening(database)), log_level="warning", lifespan="on"))
