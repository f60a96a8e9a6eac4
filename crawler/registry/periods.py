"""A unit's name as the localities of a portal file: the periods in which the country had a unit of that name there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from core.places import Level, Place, gazetteer, split_type
from core.vocabulary import table
from crawler.locality import Locality

# Of many places of one name so many are told.
MOST_TOLD = 5


class UnknownPlaceError(ValueError):
    """No unit, or more than one, fits; the text says which."""


def resolve(
    full: str,
    provinces: Iterable[str] = (),
    *,
    level: Level | None = None,
    within: str | None = None,
    today: date | None = None,
) -> tuple[Locality, ...]:
    """The localities of `type name`, of every time in which the country had such a unit: of the level, in one of the provinces,
    and in the unit `within`, where given. Where several had that name, the one that exists `today` is meant (None: it is not
    clear which). Raises UnknownPlaceError where there is none, or where it is not clear which."""
    parts = split_type(full)
    units = gazetteer().named(parts[1], parts[0], level=level) if parts else []
    wanted = {today_name(p) for p in provinces}
    near = [u for u in units if not wanted or today_name(gazetteer().province_of(u).full) in wanted]
    near = [u for u in near if within is None or (u.parent and gazetteer().by_id[u.parent].full == within)]
    if not near:
        where = ", ".join([*([within] if within else []), *sorted(provinces)])
        raise UnknownPlaceError(f"the gazetteer has no '{full}'" + (f" in {where}" if where else ""))
    spans = sorted(near, key=lambda u: (u.valid_from, u.valid_to or "9999", u.id))
    if not all(_became(a, b) for a, b in pairwise(spans)):
        living = [u for u in near if today is not None and u.valid_on(today.isoformat())]
        if len(living) != 1:
            raise UnknownPlaceError(_which(full, near))
        spans = _with_forebears(living[0], near)
    return _joined([_locality(u) for u in spans])


def _with_forebears(unit: Place, near: list[Place]) -> list[Place]:
    """A unit after those of its name that it came from, as long as each came from one."""
    chain = [unit]
    while len(before := [u for u in near if _became(u, chain[0])]) == 1:
        chain = [before[0], *chain]
    return chain


def _which(full: str, units: list[Place]) -> str:
    told = sorted({_told(u) for u in units})
    more = f" or {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    return f"'{full}' may be " + " or ".join(told[:MOST_TOLD]) + more


def _became(old: Place, new: Place) -> bool:
    """Whether one unit ended and the other, of the same name, is what became of it."""
    if not old.valid_to or not new.valid_from or old.valid_to >= new.valid_from:
        return False
    return new.id in _heirs().get(old.id, ()) or (new.level == "province" and today_name(old.full) == new.full)


@cache
def _heirs() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in table("place_successors"):
        found.setdefault(row["place"], set()).add(row["successor"])
    return found


@cache
def _successors() -> dict[str, str]:
    return {row["old"]: row["new"] for row in table("province_successors")}


def today_name(province: str) -> str:
    """The province that a province belongs to since July 2025."""
    return _successors().get(province, province)


def heir_of(place: Locality) -> str | None:
    """The one unit below the province, `type name, province`, that had the name of an ended unit on the next day, in what its
    province became; None where there is none or more than one."""
    parts = split_type(place.place or "")
    if parts is None or place.until is None or place.province is None:
        return None
    next_day = (place.until + timedelta(days=1)).isoformat()
    units = [u for u in gazetteer().named(parts[1], day=next_day) if u.level != "province"]
    near = [u for u in units if gazetteer().province_of(u).full == today_name(place.province)]
    return f"{near[0].full}, {today_name(place.province)}" if len(near) == 1 else None


def _locality(unit: Place) -> Locality:
    given = {"from": unit.valid_from or None, "until": unit.valid_to or None}
    return Locality.model_validate({"place": unit.full, "province": gazetteer().province_of(unit).full} | given)


def _joined(spans: list[Locality]) -> tuple[Locality, ...]:
    """Periods that follow one another under the same names are one."""
    out: list[Locality] = []
    for one in spans:
        last = out[-1] if out else None
        if (
            last
            and (last.place, last.province) == (one.place, one.province)
            and last.until
            and one.since
            and _next_day(last.until, one.since)
        ):
            out[-1] = Locality.model_validate(
                {"place": one.place, "province": one.province, "from": last.since, "until": one.until}
            )
        else:
            out.append(one)
    return tuple(out)


def _next_day(end: date, start: date) -> bool:
    return (start - end).days == 1


def _told(unit: Place) -> str:
    above = gazetteer().by_id[unit.parent].full if unit.parent else ""
    until = f" until {unit.valid_to}" if unit.valid_to else ""
    return f"{unit.full}" + (f" ({above}{until})" if above else until)
