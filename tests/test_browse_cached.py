"""What is kept of an immutable database: slow small answers and the schema; nothing that may change, nothing large."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest

from browse import cached
from browse.cached import CachedDatabase, warm
from browse.server import make_datasette, open_socket
from extract.database.load import Inputs, build
from tests.load_fixture import write_sample

COUNT = "SELECT count(*) FROM v_scores WHERE year > :year"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("cached")
    path = directory / "chiso.db"
    build(write_sample(directory), path, Inputs(directory))
    return path


@pytest.fixture
def asked(database: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[str]]:
    """A served database that counts everything as slow, and what its file was asked."""
    monkeypatch.setattr(cached, "SLOW", 0.0)
    found: list[str] = []
    whole = CachedDatabase.execute_fn

    async def execute_fn(self: Any, fn: Any) -> Any:
        found.append(fn.__qualname__)
        return await whole(self, fn)

    monkeypatch.setattr(CachedDatabase, "execute_fn", execute_fn)
    return make_datasette(database), found


def test_a_slow_answer_is_given_again_for_the_same_values_only(asked: tuple[Any, list[str]]) -> None:
    datasette, found = asked
    database = datasette.get_database()
    assert isinstance(database, CachedDatabase) and "chiso_2" not in datasette.databases

    async def run() -> list[int]:
        return [(await database.execute(COUNT, {"year": year})).rows[0][0] for year in (2000, 2000, 3000, 2000)]

    first, again, other, last = asyncio.run(run())
    assert first == again == last > other == 0
    assert len(found) == 2


CHANGING = ("SELECT random()", "SELECT datetime('now')", "SELECT current_timestamp", "SELECT strftime('%f')")


@pytest.mark.parametrize("sql", CHANGING)
def test_what_changes_is_not_kept(asked: tuple[Any, list[str]], sql: str) -> None:
    datasette, found = asked

    async def run() -> None:
        for _ in range(3):
            await datasette.get_database().execute(sql)

    asyncio.run(run())
    assert len(found) == 3


def test_large_and_many_answers_are_not_kept(asked: tuple[Any, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    datasette, found = asked
    monkeypatch.setattr(cached, "SMALL", 1_000)
    monkeypatch.setattr(cached, "KEPT", 2 * (2 * cached._CELL + len("SELECT 1")))
    database = datasette.get_database()

    async def run(*sqls: str) -> int:
        found.clear()
        for sql in sqls:
            await database.execute(sql)
        return len(found)

    assert asyncio.run(run(*["SELECT * FROM places LIMIT 50"] * 2)) == 2
    assert asyncio.run(run(*["SELECT zeroblob(2000)"] * 2)) == 2
    assert asyncio.run(run("SELECT 1", "SELECT 2", "SELECT 3", "SELECT 3", "SELECT 2", "SELECT 1")) == 4


def test_a_limit_on_rows_is_part_of_the_question(asked: tuple[Any, list[str]]) -> None:
    database = asked[0].get_database()

    async def run() -> list[int]:
        sql = "SELECT id FROM places LIMIT 1500"
        return [len((await database.execute(sql, truncate=truncate)).rows) for truncate in (False, True, False)]

    assert asyncio.run(run()) == [1500, 1000, 1500]


def test_the_schema_is_read_once_and_an_answer_is_the_callers_own(asked: tuple[Any, list[str]]) -> None:
    database = asked[0].get_database()

    async def run() -> tuple[list[str], list[str]]:
        names = await database.table_names()
        names.clear()
        return names, await database.table_names()

    names, again = asyncio.run(run())
    assert names == [] and "v_scores" in again


def test_only_large_files_are_warmed(asked: tuple[Any, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    datasette, found = asked
    asyncio.run(warm(datasette))
    assert not found
    monkeypatch.setattr(cached, "LARGE", 0)
    asyncio.run(warm(datasette))
    assert found and datasette.get_database().cached_table_counts["v_scores"] > 0


def test_answers_are_sent_without_waiting_for_more() -> None:
    sock = open_socket(0)
    assert sock.proto == socket.IPPROTO_TCP  # asyncio turns Nagle's delay off for sockets that say so
    sock.close()
