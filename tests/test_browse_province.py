"""Provinces over HTTP: the list, the profile and its charts; the charts and the units also by themselves."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from browse.charts.line import draw
from browse.charts.series import Chart, Divide, Point, Series, runs, value_ticks, year_ticks
from browse.language import words as texts
from browse.units import gathered, names_of, of_merged
from tests.browse_fixture import page, serving, words

SVG = re.compile(r'<svg [^>]*class="chart".*?</svg>', re.DOTALL)


@pytest.fixture(scope="module")
def client(demo_data: Path) -> Iterator[httpx.Client]:
    with serving(demo_data / "chiso.db") as http:
        yield http


def charts(text: str) -> dict[str, str]:
    """The charts of a page by key (`par-index-value`)."""
    found = SVG.findall(text)
    return {re.findall(r'aria-labelledby="chart-(.*?)-title"', chart)[0]: chart for chart in found}


def test_list_has_the_provinces_of_today_in_vietnamese_order(client: httpx.Client) -> None:
    text = page(client, "/-/provinces")
    rows = re.findall(r'<tr><th scope="row" lang="vi"><a href="/-/province/(\w+)">(.*?)</a></th>(.*?)</tr>', text, re.DOTALL)
    slugs = [slug for slug, _, _ in rows]
    assert len(slugs) == 34 == len(set(slugs))
    assert slugs[:6] == ["angiang", "bacninh", "camau", "caobang", "cantho", "danang"]
    cells = {slug: words(rest) for slug, _, rest in rows}
    assert "tỉnh Lào Cai, tỉnh Yên Bái" in cells["laocai"] and "8 of 34 (2025)" in cells["laocai"]
    assert "unchanged" in cells["sonla"] and "renamed, before: tỉnh Thừa Thiên Huế" in cells["hue"]
    assert "former" in cells["danang"] and "former" not in cells["laocai"]
    link = re.search(r'href="(/-/article/[^"]*)#(fact-\w+)"', {slug: rest for slug, _, rest in rows}["laocai"])
    assert link and f'id="{link[2]}"' in page(client, link[1])
    assert "8/34 (2025)" in page(client, "/-/provinces?_lang=vi")


def test_every_province_has_a_profile_in_both_languages(client: httpx.Client) -> None:
    today = re.findall(r'href="/-/province/(\w+)"', page(client, "/-/provinces"))
    assert len(today) == 34 + 29 + 1
    for slug in today:
        text = page(client, f"/-/province/{slug}?_lang=vi")
        assert text.count("<h1") == 1 and " style=" not in text and "<script" not in text
    for slug in ("laocai", "yenbai", "hue", "hatinh"):
        text = page(client, f"/-/province/{slug}?_lang=en")
        assert '<html lang="en">' in text and f"/-/cite?page=/-/province/{slug}" in text
        ids = re.findall(r' id="([^"]*)"', text)
        assert len(ids) == len(set(ids)), slug


def test_unknown_province_is_not_found(client: httpx.Client) -> None:
    for slug in ("nowhere", "laocai-2025", "<b>", "6c6fe94ca944a6bc"):
        assert "No such province" in page(client, f"/-/province/{slug}?_lang=en", 404)


def test_province_without_any_fact_says_so(client: httpx.Client) -> None:
    text = page(client, "/-/province/hatinh?_lang=en")
    assert not charts(text)
    for sentence in ("No figure of a national index", "No event was read", "No ranking of its own units", "No portal of this"):
        assert sentence in text


def test_same_name_before_and_after_the_merger_is_two_units(client: httpx.Client) -> None:
    chart = charts(page(client, "/-/province/laocai?_lang=en"))["par-index-value"]
    titles = re.findall(r"<title>(.*?)</title>", chart)
    assert "2024 · tỉnh Lào Cai (former) · 88.43 % · rank 30 of 63 · 1 source · agreement 100 %" in titles
    assert "2025 · tỉnh Lào Cai (merged, from 2025) · 89.71 % · rank 8 of 34 · 1 source · agreement 100 %" in titles
    assert any(title.startswith("2022 · tỉnh Yên Bái (former) · 87.72 %") for title in titles)
    assert "merger 01/07/2025" in chart and "<polyline" not in chart, "no two years follow each other within a unit"
    rank = charts(page(client, "/-/province/laocai?_lang=en"))["par-index-rank"]
    (line,) = re.findall(r'<polyline points="([^"]*)"', rank)
    assert len(line.split()) == 3, "2017 to 2019"


def test_figure_of_the_merged_province_under_its_former_code(client: httpx.Client) -> None:
    chart = charts(page(client, "/-/province/laocai?_lang=en"))["fta-rank"]
    assert "2025 · tỉnh Lào Cai (merged, from 2025) · 26.94 points · rank 17 of 34" in chart
    assert "2024 · tỉnh Lào Cai (former) · 28.05 points · rank 9 of 63" in chart


def test_change_of_scale_is_a_break(client: httpx.Client) -> None:
    chart = charts(page(client, "/-/province/laocai?_lang=en"))["papi-value"]
    assert "new scale 2018" in chart and 'class="divide break"' in chart
    assert [len(line.split()) for line in re.findall(r'<polyline points="([^"]*)"', chart)] == [2]
    assert "thang điểm mới 2018" in page(client, "/-/province/laocai?_lang=vi")


def test_each_point_leads_to_its_sentence(client: httpx.Client) -> None:
    text = page(client, "/-/province/laocai?_lang=en")
    links = [link for chart in charts(text).values() for link in re.findall(r'<a href="([^"]*)"', chart)]
    assert len(links) > 30
    articles: dict[str, str] = {}
    for link in {html.unescape(link) for link in re.findall(r'href="(/-/article/[^"]*)"', text)}:
        path, anchor = link.split("#")
        articles[path] = articles.get(path) or page(client, path)
        assert f'id="{anchor}"' in articles[path], link
    assert set(links) <= set(re.findall(r'<td><a href="(/-/article/[^"]*)"', text)), "the table behind has every point"


def test_disagreement_is_hollow_and_in_the_table(client: httpx.Client) -> None:
    text = page(client, "/-/province/laocai?_lang=en")
    sipas = charts(text)["sipas-value"]
    assert sipas.count("hollow") == 1 and "agreement 50 %" in sipas
    assert "hollow" not in charts(text)["pci-value"]
    assert text.count("<strong>sources disagree</strong>") == 1 and "hollow: sources disagree" in text
    assert 'href="/-/disagreements?province=laocai">2 figures' in text


def test_statements_behind_a_point_hold_its_fact(client: httpx.Client) -> None:
    text = page(client, "/-/province/laocai?_lang=en")
    (row,) = re.findall(
        r'<tr><th scope="row">2022</th><td>tỉnh Lào Cai \(former\)</td><td class="n">82.46 %</td>(.*?)</tr>', text
    )
    fact = re.findall(r"#fact-(\w+)", row)[0]
    scores, ranks = (html.unescape(link) for link in re.findall(r'href="(/chiso/v_[^"]*)"', row))
    found = client.get(scores.replace("v_scores?", "v_scores.json?_shape=array&")).json()
    assert fact in {entry["fact_id"] for entry in found} and {entry["value"] for entry in found} == {82.46, 81.9}
    found = client.get(ranks.replace("v_ranks?", "v_ranks.json?_shape=array&")).json()
    assert {14, 15} <= {entry["rank"] for entry in found}


def test_former_province_says_what_it_became(client: httpx.Client) -> None:
    text = page(client, "/-/province/yenbai?_lang=en")
    assert 'Since 01/07/2025 it is part of <span lang="vi"><a href="/-/province/laocai">tỉnh Lào Cai</a>' in text
    shown = charts(text)
    assert "tỉnh Lào Cai" not in "".join(shown.values()) and "divide merger" not in "".join(shown.values())
    assert {"par-index-value", "par-index-rank", "dti-value"} <= set(shown)


def test_renamed_province_is_one_unit(client: httpx.Client) -> None:
    assert "A former name. Since 01/01/2025 it is" in page(client, "/-/province/thuathienhue?_lang=en")
    text = page(client, "/-/province/hue?_lang=en")
    assert "Bears this name since 01/01/2025" in text
    chart = charts(text)["par-index-rank"]
    assert "2018 · thành phố Huế (to 31/12/2024: tỉnh Thừa Thiên Huế) · rank 9 of 63" in chart and "merger" not in chart
    assert "par-index-value" not in charts(text), "ranks alone get the rank chart alone"


def test_local_ranking_is_chosen_and_downloads(client: httpx.Client) -> None:
    text = page(client, "/-/province/laocai?local=PAR_LOCAL&year=2020&_lang=en")
    assert "<h3>PAR LOCAL 2020" in text and "Ban Dân tộc" in text
    csv, json = (html.unescape(link) for link in re.findall(r'href="(/chiso/v_local_panel\.(?:csv|json)[^"]*)"', text))
    rows = client.get(json).json()
    local = text[text.index('id="local"') : text.index('id="disagreements"')]
    assert len(rows) == 34 == len(re.findall('<th scope="row"', local))
    assert len(page(client, csv).splitlines()) == 35
    assert "<h3>DDCI 2023" in page(client, "/-/province/laocai?_lang=en"), "the newest"
    assert "<h3>PAR LOCAL 2020" in page(client, "/-/province/laocai?local=PAR_LOCAL&year=2'--&_lang=en"), "its newest"
    assert "<h3>DDCI 2023" in page(client, "/-/province/laocai?local=%3Cb%3E&year=9&_lang=en")


def test_latest_facts_and_portals(client: httpx.Client) -> None:
    text = page(client, "/-/province/laocai?_lang=en")
    for name in ("events", "awards", "officials"):
        section = text[text.index(f'<h2 id="{name}"') :]
        section = section[: section.index("</section>")]
        assert section.count("#fact-") == 10 == section.count("<tr><td>")
        assert re.search(rf'href="/-/{name}\?province=laocai">All {name} \(\d+\)', section)
    events = re.findall(
        r"<tr><td>(\d\d)/(\d\d)/(\d{4})</td>", text[text.index('<h2 id="events"') : text.index('<h2 id="awards"')]
    )
    days = [(year, month, day) for day, month, year in events]
    assert len(days) == 10 and days == sorted(days, reverse=True)
    assert "Trang thông tin cải cách hành chính tỉnh Lào Cai" in text


def test_same_request_same_bytes(client: httpx.Client) -> None:
    assert page(client, "/-/province/danang?_lang=vi") == page(client, "/-/province/danang?_lang=vi")


# The charts and units by themselves.


def chart_of(
    *series: Series, years: tuple[int, int] = (2015, 2025), rank: bool = False, divides: tuple[Divide, ...] = ()
) -> Chart:
    return Chart("chart-x", "T", "D", "points", "Year", years, series, divides, lambda value: f"{value:g}", rank)


def points(*pairs: tuple[int, float]) -> tuple[Point, ...]:
    return tuple(Point(year, value, f"{year}: {value}", f"/a#{year}") for year, value in pairs)


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(draw(chart))


def test_lines_stop_at_gaps_and_breaks() -> None:
    made = points((2016, 1), (2014, 2), (2015, 3), (2018, 4), (2019, 5))
    assert [[p.year for p in run] for run in runs(made)] == [[2014, 2015, 2016], [2018, 2019]]
    assert [[p.year for p in run] for run in runs(made, [2015, 2019])] == [[2014], [2015, 2016], [2018], [2019]]
    assert runs(()) == []


def test_hostile_words_stay_words() -> None:
    evil = '<script>alert("1")</script>&"\'><a href="javascript:x">'
    bad = Series(evil, 7, (Point(2020, 3.0, evil, f'/a"{evil}', True),))
    root = parsed(chart_of(bad, divides=(Divide(2019, evil, "break"),)))
    assert {child.tag for child in root.iter()} <= {"svg", "title", "desc", "text", "line", "circle", "polygon", "a", "polyline"}
    assert [link.find("title").text for link in root.iter("a")] == [evil]  # type: ignore[union-attr]
    assert [link.get("href") for link in root.iter("a")] == [f'/a"{evil}']


CENTURY = points(*((year, float(1 + year % 60)) for year in range(1926, 2026)))


@pytest.mark.parametrize("rank", [False, True])
@pytest.mark.parametrize(
    ("made", "years"),
    [
        ((), (2015, 2025)),
        ((), (0, 0)),
        (points((2020, 5)), (2020, 2020)),
        (points((2019, 7), (2020, 7)), (2019, 2020)),
        (CENTURY, (1926, 2025)),
    ],
)
def test_every_point_stands_inside(made: tuple[Point, ...], years: tuple[int, int], rank: bool) -> None:
    root = parsed(chart_of(Series("A", 0, made), years=years, rank=rank))
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    marks = [mark for mark in root.iter("circle") if mark.get("class") == "target"]
    assert len(marks) == len(made) == len(list(root.iter("a")))
    for mark in marks:
        assert 0 < float(str(mark.get("cx"))) < width and 0 < float(str(mark.get("cy"))) < height
    assert root.get("role") == "group" and root.find("title") is not None and root.find("desc") is not None
    assert len(year_ticks(*years)) <= 8


def test_rank_one_stands_at_the_top_and_hidden_points_side_by_side() -> None:
    root = parsed(chart_of(Series("A", 0, points((2019, 1), (2020, 30))), Series("B", 1, points((2020, 30))), rank=True))
    first, second, third = [mark for mark in root.iter("circle") if mark.get("class") == "target"]
    assert float(str(first.get("cy"))) < float(str(second.get("cy")))
    assert second.get("cy") == third.get("cy") and second.get("cx") != third.get("cx")


def test_rank_ticks_begin_with_one() -> None:
    assert value_ticks([8, 37], rank=True) == [1, 20, 40]
    assert value_ticks([1], rank=True)[0] == 1
    assert value_ticks([]) == []


def test_units_are_told_apart_by_how_many_were_ranked_then_by_year() -> None:
    day = "2025-07-01"
    assert of_merged(2025, 34, day) and of_merged(2024, 34, day) and of_merged(2026, None, day)
    assert not of_merged(2025, 63, day) and not of_merged(2024, None, day)
    assert not of_merged(2010, 30, day), "PAPI of 2010 had thirty provinces"


def unit(
    place: str, name: str, successor: str | None = None, since: str | None = None, on: str | None = None
) -> dict[str, str | None]:
    row = {"id": place, "name": name, "sort_key": name, "code": "1", "valid_from": since, "valid_to": None}
    return row | {"successor": successor, "changed_on": on, "source": "N" if on else None}


def test_provinces_are_gathered_by_slug() -> None:
    day = "2025-07-01"
    rows = [unit("vn-p-b", "B", "vn-p-a-2025", on=day), unit("vn-p-a", "A", "vn-p-a-2025", on=day)]
    rows += [unit("vn-p-a-2025", "A", since=day), unit("vn-p-c", "C")]
    found = {province.slug: province for province in gathered(rows)}
    assert list(found) == ["a", "b", "c"]
    assert found["a"].ids == ("vn-p-a", "vn-p-a-2025") and found["a"].members == ("a", "b") and found["a"].two_units
    assert found["a"].today and found["a"].merged and found["a"].changed_on == day
    assert found["b"].successor == "a" and not found["b"].today and found["b"].members == ()
    assert found["c"].today and not found["c"].merged and found["c"].changed_on is None
    assert names_of(found["a"], found) == ("A", "B")


def test_words_say_the_same_things_in_both_languages() -> None:
    for key, text in texts()["en"].items():
        if key.startswith("province."):
            places = {place for place in re.findall(r"\{(\w+)\}", text) if place != "s"}
            assert places == set(re.findall(r"\{(\w+)\}", texts()["vi"][key])), key
