"""A chart over the years as SVG: a line a unit, a marker a figure, each marker a link to its sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from markupsafe import Markup

from browse.charts.series import Chart, Point, Series, runs, value_ticks, year_ticks
from browse.charts.svg import Element, Scale, coordinate, element, markup

WIDTH, HEIGHT = 400.0, 242.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 388.0, 46.0, 212.0
_RADIUS = 4.5
_STYLES = 4
_LABEL_ROWS = 2

Places = dict[Point, tuple[float, float]]


def marker(style: int, x: float, y: float, radius: float = _RADIUS, hollow: bool = False) -> Element:
    """The marker of a style at a place: circle, square, triangle or diamond; hollow where sources disagree."""
    kind = style % _STYLES
    class_ = f"mark s{kind}{' hollow' if hollow else ''}"
    if kind == 0:
        return element("circle", cx=x, cy=y, r=radius, class_=class_)
    if kind == 1:
        corners = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
    elif kind == 2:
        corners = [(0.0, -1.2), (1.15, 0.85), (-1.15, 0.85)]
    else:
        corners = [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]
    path = " ".join(f"{coordinate(x + dx * radius)},{coordinate(y + dy * radius)}" for dx, dy in corners)
    return element("polygon", points=path, class_=class_)


def legend_mark(style: int, hollow: bool = False) -> Markup:
    """The marker with a piece of its line, for a legend; the words beside it say what it is."""
    line = element("line", x1=0, y1=7, x2=30, y2=7, class_=f"run s{style % _STYLES}")
    drawn = marker(style, 15.0, 7.0, hollow=hollow)
    return markup(element("svg", line, drawn, viewBox="0 0 30 14", class_="key", aria_hidden="true", focusable="false"))


def draw(chart: Chart) -> Markup:
    """The chart. Without any point it is axes that hold nothing. It is a group, not an image: it holds links."""
    root = element("svg", viewBox=f"0 0 {coordinate(WIDTH)} {coordinate(HEIGHT)}", class_="chart", role="group")
    root.set("aria-labelledby", f"{chart.key}-title")
    root.set("aria-describedby", f"{chart.key}-desc")
    root.append(element("title", chart.title, id=f"{chart.key}-title"))
    root.append(element("desc", chart.description, id=f"{chart.key}-desc"))
    first, last = chart.years
    x = Scale(first - 0.5, last + 0.5, _LEFT, _RIGHT)
    ticks = value_ticks([point.value for series in chart.series for point in series.points], chart.rank)
    ends = (_TOP, _BOTTOM) if chart.rank else (_BOTTOM, _TOP)
    y = Scale(ticks[0], ticks[-1], *ends) if ticks else Scale(0, 1, *ends)
    root.extend(_axes(chart, x, y, ticks))
    root.extend(_divides(chart, x))
    breaks = [divide.year for divide in chart.divides]
    places = _places(chart, x, y)
    for series, stand in zip(chart.series, places, strict=True):
        root.extend(_lines(series, breaks, stand))
    for series, stand in zip(chart.series, places, strict=True):
        root.extend(_point(point, series.style, stand[point]) for point in sorted(series.points, key=lambda point: point.year))
    return markup(root)


def _places(chart: Chart, x: Scale, y: Scale) -> list[Places]:
    """Where the points of each series stand. Those of one year that would hide each other stand side by side."""
    apart = min(2 * _RADIUS, (x(1) - x(0)) / 2)
    by_year: dict[int, list[tuple[int, Point]]] = defaultdict(list)
    for number, series in enumerate(chart.series):
        for point in series.points:
            by_year[point.year].append((number, point))
    places: list[Places] = [{} for _ in chart.series]
    for year, points in by_year.items():
        for number, point in points:
            near = [key for key in points if abs(y(key[1].value) - y(point.value)) < 2 * _RADIUS]
            shift = near.index((number, point)) - (len(near) - 1) / 2
            places[number][point] = x(year) + shift * apart, y(point.value)
    return places


def _axes(chart: Chart, x: Scale, y: Scale, ticks: list[float]) -> Iterator[Element]:
    yield element("text", chart.axis, x=4, y=13, class_="axis")
    for tick in ticks:
        level = y(tick)
        yield element("line", x1=_LEFT, y1=level, x2=_RIGHT, y2=level, class_="grid")
        yield element("text", chart.write(tick), x=_LEFT - 6, y=level + 4, text_anchor="end")
    yield element("line", x1=_LEFT, y1=_BOTTOM + 8, x2=_RIGHT, y2=_BOTTOM + 8, class_="base")
    for year in year_ticks(*chart.years):
        yield element("line", x1=x(year), y1=_BOTTOM + 8, x2=x(year), y2=_BOTTOM + 12, class_="base")
        yield element("text", str(year), x=x(year), y=_BOTTOM + 24, text_anchor="middle")
    yield element("text", chart.years_name, x=4, y=_BOTTOM + 24, class_="axis")


def _divides(chart: Chart, x: Scale) -> Iterator[Element]:
    """Labels stand above the plot, on the side where there is more room, those that follow each other on two heights."""
    for number, divide in enumerate(chart.divides):
        place, height = x(divide.year - 0.5), 27.0 + 12 * (number % _LABEL_ROWS)
        right = place > (_LEFT + _RIGHT) / 2
        yield element("line", x1=place, y1=height - 9, x2=place, y2=_BOTTOM + 8, class_=f"divide {divide.kind}")
        anchor = "end" if right else "start"
        label_x = place - 4 if right else place + 4
        yield element("text", divide.label, x=label_x, y=height, text_anchor=anchor, class_="divide")


def _lines(series: Series, breaks: list[int], places: Places) -> Iterator[Element]:
    for run in runs(series.points, breaks):
        if len(run) > 1:
            path = " ".join(f"{coordinate(places[point][0])},{coordinate(places[point][1])}" for point in run)
            yield element("polyline", points=path, class_=f"run s{series.style % _STYLES}")


def _point(point: Point, style: int, at: tuple[float, float]) -> Element:
    """The marker with a wider round around it to hit; the title names the link."""
    place, level = at
    shown = element("circle", cx=place, cy=level, r=10, class_="target"), marker(style, place, level, hollow=point.hollow)
    title = element("title", point.title)
    if point.href is None:
        return element("g", title, *shown)
    return element("a", title, *shown, href=point.href)
