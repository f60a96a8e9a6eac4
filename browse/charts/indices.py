"""The figures of a province: rows of `v_panel` as charts, one of values and one of ranks for each national index, with words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from browse.answer import shown_date
from browse.asking import Row
from browse.charts.line import draw, legend_mark
from browse.charts.series import Chart, Divide, Point, Series
from browse.language import Language
from browse.units import Province, names_of, of_merged

# The order of the page; an index that the catalogue gains comes after these.
ORDER = ("PAR_INDEX", "SIPAS", "PAPI", "PCI", "PGI", "DTI", "ICT", "PII", "FTA")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A unit that a line is drawn for: `label` in words, `style` of its marker."""

    label: str
    style: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One index of one province. `charts`: (heading, drawing) in order; `legend`: (mark, label); `rows`: those of the panel,
    oldest first, each with `bearer` and `href`."""

    indicator: str
    name: str
    charts: tuple[tuple[str, Markup], ...]
    legend: tuple[tuple[Markup, str], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the figures of a page share: its province, all provinces by slug, the language, the address of a path and the years of
    the axis."""

    province: Province
    known: Mapping[str, Province]
    spoken: Language
    path: Callable[[str], Any]
    years: tuple[int, int]


def bearer(row: Row, setting: Setting) -> Bearer:
    """The unit that a row of the panel is of: the same name is two units, before and after a merger; a new name alone is none."""
    province, say = setting.province, setting.spoken.say
    if not province.merged:
        old = setting.known.get(province.members[0]) if province.members else None
        until = shown_date(old.valid_to) if old else ""
        return Bearer(say("province.renamed_unit", name=province.name, date=until, old=old.name) if old else province.name, 0)
    name = row["province"]
    if name == province.name:
        if not province.two_units or of_merged(row["year"], row["of"], province.changed_on or "9999"):
            return Bearer(say("province.merged_unit", name=name, year=(province.changed_on or "")[:4]), 0)
        return Bearer(say("province.former_unit", name=name), 1)
    others = [other for other in names_of(province, setting.known) if other != province.name]
    return Bearer(say("province.former_unit", name=name), others.index(name) + 2 if name in others else 3)


def figures(rows: Sequence[Row], setting: Setting) -> tuple[Figure, ...]:
    """A figure for each index that has a value or a rank. `rows`: of v_panel with `name` and `name_en` of the index."""
    found = []
    named = {row["indicator"] for row in rows}
    for indicator in (*(code for code in ORDER if code in named), *sorted(named - set(ORDER))):
        own = [row for row in rows if row["indicator"] == indicator]
        own.sort(key=lambda row: (row["year"], row["province"]))
        made = tuple(row | {"bearer": bearer(row, setting), "href": _sentence(row, setting)} for row in own)
        name = setting.spoken.either(own[0]["name_en"], own[0]["name"])
        charts = []
        for rank in (False, True):
            column = "rank" if rank else "value"
            shown = [row for row in made if row[column] is not None]
            if shown:
                drawing = draw(_chart(indicator, name, shown, rank, setting))
                charts.append((setting.spoken.say(f"province.chart_{column}"), drawing))
        if charts:
            found.append(Figure(indicator, name, tuple(charts), _legend(made, setting), made))
    return tuple(found)


def _sentence(row: Row, setting: Setting) -> str | None:
    if not row["preferred_article_id"]:
        return None
    return str(setting.path(f"/-/article/{row['preferred_article_id']}#fact-{row['preferred_fact_id']}"))


def _bearers(rows: Sequence[Row]) -> list[Bearer]:
    return sorted({row["bearer"] for row in rows}, key=lambda unit: (unit.style, unit.label))


def _legend(rows: Sequence[Row], setting: Setting) -> tuple[tuple[Markup, str], ...]:
    units = _bearers(rows)
    entries = [(legend_mark(unit.style), unit.label) for unit in units]
    if any(_disputed(row) for row in rows):
        entries.append((legend_mark(units[0].style, hollow=True), setting.spoken.say("province.hollow")))
    return tuple(entries)


def _disputed(row: Row) -> bool:
    return row["agreement"] is not None and row["agreement"] < 1


def _chart(indicator: str, name: str, rows: Sequence[Row], rank: bool, setting: Setting) -> Chart:
    """The chart of the values or ranks of one index; every row has one."""
    spoken, column = setting.spoken, "rank" if rank else "value"
    series = tuple(
        Series(
            unit.label,
            unit.style,
            tuple(
                Point(row["year"], float(row[column]), _title(row, spoken), row["href"], _disputed(row))
                for row in rows
                if row["bearer"] == unit
            ),
        )
        for unit in _bearers(rows)
    )
    heading = spoken.say(f"province.title_{column}", index=indicator, name=name, province=setting.province.name)
    description = " ".join(_described(line, spoken, rank) for line in series)
    return Chart(
        f"chart-{indicator.lower().replace('_', '-')}-{column}",
        heading,
        description,
        spoken.say("province.axis_rank") if rank else _axis(rows, spoken),
        spoken.say("province.year"),
        setting.years,
        series,
        _divides(rows, rank, setting),
        spoken.number,
        rank,
    )


def _axis(rows: Sequence[Row], spoken: Language) -> str:
    """The units that the values have, and the most that there can be where it is one number."""
    units = sorted({row["unit"] for row in rows if row["unit"]})
    text = " / ".join(spoken.say(f"province.unit_{unit}") for unit in units)
    scales = {scale for row in rows if (scale := row["scale_max"] or row["max"])}
    return spoken.say("province.axis_scale", unit=text, max=spoken.number(scales.pop())) if len(scales) == 1 else text


def _divides(rows: Sequence[Row], rank: bool, setting: Setting) -> tuple[Divide, ...]:
    """New scales (of values alone) and the merger, by year."""
    say, (first, last) = setting.spoken.say, setting.years
    years = sorted({row["year"] for row in rows if row["break_before"]}) if not rank else []
    found = [Divide(year, say("province.break", year=year), "break") for year in years]
    province = setting.province
    if province.merged and province.changed_on and first < int(province.changed_on[:4]) <= last:
        day = shown_date(province.changed_on)
        found.append(Divide(int(province.changed_on[:4]), say("province.merger_line", date=day), "merger"))
    return tuple(sorted(found, key=lambda divide: (divide.year, divide.kind)))


def value_text(row: Row, spoken: Language) -> str:
    """`88.43 %`, `26.94 points`; nothing where no value is stated."""
    if row["value"] is None:
        return ""
    return spoken.say(f"province.with_{row['unit'] or 'point'}", value=spoken.number(row["value"]))


def rank_text(row: Row, spoken: Language) -> str:
    """`rank 8 of 34`, `rank 8`; nothing where no rank is stated."""
    if row["rank"] is None:
        return ""
    key = "province.rank_of" if row["of"] else "province.rank_only"
    return spoken.say(key, rank=row["rank"], of=row["of"])


def _title(row: Row, spoken: Language) -> str:
    """All of a point in words: year, unit, value, rank, sources, agreement."""
    parts = [str(row["year"]), row["bearer"].label, value_text(row, spoken), rank_text(row, spoken)]
    if row["sources"] is not None:
        parts.append(spoken.say("province.sources_n", n=row["sources"]))
    if row["agreement"] is not None:
        parts.append(spoken.say("province.agreement_n", share=spoken.number(round(row["agreement"] * 100))))
    return " · ".join(part for part in parts if part)


def _described(series: Series, spoken: Language, rank: bool) -> str:
    """What is seen of one unit, in a sentence: first and last figure, lowest and highest (of ranks best and worst)."""
    points = sorted(series.points, key=lambda point: point.year)
    low, high = min(points, key=lambda point: point.value), max(points, key=lambda point: point.value)
    number = spoken.number
    if len(points) == 1:
        key, values = "one", {"value": number(low.value), "year": low.year}
    else:
        key = "many_ranks" if rank else "many"
        ends = {"first": number(points[0].value), "first_year": points[0].year}
        ends |= {"last": number(points[-1].value), "last_year": points[-1].year}
        values = ends | {"low": number(low.value), "low_year": low.year, "high": number(high.value), "high_year": high.year}
    return spoken.say(f"province.described_{key}", unit=series.name, n=len(points), **values)
