"""From the rows of a province's panel to charts with their tables. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from browse.asking import Row
from browse.charts.line import Axes, draw, key
from browse.charts.series import Line, Point
from browse.language import Language

# The order in which profiles and lists show the national indices; others follow by id.
ORDER = ("PAR_INDEX", "SIPAS", "PAPI", "PCI", "DTI", "ICT", "PGI", "PII", "FTA")


@dataclass(frozen=True, slots=True)
class Figure:
    """One index of a province: a chart of its values and one of its ranks (empty where none is known), the lines' legend as
    (sign, name), the rows behind them with the name of their unit, and whether sources disagree anywhere."""

    indicator: str
    name: str
    values: Markup
    ranks: Markup
    legend: tuple[tuple[Markup, str], ...]
    rows: tuple[tuple[str, Row], ...]
    contested: bool


def unit_word(row: Row, spoken: Language) -> str:
    """`%` or `điểm`/`points`."""
    return "%" if row["unit"] == "percent" else spoken.say("province.points")


def figures(panel: Sequence[Row], names: Sequence[str], spoken: Language) -> list[Figure]:
    """A figure for each index. `panel`: rows of v_panel by indicator and year; `names`: the unit that each row is of."""
    if not panel:
        return []
    years = min(row["year"] for row in panel), max(row["year"] for row in panel)
    by_index: dict[str, list[tuple[str, Row]]] = {}
    for name, row in zip(names, panel, strict=True):
        by_index.setdefault(row["indicator"], []).append((name, row))
    # One place for a unit in every chart, so that its sign stays the same over the page.
    order = list(dict.fromkeys(sorted(names, key=lambda name: (-names.count(name), name))))
    ranked = sorted(by_index, key=lambda id_: (ORDER.index(id_) if id_ in ORDER else len(ORDER), id_))
    return [_figure(indicator, by_index[indicator], order, years, spoken) for indicator in ranked]


def _figure(indicator: str, rows: list[tuple[str, Row]], order: list[str], years: tuple[int, int], spoken: Language) -> Figure:
    label = spoken.either(rows[0][1]["name_en"], rows[0][1]["name"])
    charts = {}
    first = next((row for _, row in rows if row["unit"]), rows[0][1])
    for what, unit in (("value", unit_word(first, spoken)), ("rank", spoken.say("province.rank"))):
        lines = [Line(name, _points(rows, name, what, spoken)) for name in order]
        axes = Axes(
            id=f"{indicator}-{what}",
            title=spoken.say(f"province.{what}_chart", index=indicator.replace("_", " ")),
            description=_words(lines, spoken),
            unit=unit,
            years=years,
            upside_down=what == "rank",
            merger=spoken.say("province.merger_line"),
            break_label=spoken.say("province.break"),
        )
        charts[what] = draw(lines, axes, spoken.number)
    present = {name for name, _ in rows}
    legend = tuple((key(number), name) for number, name in enumerate(order) if name in present)
    contested = any(row["agreement"] is not None and row["agreement"] < 1 for _, row in rows)
    return Figure(indicator, label, charts["value"], charts["rank"], legend, tuple(rows), contested)


def _points(rows: list[tuple[str, Row]], name: str, what: str, spoken: Language) -> tuple[Point, ...]:
    return tuple(
        Point(
            row["year"],
            row[what],
            _point_text(name, row, spoken),
            f"/-/article/{row['article']}#fact-{row['fact']}",
            contested=row["agreement"] is not None and row["agreement"] < 1,
            breaks=what == "value" and bool(row["break_before"]),
        )
        for owner, row in rows
        if owner == name and row[what] is not None
    )


def _point_text(name: str, row: Row, spoken: Language) -> str:
    """`Lào Cai 2022: 85.27 points, rank 27 of 63; 2 sources, agreement 50%`."""
    parts = []
    if row["value"] is not None:
        parts.append(f"{spoken.number(row['value'])} {unit_word(row, spoken)}")
    if row["rank"] is not None:
        of = spoken.say("province.of", n=row["of"]) if row["of"] else ""
        parts.append(spoken.say("province.rank_of", rank=row["rank"], of=of).strip())
    text = f"{name} {row['year']}: {', '.join(parts)}; {spoken.say('province.sources', n=row['sources'])}"
    if row["agreement"] is not None and row["agreement"] < 1:
        text += ", " + spoken.say("province.agreement", share=spoken.number(round(100 * row["agreement"])))
    return text


def _words(lines: Sequence[Line], spoken: Language) -> str:
    """What the chart shows, for who does not see it."""
    said = []
    for line in lines:
        if line.points:
            first, last = line.points[0], line.points[-1]
            values = {"name": line.name, "n": len(line.points), "first": first.year, "last": last.year}
            at_first, at_last = spoken.number(first.value), spoken.number(last.value)
            said.append(spoken.say("province.line_words", **values, at_first=at_first, at_last=at_last))
    return " ".join(said)
