"""The form that prepares a correction: each line that it gives out is one that the build takes, and nothing else is given out."""

from __future__ import annotations

import csv
import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from browse.language import LANGUAGES
from browse.reporting import HEADER
from core.slots import slot_forms
from extract.database.load import Inputs, build
from schemas.facts import TYPES
from tests.browse_fixture import page, serving
from tests.load_fixture import write_sample

WHO = {"reason": 'sai, "xem bài"', "who": "biên tập", "when": "2026-02-02"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_sample(tmp_path_factory.mktemp("data"))
    build(made, made / "chiso.db", Inputs(made, decisions=made / "none"))
    return made


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[httpx.Client]:
    with serving(data / "chiso.db") as http:
        yield http


def facts_of(data: Path, type_: str) -> list[str]:
    with closing(sqlite3.connect(data / "chiso.db")) as connection:
        return [fact for (fact,) in connection.execute("SELECT id FROM facts WHERE type = ? ORDER BY id", (type_,))]


def prepared(client: httpx.Client, fact: str, **params: Any) -> list[str]:
    """The lines that the page shows."""
    text = client.get("/-/report", params={"fact": fact} | params).text
    found = re.search(r'<pre class="lines"[^>]*>(.*?)</pre>', text, re.DOTALL)
    return html.unescape(found[1]).strip().split("\n") if found else []


def current_cells(client: httpx.Client, fact: str) -> dict[str, str]:
    text = page(client, f"/-/report?fact={fact}")
    cells = re.findall(r'<th scope="row">[^<]*<br><code>(\w+)</code></th><td><code lang="vi">(.*?)</code>', text)
    return {name: html.unescape(value) for name, value in cells}


def rebuild(data: Path, tmp_path: Path, lines: list[str]) -> Path:
    (tmp_path / "facts.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    build(data, tmp_path / "chiso.db", Inputs(data, decisions=tmp_path))
    return tmp_path / "chiso.db"


def test_what_the_slots_hold_now_can_be_written_back_for_every_slot(client: httpx.Client, data: Path, tmp_path: Path) -> None:
    """One line after another over all types: the build takes each, and all facts stay."""
    lines: list[str] = []
    for type_ in TYPES:
        fact = facts_of(data, type_)[0]
        cells = current_cells(client, fact)
        assert set(cells) == set(slot_forms(type_))
        made: list[str] = []
        for slot, value in cells.items():
            made = prepared(client, fact, action="replace", slot=slot, value=value, line=made, **WHO)
        assert len(made) == len(cells)
        lines += made
    assert [row["slot"] for row in csv.DictReader([HEADER, *lines])].count("subject") == 2
    with closing(sqlite3.connect(rebuild(data, tmp_path, lines))) as after:
        effects = after.execute("SELECT effect, count(*) FROM decisions GROUP BY 1").fetchall()
        assert effects == [("applied", len(lines))]
        with closing(sqlite3.connect(data / "chiso.db")) as before:
            for table in ("v_scores", "v_ranks", "v_awards", "v_officials", "v_events", "v_documents", "v_tier_counts"):
                assert after.execute(f"SELECT * FROM {table}").fetchall() == before.execute(f"SELECT * FROM {table}").fetchall()


def test_drop_and_replace_do_what_they_say(client: httpx.Client, data: Path, tmp_path: Path) -> None:
    score, rank = facts_of(data, "scores")[0], facts_of(data, "ranks")[0]
    lines = prepared(client, score, action="drop", **WHO)
    lines = prepared(client, rank, action="replace", slot="rank", value=" 12 ", line=lines, **WHO)
    assert lines == [
        f'drop,{score},,,"sai, ""xem bài""",biên tập,2026-02-02',
        f'replace,{rank},rank,12,"sai, ""xem bài""",biên tập,2026-02-02',
    ]
    with closing(sqlite3.connect(rebuild(data, tmp_path, lines))) as after:
        assert after.execute("SELECT count(*) FROM facts WHERE id = ?", (score,)).fetchone() == (0,)
        assert after.execute("SELECT rank FROM ranks WHERE id = ?", (rank,)).fetchone() == (12,)
    with serving(tmp_path / "chiso.db") as http:
        assert "decided already" in page(http, f"/-/report?fact={rank}")
        assert prepared(http, rank, action="drop", **WHO) == []


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"action": "replace", "slot": "value", "value": "nhiều"}, "cannot stand in slot"),
        ({"action": "replace", "slot": "year", "value": "20.5"}, "cannot stand in slot"),
        ({"action": "replace", "slot": "evidence", "value": "{}"}, "Choose the slot"),
        ({"action": "replace", "slot": "rank", "value": "1"}, "Choose the slot"),
        ({"action": "replace", "slot": "indicator", "value": "NOTHING"}, "no such index"),
        ({"action": "drop", "slot": "value", "value": "1"}, "leave slot and new value empty"),
        ({"action": "burn"}, "drop or replace"),
        ({"action": "drop", "reason": " "}, "Say why"),
        ({"action": "drop", "who": ""}, "Say who"),
        ({"action": "drop", "when": "2026-02-30"}, "YYYY-MM-DD"),
        ({"action": "drop", "reason": "x" * 3000}, "too long"),
    ],
)
def test_what_the_build_would_refuse_is_not_given_out(
    client: httpx.Client, data: Path, params: dict[str, str], said: str
) -> None:
    fact = facts_of(data, "scores")[0]
    text = client.get("/-/report", params={"fact": fact} | WHO | params)
    assert text.status_code == 200
    alert = re.search(r'role="alert">(.*?)</p>', text.text, re.DOTALL)
    assert alert and said in html.unescape(alert[1])
    assert prepared(client, fact, **WHO | params) == []


def test_two_decisions_on_one_slot_are_refused(client: httpx.Client, data: Path) -> None:
    fact = facts_of(data, "scores")[0]
    first = prepared(client, fact, action="replace", slot="value", value="1", **WHO)
    for params in ({"action": "replace", "slot": "value", "value": "2"}, {"action": "drop"}):
        assert prepared(client, fact, line=first, **WHO | params) == first
    assert prepared(client, fact, action="replace", slot="value", value="1", line=first, **WHO) == first


def test_lines_of_the_address_are_checked_anew(client: httpx.Client, data: Path) -> None:
    fact = facts_of(data, "scores")[0]
    good = f"drop,{fact},,,x,y,2026-01-01"
    bad = [
        "<script>alert(1)</script>",
        "drop,0123456789abcdef,,,x,y,2026-01-01",
        f"replace,{fact},value,viel,x,y,2026-01-01",
        '"',
    ]
    text = client.get("/-/report", params={"fact": fact, "line": [*bad, good]}).text
    assert "<script" not in text and "4 lines of the address" in text
    assert prepared(client, fact, line=[*bad, good]) == [good]
    several = prepared(client, fact, action="drop", **WHO | {"reason": "một\r\nhai\x00ba"})
    assert several == [f"drop,{fact},,,một hai ba,biên tập,2026-02-02"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_page_says_all_in_both_languages(client: httpx.Client, data: Path, code: str) -> None:
    for type_ in TYPES:
        fact = facts_of(data, type_)[0]
        text = page(client, f"/-/report?fact={fact}&_lang={code}")
        assert f'<html lang="{code}">' in text and f'href="/-/fact/{fact}"' in text
        assert text.count("<h1>") == 1 and 'method="get"' in text and "<script" not in text
    for fact in ("", "x", "0123456789abcdef"):
        page(client, f"/-/report?fact={fact}&_lang={code}", 404)
