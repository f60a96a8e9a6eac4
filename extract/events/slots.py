"""The slots of a clause's event: its day, venue, body and flags, or that the clause reports none.

Source: docs/codebook.md, "events"; survey of opening formulae (directives, customs and plans are no reports).
"""

from __future__ import annotations

import re

from extract.events.bodies import Bodies, Body
from extract.events.drafts import Candidate
from extract.events.held import When, resolve_when, span_of
from extract.events.names import find_venue
from extract.events.patterns import (
    ANNOUNCED,
    BACKGROUND,
    BARE_BOARD,
    COUNCIL,
    DIRECTIVE,
    ENDS,
    FREQUENT,
    OF_BODY,
    ORDERED,
    RECENT,
)

# What has been held is not announced by words after its name (`đã tổ chức lớp tập huấn cho công chức dự kiến làm việc`).
_DONE = re.compile(r"(?<!\w)(?:đã|vừa) (?:phối hợp |chủ trì )?(?:tổ chức|mở|khai mạc|tiến hành) $")
# `theo kế hoạch`, `triển khai chỉ đạo của …`: what was ordered is done.
_BY_PLAN = re.compile(r"(?:theo|thực hiện|triển khai) (?:kế hoạch|chỉ đạo)")
_TO_THAT_END = re.compile(r"(?:triển khai|để|nhằm) [^,]{5,160},")
_PAIRED = re.compile(r"\s?(?:và|đến|,)\s?")
_STOPS = re.compile(r"[;:]")
# Heads that say by themselves which gathering it is: `vòng chung kết`.
_OF_SEVERAL = re.compile(r"vòng|đêm|chung k|bán k|sơ kh|lớp (?:học )?thứ")
_THIS = re.compile(r"^\s?(?:này|trên|nói trên|lần này)")
_WORD = re.compile(r"\w")


def dress(bodies: Bodies, c: Candidate, whens: list[When]) -> Candidate | None:
    """Give the day, venue and flags; None where the clause asks for, repeats or counts instead of reporting."""
    low = bodies.text.low
    c.when = _day_of(bodies, c, whens)
    zone_start = c.when.end if c.when and c.when.end <= c.head.start else c.start
    zone_start = max(zone_start, low.rfind(": ", c.start, c.head.start))
    zone = low[zone_start : c.head.start]
    c.announced = _is_announced(bodies, c)
    c.recent = bool(RECENT.search(low, c.start, c.head.start))
    if (c.rule not in ("subject", "attended") and _directed(bodies, zone, zone_start)) or (
        c.rule == "attended" and ORDERED.search(zone)
    ):
        return None
    if c.when is None and (c.announced or FREQUENT.search(low, c.start, c.head.start)):
        return None
    if c.when is not None and c.announced:
        c.when = resolve_when(bodies.reading, c.when, True)
    c.follow = BACKGROUND.match(low, c.start, c.start + 20) is not None
    c.bare = not c.name and _is_bare(bodies, c)
    c.name = c.name or bodies.text.text[c.name_start : c.name_end].strip()
    c.venue = find_venue(bodies.text.low, c.kind, (c.start, c.end), (c.name_start, c.name_end))
    if c.organizer is None and (of := OF_BODY.match(low, c.head.start, c.name_end)):
        body = bodies.at(of.end())
        c.organizer = body if body and not BARE_BOARD.fullmatch(body.name) else None
    if c.organizer is None and low.startswith("kỳ họp", c.head.start):
        c.organizer = _council_of(bodies, c)
    return c


def _council_of(bodies: Bodies, c: Candidate) -> Body | None:
    """The council whose session it is: in its name (`Kỳ họp thứ 15 HĐND tỉnh`) or right after (`Kỳ họp thứ 6, HĐND huyện`)."""
    for org in bodies.between(c.head.end, c.name_end):
        if org.kind == "people_council":
            return bodies.body(org)
    m = COUNCIL.match(bodies.text.low, c.name_end)
    return bodies.at(m.end()) if m else None


def _is_announced(bodies: Bodies, c: Candidate) -> bool:
    """`sẽ`, `dự kiến` before the noun, or between name and day."""
    end = c.when.start if c.when and c.when.start >= c.name_end else c.name_end + 24
    low = bodies.text.low
    if ANNOUNCED.search(low, c.start, c.head.start):
        return True
    return ANNOUNCED.search(low, c.name_end, min(c.end, end)) is not None and not _DONE.search(low, c.start, c.head.start)


def _directed(bodies: Bodies, zone: str, at: int) -> bool:
    """Does a directive govern the event? Words inside a body's name (`Ban Chỉ đạo`) do not."""
    for m in DIRECTIVE.finditer(zone):
        spot = at + m.start()
        if bodies.text.text.count('"', at, spot) % 2:
            continue
        # `Ban Chỉ đạo`, `TP. Cần Thơ`: words of a name.
        if bodies.text.text[spot].isupper() and spot > at and bodies.text.text[spot - 2 : spot - 1] not in (",", "."):
            continue
        if _BY_PLAN.search(zone, max(0, m.start() - 14), m.end()) or _TO_THAT_END.match(zone, m.start()):
            continue
        if not _in_name(bodies, spot):
            return True
    return False


def _in_name(bodies: Bodies, spot: int) -> bool:
    """Does a name or a title run across an offset?"""
    for named in (bodies.orgs, bodies.places, bodies.reading.mentions.of(bodies.text).titles):
        for mention in named:
            if mention.start <= spot < mention.end:
                return True
    return False


def _day_of(bodies: Bodies, c: Candidate, whens: list[When]) -> When | None:
    """The last day before the event's noun, else the first after its name (not past a colon)."""
    before = [w for w in whens if w.end <= c.head.start]
    if before:
        pair = len(before) > 1 and _PAIRED.fullmatch(bodies.text.low, before[-2].end, before[-1].start)
        return span_of(before[-2], before[-1]) if pair else before[-1]
    after = [w for w in whens if w.start >= c.head.end]
    if not after or _STOPS.search(bodies.text.low, c.name_end, after[0].start):
        return None
    if len(after) > 1 and ENDS.search(bodies.text.low[after[0].end : after[1].start]):
        return span_of(after[0], after[1])
    return after[0]


def _is_bare(bodies: Bodies, c: Candidate) -> bool:
    low = bodies.text.low
    return (
        not c.head.act
        and not _OF_SEVERAL.match(low, c.head.start, c.head.end)
        and not _WORD.search(_THIS.sub("", low[c.head.end : c.name_end]))
    )
