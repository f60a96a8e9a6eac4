"""Which locality an elided or ambiguous name means: `UBND huyện`, `tỉnh`, `Sở Nội vụ`, `thành phố`, `Tam Kỳ`.

The codebook's rule ("Names"): the nearest earlier mention that fits the level (the title counts, and so does the same
sentence), else the portal; levels never mix; where neither tells, the name stays without it. Order of texts: title,
body, attachments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from core.places import TYPE_LEVELS, Gazetteer, Level, Place, gazetteer, split_type
from extract.mentions.organizations import OrgMention
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


class HasPlaces(Protocol):
    """What this module needs of the article's mentions."""

    @property
    def places(self) -> Mapping[str, list[PlaceMention]]: ...


@dataclass(frozen=True, slots=True)
class Resolved:
    """A place that a mention means: the codebook's form, its level and province (None where unknown or itself one)."""

    full: str
    level: Level | None
    province: str | None


@dataclass(frozen=True, slots=True)
class _Seen:
    field: int
    start: int
    end: int
    full: str
    type: str
    level: Level | None
    coordinated: bool


class Localities:
    """Resolves localities of one article. `day`: the date that decides which units existed (publication, else None)."""

    def __init__(self, doc: Doc, places: Mapping[str, list[PlaceMention]], known: Gazetteer | None = None) -> None:
        self.known = known or gazetteer()
        self.portal = doc.article.portal
        self.day = doc.article.published_at[:10] if doc.article.published_at else None
        self.portal_place = split_type(self.portal.place) if self.portal.place else None
        self.portal_province = split_type(self.portal.province) if self.portal.province else None
        if self.portal_province is None and self.portal_place and self.type_level(self.portal_place[0], self.portal.place or "") == "province":
            self.portal_province = self.portal_place
        self.seen: list[_Seen] = []
        for field in ("title", "body", "attachment"):
            for p in places.get(field, ()):
                if p.name is not None and not p.generic:
                    self._remember(field, p)

    def _remember(self, field: str, p: PlaceMention) -> None:
        found = self.place(p)
        if found is not None:
            parts = split_type(found.full)
            if parts is not None:
                self.seen.append(_Seen(_ORDER[field], p.start, p.end, found.full, parts[0], found.level, p.coordinated))

    # -- single places ---------------------------------------------------------------------------------------------

    def place(self, mention: PlaceMention) -> Resolved | None:
        """The place that a named mention means: type and spelling of the gazetteer at the article's date, chosen by
        the portal's province where several places share the name. None for a bare or an unresolvable mention."""
        if mention.name is None:
            return None
        chosen = self.choose(mention)
        if chosen is not None:
            name = mention.name if mention.type and mention.name.casefold() == chosen.name.casefold() else chosen.name
            province = self.known.province_of(chosen)
            return Resolved(f"{chosen.type} {name}", chosen.level, None if chosen.level == "province" else self.province_name(province))
        if mention.type is None:
            return None
        full = f"{mention.type} {mention.name}"
        if self.same_as_portal(full):
            level = self.type_level(mention.type, full)
            return Resolved(full, level, None if level == "province" else self.portal_full_province())
        level = mention.level or self.type_level(mention.type, full)
        # A name that no gazetteer has: a unit below the province belongs to the portal's province.
        return Resolved(full, level, None if level == "province" else self.portal_full_province())

    def choose(self, mention: PlaceMention) -> Place | None:
        """One gazetteer unit: it existed on the day, and lies in the portal's place or province where that decides."""
        units = [self.known.by_id[i] for i in mention.candidates]
        dated = [u for u in units if u.valid_on(self.day)] or units
        if len(dated) <= 1:
            return dated[0] if dated else None
        if mention.type is None:
            for wanted in (self.portal.province, self.portal.place):
                for u in dated:
                    if wanted == u.full:
                        return u
            provinces = [u for u in dated if u.level == "province"]
            dated = provinces or dated
        near = [u for u in dated if self.lies_in_portal(u)]
        pool = near or dated
        first = pool[-1] if self.day is None and pool[0].full == pool[-1].full and not near else pool[0]
        same = {u.full for u in pool}
        if len(same) == 1:
            levels = {u.level for u in pool}
            if len(levels) > 1:  # thành phố Huế: a district city, later a province
                wanted_level: Level = "province" if self.portal_province == split_type(first.full) else "district"
                return next((u for u in pool if u.level == wanted_level), first)
            return first
        return first if near else None

    def lies_in_portal(self, unit: Place) -> bool:
        if self.portal_province is None:
            return False
        province = self.known.province_of(unit)
        return (province.type, province.name) == self.portal_province or (
            unit.level == "province" and (unit.type, unit.name) == self.portal_province
        )

    def province_name(self, province: Place) -> str:
        return province.full

    def portal_full_province(self) -> str | None:
        return " ".join(self.portal_province) if self.portal_province else None

    def same_as_portal(self, full: str) -> bool:
        return full in (self.portal.place, self.portal.province)

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
        earlier = self.nearest((level,), field, offset)
        if earlier is not None:
            return earlier.full
        return self.from_portal((level,))

    def resolve_default(self, level: str, field: FieldName, offset: int) -> str | None:
        """As `resolve`, for a body whose text gives no level: `Sở X` is of a province, `Phòng X` of a district, or of
        a commune where no district exists any more."""
        wanted: Level = {"tỉnh": "province", "huyện": "district", "xã": "commune"}.get(level, "district")  # type: ignore[assignment]
        types = _DEFAULT_TYPES.get(level, (level,))
        if wanted == "district" and self.day is not None and self.day >= REFORM:
            wanted, types = "commune", _DEFAULT_TYPES["xã"]
        if wanted == "province" and self.portal_province is not None:
            own = " ".join(self.portal_province)
            earlier = self.nearest(types, field, offset, wanted)
            return earlier.full if earlier is not None and not earlier.coordinated else own
        earlier = self.nearest(types, field, offset, wanted)
        return earlier.full if earlier is not None else self.from_portal(types, wanted)

    def nearest(self, types: tuple[str, ...], field: FieldName, offset: int, level: Level | None = None) -> _Seen | None:
        """The last place named before an offset whose type (and level) fits."""
        at = (_ORDER[field], offset)
        for seen in sorted((s for s in self.seen if (s.field, s.start) < at), key=lambda s: (s.field, s.start), reverse=True):
            if seen.type in types and (level is None or seen.level == level):
                return seen
        return None

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
            return self.unlevelled(field, org.start)
        return None

    def named_locality(self, org: OrgMention) -> str | None:
        assert org.locality is not None
        place = org.locality
        if org.form == "implied" and place.type is None:
            units = [self.known.by_id[i] for i in place.candidates]
            fitting = tuple(u.id for u in units if u.type == org.level_word)
            if fitting or org.level_word is None:
                place = PlaceMention(place.start, place.end, place.name, org.level_word, place.level, fitting, name_start=place.name_start)
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
        return Subject(self.organization(mention, field), "organization", self.province_of_full(place) if place else self.portal_full_province())

    def place_subject(self, mention: PlaceMention, field: FieldName) -> Subject | None:
        if mention.generic:
            return None
        if mention.name is None:
            full = self.resolve(mention.type or "", field, mention.start)
            return self.subject_of_place(full or mention.type or "")
        found = self.place(mention)
        return Subject(found.full, "place", found.province) if found else None

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
        if near or full == self.portal.place:
            return self.portal_full_province()
        if len(units) == 1:
            return self.known.province_of(units[0]).full
        return self.portal_full_province()
