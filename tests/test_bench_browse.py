"""Measuring the browsing works on a small database; no figure is judged here."""

from __future__ import annotations

import json
import platform
import random
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import browse, large
from bench.addresses import Chooser, addresses, kinds
from extract.database.verify import verify

COUNT = 60


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("large")
    large.large_database(3, COUNT, directory)
    return directory


def test_the_database_holds_every_generated_fact_at_its_words(made: Path) -> None:
    database, told = large.large_database(3, COUNT, made)
    assert told["articles"] == COUNT and told["facts"] > COUNT
    report = verify(database)
    assert not report.problems and report.counts["facts"] == told["facts"]
    db = sqlite3.connect(database)
    portals = dict(db.execute("SELECT DISTINCT portal, place FROM articles").fetchall())
    db.close()
    named = {portal: place for portal, place in portals.items() if place}
    assert len(named) > 10 and all(portal.startswith("gen-") for portal in portals)
    assert all((place is None) == portal.startswith("gen-paper-") for portal, place in portals.items())


def test_what_was_made_is_used_again_until_it_no_longer_fits(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (made / "chiso.db").stat().st_mtime_ns

    def never(*_: object) -> int:
        raise AssertionError("made again")

    monkeypatch.setattr(large, "write_inputs", never)
    large.large_database(3, COUNT, made)
    assert (made / "chiso.db").stat().st_mtime_ns == before
    with pytest.raises(AssertionError, match="made again"):
        large.large_database(4, COUNT, made)


def test_addresses_are_the_same_for_a_seed_and_differ_within_a_kind(made: Path) -> None:
    large.large_database(3, COUNT, made)
    chooser = Chooser(made / "chiso.db", 5)
    for kind, make in kinds(chooser, ["/chiso/one"]).items():
        drawn = addresses(make, random.Random(1), 30)
        assert drawn == addresses(make, random.Random(1), 30) and len(drawn) == 30
        assert len(set(drawn)) > 1, kind


def test_a_short_run_of_the_command(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "browse.json"
    arguments = ["--articles", str(COUNT), "--requests", "2", "--seed", "3", "--data", str(made), "--out", str(out)]
    run = CliRunner().invoke(browse.main, arguments)
    assert run.exit_code == 0, run.output
    text = out.read_text(encoding="utf-8")
    found = json.loads(text)
    rows = {row["kind"]: row for row in found["kinds"]}
    assert {"start page", "article", "search", "province profile", "v_scores", "v_panel sorted"} <= set(rows)
    for kind, row in rows.items():
        assert "bad" not in row and row["requests"] == 2, kind
        assert 0 < row["median_ms"] <= row["max_ms"] and row["bytes"] > 0, kind
    assert not set(rows) & set(found["missing"])
    assert platform.node() not in text and str(tmp_path) not in text and str(made) not in text


def test_a_kind_that_there_is_not_is_missing_and_a_failure_is_told(made: Path) -> None:
    large.large_database(3, COUNT, made)
    with browse.served(made / "chiso.db") as server:
        assert browse.ask(server, ["/-/nothing", "/"]).missing
        asked = browse.ask(server, ["/", "/-/article/0000000000000000"])
    assert asked.bad == ["404 /-/article/0000000000000000"] and len(asked.seconds) == 2
