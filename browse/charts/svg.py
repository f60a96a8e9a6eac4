"""The pieces that every chart is made of: elements that escape what they hold, scales, round ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from markupsafe import Markup

Element = ElementTree.Element
# Geometry is written to a tenth of a unit: enough for the eye, and the same bytes on every machine.
_PLACES = 1


def coordinate(value: float) -> str:
    """A coordinate as SVG has it: `12`, `12.5`."""
    return f"{round(value, _PLACES):g}" if abs(value) < 1e5 else f"{value:.1f}"


def element(tag: str, *children: Element | str, **attributes: object) -> Element:
    """An element with text and child elements in their order. `class_` is `class`, `stroke_width` is `stroke-width`; floats are
    coordinates; an attribute that is None is left out. Style stands in files (static/charts.css), never in attributes."""
    made = ElementTree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), coordinate(value) if isinstance(value, float) else str(value))
    last: Element | None = None
    for child in children:
        if not isinstance(child, str):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def markup(root: Element) -> Markup:
    """The element as text for a page; what it holds is escaped."""
    return Markup(ElementTree.tostring(root, encoding="unicode"))


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale: `low`…`high` of the data to `start`…`end` on the page (end below start turns it round)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        return self.start + share * (self.end - self.start)


def round_ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """About `wanted` round numbers (1, 2 or 5 times a power of ten apart) that cover low…high. One value gives its neighbours,
    too. Raises ValueError for what is no number."""
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"no ticks for {low} to {high}")
    low, high = min(low, high), max(low, high)
    if low == high:
        spread = abs(low) * 0.05 or 1.0
        low, high = low - spread, high + spread
    rough = (high - low) / max(wanted - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def extent(values: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest. Raises ValueError for none."""
    return min(values), max(values)
