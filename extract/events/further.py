"""Further places of one inspection, each with a day of its own: `giám sát tại huyện A vào ngày 18/4 và Sở B vào ngày 20/4`.

Source: docs/codebook.md, "events" (one record each); survey ("INSPECTION").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.events.bodies import Bodies
from extract.events.drafts import Candidate
from extract.events.held import find_when

_JOINT = re.compile(r"(?:,| và|, và|;)(?: tại| ở)? (?=\w)")
_TO_DAY = re.compile(r",? ?(?:\(|vào )?")


def further_places(bodies: Bodies, c: Candidate) -> Iterator[Candidate]:
    """An inspection's candidate for each place that follows its first one and day; nothing else may stand between."""
    if c.kind != "inspection" or c.when is None or c.venue is None or not c.name_start < c.venue[0] < c.name_end <= c.when.start:
        return
    low, at = bodies.text.low, c.when.end
    for when in find_when(bodies.reading, bodies.text, at, c.end, announced=c.announced):
        joint = _JOINT.match(low, at, when.start)
        place = (bodies.at(joint.end()) or bodies.place_at(joint.end())) if joint else None
        if joint is None or place is None or _TO_DAY.fullmatch(low, place.end, when.start) is None:
            return
        name = f"{bodies.text.text[c.name_start : c.venue[0]]}{bodies.text.text[place.start : place.end]}"
        yield replace(
            c, start=at, name_start=place.start, name_end=place.end, name=name, when=when, venue=(place.start, place.end)
        )
        at = when.end
