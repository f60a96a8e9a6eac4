"""The index pages on the sample: what they show is what the panel holds, and the files hold just that."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from browse.charts import histogram, tiles
from browse.league import COLUMNS, SORTS, edition, sort_rows, with_changes
from browse.units import Province, Unit
from tests.browse_fixture import page, serving, words

_PANEL = 'SELECT province, rank, "of", value, sources, preferred_fact_id AS fact FROM v_panel WHERE indicator = ? AND year = ?'
_YEARS = [("PAR_INDEX", 2022, 63), ("PAR_INDEX", 2025, 34), ("SIPAS", 2022, 63), ("PAPI", 2018, 63), ("DTI", 2020, 63)]


@pytest.fixture(scope="module")
def client(demo_data: Path) -> Iterator[httpx.Client]:
    with serving(demo_data / "chiso.db") as http:
        yield http


@pytest.fixture(scope="module")
def connection(demo_data: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{(demo_data / 'chiso.db').as_uri()}?mode=ro", uri=True)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


def league(text: str) -> list[list[str]]:
    """The cells of the league table."""
    (table,) = re.findall(r'<table class="league">.*?</table>', text, re.S)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)[1:]
    found = [[words(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)] for row in rows]
    return [cells for cells in found if len(cells) > 1]


@pytest.mark.parametrize(("indicator", "year", "units"), _YEARS)
def test_the_table_shows_the_panel(
    client: httpx.Client, connection: sqlite3.Connection, indicator: str, year: int, units: int
) -> None:
    text = page(client, f"/-/index/{indicator}?year={year}")
    rows = connection.execute(_PANEL, (indicator, year)).fetchall()
    assert f"{len(rows)} of {units} provinces known" in text
    shown = {row[1]: row for row in league(text)}
    assert len(shown) == len(rows) > 0
    for row in rows:
        cells = shown[row["province"].removeprefix("tỉnh ").removeprefix("thành phố ")]
        assert cells[0] == ("" if row["rank"] is None else f"{row['rank']}/{row['of']}" if row["of"] else str(row["rank"]))
        assert cells[2].rstrip("%").replace(",", "") == (
            "" if row["value"] is None else f"{row['value']:.6f}".rstrip("0").rstrip(".")
        )
        assert text.count(f"#fact-{row['fact']}") == 2, "the row and its tile lead to the sentence"


@pytest.mark.parametrize("sort", SORTS)
def test_the_files_hold_what_is_shown(client: httpx.Client, sort: str) -> None:
    query = f"year=2022&sort={sort}"
    names = [row[1] for row in league(page(client, f"/-/index/PAR_INDEX?{query}"))]
    rows = list(csv.DictReader(io.StringIO(page(client, f"/-/index/PAR_INDEX.csv?{query}"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["province"].removeprefix("tỉnh ").removeprefix("thành phố ") for row in rows] == names
    same = json.loads(page(client, f"/-/index/PAR_INDEX.json?{query}"))
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in same] == rows
    answer = client.get(f"/-/index/PAR_INDEX.xlsx?{query}")
    assert answer.headers["content-disposition"] == 'attachment; filename="PAR_INDEX-2022.xlsx"'
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows()]
    assert cells == [list(COLUMNS), *([row[column] for column in COLUMNS] for row in same)]
    assert client.get(f"/-/index/PAR_INDEX.xlsx?{query}").content == answer.content


def test_every_link_of_a_page_leads_to_its_anchor(client: httpx.Client) -> None:
    text = page(client, "/-/index/PAR_INDEX?year=2022")
    links = set(re.findall(r'href="(/-/article/[^"#]*)#([^"]*)"', text))
    assert len(links) > 10
    for path, anchor in links:
        assert f'id="{anchor}"' in page(client, path)
    for slug in set(re.findall(r'href="(/-/province/[^"?#]*)', text)):
        page(client, slug)


@pytest.mark.parametrize("query", ["?year=1900", "?year=x", "?year=99999999999999", "?sort=nothing", "?year=&sort=", "?year=²"])
def test_unknown_arguments_give_the_page_without_them(client: httpx.Client, query: str) -> None:
    assert "PAR INDEX 2025" in words(re.findall(r"<h1>.*?</h1>", page(client, f"/-/index/PAR_INDEX{query}"))[0])


def test_unknown_index_is_not_found(client: httpx.Client) -> None:
    assert "No such index" in page(client, "/-/index/NOPE", 404)
    page(client, "/-/index/par_index", 404)


def test_both_languages(client: httpx.Client) -> None:
    assert "Bảng xếp hạng năm 2022" in page(client, "/-/index/PAR_INDEX?year=2022&_lang=vi")
    assert "89,58%" in client.get("/-/index/PAR_INDEX?year=2022").text
    assert "Chỉ số cấp tỉnh" in client.get("/-/indices").text
    client.cookies.clear()
    assert "Indices of provinces" in page(client, "/-/indices")


def test_a_local_index_leads_to_the_rankings_of_provinces(client: httpx.Client) -> None:
    links = re.findall(r'href="(/-/province/[^"]*#local)"', page(client, "/-/index/DDCI"))
    assert links
    for link in links:
        assert 'id="local"' in page(client, html.unescape(link).split("#")[0])


def test_the_tiles_are_the_provinces_of_their_time(connection: sqlite3.Connection) -> None:
    assert set(tiles.layouts()) == {34, 63}
    for units, day in ((63, "2024-12-31"), (34, "2025-07-01")):
        ids = connection.execute(
            "SELECT id, lat, lon FROM places WHERE level = 'province' AND id GLOB 'vn-p-*' "
            "AND coalesce(valid_from, '') <= ? AND coalesce(valid_to, '9') >= ?",
            (day, day),
        ).fetchall()
        layout = tiles.layouts()[units]
        slugs = {row["id"].removeprefix("vn-p-").removesuffix("-2025"): row for row in ids}
        assert {tile.slug for tile in layout} == set(slugs) and len(layout) == units


def centres(connection: sqlite3.Connection) -> dict[str, tuple[float, float]]:
    """Where a province of before 2025 lies: the middle of its districts or communes that have coordinates."""
    rows = connection.execute(
        "SELECT p.id, avg(c.lat) AS lat, avg(c.lon) AS lon FROM places p "
        "JOIN places c ON c.province = p.name AND c.lat IS NOT NULL "
        "WHERE p.level = 'province' AND p.valid_to IS NOT NULL AND p.id GLOB 'vn-p-*' GROUP BY p.id"
    ).fetchall()
    return {row["id"].removeprefix("vn-p-"): (row["lat"], row["lon"]) for row in rows}


def rank_correlation(pairs: list[tuple[float, float]]) -> float:
    def ranks(values: list[float]) -> list[float]:
        order = sorted(values)
        return [(order.index(v) + len(order) - 1 - order[::-1].index(v)) / 2 for v in values]

    a, b = ranks([x for x, _ in pairs]), ranks([y for _, y in pairs])
    middle = (len(pairs) - 1) / 2
    top = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    return float(top / (sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)) ** 0.5)


@pytest.mark.parametrize("units", [63, 34])
def test_the_tiles_lie_about_where_the_provinces_are(connection: sqlite3.Connection, units: int) -> None:
    where = centres(connection)
    known = [(tile, where[tile.slug]) for tile in tiles.layouts()[units] if tile.slug in where]
    assert len(known) > units / 2
    assert rank_correlation([(tile.row, -lat) for tile, (lat, _) in known]) > 0.97
    assert rank_correlation([(tile.column, lon) for tile, (_, lon) in known]) > 0.8


def row(province: str, year: int, rank: int | None, of: int | None, value: float | None, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {"province": province, "year": year, "rank": rank, "of": of, "value": value}
    return base | {"unit": "point", "scale_max": 80, "break_before": 0} | more


def test_changes_are_told_of_one_unit_on_one_scale() -> None:
    def made(slug: str, name: str, members: tuple[str, ...], *units: Unit, successor: str | None = None) -> Province:
        return Province(slug, name, slug, units, successor, None, None, members)

    def unit(name: str) -> Unit:
        return Unit(name, name, None, None, None)

    known = [
        made("a", "tỉnh A", ("a", "b"), unit("tỉnh A"), unit("tỉnh A")),
        made("c", "tỉnh C", (), unit("tỉnh C")),
        made("d", "thành phố D", ("old",), unit("thành phố D")),
        made("old", "tỉnh Cũ", (), unit("tỉnh Cũ"), successor="d"),
    ]
    before = [row("tỉnh A", 2024, 5, 63, 80.0), row("tỉnh C", 2024, 9, 63, 70.0), row("tỉnh Cũ", 2024, 3, 63, 90.0)]
    now = [row("tỉnh A", 2025, 2, 34, 82.0), row("tỉnh C", 2025, 4, 34, 71.5), row("thành phố D", 2025, 1, 34, 91.0)]
    changes = {r["province"]: (r["rank_change"], r["value_change"], r["slug"]) for r in with_changes(now, before, known)}
    assert changes == {"tỉnh A": (None, None, "a"), "tỉnh C": (None, 1.5, "c"), "thành phố D": (None, 1.0, "d")}
    broken = with_changes([row("tỉnh C", 2024, 7, 63, 71.0, break_before=1)], [row("tỉnh C", 2023, 9, 63, 40.0)], known)
    assert (broken[0]["rank_change"], broken[0]["value_change"]) == (2, None)
    (unknown,) = with_changes([row("tỉnh C", 2024, 7, 61, 71.0, break_before=None)], [row("tỉnh C", 2023, 9, 63, 40.0)], known)
    assert (unknown["rank_change"], unknown["value_change"]) == (None, None)
    percent = with_changes([row("tỉnh C", 2024, 7, 63, 71.0, unit="percent")], [row("tỉnh C", 2023, 9, 63, 70.0)], known)
    assert percent[0]["value_change"] is None
    hundred = row("tỉnh C", 2023, 9, 63, 70.0, scale_max=100)
    assert with_changes([row("tỉnh C", 2024, 7, 63, 71.0, unit="percent")], [hundred], known)[0]["value_change"] == 1.0
    assert edition(now) == 34 and edition(before) == 63


def test_what_is_not_known_comes_last() -> None:
    rows = [row("tỉnh B", 1, None, None, 1.0), row("tỉnh Ă", 1, 2, 3, None), row("tỉnh A", 1, 1, 3, 0.5)]
    for made, change in zip(rows, (None, -1, 4), strict=True):
        made["rank_change"] = change
    assert [r["province"][-1] for r in sort_rows(rows, "rank")] == ["A", "Ă", "B"]
    assert [r["province"][-1] for r in sort_rows(rows, "value")] == ["B", "A", "Ă"]
    assert [r["province"][-1] for r in sort_rows(rows, "change")] == ["A", "Ă", "B"]
    assert [r["province"][-1] for r in sort_rows(rows, "name")] == ["A", "Ă", "B"]


def test_pictures_of_little_and_of_hostile_data() -> None:
    says = histogram.Words("h", "<b>&", 'x"', "<unit>", "</svg><script>")
    assert histogram.draw([], says, str) == "" and histogram.draw([1.0], says, str) == ""
    for values in ([5.0, 5.0], [0.1, 0.2, 0.9], [1e9, 2.0], [-1.0, 1.0]):
        drawn = str(histogram.draw(values, says, str))
        assert "<script" not in drawn and "<b>" not in drawn and "nan" not in drawn
        assert sum(bin_.count for bin_ in histogram.bins(values)) == len(values)
    drawn = str(tiles.draw(34, {"hanoi": tiles.Shown("<i>", '"><script>', "javascript:x", 0)}, "m", "<t>", "<d>"))
    assert "<script" not in drawn and "<i>" not in drawn and drawn.count("<rect") == 34
    assert [tiles.shade(position, 63) for position in (0, 12, 13, 62)] == [0, 0, 1, 4]
