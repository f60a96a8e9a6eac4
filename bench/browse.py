"""`python -m bench.browse`: how long the pages of a database of 100,000 articles and a million facts take to answer, kept in
bench/browse.json.

The real server answers on loopback, one request after another on one kept connection. Nothing is judged.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import click

from bench.addresses import Chooser, addresses, kinds
from bench.large import DIRECTORY, SEED, large_database
from bench.machine import MIB, describe_machine, memory_of_tree

RESULTS = Path("bench") / "browse.json"


@dataclass
class Asked:
    """What the requests of one kind took (seconds) and gave (bytes); `bad`: addresses that did not answer 200."""

    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    missing: bool = False

    def row(self, kind: str) -> dict[str, str | int | float]:
        ordered = sorted(self.seconds)
        return {
            "kind": kind,
            "requests": len(ordered),
            "first_ms": round(1000 * self.seconds[0], 1),
            "median_ms": round(1000 * median(ordered), 1),
            "p95_ms": round(1000 * (quantiles(ordered, n=20, method="inclusive")[-1] if len(ordered) > 1 else ordered[0]), 1),
            "max_ms": round(1000 * ordered[-1], 1),
            "bytes": int(median(self.sizes)),
        }


class Server:
    """The served database: one connection that is kept."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[int, bytes, float]:
        """Status, body and seconds until its last byte."""
        start = time.perf_counter()
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        return answer.status, body, time.perf_counter() - start

    def memory(self) -> float:
        """MiB that the server holds."""
        return round(memory_of_tree(self._process.pid) / MIB, 1)


@contextmanager
def served(database: Path) -> Iterator[Server]:
    """The server as the command runs it, as a process of its own. Raises RuntimeError where it does not start."""
    command = [sys.executable, "-m", "browse", "serve", "--port", "0", "--database", str(database)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        said = process.stderr.readline() if process.stderr else ""
        port = urlsplit(said.split(" ")[0]).port
        if port is None:
            raise RuntimeError(said.strip())
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def canned_queries(server: Server, name: str) -> list[str]:
    """The addresses of the canned queries that the server knows."""
    status, body, _ = server.get(f"/{name}.json")
    found = json.loads(body).get("queries", []) if status == 200 else []
    return [f"/{name}/{query['name']}" for query in found]


def ask(server: Server, paths: list[str]) -> Asked:
    """Ask one after another. A kind whose first address answers 404 is missing and asked no more."""
    asked = Asked()
    for at, path in enumerate(paths):
        status, body, seconds = server.get(path)
        if at == 0 and status == 404:
            asked.missing = True
            break
        if status != 200:
            asked.bad.append(f"{status} {path}")
        asked.seconds.append(seconds)
        asked.sizes.append(len(body))
    return asked


def measure(database: Path, seed: int, requests: int, only: str = "") -> Iterator[tuple[str, Asked, Server]]:
    """(kind, what its requests took, the server) for every kind of page whose name begins with `only`."""
    chooser = Chooser(database, seed)
    with served(database) as server:
        for kind, make in kinds(chooser, canned_queries(server, chooser.name)).items():
            if kind.startswith(only):
                yield kind, ask(server, addresses(make, chooser.draw(kind), requests)), server


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--articles", type=click.IntRange(1, 10_000_000), default=100_000, show_default=True, help="Generated articles.")
@click.option("--requests", type=click.IntRange(1, 100_000), default=100, show_default=True, help="Requests of each kind.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Of the articles and of the addresses.")
@click.option("--only", default="", help="Kinds of pages whose name begins so.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), default=DIRECTORY, help="Where the database is kept.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=RESULTS, show_default=True, help="Figures.")
def main(articles: int, requests: int, seed: int, only: str, data: Path, out: Path) -> None:
    """Serve a large generated database (made once, under data/bench/) and time every kind of page."""
    machine = describe_machine()
    database, made = large_database(seed, articles, data)
    rows, missing, memory = [], [], 0.0
    click.echo(f"{'kind':36} requests    first   median      p95      max ms      bytes")
    for kind, asked, server in measure(database, seed, requests, only):
        if asked.missing:
            missing.append(kind)
            click.echo(f"{kind:36} missing")
            continue
        row = asked.row(kind) | ({"bad": asked.bad[:5]} if asked.bad else {})
        rows.append(row)
        figures = "".join(f"{row[name]:9}" for name in ("first_ms", "median_ms", "p95_ms", "max_ms"))
        click.echo(f"{kind:36} {row['requests']:8}{figures} {row['bytes']:13}{'  ' + asked.bad[0] if asked.bad else ''}")
        memory = server.memory()
    found = {"machine": machine, "seed": seed, "database": made, "server_mib": memory, "kinds": rows, "missing": missing}
    try:
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        click.echo(f"bench.browse: {out}: {error.strerror}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m bench.browse")
