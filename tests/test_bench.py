"""The measurements measure every stage and say nothing of the machine's name; no figure is judged here."""

from __future__ import annotations

import json
import platform
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import bodies, growth, memory, scale, throughput
from bench.__main__ import main
from bench.machine import describe_machine, peak_memory
from bench.runs import Run
from bench.samples import make_material, sample_pages
from bench.stages import Stage, Timing, make_stages, run_rounds
from bench.work import Page, parse_pages
from crawler.portals import load_portals
from extract.facts import FACT_TYPES


def hundred_mebibytes() -> int:
    return len(bytearray(b"\x01") * (100 << 20))


def nothing() -> int:
    return 1


@pytest.mark.long
def test_a_tiny_run_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.stages.CHUNK", 1)  # fewer copies for all cores
    out = tmp_path / "results.json"
    run = CliRunner().invoke(main, ["--rounds", "1", "--pages", "2", "--copies", "2", "--generated", "1", "--out", str(out)])
    assert run.exit_code == 0, run.output
    found = json.loads(out.read_text(encoding="utf-8"))
    by_name = {row["stage"]: row for row in found["stages"]}
    assert {f"extract {name} only" for name in FACT_TYPES} < set(by_name)
    assert {"parse", "extract, 1 process", "extract --nlp off", "extract, all cores", "build database"} < set(by_name)
    for name, row in by_name.items():
        assert name in run.output
        assert row["done"] > 0 and row["per_second"] > 0 and len(row["seconds"]) == 1
        assert (row["ratio"] is None) == (row["yardstick"] is None)
        assert row["yardstick"] is None or by_name[row["yardstick"]]["unit"] == row["unit"]
    assert found["material"]["pages"] == found["material"]["articles"] == 2
    assert found["material"]["articles_extracted"] == by_name["extract --nlp off"]["done"] == 3
    assert found["material"]["articles_in_database"] == 4
    assert by_name["build database"]["done"] == by_name["plain copy of rows"]["done"]
    text = out.read_text(encoding="utf-8")
    assert platform.node() not in text and str(tmp_path) not in text and str(Path.cwd()) not in text


def test_the_sample_pages_are_articles_of_every_portal() -> None:
    pages = sample_pages()
    assert {page.portal for page in pages} == {p.id for p in load_portals().values() if p.sample}
    assert len({page.url for page in pages}) == len(pages) >= 60
    assert parse_pages(pages[:3]) == 3


def test_a_page_that_is_no_article_is_an_error() -> None:
    page = Page("http://a.example/tin/x-5.html", b"<body><p>x</p>", "text/html", "nukeviet", "a")
    with pytest.raises(ValueError, match=r"x-5\.html: no body"):
        parse_pages([page])


def test_rounds_are_interleaved_and_reversed() -> None:
    order: list[str] = []

    def work(name: str) -> int:
        order.append(name)
        return 3

    stages = [Stage(n, "things", partial(work, n), partial(work, f"warm {n}")) for n in ("a", "b")]
    timings = run_rounds(stages, 3)
    assert order == ["warm a", "warm b", "a", "b", "b", "a", "a", "b"]
    assert [(t.done, len(t.seconds)) for t in timings] == [(3, 3), (3, 3)]


def test_a_run_that_did_something_else_is_an_error() -> None:
    counts = iter([1, 2])
    with pytest.raises(ValueError, match="2 things in one run, 1 in another"):
        run_rounds([Stage("a", "things", lambda: next(counts), lambda: 0)], 2)


def test_the_ratio_is_the_median_of_neighbours() -> None:
    stage = Stage("a", "things", nothing, nothing)
    own, other = Timing(stage, 10, [1.0, 2.0, 4.0]), Timing(replace(stage, name="b"), 5, [1.0, 1.0, 8.0])
    # Rates: 10, 5, 2.5 against 5, 5, 0.625 a second.
    assert own.ratio(other) == 2.0
    assert own.per_second == 5.0


def test_memory_is_the_work_s_own() -> None:
    small, large = peak_memory(nothing), peak_memory(hundred_mebibytes)
    assert large - small > 90


def test_the_machine_has_no_name() -> None:
    machine = describe_machine()
    assert machine["cpu"] and machine["cores"]
    assert platform.node() not in json.dumps(machine)


def test_stages_follow_the_fact_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.stages.FACT_TYPES", {"documents": FACT_TYPES["documents"]})
    names = [stage.name for stage in make_stages(make_material(tmp_path, limit=1, copies=1))]
    assert [n for n in names if n.endswith(" only")] == ["extract documents only"]


def test_memory_is_written_down_at_equal_steps(tmp_path: Path) -> None:
    out = tmp_path / "memory.json"
    run = CliRunner().invoke(memory.main, ["--count", "5", "--step", "2", "--out", str(out)])
    assert run.exit_code == 0, run.output
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert [row["articles"] for row in rows] == [2, 4]
    assert 0 < rows[0]["facts"] <= rows[1]["facts"] and 10 < rows[0]["memory_mib"] <= rows[0]["peak_mib"]
    assert "articles 4" in run.output
    missing = CliRunner().invoke(memory.main, ["--count", "1", "--step", "1", "--out", str(tmp_path / "no" / "x.json")])
    assert missing.exit_code == 1 and "No such file" in missing.output


def test_throughput_of_a_small_portal(tmp_path: Path) -> None:
    out = tmp_path / "throughput.json"
    run = CliRunner().invoke(throughput.main, ["--pages", "33", "--out", str(out)])
    assert run.exit_code == 0, run.output
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["pages"], found["articles"]) == (33, 30)
    assert found["pages_per_second"] > 0 and found["peak_memory_mib"] > 20


def test_bodies_are_compared_word_by_word(tmp_path: Path) -> None:
    assert bodies.f1("", "") == 1.0 and bodies.f1("một hai", "") == 0.0
    assert bodies.f1("Một hai hai", "một hai ba") == pytest.approx(2 / 3)
    run = CliRunner().invoke(bodies.main, ["--out", str(tmp_path / "bodies.json")])
    assert run.exit_code == 0, run.output
    rows = json.loads((tmp_path / "bodies.json").read_text(encoding="utf-8"))
    for row in rows:
        own = row["adapters"]
        assert own["body_f1"] >= 0.98 and own["titles"] == own["dates"] == own["articles"], row["portal"]


def test_a_short_run_of_scale_holds_its_ratios(tmp_path: Path) -> None:
    run = CliRunner().invoke(scale.main, ["--short", "--rounds", "1", "--check", "--out", str(tmp_path / "scale.json")])
    assert run.exit_code == 0, run.output
    found = json.loads((tmp_path / "scale.json").read_text(encoding="utf-8"))
    assert {ratio["name"] for ratio in found["ratios"]} == {"extract, 1 core"}
    assert all(ratio["ratio"] >= ratio["least"] for ratio in found["ratios"])


def test_a_ratio_below_its_floor_is_told() -> None:
    def measured(name: str, *seconds: float) -> scale.Measured:
        one = scale.Measured(name, "articles", lambda: Run(1, 1, ""), 100)
        one.runs = [Run(s, 1.0, "") for s in seconds]
        return one

    one, other = measured("extract, 1 core", 10, 20, 11), measured("extract, all cores", 5, 25, 5)
    (told,) = [r for r in scale.ratios([one, other]) if r["name"] == "extract, all cores"]
    assert told == {"name": "extract, all cores", "to": "extract, 1 core", "ratio": 2.0, "least": 1.7, "ok": True}
    (slow,) = scale.ratios([one, measured("extract, all cores", 9, 20, 9)])
    assert (slow["ratio"], slow["ok"]) == (1.111, False)


@pytest.mark.long
def test_growth_is_measured_from_articles_to_queries(tmp_path: Path) -> None:
    run = CliRunner().invoke(growth.main, ["40", "80", "--requests", "1", "--out", str(tmp_path / "growth.json")])
    assert run.exit_code == 0, run.output
    rows = json.loads((tmp_path / "growth.json").read_text(encoding="utf-8"))["sizes"]
    assert [row["articles"] for row in rows] == [40, 80] and rows[0]["fact_rows"] < rows[1]["fact_rows"]
    assert all(row["extract_peak_mib"] > 50 and row["build_peak_mib"] > 50 and row["slowest_query_p95_ms"] > 0 for row in rows)
