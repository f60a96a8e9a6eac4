"""A large portal on loopback: generated articles as pages of the NukeViet replica, rendered before the clock starts.

`python -m bench.portal PORT FILE` serves pages that `render` has written: a server of its own process that does nothing but
answer, so that what is measured is the crawler.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.generate import generate
from crawler.replica import nukeviet
from crawler.replica.answers import Answer
from crawler.replica.site import PAGE_SIZE, SITES, Category, Item, Site

SECTION = "cai-cach-hanh-chinh"
FURNITURE = "dailoc"
# Texts that are generated; a longer portal repeats them under other numbers, titles and days.
TEXTS = 500


@dataclass(frozen=True)
class LargeSite(Site):
    """A site whose items are looked up, not searched; all stand in one section."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {item.id: item for item in self.items})
        object.__setattr__(self, "_at", {item.id: at for at, item in enumerate(self.items)})

    def item(self, number: int) -> Item | None:
        found: Item | None = self.__dict__["_by_id"].get(number)
        return found

    def listed(self, category: Category) -> list[Item]:
        return list(self.items) if category.slug == SECTION else []

    def neighbours(self, item: Item) -> tuple[list[Item], list[Item]]:
        at = self.__dict__["_at"][item.id]
        return list(self.items[max(0, at - 5) : at]), list(self.items[at + 1 : at + 6])

    def hot(self, count: int = 6) -> list[Item]:
        return list(self.items[:count])


def site(count: int, seed: int) -> LargeSite:
    """A site of `count` articles, newest first, an hour apart."""
    words: dict[str, Any] = json.loads((SITES / f"{FURNITURE}.json").read_text(encoding="utf-8"))
    cases = list(generate(seed, 0, min(count, TEXTS)))
    newest = datetime.fromisoformat("2025-06-01T08:00:00+07:00")
    items = []
    for number in range(count, 0, -1):
        case = cases[number % len(cases)]
        published = newest - timedelta(hours=count - number)
        title = f"{case.article.title} ({number})"
        items.append(
            Item(number, f"bai-viet-so-{number}", SECTION, title, published, case.article.body, case.article.author, number)
        )
    return LargeSite(
        id=FURNITURE,
        family="nukeviet",
        name=words["name"],
        agency=words["agency"],
        categories=tuple(Category(**c) for c in words["categories"]),
        items=tuple(items),
        today=newest.date() + timedelta(days=3),
        words=words,
    )


def render(count: int, seed: int, target: Path) -> tuple[int, int]:
    """Write the pages of a portal of `count` articles: how many pages (articles and listings), and their bytes in the middle."""
    large = site(count, seed)
    paths = [urlsplit(nukeviet.address(large, item)).path for item in large.items]
    listings = [f"/{SECTION}/"] + [f"/{SECTION}/page-{n}/" for n in range(2, -(-count // PAGE_SIZE) + 1)]
    answers: dict[str, Answer] = {path: nukeviet.answer(large, path) for path in [*paths, *listings, "/robots.txt"]}
    target.write_bytes(pickle.dumps({path: (a.status, a.content_type, a.body) for path, a in answers.items()}))
    sizes = sorted(len(a.body) for a in answers.values())
    return len(paths) + len(listings), sizes[len(sizes) // 2]


def portal_file(directory: Path, port: int) -> Path:
    """The portal's file, without delay."""
    directory.mkdir()
    (directory / f"{FURNITURE}.yml").write_text(
        f"id: {FURNITURE}\nname: Cổng thử\nfamily: nukeviet\nbase_url: http://{FURNITURE}.chiso.test/\n"
        f"hosts: [{FURNITURE}.chiso.test]\nsections:\n  - {{url: /{SECTION}/, name: Cải cách hành chính}}\n"
        "places:\n  - {place: huyện Đại Lộc, province: tỉnh Quảng Nam}\n"
        "delay: 0\nmax_pages: 1000000\nsample: true\n",
        encoding="utf-8",
    )
    return directory


async def _serve(port: int, pages: dict[str, tuple[int, str, bytes]]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                parts = urlsplit(head.split(b" ", 2)[1].decode("latin-1"))
                status, kind, body = pages.get(parts.path, (404, "text/plain", b"not found"))
                lines = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(lines.encode("latin-1") + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the crawler has what it wanted
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), pickle.loads(Path(sys.argv[2]).read_bytes())))
