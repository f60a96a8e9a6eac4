"""Draws where and when an article appears (survey 2.3, 2.4): portals of every level, newspapers, both eras."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bench.grammar.departments import MERGED_FROM, UNMERGED_UNTIL
from bench.grammar.draw import Draw
from bench.grammar.places import REFORM, Place, below, provinces
from bench.grammar.scene import World

HANOI = timezone(timedelta(hours=7))
FIRST, LAST = datetime(2013, 1, 5, tzinfo=HANOI), datetime(2026, 10, 20, tzinfo=HANOI)


def drawn_world(draw: Draw) -> World:
    """A world whose province has districts before the reform, communes after it."""
    day = _published(draw)
    era = "new" if day.date().isoformat() >= REFORM else "old"
    iso = day.date().isoformat()
    province = draw.pick(provinces(era))
    dated = not draw.chance(0.04)
    if era == "new":
        communes = below(province, iso)
        level = draw.weighted({"province": 50, "commune": 32, "paper": 18})
        home = draw.pick(communes) if level == "commune" else province
        return World(day, dated, province, None, home, None if level == "paper" else home, (), tuple(communes))
    districts = [d for d in below(province, iso) if not (d.type == "thành phố" and province.type == "thành phố")]
    level = draw.weighted({"province": 42, "district": 33, "commune": 8, "paper": 17})
    district: Place | None = None
    communes = []
    if level in ("district", "commune"):
        many = [(d, below(d, iso)) for d in districts]
        district, communes = draw.pick([row for row in many if len(row[1]) >= 6] or [max(many, key=lambda row: len(row[1]))])
    home = province if district is None else district if level == "district" else draw.pick(communes)
    return World(day, dated, province, district, home, None if level == "paper" else home, tuple(districts), tuple(communes))


def _published(draw: Draw) -> datetime:
    """A working hour between 2013 and 2026, later years more often; never while departments were being merged."""
    while True:
        share = 1 - (draw.real(0, 1, 6) ** 1.4)
        moment = FIRST + timedelta(minutes=int((LAST - FIRST).total_seconds() / 60 * share))
        moment = moment.replace(hour=draw.whole(6, 21), second=0, microsecond=0)
        if not UNMERGED_UNTIL < moment.date().isoformat() < MERGED_FROM:
            return moment
