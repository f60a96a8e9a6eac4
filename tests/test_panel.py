"""The panels: one row of many reports, by the written rule (extract.knowledge.panels.preference), step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extract.database.errors import BuildError
from extract.database.load import Inputs, build
from extract.knowledge.panels.preference import Figure, printed_digits
from tests.few_places import few_places
from tests.panel_fixture import LAO_CAI, YEN_BAI, Pair, database, place, query, says, value

CORRECTION = "Đính chính: số liệu đã nêu."
# (what decides, articles, value shown, sources, agreement)
RULE: list[tuple[str, list[Pair], float, int, float]] = [
    ("only", [says("bao", "2023-04-01", value(84.2)), says("laocai", "2023-04-02", value(84.2))], 84.2, 2, 1.0),
    # Impossible for PAR_INDEX (scale 100), though the unit's own portal prints it and no one else prints anything.
    (
        "possible",
        [says("laocai", "2023-04-01", value(842.0)), says("bao", "2023-04-02", value(84.2, derived=True))],
        84.2,
        2,
        0.5,
    ),
    ("printed", [says("laocai", "2023-04-01", value(84.9, derived=True)), says("bao", "2023-03-01", value(84.2))], 84.2, 2, 0.5),
    (
        "correction",
        [
            says("laocai", "2023-04-01", value(84.2)),
            says("laocai", "2023-04-02", value(84.2), key="b"),
            says("laocai", "2023-04-03", value(84.7), title="Đính chính số liệu"),
        ],
        84.7,
        3,
        1 / 3,
    ),
    # Said in the paragraph of the figure; what an official portal corrects is withdrawn for newspapers, too.
    (
        "correction",
        [
            *(says("bao", f"2023-04-0{day}", value(84.2)) for day in (1, 2, 3)),
            says("laocai", "2023-05-01", value(84.7, text="Đính chính: tỉnh Lào Cai đạt 84,7 điểm")),
        ],
        84.7,
        4,
        0.25,
    ),
    # A newspaper corrects itself; that withdraws nothing of an official portal.
    (
        "source",
        [says("laocai", "2023-04-01", value(84.2)), says("bao", "2023-05-01", value(84.7), title=CORRECTION)],
        84.2,
        2,
        0.5,
    ),
    # A procedure of the land office is no correction.
    (
        "source",
        [
            says("laocai", "2023-04-01", value(84.2)),
            says("hatinh", "2023-05-01", value(84.7), title="Thủ tục đính chính giấy chứng nhận quyền sử dụng đất"),
        ],
        84.2,
        2,
        0.5,
    ),
    (
        "corroborated",
        [says("laocai", "2023-04-09", value(84.2)), *(says(p, "2023-04-01", value(84.7)) for p in ("hatinh", "nghean", "byt"))],
        84.7,
        4,
        0.75,
    ),
    # Three newspapers are no three official portals.
    (
        "source",
        [says("hatinh", "2023-04-01", value(84.2)), *(says("bao", f"2023-05-0{n}", value(84.7)) for n in (1, 2, 3))],
        84.2,
        4,
        0.25,
    ),
    ("source", [says("laocai", "2023-04-01", value(84.2)), says("hatinh", "2023-05-01", value(84.7))], 84.2, 2, 0.5),
    # A district's portal is not the province's.
    ("source", [says("laocai", "2023-04-01", value(84.2)), says("batxat", "2023-05-01", value(84.7))], 84.2, 2, 0.5),
    ("source", [says("hatinh", "2023-05-01", value(84.7)), says("bnv", "2023-04-01", value(84.2))], 84.2, 2, 0.5),
    ("source", [says("hatinh", "2023-04-01", value(84.2)), says("trang", "2023-05-01", value(84.7))], 84.2, 2, 0.5),
    ("source", [says("trang", "2023-04-01", value(84.2)), says("bao", "2023-05-01", value(84.7))], 84.2, 2, 0.5),
    (
        "stories",
        [
            says("bao", "2023-04-01", value(84.2)),
            says("bao", "2023-04-02", value(84.2)),
            says("baoviet", "2023-05-01", value(84.7)),
        ],
        84.2,
        3,
        2 / 3,
    ),
    # The own portal and the publisher's are of one standing; a later article that corrects nothing is only later.
    ("latest", [says("laocai", "2023-04-01", value(84.2)), says("bnv", "2023-05-01", value(84.7))], 84.7, 2, 0.5),
    # 88.4 and 88.43 agree; what has more digits is shown, though said once and earlier.
    ("only", [says("bao", "2023-04-01", value(88.43)), says("baoviet", "2023-05-01", value(88.4))], 88.43, 2, 1.0),
    # 88,40 as printed has two digits: it does not agree with 88,43.
    (
        "latest",
        [says("bao", "2023-04-01", value(88.43)), says("baoviet", "2023-05-01", value(88.4, text="Lào Cai 88,40 điểm"))],
        88.4,
        2,
        0.5,
    ),
    # A rounded value supports both that it rounds: here it settles nothing between them.
    (
        "latest",
        [
            says("bao", "2023-04-01", value(88.43)),
            says("baoviet", "2023-04-02", value(88.41)),
            says("baoviet", "2023-05-01", value(88.4)),
        ],
        88.41,
        3,
        2 / 3,
    ),
    (
        "only",
        [says("bao", "2023-04-01", value(89.71)), says("baoviet", "2023-05-01", value(89.71, unit="percent"))],
        89.71,
        2,
        1.0,
    ),
    # Targets, parts and periods never count.
    (
        "only",
        [
            says("bao", "2023-04-01", value(84.2)),
            says("laocai", "2023-05-01", value(99.0, status="target"), value(9.9, component="cải cách thể chế")),
            says("laocai", "2023-05-02", value(60.0, period="2022-Q1")),
        ],
        84.2,
        1,
        1.0,
    ),
]


@pytest.mark.parametrize(("step", "pairs", "shown", "sources", "agreement"), RULE)
def test_the_rule_of_preference(
    tmp_path: Path, step: str, pairs: list[Pair], shown: float, sources: int, agreement: float
) -> None:
    for order in (pairs, pairs[::-1]):
        (row,) = query(database(tmp_path, order), "SELECT * FROM v_panel WHERE indicator = 'PAR_INDEX'")
        assert (row["decided_by"], row["value"], row["sources"]) == (step, shown, sources)
        assert row["agreement"] == pytest.approx(agreement, abs=1e-6)
        stated = query(
            tmp_path / "chiso.db", "SELECT value, article_id FROM v_scores WHERE fact_id = ?", row["preferred_fact_id"]
        )
        assert stated == [{"value": shown, "article_id": row["preferred_article_id"]}]


def test_the_lowest_id_decides_between_equals(tmp_path: Path) -> None:
    pairs = [says("bao", "2023-04-01", value(84.2)), says("baoviet", "2023-04-01", value(84.7))]
    (row,) = query(database(tmp_path, pairs), "SELECT * FROM v_panel")
    lowest = query(tmp_path / "chiso.db", "SELECT fact_id, value FROM v_scores ORDER BY fact_id LIMIT 1")
    assert row["decided_by"] == "id"
    assert [{"fact_id": row["preferred_fact_id"], "value": row["value"]}] == lowest


def test_two_portals_that_disagree_stay_visible(tmp_path: Path) -> None:
    pairs = [
        says("laocai", "2023-04-01", value(84.2), place(31, of=63, group="tỉnh, thành phố", tier="nhóm b")),
        says("hatinh", "2023-04-02", value(84.7), place(30), place(2, of=9, group="vùng tây bắc", tier="nhóm a")),
        says("bao", "2023-04-03", value(84.66, text="Lào Cai 84,66"), value(85.0, year=2021), place(31, of=63)),
        says(
            "baoviet", "2023-04-04", value(85.01, year=2021, text="Lào Cai 85,01"), value(85.0, text="Lào Cai 85 điểm", year=2021)
        ),
    ]
    target = database(tmp_path, pairs)
    rows = query(
        target, "SELECT what, year, scope, stated_values, articles, province_2025 FROM v_disagreements ORDER BY what, year"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("rank", 2022, "national", "30; 31", 3, LAO_CAI),
        ("tier", 2022, "letters", "nhóm a; nhóm b", 2, LAO_CAI),
        ("value", 2022, None, "84.2; 84.66; 84.7", 3, LAO_CAI),
    ]
    facts = query(target, "SELECT fact_ids FROM v_disagreements WHERE what = 'value'")[0]["fact_ids"].split("; ")
    stated = query(target, "SELECT fact_id FROM v_scores WHERE year = 2022 ORDER BY fact_id")
    assert facts == [row["fact_id"] for row in stated]


# (values of two articles, do they disagree?)
SCALES: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    (
        value(10.0, component="cải cách thể chế", year=2018),
        value(100.0, component="cải cách thể chế", unit="percent", year=2018),
        False,
    ),
    (
        value(9.0, component="cải cách thể chế", year=2018),
        value(80.0, component="cải cách thể chế", unit="percent", year=2018),
        True,
    ),
    (
        value(9.0, component="cải cách thể chế", year=2021),
        value(80.0, component="cải cách thể chế", unit="percent", year=2021),
        False,
    ),
    (value(8.23, max=10.0, component="sipas"), value(82.3, component="sipas", unit="percent"), False),
    (value(0.6077, indicator="DTI"), value(60.77, indicator="DTI", unit="percent"), False),
    (value(0.6077, indicator="DTI"), value(607.7, indicator="DTI", max=1000.0), False),
    (value(0.6077, indicator="DTI"), value(61.0, indicator="DTI", unit="percent", text="Lào Cai 61%"), False),
    (value(0.6077, indicator="DTI"), value(62.0, indicator="DTI", unit="percent", text="Lào Cai 62%"), True),
]


@pytest.mark.parametrize(("one", "other", "differ"), SCALES)
def test_points_and_percent_of_one_number(tmp_path: Path, one: dict[str, Any], other: dict[str, Any], differ: bool) -> None:
    target = database(tmp_path, [says("bao", "2023-04-01", one), says("baoviet", "2023-04-02", other)])
    assert len(query(target, "SELECT id FROM v_disagreements")) == differ


def test_rank_and_number_ranked_come_from_the_article_of_the_value(tmp_path: Path) -> None:
    pairs = [
        says("bao", "2023-04-01", value(84.2), place(31, of=63)),
        says("bao", "2023-04-02", value(84.2), place(30, of=63), key="x"),
        says("baoviet", "2023-04-03", place(30, of=63)),
    ]
    (row,) = query(database(tmp_path, pairs), "SELECT * FROM v_panel")
    own = query(tmp_path / "chiso.db", "SELECT rank FROM v_ranks WHERE article_id = ?", row["preferred_article_id"])
    assert [{"rank": row["rank"]}] == own


def series() -> list[Pair]:
    """PAR_INDEX 2012-2024 of Lào Cai and Yên Bái as they were, 2025 of the new Lào Cai; one article a year."""
    pairs = []
    for year in range(2012, 2025):
        facts = [value(60.0 + year - 2012, who, year=year, text=f"{who} {60 + year - 2012} điểm") for who in (LAO_CAI, YEN_BAI)]
        pairs.append(says("laocai", f"{year + 1}-05-01", *facts))
    pairs.append(says("laocai", "2026-05-01", value(89.71, year=2025), place(8, year=2025, of=34)))
    return pairs


def test_a_series_across_the_merger_is_one_query(tmp_path: Path) -> None:
    target = database(tmp_path, series())
    sql = "SELECT province, year, value FROM v_panel WHERE province_2025 = 'tỉnh Lào Cai' AND indicator = 'PAR_INDEX'"
    rows = query(target, f"{sql} ORDER BY year, province")
    assert len(rows) == 27
    assert [row["year"] for row in rows if row["province"] == LAO_CAI] == list(range(2012, 2026))
    assert [row["year"] for row in rows if row["province"] == YEN_BAI] == list(range(2012, 2025))
    assert rows[-1] == {"province": LAO_CAI, "year": 2025, "value": 89.71}
    codes = query(target, "SELECT DISTINCT province_code FROM v_panel WHERE province = 'tỉnh Lào Cai'")
    assert len(codes) == 2, "the unit of today has a number of its own"


def test_the_successors_portal_speaks_for_its_predecessors_after_the_merger(tmp_path: Path) -> None:
    for day, standing in (("2024-05-01", "latest"), ("2025-08-01", "source")):
        pairs = [
            says("laocai", day, value(84.2, YEN_BAI, year=2023)),
            says("hatinh", "2026-01-01", value(84.7, YEN_BAI, year=2023)),
        ]
        (row,) = query(database(tmp_path / day, pairs), "SELECT decided_by, value FROM v_panel")
        assert row == {"decided_by": standing, "value": 84.2 if standing == "source" else 84.7}


def test_one_row_in_a_year_that_changes_the_area(tmp_path: Path) -> None:
    pairs = [says("laocai", "2025-05-01", value(80.0, year=2025)), says("laocai", "2025-12-01", value(81.0, year=2025))]
    (row,) = query(database(tmp_path, pairs), "SELECT value, sources FROM v_panel")
    assert row == {"value": 81.0, "sources": 2}


def test_a_province_that_only_changed_its_name_is_one_unit(tmp_path: Path) -> None:
    old, new = "tỉnh Thừa Thiên Huế", "thành phố Huế"
    pairs = [
        says("bao", "2025-04-01", value(90.1, old, year=2024), place(4, old, year=2024, of=63)),
        says("baoviet", "2025-04-02", value(90.1, new, year=2024), place(5, new, year=2024, of=63)),
        says("bao", "2026-04-02", value(91.0, new, year=2025)),
    ]
    rows = query(database(tmp_path, pairs), "SELECT province, province_2025, year, sources FROM v_panel ORDER BY year")
    assert [tuple(row.values()) for row in rows] == [(old, new, 2024, 2), (new, new, 2025, 1)]
    assert query(tmp_path / "chiso.db", "SELECT what, stated_values FROM v_disagreements") == [
        {"what": "rank", "stated_values": "4; 5"}
    ]


# (words of a rank 2 whose group nobody read, is it one among all provinces)
AHEAD = [
    ("Lào Cai đứng thứ 2 vùng trung du và miền núi phía Bắc", False),
    ("Lào Cai xếp thứ hai trong các tỉnh miền núi phía Bắc", False),
    ("Lào Cai xếp thứ 2 cả nước, dẫn đầu khu vực Tây Bắc", True),
    ("Lào Cai đứng thứ 2 cả nước, thứ 2 vùng Tây Bắc", True),
    ("Lào Cai xếp thứ 2, đạt 84,2 điểm", True),
]


@pytest.mark.parametrize(("text", "national"), AHEAD)
def test_a_rank_of_a_region_is_none_of_the_country(tmp_path: Path, text: str, national: bool) -> None:
    rows = query(database(tmp_path, [says("bao", "2023-04-01", place(2, text=text))]), "SELECT rank FROM v_panel")
    assert bool(rows) is national


# (indicator, years with a value, break_before of each)
BREAKS: list[tuple[str, list[int], list[int | None]]] = [
    ("PAPI", [2016, 2017, 2018, 2019], [0, 0, 1, 0]),
    ("PAPI", [2011, 2012], [0, 0]),
    ("PAPI", [2018], [1]),
    ("PAPI", [2019], [0]),
    ("PAPI", [2015, 2020], [0, 1]),
    ("PAR_INDEX", [2012, 2024], [0, 0]),
    ("PAPI", [2010], [None]),
    ("PAR_LOCAL", [2022], [None]),
]


@pytest.mark.parametrize(("indicator", "years", "expected"), BREAKS)
def test_breaks_of_scale(tmp_path: Path, indicator: str, years: list[int], expected: list[int | None]) -> None:
    facts = [value(30.0, indicator=indicator, year=year, text=f"{indicator} {year} 30") for year in years]
    rows = query(database(tmp_path, [says("bao", "2026-01-01", *facts)]), "SELECT year, break_before FROM v_panel ORDER BY year")
    assert [(row["year"], row["break_before"]) for row in rows] == list(zip(years, expected, strict=True))


def test_shares_of_the_scale(tmp_path: Path) -> None:
    facts = [
        value(40.0, indicator="PAPI", year=2022),
        value(50.0, indicator="PAPI", year=2023, unit="percent", text="Lào Cai 50%"),
        value(600.0, indicator="DTI", year=2023, max=1000.0),
        value(600.0, indicator="DTI", year=2022, text="600 điểm DTI"),
    ]
    rows = query(database(tmp_path, [says("bao", "2026-01-01", *facts)]), "SELECT year, value_share, scale_max FROM v_panel")
    shares = sorted((row["scale_max"], row["year"], row["value_share"]) for row in rows)
    assert shares == [(1.0, 2022, None), (1.0, 2023, 0.6), (80.0, 2022, 0.5), (80.0, 2023, 0.5)]


def test_the_local_panel(tmp_path: Path) -> None:
    where: dict[str, Any] = {"province": LAO_CAI, "indicator": "PAR_LOCAL"}
    row = "Sở Tư pháp đạt 93,15 điểm, xếp thứ 1/20, loại tốt"
    pairs = [
        says(
            "laocai",
            "2023-01-05",
            value(93.15, "Sở Tư pháp", row, **where),
            place(1, "Sở Tư pháp", row, of=20, group="sở, ngành", tier="tốt", **where),
            value(88.0, "Sở Tư pháp", status="target", year=2023, **where),
            place(None, "huyện Bát Xát", tier="khá", **where),
        ),
        says("bao", "2023-02-01", value(93.51, "Sở Tư pháp", **where), place(2, "Sở Tư pháp", tier="xuất sắc", **where)),
        says("bao", "2023-02-02", value(93.51, "Sở Tư pháp", **where), key="b"),
    ]
    target = database(tmp_path, pairs)
    columns = 'subject, province, group_name, value, rank, "of", tier, sources, round(agreement, 3) AS agreement, decided_by'
    rows = query(target, f"SELECT {columns} FROM v_local_panel ORDER BY subject")
    assert [tuple(row.values()) for row in rows] == [
        ("Sở Tư pháp", LAO_CAI, "sở, ngành", 93.15, 1, 20, "tốt", 3, 0.333, "source"),
        ("huyện Bát Xát", LAO_CAI, None, None, None, None, "khá", 1, 1.0, "only"),
    ]
    assert query(target, "SELECT * FROM v_panel") == []


def test_a_district_speaks_for_itself(tmp_path: Path) -> None:
    facts = [[value(number, "huyện Bát Xát", province=LAO_CAI, indicator="PAR_LOCAL")] for number in (84.2, 84.7, 84.9)]
    pairs = [
        says("batxat", "2023-04-01", *facts[0]),
        says("hatinh", "2023-05-01", *facts[1]),
        says("bao", "2023-06-01", *facts[2]),
    ]
    (row,) = query(database(tmp_path, pairs), "SELECT value, decided_by, sources FROM v_local_panel")
    assert row == {"value": 84.2, "decided_by": "source", "sources": 3}


def test_an_unknown_kind_of_portal_is_an_error(tmp_path: Path) -> None:
    database(tmp_path, [says("bao", "2023-04-01", value(84.2))])
    portals = (tmp_path / "portals.json").read_text(encoding="utf-8").replace('"newspaper"', '"blog"')
    (tmp_path / "portals.json").write_text(portals, encoding="utf-8")
    with pytest.raises(BuildError, match=r"portals\.json: portal bao: kind 'blog' is none of official, ministry, newspaper"):
        build(tmp_path, tmp_path / "chiso.db", Inputs(tmp_path, decisions=tmp_path / "decisions", vocabulary=few_places()))


def test_documents_and_disagreements_have_a_province(tmp_path: Path) -> None:
    article, facts = says("laocai", "2023-04-01", value(84.2))
    other, more = says("hatinh", "2023-04-02", value(84.7))
    where = {"start": 0, "end": 4}
    document = {"type": "Quyết định", "number": "1/QĐ-UBND", "date": None, "evidence": where}
    facts["documents"] = [document | {"issuer": None}]
    more["documents"] = [document | {"issuer": "Ủy ban nhân dân tỉnh Yên Bái"}]
    target = database(tmp_path, [(article, facts), (other, more)])
    rows = query(target, "SELECT province, province_2025 FROM v_documents ORDER BY province")
    assert rows == [
        {"province": LAO_CAI, "province_2025": LAO_CAI},
        {"province": YEN_BAI, "province_2025": LAO_CAI},
    ]
    for name in (row["name"] for row in query(target, "SELECT name FROM sqlite_schema WHERE name LIKE 'v\\_%' ESCAPE '\\'")):
        columns = {row["name"] for row in query(target, f"PRAGMA table_info({name})")}
        assert {"province", "province_2025"} <= columns, name


def test_the_catalogue_of_indicators(tmp_path: Path) -> None:
    target = database(tmp_path, [says("bao", "2023-01-01", value(1.0))])
    links = {r["id"]: r["local_indicator"] for r in query(target, "SELECT id, local_indicator FROM indicators")}
    assert (links["PAR_INDEX"], links["PCI"], links["PAPI"], links["SERVICE_766"]) == ("PAR_LOCAL", "DDCI", None, "SERVICE_766")
    sql = "SELECT publisher, ranked_units FROM indicator_editions WHERE indicator = 'DTI' AND year IN (2023, 2024) ORDER BY year"
    assert [tuple(row.values()) for row in query(target, sql)] == [
        ("Bộ Thông tin và Truyền thông", 63),
        ("Bộ Khoa học và Công nghệ", 34),
    ]
    parts = """SELECT count(*) AS n, sum(max) AS whole FROM indicator_components
      WHERE indicator = ? AND ? BETWEEN from_year AND coalesce(to_year, 9999)"""
    for indicator, year, known, whole in (
        ("PAPI", 2017, 6, 60.0),
        ("PAPI", 2018, 8, 80.0),
        ("PCI", 2023, 10, 100.0),
        ("PAR_INDEX", 2018, 8, 100.0),
        ("SERVICE_766", 2025, 6, 100.0),
        ("PGI", 2022, 4, 40.0),
    ):
        assert query(target, parts, indicator, year) == [{"n": known, "whole": whole}], indicator
    lacking = """SELECT e.id FROM indicator_editions e WHERE e.components IS NOT NULL AND e.components <> (SELECT count(*)
      FROM indicator_components c WHERE c.indicator = e.indicator AND e.year BETWEEN c.from_year AND coalesce(c.to_year, 9999))"""
    assert query(target, lacking) == []


@pytest.mark.parametrize(
    ("number", "quote", "digits"),
    [
        (84.2, "đạt 84,20 điểm", 2),
        (84.2, "đạt 84.2 điểm", 1),
        (84.25, "không nêu", 2),
        (90.0, "đạt 90%", 0),
        (0.6077, "0,6077", 4),
    ],
)
def test_digits_as_printed(number: float, quote: str, digits: int) -> None:
    assert printed_digits(number, quote) == digits


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (Figure(0.01, "share", 88.43), Figure(0.1, "share", 88.4), True),
        (Figure(0.01, "share", 88.45), Figure(0.1, "share", 88.4), True),
        (Figure(0.01, "share", 88.46), Figure(0.1, "share", 88.4), False),
        (Figure(0.01, "share", 88.43), Figure(0.01, "share", 88.44), False),
        (Figure(0.01, "point", 88.43), Figure(0.01, "share", 88.43), False),
        (Figure(0.0, "tốt"), Figure(0.0, "khá"), False),
    ],
)
def test_agreement_within_rounding(one: Figure, other: Figure, agree: bool) -> None:
    assert one.agrees(other) is agree and other.agrees(one) is agree


def test_open_names_of_two_provinces_are_two_units(tmp_path: Path) -> None:
    # Both provinces have several communes of this name: none can be told, but they are not one.
    where = {"province": "tỉnh Cao Bằng"}, {"province": "tỉnh Thanh Hóa"}
    pairs = [
        says("nghean", "2023-02-01", value(90.0, "xã Quang Trung", indicator="PAR_LOCAL", **where[0])),
        says("hatinh", "2023-02-02", value(70.0, "xã Quang Trung", indicator="PAR_LOCAL", **where[1])),
    ]
    target = database(tmp_path, pairs)
    found = query(target, "SELECT province, value, sources FROM v_local_panel ORDER BY province")
    assert [tuple(r.values()) for r in found] == [("tỉnh Cao Bằng", 90.0, 1), ("tỉnh Thanh Hóa", 70.0, 1)]
    assert query(target, "SELECT * FROM v_disagreements") == []


def test_a_province_has_one_row_however_its_name_is_written(tmp_path: Path) -> None:
    pairs = [says("nghean", "2023-02-01", value(88.4)), says("hatinh", "2023-02-02", value(88.43, "Tỉnh Lào Cai"))]
    found = query(database(tmp_path, pairs), "SELECT province, value, sources FROM v_panel")
    assert [tuple(r.values()) for r in found] == [(LAO_CAI, 88.43, 2)]


def test_an_impossible_value_that_nobody_contradicts_is_shown_and_marked(tmp_path: Path) -> None:
    pairs = [says("bao", "2023-04-01", value(842.0))]
    (row,) = query(database(tmp_path, pairs), "SELECT value, value_share, decided_by, suspect FROM v_panel")
    assert row == {"value": 842.0, "value_share": None, "decided_by": "only", "suspect": "check.out_of_scale"}
