"""A served database for the tests of browse: a real Datasette on a free loopback port."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from browse.server import make_server, open_socket


@contextmanager
def serving(database: Path) -> Iterator[httpx.Client]:
    """A client of the server; pages are asked for in English unless a request says otherwise."""
    server, sock = make_server(database), open_socket(0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    with httpx.Client(base_url=f"http://127.0.0.1:{sock.getsockname()[1]}", timeout=30, trust_env=False) as http:
        yield http
    server.should_exit = True
    thread.join(10)


def page(client: httpx.Client, path: str, status: int = 200) -> str:
    """The text of a page that must answer with `status`."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.text


def words(markup: str) -> str:
    """What a reader sees of some markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))
