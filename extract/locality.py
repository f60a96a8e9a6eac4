"""Which locality an elided or ambiguous name means: `UBND huyện`, `tỉnh`, `Sở Nội vụ`, `thành phố`, `Tam Kỳ`.

The codebook's rule ("Names"): the nearest earlier mention that fits the level (the title counts, and so does the same
sentence), else the portal; levels never mix; where neither tells, the name stays without it. Order of texts: title,
body, attachments.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from core.openings import Lead, any_word
from core.places import TYPE_LEVELS, Gazetteer, Level, Place, gazetteer, split_type
from extract.mentions.organization_names import OrgMention
from extract.mentions.places import PlaceMention
from extract.text import Doc
from schemas.facts import Subject

FieldName = Literal["title", "body", "attachment"]
REFORM = "2025-07-01"
_ORDER = {"title": 0, "body": 1, "attachment": 2}
# Level words that a level default may be read as, in the order in which they are looked for.
_DEFAULT_TYPES: dict[str, tuple[str, ...]] = {
    "tỉnh": ("tỉnh", "thành phố"),
    "huyện": ("huyện", "quận", "thị xã", "thành phố"),
    "xã": ("xã", "phường", "thị trấn", "đặc khu"),
}


class Resolved(NamedTuple):
    """A place that a mention means: the codebook's form, its level and province (None where unknown or itself one)."""

    full: str
    level: Level | None
    province: str | None


class _Seen(NamedTuple):
    field: int
    start: int
    end: int
    full: str
    type: str
    level: Level | None
    coordinated: bool
    typed: bool
    compared: bool = False
    gone: bool = False


_DAK = re.compile(r"\bđ[ăắâa]k\b")


_ABOVE = re.compile(r"\s*[,(\-]?\s*(?:thuộc\s+|của\s+)?")
# A place that is only ranked or compared (`tỉnh X dẫn đầu 63 tỉnh với 89,45 điểm`, `sau huyện Y`) owns no elided body.
_RANKED = re.compile(r"\s*(?:,\s*)?(?:dẫn đầu|đứng|xếp|đạt|ở vị trí|vươn lên|cuối bảng|có điểm|được \d|\(\d)[^.;\n]{0,60}?\d?")
_COMPARISONS = "sau|trên|dưới|vượt|so với|cùng với|hơn|kém|như|chi nhánh|khu vực|hợp nhất với|sáp nhập với|sáp nhập vào"
_COMPARED = Lead(any_word(_COMPARISONS.split("|")) + r"\s+", reach=16)
# How far into the body the lead reaches, in characters.
_LEAD = 450
_RANK: dict[str | None, int] = {"province": 0, "district": 1, "commune": 2, None: 1}


class Localities:
    """Resolves localities of one article. `day`: the date that decides which units existed (publication, else None)."""

    def __init__(self, doc: Doc, places: Mapping[str, list[PlaceMention]], known: Gazetteer | None = None) -> None:
        self.known = known or gazetteer()
        self.portal = doc.article.portal
        self.day = doc.article.published_at[:10] if doc.article.published_at else None
        self.portal_place = split_type(self.portal.place) if self.portal.place else None
        self.portal_province = split_type(self.portal.province) if self.portal.province else None
        if (
            self.portal_province is None
            and self.portal_place
            and self.type_level(self.portal_place[0], self.portal.place or "") == "province"
        ):
            self.portal_province = self.portal_place
        self.seen: list[_Seen] = []
        self.low: dict[str, str] = {text.field: text.low for text in doc.texts if text.field != "attachment"}
        self.above: dict[PlaceMention, PlaceMention] = {}
        self.known_places: dict[PlaceMention, Resolved | None] = {}
        self.abolished: dict[str, bool] = {}
        for text in doc.texts:
            if text.field != "attachment":
                self._link(text.low, places.get(text.field, ()))
        self._remember_all(places)
        if self.portal_place is None and self.portal_province is None and (told := self._told_province()):
            # A newspaper whose place is not known speaks of its own province.
            self.portal_province = split_type(told)
            self._remember_all(places)

    def _remember_all(self, places: Mapping[str, list[PlaceMention]]) -> None:
        self.seen.clear()
        for field in ("title", "body", "attachment"):
            for p in places.get(field, ()):
                if p.name is not None and not p.generic:
                    self._remember(field, p)

    def _told_province(self) -> str | None:
        """The province that an article is about: the only one that its opening names with its type (`UBND tỉnh X`), the one
        named most, and not in a ranking of the country."""
        provinces = [s for s in self.seen if s.level == "province"]
        opening = [s for s in provinces if s.typed and (s.field, s.start) < (1, 2 * _LEAD)]
        # `Vì sao Bình Thuận tụt hạng PAPI?`
        opening = opening or [s for s in provinces if s.field == 0]
        if not opening or opening[0].compared or opening[0].coordinated or len({s.full for s in opening}) > 1:
            return None
        told, count = opening[0].full, Counter(s.full for s in provinces)
        return told if count[told] == max(count.values()) and count.total() <= 3 * count[told] else None

    def _link(self, low: str, mentions: Sequence[PlaceMention]) -> None:
        """`xã A, huyện B, tỉnh C`, `huyện B (tỉnh C)`: what stands directly after a place lies above it."""
        for this, nxt in pairwise(mentions):
            if nxt.name and this.name and _ABOVE.fullmatch(low[this.end : nxt.start]) and _RANK[nxt.level] < _RANK[this.level]:
                self.above[this] = nxt

    def _remember(self, field: str, p: PlaceMention) -> None:
        found = self.place(p, field)
        self.known_places[p] = found
        if found is not None:
            parts = split_type(found.full)
            if parts is not None:
                low = self.low.get(field, "")
                bracketed = found.level == "province" and low[p.start - 1 : p.start] + low[p.end : p.end + 1] == "()"
                # `Thừa Thiên Huế: Sở Tài chính dẫn đầu …`: a headline that begins with whom it is about.
                typed = p.type is not None or (field == "title" and low.startswith(":", p.end) and not low[: p.start].strip())
                words_before = low[max(0, p.start - 16) : p.start]
                compared = (
                    bracketed
                    or _RANKED.match(low, p.end) is not None
                    or _COMPARED.before(words_before, len(words_before)) is not None
                )
                self.seen.append(
                    _Seen(
                        _ORDER[field], p.start, p.end, found.full, parts[0], found.level, p.coordinated,
                        typed, compared, self.is_abolished(found),
                    )
                )  # fmt: skip

    def is_abolished(self, place: Resolved) -> bool:
        """A province that was merged into another before the article: what it elides now belongs to the new one."""
        parts = split_type(place.full) if place.level == "province" else None
        if parts is None:
            return False
        if place.full not in self.abolished:
            units = self.known.named(parts[1], parts[0])
            self.abolished[place.full] = bool(units) and not any(unit.valid_on(self.day) for unit in units)
        return self.abolished[place.full]

    # -- single places ---------------------------------------------------------------------------------------------

    def place(self, mention: PlaceMention, field: str = "body") -> Resolved | None:
        """The place that a named mention means: type and spelling of the gazetteer at the article's date; the units
        named beside it, the portal's province and the province named last choose between places of one name. None for
        a bare or an unresolvable mention."""
        if mention in self.known_places:
            return self.known_places[mention]
        if mention.name is None:
            return None
        units = self.narrowed(mention, field)
        if units:
            unit = units[0]
            name = mention.name if mention.name.casefold() == unit.name.casefold() else unit.name
            provinces = {self.known.province_of(u).full for u in units}
            province = None if unit.level == "province" or len(provinces) > 1 else provinces.pop()
            return Resolved(f"{unit.type} {name}", unit.level, province)
        if mention.type is None or (mention.candidates and mention.type == "thành phố" and mention.level is None):
            return None
        full = f"{mention.type} {mention.name}"
        level = mention.level or self.type_level(mention.type, full)
        return Resolved(full, level, None if level == "province" else self.province_above(mention) or self.portal_full_province())

    def named(self, name: str, types: tuple[str, ...] = (), field: str = "body", offset: int = 0) -> Resolved | None:
        """The unit that a bare name means where the context tells its kind: a table cell, an item of `khối xã` (`types`:
        the type words that can be meant). None where the gazetteer has none or cannot tell which."""
        ids = tuple(dict.fromkeys(p.id for p in self.known.named(name) if not types or p.type in types))
        return self.place(PlaceMention(offset, offset, name, None, None, ids), field) if ids else None

    def narrowed(self, mention: PlaceMention, field: str) -> list[Place]:
        """The gazetteer units that a mention can mean, after date, units beside it, portal and the last province; all
        of one full name (`type name`), else none."""
        units = [self.known.by_id[i] for i in mention.candidates]
        units = [u for u in units if u.valid_on(self.day)] or units
        above = self.above.get(mention)
        if above is not None and above.name:
            units = [u for u in units if self.lies_in(u, above.name)] or units
        if mention.type is None:
            units = [u for u in units if u.full in (self.portal.province, self.portal.place)] or units
        near = [u for u in units if self.lies_in_portal(u)]
        if not near and mention.coordinated and self.portal_full_province():
            # `thị xã Trảng Bàng (88,02%) và Tân Châu`: the province's own district, no town of that name elsewhere.
            own = [u for u in self.known.named(mention.name or "", None, self.day) if self.lies_in_portal(u)]
            near = [u for u in own if u.level in {v.level for v in units}]
        if not near and mention.type is None:
            # `Quảng Ninh dẫn đầu; Bình Dương xếp thứ hai`: the province, though Quảng Ninh has a commune of that name.
            units = [u for u in units if u.level == "province"] or units
        if not near and above is None:
            last = self.nearest(("tỉnh", "thành phố"), field, mention.start, "province") if len(units) > 1 else None
            near = [u for u in units if last is not None and self.known.province_of(u).full == last.full]
        units = near or units
        if mention.type is None or len({u.level for u in units}) > 1:
            units = self.one_level(units, mention.type is None)
        return units if len({u.full for u in units}) == 1 else []

    def one_level(self, units: list[Place], untyped: bool) -> list[Place]:
        """Units of the highest level; a typed city that was a district city first (Huế) by the portal's province."""
        if not untyped and self.portal_province is not None:
            own = " ".join(self.portal_province)
            return [u for u in units if (u.level == "province") == (u.full == own)] or units
        top = min((_RANK[u.level] for u in units), default=0)
        return [u for u in units if _RANK[u.level] == top]

    def lies_in(self, unit: Place, name: str) -> bool:
        while unit.parent:
            unit = self.known.by_id[unit.parent]
            if unit.name.casefold() == name.casefold():
                return True
        return False

    def province_above(self, mention: PlaceMention) -> str | None:
        """The province that stands after a mention (`huyện B, tỉnh C`)."""
        above = self.above.get(mention)
        while above is not None and _RANK[above.level] > 0:
            above = self.above.get(above)
        found = self.place(above) if above is not None else None
        return found.full if found is not None else None

    def lies_in_portal(self, unit: Place) -> bool:
        if self.portal_province is None:
            return False
        province = self.known.province_of(unit)
        return (province.type, province.name) == self.portal_province or (
            unit.level == "province" and (unit.type, unit.name) == self.portal_province
        )

    def portal_full_province(self) -> str | None:
        return " ".join(self.portal_province) if self.portal_province else None

    def type_level(self, type_: str, full: str) -> Level | None:
        """The level of `type name`; a city's from the gazetteer, the portal or its province."""
        levels = TYPE_LEVELS[type_]
        if len(levels) == 1:
            return levels[0]
        parts = split_type(full)
        units = self.known.named(parts[1], type_, self.day) if parts else []
        found = {u.level for u in units}
        if len(found) == 1:
            return found.pop()
        if full == self.portal.province or (full == self.portal.place and self.portal.province in (None, full)):
            return "province"
        return "district"

    # -- elided places -----------------------------------------------------------------------------------------------

    def resolve(self, level: str, field: FieldName, offset: int) -> str | None:
        """The place that a bare level word (`tỉnh`, `huyện`, `thành phố`, …) means at an offset; None if nothing tells."""
        own = self.from_portal((level,))
        earlier = self.nearest((level,), field, offset, own=own)
        return earlier.full if earlier is not None else own

    def resolve_default(self, level: str, field: FieldName, offset: int) -> str | None:
        """As `resolve`, for a body whose text gives no level: `Sở X` is of a province, `Phòng X` of a district, or of
        a commune where no district exists any more."""
        wanted: Level = {"tỉnh": "province", "huyện": "district", "xã": "commune"}.get(level, "district")  # type: ignore[assignment]
        types = _DEFAULT_TYPES.get(level, (level,))
        if wanted == "district" and self.day is not None and self.day >= REFORM:
            wanted, types = "commune", _DEFAULT_TYPES["xã"]
        own = self.from_portal(types, wanted)
        earlier = self.nearest(types, field, offset, wanted, own)
        return earlier.full if earlier is not None else own

    def nearest(
        self, types: tuple[str, ...], field: str, offset: int, level: Level | None = None, own: str | None = None
    ) -> _Seen | None:
        """The last place named before an offset whose type (and level) fits. Where the portal's place `own` fits too,
        members of a list and names without a type (`sau Lào Cai`) stand for themselves only."""
        at = (_ORDER[field], offset)
        for seen in reversed(self.seen):
            if (seen.field, seen.start) >= at or seen.type not in types or (level is not None and seen.level != level):
                continue
            if own is None or seen.full == own or (seen.typed and not seen.coordinated and not seen.gone):
                return self.instead(seen, types, level, own) if seen.compared and seen.full != own else seen
        return None

    def instead(self, seen: _Seen, types: tuple[str, ...], level: Level | None, own: str | None) -> _Seen | None:
        """What an elided level means where the last place named is only compared: one that title or lead speak of, else
        the portal's (None), else that place after all."""
        for other in reversed(self.seen):
            fits = other.type in types and (level is None or other.level == level)
            opens = other.field == 0 or (other.field == 1 and other.start < _LEAD)
            earlier = (other.field, other.start) < (seen.field, seen.start)
            if fits and opens and earlier and not other.compared and not other.coordinated:
                return other
        return None if own is not None else seen

    def from_portal(self, types: tuple[str, ...], level: Level | None = None) -> str | None:
        for parts in (self.portal_place, self.portal_province):
            if parts is not None and parts[0] in types:
                full = " ".join(parts)
                if level is None or self.type_level(parts[0], full) == level:
                    return full
        return None

    # -- organisations -----------------------------------------------------------------------------------------------

    def organization(self, org: OrgMention, field: FieldName = "body") -> str:
        """The codebook's name: written out, with its locality where text or portal tells it."""
        place = self.org_place(org, field)
        if org.parent is not None:
            return f"{org.normal} {self.organization(org.parent, field)}"
        if org.form == "none":
            return org.normal
        if place is None:
            return f"{org.normal} {org.level_word}" if org.form == "typed" and org.level_word else org.normal
        if org.form == "implied":
            parts = split_type(place)
            return f"{org.normal} {parts[1] if parts else place}"
        return f"{org.normal} {place}"

    def org_place(self, org: OrgMention, field: FieldName = "body") -> str | None:
        """`type name` of the place that an organisation belongs to; None for central bodies and where nothing tells."""
        if org.form == "none":
            return None
        if org.locality is not None and org.locality.name is not None:
            return self.named_locality(org)
        if org.level_word:
            return self.resolve(org.level_word, field, org.start)
        if org.default_level:
            return self.resolve_default(org.default_level, field, org.start)
        if org.kind in ("people_committee", "people_council", "party_committee", "council_committee", "front", "one_stop"):
            if org.normal == "Đảng ủy":  # unlevelled, it is a commune's
                own = self.from_portal(_DEFAULT_TYPES["xã"])
                earlier = self.nearest(_DEFAULT_TYPES["xã"], field, org.start, own=own)
                return earlier.full if earlier is not None else own
            return self.unlevelled(field, org.start)
        return None

    def named_locality(self, org: OrgMention) -> str | None:
        assert org.locality is not None
        place = org.locality
        if org.form == "implied" and place.type is None:
            units = [self.known.by_id[i] for i in place.candidates]
            fitting = tuple(u.id for u in units if u.type == org.level_word)
            if fitting or org.level_word is None:
                place = PlaceMention(
                    place.start, place.end, place.name, org.level_word, place.level, fitting, name_start=place.name_start
                )
            else:
                return f"{org.level_word} {place.name}"
        found = self.place(place)
        return found.full if found else (f"{org.level_word} {place.name}" if org.level_word else place.name)

    def unlevelled(self, field: FieldName, offset: int) -> str | None:
        """`UBND` with no level at all: the portal's own place, else the last place named."""
        if self.portal_place is not None:
            return " ".join(self.portal_place)
        at = (_ORDER[field], offset)
        earlier = [s for s in self.seen if (s.field, s.start) < at and not s.coordinated]
        return earlier[-1].full if earlier else None

    # -- subjects ----------------------------------------------------------------------------------------------------

    def subject(self, mention: OrgMention | PlaceMention, field: FieldName = "body") -> Subject | None:
        """Whom a figure is about, by the codebook's rule of subjects; None where a bare type word resolves to nothing
        that can be named (the bare word itself stands then: `huyện`)."""
        if isinstance(mention, PlaceMention):
            return self.place_subject(mention, field)
        if mention.kind in ("people_committee", "council_committee"):
            place = self.org_place(mention, field)
            name = place or mention.level_word
            return self.subject_of_place(name) if name else None
        if mention.form == "none" and mention.parent is None:
            return Subject(mention.normal, "organization", None)
        place = self.org_place(mention, field)
        parts = split_type(place) if place else None
        level = self.type_level(parts[0], place) if parts and place else None
        if level == "province" or (place is None and mention.level_word == "tỉnh"):
            name = f"{mention.normal} {mention.parent.normal}" if mention.parent else mention.normal
            return Subject(name, "organization", place or self.portal_full_province())
        return Subject(
            self.organization(mention, field),
            "organization",
            self.province_of_full(place) if place else self.portal_full_province(),
        )

    def place_subject(self, mention: PlaceMention, field: FieldName) -> Subject | None:
        if mention.generic:
            return None
        if mention.name is None:
            full = self.resolve(mention.type or "", field, mention.start)
            return self.subject_of_place(full or mention.type or "")
        found = self.place(mention)
        if found is None:
            return None
        printed = f"{mention.type} {mention.name}"
        # `Đăk Tô`, `Đắk Tô`: official papers write both, so the text's own spelling of a full name stands.
        own = mention.type is not None and _DAK.sub("đắk", printed.lower()) == _DAK.sub("đắk", found.full.lower())
        return Subject(printed if own else found.full, "place", found.province)

    def subject_of_place(self, full: str) -> Subject:
        return Subject(full, "place", self.province_of_full(full))

    def province_of_full(self, full: str) -> str | None:
        """The province of `type name`: None for a province, else the gazetteer's or the portal's."""
        parts = split_type(full)
        if parts is None:
            return None if full == "tỉnh" else self.portal_full_province()
        if self.type_level(parts[0], full) == "province":
            return None
        units = self.known.named(parts[1], parts[0], self.day)
        near = [u for u in units if self.lies_in_portal(u)]
        if near or full == self.portal.place or not units:
            return self.portal_full_province()
        provinces = {self.known.province_of(u).full for u in units}
        return provinces.pop() if len(provinces) == 1 else None
