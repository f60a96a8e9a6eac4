"""Delegations that inspect or visit: where one acts, and whose it is.

Source: survey ("INSPECTION"): `Đoàn kiểm tra CCHC của Sở Nội vụ do … làm Trưởng đoàn đã kiểm tra tại …`.
"""

from __future__ import annotations

import re

from extract.events.bodies import Bodies, Body
from extract.events.names import name_end
from extract.events.organizers import subject_of
from extract.events.patterns import DELEGATION
from extract.short_forms import HEADS

# What ends a delegation's own name; not its abbreviation in brackets.
_SHORT_NAME = re.compile(r"\s\([A-ZĐ]{2,8}\)")
_NAME_ENDS = re.compile(r",|\sdo\s|\sđã\s|\s-\s|\((?![a-zđ]{2,8}\))|\scùng\s")
_HEAD_ONLY = re.compile(rf"\s(?:của|thuộc)\s({HEADS})\s*")


def delegation_in(low: str, start: int, end: int) -> tuple[int, int] | None:
    """The first delegation in low[start:end]: its words, without its head and body."""
    m = DELEGATION.search(low, start, end)
    return (m.start(), m.end("body")) if m else None


def delegation_body(bodies: Bodies, start: int, end: int, verb: int) -> Body | None:
    """Whose delegation stands at [start, end) before its verb: `Đoàn kiểm tra CCHC của Sở Nội vụ`; where no body is
    named, the delegation's own name with its locality."""
    text, low = bodies.text.text, bodies.text.low
    cut = _NAME_ENDS.search(low[end:verb])
    limit = end + cut.start() if cut else verb
    if head := _HEAD_ONLY.fullmatch(text, end, limit):
        return bodies.meant_by(head[1], start)
    for org in bodies.between(end, limit):
        if not org.generic:
            return bodies.body(org)
    place = next((p for p in bodies.places if end <= p.start < limit and not p.generic), None)
    name = bodies.place_name(place) if place else None
    if place is None or not name:
        return None
    topic = low[end : place.start].removesuffix(" của ")
    if topic != low[end : place.start] and not topic.strip():
        return Body(start, place.end, name)
    own = _SHORT_NAME.sub("", f"{text[start:end]}{text[end : end + len(topic)]}".rstrip())
    own = re.sub(r"\bCCHC\b", "cải cách hành chính", f"{own} {name}")
    return Body(start, place.end, own[:1].upper() + own[1:])


def delegation_or_subject(bodies: Bodies, start: int, verb: int) -> Body | None:
    """Who acts at a verb: a delegation's body, else the verb's subject."""
    delegation = delegation_in(bodies.text.low, start, verb)
    return delegation_body(bodies, *delegation, verb) if delegation else subject_of(bodies, start, verb)


def delegation_topic(bodies: Bodies, begin: int, verb: int) -> str:
    """What a delegation is for (`kiểm tra công tác cải cách hành chính`), "" where its words say no more than its kind."""
    text, low = bodies.text.text, bodies.text.low
    end = name_end(text, low, begin, verb, "conference", [])
    cut = re.search(r"\s(?:của|do|tỉnh|huyện|thành phố|xã)\s|,", low[begin:end] + " ")
    end = begin + cut.start() if cut and cut.start() > 8 else end
    end = min([end, *(b.start for b in bodies.between(begin, end))])
    return text[begin:end].strip(" ,-") if end - begin > 12 else ""
