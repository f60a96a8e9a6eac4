"""A chart over years: one line a unit, each point a link to its sentence. Lines differ by the shape of their points and by
dashes, not by colour alone; a hollow point is one whose sources disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from browse.charts.series import Line, Point, all_points, runs, scale_breaks
from browse.charts.svg import Element, Scale, element, markup, round_ticks

WIDTH, HEIGHT = 560, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 14.0, 34.0, 40.0
SHAPES = 5
# About so many years have room for a label each.
_LABELS = 12


@dataclass(frozen=True, slots=True)
class Axes:
    """What a chart says beside its data. `years`: first and last shown; `upside_down`: 1 stands on top (ranks); `merger`: the
    label of the line before `merger_year`, None for none; `break_label`: that of a change of scale; `tick`: writes a number."""

    id: str
    title: str
    description: str
    unit: str
    years: tuple[int, int]
    upside_down: bool = False
    merger: str | None = None
    merger_year: int = 2025
    break_label: str = ""


def draw(lines: Sequence[Line], axes: Axes, number: object = None) -> Markup:
    """The chart as SVG; an empty text where there is no point. `number` writes a figure in the page's language."""
    points = all_points(lines)
    if not points:
        return Markup("")
    say = number if callable(number) else str
    ticks = _ticks([point.value for point in points], axes.upside_down)
    ends = (_TOP, HEIGHT - _BOTTOM) if axes.upside_down else (HEIGHT - _BOTTOM, _TOP)
    y = Scale(ticks[0], ticks[-1], *ends)
    x = Scale(axes.years[0] - 0.5, axes.years[1] + 0.5, _LEFT, WIDTH - _RIGHT)
    parts = [
        element("title", axes.title, id=f"{axes.id}-t"),
        element("desc", axes.description, id=f"{axes.id}-d"),
        element("text", axes.unit, class_="unit", x=4, y=14),
        *_grid(ticks, y, say),
        *_years(axes.years, x),
        *_marks(lines, axes, x),
    ]
    for number_, line in enumerate(lines):
        parts.append(_line(line, number_ % SHAPES, x, y))
    names = f"{axes.id}-t {axes.id}-d"
    root = element("svg", *parts, class_="chart", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="group", aria_labelledby=names)
    return markup(root)


def key(shape: int) -> Markup:
    """The sign of a line for a legend."""
    at = (18.0, 7.0)
    line = element("path", d="M0 7H36", class_=f"l l{shape % SHAPES}")
    return markup(element("svg", line, _shape(shape % SHAPES, *at, False), class_="key", viewBox="0 0 36 14", aria_hidden="true"))


def _ticks(values: list[float], upside_down: bool) -> list[float]:
    if not upside_down:
        return round_ticks(min(values), max(values))
    ticks = [tick for tick in round_ticks(1, max(2.0, *values)) if tick > 1]
    return [1.0, *ticks]


def _grid(ticks: Sequence[float], y: Scale, say: object) -> list[Element]:
    made = []
    for tick in ticks:
        at = y(tick)
        made.append(element("path", d=f"M{_LEFT:g} {at:.1f}H{WIDTH - _RIGHT:g}", class_="grid"))
        made.append(element("text", say(tick) if callable(say) else str(tick), class_="tick end", x=_LEFT - 6, y=at + 4))
    return made


def _years(years: tuple[int, int], x: Scale) -> list[Element]:
    span = years[1] - years[0] + 1
    step = -(-span // _LABELS)
    shown = range(years[1], years[0] - 1, -step)
    return [element("text", str(year), class_="tick middle", x=x(year), y=HEIGHT - _BOTTOM + 20) for year in shown]


def _marks(lines: Sequence[Line], axes: Axes, x: Scale) -> list[Element]:
    """Vertical lines with their words: where the scale changed, and the merger where the years reach across it."""
    found = [(year, axes.break_label, "break") for year in scale_breaks(lines)]
    if axes.merger and axes.years[0] < axes.merger_year <= axes.years[1]:
        found.append((axes.merger_year, axes.merger, "merger"))
    made = []
    for year, label, kind in found:
        at = x(year - 0.5)
        made.append(element("path", d=f"M{at:.1f} {_TOP - 8:g}V{HEIGHT - _BOTTOM:g}", class_=f"mark {kind}"))
        right = at > WIDTH * 0.6
        place = at - 4 if right else at + 4
        made.append(element("text", label, class_="note end" if right else "note", x=place, y=_TOP - 12))
    return made


def _line(line: Line, shape: int, x: Scale, y: Scale) -> Element:
    parts: list[Element] = []
    for run in runs(line):
        if len(run) > 1:
            steps = "L".join(f"{x(point.year):.1f} {y(point.value):.1f}" for point in run)
            parts.append(element("path", d=f"M{steps}", class_=f"l l{shape}"))
    parts += [_point(point, shape, x(point.year), y(point.value)) for point in line.points]
    return element("g", *parts)


def _point(point: Point, shape: int, x: float, y: float) -> Element:
    # The wide circle is what a finger meets.
    return element(
        "a",
        element("title", point.text),
        element("circle", class_="touch", cx=x, cy=y, r=11),
        _shape(shape, x, y, point.contested),
        href=point.href,
        aria_label=point.text,
    )


def _shape(shape: int, x: float, y: float, hollow: bool) -> Element:
    class_ = f"p p{shape} hollow" if hollow else f"p p{shape}"
    paths = (
        f"M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
        f"M{x - 4.5:.1f} {y - 4.5:.1f}h9v9h-9z",
        f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z",
        f"M{x:.1f} {y - 6:.1f}l6 10.5h-12z",
        f"M{x:.1f} {y + 6:.1f}l6 -10.5h-12z",
    )
    return element("path", d=paths[shape], class_=class_)
