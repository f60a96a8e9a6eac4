"""Checks across figures: what cannot be is named, what only looks odd is left alone. One table: add a case, add data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extract.knowledge.panels.consistency import CHECKS, TWO_FIRST_PLACES
from tests.panel_fixture import LAO_CAI, YEN_BAI, Pair, count, database, place, query, says, value

HA_TINH = "tỉnh Hà Tĩnh"
LOCAL: dict[str, Any] = {"province": LAO_CAI, "indicator": "PAR_LOCAL"}
TABLE = "| 1 | Sở Tư pháp | 93,15 | Tốt |\n| 2 | Sở Y tế | 90,1 | Khá |\n| 3 | Sở Xây dựng | 88,4 | Khá |"
LINES = TABLE.split("\n")
UNITS = ("Sở Tư pháp", "Sở Y tế", "Sở Xây dựng")


def table(scores: tuple[float, ...], ranks: tuple[int | None, ...], tiers: tuple[str | None, ...] = (), **more: Any) -> Pair:
    """An article with the table above, whose rows state these scores, ranks and tiers."""
    tiers = tiers or (None,) * len(ranks)
    facts = []
    for line, unit, score, rank, tier in zip(LINES, UNITS, scores, ranks, tiers, strict=True):
        facts += [value(score, unit, line, **LOCAL), place(rank, unit, line, tier=tier, **LOCAL | more)]
    # The lines are one paragraph, as a table is.
    filler = " ".join(f"chu{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(80))
    return says("laocai", "2023-01-05", *facts, body=f"{TABLE}\n\n{filler}")


def both_first(one: str = LAO_CAI, other: str = YEN_BAI, text: str = "", **slots: Any) -> list[Pair]:
    """Two articles that put two units first."""
    return [
        says("laocai", "2023-04-01", place(1, one, text and f"{one} {text}", **slots)),
        says("hatinh", "2023-04-02", place(1, other, text and f"{other} {text}", **slots)),
    ]


# (what, articles, rules that fire, with the number of issues)
CASES: list[tuple[str, list[Pair], dict[str, int]]] = [
    ("a value above the scale", [says("bao", "2023-04-01", value(842.0))], {"check.out_of_scale": 1}),
    ("a value below 0", [says("bao", "2023-04-01", value(-3.0))], {"check.out_of_scale": 1}),
    ("PAPI 2016 has 60 points", [says("bao", "2017-04-01", value(61.0, indicator="PAPI", year=2016))], {"check.out_of_scale": 1}),
    ("PAPI 2019 has 80", [says("bao", "2020-04-01", value(61.0, indicator="PAPI", year=2019))], {}),
    ("over 100 %", [says("bao", "2023-04-01", value(101.0, indicator="SIPAS", unit="percent"))], {"check.out_of_scale": 1}),
    (
        "a part above its maximum",
        [says("bao", "2024-04-01", value(11.0, indicator="PAPI", year=2023, component="quản trị điện tử"))],
        {"check.out_of_scale": 1},
    ),
    (
        "a part in percent, and one below a stated maximum",
        [
            says(
                "bao",
                "2024-04-01",
                value(95.0, component="cải cách thể chế", unit="percent", year=2023),
                value(31.6, component="tác động", max=38.5, year=2023),
            )
        ],
        {},
    ),
    ("DTI of 1000 as stated", [says("bao", "2024-04-01", value(612.0, indicator="DTI", year=2023, max=1000.0))], {}),
    ("DTI without its maximum", [says("bao", "2024-04-01", value(612.0, indicator="DTI", year=2023))], {"check.out_of_scale": 1}),
    ("bonus points of a province", [says("laocai", "2023-04-01", value(102.5, "Sở Y tế", **LOCAL))], {}),
    ("no bonus is that large", [says("laocai", "2023-04-01", value(930.0, "Sở Y tế", **LOCAL))], {"check.out_of_scale": 1}),
    (
        "more than all people",
        [says("laocai", "2023-04-01", value(102.5, "Sở Y tế", **LOCAL | {"indicator": "SIPAS_LOCAL"}, unit="percent"))],
        {"check.out_of_scale": 1},
    ),
    ("an index without a scale", [says("bao", "2023-04-01", value(5000.0, indicator="OTHER:XYZ"))], {}),
    ("a target out of scale", [says("bao", "2023-04-01", value(842.0, status="target"))], {"check.out_of_scale": 1}),
    ("rank over of", [says("bao", "2023-04-01", place(64, of=63))], {"check.rank_over_of": 1}),
    ("the last rank", [says("bao", "2023-04-01", place(63, of=63))], {}),
    ("rank 0", [says("bao", "2023-04-01", place(0))], {"check.rank_over_of": 1}),
    (
        "more in a tier than there are",
        [says("bao", "2023-04-01", count("tốt", 15, 14, "15/14 sở tốt"))],
        {"check.count_over_of": 1},
    ),
    (
        "tiers that add up to more than all",
        [says("bao", "2023-04-01", count("tốt", 9, 14, "9/14 tốt"), count("khá", 6, 14, "6/14 khá"))],
        {"check.tier_counts_over_of": 1},
    ),
    (
        "tiers that add up, a tier twice, a cumulative one, a target",
        [
            says(
                "bao",
                "2023-04-01",
                count("tốt", 9, 14, "9/14 tốt"),
                count("khá", 5, 14, "5/14 khá"),
                count("tốt", 9, None, "9 đơn vị tốt"),
                count("khá trở lên", 14, 14, "14/14 khá trở lên"),
                count("xuất sắc", 14, 14, "phấn đấu 14/14 xuất sắc", status="target"),
            )
        ],
        {},
    ),
    ("63 provinces in 2022, told as 34", [says("bao", "2023-04-01", place(12, of=34))], {"check.of_units": 1}),
    ("63 in 2022", [says("bao", "2023-04-01", place(12, of=63))], {}),
    ("63 in 2025, told as if before the merger", [says("bao", "2026-04-01", place(12, of=63, year=2025))], {"check.of_units": 1}),
    ("34 in 2025", [says("bao", "2026-04-01", place(12, of=34, year=2025))], {}),
    (
        "PAPI 2023 ranks 61; the press counts 63",
        [
            says("bao", "2024-04-01", place(12, indicator="PAPI", year=2023, of=61)),
            says("bao", "2024-04-02", place(12, indicator="PAPI", year=2023, of=63)),
        ],
        {},
    ),
    (
        "PAPI 2023 never ranked 60",
        [says("bao", "2024-04-01", place(12, indicator="PAPI", year=2023, of=60))],
        {"check.of_units": 1},
    ),
    ("PCI 2023 ranks its first 30", [says("bao", "2024-04-01", place(12, indicator="PCI", year=2023, of=30))], {}),
    (
        "a region's number",
        [says("bao", "2023-04-01", place(2, of=14, group="vùng trung du"), place(3, of=31, group="vùng bắc"))],
        {},
    ),
    ("a week of 2025", [says("bao", "2025-04-01", place(2, of=63, indicator="SERVICE_766", year=2025, period="2025-W12"))], {}),
    ("two provinces first", both_first(), {"check.two_first_places": 2}),
    ("two first of 63", both_first(of=63), {"check.two_first_places": 2}),
    ("two tied", both_first(text="đồng hạng nhất"), {}),
    ("two years", [*both_first()[:1], *both_first(year=2021)[1:]], {}),
    ("a part and the whole", [*both_first()[:1], *both_first(component="thẩm định")[1:]], {}),
    ("a target is no place", [*both_first()[:1], *both_first(status="target")[1:]], {}),
    ("derived beside printed", [*both_first()[:1], *both_first(derived=True)[1:]], {}),
    ("regions", [*both_first(of=9, group="vùng tây bắc")[:1], *both_first(of=14, group="vùng bắc bộ")[1:]], {}),
    ("one province twice", both_first(LAO_CAI, LAO_CAI), {}),
    (
        "first with equal scores",
        [
            says("laocai", "2023-04-01", place(1), value(90.1)),
            says("hatinh", "2023-04-01", place(1, HA_TINH), value(90.1, HA_TINH)),
        ],
        {},
    ),
    (
        "two departments first in one block across articles",
        both_first("Sở Y tế", "Sở Tư pháp", of=20, group="sở, ngành", **LOCAL),
        {"check.two_first_places": 2},
    ),
    (
        "two blocks",
        [
            *both_first("Sở Y tế", of=20, group="sở", **LOCAL)[:1],
            *both_first(other="Cục Thuế", of=7, group="ngành dọc", **LOCAL)[1:],
        ],
        {},
    ),
    (
        "the local index of two provinces",
        [
            *both_first("Sở Y tế", of=20, group="sở, ngành", **LOCAL)[:1],
            *both_first(other="Sở Y tế", of=20, group="sở, ngành", indicator="PAR_LOCAL", province=HA_TINH)[1:],
        ],
        {},
    ),
    (
        "departments, districts and communes each have a first",
        [
            says(
                "laocai",
                "2023-04-01",
                *(
                    place(1, unit, "đứng đầu: Sở Y tế, huyện Bát Xát, xã Mường Hum, Công an tỉnh", **LOCAL)
                    for unit in ("Sở Y tế", "huyện Bát Xát", "xã Mường Hum", "Công an tỉnh")
                ),
            )
        ],
        {},
    ),
    ("a table in order", [table((93.15, 90.1, 88.4), (1, 2, 3), ("tốt", "khá", "khá"))], {}),
    ("a table against its order", [table((93.15, 88.1, 90.4), (1, 2, 3))], {"check.order": 1}),
    ("ties in a table", [table((93.15, 90.1, 90.1), (1, 2, 2))], {}),
    ("two first in a table", [table((93.15, 90.1, 88.4), (1, 1, 3))], {"check.two_first_places": 2}),
    ("derived ranks in a table", [table((93.15, 88.1, 90.4), (1, 2, 3), derived=True)], {}),
    ("tiers against the scores", [table((93.15, 90.1, 88.4), (None,) * 3, ("khá", "tốt", "khá"))], {"check.tier_order": 1}),
    ("tiers by letters", [table((93.15, 90.1, 88.4), (None,) * 3, ("nhóm b", "nhóm b", "nhóm a"))], {"check.tier_order": 1}),
    ("a tier of another ladder", [table((93.15, 90.1, 88.4), (None,) * 3, ("khá", "nhóm a", "khá"))], {}),
    (
        "provinces out of order across articles",
        [
            says("laocai", "2023-04-01", value(84.2), place(31, of=63)),
            says("hatinh", "2023-04-01", value(85.7, HA_TINH), place(40, HA_TINH, of=63)),
        ],
        {"check.panel_order": 1},
    ),
    (
        "provinces in order, and of two years",
        [
            says("laocai", "2023-04-01", value(84.2), place(31, of=63)),
            says("hatinh", "2023-04-01", value(83.7, HA_TINH), place(40, HA_TINH, of=63)),
            says("sonla", "2022-04-01", value(89.0, "tỉnh Sơn La", year=2021), place(50, "tỉnh Sơn La", of=63, year=2021)),
        ],
        {},
    ),
    (
        "units of several blocks in one sentence",
        [
            says(
                "laocai",
                "2023-04-01",
                value(85.0, "Sở Y tế", "Sở Y tế 85 hạng 1; huyện Bát Xát 90 hạng 2", **LOCAL),
                place(1, "Sở Y tế", "Sở Y tế 85 hạng 1; huyện Bát Xát 90 hạng 2", **LOCAL),
                value(90.0, "huyện Bát Xát", "Sở Y tế 85 hạng 1; huyện Bát Xát 90 hạng 2", **LOCAL),
                place(2, "huyện Bát Xát", "Sở Y tế 85 hạng 1; huyện Bát Xát 90 hạng 2", **LOCAL),
            )
        ],
        {},
    ),
]
MARKED = {"check.out_of_scale", "check.rank_over_of", "check.count_over_of"}


@pytest.mark.parametrize(("pairs", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_checks(tmp_path: Path, pairs: list[Pair], expected: dict[str, int]) -> None:
    target = database(tmp_path, pairs)
    found = query(target, "SELECT * FROM issues WHERE rule LIKE 'check.%' ORDER BY rule, id")
    assert {rule: sum(row["rule"] == rule for row in found) for rule in {row["rule"] for row in found}} == expected
    for row in found:
        assert row["stage"] == "load" and row["message"]
        stated = query(
            target,
            """SELECT v.article, v.body, f.suspect FROM facts f JOIN article_versions v ON v.id = f.article_version
            WHERE f.id = ?""",
            row["fact"],
        )[0]
        assert stated["article"] == row["article"] and stated["body"][row["start"] : row["end"]] == row["quote"] != ""
        assert stated["suspect"] == (row["rule"] if row["rule"] in MARKED else None)
    assert len(query(target, "SELECT id FROM facts WHERE suspect IS NOT NULL")) == sum(expected.get(rule, 0) for rule in MARKED)


def test_every_check_has_cases_on_both_sides() -> None:
    fired = {rule for _, _, expected in CASES for rule in expected}
    assert fired == {*CHECKS, TWO_FIRST_PLACES, "check.panel_order"}
    assert sum(not expected for _, _, expected in CASES) >= len(fired)


def test_a_suspect_value_is_kept_as_printed_and_marked_in_public(tmp_path: Path) -> None:
    target = database(tmp_path, [says("bao", "2023-04-01", value(842.0), place(64, of=63))])
    assert query(target, "SELECT value, suspect FROM v_scores") == [{"value": 842.0, "suspect": "check.out_of_scale"}]
    assert query(target, "SELECT rank, suspect FROM v_ranks") == [{"rank": 64, "suspect": "check.rank_over_of"}]
    assert query(target, "SELECT value, value_share FROM v_panel") == [{"value": 842.0, "value_share": None}]
