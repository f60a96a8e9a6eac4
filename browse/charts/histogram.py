"""How values are distributed: bars of equal width over round numbers, with the median."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from markupsafe import Markup

from browse.charts.svg import Scale, element, markup, round_ticks

WIDTH, HEIGHT = 560, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 14.0, 34.0, 44.0
_BINS = 9


@dataclass(frozen=True, slots=True)
class Bin:
    """Values from `low` up to, not including, `high`; the last bin has its high value, too."""

    low: float
    high: float
    count: int


def bins(values: Sequence[float]) -> list[Bin]:
    """About nine bins with round bounds; none without values."""
    if not values:
        return []
    edges = round_ticks(min(values), max(values), _BINS)
    last = len(edges) - 2
    return [
        Bin(low, high, sum(low <= value < high or (number == last and value == high) for value in values))
        for number, (low, high) in enumerate(pairwise(edges))
    ]


@dataclass(frozen=True, slots=True)
class Words:
    """What the chart says beside its data; `unit` below the axis, `median` before the median's value."""

    id: str
    title: str
    description: str
    unit: str
    median: str


def draw(values: Sequence[float], words: Words, say: Callable[[float], str]) -> Markup:
    """The chart as SVG; an empty text for fewer than two values, which are no distribution."""
    found = bins(values)
    if len(values) < 2:
        return Markup("")
    x = Scale(found[0].low, found[-1].high, _LEFT, WIDTH - _RIGHT)
    highest = max(bin_.count for bin_ in found)
    ticks = [tick for tick in round_ticks(0, highest, 4) if tick == int(tick)]
    y = Scale(0, max(ticks[-1], highest), HEIGHT - _BOTTOM, _TOP)
    parts = [element("title", words.title, id=f"{words.id}-t"), element("desc", words.description, id=f"{words.id}-d")]
    for tick in ticks:
        parts.append(element("path", d=f"M{_LEFT:g} {y(tick):.1f}H{WIDTH - _RIGHT:g}", class_="grid"))
        parts.append(element("text", say(tick), class_="tick end", x=_LEFT - 6, y=y(tick) + 4))
    for bin_ in found:
        left, right = x(bin_.low), x(bin_.high)
        text = element("title", f"{say(bin_.low)}–{say(bin_.high)}: {bin_.count}")
        box = {"x": left + 1, "y": y(bin_.count), "width": max(right - left - 2, 1.0), "height": y(0) - y(bin_.count)}
        parts.append(element("rect", text, class_="bar", **box))
        if bin_.count:
            parts.append(element("text", str(bin_.count), class_="note middle", x=(left + right) / 2, y=y(bin_.count) - 4))
    every = 2 if len(found) > 7 else 1
    edges = [found[0].low, *(bin_.high for bin_ in found)]
    parts += [element("text", say(edge), class_="tick middle", x=x(edge), y=HEIGHT - _BOTTOM + 18) for edge in edges[::every]]
    parts.append(element("text", words.unit, class_="tick middle", x=(_LEFT + WIDTH - _RIGHT) / 2, y=float(HEIGHT - 6)))
    middle = median(values)
    at = x(middle)
    parts.append(element("path", d=f"M{at:.1f} {_TOP - 8:g}V{HEIGHT - _BOTTOM:g}", class_="median"))
    right = at > WIDTH * 0.6
    note = f"{words.median} {say(middle)}"
    parts.append(element("text", note, class_="note end" if right else "note", x=at - 4 if right else at + 4, y=_TOP - 12))
    names = f"{words.id}-t {words.id}-d"
    frame = f"0 0 {WIDTH} {HEIGHT}"
    return markup(element("svg", *parts, class_="histogram", viewBox=frame, role="group", aria_labelledby=names))
